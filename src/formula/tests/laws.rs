//! What holds for any formula and any text.

use super::*;
use crate::diag::Diagnostic;
use proptest::prelude::*;

fn names() -> impl Strategy<Value = Expr> {
    let names =
        ["price", "volume", "fee_rate", "traders.LOOKS", "traders.usd", "buyers.usd", "mood", "lost", "sum"];
    proptest::sample::select(names.to_vec()).prop_map(|name| leaf(ExprKind::Name(name.to_owned())))
}

fn leaf(kind: ExprKind) -> Expr {
    Expr::new(kind, crate::diag::Span::default())
}

fn numbers() -> impl Strategy<Value = Expr> {
    prop_oneof![0.0..10.0, 0.0..1e18, (0u32..100).prop_map(f64::from), proptest::num::f64::POSITIVE]
        .prop_filter("finite", |value: &f64| value.is_finite())
        .prop_map(|value| leaf(ExprKind::Number(value)))
}

fn trees() -> impl Strategy<Value = Expr> {
    use BinaryOp::*;
    let ops = [Add, Sub, Mul, Div, Pow, Lt, Le, Gt, Ge, Eq, Ne, And, Or];
    prop_oneof![names(), numbers()].prop_recursive(6, 40, 4, move |inner| {
        let boxed = inner.clone().prop_map(Box::new).boxed();
        let call = (0..FUNCTIONS.len(), proptest::collection::vec(inner, 6)).prop_map(|(row, mut args)| {
            let function = &FUNCTIONS[row];
            args.truncate(match function.arity {
                Arity::Exactly(count) | Arity::AtLeast(count) => count,
            });
            ExprKind::Call(function, args)
        });
        prop_oneof![
            3 => (proptest::sample::select(ops.to_vec()), boxed.clone(), boxed.clone())
                .prop_map(|(op, a, b)| ExprKind::Binary(op, a, b)),
            1 => (proptest::sample::select(&[UnaryOp::Neg, UnaryOp::Not][..]), boxed.clone())
                .prop_map(|(op, x)| ExprKind::Unary(op, x)),
            1 => (boxed.clone(), boxed.clone(), boxed.clone()).prop_map(|(a, b, c)| ExprKind::If(a, b, c)),
            1 => call,
            1 => boxed.prop_map(ExprKind::Prev),
        ]
        .prop_map(leaf)
    })
}

/// All that may be done with any text; it must not panic.
fn use_all(text: &str) {
    match parse(text) {
        Ok(expr) => {
            let _ = (expr.to_string(), expr.names(), expr.draws());
            for scope in [Economy::new(), Economy::of_traders()] {
                if let Err(errors) = check(&expr, &scope) {
                    assert!(!errors.is_empty());
                }
            }
        }
        Err(errors) => {
            assert!((1..=16).contains(&errors.len()));
            for error in errors {
                let span = error.span.expect("a span");
                assert!(
                    text.get(span.start as usize..span.end as usize).is_some(),
                    "{span:?} cuts a character"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_form_parses_back_to_the_same_tree(expr in trees()) {
        let text = expr.to_string();
        // A tree over the bounds has no text; all others do.
        if let Err(errors) = parse(&text) {
            let bound = |error: &Diagnostic| error.hint.as_deref() == Some("move parts of it into variables");
            prop_assert!(errors.iter().all(bound), "{text}: {errors:?}");
        } else {
            prop_assert_eq!(parse(&text), Ok(expr));
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in any::<String>()) {
        use_all(&text);
    }

    #[test]
    fn any_words_are_parsed_or_refused(words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..60)) {
        use_all(&words.concat());
        use_all(&words.join(" "));
    }

    #[test]
    fn changed_formulas_are_parsed_or_refused(expr in trees(), cuts in proptest::collection::vec((any::<proptest::sample::Index>(), any::<char>()), 1..6)) {
        let mut text: Vec<char> = expr.to_string().chars().collect();
        for (at, char) in cuts {
            let at = at.index(text.len());
            match char as u32 % 3 {
                0 => text[at] = char,
                1 => text.insert(at, char),
                _ if text.len() > 1 => drop(text.remove(at)),
                _ => {}
            }
        }
        use_all(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_unit_is_read_or_refused(text in any::<String>(), words in proptest::collection::vec(proptest::sample::select(&UNITS[..]), 0..30)) {
        for text in [text, words.concat()] {
            if let Ok(UnitType::Known(unit)) = parse_unit(&text) {
                prop_assert_eq!(parse_unit(&unit.to_string()), Ok(UnitType::Known(unit)));
            }
        }
    }
}

const WORDS: [&str; 36] = [
    "if",
    "then",
    "else",
    "not",
    "and",
    "or",
    "(",
    ")",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    "==",
    "!=",
    ">=",
    "&&",
    "=",
    "%",
    "1",
    "2.5%",
    "3k",
    "1e9",
    ".",
    "price",
    "traders.usd",
    "sum",
    "min",
    "prev",
    "clamp",
    "é",
    "volume",
];

const UNITS: [&str; 12] = ["usd", "LOOKS", "day", "days", "*", "/", "^", "2", "-1", "%", "·", "1"];
