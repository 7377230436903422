//! `template [ID]`: the gallery, or one document of it; and the gallery for the
//! other commands.

use super::arguments::Arguments;
use super::{Failure, print};
use tokenwright::diag::nearest;
use tokenwright::project::Project;
use tokenwright::report::{Align, Table};
use tokenwright::template::all;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let arguments = arguments.sort(&[])?;
    if arguments.words.is_empty() {
        let mut table = Table::new([Align::Left, Align::Left]);
        for template in all() {
            let story = get(template.id).map(|project| project.meta.story).unwrap_or_default();
            table.row([template.id.to_owned(), story]);
        }
        print::out(&table.render(""));
        return Ok(());
    }
    let id = arguments.one_word("ID")?;
    let id = id.strip_prefix("template:").unwrap_or(id);
    print::out(&format!("{}\n", find(id)?.to_json()));
    Ok(())
}

/// The ids of the gallery.
pub fn ids() -> Vec<&'static str> {
    all().iter().map(|template| template.id).collect()
}

/// The document of a template.
pub fn get(id: &str) -> Option<Project> {
    let template = all().iter().find(|template| template.id == id)?;
    Project::from_json(template.document).ok()
}

/// The document of a template that someone typed.
pub fn find(id: &str) -> Result<Project, Failure> {
    get(id).ok_or_else(|| {
        let ids = ids();
        Failure::usage(match nearest(id, ids.iter().copied()) {
            Some(near) => format!("there is no template `{id}`; did you mean `{near}`?"),
            None => format!("there is no template `{id}`; the templates are {}", ids.join(", ")),
        })
    })
}
