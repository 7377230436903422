//! What drawing in the diagram means for the document: two nodes that are connected, and
//! what is taken away. All of it is edits, so it can be undone.

use super::model::{Arrow, Graph, Kind, Thing};
use crate::edit::model::catalogue::{ports, refers, rule_of};
use crate::edit::model::schema::{self, Field, What};
use crate::edit::model::{Change, ModelEdit, make, mechanism_type, mechanisms as types, path, tree};
use crate::edit::{Edit, List, Place, fresh_id};
use crate::json::Json;
use crate::project::Project;

/// The edit that lets something flow from one node to another: an action of agents, a
/// flow between owners, a field of a mechanism. Or why there is none.
pub fn connect(project: &Project, from: &Thing, to: &Thing) -> Result<Edit, String> {
    let model = tree(project);
    let name = format!("connect “{}” with “{}”", from.label, to.label);
    let edits = match (from.kind, to.kind) {
        _ if from.key == to.key => return Err("Choose two different ones.".to_owned()),
        (Kind::Stakeholder, _) | (_, Kind::Stakeholder) => planned(project, from, to)?,
        (Kind::Population, Kind::Mechanism)
            if !at(&model, &to.place).map(ports).unwrap_or_default().is_empty() =>
        {
            action(&model, from, to)
        }
        (Kind::Mechanism, Kind::Mechanism) => {
            let why = "Mechanisms do not pay each other directly: let one pay an account that the other takes from.";
            return Err(why.to_owned());
        }
        (Kind::Mechanism, _) => field(&model, from, to, Way::Pays)?,
        (_, Kind::Mechanism) => field(&model, to, from, Way::Takes)?,
        (Kind::Supply, Kind::Supply) => return Err("Choose two different ones.".to_owned()),
        _ => flow(&model, from, to)?,
    };
    Ok(Edit::Many(name, edits))
}

fn at<'t>(tree: &'t Json, place: &str) -> Option<&'t Json> {
    path::at(tree, place)
}

fn edit(path: &str, change: Change) -> Edit {
    Edit::Model(ModelEdit { path: path.to_owned(), change })
}

/// An entry with some of its fields as they are here.
fn with(entry: Json, fields: &[(&str, &str)]) -> Json {
    let Json::Object(mut all) = entry else { return entry };
    for (name, value) in fields {
        all.retain(|(known, _)| known != name);
        if !value.is_empty() {
            all.push(((*name).to_owned(), Json::Text((*value).to_owned())));
        }
    }
    Json::Object(all)
}

/// A flow between stakeholders.
fn planned(project: &Project, from: &Thing, to: &Thing) -> Result<Vec<Edit>, String> {
    let stakeholder = |thing: &Thing| {
        let own = thing.key.strip_prefix('@').map(str::to_owned);
        let all = &project.discovery.stakeholders;
        let known = all.iter().find(|one| one.model.as_deref() == Some(&thing.key)).map(|one| one.id.clone());
        own.or(known).ok_or_else(|| format!("“{}” stands for no stakeholder.", thing.label))
    };
    let (from, to) = (stakeholder(from)?, stakeholder(to)?);
    let id = fresh_id(project, List::Flows);
    Ok(vec![
        Edit::Add { list: List::Flows, id: id.clone() },
        Edit::set(Place::FlowFrom, &id, from),
        Edit::set(Place::FlowTo, &id, to),
    ])
}

/// What agents do at a mechanism, in their first strategy.
fn action(tree: &Json, from: &Thing, to: &Thing) -> Vec<Edit> {
    let strategies = format!("{}.strategies", from.place);
    let actions = format!("{strategies}.0.actions");
    let port = at(tree, &to.place).map(ports).unwrap_or_default();
    let port = port.first().map_or("", |(name, _)| name.as_str());
    let own = with(make::entry(tree, &actions, ""), &[("at", &to.key), ("do", port)]);
    if at(tree, &format!("{strategies}.0")).is_some() {
        return vec![edit(&actions, Change::Add(own))];
    }
    let Json::Object(mut strategy) = make::entry(tree, &strategies, &to.label) else { return Vec::new() };
    strategy.retain(|(name, _)| name != "actions");
    strategy.push(("actions".to_owned(), Json::List(vec![own])));
    vec![edit(&strategies, Change::Add(Json::Object(strategy)))]
}

/// A flow between owners, in the last mechanism that holds flows.
fn flow(tree: &Json, from: &Thing, to: &Thing) -> Result<Vec<Edit>, String> {
    if at(tree, "assets.0").is_none() {
        return Err("There is no asset yet that could flow: add one in the step Token.".to_owned());
    }
    let ends = [("from", from.key.as_str()), ("to", to.key.as_str())];
    let Some(Json::List(all)) = at(tree, "mechanisms") else { return Ok(first_flow(tree, &ends)) };
    let holds = |one: &Json| one.get("type").and_then(Json::text) == Some("flows");
    let Some(last) = all.iter().rposition(holds) else { return Ok(first_flow(tree, &ends)) };
    let list = format!("mechanisms.{last}.flows");
    Ok(vec![edit(&list, Change::Add(with(make::entry(tree, &list, ""), &ends)))])
}

fn first_flow(tree: &Json, ends: &[(&str, &str)]) -> Vec<Edit> {
    let mut made = make::mechanism(tree, "flows");
    if let Some(Json::List(flows)) = path::at_mut(&mut made, "flows") {
        flows.iter_mut().for_each(|flow| *flow = with(flow.clone(), ends));
    }
    vec![edit("mechanisms", Change::Add(made))]
}

/// Which way value goes at a mechanism.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Pays,
    Takes,
}

/// The field of a mechanism that names somebody on a side of it: an entry of a list, a
/// field that is empty, or else the first that fits.
fn field(tree: &Json, mechanism: &Thing, holder: &Thing, way: Way) -> Result<Vec<Edit>, String> {
    let (place, id) = (mechanism.place.as_str(), holder.key.as_str());
    let sides: &[&str] = match way {
        Way::Pays => &["to", "fee_to", "royalty_to", "keep_in", "reserves", "shares_to", "stakers"],
        Way::Takes => &["from", "reward_from", "account", "reserves"],
    };
    let fits =
        |what: What, path: &str| make::candidates(tree, what, path).iter().any(|(known, _)| known == id);
    let mut open = Vec::new();
    for known in types::ALL.find(mechanism_type(tree, place)).map_or(&[][..], |known| known.fields) {
        let at_field = format!("{place}.{}", known.name);
        match known.kind {
            schema::Kind::List(table) => {
                let side = |field: &&Field| match field.kind {
                    schema::Kind::Ref(what) => sides.contains(&field.name) && fits(what, &at_field),
                    _ => false,
                };
                if let Some(side) = table.fields.iter().find(side) {
                    let entry = with(make::entry(tree, &at_field, ""), &[(side.name, id)]);
                    return Ok(vec![edit(&at_field, Change::Add(entry))]);
                }
            }
            schema::Kind::Refs(what) if sides.contains(&known.name) && fits(what, &at_field) => {
                return Ok(vec![edit(&at_field, Change::Holds(id.to_owned(), true))]);
            }
            schema::Kind::Ref(what) if sides.contains(&known.name) && fits(what, &at_field) => {
                open.push(at_field)
            }
            schema::Kind::Rule => open.extend(told(tree, place, way, &fits)),
            _ => {}
        }
    }
    let empty = |path: &&String| at(tree, path).and_then(Json::text).is_none_or(str::is_empty);
    let chosen = open.iter().find(empty).or(open.first());
    let none = || {
        let words = if way == Way::Pays { "pays nobody of this kind" } else { "takes nothing from them" };
        format!("“{}” {words}: its fields say what it does.", mechanism.label)
    };
    chosen.map(|path| vec![edit(path, Change::Text(id.to_owned()))]).ok_or_else(none)
}

/// The fields of a rule that name somebody on a side of it.
fn told(tree: &Json, place: &str, way: Way, fits: &dyn Fn(What, &str) -> bool) -> Vec<String> {
    let Some(rule) = at(tree, place).and_then(rule_of) else { return Vec::new() };
    let side = |name: &str| {
        let moves = |line: &crate::mechanism::rule::Line| match &line.statement {
            crate::mechanism::rule::Statement::Move { from, to, .. } => {
                let end = if way == Way::Pays { to } else { from };
                end.as_deref() == Some(name)
            }
            _ => false,
        };
        rule.init.iter().chain(&rule.step).any(moves)
    };
    let fields = rule.fields.iter().filter(|field| side(&field.name));
    let paths = fields.map(|field| (format!("{place}.with.{}", field.name), refers(&field.kind)));
    paths.filter(|(path, what)| what.is_some_and(|what| fits(what, path))).map(|(path, _)| path).collect()
}

/// The edit that takes a node away; none for the supply, which is nobody's.
pub fn remove_thing(thing: &Thing) -> Option<Edit> {
    let name = format!("delete “{}”", thing.label);
    let own = match (thing.kind, thing.key.strip_prefix('@')) {
        (Kind::Supply, _) => return None,
        (_, Some(id)) => Edit::Remove { list: List::Stakeholders, id: id.to_owned() },
        _ => edit(&thing.place, Change::Remove),
    };
    Some(Edit::Many(name, vec![own]))
}

/// The edit that takes away what an arrow is made of, as far as it is entries of their
/// own or fields that may be empty. None if nothing of it can go.
pub fn remove_arrow(project: &Project, graph: &Graph, arrow: &Arrow) -> Option<Edit> {
    let model = tree(project);
    let mut edits: Vec<(String, Edit)> = Vec::new();
    for part in &arrow.parts {
        if let Some(id) = part.place.strip_prefix("discovery.flows.") {
            edits.push((part.place.clone(), Edit::Remove { list: List::Flows, id: id.to_owned() }));
        } else if part.is_entry() {
            edits.push((part.place.clone(), edit(&part.place, Change::Remove)));
        } else {
            let kind = mechanism_type(&model, &part.place);
            for name in part.fields {
                let path = format!("{}.{name}", part.place);
                let may_go = schema::find(&path, kind).is_some_and(|field| match field.kind {
                    schema::Kind::Ref(What::Account | What::Holder) => field.or == Some(""),
                    _ => false,
                });
                if may_go {
                    edits.push((path.clone(), edit(&path, Change::Text(String::new()))));
                }
            }
            let holder = &graph.things[arrow.to].key;
            if part.fields == ["stakers"] {
                let path = format!("{}.stakers", part.place);
                edits.push((path.clone(), edit(&path, Change::Holds(holder.clone(), false))));
            }
        }
    }
    // From behind, so that places before stay what they are.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(numbers(place)));
    let name = |at: usize| graph.things[at].label.as_str();
    let all = format!("delete the flow from “{}” to “{}”", name(arrow.from), name(arrow.to));
    (!edits.is_empty()).then(|| Edit::Many(all, edits.into_iter().map(|(_, edit)| edit).collect()))
}

/// The positions in a place, as numbers.
fn numbers(place: &str) -> Vec<usize> {
    place.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::settle_ids;
    use crate::simulate::validate;
    use crate::template;

    fn template() -> Project {
        let mut project = template::find("nft-marketplace").expect("it is there").project();
        settle_ids(&mut project);
        project
    }

    fn connected(project: &Project, from: &str, to: &str) -> Result<(Project, Graph), String> {
        let graph = Graph::of(project).planned(project);
        let find = |key: &str| &graph.things[graph.find(key).unwrap_or_else(|| panic!("{key} is there"))];
        let mut after = project.clone();
        connect(project, find(from), find(to))?.apply(&mut after)?;
        let graph = Graph::of(&after).planned(&after);
        Ok((after, graph))
    }

    fn arrow<'g>(graph: &'g Graph, from: &str, to: &str) -> Option<&'g Arrow> {
        let (from, to) = (graph.find(from)?, graph.find(to)?);
        graph.arrows.iter().find(|arrow| arrow.from == from && arrow.to == to)
    }

    /// What is connected can be seen as an arrow, is a model that can run, and goes away
    /// when the arrow is deleted.
    #[test]
    fn what_is_connected_is_an_arrow_that_can_be_taken_away() {
        let before = template();
        let pairs = [
            ("treasury", "stakers"),
            ("traders", "treasury"),
            ("", "treasury"),
            ("treasury", ""),
            ("creators", "staking"),
            ("allocation", "creators"),
            ("rewards", "creators"),
            ("treasury_rules", "creators"),
            ("@rival", "collectors"),
        ];
        for (from, to) in pairs {
            let (after, graph) =
                connected(&before, from, to).unwrap_or_else(|why| panic!("{from} {to}: {why}"));
            let drawn = arrow(&graph, from, to).unwrap_or_else(|| panic!("{from} {to} is drawn"));
            let wrong: Vec<_> = validate(&after)
                .into_iter()
                .filter(|one| one.severity == crate::diag::Severity::Error)
                .collect();
            // Creators own nothing yet that they could stake.
            assert!(from == "creators" || wrong.is_empty(), "{from} {to}: {wrong:?}");
            let edit = remove_arrow(&after, &graph, drawn).unwrap_or_else(|| panic!("{from} {to} can go"));
            let mut gone = after.clone();
            edit.apply(&mut gone).unwrap_or_else(|why| panic!("{from} {to}: {why}"));
            let left = Graph::of(&gone).planned(&gone);
            let there_before = arrow(&Graph::of(&before), from, to).is_some();
            assert!(there_before || arrow(&left, from, to).is_none(), "{from} {to} is gone");
        }
    }

    #[test]
    fn what_cannot_be_connected_says_why() {
        let project = template();
        for (from, to) in [("market", "pool"), ("market", "market"), ("burn", "market")] {
            let graph = Graph::of(&project);
            let Some(from) = graph.find(from) else { continue };
            let to = graph.find(to).expect("it is there");
            let why = connect(&project, &graph.things[from], &graph.things[to]).expect_err("it cannot");
            assert!(why.ends_with('.'), "{why}");
        }
        let empty = Project::new("x", "X");
        let thing = |key: &str| Thing {
            key: key.to_owned(),
            label: key.to_owned(),
            caption: String::new(),
            kind: Kind::Account,
            place: "accounts.0".to_owned(),
        };
        assert!(connect(&empty, &thing("a"), &thing("b")).is_err_and(|why| why.contains("asset")));
    }

    #[test]
    fn nodes_are_taken_away_from_where_they_are() {
        let mut project = template();
        let graph = Graph::of(&project).planned(&project);
        let find = |key: &str| &graph.things[graph.find(key).expect("it is there")];
        for key in ["@rival", "market", "traders", "treasury"] {
            remove_thing(find(key)).expect("it can go").apply(&mut project).expect("it goes");
        }
        assert!(remove_thing(find("")).is_none(), "the supply is nobody's");
        let left = Graph::of(&project);
        assert!(["market", "traders", "treasury"].iter().all(|key| left.find(key).is_none()));
        assert!(project.discovery.stakeholders.iter().all(|one| one.id != "rival"));
    }
}
