//! Adapters for mechanisms at which something has a price: bonding curves, a stable
//! pool, a fee market.

use crate::Adapter;
use crate::inputs::{Inputs, written};
use crate::rules::{World, by_step, market};
use serde_json::{Value, json};
use tokenwright::num::math;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("B.curve.bancor", bancor),
    ("B.curve.abc", augmented_curve),
    ("B.amm.stableswap", stable_pool),
    ("B.eip1559", fee_market),
];

fn bancor(inputs: &Inputs) -> Result<Value, String> {
    let (supply, reserve, ratio) = (inputs.number("S")?, inputs.number("R")?, inputs.number("crr")?);
    let curve = |deposit: f64, sell: f64| {
        let with = json!({ "reserve": "cash", "token": "token", "ratio": ratio, "start_reserve": reserve,
            "start_supply": supply, "funder": "actor" });
        let parts = market(&[("buy", format!("{deposit:?}")), ("sell", format!("{sell:?}"))]);
        World::run("bancor_curve", with, parts, 1, 1.0, &["it.minted", "it.paid", "it.price"])
    };
    let bought = curve(inputs.number("deposit")?, 0.0)?;
    let sold = curve(0.0, inputs.number("sell")?)?;
    let before = curve(0.0, 0.0)?;
    Ok(json!({ "mint": bought.last(0), "sale_return": sold.last(1), "price": before.last(2) }))
}

fn augmented_curve(inputs: &Inputs) -> Result<Value, String> {
    let (raise, p0, theta) = (inputs.number("raise")?, inputs.number("p0")?, inputs.number("theta")?);
    let (kappa, buy) = (inputs.number("kappa")?, inputs.number("buy")?);
    let (entry, exit, part) = (inputs.number("entry")?, inputs.number("exit")?, inputs.number("sell_frac")?);
    let with = json!({ "reserve": "cash", "token": "token", "ratio": format!("1 / {kappa:?}"),
        "start_reserve": raise, "start_supply": format!("{raise:?} / {p0:?}"), "hatch_tribute": theta,
        "funder": "funder", "entry": entry, "exit": exit, "commons": "commons" });
    let orders = [
        ("buy", format!("if step == 1 then {buy:?} else 0")),
        ("sell", format!("if step == 2 then actor.token * {part:?} else 0")),
    ];
    let formulas = ["it.minted", "it.paid", "it.price", "it.pool.reserve", "commons.cash", "token.supply"];
    let world = World::run("bancor_curve", with, market(&orders), 3, 1.0, &formulas)?;
    let at = |metric: usize, step: usize| world.series(metric)[step];
    let (reserve, supply, minted) = (at(3, 0), at(5, 0), at(0, 1));
    Ok(json!({
        "R0": reserve, "S0": supply, "V0": math::pow(supply, kappa) / reserve,
        "post_hatch_price": at(2, 0), "return_factor": at(2, 0) / p0,
        "mint": minted, "avg_buy_price": buy / minted, "payout": at(1, 2),
        "funding_pool": at(4, 2), "reserve": at(3, 2),
    }))
}

fn fee_market(inputs: &Inputs) -> Result<Value, String> {
    let used = inputs.numbers("gas_used")?;
    let with = json!({ "token": "cash", "payer": "funder", "used": by_step(&used),
        "limit": inputs.number("gas_limit")?, "start": inputs.number("base_fee")? });
    let world = World::run("fee_market", with, market(&[]), used.len(), 1.0, &["it.base_fee"])?;
    let mut fees = vec![inputs.number("base_fee")?];
    fees.extend(world.series(0));
    Ok(json!({ "base_fees": fees }))
}

fn stable_pool(inputs: &Inputs) -> Result<Value, String> {
    let (reserves, paid_in) = (inputs.numbers("xp")?, inputs.number("dx")?);
    let [a, b, c] = reserves[..] else { return Err("the pool is not one of three".to_owned()) };
    let with = json!({ "a": "cash", "b": "token", "c": "gold", "provider": "funder",
        "start_a": format!("{a:?}"), "start_b": format!("{b:?}"), "start_c": format!("{c:?}"),
        "amplification": inputs.number("A")?, "fee": format!("{:?}", inputs.number("fee")? / 1e10) });
    let mut parts = market(&[("a_to_b", format!("{paid_in:?}"))]);
    parts["populations"][0]["initial"][0]["amount"] = json!(format!("{paid_in:?}"));
    let world = World::run("stableswap3", with, parts, 1, 1.0, &["it.invariant", "sum(actor.token)"])?;
    let units = |metric: usize| written(world.last(metric).round() as i128);
    Ok(json!({ "D": units(0), "dy_after_fee": units(1) }))
}
