//! The command line, as a user meets it: the built binary, its output, its exit
//! codes.

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tokenwright::project::Project;

const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cli-good.json");
const BAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cli-bad.json");

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    command.args(arguments);
    command
}

fn tokenwright(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary starts")
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads its input");
    child.wait_with_output().expect("it ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Standard output of a command that must succeed.
fn good(arguments: &[&str]) -> String {
    let output = tokenwright(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// Standard error of a command that must fail with this code, saying nothing on
/// standard output.
fn bad(code: i32, arguments: &[&str]) -> String {
    let output = tokenwright(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
    assert_eq!(stdout(&output), "", "{arguments:?}");
    stderr(&output)
}

fn ids() -> Vec<String> {
    let list = good(&["template"]);
    list.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn temporary(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder for tests can be written");
    path
}

#[test]
fn templates_are_listed_printed_and_free_of_errors() {
    let ids = ids();
    assert!(ids.iter().any(|id| id == "nft-marketplace"), "{ids:?}");
    for id in &ids {
        let printed = good(&["template", id]);
        assert_eq!(&Project::from_json(&printed).expect("a document").meta.id, id);
        let checked = with_input(&["check", "-"], &printed);
        assert_eq!(checked.status.code(), Some(0), "{id}: {}", stderr(&checked));
        assert!(good(&["check", &format!("template:{id}")]).contains("no errors"));
        let preview: Value = serde_json::from_str(&good(&["template", id, "--preview"])).expect("JSON");
        assert!(preview["metrics"].as_array().is_some_and(|metrics| !metrics.is_empty()), "{id}");
    }
    assert!(bad(2, &["template", "nft-marketplce"]).contains("did you mean `nft-marketplace`?"));
}

#[test]
fn check_prints_every_problem_with_its_formula() {
    assert!(good(&["check", GOOD]).contains("cli-good.json: no errors, no warnings"));
    let problems = bad(1, &["check", BAD]);
    for part in [
        "error: ",
        "at metrics.one",
        "    | 1 + fee_rat * 2\n    |     ^^^^^^^\n",
        "`fee_rate`",
        "at metrics.two",
        "    | 3 +\n",
        "cli-bad.json: 2 errors",
    ] {
        assert!(problems.contains(part), "{part:?} is missing in\n{problems}");
    }
    // What is begun of the discovery is asked about, and is no error.
    let text = std::fs::read_to_string(GOOD).expect("it is there");
    let begun = text.replacen(
        "\"run\":",
        "\"discovery\": { \"worksheet\": { \"question\": \"Sell more\" } }, \"run\":",
        1,
    );
    let begun = with_input(&["check", "-"], &begun);
    assert_eq!(begun.status.code(), Some(0), "{}", stderr(&begun));
    assert!(stderr(&begun).contains("at discovery.worksheet.question"), "{}", stderr(&begun));
    assert!(stdout(&begun).contains("no errors, 9 warnings"), "{}", stdout(&begun));
    let both = tokenwright(&["check", BAD, GOOD]);
    assert_eq!(both.status.code(), Some(1));
    assert!(stdout(&both).contains("cli-good.json: no errors"), "one bad file does not hide the next");
}

#[test]
fn check_tells_a_wrong_form_from_an_unreadable_file() {
    let misspelt =
        temporary("misspelt.json", r#"{"format":1,"meta":{"id":"x","title":"X","stroy":"\u001b[2J"}}"#);
    let message = bad(1, &["check", misspelt.to_str().expect("a path")]);
    assert!(message.contains("unknown field `stroy`") && message.contains("at meta.stroy"), "{message}");
    let newer = temporary("newer.json", r#"{"format":9}"#);
    assert!(bad(1, &["check", newer.to_str().expect("a path")]).contains("newer version"));
    let control = temporary("control.json", r#"{"format":1,"meta":{"\u001b[2J":1}}"#);
    assert!(!bad(1, &["check", control.to_str().expect("a path")]).contains('\u{1b}'));
    assert!(bad(2, &["check", "no/such/file.json"]).contains("no/such/file.json cannot be read"));
    assert!(bad(2, &["check", "nft-marketplace"]).contains("did you mean template:nft-marketplace?"));
}

#[test]
fn the_json_of_a_run_has_the_promised_shape() {
    let text = good(&["run", GOOD, "--format", "json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["project"], "faucet");
    for (key, value) in [("seed", 5), ("runs", 40), ("steps", 10)] {
        assert_eq!(report[key], value, "{key}");
    }
    assert!(report["engine"].as_str().is_some_and(|engine| !engine.is_empty()));
    let hash = report["hash"].as_str().expect("a hash");
    assert!(hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{hash}");
    assert!(report["ledger"]["max_relative_imbalance"].as_f64().is_some_and(|x| (0.0..=1e-9).contains(&x)));
    assert_eq!(report["faults"]["runs"], 0);
    let gain = &report["metrics"]["gain"];
    let names = ["mean", "p5", "p25", "p50", "p75", "p95"];
    let finals = names.map(|name| gain["final"][name].as_f64().unwrap_or_else(|| panic!("final {name}")));
    assert!(finals[1..].is_sorted() && finals[1] < finals[5], "{finals:?}");
    let steps = gain["series"]["step"].as_array().expect("steps");
    assert_eq!((&steps[0], &steps[steps.len() - 1]), (&0.into(), &10.into()));
    for name in names {
        assert_eq!(gain["series"][name].as_array().expect(name).len(), steps.len());
    }
    // With utility linear from 0 to 1, the score is the median itself.
    let score = &report["score"];
    assert_eq!(score["total"], gain["final"]["p50"]);
    assert_eq!(score["goals"][0]["metric"], "gain");
    assert_eq!(score["survival"], 1.0);
    // Objects keep the order of the document, which `Value` would sort.
    let places = ["\"held\"", "\"gain\": {", "\"age\""].map(|key| text.find(key).expect(key));
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_numbers_do_not_depend_on_the_threads() {
    for what in ["template:nft-marketplace", GOOD] {
        let run = |threads| {
            good(&["run", what, "--runs", "23", "--steps", "12", "--format", "json", "--threads", threads])
        };
        let one = run("1");
        assert_eq!(one, run("3"), "{what}");
        assert_eq!(one, run("64"), "{what}");
    }
}

#[test]
fn options_change_what_is_run() {
    let held = |options: &[&str]| {
        let arguments: Vec<_> = ["run", GOOD, "--format=json"].iter().chain(options).copied().collect();
        let report: Value = serde_json::from_str(&good(&arguments)).expect("JSON");
        report["metrics"]["held"]["final"]["mean"].as_f64().expect("a mean")
    };
    assert_eq!(held(&["--set", "loss=0"]), 2_000.0);
    assert_eq!(held(&["--set", "loss=0%", "--set=drip=0.5k", "--steps", "4"]), 3_000.0);
    assert_ne!(held(&["--seed", "6"]), held(&["--seed", "7"]));
    assert_eq!(held(&["--seed", "6", "--runs", "1"]), held(&["--seed=6", "--runs=1"]));
}

#[test]
fn the_other_formats_hold_the_same_numbers() {
    let text = good(&["run", GOOD, "--set", "loss=0", "--seed", "9"]);
    for part in
        ["Faucet", "40 runs of 10 steps", "seed 9", "loss 0 % instead of 2 %", "Score    1.000", "2,000"]
    {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
    let csv = good(&["run", GOOD, "--set", "loss=0", "--format", "csv"]);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("metric,step,runs,mean,p5,p25,p50,p75,p95,se"));
    assert_eq!(lines.next(), Some("held,0,40,1000,1000,1000,1000,1000,1000,0"));
    assert_eq!(csv.lines().count(), 1 + 3 * 11);
    // The error of a mean is the same in every format, also where series are sketched.
    for runs in ["60", "10500"] {
        let options = ["run", "template:token-supply", "--steps", "4", "--runs", runs, "--format"];
        let in_format = |format| good(&[&options[..], &[format]].concat());
        let json: Value = serde_json::from_str(&in_format("json")).expect("JSON");
        let error = json["precision"]["metrics"]["price_usd"]["standard_error"].as_f64().expect("an error");
        let csv = in_format("csv");
        let last = csv.lines().find(|line| line.starts_with("price_usd,4,")).expect("the last step");
        let said: f64 = last.rsplit(',').next().and_then(|se| se.parse().ok()).expect("a number");
        assert!(error > 0.0 && (said / error - 1.0).abs() < 0.01, "{runs} runs: {said} and {error}");
    }
}

#[test]
fn wrong_arguments_are_named() {
    let cases: [(&[&str], &str); 16] = [
        (&[], "a command is missing"),
        (&["rnu"], "did you mean `run`?"),
        (&["fly"], "the commands are check, run"),
        (&["run"], "FILE or LINK is missing"),
        (&["run", GOOD, "other"], "`other` is one too many"),
        (&["run", GOOD, "--run", "3"], "did you mean --runs?"),
        (&["run", GOOD, "--runs"], "--runs needs a value"),
        (&["run", GOOD, "--runs", "0"], "--runs expects a whole number from 1 to 100000, not `0`"),
        (&["run", GOOD, "--seed", "9007199254740992"], "--seed expects a whole number"),
        (&["run", GOOD, "--set", "dirp=1"], "did you mean `drip`?"),
        (&["run", GOOD, "--set", "drip"], "--set expects id=value"),
        (&["run", GOOD, "--set", "drip=much"], "--set drip expects a number"),
        (&["run", GOOD, "--set", "loss=90%"], "--set loss expects 0 % to 50 %, not 90 %"),
        (
            &["run", GOOD, "--format", "jsno"],
            "--format expects text, json or csv, not `jsno`; did you mean json?",
        ),
        (&["report", GOOD, "--format", "pdf"], "--format expects md or html, not `pdf`"),
        (&["trace", GOOD, "--format", "csv"], "--format expects text or json, not `csv`"),
    ];
    for (arguments, message) in cases {
        let said = bad(2, arguments);
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
    assert!(bad(1, &["run", BAD]).contains("fee_rat"));
}

/// A document with a discovery that ties a leaf to a metric, and one with a title
/// that would be markup.
fn threaded(name: &str, title: &str) -> PathBuf {
    let mut document: Value =
        serde_json::from_str(&std::fs::read_to_string(GOOD).expect("the file")).expect("JSON");
    document["meta"]["title"] = title.into();
    document["meta"]["about"] = format!("All of it is made up. {title}").into();
    document["discovery"] = serde_json::json!({
        "worksheet": { "question": format!("How much is lost? {title}") },
        "tree": [{ "id": "loss", "text": title, "split": title }, { "id": "leak_part", "text": "It leaks", "depth": 1, "share": 60 },
                 { "id": "rest", "text": "Other reasons", "depth": 1, "share": 40 }],
        "stakeholders": [{ "id": "keeper", "label": format!("Keeper {title}"), "model": "bowl" }, { "id": "drinker", "label": "Drinker" }],
        "flows": [{ "id": "water", "from": "drinker", "to": "keeper", "asset": "TOK", "splits": [{ "to": "drinker", "share": 10 }] }],
        "canvas": [{ "id": "care", "stakeholder": "keeper", "desired": "Mend it", "friction": title,
                     "mechanism": "leak", "parameter": "loss", "metric": "gain", "leaf": "leak_part" }],
    });
    temporary(name, &document.to_string())
}

#[test]
fn the_thread_is_traced_from_problem_to_evidence() {
    let path = threaded("thread.json", "Faucet");
    let path = path.to_str().expect("a path");
    let text = good(&["trace", path, "--runs", "20"]);
    for part in [
        "1.1 It leaks\n    Keeper Faucet: Mend it  leak       loss       gain     100 %  ",
        "\n1.2 Other reasons\n",
        "Gaps from the problem\n  No mechanism answers the part “rest” of the problem\n",
        "Gaps from the design\n  The mechanism “faucet” answers no part of the problem\n",
    ] {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
    let json: Value =
        serde_json::from_str(&good(&["trace", path, "--runs", "20", "--format", "json"])).expect("JSON");
    assert_eq!((&json["project"], &json["runs"]), (&"faucet".into(), &20.into()));
    let strand = &json["strands"][0];
    for (key, value) in [("leaf", "leak_part"), ("place", "1.1"), ("row", "care"), ("parameter", "loss")] {
        assert_eq!(strand[key], value, "{key}");
    }
    assert!(strand["evidence"]["final"]["p50"].is_number() && strand["evidence"]["verdict"].is_null());
    let kinds: Vec<&str> =
        json["gaps"].as_array().expect("gaps").iter().filter_map(|gap| gap["kind"].as_str()).collect();
    assert_eq!(kinds, ["unanswered", "idle"]);
    // A model that does not run yet has a thread all the same.
    let broken = tokenwright(&["trace", BAD]);
    assert_eq!(broken.status.code(), Some(0));
    assert!(stderr(&broken).contains("not simulated, for the document has 2 errors"), "{}", stderr(&broken));
}

#[test]
fn a_report_says_everything_in_both_formats() {
    let sections = [
        "Problem",
        "Parts of the problem",
        "Stakeholders",
        "Value flows",
        "Incentives",
        "Token",
        "Mechanisms",
        "Agents",
        "Objective",
        "Results",
        "From problem to evidence",
        "Assumptions",
        "Plan",
        "Open points",
        "How to repeat it",
    ];
    let path = threaded("report.json", "<script>alert(1)</script>|`a`");
    let path = path.to_str().expect("a path");
    let run: Value = serde_json::from_str(&good(&["run", path, "--format", "json"])).expect("JSON");
    let md = good(&["report", path]);
    let html = good(&["report", path, "--format", "html"]);
    assert_eq!(md, good(&["report", path, "--format", "md"]));
    for section in sections {
        assert!(md.contains(&format!("\n## {section}\n")), "{section}: {md}");
        assert!(html.contains(&format!("<h2>{section}</h2>")), "{section}: {html}");
    }
    for text in [&md, &html] {
        assert!(!text.contains("<script"), "{text}");
        for part in
            ["&lt;script&gt;", run["hash"].as_str().expect("a hash"), "loss * uniform(0, 2) * bowl.TOK"]
        {
            assert!(text.contains(part), "{part:?} is missing in\n{text}");
        }
    }
    assert!(md.starts_with("# &lt;script&gt;alert(1)&lt;/script&gt;\\|´a´\n"), "{md}");
    assert!(md.lines().any(|line| line.contains("Drinker -90")), "{md}");
    // As many cells in every row as there are headings.
    for line in md.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with(" |"), "{line}");
    }
    assert!(html.starts_with("<!doctype html>") && html.contains("@page { size: A4"), "{html}");
    let parts = html.matches("<figure class=\"part\"").count();
    assert_eq!(html.matches("<figure").count() - parts, 3, "a fan for each metric");
    assert_eq!(html.matches("<div class=\"flows\"><svg").count(), 1, "the diagram");
    // Parts of it are drawn by reference to the whole, which stands in the same file.
    assert_eq!((parts, html.matches("<use href=\"#").count(), html.matches(" href=").count()), (2, 2, 2));
    assert!(!html.contains(" style=") && !html.contains(" src="), "it fetches nothing");
    assert!(bad(1, &["report", BAD]).contains("fee_rat"));
    // A document without any discovery has a report, too.
    assert!(good(&["report", GOOD]).contains("The problem has not been stated yet."));
}

#[test]
fn a_document_survives_its_link() {
    let link = good(&["link", GOOD]);
    assert!(link.starts_with("#m=1."), "{link}");
    let back = Project::from_json(&good(&["link", link.trim()])).expect("a document");
    let there = Project::from_json(&std::fs::read_to_string(GOOD).expect("the file")).expect("a document");
    assert_eq!(back, there);
    let piped = with_input(&["run", "-", "--format", "json"], &format!("https://example.org/play/{link}"));
    assert_eq!(stdout(&piped), good(&["run", GOOD, "--format", "json"]));
}

#[test]
fn a_link_carries_the_changes() {
    let link = good(&["link", "template:nft-marketplace", "--seed", "77", "--runs", "3", "--steps", "5"]);
    assert!(link.starts_with("#t=nft-marketplace&"), "{link}");
    let options = ["run", "template:nft-marketplace", "--seed=77", "--runs=3", "--steps=5", "--format=json"];
    assert_eq!(good(&["run", link.trim(), "--format=json"]), good(&options));
    let document = Project::from_json(&good(&["link", link.trim()])).expect("a document");
    assert_eq!((document.run.seed, document.run.runs, document.run.steps), (77, 3, 5));
}

#[test]
fn links_that_do_not_open_say_why() {
    let link = good(&["link", GOOD]);
    let cut = &link[..link.len() / 2];
    assert!(bad(1, &["run", cut]).contains("this link was cut"));
    assert!(bad(1, &["link", "#t=nft-marketplac"]).contains("did you mean `nft-marketplace`?"));
    assert!(bad(1, &["check", "#m=9.AAAA"]).contains("newer version"));
    let clamped = tokenwright(&["link", &format!("{}&p.loss=3&seed=8", link.trim())]);
    assert_eq!(clamped.status.code(), Some(0));
    assert!(stderr(&clamped).contains("note: Loss 300 % is above the most, 50 %: clamped"));
    let hash = tokenwright(&["run", &format!("{}&hash=0000000000000000", link.trim())]);
    assert!(stderr(&hash).contains("0000000000000000"));
}

#[test]
fn formulas_are_evaluated() {
    assert_eq!(good(&["eval", "2% * 1.5M"]), "30000\n");
    assert_eq!(good(&["eval", "1", "+", "2"]), "3\n");
    assert_eq!(good(&["eval", "-2 * 3"]), "-6\n");
    assert_eq!(good(&["eval", "if 3 > 2 then 0.1 + 0.2 else 0"]), "0.30000000000000004\n");
    let problem = bad(1, &["eval", "1 + sqrtt(4)"]);
    assert!(
        problem.contains("    | 1 + sqrtt(4)\n    |     ^^^^^") && problem.contains("`sqrt`"),
        "{problem}"
    );
}

#[test]
fn studies_say_which_sliders_matter_and_where() {
    let order = |method: &str| {
        let text = good(&["sensitivity", GOOD, "--of", "held", "--method", method, "--runs", "5"]);
        assert!(text.starts_with("held: "), "{text}");
        let rows = text.lines().filter_map(|line| line.split_whitespace().next());
        let sliders = rows.filter(|word| ["start", "drip", "loss"].contains(word));
        sliders.map(str::to_owned).collect::<Vec<_>>()
    };
    for method in ["morris", "sobol", "pawn"] {
        let order = order(method);
        assert_eq!(order.len(), 3, "{method}: {order:?}");
        assert_eq!(order[2], "drip", "{method}: ten times a thousand is little beside a million");
        let text = good(&["sensitivity", GOOD, "--of", "held", "--method", method, "--runs", "5"]);
        let rows = text.lines().filter(|line| line.starts_with("  ") && !line.starts_with("  slider"));
        for row in rows {
            let figures = if method == "morris" { 3 } else { 2 };
            assert_eq!(row.matches(" ± ").count(), figures, "each figure has its error: {text}");
        }
    }
    let found =
        ["discover", GOOD, "--of", "held", "--sliders", "start, drip", "--runs", "5", "--above", "500k"];
    let text = good(&found);
    assert!(text.contains("  start  at least ") && !text.contains("  drip "), "{text}");
    // Each share stands with where the true one lies: of all designs, and of the box.
    let shares = text.lines().filter(|line| line.contains(" % (") && line.contains(" to "));
    assert_eq!(shares.count(), 4, "{text}");
    assert_eq!(text, good(&found), "the same points every time");
    assert!(bad(2, &["discover", GOOD, "--of", "held"]).contains("--above X"));
    assert!(bad(2, &["sensitivity", GOOD, "--of", "hold"]).contains("did you mean `held`?"));
    assert!(bad(2, &["sensitivity", GOOD, "--sliders", "drop"]).contains("did you mean `drip`?"));
    assert!(bad(2, &["sensitivity", GOOD, "--design", "halton"]).contains("has its own points"));
}

#[test]
fn help_and_version_are_there() {
    for arguments in [&["help"][..], &["--help"], &["-h"]] {
        assert!(good(arguments).starts_with("Usage: tokenwright COMMAND"));
    }
    for name in [
        "check",
        "run",
        "trace",
        "report",
        "sensitivity",
        "discover",
        "eval",
        "link",
        "template",
        "published",
    ] {
        let help = good(&["help", name]);
        assert!(help.starts_with(&format!("Usage: tokenwright {name}")), "{help}");
        assert_eq!(help, good(&[name, "--help"]));
    }
    assert_eq!(good(&["--version"]), format!("tokenwright {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let mut child = command(&["template", "nft-marketplace"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

#[test]
fn published_results_are_recomputed() {
    let text = good(&["published", "plasma-supply"]);
    assert!(text.contains("All 5 numbers are equal to the last digit printed."), "{text}");
    assert!(text.contains("After 3 years: supply in billions of XPL"), "{text}");
    let all: Value = serde_json::from_str(&good(&["published", "--format", "json"])).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), tokenwright::published::IDS.len());
    assert!(all.iter().all(|result| result["agrees"] == true));
    assert!(bad(2, &["published", "plasma"]).contains("there is no published result `plasma`"));
    assert!(bad(2, &["published", "no-such-file.json"]).contains("cannot be read"));
}

#[test]
fn a_published_result_that_is_not_met_fails() {
    let right = include_str!("../src/published/results/plasma-supply.json");
    let wrong = right.replace("11.4114", "11.4115");
    assert_ne!(right, wrong);
    let file = temporary("published.json", &wrong);
    let output = tokenwright(&["published", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("1 of 5 numbers differs."), "{}", stdout(&output));
    let line = stdout(&output).lines().find(|line| line.contains("After 3 years")).map(str::to_owned);
    assert!(line.is_some_and(|line| line.ends_with("differs")));
}
