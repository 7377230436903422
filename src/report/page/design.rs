//! The second part of the report: token, mechanisms, agents, objective.

use super::super::limits::{broken_limits, limit, unit_of_goal};
use super::super::number::{exact, human, human_with};
use super::super::table::Align::{Left, Right};
use super::super::text::{label_of, measure};
use super::super::word::counted;
use super::{Block, capital, code, labelled, or_say, plain};
use crate::analysis::precision::{CONFIDENCE, z};
use crate::diagram::model::Graph;
use crate::edit::pins::pins;
use crate::json::{Json, Record};
use crate::project::{Allocation, Desirability, Formula, Mechanism, Project, Series, TimeUnit, Vesting};
use crate::simulate::{RunSpec, ScoreError, Summary};

pub fn token(project: &Project, spec: &RunSpec) -> Vec<Block> {
    let rows = project.assets.iter().map(|asset| {
        let issuers: Vec<String> = asset.issuers.iter().map(|id| code(id)).collect();
        vec![
            labelled(&asset.label, &asset.id),
            asset.max_supply.as_ref().map(|most| value(project, spec, most)).unwrap_or_default(),
            if issuers.is_empty() { "nobody".to_owned() } else { issuers.join(", ") },
        ]
    });
    let mut blocks = or_say("There is no asset yet.", project.assets.is_empty(), || Block::Table {
        columns: vec![("Asset", Left), ("Largest supply", Right), ("Minted by", Left)],
        rows: rows.collect(),
    });
    for mechanism in &project.mechanisms {
        if let Mechanism::Allocation(allocation) = mechanism {
            blocks.extend(buckets(project, spec, allocation));
        }
    }
    blocks
}

fn buckets(project: &Project, spec: &RunSpec, allocation: &Allocation) -> [Block; 2] {
    let unit = project.run.step.unit;
    let time = |formula: &Formula| match formula.text().trim() {
        "0" => String::new(),
        _ => format!("{} {}", value(project, spec, formula), plural(unit)),
    };
    let rows = allocation.buckets.iter().map(|bucket| {
        let rule = match (bucket.vesting, bucket.duration.text().trim()) {
            (_, "0") => "all at once",
            (Vesting::AfterCliff, _) => "linear after the cliff",
            (Vesting::CatchUp, _) => "linear from the start, held back until the cliff",
        };
        let tge =
            if bucket.tge.text().trim() == "0" { String::new() } else { value(project, spec, &bucket.tge) };
        vec![
            labelled(&bucket.label, &bucket.id),
            value(project, spec, &bucket.share),
            code(&bucket.to),
            tge,
            time(&bucket.cliff),
            time(&bucket.duration),
            rule.to_owned(),
        ]
    });
    let head = format!(
        "{}: shares of {} {}.",
        labelled(&allocation.label, &allocation.id),
        value(project, spec, &allocation.total),
        plain(&allocation.asset)
    );
    let columns = vec![
        ("Bucket", Left),
        ("Share", Right),
        ("To", Left),
        ("At launch", Right),
        ("Cliff", Right),
        ("Vesting", Right),
        ("Rule", Left),
    ];
    [Block::Text(head), Block::Table { columns, rows: rows.collect() }]
}

fn plural(unit: TimeUnit) -> String {
    format!("{}s", unit.name())
}

/// A formula; what it comes to now, if it is a parameter.
fn value(project: &Project, spec: &RunSpec, formula: &Formula) -> String {
    let text = formula.text().trim();
    let mut parameters = project.parameters.iter().zip(&spec.parameters);
    match parameters.find(|(parameter, _)| parameter.id == text) {
        Some((parameter, value)) => format!("{} = {}", code(text), exact(*value, &parameter.unit)),
        // Plain numbers need no frame.
        None if text.bytes().all(|b| b.is_ascii_digit() || b".%kMB_".contains(&b)) => plain(text),
        None => code(text),
    }
}

pub fn diagram(project: &Project) -> Vec<Block> {
    let graph = Graph::of(project);
    or_say("Nothing moves yet.", graph.arrows.is_empty(), || Block::Diagram(graph, pins(project)))
}

pub fn mechanisms(project: &Project) -> Vec<Block> {
    let rows = project.mechanisms.iter().map(|mechanism| {
        let tree = mechanism.write();
        let kind = tree.get("type").and_then(Json::text).unwrap_or_default().replace('_', " ");
        let label = tree.get("label").and_then(Json::text).unwrap_or_default();
        vec![labelled(label, mechanism.id()), capital(&kind), rule(&tree)]
    });
    let mut blocks = or_say("There is no mechanism yet.", project.mechanisms.is_empty(), || Block::Table {
        columns: vec![("Mechanism, in the order of acting", Left), ("Kind", Left), ("Rule", Left)],
        rows: rows.collect(),
    });
    let named = project.variables.iter().map(|x| (x, &x.formula));
    let processes = project.exogenous.iter();
    let mut rows: Vec<Vec<String>> =
        named.map(|(x, formula)| vec![labelled(&x.label, &x.id), code(formula.text())]).collect();
    rows.extend(processes.map(|x| {
        let rule = format!("{}, from {}", code(x.next.text()), code(x.initial.text()));
        vec![labelled(&x.label, &x.id), rule]
    }));
    if !rows.is_empty() {
        let columns = vec![("Named formula or process", Left), ("What it is", Left)];
        blocks.push(Block::Table { columns, rows });
    }
    let rows = outside(project);
    if !rows.is_empty() {
        let columns = vec![("From outside", Left), ("Kind", Left), ("Rule", Left)];
        blocks.push(Block::Table { columns, rows });
    }
    blocks
}

/// Series, arrivals, shocks and scenarios.
fn outside(project: &Project) -> Vec<Vec<String>> {
    let arrivals = project.arrivals.iter().map(|x| (&x.label, &x.id, "Arrivals", x.write()));
    let shocks = project.shocks.iter().map(|x| (&x.label, &x.id, "Shock", x.write()));
    let scenarios = project.scenarios.iter().map(|x| (&x.label, &x.id, "Scenario", x.write()));
    let series = project.series.iter().map(|x| {
        let told = Series { values: Vec::new(), csv: String::new(), ..x.clone() };
        (&x.label, &x.id, "Replayed series", told.write())
    });
    let all = series.chain(arrivals).chain(shocks).chain(scenarios);
    all.map(|(label, id, kind, tree)| vec![labelled(label, id), kind.to_owned(), rule(&tree)]).collect()
}

/// What a mechanism is told, a line for each field and each entry of a list. The
/// fields are those of the document, so that no mechanism can be forgotten here.
fn rule(mechanism: &Json) -> String {
    let Json::Object(fields) = mechanism else { return String::new() };
    // The buckets of an allocation are shown with the token.
    let told = fields.iter().filter(|(name, _)| !["type", "id", "label", "buckets"].contains(&name.as_str()));
    let lines = told.flat_map(|(name, value)| match value {
        Json::List(entries) if entries.iter().any(|entry| matches!(entry, Json::Object(_))) => {
            entries.iter().map(entry).collect()
        }
        value => vec![format!("{}: {}", name.replace('_', " "), inline(value))],
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// An entry of a list: its label or id, then its fields.
fn entry(entry: &Json) -> String {
    let text = |name| entry.get(name).and_then(Json::text).filter(|text| !text.is_empty());
    match text("label").or_else(|| text("id")) {
        Some(head) => format!("{}: {}", plain(head), inline(entry)),
        None => inline(entry),
    }
}

fn inline(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(yes) => yes.to_string(),
        Json::Number(number) => exact(*number, ""),
        Json::Text(text) => code(text),
        Json::List(list) => list.iter().map(inline).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => {
            let told = fields.iter().filter(|(name, _)| name != "id" && name != "label");
            let said = told.map(|(name, value)| format!("{} {}", name.replace('_', " "), inline(value)));
            said.collect::<Vec<_>>().join(", ")
        }
    }
}

pub fn agents(project: &Project) -> Vec<Block> {
    let rows = project.populations.iter().map(|population| {
        let strategies = population.strategies.iter().map(|strategy| match strategy.kind {
            Desirability::Neutral => labelled(&strategy.label, &strategy.id),
            kind => format!("{} ({})", labelled(&strategy.label, &strategy.id), kind.name()),
        });
        let learning = population.learning.as_ref().map(Record::write);
        let mut learns = learning.as_ref().map(inline).unwrap_or_default();
        if let Some(reward) = &population.reward {
            learns.push_str(&format!("\nreward {}", code(reward.text())));
        }
        if let Some(turnover) = &population.turnover {
            learns.push_str(&format!("\n{}", inline(&turnover.write())));
        }
        vec![
            labelled(&population.label, &population.id),
            format!("{} × {}", exact(f64::from(population.size), ""), exact(population.weight, "")),
            strategies.collect::<Vec<_>>().join("\n"),
            learns,
        ]
    });
    or_say("There are no agents: the model is stocks and flows.", project.populations.is_empty(), || {
        Block::Table {
            columns: vec![
                ("Population", Left),
                ("Agents × users", Right),
                ("Strategies", Left),
                ("How they learn", Left),
            ],
            rows: rows.collect(),
        }
    })
}

pub fn objective(project: &Project, simulated: Option<(&Summary, Option<&ScoreError>)>) -> Vec<Block> {
    let (summary, sure) = (simulated.map(|(summary, _)| summary), simulated.and_then(|(_, sure)| sure));
    let goals = &project.objective.goals;
    if goals.is_empty() {
        return vec![Block::Text("It has not been said yet what a good outcome is.".to_owned())];
    }
    let total: f64 = goals.iter().map(|goal| goal.weight).sum();
    let rows = goals.iter().enumerate().map(|(at, goal)| {
        let unit = unit_of_goal(project, goal);
        let metric = label_of(project, &goal.metric);
        let now = summary.and_then(|summary| summary.score.goals.get(at));
        let error = sure.and_then(|sure| sure.goals.get(at));
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let off = |error: Option<f64>| {
            error.map_or_else(String::new, |error| format!(" ± {}", human(z(CONFIDENCE) * error)))
        };
        vec![
            plain(if goal.label.is_empty() { &metric } else { &goal.label }),
            format!("{}: {}", plain(&metric), measure(goal)),
            human_with(goal.weight / total, "%"),
            exact(goal.worst, unit),
            exact(goal.best, unit),
            limit(project, goal).unwrap_or_default(),
            now.map(|now| human_with(now.value, unit) + &off(error.map(|error| error.value * scale)))
                .unwrap_or_default(),
            now.map(|now| format!("{:.2}", now.utility) + &off(error.map(|error| error.utility)))
                .unwrap_or_default(),
        ]
    });
    let columns = vec![
        ("Goal", Left),
        ("Measured by", Left),
        ("Weight", Right),
        ("Worst", Right),
        ("Best", Right),
        ("Must be", Right),
        ("Now", Right),
        ("Utility", Right),
    ];
    let mut blocks = vec![Block::Table { columns, rows: rows.collect() }];
    if let Some(score) = summary.map(|summary| &summary.score) {
        let broke = match score.survival {
            survival if survival < 1.0 => {
                format!(" ({} of the runs survived; a run that breaks counts 0)", human_with(survival, "%"))
            }
            _ => String::new(),
        };
        let doubt = sure.map(|sure| human(z(CONFIDENCE) * sure.standard_error));
        let doubt = doubt.map_or_else(String::new, |error| format!(" ± {error}"));
        blocks.insert(0, Block::Text(format!("Score: {:.3}{doubt} of 1{broke}.", score.total)));
    }
    if let Some(sure) = sure {
        let runs = sure.runs_for_point.map_or_else(String::new, |runs| {
            format!(" The score would be known to ± 0.01 after {}.", counted(runs as f64, "run"))
        });
        blocks.push(Block::Text(format!("After ± stands what chance may do in 19 of 20 cases.{runs}")));
    }
    let broken = summary.map(|summary| broken_limits(project, summary)).unwrap_or_default();
    if !broken.is_empty() {
        let said = broken.iter().map(|said| format!("Limit broken: {}.", plain(said)));
        blocks.insert(1, Block::List(said.collect()));
    }
    blocks
}
