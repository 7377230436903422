//! Adapters for the rules of the catalogue: each runs in the engine, in a document
//! that the inputs make.

use crate::Adapter;
use crate::inputs::Inputs;
use serde_json::{Value, json};
use tokenwright::num::math;
use tokenwright::project::Project;
use tokenwright::simulate::{Model, RunSpec, Summary, compile};

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("B.paymaster", paymaster),
    ("B.ve", vote_escrow),
    ("B.staking.accumulator", staking),
    ("B.conviction", conviction),
    ("B.qv", quadratic_vote),
    ("B.qf.clr", quadratic_funding),
    ("B.quorum", quorum),
    ("B.pid", pid),
    ("B.rai.pi", rai),
    ("B.bridge", bridge),
    ("G.airdrop", airdrop),
];

/// A document with one rule, which can be run for any number of steps: what is kept
/// of every step is in single precision, what is kept of the last is not.
pub struct World {
    model: Model,
    steps: u32,
    ends: Vec<Summary>,
}

impl World {
    /// Runs a rule for so many steps of a length. `parts` are further fields of the
    /// document; metrics are all formulas that are asked for.
    pub fn run(
        rule: &str,
        with: Value,
        parts: Value,
        steps: usize,
        dt: f64,
        formulas: &[&str],
    ) -> Result<Self, String> {
        let metrics: Vec<Value> = formulas
            .iter()
            .enumerate()
            .map(|(k, formula)| json!({ "id": format!("m{k}"), "label": formula, "formula": formula }))
            .collect();
        let mut document = json!({
            "format": 1,
            "meta": { "id": "vector", "title": "Vector" },
            "run": { "steps": steps, "runs": 1, "step": { "unit": "day", "length": dt } },
            "mechanisms": [{ "type": "rule", "id": "it", "rule": rule, "with": with }],
            "metrics": metrics,
        });
        for (name, value) in parts.as_object().into_iter().flatten() {
            document[name] = value.clone();
        }
        let told = |problems: Vec<tokenwright::diag::Diagnostic>| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let project = Project::from_json(&document.to_string()).map_err(told)?;
        let model = compile(&project).map_err(told)?;
        let mut world = World { model, steps: steps as u32, ends: Vec::new() };
        for steps in 1..=steps as u32 {
            let few = steps == world.steps || world.steps <= 8;
            if few {
                let summary = world.after(steps)?;
                world.ends.push(summary);
            }
        }
        Ok(world)
    }

    fn after(&self, steps: u32) -> Result<Summary, String> {
        let spec = RunSpec { steps, ..self.model.default_spec() };
        let summary = self.model.run(&spec).map_err(|problem| format!("{problem:?}"))?;
        if summary.faults.is_empty() { Ok(summary) } else { Err(format!("{:?}", summary.faults)) }
    }

    /// After each of a few steps.
    pub fn series(&self, metric: usize) -> Vec<f64> {
        self.ends.iter().map(|end| end.metrics[metric].finals[0]).collect()
    }

    /// After the last step.
    pub fn last(&self, metric: usize) -> f64 {
        self.ends.last().map_or(f64::NAN, |end| end.metrics[metric].finals[0])
    }
}

/// A formula that takes these values, step after step, and then the last.
pub fn by_step(values: &[f64]) -> String {
    let Some((last, before)) = values.split_last() else { return "0".into() };
    let mut text = String::new();
    for (step, value) in before.iter().enumerate() {
        text += &format!("if step == {step} then {value:?} else ");
    }
    text + &format!("{last:?}")
}

/// Agents that are numbered by their attribute `n`, and a formula that gives each
/// its value.
fn by_agent(values: &[f64]) -> String {
    let Some((last, before)) = values.split_last() else { return "0".into() };
    let mut text = String::new();
    for (agent, value) in before.iter().enumerate() {
        text += &format!("if n == {agent} then {value:?} else ");
    }
    text + &format!("{last:?}")
}

/// Two assets, a rich owner and an actor who orders at a port in each step.
pub fn market(orders: &[(&str, String)]) -> Value {
    let actions: Vec<Value> =
        orders.iter().map(|(port, amount)| json!({ "at": "it", "do": port, "amount": amount })).collect();
    json!({
        "assets": [{ "id": "cash", "label": "" }, { "id": "token", "label": "", "issuers": ["it"] },
            { "id": "gold", "label": "" }],
        "accounts": [{ "id": "funder", "label": "", "kind": "external" }, { "id": "commons", "label": "" }],
        "populations": [{ "id": "actor", "label": "", "size": 1,
            "initial": [{ "asset": "cash", "amount": "1B" }],
            "strategies": [{ "id": "only", "label": "", "actions": actions }] }],
    })
}

/// A step is what divides all times; a transaction asks for one transfer.
fn paymaster(inputs: &Inputs) -> Result<Value, String> {
    const STEP: f64 = 10.0;
    let (budget, gas, cap) = (inputs.number("budget")?, inputs.number("gas_cost")?, inputs.number("cap")?);
    let (window, wallets) = (inputs.number("window")?, inputs.whole::<usize>("verified_wallets")?);
    let (mut names, mut at, mut asked, mut may) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for tx in inputs.list("txs")? {
        let parts = (tx[0].as_f64(), tx[1].as_str(), tx[2].as_bool(), tx[3].as_str());
        let (Some(time), Some(who), Some(verified), Some(kind)) = parts else {
            return Err("a transaction is time, wallet, verified, kind".to_owned());
        };
        let agent = names.iter().position(|name| *name == who).unwrap_or_else(|| {
            names.push(who);
            names.len() - 1
        });
        let step = (time / STEP) as usize;
        let this = format!("(n == {agent} and step == {step})");
        may.push(format!("{this} * {}", u8::from(verified && kind.starts_with("transfer"))));
        asked.push(this);
        at.push((step, agent));
    }
    let run = |requests: String, eligible: String, cap_window: f64, steps: usize, dt: f64, size: usize| {
        let with = json!({ "users": "actor", "gas_asset": "cash", "validators": "commons",
            "sponsor": "funder", "start": budget, "gas": gas, "cap": cap, "window": cap_window,
            "requests": requests, "eligible": eligible });
        let mut parts = market(&[]);
        parts["populations"][0]["size"] = json!(size);
        parts["populations"][0]["attributes"] = json!([{ "id": "n", "value": "index" }]);
        let each = (0..size).map(|n| format!("sum(if actor.n == {n} then it.granted else 0)"));
        let formulas: Vec<String> =
            ["it.left".to_owned(), "it.spent".to_owned()].into_iter().chain(each).collect();
        let formulas: Vec<&str> = formulas.iter().map(String::as_str).collect();
        World::run("paymaster", with, parts, steps, dt, &formulas)
    };
    let steps = at.iter().map(|(step, _)| step + 1).max().unwrap_or(1);
    let world = run(asked.join(" + "), may.join(" + "), window, steps, STEP, names.len())?;
    let (mut sponsored, mut rejected) = (Vec::new(), Vec::new());
    for (tx, (step, agent)) in at.iter().enumerate() {
        let granted = world.after(*step as u32 + 1)?.metrics[2 + agent].finals[0];
        if granted == 1.0 { sponsored.push(tx) } else { rejected.push(tx) }
    }
    // A day on which all wallets ask for all that they may.
    let busy = run("1000".to_owned(), "1".to_owned(), 0.0, 1, window, wallets)?;
    Ok(json!({
        "sponsored": sponsored,
        "rejected": rejected,
        "budget_left": world.last(0),
        "days_to_empty_at_cap": budget / busy.last(1),
    }))
}

fn vote_escrow(inputs: &Inputs) -> Result<Value, String> {
    const WEEK: f64 = 604_800.0;
    const MOST: f64 = 126_144_000.0;
    let (amount, unlock, now) = (inputs.number("amount")?, inputs.number("unlock")?, inputs.number("t")?);
    // One step as long as the time that has passed: the lock is made in the second.
    let with = json!({ "voters": "actor", "asset": "cash", "duration": format!("{unlock:?} - {now:?}"),
        "most": MOST, "grid": WEEK });
    let mut parts = market(&[("lock", format!("if step == 1 then {amount:?} else 0"))]);
    parts["populations"][0]["initial"][0]["amount"] = json!(format!("{amount:?}"));
    let formulas = ["max(it.end)", "it.total_power", "sum(it.locked.asset)"];
    let world = World::run("vote_escrow", with, parts, 2, now, &formulas)?;
    // The contract's slope is a whole number per second.
    let slope = (world.last(2) / MOST).floor();
    let power = slope * (world.last(0) - now);
    let own = world.last(1);
    if (own - power).abs() > 1e-9 * power {
        return Err(format!("the engine's power is {own}, the contract's {power}"));
    }
    Ok(json!({ "end": world.last(0), "slope": slope, "voting_power": power }))
}

fn staking(inputs: &Inputs) -> Result<Value, String> {
    let (rate, start, end) = (inputs.number("rate")?, inputs.number("start")?, inputs.number("t_end")?);
    let finish = inputs.number("finish")?;
    // A step is what divides all times.
    let events = inputs.list("events")?;
    let dt = 100.0;
    let mut names: Vec<&str> = Vec::new();
    let mut stake = String::new();
    for event in events {
        let (time, who) = (event[0].as_f64().ok_or("a time")?, event[1].as_str().ok_or("a name")?);
        let amount: f64 = event[2].as_str().and_then(|text| text.parse().ok()).ok_or("an amount")?;
        let agent = names.iter().position(|name| *name == who).unwrap_or_else(|| {
            names.push(who);
            names.len() - 1
        });
        if time % dt != 0.0 {
            return Err(format!("{time} is no multiple of {dt}"));
        }
        stake += &format!("if n == {agent} and time == {time:?} then {amount:?} else ");
    }
    stake += "0";
    let with = json!({ "stakers": "actor", "asset": "cash", "reward_asset": "token", "rewards_from": "funder",
        "rate": format!("if time > {start:?} and time <= {finish:?} then {rate:?} else 0") });
    let mut parts = market(&[("stake", stake)]);
    parts["populations"][0]["size"] = json!(names.len());
    parts["populations"][0]["attributes"] = json!([{ "id": "n", "value": "index" }]);
    parts["populations"][0]["initial"][0]["amount"] = json!("1e21");
    let earned: Vec<String> =
        (0..names.len()).map(|agent| format!("sum(if actor.n == {agent} then it.earned else 0)")).collect();
    let formulas: Vec<&str> = earned.iter().map(String::as_str).collect();
    let world = World::run("locked_staking", with, parts, (end / dt) as usize + 1, dt, &formulas)?;
    let earned: serde_json::Map<String, Value> =
        names.iter().enumerate().map(|(k, name)| ((*name).to_owned(), json!(world.last(k)))).collect();
    let all: f64 = (0..names.len()).map(|k| world.last(k)).sum();
    let given = rate * (finish.min(end) - start);
    let rest = if (given - all).abs() < 1e-12 * given { 0.0 } else { given - all };
    Ok(json!({ "earned": earned, "unallocated": rest }))
}

fn conviction(inputs: &Inputs) -> Result<Value, String> {
    let stakes = inputs.numbers("stakes")?;
    let (half_life, rho, beta) = (inputs.number("half_life")?, inputs.number("rho")?, inputs.number("beta")?);
    let (supply, requested, funds) =
        (inputs.number("supply")?, inputs.number("requested")?, inputs.number("funds")?);
    let last = stakes.last().copied().ok_or("no stakes")?;
    let vote = |supporting: String, steps: usize| {
        let with = json!({ "pool": "funder", "asset": "cash", "recipient": "commons", "requested": requested,
            "supporting": supporting, "supply": supply, "half_life": half_life, "max_share": beta, "weight": rho });
        let mut parts = market(&[]);
        parts["accounts"][0] =
            json!({ "id": "funder", "label": "", "initial": [{ "asset": "cash", "amount": funds }] });
        World::run(
            "conviction_voting",
            with,
            parts,
            steps,
            1.0,
            &["it.conviction", "it.threshold", "it.passed", "it.grants"],
        )
    };
    let world = vote(by_step(&stakes), stakes.len())?;
    let steady = vote(format!("{last:?}"), 200)?;
    let mut periods = None;
    for steps in (1..=200).rev() {
        let end = steady.after(steps)?;
        if end.metrics[3].finals[0] >= 1.0 {
            periods = Some(steps);
        }
    }
    // From the engine's own numbers: what decay there is, and where it leads.
    let free = vote(by_step(&[1.0, 0.0]), 2)?;
    let alpha = free.last(0);
    let bar = world.last(1);
    Ok(json!({
        "alpha": alpha, "conviction": world.last(0), "y_max": last / (1.0 - alpha), "threshold": bar,
        "periods_to_pass_from_zero": periods, "min_stake_share": bar * (1.0 - alpha) / supply,
    }))
}

fn quadratic_vote(inputs: &Inputs) -> Result<Value, String> {
    let (votes, credits) = (inputs.numbers("votes")?, inputs.number("credits")?);
    let mut costs = Vec::new();
    for vote in &votes {
        // The rule takes credits and gives votes: what buys these votes is their cost.
        let paid = vote * vote;
        let port = if *vote < 0.0 { "against" } else { "for" };
        let with = json!({ "voters": "actor", "credits": "cash" });
        let world = World::run(
            "quadratic_vote",
            with,
            market(&[(port, format!("{paid:?}"))]),
            1,
            1.0,
            &["it.votes", "it.cost"],
        )?;
        if world.last(0) != *vote {
            return Err(format!("{paid} credits gave {} votes, not {vote}", world.last(0)));
        }
        costs.push(world.last(1));
    }
    let with = json!({ "voters": "actor", "credits": "cash" });
    let all = World::run(
        "quadratic_vote",
        with,
        market(&[("for", format!("{credits:?}"))]),
        1,
        1.0,
        &["it.votes"],
    )?;
    let total: f64 = costs.iter().sum();
    Ok(
        json!({ "cost": costs, "total": total, "max_votes_one_issue": all.last(0).floor(), "affordable": total <= credits }),
    )
}

fn quadratic_funding(inputs: &Inputs) -> Result<Value, String> {
    let pool = inputs.number("pool")?;
    let gifts: Vec<Vec<f64>> = inputs
        .list("projects")?
        .iter()
        .map(|project| project.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
        .collect();
    let [a, b, c] = gifts.as_slice() else { return Err("the rule is for three projects".into()) };
    let givers = gifts.iter().map(Vec::len).max().unwrap_or(0);
    let padded = |gifts: &[f64]| {
        let mut all = gifts.to_vec();
        all.resize(givers, 0.0);
        by_agent(&all)
    };
    let with = json!({ "givers": "actor", "asset": "cash", "pool": "sponsor", "budget": pool,
        "a": "pa", "b": "pb", "c": "pc" });
    let mut parts = market(&[("give_a", padded(a)), ("give_b", padded(b)), ("give_c", padded(c))]);
    parts["populations"][0]["size"] = json!(givers);
    parts["populations"][0]["attributes"] = json!([{ "id": "n", "value": "index" }]);
    parts["accounts"] = json!([
        { "id": "sponsor", "label": "", "initial": [{ "asset": "cash", "amount": pool }] },
        { "id": "pa", "label": "" }, { "id": "pb", "label": "" }, { "id": "pc", "label": "" }]);
    let formulas = ["it.alpha", "it.match_a", "it.match_b", "it.match_c", "pa.cash", "pb.cash", "pc.cash"];
    let world = World::run("quadratic_funding", with, parts, 1, 1.0, &formulas)?;
    let alpha = world.last(0);
    let matched: Vec<f64> = (1..4).map(|k| world.last(k)).collect();
    let squares: Vec<f64> =
        gifts.iter().map(|gifts| math::pow(gifts.iter().map(|gift| gift.sqrt()).sum::<f64>(), 2.0)).collect();
    let naive: Vec<f64> = squares.iter().map(|square| pool * square / squares.iter().sum::<f64>()).collect();
    Ok(json!({
        "ideal_match": matched.iter().map(|part| part / alpha).collect::<Vec<_>>(),
        "alpha": alpha, "match": matched, "payout": (4..7).map(|k| world.last(k)).collect::<Vec<_>>(),
        "naive_share_of_pool": naive,
    }))
}

fn quorum(inputs: &Inputs) -> Result<Value, String> {
    let (supply, num, den) =
        (inputs.number("supply")?, inputs.number("quorum_num")?, inputs.number("quorum_den")?);
    let (yes, no, abstain) = (inputs.number("for")?, inputs.number("against")?, inputs.number("abstain")?);
    let vote = |abstain: f64, share: String| {
        let with =
            json!({ "supply": supply, "for": yes, "against": no, "abstain": abstain, "quorum": share });
        World::run("quorum_vote", with, json!({}), 1, 1.0, &["it.reached", "it.passed"])
    };
    let share = format!("{num:?} / {den:?}");
    let world = vote(abstain, share)?;
    // Whether it would pass if everybody took part: the majority alone.
    let majority = vote(supply, "0".into())?;
    Ok(json!({
        "quorum": (supply * num / den).floor(), "quorum_reached": world.last(0) == 1.0,
        "succeeded": majority.last(1) == 1.0, "passes": world.last(1) == 1.0,
    }))
}

fn pid(inputs: &Inputs) -> Result<Value, String> {
    let (target, measured) = (inputs.numbers("setpoint")?, inputs.numbers("measure")?);
    let with = json!({ "parameter": "knob", "measured": by_step(&measured), "target": by_step(&target),
        "kp": inputs.number("Kp")?, "ki": inputs.number("Ki")?, "kd": inputs.number("Kd")?,
        "low": inputs.number("umin")?, "high": inputs.number("umax")? });
    let parts = json!({ "parameters": [{ "id": "knob", "label": "", "default": 0, "min": -10, "max": 10, "step": 0.01 }] });
    let steps = measured.len();
    let world = World::run("pid", with, parts, steps, inputs.number("dt")?, &["knob", "it.sum"])?;
    Ok(json!({ "u": world.series(0), "integral": world.last(1) }))
}

fn rai(inputs: &Inputs) -> Result<Value, String> {
    let rows: Vec<Vec<f64>> = inputs
        .list("obs")?
        .iter()
        .map(|row| row.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
        .collect();
    let column = |k: usize| -> Vec<f64> { rows.iter().map(|row| row[k]).collect() };
    let times = column(0);
    let elapsed: Vec<f64> =
        times.iter().enumerate().map(|(k, time)| if k == 0 { 0.0 } else { time - times[k - 1] }).collect();
    let (low, high, noise) = (inputs.number("lo")?, inputs.number("hi")?, inputs.number("noise")?);
    if low != -high {
        return Err("the rule has one bound for both sides".into());
    }
    // The contract's barrier of 1 lets every error through.
    let with = json!({ "market": by_step(&column(2)), "redemption": by_step(&column(1)),
        "kp": inputs.number("Kp")?, "ki": inputs.number("Ki")?, "leak": inputs.number("leak")?,
        "elapsed": by_step(&elapsed), "barrier": format!("1 - {noise:?}"), "bound": high });
    let world = World::run("pi_rate", with, json!({}), rows.len(), 1.0, &["it.rate", "it.sum"])?;
    const YEAR: f64 = 31_536_000.0;
    Ok(json!({
        "per_second_rates": world.series(0), "cumulative_deviation": world.last(1),
        "annualised_last": math::pow(world.last(0), YEAR),
    }))
}

fn bridge(inputs: &Inputs) -> Result<Value, String> {
    let (minted, price) = (inputs.number("minted")?, inputs.number("price")?);
    let (units, worth) = (inputs.number("collateral_units")?, inputs.number("collateral_price")?);
    let (least, target) = (inputs.number("min_ratio")?, inputs.number("target_ratio")?);
    let (signers, bond) = (inputs.number("signers_needed")?, inputs.number("bond_per_signer")?);
    let world = |minimum: f64, wanted: f64| {
        let with = json!({ "native": "cash", "wrapped": "token", "collateral": "gold", "operator": "funder",
            "start_collateral": units, "native_price": price, "collateral_price": worth, "minimum": minimum,
            "signers": signers, "bond": bond });
        let parts = market(&[("wrap", format!("if step == 0 then {wanted:?} else 0"))]);
        let formulas = ["it.ratio", "it.liquidation_price", "it.safe", "token.supply", "it.minted"];
        World::run("bridge", with, parts, 1, 1.0, &formulas)
    };
    let now = world(least, minted)?;
    // As much as the target lets in.
    let most = world(target, 1e6)?;
    Ok(json!({
        "collateral_ratio": now.last(0), "liquidation_price_of_asset": now.last(1),
        "max_mint_more": (most.last(3) - minted).max(0.0),
        "attack_profit": now.last(3) * price - signers * bond, "economically_safe": now.last(2) == 1.0,
    }))
}

fn airdrop(inputs: &Inputs) -> Result<Value, String> {
    let (activity, points) = (inputs.numbers("activity")?, inputs.numbers("points")?);
    let (least, pool, cap) = (inputs.number("min_points")?, inputs.number("pool")?, inputs.number("cap")?);
    let power = match inputs.text("rule")? {
        "sqrt" => 0.5,
        "linear" => 1.0,
        other => return Err(format!("the rule `{other}` is not known")),
    };
    let (split, k) = (inputs.number("split_activity")?, inputs.number("split_k")?);
    let drop = |activity: &[f64], points: &[f64], accounts: &[f64], cap: f64| {
        let with = json!({ "users": "actor", "asset": "cash", "from": "funder", "pool": pool,
            "activity": by_agent(activity), "points": by_agent(points), "accounts": by_agent(accounts),
            "power": power, "least": least, "cap": cap });
        let mut parts = market(&[]);
        parts["populations"][0]["size"] = json!(activity.len());
        parts["populations"][0]["attributes"] = json!([{ "id": "n", "value": "index" }]);
        let each: Vec<String> = ["claim", "weight"]
            .iter()
            .flat_map(|what| {
                (0..activity.len()).map(move |n| format!("sum(if actor.n == {n} then it.{what} else 0)"))
            })
            .collect();
        let formulas: Vec<&str> = each.iter().map(String::as_str).collect();
        World::run("airdrop", with, parts, 1, 1.0, &formulas)
    };
    let one = vec![1.0; activity.len()];
    let world = drop(&activity, &points, &one, cap)?;
    let allocation: Vec<f64> = (0..activity.len()).map(|n| world.last(n)).collect();
    // Somebody who splits, beside the same one who does not.
    let pair = drop(&[split, split], &[least, least], &[k, 1.0], 1e9)?;
    let gain = pair.last(2) / pair.last(3);
    Ok(json!({
        "allocation": allocation, "unallocated": pool - allocation.iter().sum::<f64>(),
        "sybil_gain_factor": gain,
        "break_even_cost_per_account": (gain - 1.0) * pair.last(3) / (k - 1.0),
    }))
}
