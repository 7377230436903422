//! Keeps of a batch what the summary needs, while the batch runs.

use super::chunk::{Chunk, largest};
use super::model::{Model, times};
use super::series::{Series, Size};
use super::summary::{Fault, KEPT_PATHS, RunSpec};
use crate::program::exec::Broken;
use crate::program::{FaultKind, Sink};
use crate::project::OverTime;
use std::ops::Range;

pub(super) struct Recorder<'m> {
    model: &'m Model,
    chunk: Chunk,
    /// Point of each time, where there is one.
    point_of: Vec<Option<u32>>,
    first_run: u64,
    rows: usize,
    /// Per outcome: what is carried over time, run by run of the batch.
    carried: Vec<Vec<Carried>>,
    worst: f64,
    /// The time that is being recorded, if it has a point.
    point: Option<(u32, u32)>,
    /// Values at that point, metric by metric, in single precision (its largest
    /// number stands for what is beyond). They are kept until the next point,
    /// because a run may still break at this time.
    values: Vec<f32>,
    /// Runs of the batch that have broken.
    broken: Vec<bool>,
    /// Whether the batch has been measured before its first step.
    started: bool,
}

/// What an outcome needs to remember of a run.
#[derive(Clone, Copy)]
struct Carried {
    value: f64,
    peak: f64,
    steps: f64,
}

impl<'m> Recorder<'m> {
    pub(super) fn new(model: &'m Model, spec: &RunSpec, range: Range<u64>) -> Self {
        let times = times(spec.steps);
        let mut point_of = vec![None; spec.steps as usize + 1];
        for (point, time) in times.iter().enumerate() {
            point_of[*time as usize] = Some(point as u32);
        }
        let metrics = model.series();
        let chunk = Chunk {
            from: range.start,
            to: range.end,
            points: times.len() as u32,
            metrics: metrics as u32,
            outcomes: vec![Vec::new(); model.outcomes.len()],
            size: Size::of(spec.runs),
            series: Series::new(metrics * times.len(), range.end - range.start, Size::of(spec.runs)),
            paths: Vec::new(),
            alive: vec![0; times.len()],
            faults: Vec::new(),
            imbalance: Vec::new(),
            worst_asset: 0,
            checks: 0,
        };
        let carried = vec![Vec::new(); model.outcomes.len()];
        Recorder {
            model,
            chunk,
            point_of,
            first_run: range.start,
            rows: 0,
            carried,
            worst: 0.0,
            point: None,
            values: Vec::new(),
            broken: Vec::new(),
            started: false,
        }
    }

    pub(super) fn start_batch(&mut self, first_run: u64, rows: usize) {
        self.end_batch();
        (self.first_run, self.rows) = (first_run, rows);
        (self.broken, self.started) = (vec![false; rows], false);
        self.values = vec![f32::NAN; rows * self.chunk.metrics as usize];
        let empty = Carried { value: f64::NAN, peak: f64::NEG_INFINITY, steps: 0.0 };
        self.carried.iter_mut().for_each(|carried| *carried = vec![empty; rows]);
        self.chunk.imbalance.extend(std::iter::repeat_n(0.0, rows));
        let cells = self.chunk.points as usize * self.chunk.metrics as usize;
        let kept = (KEPT_PATHS as u64).saturating_sub(first_run).min(rows as u64) as usize;
        self.chunk.paths.extend(std::iter::repeat_n(vec![f32::NAN; cells], kept));
    }

    pub(super) fn finish(mut self) -> Chunk {
        self.end_batch();
        self.chunk.faults.sort_by_key(|fault| fault.run);
        self.chunk
    }

    /// Hands over the outcomes of the batch.
    fn end_batch(&mut self) {
        self.end_point();
        for (carried, outcome) in self.carried.iter_mut().zip(&mut self.chunk.outcomes) {
            let values = carried.iter().zip(&self.broken);
            outcome.extend(values.map(|(carried, broken)| if *broken { f64::NAN } else { carried.value }));
            carried.clear();
        }
    }

    /// Hands over the values of a point, now that it is known who broke there.
    fn end_point(&mut self) {
        let Some((_, point)) = self.point.take() else { return };
        let (runs, first) = (self.chunk.runs(), (self.first_run - self.chunk.from) as usize);
        for (metric, values) in self.values.chunks_exact_mut(self.rows).enumerate() {
            let cell = metric * self.chunk.points as usize + point as usize;
            let broken = values.iter_mut().zip(&self.broken).filter(|(_, broken)| **broken);
            broken.for_each(|(value, _)| *value = f32::NAN);
            self.chunk.series.put((cell, runs), first, values);
            let paths = self.chunk.paths.iter_mut().skip(first).zip(&*values);
            paths.for_each(|(path, value)| path[cell] = *value);
        }
        self.chunk.alive[point as usize] += self.broken.iter().filter(|broken| !**broken).count() as u64;
    }

    fn place(&self, broken: Broken) -> String {
        let project = self.model.project();
        match broken {
            Broken::Place(place) => self.model.program().places[place as usize].clone(),
            Broken::Metric(index) => match project.metrics.get(index as usize) {
                Some(metric) => format!("metrics.{}", metric.id),
                None => {
                    format!("populations.{}", self.model.behaviours[index as usize - project.metrics.len()])
                }
            },
            Broken::Asset(asset) => format!("assets.{}", project.assets[asset as usize].id),
        }
    }
}

impl Sink for Recorder<'_> {
    fn record(&mut self, metric: u32, time: u32, values: &[f64], _alive: &[bool]) {
        for (outcome, carried) in self.model.outcomes.iter().zip(&mut self.carried) {
            if outcome.metric == metric as usize {
                if outcome.over == OverTime::Final {
                    carried.iter_mut().zip(values).for_each(|(carried, value)| carried.value = *value);
                    continue;
                }
                for (carried, value) in carried.iter_mut().zip(values) {
                    carried.take(outcome.over, time, *value);
                }
            }
        }
        if self.point.is_none_or(|(begun, _)| begun != time) {
            self.end_point();
            self.point = self.point_of[time as usize].map(|point| (time, point));
        }
        self.started |= metric + 1 == self.chunk.metrics;
        if self.point.is_some() {
            let kept = &mut self.values[metric as usize * self.rows..][..self.rows];
            let single = |value: f64| (value as f32).clamp(f32::MIN, f32::MAX);
            kept.iter_mut().zip(values).for_each(|(kept, value)| *kept = single(*value));
        }
    }

    fn audit(&mut self, asset: u32, _time: u32, values: &[f64], alive: &[bool]) {
        let start = (self.first_run - self.chunk.from) as usize;
        let all = &mut self.chunk.imbalance[start..start + values.len()];
        let larger = |a: f64, b: f64| if b > a { b } else { a };
        let (worst, checks) = if alive.iter().fold(true, |all, alive| all & alive) {
            all.iter_mut().zip(values).for_each(|(worst, value)| *worst = larger(*worst, *value));
            (largest(values), values.len())
        } else {
            let living = all.iter_mut().zip(values).zip(alive).filter(|(_, alive)| **alive);
            living.fold((0.0, 0), |(largest, checks), ((worst, value), _)| {
                *worst = larger(*worst, *value);
                (larger(largest, *value), checks + 1)
            })
        };
        self.chunk.checks += checks as u64;
        let tied = checks > 0 && worst == self.worst && asset < self.chunk.worst_asset;
        if worst > self.worst || tied {
            (self.worst, self.chunk.worst_asset) = (worst, asset);
        }
    }

    fn fault(&mut self, row: usize, step: u32, kind: FaultKind, broken: Broken) {
        let place = self.place(broken);
        // What breaks in a step has not yet broken at the point before it.
        let time = if self.started { step + 1 } else { 0 };
        if self.point.is_some_and(|(begun, _)| begun < time) {
            self.end_point();
        }
        self.broken[row] = true;
        self.chunk.faults.push(Fault { run: self.first_run + row as u64, step, kind, place });
    }
}

impl Carried {
    fn take(&mut self, over: OverTime, time: u32, value: f64) {
        match over {
            OverTime::Final => self.value = value,
            OverTime::Mean if time > 0 => {
                self.steps += 1.0;
                let mean = if self.steps == 1.0 { 0.0 } else { self.value };
                self.value = mean + (value - mean) / self.steps;
            }
            OverTime::Min if time > 0 => {
                self.value = if value < self.value || self.value.is_nan() { value } else { self.value };
            }
            OverTime::Max if time > 0 => {
                self.value = if value > self.value || self.value.is_nan() { value } else { self.value };
            }
            OverTime::Drawdown => {
                self.peak = if value > self.peak { value } else { self.peak };
                let fall = if self.peak > 0.0 { (self.peak - value) / self.peak } else { 0.0 };
                self.value = if fall > self.value || self.value.is_nan() { fall } else { self.value };
            }
            OverTime::Mean | OverTime::Min | OverTime::Max => {}
        }
    }
}
