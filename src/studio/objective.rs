//! What a good outcome is: the goals, and how much each of them counts.

use super::cards::Cards;
use super::command::Studio;
use super::icon::Icon;
use super::incentives::metrics;
use super::model::{goal_of, metrics as metric_list};
use super::parts::{Choice, Field, Select, follow, head, section, tool};
use super::utility::curve_of;
use super::words::{among, or_id};
use crate::ui::dom::{El, button, el, field_text};
use leptos::prelude::*;
use tokenwright::analysis::weights::{ACCEPTED_RATIO, Ahp, MOST_COMPARED, ahp, rank_order_centroid};
use tokenwright::edit::judgements::triangle;
use tokenwright::edit::status::goal_findings;
use tokenwright::edit::{Edit, List, Place};
use tokenwright::project::{Goal, OverTime, Project, Statistic};

const GOALS: Cards = Cards {
    columns: &[],
    list: List::Goals,
    add: "Add a goal",
    empty: "A goal is a metric with the value that is worth nothing and the value that is worth everything.",
    summary: |project, id| {
        let Some(goal) = at(id).and_then(|at| project.objective.goals.get(at)) else {
            return Default::default();
        };
        let total: f64 = project.objective.goals.iter().map(|goal| goal.weight).sum();
        (name(project, goal), vec![format!("{:.0} %", goal.weight / total * 100.0)])
    },
    findings: |project, id| {
        let found = goal_findings(project).into_iter();
        found.filter(|(goal, _)| Some(*goal) == at(id)).map(|(_, why)| why).collect()
    },
    fields: |id| {
        let select = |label, place, choices: Memo<Vec<Choice>>| {
            Select { label, place, id: id.to_owned(), choices, none: None }.view()
        };
        let over = OverTime::ALL.iter().map(|known| (known.name(), over(*known)));
        let statistics = Statistic::ALL.iter().map(|known| (known.name(), statistic(*known)));
        vec![
            select("Metric", Place::GoalMetric, follow(metrics)),
            Field::line("Name", Place::GoalLabel, id).hint("as the metric").view(),
            Field::number("Worst: worth nothing", Place::GoalWorst, id).view(),
            Field::number("Best: worth everything", Place::GoalBest, id).view(),
            select("Of a run counts", Place::GoalOver, fixed(over)),
            select("Of all runs counts", Place::GoalStatistic, fixed(statistics)),
            Field::number("Limit: must be reached", Place::GoalLimit, id).hint("none").view(),
            Field::number("Weight", Place::GoalWeight, id).view(),
            curve_of(id),
        ]
    },
    note: None,
    ordered: true,
};

/// The form.
pub fn objective() -> Vec<El> {
    vec![
        head(
            "What is a good outcome?",
            "The score of a design is the weighted mean of what its goals are worth.",
        ),
        section("metrics-title", "Metrics: what is measured").child(metric_list()),
        section("goals-title", "Goals, most important first").child(GOALS.view()).child(goal_of()),
        section("weights-title", "How much each counts").child(by_order()).child(by_pairs()),
    ]
}

fn at(id: &str) -> Option<usize> {
    id.parse().ok()
}

fn name(project: &Project, goal: &Goal) -> String {
    or_id(&goal.label, &among(&metrics(project), &goal.metric))
}

fn fixed(all: impl Iterator<Item = (&'static str, &'static str)>) -> Memo<Vec<Choice>> {
    let all: Vec<Choice> = all.map(|(value, words)| (value.to_owned(), words.to_owned())).collect();
    Memo::new(move |_| all.clone())
}

fn over(over: OverTime) -> &'static str {
    match over {
        OverTime::Final => "its value at the end",
        OverTime::Mean => "its mean over time",
        OverTime::Min => "its lowest value",
        OverTime::Max => "its highest value",
        OverTime::Drawdown => "its largest fall from a peak",
    }
}

fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Mean => "the mean",
        Statistic::P5 => "the 5 % quantile",
        Statistic::P25 => "the 25 % quantile",
        Statistic::Median => "the median",
        Statistic::P75 => "the 75 % quantile",
        Statistic::P95 => "the 95 % quantile",
    }
}

/// Weights from the order of the goals.
fn by_order() -> El {
    let studio = Studio::get();
    let apply = move || {
        let goals = studio.known.project.read_untracked().objective.goals.len();
        studio.send(Edit::Weights(rank_order_centroid(goals).into_iter().map(neat).collect()));
    };
    el("div")
        .class("st-row st-new")
        .child(tool(Icon::Down, "Weigh by order", apply).attr("data-testid", "by-order"))
        .child(el("p").class("quiet small-text").text(
            "Put the goals into order of importance with the arrows; the weights are then the centre of all that \
             agree with it (rank-order centroid).",
        ))
}

/// Six digits are enough for a weight.
fn neat(weight: f64) -> f64 {
    (weight * 1e6).round() / 1e6
}

/// How much more important one goal is than another, as people say it.
const JUDGEMENTS: [(f64, &str); 9] = [
    (9.0, "extremely more"),
    (7.0, "very much more"),
    (5.0, "much more"),
    (3.0, "somewhat more"),
    (1.0, "the same"),
    (1.0 / 3.0, "somewhat less"),
    (1.0 / 5.0, "much less"),
    (1.0 / 7.0, "very much less"),
    (1.0 / 9.0, "extremely less"),
];

/// Weights from comparing the goals in pairs.
fn by_pairs() -> El {
    let studio = Studio::get();
    let names = follow(|project| {
        let goals = project.objective.goals.iter();
        goals.map(|goal| name(project, goal)).collect::<Vec<_>>()
    });
    let judged = follow(|project| triangle(&project.objective.judgements, project.objective.goals.len()));
    let result = Memo::new(move |_| ahp(&judged.read()).filter(|_| names.read().len() > 1));
    let pairs = move || {
        let names = names.get();
        if names.len() > MOST_COMPARED {
            return vec![el("p").class("quiet").text("There are too many goals to be compared in pairs.")];
        }
        let pairs = (0..names.len()).flat_map(|row| (row + 1..names.len()).map(move |column| (row, column)));
        pairs.map(|(row, column)| pair(judged, (row, column), (&names[row], &names[column]))).collect()
    };
    let said =
        move || result.read().as_ref().map(|result| verdict(result, &names.read())).unwrap_or_default();
    let apply = move || {
        if let Some(result) = result.get_untracked() {
            studio.send(Edit::Weights(result.weights.into_iter().map(neat).collect()));
        }
    };
    el("details")
        .class("fold")
        .child(el("summary").text("Compare in pairs"))
        .child(el("div").class("st-pairs").slot(pairs))
        .child(el("p").attr("role", "status").attr("data-testid", "consistency").live_text(said))
        .child(
            button("button small")
                .attr("data-testid", "by-pairs")
                .text("Use these weights")
                .live_flag("disabled", move || result.read().is_none())
                .on_click(apply),
        )
}

fn pair(judged: Memo<Vec<Vec<f64>>>, (row, column): (usize, usize), (one, other): (&str, &str)) -> El {
    let studio = Studio::get();
    let options = JUDGEMENTS
        .iter()
        .enumerate()
        .map(|(at, (_, words))| el("option").attr("value", at.to_string()).text(*words));
    let now = move || judged.read().get(row).and_then(|row_of| row_of.get(column - row - 1)).copied();
    let select = el("select")
        .attr("aria-label", format!("“{one}” against “{other}”"))
        .attr("data-testid", format!("pair-{row}-{column}"))
        .children(options)
        .on("change", move |event| {
            let chosen = field_text(&event).parse().ok().and_then(|at: usize| JUDGEMENTS.get(at));
            let mut judged = judged.get_untracked();
            let slot = judged.get_mut(row).and_then(|row_of| row_of.get_mut(column - row - 1));
            if let (Some(slot), Some((value, _))) = (slot, chosen) {
                *slot = *value;
                studio.send(Edit::Judgements(judged.concat()));
                studio.finish();
            }
        })
        .live_prop("value", move || nearest(now().unwrap_or(1.0)).to_string());
    el("div")
        .class("st-pair")
        .child(el("span").text(format!("“{one}” matters")))
        .child(select)
        .child(el("span").text(format!("as “{other}”")))
}

/// The place of the words for a judgement.
fn nearest(judgement: f64) -> usize {
    let off = |value: f64| (value / judgement).max(judgement / value);
    let places = JUDGEMENTS.iter().map(|(value, _)| off(*value)).enumerate();
    places.min_by(|(_, one), (_, other)| one.total_cmp(other)).map_or(0, |(at, _)| at)
}

fn verdict(result: &Ahp, names: &[String]) -> String {
    let weights =
        names.iter().zip(&result.weights).map(|(name, weight)| format!("{name} {:.0} %", weight * 100.0));
    let weights: Vec<String> = weights.collect();
    let ratio = result.consistency_ratio;
    let mut text = format!("{}. Consistency ratio {ratio:.2}: ", weights.join(", "));
    if ratio <= ACCEPTED_RATIO {
        text += "the judgements go together.";
        return text;
    }
    text += "the judgements contradict each other.";
    if let Some(revisit) = result.revisit {
        let (row, column) = (&names[revisit.row], &names[revisit.column]);
        text += &format!(
            " Think again about “{row}” against “{column}”: by all the others it matters {:.1} times as much.",
            revisit.fits
        );
    }
    text
}
