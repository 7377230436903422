//! What a study varies, and what it asks for: sliders as factors, a number of the
//! summary as the result.

use super::points;
use crate::diag::nearest;
use crate::project::Project;
use crate::simulate::{RunSpec, Summary};

/// A parameter that a study moves through its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its position among the parameters.
    pub position: usize,
    /// Its id.
    pub id: String,
    /// Its unit.
    pub unit: String,
    /// The least it can be.
    pub low: f64,
    /// The most it can be.
    pub high: f64,
}

impl Factor {
    /// Its value at a coordinate from 0 to 1.
    pub fn at(&self, coordinate: f64) -> f64 {
        self.low + coordinate * (self.high - self.low)
    }
}

/// The factors of a document: those that are named, or its sliders. The error says
/// which name leads nowhere.
pub fn factors(project: &Project, named: &[&str]) -> Result<Vec<Factor>, String> {
    let all = || project.parameters.iter().map(|parameter| parameter.id.as_str());
    let shown = &project.view.sliders;
    let ids: Vec<&str> = match named {
        [] => all().filter(|id| shown.is_empty() || shown.iter().any(|slider| slider == id)).collect(),
        _ => named.to_vec(),
    };
    ids.into_iter().map(|id| factor(project, id)).collect()
}

fn factor(project: &Project, id: &str) -> Result<Factor, String> {
    let position = project.parameters.iter().position(|parameter| parameter.id == id).ok_or_else(|| {
        match nearest(id, project.parameters.iter().map(|parameter| parameter.id.as_str())) {
            Some(near) => format!("there is no parameter `{id}`; did you mean `{near}`?"),
            None => format!("there is no parameter `{id}`"),
        }
    })?;
    let parameter = &project.parameters[position];
    Ok(Factor {
        position,
        id: id.to_owned(),
        unit: parameter.unit.clone(),
        low: parameter.min,
        high: parameter.max,
    })
}

/// The run set at a point of the space of the factors, the other parameters as they
/// are. The seed is the same everywhere: points share their luck.
pub fn spec_at(base: &RunSpec, factors: &[Factor], point: &[f64]) -> RunSpec {
    let mut spec = base.clone();
    for (factor, coordinate) in factors.iter().zip(point) {
        spec.parameters[factor.position] = factor.at(*coordinate);
    }
    spec
}

/// What a study asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The score of the objective, 0 to 1.
    Score,
    /// Mean over the runs of a metric at the end.
    Metric(usize),
}

impl Question {
    /// A metric by its id, or `score`.
    pub fn of(project: &Project, id: &str) -> Result<Question, String> {
        if id == "score" && !project.objective.goals.is_empty() {
            return Ok(Question::Score);
        }
        let ids = || project.metrics.iter().map(|metric| metric.id.as_str());
        let found = ids().position(|metric| metric == id).map(Question::Metric);
        found.ok_or_else(|| match nearest(id, ids()) {
            Some(near) => format!("there is no metric `{id}`; did you mean `{near}`?"),
            None => {
                format!("there is no metric `{id}`; the metrics are {}", ids().collect::<Vec<_>>().join(", "))
            }
        })
    }

    /// The answer of a run set; NaN if none of its runs reached the end.
    pub fn answer(&self, summary: &Summary) -> f64 {
        match self {
            Question::Score => summary.score.total,
            Question::Metric(position) => summary.metrics[*position].last.mean,
        }
    }
}

/// Where a study looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// [`points::sobol`].
    Sobol,
    /// [`points::halton`].
    Halton,
    /// [`points::latin`].
    Latin,
}

impl Design {
    /// `n` points; none if the design cannot have so many factors.
    pub fn points(self, n: u32, factors: usize, seed: u64) -> Option<Vec<Vec<f64>>> {
        match self {
            Design::Sobol => points::sobol(n, factors),
            Design::Halton => Some(points::halton(n, factors)),
            Design::Latin => Some(points::latin(n as usize, factors, seed)),
        }
    }
}
