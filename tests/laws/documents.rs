//! Random valid documents.
//!
//! Two assets that are traded, one for shares of the pool; four accounts, one
//! of them the world outside; two populations that learn. Which mechanisms act,
//! on whom and by which formulas is by lot; so is what agents may do.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tokenwright::project::Project;

const ACCOUNTS: [&str; 3] = ["vault", "owner", "outside"];
const POPULATIONS: [&str; 2] = ["alice", "bob"];
const HOLDERS: [&str; 5] = ["vault", "owner", "outside", "alice", "bob"];
const TRADED: [&str; 2] = ["usd", "TOK"];

fn account() -> impl Strategy<Value = &'static str> {
    select(ACCOUNTS.to_vec())
}

fn holder() -> impl Strategy<Value = &'static str> {
    select(HOLDERS.to_vec())
}

fn asset() -> impl Strategy<Value = &'static str> {
    select(TRADED.to_vec())
}

fn size() -> impl Strategy<Value = String> {
    select(vec!["0", "0.1", "1", "7", "100", "333.3", "10k", "1M", "1e12"]).prop_map(str::to_owned)
}

/// A ratio that is never all.
fn part() -> impl Strategy<Value = String> {
    select(vec!["0", "0.1%", "2%", "10%", "share", "1/3"]).prop_map(str::to_owned)
}

/// An amount of an asset, one number per run.
fn amount(asset: &'static str) -> impl Strategy<Value = String> {
    let other = (size(), part(), holder_sum(asset)).prop_map(move |(size, part, all)| {
        vec![
            size.clone(),
            format!("uniform(0, {size})"),
            format!("normal(0, {size})"),
            format!("exponential({size})"),
            format!("poisson(3) * {size}"),
            format!("scale * {size}"),
            format!("mood * {size}"),
            format!("if step > 2 then {size} else 0"),
            format!("{part} * {all}"),
            format!("prev({all}) - {size}"),
            format!("{part} * {asset}.supply"),
            format!("2 * {all}"),
        ]
    });
    (other, any::<prop::sample::Index>()).prop_map(|(all, index)| index.get(&all).clone())
}

/// What a holder has, in all.
fn holder_sum(asset: &'static str) -> impl Strategy<Value = String> {
    holder().prop_map(move |holder| {
        if POPULATIONS.contains(&holder) {
            format!("sum({holder}.{asset})")
        } else {
            format!("{holder}.{asset}")
        }
    })
}

/// An amount of an asset, per agent.
fn per_agent(asset: &'static str) -> impl Strategy<Value = String> {
    let own = (size(), part()).prop_map(move |(size, part)| {
        vec![
            size.clone(),
            format!("{part} * {asset}"),
            format!("{part} * prev({asset})"),
            format!("uniform(0, {asset})"),
            format!("trait * {size}"),
            format!("if trait > 1 then {asset} else -1"),
            format!("if bernoulli(30%) then {size} else 0"),
            format!("3 * mean({asset})"),
            asset.to_owned(),
        ]
    });
    prop_oneof![
        3 => (own, any::<prop::sample::Index>()).prop_map(|(all, index)| index.get(&all).clone()),
        1 => amount(asset),
    ]
}

fn amount_from(holder: Option<&'static str>, asset: &'static str) -> BoxedStrategy<String> {
    match holder {
        Some(holder) if POPULATIONS.contains(&holder) => per_agent(asset).boxed(),
        _ => amount(asset).boxed(),
    }
}

fn allocation() -> impl Strategy<Value = Value> {
    let time = || select(vec!["0", "2", "3.5"]);
    let bucket = (holder(), part(), time(), time(), any::<bool>(), part());
    (vec(bucket, 1..4), size()).prop_map(|(buckets, total)| {
        let buckets: Vec<Value> = buckets
            .into_iter()
            .enumerate()
            .map(|(i, (to, share, cliff, duration, catch_up, tge))| {
                json!({
                    "id": format!("part{i}"), "share": share, "to": to, "tge": tge, "cliff": cliff,
                    "duration": duration, "vesting": if catch_up { "catch_up" } else { "after_cliff" },
                })
            })
            .collect();
        json!({ "type": "allocation", "asset": "TOK", "total": total, "buckets": buckets })
    })
}

fn emission() -> impl Strategy<Value = Value> {
    let schedule = prop_oneof![
        size().prop_map(|rate| json!({ "kind": "constant", "rate": rate })),
        size().prop_map(|rate| json!({ "kind": "halving", "rate": rate, "interval": "1.5" })),
        size().prop_map(|max| json!({ "kind": "exponential", "max": max, "half_life": "2" })),
        part().prop_map(|rate| {
            json!({ "kind": "inflation", "initial": rate, "disinflation": "15%", "floor": "1.5%" })
        }),
        amount("TOK").prop_map(|amount| json!({ "kind": "formula", "amount": amount })),
    ];
    (schedule, holder()).prop_map(
        |(schedule, to)| json!({ "type": "emission", "asset": "TOK", "to": to, "schedule": schedule }),
    )
}

fn flow() -> impl Strategy<Value = Value> {
    let side = || prop::option::weighted(0.8, holder());
    let ends = (side(), side()).prop_filter("not between populations", |(from, to)| {
        let crowd = |side: &Option<&'static str>| side.filter(|side| POPULATIONS.contains(side));
        (from.is_some() || to.is_some()) && (crowd(from).is_none() || crowd(to).is_none() || from == to)
    });
    (ends, asset()).prop_flat_map(|((from, to), asset)| {
        amount_from(from, asset).prop_map(move |amount| {
            let mut flow = json!({ "asset": asset, "amount": amount });
            for (field, side) in [("from", from), ("to", to)] {
                if let Some(side) = side {
                    flow[field] = json!(side);
                }
            }
            flow
        })
    })
}

fn flows() -> impl Strategy<Value = Value> {
    vec(flow(), 1..5).prop_map(|mut flows| {
        for (i, flow) in flows.iter_mut().enumerate() {
            flow["id"] = json!(format!("flow{i}"));
        }
        json!({ "type": "flows", "flows": flows })
    })
}

fn marketplace() -> impl Strategy<Value = Value> {
    (holder(), holder(), part(), part(), asset()).prop_map(|(fee_to, royalty_to, fee, royalty, asset)| {
        json!({
            "type": "marketplace", "asset": asset, "fee": fee, "fee_to": fee_to,
            "royalty": royalty, "royalty_to": royalty_to,
        })
    })
}

fn staking() -> impl Strategy<Value = Value> {
    let stakers = select(vec![vec!["alice"], vec!["bob"], vec!["alice", "bob"]]);
    (asset(), account(), stakers, part()).prop_flat_map(|(reward_asset, from, stakers, share)| {
        amount(reward_asset).prop_map(move |reward| {
            json!({
                "type": "staking", "asset": "TOK", "reward_asset": reward_asset, "reward_from": from,
                "reward": reward, "stakers": stakers, "initial_share": share,
            })
        })
    })
}

fn rewards() -> impl Strategy<Value = Value> {
    let shares = select(vec![vec!["alice"], vec!["bob"], vec!["alice", "bob"]]);
    let weight = select(vec!["1", "trait", "usd", "uniform(0, 1)", "trait - 1", "0"]);
    (asset(), prop::option::of(account()), shares, weight).prop_flat_map(|(asset, from, shares, weight)| {
        amount(asset).prop_map(move |budget| {
            let shares: Vec<Value> = shares.iter().map(|to| json!({ "to": to, "weight": weight })).collect();
            let mut spec = json!({ "type": "rewards", "asset": asset, "budget": budget, "shares": shares });
            if let Some(from) = from {
                spec["from"] = json!(from);
            }
            spec
        })
    })
}

fn burn() -> impl Strategy<Value = Value> {
    (asset(), holder()).prop_flat_map(|(asset, from)| {
        amount_from(Some(from), asset)
            .prop_map(move |amount| json!({ "type": "burn", "asset": asset, "from": from, "amount": amount }))
    })
}

fn treasury() -> impl Strategy<Value = Value> {
    let grant = (asset(), holder()).prop_flat_map(|(asset, to)| {
        (amount(asset), amount(asset)).prop_map(move |(amount, reserve)| {
            json!({ "asset": asset, "to": to, "amount": amount, "reserve": reserve })
        })
    });
    (account(), vec(grant, 1..3)).prop_map(|(account, mut grants)| {
        for (i, grant) in grants.iter_mut().enumerate() {
            grant["id"] = json!(format!("grant{i}"));
        }
        json!({ "type": "treasury", "account": account, "grants": grants })
    })
}

fn pool() -> impl Strategy<Value = Value> {
    let order = (account(), any::<bool>()).prop_flat_map(|(account, buys)| {
        amount(if buys { "usd" } else { "TOK" }).prop_map(move |amount| {
            json!({ "account": account, "do": if buys { "buy" } else { "sell" }, "amount": amount })
        })
    });
    (vec(order, 0..3), holder(), part()).prop_map(|(orders, shares_to, fee)| {
        json!({
            "type": "constant_product", "base": "TOK", "quote": "usd", "reserves": "reserves", "fee": fee,
            "shares": "LP", "shares_to": shares_to, "orders": orders,
        })
    })
}

fn buyback() -> impl Strategy<Value = Value> {
    (account(), amount("usd"), prop::option::of(account())).prop_map(|(from, spend, keep)| {
        let mut spec = json!({ "type": "buyback", "market": "pool", "from": from, "spend": spend });
        if let Some(keep) = keep {
            spec["keep_in"] = json!(keep);
        }
        spec
    })
}

fn mechanism() -> impl Strategy<Value = Value> {
    prop_oneof![
        allocation(),
        emission(),
        flows(),
        marketplace(),
        staking(),
        rewards(),
        burn(),
        treasury(),
        buyback()
    ]
}

fn learning() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["lot", "first"]).prop_map(
            |ties| json!({ "rule": "epsilon_greedy", "epsilon": "share", "rate": "0.2", "ties": ties })
        ),
        Just(json!({ "rule": "softmax", "temperature": "0.5 + scale", "rate": "0.2", "initial": "trait" })),
        Just(json!({ "rule": "fermi", "beta": "2", "revision": "80%", "mutation": "share", "rate": "0.5" })),
        select(vec![
            json!({ "rule": "ucb1", "exploration": "scale" }),
            json!({ "rule": "exp3", "exploration": "share", "lowest": "-10", "highest": "10" }),
            json!({ "rule": "q_learning", "epsilon": "share", "rate": "0.3", "discount": "90%",
                "observe": [{ "value": "mood", "cuts": ["0.8", "scale"] }, { "value": "way0", "cuts": [1] }] }),
            json!({ "rule": "roth_erev", "forgetting": "share", "experimentation": "20%", "lowest": "-100" }),
            json!({ "rule": "ewa", "decay": "90%", "imagination": "0", "lock_in": "share", "sensitivity": "scale" }),
            json!({ "rule": "imitate_best", "sees": "neighbours", "revision": "50%", "mutation": "share" }),
            json!({ "rule": "imitate_best", "rate": "0.5" }),
            json!({ "rule": "replicator", "lowest": "-5", "revision": "50%" }),
            json!({ "rule": "win_stay_lose_shift", "aspiration": "mood", "shift": "70%", "mutation": "share" }),
            json!({ "rule": "mix", "parts": [
                { "share": "trait", "learning": { "rule": "fermi", "beta": "1" } },
                { "share": "1", "learning": { "rule": "exp3", "exploration": "10%" } },
                { "share": "share", "learning": { "rule": "q_learning", "epsilon": "0.1", "rate": "0.5", "discount": "0" } }
            ] }),
        ]),
    ]
}

/// What agents may do where: mechanism type, port, asset of the amount.
fn doors(mechanisms: &[Value]) -> Vec<(String, &'static str, String)> {
    let mut all = Vec::new();
    for spec in mechanisms {
        let asset = spec["asset"].as_str().unwrap_or_default();
        let ports: Vec<(&str, &str)> = match spec["type"].as_str() {
            Some("marketplace") => {
                let ports =
                    ["buy", "sell", "sell_without_royalty", "self_trade", "self_trade_without_royalty"];
                ports.into_iter().map(|port| (port, asset)).collect()
            }
            Some("staking") => vec![("stake", asset), ("unstake", asset)],
            Some("constant_product") => {
                vec![("buy", "usd"), ("sell", "TOK"), ("add", "usd"), ("remove", "LP")]
            }
            _ => Vec::new(),
        };
        let id = spec["id"].as_str().unwrap_or_default();
        all.extend(ports.into_iter().map(|(port, asset)| (id.to_owned(), port, asset.to_owned())));
    }
    all
}

/// A population before it is known what there is to do.
#[derive(Clone, Debug)]
struct Crowd {
    size: u32,
    trait_value: &'static str,
    learning: Value,
    /// Strategy by strategy: which door, and what for each asset.
    actions: Vec<Vec<(prop::sample::Index, [String; 3])>>,
}

fn crowd() -> impl Strategy<Value = Crowd> {
    let amounts = (per_agent("usd"), per_agent("TOK"), select(vec!["LP", "10% * LP", "1"]))
        .prop_map(|(usd, tok, lp)| [usd, tok, lp.to_owned()]);
    let actions = vec(vec((any::<prop::sample::Index>(), amounts), 0..4), 1..4);
    let traits = select(vec!["uniform(0, 2)", "lognormal(0, 1)", "1", "pareto(1, 3)"]);
    (1_u32..6, traits, learning(), actions).prop_map(|(size, trait_value, learning, actions)| Crowd {
        size,
        trait_value,
        learning,
        actions,
    })
}

impl Crowd {
    fn write(self, id: &str, doors: &[(String, &'static str, String)]) -> Value {
        let act = |(door, amounts): (prop::sample::Index, [String; 3])| {
            let (at, port, asset) = door.get(doors);
            let amount = match asset.as_str() {
                "usd" => &amounts[0],
                "TOK" => &amounts[1],
                _ => &amounts[2],
            };
            json!({ "at": at, "do": port, "amount": amount })
        };
        let strategy = |(i, actions): (usize, Vec<_>)| {
            let actions: Vec<Value> =
                if doors.is_empty() { Vec::new() } else { actions.into_iter().map(act).collect() };
            json!({ "id": format!("way{i}"), "label": "", "actions": actions })
        };
        let strategies: Vec<Value> = self.actions.into_iter().enumerate().map(strategy).collect();
        json!({
            "id": id, "label": id, "size": self.size, "weight": 3,
            "attributes": [{ "id": "trait", "value": self.trait_value }],
            "initial": [
                { "asset": "usd", "amount": "1000 * trait" },
                { "asset": "TOK", "amount": "uniform(0, 5000)" }
            ],
            "strategies": strategies, "learning": self.learning,
            "turnover": if self.size.is_multiple_of(2) {
                json!({ "initial": "50%", "enters": "trait", "leaves": "share" })
            } else { Value::Null },
            "reward": "(usd - prev(usd)) * 0.1% + way0 * mood",
        })
    }
}

/// A document out of its parts: ids, and who may mint, are written here.
fn assemble(mut mechanisms: Vec<Value>, crowds: [Crowd; 2], limit: Option<String>, length: f64) -> Value {
    for (i, spec) in mechanisms.iter_mut().enumerate() {
        let id = if spec["type"] == "constant_product" { "pool".to_owned() } else { format!("m{i}") };
        spec["id"] = json!(id);
    }
    let ids: Vec<&str> = mechanisms.iter().filter_map(|spec| spec["id"].as_str()).collect();
    let doors = doors(&mechanisms);
    let [alice, bob] = crowds;
    let mut token = json!({ "id": "TOK", "label": "", "issuers": ids });
    if let Some(limit) = limit {
        token["max_supply"] = json!(limit);
    }
    let metric = |id: &str, formula: &str| json!({ "id": id, "label": id, "formula": formula });
    json!({
        "format": 1, "meta": { "id": "random", "title": "Random" },
        "run": { "steps": 6, "step": { "unit": "month", "length": length }, "runs": 7, "seed": 5 },
        "parameters": [
            { "id": "share", "label": "", "default": 0.2, "min": 0, "max": 0.3, "step": 0.01 },
            { "id": "scale", "label": "", "default": 1, "min": 0, "max": 5, "step": 0.1 },
            { "id": "nothing", "label": "", "default": 1, "min": 0, "max": 5, "step": 0.1 }
        ],
        "assets": [
            { "id": "usd", "label": "", "issuers": ids }, token, { "id": "LP", "label": "", "issuers": ids }
        ],
        "accounts": [
            { "id": "vault", "label": "", "initial": [{ "asset": "usd", "amount": "5000" }, { "asset": "TOK", "amount": "100k" }] },
            { "id": "owner", "label": "" },
            { "id": "outside", "label": "", "kind": "external" },
            { "id": "reserves", "label": "", "initial": [{ "asset": "usd", "amount": "20k" }, { "asset": "TOK", "amount": "10k * scale + 1" }] }
        ],
        "exogenous": [
            { "id": "mood", "initial": "1", "next": "gbm(mood, 5%, 40%)" },
            { "id": "users", "initial": "past", "next": "bass(users, 1k, 1%, 30%) * season(5%, 3, 1)" }
        ],
        "series": [{ "id": "past", "values": [3, 5, 4, 6], "start": "uniform(0, 3)", "between": "linear", "after": "repeat" }],
        "arrivals": [{ "id": "events", "base": "scale", "excitation": 0.4, "decay": "1 + share" }],
        "shocks": [
            { "id": "fright", "effect": { "type": "multiply", "target": "mood" }, "size": "uniform(-0.9, 0)",
              "hazard": "5% * events", "shape": { "kind": "decay", "half_life": 1 } },
            { "id": "leak", "effect": { "type": "transfer", "asset": "usd", "from": "alice", "to": "vault" },
              "size": "10%", "time": 2, "shape": { "kind": "pulse", "duration": 1.5 } }
        ],
        "scenarios": [
            { "id": "panic", "probability": "share", "story": "crash", "targets": ["users", "past"] },
            { "id": "theft", "probability": "50%", "story": "exploit", "targets": ["vault.usd", "bob.TOK"] }
        ],
        "populations": [alice.write("alice", &doors), bob.write("bob", &doors)],
        "mechanisms": mechanisms,
        "metrics": [
            metric("supply", "TOK.supply"),
            metric("burned", "TOK.burned"),
            metric("wealth", "sum(alice.usd) + sum(bob.usd)"),
            metric("first", "count(alice.way0)"),
            metric("vaulted", "vault.TOK"),
            metric("mood_seen", "mood * uniform(0.5, 1)"),
            metric("outside_seen", "users + past + events + panic + fright")
        ],
        "objective": { "goals": [
            { "metric": "wealth", "over": "mean", "statistic": "p5", "worst": 0, "best": 10000, "weight": 1 },
            { "metric": "wealth", "over": "drawdown", "statistic": "median", "worst": 1, "best": 0, "weight": 1 },
            { "metric": "supply", "over": "max", "statistic": "mean", "worst": 1e6, "best": 0, "weight": 2 },
            { "metric": "mood_seen", "over": "min", "statistic": "p95", "worst": 0, "best": 1, "weight": 1 }
        ] }
    })
}

/// A random valid document.
pub fn any_document() -> impl Strategy<Value = Project> {
    let others = vec(mechanism(), 0..6);
    let limit = prop::option::weighted(0.3, select(vec!["200k", "1M * scale"]).prop_map(str::to_owned));
    let length = select(vec![1.0, 0.25, 3.0]);
    let position = any::<prop::sample::Index>();
    (others, prop::option::weighted(0.8, pool()), position, [crowd(), crowd()], limit, length).prop_map(
        |(mut mechanisms, pool, position, crowds, limit, length)| {
            match pool {
                Some(pool) => mechanisms.insert(position.index(mechanisms.len() + 1), pool),
                None => mechanisms.retain(|spec| spec["type"] != "buyback"),
            }
            let document = assemble(mechanisms, crowds, limit, length);
            Project::from_json(&document.to_string()).unwrap_or_else(|problem| panic!("{problem:?}"))
        },
    )
}
