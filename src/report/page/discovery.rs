//! The first half of the report: problem, tree, stakeholders, flows, canvas, the
//! thread, and what is still open in them.

use super::super::number::{exact, human_with};
use super::super::table::Align::{Left, Right};
use super::super::text::label_of;
use super::super::thread::{self, LeafNames, NOT_SIMULATED, with_thread};
use super::{Block, capital, code, or_say, plain};
use crate::discovery::canvas::{Verdict, gaps};
use crate::discovery::document::{self, settlement, stakeholder_label};
use crate::discovery::mece;
use crate::discovery::thread::Gap;
use crate::discovery::worksheet::{self, SheetBox};
use crate::project::{Id, Project, ValueFlow};
use crate::simulate::Summary;

pub fn problem(project: &Project) -> Vec<Block> {
    let sheet = document::worksheet(project);
    let together = |parts: &[(&str, &str)]| {
        let said = parts.iter().map(|(head, text)| (head, plain(text))).filter(|(_, text)| !text.is_empty());
        said.map(|(head, text)| format!("{head}: {text}")).collect::<Vec<_>>().join("\n")
    };
    let said = [
        (SheetBox::Question, plain(sheet.question)),
        (SheetBox::Context, plain(sheet.context)),
        (SheetBox::Success, plain(sheet.success)),
        (SheetBox::Scope, together(&[("In", sheet.in_scope), ("Out", sheet.out_of_scope)])),
        (SheetBox::Constraints, plain(sheet.constraints)),
        (
            SheetBox::Stakeholders,
            together(&[("Decides", sheet.decides), ("Helps", sheet.helps), ("Hinders", sheet.hinders)]),
        ),
        (SheetBox::Sources, plain(sheet.sources)),
    ];
    let facts: Vec<_> = said
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(of, text)| (of.guide().title.to_owned(), text))
        .collect();
    or_say("The problem has not been stated yet.", facts.is_empty(), || Block::Facts(facts))
}

pub fn outline(project: &Project) -> Vec<Block> {
    let nodes = &project.discovery.tree;
    let paths = document::tree(project).family().paths();
    let lines = nodes.iter().zip(&paths).map(|(node, path)| {
        let mut line = format!("{path} {}", plain(&node.text));
        if let Some(share) = node.share {
            line.push_str(&format!(" ({})", human_with(share / 100.0, "%")));
        }
        if !node.split.trim().is_empty() {
            line.push_str(&format!(", by {}", plain(&node.split)));
        }
        if !node.addressed_by.is_empty() {
            let by: Vec<String> = node.addressed_by.iter().map(|id| code(id)).collect();
            line.push_str(&format!(" → {}", by.join(", ")));
        }
        (path.matches('.').count(), line)
    });
    or_say("The problem has not been taken apart yet.", nodes.is_empty(), || Block::Outline(lines.collect()))
}

pub fn stakeholders(project: &Project) -> Vec<Block> {
    let all = &project.discovery.stakeholders;
    let rows = all.iter().map(|stakeholder| {
        vec![
            plain(&stakeholder.label),
            plain(&stakeholder.goal),
            stakeholder.users.map(|users| exact(users, "")).unwrap_or_default(),
            plain(&stakeholder.holds),
            plain(&stakeholder.fears),
            stakeholder.model.as_deref().map(code).unwrap_or_default(),
        ]
    });
    or_say("Nobody has been named yet.", all.is_empty(), || Block::Table {
        columns: vec![
            ("Who", Left),
            ("Goal", Left),
            ("People", Right),
            ("Holds", Left),
            ("Fears", Left),
            ("In the model", Left),
        ],
        rows: rows.collect(),
    })
}

pub fn flows(project: &Project) -> Vec<Block> {
    let all = &project.discovery.flows;
    let who = |id| plain(stakeholder_label(project, id));
    let rows = all.iter().map(|flow| {
        vec![
            who(&flow.from),
            who(&flow.to),
            plain(&flow.asset),
            plain(&flow.purpose),
            code(flow.amount.text()),
            ends(project, flow),
            flow.mechanism.as_deref().map(code).unwrap_or_default(),
        ]
    });
    or_say("No flows have been drawn yet.", all.is_empty(), || Block::Table {
        columns: vec![
            ("From", Left),
            ("To", Left),
            ("What", Left),
            ("What for", Left),
            ("Amount", Left),
            ("Of each 100", Left),
            ("Mechanism", Left),
        ],
        rows: rows.collect(),
    })
}

/// Who ends up with what of 100, where a flow is split.
fn ends(project: &Project, flow: &ValueFlow) -> String {
    if flow.splits.is_empty() {
        return String::new();
    }
    match settlement(flow) {
        Ok(settled) => {
            let said = settled.net.iter().map(|(id, gain)| {
                let sign = if *gain > 0.0 { "+" } else { "" };
                let gain = (gain * 1e6).round() / 1e6;
                format!("{} {sign}{}", plain(stakeholder_label(project, id)), exact(gain, ""))
            });
            said.collect::<Vec<_>>().join("\n")
        }
        Err(errors) => errors.iter().map(|error| plain(&error.message)).collect::<Vec<_>>().join("\n"),
    }
}

pub fn canvas(project: &Project, evidence: &[Option<Verdict>]) -> Vec<Block> {
    let rows = document::canvas(project);
    let names = LeafNames::of(project);
    let lines = project.discovery.canvas.iter().zip(&rows).enumerate().map(|(at, (row, said))| {
        let tuned = [said.mechanism, said.parameter].map(code);
        vec![
            plain(stakeholder_label(project, &row.stakeholder)),
            plain(said.desired),
            plain(said.friction),
            plain(said.undesired),
            tuned.into_iter().filter(|id| !id.is_empty()).collect::<Vec<_>>().join(" by "),
            if said.metric.is_empty() { String::new() } else { plain(&label_of(project, said.metric)) },
            if said.leaf.is_empty() { String::new() } else { plain(&names.full(said.leaf)) },
            verdict(row.desired_strategy.as_ref().or(row.undesired_strategy.as_ref()), evidence.get(at)),
        ]
    });
    or_say("The canvas is empty.", rows.is_empty(), || Block::Table {
        columns: vec![
            ("Stakeholder", Left),
            ("Should", Left),
            ("Friction", Left),
            ("Might instead", Left),
            ("Mechanism", Left),
            ("Seen by", Left),
            ("Part of the problem", Left),
            ("Verdict", Left),
        ],
        rows: lines.collect(),
    })
}

fn verdict(strategy: Option<&Id>, evidence: Option<&Option<Verdict>>) -> String {
    match evidence.and_then(Option::as_ref) {
        Some(verdict) => format!("{}: {}", capital(thread::grade(verdict.grade)), plain(&verdict.sentence)),
        None if strategy.is_some() => capital(NOT_SIMULATED),
        None => "Not in the model".to_owned(),
    }
}

pub fn thread(project: &Project, summary: Option<&Summary>, evidence: &[Option<Verdict>]) -> Vec<Block> {
    with_thread(project, evidence, |thread| {
        let names = LeafNames::of(project);
        let rows = thread.strands.iter().map(|strand| {
            vec![
                plain(&names.full(strand.leaf)),
                plain(&thread::behaviour(project, strand)),
                code(strand.mechanism),
                code(strand.parameter),
                plain(&thread::metric_label(project, strand)),
                thread::weight(strand),
                plain(&thread::evidence_of(project, strand, summary, evidence)),
            ]
        });
        or_say("There is nothing to tie together yet.", thread.strands.is_empty(), || Block::Table {
            columns: vec![
                ("Part of the problem", Left),
                ("Behaviour", Left),
                ("Mechanism", Left),
                ("Parameter", Left),
                ("Metric", Left),
                ("Weight", Right),
                ("Evidence", Left),
            ],
            rows: rows.collect(),
        })
    })
}

/// What a careful reader would still ask about: of worksheet, tree, canvas and
/// thread, as far as they have been begun.
pub fn open_points(project: &Project, evidence: &[Option<Verdict>]) -> Vec<String> {
    let discovery = &project.discovery;
    let mut open = Vec::new();
    if discovery.worksheet != Default::default() {
        let findings = worksheet::check(&document::worksheet(project));
        open.extend(findings.iter().map(|finding| format!("{}: {}.", finding.of.guide().title, finding.why)));
    }
    let tree = document::tree(project);
    let paths = tree.family().paths();
    // Whether a leaf is answered is known better by the thread, which sees the canvas.
    let answers = |kind| matches!(kind, mece::Kind::Unaddressed | mece::Kind::UnaddressedRest);
    open.extend(mece::check(&tree).iter().filter(|finding| !answers(finding.kind)).map(|finding| {
        let at = finding.nodes.first().and_then(|node| paths.get(*node)).map_or("", String::as_str);
        format!("Part {at}: {}.", plain(&finding.why))
    }));
    open.extend(gaps(&document::canvas(project)).iter().map(|gap| {
        let who = discovery.canvas.get(gap.row).map_or("", |row| row.stakeholder.as_str());
        format!("Incentives of {}: {}.", plain(stakeholder_label(project, who)), plain(&gap.why))
    }));
    if !discovery.tree.is_empty() || !discovery.canvas.is_empty() {
        with_thread(project, evidence, |thread| {
            // Names that lead nowhere are said by the check of the document.
            let torn = thread.gaps.iter().filter(|gap| !matches!(gap, Gap::Unknown { .. }));
            let names = LeafNames::of(project);
            open.extend(torn.map(|gap| match gap {
                Gap::Unanswered(leaf) => {
                    format!("Part {}: no mechanism answers it.", plain(&names.full(leaf)))
                }
                gap => format!("{}.", plain(&gap.why())),
            }));
        });
    }
    open
}
