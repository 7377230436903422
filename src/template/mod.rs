//! The gallery: one document each, with the picture that is shown before the
//! engine has computed.
//!
//! A template is an ordinary document; nothing in the engine knows of it. Its
//! preview holds the fans that the document gives with its own settings, thinned
//! and rounded; its card, what the gallery shows of it. `tests/templates.rs` checks
//! that both still are what the engine computes; `tokenwright template ID --preview`
//! and `tokenwright template --cards` write them anew.
//!
//! A page carries the cards only. Documents and previews lie beside it as files
//! (`gallery/`), which it fetches when it is opened, so that a gallery may grow
//! without the first visit growing with it. To add a template: two files in
//! `gallery/`, a line in [`IDS`] and in [`documents`].

mod documents;
mod preview;

pub use documents::{Template, all, find};
pub use preview::{Card, Preview, PreviewMetric};

use crate::json::{Json, Reader};

/// All templates, in the order of the gallery: their ids, as links name them.
pub const IDS: &[&str] = &[
    "nft-marketplace",
    "artonomous",
    "stablecoin-chain",
    "commons",
    "creator-registry",
    "adaptive-traders",
    "token-supply",
];

/// What the gallery shows of each, in its order.
pub fn cards() -> Vec<Card> {
    let text = include_str!("cards.json");
    let tree = Json::parse(text).unwrap_or_else(|error| panic!("the cards cannot be read: {error}"));
    Reader::read(tree).unwrap_or_else(|problems| panic!("the cards cannot be read: {problems:?}"))
}
