//! The objective: one number, and the parts that it is made of.

use crate::ui::command::Desk;
use crate::ui::state::State;
use leptos::prelude::*;
use tokenwright::project::{Goal, OverTime, Project, Statistic};
use tokenwright::report::number::{exact, human_with};
use tokenwright::simulate::{GoalScore, Summary};

/// The card; nothing if the document has no objective.
#[component]
pub fn ScoreCard(
    /// The document.
    project: StoredValue<Project>,
) -> impl IntoView {
    let state = Desk::get().state;
    let goals = project.with_value(|project| {
        project.objective.goals.iter().map(|goal| Row::new(project, goal)).collect::<Vec<_>>()
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
    Some(view! {
        <section class="card score-card" aria-labelledby="score-title">
            <h2 id="score-title" class="card-title">"Score"</h2>
            <p class="score-line">
                <output class="score-number num" data-testid="score">{total}</output>
                <span class="quiet">"of 100"</span>
                <ScoreChange/>
            </p>
            <ul class="goals">
                {goals.into_iter().enumerate().map(|(index, row)| view! { <GoalRow index row/> }).collect_view()}
            </ul>
            <p class="quiet small-text" hidden=move || survival.get() >= 1.0>
                {move || format!("Times {}: the share of runs that did not break.", human_with(survival.get(), "%"))}
            </p>
        </section>
    })
}

/// The score against the baseline's.
#[component]
fn ScoreChange() -> impl IntoView {
    let state = Desk::get().state;
    move || {
        let before = baseline_score(state)?;
        let now = state.outcome.read().as_ref()?.summary.score.total;
        let change = (now - before) * 100.0;
        let class = match change {
            change if change >= 0.5 => "change better",
            change if change <= -0.5 => "change worse",
            _ => "change",
        };
        Some(
            view! { <span class=format!("{class} num")>{format!("{change:+.0} against the baseline")}</span> },
        )
    }
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
    fn new(project: &Project, goal: &Goal) -> Row {
        let metric = project.metrics.iter().find(|metric| metric.id == goal.metric);
        let unit = match (goal.over, metric) {
            (OverTime::Drawdown, _) => "%".to_owned(),
            (_, metric) => metric.map(|metric| metric.unit.clone()).unwrap_or_default(),
        };
        let name = metric.map_or_else(|| goal.metric.clone(), |metric| metric.label.clone());
        let label = if goal.label.is_empty() { name.clone() } else { goal.label.clone() };
        let measure = format!("{} of {}{}", statistic(goal.statistic), name.to_lowercase(), over(goal.over));
        let range = format!("0 at {}, full at {}", exact(goal.worst, &unit), exact(goal.best, &unit));
        Row { label, measure, range, unit }
    }
}

#[component]
fn GoalRow(index: usize, row: Row) -> impl IntoView {
    let state = Desk::get().state;
    let part = Memo::new(move |_| part(state, index));
    let utility = move || part.read().as_ref().map_or(0.0, |part| part.utility);
    let Row { label, measure, range, unit } = row;
    view! {
        <li class="goal" title=format!("{measure}: {range}")>
            <span class="goal-label">{label}</span>
            <span class="goal-value num">
                {move || part.read().as_ref().map_or_else(|| "–".into(), |part| human_with(part.value, &unit))}
            </span>
            <span class="bar" aria-hidden="true"><span class="bar-fill" style=("--share", move || utility().to_string())></span></span>
            <span class="goal-points num quiet">
                {move || part.read().as_ref().map_or_else(String::new, |part| {
                    format!("{} of {} points", points(part.utility * part.weight), points(part.weight))
                })}
            </span>
        </li>
    }
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
