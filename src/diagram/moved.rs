//! What moved along the arrows of a diagram, in a run and over many.

use super::model::{Arrow, Graph, Part};
use crate::simulate::{Flow, MetricSummary, times};

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

/// What moved along one arrow in many runs, added run by run.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Ends of the stretches of time that its series have a point for, in steps: every
    /// step, or of a long run as many as a series over time has.
    ends: Vec<u32>,
    /// For each asset, run by run, how much in a step of each stretch.
    assets: Vec<(String, Vec<Vec<f32>>)>,
    /// How many points each run has come to.
    lengths: Vec<usize>,
}

impl Spread {
    /// Of no run yet; runs last so many steps.
    pub fn new(steps: u32) -> Spread {
        Spread { ends: times(steps), assets: Vec::new(), lengths: Vec::new() }
    }

    /// Adds the flows of a run; the arrow is one of the graph, by its index.
    pub fn add(&mut self, graph: &Graph, arrow: usize, flows: &[Flow]) {
        let mut own = Vec::new();
        for flow in flows.iter().filter(|flow| arrows(graph, flow).contains(&arrow)) {
            add(&mut own, flow);
        }
        let steps = flows.iter().map(|flow| flow.amounts.len().saturating_sub(1)).max().unwrap_or(0);
        self.lengths.push(self.ends.iter().skip(1).filter(|end| **end as usize <= steps).count());
        for Moved { asset, amounts } in &own {
            let series = self.ends.windows(2).filter_map(|ends| {
                let stretch = amounts.get(ends[0] as usize + 1..=ends[1] as usize)?;
                Some((stretch.iter().sum::<f64>() / stretch.len() as f64) as f32)
            });
            let at = self.assets.iter().position(|(known, _)| known == asset).unwrap_or(self.assets.len());
            if at == self.assets.len() {
                self.assets.push((asset.clone(), Vec::new()));
            }
            let runs = &mut self.assets[at].1;
            // In the runs before it did not move, for as long as they went on.
            runs.extend(
                self.lengths[runs.len()..self.lengths.len() - 1].iter().map(|points| vec![0.0; *points]),
            );
            runs.push(series.collect());
        }
    }

    /// Runs that were added.
    pub fn runs(&self) -> usize {
        self.lengths.len()
    }

    /// The times of its points, in steps: each stands for the steps since the one before,
    /// the first for those since the beginning.
    pub fn times(&self) -> &[u32] {
        self.ends.get(1..).unwrap_or_default()
    }

    /// How much of each asset moved in a step, over all runs; assets of which nothing ever
    /// moved are left out.
    pub fn series(&self) -> Vec<MetricSummary> {
        let moves = |runs: &Vec<Vec<f32>>| runs.iter().flatten().any(|amount| *amount != 0.0);
        let all = self.assets.iter().filter(|(_, runs)| moves(runs));
        let whole = |(asset, runs): &(String, Vec<Vec<f32>>)| {
            let still = self.lengths[runs.len()..].iter().map(|points| vec![0.0; *points]);
            let runs: Vec<Vec<f32>> = runs.iter().cloned().chain(still).collect();
            MetricSummary::of(asset, &runs, self.times().len())
        };
        all.map(whole).collect()
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

    fn along(amounts: &[f64], asset: &str) -> Vec<Flow> {
        let (from, to) = (Some("a".to_owned()), Some("b".to_owned()));
        vec![Flow { by: None, from, to, asset: asset.to_owned(), amounts: amounts.to_vec() }]
    }

    fn two_accounts() -> Graph {
        let text = r#"{"format":1,"meta":{"id":"x","title":"X"},"assets":[{"id":"t","label":"T"}],
            "accounts":[{"id":"a","label":"A"},{"id":"b","label":"B"}],"mechanisms":[{"type":"flows","id":"f",
            "flows":[{"id":"x","asset":"t","from":"a","to":"b","amount":"1"}]}]}"#;
        Graph::of(&Project::from_json(text).expect("a document"))
    }

    #[test]
    fn what_moved_over_many_runs_has_its_quantiles_step_by_step() {
        let graph = two_accounts();
        let mut spread = Spread::new(2);
        for run in 0..5 {
            spread.add(&graph, 0, &along(&[99.0, f64::from(run), 10.0], "t"));
        }
        // One that broke in its second step, and one in which something else moved.
        spread.add(&graph, 0, &along(&[0.0, 7.0], "t"));
        spread.add(&graph, 0, &along(&[0.0, 0.0, 3.0], "u"));
        let series = spread.series();
        assert_eq!((spread.runs(), spread.times()), (7, &[1, 2][..]), "before the first step is none");
        let [t, u] = &series[..] else { panic!("two assets: {series:?}") };
        // 0, 1, 2, 3, 4, 7 and 0; then 10 five times and 0.
        assert_eq!((t.id.as_str(), t.series.p50[0], t.series.mean[0]), ("t", 2.0, 17.0 / 7.0));
        assert_eq!((t.series.p50[1], t.series.mean[1]), (10.0, 50.0 / 6.0));
        assert_eq!((u.id.as_str(), u.series.mean[1], u.last.max), ("u", 0.5, 3.0));
    }

    #[test]
    fn long_runs_have_a_point_for_several_steps() {
        let mut spread = Spread::new(240);
        let week: Vec<f64> = (0..=240).map(|time| if time % 2 == 1 { 8.0 } else { 0.0 }).collect();
        spread.add(&two_accounts(), 0, &along(&week, "t"));
        assert_eq!((spread.times().len(), spread.times()[0]), (120, 2));
        assert!(spread.series()[0].series.p50.iter().all(|median| *median == 4.0), "nothing is passed over");
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
