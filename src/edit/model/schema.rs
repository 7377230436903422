//! The fields of a model as forms show them: what each is called, what it must be,
//! and what it does. One table per record of the document, so that a form is a walk
//! over a table and a new mechanism is a few lines here.

use super::mechanisms;
use super::tables::{
    ACCOUNTS, ASSETS, EXOGENOUS, MECHANISMS, METRICS, PARAMETERS, POPULATIONS, RUN, STEP, VARIABLES,
};
use super::world::{ARRIVALS, SCENARIOS, SERIES, SHOCKS};

/// What a field refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An asset.
    Asset,
    /// An asset that the mechanism mints: it becomes one of its issuers.
    Minted,
    /// An account.
    Account,
    /// A population.
    Population,
    /// An account or a population.
    Holder,
    /// A mechanism.
    Mechanism,
    /// A mechanism of the type `constant_product`.
    Market,
    /// A door of the mechanism that the field `at` beside it names.
    Port,
    /// A metric.
    Metric,
    /// A parameter.
    Parameter,
    /// A strategy of the population that the field is in.
    Strategy,
    /// What formulas read by name: a parameter, a process, a series, a named formula.
    Target,
}

/// A value and its words.
pub type Words = (&'static str, &'static str);

/// What a field must be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// How formulas call the entry.
    Id,
    /// A line of text.
    Text,
    /// Some lines of text.
    Long,
    /// A unit.
    Unit,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A formula.
    Formula,
    /// Formulas, with semicolons between.
    Formulas,
    /// Numbers, with semicolons between.
    Numbers,
    /// The id of something.
    Ref(What),
    /// The ids of some things.
    Refs(What),
    /// One of these.
    Choice(&'static [Words]),
    /// Entries with fields of their own.
    List(&'static Table),
    /// One of some kinds of records, told apart by a field.
    Variants(&'static Variants),
    /// The name of a rule of the catalogue, with what the rule is told in `with`.
    Rule,
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the document.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it must be.
    pub kind: Kind,
    /// What it does, one sentence.
    pub doc: &'static str,
    /// What it is when it is left out; none: it must be there.
    pub or: Option<&'static str>,
    /// What a new entry has here, where that is not the first that fits.
    pub start: &'static str,
    /// The range that makes sense.
    pub range: Option<(f64, f64)>,
}

/// A field that must be there.
pub const fn field(name: &'static str, label: &'static str, kind: Kind, doc: &'static str) -> Field {
    Field { name, label, kind, doc, or: None, start: "", range: None }
}

impl Field {
    /// The same, of which `text` is meant when it is left out.
    pub const fn or(self, text: &'static str) -> Field {
        Field { or: Some(text), ..self }
    }

    /// The same, which a new entry has as `text`.
    pub const fn start(self, text: &'static str) -> Field {
        Field { start: text, ..self }
    }

    /// The same, which usually lies between these.
    pub const fn within(self, low: f64, high: f64) -> Field {
        Field { range: Some((low, high)), ..self }
    }
}

/// The fields of a record.
#[derive(Debug)]
pub struct Table {
    /// What one is called: `a population`.
    pub one: &'static str,
    /// What the id of a new one begins with.
    pub prefix: &'static str,
    /// Its fields, the most important first.
    pub fields: &'static [Field],
}

/// One of some kinds of records.
#[derive(Debug)]
pub struct Variants {
    /// The field that tells which it is; empty: that it is there tells it.
    pub tag: &'static str,
    /// What choosing one is called.
    pub label: &'static str,
    /// What it is called that there is none of them; empty: there has to be one.
    pub none: &'static str,
    /// The kinds: name, words, what it is, fields.
    pub all: &'static [Variant],
}

/// One kind.
#[derive(Debug)]
pub struct Variant {
    /// Its name in the document.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A kind of record.
pub const fn variant(
    name: &'static str,
    label: &'static str,
    doc: &'static str,
    fields: &'static [Field],
) -> Variant {
    Variant { name, label, doc, fields }
}

impl Variants {
    /// The kind with a name.
    pub fn find(&self, name: &str) -> Option<&'static Variant> {
        self.all.iter().find(|known| known.name == name)
    }
}

/// The fields of what stands at a path, given the type of the mechanism it is of;
/// the last field on the way, and the table that it stands in.
pub fn find(path: &str, kind: &str) -> Option<&'static Field> {
    let mut fields: &'static [Field] = &[];
    let mut found = None;
    let mut names = path.split('.').peekable();
    let list = names.next()?;
    if list == "run" {
        fields = if path.starts_with("run.step.") { STEP.fields } else { RUN.fields };
    } else if list == "mechanisms" {
        fields = mechanisms::ALL.find(kind)?.fields;
    } else if let Some(table) = table(list) {
        fields = table.fields;
    }
    while let Some(name) = names.next() {
        let nested = list == "run" && name == "step" && path != "run.step";
        if nested || name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let field = fields.iter().find(|field| field.name == name);
        if field.is_none() {
            // The field that tells variants apart has the name of the whole.
            return found;
        }
        found = field;
        fields = match field.map(|field| field.kind) {
            Some(Kind::List(table)) => table.fields,
            Some(Kind::Variants(variants)) => {
                let next = names.peek().copied().unwrap_or("");
                let of = |variant: &&Variant| variant.fields.iter().any(|field| field.name == next);
                variants.all.iter().find(of).map_or(&[], |variant| variant.fields)
            }
            _ => &[],
        };
    }
    found
}

/// The table of a list of the document.
pub fn table(list: &str) -> Option<&'static Table> {
    Some(match list {
        "parameters" => &PARAMETERS,
        "assets" => &ASSETS,
        "accounts" => &ACCOUNTS,
        "populations" => &POPULATIONS,
        "exogenous" => &EXOGENOUS,
        "series" => &SERIES,
        "arrivals" => &ARRIVALS,
        "shocks" => &SHOCKS,
        "scenarios" => &SCENARIOS,
        "variables" => &VARIABLES,
        "mechanisms" => &MECHANISMS,
        "metrics" => &METRICS,
        _ => return None,
    })
}
