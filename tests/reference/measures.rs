//! Adapters for the objective, token figures and risk.

use crate::Adapter;
use crate::inputs::Inputs;
use serde_json::{Value, json};
use tokenwright::analysis::{objective, risk, token};
use tokenwright::num::sketch::Sketch;
use tokenwright::num::stats::max_drawdown;
use tokenwright::project::Curve;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("C.objective", weighted_score),
    ("C.concentration", concentration),
    ("C.velocity", velocity),
    ("C.fdv", fully_diluted),
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
