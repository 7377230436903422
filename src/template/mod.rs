//! The gallery: one document each, with the picture that is shown before the
//! engine has loaded.
//!
//! A template is an ordinary document; nothing in the engine knows of it. Its
//! preview holds the fans that the document gives with its own settings, thinned
//! and rounded; `tests/templates.rs` checks that it still is what the engine
//! computes, and `tokenwright template ID --preview` writes it anew.

mod preview;

pub use preview::{Preview, PreviewMetric};

use crate::project::Project;

/// A document of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id, as links name it; also `meta.id` of the document.
    pub id: &'static str,
    /// The document, as JSON.
    pub document: &'static str,
    /// The [`Preview`], as JSON.
    pub preview: &'static str,
}

impl Template {
    /// The document.
    pub fn project(&self) -> Project {
        Project::from_json(self.document)
            .unwrap_or_else(|problems| panic!("the template {} cannot be read: {problems:?}", self.id))
    }

    /// The picture of it.
    pub fn preview(&self) -> Preview {
        Preview::from_json(self.preview)
            .unwrap_or_else(|problems| panic!("the preview of {} cannot be read: {problems:?}", self.id))
    }
}

/// All templates, in the order of the gallery.
pub fn all() -> &'static [Template] {
    &ALL
}

/// The template with this id.
pub fn find(id: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.id == id)
}

static ALL: [Template; 2] = [
    Template {
        id: "nft-marketplace",
        document: include_str!("nft-marketplace.json"),
        preview: include_str!("nft-marketplace.preview.json"),
    },
    Template {
        id: "token-supply",
        document: include_str!("token-supply.json"),
        preview: include_str!("token-supply.preview.json"),
    },
];
