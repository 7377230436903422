//! From a fragment to a document on the desk, and back to a fragment.

use super::persist::Theme;
use super::state::{Expected, Opened, Remedy};
use super::templates;
use tokenwright::diag::Diagnostic;
use tokenwright::project::Sheet;
use tokenwright::share::{self, LinkError, Resolved, Share};
use tokenwright::simulate::{Distribution, Fan, LedgerReport, MetricSummary, RunSpec, Score, Summary};
use tokenwright::template::IDS;

/// What a fragment leads to.
pub enum Target {
    /// All templates.
    Gallery,
    /// One document.
    Document(Box<Found>),
}

/// A document that was found, and what is to be said about its link.
pub struct Found {
    /// The document with the design that the link asked for.
    pub opened: Opened,
    /// What was clamped or passed over, one sentence each.
    pub notices: Vec<String>,
    /// The colours that the link asked for.
    pub theme: Option<Theme>,
}

/// Why nothing can be shown, and what can be shown instead.
pub struct Failure {
    /// What is wrong and what to do.
    pub text: String,
    /// The nearest thing that works.
    pub remedy: Option<Remedy>,
}

/// Reads a fragment. An empty one is the gallery.
pub fn open(fragment: &str) -> Result<Target, Failure> {
    if fragment.trim_matches(['#', '/', ' ']).is_empty() {
        return Ok(Target::Gallery);
    }
    if let Some(id) = templates::missing(fragment) {
        let text = format!("The template “{id}” could not be loaded. Check the connection, and try again.");
        return Err(Failure { text, remedy: Some(Remedy::OpenGallery) });
    }
    let resolved = share::parse(&format!("#{}", fragment.trim_start_matches('#')))
        .and_then(|parsed| share::resolve(parsed, IDS, templates::open))
        .map_err(failure)?;
    Ok(Target::Document(Box::new(found(resolved))))
}

/// The precomputed fans in the form of a summary, for the charts; none if there
/// are none.
pub fn preview_numbers(opened: &Opened) -> Option<Summary> {
    let preview = opened.preview.as_ref()?;
    let times = &preview.metrics.first()?.times;
    let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    let metric = |id: &str| {
        let found = preview.metrics.iter().find(|metric| metric.id == id);
        let fan = found.map_or_else(Fan::default, |metric| Fan {
            mean: vec![f64::NAN; metric.times.len()],
            p5: metric.p5.clone(),
            p25: metric.p25.clone(),
            p50: metric.p50.clone(),
            p75: metric.p75.clone(),
            p95: metric.p95.clone(),
        });
        let ends = Distribution {
            mean: f64::NAN,
            sd: f64::NAN,
            min: f64::NAN,
            p5: last(&fan.p5),
            p25: last(&fan.p25),
            p50: last(&fan.p50),
            p75: last(&fan.p75),
            p95: last(&fan.p95),
            max: f64::NAN,
            histogram: Vec::new(),
        };
        MetricSummary { id: id.to_owned(), series: fan, last: ends, paths: Vec::new(), finals: Vec::new() }
    };
    let run = &opened.sheet.run;
    Some(Summary {
        engine: String::new(),
        project: opened.sheet.meta.id.clone(),
        seed: run.seed,
        runs: run.runs,
        steps: run.steps,
        times: times.iter().map(|time| *time as u32).collect(),
        alive: vec![run.runs; times.len()],
        metrics: opened.sheet.metrics.iter().map(|known| metric(&known.id)).collect(),
        behaviours: Vec::new(),
        score: Score { total: preview.score.unwrap_or(f64::NAN), survival: 1.0, goals: Vec::new() },
        faults: Vec::new(),
        ledger: LedgerReport { max_relative_imbalance: f64::NAN, asset: String::new(), checks: 0 },
        hash: String::new(),
    })
}

/// The fragment that names a design of the open document, for the address. The
/// hash that a link came with stays with the design that it came with.
pub fn fragment(opened: &Opened, spec: &RunSpec) -> String {
    fragment_for(opened, spec, None)
}

/// The fragment that names a design in a certain view.
pub fn fragment_for(opened: &Opened, spec: &RunSpec, view: Option<share::View>) -> String {
    let expected = opened.expected.as_ref().filter(|_| *spec == opened.spec);
    let hash = expected.map(|expected| expected.hash.as_str());
    let share = Share { project: &opened.sheet, spec, hash, view, theme: None };
    match &opened.template {
        Some(id) => share::short(id, &share),
        // What does not fit into a link is not in the address; sharing says so.
        None => share::full(&share).unwrap_or_default(),
    }
}

fn found(resolved: Resolved<Sheet>) -> Found {
    let notices: Vec<String> = resolved.notices.iter().map(|notice| sentence(&notice.message)).collect();
    let mended = notices.first().cloned();
    let expected = resolved.hash.map(|hash| Expected { hash, mended });
    let at_defaults = resolved.spec == RunSpec::of(&resolved.project);
    let preview = resolved.template.as_deref().filter(|_| at_defaults).and_then(templates::preview);
    let theme = resolved.theme.map(|theme| match theme {
        share::Theme::Light => Theme::Light,
        share::Theme::Dark => Theme::Dark,
    });
    let Resolved { project: sheet, template, spec, .. } = resolved;
    Found { opened: Opened { sheet, template, preview, expected, spec }, notices, theme }
}

/// What is said of a link whose document cannot run.
pub fn refused(problems: Vec<Diagnostic>) -> Failure {
    failure(share::invalid(problems))
}

fn failure(error: LinkError) -> Failure {
    let remedy = match &error {
        LinkError::UnknownTemplate { nearest: Some(id), .. } => Remedy::Template(id.clone()),
        LinkError::Cut { project: Some(id), .. } if IDS.contains(&id.as_str()) => {
            Remedy::Template(id.clone())
        }
        _ => Remedy::OpenGallery,
    };
    let text = format!("{} {}", sentence(&error.message()), sentence(&error.hint()));
    Failure { text, remedy: Some(remedy) }
}

/// A message of the core as a sentence: a capital in front, a full stop behind.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}
