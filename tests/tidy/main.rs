//! The rules of ARCHITECTURE.md, held by reading the source as text.
//!
//! Each rule is a function from the tree to what breaks it. It is applied to the
//! project, and to a small sample that breaks it: a rule that finds nothing
//! anywhere would hold nothing.

mod arrows;
mod source;
mod text;

use source::{Source, tree};

/// A line that breaks a rule.
pub struct Finding(String);

/// A finding at a line of a file.
pub fn finding(path: &str, line: usize, message: String) -> Finding {
    Finding(format!("{path}:{line}: {message}"))
}

type Rule = fn(&[Source]) -> Vec<Finding>;

fn holds(rule: Rule) {
    let findings: Vec<String> = rule(&tree()).into_iter().map(|finding| finding.0).collect();
    assert!(findings.is_empty(), "ARCHITECTURE.md says why:\n{}", findings.join("\n"));
}

fn finds(rule: Rule, sample: &[(&str, &str)], expected: &[&str]) {
    let tree: Vec<Source> = sample.iter().map(|(path, text)| Source::new(path, text)).collect();
    let found: Vec<String> = rule(&tree)
        .into_iter()
        .map(|finding| finding.0.splitn(3, ':').take(2).collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let sample = [
        ("src/num/mod.rs", "use crate::{\n diag::Diagnostic, num::x};\n// crate::simulate\n"),
        ("src/simulate/mod.rs", "use crate::num;\nuse super::share::Link;"),
        ("src/simulate/program.rs", ""),
        (
            "src/simulate/run.rs",
            "use super::program;\nuse super::super::report;\n#[cfg(test)]\nmod tests { use crate::share; }",
        ),
        ("src/novelty.rs", ""),
        ("src/simulate/summarise.rs", "use crate::analysis::{objective, sweep};"),
        ("src/analysis/objective.rs", "use crate::simulate::Summary;"),
        ("src/analysis/sweep.rs", "use crate::simulate::Summary;"),
    ];
    finds(
        arrows::arrows,
        &sample,
        &[
            "src/num/mod.rs:1",
            "src/simulate/mod.rs:2",
            "src/simulate/run.rs:2",
            "src/novelty.rs:1",
            "src/simulate/summarise.rs:1",
            "src/analysis/objective.rs:1",
        ],
    );
    holds(arrows::arrows);
}

#[test]
fn the_core_knows_no_browser_clock_thread_or_file() {
    let manifest = "[dependencies]\nserde = \"1\"\n\
        [target.'cfg(target_arch = \"wasm32\")'.dependencies]\n# web\nweb-sys = { version = \"0.3\" }\n\
        plotters = \"0.3\"\n\n[target.'cfg(target_arch = \"wasm32\")'.dependencies.js-sys]\nversion = \"0.3\"\n";
    let sample = [
        ("Cargo.toml", manifest),
        ("src/num/mod.rs", "use std::{fmt, time::Instant};\nuse std::ops::Range;\nuse serde::Serialize;"),
        ("src/ledger/mod.rs", "fn a() { web_sys::window(); }\n#[cfg(target_arch = \"wasm32\")]"),
        ("src/share/mod.rs", "use plotters::prelude;\nuse js_sys::Date;"),
        (
            "src/chart/draw.rs",
            "#[cfg(target_arch = \"wasm32\")]\nuse plotters::prelude;\nuse web_sys::Window;",
        ),
        ("src/ui/mod.rs", "use web_sys::Window;"),
        ("src/bin/tokenwright.rs", "use std::fs;"),
    ];
    finds(
        arrows::pure_core,
        &sample,
        &[
            "src/num/mod.rs:1",
            "src/ledger/mod.rs:1",
            "src/ledger/mod.rs:2",
            "src/share/mod.rs:1",
            "src/share/mod.rs:2",
            "src/chart/draw.rs:3",
        ],
    );
    holds(arrows::pure_core);
}

#[test]
fn a_mechanism_knows_no_other_mechanism() {
    let sample = [
        ("src/mechanism/mod.rs", "mod burn; mod staking;\nuse self::burn::Burn;"),
        ("src/mechanism/burn.rs", "use super::Mechanism;\nuse super::staking::Staking;"),
        ("src/mechanism/staking.rs", "use crate::mechanism::{Mechanism, burn};"),
    ];
    finds(arrows::mechanisms, &sample, &["src/mechanism/burn.rs:2", "src/mechanism/staking.rs:1"]);
    holds(arrows::mechanisms);
}

#[test]
fn a_page_knows_no_other_page() {
    let sample = [
        ("src/ui/pages/mod.rs", "pub mod gallery; pub mod playground;"),
        ("src/ui/pages/gallery.rs", "use crate::ui::pages::playground;\nuse crate::ui::state;"),
        ("src/ui/pages/playground.rs", "use crate::ui::components::slider;"),
    ];
    finds(arrows::pages, &sample, &["src/ui/pages/gallery.rs:1"]);
    holds(arrows::pages);
}

#[test]
fn only_num_math_calls_libm() {
    let sample = [("src/num/math.rs", "libm::exp(1.0)"), ("src/agent/mod.rs", "\nlibm::exp(1.0)")];
    finds(arrows::one_libm, &sample, &["src/agent/mod.rs:2"]);
    holds(arrows::one_libm);
}

#[test]
fn randomness_comes_from_num_rng_alone() {
    let sample = [
        ("src/agent/mod.rs", "use rand::Rng;\nuse operand::x;"),
        ("src/ui/mod.rs", "js_sys::Math::random()"),
    ];
    finds(arrows::one_luck, &sample, &["src/agent/mod.rs:1", "src/ui/mod.rs:1"]);
    holds(arrows::one_luck);
}

#[test]
fn address_and_storage_belong_to_ui_persist() {
    let sample = [("src/ui/persist.rs", "window.location()"), ("src/ui/app.rs", "window\n.location()")];
    finds(arrows::one_memory, &sample, &["src/ui/app.rs:2"]);
    holds(arrows::one_memory);
}

#[test]
fn state_is_written_by_ui_command_alone() {
    let sample = [
        ("src/ui/command.rs", "Writers"),
        ("src/studio/command.rs", "Writers"),
        ("src/studio/tree.rs", "Writers"),
        ("src/ui/pages/gallery.rs", "fn a(writers: Writers) {}"),
    ];
    finds(arrows::one_writer, &sample, &["src/studio/tree.rs:1", "src/ui/pages/gallery.rs:1"]);
    holds(arrows::one_writer);
}

#[test]
fn every_module_says_what_it_is() {
    finds(text::headings, &[("src/a.rs", "//! A.\n"), ("src/b.rs", "use std::fmt;\n")], &["src/b.rs:1"]);
    holds(text::headings);
}

#[test]
fn files_are_short() {
    holds(text::lengths);
}

#[test]
fn nothing_is_unfinished() {
    let todo = format!("a\n{}{}", "// TO", "DO\n");
    finds(
        text::finished,
        &[("src/a.rs", &todo), ("src/b.rs", "dbg!(1)\n// dbg!(2)")],
        &["src/a.rs:2", "src/b.rs:1"],
    );
    holds(text::finished);
}

#[test]
fn nothing_depends_on_a_place() {
    let sample = [
        ("README.md", "[a](../b)"),
        ("tests/a.rs", "include_str!(\"../src/a\")"),
        ("tests/b.rs", "include_str!(\"../../src/a\")"),
        ("src/c.rs", "// for (..../) and a/../b"),
    ];
    finds(text::places, &sample, &["README.md:1", "tests/b.rs:1"]);
    holds(text::places);
}

#[test]
fn documents_link_to_what_is_there() {
    let sample = [("README.md", "[a](Cargo.toml) [b](https://b.example) [c](#c)\n[d](nothing.md)")];
    finds(text::links, &sample, &["README.md:2"]);
    holds(text::links);
}

#[test]
fn the_changelog_opens_with_what_is_coming() {
    finds(
        text::changelog,
        &[("CHANGELOG.md", "# Changelog\n\n## [0.1.0]\n## [Unreleased]\n")],
        &["CHANGELOG.md:1"],
    );
    holds(text::changelog);
}

#[test]
fn versions_are_pinned_alike() {
    let sample = [
        ("Cargo.toml", "wasm-bindgen = \"0.2\"\n"),
        ("Trunk.toml", "wasm_bindgen = \"0.2.129\"\n"),
        ("rust-toolchain.toml", "channel = \"stable\"\n"),
    ];
    finds(text::pins, &sample, &["Cargo.toml:1", "rust-toolchain.toml:1"]);
    holds(text::pins);
}

#[test]
fn the_policy_of_the_page_is_strict() {
    let sample = [("index.html", "<meta content=\"default-src 'none'\">\n<p style=\"color: red\">")];
    finds(text::policy, &sample, &["index.html:2"]);
    holds(text::policy);
}
