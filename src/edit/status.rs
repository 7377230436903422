//! How far a document is on the way from problem to plan: what each step of the
//! process has, and what a careful reader would ask about.

use super::nodes::tree;
use crate::discovery::canvas::{self, Grade, Row};
use crate::discovery::flows::{Part, Share, settle};
use crate::discovery::mece;
use crate::discovery::plan::{Cover, coverage};
use crate::discovery::worksheet::{self, Worksheet};
use crate::discovery::{document, thread};
use crate::num::decimal;
use crate::project::*;

/// A step of the process that has a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Worksheet and logic tree.
    Problem,
    /// Stakeholders and value flows.
    Stakeholders,
    /// The incentive canvas.
    Incentives,
    /// Allocation and unlocking.
    Token,
    /// Rules by which value moves.
    Mechanisms,
    /// Who acts, and how they choose.
    Agents,
    /// Goals and weights.
    Objective,
    /// Effort and skills.
    Plan,
    /// From the problem to the evidence.
    Thread,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// How much of it is there, 0 to 1.
    pub complete: f64,
    /// What is to be said about it.
    pub findings: usize,
}

/// How far a step is.
pub fn status(project: &Project, stage: Stage) -> Status {
    let discovery = &project.discovery;
    let (done, of, findings) = match stage {
        Stage::Problem => {
            let sheet = document::worksheet(project);
            let findings = worksheet::check(&sheet);
            let empty = worksheet::GUIDES.len() - filled(&sheet);
            let tree = tree(&discovery.tree);
            let found = mece::check(&tree).len();
            let split = tree.nodes.len() > 1;
            let of = worksheet::GUIDES.len() + 1;
            (of - empty - usize::from(!split), of, findings.len() + found)
        }
        Stage::Stakeholders => {
            let all = &discovery.stakeholders;
            let goals = all.iter().filter(|one| !one.goal.trim().is_empty()).count();
            let flowing = all.iter().filter(|one| takes_part(discovery, &one.id)).count();
            let lacking = 2 * all.len() - goals - flowing;
            (goals + flowing, 2 * all.len(), flow_findings(discovery).len() + lacking)
        }
        Stage::Incentives => {
            let gaps = canvas::gaps(&rows(&discovery.canvas));
            let torn = |at: &usize| gaps.iter().any(|gap| gap.row == *at);
            let rows = discovery.canvas.len();
            (rows - (0..rows).filter(torn).count(), rows, gaps.len())
        }
        Stage::Token => {
            let tables = allocations(project).count();
            let wrong = allocations(project).filter(|table| share_gap(project, table).is_some()).count();
            (tables - wrong, tables, wrong)
        }
        Stage::Mechanisms => (usize::from(!project.mechanisms.is_empty()), 1, 0),
        Stage::Agents => {
            let acts = |one: &&Population| one.strategies.iter().any(|way| !way.actions.is_empty());
            let pass = |one: &&Population| one.strategies.is_empty();
            let all = &project.populations;
            let done = all.iter().filter(|one| acts(one) || (all.len() > 1 && pass(one))).count();
            (done, all.len(), 0)
        }
        Stage::Objective => {
            let goals = project.objective.goals.len();
            let findings = goal_findings(project).len();
            (goals.saturating_sub(findings), goals, findings)
        }
        Stage::Plan => {
            let covers = coverage(&project.plan.team, project.plan.security);
            let covered = covers.iter().filter(|cover| **cover == Cover::Covered).count();
            let asked = if project.plan.team.is_empty() { 0 } else { covers.len() - covered };
            (covered, covers.len(), asked)
        }
        Stage::Thread => with_thread(project, &[], |thread| {
            let torn = |strand: &&thread::Strand| strand.leaf.is_empty() || strand.mechanism.is_empty();
            let torn = thread.strands.iter().filter(torn).count();
            (thread.strands.len() - torn, thread.strands.len(), thread.gaps.len())
        }),
    };
    let complete = if of == 0 { 0.0 } else { done as f64 / of as f64 };
    Status { complete, findings }
}

/// How many of the seven boxes have something in them.
fn filled(sheet: &Worksheet) -> usize {
    let boxes: [&[&str]; 7] = [
        &[sheet.question],
        &[sheet.context],
        &[sheet.success],
        &[sheet.in_scope, sheet.out_of_scope],
        &[sheet.constraints],
        &[sheet.decides, sheet.helps, sheet.hinders],
        &[sheet.sources],
    ];
    boxes.iter().filter(|texts| texts.iter().any(|text| !text.trim().is_empty())).count()
}

/// The canvas as its checks read it. A strategy says what is desired where no words do.
pub fn rows(canvas: &[CanvasRow]) -> Vec<Row<'_>> {
    fn or<'a>(text: &'a str, other: &'a Option<Id>) -> &'a str {
        if text.trim().is_empty() { id(other) } else { text }
    }
    fn id(id: &Option<Id>) -> &str {
        id.as_deref().unwrap_or("")
    }
    canvas
        .iter()
        .map(|row| Row {
            stakeholder: &row.stakeholder,
            desired: or(&row.desired, &row.desired_strategy),
            friction: &row.friction,
            undesired: or(&row.undesired, &row.undesired_strategy),
            mechanism: id(&row.mechanism),
            parameter: id(&row.parameter),
            metric: id(&row.metric),
            leaf: id(&row.leaf),
        })
        .collect()
}

fn takes_part(discovery: &Discovery, id: &str) -> bool {
    discovery
        .flows
        .iter()
        .any(|flow| flow.from == id || flow.to == id || flow.splits.iter().any(|split| split.to == id))
}

/// What is wrong with flows: the id of the flow, and why, one sentence without a
/// full stop.
pub fn flow_findings(discovery: &Discovery) -> Vec<(Id, String)> {
    let mut findings = Vec::new();
    let known = |id: &str| discovery.stakeholders.iter().any(|one| one.id == id);
    for flow in &discovery.flows {
        let mut find = |why: String| findings.push((flow.id.clone(), why));
        for (id, what) in [(&flow.from, "gives"), (&flow.to, "receives")] {
            if id.is_empty() {
                find(format!("It does not say who {what}"));
            } else if !known(id) {
                find(format!("There is no stakeholder “{id}”"));
            }
        }
        if flow.asset.trim().is_empty() {
            find("It does not say what flows".to_owned());
        }
        if let Err(why) = settled(flow) {
            find(why);
        }
    }
    findings
}

/// Who ends up with what of 100 units of a flow; why that cannot be said, if it
/// cannot.
pub fn settled(flow: &ValueFlow) -> Result<Vec<(String, f64)>, String> {
    if flow.splits.is_empty() || flow.from.is_empty() || flow.to.is_empty() {
        return Ok(Vec::new());
    }
    if flow.splits.iter().any(|split| split.to.is_empty()) {
        return Err("A part does not say who receives it".to_owned());
    }
    let part = |split: &'_ Split| (split.to.clone(), split.share);
    let named: Vec<(String, f64)> = flow.splits.iter().map(part).collect();
    let mut parts: Vec<Part> = named
        .iter()
        .map(|(to, share)| Part { from: &flow.from, to, share: Share::Percent(*share) })
        .collect();
    parts.push(Part { from: &flow.from, to: &flow.to, share: Share::Rest });
    match settle(&flow.from, &parts) {
        Ok(settlement) => Ok(settlement.net.iter().map(|(who, net)| ((*who).to_owned(), *net)).collect()),
        Err(errors) => Err(errors.first().map(|error| error.message.clone()).unwrap_or_default()),
    }
}

/// The allocations among the mechanisms.
pub fn allocations(project: &Project) -> impl Iterator<Item = &Allocation> {
    project.mechanisms.iter().filter_map(|mechanism| match mechanism {
        Mechanism::Allocation(allocation) => Some(allocation),
        _ => None,
    })
}

/// A share that is written as a plain number: `0.3` or `30%`; none: a formula.
pub fn plain_share(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.strip_suffix('%') {
        Some(percent) => decimal::parse(percent.trim()).map(|share| share / 100.0),
        None => decimal::parse(text),
    }
}

/// What the shares of a table add up to; none if one is a formula.
pub fn total_share(allocation: &Allocation) -> Option<f64> {
    allocation.buckets.iter().map(|bucket| plain_share(bucket.share.text())).sum()
}

/// What the shares of a table are short of 100 %, as a ratio; < 0: too much. None if
/// they add up, if one is a formula, or if other mechanisms mint the rest of the asset.
pub fn share_gap(project: &Project, allocation: &Allocation) -> Option<f64> {
    let gap = 1.0 - total_share(allocation)?;
    let minted = other_issuers(project, allocation).next().is_some();
    let fits = gap.abs() < 1e-6 || (gap > 0.0 && minted);
    (!fits).then_some(gap)
}

/// The other mechanisms that mint the asset of an allocation.
pub fn other_issuers<'a>(project: &'a Project, allocation: &'a Allocation) -> impl Iterator<Item = &'a Id> {
    let asset = project.assets.iter().find(|asset| asset.id == allocation.asset);
    let issuers = asset.into_iter().flat_map(|asset| &asset.issuers);
    issuers.filter(|issuer| **issuer != allocation.id)
}

/// What is wrong with goals: the place of the goal and why.
pub fn goal_findings(project: &Project) -> Vec<(usize, String)> {
    let mut findings = Vec::new();
    for (at, goal) in project.objective.goals.iter().enumerate() {
        if project.metrics.iter().all(|metric| metric.id != goal.metric) {
            findings.push((at, "It has no metric, so it cannot be measured".to_owned()));
        } else if goal.worst == goal.best {
            findings.push((at, "Worst and best value are the same, so nothing is better".to_owned()));
        } else if goal.weight.is_nan() || goal.weight <= 0.0 {
            findings.push((at, "Without a weight it does not count".to_owned()));
        }
    }
    findings
}

/// The nodes of a tree that nothing is below.
pub fn leaves(nodes: &[ProblemNode]) -> impl Iterator<Item = &ProblemNode> {
    let last = |at: usize| nodes.get(at + 1).is_none_or(|next| next.depth <= nodes[at].depth);
    nodes.iter().enumerate().filter(move |(at, _)| last(*at)).map(|(_, node)| node)
}

/// Traces the thread through a document. `evidence` is what a simulation said of
/// each row of the canvas, as far as there is one.
pub fn with_thread<T>(
    project: &Project,
    evidence: &[Option<Grade>],
    read: impl FnOnce(&thread::Thread) -> T,
) -> T {
    read(&thread::trace(&document::pieces(project, evidence)))
}
