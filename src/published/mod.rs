//! Results that others have published, and whether this engine gives them too.
//!
//! A result is a document, which the engine knows nothing special of, and the
//! figures that its source printed: which metric, after how many steps, with which
//! parameters. A [`Case`] is one run set; [`Published::compare`] sets what it came
//! to beside what was printed. A printed figure is met if the engine's, rounded to
//! as many digits, is the same; a figure that luck decides, if it lies within a few
//! of the run set's own standard errors.
//!
//! Command line, tests and page read the same files (`results/`) and compare with
//! the same code; the page fetches them when its view of them is opened. To add a
//! result: a file in `results/`, and its name in [`IDS`].

mod compare;
mod documents;

pub use compare::{Row, Verdict, verdict};
pub use documents::{IDS, all};

use crate::diag::Diagnostic;
use crate::json::{Json, Reader, Record};
use crate::project::{Id, Project};
use crate::record;
use crate::simulate::RunSpec;

record! {
    /// A published result.
    pub struct Published {
        /// Short name, as the command line and the address of its card have it.
        pub id: Id,
        /// What it is called.
        pub title: String,
        /// What was published and what is done here, in a sentence or two.
        pub about: String,
        /// Who published it.
        pub source: Source,
        /// What has to be known to compare the two; empty: nothing.
        pub note: String = String::new(),
        /// The run sets and what they should come to.
        pub cases: Vec<Case>,
        /// The model.
        pub document: Project,
    }
}

record! {
    /// Where figures come from.
    pub struct Source {
        /// As one would cite it.
        pub text: String,
        /// Where it can be read.
        pub address: String,
    }
}

record! {
    /// One run set of the document.
    pub struct Case {
        /// What is special about it; empty if it is the only one.
        pub label: String,
        /// Steps in a run; none: the document's.
        pub after: Option<u32> = None,
        /// Parameters that differ from the document's.
        pub set: Vec<Setting> = Vec::new(),
        /// What was published of it.
        pub figures: Vec<Figure>,
    }
}

record! {
    /// A value of a parameter.
    pub struct Setting {
        /// Its id.
        pub parameter: Id,
        /// The value, in the parameter's unit.
        pub value: f64,
    }
}

record! {
    /// A figure as it was printed.
    pub struct Figure {
        /// The metric whose final value it is (the mean over runs).
        pub metric: Id,
        /// The digits of the source, in the metric's unit: `1,956,421.69`. Of a `%`
        /// metric, per cent.
        pub published: String,
        /// For a figure that luck decides: how many standard errors of the run set
        /// it may be off. None: not by a digit.
        pub errors: Option<f64> = None,
    }
}

impl Published {
    /// Reads one.
    pub fn from_json(text: &str) -> Result<Published, Vec<Diagnostic>> {
        Reader::read(tree(text)?)
    }

    /// Reads a list of them, and puts it into the order in which they are shown.
    pub fn list_from_json(text: &str) -> Result<Vec<Published>, Vec<Diagnostic>> {
        let mut list: Vec<Published> = Reader::read(tree(text)?)?;
        list.sort_by_key(|result| IDS.iter().position(|id| *id == result.id));
        Ok(list)
    }

    /// How a case is to be run.
    pub fn spec(&self, case: &Case) -> RunSpec {
        let value = |id: &str| case.set.iter().find(|set| set.parameter == id).map(|set| set.value);
        let parameters = &self.document.parameters;
        RunSpec {
            parameters: parameters.iter().map(|known| value(&known.id).unwrap_or(known.default)).collect(),
            seed: self.document.run.seed,
            steps: case.after.unwrap_or(self.document.run.steps),
            runs: self.document.run.runs,
        }
    }

    /// How many figures there are.
    pub fn figures(&self) -> usize {
        self.cases.iter().map(|case| case.figures.len()).sum()
    }
}

fn tree(text: &str) -> Result<Json, Vec<Diagnostic>> {
    Json::parse(text).map_err(|error| vec![Diagnostic::error("", error)])
}

/// The rows of results as JSON, for other programs: by result, each with its rows.
pub fn to_json(compared: &[(&Published, Vec<Row>)]) -> String {
    let one = |(result, rows): &(&Published, Vec<Row>)| {
        Json::Object(vec![
            ("id".to_owned(), result.id.write()),
            ("title".to_owned(), result.title.write()),
            ("source".to_owned(), result.source.write()),
            ("agrees".to_owned(), verdict(rows).agrees.write()),
            ("verdict".to_owned(), verdict(rows).text.write()),
            ("figures".to_owned(), rows.write()),
        ])
    };
    Json::List(compared.iter().map(one).collect()).pretty()
}
