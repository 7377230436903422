//! Adapters for design: sales, supply, markets, staking.

use crate::Adapter;
use crate::inputs::{Inputs, defined, written};
use serde_json::{Map, Value, json};
use tokenwright::mechanism::allocation::{UnitTerms, unlocked_units};
use tokenwright::mechanism::constant_product::{self as pool, MINIMUM_LIQUIDITY, UNISWAP_V2_FEE, UnitFee};
use tokenwright::mechanism::{burn, buyback, emission, marketplace, staking};
use tokenwright::num::wide;
use tokenwright::project::Vesting;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("A.nft.split", nft_split),
    ("A.flow.net", flow_net),
    ("B.allocation", allocation),
    ("B.vesting", vesting),
    ("B.emission.constant", emission_constant),
    ("B.emission.halving", emission_halving),
    ("B.emission.exp", emission_exponential),
    ("B.emission.inflation_decay", emission_inflation),
    ("B.burn", burning),
    ("B.buyback", buying_back),
    ("B.amm.swap", swap),
    ("B.amm.lp", liquidity),
    ("B.amm.il", impermanent_loss),
    ("B.staking.apr", staking_yield),
    ("B.eip2981", royalty),
];

fn nft_split(inputs: &Inputs) -> Result<Value, String> {
    let (fee, royalty) = (inputs.whole("fee_bps")?, inputs.whole("royalty_bps")?);
    let parts = defined(marketplace::split_units(inputs.whole("price")?, fee, royalty))?;
    Ok(json!({
        "fee": written(parts.fee),
        "royalty": written(parts.royalty),
        "seller": written(parts.seller),
    }))
}

fn royalty(inputs: &Inputs) -> Result<Value, String> {
    let bounds = marketplace::royalty_bounds_units(inputs.whole("sale")?, inputs.whole("bps")?);
    let [floor, ceil] = defined(bounds)?;
    Ok(json!({ "floor": written(floor), "ceil": written(ceil) }))
}

fn flow_net(inputs: &Inputs) -> Result<Value, String> {
    let (fee, royalty): (u32, u32) = (inputs.whole("fee_bps")?, inputs.whole("royalty_bps")?);
    let rows = inputs.rows("sales")?;
    let mut sales = Vec::new();
    for row in &rows {
        let (buyer, seller) = (row.text("buyer")?, row.text("seller")?);
        let price = row.whole("price")?;
        sales.push(marketplace::Sale { price, buyer, seller, creator: row.text("creator")? });
    }
    let net = defined(marketplace::net_positions(&sales, fee, royalty))?;
    let volume: u128 = sales.iter().map(|sale| sale.price).sum();
    let positions: Map<String, Value> =
        net.iter().map(|(party, amount)| ((*party).to_owned(), written(*amount))).collect();
    Ok(json!({
        "net": positions,
        "sum": written(net.values().sum::<i128>()),
        "volume": written(volume),
        "royalty_friction_share":
            marketplace::royalty_friction(f64::from(fee) / 1e4, f64::from(royalty) / 1e4),
    }))
}

fn allocation(inputs: &Inputs) -> Result<Value, String> {
    let (max_supply, month) = (inputs.whole("max_supply")?, inputs.whole("month")?);
    let (mut sum_bps, mut total, mut circulating) = (0_u32, 0_u128, Map::new());
    for row in inputs.rows("buckets")? {
        let bps = row.whole("bps")?;
        let terms = UnitTerms {
            vesting: Vesting::AfterCliff,
            tge_bps: row.whole("tge_bps")?,
            cliff: row.whole("cliff")?,
            duration: row.whole("linear")?,
        };
        let unlocked = defined(unlocked_units(&terms, defined(wide::share(max_supply, bps))?, month))?;
        sum_bps += bps;
        total += unlocked;
        circulating.insert(row.text("name")?.to_owned(), written(unlocked));
    }
    Ok(json!({
        "sum_bps": sum_bps,
        "valid": u128::from(sum_bps) == wide::BASIS_POINTS,
        "circulating": circulating,
        "total_circulating": written(total),
    }))
}

fn vesting(inputs: &Inputs) -> Result<Value, String> {
    let elapsed = inputs.whole::<i64>("t")? - inputs.whole::<i64>("start")?;
    let after_cliff = UnitTerms {
        vesting: Vesting::AfterCliff,
        tge_bps: inputs.whole("tge_bps")?,
        cliff: inputs.whole("cliff")?,
        duration: inputs.whole("duration")?,
    };
    let catch_up = UnitTerms { vesting: Vesting::CatchUp, ..after_cliff };
    let total = inputs.whole("total")?;
    Ok(json!({
        "catch_up": written(defined(unlocked_units(&catch_up, total, elapsed))?),
        "tge_then_linear": written(defined(unlocked_units(&after_cliff, total, elapsed))?),
    }))
}

fn emission_constant(inputs: &Inputs) -> Result<Value, String> {
    let (supply, rate) = (inputs.number("supply")?, inputs.number("per_period")?);
    let n: u32 = inputs.whole("n")?;
    Ok(json!({
        "supply": supply + emission::constant_total(rate, f64::from(n)),
        "inflation_in_last_period": emission::constant_inflation(supply, rate, n),
    }))
}

fn emission_halving(inputs: &Inputs) -> Result<Value, String> {
    let (initial, interval) = (inputs.whole("initial")?, inputs.whole("interval")?);
    let height = inputs.whole("height")?;
    let subsidy = defined(emission::halving_subsidy_units(initial, interval, height))?;
    let before = defined(emission::halving_total_units(initial, interval, height))?;
    Ok(json!({
        "subsidy_at_height": written(subsidy),
        "cumulative_before_height": written(before),
    }))
}

fn emission_exponential(inputs: &Inputs) -> Result<Value, String> {
    let (max, half_life, t) = (inputs.number("max")?, inputs.number("half_life")?, inputs.number("t")?);
    Ok(json!({
        "continuous_cumulative": emission::exponential_total(max, half_life, t),
        "discrete_first_period": emission::exponential_total_stepwise(max, half_life, 1),
        "discrete_cumulative_n": emission::exponential_total_stepwise(max, half_life, t as u32),
    }))
}

fn emission_inflation(inputs: &Inputs) -> Result<Value, String> {
    let schedule = emission::Inflation {
        initial: inputs.number("initial")?,
        disinflation: inputs.number("disinflation")?,
        floor: inputs.number("terminal")?,
    };
    let years: u32 = inputs.whole("years")?;
    Ok(json!({
        "last_rate": years.checked_sub(1).map(|last| schedule.rate(last)),
        "supply": schedule.supply_after(inputs.number("supply")?, years),
        "floor_year": schedule.floor_year(),
    }))
}

fn burning(inputs: &Inputs) -> Result<Value, String> {
    let (supply, issuance) = (inputs.number("supply")?, inputs.number("issuance")?);
    let rate = inputs.number("burn_rate")?;
    Ok(json!({
        "supply_n": burn::supply_after(supply, issuance, rate, inputs.whole("n")?),
        "steady_state": burn::steady_state(issuance, rate),
    }))
}

fn buying_back(inputs: &Inputs) -> Result<Value, String> {
    let (quote, token): (u128, u128) = (inputs.whole("quote")?, inputs.whole("token")?);
    let spend: u128 = inputs.whole("spend")?;
    let bought = defined(pool::amount_out_units(quote, token, spend, UNISWAP_V2_FEE))?;
    let impact = buyback::impact(quote as f64, token as f64, spend as f64, bought as f64);
    Ok(json!({
        "bought_burned": written(bought),
        "price_before": impact.price_before,
        "price_after": impact.price_after,
        "avg_price": impact.average_price,
    }))
}

fn swap(inputs: &Inputs) -> Result<Value, String> {
    let (x, y): (u128, u128) = (inputs.whole("X")?, inputs.whole("Y")?);
    let dx: u128 = inputs.whole("dx")?;
    let fee = UnitFee { kept: inputs.whole("fee_num")?, of: inputs.whole("fee_den")? };
    let out = defined(pool::amount_out_units(x, y, dx, fee))?;
    let (x_after, y_after) = (x + dx, y - out);
    Ok(json!({
        "amount_out": written(out),
        "amount_in_for_that_out": written(defined(pool::amount_in_units(x, y, out, fee))?),
        "X_after": written(x_after),
        "Y_after": written(y_after),
        "k_growth": x_after as f64 / x as f64 * (y_after as f64 / y as f64),
    }))
}

fn liquidity(inputs: &Inputs) -> Result<Value, String> {
    let [a, b]: [u128; 2] = [inputs.whole("a")?, inputs.whole("b")?];
    let added: [u128; 2] = [inputs.whole("add_a")?, inputs.whole("add_b")?];
    let first = defined(pool::first_shares_units(a, b))?;
    let total = first + MINIMUM_LIQUIDITY;
    let second = defined(pool::shares_minted_units([a, b], total, added))?;
    let reserves = [a + added[0], b + added[1]];
    let burned = defined(pool::redeemed_units(reserves, total + second, second))?;
    Ok(json!({
        "first_mint": written(first),
        "total_after_first": written(total),
        "second_mint": written(second),
        "burn_all_second": burned.map(written),
    }))
}

fn impermanent_loss(inputs: &Inputs) -> Result<Value, String> {
    let r = inputs.number("r")?;
    Ok(json!({ "il": pool::impermanent_loss(r), "lp_over_initial": pool::position_growth(r) }))
}

fn staking_yield(inputs: &Inputs) -> Result<Value, String> {
    let inflation = inputs.number("inflation")?;
    let (commission, share) = (inputs.number("commission")?, inputs.number("reward_share")?);
    let apr = staking::apr(inflation, commission, share, inputs.number("staked_ratio")?);
    let apy = staking::apy(apr, inputs.number("compounds")?);
    let value = staking::locked_value(inputs.number("stake")?, apy, inputs.number("lock_years")?);
    Ok(json!({
        "apr": apr,
        "apy": apy,
        "real_yield": staking::real_yield(apy, inflation),
        "locked_value_after": value,
    }))
}
