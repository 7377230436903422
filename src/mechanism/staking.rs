//! Staking: deposits that earn, pro rata, a stream of rewards.

use super::{Port, Rule, at, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
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
            let rewards_of =
                cx.output(&place, id, &format!("rewards_of.{name}"), shape, reward_unit.clone());
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
        let there = cx.book.balance(&mut cx.b, self.reward_from, self.reward_asset);
        let there = cx.b.read(there);
        let there = cx.b.positive(there);
        let reward = cx.b.min(reward, there);
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
        let port = |name| Port { name, asset: self.spec.asset.clone() };
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
