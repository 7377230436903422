//! The documents themselves, where they are part of the binary.

use super::Preview;
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
    ALL
}

/// The template with this id.
pub fn find(id: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.id == id)
}

macro_rules! templates {
    ($($id:literal),* $(,)?) => {
        &[$(Template {
            id: $id,
            document: include_str!(concat!("gallery/", $id, ".json")),
            preview: include_str!(concat!("gallery/", $id, ".preview.json")),
        }),*]
    };
}

static ALL: &[Template] = templates![
    "nft-marketplace",
    "artonomous",
    "stablecoin-chain",
    "commons",
    "creator-registry",
    "adaptive-traders",
    "token-supply"
];
