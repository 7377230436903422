//! What is measured, what is wanted, and what the page shows first.

use super::{Formula, Id};
use crate::{choice, record, tagged};

record! {
    /// A number measured at the end of every step (and before the first).
    pub struct Metric {
        /// How the objective and formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// Unit; empty: not declared. A `%` metric is a ratio shown as percentage.
        pub unit: String = String::new(),
        /// What it is: one number per run, so populations must be reduced
        /// (`sum(traders.LOOKS)`).
        pub formula: Formula,
        /// Why it matters, in one sentence.
        pub about: String = String::new(),
    }
}

record! {
    /// What a good outcome is: the weighted mean of the utilities of its goals.
    #[derive(Default)]
    pub struct Objective {
        /// The goals, most important first.
        pub goals: Vec<Goal>,
        /// How many times more important each goal is than each later one, 1/9 to 9:
        /// by goal, then by later goal. Empty: they were not compared. The weights are
        /// what counts; this is how they were found.
        pub judgements: Vec<f64> = Vec::new(),
    }
}

record! {
    /// One goal: a metric, reduced over time in each run, then over runs by a
    /// statistic, then valued by a utility curve.
    pub struct Goal {
        /// The metric.
        pub metric: Id,
        /// How people call the goal; empty: the metric's label.
        pub label: String = String::new(),
        /// Which number of a run counts.
        pub over: OverTime = Default::default(),
        /// Which statistic over the runs counts.
        pub statistic: Statistic = Default::default(),
        /// Value that has utility 0.
        pub worst: f64,
        /// Value that has utility 1; may be smaller than `worst`.
        pub best: f64,
        /// Shape of the utility between the two.
        pub curve: Curve = Default::default(),
        /// The value, on the way from worst to best, that a design has to reach: one
        /// that does not is not acceptable, whatever its score. None: no limit.
        pub limit: Option<f64> = None,
        /// Weight, > 0; only the ratios of the weights matter.
        pub weight: f64,
    }
}

choice! {
    /// Which number of a run counts.
    #[derive(Default)]
    pub enum OverTime {
        /// The value after the last step.
        #[default]
        "final" => Final,
        /// The mean over all steps.
        "mean" => Mean,
        /// The smallest value of all steps.
        "min" => Min,
        /// The largest value of all steps.
        "max" => Max,
        /// The largest fall from a peak, as a share of the peak.
        "drawdown" => Drawdown,
    }
}

choice! {
    /// A statistic over runs.
    #[derive(Default)]
    pub enum Statistic {
        /// Arithmetic mean.
        "mean" => Mean,
        /// 5 % quantile.
        "p5" => P5,
        /// 25 % quantile.
        "p25" => P25,
        /// 50 % quantile.
        #[default]
        "median" => Median,
        /// 75 % quantile.
        "p75" => P75,
        /// 95 % quantile.
        "p95" => P95,
    }
}

tagged! {
    /// Utility of z = (x − worst)/(best − worst), clamped to 0…1.
    pub enum Curve by "kind" {
        /// z.
        "linear" => Linear {},
        /// (1 − e^(−az))/(1 − e^(−a)): a > 0 values the first improvements most,
        /// a < 0 the last.
        "exponential" => Exponential {
            /// a ≠ 0.
            a: f64,
        },
        /// z^p.
        "power" => Power {
            /// p > 0.
            p: f64,
        },
        /// Logistic around `mid` with steepness `k`, rescaled to 0…1.
        "logistic" => Logistic {
            /// Steepness, > 0.
            k: f64,
            /// z of the steepest point, 0 to 1.
            mid: f64,
        },
        /// exp(−((z − target)/width)²/2): best at a target, worse on both sides.
        "gaussian" => Gaussian {
            /// z of the target, 0 to 1.
            target: f64,
            /// Width, > 0.
            width: f64,
        },
    }
}

record! {
    /// What the page shows first.
    #[derive(Default)]
    pub struct View {
        /// Metrics drawn as fan charts, three to six. Empty: the first six.
        pub charts: Vec<Id> = Vec::new(),
        /// Metrics shown as key figures. Empty: the charts' metrics.
        pub figures: Vec<Id> = Vec::new(),
        /// Parameters shown first; the others stand below. Empty: all.
        pub sliders: Vec<Id> = Vec::new(),
        /// Nodes of the diagram that somebody has put somewhere: `id x y` each, in px.
        /// All others are laid out.
        pub diagram: Vec<String> = Vec::new(),
    }
}

impl View {
    /// What of these metrics is drawn as fan charts.
    pub(super) fn charts_of(&self, metrics: &[Metric]) -> Vec<Id> {
        if self.charts.is_empty() {
            return metrics.iter().take(6).map(|metric| metric.id.clone()).collect();
        }
        self.charts.clone()
    }

    /// What of these metrics is shown as key figures.
    pub(super) fn figures_of(&self, metrics: &[Metric]) -> Vec<Id> {
        if self.figures.is_empty() { self.charts_of(metrics) } else { self.figures.clone() }
    }
}

impl Default for Curve {
    fn default() -> Self {
        Curve::Linear {}
    }
}
