//! From the text of a rule to its parts.

use crate::num::decimal;

/// What a rule is and does.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Its name for people.
    pub title: String,
    /// What it models.
    pub about: String,
    /// Where it comes from.
    pub source: String,
    /// What a document tells it.
    pub fields: Vec<Field>,
    /// Balances of its own, and for whose agents each.
    pub vaults: Vec<(String, Option<String>)>,
    /// Values that last.
    pub outs: Vec<Output>,
    /// How agents act on it.
    pub ports: Vec<PortLine>,
    /// What happens before the first step.
    pub init: Vec<Line>,
    /// What happens in a step.
    pub step: Vec<Line>,
}

/// Something that a document tells a rule.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in the document and in the rule.
    pub name: String,
    /// What it must be.
    pub kind: FieldKind,
    /// What it is when it is left out; none: it must be there.
    pub default: Option<String>,
    /// The range that makes sense, as written: `1%..100%`.
    pub range: Option<(String, String)>,
    /// What it must be within: least and most. A number outside is an error of the
    /// document, or a fault of the run in which it comes about.
    pub bounds: Option<(f64, f64)>,
    /// What it is.
    pub doc: String,
}

/// What a field must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An asset; true: one that the rule mints.
    Asset(bool),
    /// An account or a population.
    Holder,
    /// An account.
    Account,
    /// A population.
    Population,
    /// A formula that gives one number.
    Number,
    /// A formula that gives a number for each agent of the population that this
    /// field names.
    Each(String),
    /// A parameter that the rule steers.
    Parameter,
}

/// A value that lasts.
#[derive(Clone, Debug)]
pub struct Output {
    /// As formulas read it, after the id of the mechanism.
    pub name: String,
    /// For the agents of the population that this field names.
    pub each: Option<String>,
    /// What it is.
    pub doc: String,
}

/// How agents act.
#[derive(Clone, Debug)]
pub struct PortLine {
    /// As actions call it.
    pub name: String,
    /// The field that names the asset of its amounts.
    pub asset: String,
    /// What it is.
    pub doc: String,
}

/// A statement and where it stands.
#[derive(Clone, Debug)]
pub struct Line {
    /// Line of the text, from 1.
    pub number: usize,
    /// What it says.
    pub statement: Statement,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Statement {
    /// A value of this step: name, population, formula.
    Let(String, Option<String>, String),
    /// An output takes a value.
    Set(String, String),
    /// Value moves.
    Move {
        /// How much.
        amount: String,
        /// Field of the asset.
        asset: String,
        /// Who pays; none: minted.
        from: Option<String>,
        /// Who receives; none: burned.
        to: Option<String>,
        /// What to call what moved.
        name: Option<String>,
    },
    /// What agents order at a port moves (asset, vault), or is only heard.
    Collect(String, Option<(String, String)>),
    /// Those who ordered are paid in proportion.
    Pay {
        /// How much in all.
        amount: String,
        /// Field of the asset.
        asset: String,
        /// From which vault.
        from: String,
        /// For what they ordered there.
        port: String,
        /// What to call what was paid.
        name: Option<String>,
    },
    /// The run ends if the condition holds.
    Fault(String, String),
    /// A parameter takes a value.
    Steer(String, String),
    /// The same again.
    Repeat(u32, Vec<Line>),
}

/// More repetitions than this are a mistake.
const MOST_REPEATED: u32 = 256;

/// Reads a rule; else the line that cannot be understood, and why.
pub fn parse(text: &str) -> Result<Parsed, (usize, String)> {
    let mut rule = Parsed::default();
    let mut open: Vec<(u32, Vec<Line>)> = Vec::new();
    // Which list statements go to: none yet, init, step.
    let mut part = 0;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.split('#').next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        let (word, rest) = split(line, " ");
        let wrong = |message: &str| (number, message.to_owned());
        match (word, part) {
            ("title", 0) => rule.title = rest.to_owned(),
            ("about", 0) => rule.about = rest.to_owned(),
            ("source", 0) => rule.source = rest.to_owned(),
            ("field", 0) => rule.fields.push(field(rest).ok_or_else(|| wrong(FIELD))?),
            ("vault", 0) => {
                let (name, each) = owned(rest);
                rule.vaults.push((name, each));
            }
            ("out", 0) => {
                let (head, doc) = split(rest, "|");
                let (name, each) = owned(head);
                rule.outs.push(Output { name, each, doc: doc.into() });
            }
            ("port", 0) => {
                let (head, doc) = split(rest, "|");
                let (name, asset) = split(head, " ");
                rule.ports.push(PortLine { name: name.into(), asset: asset.into(), doc: doc.into() });
            }
            ("init", _) if open.is_empty() => part = 1,
            ("step", _) if open.is_empty() => part = 2,
            (_, 0) => return Err(wrong(HEAD)),
            ("repeat", _) => {
                let times = rest.parse().ok().filter(|times| (1..=MOST_REPEATED).contains(times));
                open.push((
                    times.ok_or_else(|| wrong("repeat how often? A number from 1 to 256"))?,
                    Vec::new(),
                ));
            }
            (word, _) => {
                let statement = match (word, open.pop()) {
                    ("end", Some((times, lines))) => Statement::Repeat(times, lines),
                    (_, repeat) => {
                        open.extend(repeat);
                        statement(word, rest).ok_or_else(|| wrong(STATEMENT))?
                    }
                };
                let line = Line { number, statement };
                match (open.last_mut(), part) {
                    (Some((_, lines)), _) => lines.push(line),
                    (None, 1) => rule.init.push(line),
                    (None, _) => rule.step.push(line),
                }
            }
        }
    }
    if open.is_empty() { Ok(rule) } else { Err((text.lines().count(), "`repeat` without `end`".into())) }
}

const FIELD: &str = "a field is written `field NAME KIND[=DEFAULT] [in=LOW..HIGH] | what it is`; kinds are asset, \
     asset!, holder, account, population, number, each:POPULATION, parameter";
const HEAD: &str = "before `init` and `step` stand title, about, source, field, vault, out, port";
const STATEMENT: &str =
    "a statement is one of let, set, move, mint, burn, collect, hear, pay, fault, steer, repeat … end";

/// What stands before and after the first `at`, trimmed; after it nothing if it is
/// not there.
fn split<'t>(text: &'t str, at: &str) -> (&'t str, &'t str) {
    let (before, after) = text.split_once(at).unwrap_or((text, ""));
    (before.trim(), after.trim())
}

/// `NAME [each=POPULATION]`.
fn owned(text: &str) -> (String, Option<String>) {
    let (name, rest) = split(text, " ");
    (name.into(), rest.strip_prefix("each=").map(str::to_owned))
}

fn field(text: &str) -> Option<Field> {
    let (head, doc) = split(text, "|");
    let (name, rest) = split(head, " ");
    let (kind, rest) = split(rest, " ");
    let (kind, default) = match kind.split_once('=') {
        Some((kind, default)) => (kind, Some(default.to_owned())),
        None => (kind, None),
    };
    let kind = match kind {
        "asset" => FieldKind::Asset(false),
        "asset!" => FieldKind::Asset(true),
        "holder" => FieldKind::Holder,
        "account" => FieldKind::Account,
        "population" => FieldKind::Population,
        "number" => FieldKind::Number,
        "parameter" => FieldKind::Parameter,
        kind => FieldKind::Each(kind.strip_prefix("each:")?.to_owned()),
    };
    let (mut range, mut bounds) = (None, None);
    for ends in rest.split_whitespace() {
        let (what, (low, high)) = (ends.get(..3)?, ends.get(3..)?.split_once("..")?);
        match what {
            "in=" => range = Some((low.to_owned(), high.to_owned())),
            "is=" => bounds = Some((decimal::parse(low)?, decimal::parse(high).unwrap_or(f64::INFINITY))),
            _ => return None,
        }
    }
    Some(Field { name: name.into(), kind, default, range, bounds, doc: doc.into() })
}

/// What stands before and after the last ` word `.
fn last<'t>(text: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
    let (before, after) = text.rsplit_once(word)?;
    Some((before.trim(), after.trim()))
}

fn statement(word: &str, rest: &str) -> Option<Statement> {
    let (rest, name) = match (word, last(rest, " as ")) {
        ("move" | "mint" | "burn" | "pay", Some((rest, name))) => (rest, Some(name.to_owned())),
        _ => (rest, None),
    };
    Some(match word {
        "let" => {
            let (head, formula) = rest.split_once('=')?;
            let (name, each) = split(head, " each ");
            let each = if each.is_empty() { None } else { Some(each.to_owned()) };
            Statement::Let(name.into(), each, formula.trim().into())
        }
        "set" => rest.split_once('=').map(|(out, f)| Statement::Set(out.trim().into(), f.trim().into()))?,
        "steer" => rest.split_once('=').map(|(to, f)| Statement::Steer(to.trim().into(), f.trim().into()))?,
        "fault" => {
            rest.split_once(" if ").map(|(name, f)| Statement::Fault(name.trim().into(), f.trim().into()))?
        }
        "hear" => Statement::Collect(rest.into(), None),
        "collect" => {
            let (rest, vault) = last(rest, " into ")?;
            let (port, asset) = last(rest, " of ")?;
            Statement::Collect(port.into(), Some((asset.into(), vault.into())))
        }
        "pay" => {
            let (rest, port) = last(rest, " for ")?;
            let (rest, from) = last(rest, " from ")?;
            let (amount, asset) = last(rest, " of ")?;
            Statement::Pay {
                amount: amount.into(),
                asset: asset.into(),
                from: from.into(),
                port: port.into(),
                name,
            }
        }
        "move" | "mint" | "burn" => {
            let (rest, to) = match word {
                "move" => last(rest, " to ").map(|(rest, to)| (rest, Some(to.to_owned())))?,
                "mint" => last(rest, " into ").map(|(rest, to)| (rest, Some(to.to_owned())))?,
                _ => (rest, None),
            };
            let (rest, from) = match word {
                "mint" => (rest, None),
                _ => last(rest, " from ").map(|(rest, from)| (rest, Some(from.to_owned())))?,
            };
            let (amount, asset) = last(rest, " of ")?;
            Statement::Move { amount: amount.into(), asset: asset.into(), from, to, name }
        }
        _ => return None,
    })
}
