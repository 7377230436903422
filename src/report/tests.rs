//! The three reports of one made-up summary with everything that can go wrong.

use super::{csv, json, sureness, text};
use crate::discovery::canvas::{Grade, Verdict};
use crate::project::Project;
use crate::simulate::{
    Distribution, Fan, FaultCount, FaultKind, GoalError, GoalScore, LedgerReport, MetricSummary, RunSpec,
    Score, ScoreError, Summary,
};

fn project() -> Project {
    Project::from_json(
        r#"{"format":1,"meta":{"id":"x","title":"Title","story":"Story."},
            "parameters":[{"id":"fee","label":"Fee","unit":"%","default":0.02,"min":0,"max":1,"step":0.01}],
            "metrics":[{"id":"zeta","label":"Price","unit":"usd","formula":"1"},
                       {"id":"alpha","label":"Share","unit":"%","formula":"1"}],
            "objective":{"goals":[{"metric":"zeta","statistic":"p5","over":"drawdown","worst":0,"best":1,"weight":1}]}}"#,
    )
    .expect("a document")
}

fn spec() -> RunSpec {
    RunSpec { parameters: vec![0.05], seed: 7, steps: 2, runs: 1_000 }
}

fn metric(id: &str, values: [f64; 3]) -> MetricSummary {
    let line = values.to_vec();
    let [.., last] = values;
    let fan = Fan {
        mean: line.clone(),
        p5: line.clone(),
        p25: line.clone(),
        p50: line.clone(),
        p75: line.clone(),
        p95: line,
    };
    let distribution = Distribution {
        mean: last,
        sd: 0.0,
        min: last,
        p5: last,
        p25: last,
        p50: last,
        p75: last,
        p95: last,
        max: last,
        histogram: vec![0; 24],
    };
    MetricSummary { id: id.into(), series: fan, last: distribution, paths: vec![], finals: vec![] }
}

fn summary() -> Summary {
    let goal =
        GoalScore { metric: "zeta".into(), label: String::new(), value: 0.25, utility: 0.25, weight: 1.0 };
    let fault = |kind, place: &str, runs| FaultCount { kind, place: place.into(), runs, first_step: 1 };
    Summary {
        engine: "0.1.0".into(),
        project: "x".into(),
        seed: 7,
        runs: 1_000,
        steps: 2,
        times: vec![0, 1, 2],
        alive: vec![1_000, 990, 0],
        metrics: vec![metric("zeta", [1.0, 1e300, f64::NAN]), metric("alpha", [0.1, 0.25, 0.5])],
        behaviours: vec![],
        score: Score { total: 0.2475, survival: 0.99, goals: vec![goal] },
        faults: vec![
            fault(FaultKind::NotFinite, "metrics.zeta", 4),
            fault(FaultKind::PoolDrained, "mechanisms.pool", 6),
        ],
        ledger: LedgerReport { max_relative_imbalance: 2.5e-16, asset: "usd".into(), checks: 2_000_000 },
        hash: "0123456789abcdef".into(),
    }
}

#[test]
fn json_keeps_the_order_and_says_null_for_what_is_no_number() {
    let text = json(&project(), &summary(), None);
    let order = [
        "engine", "project", "seed", "runs", "steps", "hash", "score", "limits", "metrics", "zeta", "final",
        "series", "alpha", "ledger", "faults",
    ];
    let places =
        order.map(|key| text.find(&format!("\"{key}\": ")).unwrap_or_else(|| panic!("no {key} in {text}")));
    assert!(places.is_sorted(), "{places:?}");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(value["metrics"]["zeta"]["final"]["mean"].is_null());
    assert_eq!(value["metrics"]["zeta"]["series"]["p50"], serde_json::json!([1.0, 1e300, null]));
    assert_eq!(value["metrics"]["zeta"]["series"]["step"], serde_json::json!([0, 1, 2]));
    assert_eq!(
        value["faults"],
        serde_json::json!({
            "runs": 10,
            "not_finite": [{"place": "metrics.zeta", "runs": 4, "first_step": 1}],
            "pool_drained": [{"place": "mechanisms.pool", "runs": 6, "first_step": 1}],
            "declared": [],
        })
    );
    assert_eq!(value["ledger"], serde_json::json!({"max_relative_imbalance": 2.5e-16}));
}

#[test]
fn json_says_which_limits_are_kept() {
    let limits = |limit: Option<f64>| {
        let mut project = project();
        project.objective.goals[0].limit = limit;
        let text = json(&project, &summary(), None);
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["limits"].take()
    };
    assert_eq!(limits(None), serde_json::json!([]));
    let goal = project().objective.goals[0].clone();
    let value = summary().score.goals[0].value;
    let [kept, broken] = [limits(Some(value)), limits(Some(2.0 * goal.best - goal.worst))];
    assert_eq!((&kept[0]["kept"], &broken[0]["kept"]), (&true.into(), &false.into()));
    let side = if goal.best > goal.worst { "at_least" } else { "at_most" };
    assert_eq!((&kept[0]["metric"], &kept[0][side]), (&goal.metric.into(), &value.into()));
}

#[test]
fn csv_has_a_row_per_metric_and_step() {
    assert_eq!(
        csv(&summary(), |metric| vec![0.0, 0.125 * metric as f64, f64::NAN]),
        "metric,step,runs,mean,p5,p25,p50,p75,p95,se\n\
         zeta,0,1000,1,1,1,1,1,1,0\n\
         zeta,1,990,1e300,1e300,1e300,1e300,1e300,1e300,0\n\
         zeta,2,0,,,,,,,\n\
         alpha,0,1000,0.1,0.1,0.1,0.1,0.1,0.1,0\n\
         alpha,1,990,0.25,0.25,0.25,0.25,0.25,0.25,0.125\n\
         alpha,2,0,0.5,0.5,0.5,0.5,0.5,0.5,\n"
    );
}

/// The same, with runs that reached the end and differ there.
fn ended() -> Summary {
    let mut summary = summary();
    summary.alive[2] = 990;
    let last = &mut summary.metrics[1].last;
    (last.min, last.max, last.sd) = (0.3, 0.7, 0.1);
    summary
}

#[test]
fn rounding_is_no_doubt() {
    let mut summary = ended();
    let last = &mut summary.metrics[1].last;
    (last.min, last.max, last.sd) = (0.5, 0.5 + 1e-15, 4e-16);
    let sure = sureness(&summary, &summary.metrics[1]);
    assert_eq!((sure.standard_error, sure.runs_for_percent), (0.0, Some(1)));
    summary.metrics[1].finals = (0..100).map(|run| 0.5 + f64::from(run) * 1e-15).collect();
    assert_eq!(super::give_or_take(&summary, &summary.metrics[1]), None);
}

#[test]
fn json_says_how_sure_the_figures_are() {
    let value = |summary: &Summary| -> serde_json::Value {
        serde_json::from_str::<serde_json::Value>(&json(&project(), summary, None)).expect("JSON")["precision"]
            .take()
    };
    let mut summary = ended();
    let precision = value(&summary);
    assert_eq!((&precision["confidence"], &precision["ruin"]["half_by_step"]), (&0.95.into(), &1.into()));
    assert_eq!(precision["ruin"]["probability"], 0.01);
    let alpha = &precision["metrics"]["alpha"];
    assert!((alpha["standard_error"].as_f64().expect("a number") - 0.1 / 990_f64.sqrt()).abs() < 1e-15);
    assert_eq!((&alpha["runs_for_1_percent"], alpha["median"].is_null()), (&1537.into(), true));
    assert!(precision["metrics"]["zeta"]["standard_error"].is_null());
    assert!(precision["score"].is_null());
    let goals = vec![GoalError { value: 0.03, utility: 0.045 }];
    let sure = Some(ScoreError { standard_error: 0.0125, runs_for_point: Some(6003), goals });
    let told = json(&project(), &ended(), sure.clone());
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let score = serde_json::json!({"standard_error": 0.0125, "runs_for_1_point": 6003,
                                   "goals": [{"value": 0.03, "utility": 0.045}]});
    assert_eq!(told["precision"]["score"], score);
    let told = text(&project(), &spec(), &ended(), sure);
    for part in
        ["  error ± 0.0125, runs for ± 0.01: 6,003\n", "25 %  ± 3    ███░░░░░░░  0.25  ± 0.045   100 %"]
    {
        assert!(told.contains(part), "{told}");
    }
    // With all final values at hand, the median has its interval: ranks 40 and 61 of 100.
    summary.runs = 100;
    summary.alive = vec![100];
    summary.metrics[1].finals = (1..=100).rev().map(f64::from).collect();
    let alpha = &value(&summary)["metrics"]["alpha"];
    let told = ["p5", "median", "p95"].map(|name| alpha[name].clone());
    let ends = |low: f64, high: f64| serde_json::json!({"low": low, "high": high});
    assert_eq!(told, [ends(1.0, 11.0), ends(40.0, 61.0), ends(90.0, 100.0)]);
    // Half of it, and half of that with four times the runs; nothing is said of a few.
    assert_eq!(super::give_or_take(&summary, &summary.metrics[1]), Some(10.5));
    summary.alive = vec![400];
    assert_eq!(super::give_or_take(&summary, &summary.metrics[1]), Some(5.25));
    let half = sureness(&summary, &summary.metrics[1]).median.expect("an interval");
    assert_eq!((half.low, half.high), (0.5 - 5.25, 0.5 + 5.25), "around the median of all");
    summary.metrics[1].finals.truncate(4);
    assert_eq!(super::give_or_take(&summary, &summary.metrics[1]), None);
    // Nothing seen to break is not nothing: 1 − 0.05^(1/1000).
    let sound = Summary { faults: vec![], alive: vec![1_000; 3], ..ended() };
    let ruin = &value(&sound)["ruin"];
    assert_eq!(
        (&ruin["probability"], &ruin["low"], ruin["half_by_step"].is_null()),
        (&0.0.into(), &0.0.into(), true)
    );
    assert!((ruin["high"].as_f64().expect("a number") - 0.002_991).abs() < 1e-6);
    assert!(text(&project(), &spec(), &sound, None).contains(
        "Ruin     none of 1,000 runs broke: with 95 % confidence, the chance that a run breaks is below 0.299 %"
    ));
}

/// A hundred runs that end at 1 to 100, from 0.1.
fn spread_out() -> Summary {
    let mut summary = Summary { runs: 100, alive: vec![100; 3], faults: vec![], ..ended() };
    summary.metrics[1].finals = (1..=100).map(f64::from).collect();
    summary
}

#[test]
fn what_may_be_lost_is_said_with_its_error() {
    let (mut project, summary) = (project(), spread_out());
    let told = |project: &Project| {
        let all: serde_json::Value = serde_json::from_str(&json(project, &summary, None)).expect("JSON");
        all["precision"]["metrics"]["alpha"]["at_risk"].clone()
    };
    // Less is worse: 0.1 less the fifth smallest end, and less the mean of the five smallest.
    let risk = &told(&project)[1];
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    assert_eq!((number(&risk["level"]), number(&risk["start"])), (0.95, 0.1));
    assert!((number(&risk["value_at_risk"]) - (0.1 - 6.0)).abs() < 1e-9, "{risk}");
    assert!((number(&risk["conditional"]) - (0.1 - 3.0)).abs() < 1e-9, "{risk}");
    assert!((number(&risk["interval"]["low"]) - (0.1 - 11.0)).abs() < 1e-9, "{risk}");
    // Of (loss − VaR)⁺/0.05, which is 20, 40 … 100 in five runs: s/√100.
    let parts: Vec<f64> = (1..=100).map(|end| (6.0 - f64::from(end)).max(0.0) * 20.0).collect();
    assert!((number(&risk["standard_error"]) - crate::num::stats::sd(&parts) / 10.0).abs() < 1e-9);
    let said = text(&project, &spec(), &summary, None);
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Share 10 -590 -1,090 to -90 -290 ± 146 %"), "{said}");
    assert!(words.contains("Share 100 to 1,100 4,000 to 6,100 9,000 to 10 k %"), "{said}");
    // A goal that wants less of it turns it round.
    project.objective.goals[0].metric = "alpha".into();
    (project.objective.goals[0].worst, project.objective.goals[0].best) = (1.0, 0.0);
    assert!((number(&told(&project)[1]["value_at_risk"]) - 94.9).abs() < 1e-9);
    assert!(text(&project, &spec(), &summary, None).contains("Share (a rise)"));
    // What ends alike in all runs is not at risk.
    assert_eq!(super::loss(&project.objective, &summary, &summary.metrics[0], 0.95), None);
}

#[test]
fn a_page_says_how_sure_it_is() {
    let page = super::page(&project(), &spec(), Some((&ended(), None)), &[]);
    let (md, html) = (super::markdown(&page), super::html(&page));
    for part in ["Give or take", "True median", "0.623", "1,537", "10 of 1,000 runs broke: a chance of 1 %"] {
        assert!(md.to_lowercase().contains(&part.to_lowercase()) && html.contains(part), "{part}: {md}");
    }
}

#[test]
fn a_broken_limit_is_said_wherever_the_score_is() {
    let mut project = project();
    let said = |project: &Project| {
        let page = super::page(project, &spec(), Some((&summary(), None)), &[]);
        (text(project, &spec(), &summary(), None), super::markdown(&page))
    };
    assert!(!said(&project).0.contains("broken:") && !said(&project).1.contains("broken:"));
    project.objective.goals[0].limit = Some(0.3);
    let broken = "Limit broken: Price must be at least 30 %, and is 25 %";
    let (terminal, page) = said(&project);
    assert!(terminal.contains(broken) && page.contains(broken), "{terminal} {page}");
    assert_eq!(cells(&super::page(&project, &spec(), None, &[]), "objective")[0][5], "at least 30 %");
    // The other way round, the same value is within the limit.
    (project.objective.goals[0].worst, project.objective.goals[0].best) = (1.0, 0.0);
    assert!(!said(&project).1.contains("broken:"));
}

#[test]
fn a_page_has_the_diagram_in_words_and_as_a_picture() {
    let project = crate::template::all()[0].project();
    let page = super::page(&project, &spec(), None, &[]);
    let (md, html) = (super::markdown(&page), super::html(&page));
    let graph = crate::diagram::model::Graph::of(&project);
    assert_eq!(html.matches("class=\"node ").count(), graph.things.len());
    // Parts show what is drawn once, and a page that is printed has letters to be read.
    assert!(html.matches("<use href=\"#value-flows\"/>").count() > 1, "it is large");
    assert_eq!(html.matches("id=\"value-flows\"").count(), 1);
    let section =
        md.split("## Diagram\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a part");
    assert_eq!(section.matches(" → ").count(), graph.arrows.len(), "{section}");
    let empty = super::markdown(&super::page(&Project::new("x", "X"), &spec(), None, &[]));
    assert!(empty.contains("Nothing moves yet."));
}

#[test]
fn one_is_not_plural() {
    let mut project = project();
    project.run.step.length = 2.0;
    let one = Summary { runs: 1, steps: 1, ..summary() };
    let said = text(&project, &spec(), &one, None);
    assert!(said.contains("1 run of 1 step of 2 days, seed 7"), "{said}");
}

#[test]
fn text_is_for_people() {
    assert_eq!(
        text(&project(), &spec(), &ended(), None),
        "\
Title
Story.
1,000 runs of 2 steps of 1 day, seed 7
with fee 5 % instead of 2 %

Score    0.247 (99 % of the runs survived)
  goal   measured by             value    utility             weight
  Price  p5 of the largest fall   25 %    ███░░░░░░░  0.25     100 %

At the end  p5  median  p95  mean  error         runs for ±1 %  median over time
Price        –       –    –     –  ± –      usd              –  ▁█
Share       50      50   50    50  ± 0.318  %            1,537  ▁▃█
error: standard error of the mean; runs for ±1 %: after which the mean lies within
1 % of the truth in 19 of 20 cases

Ledger   largest relative imbalance 2.50e-16 (of usd) in 2 M checks
Faults   value infinite or undefined at metrics.zeta in 4 runs, first in step 1
         pool drained at mechanisms.pool in 6 runs, first in step 1
Ruin     10 of 1,000 runs broke: a chance of 1 %, with 95 % confidence between 0.544 % and 1.83 %; half of them by step 1

Hash     0123456789abcdef
"
    );
}

/// A document with a tree, a split that does not add up and two rows of incentives.
fn discovered() -> Project {
    let mut project = project();
    let discovery = r#"{"format":1,"meta":{"id":"x","title":"X"},"discovery":{
        "tree":[{"id":"a","text":"`All` | of it"},{"id":"b","text":"Buyers","depth":1,"addressed_by":["mint"]},
                {"id":"c","text":"Sellers","depth":1}],
        "stakeholders":[{"id":"p","label":"People"}],
        "flows":[{"id":"f","from":"p","to":"q","asset":"usd","splits":[{"to":"r","share":120}]}],
        "canvas":[{"id":"r","stakeholder":"p","desired":"Hold","desired_strategy":"people.hold","metric":"zeta",
                   "mechanism":"mint","leaf":"b"},
                  {"id":"s","stakeholder":"p","desired":"Talk","leaf":"b"}]}}"#;
    project.discovery = Project::from_json(discovery).expect("a document").discovery;
    project
}

fn cells(page: &super::Page, id: &str) -> Vec<Vec<String>> {
    let section = page.sections.iter().find(|section| section.id == id).expect(id);
    let table = section.blocks.iter().find_map(|block| match block {
        super::Block::Table { rows, .. } => Some(rows.clone()),
        _ => None,
    });
    table.expect("a table")
}

#[test]
fn a_page_says_what_is_known_and_what_is_not() {
    let project = discovered();
    let before = super::page(&project, &spec(), None, &[]);
    let verdicts =
        |page: &super::Page| cells(page, "canvas").iter().map(|row| row[7].clone()).collect::<Vec<_>>();
    assert_eq!(verdicts(&before), ["Not simulated", "Not in the model"]);
    let verdict =
        Verdict { grade: Grade::Weak, desired: None, undesired: None, sentence: "Half of them.".into() };
    let after = super::page(&project, &spec(), Some((&summary(), None)), &[Some(verdict), None]);
    assert_eq!(verdicts(&after), ["Weak: Half of them.", "Not in the model"]);
    assert_eq!(cells(&after, "thread")[0][6], "weak, – usd (– to –)");
    assert!(cells(&after, "flows")[0][5].contains("120 %, 20 % too much"));
    let open = after.sections.iter().find(|section| section.id == "open").expect("gaps");
    let said = format!("{:?}", open.blocks);
    assert!(said.contains("Part 1.2 Sellers: no mechanism answers it."), "{said}");
    // Both formats say it all, whatever signs are in it.
    let (md, html) = (super::markdown(&after), super::html(&after));
    assert!(md.contains("- 1 ´All´ \\| of it\n  - 1.1 Buyers → `mint`\n"), "{md}");
    assert!(html.contains("<li>1.1 Buyers → <code>mint</code>"), "{html}");
    for part in ["Half of them.", "0123456789abcdef", "pool drained"] {
        assert!(md.contains(part) && html.contains(part), "{part}");
    }
}

#[test]
fn a_page_says_what_comes_from_outside() {
    let project = Project::from_json(
        r#"{"format":1,"meta":{"id":"x","title":"X"},
            "series":[{"id":"btc","label":"Bitcoin","csv":"day,price\n1,20","column":"price"}],
            "arrivals":[{"id":"trades","label":"Trades","base":"50","excitation":"0.6"}],
            "shocks":[{"id":"run","label":"Bank run","effect":{"type":"add","target":"fear"},"size":1,
                       "hazard":"solvency / 7","shape":{"kind":"ramp","duration":9}}],
            "scenarios":[{"id":"bear","label":"Bear market","probability":"30%","story":"bear","targets":["btc"]}],
            "populations":[{"id":"users","label":"Users","size":1,"turnover":{"enters":"11%"}}]}"#,
    )
    .expect("a document");
    let said = super::markdown(&super::page(&project, &spec(), None, &[]));
    for part in
        ["Bitcoin", "price", "Trades", "0.6", "Bank run", "solvency / 7", "ramp", "Bear market", "30%", "11%"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("day,price"), "a table is too long for a page");
}
