//! A rule in a document becomes operations.

use super::parse::{FieldKind, Line, Parsed, Statement, parse};
use crate::diag::{Diagnostic, nearest};
use crate::formula::{UnitType, parse as parse_formula};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Binding, Context, Orders, Want};
use crate::map::Map;
use crate::mechanism::{Port, Rule, at, path};
use crate::program::{Binary, Block, FaultKind, Role, Shape, Slot, Val};
use crate::project::{Formula, RuleUse};

/// A rule with what a document has told it.
pub struct Rules {
    id: String,
    rule: Parsed,
    assets: Map<String, AssetId>,
    holders: Map<String, End>,
    populations: Map<String, usize>,
    /// Numbers, and for the agents of which field each.
    numbers: Map<String, (Formula, Option<String>)>,
    outs: Map<String, Slot>,
    ports: Vec<Port>,
}

/// Where value can go.
#[derive(Clone, Copy)]
enum End {
    Holder(HolderId),
    /// Out of the world.
    Burned,
    /// It does not move.
    Nowhere,
}

/// What is known while the statements of a block are lowered.
struct Now<'o> {
    orders: Option<&'o Orders>,
    /// Values by name.
    values: Map<String, Val>,
    /// What each population gave at a port.
    given: Map<String, Vec<(usize, Val)>>,
}

impl Rules {
    /// Makes its outputs known; none if something is wrong, which is reported.
    pub fn declare(spec: RuleUse, cx: &mut Context) -> Option<Self> {
        let id = spec.id.clone();
        let rule = text(&spec, cx)?;
        let mut rules = Rules {
            id,
            rule,
            assets: Map::new(),
            holders: Map::new(),
            populations: Map::new(),
            numbers: Map::new(),
            outs: Map::new(),
            ports: Vec::new(),
        };
        let read = rules.read_fields(&spec, cx);
        rules.declare_outputs(cx)?;
        read.then_some(rules)
    }

    fn read_fields(&mut self, spec: &RuleUse, cx: &mut Context) -> bool {
        let fields = self.rule.fields.clone();
        let mut complete = true;
        for (name, _) in spec.with.iter() {
            if !fields.iter().any(|field| field.name == *name) {
                let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                let hint = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", known.join(", ")),
                };
                let message =
                    format!("`{}` has no field `{name}`", spec.rule.lines().next().unwrap_or_default());
                cx.report(Diagnostic::error(path(&self.id, &format!("with.{name}")), message).hint(hint));
                complete = false;
            }
        }
        for field in fields {
            let place = path(&self.id, &format!("with.{}", field.name));
            let given =
                spec.with.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.clone());
            let Some(value) = given.or(field.default.map(Formula)) else {
                let message = format!("the field `{}` is missing", field.name);
                cx.report(Diagnostic::error(place, message));
                complete = false;
                continue;
            };
            let (name, text) = (field.name.clone(), value.text().to_owned());
            let found = match field.kind {
                FieldKind::Asset(mints) => cx.asset(&place, &text).map(|asset| {
                    if mints {
                        cx.issuer(&place, asset, &self.id);
                    }
                    for port in self.rule.ports.iter().filter(|port| port.asset == name) {
                        self.ports.push(Port { name: port.name.clone(), asset: text.clone() });
                    }
                    self.assets.insert(name, asset);
                }),
                FieldKind::Holder if text == "none" => {
                    self.holders.insert(name, End::Nowhere);
                    Some(())
                }
                FieldKind::Holder if text == "burn" => {
                    self.holders.insert(name, End::Burned);
                    Some(())
                }
                FieldKind::Holder => cx.holder(&place, &text).map(|holder| {
                    self.holders.insert(name, End::Holder(holder));
                }),
                FieldKind::Account => cx.account(&place, &text).map(|holder| {
                    self.holders.insert(name, End::Holder(holder));
                }),
                FieldKind::Population => cx.population(&place, &text).map(|index| {
                    self.holders.insert(name.clone(), End::Holder(cx.holders[&text]));
                    self.populations.insert(name, index);
                }),
                FieldKind::Number => {
                    self.numbers.insert(name, (value, None));
                    Some(())
                }
                FieldKind::Each(of) => {
                    self.numbers.insert(name, (value, Some(of)));
                    Some(())
                }
                FieldKind::Parameter => self.take_over(&place, &name, &text, cx),
            };
            complete &= found.is_some();
        }
        complete
    }

    /// A parameter becomes a state, which starts with the parameter's value.
    fn take_over(&mut self, place: &str, field: &str, id: &str, cx: &mut Context) -> Option<()> {
        let Some(index) = cx.project.parameters.iter().position(|parameter| parameter.id == id) else {
            let ids: Vec<&str> = cx.project.parameters.iter().map(|p| p.id.as_str()).collect();
            cx.report(crate::lower::context::unknown(place, "parameter", id, &ids));
            return None;
        };
        let slot = cx.b.slot(format!("{}.{id}", self.id), Shape::Run, Role::State);
        let old = cx.names.find(id, None).map(|symbol| symbol.binding.clone());
        if matches!(old, Some(Binding::Slot(_))) {
            let message = format!("`{id}` is steered by another mechanism already");
            cx.report(Diagnostic::error(place, message));
            return None;
        }
        cx.within(Block::Init, |cx| {
            let start = cx.b.param(index);
            cx.b.write(slot, start);
        });
        cx.names.rebind(id, Binding::Slot(slot));
        self.outs.insert(field.to_owned(), slot);
        Some(())
    }

    fn declare_outputs(&mut self, cx: &mut Context) -> Option<()> {
        let id = self.id.clone();
        let place = path(&id, "id");
        for (name, each) in self.rule.vaults.clone() {
            let shape = self.shape(each.as_deref())?;
            let holder = cx.vault(&id, &name, shape);
            self.holders.insert(name.clone(), End::Holder(holder));
            for (field, asset) in self.assets.clone() {
                let slot = cx.book.balance(&mut cx.b, holder, asset);
                let unit = cx.unit_of(asset);
                cx.name(&place, format!("{id}.{name}.{field}"), shape, unit, Binding::Slot(slot));
                self.outs.insert(format!("{name}.{field}"), slot);
            }
        }
        for out in self.rule.outs.clone() {
            let shape = self.shape(out.each.as_deref())?;
            let slot = cx.output(&place, &id, &out.name, shape, UnitType::Unknown);
            self.outs.insert(out.name, slot);
        }
        for (field, asset) in self.assets.clone() {
            self.outs.insert(format!("{field}.supply"), cx.book.supply(asset));
        }
        for (field, holder) in self.holders.clone() {
            let End::Holder(holder) = holder else { continue };
            for (name, asset) in self.assets.clone() {
                let slot = cx.book.balance(&mut cx.b, holder, asset);
                self.outs.insert(format!("{field}.{name}"), slot);
            }
        }
        Some(())
    }

    /// The shape of what belongs to a population's agents, or to nobody.
    fn shape(&self, each: Option<&str>) -> Option<Shape> {
        match each {
            Some(field) => self.populations.get(field).map(|index| Shape::Pop(*index as u16)),
            None => Some(Shape::Run),
        }
    }

    fn run(&self, lines: &[Line], cx: &mut Context, now: &mut Now) {
        for line in lines {
            self.line(line, cx, now);
        }
    }

    fn line(&self, line: &Line, cx: &mut Context, now: &mut Now) {
        let at_line = line.number;
        match &line.statement {
            Statement::Let(name, each, formula) => {
                let value = self.value(formula, each.as_deref(), at_line, cx, now);
                now.values.insert(name.clone(), value);
            }
            Statement::Set(out, formula) => {
                let each = self.rule.outs.iter().find(|known| known.name == *out);
                let value = self.value(formula, each.and_then(|out| out.each.as_deref()), at_line, cx, now);
                if let Some(slot) = self.outs.get(out) {
                    cx.b.write(*slot, value);
                } else {
                    self.wrong(at_line, format!("there is no output `{out}`"), cx);
                }
            }
            Statement::Steer(field, formula) => {
                let value = self.value(formula, None, at_line, cx, now);
                if let Some(slot) = self.outs.get(field) {
                    cx.b.write(*slot, value);
                } else {
                    self.wrong(at_line, format!("`{field}` is no field of a parameter"), cx);
                }
            }
            Statement::Fault(name, condition) => {
                let broken = self.value(condition, None, at_line, cx, now);
                let place = cx.b.place(path(&self.id, name));
                cx.b.fault_if(broken, FaultKind::Declared, place);
            }
            Statement::Repeat(times, lines) => (0..*times).for_each(|_| self.run(lines, cx, now)),
            Statement::Collect(port, into) => self.collect(port, into.as_ref(), at_line, cx, now),
            Statement::Pay { amount, asset, from, port, name } => {
                let amount = self.value(amount, None, at_line, cx, now);
                let (Some(asset), Some(End::Holder(from))) = (self.assets.get(asset), self.holders.get(from))
                else {
                    return self.wrong(at_line, format!("`{asset}` or `{from}` is not known"), cx);
                };
                let asked = now.values.get(port).copied().unwrap_or_else(|| cx.b.constant(0.0));
                let factor = cx.b.ratio(amount, asked);
                let mut paid = cx.b.constant(0.0);
                for (population, each) in now.given.get(port).cloned().unwrap_or_default() {
                    let due = cx.b.mul(each, factor);
                    let to = cx.holders[&cx.project.populations[population].id];
                    let moved = cx.book.transfer(&mut cx.b, *asset, *from, to, due);
                    paid = cx.b.add(paid, moved.total);
                }
                now.values.extend(name.clone().map(|name| (name, paid)));
            }
            Statement::Move { amount, asset, from, to, name } => {
                let moved = self.moved(amount, asset, [from, to], at_line, cx, now);
                now.values.extend(name.clone().map(|name| (name, moved)));
            }
        }
    }

    fn collect(
        &self,
        port: &str,
        into: Option<&(String, String)>,
        line: usize,
        cx: &mut Context,
        now: &mut Now,
    ) {
        let orders = now.orders.map_or(&[][..], |orders| at(orders, &self.id, port));
        let into = match into {
            Some((asset, vault)) => match (self.assets.get(asset), self.holders.get(vault)) {
                (Some(asset), Some(End::Holder(vault))) => Some((*asset, *vault)),
                _ => return self.wrong(line, format!("`{asset}` or `{vault}` is not known"), cx),
            },
            None => None,
        };
        let mut sum = cx.b.constant(0.0);
        let mut given = Vec::new();
        for (population, amount) in orders {
            let (each, total) = match into {
                Some((asset, vault)) => {
                    let own = Shape::Pop(*population as u16);
                    if !matches!(cx.book.shape(vault), Shape::Run) && cx.book.shape(vault) != own {
                        let who = &cx.project.populations[*population].id;
                        let message = format!("agents of `{who}` cannot `{port}` here: it is for others");
                        cx.report(Diagnostic::error(path(&self.id, port), message));
                        continue;
                    }
                    let from = cx.holders[&cx.project.populations[*population].id];
                    let moved = cx.book.transfer(&mut cx.b, asset, from, vault, *amount);
                    (moved.each, moved.total)
                }
                None => {
                    let each = cx.b.positive(*amount);
                    (each, cx.b.total(each))
                }
            };
            sum = cx.b.add(sum, total);
            given.push((*population, each));
        }
        // `port.each` is for the one population that the rule knows by name.
        if let Some((_, own)) = self.populations.iter().next() {
            let each = given.iter().find(|(population, _)| population == own).map(|(_, each)| *each);
            let none = cx.b.constant(0.0);
            let each = cx.b.broadcast(each.unwrap_or(none), *own as u16);
            now.values.insert(format!("{port}.each"), each);
        }
        now.values.insert(port.to_owned(), sum);
        now.given.insert(port.to_owned(), given);
    }

    /// Moves, mints or burns; gives the total.
    fn moved(
        &self,
        amount: &str,
        asset: &str,
        [from, to]: [&Option<String>; 2],
        line: usize,
        cx: &mut Context,
        now: &mut Now,
    ) -> Val {
        let Some(asset) = self.assets.get(asset).copied() else {
            self.wrong(line, format!("there is no asset `{asset}`"), cx);
            return cx.b.constant(0.0);
        };
        let mut sides = [None, None];
        for (side, name) in sides.iter_mut().zip([from, to]) {
            let Some(name) = name else { continue };
            match self.holders.get(name) {
                Some(End::Holder(holder)) => *side = Some(*holder),
                Some(End::Burned) => {}
                Some(End::Nowhere) => return cx.b.constant(0.0),
                None => {
                    self.wrong(line, format!("there is no holder `{name}`"), cx);
                    return cx.b.constant(0.0);
                }
            }
        }
        let crowd = sides.iter().flatten().find_map(|holder| match cx.book.shape(*holder) {
            Shape::Pop(population) => Some(population),
            Shape::Run | Shape::Uniform => None,
        });
        let crowds = sides.iter().flatten().filter(|holder| matches!(cx.book.shape(**holder), Shape::Pop(_)));
        if crowds.map(|holder| cx.book.shape(*holder)).any(|shape| crowd.map(Shape::Pop) != Some(shape)) {
            self.wrong(line, "from one population to another: move it through a vault".into(), cx);
            return cx.b.constant(0.0);
        }
        let field = crowd.and_then(|crowd| {
            self.populations
                .iter()
                .find(|(_, index)| **index == crowd as usize)
                .map(|(field, _)| field.clone())
        });
        let mut value = self.value(amount, field.as_deref(), line, cx, now);
        if let (Some(crowd), false) = (crowd, matches!(cx.b.shape(value), Shape::Pop(_))) {
            let size = cx.b.constant(f64::from(cx.project.populations[crowd as usize].size));
            value = cx.b.div(value, size);
        }
        match sides {
            [Some(from), Some(to)] => cx.book.transfer(&mut cx.b, asset, from, to, value).total,
            [None, Some(to)] => cx.book.mint(&mut cx.b, asset, to, value).total,
            [Some(from), None] => cx.book.burn(&mut cx.b, asset, from, value).total,
            [None, None] => cx.b.constant(0.0),
        }
    }

    /// A formula of the rule.
    fn value(&self, text: &str, each: Option<&str>, line: usize, cx: &mut Context, now: &mut Now) -> Val {
        self.bind_numbers(text, cx, now);
        let want = match each.and_then(|field| self.populations.get(field)) {
            Some(population) => Want::agents(*population),
            None => Want::run(),
        };
        let locals =
            now.values.iter().map(|(name, value)| (name.clone(), cx.b.shape(*value), Binding::Value(*value)));
        let lasting =
            self.outs.iter().map(|(name, slot)| (name.clone(), cx.b.slot_shape(*slot), Binding::Slot(*slot)));
        cx.names.locals = crate::lower::names::locals(lasting.chain(locals));
        let place = path(&self.id, &format!("rule.{line}"));
        let value = cx.formula(&place, &Formula::new(text), want);
        cx.names.locals = Map::new();
        value
    }

    /// The numbers that the document gave and that a formula names: each is
    /// evaluated once in a step, where it is first needed.
    fn bind_numbers(&self, text: &str, cx: &mut Context, now: &mut Now) {
        let Ok(formula) = parse_formula(text) else { return };
        for name in formula.names() {
            let Some((number, of)) = self.numbers.get(name) else { continue };
            if now.values.contains_key(name) {
                continue;
            }
            let want = match of.as_ref().and_then(|field| self.populations.get(field)) {
                Some(population) => Want::agents(*population),
                None => Want::run(),
            };
            let population = want.population;
            let value = cx.formula(&path(&self.id, &format!("with.{name}")), number, want);
            let value = population.map_or(value, |population| cx.b.broadcast(value, population as u16));
            self.bound(name, value, cx);
            now.values.insert(name.to_owned(), value);
        }
    }

    /// What a field must be within: a number that is known is told at once, any other
    /// breaks the run in which it is outside.
    fn bound(&self, name: &str, value: Val, cx: &mut Context) {
        let field = self.rule.fields.iter().find(|field| field.name == name);
        let Some((low, high)) = field.and_then(|field| field.bounds) else { return };
        let place = path(&self.id, &format!("with.{name}"));
        if cx.known(&place, value, [low, high]) {
            return;
        }
        let (low, high) = (cx.b.constant(low), cx.b.constant(high));
        let most = cx.b.min(value, high);
        let within = cx.b.max(most, low);
        let outside = cx.b.binary(Binary::Ne, within, value);
        let place = cx.b.place(place);
        cx.b.fault_if(outside, FaultKind::Declared, place);
    }

    fn wrong(&self, line: usize, message: String, cx: &mut Context) {
        cx.report(Diagnostic::error(path(&self.id, "rule"), format!("line {line}: {message}")));
    }
}

/// The text of the rule, read.
fn text(spec: &RuleUse, cx: &mut Context) -> Option<Parsed> {
    let place = path(&spec.id, "rule");
    let Some(text) = super::text(super::BARE, &spec.rule) else {
        let names: Vec<&str> = super::BARE.iter().map(|(name, _)| *name).collect();
        cx.report(crate::lower::context::unknown(&place, "rule", &spec.rule, &names));
        return None;
    };
    match parse(text) {
        Ok(rule) => Some(rule),
        Err((line, message)) => {
            cx.report(Diagnostic::error(place, format!("line {line}: {message}")));
            None
        }
    }
}

impl Rule for Rules {
    fn ports(&self) -> Vec<Port> {
        self.ports.clone()
    }

    fn init(&self, cx: &mut Context) {
        let mut now = Now { orders: None, values: Map::new(), given: Map::new() };
        self.run(&self.rule.init, cx, &mut now);
    }

    fn step(&self, cx: &mut Context, orders: &Orders) {
        let mut now = Now { orders: Some(orders), values: Map::new(), given: Map::new() };
        self.run(&self.rule.step, cx, &mut now);
    }
}
