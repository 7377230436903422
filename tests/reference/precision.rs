//! Adapters for precision, ruin and fragility.

use crate::Adapter;
use crate::inputs::{Inputs, defined, number, numbers_in};
use serde_json::{Map, Value, json};
use tokenwright::analysis::precision::{self, Interval};
use tokenwright::analysis::risk::{self, Fragility};
use tokenwright::num::math::expm1;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("E.ruin", ruin),
    ("E.quantile_ci", quantile_interval),
    ("E.stopping", stopping),
    ("E.variance_reduction", variance_reduction),
    ("E.taleb", fragility),
];

fn ruin(inputs: &Inputs) -> Result<Value, String> {
    let gambler =
        defined(risk::gambler(inputs.number("p")?, inputs.number("start")?, inputs.number("target")?))?;
    let (loading, claim) = (inputs.number("theta")?, inputs.number("mean_claim")?);
    let reserve = defined(risk::reserve(loading, claim, inputs.number("u")?))?;
    Ok(json!({
        "gambler_ruin": gambler.ruin,
        "expected_duration": gambler.duration,
        "cramer_lundberg_psi": reserve.ruin,
        "adjustment_R": reserve.adjustment,
        "lundberg_bound": reserve.bound,
    }))
}

fn quantile_interval(inputs: &Inputs) -> Result<Value, String> {
    let (q, confidence) = (inputs.number("q")?, inputs.number("conf")?);
    let ranks = defined(precision::quantile_ranks(inputs.whole("n")?, q, confidence))?;
    Ok(json!({
        "lower_rank": ranks.lower,
        "upper_rank": ranks.upper,
        "coverage": ranks.coverage,
        "n_min_for_one_sided_max": defined(precision::runs_to_exceed(q, confidence))?,
    }))
}

fn stopping(inputs: &Inputs) -> Result<Value, String> {
    let (sd, confidence) = (inputs.number("s")?, inputs.number("conf")?);
    let trials = inputs.whole("trials")?;
    let Interval { low, high } = defined(precision::wilson(inputs.whole("successes")?, trials, confidence))?;
    Ok(json!({
        "z": precision::z(confidence),
        "n_needed": defined(precision::runs_for(sd, inputs.number("halfwidth")?, confidence))?,
        "standard_error": precision::standard_error(sd, inputs.whole("n0")?),
        "wilson": [low, high],
        "rule_of_three_upper": precision::zero_event_bound(trials, confidence),
    }))
}

fn variance_reduction(inputs: &Inputs) -> Result<Value, String> {
    let sds = [inputs.number("sd1")?, inputs.number("sd2")?];
    let (rho, a) = (inputs.number("rho")?, inputs.number("a")?);
    // Moments of e^(aU), U uniform: what the library is asked about.
    let mean = expm1(a) / a;
    let variance = expm1(2.0 * a) / (2.0 * a) - mean * mean;
    let pair = precision::pair_variance(variance, expm1(a) + 1.0 - mean * mean);
    Ok(json!({
        "var_indep": precision::difference_variance(sds, 0.0),
        "var_crn": precision::difference_variance(sds, rho),
        "crn_reduction": precision::shared_luck_saves(sds, rho),
        "plain_var_expaU": variance,
        "antithetic_pair_var": pair,
        "antithetic_vs_2_plain": pair / precision::pair_variance(variance, 0.0),
    }))
}

fn fragility(inputs: &Inputs) -> Result<Value, String> {
    let (at, delta) = (inputs.number("alpha")?, inputs.number("delta")?);
    let tolerance = inputs.number("tol")?;
    let functions = inputs.object("functions")?;
    let one = |(name, function): (&String, &Value)| {
        let h = risk::fragility(payoff(function)?, at, delta);
        let class = defined(Fragility::of(h, tolerance))?.name();
        Ok((name.clone(), json!({ "H": h, "class": class })))
    };
    functions.iter().map(one).collect::<Result<Map<_, _>, String>>().map(Value::Object)
}

/// The pay-off that a vector names: a polynomial, a call option less its premium,
/// or what waiting in a queue near its capacity costs.
fn payoff(function: &Value) -> Result<Box<dyn Fn(f64) -> f64>, String> {
    let (kind, terms) = (function["kind"].as_str().unwrap_or_default(), &function["p"]);
    let term = |name: &str| number(&terms[name]).ok_or_else(|| format!("the pay-off has no `{name}`"));
    Ok(match kind {
        "poly" => {
            let factors = numbers_in(terms).ok_or("a polynomial is a list of numbers")?;
            Box::new(move |x| factors.iter().rev().fold(0.0, |sum, factor| sum * x + factor))
        }
        "call" => {
            let (strike, premium) = (term("K")?, term("prem")?);
            Box::new(move |x| (x - strike).max(0.0) - premium)
        }
        "queue" => {
            let capacity = term("cap")?;
            Box::new(move |x| -1.0 / (capacity - x))
        }
        other => return Err(format!("there is no pay-off `{other}`")),
    })
}
