//! The problem: the worksheet's seven boxes, each with what it asks for, a good
//! example and what is missing in it; and the logic tree.

use super::parts::{Field, finding, follow, head, section};
use super::tree::tree_editor;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::discovery::document;
use tokenwright::discovery::worksheet::{self, GUIDES, Guide, SheetBox};
use tokenwright::edit::Place;

/// The form.
pub fn problem() -> Vec<El> {
    let boxes = GUIDES.iter().map(sheet_box);
    let sheet = section("worksheet-title", "Problem statement worksheet")
        .child(el("div").class("st-boxes").children(boxes));
    vec![
        head(
            "What is the problem?",
            "A question that can be answered, and its parts, before anybody speaks of tokens.",
        ),
        sheet,
        tree_editor(),
    ]
}

fn sheet_box(guide: &'static Guide) -> El {
    let fields = match guide.of {
        SheetBox::Question => vec![Field::area("Question", Place::Question, "")],
        SheetBox::Context => vec![Field::area("Situation and complication", Place::Context, "")],
        SheetBox::Success => vec![Field::area("Figures, and by when", Place::Success, "")],
        SheetBox::Scope => vec![
            Field::area("In scope", Place::InScope, ""),
            Field::area("Out of scope", Place::OutOfScope, ""),
        ],
        SheetBox::Constraints => vec![Field::area("Limits", Place::Constraints, "")],
        SheetBox::Stakeholders => vec![
            Field::area("Decides", Place::Decides, ""),
            Field::area("Helps", Place::Helps, ""),
            Field::area("May hinder", Place::Hinders, ""),
        ],
        SheetBox::Sources => vec![Field::area("People, data, cases", Place::Sources, "")],
    };
    let of = guide.of;
    let found = follow(move |project| {
        let sheet = document::worksheet(project);
        let mine = worksheet::check(&sheet).into_iter().filter(|finding| finding.of == of);
        mine.map(|finding| finding.why).collect::<Vec<_>>()
    });
    let example = el("details")
        .class("st-example")
        .child(el("summary").text("Example"))
        .child(el("p").text(guide.example));
    let name = format!("box-{}", guide.of as usize);
    el("div")
        .class(if guide.of == SheetBox::Question { "st-box st-box-wide" } else { "st-box" })
        .attr("role", "group")
        .attr("aria-labelledby", &name)
        .attr("data-testid", &name)
        .child(el("h3").attr("id", &name).text(guide.title))
        .child(el("p").class("quiet small-text").text(guide.asks))
        .children(fields.into_iter().map(Field::view))
        .child(
            el("div")
                .class("st-findings")
                .slot(move || found.get().into_iter().map(|why| finding(why, None)).collect::<Vec<_>>()),
        )
        .child(example)
}
