//! Light or dark.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::persist::Theme;
use leptos::prelude::*;

/// A button that shows the other theme.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let desk = Desk::get();
    let theme = desk.state.theme;
    let label = move || match theme.get().toggled() {
        Theme::Light => "Light theme",
        Theme::Dark | Theme::System => "Dark theme",
    };
    view! {
        <button type="button" class="button ghost icon-only" data-testid="theme" aria-label=label title=label
            on:click=move |_| desk.send(Command::SetTheme(theme.get_untracked().toggled()))>
            {move || match theme.get().toggled() {
                Theme::Light => Icon::Sun.view(),
                Theme::Dark | Theme::System => Icon::Moon.view(),
            }}
        </button>
    }
}
