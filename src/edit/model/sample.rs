//! What agents are like, before anything has happened: attributes, drawn by the
//! engine itself.

use crate::project::*;
use crate::simulate::beginning;

/// Bars of a histogram.
const BARS: usize = 24;

/// Agents that are drawn at most.
const AGENTS: u32 = 2000;

/// How an attribute is distributed among the agents of a population.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The least value.
    pub least: f64,
    /// Half of the agents have less.
    pub middle: f64,
    /// The largest value.
    pub most: f64,
    /// Where the last bar ends; values beyond it are not drawn.
    pub end: f64,
    /// Agents in each bar; none: all have the same.
    pub bars: Vec<f64>,
}

/// The distribution of an attribute; none if its formula cannot be evaluated yet, or
/// asks for more of the model than parameters and other attributes.
pub fn histogram(project: &Project, population: usize, attribute: usize) -> Option<Histogram> {
    let of = project.populations.get(population)?;
    let name = format!("{}.{}", of.id, of.attributes.get(attribute)?.id);
    let bare = |known: &Population| Population {
        size: known.size.min(AGENTS),
        initial: Vec::new(),
        strategies: Vec::new(),
        learning: None,
        reward: None,
        turnover: None,
        ..known.clone()
    };
    let mut drawn = Project {
        parameters: project.parameters.clone(),
        assets: project
            .assets
            .iter()
            .map(|asset| Asset { issuers: Vec::new(), max_supply: None, ..asset.clone() })
            .collect(),
        populations: project.populations.iter().map(bare).collect(),
        exogenous: project.exogenous.clone(),
        series: project.series.clone(),
        arrivals: project.arrivals.clone(),
        run: RunSettings { runs: 1, steps: 1, ..project.run.clone() },
        ..Project::new("histogram", "Histogram")
    };
    let mut measure = |formulas: Vec<String>| {
        let metric = |(at, formula): (usize, String)| Metric {
            id: format!("bar_{at}_of_histogram"),
            label: String::new(),
            unit: String::new(),
            formula: Formula::new(formula),
            about: String::new(),
        };
        drawn.metrics = formulas.into_iter().enumerate().map(metric).collect();
        beginning(&drawn).ok()
    };
    let ends = measure(["min", "median", "max"].map(|what| format!("{what}({name})")).to_vec())?;
    let [least, middle, most] = <[f64; 3]>::try_from(ends).ok()?;
    if !(least.is_finite() && most.is_finite()) {
        return None;
    }
    if least == most {
        return Some(Histogram { least, middle, most, end: most, bars: Vec::new() });
    }
    // A long tail would leave one bar for all others.
    let end = if least >= 0.0 && most > middle * 6.0 && middle > 0.0 { middle * 6.0 } else { most };
    let edge = |at: usize| least + (end - least) * at as f64 / BARS as f64;
    let below = measure((1..BARS).map(|at| format!("count({name} < {})", edge(at))).collect())?;
    let all = measure(vec![format!("count({name} <= {end})")])?.first().copied()?;
    let mut before = 0.0;
    let bars = below.into_iter().chain([all]).map(|count| count - std::mem::replace(&mut before, count));
    Some(Histogram { least, middle, most, end, bars: bars.collect() })
}
