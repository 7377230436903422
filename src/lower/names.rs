//! What names stand for: from the words of a formula to values of the program.

use crate::formula::{Shape as FormulaShape, Type, UnitType};
use crate::ledger::{AssetId, HolderId};
use crate::map::Map;
use crate::program::{Shape, Slot, Val};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// A parameter, by its position.
    Parameter(usize),
    /// Index of the step.
    Step,
    /// Time at the start of the step: step × dt.
    Time,
    /// A number that the document fixes.
    Constant(f64),
    /// The same number for every agent of a population.
    PerAgent(f64, u16),
    /// The index of each agent of a population, from 0.
    Index(u16),
    /// State.
    Slot(Slot),
    /// A balance, which exists only if something uses it.
    Balance(HolderId, AssetId),
    /// One slot over another, 0 over nothing: `pool.price`.
    Ratio(Slot, Slot),
    /// 1 for the agents whose choice is this one.
    Choice(Slot, u32),
    /// A value that holds here and now.
    Value(Val),
    /// A variable (or, counted on behind them, a metric): its formula, wherever
    /// it is used.
    Variable(usize),
    /// What a shock makes of something else.
    Shocked {
        /// What it is by itself.
        inner: Box<Binding>,
        /// Strength of the shock.
        level: Slot,
        /// Whether the strength is added; else it changes by that share.
        adds: bool,
    },
}

/// A name of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// Shape and unit, as formulas are checked.
    pub kind: Type,
    /// What it stands for.
    pub binding: Binding,
}

/// All names of a document.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By name.
    pub symbols: Map<String, Symbol>,
    /// Ids of the populations, in order.
    pub populations: Vec<String>,
    /// Names that hold for a moment, before all others: those of a rule while its
    /// formulas are lowered.
    pub locals: Map<String, Symbol>,
}

impl Names {
    /// Adds a name; false if it is taken.
    pub fn add(&mut self, name: impl Into<String>, shape: Shape, unit: UnitType, binding: Binding) -> bool {
        let shape = formula_shape(shape);
        let symbol = Symbol { kind: Type { shape, unit }, binding };
        self.symbols.insert(name.into(), symbol).is_none()
    }

    /// A name stands for something else from now on.
    pub fn rebind(&mut self, name: &str, binding: Binding) {
        if let Some(symbol) = self.symbols.get_mut(name) {
            symbol.binding = binding;
        }
    }

    /// A name as seen from the formulas of a population: its own things may be
    /// written without the population's name.
    pub fn find(&self, name: &str, population: Option<usize>) -> Option<&Symbol> {
        if let Some(local) = self.locals.get(name) {
            return Some(local);
        }
        let own = population.and_then(|p| self.symbols.get(&format!("{}.{name}", self.populations[p])));
        own.or_else(|| self.symbols.get(name))
    }
}

/// Names for [`Names::locals`], of any unit.
pub fn locals(names: impl Iterator<Item = (String, Shape, Binding)>) -> Map<String, Symbol> {
    names
        .map(|(name, shape, binding)| {
            let kind = Type { shape: formula_shape(shape), unit: UnitType::Unknown };
            (name, Symbol { kind, binding })
        })
        .collect()
}

/// A program's shape as formulas see it.
pub fn formula_shape(shape: Shape) -> FormulaShape {
    match shape {
        Shape::Uniform | Shape::Run => FormulaShape::Run,
        Shape::Pop(p) => FormulaShape::Pop(p as usize),
    }
}
