//! What the parser accepts, how it reads it, and what it says of the rest.

use super::*;
use crate::diag::Diagnostic;

/// Message and hint of each error.
fn syntax(text: &str) -> Vec<String> {
    parse(text).expect_err(text).iter().map(Diagnostic::to_string).collect()
}

#[test]
fn operators_bind_as_documented() {
    for (text, same) in [
        ("1 + 2 * 3 ^ 4", "1 + (2 * (3 ^ 4))"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("8 / 4 / 2", "(8 / 4) / 2"),
        ("2 ^ 3 ^ 2", "2 ^ (3 ^ 2)"),
        ("-2 ^ 2", "-(2 ^ 2)"),
        ("2 ^ -3 ^ 2", "2 ^ (-(3 ^ 2))"),
        ("-a * b", "(-a) * b"),
        ("a * -b + c", "(a * (-b)) + c"),
        ("a < b + 1 and c or d", "((a < (b + 1)) and c) or d"),
        ("not a == b and c", "(not (a == b)) and c"),
        ("1 + if a then b else c + d", "1 + (if a then b else (c + d))"),
        ("if a then if b then 1 else 2 else 3", "if a then (if b then 1 else 2) else 3"),
    ] {
        assert_eq!(tree(text), tree(same), "{text}");
    }
    assert_ne!(tree("1 - 2 - 3"), tree("1 - (2 - 3)"));
}

#[test]
fn the_normal_form_has_no_needless_parentheses() {
    for (text, normal) in [
        ("((a)+(b*c))", "a + b * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("(-2)^2", "(-2) ^ 2"),
        ("not (a and b)", "not (a and b)"),
        ("(a<b)==(c<d)", "(a < b) == (c < d)"),
        ("(if a then b else c)*2", "(if a then b else c) * 2"),
        ("5%+1_000k", "0.05 + 1000000"),
        ("max( a,min(b ,2))", "max(a, min(b, 2))"),
        ("prev((a+b))", "prev(a + b)"),
        ("1e300+1e-9", "1e300 + 1e-9"),
    ] {
        assert_eq!(tree(text).to_string(), normal);
    }
}

#[test]
fn spans_cover_what_they_name() {
    let text = "1 + max(a, (b + c)) * 2";
    let mut parts = Vec::new();
    tree(text)
        .walk(&mut |part| parts.push(text[part.span.start as usize..part.span.end as usize].to_owned()));
    let expected = [text, "1", "max(a, (b + c)) * 2", "max(a, (b + c))", "a", "(b + c)", "b", "c", "2"]
        .map(str::to_owned);
    assert_eq!(parts, expected);
}

#[test]
fn calls_resolve_by_name_and_number_of_arguments() {
    let kind = |text| match tree(text).kind {
        ExprKind::Call(function, _) => function.kind,
        other => panic!("{text} is {other:?}"),
    };
    assert_eq!(kind("min(x)"), FunctionKind::Reduce(Reduction::Min));
    assert_eq!(kind("min(x, 1)"), FunctionKind::Math(Math::Min));
    assert_eq!(kind("max(1, 2, 3, 4)"), FunctionKind::Math(Math::Max));
    assert_eq!(tree("min + 1").names(), ["min"]);
}

#[test]
fn syntax_errors_say_what_to_write() {
    for (text, message) in [
        ("", "error: the formula is empty; write at least a number"),
        ("2 price", "error: expected an operator or the end, found `price`; to multiply, write `*`"),
        (
            "1,000",
            "error: expected an operator or the end, found `,`; to group digits, write `1_000`; a decimal point is `.`",
        ),
        ("a + ", "error: expected a number, a name or `(`, found the end"),
        ("(a + b", "error: expected `)`, found the end; it would close the `(` at position 1"),
        ("a)", "error: expected an operator or the end, found `)`; there is no `(` that it closes"),
        ("mni(1, 2)", "error: unknown function `mni`; did you mean `min`?"),
        ("price (1 + 2)", "error: unknown function `price`; to multiply, write `price * (…)`"),
        ("clamp(1, 2)", "error: `clamp` does not take 2 arguments; write `clamp(x, low, high)`"),
        ("min()", "error: `min` does not take 0 arguments; write `min(a, b, …)` or `min(population)`"),
        ("prev()", "error: `prev` does not take 0 arguments; write `prev(x)`"),
        (
            "if a then b",
            "error: expected `else`, found the end; every `if` needs an `else`: `if … then … else 0`",
        ),
        ("if a b", "error: expected `then`, found `b`; a condition is `if … then … else …`"),
        ("1 < a < 2", "error: comparisons cannot be chained; write `a < b and b < c`"),
        ("a = b", "error: unknown operator `=`; write `==`"),
        (
            "10 % 3",
            "error: `%` stands alone; it follows a number directly, as in `5%`; a remainder is `mod(a, b)`",
        ),
        ("3m", "error: a number cannot end in `m`; write `M` for millions"),
        (
            "$5",
            "error: unexpected `$`; formulas are made of names (a-z, 0-9, _), numbers and `+ - * / ^ ( )`",
        ),
    ] {
        assert_eq!(syntax(text), [message], "{text}");
    }
}

#[test]
fn one_pass_finds_every_syntax_error() {
    assert_eq!(syntax("max(1 +, foo(2), (3 4)) && clamp(1) + ").len(), 6);
    assert_eq!(syntax("min(1 2, 3) + min((1, 2), 3 4, 5)").len(), 3);
    assert_eq!(syntax("((((1").len(), 1);
    assert_eq!(syntax(&"@ ".repeat(1000)).len(), 16);
}

#[test]
fn errors_point_at_their_place() {
    let span = |text: &'static str| {
        let errors = parse(text).expect_err(text);
        errors
            .iter()
            .map(|error| error.span.map(|span| &text[span.start as usize..span.end as usize]))
            .collect::<Vec<_>>()
    };
    assert_eq!(span("a + foo(2) * 3"), [Some("foo")]);
    assert_eq!(span("a + clamp(2) * 3"), [Some("clamp(2)")]);
    let errors = check(&tree("1 + (volume + fee_rate) * 2"), &Economy::new()).expect_err("units");
    assert_eq!(errors[0].span, Some(crate::diag::Span::new(4, 23)));
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |part: &str, count: usize, core: &str| format!("{}{core}", part.repeat(count));
    assert!(parse(&format!("{}1{}", "(".repeat(60), ")".repeat(60))).is_ok());
    assert!(parse(&deep("1 + ", 250, "1")).is_ok());
    for text in [
        deep("(", 2000, "1"),
        deep("-", 4000, "1"),
        deep("not ", 1000, "1"),
        deep("a^", 2000, "1"),
        deep("abs(", 1000, "1"),
        deep("prev(", 800, "1"),
        deep("if 1 then 1 else ", 200, "1"),
        deep("if ", 1000, "1"),
        format!("{}1{}", "(".repeat(64), ")".repeat(64)),
    ] {
        let errors = parse(&text).expect_err("too deep");
        assert_eq!(errors.len(), 1);
        assert!(errors[0].message.contains("nested more than 64"), "{}", errors[0]);
    }
    for text in [deep("1+", 2000, "1"), deep("a/", 2000, "1"), deep("1 or ", 800, "1")] {
        let errors = parse(&text).expect_err("too high");
        assert_eq!(errors.len(), 1);
        assert!(errors[0].message.contains("more than 256 operations"), "{}", errors[0]);
    }
    assert!(parse(&deep("1", 300, "")).is_ok());
    assert!(parse(&deep(" ", MAX_LENGTH, "1")).expect_err("too long")[0].message.contains("at most 4096"));
}

/// As high and as deeply nested as it can be, and all that walks the tree, in
/// the stack of a wasm instance.
#[test]
fn the_bounds_fit_a_stack_of_one_megabyte() {
    let walk_all = || {
        let nested = MAX_NESTING - 4;
        let chain = "1 + ".repeat(MAX_HEIGHT - nested - 2);
        let text = format!("{}{chain}1{}", "abs(".repeat(nested), ")".repeat(nested));
        let expr = tree(&text);
        assert_eq!(expr.to_string(), text);
        assert!(check(&expr, &Economy::new()).is_ok());
        let mut parts = 0;
        expr.walk(&mut |_| parts += 1);
        assert!(parts > MAX_HEIGHT);
        assert_eq!(expr.clone(), expr);
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(walk_all).expect("a thread");
    thread.join().expect("no overflow");
}
