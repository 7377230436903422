//! The incentive canvas: who should do what, what is in the way, and what the design
//! sets against it; every row with what it lacks.

use super::cards::Cards;
use super::evidence::{legend, of_row};
use super::parts::{Choice, Field, Select, follow, head, section};
use super::words::{among, mechanisms, or_id, problem_leaves};
use crate::ui::dom::El;
use tokenwright::discovery::canvas;
use tokenwright::edit::status::rows;
use tokenwright::edit::{List, Place};
use tokenwright::project::{CanvasRow, Project};

const CARDS: Cards = Cards {
    list: List::Rows,
    columns: &[],
    add: "Add a row",
    empty: "A row says what somebody should do, what keeps them from it, and what they might do instead.",
    summary,
    findings,
    fields,
    note: Some(of_row),
    ordered: false,
};

/// The form.
pub fn incentives() -> Vec<El> {
    vec![
        head(
            "Which behaviour is the design after?",
            "Every friction and every undesired behaviour wants a mechanism against it and a metric that shows it.",
        ),
        section("canvas-title", "Incentive mechanisms canvas").child(legend()).child(CARDS.view()),
    ]
}

fn row<'a>(project: &'a Project, id: &str) -> Option<&'a CanvasRow> {
    project.discovery.canvas.iter().find(|row| row.id == id)
}

fn summary(project: &Project, id: &str) -> (String, Vec<String>) {
    let Some(row) = row(project, id) else { return Default::default() };
    let who = among(&stakeholders(project), &row.stakeholder);
    let what = |words: &str, strategy: &Option<String>| match strategy {
        Some(strategy) if words.trim().is_empty() => strategy_name(project, strategy),
        _ => words.to_owned(),
    };
    let desired = what(&row.desired, &row.desired_strategy);
    let undesired = what(&row.undesired, &row.undesired_strategy);
    let mechanism = row.mechanism.as_ref().map(|id| among(&mechanisms(project), id));
    let instead = (!undesired.is_empty()).then(|| format!("not: {undesired}"));
    let parts = [Some(desired), instead, mechanism.map(|mechanism| format!("by {mechanism}"))];
    let who = if who.is_empty() { "A new row".to_owned() } else { who };
    (who, parts.into_iter().flatten().collect())
}

/// What a strategy is called within its population.
fn strategy_name(project: &Project, id: &str) -> String {
    let (of, name) = id.split_once('.').unwrap_or(("", id));
    let population = project.populations.iter().find(|known| known.id == of);
    let known = population.and_then(|known| known.strategies.iter().find(|known| known.id == name));
    known.map_or_else(|| id.to_owned(), |known| or_id(&known.label, &known.id))
}

fn findings(project: &Project, id: &str) -> Vec<String> {
    let own = row(project, id).map(std::slice::from_ref).unwrap_or_default();
    canvas::gaps(&rows(own)).into_iter().map(|gap| gap.why).collect()
}

fn fields(id: &str) -> Vec<El> {
    let select = |label, place, choices: fn(&Project) -> Vec<Choice>, none| {
        Select { label, place, id: id.to_owned(), choices: follow(choices), none: Some(none) }.view()
    };
    vec![
        select("Stakeholder", Place::RowStakeholder, stakeholders, "–"),
        select("Part of the problem", Place::RowLeaf, problem_leaves, "–"),
        Field::area("Desired behaviour", Place::RowDesired, id).view(),
        select("Desired, as a strategy of the model", Place::RowDesiredStrategy, strategies, "none"),
        Field::area("Friction", Place::RowFriction, id).hint("What keeps them from it?").view(),
        Field::area("Undesired behaviour", Place::RowUndesired, id).view(),
        select("Undesired, as a strategy of the model", Place::RowUndesiredStrategy, strategies, "none"),
        select("Mechanism", Place::RowMechanism, mechanisms, "none yet"),
        select("Parameter that tunes it", Place::RowParameter, parameters, "none yet"),
        select("Metric that shows it", Place::RowMetric, metrics, "none yet"),
    ]
}

/// The stakeholders.
pub fn stakeholders(project: &Project) -> Vec<Choice> {
    let all = project.discovery.stakeholders.iter();
    all.map(|one| (one.id.clone(), or_id(&one.label, &one.id))).collect()
}

fn strategies(project: &Project) -> Vec<Choice> {
    let of = |population: &tokenwright::project::Population| {
        let name = or_id(&population.label, &population.id);
        let strategies = population.strategies.iter();
        strategies
            .map(|known| {
                (
                    format!("{}.{}", population.id, known.id),
                    format!("{name}: {}", or_id(&known.label, &known.id)),
                )
            })
            .collect::<Vec<_>>()
    };
    project.populations.iter().flat_map(of).collect()
}

/// The parameters.
pub fn parameters(project: &Project) -> Vec<Choice> {
    project.parameters.iter().map(|known| (known.id.clone(), or_id(&known.label, &known.id))).collect()
}

/// The metrics.
pub fn metrics(project: &Project) -> Vec<Choice> {
    project.metrics.iter().map(|known| (known.id.clone(), or_id(&known.label, &known.id))).collect()
}
