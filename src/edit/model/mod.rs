//! Changes to the model: parameters, assets, accounts, populations, mechanisms,
//! metrics, processes from outside.
//!
//! All of it is one kind of edit, of a place in the document's tree of JSON: the
//! tables of [`schema`] say which places there are and what belongs there, so no
//! record needs code of its own. What hangs together is kept together: an id
//! follows its name, everybody who uses it follows the id, and a mechanism that
//! mints an asset is one of its issuers.

pub mod catalogue;
pub mod curve;
pub mod figures;
pub mod formulas;
pub mod learning;
pub mod make;
pub mod mechanisms;
pub mod names;
pub mod network;
pub mod path;
pub mod sample;
pub mod schema;
pub mod slider;
pub mod supply;
pub mod tables;
pub mod world;

#[cfg(test)]
mod tests;

use crate::json::{Json, Record};
use crate::num::decimal;
use crate::project::Project;
use path::{at, at_mut, parent};
use schema::{Kind, What};

/// A change at a place of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelEdit {
    /// The place: names and positions, `populations.0.attributes.1.value`.
    pub path: String,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The field takes a text.
    Text(String),
    /// It is this from now on.
    Tree(Json),
    /// The list gets an entry at its end.
    Add(Json),
    /// It is taken away.
    Remove,
    /// It changes places with the entry before it or after it (true).
    Shift(bool),
    /// The list holds this id, or does not.
    Holds(String, bool),
}

/// The model of a document as a tree; problem, incentives and plan are left out.
pub fn tree(project: &Project) -> Json {
    let mut tree = without_words(project).write();
    // The settings of a run are there even while they are the usual ones.
    if let Json::Object(fields) = &mut tree {
        let run = &project.run;
        let mut step = vec![("unit".to_owned(), run.step.unit.write())];
        step.push(("length".to_owned(), Json::Number(run.step.length)));
        let all = vec![
            ("steps".to_owned(), run.steps.write()),
            ("step".to_owned(), Json::Object(step)),
            ("runs".to_owned(), run.runs.write()),
            ("seed".to_owned(), run.seed.write()),
        ];
        fields.retain(|(name, _)| name != "run");
        fields.push(("run".to_owned(), Json::Object(all)));
    }
    tree
}

/// The document without what can be long and is no part of the model.
fn without_words(project: &Project) -> Project {
    let mut model = project.clone();
    model.discovery = Default::default();
    model.plan = Default::default();
    model
}

impl ModelEdit {
    /// A field takes a text.
    pub fn text(path: &str, text: impl Into<String>) -> ModelEdit {
        ModelEdit { path: path.to_owned(), change: Change::Text(text.into()) }
    }

    /// Something is taken away.
    pub fn remove(path: &str) -> ModelEdit {
        ModelEdit { path: path.to_owned(), change: Change::Remove }
    }

    /// What it is called.
    pub(super) fn name(&self, project: &Project) -> String {
        let tree = tree(project);
        let field = schema::find(&self.path, mechanism_type(&tree, &self.path));
        let quoted = |path: &str| super::place::quoted(&caption(&tree, path));
        match &self.change {
            Change::Add(_) => format!("add {}", self.one()),
            Change::Remove => {
                let caption = caption(&tree, &self.path);
                let named =
                    if caption.is_empty() { String::new() } else { format!(" {}", quoted(&self.path)) };
                format!("delete {}{named}", self.one())
            }
            Change::Shift(_) => format!("move {}", quoted(&self.path)),
            _ => {
                let last = self.path.rsplit('.').next().unwrap_or("");
                let what = field.map_or_else(|| last.replace('_', " "), |field| lower(field.label));
                let owner = owner(&tree, &self.path);
                let of = caption(&tree, owner);
                if of.is_empty() {
                    format!("change {what}")
                } else {
                    format!("change {what} of {}", quoted(owner))
                }
            }
        }
    }

    /// What an entry of the list is called: `a flow`.
    fn one(&self) -> &'static str {
        let list = self.path.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
        if let Some(table) = schema::table(list) {
            return table.one;
        }
        let found = mechanisms::ALL.all.iter().find_map(|variant| schema::find(list, variant.name));
        match found.map(|field| field.kind) {
            Some(Kind::List(table)) => table.one,
            _ => "an entry",
        }
    }

    /// Makes the change, or says why it cannot be made.
    pub(super) fn apply(&self, project: &mut Project) -> Result<(), String> {
        let mut tree = tree(project);
        let (before, shown) = (minted(&tree, &self.path), self.shown(&tree));
        let renamed = self.change(&mut tree)?;
        // What was taken away has given its place to another.
        let whole = self.path.matches('.').count() < 2;
        let after = match self.change {
            Change::Remove | Change::Shift(_) if whole => None,
            _ => minted(&tree, &self.path),
        };
        match self.change {
            Change::Add(_) if whole => settle_issuers(&mut tree, None, after),
            Change::Shift(_) if whole => {}
            _ => settle_issuers(&mut tree, before, after),
        }
        if let Some(id) = shown {
            forget(&mut tree, &id);
        }
        let mut discovery = std::mem::take(&mut project.discovery);
        if let Some(rename) = renamed {
            rename.within(&mut tree);
            discovery = rename.within_discovery(&discovery);
        }
        let plan = std::mem::take(&mut project.plan);
        let problem = |all: Vec<crate::diag::Diagnostic>| {
            all.first().map_or_else(String::new, |first| super::place::capital(&first.message))
        };
        *project = Project { discovery, plan, ..Project::from_tree(tree).map_err(problem)? };
        Ok(())
    }

    /// The id of a metric or a slider that is taken away.
    fn shown(&self, tree: &Json) -> Option<String> {
        let mut parts = self.path.split('.');
        let listed = matches!(parts.next(), Some("metrics" | "parameters")) && parts.count() == 1;
        let id = at(tree, &self.path)?.get("id")?.text()?;
        (listed && self.change == Change::Remove).then(|| id.to_owned())
    }

    /// Changes the tree; what has a new id now, if something has.
    fn change(&self, tree: &mut Json) -> Result<Option<names::Rename>, String> {
        let gone = || "It is not there any more".to_owned();
        let (above, last) = parent(&self.path).ok_or_else(gone)?;
        match &self.change {
            Change::Text(text) => {
                let renamed = names::renaming(tree, &self.path, text);
                let value = self.value(tree, text)?;
                path::put(tree, &self.path, value).ok_or_else(gone)?;
                if let Some(rename) = &renamed {
                    path::put(tree, &format!("{above}.id"), Some(Json::Text(rename.new.clone())));
                }
                return Ok(renamed);
            }
            Change::Tree(json) => path::put(tree, &self.path, Some(json.clone())).ok_or_else(gone)?,
            Change::Add(entry) => path::list(tree, &self.path).ok_or_else(gone)?.push(entry.clone()),
            Change::Remove => match at_mut(tree, above) {
                Some(Json::List(list)) => {
                    let at = last.parse().ok().filter(|at| *at < list.len()).ok_or_else(gone)?;
                    list.remove(at);
                }
                _ => path::put(tree, &self.path, None).ok_or_else(gone)?,
            },
            Change::Shift(down) => {
                let Some(Json::List(list)) = at_mut(tree, above) else { return Err(gone()) };
                let at: usize = last.parse().ok().ok_or_else(gone)?;
                let other = if *down { Some(at + 1) } else { at.checked_sub(1) };
                let other = other.filter(|other| (*other).max(at) < list.len()).ok_or_else(gone)?;
                list.swap(at, other);
            }
            Change::Holds(id, holds) => {
                let list = path::list(tree, &self.path).ok_or_else(gone)?;
                list.retain(|known| known.text() != Some(id));
                if *holds {
                    list.push(Json::Text(id.clone()));
                }
            }
        }
        Ok(None)
    }

    /// A text as the field's value; none: it is left out.
    fn value(&self, tree: &Json, text: &str) -> Result<Option<Json>, String> {
        let field = schema::find(&self.path, mechanism_type(tree, &self.path));
        let trimmed = text.trim();
        if trimmed.is_empty() && field.is_some_and(|field| field.or.is_some()) {
            return Ok(None);
        }
        match field.map(|field| field.kind) {
            Some(Kind::Number | Kind::Whole) => {
                let number = decimal::parse(&trimmed.replace(',', ".")).filter(|value| value.is_finite());
                let wrong = if trimmed.is_empty() {
                    "A number is needed here".to_owned()
                } else {
                    format!("“{trimmed}” is not a number")
                };
                number.map(|value| Some(Json::Number(value))).ok_or(wrong)
            }
            Some(kind @ (Kind::Formulas | Kind::Numbers)) => {
                let parts = trimmed.split(';').map(str::trim).filter(|part| !part.is_empty());
                let value = |part: &str| match kind {
                    Kind::Numbers => decimal::parse(part)
                        .map(Json::Number)
                        .ok_or_else(|| format!("“{part}” is not a number")),
                    _ => Ok(Json::Text(part.to_owned())),
                };
                parts.map(value).collect::<Result<_, _>>().map(|all| Some(Json::List(all)))
            }
            // A rule is told nothing rather than an empty formula.
            None if trimmed.is_empty() && self.path.contains(".with.") => Ok(None),
            _ => Ok(Some(Json::Text(text.to_owned()))),
        }
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What is not there any more is not among what the page shows first.
fn forget(tree: &mut Json, id: &str) {
    let Some(Json::Object(lists)) = at_mut(tree, "view") else { return };
    for (_, list) in lists {
        if let Json::List(ids) = list {
            ids.retain(|known| known.text() != Some(id));
        }
    }
}

/// The type of the mechanism that a path leads into.
pub fn mechanism_type<'t>(tree: &'t Json, path: &str) -> &'t str {
    let mut parts = path.split('.');
    let (Some("mechanisms"), Some(position)) = (parts.next(), parts.next()) else { return "" };
    let kind = at(tree, &format!("mechanisms.{position}.type"));
    kind.and_then(Json::text).unwrap_or("")
}

/// The entry of a list that a field belongs to: its path.
pub fn owner<'p>(tree: &Json, path: &'p str) -> &'p str {
    let mut above = path;
    while let Some((next, _)) = parent(above) {
        above = next;
        if at(tree, above).is_some_and(|entry| entry.get("id").is_some()) {
            return above;
        }
    }
    ""
}

/// How people call an entry: its name, or its id.
pub fn caption(tree: &Json, path: &str) -> String {
    let entry = at(tree, path);
    let text = |name| entry.and_then(|entry| entry.get(name)).and_then(Json::text).unwrap_or("").trim();
    let label = text("label");
    if label.is_empty() { text("id").to_owned() } else { label.to_owned() }
}

/// The mechanism that a path leads into, and the assets that it mints.
fn minted(tree: &Json, path: &str) -> Option<(String, Vec<String>)> {
    let mut parts = path.split('.');
    if parts.next() != Some("mechanisms") {
        return None;
    }
    let last = match at(tree, "mechanisms") {
        Some(Json::List(all)) => all.len().saturating_sub(1),
        _ => 0,
    };
    let position = parts.next().map_or_else(|| last.to_string(), str::to_owned);
    let mechanism = at(tree, &format!("mechanisms.{position}"))?;
    let id = mechanism.get("id").and_then(Json::text)?.to_owned();
    Some((id, mints(mechanism)))
}

/// The assets that a mechanism mints.
fn mints(mechanism: &Json) -> Vec<String> {
    let text = |json: &Json, name: &str| json.get(name).and_then(Json::text).unwrap_or("").to_owned();
    let kind = text(mechanism, "type");
    let mut found = Vec::new();
    for field in mechanisms::ALL.find(&kind).map_or(&[][..], |variant| variant.fields) {
        match field.kind {
            Kind::Ref(What::Minted) => found.push(text(mechanism, field.name)),
            Kind::Rule => found.extend(catalogue::minted(mechanism)),
            _ => {}
        }
    }
    let free = |json: &Json| text(json, "from").is_empty().then(|| text(json, "asset"));
    match (kind.as_str(), mechanism.get("flows")) {
        ("flows", Some(Json::List(flows))) => found.extend(flows.iter().filter_map(free)),
        ("rewards", _) => found.extend(free(mechanism)),
        _ => {}
    }
    found.retain(|asset| !asset.is_empty());
    found
}

/// What a mechanism mints now it may mint; what it does not mint any more it may not.
fn settle_issuers(
    tree: &mut Json,
    before: Option<(String, Vec<String>)>,
    after: Option<(String, Vec<String>)>,
) {
    if before == after {
        return;
    }
    let (old, lost) = before.unwrap_or_default();
    let (new, won) = after.unwrap_or_default();
    let Some(Json::List(assets)) = at_mut(tree, "assets") else { return };
    for asset in assets {
        let id = asset.get("id").and_then(Json::text).unwrap_or("").to_owned();
        let Some(issuers) = path::list(asset, "issuers") else { continue };
        if lost.contains(&id) {
            issuers.retain(|known| known.text() != Some(&old));
        }
        let known = issuers.iter().any(|known| known.text() == Some(&new));
        if won.contains(&id) && !known {
            issuers.push(Json::Text(new.clone()));
        }
    }
}
