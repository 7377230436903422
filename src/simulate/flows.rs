//! What moved between whom in single runs, for whoever watches them: the ledger's own
//! movements, added up in each step.

use super::compile::compile_traced;
use super::model::Model;
use super::summary::RunSpec;
use crate::diag::Diagnostic;
use crate::map::Map;
use crate::num::stats;
use crate::program::{Observer, Slot, Tracing, ir::Move};
use crate::project::Project;
use std::ops::Range;

/// What one mechanism moved of one asset between the same two.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Position of the mechanism; none: a shock, an agent who leaves, a first balance.
    pub by: Option<usize>,
    /// Who gave: an account, a population, the vault of a mechanism (its id, a point,
    /// and more); none: it was minted.
    pub from: Option<String>,
    /// Who received; none: it was burned.
    pub to: Option<String>,
    /// The asset.
    pub asset: String,
    /// How much at each time: before the first step, then in each step that the run has
    /// finished.
    pub amounts: Vec<f64>,
}

/// A document whose runs can be watched.
#[derive(Clone, Debug)]
pub struct Watched {
    model: Model,
}

impl Watched {
    /// Compiles a document, or says all that is wrong with it.
    pub fn new(project: &Project) -> Result<Watched, Vec<Diagnostic>> {
        Ok(Watched { model: compile_traced(project, Tracing::On)? })
    }

    /// The flows of one run of a set, see [`Watched::runs`].
    pub fn run(&self, spec: &RunSpec, run: u64) -> Result<Vec<Flow>, String> {
        let mut only = self.runs(spec, run..run.saturating_add(1))?;
        Ok(only.pop().unwrap_or_default())
    }

    /// The flows of some runs of a set, run by run. A run meets the same luck as in the
    /// set, whichever are watched with it. All flows of a run are of one length. The error
    /// is the caller's mistake: the set does not fit the model, or has no such runs.
    pub fn runs(&self, spec: &RunSpec, range: Range<u64>) -> Result<Vec<Vec<Flow>>, String> {
        let names = &self.model.program().slots;
        let owner = |slot: Slot| names.get(slot.0 as usize).and_then(|slot| slot.name.rsplit_once('.'));
        let mut tally =
            Tally { model: &self.model, owner: &owner, flows: Vec::new(), known: Map::new(), time: 0 };
        let chunk = self.model.watch(spec, range.clone(), &mut tally)?;
        let (flows, times) = (tally.flows, tally.time);
        let of = |run: u64| {
            // What it did in the step in which it broke means nothing.
            let broke = chunk.faults.iter().find(|fault| fault.run == run);
            let times = broke.map_or(times, |fault| times.min(fault.step as usize + 1));
            let row = (run - range.start) as usize;
            let own = flows.iter().map(|(flow, rows)| {
                let mut amounts = rows.get(row).cloned().unwrap_or_default();
                amounts.resize(times, 0.0);
                Flow { amounts, ..flow.clone() }
            });
            own.collect()
        };
        Ok(range.clone().map(of).collect())
    }
}

/// Part, giver, receiver: what tells flows apart.
type Key = (Option<usize>, Option<Slot>, Option<Slot>);

struct Tally<'m> {
    model: &'m Model,
    /// Owner and asset of a balance.
    owner: &'m dyn Fn(Slot) -> Option<(&'m str, &'m str)>,
    /// What each is, and its amounts: run by run of the batch, time by time.
    flows: Vec<(Flow, Vec<Vec<f64>>)>,
    known: Map<Key, usize>,
    time: usize,
}

impl Observer for Tally<'_> {
    fn moved(&mut self, op: &Move, rows: usize, amounts: &[f64]) {
        let marks = self.model.project().mechanisms.len() + 1;
        let by = self.model.program().part(op, marks);
        let (from, to) = (op.from.as_ref().map(|side| side.slot), op.to.as_ref().map(|side| side.slot));
        let flows = &mut self.flows;
        let at = *self.known.or_insert_with((by, from, to), || {
            let [giver, receiver] = [from, to].map(|slot| slot.and_then(self.owner));
            let asset = giver.or(receiver).map_or("", |(_, asset)| asset);
            let name = |side: Option<(&str, &str)>| side.map(|(owner, _)| owner.to_owned());
            let (from, to) = (name(giver), name(receiver));
            let flow = Flow { by, from, to, asset: asset.to_owned(), amounts: Vec::new() };
            flows.push((flow, vec![Vec::new(); rows]));
            flows.len() - 1
        });
        let agents = (amounts.len() / rows).max(1);
        for (run, amounts) in flows[at].1.iter_mut().zip(amounts.chunks_exact(agents)) {
            run.resize(self.time + 1, 0.0);
            run[self.time] += stats::sum(amounts);
        }
    }

    fn settled(&mut self, _time: u32, _rows: usize, _balance: &dyn Fn(Slot) -> Vec<f64>) {
        self.time += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum of a flow over a run.
    fn total(flows: &[Flow], by: usize, from: &str, asset: &str) -> f64 {
        let own = flows.iter().filter(|flow| flow.by == Some(by) && flow.asset == asset);
        own.filter(|flow| flow.from.as_deref() == Some(from)).flat_map(|flow| &flow.amounts).sum()
    }

    #[test]
    fn flows_are_those_of_the_run_and_of_their_mechanisms() {
        let project = Project::from_json(
            r#"{"format":1,"meta":{"id":"x","title":"X"},"run":{"steps":4,"runs":3},
            "assets":[{"id":"TOK","label":"Token","issuers":["first","second"]}],
            "accounts":[{"id":"a","label":"A","initial":[{"asset":"TOK","amount":"100"}]},{"id":"b","label":"B"}],
            "mechanisms":[{"type":"flows","id":"first","flows":[{"id":"x","asset":"TOK","from":"a","to":"b","amount":"1"}]},
            {"type":"flows","id":"second","flows":[{"id":"y","asset":"TOK","from":"a","to":"b","amount":"2"},
            {"id":"z","asset":"TOK","to":"b","amount":"5"}]}]}"#,
        )
        .expect("a document");
        let watched = Watched::new(&project).expect("it runs");
        let spec = watched.model.default_spec();
        let flows = watched.run(&spec, 2).expect("a run of the set");
        assert_eq!(total(&flows, 0, "a", "TOK"), 4.0);
        let second = flows.iter().find(|flow| flow.by == Some(1) && flow.from.is_some()).expect("it moved");
        assert_eq!(second.amounts, [0.0, 2.0, 2.0, 2.0, 2.0]);
        let minted = flows.iter().find(|flow| flow.by == Some(1) && flow.from.is_none()).expect("it minted");
        assert_eq!(minted.amounts, [0.0, 5.0, 5.0, 5.0, 5.0]);
        let first_balance = flows.iter().find(|flow| flow.by.is_none()).expect("a first balance");
        assert_eq!((first_balance.to.as_deref(), first_balance.amounts[0]), (Some("a"), 100.0));
        assert!(watched.run(&spec, 3).is_err(), "the set has three runs");
    }

    #[test]
    fn a_run_is_the_same_whichever_are_watched_with_it() {
        let project = crate::template::find("nft-marketplace").expect("it is there").project();
        let watched = Watched::new(&project).expect("it runs");
        let spec = watched.model.default_spec();
        let together = watched.runs(&spec, 3..8).expect("runs of the set");
        assert_eq!(together.len(), 5);
        assert_eq!(together[4], watched.run(&spec, 7).expect("a run of the set"));
        assert_ne!(together[0], together[4], "runs differ by their luck");
    }

    #[test]
    fn a_run_that_breaks_has_moved_what_it_moved_before() {
        let project = Project::from_json(
            r#"{"format":1,"meta":{"id":"x","title":"X"},"run":{"steps":4,"runs":3},
            "assets":[{"id":"TOK","label":"Token","issuers":["pay"]}],"accounts":[{"id":"b","label":"B"}],
            "parameters":[{"id":"p","label":"P","unit":"TOK","default":1,"min":0,"max":2,"step":1}],
            "mechanisms":[{"type":"flows","id":"pay","flows":[{"id":"x","asset":"TOK","to":"b","amount":"p / (2 - step)"}]}]}"#,
        )
        .expect("a document");
        let watched = Watched::new(&project).expect("it runs");
        let flows = watched.runs(&watched.model.default_spec(), 0..2).expect("runs of the set");
        let lengths: Vec<usize> = flows.iter().flatten().map(|flow| flow.amounts.len()).collect();
        assert!(lengths == [3, 3], "the third step breaks: {flows:?}");
    }
}
