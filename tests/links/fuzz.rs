//! Mutated links and documents, more than 100,000 of them: nothing panics, and
//! what is read stays within its bounds. The slowest input is printed, not
//! asserted: time depends on the machine, the bounds do not.

use crate::world::{DOCUMENT, document, envelope, open, open_sheet};
use std::time::{Duration, Instant};
use tokenwright::project::{Document, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_ENTRIES, Project};
use tokenwright::share::{
    MAX_CHANGES, MAX_LINK_BYTES, MAX_UNPACKED_BYTES, Resolved, Share, Theme, View, full, parse, short,
};
use tokenwright::simulate::RunSpec;

const LINKS: usize = 60_000;
const PACKED: usize = 30_000;
const DOCUMENTS: usize = 20_000;

/// A small generator (Knuth's MMIX constants), so that a failure comes back.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }
}

/// Pieces that parsers trip over.
const PIECES: [&str; 36] = [
    "&",
    "=",
    "#",
    "%",
    "%00",
    "%ff",
    "%C3%28",
    "%F0%9F%98%80",
    "p.",
    "p.royalty=",
    "seed=",
    "runs=",
    "steps=",
    "t=",
    "m=",
    "m=1.",
    "m=2.",
    "1e999",
    "-1e308",
    "1e-400",
    "nan",
    "inf",
    "-0",
    "18446744073709551616",
    "\u{0}",
    "\u{202e}",
    "é",
    "{",
    "[[[[[[[[",
    "\"",
    "\\ud800",
    "\\u0000",
    "null",
    "\"format\":9",
    ",",
    "1e5",
];

/// One to four changes at random places.
fn mutate(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at),
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy.repeat(1 + dice.roll(20)));
            }
            3 => {
                bytes.splice(at..end, std::iter::empty());
            }
            4 if at < bytes.len() => bytes[at] = b' ' + dice.roll(95) as u8,
            5 => {
                let piece = PIECES[dice.roll(PIECES.len())];
                bytes.splice(at..at, piece.repeat(1 + dice.roll(3) * dice.roll(30)).into_bytes());
            }
            _ => bytes.reverse(),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Times inputs and keeps the slowest.
#[derive(Default)]
struct Watch {
    inputs: usize,
    opened: usize,
    slowest: Duration,
    which: String,
}

impl Watch {
    fn link(&mut self, name: &str, text: &str) -> Duration {
        let (took, outcome) = timed(|| open(text));
        let (took_sheet, sheet) = timed(|| open_sheet(text));
        let took = took.max(took_sheet);
        self.note(took, name, text.len());
        match (&outcome, &sheet) {
            (Ok(whole), Ok(sheet)) => {
                assert_eq!((&whole.spec, &whole.notices), (&sheet.spec, &sheet.notices))
            }
            (Ok(_), Err(error)) => panic!("{name}: opens whole, but not as a sheet: {error}"),
            // What is wrong with the model is not on the sheet.
            (Err(_), _) => {}
        }
        match outcome {
            Ok(resolved) => {
                self.opened += 1;
                within_bounds(&resolved);
                sheet.iter().for_each(within_bounds);
            }
            Err(error) => assert!(error.to_string().len() < 2_000, "{name}: a message without end"),
        }
        took
    }

    fn document(&mut self, name: &str, text: &str) -> Duration {
        let (took, outcome) = timed(|| Project::from_json(text));
        self.note(took, name, text.len());
        self.opened += usize::from(outcome.is_ok());
        took
    }

    fn note(&mut self, took: Duration, name: &str, bytes: usize) {
        self.inputs += 1;
        if took > self.slowest {
            self.slowest = took;
            self.which = format!("{name}, {bytes} bytes");
        }
    }

    fn report(&self, what: &str) {
        println!(
            "{what}: {} inputs, {} opened, slowest {:.2} ms ({})",
            self.inputs,
            self.opened,
            self.slowest.as_secs_f64() * 1e3,
            self.which
        );
    }
}

/// The time that something takes. If it is long, the shortest of a few: what
/// else the machine does is not of interest.
fn timed<T>(work: impl Fn() -> T) -> (Duration, T) {
    let once = || {
        let start = Instant::now();
        let outcome = work();
        (start.elapsed(), outcome)
    };
    let (mut took, outcome) = once();
    if took > Duration::from_millis(1) {
        took = (0..4).map(|_| once().0).fold(took, Duration::min);
    }
    (took, outcome)
}

fn within_bounds(resolved: &Resolved<impl Document>) {
    assert_eq!(resolved.spec.parameters.len(), resolved.project.parameters().len());
    assert!(resolved.spec.parameters.iter().all(|value| value.is_finite()));
    assert!(resolved.notices.len() <= 30);
    assert!(resolved.notices.iter().all(|notice| notice.message.len() < 500));
    assert!((1..=100_000).contains(&resolved.spec.runs) && (1..=10_000).contains(&resolved.spec.steps));
}

fn valid_links() -> Vec<String> {
    let project = document();
    let spec = RunSpec { parameters: vec![0.05, 1.0 / 3.0, -0.0], seed: 7, steps: 180, runs: 1_000 };
    let share = Share {
        project: &project,
        spec: &spec,
        hash: Some("0123456789abcdef"),
        view: Some(View::Explain),
        theme: Some(Theme::Dark),
    };
    let short = short("sale", &share);
    vec![format!("https://example.org/play/{short}"), short, full(&share).unwrap()]
}

#[test]
fn a_hundred_thousand_mutants_do_no_harm() {
    let mut dice = Dice(2022);
    let (links, small) = (valid_links(), document().to_json_compact());
    let mut all = 0;

    let mut watch = Watch::default();
    for round in 0..LINKS {
        watch.link("link", &mutate(&links[round % links.len()], &mut dice));
    }
    assert!(watch.opened > LINKS / 20, "some mutants are still links: {}", watch.opened);
    watch.report("mutated links");
    all += watch.inputs;

    // Behind an envelope in good order, the mutant reaches the document's reader.
    let mut watch = Watch::default();
    for _ in 0..PACKED {
        watch.link("packed", &envelope(mutate(&small, &mut dice).as_bytes()));
    }
    assert!(watch.opened > PACKED / 100, "some mutants are still documents: {}", watch.opened);
    watch.report("mutated documents in links");
    all += watch.inputs;

    let mut watch = Watch::default();
    for _ in 0..DOCUMENTS {
        watch.document("document", &mutate(DOCUMENT, &mut dice));
    }
    assert!(watch.opened > DOCUMENTS / 100);
    watch.report("mutated documents");
    all += watch.inputs;
    assert!(all >= 100_000);
}

/// Content of just the size `bytes`, with as many entries as are read: `head`,
/// `part` over and over, `tail`, and spaces.
fn filled(bytes: usize, head: &str, part: &str, tail: &str) -> String {
    let entries = |text: &str| text.bytes().filter(|byte| b",{[".contains(byte)).count();
    let room = MAX_DOCUMENT_ENTRIES - entries(head) - entries(tail);
    let parts = ((bytes - head.len() - tail.len()) / part.len()).min(room / entries(part).max(1));
    let mut text = format!("{head}{}{tail}", part.repeat(parts));
    text.push_str(&" ".repeat(bytes - text.len()));
    text
}

/// Fills a link with pairs, up to the longest that is read.
fn crowded(head: &str, pair: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    for place in 0.. {
        let next = pair(place);
        if text.len() + next.len() > MAX_LINK_BYTES {
            return text;
        }
        text.push_str(&next);
    }
    text
}

/// Documents of a given size made to cost as much as they can.
fn hostile_documents(bytes: usize) -> Vec<(&'static str, String)> {
    let head = r#"{"format":1,"meta":{"id":"x","title":""},"#;
    let filled = |open: &str, part: &str, close: &str| filled(bytes, &format!("{head}{open}"), part, close);
    let variable = r#"{"id":"","formula":1e308},"#;
    let flows = r#"{"type":"flows","id":"","flows":[{"id":"","asset":"","amount":0}]},"#;
    vec![
        ("many variables", filled(r#""variables":["#, variable, r#"{"id":"","formula":0}]}"#)),
        ("many mechanisms", filled(r#""mechanisms":["#, flows, r#"{"type":"flows","id":"","flows":[]}]}"#)),
        (
            "many parameters",
            filled(r#""parameters":["#, PARAMETER, &format!("{}]}}", &PARAMETER[..PARAMETER.len() - 1])),
        ),
        ("wide", filled(r#""mechanisms":[{"type":"flows","flows":["#, "[],", "[]]}]}")),
        ("objects", filled(r#""mechanisms":[{"type":"flows","x":["#, r#"{"":0},"#, "0]}]}")),
        ("deep", filled(r#""run":"#, "[", "")),
        ("deep and ignored", filled(r#""x":"#, "[", "")),
        ("escapes", filled(r#""view":{"charts":[""#, r"\u00e9", r#""]}}"#)),
        ("strings", filled(r#""view":{"charts":["#, r#""","#, r#"""]}}"#)),
        ("digits", filled(r#""run":{"seed":1"#, "0", "}}")),
        ("fraction", filled(r#""run":{"step":{"unit":"day","length":0."#, "7", "}}}")),
        ("fractions", filled(r#""x":["#, "0.30000000000000004,", "0]}")),
        ("hard fractions", filled(r#""x":["#, "2.2250738585072011e-308,", "0]}")),
        ("keys", filled(r#""x":0,"#, r#""x":0,"#, r#""format":1}"#)),
        ("spaces", filled("", " ", "}")),
    ]
}

/// A parameter whose id takes long to compare with others.
const PARAMETER: &str =
    r#"{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","label":"","default":0,"min":1,"max":0,"step":0},"#;

/// Links made to cost as much as the bounds allow.
fn hostile_links() -> Vec<(&'static str, String)> {
    let documents = hostile_documents(MAX_UNPACKED_BYTES);
    let mut links: Vec<_> = documents.iter().map(|(name, text)| (*name, envelope(text.as_bytes()))).collect();
    let many = links.iter().find(|(name, _)| *name == "many parameters").expect("it is there").1.clone();
    links.extend([
        ("bomb", envelope(&vec![b'0'; 48 << 20])),
        ("misspelt among many", crowded(&many, |n| format!("&p.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab{n}=1"))),
        ("same again", crowded("t=sale", |_| "&p.royalty=0.1".into())),
        ("misspelt", crowded("t=sale", |n| format!("&p.royalt{n}=0.1"))),
        ("unknown", crowded("t=sale", |n| format!("&sed{n}=1"))),
        ("escaped", crowded("t=sale", |_| "&%70%2e%72%6f%79%61%6c%74%79=%31".into())),
        ("not text", crowded("t=sale", |_| "&%ff%fe=%80".into())),
        ("ampersands", crowded("t=sale", |_| "&".into())),
        ("long id", format!("t={}", "a".repeat(60_000))),
        ("long number", format!("t=sale&p.royalty=0.{}", "3".repeat(60_000))),
        ("long whole number", format!("t=sale&seed={}", "9".repeat(60_000))),
        ("no fragment", "a".repeat(10 << 20)),
        ("long address", format!("https://{}#t=sale", "a".repeat(10 << 20))),
        ("codec 99…9", format!("m={}.AAAA", "9".repeat(60_000))),
        ("length of 16 MB", "m=1.____AAAA".into()),
        ("noise", format!("m=1.{}", "A7_x-".repeat(12_000))),
    ]);
    links
}

fn print_outcome(name: &str, took: Duration, outcome: &str) {
    println!(
        "  {name:<20} {:>7.2} ms  {}",
        took.as_secs_f64() * 1e3,
        outcome.chars().take(90).collect::<String>()
    );
}

#[test]
fn the_costliest_inputs_stay_within_bounds() {
    let links = hostile_links();
    let mut watch = Watch::default();
    for (name, link) in &links {
        let took = watch.link(name, link);
        let outcome = open(link).map_or_else(|error| error.message(), |_| "opens".into());
        print_outcome(name, took, &outcome);
    }
    watch.report("costliest links");
    let crowd = &links.iter().find(|(name, _)| *name == "misspelt").expect("it is there").1;
    assert!(parse(crowd).expect("a link").link.parameters.len() < MAX_CHANGES);

    let mut watch = Watch::default();
    for (name, text) in hostile_documents(MAX_DOCUMENT_BYTES) {
        assert!(text.len() <= MAX_DOCUMENT_BYTES);
        let took = watch.document(name, &text);
        let outcome =
            Project::from_json(&text).map_or_else(|error| error[0].message.clone(), |_| "opens".into());
        print_outcome(name, took, &outcome);
    }
    watch.report("costliest documents");
    for larger in [" ".repeat(MAX_DOCUMENT_BYTES + 1), ",".repeat(MAX_DOCUMENT_ENTRIES + 1)] {
        assert!(Project::from_json(&larger).unwrap_err()[0].message.contains("the most"));
    }
}
