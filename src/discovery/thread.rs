//! The thread from problem to evidence: which part of the problem is answered by
//! which behaviour, mechanism, parameter and metric, how much the objective cares,
//! and what the simulation said. And where the thread is torn, from either end.

use super::canvas::{Grade, Row};

/// A leaf of the problem tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf<'a> {
    /// Its id.
    pub id: &'a str,
    /// Ids of mechanisms that are said to answer it.
    pub addressed_by: Vec<&'a str>,
}

/// All that the thread runs through. Canvas rows name leaves, mechanisms,
/// parameters and metrics by their ids.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Pieces<'a> {
    /// The leaves of the problem tree, in its order.
    pub leaves: Vec<Leaf<'a>>,
    /// The rows of the incentive canvas.
    pub rows: Vec<Row<'a>>,
    /// Ids of the mechanisms.
    pub mechanisms: Vec<&'a str>,
    /// Ids of the parameters.
    pub parameters: Vec<&'a str>,
    /// Ids of the metrics.
    pub metrics: Vec<&'a str>,
    /// The goals of the objective: metric and weight ≥ 0.
    pub goals: Vec<(&'a str, f64)>,
    /// What the simulation said of each canvas row; shorter or empty before it.
    pub evidence: Vec<Option<Grade>>,
}

/// One line of the table, from left to right. What is not there is empty.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Strand<'a> {
    /// Id of the leaf.
    pub leaf: &'a str,
    /// Index of the canvas row that the behaviour is from.
    pub row: Option<usize>,
    /// The desired behaviour.
    pub desired: &'a str,
    /// The undesired behaviour.
    pub undesired: &'a str,
    /// Id of the mechanism.
    pub mechanism: &'a str,
    /// Id of the parameter.
    pub parameter: &'a str,
    /// Id of the metric.
    pub metric: &'a str,
    /// Part of the objective that the metric has, 0 to 1; none: not part of it.
    pub weight: Option<f64>,
    /// What the simulation said.
    pub evidence: Option<Grade>,
}

/// Where the thread is torn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap<'a> {
    /// A leaf that no mechanism answers, neither by itself nor by a canvas row.
    Unanswered(&'a str),
    /// A mechanism that answers nothing.
    Idle(&'a str),
    /// A metric of the canvas that is in no goal: the objective does not care
    /// whether the incentive works.
    Unweighted(&'a str),
    /// A goal whose metric belongs to no part of the problem.
    Unasked(&'a str),
    /// A canvas row, or leaf, names something that is not there (any more).
    Unknown {
        /// What the id should be of: "leaf", "mechanism", "parameter", "metric".
        what: &'static str,
        /// The id.
        id: &'a str,
    },
}

impl Gap<'_> {
    /// One sentence without a full stop.
    pub fn why(&self) -> String {
        match self {
            Gap::Unanswered(leaf) => format!("No mechanism answers the part “{leaf}” of the problem"),
            Gap::Idle(mechanism) => format!("The mechanism “{mechanism}” answers no part of the problem"),
            Gap::Unweighted(metric) => {
                format!("The metric “{metric}” is in no goal: the objective does not see this incentive")
            }
            Gap::Unasked(metric) => format!("The goal “{metric}” belongs to no part of the problem"),
            Gap::Unknown { what, id } => format!("There is no {what} “{id}”"),
        }
    }
}

/// The table and its gaps.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Thread<'a> {
    /// In the order of the leaves, each with its canvas rows, then with mechanisms
    /// that it names itself; then rows and mechanisms without a leaf.
    pub strands: Vec<Strand<'a>>,
    /// Each once: leaves, mechanisms, metrics, goals, then unknown names.
    pub gaps: Vec<Gap<'a>>,
}

/// Ties problem, canvas, mechanisms, objective and evidence together.
///
/// **Guarantees.** Every leaf, every canvas row with any text in it and every
/// mechanism is in the table at least once.
pub fn trace<'a>(pieces: &Pieces<'a>) -> Thread<'a> {
    let mut strands = Vec::new();
    for leaf in &pieces.leaves {
        let before = strands.len();
        strands.extend(rows(pieces, |row| row.leaf.trim() == leaf.id));
        for mechanism in &leaf.addressed_by {
            let there = strands[before..].iter().any(|strand| strand.mechanism == *mechanism);
            if !there {
                strands.push(Strand { leaf: leaf.id, mechanism, ..Strand::default() });
            }
        }
        if strands.len() == before {
            strands.push(Strand { leaf: leaf.id, ..Strand::default() });
        }
    }
    strands.extend(rows(pieces, |row| !pieces.leaves.iter().any(|leaf| leaf.id == row.leaf.trim())));
    for mechanism in &pieces.mechanisms {
        if strands.iter().all(|strand| strand.mechanism != *mechanism) {
            strands.push(Strand { mechanism, ..Strand::default() });
        }
    }
    let gaps = gaps(pieces, &strands);
    Thread { strands, gaps }
}

fn rows<'a>(pieces: &Pieces<'a>, which: impl Fn(&Row) -> bool) -> Vec<Strand<'a>> {
    let total: f64 = pieces.goals.iter().map(|(_, weight)| weight).sum();
    let mut strands = Vec::new();
    for (at, row) in pieces.rows.iter().enumerate().filter(|(_, row)| **row != Row::default() && which(row)) {
        let metric = row.metric.trim();
        let goals = pieces.goals.iter().filter(|(id, _)| *id == metric);
        let weights: Vec<f64> =
            goals.map(|(_, weight)| if total > 0.0 { weight / total } else { 0.0 }).collect();
        strands.push(Strand {
            leaf: row.leaf.trim(),
            row: Some(at),
            desired: row.desired.trim(),
            undesired: row.undesired.trim(),
            mechanism: row.mechanism.trim(),
            parameter: row.parameter.trim(),
            metric,
            weight: (!weights.is_empty()).then(|| weights.iter().sum()),
            evidence: pieces.evidence.get(at).copied().flatten(),
        });
    }
    strands
}

fn gaps<'a>(pieces: &Pieces<'a>, strands: &[Strand<'a>]) -> Vec<Gap<'a>> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut find = |gap| {
        if !gaps.contains(&gap) {
            gaps.push(gap);
        }
    };
    let leaf = |id: &str| pieces.leaves.iter().any(|leaf| leaf.id == id);
    let answered = |id: &str| {
        strands.iter().any(|strand| strand.leaf == id && pieces.mechanisms.contains(&strand.mechanism))
    };
    pieces.leaves.iter().filter(|leaf| !answered(leaf.id)).for_each(|leaf| find(Gap::Unanswered(leaf.id)));
    let answers =
        |mechanism: &str| strands.iter().any(|strand| strand.mechanism == mechanism && leaf(strand.leaf));
    pieces.mechanisms.iter().filter(|id| !answers(id)).for_each(|id| find(Gap::Idle(id)));
    for strand in strands.iter().filter(|strand| pieces.metrics.contains(&strand.metric)) {
        if strand.weight.is_none() {
            find(Gap::Unweighted(strand.metric));
        }
    }
    for (metric, _) in &pieces.goals {
        if strands.iter().all(|strand| strand.metric != *metric || !leaf(strand.leaf)) {
            find(Gap::Unasked(metric));
        }
    }
    for strand in strands {
        for (what, id, known) in [
            ("leaf", strand.leaf, leaf(strand.leaf)),
            ("mechanism", strand.mechanism, pieces.mechanisms.contains(&strand.mechanism)),
            ("parameter", strand.parameter, pieces.parameters.contains(&strand.parameter)),
            ("metric", strand.metric, pieces.metrics.contains(&strand.metric)),
        ] {
            if !id.is_empty() && !known {
                find(Gap::Unknown { what, id });
            }
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Row = Row {
        stakeholder: "Traders",
        desired: "Trade",
        friction: "",
        undesired: "Wash",
        mechanism: "rewards",
        parameter: "budget",
        metric: "wash_share",
        leaf: "n2",
    };

    fn pieces<'a>() -> Pieces<'a> {
        Pieces {
            leaves: vec![Leaf { id: "n2", addressed_by: vec![] }],
            rows: vec![ROW],
            mechanisms: vec!["rewards"],
            parameters: vec!["budget"],
            metrics: vec!["wash_share", "price"],
            goals: vec![("wash_share", 3.0)],
            evidence: vec![Some(Grade::Weak)],
        }
    }

    #[test]
    fn a_whole_thread_has_no_gaps() {
        let thread = trace(&pieces());
        let strand = Strand {
            leaf: "n2",
            row: Some(0),
            desired: "Trade",
            undesired: "Wash",
            mechanism: "rewards",
            parameter: "budget",
            metric: "wash_share",
            weight: Some(1.0),
            evidence: Some(Grade::Weak),
        };
        assert_eq!(thread, Thread { strands: vec![strand], gaps: vec![] });
        assert_eq!(trace(&Pieces::default()), Thread::default());
    }

    #[test]
    fn gaps_are_found_from_both_ends() {
        let leaves = vec![
            Leaf { id: "n2", addressed_by: vec!["rewards", "burn"] },
            Leaf { id: "n3", addressed_by: vec![] },
            Leaf { id: "n4", addressed_by: vec!["gone"] },
        ];
        let rows = vec![ROW, Row { leaf: "n9", metric: "price", parameter: "bugdet", ..ROW }, Row::default()];
        let goals = vec![("wash_share", 1.0), ("tvl", 3.0)];
        let mechanisms = vec!["rewards", "burn", "staking"];
        let thread = trace(&Pieces { leaves, rows, mechanisms, goals, evidence: vec![], ..pieces() });
        let expected = [
            Gap::Unanswered("n3"),
            Gap::Unanswered("n4"),
            Gap::Idle("staking"),
            Gap::Unweighted("price"),
            Gap::Unasked("tvl"),
            Gap::Unknown { what: "mechanism", id: "gone" },
            Gap::Unknown { what: "leaf", id: "n9" },
            Gap::Unknown { what: "parameter", id: "bugdet" },
        ];
        assert_eq!(thread.gaps, expected);
        let table: Vec<(&str, &str, Option<f64>)> =
            thread.strands.iter().map(|strand| (strand.leaf, strand.mechanism, strand.weight)).collect();
        let expected = [
            ("n2", "rewards", Some(0.25)),
            ("n2", "burn", None),
            ("n3", "", None),
            ("n4", "gone", None),
            ("n9", "rewards", None),
            ("", "staking", None),
        ];
        assert_eq!(table, expected);
        assert!(thread.gaps.iter().all(|gap| !gap.why().is_empty()));
    }
}
