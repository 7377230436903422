//! A compiled document, and how it is run.

use super::chunk::Chunk;
use super::compile::{behaviours, outcomes};
use super::recorder::Recorder;
use super::summarise::summarise;
use super::summary::{RunSpec, Summary};
use crate::ledger::Book;
use crate::program::generated::Generated;
use crate::program::{Job, Machine, Observer, Program};
use crate::project::{OverTime, Parameter, Project};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Most points of a series over time, the start included.
const MAX_POINTS: u32 = 121;

/// One number of a run: a metric, reduced over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Position of the metric.
    pub metric: usize,
    /// Which number of the run.
    pub over: OverTime,
}

/// What executes a program. All give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executor {
    /// The one that fits the work.
    Fitting,
    /// A loop per operation, in batches of so many runs.
    Plain(usize),
    /// Machine code, compiled for the program.
    Generated,
}

/// A compiled document: a program and what is needed to make sense of its
/// output. Parameters are inputs: changing one needs no new model.
#[derive(Clone, Debug)]
pub struct Model {
    project: Project,
    program: Program,
    /// The program's step as machine code, once somebody has asked for it.
    generated: OnceLock<Option<Arc<Generated>>>,
    book: Book,
    pub(super) outcomes: Vec<Outcome>,
    /// `population.strategy`, see [`behaviours`].
    pub(super) behaviours: Vec<String>,
}

impl Model {
    pub(super) fn new(project: Project, program: Program, book: Book) -> Self {
        let (outcomes, behaviours) = (outcomes(&project), behaviours(&project));
        Model { project, program, generated: OnceLock::new(), book, outcomes, behaviours }
    }

    /// The document.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The ledger's plan: which slot is whose balance.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Series that are recorded: one per metric, then one per behaviour.
    pub(super) fn series(&self) -> usize {
        self.project.metrics.len() + self.behaviours.len()
    }

    /// The parameters, in the order of [`RunSpec::parameters`].
    pub fn parameters(&self) -> &[Parameter] {
        &self.project.parameters
    }

    /// The document's own settings and defaults.
    pub fn default_spec(&self) -> RunSpec {
        RunSpec::of(&self.project)
    }

    /// Simulates runs `range` of the set `spec`. The error is the caller's
    /// mistake (wrong number of parameters, range outside of the set).
    pub fn simulate(&self, spec: &RunSpec, range: Range<u64>) -> Result<Chunk, String> {
        self.simulate_on(spec, range, Executor::Fitting)
    }

    /// The same on a given executor: the result does not depend on it. There is none for
    /// [`Executor::Generated`] where nothing compiles modules.
    pub fn simulate_on(
        &self,
        spec: &RunSpec,
        range: Range<u64>,
        executor: Executor,
    ) -> Result<Chunk, String> {
        self.check(spec, &range)?;
        let mut recorder = Recorder::new(self, spec, range.clone());
        let mut machine = match executor {
            Executor::Fitting => self.fitting(spec, &range),
            Executor::Plain(batch) => Machine::with_batch(&self.program, job(spec), batch.max(1)),
            Executor::Generated => self.generated(spec).ok_or("nothing compiles modules here")?,
        };
        let mut run = range.start;
        while run < range.end {
            let left = range.end - run;
            let capacity = machine.capacity() as u64;
            // As even as possible, as a small batch costs as much as a large one; and in
            // pairs, which are computed side by side.
            let rows =
                left.div_ceil(left.div_ceil(capacity)).next_multiple_of(2).min(capacity).min(left) as usize;
            recorder.start_batch(run, rows);
            machine.run(run, rows, &mut recorder, None);
            run += rows as u64;
        }
        Ok(recorder.finish())
    }

    /// Machine code where that pays, or is there already.
    fn fitting<'m>(&'m self, spec: &'m RunSpec, range: &Range<u64>) -> Machine<'m> {
        let runs = range.end - range.start;
        let pays = self.generated.get().is_some() || Generated::pays(&self.program, runs, spec.steps);
        let generated = if pays { self.generated(spec) } else { None };
        generated.unwrap_or_else(|| Machine::new(&self.program, job(spec)))
    }

    fn generated<'m>(&'m self, spec: &'m RunSpec) -> Option<Machine<'m>> {
        let generated = self.generated.get_or_init(|| Generated::of(&self.program).map(Arc::new));
        Machine::generated(&self.program, job(spec), generated.as_deref()?)
    }

    /// Simulates one batch under the eyes of an observer; for a model that was
    /// compiled with tracing.
    pub fn watch(
        &self,
        spec: &RunSpec,
        range: Range<u64>,
        observer: &mut dyn Observer,
    ) -> Result<Chunk, String> {
        self.check(spec, &range)?;
        let rows = (range.end - range.start) as usize;
        let mut recorder = Recorder::new(self, spec, range.clone());
        recorder.start_batch(range.start, rows);
        let mut machine = Machine::with_batch(&self.program, job(spec), rows);
        machine.run(range.start, rows, &mut recorder, Some(observer));
        Ok(recorder.finish())
    }

    /// Sums up a chunk that covers runs `0..n` of the set.
    pub fn summarise(&self, spec: &RunSpec, chunk: &Chunk) -> Result<Summary, String> {
        summarise(self, spec, chunk)
    }

    /// Simulates the whole set in one piece and sums it up.
    pub fn run(&self, spec: &RunSpec) -> Result<Summary, String> {
        let chunk = self.simulate(spec, 0..spec.runs)?;
        self.summarise(spec, &chunk)
    }

    fn check(&self, spec: &RunSpec, range: &Range<u64>) -> Result<(), String> {
        let (given, needed) = (spec.parameters.len(), self.project.parameters.len());
        if given != needed {
            return Err(format!("{given} parameter values were given; the model has {needed} parameters"));
        }
        if range.start >= range.end || range.end > spec.runs {
            return Err(format!("runs {}..{} are not part of 0..{}", range.start, range.end, spec.runs));
        }
        let limits = super::check::STEPS.contains(&spec.steps) && super::check::RUNS.contains(&spec.runs);
        if !limits || !super::check::SEEDS.contains(&spec.seed) {
            return Err(format!(
                "steps {}, runs {}, seed {} are not all within limits",
                spec.steps, spec.runs, spec.seed
            ));
        }
        Ok(())
    }
}

fn job(spec: &RunSpec) -> Job<'_> {
    Job { parameters: &spec.parameters, seed: spec.seed, steps: spec.steps }
}

/// The times at which series have their points: 0, the last, and evenly in
/// between.
pub fn times(steps: u32) -> Vec<u32> {
    let stride = steps.div_ceil(MAX_POINTS - 1).max(1);
    let mut times: Vec<u32> = (0..=steps).step_by(stride as usize).collect();
    if times.last() != Some(&steps) {
        times.push(steps);
    }
    times
}

/// What is recorded before the first step of run 0.
pub(super) fn first_values(program: &Program, parameters: &[f64], seed: u64) -> Vec<f64> {
    struct First(Vec<f64>);
    impl crate::program::Sink for First {
        fn record(&mut self, metric: u32, _time: u32, values: &[f64], _alive: &[bool]) {
            if metric as usize == self.0.len() {
                self.0.push(values[0]);
            }
        }
        fn audit(&mut self, _asset: u32, _time: u32, _values: &[f64], _alive: &[bool]) {}
        fn fault(
            &mut self,
            _row: usize,
            _step: u32,
            _kind: crate::program::FaultKind,
            _place: crate::program::exec::Broken,
        ) {
        }
    }
    let mut first = First(Vec::new());
    let job = Job { parameters, seed, steps: 0 };
    Machine::with_batch(program, job, 1).run(0, 1, &mut first, None);
    first.0
}
