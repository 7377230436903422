//! All that is being built while a document is compiled.

use super::names::{Binding, Names};
use crate::diag::{Diagnostic, nearest};
use crate::formula::{self, Expr, Scope, Shape as FormulaShape, Type, UnitType};
use crate::ledger::{AssetId, Book, Funds, HolderId};
use crate::map::{Map, Set};
use crate::program::{Block, Builder, Role, Shape, Slot, Val};
use crate::project::{Formula, Project};

/// Where a formula stands, and what it must be.
#[derive(Clone, Debug)]
pub struct Want<'a> {
    /// Unit that is needed there; none: any.
    pub unit: Option<UnitType>,
    /// The population for whose agents the formula speaks; none: one number
    /// per run.
    pub population: Option<usize>,
    /// The process whose renewal this is: its own id is the value before.
    pub own: Option<&'a str>,
}

/// Where a formula stands in the document.
pub type Place<'a> = &'a str;

impl<'a> Want<'a> {
    /// One number per run, of any unit.
    pub fn run() -> Self {
        Want { unit: None, population: None, own: None }
    }

    /// One number per agent of a population.
    pub fn agents(population: usize) -> Self {
        Want { population: Some(population), ..Want::run() }
    }

    /// The same, of this unit.
    pub fn of(self, unit: UnitType) -> Self {
        Want { unit: Some(unit), ..self }
    }

    /// The same, a ratio.
    pub fn ratio(self) -> Self {
        self.of(UnitType::ratio())
    }

    /// The same, as the renewal of a process.
    pub fn renewing(self, own: &'a str) -> Self {
        Want { own: Some(own), ..self }
    }
}

/// Orders of a step: mechanism and port → population and amount per agent.
pub type Orders = Map<(String, String), Vec<(usize, Val)>>;

/// A market that mechanisms can trade on.
#[derive(Clone, Debug)]
pub struct Market {
    /// Holder of the reserves.
    pub reserves: HolderId,
    /// What is traded.
    pub base: AssetId,
    /// What it is paid in.
    pub quote: AssetId,
    /// Path of its fee, and the fee.
    pub fee: (String, Formula),
}

/// What a variable is.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its path in the document, after which its draws are named.
    pub path: String,
    /// Its formula.
    pub formula: Expr,
    /// The variables that the formula names.
    pub uses: Vec<usize>,
}

/// All that is being built.
pub struct Context<'p> {
    /// The document.
    pub project: &'p Project,
    /// The program.
    pub b: Builder,
    /// The ledger.
    pub book: Book,
    /// What names stand for.
    pub names: Names,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Accounts, populations by id.
    pub holders: Map<String, HolderId>,
    /// Assets by id.
    pub assets: Map<String, AssetId>,
    /// Markets by the id of their mechanism.
    pub markets: Map<String, Market>,
    /// The variables that are right.
    pub variables: Map<usize, Definition>,
    /// What each variable was last found to be in each block, and at which
    /// moment.
    pub(super) found: Map<(Block, usize), (u32, Val)>,
    /// Names that some formula reads.
    pub used: Set<String>,
    pub(super) delays: Map<Val, Val>,
    /// What `prev` will give in the next step: written when the step is over,
    /// so that nothing has to be copied.
    pub(super) renewals: Vec<(Slot, Val)>,
}

impl<'p> Context<'p> {
    /// An empty context.
    pub fn new(project: &'p Project) -> Self {
        Context {
            project,
            b: Builder::new(project.populations.iter().map(|p| p.size).collect()),
            book: Book::default(),
            names: Names::default(),
            diagnostics: Vec::new(),
            holders: Map::new(),
            assets: Map::new(),
            markets: Map::new(),
            variables: Map::new(),
            found: Map::new(),
            used: Set::new(),
            delays: Map::new(),
            renewals: Vec::new(),
        }
    }

    /// Length of a step in the document's time unit.
    pub fn dt(&self) -> f64 {
        self.project.run.step.length
    }

    fn dt_value(&mut self) -> Val {
        let dt = self.dt();
        self.b.constant(dt)
    }

    /// Time at the end of this step, (step + 1)·dt; 0 before the first.
    pub fn end_of_step(&mut self) -> Val {
        let (step, one, dt) = (self.b.step(), self.b.constant(1.0), self.dt_value());
        match self.b.block() {
            Block::Step => {
                let steps = self.b.add(step, one);
                self.b.mul(steps, dt)
            }
            Block::Setup | Block::Init => self.b.constant(0.0),
        }
    }

    /// The unit of durations in this document.
    pub fn time_unit(&self) -> UnitType {
        UnitType::base(self.project.run.step.unit.name())
    }

    /// What is asked for per time unit, for one step.
    pub fn per_step(&mut self, rate: Val) -> Val {
        let dt = self.dt_value();
        self.b.mul(rate, dt)
    }

    /// Adds a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Makes a name known, or says that it is taken.
    pub fn name(
        &mut self,
        path: Place,
        name: impl Into<String>,
        shape: Shape,
        unit: UnitType,
        binding: Binding,
    ) {
        let name = name.into();
        if !self.names.add(name.clone(), shape, unit, binding) {
            let hint = "ids must be unique over all lists of the document";
            self.report(Diagnostic::error(path, format!("the name `{name}` is taken")).hint(hint));
        }
    }

    /// A new state that formulas can read as `owner.name`.
    pub fn output(&mut self, path: Place, owner: &str, name: &str, shape: Shape, unit: UnitType) -> Slot {
        let full = format!("{owner}.{name}");
        let slot = self.b.slot(full.clone(), shape, Role::State);
        self.name(path, full, shape, unit, Binding::Slot(slot));
        slot
    }

    /// A new vault of a mechanism.
    pub fn vault(&mut self, owner: &str, name: &str, shape: Shape) -> HolderId {
        self.book.add_holder(&format!("{owner}.{name}"), shape, Funds::Limited)
    }

    /// Unit of an asset.
    pub fn unit_of(&self, asset: AssetId) -> UnitType {
        UnitType::base(self.project.assets[asset.0].id.clone())
    }

    /// The asset with this id, or a problem.
    pub fn asset(&mut self, path: Place, id: &str) -> Option<AssetId> {
        let found = self.assets.get(id).copied();
        if found.is_none() {
            let ids: Vec<&str> = self.assets.keys().map(String::as_str).collect();
            self.report(unknown(path, "asset", id, &ids));
        }
        found
    }

    /// The account or population with this id, or a problem.
    pub fn holder(&mut self, path: Place, id: &str) -> Option<HolderId> {
        let found = self.holders.get(id).copied();
        if found.is_none() {
            let ids: Vec<&str> = self.holders.keys().map(String::as_str).collect();
            self.report(unknown(path, "account or population", id, &ids));
        }
        found
    }

    /// The single account with this id, or a problem.
    pub fn account(&mut self, path: Place, id: &str) -> Option<HolderId> {
        let holder = self.holder(path, id)?;
        if self.book.shape(holder) == Shape::Run {
            return Some(holder);
        }
        self.report(Diagnostic::error(path, format!("`{id}` is a population; an account is needed")));
        None
    }

    /// The population with this id, or a problem.
    pub fn population(&mut self, path: Place, id: &str) -> Option<usize> {
        let project = self.project;
        let found = project.populations.iter().position(|population| population.id == id);
        if found.is_none() {
            let ids: Vec<&str> = project.populations.iter().map(|p| p.id.as_str()).collect();
            self.report(unknown(path, "population", id, &ids));
        }
        found
    }

    /// The market of this mechanism, or a problem.
    pub fn market(&mut self, path: Place, id: &str) -> Option<Market> {
        let found = self.markets.get(id).cloned();
        if found.is_none() {
            let ids: Vec<&str> = self.markets.keys().map(String::as_str).collect();
            self.report(unknown(path, "constant-product market", id, &ids));
        }
        found
    }

    /// Checks that a mechanism may mint an asset.
    pub fn issuer(&mut self, path: Place, asset: AssetId, mechanism: &str) {
        let spec = &self.project.assets[asset.0];
        if !spec.issuers.iter().any(|issuer| issuer == mechanism) {
            let message = format!("`{mechanism}` mints `{}` but is not one of its issuers", spec.id);
            let hint = format!("add \"{mechanism}\" to assets.{}.issuers", spec.id);
            self.report(Diagnostic::error(path, message).hint(hint));
        }
    }

    /// Unit of a declared text; a problem if it cannot be read.
    pub fn unit(&mut self, path: Place, text: &str) -> UnitType {
        formula::parse_unit(text).unwrap_or_else(|diagnostic| {
            self.report(diagnostic.under(path));
            UnitType::Unknown
        })
    }

    /// A number that all steps share: `f` of a formula, in this block.
    pub fn formula(&mut self, path: Place, text: &Formula, want: Want) -> Val {
        match self.checked(path, text, &want) {
            Some(expr) => self.lower(path, &expr, &want),
            None => self.b.constant(0.0),
        }
    }

    /// The same, with 0 in place of what is below.
    pub fn amount(&mut self, path: Place, text: &Formula, want: Want) -> Val {
        let value = self.formula(path, text, want);
        self.b.positive(value)
    }

    /// Whether a number is known; one that is not from `low` to `high` is told at `place`.
    /// A `low` that is nearly 0 stands for what is above 0.
    pub fn known(&mut self, place: &str, value: Val, [low, high]: [f64; 2]) -> bool {
        let Some(known) = self.b.as_const(value) else { return false };
        if !(low..=high).contains(&known) {
            let name = place.rsplit('.').next().unwrap_or(place);
            let bounds = match (low > 0.0 && low < 1e-5, high < f64::INFINITY) {
                (true, true) => format!("above 0, at most {high}"),
                (true, false) => "above 0".into(),
                (false, true) => format!("from {low} to {high}"),
                (false, false) => format!("at least {low}"),
            };
            self.report(Diagnostic::error(place, format!("`{name}` must be {bounds}, not {known}")));
        }
        true
    }

    /// Parses and checks a formula; reports all problems.
    pub fn checked(&mut self, path: Place, text: &Formula, want: &Want) -> Option<Expr> {
        let typed = formula::parse(text.text()).and_then(|expr| {
            let kind = self.kind_of(&expr, want)?;
            Ok((expr, kind))
        });
        match typed {
            Ok((expr, kind)) => {
                let problem = misfit(&expr, &kind, want, &self.names);
                let fits = problem.is_none();
                self.diagnostics.extend(problem.map(|diagnostic| diagnostic.under(path)));
                fits.then_some(expr)
            }
            Err(problems) => {
                self.diagnostics.extend(problems.into_iter().map(|problem| problem.under(path)));
                None
            }
        }
    }

    /// Ends a step: what `prev` refers to moves on.
    pub fn end_step(&mut self) {
        for (slot, now) in std::mem::take(&mut self.renewals) {
            self.b.write(slot, now);
        }
    }

    /// Shape and unit of an expression.
    pub fn kind_of(&self, expr: &Expr, want: &Want) -> Result<Type, Vec<Diagnostic>> {
        formula::check(expr, &ScopeOf { names: &self.names, want })
    }

    /// Runs `f` in another block.
    pub fn within<T>(&mut self, block: Block, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.b.switch(block);
        let result = f(self);
        self.b.switch(before);
        result
    }
}

/// Says that an id is not there, and which one may have been meant.
pub fn unknown(path: Place, kind: &str, id: &str, ids: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(path, format!("there is no {kind} `{id}`"));
    match nearest(id, ids.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None if ids.is_empty() => diagnostic,
        None => diagnostic.hint(format!("there are: {}", ids.join(", "))),
    }
}

/// What is wrong with a formula that is right in itself but not here.
fn misfit(expr: &Expr, kind: &Type, want: &Want, names: &Names) -> Option<Diagnostic> {
    if let FormulaShape::Pop(p) = kind.shape
        && want.population != Some(p)
    {
        let population = &names.populations[p];
        let message = format!("one number is needed here; this is one for each agent of `{population}`");
        return Some(
            Diagnostic::error("", message)
                .at(expr.span)
                .hint("reduce it, for example with sum(…) or mean(…)"),
        );
    }
    let unit = want.unit.as_ref()?;
    if unit.unify(&kind.unit).is_none() {
        let message = format!("{unit} is needed here; this is {}", kind.unit);
        return Some(Diagnostic::error("", message).at(expr.span));
    }
    None
}

struct ScopeOf<'a> {
    names: &'a Names,
    want: &'a Want<'a>,
}

impl Scope for ScopeOf<'_> {
    fn lookup(&self, name: &str) -> Option<Type> {
        self.names.find(name, self.want.population).map(|symbol| symbol.kind.clone())
    }

    fn names(&self) -> Vec<String> {
        let all = self.names.symbols.keys();
        let short = self.want.population.iter().flat_map(|p| {
            let own = format!("{}.", self.names.populations[*p]);
            all.clone().filter_map(move |name| name.strip_prefix(&own).map(str::to_owned))
        });
        all.clone().cloned().chain(short).collect()
    }

    fn population(&self) -> Option<usize> {
        self.want.population
    }

    fn population_name(&self, index: usize) -> String {
        self.names.populations[index].clone()
    }
}
