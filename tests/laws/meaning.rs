//! What formulas mean once they run: functions, `prev`, draws, conditions,
//! variables.

use crate::world::{close, document, finals, metrics, model, run, run_spec, series};
use serde_json::json;
use tokenwright::formula::{FUNCTIONS, FunctionKind, HELP, SAMPLE};
use tokenwright::simulate::{evaluate, validate};

#[test]
fn every_function_does_what_its_example_says() {
    // Examples speak of a population `x` with the values of SAMPLE. No formula
    // names an agent, but four draws from 1 to 4 are often exactly these values
    // in some order, which no reduction sees.
    let mut all = vec![("total".to_owned(), "sum(x)"), ("squares".to_owned(), "sum(x * x)")];
    all.extend(HELP.iter().enumerate().map(|(i, help)| (format!("example{i}"), help.example)));
    let all: Vec<(&str, &str)> = all.iter().map(|(id, formula)| (id.as_str(), *formula)).collect();
    let project = document(json!({
        "run": { "steps": 1, "runs": 300 },
        "populations": [{ "id": "sample", "label": "", "size": SAMPLE.len(),
            "attributes": [{ "id": "value", "value": "1 + floor(uniform(0, 4))" }] }],
        "variables": [{ "id": "x", "formula": "sample.value" }],
        "metrics": metrics(&all)
    }));
    let summary = run(&project);
    let total: f64 = SAMPLE.iter().sum();
    let squares: f64 = SAMPLE.iter().map(|x| x * x).sum();
    let is_sample =
        |run: usize| finals(&summary, "total")[run] == total && finals(&summary, "squares")[run] == squares;
    let runs: Vec<usize> = (0..300).filter(|run| is_sample(*run)).collect();
    assert!(runs.len() >= 10, "only {} samples", runs.len());
    for (i, (function, help)) in FUNCTIONS.iter().zip(HELP).enumerate() {
        for run in &runs {
            let got = finals(&summary, &format!("example{i}"))[*run];
            let difference = (got - help.result).abs();
            assert!(difference <= 1e-12, "{}: {got}, not {}", help.example, help.result);
        }
        if !matches!(function.kind, FunctionKind::Reduce(_)) {
            let got = evaluate(help.example).unwrap_or_else(|problems| panic!("{problems:?}"));
            assert!((got - help.result).abs() <= 1e-12, "{}: {got}", help.example);
        }
    }
}

#[test]
fn a_formula_on_its_own_is_evaluated_or_all_of_its_problems_are_told() {
    assert_eq!(evaluate("1 + 2 * 3").ok(), Some(7.0));
    assert_eq!(evaluate("2.5% * 4k").ok(), Some(100.0));
    let problems = evaluate("foo + bar(2)").expect_err("unknown names");
    assert!(problems.iter().all(|problem| problem.path.is_empty() && problem.span.is_some()), "{problems:?}");
    assert!(evaluate("").is_err() && evaluate("1 +").is_err() && evaluate("sum(1)").is_err());
}

#[test]
fn prev_is_the_value_of_the_step_before() {
    let project = document(json!({
        "run": { "steps": 6, "runs": 3 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "usd", "amount": "100" }] }, { "id": "b", "label": "" }],
        "exogenous": [{ "id": "walk", "initial": "10", "next": "walk + normal(0, 1)" },
            { "id": "sum_of_two", "initial": "1", "next": "sum_of_two + prev(walk)" }],
        "variables": [{ "id": "wealth", "formula": "a.usd" }],
        "mechanisms": [{ "type": "flows", "id": "f", "flows": [{ "id": "g", "asset": "usd", "from": "a", "to": "b", "amount": "10% * a.usd" }] }],
        "metrics": metrics(&[
            ("now", "step"), ("before", "prev(step)"), ("twice", "prev(prev(step))"),
            ("paid", "prev(wealth) - wealth"), ("flow", "f.g"), ("whole", "prev(2 * a.usd + 1)"),
            ("walked", "walk - prev(walk)"), ("seen", "walk"), ("fixed", "prev(5)"), ("noise", "normal(0, 1)")
        ])
    }));
    let summary = run(&project);
    assert_eq!(series(&summary, "now"), [0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(series(&summary, "before"), [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(series(&summary, "twice"), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
    assert_eq!(series(&summary, "fixed"), [5.0; 7]);
    let (paid, flow) = (series(&summary, "paid"), series(&summary, "flow"));
    paid.iter().zip(flow).for_each(|(paid, flow)| assert!((paid - flow).abs() < 1e-5, "{paid}, {flow}"));
    close(paid[1], 10.0, 1e-6);
    close(series(&summary, "whole")[3], 2.0 * 81.0 + 1.0, 1e-6);
    for run in 0..3 {
        let path = |id: usize| &summary.metrics[id].paths[run];
        for t in 1..7 {
            let walked = path(7)[t] - path(7)[t - 1];
            assert!((path(6)[t] - walked).abs() < 1e-4);
        }
    }
}

#[test]
fn prev_works_per_agent_and_in_every_place() {
    let project = document(json!({
        "run": { "steps": 4, "runs": 2 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "outside", "label": "", "kind": "external" }],
        "populations": [{ "id": "crowd", "label": "", "size": 3, "attributes": [{ "id": "x", "value": "uniform(1, 2)" }],
            "initial": [{ "asset": "usd", "amount": "x" }], "reward": "usd / prev(usd)" }],
        "mechanisms": [{ "type": "flows", "id": "f", "flows": [
            { "id": "g", "asset": "usd", "from": "outside", "to": "crowd", "amount": "usd" },
            { "id": "h", "asset": "usd", "from": "outside", "to": "crowd", "amount": "prev(usd) * 0" }] }],
        "metrics": metrics(&[("least", "min(crowd.reward)"), ("most", "max(crowd.reward)"), ("old", "max(prev(crowd.usd) * 2 - crowd.usd)")])
    }));
    let summary = run(&project);
    assert_eq!(series(&summary, "most")[2..], [2.0; 3]);
    assert_eq!(series(&summary, "least")[2..], [2.0; 3]);
    assert_eq!(series(&summary, "old")[1..], [0.0; 4]);
}

#[test]
fn a_variable_has_one_luck_and_a_text_written_twice_has_two() {
    let project = document(json!({
        "run": { "steps": 3, "runs": 50 },
        "variables": [{ "id": "dice", "formula": "uniform(0, 1)" }, { "id": "sum_of_dice", "formula": "dice + dice" }],
        "metrics": metrics(&[
            ("same", "dice - dice"), ("doubled", "sum_of_dice - 2 * dice"), ("twice", "uniform(0, 1) - uniform(0, 1)"),
            ("one", "dice"), ("other", "uniform(0, 1)"), ("moved", "dice - prev(dice)")
        ])
    }));
    let summary = run(&project);
    assert!(finals(&summary, "same").iter().chain(finals(&summary, "doubled")).all(|x| *x == 0.0));
    for metric in ["twice", "moved"] {
        assert!(finals(&summary, metric).iter().all(|x| *x != 0.0 && x.abs() < 1.0), "{metric}");
    }
    assert!(finals(&summary, "one").iter().zip(finals(&summary, "other")).all(|(a, b)| a != b));
}

#[test]
fn draws_are_per_agent_in_an_agents_formula_and_follow_their_distribution() {
    let project = document(json!({
        "run": { "steps": 1, "runs": 500 },
        "populations": [{ "id": "crowd", "label": "", "size": 40, "attributes": [
            { "id": "u", "value": "uniform(2, 6)" }, { "id": "n", "value": "normal(3, 2)" },
            { "id": "e", "value": "exponential(5)" }, { "id": "b", "value": "bernoulli(30%)" },
            { "id": "p", "value": "poisson(4)" }, { "id": "q", "value": "pareto(2, 5)" },
            { "id": "t", "value": "triangular(0, 1, 5)" }, { "id": "l", "value": "lognormal(0, 0.5)" },
            { "id": "both", "value": "u + u" }] }],
        "metrics": metrics(&[
            ("u", "mean(crowd.u)"), ("n", "mean(crowd.n)"), ("e", "mean(crowd.e)"), ("b", "mean(crowd.b)"),
            ("p", "mean(crowd.p)"), ("q", "mean(crowd.q)"), ("t", "mean(crowd.t)"), ("l", "mean(crowd.l)"),
            ("spread", "sd(crowd.u)"), ("own", "max(abs(crowd.both - 2 * crowd.u))")])
    }));
    let summary = run(&project);
    let means = [
        ("u", 4.0),
        ("n", 3.0),
        ("e", 5.0),
        ("b", 0.3),
        ("p", 4.0),
        ("q", 2.5),
        ("t", 2.0),
        ("l", tokenwright::num::math::exp(0.125)),
    ];
    for (metric, mean) in means {
        crate::world::mean_is(finals(&summary, metric), mean, 4.0);
    }
    assert!(finals(&summary, "spread").iter().all(|x| *x > 0.5), "agents draw alike");
    assert!(finals(&summary, "own").iter().all(|x| *x == 0.0));
}

#[test]
fn conditions_are_per_agent_and_spare_what_they_do_not_choose() {
    let project = document(json!({
        "run": { "steps": 2, "runs": 20 },
        "parameters": [{ "id": "on", "label": "", "default": 1, "min": 0, "max": 1, "step": 1 }],
        "populations": [{ "id": "crowd", "label": "", "size": 9, "attributes": [{ "id": "x", "value": "uniform(-1, 1)" }] }],
        "metrics": metrics(&[
            ("split", "sum(if crowd.x > 0 then 1 else 0) - count(crowd.x > 0)"),
            ("logs", "sum(if crowd.x > 0 then ln(crowd.x) else 0)"),
            ("safe", "if step > 0 then 1 / step else 0"),
            ("constant", "sum(if 2 > 1 then 3 else crowd.x)"),
            ("same", "mean(if crowd.x > 0 then 4 else 4)"),
            ("chosen", "max(if on then 7 else crowd.x)"),
            ("logic", "(1 and not 0) + (0 or 2) + (3 == 3) + (2 != 2)")
        ])
    }));
    let summary = run(&project);
    assert!(summary.faults.is_empty(), "{:?}", summary.faults);
    let all =
        |metric: &str, value: f64| assert!(finals(&summary, metric).iter().all(|x| *x == value), "{metric}");
    all("split", 0.0);
    all("safe", 1.0);
    all("constant", 27.0);
    all("same", 4.0);
    all("chosen", 7.0);
    all("logic", 3.0);
}

#[test]
fn variables_stand_for_their_formula_at_that_moment() {
    let project = document(json!({
        "run": { "steps": 1, "runs": 1 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "usd", "amount": "100" }] }, { "id": "b", "label": "" }],
        "variables": [{ "id": "half", "formula": "a.usd / 2" }],
        "mechanisms": [
            { "type": "flows", "id": "f", "flows": [
                { "id": "one", "asset": "usd", "from": "a", "to": "b", "amount": "half" },
                { "id": "two", "asset": "usd", "from": "a", "to": "b", "amount": "half / 2" }] },
            { "type": "flows", "id": "g", "flows": [{ "id": "one", "asset": "usd", "from": "a", "to": "b", "amount": "half" }] }
        ],
        "metrics": metrics(&[("left", "half"), ("one", "f.one"), ("two", "f.two"), ("three", "g.one")])
    }));
    let summary = run(&project);
    let last = |metric: &str| series(&summary, metric)[1];
    // Flows of one mechanism see the same stocks; the next mechanism sees what is left.
    assert_eq!((last("one"), last("two"), last("three"), last("left")), (50.0, 25.0, 12.5, 6.25));
}

#[test]
fn circles_of_variables_are_told_and_processes_may_remember_themselves() {
    let circle = document(json!({
        "variables": [{ "id": "a", "formula": "b + 1" }, { "id": "b", "formula": "2 * c" }, { "id": "c", "formula": "prev(a)" }],
        "metrics": metrics(&[("m", "a")])
    }));
    let problems = validate(&circle);
    let [problem] = &problems[..] else { panic!("{problems:#?}") };
    assert!(problem.path.starts_with("variables.") && problem.path.ends_with(".formula"), "{problem}");
    assert!(problem.message.contains("defined by itself"), "{problem}");
    let process = document(json!({
        "run": { "steps": 5, "runs": 1 },
        "exogenous": [{ "id": "f", "initial": "1", "next": "f * 2 + prev(f)" }],
        "metrics": metrics(&[("m", "f")])
    }));
    assert_eq!(series(&run(&process), "m"), [1.0, 3.0, 9.0, 27.0, 81.0, 243.0]);
}

#[test]
fn variables_that_build_on_each_other_cost_no_more_than_their_number() {
    // Written out, the last one has 2⁶⁰ terms.
    let mut variables = vec![json!({ "id": "v0", "formula": "uniform(1, 1)" })];
    for i in 1..=60 {
        variables.push(json!({ "id": format!("v{i}"), "formula": format!("v{0} / 2 + v{0} / 2", i - 1) }));
    }
    let project = document(json!({
        "run": { "steps": 2, "runs": 2 }, "variables": variables, "metrics": metrics(&[("m", "v60 + prev(v60)")])
    }));
    assert!(validate(&project).is_empty());
    assert_eq!(series(&run(&project), "m"), [2.0; 3]);
}

#[test]
fn long_chains_of_deep_formulas_are_compiled_or_refused() {
    let mut variables = vec![json!({ "id": "v0", "formula": "1" })];
    for i in 1..500 {
        let formula = format!("{}v{}{}", "(1 * ".repeat(60), i - 1, ")".repeat(60));
        variables.push(json!({ "id": format!("v{i}"), "formula": formula }));
    }
    let project = document(json!({
        "run": { "steps": 2, "runs": 2 }, "variables": variables, "metrics": metrics(&[("m", "v499")])
    }));
    if validate(&project).is_empty() {
        assert_eq!(series(&run(&project), "m"), [1.0; 3]);
    }
}

#[test]
fn time_and_users_are_known() {
    let project = document(json!({
        "run": { "steps": 3, "step": { "unit": "week", "length": 2 }, "runs": 1 },
        "populations": [{ "id": "crowd", "label": "", "size": 4, "weight": 25 }],
        "metrics": metrics(&[("t", "time"), ("length", "dt"), ("users", "sum(crowd.users)"), ("n", "step")])
    }));
    let model = model(&project);
    let summary = run_spec(&model, &model.default_spec());
    assert_eq!(series(&summary, "t"), [0.0, 0.0, 2.0, 4.0]);
    assert_eq!(series(&summary, "n"), [0.0, 0.0, 1.0, 2.0]);
    assert_eq!(series(&summary, "length"), [2.0; 4]);
    assert_eq!(series(&summary, "users"), [100.0; 4]);
}
