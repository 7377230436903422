//! How long the work takes and who is needed for it: an estimate before there is
//! anything to measure.
//!
//! The two ends (two weeks, five months), that effort grows with category and
//! security requirement, and the seven skills are those of the article that the
//! product follows; everything in between is interpolated here and is to be read
//! as such.

use crate::num::math::pow;
pub use crate::project::{Category, Knowledge, Proficiency, Security, Skill};

/// Weeks of the smallest project: a dApp where little is at stake.
pub const SHORTEST_WEEKS: f64 = 2.0;

/// Weeks in a month, of the mean Gregorian year: 365.25/84.
pub const WEEKS_PER_MONTH: f64 = 365.25 / 84.0;

/// Months of the largest project: a base layer that banks rely on.
pub const LONGEST_MONTHS: f64 = 5.0;

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// How demanding it is, 0 to 1.
    pub score: f64,
    /// Duration in weeks.
    pub weeks: f64,
    /// The same in months.
    pub months: f64,
    /// Weeks of discovery, design and deployment.
    pub phase_weeks: [f64; 3],
}

/// Shares of discovery, design and deployment in the duration.
const PHASES: [f64; 3] = [0.25, 0.30, 0.45];

/// How long a project takes.
///
/// **Formula.** weeks = 2·(L/2)^s, L = 5 months in weeks, s = ½·category +
/// ½·security; category 0 (dApp), 0.35 (DeFi), 0.6 (layer 2), 1 (layer 1);
/// security 0 (low), 0.35 (medium), 0.7 (high), 1 (institutional).
/// **Guarantees.** 2 weeks to 5 months, growing with both.
/// **Source.** End points and direction: the article; the interpolation and the
/// shares of the phases are proposals of this product.
pub fn effort(category: Category, security: Security) -> Effort {
    let category = match category {
        Category::Dapp => 0.0,
        Category::Defi => 0.35,
        Category::Layer2 => 0.6,
        Category::Layer1 => 1.0,
    };
    let security = match security {
        Security::Low => 0.0,
        Security::Medium => 0.35,
        Security::High => 0.7,
        Security::Institutional => 1.0,
    };
    let score = 0.5 * category + 0.5 * security;
    let longest = LONGEST_MONTHS * WEEKS_PER_MONTH;
    let weeks = SHORTEST_WEEKS * pow(longest / SHORTEST_WEEKS, score);
    Effort { score, weeks, months: weeks / WEEKS_PER_MONTH, phase_weeks: PHASES.map(|share| weeks * share) }
}

/// A part of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// What the problem is.
    Discovery,
    /// What the token does.
    Design,
    /// Whether it works.
    Deployment,
}

/// A step of the process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// How the document calls it.
    pub id: &'static str,
    /// How people call it.
    pub label: &'static str,
    /// The phase that it is part of.
    pub phase: Phase,
    /// Its share of the phase, a ratio; those of a phase sum to 1.
    pub share: f64,
}

/// The steps, one after the other; their shares are proposals.
pub const STEPS: [Step; 10] = [
    step("problem", "Structure the problem", Phase::Discovery, 0.35),
    step("stakeholders", "Map stakeholders and value flows", Phase::Discovery, 0.35),
    step("incentives", "Fill in the incentive canvas", Phase::Discovery, 0.3),
    step("token", "Design the token", Phase::Design, 0.25),
    step("mechanisms", "Choose the mechanisms", Phase::Design, 0.35),
    step("model", "Build the model", Phase::Design, 0.25),
    step("objective", "Agree on the objective", Phase::Design, 0.15),
    step("simulate", "Simulate with learning agents", Phase::Deployment, 0.3),
    step("optimise", "Stress and optimise", Phase::Deployment, 0.3),
    step("testnet", "Test with users and tune", Phase::Deployment, 0.4),
];

const fn step(id: &'static str, label: &'static str, phase: Phase, share: f64) -> Step {
    Step { id, label, phase, share }
}

/// A bar of a Gantt chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The step.
    pub step: &'static Step,
    /// When it starts, in weeks from the beginning.
    pub start_weeks: f64,
    /// How long it takes, in weeks.
    pub weeks: f64,
    /// Whether the duration is the consultant's and not the estimate's.
    pub adjusted: bool,
}

/// The steps as bars, each starting when the one before it ends. `adjusted` are
/// durations in weeks by the id of the step, which replace the estimate; later
/// steps move. Durations that are negative or no numbers are passed over.
pub fn schedule(effort: &Effort, adjusted: &[(&str, f64)]) -> Vec<Bar> {
    let mut start_weeks = 0.0;
    let bar = |step: &'static Step| {
        let own =
            adjusted.iter().rev().find(|(id, weeks)| *id == step.id && weeks.is_finite() && *weeks >= 0.0);
        let weeks = own.map_or(effort.phase_weeks[step.phase as usize] * step.share, |(_, weeks)| *weeks);
        let bar = Bar { step, start_weeks, weeks, adjusted: own.is_some() };
        start_weeks += weeks;
        bar
    };
    STEPS.iter().map(bar).collect()
}

impl Skill {
    /// How people call it.
    pub fn label(self) -> &'static str {
        match self {
            Skill::SystemsEngineering => "Systems engineering",
            Skill::MachineLearning => "Machine learning",
            Skill::MarketResearch => "Market research",
            Skill::CapitalMarkets => "Capital markets",
            Skill::Web3Trends => "Web3 trends",
            Skill::BlockchainEngineering => "Blockchain engineering",
            Skill::Statistics => "Statistics",
        }
    }
}

/// How well a team covers an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Somebody can be responsible for it; where the security requirement is high
    /// or institutional, there is a second person to check the work.
    Covered,
    /// Somebody knows it, but not well enough, or stands alone.
    Thin,
    /// Nobody knows it.
    Missing,
}

/// How well the team covers each area, in the order of [`Skill::ALL`]. The rule is
/// a proposal of this product; see [`Cover`].
pub fn coverage(team: &[Knowledge], security: Security) -> Vec<Cover> {
    let cover = |skill: &Skill| {
        let mut people: Vec<&str> = Vec::new();
        let mut expert = false;
        for known in team.iter().filter(|known| known.skill == *skill) {
            expert |= known.level == Proficiency::Expert;
            if !people.contains(&known.person.as_str()) {
                people.push(&known.person);
            }
        }
        let needed = if security >= Security::High { 2 } else { 1 };
        match people.len() {
            0 => Cover::Missing,
            n if expert && n >= needed => Cover::Covered,
            _ => Cover::Thin,
        }
    };
    Skill::ALL.iter().map(cover).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATEGORIES: [Category; 4] = [Category::Dapp, Category::Defi, Category::Layer2, Category::Layer1];
    const LEVELS: [Security; 4] = [Security::Low, Security::Medium, Security::High, Security::Institutional];

    #[test]
    fn effort_runs_from_two_weeks_to_five_months() {
        assert_eq!(effort(Category::Dapp, Security::Low).weeks, 2.0);
        assert!((effort(Category::Layer1, Security::Institutional).months - 5.0).abs() < 1e-12);
        for (i, category) in CATEGORIES.iter().enumerate() {
            for (j, security) in LEVELS.iter().enumerate() {
                let weeks = effort(*category, *security).weeks;
                assert!(i == 0 || weeks > effort(CATEGORIES[i - 1], *security).weeks);
                assert!(j == 0 || weeks > effort(*category, LEVELS[j - 1]).weeks);
            }
        }
    }

    #[test]
    fn bars_follow_one_another_and_fill_the_duration() {
        let effort = effort(Category::Defi, Security::High);
        let bars = schedule(&effort, &[]);
        assert!(bars.windows(2).all(|pair| pair[0].start_weeks + pair[0].weeks == pair[1].start_weeks));
        assert!((bars.iter().map(|bar| bar.weeks).sum::<f64>() - effort.weeks).abs() < 1e-12);
        let design = bars.iter().filter(|bar| bar.step.phase == Phase::Design);
        assert!((design.map(|bar| bar.weeks).sum::<f64>() - effort.phase_weeks[1]).abs() < 1e-12);
    }

    #[test]
    fn a_longer_step_moves_the_later_ones() {
        let effort = effort(Category::Dapp, Security::Low);
        let (plain, longer) = (schedule(&effort, &[]), schedule(&effort, &[("token", 9.0), ("model", -1.0)]));
        assert_eq!((longer[3].weeks, longer[3].adjusted), (9.0, true));
        assert_eq!(longer[3].start_weeks, plain[3].start_weeks);
        assert!((longer[9].start_weeks - plain[9].start_weeks - (9.0 - plain[3].weeks)).abs() < 1e-12);
        assert!(!longer[5].adjusted);
    }

    #[test]
    fn skills_need_an_expert_and_sometimes_two_people() {
        let known = |person: &str, skill, level| Knowledge { person: person.into(), skill, level };
        let team = [
            known("Ana", Skill::Statistics, Proficiency::Expert),
            known("Ana", Skill::Statistics, Proficiency::Basic),
            known("Ben", Skill::CapitalMarkets, Proficiency::Basic),
            known("Ana", Skill::MachineLearning, Proficiency::Basic),
            known("Ben", Skill::MachineLearning, Proficiency::Expert),
        ];
        use Cover::{Covered, Missing, Thin};
        let low = [Missing, Covered, Missing, Thin, Missing, Missing, Covered];
        assert_eq!(coverage(&team, Security::Low), low);
        let bank = [Missing, Covered, Missing, Thin, Missing, Missing, Thin];
        assert_eq!(coverage(&team, Security::Institutional), bank);
    }
}
