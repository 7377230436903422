//! The form of discovery and plan: that names lead somewhere, that shares are
//! shares, that the tree is one.
//!
//! The model runs without any of it, so all that is found is a warning, except
//! what makes the document ambiguous: two things of one id. Whether the tree is
//! MECE or the worksheet complete is no question of form; see
//! [`crate::discovery`].

use super::{MAX_ENTRIES, is_id};
use crate::diag::{Diagnostic, Severity, nearest};
use crate::discovery::document::leaves;
use crate::discovery::plan::STEPS;
use crate::lower::context::{Context, Want};
use crate::project::{Id, Project, ValueFlow};

/// Shares may exceed 100 % by this much, in percentage points: rounding, no more.
const TOLERANCE: f64 = 1e-6;

/// So many names are listed where none is near to what was written.
const LISTED: usize = 12;

/// All that can be named, by kind.
struct Names<'a> {
    stakeholders: Vec<&'a str>,
    mechanisms: Vec<&'a str>,
    parameters: Vec<&'a str>,
    metrics: Vec<&'a str>,
    assets: Vec<&'a str>,
    owners: Vec<&'a str>,
    strategies: Vec<String>,
    nodes: Vec<&'a str>,
    leaves: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(project: &'a Project) -> Self {
        let discovery = &project.discovery;
        let populations = || project.populations.iter();
        let strategies = populations()
            .flat_map(|p| p.strategies.iter().map(move |strategy| format!("{}.{}", p.id, strategy.id)));
        let with_leaves = discovery.tree.iter().zip(leaves(project));
        Names {
            stakeholders: discovery.stakeholders.iter().map(|x| x.id.as_str()).collect(),
            mechanisms: project.mechanisms.iter().map(|x| x.id()).collect(),
            parameters: project.parameters.iter().map(|x| x.id.as_str()).collect(),
            metrics: project.metrics.iter().map(|x| x.id.as_str()).collect(),
            assets: project.assets.iter().map(|x| x.id.as_str()).collect(),
            owners: populations()
                .map(|x| x.id.as_str())
                .chain(project.accounts.iter().map(|x| x.id.as_str()))
                .collect(),
            strategies: strategies.collect(),
            nodes: discovery.tree.iter().map(|x| x.id.as_str()).collect(),
            leaves: with_leaves.filter(|(_, leaf)| *leaf).map(|(node, _)| node.id.as_str()).collect(),
        }
    }
}

/// All problems of form in discovery and plan.
pub fn discovery(project: &Project, found: &mut Vec<Diagnostic>) {
    let names = Names::of(project);
    ids("stakeholders", &names.stakeholders, found);
    ids("tree", &names.nodes, found);
    ids("flows", &project.discovery.flows.iter().map(|x| x.id.as_str()).collect::<Vec<_>>(), found);
    ids("canvas", &project.discovery.canvas.iter().map(|x| x.id.as_str()).collect::<Vec<_>>(), found);
    tree(project, &names, found);
    stakeholders(project, &names, found);
    flows(project, &names, found);
    canvas(project, &names, found);
    plan(project, found);
}

fn ids(list: &str, ids: &[&str], found: &mut Vec<Diagnostic>) {
    if ids.len() > MAX_ENTRIES {
        let message = format!("{} entries; at most {MAX_ENTRIES} are allowed", ids.len());
        found.push(Diagnostic::error(format!("discovery.{list}"), message));
        return;
    }
    for (position, id) in ids.iter().enumerate() {
        let place = format!("discovery.{list}[{position}].id");
        if ids[..position].contains(id) {
            found.push(Diagnostic::error(place, format!("the id `{id}` stands twice in this list")));
        } else if !is_id(id) {
            let message = format!("`{id}` is not an id: a letter, then letters, digits and `_`");
            found.push(Diagnostic::warning(place, message));
        }
    }
}

/// Says that a name leads nowhere, and which one may have been meant.
fn unknown(place: String, kind: &str, id: &str, known: &[&str]) -> Diagnostic {
    let problem = Diagnostic::warning(place, format!("there is no {kind} `{id}`"));
    let same = known.iter().copied().find(|other| other.eq_ignore_ascii_case(id));
    // A strategy without its population, for one.
    let part = || known.iter().copied().find(|other| other.split('.').any(|part| part == id));
    match same.or_else(|| nearest(id, known.iter().copied())).or_else(part) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None if known.is_empty() || known.len() > LISTED => problem,
        None => problem.hint(format!("there are: {}", known.join(", "))),
    }
}

fn named(place: String, kind: &str, id: &str, known: &[&str], found: &mut Vec<Diagnostic>) {
    if !known.contains(&id) {
        found.push(unknown(place, kind, id, known));
    }
}

fn percent(place: String, share: f64, found: &mut Vec<Diagnostic>) {
    if !(0.0..=100.0).contains(&share) {
        let message = format!("a share is 0 to 100 %, not {share}");
        found.push(Diagnostic::warning(place, message));
    }
}

fn tree(project: &Project, names: &Names, found: &mut Vec<Diagnostic>) {
    let mut above: Option<u32> = None;
    for node in &project.discovery.tree {
        let place = |field: &str| format!("discovery.tree.{}.{field}", node.id);
        let problem = match above {
            None if node.depth > 0 => Some(format!("the first statement has depth 0, not {}", node.depth)),
            Some(_) if node.depth == 0 => {
                Some("this is a second statement of depth 0; a tree has one problem at the top".to_owned())
            }
            Some(above) if node.depth > above + 1 => Some(format!(
                "depth {} below a statement of depth {above}; at most {} is expected",
                node.depth,
                above + 1
            )),
            _ => None,
        };
        found.extend(problem.map(|message| {
            Diagnostic::warning(place("depth"), message)
                .hint("a part is one deeper than what it is a part of")
        }));
        above = Some(node.depth);
        if let Some(share) = node.share {
            percent(place("share"), share, found);
        }
        for id in &node.addressed_by {
            named(place("addressed_by"), "mechanism", id, &names.mechanisms, found);
        }
    }
}

fn stakeholders(project: &Project, names: &Names, found: &mut Vec<Diagnostic>) {
    for stakeholder in &project.discovery.stakeholders {
        let place = |field: &str| format!("discovery.stakeholders.{}.{field}", stakeholder.id);
        if let Some(id) = &stakeholder.model {
            named(place("model"), "population or account", id, &names.owners, found);
        }
        if let Some(users) = stakeholder.users.filter(|users| !(users.is_finite() && *users >= 0.0)) {
            let message = format!("the number of people is 0 or more, not {users}");
            found.push(Diagnostic::warning(place("users"), message));
        }
    }
}

fn flows(project: &Project, names: &Names, found: &mut Vec<Diagnostic>) {
    for flow in &project.discovery.flows {
        let place = |field: &str| format!("discovery.flows.{}.{field}", flow.id);
        named(place("from"), "stakeholder", &flow.from, &names.stakeholders, found);
        named(place("to"), "stakeholder", &flow.to, &names.stakeholders, found);
        // Other things than assets flow, too: what is near to one is meant to be one.
        let asset = flow.asset.as_str();
        if asset.trim().is_empty() {
            found.push(
                Diagnostic::warning(place("asset"), "it does not say what flows")
                    .hint("name an asset, or what is given without a price, such as attention"),
            );
        } else if !names.assets.contains(&asset) {
            let problem = unknown(place("asset"), "asset", asset, &names.assets);
            let near = problem.hint.as_ref().is_some_and(|hint| hint.starts_with("did you mean"));
            found.extend(near.then_some(problem));
        }
        for (position, split) in flow.splits.iter().enumerate() {
            let to = place(&format!("splits[{position}].to"));
            named(to, "stakeholder", &split.to, &names.stakeholders, found);
            percent(place(&format!("splits[{position}].share")), split.share, found);
        }
        let sum: f64 = flow.splits.iter().map(|split| split.share).sum();
        if sum > 100.0 + TOLERANCE {
            let message = format!("the parts add up to {} %; at most 100 % can be split", tidy(sum));
            let hint = format!("take away {} %: what is left is what the receiver keeps", tidy(sum - 100.0));
            found.push(Diagnostic::warning(place("splits"), message).hint(hint));
        }
        if let Some(id) = &flow.mechanism {
            named(place("mechanism"), "mechanism", id, &names.mechanisms, found);
        }
    }
}

/// At most six decimals: without the dust of binary.
fn tidy(percent: f64) -> f64 {
    (percent * 1e6).round() / 1e6
}

fn canvas(project: &Project, names: &Names, found: &mut Vec<Diagnostic>) {
    let strategies: Vec<&str> = names.strategies.iter().map(String::as_str).collect();
    for row in &project.discovery.canvas {
        let place = |field: &str| format!("discovery.canvas.{}.{field}", row.id);
        if !row.stakeholder.is_empty() {
            named(place("stakeholder"), "stakeholder", &row.stakeholder, &names.stakeholders, found);
        }
        let mut refer = |field: &str, kind: &str, id: &Option<Id>, known: &[&str]| {
            if let Some(id) = id {
                named(place(field), kind, id, known, found);
            }
        };
        refer("desired_strategy", "strategy", &row.desired_strategy, &strategies);
        refer("undesired_strategy", "strategy", &row.undesired_strategy, &strategies);
        refer("mechanism", "mechanism", &row.mechanism, &names.mechanisms);
        refer("parameter", "parameter", &row.parameter, &names.parameters);
        refer("metric", "metric", &row.metric, &names.metrics);
        if let Some(id) = row.leaf.as_deref().filter(|id| !names.leaves.contains(id)) {
            found.push(if names.nodes.contains(&id) {
                let message = format!("`{id}` is split into parts; a row answers a leaf of the tree");
                Diagnostic::warning(place("leaf"), message).hint("name one of its parts")
            } else {
                unknown(place("leaf"), "leaf", id, &names.leaves)
            });
        }
    }
}

fn plan(project: &Project, found: &mut Vec<Diagnostic>) {
    let steps = STEPS.map(|step| step.id);
    for (position, duration) in project.plan.durations.iter().enumerate() {
        let place = |field: &str| format!("plan.durations[{position}].{field}");
        named(place("step"), "step", &duration.step, &steps, found);
        if !(duration.weeks.is_finite() && duration.weeks >= 0.0) {
            let message = format!("a duration is 0 weeks or more, not {}", duration.weeks);
            found.push(Diagnostic::warning(place("weeks"), message));
        }
    }
}

/// Amounts of value flows: formulas of the model that nothing computes.
pub fn amounts(cx: &mut Context) {
    let project = cx.project;
    for flow in project.discovery.flows.iter().filter(|flow| !flow.amount.text().trim().is_empty()) {
        let want = agents(project, flow).map_or_else(Want::run, Want::agents);
        let before = cx.diagnostics.len();
        cx.checked(&format!("discovery.flows.{}.amount", flow.id), &flow.amount, &want);
        for problem in &mut cx.diagnostics[before..] {
            problem.severity = Severity::Warning;
        }
    }
}

/// The population whose agents an amount may be counted by: that of the giver,
/// else that of the receiver.
fn agents(project: &Project, flow: &ValueFlow) -> Option<usize> {
    let population = |id: &str| {
        let stakeholder = project.discovery.stakeholders.iter().find(|x| x.id == id)?;
        project.populations.iter().position(|p| Some(&p.id) == stakeholder.model.as_ref())
    };
    population(&flow.from).or_else(|| population(&flow.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{compile, validate};

    /// The model that all samples share, with this discovery and plan.
    fn project(rest: &str) -> Project {
        let model = r#""assets":[{"id":"TOK","label":"Token","issuers":["mint"]}],
            "parameters":[{"id":"rate","label":"Rate","default":1,"min":0,"max":2,"step":1}],
            "populations":[{"id":"people","label":"People","size":2,"strategies":[
              {"id":"hold","label":"Hold","kind":"desired"}]}],
            "mechanisms":[{"type":"emission","id":"mint","asset":"TOK","to":"people",
              "schedule":{"kind":"constant","rate":"rate"}}],
            "metrics":[{"id":"held","label":"Held","formula":"sum(people.TOK)"}]"#;
        let text = format!(r#"{{"format":1,"meta":{{"id":"x","title":"X"}},{model},{rest}}}"#);
        Project::from_json(&text).unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    /// What is said of it, each as `path: message; hint`.
    fn said(rest: &str) -> Vec<String> {
        let project = project(rest);
        let problems = validate(&project);
        assert!(problems.iter().all(|problem| problem.severity == Severity::Warning), "{problems:#?}");
        assert!(compile(&project).is_ok(), "the model runs all the same");
        problems.iter().map(|problem| problem.to_string().replace("warning: ", "")).collect()
    }

    #[test]
    fn a_sound_discovery_has_no_problems() {
        let rest = r#""discovery":{
            "tree":[{"id":"a","text":"All"},{"id":"b","text":"Part","depth":1,"share":40,"addressed_by":["mint"]},
                    {"id":"c","text":"Deep","depth":2},{"id":"d","text":"Rest","depth":1}],
            "stakeholders":[{"id":"p","label":"People","users":3,"model":"people"},{"id":"q","label":"World"}],
            "flows":[{"id":"f","from":"q","to":"p","asset":"TOK","amount":"rate * people.TOK","mechanism":"mint",
                      "splits":[{"to":"q","share":33.4},{"to":"p","share":66.6}]},
                     {"id":"g","from":"p","to":"q","asset":"attention"}],
            "canvas":[{"id":"r","stakeholder":"p","desired_strategy":"people.hold","mechanism":"mint",
                       "parameter":"rate","metric":"held","leaf":"c"}, {"id":"s","stakeholder":""}]},
          "plan":{"durations":[{"step":"token","weeks":2}]}"#;
        assert_eq!(said(rest), Vec::<String>::new());
    }

    #[test]
    fn names_that_lead_nowhere_are_warnings_with_a_hint() {
        let rest = r#""discovery":{
            "tree":[{"id":"a","text":"All","addressed_by":["mnit"]},{"id":"b","text":"B","depth":1}],
            "stakeholders":[{"id":"p","label":"P","model":"poeple"}],
            "flows":[{"id":"f","from":"p","to":"world","asset":"tok","amount":"rat * 2","mechanism":"burn",
                      "splits":[{"to":"pp","share":5}]}],
            "canvas":[{"id":"r","stakeholder":"q","desired_strategy":"hold","undesired_strategy":"people.hodl",
                       "mechanism":"mints","parameter":"ratte","metric":"hold","leaf":"a"},
                      {"id":"s","stakeholder":"p","leaf":"c"}]},
          "plan":{"durations":[{"step":"tokens","weeks":-1}]}"#;
        let expected = [
            "discovery.tree.a.addressed_by: there is no mechanism `mnit`; did you mean `mint`?",
            "discovery.stakeholders.p.model: there is no population or account `poeple`; did you mean `people`?",
            "discovery.flows.f.to: there is no stakeholder `world`; there are: p",
            "discovery.flows.f.asset: there is no asset `tok`; did you mean `TOK`?",
            "discovery.flows.f.splits[0].to: there is no stakeholder `pp`; did you mean `p`?",
            "discovery.flows.f.mechanism: there is no mechanism `burn`; there are: mint",
            "discovery.canvas.r.stakeholder: there is no stakeholder `q`; did you mean `p`?",
            "discovery.canvas.r.desired_strategy: there is no strategy `hold`; did you mean `people.hold`?",
            "discovery.canvas.r.undesired_strategy: there is no strategy `people.hodl`; did you mean `people.hold`?",
            "discovery.canvas.r.mechanism: there is no mechanism `mints`; did you mean `mint`?",
            "discovery.canvas.r.parameter: there is no parameter `ratte`; did you mean `rate`?",
            "discovery.canvas.r.metric: there is no metric `hold`; did you mean `held`?",
            "discovery.canvas.r.leaf: `a` is split into parts; a row answers a leaf of the tree; name one of its parts",
            "discovery.canvas.s.leaf: there is no leaf `c`; did you mean `b`?",
            "plan.durations[0].step: there is no step `tokens`; did you mean `token`?",
            "plan.durations[0].weeks: a duration is 0 weeks or more, not -1",
        ];
        let mut said = said(rest);
        let amount = said.pop().expect("the amount comes last");
        assert_eq!(said, expected);
        assert!(amount.starts_with("discovery.flows.f.amount: ") && amount.contains("`rate`"), "{amount}");
    }

    #[test]
    fn shares_and_depths_are_checked() {
        let rest = r#""discovery":{
            "tree":[{"id":"a","text":"A","depth":1},{"id":"b","text":"B","depth":3,"share":-5},
                    {"id":"c","text":"C","depth":0,"share":101}],
            "stakeholders":[{"id":"p","label":"P","users":-1}],
            "flows":[{"id":"f","from":"p","to":"p","asset":" ",
                      "splits":[{"to":"p","share":60},{"to":"p","share":60.5},{"to":"p","share":-1}]}]}"#;
        let mut paths: Vec<String> =
            said(rest).iter().map(|said| said.split(": ").next().unwrap_or_default().to_owned()).collect();
        paths.retain(|path| path.starts_with("discovery"));
        let expected = [
            "discovery.tree.a.depth",
            "discovery.tree.b.depth",
            "discovery.tree.b.share",
            "discovery.tree.c.depth",
            "discovery.tree.c.share",
            "discovery.stakeholders.p.users",
            "discovery.flows.f.asset",
            "discovery.flows.f.splits[2].share",
            "discovery.flows.f.splits",
        ];
        assert_eq!(paths, expected);
        assert!(said(rest).iter().any(|said| said.contains("add up to 119.5 %") && said.contains("19.5 %:")));
    }

    #[test]
    fn two_of_one_id_are_said() {
        for (list, entry) in [
            ("tree", r#""text":"","depth":1"#),
            ("stakeholders", r#""label":"""#),
            ("flows", r#""from":"","to":"","asset":"x""#),
            ("canvas", r#""stakeholder":"""#),
        ] {
            let rest = format!(r#""discovery":{{"{list}":[{{"id":"a",{entry}}},{{"id":"a",{entry}}}]}}"#);
            let problems = validate(&project(&rest));
            assert_eq!(problems[0].path, format!("discovery.{list}[1].id"));
            assert_eq!(problems[0].message, "the id `a` stands twice in this list");
        }
        let odd = validate(&project(r#""discovery":{"stakeholders":[{"id":"a b","label":"A"}]}"#));
        assert_eq!((odd.len(), odd[0].severity), (1, Severity::Warning), "{odd:?}");
    }
}
