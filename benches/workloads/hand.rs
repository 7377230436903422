//! The limit: W1 and W2 as one would write them for nothing but speed.
//!
//! Each is one fused loop over plain arrays: no dispatch, no ledger, no checks.
//! Draws are those of the engine, address for address, and elementary functions
//! are the engine's, so that both compute the same runs and only the way there
//! differs.

use tokenwright::num::dist::standard_normal;
use tokenwright::num::math::{exp, pow};
use tokenwright::num::rng::{Key, site};
use tokenwright::num::stats::sum;

/// What a summary needs of a run set.
pub struct Recorded {
    /// Final price of every run.
    pub finals: Vec<f64>,
    /// Prices at every `stride`-th step and the last, run by run.
    pub series: Vec<f32>,
}

impl Recorded {
    fn new(runs: usize, steps: u32, stride: u32) -> Self {
        let points = (steps / stride + 2) as usize;
        Recorded { finals: Vec::with_capacity(runs), series: Vec::with_capacity(runs * points) }
    }
}

const AGENTS: usize = 100;
const FEE: f64 = 0.003;
const EPSILON: f64 = 0.1;
const RATE: f64 = 0.1;

/// What a constant-product pool pays out.
fn swap(paid: f64, reserve_in: f64, reserve_out: f64) -> f64 {
    let net = paid * (1.0 - FEE);
    reserve_out * net / (reserve_in + net)
}

/// What one of `paid` gets of `out`.
fn each(out: f64, paid: f64) -> f64 {
    if paid > 0.0 { out / paid } else { 0.0 }
}

/// W1: a hundred adaptive traders. Agents are a struct of arrays on the stack.
pub fn adaptive_traders(seed: u64, runs: u64, steps: u32, stride: u32) -> Recorded {
    let demand = Key::new(seed, site("exogenous.demand.next#0"));
    let lot = Key::new(seed, site("populations.traders.learning.epsilon"));
    let mut recorded = Recorded::new(runs as usize, steps, stride);
    for run in 0..runs {
        let (mut quote, mut base) = (1e6, 1e6);
        let mut price: f64 = quote / base;
        let mut before = price;
        let mut usd = [1000.0; AGENTS];
        let mut tok = [1000.0; AGENTS];
        let mut wealth = [2000.0; AGENTS];
        let mut follow = [0.0; AGENTS];
        let mut contrary = [0.0; AGENTS];
        let (mut spent, mut sold, mut used) = ([0.0; AGENTS], [0.0; AGENTS], [0.0; AGENTS]);
        recorded.series.push(price as f32);
        for time in 1..=steps {
            let rising = price / before - 1.0 > 0.0;
            before = price;
            let z = 2000.0 * standard_normal(demand.at(run, time).uniform(0));
            lot.at(run, time).fill_uniform(&mut used);
            let buyer = if rising { 0.0 } else { 1.0 };
            for i in 0..AGENTS {
                let best = if contrary[i] > follow[i] { 1.0 } else { 0.0 };
                let any = if used[i] >= EPSILON / 2.0 { 1.0 } else { 0.0 };
                let choice = if used[i] < EPSILON { any } else { best };
                used[i] = choice;
                spent[i] = if choice == buyer { 0.01 * usd[i] } else { 0.0 };
                sold[i] = if choice == buyer { 0.0 } else { 0.01 * tok[i] };
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
                let learn = |q: f64| q + RATE * (reward - q);
                follow[i] = if used[i] == 0.0 { learn(follow[i]) } else { follow[i] };
                contrary[i] = if used[i] == 0.0 { contrary[i] } else { learn(contrary[i]) };
            }
            if time % stride == 0 || time == steps {
                recorded.series.push(price as f32);
            }
        }
        recorded.finals.push(price);
    }
    recorded
}

/// W2: a token's supply. One run after the other, all state in registers.
pub fn token_supply(seed: u64, runs: u64, steps: u32, stride: u32) -> Recorded {
    let noise = Key::new(seed, site("exogenous.volume.next#0"));
    let emission: Vec<f64> = (0..steps).map(|step| 1e5 * pow(0.99, f64::from(step))).collect();
    let mut recorded = Recorded::new(runs as usize, steps, stride);
    for run in 0..runs {
        let mut adopters = 10.0;
        let (mut circulating, mut staked, mut burned, mut treasury) = (1e6, 0.0, 0.0, 0.0);
        let mut price = 0.0;
        recorded.series.push(price as f32);
        for (emission, time) in emission.iter().zip(1..) {
            adopters += (0.003 + 0.1 * adopters / 1e5) * (1e5 - adopters);
            let z = standard_normal(noise.at(run, time).uniform(0));
            let volume = 10.0 * adopters * exp(0.2 * z);
            price = 1000.0 * volume / (5.0 * circulating);
            let burn = 0.005 * volume / price;
            let stake = 0.05 * circulating;
            let unstake = 0.03 * staked;
            circulating += emission - burn - stake + unstake;
            staked += stake - unstake;
            burned += burn;
            treasury += 0.005 * volume;
            if time % stride == 0 || time == steps {
                recorded.series.push(price as f32);
            }
        }
        // Nothing reads these two, but they are the model's state.
        std::hint::black_box((burned, treasury));
        recorded.finals.push(price);
    }
    recorded
}
