//! Allocation of a supply to owners, each bucket with TGE part, cliff and
//! vesting.
//!
//! The whole supply is minted into a vault before the first step, as token
//! contracts do; what unlocks moves from the vault to its owner. Time counts
//! from the start: after step s it is (s + 1)·dt.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Binary, Shape, Slot, Val};
use crate::project::{Allocation, Bucket, Vesting};

pub(super) struct Rules {
    spec: Allocation,
    asset: AssetId,
    vault: HolderId,
    owners: Vec<HolderId>,
    paid: Vec<Slot>,
    unlocked: Slot,
    locked: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Allocation, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset)?;
        cx.issuer(&path(id, "asset"), asset, id);
        let unit = cx.unit_of(asset);
        let vault = cx.vault(id, "vault", Shape::Run);
        let mut owners = Vec::new();
        let mut paid = Vec::new();
        for bucket in &spec.buckets {
            let place = path(id, &format!("buckets.{}", bucket.id));
            owners.push(cx.holder(&format!("{place}.to"), &bucket.to));
            paid.push(cx.output(&place, id, &bucket.id, Shape::Run, unit.clone()));
        }
        let unlocked = cx.output(&path(id, "id"), id, "unlocked", Shape::Run, unit.clone());
        let locked = cx.output(&path(id, "id"), id, "locked", Shape::Run, unit);
        let owners = owners.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Rules { spec, asset, vault, owners, paid, unlocked, locked })
    }

    fn field(&self, bucket: &Bucket, field: &str) -> String {
        path(&self.spec.id, &format!("buckets.{}.{field}", bucket.id))
    }

    fn total(&self, cx: &mut Context) -> Val {
        let unit = cx.unit_of(self.asset);
        cx.amount(&path(&self.spec.id, "total"), &self.spec.total, Want::run().of(unit))
    }

    /// What a bucket holds in all.
    fn size(&self, cx: &mut Context, bucket: &Bucket) -> Val {
        let total = self.total(cx);
        let share = cx.amount(&self.field(bucket, "share"), &bucket.share, Want::run().ratio());
        cx.b.mul(total, share)
    }

    /// What a bucket has unlocked at `time`; see [`unlocked`].
    fn unlocked_at(&self, cx: &mut Context, bucket: &Bucket, time: Val) -> Val {
        let size = self.size(cx, bucket);
        let tge = cx.amount(&self.field(bucket, "tge"), &bucket.tge, Want::run().ratio());
        let time_unit = cx.time_unit();
        let lasting = || Want::run().of(time_unit.clone());
        let cliff = cx.amount(&self.field(bucket, "cliff"), &bucket.cliff, lasting());
        let duration = cx.amount(&self.field(bucket, "duration"), &bucket.duration, lasting());
        let b = &mut cx.b;
        let (zero, one) = (b.constant(0.0), b.constant(1.0));
        let at_start = match bucket.vesting {
            Vesting::AfterCliff => cliff,
            Vesting::CatchUp => zero,
        };
        let since = b.sub(time, at_start);
        let instant = b.binary(Binary::Le, duration, zero);
        let fraction = b.div(since, duration);
        let fraction = b.min(fraction, one);
        let fraction = b.positive(fraction);
        let fraction = b.select(instant, one, fraction);
        let before = b.binary(Binary::Lt, time, cliff);
        let fraction = b.select(before, zero, fraction);
        let initial = b.mul(size, tge);
        let rest = b.sub(size, initial);
        let rest = b.mul(rest, fraction);
        b.add(initial, rest)
    }

    fn unlock(&self, cx: &mut Context, time: Val) {
        let mut sum = cx.b.constant(0.0);
        for ((bucket, owner), paid) in self.spec.buckets.iter().zip(&self.owners).zip(&self.paid) {
            let target = self.unlocked_at(cx, bucket, time);
            let before = cx.b.read(*paid);
            let due = cx.b.sub(target, before);
            let moved = cx.book.share_out(&mut cx.b, self.asset, self.vault, *owner, due, None);
            let now = cx.b.add(before, moved.total);
            cx.b.write(*paid, now);
            sum = cx.b.add(sum, now);
        }
        cx.b.write(self.unlocked, sum);
        let vault = cx.book.balance(&mut cx.b, self.vault, self.asset);
        let locked = cx.b.read(vault);
        cx.b.write(self.locked, locked);
    }
}

impl Rule for Rules {
    fn init(&self, cx: &mut Context) {
        for bucket in &self.spec.buckets {
            let size = self.size(cx, bucket);
            cx.book.mint(&mut cx.b, self.asset, self.vault, size);
        }
        let start = cx.b.constant(0.0);
        self.unlock(cx, start);
    }

    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let time = cx.end_of_step();
        self.unlock(cx, time);
    }
}
