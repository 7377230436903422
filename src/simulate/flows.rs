//! What moved between whom in one run, for whoever watches it: the ledger's own
//! movements, added up in each step.

use super::compile::compile_traced;
use super::model::Model;
use super::summary::RunSpec;
use crate::diag::Diagnostic;
use crate::map::Map;
use crate::num::stats;
use crate::program::{Observer, Slot, Tracing, ir::Move};
use crate::project::Project;

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
    /// How much at each time: before the first step, then in each step, as far as the
    /// run came.
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

    /// The flows of one run of a set. The run meets the same luck as in the set. The
    /// error is the caller's mistake: the set does not fit the model, or has no such
    /// run.
    pub fn run(&self, spec: &RunSpec, run: u64) -> Result<Vec<Flow>, String> {
        let names = &self.model.program().slots;
        let owner = |slot: Slot| names.get(slot.0 as usize).and_then(|slot| slot.name.rsplit_once('.'));
        let mut tally =
            Tally { model: &self.model, owner: &owner, flows: Vec::new(), known: Map::new(), time: 0 };
        self.model.watch(spec, run..run + 1, &mut tally)?;
        let (mut flows, times) = (tally.flows, tally.time);
        flows.iter_mut().for_each(|flow| flow.amounts.resize(times, 0.0));
        Ok(flows)
    }
}

/// Part, giver, receiver: what tells flows apart.
type Key = (Option<usize>, Option<Slot>, Option<Slot>);

struct Tally<'m> {
    model: &'m Model,
    /// Owner and asset of a balance.
    owner: &'m dyn Fn(Slot) -> Option<(&'m str, &'m str)>,
    flows: Vec<Flow>,
    known: Map<Key, usize>,
    time: usize,
}

impl Observer for Tally<'_> {
    fn moved(&mut self, op: &Move, _rows: usize, amounts: &[f64]) {
        let marks = self.model.project().mechanisms.len() + 1;
        let by = self.model.program().part(op, marks);
        let (from, to) = (op.from.as_ref().map(|side| side.slot), op.to.as_ref().map(|side| side.slot));
        let flows = &mut self.flows;
        let at = *self.known.or_insert_with((by, from, to), || {
            let [giver, receiver] = [from, to].map(|slot| slot.and_then(self.owner));
            let asset = giver.or(receiver).map_or("", |(_, asset)| asset);
            let name = |side: Option<(&str, &str)>| side.map(|(owner, _)| owner.to_owned());
            let (from, to) = (name(giver), name(receiver));
            flows.push(Flow { by, from, to, asset: asset.to_owned(), amounts: Vec::new() });
            flows.len() - 1
        });
        let amounts_of = &mut flows[at].amounts;
        amounts_of.resize(self.time + 1, 0.0);
        amounts_of[self.time] += stats::sum(amounts);
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
}
