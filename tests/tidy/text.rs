//! What holds for the text of the project: headings, lengths, leftovers, places.

use crate::source::{Source, line_of};
use crate::{Finding, finding};

/// Past this many lines, a file needs a place in [`LONG`].
const LONGEST: usize = 600;

/// Past this many lines, a file is asked what wants to leave it.
const ASKED: usize = 400;

/// Files that may be longer, and why. The list may only get shorter: an entry
/// that is not needed any more is an error.
const LONG: &[(&str, &str)] = &[];

/// Words that say that something is not finished, in code.
const UNFINISHED_CODE: &[&str] = &["dbg!(", "todo!(", "unimplemented!("];

/// Words that say the same anywhere, put together here so as not to find themselves.
const UNFINISHED_TEXT: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

/// Where absolute paths of somebody's machine begin.
const MACHINES: &[&str] = &["/home/", "/root/", "/Users/", "/work/", "C:\\"];

/// Every module says what it is and why it has this shape.
pub fn headings(tree: &[Source]) -> Vec<Finding> {
    rust(tree)
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| {
            finding(&source.path, 1, "start with `//!`: what it is, and why it has this shape".to_owned())
        })
        .collect()
}

/// Files are short enough to be read in one go.
pub fn lengths(tree: &[Source]) -> Vec<Finding> {
    lengths_with(tree, LONG)
}

fn lengths_with(tree: &[Source], exempt: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in rust(tree) {
        let lines = source.text.lines().count();
        let allowed = exempt.iter().any(|(path, _)| *path == source.path);
        if lines > LONGEST && !allowed {
            findings.push(finding(
                &source.path,
                lines,
                format!("{lines} lines, more than {LONGEST}: split it"),
            ));
        } else if lines <= LONGEST && allowed {
            findings.push(finding(&source.path, 1, "no longer long: take it off the list LONG".to_owned()));
        } else if lines > ASKED {
            println!("{}: {lines} lines: what wants to leave it?", source.path);
        }
    }
    let gone = exempt.iter().filter(|(path, _)| !tree.iter().any(|source| source.path == *path));
    findings
        .extend(gone.map(|(path, _)| finding(path, 1, "is on the list LONG and does not exist".to_owned())));
    findings
}

/// Nothing unfinished lands.
pub fn finished(tree: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree {
        findings.extend(words(source, &source.text, UNFINISHED_TEXT, "finish it, or leave it out"));
        if source.is_rust() {
            findings.extend(words(source, &source.code, UNFINISHED_CODE, "finish it, or leave it out"));
        }
    }
    findings
}

/// Nothing depends on where the project lies, or on what lies around it.
pub fn places(tree: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.iter().filter(|source| source.path != "tests/tidy/text.rs") {
        findings.extend(words(source, &source.text, MACHINES, "a path of somebody's machine"));
        for (at, _) in source.text.match_indices("../") {
            if escapes(&source.path, &source.text[at..]) && !continues(&source.text, at) {
                let message = "a path that leaves the project".to_owned();
                findings.push(finding(&source.path, line_of(&source.text, at), message));
            }
        }
    }
    findings
}

// More steps up than the file is deep.
fn escapes(path: &str, rest: &str) -> bool {
    let mut ups = 0;
    let mut rest = rest;
    while let Some(after) = rest.strip_prefix("../") {
        ups += 1;
        rest = after;
    }
    ups > path.matches('/').count() && rest.starts_with(|next: char| next.is_ascii_alphanumeric())
}

// A later part of a path, `a/../b`, or of an ellipsis.
fn continues(text: &str, at: usize) -> bool {
    text[..at].ends_with(['/', '.'])
}

/// Documents link only to files that are there.
pub fn links(tree: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.iter().filter(|source| source.path.ends_with(".md")) {
        for (at, _) in source.text.match_indices("](") {
            let rest = &source.text[at + 2..];
            let target = &rest[..rest.find([')', ' ', '#', '\n']).unwrap_or(rest.len())];
            let outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !outside && !exists(&source.path, target) {
                findings.push(finding(
                    &source.path,
                    line_of(&source.text, at),
                    format!("`{target}` is not there"),
                ));
            }
        }
    }
    findings
}

fn exists(from: &str, target: &str) -> bool {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
    folder.parent().is_some_and(|folder| folder.join(target).exists())
}

/// The changelog follows "Keep a Changelog": it opens with what is coming, or
/// with the version that the project has.
pub fn changelog(tree: &[Source]) -> Vec<Finding> {
    let version = quoted_after(text(tree, "Cargo.toml"), "version = ");
    let current = format!("## [{version}]");
    match text(tree, "CHANGELOG.md").lines().find(|line| line.starts_with("## ")) {
        Some(first) if first == "## [Unreleased]" || first.starts_with(&current) => Vec::new(),
        _ => {
            let message = format!("its first section is neither `## [Unreleased]` nor `{current}`");
            vec![finding("CHANGELOG.md", 1, message)]
        }
    }
}

/// What is pinned in two places is pinned alike.
pub fn pins(tree: &[Source]) -> Vec<Finding> {
    let bindgen = quoted_after(text(tree, "Trunk.toml"), "wasm_bindgen = ");
    let mut findings = Vec::new();
    if bindgen.is_empty()
        || quoted_after(text(tree, "Cargo.toml"), "wasm-bindgen = ") != format!("={bindgen}")
    {
        let message = format!("wasm-bindgen is not pinned to the version of its tool, {bindgen}");
        findings.push(finding("Cargo.toml", 1, message));
    }
    let channel = quoted_after(text(tree, "rust-toolchain.toml"), "channel = ");
    if channel.split('.').count() != 3 {
        findings.push(finding("rust-toolchain.toml", 1, format!("`{channel}` is not one version")));
    }
    if text(tree, "tests/browser/package-lock.json").contains("\"resolved\"") {
        let message = "names the registry it was made from; see .npmrc beside it".to_owned();
        findings.push(finding("tests/browser/package-lock.json", 1, message));
    }
    findings
}

fn text<'a>(tree: &'a [Source], path: &str) -> &'a str {
    tree.iter().find(|source| source.path == path).map_or("", |source| &source.text)
}

fn quoted_after<'a>(text: &'a str, key: &str) -> &'a str {
    let value = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("");
    value.split('"').nth(1).unwrap_or("")
}

/// The page's policy stays strict, and nothing in the HTML needs a laxer one.
pub fn policy(tree: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.iter().filter(|source| source.path == "index.html") {
        for (lax, why) in [
            ("'unsafe-inline'", "the policy allows inline code"),
            ("'unsafe-eval'", "the policy allows eval"),
            (" style=\"", "a style attribute: the policy blocks it"),
            (" onload=", "an inline handler: the policy blocks it"),
            (" onclick=", "an inline handler: the policy blocks it"),
            ("<style", "an inline style sheet: the policy blocks it"),
        ] {
            findings.extend(words(source, &source.text, &[lax], why));
        }
        if !source.text.contains("default-src 'none'") {
            findings.push(finding(&source.path, 1, "the policy does not start from nothing".to_owned()));
        }
    }
    findings
}

fn rust(tree: &[Source]) -> impl Iterator<Item = &Source> {
    tree.iter().filter(|source| source.is_rust())
}

fn words(source: &Source, text: &str, words: &[&str], message: &str) -> Vec<Finding> {
    words
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(at, word)| finding(&source.path, line_of(text, at), format!("{message} (`{word}`)")))
        .collect()
}

#[test]
fn the_list_of_long_files_only_shrinks() {
    let long = "//! A\n".repeat(LONGEST + 1);
    let tree = [Source::new("src/a.rs", &long), Source::new("src/b.rs", "//! B\n")];
    assert_eq!(lengths_with(&tree, &[]).len(), 1);
    assert_eq!(lengths_with(&tree, &[("src/a.rs", "a reason")]).len(), 0);
    assert_eq!(lengths_with(&tree, &[("src/a.rs", ""), ("src/b.rs", ""), ("src/c.rs", "")]).len(), 2);
}
