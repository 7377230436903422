//! Rewards: a budget, shared out in proportion to what agents did.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Shape, Slot};
use crate::project::Rewards;

pub(super) struct Rules {
    spec: Rewards,
    asset: AssetId,
    from: Option<HolderId>,
    populations: Vec<usize>,
    paid: Slot,
    paid_to: Vec<Slot>,
}

impl Rules {
    pub(super) fn declare(spec: Rewards, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset)?;
        let from = match &spec.from {
            Some(from) => Some(cx.account(&path(id, "from"), from)?),
            None => {
                cx.issuer(&path(id, "asset"), asset, id);
                None
            }
        };
        let unit = cx.unit_of(asset);
        let paid = cx.output(&path(id, "id"), id, "paid", Shape::Run, unit.clone());
        let (mut populations, mut paid_to) = (Vec::new(), Vec::new());
        for (index, share) in spec.shares.iter().enumerate() {
            let population = cx.population(&path(id, &format!("shares[{index}].to")), &share.to)?;
            let name = format!("paid_to.{}", share.to);
            let shape = Shape::Pop(population as u16);
            paid_to.push(cx.output(&path(id, "shares"), id, &name, shape, unit.clone()));
            populations.push(population);
        }
        Some(Rules { spec, asset, from, populations, paid, paid_to })
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let id = &self.spec.id;
        let unit = cx.unit_of(self.asset);
        let mut budget = cx.amount(&path(id, "budget"), &self.spec.budget, Want::run().of(unit));
        if let Some(from) = self.from {
            let none = cx.b.constant(0.0);
            budget = cx.book.affordable(&mut cx.b, self.asset, from, budget, none);
        }
        let mut weights = Vec::new();
        let mut sum = cx.b.constant(0.0);
        for (index, (share, population)) in self.spec.shares.iter().zip(&self.populations).enumerate() {
            let place = path(id, &format!("shares[{index}].weight"));
            let weight = cx.amount(&place, &share.weight, Want::agents(*population));
            let weight = cx.b.broadcast(weight, *population as u16);
            let total = cx.b.total(weight);
            sum = cx.b.add(sum, total);
            weights.push(weight);
        }
        let factor = cx.b.ratio(budget, sum);
        let mut paid = cx.b.constant(0.0);
        for ((weight, population), slot) in weights.into_iter().zip(&self.populations).zip(&self.paid_to) {
            let amount = cx.b.mul(weight, factor);
            let to = cx.holders[&cx.project.populations[*population].id];
            let moved = match self.from {
                Some(from) => cx.book.transfer(&mut cx.b, self.asset, from, to, amount),
                None => cx.book.mint(&mut cx.b, self.asset, to, amount),
            };
            cx.b.write(*slot, moved.each);
            paid = cx.b.add(paid, moved.total);
        }
        cx.b.write(self.paid, paid);
    }
}
