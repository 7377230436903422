//! All parameters, grouped by topic.

use super::{RunSettings, Slider};
use leptos::prelude::*;
use tokenwright::project::{Parameter, Project};

/// The panel of sliders. Those that the document shows first stand open, the
/// others below in a fold.
#[component]
pub fn Controls(
    /// The document.
    project: StoredValue<Project>,
) -> impl IntoView {
    let (first, more) = project.with_value(split);
    let rest = more.iter().map(|group| group.parameters.len()).sum::<usize>();
    view! {
        <aside class="controls" aria-label="Parameters">
            <Groups groups=first/>
            {(rest > 0).then(|| view! {
                <details class="fold">
                    <summary>"More parameters (" {rest} ")"</summary>
                    <Groups groups=more/>
                </details>
            })}
            <RunSettings/>
        </aside>
    }
}

#[component]
fn Groups(groups: Vec<Group>) -> impl IntoView {
    groups
        .into_iter()
        .map(|group| {
            view! {
                <fieldset class="group">
                    <legend>{group.name}</legend>
                    {group
                        .parameters
                        .into_iter()
                        .map(|(index, parameter)| view! { <Slider index parameter/> })
                        .collect_view()}
                </fieldset>
            }
        })
        .collect_view()
}

/// Parameters of one topic, with their places in the document.
struct Group {
    name: String,
    parameters: Vec<(usize, Parameter)>,
}

/// The groups shown first and the others, each in the order of the document.
fn split(project: &Project) -> (Vec<Group>, Vec<Group>) {
    let shown = &project.view.sliders;
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for (index, parameter) in project.parameters.iter().enumerate() {
        let groups = if shown.is_empty() || shown.contains(&parameter.id) { &mut first } else { &mut more };
        put(groups, index, parameter);
    }
    (first, more)
}

fn put(groups: &mut Vec<Group>, index: usize, parameter: &Parameter) {
    let name = if parameter.group.is_empty() { "Parameters" } else { &parameter.group };
    let entry = (index, parameter.clone());
    match groups.iter_mut().find(|group| group.name == name) {
        Some(group) => group.parameters.push(entry),
        None => groups.push(Group { name: name.to_owned(), parameters: vec![entry] }),
    }
}
