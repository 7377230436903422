//! The ledger: who owns how much of what.
//!
//! A balance is holder × asset and lives in a slot of the program. Value moves
//! only by [`Book::transfer`], [`Book::mint`] and [`Book::burn`], which all end
//! in the program's one primitive: what leaves one side arrives at the other,
//! and never more than is there. So supply is conserved by construction, up to
//! rounding; how far rounding goes is measured in every step of every run
//! ([`Book::audit`]), against a supply that is counted apart from the balances.

pub mod auditor;

use crate::map::Map;
use crate::program::{Audit, Binary, Builder, Reduce, Role, Shape, Side, Slot, Val};

/// An asset of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AssetId(pub usize);

/// A holder of a book: an account, all agents of a population, or the vault of
/// a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HolderId(pub usize);

/// What was moved.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// Per agent if a side is a population, else the total.
    pub each: Val,
    /// All together.
    pub total: Val,
}

#[derive(Clone, Debug)]
struct Asset {
    name: String,
    supply: Slot,
    minted: Slot,
    burned: Slot,
    max_supply: Option<Val>,
}

#[derive(Clone, Debug)]
struct Holder {
    name: String,
    shape: Shape,
    unlimited: bool,
}

/// All balances of a program.
#[derive(Clone, Debug, Default)]
pub struct Book {
    assets: Vec<Asset>,
    holders: Vec<Holder>,
    balances: Map<(HolderId, AssetId), Slot>,
}

/// Whether a holder can run dry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Funds {
    /// Owns what it has been given.
    Limited,
    /// The world outside: always pays; its balance may be negative.
    Unlimited,
}

impl Book {
    /// A new asset with supply 0.
    pub fn add_asset(&mut self, b: &mut Builder, name: &str) -> AssetId {
        self.assets.push(Asset {
            name: name.to_owned(),
            supply: b.slot(format!("{name}.supply"), Shape::Run, Role::Balance),
            minted: b.slot(format!("{name}.minted"), Shape::Run, Role::State),
            burned: b.slot(format!("{name}.burned"), Shape::Run, Role::State),
            max_supply: None,
        });
        AssetId(self.assets.len() - 1)
    }

    /// Sets the most that may ever be minted of an asset.
    pub fn limit_supply(&mut self, asset: AssetId, most: Val) {
        self.assets[asset.0].max_supply = Some(most);
    }

    /// A new holder: `Run` for a single one, `Pop` for each agent of a population.
    pub fn add_holder(&mut self, name: &str, shape: Shape, funds: Funds) -> HolderId {
        let unlimited = funds == Funds::Unlimited;
        self.holders.push(Holder { name: name.to_owned(), shape, unlimited });
        HolderId(self.holders.len() - 1)
    }

    /// How many agents a holder is.
    pub fn shape(&self, holder: HolderId) -> Shape {
        self.holders[holder.0].shape
    }

    /// Slot of the supply of an asset: minted − burned, counted apart.
    pub fn supply(&self, asset: AssetId) -> Slot {
        self.assets[asset.0].supply
    }

    /// Slots of what was ever minted (starting balances included) and burned.
    pub fn minted_and_burned(&self, asset: AssetId) -> (Slot, Slot) {
        (self.assets[asset.0].minted, self.assets[asset.0].burned)
    }

    /// Slot of a balance.
    pub fn balance(&mut self, b: &mut Builder, holder: HolderId, asset: AssetId) -> Slot {
        let info = &self.holders[holder.0];
        let name = format!("{}.{}", info.name, self.assets[asset.0].name);
        let shape = info.shape;
        *self.balances.or_insert_with((holder, asset), || b.slot(name, shape, Role::Balance))
    }

    /// Moves at most what is there. The amount is per agent if a side is a
    /// population; the two sides may not be different populations.
    pub fn transfer(
        &mut self,
        b: &mut Builder,
        asset: AssetId,
        from: HolderId,
        to: HolderId,
        amount: Val,
    ) -> Moved {
        if from == to {
            // To itself: nothing changes, whatever is asked for.
            let nothing = b.constant(0.0);
            return Moved { each: nothing, total: nothing };
        }
        let (from, to) = (self.side(b, from, asset), self.side(b, to, asset));
        let (each, total) = b.transfer(Some(from), Some(to), self.supply(asset), amount);
        Moved { each, total }
    }

    /// Mints at most what the asset's maximum leaves. Whether the caller is an
    /// issuer is the caller's check, made once when the document is compiled.
    pub fn mint(&mut self, b: &mut Builder, asset: AssetId, to: HolderId, amount: Val) -> Moved {
        let to = self.side(b, to, asset);
        let amount = self.cut_to_maximum(b, asset, b.slot_shape(to.slot), amount);
        let (each, total) = b.transfer(None, Some(to), self.supply(asset), amount);
        self.count(b, self.assets[asset.0].minted, total);
        Moved { each, total }
    }

    /// Burns at most what is there.
    pub fn burn(&mut self, b: &mut Builder, asset: AssetId, from: HolderId, amount: Val) -> Moved {
        let from = self.side(b, from, asset);
        let (each, total) = b.transfer(Some(from), None, self.supply(asset), amount);
        self.count(b, self.assets[asset.0].burned, total);
        Moved { each, total }
    }

    /// What a holder can pay of `amount` and still keep `reserve`: all of it if it
    /// cannot run dry.
    pub fn affordable(
        &mut self,
        b: &mut Builder,
        asset: AssetId,
        holder: HolderId,
        amount: Val,
        reserve: Val,
    ) -> Val {
        if self.holders[holder.0].unlimited {
            return amount;
        }
        let there = self.balance(b, holder, asset);
        let there = b.read(there);
        let free = b.sub(there, reserve);
        let free = b.positive(free);
        b.min(amount, free)
    }

    /// Pays `amount` in total out of `from`: to a population in proportion to
    /// `weight` (nothing if all weights are 0), to a single holder as it is.
    pub fn share_out(
        &mut self,
        b: &mut Builder,
        asset: AssetId,
        from: HolderId,
        to: HolderId,
        amount: Val,
        weight: Option<Val>,
    ) -> Moved {
        let each = self.shares(b, to, amount, weight);
        self.transfer(b, asset, from, to, each)
    }

    /// What each agent of `to` gets of `amount`: equally, or by weight.
    pub fn shares(&self, b: &mut Builder, to: HolderId, amount: Val, weight: Option<Val>) -> Val {
        let Shape::Pop(p) = self.shape(to) else { return amount };
        match weight {
            Some(weight) => {
                let weight = b.broadcast(weight, p);
                let sum = b.reduce(Reduce::Sum, weight);
                let factor = b.ratio(amount, sum);
                b.mul(weight, factor)
            }
            None => {
                let size = b.constant(f64::from(b.sizes[p as usize]));
                b.div(amount, size)
            }
        }
    }

    /// Reports, for every asset, how far Σ balances is from the supply, relative to
    /// all that ever came in.
    pub fn audit(&self, b: &mut Builder) {
        for (index, asset) in self.assets.iter().enumerate() {
            let of_asset = self.balances.iter().filter(|((_, of), _)| of.0 == index);
            let balances = of_asset.map(|(_, slot)| *slot).collect();
            b.audit(Audit { asset: index as u32, balances, supply: asset.supply });
        }
    }

    /// Names of the assets, in order.
    pub fn asset_names(&self) -> Vec<String> {
        self.assets.iter().map(|asset| asset.name.clone()).collect()
    }

    /// Every balance: holder, asset, slot.
    pub fn balances(&self) -> impl Iterator<Item = (HolderId, AssetId, Slot)> {
        self.balances.iter().map(|((holder, asset), slot)| (*holder, *asset, *slot))
    }

    fn side(&mut self, b: &mut Builder, holder: HolderId, asset: AssetId) -> Side {
        let slot = self.balance(b, holder, asset);
        Side { slot, unlimited: self.holders[holder.0].unlimited }
    }

    fn cut_to_maximum(&self, b: &mut Builder, asset: AssetId, shape: Shape, amount: Val) -> Val {
        let Some(most) = self.assets[asset.0].max_supply else { return amount };
        let minted = b.read(self.assets[asset.0].minted);
        let left = b.sub(most, minted);
        let left = b.positive(left);
        match shape {
            Shape::Pop(p) => {
                let asked = b.broadcast(amount, p);
                let asked = b.positive(asked);
                let total = b.reduce(Reduce::Sum, asked);
                let too_much = b.binary(Binary::Gt, total, left);
                let factor = b.div(left, total);
                let one = b.constant(1.0);
                let factor = b.select(too_much, factor, one);
                b.mul(asked, factor)
            }
            Shape::Uniform | Shape::Run => b.min(amount, left),
        }
    }

    fn count(&self, b: &mut Builder, counter: Slot, total: Val) {
        let before = b.read(counter);
        let after = b.add(before, total);
        b.write(counter, after);
    }
}
