//! Allocation of a supply to owners, each bucket with TGE part, cliff and
//! vesting.
//!
//! The whole supply is minted into a vault before the first step, as token
//! contracts do; what unlocks moves from the vault to its owner. Time counts
//! from the start: after step s it is (s + 1)·dt.
//!
//! Allocation of a supply to buckets that unlock over time.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::num::wide;
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
        // A vesting contract knows no part that is free at the start.
        let tge = match bucket.vesting {
            Vesting::AfterCliff => tge,
            Vesting::CatchUp => cx.b.constant(0.0),
        };
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

/// When a bucket unlocks, in the engine's terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Which meaning of "cliff" applies.
    pub vesting: Vesting,
    /// Share that is free at the start, 0 to 1. [`Vesting::CatchUp`] has none
    /// and ignores it.
    pub tge: f64,
    /// Time from the start to the cliff, ≥ 0.
    pub cliff: f64,
    /// Time of linear vesting, ≥ 0: after the cliff for
    /// [`Vesting::AfterCliff`], from the start for [`Vesting::CatchUp`].
    pub duration: f64,
}

/// The share of a bucket that is unlocked `elapsed` after the start.
///
/// **Formula.** After the cliff: tge before the cliff c, then tge + (1 −
/// tge)·min(1, (t − c)/L). Catch-up: 0 before c, then min(1, t/L). A duration
/// of 0 unlocks everything at the cliff.
/// **Units.** `elapsed`, cliff and duration in the same unit of time; result a
/// ratio.
/// **Assumes.** Nothing is revoked; unlocking is continuous.
/// **Guarantees.** Between 0 and 1, never falls with time; 0 before the start;
/// exactly 1 from the end on.
/// **Errors.** None; NaN in gives NaN or 0 out.
/// **Source.** Catch-up: OpenZeppelin Contracts, `VestingWalletCliff`. After
/// the cliff: the reading of token tables ("12 months cliff, then 36 months
/// linear").
pub fn unlocked_share(terms: &Terms, elapsed: f64) -> f64 {
    if elapsed < 0.0 {
        return 0.0;
    }
    let ramp = |time: f64| if time >= terms.duration { 1.0 } else { time / terms.duration };
    match terms.vesting {
        Vesting::AfterCliff if elapsed < terms.cliff => terms.tge,
        Vesting::AfterCliff => match ramp(elapsed - terms.cliff) {
            1.0 => 1.0,
            share => terms.tge + (1.0 - terms.tge) * share,
        },
        Vesting::CatchUp if elapsed < terms.cliff => 0.0,
        Vesting::CatchUp => ramp(elapsed),
    }
}

/// When a bucket unlocks, in a contract's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitTerms {
    /// Which meaning of "cliff" applies.
    pub vesting: Vesting,
    /// Share that is free at the start, basis points, at most 10,000; ignored
    /// by [`Vesting::CatchUp`].
    pub tge_bps: u32,
    /// Periods from the start to the cliff.
    pub cliff: u64,
    /// Periods of linear vesting; see [`Terms::duration`].
    pub duration: u64,
}

/// The units of a bucket of `total` that are unlocked `elapsed` periods after
/// the start (negative: before it).
///
/// **Formula.** As [`unlocked_share`], every division rounded down: TGE part
/// T·bps//10⁴, then (T − TGE part)·(t − c)//L; catch-up T·t//L.
/// **Units.** Smallest units of the token; periods.
/// **Guarantees.** At most `total`; exactly `total` from the end on; never
/// falls with time; exact for all 128-bit totals.
/// **Errors.** None if `tge_bps` is more than 10,000 (more than everything).
/// **Source.** As [`unlocked_share`].
pub fn unlocked_units(terms: &UnitTerms, total: u128, elapsed: i64) -> Option<u128> {
    let tge = wide::share(total, terms.tge_bps).filter(|tge| *tge <= total)?;
    let Ok(elapsed) = u64::try_from(elapsed) else { return Some(0) };
    let ramp = |amount: u128, time: u64| {
        if time >= terms.duration {
            return Some(amount);
        }
        wide::mul_div(amount, u128::from(time), u128::from(terms.duration))
    };
    let past_cliff = elapsed.checked_sub(terms.cliff);
    match (terms.vesting, past_cliff) {
        (Vesting::AfterCliff, None) => Some(tge),
        (Vesting::AfterCliff, Some(time)) => Some(tge + ramp(total - tge, time)?),
        (Vesting::CatchUp, None) => Some(0),
        (Vesting::CatchUp, Some(_)) => ramp(total, elapsed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEAM: UnitTerms =
        UnitTerms { vesting: Vesting::AfterCliff, tge_bps: 1000, cliff: 12, duration: 48 };
    const CONTRACT: UnitTerms = UnitTerms { vesting: Vesting::CatchUp, ..TEAM };

    #[test]
    fn the_two_meanings_differ_after_the_cliff() {
        let at = |terms: &UnitTerms, t| unlocked_units(terms, 1_000_000, t).unwrap();
        assert_eq!([-1, 0, 11, 12, 13, 59, 60, 99].map(|t| at(&TEAM, t)), {
            [0, 100_000, 100_000, 100_000, 118_750, 981_250, 1_000_000, 1_000_000]
        });
        assert_eq!([-1, 0, 11, 12, 13, 47, 48, 99].map(|t| at(&CONTRACT, t)), {
            [0, 0, 0, 250_000, 270_833, 979_166, 1_000_000, 1_000_000]
        });
    }

    #[test]
    fn without_a_duration_all_unlocks_at_the_cliff() {
        for vesting in [Vesting::AfterCliff, Vesting::CatchUp] {
            let terms = UnitTerms { vesting, tge_bps: 0, cliff: 6, duration: 0 };
            assert_eq!(unlocked_units(&terms, 77, 5), Some(0));
            assert_eq!(unlocked_units(&terms, 77, 6), Some(77));
        }
        let more = UnitTerms { tge_bps: 10_001, ..TEAM };
        assert_eq!(unlocked_units(&more, 1_000_000, 0), None);
    }

    #[test]
    fn units_are_the_share_rounded_down_at_most_twice() {
        let total = 123_456_789_012_u128;
        for (vesting, tge_bps) in [(Vesting::AfterCliff, 777), (Vesting::CatchUp, 0)] {
            let units = UnitTerms { vesting, tge_bps, cliff: 7, duration: 31 };
            let terms = Terms { vesting, tge: f64::from(tge_bps) / 1e4, cliff: 7.0, duration: 31.0 };
            let mut before = 0.0;
            for t in -3..50_i64 {
                let share = unlocked_share(&terms, t as f64);
                let difference = share * total as f64 - unlocked_units(&units, total, t).unwrap() as f64;
                assert!((-1e-3..2.0).contains(&difference), "{vesting:?} at {t}: {difference}");
                assert!((before..=1.0).contains(&share));
                before = share;
            }
            assert_eq!(before, 1.0);
        }
    }
}
