//! What a formula's value is: its shape and its unit, and what the names that
//! it uses stand for.

use super::UnitType;

/// How many numbers a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One per run.
    Run,
    /// One per agent of the population with this index in the document.
    Pop(usize),
}

/// Shape and unit of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// How many numbers it has.
    pub shape: Shape,
    /// What they count.
    pub unit: UnitType,
}

impl Type {
    /// One number per run, of this unit.
    pub fn run(unit: UnitType) -> Self {
        Type { shape: Shape::Run, unit }
    }

    /// One number per agent of a population, of this unit.
    pub fn pop(population: usize, unit: UnitType) -> Self {
        Type { shape: Shape::Pop(population), unit }
    }
}

/// What a formula may use where it stands.
pub trait Scope {
    /// Type of a name; none if there is no such name.
    fn lookup(&self, name: &str) -> Option<Type>;

    /// All names, to suggest the one that was meant.
    fn names(&self) -> Vec<String>;

    /// The population whose agents the formula speaks for, if any: there, draws
    /// are made for each agent.
    fn population(&self) -> Option<usize>;

    /// Id of the population with this index.
    fn population_name(&self, index: usize) -> String;

    /// Why nothing may be drawn here, as the end of "nothing can be drawn here:
    /// …"; none where draws are allowed.
    fn no_draws(&self) -> Option<String> {
        None
    }

    /// Why there is no previous step here, as the end of "`prev` is not possible
    /// here: …"; none where there is one.
    fn no_prev(&self) -> Option<String> {
        None
    }
}
