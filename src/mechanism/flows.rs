//! Stocks and flows: all amounts are evaluated first, then all move.
//!
//! This is the semantics of system dynamics: a flow sees the stocks at the
//! start of the step, whatever the other flows do. If a stock cannot pay for
//! all that leaves it, the flows are served in the order of the document.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Shape, Slot, Val};
use crate::project::Flows;

pub(super) struct Rules {
    spec: Flows,
    flows: Vec<Route>,
}

struct Route {
    asset: AssetId,
    from: Option<HolderId>,
    to: Option<HolderId>,
    /// Of the payer, or of the receiver where the payer is a single one.
    population: Option<usize>,
    moved: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Flows, cx: &mut Context) -> Option<Self> {
        let routes: Vec<Option<Route>> =
            (0..spec.flows.len()).map(|i| Route::declare(&spec, i, cx)).collect();
        let flows = routes.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Rules { spec, flows })
    }
}

impl Route {
    fn declare(spec: &Flows, index: usize, cx: &mut Context) -> Option<Self> {
        let flow = &spec.flows[index];
        let place = path(&spec.id, &format!("flows.{}", flow.id));
        let asset = cx.asset(&format!("{place}.asset"), &flow.asset);
        let mut side = |field: &str, id: &Option<String>| match id {
            Some(id) => cx.holder(&format!("{place}.{field}"), id).map(Some),
            None => Some(None),
        };
        let (from, to) = (side("from", &flow.from)?, side("to", &flow.to)?);
        let asset = asset?;
        if from.is_none() {
            cx.issuer(&place, asset, &spec.id);
        }
        let shape = |holder: Option<HolderId>| holder.map_or(Shape::Run, |holder| cx.book.shape(holder));
        let population = match (shape(from), shape(to)) {
            (Shape::Pop(p), Shape::Pop(q)) if p != q => {
                let message = "a flow cannot lead from one population to another";
                let hint = "let it go through an account, or use a marketplace";
                cx.report(crate::diag::Diagnostic::error(place, message).hint(hint));
                return None;
            }
            (Shape::Pop(p), _) | (_, Shape::Pop(p)) => Some(p as usize),
            _ => None,
        };
        let unit = cx.unit_of(asset);
        let moved = cx.output(&place, &spec.id, &flow.id, Shape::Run, unit);
        Some(Route { asset, from, to, population, moved })
    }

    fn amount(&self, cx: &mut Context, place: &str, text: &crate::project::Formula) -> Val {
        let unit = cx.unit_of(self.asset);
        let want = self.population.map_or(Want::run(), Want::agents);
        let amount = cx.formula(place, text, want.of(unit));
        let from_one = self.from.is_none_or(|from| cx.book.shape(from) == Shape::Run);
        match self.to {
            // A total that does not depend on the agents is shared equally.
            Some(to) if from_one && cx.b.shape(amount) <= Shape::Run => {
                cx.book.shares(&mut cx.b, to, amount, None)
            }
            _ => amount,
        }
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let mut amounts = Vec::new();
        for (flow, route) in self.spec.flows.iter().zip(&self.flows) {
            let place = path(&self.spec.id, &format!("flows.{}.amount", flow.id));
            amounts.push(route.amount(cx, &place, &flow.amount));
        }
        for (route, amount) in self.flows.iter().zip(amounts) {
            let (b, book) = (&mut cx.b, &mut cx.book);
            let moved = match (route.from, route.to) {
                (Some(from), Some(to)) => book.transfer(b, route.asset, from, to, amount),
                (None, Some(to)) => book.mint(b, route.asset, to, amount),
                (Some(from), None) => book.burn(b, route.asset, from, amount),
                (None, None) => continue,
            };
            cx.b.write(route.moved, moved.total);
        }
    }
}
