//! The objective: one number, and the parts that it is made of.

use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use crate::ui::state::State;
use leptos::prelude::*;
use tokenwright::project::{Goal, OverTime, Sheet, Statistic};
use tokenwright::report::number::{exact, human_with};
use tokenwright::report::word::within_sentence;
use tokenwright::simulate::{GoalScore, Summary};

/// The card; nothing if the document has no objective.
pub fn score_card(sheet: StoredValue<Sheet>) -> Option<El> {
    let state = Desk::get().state;
    let goals = sheet.with_value(|sheet| {
        sheet.objective.goals.iter().map(|goal| Row::new(sheet, goal)).collect::<Vec<_>>()
    });
    if goals.is_empty() {
        return None;
    }
    // Until the engine has its own, the precomputed one.
    let precomputed = state.opened.get_untracked().and_then(|opened| opened.preview.as_ref()?.score);
    let total = Memo::new(move |_| {
        let outcome = state.outcome.read();
        let total = outcome.as_ref().map(|outcome| outcome.summary.score.total).or(precomputed);
        points(total.unwrap_or(f64::NAN))
    });
    let survival = Memo::new(move |_| {
        state.outcome.read().as_ref().map_or(1.0, |outcome| outcome.summary.score.survival)
    });
    let number = el("output").class("score-number num").attr("data-testid", "score");
    let line = el("p")
        .class("score-line")
        .child(number.live_text(move || total.get()))
        .child(el("span").class("quiet").text("of 100"))
        .slot(move || score_change(state));
    let goals = goals.into_iter().enumerate().map(|(index, row)| goal_row(index, row));
    let survivors = el("p")
        .class("quiet small-text")
        .live_flag("hidden", move || survival.get() >= 1.0)
        .live_text(move || {
            format!("Times {}: the share of runs that did not break.", human_with(survival.get(), "%"))
        });
    let card = el("section")
        .class("card score-card")
        .attr("aria-labelledby", "score-title")
        .child(el("h2").attr("id", "score-title").class("card-title").text("Score"))
        .child(line)
        .child(el("ul").class("goals").children(goals))
        .child(survivors);
    Some(card)
}

/// The score against the baseline's.
fn score_change(state: State) -> Option<El> {
    let before = baseline_score(state)?;
    let now = state.outcome.read().as_ref()?.summary.score.total;
    let change = (now - before) * 100.0;
    let class = match change {
        change if change >= 0.5 => "change better num",
        change if change <= -0.5 => "change worse num",
        _ => "change num",
    };
    Some(el("span").class(class).text(format!("{change:+.0} against the baseline")))
}

fn baseline_score(state: State) -> Option<f64> {
    let baseline = state.baseline.read();
    let summary: &Summary = baseline.as_ref()?.summary.as_ref()?;
    Some(summary.score.total).filter(|score| !score.is_nan())
}

/// What a goal says about itself.
struct Row {
    label: String,
    measure: String,
    range: String,
    unit: String,
}

impl Row {
    fn new(sheet: &Sheet, goal: &Goal) -> Row {
        let metric = sheet.metrics.iter().find(|metric| metric.id == goal.metric);
        let unit = match (goal.over, metric) {
            (OverTime::Drawdown, _) => "%".to_owned(),
            (_, metric) => metric.map(|metric| metric.unit.clone()).unwrap_or_default(),
        };
        let name = metric.map_or_else(|| goal.metric.clone(), |metric| metric.label.clone());
        let label = if goal.label.is_empty() { name.clone() } else { goal.label.clone() };
        let measure =
            format!("{} of {}{}", statistic(goal.statistic), within_sentence(&name), over(goal.over));
        let range = format!("0 at {}, full at {}", exact(goal.worst, &unit), exact(goal.best, &unit));
        Row { label, measure, range, unit }
    }
}

fn goal_row(index: usize, row: Row) -> El {
    let state = Desk::get().state;
    let part = Memo::new(move |_| part(state, index));
    let utility = move || part.read().as_ref().map_or(0.0, |part| part.utility);
    let Row { label, measure, range, unit } = row;
    let value = move || part.read().as_ref().map_or_else(|| "–".into(), |part| human_with(part.value, &unit));
    let contribution = move || {
        part.read().as_ref().map_or_else(String::new, |part| {
            format!("{} of {} points", points(part.utility * part.weight), points(part.weight))
        })
    };
    let bar = el("span")
        .class("bar")
        .attr("aria-hidden", "true")
        .child(el("span").class("bar-fill").live_style("--share", move || utility().to_string()));
    el("li")
        .class("goal")
        .attr("title", format!("{measure}: {range}"))
        .child(el("span").class("goal-label").text(label))
        .child(el("span").class("goal-value num").live_text(value))
        .child(bar)
        .child(el("span").class("goal-points num quiet").live_text(contribution))
}

fn part(state: State, index: usize) -> Option<GoalScore> {
    state.outcome.read().as_ref()?.summary.score.goals.get(index).cloned()
}

fn points(share: f64) -> String {
    if share.is_nan() { "–".into() } else { format!("{:.0}", share * 100.0) }
}

fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Mean => "Mean",
        Statistic::P5 => "5 % quantile",
        Statistic::P25 => "25 % quantile",
        Statistic::Median => "Median",
        Statistic::P75 => "75 % quantile",
        Statistic::P95 => "95 % quantile",
    }
}

fn over(over: OverTime) -> &'static str {
    match over {
        OverTime::Final => " at the end",
        OverTime::Mean => ", averaged over time",
        OverTime::Min => " at its lowest",
        OverTime::Max => " at its highest",
        OverTime::Drawdown => ": its largest fall from a peak",
    }
}
