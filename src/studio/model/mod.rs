//! Forms of the model: what the tables of [`tokenwright::edit::model`] say, as fields
//! and lists; and the steps of the process that are made of them.

mod agents;
mod catalogue;
mod field;
mod fields;
mod guide;
mod list;
mod measures;
mod mechanisms;
mod network;
pub mod picture;
mod problems;
mod token;

pub use agents::agents;
pub use field::{capital, cell, note, said, shown, view};
pub use fields::{fields, table_fields};
pub use guide::guide;
pub use list::remove;
pub use measures::{goal_of, metrics};
pub use mechanisms::{mechanism_fields, mechanisms};
pub use problems::{jump, problems, stage_of};
pub use token::{assets, new_allocation, supply};

use super::command::Studio;
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::{Change, ModelEdit, path};
use tokenwright::json::Json;

/// Something that follows from the model, told anew only when it is another.
pub fn model<T: PartialEq + Send + Sync + 'static>(
    read: impl Fn(&Json) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let studio = Studio::get();
    Memo::new(move |_| read(&studio.tree.read()))
}

/// How many entries the list at a path has.
pub fn count(path: &str) -> Memo<usize> {
    let path = path.to_owned();
    model(move |tree| len(tree, &path))
}

/// See [`count`].
pub fn len(tree: &Json, path: &str) -> usize {
    match path::at(tree, path) {
        Some(Json::List(items)) => items.len(),
        _ => 0,
    }
}

/// The text at a path; a number as text; nothing where there is nothing.
pub fn text_at(path: &str) -> Memo<String> {
    let path = path.to_owned();
    model(move |tree| text_of(tree, &path))
}

/// See [`text_at`].
pub fn text_of(tree: &Json, path: &str) -> String {
    match path::at(tree, path) {
        Some(Json::Text(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::List(items)) => {
            let one = |item: &Json| match item {
                Json::Number(number) => number.to_string(),
                other => other.text().unwrap_or("").to_owned(),
            };
            items.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

/// An edit of the model.
pub fn edit(path: &str, change: Change) -> Edit {
    Edit::Model(ModelEdit { path: path.to_owned(), change })
}

/// The id of the element that shows a place.
pub fn element(path: &str) -> String {
    format!("m-{}", path.replace('.', "-"))
}
