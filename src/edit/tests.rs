//! Any edits in any order can all be taken back and made again.

use super::nodes::Spot;
use super::*;
use crate::discovery::mece;
use crate::discovery::outline;
use proptest::prelude::*;
use proptest::strategy::Strategy;
use std::sync::Arc;

/// A document with a model and nothing before it.
fn bare() -> Project {
    Project { discovery: Discovery::default(), ..template() }
}

fn template() -> Project {
    Project::from_json(include_str!("../template/gallery/nft-marketplace.json")).unwrap()
}

/// Makes an edit as a form does: on a copy, which is dropped if it is refused.
fn make(history: &mut History, project: &mut Arc<Project>, edit: &Edit) -> Result<(), String> {
    let mut after = (**project).clone();
    edit.apply(&mut after)?;
    if after != **project {
        history.record(project, edit.name(project), edit.burst(project));
        *project = Arc::new(after);
    }
    Ok(())
}

fn done(edits: &[Edit]) -> Project {
    let mut project = bare();
    edits.iter().for_each(|edit| edit.apply(&mut project).unwrap());
    project
}

fn add(id: &str, beside: Option<&str>, below: bool) -> Edit {
    Edit::Tree(NodeEdit::Add { beside: beside.map(str::to_owned), below, id: id.to_owned() })
}

fn drawn(project: &Project) -> String {
    let nodes = &project.discovery.tree;
    nodes.iter().map(|node| format!("{}{} ", ".".repeat(node.depth as usize), node.id)).collect()
}

fn tree(edit: fn(String) -> NodeEdit, id: &str) -> Edit {
    Edit::Tree(edit(id.to_owned()))
}

#[test]
fn an_outliner_moves_nodes_with_all_that_is_below_them() {
    let mut edits = vec![
        add("a", None, false),
        add("b", Some("a"), true),
        add("c", Some("b"), false),
        add("d", Some("c"), false),
        add("e", Some("c"), true),
    ];
    assert_eq!(drawn(&done(&edits)), "a .b .c ..e .d ");
    edits.push(tree(NodeEdit::Indent, "c"));
    assert_eq!(drawn(&done(&edits)), "a .b ..c ...e .d ");
    edits.push(tree(NodeEdit::Up, "d"));
    assert_eq!(drawn(&done(&edits)), "a .d .b ..c ...e ");
    edits.push(tree(NodeEdit::Outdent, "e"));
    assert_eq!(drawn(&done(&edits)), "a .d .b ..c ..e ");
    edits.push(tree(NodeEdit::Outdent, "c"));
    assert_eq!(drawn(&done(&edits)), "a .d .b ..e .c ", "what stays with the parent stays in front");
    edits.push(tree(NodeEdit::Remove, "b"));
    assert_eq!(drawn(&done(&edits)), "a .d .c ");
    let refused = tree(NodeEdit::Outdent, "d").apply(&mut done(&edits));
    assert!(refused.is_err(), "there is one root");
}

#[test]
fn a_node_goes_anywhere_but_below_itself_or_beside_the_root() {
    let edits = [
        add("a", None, false),
        add("b", Some("a"), true),
        add("c", Some("b"), true),
        add("d", Some("b"), false),
        add("e", Some("d"), true),
    ];
    assert_eq!(drawn(&done(&edits)), "a .b ..c .d ..e ");
    let moved = |id: &str, target: &str, spot| {
        let mut project = done(&edits);
        let edit = NodeEdit::Move { id: id.to_owned(), target: target.to_owned(), spot };
        Edit::Tree(edit).apply(&mut project).is_ok().then(|| drawn(&project))
    };
    assert_eq!(moved("b", "d", Spot::After).as_deref(), Some("a .d ..e .b ..c "));
    assert_eq!(moved("b", "e", Spot::Inside).as_deref(), Some("a .d ..e ...b ....c "));
    assert_eq!(moved("d", "c", Spot::Before).as_deref(), Some("a .b ..d ...e ..c "));
    assert_eq!(moved("e", "a", Spot::Inside).as_deref(), Some("a .b ..c .d .e "));
    assert_eq!(moved("b", "c", Spot::Inside), None);
    assert_eq!(moved("b", "a", Spot::Before), None);
    assert_eq!(moved("d", "b", Spot::After), None, "it is there");
}

#[test]
fn a_burst_is_one_step_with_a_name() {
    let (mut history, mut project) = (History::default(), Arc::new(bare()));
    let before = project.clone();
    let id = fresh_id(&project, List::Stakeholders);
    make(&mut history, &mut project, &Edit::Add { list: List::Stakeholders, id: id.clone() }).unwrap();
    for label in ["T", "Tr", "Traders"] {
        make(&mut history, &mut project, &Edit::set(Place::StakeholderLabel, &id, label)).unwrap();
    }
    history.finish();
    make(&mut history, &mut project, &Edit::set(Place::StakeholderGoal, &id, "Profit")).unwrap();
    assert_eq!(history.undoes(), Some("change goal of “Traders”"));
    project = history.undo(&project).unwrap();
    assert_eq!(history.undoes(), Some("change name"));
    project = history.undo(&project).unwrap();
    assert_eq!(project.discovery.stakeholders[0].label, "");
    project = history.undo(&project).unwrap();
    assert_eq!(project, before);
    assert_eq!(history.undo(&project), None);
    assert_eq!(history.redoes(), Some("add a stakeholder"));
}

#[test]
fn what_is_no_number_is_refused_and_said() {
    let project = done(&[add("a", None, false)]);
    let refused =
        |text: &str| Edit::set(Place::NodeShare, "a", text).apply(&mut project.clone()).unwrap_err();
    assert_eq!(refused("much"), "“much” is not a number");
    assert_eq!(refused("120"), "A share of 120 %: it must be between 0 and 100");
    let share = |text: &str| {
        let mut project = project.clone();
        Edit::set(Place::NodeShare, "a", text).apply(&mut project).unwrap();
        project.discovery.tree[0].share
    };
    assert_eq!((share("12,5 %"), share(" ")), (Some(12.5), None));
}

#[test]
fn mends_are_edits_and_trees_survive_their_way_through_the_checks() {
    let outline = "- Why?\n  - Buyers (60 %)\n  - Sellers (30 %)\n";
    let mut project = done(&[Edit::Tree(NodeEdit::Replace(outline::read(outline).unwrap()))]);
    let there = nodes::tree(&project.discovery.tree);
    assert_eq!(nodes::nodes(there.clone()), project.discovery.tree);
    let finding = mece::check(&there).into_iter().find(|found| found.kind == mece::Kind::NoResidual);
    Edit::Tree(NodeEdit::Mend(finding.unwrap().mend)).apply(&mut project).unwrap();
    assert_eq!(
        outline::write(&nodes::tree(&project.discovery.tree)),
        format!("{outline}  - Other… (10 %)\n")
    );
}

#[test]
fn ids_and_depths_are_settled() {
    let mut project = template();
    let node = |id: &str, depth| ProblemNode { id: id.into(), depth, ..ProblemNode::default() };
    project.discovery.tree = vec![node("n2", 0), node("", 3), node("n2", 2), node("x", 4)];
    settle_ids(&mut project);
    assert_eq!(drawn(&project), "n2 .n3 .n4 ..x ");
}

#[test]
fn a_field_is_found_by_its_path() {
    for place in Place::ALL {
        let Some(path) = place::path(*place, "one") else { continue };
        let (found, id) = place::at(&path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!((found, place::path(found, &id)), (*place, Some(path)));
    }
    assert_eq!(place::path(Place::FlowAmount, "f").as_deref(), Some("discovery.flows.f.amount"));
    assert_eq!(place::path(Place::BucketShare, "a.b"), None);
    assert_eq!(place::at("discovery.flows.f.splits[0].to"), None);
    assert_eq!(place::at("meta.title"), Some((Place::Title, String::new())));
}

#[test]
fn every_place_reads_what_was_written() {
    let mut project = template();
    for (list, id) in
        [(List::Stakeholders, "s1"), (List::Flows, "f1"), (List::Rows, "r1"), (List::Goals, "4")]
    {
        Edit::Add { list, id: id.to_owned() }.apply(&mut project).unwrap();
    }
    add("n1", None, false).apply(&mut project).unwrap();
    for place in Place::ALL {
        let ids = ["n1", "s1", "f1", "r1", "4", "allocation.team"];
        let id = ids.into_iter().find(|id| {
            [" ", "7", "mean", "defi", "high", "catch_up", "linear"]
                .into_iter()
                .any(|text| place::set(&mut project.clone(), *place, id, text).is_ok())
        });
        let id = id.unwrap_or_else(|| panic!("{place:?} is nowhere"));
        let text = place::get(&project, *place, id);
        let again = place::set(&mut project, *place, id, &text);
        assert!(again.is_ok() && place::get(&project, *place, id) == text, "{place:?}: {again:?}");
    }
}

/// A change somewhere in the model, by the tables of the forms.
fn some_change() -> impl Strategy<Value = Edit> {
    use model::{Change, make, tree};
    let list = || {
        prop::sample::select(vec!["parameters", "assets", "accounts", "populations", "mechanisms", "metrics"])
    };
    let field = prop::sample::select(vec!["id", "label", "formula", "initial.0.amount", "fee", "default"]);
    let edit = |path: String, change| Edit::Model(ModelEdit { path, change });
    prop_oneof![
        (list(), 0_usize..4, field, "[a-z0-9 ]{0,4}").prop_map(move |(list, at, field, text)| edit(
            format!("{list}.{at}.{field}"),
            Change::Text(text)
        )),
        list().prop_map(move |list| {
            let tree = tree(&template());
            let new = if list == "mechanisms" {
                make::mechanism(&tree, "emission")
            } else {
                make::entry(&tree, list, "")
            };
            edit(list.to_owned(), Change::Add(new))
        }),
        (list(), 0_usize..4).prop_map(move |(list, at)| edit(format!("{list}.{at}"), Change::Remove)),
        (list(), 0_usize..4, any::<bool>())
            .prop_map(move |(list, at, down)| edit(format!("{list}.{at}"), Change::Shift(down))),
    ]
}

fn some_edit() -> impl Strategy<Value = Edit> {
    let id = || prop_oneof!["n[1-6]", "[sfr][1-3]", "[0-3]"];
    let list = || prop::sample::select(vec![List::Stakeholders, List::Flows, List::Rows, List::Goals]);
    let node = || {
        prop::sample::select(vec![
            NodeEdit::Remove,
            NodeEdit::Indent,
            NodeEdit::Outdent,
            NodeEdit::Up,
            NodeEdit::Down,
        ] as Vec<fn(String) -> NodeEdit>)
    };
    prop_oneof![
        (prop::sample::select(Place::ALL), id(), "[a-z0-9 ]{0,4}").prop_map(|(place, id, value)| Edit::Set {
            place,
            id,
            value
        }),
        (node(), "n[1-6]").prop_map(|(edit, id)| Edit::Tree(edit(id))),
        (prop::option::of("n[1-6]"), any::<bool>(), "n[1-6]")
            .prop_map(|(beside, below, id)| Edit::Tree(NodeEdit::Add { beside, below, id })),
        ("n[1-6]", "n[1-6]", prop::sample::select(vec![Spot::Before, Spot::Inside, Spot::After]))
            .prop_map(|(id, target, spot)| Edit::Tree(NodeEdit::Move { id, target, spot })),
        (list(), id()).prop_map(|(list, id)| Edit::Add { list, id }),
        (list(), id()).prop_map(|(list, id)| Edit::Remove { list, id }),
        (list(), id(), any::<bool>()).prop_map(|(list, id, down)| Edit::Shift { list, id, down }),
        some_change(),
        prop::collection::vec(0.1_f64..9.0, 0..5).prop_map(Edit::Weights),
        prop::collection::vec(0.1_f64..9.0, 0..7).prop_map(Edit::Judgements),
        (0.0_f64..1.0).prop_map(|share| Edit::Design { parameters: vec![share], seed: 3, runs: 5, steps: 7 }),
    ]
}

proptest! {
    #[test]
    fn undo_to_the_beginning_and_redo_to_the_end_gives_the_same_document(
        edits in prop::collection::vec((some_edit(), any::<bool>()), 1..60),
    ) {
        let (mut history, mut project) = (History::default(), Arc::new(template()));
        let beginning = project.clone();
        for (edit, rests) in &edits {
            let _refused = make(&mut history, &mut project, edit);
            if *rests {
                history.finish();
            }
        }
        let end = project.clone();
        let mut steps = 0;
        while let Some(before) = history.undo(&project) {
            project = before;
            steps += 1;
        }
        prop_assert_eq!(&project, &beginning);
        for _ in 0..steps {
            project = history.redo(&project).unwrap();
        }
        prop_assert_eq!(project, end);
        prop_assert_eq!(history.redoes(), None);
    }
}
