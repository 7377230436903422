//! `link FILE|LINK`: a document to a link, a link to a document.

use super::arguments::{Arguments, Known};
use super::input::{Opened, Origin};
use super::{Failure, changes, input, print};
use tokenwright::share::{Share, full, short};

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let arguments = arguments.sort(Known { options: &changes::OPTIONS, flags: &[] })?;
    let Opened { origin, mut state, .. } = input::open(arguments.one_word("FILE or LINK")?)?;
    changes::apply(&arguments, &state.project, &mut state.spec)?;
    let share = Share {
        project: &state.project,
        spec: &state.spec,
        hash: state.hash.as_deref(),
        view: state.view,
        theme: state.theme,
    };
    let text = match (origin, &state.template) {
        (Origin::Link, _) => state.into_document().to_json(),
        (Origin::Template, Some(id)) => short(id, &share),
        (Origin::Template | Origin::File, _) => full(&share).map_err(|error| {
            Failure::usage(format!("the document does not fit into a link: {}", error.message()))
        })?,
    };
    print::out(&format!("{text}\n"));
    Ok(())
}
