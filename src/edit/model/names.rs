//! Ids: made from names, followed by everybody who uses them.

use super::path::{at, parent};
use crate::formula::{FUNCTIONS, is_word};
use crate::json::{Json, Reader, Record};
use crate::project::Discovery;

/// Words that an id had better not be.
const TAKEN: [&str; 12] =
    ["step", "time", "dt", "if", "then", "else", "and", "or", "not", "none", "burn", "prev"];

/// Texts of the model that name nothing.
const WORDS: [&str; 11] =
    ["label", "about", "title", "story", "group", "id", "type", "kind", "do", "rule", "modified"];

/// Texts of the forms before the model that name something in it.
const REFERENCES: [&str; 9] = [
    "model",
    "asset",
    "amount",
    "mechanism",
    "parameter",
    "metric",
    "desired_strategy",
    "undesired_strategy",
    "addressed_by",
];

/// Names of what mechanisms tell of each population or account, whose id stands behind them:
/// `staking.deposits_of.stakers`.
const TOLD_OF: [&str; 5] = ["deposits_of", "goods_of", "paid_to", "rewards_of", "volume_by"];

/// What stands before the id of a stakeholder in the diagram.
const STAKEHOLDER: &str = "@";

/// An id that becomes another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// What it was.
    pub old: String,
    /// What it is.
    pub new: String,
    /// The id of the entry that it is within; empty: it is in a list of the document.
    within: String,
    /// Whether it is an asset, which stands after its owner as well.
    asset: bool,
}

/// The id that follows from a text in a field: of the field itself, or of the name
/// of an entry whose id still follows it.
pub(super) fn renaming(tree: &Json, path: &str, text: &str) -> Option<Rename> {
    let (entry, field) = parent(path)?;
    let of = at(tree, entry)?;
    let old = of.get("id")?.text()?.to_owned();
    let new = match field {
        "id" => text.trim().to_owned(),
        "label" => {
            let label = of.get("label").and_then(Json::text).unwrap_or("");
            let others = others(tree, entry);
            let prefix = old.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
            let fresh = label.is_empty() && (prefix == list_prefix(entry) || of.get("type").is_some());
            if !fresh && id_for(label, list_prefix(entry), &others) != old {
                return None;
            }
            id_for(text, list_prefix(entry), &others)
        }
        _ => return None,
    };
    if new == old || (field == "id" && !is_word(&new)) {
        return None;
    }
    let owner = super::owner(tree, entry);
    let within = at(tree, owner).and_then(|owner| owner.get("id")).and_then(Json::text);
    let within = if owner.is_empty() { "" } else { within.unwrap_or("") };
    Some(Rename { old, new, within: within.to_owned(), asset: entry.starts_with("assets.") })
}

/// What a fresh id of the list that an entry is in begins with.
fn list_prefix(entry: &str) -> &'static str {
    let list = entry.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
    super::make::prefix(list)
}

/// All ids but that of one entry.
fn others(tree: &Json, but: &str) -> Vec<String> {
    let mut ids = Vec::new();
    fn walk(json: &Json, path: &str, but: &str, ids: &mut Vec<String>) {
        match json {
            Json::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    walk(item, &format!("{path}.{position}"), but, ids);
                }
            }
            Json::Object(fields) => {
                if path != but {
                    ids.extend(json.get("id").and_then(Json::text).map(str::to_owned));
                }
                for (name, value) in fields {
                    let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    walk(value, &inner, but, ids);
                }
            }
            _ => {}
        }
    }
    walk(tree, "", but, &mut ids);
    ids
}

/// An id that nothing has yet.
pub fn fresh(tree: &Json, name: &str, prefix: &str) -> String {
    id_for(name, prefix, &others(tree, "-"))
}

/// The id for a name: its letters and digits, in lower case.
fn id_for(name: &str, prefix: &str, others: &[String]) -> String {
    let mut id = String::new();
    for letter in name.trim().chars().take(40) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('_') && !letter.is_ascii_punctuation() {
            id.push('_');
        }
    }
    let id = id.trim_end_matches('_');
    let id = match id.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}_{id}"),
        Some(_) => id.to_owned(),
    };
    let free = |id: &String| {
        let function = FUNCTIONS.iter().any(|function| function.name == id);
        !function && !TAKEN.contains(&id.as_str()) && !others.contains(id)
    };
    if free(&id) {
        return id;
    }
    let numbered = (2..).map(|number| format!("{id}_{number}")).find(free);
    numbered.unwrap_or(id)
}

impl Rename {
    /// Everybody in the model who uses it follows.
    pub(super) fn within(&self, tree: &mut Json) {
        // Units are made of assets; others are called like them by chance.
        self.walk(tree, "", "", &|name| !WORDS.contains(&name) && (self.asset || name != "unit"));
    }

    /// So does what stands before the model.
    pub(super) fn within_discovery(&self, discovery: &Discovery) -> Discovery {
        let mut tree = discovery.write();
        self.walk(&mut tree, "", "", &|name| REFERENCES.contains(&name));
        Reader::read(tree).unwrap_or_else(|_| discovery.clone())
    }

    fn walk(&self, json: &mut Json, name: &str, inside: &str, names: &dyn Fn(&str) -> bool) {
        match json {
            Json::Text(text) if names(name) && text.contains(&self.old) => *text = self.text(text, inside),
            Json::List(items) => items.iter_mut().for_each(|item| self.walk(item, name, inside, names)),
            Json::Object(fields) => {
                let id = fields.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.text());
                let id = id.filter(|id| *id == self.within).unwrap_or(inside).to_owned();
                for (name, value) in fields {
                    self.walk(value, name, &id, names);
                }
            }
            _ => {}
        }
    }

    /// A text in which the word is another.
    fn text(&self, text: &str, inside: &str) -> String {
        words(text, |word, before| {
            let own = |name: &str| before == Some(name);
            // A stakeholder of the same id is somebody else.
            let same = word == self.old
                && !own(STAKEHOLDER)
                && if self.within.is_empty() {
                    before.is_none_or(|before| self.asset || TOLD_OF.contains(&before))
                } else {
                    own(&self.within) || (before.is_none() && inside == self.within)
                };
            same.then_some(self.new.as_str())
        })
    }
}

/// A text with some of its words replaced; `before` is the word in front of the point
/// that a word stands behind, or the sign in front of a stakeholder.
fn words<'a>(text: &'a str, mut other: impl FnMut(&'a str, Option<&'a str>) -> Option<&'a str>) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut result = String::new();
    let mut rest = text;
    let mut before = None;
    while !rest.is_empty() {
        let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        if end > 0 {
            let word = &rest[..end];
            result.push_str(other(word, before).unwrap_or(word));
            before = rest[end..].starts_with('.').then_some(word);
            rest = &rest[end..];
        } else {
            let sign = rest.chars().next().map_or(0, char::len_utf8);
            if rest.starts_with(STAKEHOLDER) {
                before = Some(STAKEHOLDER);
            } else if !rest.starts_with('.') {
                before = None;
            }
            result.push_str(&rest[..sign]);
            rest = &rest[sign..];
        }
    }
    result
}

/// Who uses an entry that is about to go: the captions of the entries that name it.
pub fn users(tree: &Json, path: &str) -> Vec<String> {
    let Some(id) = at(tree, path).and_then(|entry| entry.get("id")).and_then(Json::text) else {
        return Vec::new();
    };
    let rename = Rename {
        old: id.to_owned(),
        new: "\u{1}".to_owned(),
        within: {
            let owner = super::owner(tree, path);
            let id = at(tree, owner).and_then(|owner| owner.get("id")).and_then(Json::text);
            if owner.is_empty() { String::new() } else { id.unwrap_or("").to_owned() }
        },
        asset: path.starts_with("assets."),
    };
    let mut found = Vec::new();
    let Json::Object(lists) = tree else { return found };
    for (name, list) in lists {
        let Json::List(items) = list else { continue };
        for (position, item) in items.iter().enumerate() {
            let here = format!("{name}.{position}");
            let mut changed = item.clone();
            rename.walk(&mut changed, "", "", &|name| !WORDS.contains(&name));
            if changed != *item && here != path {
                found.push(super::caption(tree, &here));
            }
        }
    }
    found
}
