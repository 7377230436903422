//! What is measured, what is wanted, and what the page shows first.

use super::{Formula, Id};
use serde::{Deserialize, Serialize};

/// A number measured at the end of every step (and before the first).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// How the objective and formulas call it.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// Unit; empty: not declared. A `%` metric is a ratio shown as percentage.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What it is: one number per run, so populations must be reduced
    /// (`sum(traders.LOOKS)`).
    pub formula: Formula,
    /// Why it matters, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// What a good outcome is: the weighted mean of the utilities of its goals.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// The goals, most important first.
    pub goals: Vec<Goal>,
}

impl Objective {
    pub(crate) fn is_empty(&self) -> bool {
        self.goals.is_empty()
    }
}

/// One goal: a metric, reduced over time in each run, then over runs by a
/// statistic, then valued by a utility curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The metric.
    pub metric: Id,
    /// How people call the goal; empty: the metric's label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Which number of a run counts.
    #[serde(default)]
    pub over: OverTime,
    /// Which statistic over the runs counts.
    #[serde(default)]
    pub statistic: Statistic,
    /// Value that has utility 0.
    pub worst: f64,
    /// Value that has utility 1; may be smaller than `worst`.
    pub best: f64,
    /// Shape of the utility between the two.
    #[serde(default)]
    pub curve: Curve,
    /// Weight, > 0; only the ratios of the weights matter.
    pub weight: f64,
}

/// Which number of a run counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverTime {
    /// The value after the last step.
    #[default]
    Final,
    /// The mean over all steps.
    Mean,
    /// The smallest value of all steps.
    Min,
    /// The largest value of all steps.
    Max,
    /// The largest fall from a peak, as a share of the peak.
    Drawdown,
}

/// A statistic over runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Arithmetic mean.
    Mean,
    /// 5 % quantile.
    P5,
    /// 25 % quantile.
    P25,
    /// 50 % quantile.
    #[default]
    Median,
    /// 75 % quantile.
    P75,
    /// 95 % quantile.
    P95,
}

/// Utility of z = (x − worst)/(best − worst), clamped to 0…1.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Curve {
    /// z.
    #[default]
    Linear,
    /// (1 − e^(−az))/(1 − e^(−a)): a > 0 values the first improvements most,
    /// a < 0 the last.
    Exponential {
        /// a ≠ 0.
        a: f64,
    },
    /// z^p.
    Power {
        /// p > 0.
        p: f64,
    },
    /// Logistic around `mid` with steepness `k`, rescaled to 0…1.
    Logistic {
        /// Steepness, > 0.
        k: f64,
        /// z of the steepest point, 0 to 1.
        mid: f64,
    },
    /// exp(−((z − target)/width)²/2): best at a target, worse on both sides.
    Gaussian {
        /// z of the target, 0 to 1.
        target: f64,
        /// Width, > 0.
        width: f64,
    },
}

/// What the page shows first.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct View {
    /// Metrics drawn as fan charts, three to six. Empty: the first six.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<Id>,
    /// Metrics shown as key figures. Empty: the charts' metrics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Id>,
    /// Parameters shown first; the others stand below. Empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sliders: Vec<Id>,
}

impl View {
    pub(crate) fn is_empty(&self) -> bool {
        self == &View::default()
    }
}
