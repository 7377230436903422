//! Logic trees as indented outlines, the form in which people have them in notes
//! and mails.
//!
//! ```text
//! - Why is trading volume low? [split: side]
//!   - Few buyers (60 %) [by: onboarding]
//!   - Few sellers (40 %) [criterion: cost]
//! ```
//!
//! Deeper indentation makes a child, however deep; a tab reaches to the next
//! multiple of four columns. A bullet (`-`, `*`, `•`) is optional. Behind the text
//! stand, in any order: the share of the parent, by what the children are told
//! apart (`split`), by what the node itself is (`criterion`, where it differs from
//! its siblings), and the ids of what answers it (`by`). A text that itself ends
//! like one of these is followed by `[]`.

use super::tree::{Node, Tree};

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong and what to do, without a full stop.
    pub message: String,
}

const TAB: usize = 4;
const BULLETS: [char; 3] = ['-', '*', '•'];

/// Reads an outline; empty lines do not count. Nodes get the ids `n1`, `n2`, ….
///
/// **Errors.** All lines that cannot be read: a second statement at the left edge,
/// an indentation that no line above has, a share that is none.
pub fn read(text: &str) -> Result<Tree, Vec<OutlineError>> {
    let mut tree = Tree::default();
    let mut errors = Vec::new();
    // Columns of the statements that are open at this point.
    let mut columns: Vec<usize> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut complain = |message: String| errors.push(OutlineError { line: number + 1, message });
        let (column, content) = unindented(line);
        match depth(&mut columns, column) {
            Ok(depth) => {
                let id = format!("n{}", tree.nodes.len() + 1);
                match node(content) {
                    Ok(node) => tree.nodes.push(Node { id, depth, ..node }),
                    Err(message) => complain(message),
                }
            }
            Err(message) => complain(message),
        }
    }
    if tree.nodes.is_empty() && errors.is_empty() {
        errors
            .push(OutlineError { line: 1, message: "There is nothing here: start with the problem".into() });
    }
    if errors.is_empty() { Ok(tree) } else { Err(errors) }
}

fn unindented(line: &str) -> (usize, &str) {
    let content = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - content.len()];
    let advance = |column: usize, c: char| if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 };
    (indent.chars().fold(0, advance), content.trim_end())
}

/// How deep a statement in this column stands below those that are open.
fn depth(columns: &mut Vec<usize>, column: usize) -> Result<usize, String> {
    let open: Vec<String> = columns.iter().map(usize::to_string).collect();
    while columns.last().is_some_and(|above| *above > column) {
        columns.pop();
    }
    let reached = columns.last().copied();
    if reached == Some(column) && columns.len() == 1 {
        return Err(
            "A second statement at the left edge: indent it, so that one problem is at the top".into()
        );
    }
    if reached.is_none() && !open.is_empty() {
        return Err("It stands further left than the problem in the first line: indent it".into());
    }
    if open.len() > columns.len() && reached != Some(column) {
        let message = format!(
            "It is indented by {column}, and the lines above it by {}: use one of these",
            open.join(", ")
        );
        return Err(message);
    }
    if reached != Some(column) {
        columns.push(column);
    }
    Ok(columns.len() - 1)
}

fn node(content: &str) -> Result<Node, String> {
    let mut node = Node::default();
    let bare = content.strip_prefix(BULLETS).filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let mut text = bare.unwrap_or(content).trim();
    while let Some((before, note)) = last_note(text) {
        match note {
            Note::End => {
                text = before;
                break;
            }
            Note::Share(share) => node.share = Some(share?),
            Note::Split(split) => node.split = split.to_owned(),
            Note::Criterion(criterion) => node.criterion = criterion.to_owned(),
            Note::By(ids) => {
                let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
                node.addressed_by = ids.map(str::to_owned).collect();
            }
        }
        text = before;
    }
    node.text = one_line(text);
    Ok(node)
}

/// What may stand behind a text.
enum Note<'a> {
    Share(Result<f64, String>),
    Split(&'a str),
    Criterion(&'a str),
    By(&'a str),
    /// Nothing but text stands before this.
    End,
}

/// The last note of a line, and what is before it.
fn last_note(text: &str) -> Option<(&str, Note<'_>)> {
    let (open, inside) = if let Some(before) = text.strip_suffix(']') {
        before.rsplit_once('[')?
    } else {
        let (open, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
        return Some((open.trim_end(), Note::Share(share(inside.trim().strip_suffix('%')?.trim_end())?)));
    };
    let open = open.trim_end();
    if inside.trim().is_empty() {
        return Some((open, Note::End));
    }
    let (key, value) = inside.split_once(':')?;
    let value = value.trim();
    match key.trim() {
        "split" => Some((open, Note::Split(value))),
        "criterion" => Some((open, Note::Criterion(value))),
        "by" => Some((open, Note::By(value))),
        _ => None,
    }
}

/// A share, with a decimal point or comma; none if it is no number but a text.
fn share(text: &str) -> Option<Result<f64, String>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let share: f64 = text.replace(',', ".").parse().ok()?;
    if !(0.0..=100.0).contains(&share) {
        return Some(Err(format!("A share of {text} %: it must be between 0 and 100")));
    }
    Some(Ok(share))
}

/// Writes a tree as an outline that [`read`] reads back: texts, depths, shares,
/// criteria and answers. Line breaks and spaces in a row become one space.
pub fn write(tree: &Tree) -> String {
    let family = tree.family();
    let mut levels: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    let mut out = String::new();
    for (node, parent) in tree.nodes.iter().zip(&family.parent) {
        let level = parent.map_or(0, |parent| levels[parent] + 1);
        levels.push(level);
        out.extend(std::iter::repeat_n("  ", level));
        out += "-";
        let text = one_line(&node.text);
        let mut parts = vec![text.clone()];
        if last_note(&text).is_some() {
            parts.push("[]".into());
        }
        parts.extend(node.share.map(|share| format!("({share} %)")));
        parts.extend(bracketed("split", &node.split));
        parts.extend(bracketed("criterion", &node.criterion));
        parts.extend(bracketed("by", &node.addressed_by.join(", ")));
        for part in parts.iter().filter(|part| !part.is_empty()) {
            out += " ";
            out += part;
        }
        out += "\n";
    }
    out
}

fn bracketed(key: &str, value: &str) -> Option<String> {
    let value = one_line(value).replace('[', "(").replace(']', ")");
    (!value.is_empty()).then(|| format!("[{key}: {value}]"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn outlines_of_all_usual_kinds_are_read() {
        let spaces = "Why?\n  * A (40 %)\n      • B [by: m1, m2]\n  C (12,5%) [split: side]\n";
        let tabs = "- Why?\n\n\t- A (40%)\n\t\t- B [by: m1,m2]\r\n\t- C [split: side] ( 12.5 % )\n";
        let tree = read(spaces).unwrap();
        assert_eq!(read(tabs).unwrap(), tree);
        let depths: Vec<usize> = tree.nodes.iter().map(|node| node.depth).collect();
        assert_eq!(depths, [0, 1, 2, 1]);
        assert_eq!(tree.nodes[2].addressed_by, ["m1", "m2"]);
        assert_eq!((tree.nodes[3].share, tree.nodes[3].split.as_str()), (Some(12.5), "side"));
    }

    #[test]
    fn errors_say_which_line_and_all_of_them() {
        let errors = read("Why?\n    A\n  B\n    C (140 %)\nD\n").unwrap_err();
        let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
        assert_eq!(lines, [3, 4, 5], "{errors:?}");
        assert!(errors[0].message.contains("indented by 2, and the lines above it by 0, 4"));
        assert_eq!(read("  A\nB").unwrap_err()[0].line, 2);
        assert_eq!(read(" \n\n").unwrap_err()[0].line, 1);
    }

    #[test]
    fn what_only_looks_like_a_note_is_text() {
        for text in
            ["Fees (see below)", "Fees (many %)", "Fees [1]", "Fees [note: x]", "-5 % volume", "A)", "]"]
        {
            assert_eq!(read(text).unwrap().nodes[0].text, text);
        }
    }

    #[test]
    fn a_text_that_ends_like_a_note_survives() {
        for text in ["Volume fell (40 %)", "Fees [split: side]", "Nothing []", "x [] []", "- minus"] {
            let tree = Tree { nodes: vec![Node { text: text.into(), ..Node::default() }] };
            assert_eq!(read(&write(&tree)).unwrap().nodes[0].text, text, "{}", write(&tree));
        }
    }

    fn a_node() -> impl Strategy<Value = Node> {
        let text = "[-*• a-zé0-9%()\\[\\]:,]{0,12}( \\(4 %\\)| \\[by: x\\]| \\[\\])?";
        let word = "[a-z]{0,4}( [a-z]{1,3})?";
        let ids = proptest::collection::vec("[a-z][a-z0-9_]{0,5}", 0..3);
        let share = proptest::option::of((0_u32..=1000).prop_map(|share| f64::from(share) / 10.0));
        (text, word, word, ids, share, 1_usize..4).prop_map(|(text, split, criterion, ids, share, depth)| {
            let (text, split, criterion) = (one_line(&text), one_line(&split), one_line(&criterion));
            Node { id: String::new(), text, depth, split, criterion, share, addressed_by: ids }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(nodes in proptest::collection::vec(a_node(), 1..12)) {
            let mut tree = Tree { nodes };
            tree.nodes[0].depth = 0;
            let levels: Vec<usize> =
                tree.family().paths().iter().map(|path| path.matches('.').count()).collect();
            for (at, node) in tree.nodes.iter_mut().enumerate() {
                node.depth = levels[at];
                node.id = format!("n{}", at + 1);
            }
            prop_assert_eq!(read(&write(&tree)).unwrap(), tree);
        }

        #[test]
        fn nothing_that_is_typed_panics(text in "[-*•\t \n()\\[\\]%:a-b0-9é…]{0,60}") {
            if let Ok(tree) = read(&text) {
                prop_assert_eq!(read(&write(&tree)).unwrap(), tree);
            }
        }
    }
}
