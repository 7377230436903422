//! Markets, staking and the like against their closed forms.

use crate::world::{close, document, finals, metrics, run, series};
use serde_json::{Value, json};
use tokenwright::mechanism::constant_product::{
    Reserves, amount_out, clear_batch, impermanent_loss, redeemed, shares_minted,
};
use tokenwright::mechanism::{buyback, marketplace};

/// Tolerance of numbers that are kept in single precision over time.
const SINGLE: f64 = 1e-6;

fn pool(extra: Value) -> Value {
    let mut spec = json!({
        "type": "constant_product", "id": "pool", "base": "TOK", "quote": "usd", "reserves": "reserves", "fee": "fee"
    });
    for (name, value) in extra.as_object().expect("fields") {
        spec[name] = value.clone();
    }
    spec
}

fn market(fields: Value) -> tokenwright::project::Project {
    let mut all = json!({
        "run": { "steps": 10, "runs": 1 },
        "parameters": [{ "id": "fee", "label": "", "default": 0.003, "min": 0, "max": 1, "step": 0.001 }],
        "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "", "issuers": ["mint"] }, { "id": "LP", "label": "", "issuers": ["pool"] }],
        "accounts": [
            { "id": "reserves", "label": "", "initial": [{ "asset": "usd", "amount": "1M" }, { "asset": "TOK", "amount": "4M" }] },
            { "id": "outside", "label": "", "kind": "external" },
            { "id": "fund", "label": "", "initial": [{ "asset": "usd", "amount": "200k" }] }
        ]
    });
    // No mechanism of these tests mints the token.
    all["assets"][1] = json!({ "id": "TOK", "label": "" });
    for (name, value) in fields.as_object().expect("fields") {
        all[name] = value.clone();
    }
    document(all)
}

#[test]
fn a_batch_clears_as_two_swaps() {
    let project = market(json!({
        "exogenous": [{ "id": "n", "initial": "0", "next": "step" }],
        "mechanisms": [pool(json!({ "orders": [
            { "account": "outside", "do": "buy", "amount": "1000 + 500 * n" },
            { "account": "outside", "do": "sell", "amount": "9000" },
            { "account": "fund", "do": "buy", "amount": "if step == 3 then 50k else 0" }] }))],
        "metrics": metrics(&[("base", "pool.base"), ("quote", "pool.quote"), ("price", "pool.price"),
            ("volume", "pool.volume"), ("bought", "pool.bought"), ("got", "fund.TOK"), ("product", "pool.base * pool.quote")])
    }));
    let summary = run(&project);
    let mut reserves = Reserves { base: 4e6, quote: 1e6 };
    for step in 0..10 {
        let fund = if step == 3 { 5e4 } else { 0.0 };
        let spent = 1000.0 + 500.0 * step as f64 + fund;
        let cleared = clear_batch(reserves, 0.003, spent, 9000.0);
        reserves = cleared.reserves;
        let at = |metric: &str| series(&summary, metric)[step + 1];
        close(at("base"), reserves.base, SINGLE);
        close(at("quote"), reserves.quote, SINGLE);
        close(at("price"), reserves.price(), SINGLE);
        close(at("volume"), spent + cleared.quote_out, SINGLE);
        close(at("bought"), cleared.base_out, SINGLE);
        if step == 3 {
            close(at("got"), cleared.base_out * fund / spent, SINGLE);
        }
    }
    let product = series(&summary, "product");
    assert!(product.windows(2).all(|pair| pair[1] >= pair[0] * (1.0 - 1e-7)), "{product:?}");
    close(finals(&summary, "base")[0], reserves.base, 1e-13);
    close(finals(&summary, "quote")[0], reserves.quote, 1e-13);
}

#[test]
fn everyone_on_a_side_gets_the_same_price() {
    let project = market(json!({
        "run": { "steps": 1, "runs": 5 },
        "populations": [
            { "id": "rich", "label": "", "size": 3, "attributes": [{ "id": "x", "value": "uniform(1, 1000)" }],
              "initial": [{ "asset": "usd", "amount": "10k * x" }],
              "strategies": [{ "id": "s", "label": "", "actions": [{ "at": "pool", "do": "buy", "amount": "x" }] }] },
            { "id": "poor", "label": "", "size": 2, "initial": [{ "asset": "usd", "amount": "5" }, { "asset": "TOK", "amount": "7" }],
              "strategies": [{ "id": "s", "label": "", "actions": [
                  { "at": "pool", "do": "buy", "amount": "100" }, { "at": "pool", "do": "sell", "amount": "TOK" }] }] }
        ],
        "mechanisms": [pool(json!({}))],
        "metrics": metrics(&[("low", "min(rich.TOK / rich.x)"), ("high", "max(rich.TOK / rich.x)"),
            ("poor_tok", "sum(poor.TOK)"), ("bought", "pool.bought"), ("sold", "pool.sold"), ("rich_tok", "sum(rich.TOK)"), ("x", "sum(rich.x)")])
    }));
    let summary = run(&project);
    for run in 0..5 {
        let of = |metric: &str| finals(&summary, metric)[run];
        close(of("low"), of("high"), 1e-12);
        // The poor had 5 each, not 100, and 7 each when they ordered.
        let out = amount_out(1e6, 4e6, of("x") + 10.0, 0.003);
        close(of("bought"), out, 1e-12);
        close(of("rich_tok"), out * of("x") / (of("x") + 10.0), 1e-12);
        close(of("poor_tok"), out * 10.0 / (of("x") + 10.0), 1e-9);
        assert_eq!(of("sold"), 14.0);
    }
}

#[test]
fn a_buy_back_is_a_swap_whose_tokens_are_burned_or_kept() {
    for keep in [false, true] {
        let mut spec =
            json!({ "type": "buyback", "id": "back", "market": "pool", "from": "fund", "spend": "60k" });
        if keep {
            spec["keep_in"] = json!("fund");
        }
        let project = market(json!({
            "run": { "steps": 5, "runs": 1 },
            "mechanisms": [pool(json!({})), spec],
            "metrics": metrics(&[("spent", "back.spent"), ("bought", "back.bought"), ("total", "back.total"),
                ("supply", "TOK.supply"), ("price", "pool.price"), ("kept", "fund.TOK")])
        }));
        let summary = run(&project);
        let (mut reserves, mut left, mut total) = (Reserves { base: 4e6, quote: 1e6 }, 2e5_f64, 0.0);
        for step in 1..=5 {
            let spent = left.min(6e4);
            let bought = clear_batch(reserves, 0.003, spent, 0.0).base_out;
            let impact = buyback::impact(reserves.quote, reserves.base, spent, bought);
            reserves = clear_batch(reserves, 0.003, spent, 0.0).reserves;
            (left, total) = (left - spent, total + bought);
            let at = |metric: &str| series(&summary, metric)[step];
            close(at("spent"), spent, SINGLE);
            close(at("bought"), bought, SINGLE);
            close(at("total"), total, SINGLE);
            close(at("price"), impact.price_after, SINGLE);
            close(at("supply"), if keep { 4e6 } else { 4e6 - total }, SINGLE);
            close(at("kept"), if keep { total } else { 0.0 }, SINGLE);
        }
    }
}

#[test]
fn liquidity_comes_and_goes_at_the_pools_ratio() {
    let project = market(json!({
        "run": { "steps": 3, "runs": 1 },
        "populations": [{ "id": "lp", "label": "", "size": 2,
            "initial": [{ "asset": "usd", "amount": "50k" }, { "asset": "TOK", "amount": "120k" }],
            "strategies": [{ "id": "s", "label": "", "actions": [
                { "at": "pool", "do": "add", "amount": "if step == 0 then 20k else if step == 1 then 1M else 0" },
                { "at": "pool", "do": "remove", "amount": "if step == 2 then LP / 2 else 0" }] }] }],
        "mechanisms": [pool(json!({ "shares": "LP", "shares_to": "fund" }))],
        "metrics": metrics(&[("shares", "sum(lp.LP)"), ("first", "fund.LP"), ("usd_left", "sum(lp.usd)"),
            ("tok_left", "sum(lp.TOK)"), ("base", "pool.base"), ("quote", "pool.quote"), ("all", "LP.supply")])
    }));
    let summary = run(&project);
    let at = |metric: &str, step: usize| series(&summary, metric)[step];
    let first = (1e6_f64 * 4e6).sqrt();
    close(at("first", 0), first, SINGLE);
    close(at("all", 0), shares_minted(Reserves { base: 0.0, quote: 0.0 }, 0.0, 4e6, 1e6), SINGLE);
    // Two agents give 20k of quote and the 80k of base that go with it.
    let pool = Reserves { base: 4e6, quote: 1e6 };
    let minted = shares_minted(pool, first, 1.6e5, 4e4);
    close(at("shares", 1), minted, SINGLE);
    close(at("base", 1), 4.16e6, SINGLE);
    // The rest of their base, 40k each, is what limits the second round.
    close(at("tok_left", 2) + 1.0, 1.0, SINGLE);
    close(at("quote", 2), 1.06e6, SINGLE);
    let (total, own) = (at("all", 2), at("shares", 2));
    close(own / total, 6e4 / 1.06e6, SINGLE);
    let back = redeemed(Reserves { base: 4.24e6, quote: 1.06e6 }, total, own / 2.0);
    close(at("usd_left", 3), 4e4 + back.quote, SINGLE);
    close(at("tok_left", 3), back.base, SINGLE);
    close(at("all", 3), total - own / 2.0, SINGLE);
}

#[test]
fn a_position_loses_against_holding_as_the_formula_says() {
    let mut project = market(json!({
        "run": { "steps": 1, "runs": 1 },
        "mechanisms": [pool(json!({ "orders": [{ "account": "outside", "do": "buy", "amount": "700k" }] }))],
        "metrics": metrics(&[("position", "pool.quote + pool.base * pool.price"), ("held", "1M + 4M * pool.price"), ("price", "pool.price")])
    }));
    project.parameters[0].default = 0.0;
    let summary = run(&project);
    let of = |metric: &str| finals(&summary, metric)[0];
    close(of("position") / of("held") - 1.0, impermanent_loss(of("price") / 0.25), 1e-9);
}

#[test]
fn a_sale_is_split_between_marketplace_creator_and_seller() {
    let shop = json!({
        "type": "marketplace", "id": "shop", "asset": "usd", "fee": "2.5%", "fee_to": "owner", "royalty": "7.5%", "royalty_to": "creators"
    });
    let crowd = |id: &str, size: u32, usd: &str, actions: Value| {
        json!({ "id": id, "label": "", "size": size, "initial": [{ "asset": "usd", "amount": usd }],
            "strategies": [{ "id": "s", "label": "", "actions": actions }] })
    };
    let act = |port: &str, amount: &str| json!({ "at": "shop", "do": port, "amount": amount });
    let project = document(json!({
        "run": { "steps": 1, "runs": 1 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "owner", "label": "" }],
        "populations": [
            crowd("buyers", 4, "500", json!([act("buy", "1k")])),
            crowd("honest", 3, "0", json!([act("sell", "1k")])),
            crowd("others", 2, "0", json!([act("sell_without_royalty", "500")])),
            crowd("washers", 1, "30", json!([act("self_trade", "200"), act("self_trade_without_royalty", "1M")])),
            crowd("creators", 5, "0", json!([]))
        ],
        "mechanisms": [shop],
        "metrics": metrics(&[
            ("volume", "shop.volume"), ("sales", "shop.sales"), ("self", "shop.self_trades"), ("fees", "shop.fees"),
            ("royalties", "shop.royalties"), ("evaded", "shop.evaded"), ("owner_usd", "owner.usd"), ("creator", "max(creators.usd)"),
            ("honest_usd", "sum(honest.usd)"), ("others_usd", "sum(others.usd)"), ("washers_usd", "sum(washers.usd)"),
            ("bought", "max(shop.volume_by.buyers)"), ("by_honest", "sum(shop.volume_by.honest)"), ("by_washers", "sum(shop.volume_by.washers)")
        ])
    }));
    let summary = run(&project);
    let of = |metric: &str| finals(&summary, metric)[0];
    // 2,000 of budgets meet 4,000 of goods: everyone sells half.
    let (honest, others) = (marketplace::split(1500.0, 0.025, 0.075), marketplace::split(500.0, 0.025, 0.0));
    // A tenth of 200 is 20; the other 10 pay the fee of 400.
    let (washed, free) = (200.0, 400.0);
    close(of("sales"), 2000.0, 1e-12);
    close(of("self"), washed + free, 1e-12);
    close(of("volume"), 2600.0, 1e-12);
    close(of("honest_usd"), honest.seller, 1e-12);
    close(of("others_usd"), others.seller, 1e-12);
    close(of("fees"), honest.fee + others.fee + 0.025 * (washed + free), 1e-12);
    close(of("owner_usd"), of("fees"), 1e-12);
    close(of("royalties"), honest.royalty + 0.075 * washed, 1e-12);
    close(of("creator"), of("royalties") / 5.0, 1e-12);
    close(of("evaded"), 0.075 * (500.0 + free), 1e-12);
    assert!(of("washers_usd").abs() < 1e-9);
    close(of("bought"), 500.0, 1e-12);
    close(of("by_honest"), 1500.0, 1e-12);
    close(of("by_washers"), 600.0, 1e-12);
}

#[test]
fn stakers_are_paid_by_what_they_had_staked_before() {
    let project = document(json!({
        "run": { "steps": 3, "step": { "unit": "week" }, "runs": 4 },
        "assets": [{ "id": "TOK", "label": "" }, { "id": "usd", "label": "" }],
        "accounts": [{ "id": "fees", "label": "", "initial": [{ "asset": "usd", "amount": "250" }] }],
        "populations": [
            { "id": "a", "label": "", "size": 3, "attributes": [{ "id": "x", "value": "uniform(1, 9)" }], "initial": [{ "asset": "TOK", "amount": "2 * x" }] },
            { "id": "b", "label": "", "size": 2, "initial": [{ "asset": "TOK", "amount": "40" }],
              "strategies": [{ "id": "s", "label": "", "actions": [
                { "at": "farm", "do": "stake", "amount": "if step == 0 then 100 else 0" },
                { "at": "farm", "do": "unstake", "amount": "if step == 1 then 25 else 0" }] }] }
        ],
        "mechanisms": [{ "type": "staking", "id": "farm", "asset": "TOK", "reward_asset": "usd", "reward_from": "fees",
            "reward": "100", "stakers": ["a", "b"], "initial_share": "50%" }],
        "metrics": metrics(&[("staked", "farm.staked"), ("paid", "farm.rewards"), ("apr", "farm.apr"), ("x", "sum(a.x)"),
            ("a_usd", "sum(a.usd)"), ("b_usd", "sum(b.usd)"), ("gap", "max(a.usd / a.x) - min(a.usd / a.x)"),
            ("b_free", "sum(b.TOK)"), ("mine", "sum(farm.deposits_of.b)"), ("last", "sum(farm.rewards_of.b)")])
    }));
    let summary = run(&project);
    for run in 0..4 {
        let of = |metric: &str| finals(&summary, metric)[run];
        let path = |metric: usize, time: usize| f64::from(summary.metrics[metric].paths[run][time]);
        let x = of("x");
        // At first everyone has staked half; then b stakes all, then takes back 25 each.
        let b = [40.0, 80.0, 30.0];
        let paid = [100.0, 100.0, 50.0];
        let due: f64 = (0..3).map(|step| paid[step] * b[step] / (x + b[step])).sum();
        close(of("b_usd"), due, 1e-12);
        close(of("a_usd"), 250.0 - due, 1e-12);
        assert!(of("gap").abs() < 1e-12);
        close(of("staked"), x + 30.0, 1e-12);
        close(of("mine"), 30.0, 1e-12);
        close(of("b_free"), 50.0, 1e-12);
        close(of("last"), 50.0 * 30.0 / (x + 30.0), 1e-12);
        close(path(1, 1), 100.0, SINGLE);
        close(path(2, 1), 100.0 / (x + 40.0) * 365.0 / 7.0, SINGLE);
    }
}

#[test]
fn rewards_follow_weights_and_treasuries_keep_their_reserve() {
    let project = document(json!({
        "run": { "steps": 2, "runs": 3 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "fund", "label": "", "initial": [{ "asset": "usd", "amount": "1000" }] }, { "id": "team", "label": "" }],
        "populations": [
            { "id": "a", "label": "", "size": 3, "attributes": [{ "id": "x", "value": "uniform(-1, 3)" }] },
            { "id": "b", "label": "", "size": 2 }
        ],
        "mechanisms": [
            { "type": "rewards", "id": "prize", "asset": "usd", "from": "fund", "budget": "300",
              "shares": [{ "to": "a", "weight": "x" }, { "to": "b", "weight": "2" }] },
            { "type": "treasury", "id": "rules", "account": "fund", "grants": [
                { "id": "wages", "asset": "usd", "to": "team", "amount": "400", "reserve": "350" },
                { "id": "gifts", "asset": "usd", "to": "b", "amount": "100", "reserve": "200" }] }
        ],
        "metrics": metrics(&[("paid", "prize.paid"), ("positive", "sum(max(a.x, 0))"), ("to_a", "sum(prize.paid_to.a)"),
            ("a_usd", "sum(a.usd)"), ("least", "min(a.usd)"), ("wages", "rules.wages"), ("gifts", "rules.gifts"), ("left", "fund.usd"),
            ("gap", "max(b.usd) - min(b.usd)")])
    }));
    let summary = run(&project);
    for run in 0..3 {
        let of = |metric: &str| finals(&summary, metric)[run];
        let share = of("positive") / (of("positive") + 4.0);
        // 1000 − 300 = 700: wages 350, gifts 100 (of 150 free). 250 left: all as prize.
        close(of("paid"), 250.0, 1e-12);
        close(of("to_a"), 250.0 * share, 1e-12);
        close(of("a_usd"), 550.0 * share, 1e-12);
        assert!(of("least") >= 0.0);
        assert_eq!((of("wages"), of("gifts")), (0.0, 0.0));
        assert!(of("left").abs() < 1e-9);
        assert_eq!(of("gap"), 0.0);
        let path = |metric: usize| summary.metrics[metric].paths[run][1];
        assert_eq!((path(5), path(6), path(7)), (350.0, 100.0, 250.0));
    }
}

#[test]
fn flows_are_served_in_order_when_there_is_not_enough() {
    let project = document(json!({
        "run": { "steps": 1, "runs": 1 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "usd", "amount": "100" }] }, { "id": "b", "label": "" }, { "id": "c", "label": "" }],
        "populations": [{ "id": "crowd", "label": "", "size": 4, "initial": [{ "asset": "usd", "amount": "10" }] }],
        "mechanisms": [
            { "type": "flows", "id": "f", "flows": [
                { "id": "one", "asset": "usd", "from": "a", "to": "b", "amount": "80" },
                { "id": "two", "asset": "usd", "from": "a", "to": "c", "amount": "80" },
                { "id": "none", "asset": "usd", "from": "b", "to": "c", "amount": "-5" },
                { "id": "tax", "asset": "usd", "from": "crowd", "to": "c", "amount": "3" },
                { "id": "all", "asset": "usd", "from": "crowd", "to": "b", "amount": "50" }] },
            { "type": "flows", "id": "g", "flows": [{ "id": "gift", "asset": "usd", "from": "c", "to": "crowd", "amount": "8" }] }
        ],
        "metrics": metrics(&[("one", "f.one"), ("two", "f.two"), ("none", "f.none"), ("tax", "f.tax"), ("all", "f.all"),
            ("gift", "g.gift"), ("each", "max(crowd.usd)"), ("c_usd", "c.usd")])
    }));
    let summary = run(&project);
    let last = |metric: &str| finals(&summary, metric)[0];
    assert_eq!((last("one"), last("two"), last("none")), (80.0, 20.0, 0.0));
    assert_eq!((last("tax"), last("all"), last("gift")), (12.0, 28.0, 8.0));
    assert_eq!((last("each"), last("c_usd")), (2.0, 24.0));
}
