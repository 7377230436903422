//! Rules of the catalogue, where no published figure holds them: lock-ups, caps and
//! budgets of a paymaster, pools of three assets.

use crate::world::{close, document, metrics, run, series};
use serde_json::{Value, json};
use tokenwright::project::{Formula, Project};
use tokenwright::simulate::compile;

/// One agent with 200 of each asset, who orders at the rule's ports in each step.
fn world(rule: &str, with: Value, orders: &[(&str, &str)], steps: u32, shown: &[(&str, &str)]) -> Project {
    let actions: Vec<Value> =
        orders.iter().map(|(port, amount)| json!({ "at": "it", "do": port, "amount": amount })).collect();
    let assets = ["cash", "coin", "note"];
    document(json!({
        "run": { "steps": steps, "runs": 1 },
        "assets": assets.map(|id| json!({ "id": id, "label": id })),
        "accounts": [{ "id": "outside", "label": "", "kind": "external" }, { "id": "till", "label": "" }],
        "populations": [{ "id": "one", "label": "", "size": 1,
            "initial": assets.map(|asset| json!({ "asset": asset, "amount": "200" })),
            "strategies": [{ "id": "only", "label": "", "actions": actions }] }],
        "mechanisms": [{ "type": "rule", "id": "it", "label": "", "rule": rule, "with": with }],
        "metrics": metrics(shown),
    }))
}

/// 100 locked for 10 days, and 100 more on day 5: the end is 5 + (5·100 + 10·100)/200.
#[test]
fn a_deposit_that_is_added_moves_the_end_in_proportion() {
    let with = json!({ "stakers": "one", "asset": "cash", "reward_asset": "cash", "lock": "10" });
    let orders = [("stake", "if time == 0 or time == 5 then 100 else 0"), ("unstake", "1000")];
    let shown = [("end", "max(it.unlock)"), ("staked", "it.staked")];
    let summary = run(&world("locked_staking", with, &orders, 15, &shown));
    let (end, staked) = (series(&summary, "end"), series(&summary, "staked"));
    assert_eq!((end[1], end[5], end[6]), (10.0, 10.0, 12.5));
    // Day 13 is the first on which it may leave.
    assert_eq!((staked[5], staked[6], staked[13], staked[14]), (100.0, 200.0, 200.0, 0.0));
}

/// A tenth of what was on deposit is lost in each step, locked or not, before anything is
/// added or taken back; it goes to whom the document names, and more than all is all.
#[test]
fn what_is_slashed_is_a_share_of_the_deposit() {
    let with = |slashed: &str| {
        json!({ "stakers": "one", "asset": "cash", "reward_asset": "cash", "lock": "10",
            "slashed": slashed, "slashed_to": "till" })
    };
    let orders = [("stake", "if time == 0 then 100 else 0"), ("unstake", "1000")];
    let shown =
        [("staked", "it.staked"), ("lost", "it.lost"), ("till", "till.cash"), ("own", "sum(one.cash)")];
    let summary = run(&world("locked_staking", with("10%"), &orders, 3, &shown));
    assert_eq!(series(&summary, "staked"), [0.0, 100.0, 90.0, 81.0]);
    assert_eq!(series(&summary, "lost"), [0.0, 0.0, 10.0, 9.0]);
    assert_eq!((series(&summary, "till")[3], series(&summary, "own")[3]), (19.0, 100.0));
    let all = run(&world("locked_staking", with("3"), &orders, 3, &shown));
    assert_eq!((series(&all, "staked")[2], series(&all, "till")[3]), (0.0, 100.0));
    let none = run(&world("locked_staking", with("-1"), &orders, 3, &shown));
    assert_eq!((series(&none, "staked")[3], series(&none, "till")[3]), (100.0, 0.0));
}

#[test]
fn a_cap_counts_for_its_window_and_a_budget_does_not_pile_up() {
    let with = json!({ "users": "one", "gas_asset": "cash", "validators": "till", "sponsor": "outside",
        "requests": "1", "cap": "2", "window": "3", "gas": "1", "refill": "10", "most": "15" });
    let shown = [("granted", "sum(it.granted)"), ("left", "it.left")];
    let summary = run(&world("paymaster", with, &[], 8, &shown));
    // Two transfers, then none until three days after the first.
    assert_eq!(series(&summary, "granted")[1..], [1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    assert_eq!(series(&summary, "left")[1..5], [9.0, 14.0, 15.0, 14.0]);
}

/// Claims are a part of what was paid in: a giver who has a tenth of them cuts all alike, and
/// what vests is a quarter of that in each step.
#[test]
fn an_airdrop_promises_no_more_than_its_giver_has() {
    let with = |activity: &str| {
        json!({ "users": "one", "asset": "cash", "from": "till", "pool": "1000", "activity": activity,
            "vesting": "4" })
    };
    let shown = [("claims", "it.total_claims"), ("paid", "sum(it.paid)"), ("own", "sum(one.cash)")];
    let mut project = world("airdrop", with("4"), &[], 6, &shown);
    project.accounts[1].initial = project.populations[0].initial[..1].to_vec();
    project.accounts[1].initial[0].amount = Formula::new("100");
    let summary = run(&project);
    assert_eq!(series(&summary, "claims")[1..], [100.0; 6]);
    assert_eq!(series(&summary, "paid")[1..], [0.0, 25.0, 50.0, 75.0, 100.0, 100.0]);
    assert_eq!(series(&summary, "own")[1..], [200.0, 225.0, 250.0, 275.0, 300.0, 300.0]);
    // Who did less than nothing has no claim, and takes nobody else's.
    let nothing = run(&world("airdrop", with("-4"), &[], 6, &shown));
    assert_eq!(series(&nothing, "claims")[6], 0.0);
}

/// A number that makes no sense is told where it stands, or breaks the run there.
#[test]
fn numbers_out_of_bounds_are_told_at_their_field() {
    let with = |ratio: &str| {
        json!({ "reserve": "cash", "token": "coin", "ratio": ratio, "start_reserve": "100",
            "start_supply": "100", "funder": "outside" })
    };
    let curve = |ratio: &str| {
        let mut project = world("bancor_curve", with(ratio), &[("buy", "1")], 5, &[("price", "it.price")]);
        project.assets[1].issuers = vec!["it".into()];
        project
    };
    let problems = compile(&curve("2")).expect_err("more than all");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert_eq!(problems[0].path, "mechanisms.it.with.ratio");
    assert_eq!(problems[0].message, "`ratio` must be above 0, at most 1, not 2");
    // What changes is within bounds until it is not.
    let faults = run(&curve("50% + time / 4")).faults;
    let found: Vec<_> = faults.iter().map(|fault| (fault.place.as_str(), fault.first_step)).collect();
    assert_eq!(found, [("mechanisms.it.with.ratio", 3)]);
    assert!(run(&curve("100%")).faults.is_empty());
}

/// What a paymaster grants in each step, and what was asked for.
fn paid_for(requests: &str, cap: u32, window: u32, steps: u32) -> [Vec<f64>; 2] {
    let with = json!({ "users": "one", "gas_asset": "cash", "validators": "till", "sponsor": "outside",
        "requests": requests, "cap": cap.to_string(), "window": window.to_string(), "start": "1M" });
    let shown = [("granted", "sum(it.granted)"), ("asked", "it.sponsored + it.refused")];
    let summary = run(&world("paymaster", with, &[], steps, &shown));
    ["granted", "asked"].map(|id| series(&summary, id)[1..].to_vec())
}

/// The cap of a paymaster is that of a sliding log, which remembers every transfer.
#[test]
fn a_rolling_cap_is_that_of_a_sliding_log() {
    // Whole transfers by an irregular rule, with days on which none are asked for.
    let requests = "max(mod(step * step * 7 + step * 3, 11) - 6, 0)";
    for (cap, window) in [(2, 5), (5, 9), (5, 20), (8, 30), (3, 2), (7, 8)] {
        let [granted, asked] = paid_for(requests, cap, window, 90);
        let mut log: Vec<f64> = Vec::new();
        for (step, wanted) in asked.iter().enumerate() {
            let recent = &log[step.saturating_sub(window as usize - 1)..];
            log.push(wanted.min(f64::from(cap) - recent.iter().sum::<f64>()));
        }
        assert_eq!(granted, log, "{cap} in {window} days");
        assert!(log.iter().zip(&asked).any(|(paid, wanted)| paid < wanted), "the cap does something");
        assert!(log.iter().skip(45).sum::<f64>() > 0.0, "and not for ever");
    }
}

/// Used in more steps than the log remembers, a window holds less than the cap, never more.
#[test]
fn a_rolling_cap_is_never_passed() {
    for (cap, window) in [(100, 12), (20, 40), (9, 9)] {
        let [granted, _] = paid_for("1 + mod(step, 3) / 2", cap, window, 90);
        let sums: Vec<f64> = granted.windows(window as usize).map(|part| part.iter().sum()).collect();
        let most = sums.iter().copied().fold(0.0, f64::max);
        assert!(most <= f64::from(cap) + 1e-9, "{most} of {cap} in {window} days");
        assert!(most > 0.9 * f64::from(cap).min(f64::from(window) * 1.5), "{most} of {cap} in {window} days");
        assert!(granted[window as usize..].iter().sum::<f64>() > 0.0, "it is let go in the end");
    }
}

#[test]
fn a_pool_of_three_keeps_its_invariant_and_treats_its_assets_alike() {
    let with = |fee: &str| {
        json!({ "a": "cash", "b": "coin", "c": "note", "provider": "outside", "amplification": "50",
            "start_a": "1000", "start_b": "1000", "start_c": "1000", "fee": fee })
    };
    let shown = [
        ("d", "it.invariant"),
        ("price_b", "it.price_b"),
        ("price_c", "it.price_c"),
        ("coin", "sum(one.coin)"),
        ("note", "sum(one.note)"),
    ];
    let once = |port| [(port, "if step == 0 then 100 else 0")];
    let to_b = run(&world("stableswap3", with("0"), &once("a_to_b"), 2, &shown));
    let to_c = run(&world("stableswap3", with("0"), &once("a_to_c"), 2, &shown));
    assert_eq!(series(&to_b, "coin"), series(&to_c, "note"));
    assert_eq!(series(&to_b, "note"), [200.0; 3]);
    // Without a fee the invariant stays; what is scarce has become dear.
    let d = series(&to_b, "d");
    close(d[1], 3000.0, 1e-12);
    close(d[2], d[1], 1e-12);
    let [price_b, price_c] = [series(&to_b, "price_b")[1], series(&to_b, "price_c")[1]];
    assert!(price_b < price_c && price_c < 1.0, "{price_b} {price_c}");
    let dear = run(&world("stableswap3", with("1%"), &once("a_to_b"), 2, &shown));
    assert!(series(&dear, "d")[2] > 3000.0, "the fee stays in the pool");
    // Series are kept in single precision.
    close(series(&dear, "coin")[1] - 200.0, 0.99 * (series(&to_b, "coin")[1] - 200.0), 1e-6);
    // All at once, and nobody gains from going round in a circle.
    let round = [("a_to_b", "50"), ("b_to_c", "50"), ("c_to_a", "50")];
    let each = ["cash", "coin", "note"].map(|asset| (asset, format!("sum(one.{asset})")));
    let shown = each.each_ref().map(|(id, formula)| (*id, formula.as_str()));
    let summary = run(&world("stableswap3", with("0"), &round, 5, &shown));
    close(shown.iter().map(|(id, _)| series(&summary, id)[5]).sum(), 600.0, 1e-3);
}
