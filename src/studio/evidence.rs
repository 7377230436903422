//! What the last simulation says of the incentive canvas: beside each row whether its
//! incentive works, and how common both behaviours were. It follows every slider.

use super::command::Studio;
use super::parts::follow;
use crate::ui::command::Desk;
use crate::ui::dom::{El, el, svg};
use leptos::prelude::*;
use tokenwright::discovery::canvas::{Grade, Level, Verdict};
use tokenwright::discovery::document::canvas_row;
use tokenwright::project::Project;
use tokenwright::report::grade;
use tokenwright::simulate::Summary;

/// Size of a chart, in its own units.
const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 48.0;
const MARGIN: f64 = 2.0;

/// What a row says of its behaviours: its place, their strategies, their names.
#[derive(Clone, PartialEq, Default)]
struct Said {
    at: usize,
    strategies: [Option<String>; 2],
    names: [String; 2],
}

/// What is known of a row.
#[derive(Clone, PartialEq, Default)]
struct Judged {
    /// It names a strategy of the model.
    in_model: bool,
    verdict: Option<Verdict>,
    desired: Side,
    undesired: Side,
}

/// One of the two behaviours.
#[derive(Clone, PartialEq, Default)]
struct Side {
    /// How people call it.
    name: String,
    /// Where nine of ten runs are, as a path; empty: not in the model.
    band: String,
    /// The median, as a path.
    median: String,
}

/// How to read the verdicts, and when an incentive works.
pub fn legend() -> El {
    let key = |class, words| el("span").class("st-key").child(line_key(class)).child(el("span").text(words));
    let keys = el("p")
        .class("st-keys quiet small-text")
        .child(key("desired", "Desired"))
        .child(key("undesired", "Undesired"))
        .child(el("span").text(
            "Share of agents, 0 to 100 %, from the first to the last step: the median, and nine of ten runs.",
        ));
    let rule = |of, when| {
        let mark = el("span").class(&format!("st-verdict st-verdict-{}", grade(of))).text(grade(of));
        el("li").child(mark).child(el("span").text(when))
    };
    let rules = el("ul").class("st-rules small-text").children([
        rule(Grade::Works, "At least half of the agents do what is desired, and in 19 of 20 runs at most 20 % do what is not."),
        rule(Grade::Weak, "In between."),
        rule(Grade::Fails, "Fewer than 20 % do what is desired; or at least half do what is not, or more than do what is."),
    ]);
    let about = "The last fifth of the time counts: by then agents have learned.";
    let fold = el("details")
        .class("fold")
        .child(el("summary").text("When does an incentive work?"))
        .child(rules)
        .child(el("p").class("quiet small-text").text(about));
    el("div").class("st-legend").child(keys).child(fold)
}

/// What the simulation says of a row.
pub fn of_row(id: &str) -> El {
    let studio = Studio::get();
    let state = Desk::get().state;
    let row = id.to_owned();
    // Not again with every letter that is typed elsewhere.
    let said = follow(move |project| said(project, &row).unwrap_or_default());
    let judged = Memo::new(move |_| {
        let outcome = state.outcome.read();
        let summary = outcome.as_ref().map(|outcome| &*outcome.summary);
        judge(&said.read(), summary, &studio.evidence.read())
    });
    let known = move || judged.read().verdict.is_some();
    let word = move || judged.read().verdict.as_ref().map_or("", |verdict| grade(verdict.grade));
    let mark = el("span")
        .live_attr("class", move || Some(format!("st-verdict st-verdict-{}", word())))
        .attr("data-testid", format!("verdict-{id}"))
        .live_text(move || word().to_owned());
    let path = |class: &str, d: fn(&Judged) -> &String| {
        svg("path").class(class).live_attr("d", move || Some(d(&judged.read()).clone()))
    };
    let chart = svg("svg")
        .class("st-shares")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .live_attr("aria-label", move || {
            judged.read().verdict.as_ref().map(|verdict| verdict.sentence.clone())
        })
        .child(path("st-share-desired st-share-band", |judged| &judged.desired.band))
        .child(path("st-share-undesired st-share-band", |judged| &judged.undesired.band))
        .child(path("st-share-desired", |judged| &judged.desired.median))
        .child(path("st-share-undesired", |judged| &judged.undesired.median));
    let levels = el("ul")
        .class("st-levels small-text")
        .child(level(judged, "desired", |judged| Some((&judged.desired, judged.verdict.as_ref()?.desired?))))
        .child(level(judged, "undesired", |judged| {
            Some((&judged.undesired, judged.verdict.as_ref()?.undesired?))
        }));
    let evidence = el("div")
        .class("st-evidence")
        .live_flag("hidden", move || !known())
        .child(mark)
        .child(chart)
        .child(levels);
    let nothing =
        el("p").class("st-evidence quiet small-text").live_flag("hidden", known).live_text(move || {
            let words = if judged.read().in_model {
                "Not simulated yet."
            } else {
                "No verdict: it names no strategy of the model."
            };
            words.to_owned()
        });
    el("div").attr("data-testid", format!("evidence-{id}")).child(evidence).child(nothing)
}

/// How common a behaviour is in the end.
fn level(
    judged: Memo<Judged>,
    class: &'static str,
    read: for<'a> fn(&'a Judged) -> Option<(&'a Side, Level)>,
) -> El {
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let words = move || {
        let judged = judged.read();
        read(&judged).map(|(side, Level { p5, p50, p95 })| {
            format!("{}: {} % ({} to {})", side.name, percent(p50), percent(p5), percent(p95))
        })
    };
    el("li")
        .live_flag("hidden", move || words().is_none())
        .child(line_key(class))
        .child(el("span").live_text(move || words().unwrap_or_default()))
}

/// The line of a behaviour in charts.
fn line_key(of: &str) -> El {
    let line = svg("path").class(&format!("st-share-{of}")).attr("d", "M0 5H20");
    svg("svg").class("st-line-key").attr("viewBox", "0 0 20 10").attr("aria-hidden", "true").child(line)
}

fn said(project: &Project, id: &str) -> Option<Said> {
    let (at, row) = project.discovery.canvas.iter().enumerate().find(|(_, row)| row.id == id)?;
    let words = canvas_row(project, row);
    Some(Said {
        at,
        strategies: [row.desired_strategy.clone(), row.undesired_strategy.clone()],
        names: [words.desired, words.undesired].map(str::to_owned),
    })
}

fn judge(said: &Said, summary: Option<&Summary>, evidence: &[Option<Verdict>]) -> Judged {
    let side = |which: usize| {
        let (band, median) = paths(summary, said.strategies[which].as_deref()).unwrap_or_default();
        Side { name: said.names[which].clone(), band, median }
    };
    Judged {
        in_model: said.strategies.iter().any(Option::is_some),
        verdict: evidence.get(said.at).cloned().flatten(),
        desired: side(0),
        undesired: side(1),
    }
}

/// Band and median of the share of agents who follow a strategy. Before the first
/// step nobody has chosen.
fn paths(summary: Option<&Summary>, strategy: Option<&str>) -> Option<(String, String)> {
    let summary = summary?;
    let series = &summary.behaviours.iter().find(|found| Some(found.id.as_str()) == strategy)?.series;
    let (first, last) = (*summary.times.get(1)?, *summary.times.last()?);
    let span = f64::from(last - first).max(1.0);
    let points = |values: &[f64]| {
        let all = summary.times.iter().zip(values).skip(1).filter(|(_, share)| share.is_finite());
        let point = |(time, share): (&u32, &f64)| {
            let x = f64::from(time - first) / span * WIDTH;
            format!("{x:.1} {:.1}", HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN))
        };
        all.map(point).collect::<Vec<_>>()
    };
    let mut edge = points(&series.p95);
    edge.extend(points(&series.p5).into_iter().rev());
    Some((format!("M{}Z", edge.join("L")), format!("M{}", points(&series.p50).join("L"))))
}
