//! The rules by which value moves, one file each.
//!
//! A mechanism reads its spec from the document and emits operations; it keeps
//! no state of its own: what it remembers are slots of the program. Beside the
//! operations stand the closed forms that it must agree with, as plain
//! functions. A mechanism knows nothing of the others; what it can use of a
//! market it gets from the [`Context`].
//!
//! Most are texts: see [`rule`]. To add one: a file in `catalogue/`, a line in
//! [`rule::CATALOGUE`]. What a text cannot say is written in Rust: a spec in
//! [`crate::project`], a file here that implements [`Rule`], a line in [`declare`].

pub mod allocation;
pub mod burn;
pub mod buyback;
pub mod constant_product;
pub mod emission;
pub mod flows;
pub mod marketplace;
pub mod rewards;
pub mod rule;
pub mod staking;
mod swap;
pub mod treasury;

use crate::lower::{Context, Orders};
use crate::project::{Id, Mechanism};

/// A door of a mechanism through which agents act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// What actions call it: `buy`.
    pub name: String,
    /// The asset in which amounts are given.
    pub asset: Id,
}

/// What a mechanism does. `init` runs once per run, `step` in every step; both
/// emit operations into the program.
pub trait Rule {
    /// The doors through which agents act.
    fn ports(&self) -> Vec<Port> {
        Vec::new()
    }

    /// Emits what happens before the first step.
    fn init(&self, _cx: &mut Context) {}

    /// Emits what happens in a step.
    fn step(&self, cx: &mut Context, orders: &Orders);
}

/// Makes a mechanism's outputs known and gives its rule; none if its references
/// lead nowhere (which has been reported).
pub fn declare(spec: &Mechanism, cx: &mut Context) -> Option<Box<dyn Rule>> {
    Some(match spec.clone() {
        Mechanism::Allocation(spec) => Box::new(allocation::Rules::declare(spec, cx)?),
        Mechanism::Emission(spec) => Box::new(emission::Rules::declare(spec, cx)?),
        Mechanism::Flows(spec) => Box::new(flows::Rules::declare(spec, cx)?),
        Mechanism::Marketplace(spec) => Box::new(marketplace::Rules::declare(spec, cx)?),
        Mechanism::Staking(spec) => Box::new(staking::Rules::declare(spec, cx)?),
        Mechanism::Rewards(spec) => Box::new(rewards::Rules::declare(spec, cx)?),
        Mechanism::Burn(spec) => Box::new(burn::Rules::declare(spec, cx)?),
        Mechanism::Buyback(spec) => Box::new(buyback::Rules::declare(spec, cx)?),
        Mechanism::ConstantProduct(spec) => Box::new(constant_product::Rules::declare(spec, cx)?),
        Mechanism::Treasury(spec) => Box::new(treasury::Rules::declare(spec, cx)?),
        Mechanism::Rule(spec) => Box::new(rule::Rules::declare(spec, cx)?),
    })
}

/// Path of a field of a mechanism.
fn path(id: &str, field: &str) -> String {
    format!("mechanisms.{id}.{field}")
}

/// Orders at one port.
fn at<'o>(orders: &'o Orders, id: &str, port: &str) -> &'o [(usize, crate::program::Val)] {
    orders.get(&(id.to_owned(), port.to_owned())).map_or(&[], Vec::as_slice)
}
