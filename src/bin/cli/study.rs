//! Studies: many designs of one document, simulated under the same luck.
//! `sensitivity` asks which sliders matter, `discover` where it goes wrong.

use super::arguments::{Arguments, Known, Sorted};
use super::input::Opened;
use super::run::{POISONED, Progress, cores};
use super::{Failure, changes, input, print};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokenwright::analysis::precision::{CONFIDENCE, Interval, wilson};
use tokenwright::analysis::prim::{self, Measures};
use tokenwright::analysis::sensitivity::{morris, pawn, variance};
use tokenwright::analysis::study::{Design, Factor, Question, factors, spec_at};
use tokenwright::report::number::{exact, human, human_with};
use tokenwright::report::{Align, Table};
use tokenwright::simulate::{Model, RunSpec, compile, evaluate};

/// Runs at each point, unless said otherwise: luck is shared, so few show differences.
const RUNS: u64 = 100;

/// Most points of a study.
const MOST: u32 = 100_000;

/// Levels of the grid on which factors are screened: four, as Morris does.
const LEVELS: u32 = 4;

/// Slices into which a factor's range is cut.
const SLICES: usize = 8;

/// What both commands ask.
struct Study {
    model: Model,
    spec: RunSpec,
    factors: Vec<Factor>,
    question: Question,
    /// Id of what is asked for.
    of: String,
    /// Its unit.
    unit: String,
    design: Option<Design>,
    points: Option<u32>,
}

/// The options that make a [`Study`].
const OPTIONS: [&str; 4] = ["of", "sliders", "design", "points"];

impl Study {
    fn open(arguments: &Sorted) -> Result<Study, Failure> {
        let Opened { name, mut state, .. } = input::open(arguments.one_word("FILE or LINK")?)?;
        state.spec.runs = RUNS;
        changes::apply(arguments, &state.project, &mut state.spec)?;
        let project = &state.project;
        let named: Vec<&str> = arguments
            .one("sliders")?
            .map(|text| text.split(',').map(str::trim).collect())
            .unwrap_or_default();
        let factors = factors(project, &named).map_err(Failure::Usage)?;
        if factors.is_empty() {
            return Err(Failure::usage("the document has no parameters that could be varied"));
        }
        let first = || project.charts().first().cloned().unwrap_or_default();
        let of = match arguments.one("of")? {
            Some(id) => id.to_owned(),
            None if project.objective.goals.is_empty() => first(),
            None => "score".to_owned(),
        };
        let question = Question::of(project, &of).map_err(Failure::Usage)?;
        let unit = match question {
            Question::Score => String::new(),
            Question::Metric(position) => project.metrics[position].unit.clone(),
        };
        let design = arguments.choice("design", &["sobol", "latin", "halton"])?.map(|word| match word {
            "halton" => Design::Halton,
            "latin" => Design::Latin,
            _ => Design::Sobol,
        });
        let points = arguments.whole("points", 1..=MOST)?;
        let model = compile(project).map_err(|diagnostics| {
            print::diagnostics(&name, Some(project), &diagnostics);
            Failure::Errors
        })?;
        Ok(Study { model, spec: state.spec, factors, question, of, unit, design, points })
    }

    /// What each point gives, on all cores.
    fn results(&self, points: &[Vec<f64>]) -> Result<Vec<f64>, Failure> {
        let progress = Mutex::new(Progress::new(points.len() as u64 * self.spec.runs));
        let (next, done) = (AtomicUsize::new(0), Mutex::new(vec![f64::NAN; points.len()]));
        let work = || -> Result<(), String> {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(point) = points.get(at) else { return Ok(()) };
                let summary = self.model.run(&spec_at(&self.spec, &self.factors, point))?;
                done.lock().map_err(|_| POISONED)?[at] = self.question.answer(&summary);
                progress.lock().map_err(|_| POISONED)?.add(self.spec.runs);
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..cores()).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| match worker.join() {
                Ok(result) => result.map_err(Failure::Usage),
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })?;
        done.into_inner().map_err(|_| Failure::usage(POISONED))
    }

    /// What was done, in one line.
    fn head(&self, points: usize) -> String {
        let seed = self.spec.seed;
        let what = if self.question == Question::Score { "the score" } else { &self.of };
        format!(
            "{what}: {} designs of {} runs each, seed {seed}\n\n",
            exact(points as f64, ""),
            exact(self.spec.runs as f64, "")
        )
    }
}

/// `sensitivity FILE|LINK`.
pub fn sensitivity(arguments: Arguments) -> Result<(), Failure> {
    let options: Vec<_> = changes::OPTIONS.into_iter().chain(OPTIONS).chain(["method"]).collect();
    let arguments = arguments.sort(Known { options: &options, flags: &[] })?;
    let method = arguments.choice("method", &["morris", "sobol", "pawn"])?.unwrap_or("morris");
    let study = Study::open(&arguments)?;
    if study.design.is_some() && method != "pawn" {
        return Err(Failure::usage(format!("--design goes with --method pawn; {method} has its own points")));
    }
    print::out(&match method {
        "sobol" => shares(&study)?,
        "pawn" => distances(&study)?,
        _ => effects(&study)?,
    });
    Ok(())
}

fn effects(study: &Study) -> Result<String, Failure> {
    let paths = morris::paths(study.points.unwrap_or(10), study.factors.len(), LEVELS, study.spec.seed);
    let results = study.results(&paths.concat())?;
    let by_path: Vec<Vec<f64>> = results.chunks(study.factors.len() + 1).map(<[f64]>::to_vec).collect();
    let found = morris::effects(&paths, &by_path);
    let mut rows: Vec<_> = study.factors.iter().zip(found).collect();
    rows.sort_by(|a, b| b.1.size.total_cmp(&a.1.size));
    let mut table = doubtful(["size", "mean", "spread"]);
    for (factor, effects) in rows {
        let [of_mean, of_size, of_spread] = effects.errors();
        let figures = [(effects.size, of_size), (effects.mean, of_mean), (effects.spread, of_spread)];
        let cells = figures
            .map(|(figure, error)| [human_with(figure, &study.unit), give_or_take(error, &study.unit)]);
        table.row([factor.id.clone()].into_iter().chain(cells.concat()));
    }
    Ok(study.head(results.len())
        + &table.render("  ")
        + "\nsize: how far it moves when the slider goes through its range; mean: with its sign;\n\
           spread: how much that depends on where the others are\n"
        + ERROR)
}

/// What stands after ±.
const ERROR: &str =
    "±: standard error, of other designs that could have been tried; all meet the same luck\n";

/// A table of sliders with figures, each with its error.
fn doubtful<const N: usize>(figures: [&str; N]) -> Table {
    let aligned = [Align::Left].into_iter().chain(figures.iter().flat_map(|_| [Align::Right, Align::Left]));
    let mut table = Table::new(aligned.collect::<Vec<_>>());
    table.row(["slider"].into_iter().chain(figures.into_iter().flat_map(|figure| [figure, ""])));
    table
}

/// An error as `± 0.05`; of percentages in points.
fn give_or_take(error: f64, unit: &str) -> String {
    format!("± {}", human(if unit == "%" { error * 100.0 } else { error }))
}

fn shares(study: &Study) -> Result<String, Failure> {
    let plan = variance::Plan::new(study.points.unwrap_or(64), study.factors.len()).ok_or_else(|| {
        let most = tokenwright::analysis::points::SOBOL_FACTORS / 2;
        Failure::usage(format!("--method sobol takes at most {most} sliders: name them with --sliders"))
    })?;
    let sets: Vec<Vec<Vec<f64>>> = [plan.a.clone(), plan.b.clone()]
        .into_iter()
        .chain((0..study.factors.len()).map(|factor| plan.mixed(factor)))
        .collect();
    let results = study.results(&sets.concat())?;
    let mut parts = results.chunks(plan.a.len()).map(<[f64]>::to_vec);
    let (a, b) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let results_of = variance::Results { a, b, mixed: parts.collect() };
    let found = variance::shares(&results_of).into_iter().zip(variance::errors(&results_of));
    let mut rows: Vec<_> = study.factors.iter().zip(found).collect();
    rows.sort_by(|a, b| b.1.0.total.total_cmp(&a.1.0.total));
    let mut table = doubtful(["alone", "in all"]);
    for (factor, (share, error)) in rows {
        let figures = [(share.alone, error.alone), (share.total, error.total)];
        let cells = figures.map(|(figure, error)| [human_with(figure, "%"), give_or_take(error, "%")]);
        table.row([factor.id.clone()].into_iter().chain(cells.concat()));
    }
    Ok(study.head(results.len())
        + &table.render("  ")
        + "\nalone: share of the variance that the slider explains by itself;\n\
           in all: with what it does together with others\n"
        + ERROR)
}

fn distances(study: &Study) -> Result<String, Failure> {
    let (points, results) = explore(study, 256)?;
    let mut rows = Vec::new();
    for (position, factor) in study.factors.iter().enumerate() {
        let column: Vec<f64> = points.iter().map(|point| point[position]).collect();
        let found = pawn::distances(&column, &results, SLICES)
            .ok_or_else(|| Failure::usage(format!("--points must be at least {SLICES}")))?;
        rows.push((factor, found, pawn::errors(&column, &results, SLICES).unwrap_or([f64::NAN; 2])));
    }
    rows.sort_by(|a, b| b.1.median.total_cmp(&a.1.median));
    let mut table = doubtful(["median", "largest"]);
    for (factor, found, errors) in rows {
        let [median, largest] = errors.map(|error| give_or_take(error, ""));
        table.row([factor.id.clone(), human(found.median), median, human(found.max), largest]);
    }
    let chance = human(pawn::by_chance(results.len(), SLICES));
    Ok(study.head(results.len())
        + &table.render("  ")
        + &format!(
            "\nhow far the distribution moves, 0 to 1, when the slider is held in an eighth of its range;\n\
             one that does nothing comes to {chance} in an eighth in one case of twenty\n"
        )
        + ERROR)
}

/// Points of the chosen design and their results.
fn explore(study: &Study, usual: u32) -> Result<(Vec<Vec<f64>>, Vec<f64>), Failure> {
    let design = study.design.unwrap_or(Design::Latin);
    let count = study.points.unwrap_or(usual);
    let points = design.points(count, study.factors.len(), study.spec.seed).ok_or_else(|| {
        Failure::usage("--design sobol takes fewer sliders than that: name them with --sliders")
    })?;
    let results = study.results(&points)?;
    Ok((points, results))
}

/// `discover FILE|LINK`.
pub fn discover(arguments: Arguments) -> Result<(), Failure> {
    let options: Vec<_> = changes::OPTIONS.into_iter().chain(OPTIONS).chain(["above", "below"]).collect();
    let arguments = arguments.sort(Known { options: &options, flags: &[] })?;
    let bound = |name: &str| -> Result<Option<f64>, Failure> {
        let Some(text) = arguments.one(name)? else { return Ok(None) };
        let wrong =
            |_| Failure::usage(format!("--{name} expects a number, such as 0.5 or 50%, not `{text}`"));
        evaluate(text).map(Some).map_err(wrong)
    };
    let (above, below) = (bound("above")?, bound("below")?);
    if above.is_none() && below.is_none() {
        return Err(Failure::usage("say what is looked for: --above X, --below X or both"));
    }
    let study = Study::open(&arguments)?;
    let (points, results) = explore(&study, 256)?;
    let hits: Vec<bool> = results
        .iter()
        .map(|x| above.is_none_or(|least| *x > least) && below.is_none_or(|most| *x < most))
        .collect();
    print::out(&(study.head(results.len()) + &found(&study, &points, &hits)));
    Ok(())
}

fn found(study: &Study, points: &[Vec<f64>], hits: &[bool]) -> String {
    let count = hits.iter().filter(|hit| **hit).count();
    let head =
        format!("{count} of {} designs are what is looked for: {}\n", hits.len(), share(count, hits.len()));
    let boxes = prim::peel(points, hits, prim::PATIENT);
    let Some((region, Measures { density, points: inside, .. })) =
        prim::choose(points, hits, &boxes).filter(|_| boxes.len() > 1)
    else {
        return head + "No part of the space has more of them than the rest.\n";
    };
    let mut table = Table::new([Align::Left, Align::Left]);
    for (position, factor) in study.factors.iter().enumerate() {
        // An end that was not cut says nothing.
        let ((low, high), (all_low, all_high)) = (region[position], boxes[0][position]);
        let [least, most] = [low, high].map(|end| human_with(factor.at(end), &factor.unit));
        let range = match (low > all_low, high < all_high) {
            (true, true) => format!("{least} to {most}"),
            (true, false) => format!("at least {least}"),
            (false, true) => format!("at most {most}"),
            (false, false) => continue,
        };
        table.row([factor.id.clone(), range]);
    }
    let found = (density * inside as f64).round() as usize;
    let [density, coverage, support] =
        [(found, inside), (found, count), (inside, points.len())].map(|(some, all)| share(some, all));
    format!(
        "{head}They are where\n\n{}\n{density} of the designs there are such;\n{coverage} of all such are there;\n\
         it is {support} of the space\n\nin brackets: where the true share lies in 19 of 20 cases, for a box that is \
         given;\nthis one was chosen for these designs, so that others will have rather fewer such in it\n",
        table.render("  ")
    )
}

/// A share with its interval: `31.2 % (25.9 to 37.1)`.
fn share(some: usize, all: usize) -> String {
    let said = human_with(some as f64 / all as f64, "%");
    let Some(Interval { low, high }) = wilson(some as u64, all as u64, CONFIDENCE) else { return said };
    format!("{said} ({} to {})", human(low * 100.0), human(high * 100.0))
}
