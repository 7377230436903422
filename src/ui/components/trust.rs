//! Why the numbers can be believed: books, broken runs, fingerprint.

use super::Icon;
use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use crate::ui::state::{Outcome, State};
use leptos::prelude::*;
use tokenwright::report::number::{exact, human_with};
use tokenwright::simulate::{FaultCount, FaultKind, LedgerReport};

/// Imbalances above this are more than rounding.
const BALANCED: f64 = 1e-9;

/// The lines below the charts.
pub fn trust() -> El {
    el("section")
        .class("trust")
        .attr("aria-label", "Checks")
        .child(ledger())
        .child(faults())
        .child(fingerprint())
}

/// One line: a mark, and what follows it; it has failed or not.
fn check(name: &str, failed: impl Fn() -> bool + 'static) -> El {
    el("p")
        .attr("data-testid", name)
        .live_attr("class", move || Some(if failed() { "check failed" } else { "check" }.into()))
        .child(Icon::Check.view())
}

fn ledger() -> El {
    let state = Desk::get().state;
    let report =
        Memo::new(move |_| state.outcome.read().as_ref().map(|outcome| outcome.summary.ledger.clone()));
    let off = move || report.read().as_ref().is_some_and(|report| !balanced(report));
    let imbalance =
        move || report.read().as_ref().map(|report| format!("{:e}", report.max_relative_imbalance));
    let words = move || report.read().as_ref().map_or_else(|| "Books: not checked yet.".into(), ledger_words);
    check("ledger", off).live_attr("data-imbalance", imbalance).child(el("span").live_text(words))
}

/// An imbalance that is no number is not balance.
fn balanced(report: &LedgerReport) -> bool {
    report.max_relative_imbalance <= BALANCED
}

fn ledger_words(report: &LedgerReport) -> String {
    let checks = exact(report.checks as f64, "");
    let size = report.max_relative_imbalance;
    if report.checks == 0 {
        "No assets, so there are no books to balance.".into()
    } else if size == 0.0 {
        format!("Books balance exactly, in all {checks} checks.")
    } else if balanced(report) {
        format!("Books balance: largest imbalance {size:.0e} of {}, over {checks} checks.", report.asset)
    } else {
        format!(
            "Books do not balance: {} is off by {}, over {checks} checks.",
            report.asset,
            human_with(size, "%")
        )
    }
}

fn faults() -> El {
    let state = Desk::get().state;
    let words = Memo::new(move |_| state.outcome.read().as_ref().and_then(fault_words));
    let broke =
        move || state.outcome.read().as_ref().is_some_and(|outcome| !outcome.summary.faults.is_empty());
    check("faults", broke)
        .live_flag("hidden", move || words.read().is_none())
        .child(el("span").live_text(move || words.get().unwrap_or_default()))
}

fn fault_words(outcome: &Outcome) -> Option<String> {
    let summary = &outcome.summary;
    let runs = exact(summary.runs as f64, "");
    if summary.faults.is_empty() {
        return Some(format!("None of {runs} runs broke."));
    }
    let broke: u64 = summary.faults.iter().map(|fault| fault.runs).sum();
    let kinds: Vec<String> = summary.faults.iter().map(fault_kind).collect();
    Some(format!("{} of {runs} runs broke: {}.", exact(broke as f64, ""), kinds.join("; ")))
}

fn fault_kind(fault: &FaultCount) -> String {
    let what = match fault.kind {
        FaultKind::NotFinite => "a value stopped being a number",
        FaultKind::PoolDrained => "a market ran dry",
        FaultKind::Declared => "a mechanism failed",
    };
    let FaultCount { place, runs, first_step, .. } = fault;
    format!("{what} at {place} ({runs}, first in step {})", first_step + 1)
}

/// How the result compares with what the link promised.
#[derive(Clone, PartialEq)]
enum Verdict {
    Exact,
    Differs(String),
    /// Nothing to compare with, or not yet; with words if there is something to say.
    Open(Option<String>),
}

impl Verdict {
    fn of(state: State) -> Verdict {
        let opened = state.opened.read();
        let Some((opened, expected)) =
            opened.as_ref().and_then(|opened| Some((opened, opened.expected.as_ref()?)))
        else {
            return Verdict::Open(None);
        };
        if *state.spec.read() != opened.spec {
            return Verdict::Open(Some(format!(
                "You have changed the design since; the link's result was {}.",
                expected.hash
            )));
        }
        let outcome = state.outcome.read();
        let Some(outcome) =
            outcome.as_ref().filter(|outcome| outcome.complete() && outcome.spec == opened.spec)
        else {
            return Verdict::Open(Some("Checking the link's result …".into()));
        };
        if outcome.summary.hash == expected.hash {
            return Verdict::Exact;
        }
        let reason = expected.mended.as_ref().map_or_else(
            || {
                format!(
                    "the link was made with another version of the model or engine (this is {})",
                    outcome.summary.engine
                )
            },
            |mended| format!("the link had to be mended: {}", mended.trim_end_matches('.')),
        );
        Verdict::Differs(format!("Differs from the link's result {} because {reason}.", expected.hash))
    }
}

fn fingerprint() -> El {
    let state = Desk::get().state;
    // The last whole result stays until the next is whole: a fingerprint that
    // came and went with every move of a slider could not be read.
    let hash = Memo::new(move |before: Option<&Option<String>>| {
        let outcome = state.outcome.read();
        let outcome = outcome.as_ref()?;
        if outcome.complete() { Some(outcome.summary.hash.clone()) } else { before.cloned().flatten() }
    });
    let current = move || {
        let outcome = state.outcome.read();
        outcome.as_ref().is_some_and(|outcome| outcome.complete() && outcome.spec == *state.spec.read())
    };
    let verdict = Memo::new(move |_| Verdict::of(state));
    let name = move || match *verdict.read() {
        Verdict::Exact => "exact",
        Verdict::Differs(_) => "differs",
        Verdict::Open(_) => "none",
    };
    let words = move || match &*verdict.read() {
        Verdict::Exact => "Reproduced exactly: every number is as the sender saw it.".to_owned(),
        Verdict::Differs(reason) => reason.clone(),
        Verdict::Open(words) => words.clone().unwrap_or_default(),
    };
    let code = el("code")
        .live_attr("class", move || (!current()).then(|| "stale".into()))
        .live_text(move || hash.get().unwrap_or_else(|| "when all runs are done".into()));
    check("hash", move || name() == "differs")
        .live_attr("data-reproduced", move || Some(name().into()))
        .live_attr("data-hash", move || Some(hash.get().unwrap_or_default()))
        .child(el("span").text("Fingerprint ").child(code).text(". ").live_text(words))
}
