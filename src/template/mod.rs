//! The gallery: models that come with the program.

use serde::{Deserialize, Serialize};

/// A model of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its id, which links use.
    pub id: &'static str,
    /// Its document, as JSON.
    pub document: &'static str,
    /// Its [`Preview`], as JSON.
    pub preview: &'static str,
}

/// What a template comes to at its defaults, small enough to ship with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The metrics that are shown first.
    pub metrics: Vec<PreviewMetric>,
    /// Hash of the whole summary.
    pub hash: String,
}

/// The fan of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewMetric {
    /// Id of the metric.
    pub id: String,
    /// How people call it.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Steps at which the series have their points.
    pub times: Vec<f64>,
    /// 5 % quantile.
    pub p5: Vec<f64>,
    /// 25 % quantile.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 % quantile.
    pub p75: Vec<f64>,
    /// 95 % quantile.
    pub p95: Vec<f64>,
}

/// All templates, in the order of the gallery.
pub fn all() -> &'static [Template] {
    &[]
}
