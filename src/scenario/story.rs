//! Stories that happen to many economies, as shocks.

use crate::project::{AccountKind, Effect, Formula, Project, Shock, ShockShape, Story};

/// The shock of a story on a target: what can be written in the document instead
/// to give it another size or another time. None for an exploit whose target is
/// no balance, or in a document without an external account.
pub fn shock(story: Story, id: &str, target: &str, project: &Project) -> Option<Shock> {
    let run = &project.run;
    let days = |days: f64| Formula::new(format!("{}", days * run.step.unit.per_year() / 365.0));
    let ramp = |length: f64| ShockShape::Ramp { duration: days(length) };
    let fade = |half_life: f64| ShockShape::Decay { half_life: days(half_life) };
    let (shape, size) = match story {
        Story::Bull => (ramp(90.0), "uniform(0.5, 2)"),
        Story::Bear => (ramp(180.0), "uniform(-0.7, -0.3)"),
        Story::Crash => (fade(30.0), "uniform(-0.8, -0.4)"),
        Story::WhaleExit => (fade(7.0), "uniform(-0.4, -0.15)"),
        Story::DemandCollapse => (ShockShape::Step {}, "uniform(-0.9, -0.5)"),
        Story::Competitor => (ramp(180.0), "uniform(-0.6, -0.2)"),
        Story::Exploit => (ShockShape::Pulse { duration: Formula::new("0") }, "uniform(0.2, 1)"),
        Story::BotSwarm => (ShockShape::Pulse { duration: days(30.0) }, "uniform(2, 10)"),
        Story::Regulation => (ShockShape::Step {}, "uniform(-0.5, -0.1)"),
    };
    let effect = match story {
        Story::Exploit => {
            let (from, asset) = target.split_once('.')?;
            let to = project.accounts.iter().find(|account| account.kind == AccountKind::External)?;
            Effect::Transfer { asset: asset.to_owned(), from: from.to_owned(), to: to.id.clone() }
        }
        _ => Effect::Multiply { target: target.to_owned() },
    };
    let horizon = f64::from(run.steps) * run.step.length;
    Some(Shock {
        id: id.to_owned(),
        label: String::new(),
        effect,
        shape,
        size: Formula::new(size),
        time: Some(Formula::new(format!("uniform(0, {horizon})"))),
        hazard: None,
    })
}
