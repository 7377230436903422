//! Reading the source tree as text: files, code without comments and strings,
//! and the paths that code names.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what was built or installed, never what was written.
const NOT_OURS: &[&str] = &[".git", ".tools", "target", "dist", "node_modules", "results"];

/// Endings of the files that are read as text.
const TEXT: &[&str] = &[
    "rs",
    "toml",
    "md",
    "mjs",
    "js",
    "css",
    "html",
    "json",
    "sh",
    "svg",
    "yml",
    "txt",
    "npmrc",
    "gitignore",
];

/// A file of the project.
pub struct Source {
    /// Its path from the project's folder, with forward slashes.
    pub path: String,
    /// What it says.
    pub text: String,
    /// The same without comments and without the content of strings, if it is
    /// Rust: line for line and byte for byte in the same places.
    pub code: String,
}

impl Source {
    /// A source from its parts, as the rules' own tests make it.
    pub fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with(".rs") { code_of(text) } else { text.to_owned() };
        Source { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The code up to its tests, which may look anywhere.
    pub fn code_without_tests(&self) -> &str {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return "";
        }
        let end = self.code.match_indices("#[cfg(test)]").find(|(at, attribute)| {
            let item = self.code[at + attribute.len()..].trim_start();
            item.starts_with("mod ") && item.find('{') < item.find(';').or(Some(item.len()))
        });
        &self.code[..end.map_or(self.code.len(), |(at, _)| at)]
    }
}

/// All text files of the project, in the order of their paths.
pub fn tree() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(root, &mut files);
    files.sort();
    let sources: Vec<Source> = files
        .iter()
        .filter_map(|file| {
            let path = file.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
            Some(Source::new(&path, &fs::read_to_string(file).ok()?))
        })
        .collect();
    assert!(sources.iter().any(|source| source.path == "src/lib.rs"), "the tree was not read");
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&path, files);
            }
        } else if is_text(&name) {
            files.push(path);
        }
    }
}

fn is_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) => TEXT.contains(&ending),
        None => true,
    }
}

/// The line of a place in a text, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// Rust with the content of comments, strings and characters blanked out.
pub fn code_of(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => block_comment_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'r' if !follows_word(bytes, at) => raw_string_end(bytes, at).unwrap_or(at),
            b'\'' => char_end(bytes, at).unwrap_or(at),
            _ => at,
        };
        for byte in &mut code[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(code).unwrap_or_else(|error| unreachable!("whole characters are blanked: {error}"))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_comment_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn raw_string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    let open = at + 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let length = bytes[open + 1..].windows(close.len()).position(|window| window == close.as_bytes())?;
    Some(open + 1 + length + close.len())
}

// A character, not a lifetime: `'a'`, `'\n'`, `'\u{1F600}'`, `'é'`.
fn char_end(bytes: &[u8], at: usize) -> Option<usize> {
    let close = |from: usize, within: usize| {
        bytes.get(from..)?.iter().take(within).position(|byte| *byte == b'\'').map(|length| from + length + 1)
    };
    match bytes.get(at + 1)? {
        b'\\' => close(at + 3, 10),
        byte if byte.is_ascii() => (bytes.get(at + 2) == Some(&b'\'')).then_some(at + 3),
        _ => close(at + 2, 4),
    }
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    // `br"…"` is a raw string too.
    let before = if at > 0 && bytes[at - 1] == b'b' { at - 1 } else { at };
    before > 0 && is_word(bytes[before - 1])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A path that code names, such as `crate::num::math`, and where.
#[derive(Debug, PartialEq)]
pub struct Named {
    /// Where it starts.
    pub at: usize,
    /// What follows its root: `["num", "math"]`.
    pub segments: Vec<String>,
}

/// All paths in code that start with `root`, those in `{…}` groups one by one.
pub fn paths(code: &str, root: &str) -> Vec<Named> {
    let start = format!("{root}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&start) {
        let bytes = code.as_bytes();
        let inside_word = at > 0 && (is_word(bytes[at - 1]) || bytes[at - 1] == b'$');
        let inside_path = code[..at].trim_end().ends_with("::");
        if !inside_word && !inside_path {
            path_tree(bytes, at + start.len(), at, &mut Vec::new(), &mut found);
        }
    }
    found
}

// Reads one branch at `at` and returns where it ends.
fn path_tree(
    bytes: &[u8],
    at: usize,
    root: usize,
    prefix: &mut Vec<String>,
    found: &mut Vec<Named>,
) -> usize {
    let mut at = skip_space(bytes, at);
    if bytes.get(at) == Some(&b'{') {
        at += 1;
        loop {
            at = skip_space(bytes, at);
            match bytes.get(at) {
                Some(b',') => at += 1,
                Some(b'}') => return at + 1,
                Some(byte) if is_word(*byte) || *byte == b'*' || *byte == b'{' => {
                    at = path_tree(bytes, at, root, prefix, found);
                }
                _ => return at,
            }
        }
    }
    let length = bytes[at..].iter().take_while(|byte| is_word(**byte) || **byte == b'*').count();
    if length == 0 {
        found.push(Named { at: root, segments: prefix.clone() });
        return at;
    }
    prefix.push(String::from_utf8_lossy(&bytes[at..at + length]).into_owned());
    at += length;
    let after = skip_space(bytes, at);
    let end = if bytes[after..].starts_with(b"::") {
        path_tree(bytes, after + 2, root, prefix, found)
    } else {
        found.push(Named { at: root, segments: prefix.clone() });
        skip_renaming(bytes, after)
    };
    prefix.pop();
    end
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

// ` as name` in a group.
fn skip_renaming(bytes: &[u8], at: usize) -> usize {
    if !bytes[at..].starts_with(b"as ") {
        return at;
    }
    let name = skip_space(bytes, at + 3);
    name + bytes[name..].iter().take_while(|byte| is_word(**byte)).count()
}

#[test]
fn comments_and_strings_are_not_code() {
    let text = "a // b\n/* c /* d */ e */ f \"g \\\" h\" r#\"i \" j\"# 'k' '\\'' x<'l> m('é') br\"n\"";
    let code = code_of(text);
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "f", "x<'l>", "m(", ")", "b"]);
    assert_eq!(code.len(), text.len());
}

#[test]
fn paths_are_found_in_groups() {
    let code = "use crate::{a, b::{c as d, e::*}, f};\nlet x = crate::g::h(my_crate::i, ::crate::j);";
    let found: Vec<String> = paths(code, "crate").iter().map(|named| named.segments.join(".")).collect();
    assert_eq!(found, ["a", "b.c", "b.e.*", "f", "g.h"]);
}

#[test]
fn tests_are_left_out_of_the_code() {
    let source = Source::new("src/a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n}\n");
    assert_eq!(source.code_without_tests().trim(), "fn a() {}");
    let outside = Source::new("src/a.rs", "#[cfg(test)]\nmod tests;\nfn a() {}\n");
    assert!(outside.code_without_tests().contains("fn a()"));
}
