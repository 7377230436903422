//! The limit: W1 and W2 as one would write them for nothing but speed.
//!
//! Each is one fused loop over plain arrays: no dispatch, no ledger, no checks.
//! Draws are those of the engine, address for address, and elementary functions
//! are the engine's, so that both compute the same runs and only the way there
//! differs. Of the ways to write each (structs or arrays, branches or masks, one
//! run or several at a time) these were the fastest, natively.

use tokenwright::num::dist::standard_normal;
use tokenwright::num::math::{exp_block, pow};
use tokenwright::num::rng::{Key, site};
use tokenwright::num::stats::sum;

/// What a summary needs of a run set.
pub struct Recorded {
    /// Final price of every run.
    pub finals: Vec<f64>,
    /// Prices at every `stride`-th step and the last: point by point, so that
    /// the runs of a point, which quantiles are over, lie side by side.
    pub series: Vec<f32>,
    runs: usize,
    steps: u32,
    stride: u32,
}

impl Recorded {
    fn new(runs: u64, steps: u32, stride: u32) -> Self {
        let (points, runs) = (steps.div_ceil(stride) as usize + 1, runs as usize);
        let finals = Vec::with_capacity(runs);
        Recorded { finals, series: vec![0.0; points * runs], runs, steps, stride }
    }

    #[inline(always)]
    fn point(&mut self, run: u64, time: u32, price: f64) {
        self.points(run, time, &[price]);
    }

    #[inline(always)]
    fn points(&mut self, first: u64, time: u32, prices: &[f64]) {
        if time.is_multiple_of(self.stride) || time == self.steps {
            let start = time.div_ceil(self.stride) as usize * self.runs + first as usize;
            let cells = &mut self.series[start..start + prices.len()];
            cells.iter_mut().zip(prices).for_each(|(cell, price)| *cell = *price as f32);
        }
    }
}

const AGENTS: usize = 100;
const FEE: f64 = 0.003;
const EPSILON: f64 = 0.1;
const RATE: f64 = 0.1;
/// What a trade takes of a balance.
const SHARE: f64 = 0.01;

/// What a constant-product pool pays out.
fn swap(paid: f64, reserve_in: f64, reserve_out: f64) -> f64 {
    let net = paid * (1.0 - FEE);
    reserve_out * net / (reserve_in + net)
}

/// What one of `paid` gets of `out`.
fn each(out: f64, paid: f64) -> f64 {
    if paid > 0.0 { out / paid } else { 0.0 }
}

/// W1: a hundred adaptive traders, run by run. Agents are arrays on the stack,
/// and choices are numbers that amounts are multiplied with, not branches.
pub fn adaptive_traders(seed: u64, runs: u64, steps: u32, stride: u32) -> Recorded {
    let demand = Key::new(seed, site("exogenous.demand.next#0"));
    let lot = Key::new(seed, site("populations.traders.learning.epsilon"));
    let mut recorded = Recorded::new(runs, steps, stride);
    for run in 0..runs {
        let (mut quote, mut base) = (1e6, 1e6);
        let mut price: f64 = quote / base;
        let mut before = price;
        let mut usd = [1000.0; AGENTS];
        let mut tok = [1000.0; AGENTS];
        let mut wealth = [2000.0; AGENTS];
        let (mut follow, mut contrary) = ([0.0; AGENTS], [0.0; AGENTS]);
        // First the draw, then the choice that it made: 0 follows, 1 does not.
        let mut choice = [0.0; AGENTS];
        let (mut spent, mut sold) = ([0.0; AGENTS], [0.0; AGENTS]);
        recorded.point(run, 0, price);
        for time in 1..=steps {
            let rising = price / before - 1.0 > 0.0;
            before = price;
            let z = 2000.0 * standard_normal(demand.at(run, time).uniform(0));
            lot.at(run, time).fill_uniform(&mut choice);
            let (follower_buys, toward_contrary) = if rising { (1.0, -1.0) } else { (0.0, 1.0) };
            for i in 0..AGENTS {
                let explores = choice[i] < EPSILON;
                let lead = if explores { choice[i] - EPSILON / 2.0 } else { contrary[i] - follow[i] };
                choice[i] = if lead > 0.0 { 1.0 } else { 0.0 };
                let buys = follower_buys + choice[i] * toward_contrary;
                spent[i] = buys * (SHARE * usd[i]);
                sold[i] = (1.0 - buys) * (SHARE * tok[i]);
            }
            let paid = sum(&spent) + if z > 0.0 { z } else { 0.0 };
            let given = sum(&sold) + if z < 0.0 { -z / price } else { 0.0 };
            let bought = swap(paid, quote, base);
            (quote, base) = (quote + paid, base - bought);
            let received = swap(given, base, quote);
            (quote, base) = (quote - received, base + given);
            price = quote / base;
            let (per_spent, per_sold) = (each(bought, paid), each(received, given));
            for i in 0..AGENTS {
                usd[i] = usd[i] - spent[i] + sold[i] * per_sold;
                tok[i] = tok[i] - sold[i] + spent[i] * per_spent;
                let worth = usd[i] + tok[i] * price;
                let reward = worth / wealth[i] - 1.0;
                wealth[i] = worth;
                follow[i] += RATE * (1.0 - choice[i]) * (reward - follow[i]);
                contrary[i] += RATE * choice[i] * (reward - contrary[i]);
            }
            recorded.point(run, time, price);
        }
        recorded.finals.push(price);
    }
    recorded
}

/// Runs that [`token_supply`] computes side by side: enough to hide the latency
/// of a step, few enough to stay in registers and the nearest cache.
const LANES: usize = 8;

/// W2: a token's supply, some runs side by side.
pub fn token_supply(seed: u64, runs: u64, steps: u32, stride: u32) -> Recorded {
    let noise = Key::new(seed, site("exogenous.volume.next#0"));
    let emission: Vec<f64> = (0..steps).map(|step| 1e5 * pow(0.99, f64::from(step))).collect();
    let mut recorded = Recorded::new(runs, steps, stride);
    for first in (0..runs).step_by(LANES) {
        let lanes = LANES.min((runs - first) as usize);
        let mut adopters = [10.0; LANES];
        let (mut circulating, mut staked) = ([1e6; LANES], [0.0; LANES]);
        let (mut burned, mut treasury) = ([0.0; LANES], [0.0; LANES]);
        let (mut price, mut luck) = ([0.0; LANES], [0.0; LANES]);
        recorded.points(first, 0, &price[..lanes]);
        for (emission, time) in emission.iter().zip(1..) {
            for (run, luck) in (first..).zip(&mut luck) {
                *luck = noise.at(run, time).uniform(0);
            }
            luck.iter_mut().for_each(|luck| *luck = standard_normal(*luck));
            exp_block(&luck.map(|luck| 0.2 * luck), &mut luck);
            for i in 0..LANES {
                adopters[i] += (0.003 + 0.1 * adopters[i] / 1e5) * (1e5 - adopters[i]);
                let volume = 10.0 * adopters[i] * luck[i];
                price[i] = 1000.0 * volume / (5.0 * circulating[i]);
                let burn = 0.005 * volume / price[i];
                let stake = 0.05 * circulating[i];
                let unstake = 0.03 * staked[i];
                circulating[i] += emission - burn - stake + unstake;
                staked[i] += stake - unstake;
                burned[i] += burn;
                treasury[i] += 0.005 * volume;
            }
            recorded.points(first, time, &price[..lanes]);
        }
        // Nothing reads these two, but they are the model's state.
        std::hint::black_box((burned, treasury));
        recorded.finals.extend(&price[..lanes]);
    }
    recorded
}
