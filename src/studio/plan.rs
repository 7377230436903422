//! How long the work takes and who is needed for it, as an estimate that can be
//! adjusted.

use super::command::Studio;
use super::gantt::{bars, gantt, weeks};
use super::icon::Icon;
use super::parts::{Choice, Select, follow, head, icon_tool, section, tool};
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use leptos::web_sys::{HtmlInputElement, KeyboardEvent};
use tokenwright::discovery::plan::{Cover, coverage, effort};
use tokenwright::edit::{Edit, Place};
use tokenwright::project::{Category, Proficiency, Security, Skill};
use wasm_bindgen::JsCast;

/// The form.
pub fn plan() -> Vec<El> {
    vec![
        head(
            "How long does it take, and who is needed?",
            "An estimate before there is anything to measure: two weeks to five months by category and security; \
             what lies between is interpolated.",
        ),
        section("effort-title", "Duration").child(choices()).child(total()).child(gantt()),
        section("team-title", "Skills").child(team()),
    ]
}

fn choices() -> El {
    let select = |label, place, choices: Vec<Choice>| {
        Select { label, place, id: String::new(), choices: Memo::new(move |_| choices.clone()), none: None }
            .view()
    };
    let categories = Category::ALL.iter().map(|known| (known.name().to_owned(), category(*known).to_owned()));
    let levels = Security::ALL.iter().map(|known| (known.name().to_owned(), security(*known).to_owned()));
    el("div")
        .class("st-fields st-fields-wide")
        .child(select("What is built", Place::PlanCategory, categories.collect()))
        .child(select("How little may go wrong", Place::PlanSecurity, levels.collect()))
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Dapp => "An application",
        Category::Defi => "An application that holds money (DeFi)",
        Category::Layer2 => "A layer 2",
        Category::Layer1 => "A chain of its own",
    }
}

fn security(security: Security) -> &'static str {
    match security {
        Security::Low => "Low: mistakes are annoying",
        Security::Medium => "Medium: mistakes cost money",
        Security::High => "High: mistakes end the project",
        Security::Institutional => "Institutional: a bank's tolerance",
    }
}

fn total() -> El {
    let words = follow(|project| {
        let end = bars(project).last().map_or(0.0, |bar| bar.start_weeks + bar.weeks);
        let estimate = effort(project.plan.category, project.plan.security);
        let all = format!("{} weeks in all", weeks(end));
        if project.plan.durations.is_empty() {
            format!("{all}, as estimated.")
        } else {
            format!("{all}; the estimate is {}.", weeks(estimate.weeks))
        }
    });
    el("p").attr("data-testid", "plan-total").live_text(move || words.get())
}

/// Who knows what, and how well that covers what is needed.
fn team() -> El {
    let studio = Studio::get();
    let people = follow(|project| {
        let mut people: Vec<String> = Vec::new();
        for known in &project.plan.team {
            if !people.contains(&known.person) {
                people.push(known.person.clone());
            }
        }
        people
    });
    let covers = follow(|project| {
        coverage(&project.plan.team, project.plan.security).into_iter().map(cover).collect::<Vec<_>>()
    });
    let columns = move || {
        let names = people.get();
        let column = |name: String| {
            let gone = name.clone();
            let remove = icon_tool(Icon::Close, format!("Take {name} out of the team"), move || {
                studio.send(Edit::Leaves(gone.clone()));
            });
            el("th").attr("scope", "col").child(el("span").class("st-row").text(name).child(remove))
        };
        names.into_iter().map(column).collect::<Vec<_>>()
    };
    let head = el("tr")
        .child(el("th").attr("scope", "col").text("Area"))
        .child(el("th").attr("scope", "col").text("Cover"))
        .slot(columns);
    let row = |(at, skill): (usize, &Skill)| {
        let skill = *skill;
        let words = move || covers.read().get(at).copied().unwrap_or(("", ""));
        let cell = move |person: String| {
            let of = person.clone();
            let level = follow(move |project| {
                let team = &project.plan.team;
                team.iter().find(|known| known.person == of && known.skill == skill).map(|known| known.level)
            });
            let options = move || {
                let now = level.get();
                let none = el("option").attr("value", "").text("–");
                let option = |known: &Proficiency| {
                    let chosen = (Some(*known) == now).then_some("");
                    el("option").attr("value", known.name()).maybe_attr("selected", chosen).text(known.name())
                };
                std::iter::once(none).chain(Proficiency::ALL.iter().map(option)).collect::<Vec<_>>()
            };
            let label = format!("{person}: {}", skill.label());
            let select = el("select").attr("aria-label", label).slot(options).on("change", move |event| {
                let name = field_text(&event);
                let level = Proficiency::ALL.iter().copied().find(|known| known.name() == name);
                studio.send(Edit::Knows { person: person.clone(), skill, level });
            });
            el("td").child(select)
        };
        el("tr")
            .child(el("th").attr("scope", "row").text(skill.label()))
            .child(
                el("td").child(
                    el("span")
                        .live_attr("class", move || Some(format!("st-cover st-cover-{}", words().1)))
                        .live_text(move || words().0.to_owned()),
                ),
            )
            .each(move || people.get(), Clone::clone, cell)
    };
    let body = el("tbody").children(Skill::ALL.iter().enumerate().map(row));
    let name = el("input")
        .attr("type", "text")
        .attr("id", "person")
        .attr("data-testid", "person")
        .attr("autocomplete", "off")
        .attr("placeholder", "Name or role");
    let typed = name.dom::<HtmlInputElement>();
    let add = move || {
        let person = typed.value().trim().to_owned();
        if person.is_empty() || people.read_untracked().contains(&person) {
            return;
        }
        // Somebody is in the team by what they know; the first guess is changed in the table.
        let (skill, level) = (Skill::SystemsEngineering, Some(Proficiency::ALL[0]));
        studio.send(Edit::Knows { person, skill, level });
        typed.set_value("");
    };
    let add = StoredValue::new_local(add);
    let enter = name.on("keydown", move |event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Enter") {
            add.with_value(|add| add());
        }
    });
    let table = el("div")
        .class("table-scroll st-table")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-labelledby", "team-title")
        .child(el("table").child(el("thead").child(head)).child(body));
    let new = el("div")
        .class("st-row st-new")
        .child(el("label").attr("for", "person").class("st-label").text("Somebody in the team"))
        .child(enter)
        .child(tool(Icon::Add, "Add", move || add.with_value(|add| add())));
    el("div").class("st-cards").child(table).child(new)
}

fn cover(cover: Cover) -> (&'static str, &'static str) {
    match cover {
        Cover::Covered => ("covered", "good"),
        Cover::Thin => ("thin", "thin"),
        Cover::Missing => ("missing", "bad"),
    }
}
