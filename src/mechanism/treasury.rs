//! Treasury: an account that pays by rules.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Shape, Slot};
use crate::project::Treasury;

pub(super) struct Rules {
    spec: Treasury,
    account: HolderId,
    grants: Vec<(AssetId, HolderId, Slot)>,
}

impl Rules {
    pub(super) fn declare(spec: Treasury, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let account = cx.account(&path(id, "account"), &spec.account)?;
        let mut grants = Vec::new();
        for grant in &spec.grants {
            let place = path(id, &format!("grants.{}", grant.id));
            let asset = cx.asset(&format!("{place}.asset"), &grant.asset)?;
            let to = cx.holder(&format!("{place}.to"), &grant.to)?;
            let unit = cx.unit_of(asset);
            grants.push((asset, to, cx.output(&place, id, &grant.id, Shape::Run, unit)));
        }
        Some(Rules { spec, account, grants })
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        for (grant, (asset, to, slot)) in self.spec.grants.iter().zip(&self.grants) {
            let place = path(&self.spec.id, &format!("grants.{}", grant.id));
            let unit = cx.unit_of(*asset);
            let amount = cx.amount(&format!("{place}.amount"), &grant.amount, Want::run().of(unit.clone()));
            let reserve = cx.amount(&format!("{place}.reserve"), &grant.reserve, Want::run().of(unit));
            let amount = cx.book.affordable(&mut cx.b, *asset, self.account, amount, reserve);
            let moved = cx.book.share_out(&mut cx.b, *asset, self.account, *to, amount, None);
            cx.b.write(*slot, moved.total);
        }
    }
}
