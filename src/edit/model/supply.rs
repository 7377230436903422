//! The supply that schedules give: allocations and emissions alone, run by the engine
//! without anybody who acts.

use crate::project::*;
use crate::simulate::{RunSpec, compile};

/// An asset's supply over time: what exists and is not locked.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// The asset.
    pub label: String,
    /// Values at equal distances, the first before the first step.
    pub values: Vec<f64>,
    /// Time of the last one.
    pub end: f64,
}

/// The supply of every asset that an allocation or an emission mints; none if their
/// formulas ask for more than numbers and sliders.
pub fn supply(project: &Project) -> Vec<Supply> {
    let scheduled = |known: &&Mechanism| matches!(known, Mechanism::Allocation(_) | Mechanism::Emission(_));
    let mechanisms: Vec<Mechanism> = project.mechanisms.iter().filter(scheduled).cloned().collect();
    let minted = |id: &Id| {
        mechanisms.iter().any(|known| match known {
            Mechanism::Allocation(one) => one.asset == *id,
            Mechanism::Emission(one) => one.asset == *id,
            _ => false,
        })
    };
    let of: Vec<&Asset> = project.assets.iter().filter(|asset| minted(&asset.id)).collect();
    if of.is_empty() {
        return Vec::new();
    }
    let bare = |known: &Population| Population {
        size: 1,
        attributes: Vec::new(),
        initial: Vec::new(),
        strategies: Vec::new(),
        learning: None,
        reward: None,
        turnover: None,
        ..known.clone()
    };
    let locked = |asset: &Asset| {
        let all = mechanisms.iter().filter_map(|known| match known {
            Mechanism::Allocation(one) if one.asset == asset.id => Some(format!(" - {}.locked", one.id)),
            _ => None,
        });
        format!("{}.supply{}", asset.id, all.collect::<String>())
    };
    let issued = |asset: &Asset| {
        let known = |id: &Id| mechanisms.iter().any(|mechanism| mechanism.id() == id);
        let issuers = asset.issuers.iter().filter(|id| known(id)).cloned().collect();
        Asset { issuers, ..asset.clone() }
    };
    let metric = |(at, asset): (usize, &&Asset)| Metric {
        id: format!("supply_{at}_over_time"),
        label: String::new(),
        unit: String::new(),
        formula: Formula::new(locked(asset)),
        about: String::new(),
    };
    let mut drawn = Project {
        variables: project.variables.clone(),
        parameters: project.parameters.clone(),
        assets: project.assets.iter().map(issued).collect(),
        accounts: project.accounts.clone(),
        exogenous: project.exogenous.clone(),
        series: project.series.clone(),
        arrivals: project.arrivals.clone(),
        populations: project.populations.iter().map(bare).collect(),
        mechanisms: mechanisms.clone(),
        metrics: of.iter().enumerate().map(metric).collect(),
        run: project.run.clone(),
        ..Project::new("supply", "Supply")
    };
    // Named formulas may speak of what is left out: those that do are left out as well.
    let mut compiled = compile(&drawn);
    while let Err(problems) = &compiled {
        let broken =
            |id: &Id| problems.iter().any(|problem| problem.path.starts_with(&format!("variables.{id}.")));
        let before = drawn.variables.len();
        drawn.variables.retain(|variable| !broken(&variable.id));
        if drawn.variables.len() == before {
            return Vec::new();
        }
        compiled = compile(&drawn);
    }
    let Ok(model) = compiled else { return Vec::new() };
    let spec = RunSpec { runs: 1, ..model.default_spec() };
    let Ok(summary) = model.simulate(&spec, 0..1).and_then(|chunk| model.summarise(&spec, &chunk)) else {
        return Vec::new();
    };
    let end = f64::from(project.run.steps) * project.run.step.length;
    let found = of.iter().zip(&summary.metrics).map(|(asset, metric)| Supply {
        label: if asset.label.is_empty() { asset.id.clone() } else { asset.label.clone() },
        values: metric.series.mean.clone(),
        end,
    });
    found.filter(|supply| supply.values.iter().all(|value| value.is_finite())).collect()
}
