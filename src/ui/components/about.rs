//! What the model is about, for those who want to know more.

use crate::ui::dom::{El, el};

/// Longer text in a fold, one paragraph a line; nothing if there is none.
pub fn about(text: &str) -> Option<El> {
    let paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let fold = || el("details").class("about").child(el("summary").text("About this model"));
    (!text.is_empty()).then(|| fold().children(paragraphs.map(|paragraph| el("p").text(paragraph))))
}
