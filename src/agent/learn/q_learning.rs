//! Tabular Q-learning: what a choice is worth where it is made, with what it
//! leads to.

use super::{Learner, Learners, fill};
use crate::diag::Diagnostic;
use crate::lower::Context;
use crate::program::{Binary, Slot, Val};
use crate::project::QLearning;

/// Most numbers in the table of an agent.
const MOST_ENTRIES: usize = 1_024;
/// Most numbers in the tables of all agents of a population.
const MOST_NUMBERS: usize = 2_000_000;

struct Tabular {
    who: Learners,
    /// What each choice is worth in each row.
    table: Vec<Vec<Slot>>,
    /// The row in which the last choice was made; −1 before the first.
    row: Slot,
    /// What came of it.
    reward: Slot,
    spec: QLearning,
}

pub(super) fn declare(spec: QLearning, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let levels = spec.observe.iter().map(|observation| observation.cuts.len() + 1);
    let rows = levels.fold(1_usize, usize::saturating_mul);
    let entries = rows.saturating_mul(who.strategies(cx));
    let numbers = entries.saturating_mul(cx.project.populations[who.index].size as usize);
    let fits = entries <= MOST_ENTRIES && numbers <= MOST_NUMBERS;
    if !fits {
        let message = format!(
            "the table has {rows} rows; an agent keeps at most {MOST_ENTRIES} numbers and all of a \
             population {MOST_NUMBERS}"
        );
        let hint = "observe less, or in coarser steps";
        cx.report(Diagnostic::error(who.field("observe"), message).hint(hint));
    }
    let rows = if fits { rows } else { 1 };
    let table = (0..rows).map(|row| who.memories(cx, &format!("q{row}"))).collect();
    let (row, reward) = (who.memory(cx, "row"), who.memory(cx, "last_reward"));
    Tabular { who, table, row, reward, spec }
}

impl Tabular {
    /// In which row each agent is now.
    fn observe(&self, cx: &mut Context) -> Val {
        let mut row = cx.b.constant(0.0);
        for (i, observation) in self.spec.observe.iter().enumerate() {
            let place = self.who.field(&format!("observe[{i}]"));
            let value = cx.formula(&format!("{place}.value"), &observation.value, self.who.want());
            let levels = cx.b.constant(observation.cuts.len() as f64 + 1.0);
            row = cx.b.mul(row, levels);
            for (j, cut) in observation.cuts.iter().enumerate() {
                let cut = cx.formula(&format!("{place}.cuts[{j}]"), cut, self.who.want());
                let above = cx.b.binary(Binary::Ge, value, cut);
                row = cx.b.add(row, above);
            }
        }
        row
    }

    /// What each choice is worth in a row.
    fn look_up(&self, cx: &mut Context, row: Val) -> Vec<Val> {
        let mut found: Vec<Val> = self.table[0].iter().map(|slot| cx.b.read(*slot)).collect();
        for (r, slots) in self.table.iter().enumerate().skip(1) {
            let here = self.who.chose(cx, row, r);
            for (value, slot) in found.iter_mut().zip(slots) {
                let entry = cx.b.read(*slot);
                *value = cx.b.select(here, entry, *value);
            }
        }
        found
    }

    /// The last choice has led to `row`.
    fn update(&self, cx: &mut Context, choice: Slot, row: Val) {
        let discount = self.who.share(cx, "discount", &self.spec.discount);
        let rate = self.who.share(cx, "rate", &self.spec.rate);
        let next = self.look_up(cx, row);
        let (choice, last, reward) = (cx.b.read(choice), cx.b.read(self.row), cx.b.read(self.reward));
        let b = &mut cx.b;
        let best = next[1..].iter().fold(next[0], |best, value| b.max(best, *value));
        let later = b.mul(discount, best);
        let target = b.add(reward, later);
        let columns = b.constant(next.len() as f64);
        let entry = b.mul(last, columns);
        let entry = b.add(entry, choice);
        for (k, slot) in self.table.iter().flatten().enumerate() {
            let value = cx.b.read(*slot);
            let value = self.who.toward(cx, value, rate, target, (entry, Some(k as u32)));
            self.who.remember(cx, *slot, value);
        }
    }
}

impl Learner for Tabular {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        let start = self.who.number(cx, "initial", &self.spec.initial);
        self.table.iter().for_each(|slots| fill(cx, slots, start));
        let nowhere = cx.b.constant(-1.0);
        cx.b.write(self.row, nowhere);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        if self.table[0].is_empty() {
            return cx.b.constant(0.0);
        }
        let row = self.observe(cx);
        self.update(cx, choice, row);
        self.who.remember(cx, self.row, row);
        let epsilon = self.who.share(cx, "epsilon", &self.spec.epsilon);
        let values = self.look_up(cx, row);
        self.who.greedy(cx, values, ("epsilon", epsilon), self.spec.ties)
    }

    fn learn(&self, cx: &mut Context, _choice: Val, reward: Val) {
        self.who.remember(cx, self.reward, reward);
    }
}

/// An estimate after its choice has paid `reward` and led to where the best
/// choice is worth `next`.
///
/// **Formula.** Q + α·(r + γ·max Q′ − Q).
/// **Units.** Q, reward and `next` alike; rate α and discount γ from 0 to 1.
/// **Guarantees.** Converges to [`optimal`] if every choice is made in every
/// state again and again and α falls as it should (or nothing is by chance).
/// **Source.** Watkins & Dayan, "Q-learning", Machine Learning 8 (1992) 279.
pub fn update(estimate: f64, rate: f64, reward: f64, discount: f64, next: f64) -> f64 {
    estimate + rate * (reward + discount * next - estimate)
}

/// What every choice is worth in every state of a Markov decision process whose
/// player makes the best of it: Q*, to the last few bits, by value iteration.
///
/// **Formula.** Q(s, a) = R(s, a) + γ·Σ P(s′ | s, a)·max Q(s′, ·).
/// **Units.** `transitions[s][a][s']` are probabilities, `rewards[s][a]` rewards,
/// discount γ from 0 to below 1.
/// **Errors.** Empty for no states; states without choices are worth −∞.
/// **Source.** Bellman, "Dynamic Programming" (1957).
pub fn optimal(transitions: &[Vec<Vec<f64>>], rewards: &[Vec<f64>], discount: f64) -> Vec<Vec<f64>> {
    let mut q: Vec<Vec<f64>> = rewards.iter().map(|row| vec![0.0; row.len()]).collect();
    for _ in 0..100_000 {
        let best: Vec<f64> = q.iter().map(|row| largest(row)).collect();
        let mut moved = 0.0_f64;
        for ((row, rewards), transitions) in q.iter_mut().zip(rewards).zip(transitions) {
            for ((value, reward), chances) in row.iter_mut().zip(rewards).zip(transitions) {
                let next: f64 = chances.iter().zip(&best).map(|(chance, best)| chance * best).sum();
                let updated = reward + discount * next;
                moved = moved.max((updated - *value).abs() / updated.abs().max(1.0));
                *value = updated;
            }
        }
        if moved <= f64::EPSILON {
            break;
        }
    }
    q
}

/// The largest of some numbers; −∞ of none.
fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_ahead_can_beat_what_pays_now() {
        // Staying pays 1 for ever; leaving costs 5 once and then pays 2.
        let transitions = vec![vec![vec![1.0, 0.0], vec![0.0, 1.0]], vec![vec![0.0, 1.0], vec![1.0, 0.0]]];
        let rewards = vec![vec![1.0, -5.0], vec![2.0, 0.0]];
        let patient = optimal(&transitions, &rewards, 0.9);
        let expected = [[1.0 + 0.9 * 13.0, 13.0], [20.0, 0.9 * 13.0]];
        for (row, expected) in patient.iter().zip(expected) {
            assert!(row.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{patient:?}");
        }
        let hasty = optimal(&transitions, &rewards, 0.5);
        assert!(hasty[0][0] > hasty[0][1], "{hasty:?}");
        assert_eq!(optimal(&transitions, &rewards, 0.0), rewards);
    }

    #[test]
    fn an_update_ends_where_nothing_surprises() {
        assert_eq!(update(0.0, 0.5, 2.0, 0.9, 0.0), 1.0);
        assert_eq!(update(3.0, 0.3, 1.2, 0.9, 2.0), 3.0);
    }
}
