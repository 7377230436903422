//! Adapters for the objective, agents, processes and risk.

use crate::Adapter;
use crate::inputs::{Inputs, number};
use serde_json::{Value, json};
use tokenwright::agent::learn::{epsilon_greedy, fermi, softmax};
use tokenwright::analysis::{objective, risk, token};
use tokenwright::num::sketch::Sketch;
use tokenwright::num::stats::max_drawdown;
use tokenwright::project::{Curve, Ties};
use tokenwright::scenario::{gbm::Gbm, ou};

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("C.objective", weighted_score),
    ("C.concentration", concentration),
    ("C.velocity", velocity),
    ("C.fdv", fully_diluted),
    ("D.eps_greedy", greedy_choice),
    ("D.softmax", soft_choice),
    ("D.fermi", imitation),
    ("D.gbm", geometric_brownian),
    ("D.ou", ornstein_uhlenbeck),
    ("E.var_cvar", value_at_risk),
    ("E.drawdown", drawdown),
    ("E.ddsketch", sketch),
];

fn weighted_score(inputs: &Inputs) -> Result<Value, String> {
    let mut parts = Vec::new();
    for goal in inputs.rows("goals")? {
        let (worst, best) = (goal.number("worst")?, goal.number("best")?);
        let utility = objective::utility(&curve(&goal)?, worst, best, goal.number("x")?);
        parts.push((goal.number("w")?, utility));
    }
    Ok(json!({
        "utilities": parts.iter().map(|(_, utility)| *utility).collect::<Vec<_>>(),
        "score": objective::score(parts),
    }))
}

/// The curve that a goal names, with its shape under any usual name.
fn curve(goal: &Inputs) -> Result<Curve, String> {
    match goal.text("curve")? {
        "linear" => Ok(Curve::Linear {}),
        "exponential" | "exp" => Ok(Curve::Exponential { a: goal.number_or(&["p", "a"], 0.0)? }),
        "power" => Ok(Curve::Power { p: goal.number_or(&["p"], 1.0)? }),
        "logistic" | "sigmoid" => Ok(Curve::Logistic {
            k: goal.number_or(&["k", "steepness", "slope", "a", "p"], 10.0)?,
            mid: goal.number_or(&["mid", "midpoint", "m", "z0", "x0", "center", "centre"], 0.5)?,
        }),
        "gaussian" | "gauss" => Ok(Curve::Gaussian {
            target: goal.number_or(&["target", "t", "mu", "mean", "mid", "m", "center", "centre"], 0.5)?,
            width: goal.number_or(&["width", "sigma", "sd", "s", "w_z", "p"], 0.2)?,
        }),
        other => Err(format!("there is no curve `{other}`")),
    }
}

fn concentration(inputs: &Inputs) -> Result<Value, String> {
    let found = token::concentration(&mut inputs.numbers("holdings")?, inputs.number("threshold")?);
    Ok(json!({
        "gini": found.gini,
        "hhi": found.hhi,
        "hhi_10000": found.hhi * 1e4,
        "effective_holders": found.effective_holders,
        "nakamoto": found.nakamoto,
        "top1_share": found.top_share,
    }))
}

fn velocity(inputs: &Inputs) -> Result<Value, String> {
    let volume = inputs.number("tx_volume_usd")?;
    let velocity = token::velocity(volume, inputs.number("avg_mcap_usd")?);
    let target = inputs.number("target_velocity")?;
    Ok(json!({
        "velocity": velocity,
        "holding_time_days": token::holding_time(inputs.number("period_days")?, velocity),
        "implied_price": token::implied_price(volume, target, inputs.number("circulating")?),
    }))
}

fn fully_diluted(inputs: &Inputs) -> Result<Value, String> {
    let supply = token::Supply {
        max: inputs.number("max_supply")?,
        locked: inputs.number("locked")?,
        unminted: inputs.number("unminted")?,
        burned: inputs.number("burned")?,
    };
    let price = inputs.number("price")?;
    let (market, diluted) = (supply.market_value(price), supply.fully_diluted(price));
    Ok(json!({
        "circulating": supply.circulating(),
        "market_cap": market,
        "fdv": diluted,
        "mc_over_fdv": market / diluted,
        "dilution_if_all_unlocked": supply.dilution(),
    }))
}

fn greedy_choice(inputs: &Inputs) -> Result<Value, String> {
    let p = epsilon_greedy::probabilities(&inputs.numbers("q")?, inputs.number("eps")?, Ties::Lot);
    Ok(json!({ "p": p }))
}

fn soft_choice(inputs: &Inputs) -> Result<Value, String> {
    Ok(json!({ "p": softmax::probabilities(&inputs.numbers("q")?, inputs.number("tau")?) }))
}

fn imitation(inputs: &Inputs) -> Result<Value, String> {
    let row = |i: usize| -> Option<[f64; 2]> {
        let row = inputs.optional("M")?.get(i)?;
        Some([number(row.get(0)?)?, number(row.get(1)?)?])
    };
    let (Some(a), Some(b)) = (row(0), row(1)) else {
        return Err("the input `M` is not a 2 × 2 matrix".to_owned());
    };
    let beta = inputs.number("beta")?;
    Ok(json!({
        "p_adopt": fermi::adoption(inputs.number("pi")?, inputs.number("pj")?, beta),
        "fixation_one_A": fermi::Game { a, b }.fixation(inputs.whole("N")?, beta),
    }))
}

fn geometric_brownian(inputs: &Inputs) -> Result<Value, String> {
    let process = Gbm {
        start: inputs.number("S0")?,
        mu: inputs.number("mu")?,
        sigma: inputs.number("sigma")?,
        time: inputs.number("T")?,
    };
    let level = inputs.number("K")?;
    Ok(json!({
        "mean": process.mean(),
        "median": process.median(),
        "var": process.variance(),
        "P_below_K_at_T": process.below(level),
        "P_touch_K_by_T": process.touch(level),
    }))
}

fn ornstein_uhlenbeck(inputs: &Inputs) -> Result<Value, String> {
    let (kappa, sigma) = (inputs.number("kappa")?, inputs.number("sigma")?);
    let (t, dt) = (inputs.number("t")?, inputs.number("dt")?);
    Ok(json!({
        "mean": ou::mean(inputs.number("x0")?, kappa, inputs.number("theta")?, t),
        "var": ou::variance(kappa, sigma, t),
        "stationary_sd": ou::stationary_sd(kappa, sigma),
        "half_life": ou::half_life(kappa),
        "autocorr_lag_dt": ou::autocorrelation(kappa, dt),
        "exact_step_sd": ou::variance(kappa, sigma, dt).sqrt(),
    }))
}

fn value_at_risk(inputs: &Inputs) -> Result<Value, String> {
    let level = inputs.number("level")?;
    let normal = risk::normal(inputs.number("mu")?, inputs.number("sigma")?, level);
    let sample = risk::sample(&mut inputs.numbers("sample_losses")?, level);
    Ok(json!({
        "normal_VaR": normal.value_at_risk,
        "normal_CVaR": normal.conditional,
        "sample_VaR": sample.value_at_risk,
        "sample_CVaR": sample.conditional,
    }))
}

fn drawdown(inputs: &Inputs) -> Result<Value, String> {
    let worst = max_drawdown(&inputs.numbers("path")?);
    Ok(json!({
        "max_drawdown": worst.max,
        "peak_index": worst.peak_index,
        "trough_index": worst.trough_index,
        "longest_underwater": worst.longest_under_water,
    }))
}

fn sketch(inputs: &Inputs) -> Result<Value, String> {
    let (mut values, q) = (inputs.numbers("values")?, inputs.number("q")?);
    let mut sketch = Sketch::new(inputs.number("alpha")?);
    values.iter().for_each(|x| sketch.add(*x));
    let buckets: Vec<i32> = values.iter().map(|x| sketch.bucket(*x)).collect();
    values.sort_by(f64::total_cmp);
    let rank = (q * (values.len() - 1) as f64).floor() as usize;
    let exact = *values.get(rank).ok_or("there are no values")?;
    let estimate = sketch.quantile(q);
    Ok(json!({
        "gamma": sketch.gamma(),
        "buckets": buckets,
        "estimate": estimate,
        "true_lower_rank_value": exact,
        "rel_error": ((estimate - exact) / exact).abs(),
    }))
}
