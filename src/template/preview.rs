//! The picture of a template: a few fans, small enough to ship with the page.

use crate::diag::Diagnostic;
use crate::json::{Json, Reader, Record};
use crate::num::decimal;
use crate::project::Project;
use crate::record;
use crate::simulate::Summary;

/// Most points of a fan in a preview.
const POINTS: usize = 31;

record! {
    /// What a template looks like before anything has been computed.
    pub struct Preview {
        /// Hash of the summary it was made of.
        pub hash: String,
        /// The score, 0 to 1; null without an objective.
        pub score: Option<f64>,
        /// The fans of the metrics that the document draws first.
        pub metrics: Vec<PreviewMetric>,
    }
}

record! {
    /// One fan, rounded to four digits.
    pub struct PreviewMetric {
        /// Id of the metric.
        pub id: String,
        /// Its label.
        pub label: String,
        /// Its unit.
        pub unit: String,
        /// Steps of the points.
        pub times: Vec<f64>,
        /// 5 % quantile at each point.
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
}

record! {
    /// What the gallery shows of a template.
    pub struct Card {
        /// Its id.
        pub id: String,
        /// Title of the document.
        pub title: String,
        /// Its story.
        pub story: String,
        /// How many sliders it has.
        pub sliders: u64,
        /// How many agents act in it.
        pub agents: u64,
        /// The first of its charts in which luck shows.
        pub picture: Option<PreviewMetric>,
    }
}

impl Card {
    /// The card of a document with this preview.
    pub fn of(project: &Project, preview: &Preview) -> Card {
        Card {
            id: project.meta.id.clone(),
            title: project.meta.title.clone(),
            story: project.meta.story.clone(),
            sliders: project.parameters.len() as u64,
            agents: project.populations.iter().map(|population| u64::from(population.size)).sum(),
            picture: preview.metrics.iter().find(|metric| metric.is_fan()).map(PreviewMetric::small),
        }
    }
}

impl PreviewMetric {
    /// The same for a card, where a line is as wide as a finger: half of the points, the last
    /// among them, and three digits.
    fn small(&self) -> PreviewMetric {
        let odd = self.times.len().saturating_sub(1) % 2;
        let every_other = |numbers: &Vec<f64>| numbers.iter().skip(odd).step_by(2).copied().collect();
        let thin =
            |numbers: &Vec<f64>| numbers.iter().skip(odd).step_by(2).map(|x| digits::<3>(*x)).collect();
        PreviewMetric {
            id: self.id.clone(),
            label: self.label.clone(),
            unit: self.unit.clone(),
            times: every_other(&self.times),
            p5: thin(&self.p5),
            p25: thin(&self.p25),
            p50: thin(&self.p50),
            p75: thin(&self.p75),
            p95: thin(&self.p95),
        }
    }

    /// Whether luck shows in it: what is the same in all runs is a mere line.
    fn is_fan(&self) -> bool {
        let ends = self.p5.last().zip(self.p95.last());
        ends.is_some_and(|(low, high)| high - low > 0.01 * high.abs().max(low.abs()))
    }
}

impl Preview {
    /// Reads one.
    pub fn from_json(text: &str) -> Result<Preview, Vec<Diagnostic>> {
        let tree = Json::parse(text).map_err(|error| vec![Diagnostic::error("", error)])?;
        Reader::read(tree)
    }

    /// As JSON, on one line.
    pub fn to_json(&self) -> String {
        self.write().compact()
    }

    /// The preview of a summary of this document.
    pub fn of(project: &Project, summary: &Summary) -> Preview {
        let ids = project.charts();
        let metrics = ids.iter().filter_map(|id| fan(project, summary, id)).collect();
        let score = summary.score.total;
        Preview { hash: summary.hash.clone(), score: score.is_finite().then(|| digits::<4>(score)), metrics }
    }
}

fn fan(project: &Project, summary: &Summary, id: &str) -> Option<PreviewMetric> {
    let metric = project.metrics.iter().find(|metric| metric.id == id)?;
    let fan = &summary.metrics.iter().find(|metric| metric.id == id)?.series;
    let last = summary.times.len() - 1;
    let stride = last.div_ceil(POINTS - 1).max(1);
    let mut points: Vec<usize> = (0..=last).step_by(stride).collect();
    if points.last() != Some(&last) {
        points.push(last);
    }
    let thin = |series: &[f64]| points.iter().map(|point| digits::<4>(series[*point])).collect();
    Some(PreviewMetric {
        id: id.to_owned(),
        label: metric.label.clone(),
        unit: metric.unit.clone(),
        times: points.iter().map(|point| f64::from(summary.times[*point])).collect(),
        p5: thin(&fan.p5),
        p25: thin(&fan.p25),
        p50: thin(&fan.p50),
        p75: thin(&fan.p75),
        p95: thin(&fan.p95),
    })
}

/// So many significant digits, by way of decimal text, so that the JSON is short.
fn digits<const N: usize>(x: f64) -> f64 {
    decimal::parse(&format!("{x:.*e}", N - 1)).unwrap_or(x)
}
