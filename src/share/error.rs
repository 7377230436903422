//! What can be wrong with a link, said to the person who opened it.

use crate::diag::Diagnostic;
use std::fmt;

use super::{MAX_LINK_BYTES, MAX_UNPACKED_BYTES};

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// There is nothing in it.
    Empty,
    /// It names neither a template nor a document.
    NotALink,
    /// Its end is missing.
    Cut {
        /// Characters of the payload that arrived.
        have: usize,
        /// Characters that there should be, if so much arrived that it can be told.
        expected: Option<usize>,
        /// Id of the project, if it is in the part that arrived.
        project: Option<String>,
    },
    /// It is whole but was changed on its way.
    Broken {
        /// What was found.
        found: String,
    },
    /// A newer version of Tokenwright made it.
    Newer {
        /// Number of its codec or document format.
        version: u64,
    },
    /// It is longer than [`MAX_LINK_BYTES`].
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The document in it is larger than [`MAX_UNPACKED_BYTES`] when unpacked.
    TooLarge,
    /// It names a template that does not exist.
    UnknownTemplate {
        /// The name.
        id: String,
        /// The template that was probably meant.
        nearest: Option<String>,
    },
    /// It is whole, but the document in it has a mistake of form.
    Invalid(Box<Diagnostic>),
}

impl LinkError {
    /// What is wrong: one sentence without a full stop.
    pub fn message(&self) -> String {
        match self {
            LinkError::Empty => "this link is empty".into(),
            LinkError::NotALink => "this link names neither a template (t=…) nor a document (m=…)".into(),
            LinkError::Cut { have, expected: Some(expected), .. } => {
                format!("this link was cut: {have} of its {expected} characters arrived")
            }
            LinkError::Cut { expected: None, .. } => {
                "this link was cut: next to nothing of it arrived".into()
            }
            LinkError::Broken { found } => format!("this link is broken: {found}"),
            LinkError::Newer { version } => {
                format!("this link was made by a newer version of Tokenwright (format {version})")
            }
            LinkError::TooLong { bytes } => {
                format!("this link has {bytes} bytes; the most that is read is {MAX_LINK_BYTES}")
            }
            LinkError::TooLarge => {
                format!("the document in this link is larger than {MAX_UNPACKED_BYTES} bytes")
            }
            LinkError::UnknownTemplate { id, .. } => format!("there is no template `{id}`"),
            LinkError::Invalid(diagnostic) if diagnostic.path.is_empty() => {
                format!("the document in this link has a mistake: {}", diagnostic.message)
            }
            LinkError::Invalid(diagnostic) => {
                format!(
                    "the document in this link has a mistake at {}: {}",
                    diagnostic.path, diagnostic.message
                )
            }
        }
    }

    /// What to do about it: one sentence without a full stop.
    pub fn hint(&self) -> String {
        match self {
            LinkError::Empty | LinkError::NotALink => "start from a template instead".into(),
            LinkError::Cut { project: Some(project), .. } => {
                format!(
                    "it carried the project `{project}`; copy the whole link again, or ask the sender for a file"
                )
            }
            LinkError::Cut { project: None, .. } => {
                "copy the whole link again: chat programs and mail often shorten long ones".into()
            }
            LinkError::Broken { .. } => "copy the link again, or ask the sender for a file".into(),
            LinkError::Newer { .. } => {
                "reload the page to get the newest version, then open the link again".into()
            }
            LinkError::TooLong { .. } | LinkError::TooLarge => "send the document as a file instead".into(),
            LinkError::UnknownTemplate { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            LinkError::UnknownTemplate { nearest: None, .. } => "choose one from the gallery".into(),
            LinkError::Invalid(diagnostic) => {
                diagnostic.hint.clone().unwrap_or_else(|| "ask the sender for a corrected link".into())
            }
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message(), self.hint())
    }
}

impl std::error::Error for LinkError {}

/// Something in a link that was passed over or put right; the link opens all
/// the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The key of the link, such as `seed` or `p.royalty`.
    pub key: String,
    /// What was found and what was done instead: one sentence without a full
    /// stop.
    pub message: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Notices, the first few in full and then only counted: a hostile link must
/// not fill the page.
#[derive(Debug)]
pub(super) struct Notices {
    kept: Vec<Notice>,
    left_out: usize,
}

/// Notices that are kept in full.
const KEPT: usize = 12;

impl Notices {
    pub(super) fn new(kept: Vec<Notice>) -> Self {
        Notices { kept, left_out: 0 }
    }

    /// Adds a notice; the message is made only if it is kept.
    pub(super) fn add(&mut self, key: &str, message: impl FnOnce() -> String) {
        if self.kept.len() < KEPT {
            self.kept.push(Notice { key: shortened(key), message: message() });
        } else {
            self.left_out += 1;
        }
    }

    pub(super) fn finish(mut self) -> Vec<Notice> {
        if self.left_out > 0 {
            let message = format!("{} more parts of the link were passed over or clamped", self.left_out);
            self.kept.push(Notice { key: String::new(), message });
        }
        self.kept
    }
}

/// A word from a link as a message may show it.
pub(super) fn shortened(text: &str) -> String {
    shortened_to(text, 40)
}

/// Text from a link as a message may show it: not too long, nothing invisible.
pub(super) fn shortened_to(text: &str, longest: usize) -> String {
    let mut shown: String = text.chars().take(longest).map(|c| if is_plain(c) { c } else { '�' }).collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

/// Neither a control character nor one that turns the direction of writing.
fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
