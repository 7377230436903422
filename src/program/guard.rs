//! What need not be computed in a step, because a choice that all runs share goes the
//! other way.
//!
//! A value that only one side of such choices reads, as the weights of an airdrop are read
//! in the step of the airdrop alone, is computed only when that side is taken. What is in
//! its register else is never seen, so no bit of a result changes.

use super::builder::{Builder, Item};
use super::ir::{Pure, Shape, Val};

/// When a value is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guard {
    /// A number that all runs share.
    pub condition: Val,
    /// Whether it has to be true; else it has to be false.
    pub holds: bool,
}

/// For each value, when the block of these items needs it; none: in every step.
pub(super) fn guards(builder: &Builder, items: &[&Item]) -> Vec<Option<Guard>> {
    let mut needs = Needs(vec![None; builder.nodes.len()]);
    // From the last to the first: so all who read a value are known before its own
    // operands are looked at.
    for item in items.iter().rev() {
        let val = match item {
            Item::Pure(val) => val.0 as usize,
            Item::Effect(effect) => {
                effect.operands().into_iter().for_each(|val| needs.add(val, None));
                continue;
            }
        };
        let own = needs.0[val].flatten();
        match &builder.nodes[val].op {
            Some(Pure::Select(condition, yes, no)) if builder.shape(*condition) == Shape::Uniform => {
                let side = |holds| own.or(Some(Guard { condition: *condition, holds }));
                needs.add(*yes, side(true));
                needs.add(*no, side(false));
            }
            Some(op) => op.operands().into_iter().for_each(|val| needs.add(val, own)),
            None => {}
        }
    }
    needs.0.into_iter().map(Option::flatten).collect()
}

/// What is known of the readers of each value: none so far; or when all of them read it,
/// which is in every step if they do it at different times.
struct Needs(Vec<Option<Option<Guard>>>);

impl Needs {
    fn add(&mut self, val: Val, when: Option<Guard>) {
        let known = &mut self.0[val.0 as usize];
        *known = Some(when.filter(|_| known.is_none_or(|before| before == when)));
    }
}

#[cfg(test)]
mod tests {
    use crate::program::{Binary, Block, Builder, Role, Shape, Tracing};

    /// The step of a program in which agents take on the square root of what they have,
    /// in the step that the parameter names; it is read elsewhere, too, if `shared`.
    fn step(shared: bool) -> String {
        let mut b = Builder::new(vec![10]);
        let agents = b.slot("agents", Shape::Pop(0), Role::State);
        b.switch(Block::Step);
        let x = b.read(agents);
        let root = b.unary(crate::program::Unary::Sqrt, x);
        let all = b.total(root);
        let part = b.div(root, all);
        let (now, when) = (b.step(), b.param(0));
        let due = b.binary(Binary::Eq, now, when);
        let taken = b.select(due, part, x);
        let taken = if shared { b.add(taken, root) } else { taken };
        b.write(agents, taken);
        let total = b.total(taken);
        b.record(0, total);
        let listing = b.finish(Tracing::Off).listing();
        listing.split_once("step:\n").map_or(String::new(), |(_, step)| step.to_owned())
    }

    #[test]
    fn what_one_side_of_a_choice_needs_waits_for_it() {
        let listing = step(false);
        let waits = |what: &str| listing.lines().any(|line| line.contains(what) && line.contains(", if u"));
        assert!(waits("Sqrt") && waits("Reduce(Sum"), "{listing}");
        let place = |what: &str| listing.find(what).unwrap_or(usize::MAX);
        assert!(place("Eq") < place("Sqrt"), "the condition is known by then: {listing}");
        assert_eq!(listing.matches(", if u").count(), 3, "the choice itself is always made: {listing}");
    }

    #[test]
    fn what_is_also_read_elsewhere_does_not_wait() {
        let listing = step(true);
        assert!(!listing.lines().any(|line| line.contains("Sqrt") && line.contains(", if u")), "{listing}");
        assert_eq!(listing.matches(", if u").count(), 2, "sum and quotient wait: {listing}");
    }
}
