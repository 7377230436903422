//! What holds for every link.

use crate::world::{document, envelope, open};
use proptest::prelude::*;
use tokenwright::project::{Formula, Metric, Parameter, Project, Variable};
use tokenwright::share::{
    LinkError, MAX_RUNS, MAX_SEED, MAX_STEPS, Share, Theme, View, full, parse, resolve, short,
};
use tokenwright::simulate::RunSpec;

/// Any finite number, and often one of those that are lost first.
fn number() -> impl Strategy<Value = f64> {
    let special = [
        0.0,
        -0.0,
        0.1,
        1.0 / 3.0,
        1e21,
        -1e-7,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
        9_007_199_254_740_993.0,
    ];
    prop_oneof![
        prop::sample::select(special.to_vec()),
        any::<f64>().prop_filter("finite", |x| x.is_finite()),
        -1e7..1e7f64,
    ]
}

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_]{0,11}"
}

fn parameter() -> impl Strategy<Value = Parameter> {
    (word(), any::<String>(), "[%A-Za-z/]{0,6}", number(), any::<String>()).prop_map(
        |(id, label, unit, default, about)| Parameter {
            id,
            label,
            unit,
            default,
            min: f64::MIN,
            max: f64::MAX,
            step: 0.1,
            about,
            group: String::new(),
        },
    )
}

/// A document: the one of the tests with much of it drawn anew. Parameters have
/// different ids, as `validate` asks of every document.
fn any_document() -> impl Strategy<Value = Project> {
    let parameters = prop::collection::vec(parameter(), 0..12);
    let variables = prop::collection::vec((word(), any::<String>(), any::<String>()), 0..8);
    let run = (1..=MAX_STEPS, 1..=MAX_RUNS, 0..=MAX_SEED, number());
    (parameters, variables, run, any::<String>()).prop_map(|(mut parameters, variables, run, text)| {
        for (place, parameter) in parameters.iter_mut().enumerate() {
            parameter.id.push_str(&format!("_{place}"));
        }
        let mut project = document();
        project.parameters = parameters;
        project.meta.about = text.clone();
        (project.run.steps, project.run.runs, project.run.seed, project.run.step.length) = run;
        project.variables = variables
            .into_iter()
            .map(|(id, label, formula)| Variable {
                id,
                label,
                unit: String::new(),
                formula: Formula(formula),
            })
            .collect();
        project.metrics.push(Metric {
            id: "last".into(),
            label: text.clone(),
            unit: text,
            formula: Formula::new("1"),
            about: String::new(),
        });
        project
    })
}

fn any_spec(parameters: usize) -> impl Strategy<Value = RunSpec> {
    (prop::collection::vec(number(), parameters), 0..=MAX_SEED, 1..=MAX_STEPS, 1..=MAX_RUNS)
        .prop_map(|(parameters, seed, steps, runs)| RunSpec { parameters, seed, steps, runs })
}

fn any_state() -> impl Strategy<Value = (Project, RunSpec)> {
    any_document().prop_flat_map(|project| {
        let spec = any_spec(project.parameters.len());
        (Just(project), spec)
    })
}

fn plain<'a>(project: &'a Project, spec: &'a RunSpec) -> Share<'a> {
    Share { project, spec, hash: None, view: None, theme: None }
}

fn bits(spec: &RunSpec) -> (Vec<u64>, u64, u32, u64) {
    (spec.parameters.iter().map(|x| x.to_bits()).collect(), spec.seed, spec.steps, spec.runs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_full_link_brings_the_document_and_every_bit_of_the_changes(
        (project, spec) in any_state(),
        hash in prop::option::of("[0-9a-f]{16}"),
        view in prop::option::of(prop::sample::select(View::ALL.to_vec())),
        theme in prop::option::of(prop::sample::select(Theme::ALL.to_vec())),
    ) {
        let link = full(&Share { project: &project, spec: &spec, hash: hash.as_deref(), view, theme }).unwrap();
        let opened = open(&link).unwrap();
        prop_assert_eq!(opened.notices, vec![]);
        prop_assert_eq!(bits(&opened.spec), bits(&spec));
        prop_assert_eq!(opened.project.to_json(), project.to_json());
        prop_assert_eq!(opened.project, project);
        prop_assert_eq!(opened.template, None);
        prop_assert_eq!((opened.hash, opened.view, opened.theme), (hash, view, theme));
    }

    #[test]
    fn a_short_link_brings_every_bit_of_the_changes(
        royalty in 0.0..=0.5f64,
        rewards in 0.0..=1e7f64,
        drift in -1.0..=1.0f64,
        seed in 0..=MAX_SEED,
    ) {
        let project = document();
        let spec = RunSpec { parameters: vec![royalty, rewards, drift], seed, steps: 90, runs: 500 };
        let link = short("sale", &plain(&project, &spec));
        let opened = open(&link).unwrap();
        prop_assert_eq!(opened.notices, vec![]);
        prop_assert_eq!(bits(&opened.spec), bits(&spec));
        prop_assert_eq!(opened.template.as_deref(), Some("sale"));
    }

    #[test]
    fn a_document_survives_json_to_the_last_bit(project in any_document()) {
        prop_assert_eq!(&Project::from_json(&project.to_json()).unwrap(), &project);
        prop_assert_eq!(&Project::from_json(&project.to_json_compact()).unwrap(), &project);
    }

    #[test]
    fn a_value_never_leaves_its_range(value in number(), key in prop::sample::select(vec!["royalty", "drift"])) {
        let opened = open(&format!("#t=sale&p.{key}={value}")).unwrap();
        for (parameter, value) in document().parameters.iter().zip(&opened.spec.parameters) {
            prop_assert!((parameter.min..=parameter.max).contains(value));
        }
    }
}

#[test]
fn what_is_not_changed_is_not_in_the_link() {
    let project = document();
    let spec = RunSpec { parameters: vec![0.02, 2_866_500.0, 0.1], seed: 3, steps: 90, runs: 500 };
    let share = plain(&project, &spec);
    assert_eq!(short("sale", &share), "#t=sale");
    let changed = RunSpec { parameters: vec![0.05, 2_866_500.0, -0.5], seed: 7, ..spec.clone() };
    let share = Share {
        spec: &changed,
        hash: Some("0123456789abcdef"),
        view: Some(View::Embed),
        theme: Some(Theme::Dark),
        ..share
    };
    assert_eq!(
        short("sale", &share),
        "#t=sale&p.royalty=0.05&p.drift=-0.5&seed=7&hash=0123456789abcdef&view=embed&theme=dark"
    );
}

#[test]
fn every_template_opens_by_its_link_with_every_parameter_changed() {
    let lookup = |id: &str| tokenwright::template::find(id).map(|template| template.project());
    for template in tokenwright::template::all() {
        let project = template.project();
        let middle = project.parameters.iter().map(|parameter| (parameter.min + parameter.max) / 3.0);
        let spec = RunSpec { parameters: middle.collect(), seed: 12, steps: 34, runs: 56 };
        let link = short(template.id, &plain(&project, &spec));
        assert!(link.len() < 2_000, "{} characters are too many for a chat: {link}", link.len());
        let opened = resolve(parse(&link).unwrap(), &[], lookup).unwrap();
        assert_eq!((opened.notices, bits(&opened.spec)), (vec![], bits(&spec)));
        assert_eq!(opened.project, project);
    }
}

fn plain_full() -> String {
    let project = document();
    let spec = RunSpec { parameters: vec![0.02, 2_866_500.0, 0.1], seed: 3, steps: 90, runs: 500 };
    full(&plain(&project, &spec)).unwrap()
}

#[test]
fn a_link_cut_anywhere_says_that_it_was_cut() {
    let link = plain_full();
    let mut named = 0;
    for end in "#m=".len()..link.len() {
        match parse(&link[..end]) {
            Err(LinkError::Cut { have, expected, project }) => {
                assert!(expected.is_none_or(|expected| have < expected && expected == link.len() - 5));
                named += usize::from(project.as_deref() == Some("sale"));
            }
            other => panic!("cut at {end}: {other:?}"),
        }
    }
    assert!(named > link.len() / 2, "most cut links still say which project they carried: {named}");
}

#[test]
fn a_link_changed_anywhere_never_opens_as_something_else() {
    let link = plain_full();
    let mut broken = 0;
    for at in "#m=1.".len()..link.len() {
        for with in ["A", "_", "7", "!", "é"] {
            let changed = format!("{}{with}{}", &link[..at], &link[at + 1..]);
            match parse(&changed) {
                Ok(parsed) => assert_eq!(parsed, parse(&link).unwrap(), "{at} {with}"),
                Err(LinkError::Broken { .. }) => broken += 1,
                // A change in the length, or punctuation at the very end.
                Err(LinkError::Cut { .. }) => assert!(at < 9 || at == link.len() - 1, "{at} {with}"),
                Err(error) => panic!("{at} {with}: {error}"),
            }
        }
    }
    assert!(broken > link.len() * 4);
}

#[test]
fn bombs_and_abysses_are_refused() {
    let bomb = vec![b' '; 16 << 20];
    assert_eq!(parse(&envelope(&bomb)), Err(LinkError::TooLarge));
    let long = format!("#t=sale&seed={}", "1".repeat(70_000));
    assert!(matches!(parse(&long), Err(LinkError::TooLong { .. })));
    let deep = format!("{{\"format\":1,\"meta\":{}", "[".repeat(100_000));
    assert!(matches!(parse(&envelope(deep.as_bytes())), Err(LinkError::Invalid(_))));
    assert!(matches!(parse(&envelope(b"\xff\xfe{}")), Err(LinkError::Broken { .. })));
    assert_eq!(parse(&envelope(b"{\"format\":2,\"wonders\":1}")), Err(LinkError::Newer { version: 2 }));
}

#[test]
fn a_document_too_large_for_a_link_is_not_made_into_one() {
    let spec = RunSpec { parameters: vec![0.02, 2_866_500.0, 0.1], seed: 3, steps: 90, runs: 500 };
    let mut project = document();
    project.meta.about = "x".repeat(2 << 20);
    assert_eq!(full(&plain(&project, &spec)), Err(LinkError::TooLarge));
    // Text that does not compress.
    let mut state = 1u64;
    project.meta.about = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b' ' + (state >> 58) as u8 % 60)
    })
    .filter(|c| *c != '"' && *c != '\\')
    .take(100_000)
    .collect();
    assert!(matches!(full(&plain(&project, &spec)), Err(LinkError::TooLong { .. })));
}
