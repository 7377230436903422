//! What the tests of links share: a document, a gallery that holds it, and the
//! envelope of a full link for contents that no one would pack.

use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use tokenwright::project::{Project, Sheet};
use tokenwright::share::{LinkError, Resolved, parse, resolve};

/// The ids of the gallery.
pub const TEMPLATES: [&str; 1] = ["sale"];

/// The text of a document with a bit of everything.
pub const DOCUMENT: &str = include_str!("../data/links-document.json");

/// That document.
pub fn document() -> Project {
    Project::from_json(DOCUMENT).expect("the document of the tests is one")
}

/// The gallery.
pub fn template(id: &str) -> Option<Project> {
    (id == "sale").then(document)
}

/// Opens a link whole, as the command line does.
pub fn open(link: &str) -> Result<Resolved, LinkError> {
    resolve(parse(link)?, &TEMPLATES, template)
}

/// Opens a link as the page does.
pub fn open_sheet(link: &str) -> Result<Resolved<Sheet>, LinkError> {
    resolve(parse(link)?, &TEMPLATES, |id| template(id).map(|project| Sheet::of(&project)))
}

/// A full link around any content, with length and checksum in order.
pub fn envelope(content: &[u8]) -> String {
    let packed = compress_to_vec_zlib(content, 6);
    let mut bytes = (packed.len() as u32).to_le_bytes()[..3].to_vec();
    bytes.extend(packed);
    format!("#m=1.{}", BASE64URL_NOPAD.encode(&bytes))
}
