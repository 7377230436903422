//! All parameters, grouped by topic.

use super::{run_settings, slider};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::project::{Parameter, Sheet};

/// The panel of sliders. Those that the document shows first stand open, the
/// others below in a fold.
pub fn controls(sheet: StoredValue<Sheet>) -> El {
    let (first, more) = sheet.with_value(split);
    let rest = more.iter().map(|group| group.parameters.len()).sum::<usize>();
    let fold = (rest > 0).then(|| {
        el("details")
            .class("fold")
            .child(el("summary").text(format!("More parameters ({rest})")))
            .children(more.iter().map(Group::view))
    });
    el("aside")
        .class("controls")
        .attr("aria-label", "Parameters")
        .children(first.iter().map(Group::view))
        .children(fold)
        .child(run_settings())
}

/// Parameters of one topic, with their places in the document.
struct Group {
    name: String,
    parameters: Vec<(usize, Parameter)>,
}

impl Group {
    fn view(&self) -> El {
        let sliders = self.parameters.iter().map(|(index, parameter)| slider(*index, parameter));
        el("fieldset").class("group").child(el("legend").text(&self.name)).children(sliders)
    }
}

/// The groups shown first and the others, each in the order of the document.
fn split(sheet: &Sheet) -> (Vec<Group>, Vec<Group>) {
    let shown = &sheet.view.sliders;
    let (mut first, mut more) = (Vec::new(), Vec::new());
    for (index, parameter) in sheet.parameters.iter().enumerate() {
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
