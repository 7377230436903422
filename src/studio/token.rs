//! The token: who gets how much of it, and when it unlocks.

use super::command::Studio;
use super::icon::Icon;
use super::model::{self, assets, new_allocation, supply, view};
use super::parts::{focus_soon, follow, head, icon_tool, section, tool};
use super::words::{among, mechanisms, or_id};
use crate::ui::dom::{El, el, svg};
use leptos::prelude::*;
use tokenwright::edit::model::mechanisms::ALL;
use tokenwright::edit::model::path as json;
use tokenwright::edit::model::schema::Field;
use tokenwright::edit::model::{Change, make};
use tokenwright::edit::status::{other_issuers, plain_share, share_gap, total_share};
use tokenwright::json::Json;
use tokenwright::num::math::{cos, sin};
use tokenwright::project::{Allocation, Bucket, Mechanism, Project, Vesting};

/// Points of an unlock curve.
const POINTS: usize = 96;

/// The form.
pub fn token() -> Vec<El> {
    let head = head(
        "Who gets how much of the token, and when?",
        "Shares add up to 100 %. What unlocks can be sold: a cliff that ends is a day on which many can.",
    );
    let tables = follow(|project| {
        let all = project.mechanisms.iter().enumerate();
        let table = |(at, known): (usize, &Mechanism)| match known {
            Mechanism::Allocation(one) => Some((at, one.id.clone())),
            _ => None,
        };
        all.filter_map(table).collect::<Vec<_>>()
    });
    // An id follows its name: only their number builds tables anew.
    let count = Memo::new(move |_| tables.read().iter().map(|(at, _)| *at).collect::<Vec<_>>());
    let all = move || {
        let places = count.get();
        untrack(|| places.iter().map(|at| table(*at)).collect::<Vec<_>>())
    };
    let none = el("p")
        .class("quiet")
        .live_flag("hidden", move || !count.read().is_empty())
        .text("An allocation mints the supply and says who gets how much of it, and when.");
    vec![
        head,
        section("assets-title", "What can be owned").child(assets()),
        el("div").class("st-entries").slot(all),
        el("div").class("st-row").child(none).child(new_allocation()),
        supply(),
    ]
}

/// The allocation at a place among the mechanisms.
fn at(project: &Project, place: usize) -> Option<&Allocation> {
    match project.mechanisms.get(place) {
        Some(Mechanism::Allocation(one)) => Some(one),
        _ => None,
    }
}

fn table(place: usize) -> El {
    let studio = Studio::get();
    let shown = follow(move |project| at(project, place).cloned());
    let title = move || shown.read().as_ref().map(|table| or_id(&table.label, &table.id)).unwrap_or_default();
    let path = format!("mechanisms.{place}");
    let top: Vec<El> = ALL.find("allocation").map_or_else(Vec::new, |known| {
        let small = known.fields.iter().filter(|field| matches!(field.name, "label" | "asset" | "total"));
        small.map(|field| view(model::shown(&path, field))).collect()
    });
    let buckets = format!("{path}.buckets");
    let bucket_fields = make::table(&buckets).map_or(&[][..], |table| table.fields);
    let columns: Vec<&Field> = bucket_fields.iter().filter(|field| field.name != "id").collect();
    let heads: Vec<El> =
        columns.iter().map(|field| el("th").attr("scope", "col").text(field.label)).collect();
    let last = el("th").attr("scope", "col").child(el("span").class("sr-only").text("Delete"));
    let count = model::count(&buckets);
    let rows = {
        let buckets = buckets.clone();
        move || (0..count.get()).map(|at| format!("{buckets}.{at}")).collect::<Vec<_>>()
    };
    let row = move |place: String| {
        let deleted = place.clone();
        let delete = icon_tool(Icon::Close, "Delete the bucket", move || model::remove(studio, &deleted))
            .attr("data-testid", format!("delete-{place}"));
        // Where rows are blocks, each field says what it is.
        let cell = |field: &&Field| {
            el("td").attr("data-label", field.label).child(model::cell(model::shown(&place, field)))
        };
        let cells = columns.iter().map(cell);
        el("tr").children(cells).child(el("td").child(delete))
    };
    let scroll = el("div")
        .class("table-scroll st-table st-blocks")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-label", "Buckets")
        .attr("id", model::element(&buckets))
        .child(
            el("table")
                .child(el("thead").child(el("tr").children(heads).child(last)))
                .child(el("tbody").each(rows, Clone::clone, row)),
        );
    let add = tool(Icon::Add, "Add a bucket", move || add_bucket(studio, place))
        .attr("data-testid", format!("add-{buckets}"));
    let said = follow(move |project| at(project, place).map(|table| add_up(project, table)));
    let words = move || said.get().map_or_else(String::new, |(words, _)| words);
    let class = move || {
        let good = said.read().as_ref().is_none_or(|(_, good)| *good);
        Some(if good { "quiet small-text" } else { "st-finding st-bad" }.to_owned())
    };
    let total = el("p")
        .attr("role", "status")
        .attr("data-testid", "total-share")
        .live_attr("class", class)
        .child(el("span").live_text(words));
    let unit = follow(|project| project.run.step.unit.name());
    let curve = el("figure")
        .class("st-figure")
        .child(el("figcaption").class("quiet small-text").live_text(move || {
            format!("Unlocked of all over time; cliff and vesting are in {}s.", unit.get())
        }))
        .slot(move || shown.read().as_ref().and_then(unlocks));
    let ring = el("figure")
        .class("st-figure")
        .child(el("figcaption").class("quiet small-text").text("Shares"))
        .slot(move || shown.read().as_ref().map(donut));
    let id = format!("allocation-{place}");
    el("section")
        .class("card st-section")
        .attr("aria-labelledby", &id)
        .child(el("h2").attr("id", &id).live_text(title))
        .child(el("div").class("st-fields").children(top))
        .child(scroll)
        .child(el("div").class("st-tools").child(add).child(total))
        .child(el("div").class("st-figures").child(ring).child(curve))
}

/// Adds a bucket that has what the others leave.
fn add_bucket(studio: Studio, place: usize) {
    let project = studio.known.project.get_untracked();
    let tree = studio.tree.get_untracked();
    let list = format!("mechanisms.{place}.buckets");
    let mut bucket = make::entry(&tree, &list, "");
    let left = at(&project, place).and_then(total_share).map_or(0.0, |sum| tidy((1.0 - sum) * 100.0));
    if left > 0.0 {
        let _share = json::put(&mut bucket, "share", Some(Json::Text(format!("{left}%"))));
    }
    let at = model::len(&tree, &list);
    studio.send(model::edit(&list, Change::Add(bucket)));
    focus_soon(model::element(&format!("{list}.{at}.label")));
}

/// Whether the shares add up, and the words for it.
fn add_up(project: &Project, table: &Allocation) -> (String, bool) {
    let Some(sum) = total_share(table) else {
        let text = "A share is a formula: what they add up to depends on the parameters.";
        return (text.to_owned(), true);
    };
    let said = tidy(sum * 100.0);
    match share_gap(project, table) {
        Some(gap) => {
            let word = if gap < 0.0 { "too much" } else { "missing" };
            (format!("The shares add up to {said} %: {} % {word}.", tidy(gap.abs() * 100.0)), false)
        }
        None if said < 100.0 => {
            let known = mechanisms(project);
            let others: Vec<String> = other_issuers(project, table).map(|id| among(&known, id)).collect();
            let text = format!("The shares add up to {said} %; {} mint the rest.", others.join(" and "));
            (text, true)
        }
        None => ("The shares add up to 100 %.".to_owned(), true),
    }
}

fn tidy(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

/// Shares as a ring; each part says what it is. Shares that are formulas are left out.
fn donut(table: &Allocation) -> El {
    const MIDDLE: f64 = 70.0;
    const RADIUS: f64 = 52.0;
    let shares: Vec<(String, f64)> = table
        .buckets
        .iter()
        .filter_map(|bucket| Some((or_id(&bucket.label, &bucket.id), plain_share(bucket.share.text())?)))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    let whole = shares.iter().map(|(_, share)| share).sum::<f64>().max(1.0);
    let point = |turn: f64| {
        let angle = turn * std::f64::consts::TAU;
        format!("{:.2} {:.2}", MIDDLE + RADIUS * sin(angle), MIDDLE - RADIUS * cos(angle))
    };
    let mut from = 0.0;
    let parts = shares.iter().enumerate().map(|(at, (_, share))| {
        // A full circle is no arc.
        let to = from + (share / whole).min(0.9999);
        let long = u8::from(to - from > 0.5);
        let d = format!("M{}A{RADIUS} {RADIUS} 0 {long} 1 {}", point(from), point(to));
        from = to;
        svg("path").class(&format!("st-share st-colour-{}", at % 8)).attr("d", d)
    });
    // What is left of the ring is not in this table.
    let ring = svg("circle")
        .class("st-share st-share-rest")
        .attr("cx", MIDDLE.to_string())
        .attr("cy", MIDDLE.to_string())
        .attr("r", RADIUS.to_string());
    let picture = svg("svg")
        .class("st-donut")
        .attr("viewBox", "0 0 140 140")
        .attr("aria-hidden", "true")
        .child(ring)
        .children(parts);
    let legend = shares.iter().enumerate().map(|(at, (name, share))| {
        el("li")
            .child(el("span").class(&format!("st-swatch st-colour-{}", at % 8)).attr("aria-hidden", "true"))
            .text(format!("{name} {} %", tidy(share * 100.0)))
    });
    let rest = tidy((whole - shares.iter().map(|(_, share)| share).sum::<f64>()) * 100.0);
    let rest = (rest > 0.0).then(|| {
        let swatch = el("span").class("st-swatch st-share-rest").attr("aria-hidden", "true");
        el("li").child(swatch).text(format!("In none of them {rest} %"))
    });
    let legend = el("ul").class("small-text").children(legend).children(rest);
    el("div").class("st-row st-ring-and-legend").child(picture).child(legend)
}

/// The plain numbers of a bucket; none if one is a formula.
fn plain(bucket: &Bucket) -> Option<[f64; 4]> {
    let of = |text: &str| plain_share(text).filter(|value| *value >= 0.0);
    let (share, tge) = (of(bucket.share.text())?, of(bucket.tge.text())?);
    Some([share, tge, of(bucket.cliff.text())?, of(bucket.duration.text())?])
}

/// How much of a bucket is unlocked after some time, 0 to 1.
fn unlocked(time: f64, [_, tge, cliff, duration]: [f64; 4], vesting: Vesting) -> f64 {
    let linear = |time: f64| if duration > 0.0 { (time / duration).clamp(0.0, 1.0) } else { 1.0 };
    match vesting {
        Vesting::AfterCliff if time < cliff => tge,
        Vesting::AfterCliff => tge + (1.0 - tge) * linear(time - cliff),
        Vesting::CatchUp if time < cliff => 0.0,
        Vesting::CatchUp => linear(time),
    }
}

/// What is unlocked of all over time; nothing if the table has formulas.
fn unlocks(table: &Allocation) -> Option<El> {
    const WIDTH: f64 = 320.0;
    const HEIGHT: f64 = 140.0;
    let known: Option<Vec<([f64; 4], Vesting)>> =
        table.buckets.iter().map(|bucket| Some((plain(bucket)?, bucket.vesting))).collect();
    let Some(known) = known else {
        return Some(el("p").class("quiet small-text").text("Drawn where all of it is plain numbers."));
    };
    let end = |[_, _, cliff, duration]: &[f64; 4]| cliff + duration;
    let last = known.iter().map(|(numbers, _)| end(numbers)).fold(0.0, f64::max).max(1.0) * 1.05;
    let at = |time: f64| {
        known.iter().map(|(numbers, kind)| numbers[0] * unlocked(time, *numbers, *kind)).sum::<f64>()
    };
    let mut line = String::new();
    let mut before = at(0.0);
    for step in 0..=POINTS {
        let x = step as f64 / POINTS as f64;
        let now = at(x * last);
        let y = |value: f64| HEIGHT - value.min(1.2) * (HEIGHT - 12.0);
        // A cliff is a cliff, not a slope.
        let jump =
            if now - before > 0.04 { format!("L{:.1} {:.1}", x * WIDTH, y(before)) } else { String::new() };
        line += &format!("{jump}{}{:.1} {:.1}", if step == 0 { "M" } else { "L" }, x * WIDTH, y(now));
        before = now;
    }
    let area = format!("{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z");
    let picture = svg("svg")
        .class("st-curve")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(svg("path").class("fan-outer").attr("d", area))
        .child(svg("path").class("fan-median").attr("d", line));
    let words = format!(
        "At the start {} %, half-way {} %, after {} (cliff and vesting) all that ever unlocks: {} %.",
        tidy(at(0.0) * 100.0),
        tidy(at(last / 2.0) * 100.0),
        tidy(last / 1.05),
        tidy(at(last) * 100.0)
    );
    Some(el("div").child(picture).child(el("p").class("small-text").text(words)))
}
