//! Who is concerned, and what flows between them: as a list, and as a matrix of who
//! gives to whom.

use super::cards::Cards;
use super::command::Studio;
use super::incentives::stakeholders;
use super::matrix::matrix;
use super::model::edit;
use super::parts::{Choice, Field, Select, focus_soon, follow, head, icon_tool, section, tool};
use super::words::{among, mechanisms, or_id};
use crate::studio::icon::Icon;
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use tokenwright::edit::model::{Change, make, names};
use tokenwright::edit::status::{flow_findings, settled};
use tokenwright::edit::{Edit, List, Place, place};
use tokenwright::num::decimal;
use tokenwright::project::{Project, Split, ValueFlow};
use tokenwright::report::number::{exact, human_with};

const PEOPLE: Cards = Cards {
    list: List::Stakeholders,
    add: "Add a stakeholder",
    columns: &[],
    empty: "Who gains, who pays, who decides? Start with those who use the product.",
    summary: |project, id| {
        let Some(one) = project.discovery.stakeholders.iter().find(|one| one.id == id) else {
            return Default::default();
        };
        let name = if one.label.is_empty() { "A new stakeholder" } else { &one.label };
        let users = one.users.map(|users| exact(users, ""));
        (name.to_owned(), users.into_iter().chain([one.goal.clone()]).collect())
    },
    findings: |project, id| {
        let discovery = &project.discovery;
        let Some(one) = discovery.stakeholders.iter().find(|one| one.id == id) else { return Vec::new() };
        let mut why = Vec::new();
        if one.goal.trim().is_empty() {
            why.push("It does not say what they are after".to_owned());
        }
        let part = |flow: &ValueFlow| flow.splits.iter().any(|split| split.to == id);
        if !discovery.flows.iter().any(|flow| flow.from == id || flow.to == id || part(flow)) {
            why.push("Nothing flows to or from them".to_owned());
        }
        why
    },
    fields: |id| {
        vec![
            Field::line("Name", Place::StakeholderLabel, id).view(),
            Field::area("Goal", Place::StakeholderGoal, id).hint("What are they after?").view(),
            Field::number("Number of users", Place::StakeholderUsers, id).view(),
            Field::line("What they hold", Place::StakeholderHolds, id).view(),
            Field::line("What they fear", Place::StakeholderFears, id).view(),
            Select {
                label: "In the model",
                place: Place::StakeholderModel,
                id: id.to_owned(),
                choices: follow(holders),
                none: Some("not in the model"),
            }
            .view(),
            into_model(id),
        ]
    },
    note: None,
    ordered: false,
};

const FLOWS: Cards = Cards {
    list: List::Flows,
    add: "Add a flow",
    columns: &["From and to", "What", "What for", "How much"],
    empty: "What does one stakeholder give to another: money, tokens, work, attention?",
    summary: |project, id| {
        let Some(flow) = project.discovery.flows.iter().find(|flow| flow.id == id) else {
            return Default::default();
        };
        let people = stakeholders(project);
        let name = |id: &str| if id.is_empty() { "?".to_owned() } else { among(&people, id) };
        let asset = if flow.asset.is_empty() { "?".to_owned() } else { flow.asset.clone() };
        let part = |split: &Split| format!("{} to {}", human_with(split.share / 100.0, "%"), name(&split.to));
        let parts = flow.splits.iter().map(part).collect::<Vec<_>>().join(", ");
        let amount = flow.amount.text();
        let much = [amount, &parts].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
        let parts = vec![asset, flow.purpose.clone(), much.join("; ")];
        (format!("{} → {}", name(&flow.from), name(&flow.to)), parts)
    },
    findings: |project, id| {
        let found = flow_findings(&project.discovery).into_iter();
        found.filter(|(flow, _)| flow == id).map(|(_, why)| why).collect()
    },
    fields: |id| {
        let select = |label, place, choices: fn(&Project) -> Vec<Choice>, none| {
            Select { label, place, id: id.to_owned(), choices: follow(choices), none: Some(none) }.view()
        };
        vec![
            select("From", Place::FlowFrom, stakeholders, "–"),
            select("To", Place::FlowTo, stakeholders, "–"),
            Field::line("What", Place::FlowAsset, id).hint("usd, the token, attention …").view(),
            Field::line("What for", Place::FlowPurpose, id).view(),
            Field::formula("How much, as a formula", Place::FlowAmount, id).view(),
            select("Mechanism that moves it", Place::FlowMechanism, mechanisms, "not in the model"),
            splits(id),
        ]
    },
    note: None,
    ordered: false,
};

/// The form.
pub fn people_and_flows() -> Vec<El> {
    vec![
        head(
            "Who is concerned, and what flows between them?",
            "Value has to come from somebody: a flow that nobody gives is a promise that nobody keeps.",
        ),
        section("stakeholders-title", "Stakeholders").child(PEOPLE.view()),
        section("flows-title", "Value flows").child(FLOWS.view()),
        section("matrix-title", "Who gives to whom").child(matrix()),
    ]
}

/// Puts a stakeholder into the model, while nobody there stands for it: as agents, who
/// choose, or as an account, which does not.
fn into_model(id: &str) -> El {
    let studio = Studio::get();
    let of = id.to_owned();
    let there = follow(move |project| {
        let own = project.discovery.stakeholders.iter().find(|one| one.id == of);
        own.is_none_or(|one| one.model.is_some())
    });
    let act = |icon, words, list: &'static str| {
        let (id, name) = (id.to_owned(), format!("make-{list}-{id}"));
        tool(icon, words, move || {
            let tree = studio.tree.get_untracked();
            let own = place::get(&studio.known.project.read_untracked(), Place::StakeholderLabel, &id);
            let Some(table) = make::table(list) else { return };
            let label = if own.is_empty() { "Users" } else { &own };
            let (entry, name) = (make::entry(&tree, list, label), names::fresh(&tree, label, table.prefix));
            let stands = Edit::set(Place::StakeholderModel, &id, name);
            studio
                .send(Edit::Many(format!("add {}", table.one), vec![edit(list, Change::Add(entry)), stands]));
            studio.finish();
            focus_soon(format!("{:?}-{id}", Place::StakeholderModel));
        })
        .attr("data-testid", name)
    };
    el("div")
        .class("st-field st-into-model")
        .live_flag("hidden", move || there.get())
        .child(el("p").class("st-help").text("Nobody in the model stands for them yet."))
        .child(
            el("div")
                .class("st-tools")
                .child(act(Icon::Add, "Make agents of them", "populations"))
                .child(act(Icon::Add, "Make an account", "accounts")),
        )
}

/// Populations and accounts of the model.
fn holders(project: &Project) -> Vec<Choice> {
    let populations = project.populations.iter().map(|one| (one.id.clone(), or_id(&one.label, &one.id)));
    let accounts = project.accounts.iter().map(|one| (one.id.clone(), or_id(&one.label, &one.id)));
    populations.chain(accounts).collect()
}

/// The fields of a stakeholder.
pub fn people_fields(id: &str) -> Vec<El> {
    (PEOPLE.fields)(id)
}

/// The fields of a flow between stakeholders.
pub fn flow_fields(id: &str) -> Vec<El> {
    (FLOWS.fields)(id)
}

/// Who else has a part of a flow, and who ends up with what of 100.
fn splits(id: &str) -> El {
    let studio = Studio::get();
    let of = id.to_owned();
    let flow = {
        let of = of.clone();
        follow(move |project| project.discovery.flows.iter().find(|flow| flow.id == of).cloned())
    };
    let count = Memo::new(move |_| flow.read().as_ref().map_or(0, |flow| flow.splits.len()));
    let put = move |splits: Vec<Split>| studio.send(Edit::Splits { flow: of.clone(), splits });
    let put = StoredValue::new_local(put);
    let now = move || flow.read_untracked().as_ref().map(|flow| flow.splits.clone()).unwrap_or_default();
    let change = move |at: usize, change: &dyn Fn(&mut Split)| {
        let mut splits = now();
        if let Some(split) = splits.get_mut(at) {
            change(split);
            put.with_value(|put| put(splits));
        }
    };
    let row = move |at: usize| {
        let share = move || flow.read().as_ref().and_then(|flow| Some(flow.splits.get(at)?.share));
        let to = move || flow.read().as_ref().and_then(|flow| Some(flow.splits.get(at)?.to.clone()));
        let people = follow(stakeholders);
        let options = move || {
            let now = to().unwrap_or_default();
            let none = std::iter::once((String::new(), "–".to_owned()));
            none.chain(people.get())
                .map(move |(id, words)| {
                    let chosen = (id == now).then_some("");
                    el("option").attr("value", id).maybe_attr("selected", chosen).text(words)
                })
                .collect::<Vec<_>>()
        };
        let to = el("select").attr("aria-label", "Part goes to").slot(options).on("change", move |event| {
            let to = field_text(&event);
            change(at, &|split| split.to.clone_from(&to));
        });
        let share = el("input")
            .attr("type", "number")
            .attr("inputmode", "decimal")
            .attr("step", "any")
            .attr("aria-label", "Part in %")
            .live_prop("value", move || share().map_or_else(String::new, |share| share.to_string()))
            .on("change", move |event| {
                let typed = decimal::parse(field_text(&event).trim()).filter(|share| share.is_finite());
                change(at, &|split| split.share = typed.unwrap_or(0.0));
            });
        let remove = icon_tool(Icon::Close, "Remove this part", move || {
            let mut splits = now();
            if at < splits.len() {
                splits.remove(at);
            }
            put.with_value(|put| put(splits));
        });
        el("div")
            .class("st-row")
            .child(to)
            .child(el("span").class("number-box").child(share).child(el("span").class("unit").text("%")))
            .child(remove)
    };
    let add = tool(Icon::Add, "Add a part", move || {
        let mut splits = now();
        splits.push(Split::default());
        put.with_value(|put| put(splits));
    });
    let people = follow(stakeholders);
    let outcome = Memo::new(move |_| {
        let flow = flow.get()?;
        let people = people.read();
        let net = settled(&flow).ok()?;
        let words =
            |(who, net): &(String, f64)| format!("{} {net:+.4}", among(&people, who)).replace(".0000", "");
        (!net.is_empty()).then(|| format!("Of 100: {}", net.iter().map(words).collect::<Vec<_>>().join(", ")))
    });
    el("fieldset")
        .class("st-answers st-wide")
        .child(el("legend").text("Parts of it that others receive; the rest stays with the receiver"))
        .child(
            el("div")
                .class("st-splits")
                .each(move || (0..count.get()).collect(), usize::to_string, row)
                .child(add),
        )
        .child(
            el("p")
                .class("small-text num")
                .attr("data-testid", "settled")
                .live_flag("hidden", move || outcome.read().is_none())
                .live_text(move || outcome.get().unwrap_or_default()),
        )
}
