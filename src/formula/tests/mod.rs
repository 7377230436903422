//! Tests of the language as its users see it: text in, tree, type or messages out.

mod laws;
mod syntax;
mod types;

use super::*;

/// A small economy: parameters, two populations, a market.
struct Economy {
    names: Vec<(&'static str, Type)>,
    own: Option<usize>,
    refuses: Option<&'static str>,
}

impl Economy {
    fn new() -> Self {
        let run = |unit| Type::run(parse_unit(unit).expect("a unit"));
        let pop = |population, unit| Type::pop(population, parse_unit(unit).expect("a unit"));
        let names = vec![
            ("fee_rate", run("%")),
            ("price", run("usd/LOOKS")),
            ("volume", run("usd")),
            ("rate", run("LOOKS/day")),
            ("dt", run("day")),
            ("mood", run("")),
            ("step", Type::run(UnitType::Literal)),
            ("traders.LOOKS", pop(0, "LOOKS")),
            ("traders.usd", pop(0, "usd")),
            ("traders.skill", pop(0, "")),
            ("buyers.usd", pop(1, "usd")),
            ("x", pop(2, "")),
        ];
        Economy { names, own: None, refuses: None }
    }

    fn of_traders() -> Self {
        Economy { own: Some(0), ..Economy::new() }
    }
}

impl Scope for Economy {
    fn lookup(&self, name: &str) -> Option<Type> {
        self.names.iter().find(|(other, _)| *other == name).map(|(_, found)| found.clone())
    }
    fn names(&self) -> Vec<String> {
        self.names.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
    fn population(&self) -> Option<usize> {
        self.own
    }
    fn population_name(&self, index: usize) -> String {
        ["traders", "buyers", "sample"][index].to_owned()
    }
    fn no_draws(&self) -> Option<String> {
        self.refuses.map(str::to_owned)
    }
    fn no_prev(&self) -> Option<String> {
        self.refuses.map(str::to_owned)
    }
}

fn tree(text: &str) -> Expr {
    parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

#[test]
fn the_table_is_in_order() {
    assert_eq!(FUNCTIONS.len(), HELP.len());
    for (function, about) in FUNCTIONS.iter().zip(HELP) {
        assert!(is_word(function.name), "{}", function.name);
        assert!(function.signature.starts_with(&format!("{}(", function.name)), "{}", function.signature);
        assert!(!about.doc.is_empty() && !about.doc.ends_with('.'), "{}", function.signature);
        let example = tree(about.example);
        let mut uses = false;
        example.walk(&mut |part| uses |= matches!(&part.kind, ExprKind::Call(used, _) if *used == function));
        assert!(uses, "the example of {} does not use it", function.signature);
        assert!(check(&example, &Economy::new()).is_ok(), "{}", about.example);
        let others = FUNCTIONS.iter().filter(|other| other.name == function.name);
        let fitting = |count| others.clone().filter(|other| other.accepts(count)).count();
        assert!((0..8).all(|count| fitting(count) <= 1), "{} is ambiguous", function.name);
    }
    let arity =
        |name: &str| FUNCTIONS.iter().find(|function| function.name == name).map(|function| function.arity);
    assert_eq!(arity("clamp"), Some(Arity::Exactly(3)));
    assert_eq!(arity("abs"), Some(Arity::Exactly(1)));
    assert_eq!(arity("min"), Some(Arity::AtLeast(2)));
}

#[test]
fn help_shows_every_function_and_its_example() {
    let help = help_text();
    for (function, about) in FUNCTIONS.iter().zip(HELP) {
        for part in [function.signature, about.doc, about.example] {
            assert!(help.contains(part), "{part}");
        }
    }
    assert!(help.lines().all(|line| line.trim_end() == line));
}

#[test]
fn words_that_formulas_cannot_use_are_known() {
    assert!(is_word("fee_rate") && is_word("LOOKS") && is_word("sum") && is_word("_x2"));
    for text in ["", "if", "and", "2x", "a.b", "größe", "a b", "not"] {
        assert!(!is_word(text), "{text}");
    }
}
