//! What a document says, in the form in which the checks want it.
//!
//! Command line, report and page all ask here, so that they see the same tree, the
//! same rows and the same thread.

use super::canvas::{Grade, Row};
use super::flows::{Flow, Matrix, Part, Settlement, Share, SplitError, matrix, settle};
use super::thread::{Leaf, Pieces};
use super::tree::{Node, Tree};
use super::worksheet::Worksheet;
use crate::project::{CanvasRow, Project, Strategy, ValueFlow};

/// The logic tree.
pub fn tree(project: &Project) -> Tree {
    let nodes = project.discovery.tree.iter().map(|node| Node {
        id: node.id.clone(),
        text: node.text.clone(),
        depth: node.depth as usize,
        split: node.split.clone(),
        criterion: node.criterion.clone(),
        share: node.share,
        addressed_by: node.addressed_by.clone(),
    });
    Tree { nodes: nodes.collect() }
}

/// The boxes of the worksheet.
pub fn worksheet(project: &Project) -> Worksheet<'_> {
    let sheet = &project.discovery.worksheet;
    Worksheet {
        question: &sheet.question,
        context: &sheet.context,
        success: &sheet.success,
        in_scope: &sheet.in_scope,
        out_of_scope: &sheet.out_of_scope,
        constraints: &sheet.constraints,
        decides: &sheet.decides,
        helps: &sheet.helps,
        hinders: &sheet.hinders,
        sources: &sheet.sources,
    }
}

/// The rows of the canvas, by ids. A behaviour without words that is a strategy of
/// the model has the words of the strategy.
pub fn canvas(project: &Project) -> Vec<Row<'_>> {
    project.discovery.canvas.iter().map(|row| canvas_row(project, row)).collect()
}

/// One of them.
pub fn canvas_row<'a>(project: &'a Project, row: &'a CanvasRow) -> Row<'a> {
    let said = |text: &'a str, id: &'a Option<String>| match id {
        Some(id) if text.trim().is_empty() => strategy(project, id).map_or(text, |found| &found.label),
        _ => text,
    };
    let id = |id: &'a Option<String>| id.as_deref().unwrap_or_default();
    Row {
        stakeholder: &row.stakeholder,
        desired: said(&row.desired, &row.desired_strategy),
        friction: &row.friction,
        undesired: said(&row.undesired, &row.undesired_strategy),
        mechanism: id(&row.mechanism),
        parameter: id(&row.parameter),
        metric: id(&row.metric),
        leaf: id(&row.leaf),
    }
}

/// The strategy that is called `population.strategy`.
pub fn strategy<'a>(project: &'a Project, id: &str) -> Option<&'a Strategy> {
    let (population, strategy) = id.split_once('.')?;
    let population = project.populations.iter().find(|found| found.id == population)?;
    population.strategies.iter().find(|found| found.id == strategy)
}

/// How people call a stakeholder; the id, where there is nobody of that id.
pub fn stakeholder_label<'a>(project: &'a Project, id: &'a str) -> &'a str {
    let found = project.discovery.stakeholders.iter().find(|found| found.id == id);
    found.map(|found| found.label.as_str()).filter(|label| !label.trim().is_empty()).unwrap_or(id)
}

/// Of 100 units that a flow moves, who ends up with what, by the ids of the
/// stakeholders: the splits, and the rest for the receiver.
///
/// **Errors.** Splits that do not add up; see [`settle`].
pub fn settlement(flow: &ValueFlow) -> Result<Settlement<'_>, Vec<SplitError<'_>>> {
    let part = |to, share| Part { from: flow.from.as_str(), to, share };
    let splits = flow.splits.iter().map(|split| part(split.to.as_str(), Share::Percent(split.share)));
    let parts: Vec<Part> = splits.chain([part(flow.to.as_str(), Share::Rest)]).collect();
    settle(&flow.from, &parts)
}

/// Who gives to whom, by the ids of the stakeholders. Cells hold places in
/// `discovery.flows`.
pub fn flow_matrix<'a>(project: &'a Project) -> Matrix<'a> {
    let stakeholders: Vec<&str> =
        project.discovery.stakeholders.iter().map(|stakeholder| stakeholder.id.as_str()).collect();
    let flow = |flow: &'a ValueFlow| Flow { from: &flow.from, to: &flow.to, asset: &flow.asset, amount: 0.0 };
    let flows: Vec<Flow> = project.discovery.flows.iter().map(flow).collect();
    matrix(&stakeholders, &flows)
}

/// What the thread runs through. `evidence` is what the simulation said of each
/// row of the canvas; empty before it.
pub fn pieces<'a>(project: &'a Project, evidence: &[Option<Grade>]) -> Pieces<'a> {
    let nodes = &project.discovery.tree;
    let leaves = nodes.iter().zip(leaves(project)).filter(|(_, leaf)| *leaf).map(|(node, _)| Leaf {
        id: &node.id,
        addressed_by: node.addressed_by.iter().map(String::as_str).collect(),
    });
    Pieces {
        leaves: leaves.collect(),
        rows: canvas(project),
        mechanisms: project.mechanisms.iter().map(|mechanism| mechanism.id()).collect(),
        parameters: project.parameters.iter().map(|parameter| parameter.id.as_str()).collect(),
        metrics: project.metrics.iter().map(|metric| metric.id.as_str()).collect(),
        goals: project.objective.goals.iter().map(|goal| (goal.metric.as_str(), goal.weight)).collect(),
        evidence: evidence.to_vec(),
    }
}

/// For each node of the tree whether it is a leaf: whether none follows below it.
pub fn leaves(project: &Project) -> Vec<bool> {
    let depths: Vec<u32> = project.discovery.tree.iter().map(|node| node.depth).collect();
    let next = depths.iter().skip(1).map(Some).chain([None]);
    depths.iter().zip(next).map(|(depth, next)| next.is_none_or(|next| next <= depth)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::thread::{Gap, trace};
    use super::*;

    fn project() -> Project {
        Project::from_json(
            r#"{"format":1,"meta":{"id":"x","title":"X"},
            "discovery":{
              "worksheet":{"question":"Why?","decides":"Ana"},
              "tree":[{"id":"a","text":"All","split":"side"},
                      {"id":"b","text":"Buyers","depth":1,"share":60,"addressed_by":["mint"]},
                      {"id":"c","text":"Sellers","depth":1}],
              "stakeholders":[{"id":"p","label":"People"},{"id":"q","label":" "}],
              "flows":[{"id":"f","from":"p","to":"q","asset":"usd",
                        "splits":[{"to":"r","share":2.5},{"to":"p","share":10}]},
                       {"id":"g","from":"q","to":"p","asset":"art"}],
              "canvas":[{"id":"r","stakeholder":"p","desired_strategy":"people.hold","undesired":"Sell",
                         "undesired_strategy":"people.sell","leaf":"b","metric":"m"}]},
            "populations":[{"id":"people","label":"People","size":1,"strategies":[
              {"id":"hold","label":"Hold on"},{"id":"sell","label":"Sell off"}]}],
            "metrics":[{"id":"m","label":"M","formula":"1"}],
            "objective":{"goals":[{"metric":"m","worst":0,"best":1,"weight":2}]}}"#,
        )
        .expect("a document")
    }

    #[test]
    fn tree_and_worksheet_are_those_of_the_document() {
        let project = project();
        let tree = tree(&project);
        assert_eq!(tree.family().paths(), ["1", "1.1", "1.2"]);
        assert_eq!((tree.nodes[0].split.as_str(), tree.nodes[1].share), ("side", Some(60.0)));
        assert_eq!(leaves(&project), [false, true, true]);
        assert!(leaves(&Project::new("x", "X")).is_empty());
        assert_eq!((worksheet(&project).question, worksheet(&project).decides), ("Why?", "Ana"));
    }

    #[test]
    fn a_row_without_words_has_those_of_its_strategy() {
        let project = project();
        let rows = canvas(&project);
        assert_eq!((rows[0].desired, rows[0].undesired), ("Hold on", "Sell"));
        assert_eq!(strategy(&project, "people.gone"), None);
        assert_eq!(strategy(&project, "hold"), None);
    }

    #[test]
    fn what_is_left_of_a_flow_stays_with_its_receiver() {
        let mut project = project();
        let flow = &project.discovery.flows[0];
        let settled = settlement(flow).expect("it adds up");
        assert_eq!(settled.net, [("p", -90.0), ("r", 2.5), ("q", 87.5)]);
        assert_eq!(
            settlement(&project.discovery.flows[1]).expect("whole").net,
            [("q", -100.0), ("p", 100.0)]
        );
        let names = ["p", "q", "r"].map(|id| stakeholder_label(&project, id));
        assert_eq!(names, ["People", "q", "r"]);
        let matrix = flow_matrix(&project);
        assert_eq!((&matrix.cells[0][1][..], &matrix.cells[1][0][..]), (&[0][..], &[1][..]));
        project.discovery.flows[0].splits[0].share = 95.0;
        assert!(settlement(&project.discovery.flows[0]).is_err());
    }

    #[test]
    fn the_thread_starts_at_leaves() {
        let project = project();
        let thread = trace(&pieces(&project, &[Some(Grade::Works)]));
        assert_eq!(thread.strands[0].evidence, Some(Grade::Works));
        assert_eq!(thread.strands[0].weight, Some(1.0));
        let expected =
            [Gap::Unanswered("b"), Gap::Unanswered("c"), Gap::Unknown { what: "mechanism", id: "mint" }];
        assert_eq!(thread.gaps, expected);
    }
}
