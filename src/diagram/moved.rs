//! What moved along the arrows of a diagram in a run.

use super::model::{Arrow, Graph, Part};
use crate::simulate::Flow;

/// What moved of one asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The asset.
    pub asset: String,
    /// How much at each time; see [`Flow::amounts`].
    pub amounts: Vec<f64>,
}

/// What moved along each arrow, asset by asset.
///
/// A movement runs along the arrow between its two ends, if that is one of the
/// mechanism that made it; else from giver to mechanism and from mechanism to receiver.
/// What agents get back for what they do counts with what they do: one arrow stands for
/// both. Movements without an arrow are left out.
pub fn moved(graph: &Graph, flows: &[Flow]) -> Vec<Vec<Moved>> {
    let mut moved: Vec<Vec<Moved>> = vec![Vec::new(); graph.arrows.len()];
    for flow in flows {
        for arrow in arrows(graph, flow) {
            add(&mut moved[arrow], flow);
        }
    }
    moved
}

/// The arrows along which a flow runs.
fn arrows(graph: &Graph, flow: &Flow) -> Vec<usize> {
    // A vault belongs to the mechanism before the point.
    let end = |side: &Option<String>| {
        let name = side.as_deref().unwrap_or("");
        graph.find(name.split('.').next().unwrap_or(name))
    };
    let (from, to) = (end(&flow.from), end(&flow.to));
    let by = flow.by.map(|at| format!("mechanisms.{at}"));
    let by_node = by.as_ref().and_then(|by| graph.things.iter().position(|thing| thing.place == *by));
    let between = |from: Option<usize>, to: Option<usize>| {
        let same = |arrow: &Arrow| Some(arrow.from) == from && Some(arrow.to) == to;
        let found = graph.arrows.iter().position(|arrow| !arrow.planned && same(arrow));
        found.filter(|_| from != to)
    };
    let own = |arrow: &usize| {
        let arrow = &graph.arrows[*arrow];
        let of = |part: &Part| {
            by.as_ref().is_some_and(|by| part.place == *by || part.place.starts_with(&format!("{by}.")))
        };
        arrow.parts.iter().any(of) || Some(arrow.from) == by_node || Some(arrow.to) == by_node
    };
    if let Some(direct) = between(from, to).filter(own) {
        return vec![direct];
    }
    if by_node.is_none() {
        return between(from, to).into_iter().collect();
    }
    let giving = between(from, by_node).or_else(|| between(by_node, from));
    let taking = between(by_node, to).or_else(|| between(to, by_node));
    giving.into_iter().chain(taking).collect()
}

fn add(all: &mut Vec<Moved>, flow: &Flow) {
    match all.iter_mut().find(|known| known.asset == flow.asset) {
        Some(known) => {
            let longest = known.amounts.len().max(flow.amounts.len());
            known.amounts.resize(longest, 0.0);
            known.amounts.iter_mut().zip(&flow.amounts).for_each(|(sum, amount)| *sum += amount);
        }
        None => all.push(Moved { asset: flow.asset.clone(), amounts: flow.amounts.clone() }),
    }
}

/// How wide arrows are drawn: 0 to 1 each, for what moved at a time, or over the whole
/// run where there is none. Amounts of different assets cannot be compared, so each
/// asset has a scale of its own, from nothing to its largest amount on any arrow at any
/// such time; of an arrow's assets the widest counts. The square root keeps small ones
/// visible.
pub fn widths(moved: &[Vec<Moved>], time: Option<usize>) -> Vec<f64> {
    let amount = |one: &Moved| match time {
        Some(time) => one.amounts.get(time).copied().unwrap_or(0.0),
        // What was there before the first step is no movement.
        None => one.amounts.iter().skip(1).sum(),
    };
    let largest = |asset: &str| {
        let all = moved.iter().flatten().filter(|one| one.asset == asset);
        let most = |one: &Moved| match time {
            Some(_) => one.amounts.iter().skip(1).copied().fold(0.0, f64::max),
            None => amount(one),
        };
        all.map(most).fold(0.0, f64::max)
    };
    let width = |one: &Moved| {
        let most = largest(&one.asset);
        if most > 0.0 { (amount(one) / most).clamp(0.0, 1.0).sqrt() } else { 0.0 }
    };
    moved.iter().map(|all| all.iter().map(width).fold(0.0, f64::max)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;
    use crate::simulate::{Watched, compile};
    use crate::template;

    fn run(project: &Project) -> Vec<Flow> {
        let spec = compile(project).expect("it runs").default_spec();
        Watched::new(project).expect("it runs").run(&spec, 0).expect("a run of the set")
    }

    /// Every movement of a mechanism has its arrows, at both of its ends: else the
    /// diagram would not show what the model does.
    #[test]
    fn whatever_mechanisms_of_templates_move_is_in_the_diagram() {
        for template in template::all() {
            let project = template.project();
            let graph = Graph::of(&project);
            let moves = |flow: &&Flow| flow.by.is_some() && flow.amounts.iter().any(|amount| *amount > 0.0);
            for flow in run(&project).iter().filter(moves) {
                assert!(!arrows(&graph, flow).is_empty(), "{}: {flow:?}", template.id);
            }
        }
    }

    #[test]
    fn what_the_market_measures_moves_along_its_arrows() {
        let project = template::find("nft-marketplace").expect("it is there").project();
        let graph = Graph::of(&project);
        let flows = run(&project);
        let moved = moved(&graph, &flows);
        let (market, stakers) = (graph.find("market"), graph.find("fees"));
        let arrow = graph
            .arrows
            .iter()
            .position(|arrow| Some(arrow.from) == market && Some(arrow.to) == stakers)
            .expect("the market collects fees");
        let paid: f64 = moved[arrow].iter().flat_map(|one| &one.amounts).sum();
        let by = project.mechanisms.iter().position(|one| one.id() == "market");
        let own = flows.iter().filter(|flow| flow.by == by && flow.to.as_deref() == Some("fees"));
        let fees: f64 = own.flat_map(|flow| &flow.amounts).sum();
        assert!(paid == fees && fees > 0.0, "{paid} {fees}");
    }

    #[test]
    fn the_largest_amount_of_an_asset_is_the_widest() {
        let one =
            |asset: &str, amounts: &[f64]| vec![Moved { asset: asset.into(), amounts: amounts.to_vec() }];
        let moved =
            [one("a", &[900.0, 1.0, 4.0]), one("a", &[0.0, 16.0, 4.0]), one("b", &[0.0, 1e-6]), Vec::new()];
        assert_eq!(widths(&moved, Some(1)), [0.25, 1.0, 1.0, 0.0]);
        assert_eq!(widths(&moved, Some(2)), [0.5, 0.5, 0.0, 0.0]);
        assert_eq!(widths(&moved, None), [0.5, 1.0, 1.0, 0.0]);
        assert_eq!(widths(&moved, Some(0))[0], 1.0, "never wider than the widest");
    }
}
