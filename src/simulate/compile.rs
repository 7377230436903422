//! Document → model: declares all names, then emits the program in the order in
//! which things happen.
//!
//! Before the first step: processes, attributes, starting balances, mechanisms,
//! learning rules, metrics. In a step: processes → agents choose → their orders
//! → mechanisms → metrics → agents learn → the books are audited.

use super::check;
use super::model::{Model, Outcome};
use crate::agent::Group;
use crate::diag::{Diagnostic, Severity};
use crate::formula::{self, Expr, UnitType};
use crate::ledger::Book;
use crate::ledger::Funds;
use crate::lower::{Binding, Context, Definition, Orders, Want, names::formula_shape};
use crate::map::Map;
use crate::mechanism::{self, Port, Rule};
use crate::program::{Block, Program, Role, Shape, Slot, Tracing};
use crate::project::{AccountKind, Mechanism, Population, Project};
use crate::scenario::World;

/// All problems of a document, errors and warnings, each with its path.
pub fn validate(project: &Project) -> Vec<Diagnostic> {
    survey(project).problems
}

/// What is wrong with a document, and what its formulas can name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// As [`validate`] finds them.
    pub problems: Vec<Diagnostic>,
    /// Names, with the population for whose agents each holds a number, if it does.
    pub names: Vec<(String, Option<String>)>,
}

/// Looks over a document that is being written.
pub fn survey(project: &Project) -> Survey {
    let mut problems = check::structure(project);
    check::discovery(project, &mut problems);
    check::actions(project, &mut problems);
    check::scales(project, &mut problems);
    let mut names = Vec::new();
    if check::compilable(&problems) {
        let mut cx = Context::new(project);
        emit(&mut cx);
        check::amounts(&mut cx);
        unused(&mut cx);
        problems.append(&mut cx.diagnostics);
        let population = |shape: &formula::Shape| match shape {
            formula::Shape::Run => None,
            formula::Shape::Pop(index) => cx.names.populations.get(*index).cloned(),
        };
        let symbols = cx.names.symbols.iter();
        names = symbols.map(|(name, symbol)| (name.clone(), population(&symbol.kind.shape))).collect();
    }
    tidy(&mut problems);
    Survey { problems, names }
}

/// What the metrics of a document are before the first step of its first run, by its
/// own seed and parameters; or what is wrong.
pub fn beginning(project: &Project) -> Result<Vec<f64>, Vec<Diagnostic>> {
    let model = compile(project)?;
    let spec = model.default_spec();
    Ok(super::model::first_values(model.program(), &spec.parameters, spec.seed))
}

/// Compiles a document, or says all that is wrong with it. Warnings are not
/// errors: see [`validate`] for them.
pub fn compile(project: &Project) -> Result<Model, Vec<Diagnostic>> {
    compile_traced(project, Tracing::Off)
}

/// The same, of a document that nobody else needs: nothing is copied.
pub fn compile_own(project: Project) -> Result<Model, Vec<Diagnostic>> {
    let (program, book) = programmed(&project, Tracing::Off)?;
    Ok(Model::new(project, program, book))
}

/// The same, for a program whose movements can be watched.
pub fn compile_traced(project: &Project, tracing: Tracing) -> Result<Model, Vec<Diagnostic>> {
    let (program, book) = programmed(project, tracing)?;
    Ok(Model::new(project.clone(), program, book))
}

fn programmed(project: &Project, tracing: Tracing) -> Result<(Program, Book), Vec<Diagnostic>> {
    let mut problems = check::structure(project);
    if check::compilable(&problems) {
        let mut cx = Context::new(project);
        emit(&mut cx);
        problems.append(&mut cx.diagnostics);
        if problems.iter().all(|problem| problem.severity != Severity::Error) {
            let Context { b, book, .. } = cx;
            return Ok((b.finish(tracing), book));
        }
    }
    tidy(&mut problems);
    problems.retain(|problem| problem.severity == Severity::Error);
    Err(problems)
}

/// The same place is lowered for `init` and for `step`; its problems are said
/// once.
fn tidy(problems: &mut Vec<Diagnostic>) {
    let mut seen = Vec::new();
    problems.retain(|problem| {
        let fresh = !seen.contains(problem);
        seen.push(problem.clone());
        fresh
    });
}

/// Everything that emits operations.
struct Parts {
    processes: Vec<Slot>,
    world: World,
    groups: Vec<Group>,
    rules: Vec<Box<dyn Rule>>,
    ports: Map<String, Vec<Port>>,
}

impl Parts {
    /// Has the mechanisms act, in the order of the document; who moves what can be told.
    fn rules(&self, cx: &mut Context, mut act: impl FnMut(&dyn Rule, &mut Context)) {
        for rule in &self.rules {
            cx.b.mark();
            act(rule.as_ref(), cx);
        }
        cx.b.mark();
    }
}

fn emit(cx: &mut Context) {
    declare_world(cx);
    let parts = declare_parts(cx);
    declare_variables(cx);
    parts.world.attach(cx);
    limit_supplies(cx);
    emit_init(cx, &parts);
    emit_step(cx, &parts);
}

fn declare_world(cx: &mut Context) {
    let project = cx.project;
    cx.names.populations = project.populations.iter().map(|p| p.id.clone()).collect();
    let time = cx.time_unit();
    let fixed: [(&str, UnitType, Binding); 3] = [
        ("step", UnitType::ratio(), Binding::Step),
        ("time", time.clone(), Binding::Time),
        ("dt", time, Binding::Constant(cx.dt())),
    ];
    for (name, unit, binding) in fixed {
        cx.name("run", name, Shape::Run, unit, binding);
    }
    for (index, parameter) in project.parameters.iter().enumerate() {
        let place = format!("parameters.{}", parameter.id);
        let unit = cx.unit(&format!("{place}.unit"), &parameter.unit);
        cx.name(&place, parameter.id.clone(), Shape::Run, unit, Binding::Parameter(index));
    }
    for asset in &project.assets {
        let place = format!("assets.{}", asset.id);
        let id = cx.book.add_asset(&mut cx.b, &asset.id);
        cx.assets.insert(asset.id.clone(), id);
        let (minted, burned) = cx.book.minted_and_burned(id);
        let outputs = [("supply", cx.book.supply(id)), ("minted", minted), ("burned", burned)];
        for (name, slot) in outputs {
            let name = format!("{}.{name}", asset.id);
            cx.name(&place, name, Shape::Run, UnitType::base(asset.id.clone()), Binding::Slot(slot));
        }
    }
    for account in &project.accounts {
        let funds = match account.kind {
            AccountKind::Holder => Funds::Limited,
            AccountKind::External => Funds::Unlimited,
        };
        let holder = cx.book.add_holder(&account.id, Shape::Run, funds);
        if cx.holders.insert(account.id.clone(), holder).is_some() {
            let message = format!("the name `{}` is taken", account.id);
            cx.report(Diagnostic::error(format!("accounts.{}", account.id), message));
        }
    }
}

fn declare_parts(cx: &mut Context) -> Parts {
    let project = cx.project;
    let mut processes = Vec::new();
    for process in &project.exogenous {
        let place = format!("exogenous.{}", process.id);
        let unit = cx.unit(&format!("{place}.unit"), &process.unit);
        let slot = cx.b.slot(process.id.clone(), Shape::Run, Role::State);
        cx.name(&place, process.id.clone(), Shape::Run, unit, Binding::Slot(slot));
        processes.push(slot);
    }
    let world = World::declare(cx);
    let groups = (0..project.populations.len()).map(|index| Group::declare(index, cx)).collect();
    declare_balances(cx);
    // Markets first, so that a mechanism may trade on one that acts after it.
    let is_market = |spec: &Mechanism| matches!(spec, Mechanism::ConstantProduct(_));
    let mut declared = Map::new();
    for markets in [true, false] {
        for (position, spec) in project.mechanisms.iter().enumerate() {
            if is_market(spec) == markets {
                declared.insert(position, mechanism::declare(spec, cx));
            }
        }
    }
    let mut ports = Map::new();
    let mut rules = Vec::new();
    for (position, rule) in declared {
        ports.insert(project.mechanisms[position].id().to_owned(), Vec::new());
        if let Some(rule) = rule {
            ports.insert(project.mechanisms[position].id().to_owned(), rule.ports());
            rules.push(rule);
        }
    }
    Parts { processes, world, groups, rules, ports }
}

/// `owner.asset` for every account and population.
fn declare_balances(cx: &mut Context) {
    for (owner, holder) in cx.holders.clone() {
        for (asset, id) in cx.assets.clone() {
            let (shape, unit) = (cx.book.shape(holder), UnitType::base(asset.clone()));
            cx.name(&owner, format!("{owner}.{asset}"), shape, unit, Binding::Balance(holder, id));
        }
    }
}

/// Variables and metrics may use each other in any order, but not in a circle.
fn declare_variables(cx: &mut Context) {
    let project = cx.project;
    let variables = project.variables.iter().map(|v| ("variables", &v.id, &v.unit, &v.formula));
    let metrics = project.metrics.iter().map(|m| ("metrics", &m.id, &m.unit, &m.formula));
    let mut all = Map::new();
    for (index, (list, id, unit, text)) in variables.chain(metrics).enumerate() {
        let path = format!("{list}.{id}");
        match formula::parse(text.text()) {
            Ok(expr) => {
                let unit = cx.unit(&format!("{path}.unit"), unit);
                if all.insert(id.clone(), (index, path.clone(), unit, expr)).is_some() {
                    let hint = "ids must be unique over all lists of the document";
                    cx.report(Diagnostic::error(path, format!("the name `{id}` is taken")).hint(hint));
                }
            }
            Err(problems) => {
                let place = format!("{path}.formula");
                cx.diagnostics.extend(problems.into_iter().map(|problem| problem.under(&place)));
                // Known all the same, so that its users are not blamed.
                cx.name(&path, id.clone(), Shape::Run, UnitType::Unknown, Binding::Variable(index));
            }
        }
    }
    let mut state = Resolution { all, open: Vec::new(), done: Vec::new() };
    for id in state.all.keys().cloned().collect::<Vec<_>>() {
        state.resolve(cx, &id);
    }
}

struct Resolution {
    all: Map<String, (usize, String, UnitType, Expr)>,
    open: Vec<String>,
    done: Vec<String>,
}

impl Resolution {
    fn resolve(&mut self, cx: &mut Context, id: &str) {
        if self.done.iter().any(|done| done == id) {
            return;
        }
        let Some((index, path, unit, expr)) = self.all.get(id).cloned() else { return };
        if let Some(start) = self.open.iter().position(|open| open == id) {
            let circle = self.open[start..].join(" → ");
            let message = format!("`{id}` is defined by itself: {circle} → {id}");
            let hint =
                "an exogenous process may use its own last value: what builds up over time belongs there";
            cx.report(Diagnostic::error(format!("{path}.formula"), message).hint(hint));
            self.done.push(id.to_owned());
            cx.name(&path, id, Shape::Run, UnitType::Unknown, Binding::Variable(index));
            return;
        }
        self.open.push(id.to_owned());
        let used = expr.names();
        for name in used {
            self.resolve(cx, name);
        }
        self.open.pop();
        if self.done.iter().any(|done| done == id) {
            return;
        }
        self.done.push(id.to_owned());
        self.declare(cx, id, index, &path, unit, expr);
    }

    fn declare(&self, cx: &mut Context, id: &str, index: usize, path: &str, unit: UnitType, expr: Expr) {
        let place = format!("{path}.formula");
        let binding = Binding::Variable(index);
        let kind = match cx.kind_of(&expr, &Want::run()) {
            Ok(kind) => kind,
            Err(problems) => {
                cx.diagnostics.extend(problems.into_iter().map(|problem| problem.under(&place)));
                return cx.name(path, id, Shape::Run, UnitType::Unknown, binding);
            }
        };
        if unit.unify(&kind.unit).is_none() {
            let message = format!("{unit} is declared; the formula gives {}", kind.unit);
            cx.report(Diagnostic::error(&place, message).at(expr.span));
        }
        let unit = if unit == UnitType::Unknown { kind.unit } else { unit };
        let shape = match kind.shape {
            formula::Shape::Run => Shape::Run,
            formula::Shape::Pop(p) => Shape::Pop(p as u16),
        };
        debug_assert_eq!(formula_shape(shape), kind.shape);
        cx.name(path, id, shape, unit, binding);
        let used = expr.names();
        let symbols = used.iter().filter_map(|name| cx.names.find(name, None));
        let uses = symbols.filter_map(|symbol| match symbol.binding {
            Binding::Variable(index) => Some(index),
            _ => None,
        });
        let uses = uses.collect();
        cx.variables.insert(index, Definition { path: path.to_owned(), formula: expr, uses });
    }
}

fn limit_supplies(cx: &mut Context) {
    for asset in &cx.project.assets {
        let Some(text) = &asset.max_supply else { continue };
        let place = format!("assets.{}.max_supply", asset.id);
        let id = cx.assets[&asset.id];
        let unit = cx.unit_of(id);
        let most = cx.amount(&place, text, Want::run().of(unit));
        if cx.b.is_fixed(most) {
            cx.book.limit_supply(id, most);
        } else {
            let message = "the most that is ever minted must not change: use numbers and parameters only";
            cx.report(Diagnostic::error(place, message));
        }
    }
}

fn emit_init(cx: &mut Context, parts: &Parts) {
    cx.within(Block::Init, |cx| {
        parts.world.init_series(cx);
        for (process, slot) in cx.project.exogenous.iter().zip(&parts.processes) {
            let place = format!("exogenous.{}", process.id);
            let unit = cx.unit(&format!("{place}.unit"), &process.unit);
            let start = cx.formula(&format!("{place}.initial"), &process.initial, Want::run().of(unit));
            cx.b.write(*slot, start);
        }
        parts.world.init(cx);
        parts.groups.iter().for_each(|group| group.init_attributes(cx));
        for account in &cx.project.accounts {
            for balance in &account.initial {
                let place = format!("accounts.{}.initial.{}", account.id, balance.asset);
                let Some(asset) = cx.asset(&place, &balance.asset) else { continue };
                let unit = cx.unit_of(asset);
                let amount = cx.amount(&place, &balance.amount, Want::run().of(unit));
                let holder = cx.holders[&account.id];
                cx.book.mint(&mut cx.b, asset, holder, amount);
            }
        }
        parts.groups.iter().for_each(|group| group.init_balances(cx));
        parts.rules(cx, |rule, cx| rule.init(cx));
        parts.groups.iter().for_each(|group| group.init_learning(cx));
        emit_metrics(cx);
    });
}

fn emit_step(cx: &mut Context, parts: &Parts) {
    cx.within(Block::Step, |cx| {
        parts.world.shocks_and_series(cx);
        for (process, slot) in cx.project.exogenous.iter().zip(&parts.processes) {
            let place = format!("exogenous.{}", process.id);
            let unit = cx.unit(&format!("{place}.unit"), &process.unit);
            let want = Want::run().of(unit).renewing(&process.id);
            let next = cx.formula(&format!("{place}.next"), &process.next, want);
            cx.b.write(*slot, next);
        }
        parts.world.arrivals(cx);
        parts.groups.iter().for_each(|group| group.choose(cx));
        let mut orders = Orders::new();
        parts.groups.iter().for_each(|group| group.act(cx, &parts.ports, &mut orders));
        parts.rules(cx, |rule, cx| rule.step(cx, &orders));
        emit_metrics(cx);
        parts.groups.iter().for_each(|group| group.learn(cx));
        cx.end_step();
        let Context { b, book, .. } = cx;
        book.audit(b);
    });
}

fn emit_metrics(cx: &mut Context) {
    for (index, metric) in cx.project.metrics.iter().enumerate() {
        let place = format!("metrics.{}.formula", metric.id);
        let known = crate::project::Formula::new(metric.id.clone());
        let value = cx.formula(&place, &known, Want::run());
        cx.b.record(index, value);
    }
    for (offset, behaviour) in behaviours(cx.project).iter().enumerate() {
        let (population, strategy) = behaviour.split_once('.').unwrap_or_default();
        let place = format!("populations.{population}.strategies.{strategy}");
        let share = crate::project::Formula::new(format!("mean({behaviour})"));
        let value = cx.formula(&place, &share, Want::run());
        cx.b.record(cx.project.metrics.len() + offset, value);
    }
}

/// The strategies, as `population.strategy`, of all populations that the incentive
/// canvas judges by one. How common each is, is recorded after the metrics.
pub(super) fn behaviours(project: &Project) -> Vec<String> {
    let rows = &project.discovery.canvas;
    let named: Vec<&str> = rows
        .iter()
        .flat_map(|row| [&row.desired_strategy, &row.undesired_strategy])
        .flatten()
        .map(String::as_str)
        .collect();
    let ids = |population: &Population| {
        let id = population.id.clone();
        population.strategies.iter().map(move |strategy| format!("{id}.{}", strategy.id)).collect::<Vec<_>>()
    };
    let all = project.populations.iter().map(ids);
    all.filter(|ids| ids.iter().any(|id| named.contains(&id.as_str()))).flatten().collect()
}

/// Warns of parameters that nothing reads.
fn unused(cx: &mut Context) {
    for parameter in &cx.project.parameters {
        if !cx.used.contains(&parameter.id) {
            let message = "no formula reads this parameter, so its slider does nothing";
            cx.report(Diagnostic::warning(format!("parameters.{}", parameter.id), message));
        }
    }
}

/// The value of a formula on its own: what `tokenwright eval` prints. Draws are
/// those of run 0, step 0 under seed 1.
pub fn evaluate(text: &str) -> Result<f64, Vec<Diagnostic>> {
    let mut project = Project::new("eval", "eval");
    project.metrics.push(crate::project::Metric {
        id: "value".to_owned(),
        label: String::new(),
        unit: String::new(),
        formula: crate::project::Formula::new(text),
        about: String::new(),
    });
    let mut cx = Context::new(&project);
    emit(&mut cx);
    if !cx.diagnostics.is_empty() {
        tidy(&mut cx.diagnostics);
        cx.diagnostics.iter_mut().for_each(|problem| problem.path.clear());
        return Err(cx.diagnostics);
    }
    let program: Program = cx.b.finish(Tracing::Off);
    let first = super::model::first_values(&program, &[], 1);
    Ok(first.first().copied().unwrap_or(f64::NAN))
}

pub(super) fn outcomes(project: &Project) -> Vec<Outcome> {
    use crate::project::OverTime;
    let finals = (0..project.metrics.len()).map(|metric| Outcome { metric, over: OverTime::Final });
    let mut all: Vec<Outcome> = finals.collect();
    for goal in &project.objective.goals {
        if let Some(metric) = project.metrics.iter().position(|metric| metric.id == goal.metric) {
            let outcome = Outcome { metric, over: goal.over };
            if !all.contains(&outcome) {
                all.push(outcome);
            }
        }
    }
    all
}
