//! Line icons, drawn in a box of 24 units in the colour of the text.

use crate::ui::dom::{El, svg};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Back to where one came from.
    Back,
    /// Crescent: the dark theme.
    Moon,
    /// Sun: the light theme.
    Sun,
    /// Step back.
    Undo,
    /// Step forward.
    Redo,
    /// To its default.
    Reset,
    /// Send to someone.
    Share,
    /// Keep for comparison.
    Pin,
    /// Take away.
    Close,
    /// Into the clipboard.
    Copy,
    /// Done, right.
    Check,
    /// Go on.
    Play,
    /// Stop.
    Stop,
    /// Change the whole of it.
    Edit,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Back => "M15 5l-7 7 7 7",
            Icon::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
            Icon::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4\
                 M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"
            }
            Icon::Undo => "M9 6L4.5 10.5 9 15M5 10.5h9.5a5 5 0 0 1 0 10H11",
            Icon::Redo => "M15 6l4.5 4.5L15 15M19 10.5H9.5a5 5 0 0 0 0 10H13",
            Icon::Reset => "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
            Icon::Share => {
                "M12 15V4M8 7.5L12 3.5l4 4M5 12.5V19a1.5 1.5 0 0 0 1.5 1.5h11A1.5 1.5 0 0 0 19 19v-6.5"
            }
            Icon::Pin => "M12 16v5M8 3.5h8l-1 7 3 2.5v2.5H6V13l3-2.5z",
            Icon::Close => "M6 6l12 12M18 6L6 18",
            Icon::Copy => "M9 9h10.5v11.5H9zM15 9V4.5H4.5V16H9",
            Icon::Check => "M5 12.5l4.5 4.5L19 7.5",
            Icon::Play => "M8 5.5v13l10.5-6.5z",
            Icon::Stop => "M7 7h10v10H7z",
            Icon::Edit => "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
        }
    }

    /// The icon as an image that says nothing to assistive technology: its
    /// button has words.
    pub fn view(self) -> El {
        drawn(self.path())
    }
}

/// An icon from the path of its lines.
pub fn drawn(path: &str) -> El {
    svg("svg")
        .class("icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(svg("path").attr("d", path))
}
