//! Burning: tokens that leave for good.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Shape, Slot};
use crate::project::Burn;

pub(super) struct Rules {
    spec: Burn,
    asset: AssetId,
    from: HolderId,
    burned: Slot,
    total: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Burn, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset)?;
        let from = cx.holder(&path(id, "from"), &spec.from)?;
        let unit = cx.unit_of(asset);
        let burned = cx.output(&path(id, "id"), id, "burned", Shape::Run, unit.clone());
        let total = cx.output(&path(id, "id"), id, "total", Shape::Run, unit);
        Some(Rules { spec, asset, from, burned, total })
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let want = match cx.book.shape(self.from) {
            Shape::Pop(p) => Want::agents(p as usize),
            Shape::Uniform | Shape::Run => Want::run(),
        };
        let unit = cx.unit_of(self.asset);
        let amount = cx.amount(&path(&self.spec.id, "amount"), &self.spec.amount, want.of(unit));
        let burned = cx.book.burn(&mut cx.b, self.asset, self.from, amount).total;
        cx.b.write(self.burned, burned);
        let total = cx.b.read(self.total);
        let total = cx.b.add(total, burned);
        cx.b.write(self.total, total);
    }
}
