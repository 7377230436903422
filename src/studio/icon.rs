//! The icons of the studio, beside those of the page.

use crate::ui::components::icon::{Icon as Page, drawn};
use crate::ui::dom::El;

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// One more, beside.
    Add,
    /// One more, below.
    Below,
    /// One level to the right.
    Indent,
    /// One level to the left.
    Outdent,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Change it.
    Edit,
    /// Take away.
    Close,
    /// One more of the same, out into a file.
    Copy,
    /// Back, in from a file.
    Reset,
    /// Out into the world.
    Share,
    /// Step back.
    Undo,
    /// Step forward.
    Redo,
    /// Go on.
    Play,
    /// A page of paper.
    Report,
    /// A number that others may change.
    Slider,
    /// From one to another.
    Connect,
    /// Less of it.
    Minus,
    /// All of it.
    Fit,
}

impl Icon {
    /// The icon as an image that says nothing to assistive technology.
    pub fn view(self) -> El {
        match self {
            Icon::Add => drawn("M12 5v14M5 12h14"),
            Icon::Below => drawn("M5 4v9a3 3 0 0 0 3 3h10M14 12l4 4-4 4"),
            Icon::Indent => drawn("M4 5h16M11 12h9M11 19h9M4 9l4 3.5L4 16"),
            Icon::Outdent => drawn("M4 5h16M11 12h9M11 19h9M8 9l-4 3.5L8 16"),
            Icon::Up => drawn("M12 19V5M6 11l6-6 6 6"),
            Icon::Down => drawn("M12 5v14M6 13l6 6 6-6"),
            Icon::Edit => Page::Edit.view(),
            Icon::Close => Page::Close.view(),
            Icon::Copy => Page::Copy.view(),
            Icon::Reset => Page::Reset.view(),
            Icon::Share => Page::Share.view(),
            Icon::Undo => Page::Undo.view(),
            Icon::Redo => Page::Redo.view(),
            Icon::Play => Page::Play.view(),
            Icon::Report => drawn("M7 3h7l5 5v13H7zM14 3v5h5M10 13h6M10 17h6"),
            Icon::Connect => drawn("M3 7h5v5H3zM16 12h5v5h-5zM8 9.5h4v5h4"),
            Icon::Minus => drawn("M5 12h14"),
            Icon::Fit => drawn("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"),
            Icon::Slider => drawn(
                "M4 8h9M19 8h1M4 16h2M12 16h8M13 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0M6 16a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
            ),
        }
    }
}
