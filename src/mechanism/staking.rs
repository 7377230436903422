//! Staking: deposits that earn, pro rata, a stream of rewards.
//!
//! Staking: deposits that earn a share of what is issued or paid in.

use super::{Port, Rule, at, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::num::math::{expm1, ln_1p};
use crate::program::{Shape, Slot, Val};
use crate::project::Staking;

pub(super) struct Rules {
    spec: Staking,
    asset: AssetId,
    reward_asset: AssetId,
    reward_from: HolderId,
    stakers: Vec<Staker>,
    staked: Slot,
    rewards: Slot,
    apr: Slot,
}

struct Staker {
    population: usize,
    holder: HolderId,
    deposits: HolderId,
    deposits_of: Slot,
    rewards_of: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Staking, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset);
        let reward_asset = cx.asset(&path(id, "reward_asset"), &spec.reward_asset);
        let reward_from = cx.account(&path(id, "reward_from"), &spec.reward_from);
        let (asset, reward_asset, reward_from) = (asset?, reward_asset?, reward_from?);
        let (unit, reward_unit) = (cx.unit_of(asset), cx.unit_of(reward_asset));
        let mut stakers = Vec::new();
        for name in &spec.stakers {
            let place = path(id, "stakers");
            let population = cx.population(&place, name)?;
            let shape = Shape::Pop(population as u16);
            let deposits = cx.vault(id, &format!("deposits.{name}"), shape);
            let rewards_of = cx.output(&place, id, &format!("rewards_of.{name}"), shape, reward_unit.clone());
            let deposits_of = cx.book.balance(&mut cx.b, deposits, asset);
            let binding = crate::lower::Binding::Slot(deposits_of);
            cx.name(&place, format!("{id}.deposits_of.{name}"), shape, unit.clone(), binding);
            let holder = cx.holders[name];
            stakers.push(Staker { population, holder, deposits, deposits_of, rewards_of });
        }
        let place = path(id, "id");
        let staked = cx.output(&place, id, "staked", Shape::Run, unit.clone());
        let rewards = cx.output(&place, id, "rewards", Shape::Run, reward_unit.clone());
        let apr = cx.output(&place, id, "apr", Shape::Run, reward_unit.over(&unit));
        Some(Rules { spec, asset, reward_asset, reward_from, stakers, staked, rewards, apr })
    }

    fn staked_now(&self, cx: &mut Context) -> Val {
        let mut sum = cx.b.constant(0.0);
        for staker in &self.stakers {
            let deposits = cx.b.read(staker.deposits_of);
            let total = cx.b.total(deposits);
            sum = cx.b.add(sum, total);
        }
        sum
    }

    /// Pays the rewards to those who were staked when the step began.
    fn pay(&self, cx: &mut Context) {
        let unit = cx.unit_of(self.reward_asset);
        let reward = cx.amount(&path(&self.spec.id, "reward"), &self.spec.reward, Want::run().of(unit));
        let none = cx.b.constant(0.0);
        let reward = cx.book.affordable(&mut cx.b, self.reward_asset, self.reward_from, reward, none);
        let staked = self.staked_now(cx);
        let per_token = cx.b.ratio(reward, staked);
        let mut paid = cx.b.constant(0.0);
        for staker in &self.stakers {
            let deposits = cx.b.read(staker.deposits_of);
            let due = cx.b.mul(deposits, per_token);
            let asset = self.reward_asset;
            let moved = cx.book.transfer(&mut cx.b, asset, self.reward_from, staker.holder, due);
            cx.b.write(staker.rewards_of, moved.each);
            paid = cx.b.add(paid, moved.total);
        }
        cx.b.write(self.rewards, paid);
        let per_year = cx.b.constant(cx.project.run.step.unit.per_year() / cx.project.run.step.length);
        let yearly = cx.b.mul(paid, per_year);
        let apr = cx.b.ratio(yearly, staked);
        cx.b.write(self.apr, apr);
    }
}

impl Rule for Rules {
    fn ports(&self) -> Vec<Port> {
        let port = |name: &str| Port { name: name.into(), asset: self.spec.asset.clone() };
        vec![port("stake"), port("unstake")]
    }

    fn init(&self, cx: &mut Context) {
        let place = path(&self.spec.id, "initial_share");
        let share = cx.amount(&place, &self.spec.initial_share, Want::run().ratio());
        for staker in &self.stakers {
            let free = cx.book.balance(&mut cx.b, staker.holder, self.asset);
            let free = cx.b.read(free);
            let amount = cx.b.mul(free, share);
            cx.book.transfer(&mut cx.b, self.asset, staker.holder, staker.deposits, amount);
        }
        let staked = self.staked_now(cx);
        cx.b.write(self.staked, staked);
    }

    fn step(&self, cx: &mut Context, orders: &Orders) {
        self.pay(cx);
        for staker in &self.stakers {
            for (port, into) in [("stake", true), ("unstake", false)] {
                let (from, to) = match into {
                    true => (staker.holder, staker.deposits),
                    false => (staker.deposits, staker.holder),
                };
                for (population, amount) in at(orders, &self.spec.id, port) {
                    if *population == staker.population {
                        cx.book.transfer(&mut cx.b, self.asset, from, to, *amount);
                    }
                }
            }
        }
        let staked = self.staked_now(cx);
        cx.b.write(self.staked, staked);
    }
}

/// What a delegator earns in a year without compounding, over the stake.
///
/// **Formula.** i·(1 − c)·s/q.
/// **Units.** All ratios: yearly inflation i of the whole supply, commission c
/// of the validator, share s of inflation that goes to stakers, share q of the
/// supply that is staked.
/// **Assumes.** All stakers earn alike.
/// **Errors.** +∞ (NaN for i = 0) if nothing is staked.
/// **Source.** Identity: rewards over stake.
pub fn apr(inflation: f64, commission: f64, reward_share: f64, staked_ratio: f64) -> f64 {
    inflation * (1.0 - commission) * reward_share / staked_ratio
}

/// The yearly yield of a rate that is compounded `times` a year.
///
/// **Formula.** (1 + APR/n)ⁿ − 1, computed without cancellation.
/// **Errors.** NaN for n = 0, and for APR/n < −1.
/// **Source.** Definition of compound interest.
pub fn apy(apr: f64, times: f64) -> f64 {
    expm1(times * ln_1p(apr / times))
}

/// What a yield is worth when everybody's holdings are diluted by inflation.
///
/// **Formula.** (1 + y)/(1 + i) − 1.
/// **Source.** Fisher equation.
pub fn real_yield(apy: f64, inflation: f64) -> f64 {
    (apy - inflation) / (1.0 + inflation)
}

/// What a stake has grown to when a lock-up of so many years ends.
///
/// **Formula.** K·(1 + y)^t.
/// **Assumes.** Rewards are staked again; no exit before the end.
/// **Source.** Definition of compound interest.
pub fn locked_value(stake: f64, apy: f64, years: f64) -> f64 {
    stake + stake * expm1(years * ln_1p(apy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounding_once_changes_nothing_and_more_approaches_the_exponential() {
        assert!((apy(0.1, 1.0) - 0.1).abs() < 1e-16);
        assert!((apy(0.1, 1e12) - expm1(0.1)).abs() < 1e-12);
        assert!(apy(0.1, 2.0) > apy(0.1, 1.0));
        assert!(apy(0.1, 0.0).is_nan());
    }

    #[test]
    fn if_everybody_stakes_for_everything_nobody_gains() {
        let yearly = apr(0.08, 0.0, 1.0, 1.0);
        assert_eq!(yearly, 0.08);
        assert!(real_yield(apy(yearly, 1.0), 0.08).abs() < 1e-16);
        assert!(apr(0.08, 0.0, 1.0, 0.0).is_infinite());
    }

    #[test]
    fn a_stake_grows_by_its_yield() {
        assert!((locked_value(1000.0, 0.1, 2.0) - 1210.0).abs() < 1e-9);
        assert_eq!(locked_value(1000.0, 0.1, 0.0), 1000.0);
    }
}
