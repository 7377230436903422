//! The tables say what documents hold; edits of the model keep together what hangs
//! together.

use super::*;
use crate::edit::{Edit, History};
use crate::simulate::{compile, survey, validate};
use make::{candidates, entry, mechanism};
use schema::Table;

fn edit(project: &mut Project, path: &str, change: Change) {
    Edit::Model(ModelEdit { path: path.to_owned(), change }).apply(project).unwrap();
}

fn add(project: &mut Project, list: &str, label: &str) {
    let new = entry(&tree(project), list, "");
    edit(project, list, Change::Add(new));
    let last = path::list(&mut tree(project), list).unwrap().len() - 1;
    for end in 1..=label.len() {
        text(project, &format!("{list}.{last}.label"), &label[..end]);
    }
}

fn text(project: &mut Project, path: &str, value: &str) {
    edit(project, path, Change::Text(value.to_owned()));
}

/// Two populations that trade a token on a market, made as forms make it.
fn made() -> Project {
    let mut project = Project::new("made", "Made");
    for (list, label) in [
        ("assets", "US dollar"),
        ("assets", "Token"),
        ("accounts", "Pool reserves"),
        ("populations", "Buyers"),
        ("populations", "Sellers"),
    ] {
        add(&mut project, list, label);
    }
    for owner in ["accounts.0", "populations.0", "populations.1"] {
        for at in 0..2 {
            let list = format!("{owner}.initial");
            let new = entry(&tree(&project), &list, "");
            edit(&mut project, &list, Change::Add(new));
            let asset = ["us_dollar", "token"][at];
            text(&mut project, &format!("{list}.{at}.asset"), asset);
        }
    }
    let market = mechanism(&tree(&project), "constant_product");
    edit(&mut project, "mechanisms", Change::Add(market));
    for (at, port) in ["buy", "sell"].into_iter().enumerate() {
        let list = format!("populations.{at}.strategies");
        let new = entry(&tree(&project), &list, "");
        edit(&mut project, &list, Change::Add(new));
        let list = format!("{list}.0.actions");
        let new = entry(&tree(&project), &list, "");
        edit(&mut project, &list, Change::Add(new));
        text(&mut project, &format!("{list}.0.do"), port);
    }
    add(&mut project, "metrics", "Price");
    text(&mut project, "metrics.0.formula", "market.price");
    project
}

#[test]
fn an_empty_document_becomes_a_model_that_runs() {
    let project = made();
    assert_eq!(validate(&project), vec![], "{}", project.to_json());
    let model = compile(&project).unwrap();
    let spec = crate::simulate::RunSpec { runs: 4, steps: 20, ..model.default_spec() };
    let chunk = model.simulate(&spec, 0..4).unwrap();
    assert!(model.summarise(&spec, &chunk).unwrap().metrics[0].last.mean.is_finite());
    let ids: Vec<&str> = project.assets.iter().map(|asset| asset.id.as_str()).collect();
    assert_eq!(ids, ["us_dollar", "token"], "ids follow names");
}

#[test]
fn whoever_uses_an_id_follows_it() {
    let mut project = made();
    text(&mut project, "mechanisms.0.label", "Exchange");
    text(&mut project, "assets.1.label", "Art");
    text(&mut project, "populations.0.label", "Collectors");
    assert_eq!(validate(&project), vec![], "{}", project.to_json());
    assert_eq!(project.metrics[0].formula.text(), "exchange.price");
    assert_eq!(project.populations[0].initial[1].asset, "art");
    // An id that somebody has chosen stays.
    text(&mut project, "populations.0.id", "fans");
    text(&mut project, "populations.0.label", "Friends of art");
    assert_eq!(project.populations[0].id, "fans");
    let within = names::users(&tree(&project), "mechanisms.0");
    assert_eq!(within, ["Friends of art", "Sellers", "Price"]);
}

#[test]
fn a_number_becomes_a_slider_in_one_step() {
    let mut project = made();
    let (mut history, before) = (History::default(), std::sync::Arc::new(project.clone()));
    let make = slider::make(&project, "mechanisms.0.fee", "Fee", Some((0.0, 0.05))).unwrap();
    history.record(&before, make.name(&project), make.burst(&project));
    make.apply(&mut project).unwrap();
    assert_eq!(history.undoes(), Some("make “Market: Fee” a slider"));
    let fee = &project.parameters[0];
    assert_eq!((fee.id.as_str(), fee.unit.as_str()), ("market_fee", "%"));
    assert_eq!((fee.default, fee.min, fee.max), (0.003, 0.0, 0.05));
    assert_eq!(validate(&project), vec![], "{}", project.to_json());
    assert!(slider::make(&project, "mechanisms.0.fee", "Fee", None).is_none(), "it is one already");
    assert_eq!(slider::literal("10M").map(|(value, _)| value), Some(1e7));
    assert_eq!(slider::literal("2 * x"), None);
}

#[test]
fn every_mechanism_of_the_catalogue_can_be_added_and_taken_away() {
    let mut project = made();
    let types = mechanisms::ALL.all.iter().map(|variant| variant.name).filter(|name| *name != "rule");
    for kind in types {
        let new = mechanism(&tree(&project), kind);
        edit(&mut project, "mechanisms", Change::Add(new));
    }
    add(&mut project, "parameters", "Dial");
    for (name, _) in crate::mechanism::rule::CATALOGUE {
        let new = catalogue::mechanism(&tree(&project), name);
        edit(&mut project, "mechanisms", Change::Add(new));
    }
    let errors = |project: &Project| {
        let all =
            validate(project).into_iter().filter(|found| found.severity == crate::diag::Severity::Error);
        all.map(|found| found.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(errors(&project), Vec::<String>::new());
    assert!(project.assets.iter().any(|asset| asset.issuers.contains(&"allocation".to_owned())));
    let count = project.mechanisms.len();
    for _ in 1..count {
        edit(&mut project, "mechanisms.1", Change::Remove);
    }
    assert!(project.assets.iter().all(|asset| asset.issuers.is_empty()), "{:?}", project.assets);
}

#[test]
fn the_tables_know_every_field_of_the_gallery() {
    for template in crate::template::all() {
        let mut project = template.project();
        let tree = tree(&project);
        let Json::Object(lists) = &tree else { unreachable!() };
        for (list, entries) in lists {
            if schema::table(list).is_some() {
                walk(&tree, entries, list);
            }
        }
        // Writing what a field shows changes nothing.
        let before = project.clone();
        let path = "populations.0.label";
        if let Some(label) = at(&tree, path).and_then(Json::text) {
            text(&mut project, path, label);
        }
        assert_eq!(project, before);
    }
}

fn walk(tree: &Json, json: &Json, path: &str) {
    match json {
        Json::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| walk(tree, item, &format!("{path}.{at}")));
        }
        Json::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                let known = schema::find(&path, mechanism_type(tree, &path)).is_some();
                assert!(known || path.ends_with(".type") || path.contains(".with"), "{path} is in no table");
                walk(tree, value, &path);
            }
        }
        _ => {}
    }
}

#[test]
fn new_entries_can_be_read_even_where_there_is_nothing() {
    let lists = ["parameters", "assets", "accounts", "populations", "exogenous", "variables", "metrics"];
    let mut project = Project::new("empty", "Empty");
    for list in lists {
        let new = entry(&tree(&project), list, "");
        edit(&mut project, list, Change::Add(new));
    }
    for list in ["populations.0.initial", "populations.0.attributes", "populations.0.strategies"] {
        let table: &Table = make::table(list).unwrap();
        assert!(table.one.contains(' '));
        let new = entry(&tree(&project), list, "");
        edit(&mut project, list, Change::Add(new));
    }
    let mut bare = Project::new("empty", "Empty");
    for (name, _) in crate::mechanism::rule::CATALOGUE {
        let new = catalogue::mechanism(&tree(&bare), name);
        edit(&mut bare, "mechanisms", Change::Add(new));
    }
    for variant in mechanisms::ALL.all {
        let new = mechanism(&tree(&bare), variant.name);
        edit(&mut bare, "mechanisms", Change::Add(new));
    }
    assert!(!validate(&bare).is_empty());
}

#[test]
fn problems_are_found_in_their_fields() {
    let mut project = made();
    text(&mut project, "populations.0.strategies.0.actions.0.amount", "nothing");
    text(&mut project, "mechanisms.0.reserves", "");
    let found = survey(&project);
    let tree = tree(&project);
    let places: Vec<String> = found.problems.iter().map(|one| path::locate(&tree, &one.path)).collect();
    assert!(places.contains(&"mechanisms.0.reserves".to_owned()), "{places:?}");
    assert!(found.names.iter().any(|(name, of)| name == "buyers.token" && of.as_deref() == Some("buyers")));
    let ports = candidates(&tree, What::Port, "populations.0.strategies.0.actions.0.do");
    assert_eq!(ports.len(), 2, "shares are not set, so liquidity stays");
}

#[test]
fn attributes_are_drawn_as_the_engine_draws_them() {
    let mut project = made();
    add(&mut project, "populations.0.attributes", "Budget");
    let drawn = |project: &Project| sample::histogram(project, 0, 0);
    let even = drawn(&project).unwrap();
    assert!(even.least >= 0.0 && even.most <= 1.0 && (0.3..0.7).contains(&even.middle), "{even:?}");
    assert_eq!(even.bars.iter().sum::<f64>(), 100.0);
    text(&mut project, "populations.0.attributes.0.value", "7");
    assert_eq!(drawn(&project).unwrap().bars, Vec::<f64>::new());
    text(&mut project, "populations.0.attributes.0.value", "lognormal(1, 2)");
    let tail = drawn(&project).unwrap();
    assert!(tail.end < tail.most && tail.bars.iter().sum::<f64>() < 100.0);
    text(&mut project, "populations.0.attributes.0.value", "market.price");
    assert_eq!(drawn(&project), None);
}

#[test]
fn the_supply_follows_from_the_schedules() {
    let mut project = made();
    assert_eq!(supply::supply(&project), vec![], "nothing is minted");
    let new = mechanism(&tree(&project), "allocation");
    edit(&mut project, "mechanisms", Change::Add(new));
    text(&mut project, "mechanisms.1.asset", "token");
    text(&mut project, "mechanisms.1.total", "1000");
    text(&mut project, "mechanisms.1.buckets.0.share", "100%");
    text(&mut project, "mechanisms.1.buckets.0.duration", "365");
    let gallery = crate::template::find("nft-marketplace").unwrap().project();
    assert_eq!(supply::supply(&gallery).len(), 1, "named formulas that can be kept are kept");
    let drawn = supply::supply(&project);
    let (first, last) = (drawn[0].values[0], drawn[0].values.last().unwrap());
    assert_eq!(
        (drawn[0].label.as_str(), first, last.round()),
        ("Token", 1000.0, 2000.0),
        "1000 were there before"
    );
}

#[test]
fn response_curves_are_what_the_engine_answers() {
    let mut project = made();
    text(&mut project, "mechanisms.0.fee", "0");
    for at in 0..2 {
        text(&mut project, &format!("accounts.0.initial.{at}.amount"), "1000");
    }
    let drawn = curve::curve(&project, 0).unwrap();
    assert_eq!(drawn.end, 1000.0);
    // The first asset is the base; x · y = k: twice the quote, half the base, four times the price.
    let (first, last) = (drawn.values[0], drawn.values.last().unwrap());
    assert!((last / first - 4.0).abs() < 1e-9, "{drawn:?}");
    let natural = [
        "fee_market",
        "bancor_curve",
        "stableswap",
        "stableswap3",
        "quadratic_vote",
        "conviction_voting",
        "pi_rate",
        "bridge",
    ];
    for name in natural {
        let mut project = made();
        let new = catalogue::mechanism(&tree(&project), name);
        edit(&mut project, "mechanisms", Change::Add(new));
        if name.starts_with("stableswap") {
            assert_eq!(curve::curve(&project, 1), None, "an empty pool has no price");
            let starts = ["start_a", "start_b", "start_c"].map(|field| (field, "10"));
            let known = if name == "stableswap" { &starts[..2] } else { &starts[..] };
            for (field, value) in known.iter().copied().chain([("provider", "pool_reserves")]) {
                text(&mut project, &format!("mechanisms.1.with.{field}"), value);
            }
        }
        assert!(curve::curve(&project, 1).is_some(), "{name}");
    }
}

#[test]
fn every_rule_of_learning_and_every_part_of_the_world_can_be_made() {
    let mut project = made();
    for _ in 0..2 {
        let new = entry(&tree(&project), "populations.0.strategies", "");
        edit(&mut project, "populations.0.strategies", Change::Add(new));
    }
    text(&mut project, "populations.0.reward", "us_dollar");
    for rule in learning::LEARNING.all {
        let path = "populations.0.learning";
        let new = make::variant(&tree(&project), path, &learning::LEARNING, rule.name);
        edit(&mut project, path, Change::Tree(new));
        assert_eq!(validate(&project), vec![], "{}", rule.name);
    }
    let new = make::variant(&tree(&project), "populations.0.turnover", &learning::TURNOVER, "");
    edit(&mut project, "populations.0.turnover", Change::Tree(new));
    for list in ["exogenous", "series", "arrivals", "shocks", "scenarios", "scenarios.0.shocks"] {
        let new = entry(&tree(&project), list, "");
        edit(&mut project, list, Change::Add(new));
    }
    assert_eq!(validate(&project), vec![], "{}", project.to_json());
    text(&mut project, "series.0.values", "1; 2.5; 4");
    assert_eq!(project.series[0].values, [1.0, 2.5, 4.0]);
    assert_eq!(compile(&project).err(), None);
    // What a form does not show stays as it is.
    let before = project.clone();
    text(&mut project, "populations.0.label", "Others");
    text(&mut project, "populations.0.label", "Buyers");
    assert_eq!(project, before);
}

#[test]
fn a_stakeholder_of_the_same_id_stays_where_it_was_put() {
    let mut project = made();
    project
        .discovery
        .stakeholders
        .push(crate::project::Stakeholder { id: "buyers".into(), ..Default::default() });
    project.view.diagram = vec!["buyers 1 2".to_owned(), "@buyers 3 4".to_owned()];
    text(&mut project, "populations.0.id", "dealers");
    assert_eq!(project.view.diagram, ["dealers 1 2", "@buyers 3 4"]);
    assert_eq!(project.discovery.stakeholders[0].id, "buyers");
}
