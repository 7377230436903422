//! Who may know whom: the arrows of ARCHITECTURE.md.

use crate::source::{Named, Source, line_of, paths};
use crate::{Finding, finding};

/// The modules of the library. A module uses only those before it. A part may
/// stand before its whole: `simulate` scores with `analysis::objective`, while
/// the analyses proper ask for simulations.
pub const ORDER: &[&str] = &[
    "map",
    "num",
    "diag",
    "json",
    "project",
    "formula",
    "program",
    "ledger",
    "lower",
    "mechanism",
    "agent",
    "scenario",
    "discovery",
    "analysis::objective",
    "analysis::precision",
    "analysis::risk",
    "analysis::token",
    "simulate",
    "analysis",
    "edit",
    "template",
    "diagram",
    "report",
    "published",
    "share",
    "chart",
    "protocol",
    "schedule",
    "native",
];

/// Crates that draw, on any backend: `chart` alone may use them, and may be there
/// for the browser alone.
const DRAWING: &[&str] = &["plotters", "plotters_backend"];

/// What mechanisms share, each a file beside theirs: how a market clears.
const SHARED_BY_MECHANISMS: &[&str] = &["swap"];

/// What the core may not use of the standard library, and what it is.
const OUTSIDE: &[(&str, &str)] = &[
    ("env", "the environment"),
    ("fs", "files"),
    ("io", "input and output"),
    ("net", "the network"),
    ("process", "processes"),
    ("thread", "threads"),
    ("time", "a clock"),
];

/// Names of the generators and of the browser's own luck.
const LUCK: &[&str] = &["rand", "getrandom", "fastrand", "js_sys::Math"];

/// What reads or writes the address or the storage of the browser.
const MEMORY: &[&str] = &[
    ".location(",
    ".history(",
    ".local_storage(",
    ".session_storage(",
    "set_hash(",
    "replace_state",
    "push_state",
    "use_local_storage",
    "use_session_storage",
    "indexed_db",
];

/// The path of the module that a file of the library holds, `mechanism::burn`;
/// nothing for binaries, for `src/lib.rs` itself and outside of `src/`.
fn module(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let inside = inside.strip_suffix("/mod").unwrap_or(inside);
    let first = inside.split('/').next()?;
    (!["lib", "main", "ui", "studio", "bin"].contains(&first)).then(|| inside.replace('/', "::"))
}

/// The place in [`ORDER`] of a path: that of the longest entry it is inside of.
fn rank(path: &[&str]) -> Option<usize> {
    let inside = |entry: &&str| entry.split("::").enumerate().all(|(at, part)| path.get(at) == Some(&part));
    let longest = ORDER.iter().filter(|entry| inside(entry)).max_by_key(|entry| entry.len())?;
    ORDER.iter().position(|entry| entry == longest)
}

/// Files of the library, without its tests.
fn core(tree: &[Source]) -> impl Iterator<Item = (&Source, String)> {
    tree.iter().filter_map(|source| Some((source, module(&source.path)?)))
}

/// A module uses only modules above it.
pub fn arrows(tree: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, module) in core(tree) {
        let from: Vec<&str> = module.split("::").collect();
        let Some(own) = rank(&from) else {
            findings.push(finding(
                &source.path,
                1,
                format!("module `{module}` has no place in ORDER of tests/tidy"),
            ));
            continue;
        };
        let code = source.code_without_tests();
        let sibling = |name: &str| tree.iter().any(|file| file.path == format!("src/{}/{name}.rs", from[0]));
        let used = paths(code, "crate")
            .into_iter()
            .chain(paths(code, "super").into_iter().filter(|named| !sibling(last_super(named))));
        for named in used {
            let to: Vec<&str> =
                named.segments.iter().map(String::as_str).skip_while(|segment| *segment == "super").collect();
            if rank(&to).is_some_and(|other| other > own) {
                let message = format!("`{module}` uses `{}`, which is below it", to[0]);
                findings.push(finding(&source.path, line_of(code, named.at), message));
            }
        }
    }
    findings
}

// What comes after any further `super`s.
fn last_super(named: &Named) -> &str {
    named.segments.iter().find(|segment| *segment != "super").map_or("", String::as_str)
}

/// The library knows no web crate, no clock, no thread, no file.
pub fn pure_core(tree: &[Source]) -> Vec<Finding> {
    let web = web_crates(tree);
    let mut findings = Vec::new();
    for (source, module) in core(tree) {
        let draws = module == "chart" || module.starts_with("chart::");
        let code = source.code_without_tests();
        for named in paths(code, "std") {
            let first = named.segments.first().map_or("", String::as_str);
            if let Some((name, what)) = OUTSIDE.iter().find(|(name, _)| *name == first) {
                let message = format!("the core uses std::{name}: it knows nothing of {what}");
                findings.push(finding(&source.path, line_of(code, named.at), message));
            }
        }
        for name in web.iter().filter(|name| !(draws && DRAWING.contains(&name.as_str()))) {
            for named in paths(code, name) {
                let message = format!("the core uses {name}, a crate of the browser");
                findings.push(finding(&source.path, line_of(code, named.at), message));
            }
        }
        if !draws {
            findings.extend(naming(source, code, &["target_arch"], "the core is the same everywhere"));
        }
    }
    findings
}

// The dependencies that Cargo.toml has for wasm32 alone, as code names them.
fn web_crates(tree: &[Source]) -> Vec<String> {
    const TABLE: &str = "[target.'cfg(target_arch = \"wasm32\")'.dependencies";
    let Some(manifest) = tree.iter().find(|source| source.path == "Cargo.toml") else { return Vec::new() };
    let mut names = Vec::new();
    let mut inside = false;
    for line in manifest.text.lines() {
        if line.starts_with('[') {
            inside = line.strip_prefix(TABLE).is_some_and(|rest| rest == "]");
            names.extend(line.strip_prefix(TABLE).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(']')));
        } else if inside && line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            names.extend(line.split(['=', '.', ' ']).next());
        }
    }
    names.into_iter().map(|name| name.replace('-', "_")).collect()
}

/// A mechanism knows nothing of another mechanism.
pub fn mechanisms(tree: &[Source]) -> Vec<Finding> {
    let message = "a mechanism knows nothing of another";
    strangers(tree, "src/mechanism/", "crate::mechanism", SHARED_BY_MECHANISMS, message)
}

/// A page knows nothing of another page.
pub fn pages(tree: &[Source]) -> Vec<Finding> {
    strangers(tree, "src/ui/pages/", "crate::ui::pages", &[], "a page knows nothing of another")
}

// Files of a folder that name each other. Its mod.rs may name all, and all may
// name what mod.rs defines itself.
fn strangers(tree: &[Source], folder: &str, module: &str, shared: &[&str], message: &str) -> Vec<Finding> {
    let names: Vec<&str> = tree
        .iter()
        .filter_map(|source| source.path.strip_prefix(folder)?.strip_suffix(".rs"))
        .map(|name| name.split('/').next().unwrap_or(name))
        .filter(|name| *name != "mod" && !shared.contains(name))
        .collect();
    let mut findings = Vec::new();
    for source in tree.iter().filter(|source| source.is_rust()) {
        let Some(inside) = source.path.strip_prefix(folder) else { continue };
        let own = inside.split(['/', '.']).next().unwrap_or(inside);
        if own == "mod" {
            continue;
        }
        let depth: Vec<&str> = module.split("::").skip(1).collect();
        let code = source.code_without_tests();
        let absolute = paths(code, "crate").into_iter().filter(|named| named.segments.len() > depth.len());
        let absolute = absolute.filter(|named| named.segments.iter().zip(&depth).all(|(a, b)| a == b));
        let absolute = absolute.map(|named| (named.at, named.segments[depth.len()].clone()));
        let relative =
            paths(code, "super").into_iter().map(|named| (named.at, last_super(&named).to_owned()));
        for (at, name) in absolute.chain(relative) {
            if name != own && names.contains(&name.as_str()) {
                findings.push(finding(&source.path, line_of(code, at), format!("{message} (`{name}`)")));
            }
        }
    }
    findings
}

/// Only `num::math` calls `libm`.
pub fn one_libm(tree: &[Source]) -> Vec<Finding> {
    rust_except(tree, &["src/num/math.rs", "src/num/math/", "benches/", "tests/"])
        .flat_map(|source| naming_path(source, "libm", "only num::math calls libm"))
        .collect()
}

/// Randomness comes from `num::rng` alone.
pub fn one_luck(tree: &[Source]) -> Vec<Finding> {
    rust_except(tree, &["benches/", "tests/"])
        .flat_map(|source| {
            LUCK.iter().flat_map(|name| naming_path(source, name, "randomness comes from num::rng alone"))
        })
        .collect()
}

/// Address and storage are the business of `ui::persist` alone.
pub fn one_memory(tree: &[Source]) -> Vec<Finding> {
    rust_except(tree, &["src/ui/persist.rs", "src/ui/persist/", "benches/", "tests/"])
        .flat_map(|source| naming(source, &source.code, MEMORY, "address and storage belong to ui::persist"))
        .collect()
}

/// The document changes through `ui::command`, and in the studio through
/// `studio::command`, alone: they hold the writing half of what is known.
pub fn one_writer(tree: &[Source]) -> Vec<Finding> {
    const WRITERS: &[&str] = &[
        "src/ui/state.rs",
        "src/ui/state/",
        "src/ui/command.rs",
        "src/ui/command/",
        "src/studio/state.rs",
        "src/studio/command.rs",
        "src/studio/command/",
        "tests/",
    ];
    rust_except(tree, WRITERS)
        .flat_map(|source| {
            naming(source, &source.code, &["Writers"], "state is written by ui::command alone")
        })
        .collect()
}

fn rust_except<'a>(tree: &'a [Source], exempt: &'a [&str]) -> impl Iterator<Item = &'a Source> {
    tree.iter()
        .filter(|source| source.is_rust() && !exempt.iter().any(|start| source.path.starts_with(start)))
}

fn naming(source: &Source, code: &str, words: &[&str], message: &str) -> Vec<Finding> {
    words
        .iter()
        .flat_map(|word| code.match_indices(word))
        .map(|(at, word)| finding(&source.path, line_of(code, at), format!("{message} (`{word}`)")))
        .collect()
}

fn naming_path(source: &Source, root: &str, message: &str) -> Vec<Finding> {
    let found = paths(&source.code, root);
    found
        .iter()
        .map(|named| finding(&source.path, line_of(&source.code, named.at), format!("{message} (`{root}`)")))
        .collect()
}
