//! Light or dark.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button};
use crate::ui::persist::Theme;
use leptos::prelude::*;

/// A button that shows the other theme.
pub fn theme_toggle() -> El {
    let desk = Desk::get();
    let theme = desk.state.theme;
    let label = move || {
        let label = match theme.get().toggled() {
            Theme::Light => "Light theme",
            Theme::Dark | Theme::System => "Dark theme",
        };
        Some(label.into())
    };
    let icon = move || match theme.get().toggled() {
        Theme::Light => Icon::Sun,
        Theme::Dark | Theme::System => Icon::Moon,
    };
    button("button ghost icon-only")
        .attr("data-testid", "theme")
        .live_attr("aria-label", label)
        .live_attr("title", label)
        .on_click(move || desk.send(Command::SetTheme(theme.get_untracked().toggled())))
        .slot(move || [icon().view()])
}
