//! The world outside: processes that move by a rule of their own, series that are
//! replayed, arrivals, shocks and the scenarios that they belong to.
//!
//! Before the first step: series, processes, arrivals; then the scenarios of the
//! run are drawn, and sizes and times of its shocks. In a step: shocks, series,
//! processes, arrivals, each in the order of the document.

mod arrivals;
pub mod bass;
pub mod gbm;
pub mod hawkes;
pub mod merton;
pub mod ou;
pub mod series;
mod shock;
pub mod story;

use crate::diag::Diagnostic;
use crate::formula::UnitType;
use crate::lower::{Binding, Context, Want};
use crate::num::rng::site;
use crate::program::{Binary, Role, Shape, Slot};
use crate::project::Scenario;

/// What comes from outside, while it is compiled; processes by formulas are
/// written by whoever compiles the document.
pub struct World {
    series: Vec<series::Replay>,
    arrivals: Vec<arrivals::Stream>,
    scenarios: Vec<Slot>,
    shocks: Vec<shock::Strike>,
}

impl World {
    /// Makes names known.
    pub fn declare(cx: &mut Context) -> Self {
        let project = cx.project;
        let series = (0..project.series.len()).map(|index| series::declare(index, cx)).collect();
        let arrivals = (0..project.arrivals.len()).map(|index| arrivals::declare(index, cx)).collect();
        let (mut scenarios, mut shocks) = (Vec::new(), Vec::new());
        for spec in &project.shocks {
            shocks.push(shock::declare(spec.clone(), format!("shocks.{}", spec.id), None, cx));
        }
        for spec in &project.scenarios {
            let place = format!("scenarios.{}", spec.id);
            let slot = cx.b.slot(spec.id.clone(), Shape::Run, Role::State);
            cx.name(&place, spec.id.clone(), Shape::Run, UnitType::ratio(), Binding::Slot(slot));
            scenarios.push(slot);
            for own in &spec.shocks {
                let path = format!("{place}.shocks.{}", own.id);
                shocks.push(shock::declare(own.clone(), path, Some(slot), cx));
            }
            tell(spec, slot, &mut shocks, cx);
        }
        World { series, arrivals, scenarios, shocks }
    }

    /// Shocks take hold of their targets, all of which are known by now.
    pub fn attach(&self, cx: &mut Context) {
        self.shocks.iter().for_each(|shock| shock.attach(cx));
    }

    /// Series before the first step.
    pub fn init_series(&self, cx: &mut Context) {
        self.series.iter().for_each(|series| series.init(cx));
    }

    /// What may depend on processes before the first step.
    pub fn init(&self, cx: &mut Context) {
        self.arrivals.iter().for_each(|arrivals| arrivals.init(cx));
        draw(&self.scenarios, cx);
        self.shocks.iter().for_each(|shock| shock.init(cx));
    }

    /// A step of all that comes before the processes.
    pub fn shocks_and_series(&self, cx: &mut Context) {
        self.shocks.iter().for_each(|shock| shock.step(cx));
        self.series.iter().for_each(|series| series.step(cx));
    }

    /// A step of what comes after them.
    pub fn arrivals(&self, cx: &mut Context) {
        self.arrivals.iter().for_each(|arrivals| arrivals.step(cx));
    }
}

/// The shocks of a scenario's story.
fn tell(spec: &Scenario, slot: Slot, shocks: &mut Vec<shock::Strike>, cx: &mut Context) {
    let place = format!("scenarios.{}.targets", spec.id);
    let Some(story) = spec.story else {
        if !spec.targets.is_empty() {
            let problem = Diagnostic::error(&place, "these targets have no story that happens to them");
            cx.report(problem.hint("add \"story\", such as \"crash\", or shocks of its own"));
        }
        return;
    };
    if spec.targets.is_empty() {
        cx.report(Diagnostic::error(&place, "it is not said to what the story happens"));
    }
    for (i, target) in spec.targets.iter().enumerate() {
        let id = format!("{}_{}", spec.id, target.replace('.', "_"));
        let path = format!("{place}[{i}]");
        match story::shock(story, &id, target, cx.project) {
            // The shock of a story stands in no document: its target does.
            Some(shock) => {
                let mut strike = shock::declare(shock, path.clone(), Some(slot), cx);
                strike.target = path;
                shocks.push(strike);
            }
            None => {
                let message = "an exploit takes from a balance (`account.asset`) to an external account";
                let hint = "name a balance, and see that the document has an account of kind external";
                cx.report(Diagnostic::error(path, message).hint(hint));
            }
        }
    }
}

/// Which scenarios happen in a run. Scenarios of one group share a draw.
fn draw(slots: &[Slot], cx: &mut Context) {
    let project = cx.project;
    let mut sums: Vec<(&str, crate::program::Val)> = Vec::new();
    for (spec, slot) in project.scenarios.iter().zip(slots) {
        let place = format!("scenarios.{}.probability", spec.id);
        let chance = cx.formula(&place, &spec.probability, Want::run().ratio());
        cx.known(&place, chance, [0.0, 1.0]);
        let chance = cx.b.positive(chance);
        let grouped = !spec.group.is_empty();
        let address = if grouped { format!("scenarios#{}", spec.group) } else { place.clone() };
        let draw = cx.b.draw(site(&address), Shape::Run);
        let before =
            sums.iter().rev().find(|(group, _)| grouped && *group == spec.group).map(|(_, sum)| *sum);
        let from = before.unwrap_or_else(|| cx.b.constant(0.0));
        let until = cx.b.add(from, chance);
        let sum = cx.b.as_const(until).filter(|sum| before.is_some() && *sum > 1.0 + 1e-9);
        if let Some(sum) = sum {
            let message = format!("probabilities of a group must add up to at most 1, not {sum}");
            cx.report(Diagnostic::error(place, message));
        }
        sums.push((&spec.group, until));
        let (above, below) = (cx.b.binary(Binary::Ge, draw, from), cx.b.binary(Binary::Lt, draw, until));
        let happens = cx.b.binary(Binary::And, above, below);
        cx.b.write(*slot, happens);
    }
}
