//! Units and shapes: what formulas have, and what is said of mismatches.

use super::*;
use crate::diag::Diagnostic;

fn typed_in(scope: &Economy, text: &str) -> String {
    match check(&tree(text), scope) {
        Ok(Type { shape: Shape::Run, unit }) => format!("{unit}"),
        Ok(Type { shape: Shape::Pop(p), unit }) => format!("{unit} per {}", scope.population_name(p)),
        Err(errors) => errors.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n"),
    }
}

fn typed(text: &str) -> String {
    typed_in(&Economy::new(), text)
}

#[test]
fn units_follow_the_arithmetic() {
    for (text, unit) in [
        ("fee_rate * volume", "`usd`"),
        ("volume / price", "`LOOKS`"),
        ("rate * dt * price", "`usd`"),
        ("sum(traders.LOOKS) * price + volume", "`usd`"),
        ("traders.LOOKS * price", "`usd` per traders"),
        ("volume + 5", "`usd`"),
        ("1 / dt", "`1/day`"),
        ("2 * 3 + 1k", "a plain number"),
        ("1 - fee_rate", "a ratio"),
        ("volume * mood", "a number without a declared unit"),
        ("volume + mood", "`usd`"),
        ("volume ^ 2", "`usd^2`"),
        ("sqrt(volume * volume)", "`usd`"),
        ("volume ^ -1", "`1/usd`"),
        ("volume ^ fee_rate", "a number without a declared unit"),
        ("volume > 100", "a ratio"),
        ("if volume > 100 then volume else 0", "`usd`"),
        ("max(0, volume)", "`usd`"),
        ("mean(traders.usd)", "`usd`"),
        ("gini(traders.usd) + fee_rate", "a ratio"),
        ("count(traders.usd > 10)", "a plain number"),
        ("exp(fee_rate)", "a ratio"),
        ("normal(volume, 10)", "`usd`"),
        ("normal(traders.usd, 10)", "`usd` per traders"),
        ("lognormal(0, 1)", "a number without a declared unit"),
        ("gbm(price, 5%, 80%)", "`usd/LOOKS`"),
        ("prev(price) - price", "`usd/LOOKS`"),
    ] {
        assert_eq!(typed(text), unit, "{text}");
    }
    assert_eq!(typed_in(&Economy::of_traders(), "normal(0, 1)"), "a plain number per traders");
    assert_eq!(
        typed_in(&Economy::of_traders(), "sum(buyers.usd) * traders.skill"),
        "a number without a declared unit per traders"
    );
}

#[test]
fn unit_errors_name_both_sides() {
    for (text, message) in [
        (
            "fee_rate + traders.LOOKS",
            "error: cannot add `LOOKS` (traders.LOOKS) to a ratio (fee_rate); multiply `fee_rate` by something in `LOOKS`",
        ),
        (
            "volume - rate * dt",
            "error: cannot subtract `LOOKS` (rate * dt) from `usd` (volume); multiply `rate * dt` by something in `usd/LOOKS`",
        ),
        (
            "volume < price",
            "error: cannot compare `usd` (volume) with `usd/LOOKS` (price); multiply `price` by something in `LOOKS`",
        ),
        (
            "if 1 then volume else fee_rate",
            "error: the branches of `if` differ in unit: `usd` (volume) and a ratio (fee_rate); multiply `fee_rate` by something in `usd`",
        ),
        (
            "min(0, volume, fee_rate)",
            "error: the arguments of `min` differ in unit: `usd` (volume) and a ratio (fee_rate); multiply `fee_rate` by something in `usd`",
        ),
        (
            "exp(volume)",
            "error: `exp` takes a plain number, but `volume` is in `usd`; divide it by something in `usd`, or compare it with one",
        ),
        (
            "2 ^ volume",
            "error: an exponent is a plain number, but `volume` is in `usd`; divide it by something in `usd`, or compare it with one",
        ),
        (
            "volume and 1",
            "error: `and` takes conditions, but `volume` is in `usd`; divide it by something in `usd`, or compare it with one",
        ),
    ] {
        assert_eq!(typed(text), message, "{text}");
    }
}

#[test]
fn shapes_are_kept_apart() {
    for (text, message) in [
        (
            "traders.usd + buyers.usd",
            "error: two populations do not match: `traders.usd` has one number per agent of `traders`, `buyers.usd` has one number per agent of `buyers`; reduce one of them to one number: `sum(buyers.usd)`",
        ),
        (
            "sum(volume)",
            "error: `sum(population)` takes a population, but `volume` is one number; name something that each agent has, such as a balance: `traders.usd`",
        ),
        (
            "max(volume)",
            "error: `max(population)` takes a population, but `volume` is one number; to compare numbers, give two or more: `max(a, b)`",
        ),
        (
            "sum(sum(traders.usd))",
            "error: `sum(population)` takes a population, but `sum(traders.usd)` is one number; name something that each agent has, such as a balance: `traders.usd`",
        ),
    ] {
        assert_eq!(typed(text), message, "{text}");
    }
    assert!(
        typed_in(&Economy::of_traders(), "normal(buyers.usd, 1) * traders.skill")
            .contains("`sum(normal(buyers.usd, 1))`")
    );
}

#[test]
fn unknown_names_are_met_with_a_guess() {
    for (text, message) in [
        ("fee_rat", "error: unknown name `fee_rat`; did you mean `fee_rate`?"),
        ("LOOKS", "error: unknown name `LOOKS`; say whose: `traders.LOOKS`"),
        (
            "traders",
            "error: unknown name `traders`; `traders` has `traders.LOOKS`, `traders.usd`, `traders.skill`",
        ),
        ("buyers.tokens", "error: unknown name `buyers.tokens`; `buyers` has `buyers.usd`"),
        ("median * 2", "error: unknown name `median`; it is a function: `median(population)`"),
        ("true", "error: unknown name `true`; true is `1`"),
        ("supercalifragilistic", "error: unknown name `supercalifragilistic`"),
    ] {
        assert_eq!(typed(text), message, "{text}");
    }
}

#[test]
fn all_type_errors_are_found_and_none_twice() {
    let errors = check(
        &tree("sum(tradrs.LOOKS) + (volume + fee_rate) * exp(price) - (if pric then 1 else volum) + prev(normal(0, vol))"),
        &Economy::new(),
    )
    .expect_err("five errors");
    assert_eq!(errors.len(), 6, "{errors:#?}");
    assert!(errors.iter().all(|error| error.path.is_empty() && error.span.is_some()));
}

#[test]
fn a_place_may_refuse_draws_and_memory() {
    let scope = Economy { refuses: Some("it is evaluated once"), ..Economy::new() };
    assert_eq!(typed_in(&scope, "uniform(0, 1)"), "error: nothing can be drawn here: it is evaluated once");
    assert_eq!(typed_in(&scope, "gbm(1, 2, 3)"), "error: nothing can be drawn here: it is evaluated once");
    assert_eq!(typed_in(&scope, "prev(price)"), "error: `prev` is not possible here: it is evaluated once");
}

#[test]
fn a_place_may_want_a_type() {
    let scope = Economy::new();
    let usd = parse_unit("usd").expect("a unit");
    let as_run = |text: &str| {
        check_as(&tree(text), &scope, &Type::run(usd.clone())).map_err(|errors| errors[0].to_string())
    };
    assert_eq!(as_run("mood * 2"), Ok(Type::run(usd.clone())));
    assert_eq!(
        as_run("price"),
        Err("error: `usd` is needed here, but the formula gives `usd/LOOKS`".to_owned())
    );
    let message = "error: one number is needed here, but the formula gives one number per agent of `traders`; reduce it: `sum(traders.usd)`";
    assert_eq!(as_run("traders.usd"), Err(message.to_owned()));
    let buyers = Type::pop(1, UnitType::Unknown);
    assert_eq!(check_as(&tree("volume"), &scope, &buyers), Ok(Type::run(usd.clone())));
    assert_eq!(check_as(&tree("buyers.usd"), &scope, &buyers), Ok(Type::pop(1, usd)));
    assert!(check_as(&tree("traders.usd"), &scope, &buyers).is_err());
}

#[test]
fn many_errors_are_cut_to_a_readable_number() {
    let text = format!("{}lost", "lost + ".repeat(200));
    assert_eq!(check(&tree(&text), &Economy::new()).expect_err("lost").len(), 16);
}
