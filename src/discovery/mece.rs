//! Whether a logic tree is MECE: its parts mutually exclusive and collectively
//! exhaustive (the term is Minto's, "The Pyramid Principle", 1987).
//!
//! Meaning is left to people; what is checked is what can be: words that
//! siblings share, shares that do not add up, splits that are none. The word for
//! each finding is why a reader would stumble; the mend is data.

use super::mend::Mend;
use super::tree::{Family, Tree};
use super::words::{is_residual, jaccard, word_sets};

/// From this similarity on, siblings are said to overlap.
pub const OVERLAP_THRESHOLD: f64 = 0.5;

/// Shares may miss 100 % by this much, in percentage points.
pub const COVERAGE_TOLERANCE: f64 = 0.5;

/// What is wrong with a place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two siblings share most of their words.
    Overlap,
    /// The shares of the children add up to less than 100 %, although one of
    /// them is the rest or has no share yet.
    Gap,
    /// The same, and no child is the rest: something may be missing.
    NoResidual,
    /// The shares of the children add up to more than 100 %.
    DoubleCount,
    /// A split into one part.
    SingleChild,
    /// Siblings are told apart by different criteria.
    Mixed,
    /// Two nodes say the same, in whatever order of words.
    Duplicate,
    /// A leaf that nothing answers.
    Unaddressed,
    /// The same of a rest ("Other…"), which may be left so knowingly.
    UnaddressedRest,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// Where: indices of nodes. For findings about children, their parent.
    pub nodes: Vec<usize>,
    /// Why it matters, one sentence without a full stop.
    pub why: String,
    /// What would mend it.
    pub mend: Mend,
}

/// Whether shares add up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Their sum, in %.
    pub sum: f64,
    /// What is missing to 100 %, in percentage points; < 0: what is too much.
    pub gap: f64,
    /// What that means.
    pub verdict: Verdict,
}

/// Whether shares add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They do.
    Complete,
    /// Something is missing.
    Gap,
    /// Something is counted twice.
    DoubleCount,
}

/// Whether shares in % add up to 100, within a tolerance in percentage points.
///
/// **Formula.** Σ shares = 100 ± tolerance; below is a gap, above double count.
/// **Guarantees.** A NaN among the shares is a gap.
pub fn coverage(shares: &[f64], tolerance: f64) -> Coverage {
    let sum: f64 = shares.iter().sum();
    let gap = 100.0 - sum;
    let verdict = if gap.abs() <= tolerance {
        Verdict::Complete
    } else if gap < 0.0 {
        Verdict::DoubleCount
    } else {
        Verdict::Gap
    };
    Coverage { sum, gap, verdict }
}

/// All that is to be said about a tree, in the order of its nodes.
///
/// Takes time in proportion to the pairs of siblings; a tree of 300 nodes is
/// checked between two keystrokes.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let family = tree.family();
    let texts: Vec<&str> = tree.nodes.iter().map(|node| node.text.as_str()).collect();
    let sets = word_sets(&texts);
    let mut findings = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        let children = &family.children[at];
        if children.is_empty() {
            findings.extend(node.addressed_by.is_empty().then(|| unaddressed(tree, at)));
            continue;
        }
        findings.extend(single(tree, at, children));
        findings.extend(mixed(tree, at, children));
        findings.extend(uncovered(tree, at, children));
        findings.extend(overlapping(tree, &sets, children));
    }
    findings.extend(duplicates(tree, &family, &sets));
    // By place; what was found first about a place stays first.
    findings.sort_by_key(|finding| finding.nodes.first().copied());
    findings
}

fn unaddressed(tree: &Tree, leaf: usize) -> Finding {
    let rest = is_residual(&tree.nodes[leaf].text);
    let (kind, why) = match rest {
        true => (Kind::UnaddressedRest, "Nothing answers the rest: leave it so knowingly, or look into it"),
        false => (Kind::Unaddressed, "Nothing answers this part of the problem"),
    };
    Finding { kind, nodes: vec![leaf], why: why.to_owned(), mend: Mend::Answer { leaf } }
}

fn single(tree: &Tree, parent: usize, children: &[usize]) -> Option<Finding> {
    let [child] = children else { return None };
    let why = format!(
        "“{}” is split into one part: either something is missing beside it, or the two are one",
        tree.nodes[parent].text
    );
    let mend = Mend::JoinWithParent { child: *child };
    Some(Finding { kind: Kind::SingleChild, nodes: vec![parent], why, mend })
}

/// By what a node is told apart from its siblings; empty: not said.
fn criterion(tree: &Tree, parent: usize, child: usize) -> String {
    let own = tree.nodes[child].criterion.trim();
    let said = if own.is_empty() { tree.nodes[parent].split.trim() } else { own };
    said.to_ascii_lowercase()
}

fn mixed(tree: &Tree, parent: usize, children: &[usize]) -> Option<Finding> {
    let said: Vec<String> = children.iter().map(|child| criterion(tree, parent, *child)).collect();
    let mut different: Vec<&String> = Vec::new();
    for criterion in said.iter().filter(|criterion| !criterion.is_empty()) {
        if !different.contains(&criterion) {
            different.push(criterion);
        }
    }
    if different.len() < 2 {
        return None;
    }
    let count = |criterion: &String| said.iter().filter(|other| *other == criterion).count();
    let most = different.iter().map(|criterion| count(criterion)).max().unwrap_or(0);
    // Of equally frequent ones the first.
    let usual = different.iter().find(|criterion| count(criterion) == most)?;
    let names: Vec<String> = different.iter().map(|criterion| format!("“{criterion}”")).collect();
    let why = format!("Its parts are told apart by {}, so a case can belong to several", names.join(" and "));
    let mend = Mend::SetCriterion { parent, criterion: (*usual).clone() };
    Some(Finding { kind: Kind::Mixed, nodes: vec![parent], why, mend })
}

fn uncovered(tree: &Tree, parent: usize, children: &[usize]) -> Option<Finding> {
    let share = |child: &usize| tree.nodes[*child].share;
    let given: Vec<f64> = children.iter().filter_map(share).collect();
    if given.is_empty() {
        return None;
    }
    let Coverage { sum, gap, verdict } = coverage(&given, COVERAGE_TOLERANCE);
    let finding = |kind, why, mend| Some(Finding { kind, nodes: vec![parent], why, mend });
    let said = percent(sum);
    match verdict {
        Verdict::Complete => None,
        Verdict::DoubleCount => {
            let why = format!("Its parts add up to {said}: something is counted twice");
            let scaled = |child: &usize| Some((*child, neat(share(child)? * 100.0 / sum)));
            let shares = children.iter().filter_map(scaled).collect();
            finding(Kind::DoubleCount, why, Mend::SetShares { shares })
        }
        Verdict::Gap => {
            let open: Vec<usize> = children.iter().copied().filter(|child| share(child).is_none()).collect();
            let rest = children.iter().copied().find(|child| is_residual(&tree.nodes[*child].text));
            let mend = match rest {
                _ if !open.is_empty() => {
                    let each = neat(gap / open.len() as f64);
                    Mend::SetShares { shares: open.iter().map(|child| (*child, each)).collect() }
                }
                Some(rest) => {
                    Mend::SetShares { shares: vec![(rest, neat(share(&rest).unwrap_or(0.0) + gap))] }
                }
                None => Mend::AddResidual { parent, share: neat(gap) },
            };
            if rest.is_some() {
                let why = format!("Its parts and the rest add up to {said}, not to 100 %");
                return finding(Kind::Gap, why, mend);
            }
            let why = format!("Its parts add up to {said} and none of them is the rest: what is missing?");
            finding(Kind::NoResidual, why, mend)
        }
    }
}

/// A share that a person could have typed.
fn neat(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 10.0).round() / 10.0)
}

/// For each child the sibling before it that is most like it, if any is too much
/// so: all pairs of ten similar children would be 45 findings about one thing.
fn overlapping(tree: &Tree, sets: &[Vec<u32>], children: &[usize]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, gone) in children.iter().enumerate() {
        let mut closest: Option<(usize, f64)> = None;
        for before in &children[..place] {
            // Those that say the very same are found as duplicates.
            let alike =
                if sets[*before] == sets[*gone] { 0.0 } else { jaccard(&sets[*before], &sets[*gone]) };
            if alike >= OVERLAP_THRESHOLD && closest.is_none_or(|(_, most)| alike > most) {
                closest = Some((*before, alike));
            }
        }
        let Some((keep, _)) = closest else { continue };
        let why = format!(
            "“{}” and “{}” share most of their words: a case can belong to both",
            tree.nodes[keep].text, tree.nodes[*gone].text
        );
        let mend = Mend::Merge { keep, gone: *gone };
        findings.push(Finding { kind: Kind::Overlap, nodes: vec![keep, *gone], why, mend });
    }
    findings
}

fn duplicates(tree: &Tree, family: &Family, sets: &[Vec<u32>]) -> Vec<Finding> {
    let mut order: Vec<usize> = (0..sets.len()).filter(|at| !sets[*at].is_empty()).collect();
    // Equal sets side by side, each in the order of the tree.
    order.sort_by(|a, b| sets[*a].cmp(&sets[*b]).then(a.cmp(b)));
    let mut findings = Vec::new();
    for group in order.chunk_by(|a, b| sets[*a] == sets[*b]) {
        for later in &group[1..] {
            findings.push(duplicate(tree, family, group[0], *later));
        }
    }
    findings
}

fn duplicate(tree: &Tree, family: &Family, first: usize, later: usize) -> Finding {
    let text = &tree.nodes[later].text;
    let siblings = family.parent[first] == family.parent[later];
    let mend = match family.parent[later] {
        Some(parent) if parent == first => Mend::JoinWithParent { child: later },
        Some(parent) if !siblings => {
            let above = format!("{text} ({})", tree.nodes[parent].text);
            let same = matches!(&word_sets(&[text, &above])[..], [a, b] if a == b);
            let text = if same { format!("{text} ({})", family.paths()[later]) } else { above };
            Mend::Rename { node: later, text }
        }
        _ => Mend::Merge { keep: first, gone: later },
    };
    let why = format!("“{text}” is in the tree twice: it is counted twice, or two things have one name");
    Finding { kind: Kind::Duplicate, nodes: vec![first, later], why, mend }
}

#[cfg(test)]
mod tests {
    use super::super::outline;
    use super::*;

    fn found(outline: &str) -> Vec<(Kind, Vec<usize>)> {
        check(&outline::read(outline).unwrap()).into_iter().map(|found| (found.kind, found.nodes)).collect()
    }

    #[test]
    fn a_tree_without_faults_has_no_findings() {
        let tree =
            "Why is volume low? [split: side]\n  Few buyers (60 %) [by: M1]\n  Few sellers (40 %) [by: M2]";
        assert_eq!(found(tree), []);
        assert_eq!(found("Why?\n  Fees [by: M1]\n  Wallets [by: M2]"), [], "shares are optional");
    }

    #[test]
    fn every_finding_has_its_place() {
        let tree = "Why is volume low? [split: side]
  Few buyers (50 %) [split: cause]
    Onboarding too hard (100 %) [by: M1]
  Few sellers (30 %) [by: M2]
  Gas fees (10 %) [criterion: cost]";
        let expected = [
            (Kind::Mixed, vec![0]),
            (Kind::NoResidual, vec![0]),
            (Kind::SingleChild, vec![1]),
            (Kind::Unaddressed, vec![4]),
        ];
        assert_eq!(found(tree), expected);
    }

    #[test]
    fn siblings_that_share_words_overlap_and_cousins_do_not() {
        let tree = "Why?
  Royalty fees reduce seller revenue [by: M]
  Marketplace fees reduce seller revenue [by: M]
  Sellers
    Marketplace fees reduce revenue [by: M]
    Wallets [by: M]";
        assert_eq!(found(tree), [(Kind::Overlap, vec![1, 2])]);
    }

    #[test]
    fn the_same_words_in_another_order_are_a_duplicate_anywhere() {
        let tree = "Why?\n  Seller\n    Gas fees [by: M]\n    Keys [by: M]\n  Fees of the gas [by: M]";
        let findings = check(&outline::read(tree).unwrap());
        assert_eq!((findings.len(), findings[0].kind), (1, Kind::Duplicate));
        let expected = Mend::Rename { node: 4, text: "Fees of the gas (Why?)".into() };
        assert_eq!(findings[0].mend, expected);
        // Empty nodes, as an editor has them, are no duplicates.
        assert_eq!(found("Why?\n  -\n    A [by: M]\n    B [by: M]\n  - [by: M]"), []);
    }

    #[test]
    fn shares_are_mended_where_they_are_missing() {
        let mend = |outline: &str| check(&outline::read(outline).unwrap()).remove(0).mend;
        let open = "Why?\n  A (60 %) [by: M]\n  B [by: M]\n  C [by: M]";
        assert_eq!(mend(open), Mend::SetShares { shares: vec![(2, 20.0), (3, 20.0)] });
        let rest = "Why?\n  A (60 %) [by: M]\n  Other… (10 %) [by: M]";
        assert_eq!(mend(rest), Mend::SetShares { shares: vec![(2, 40.0)] });
        let twice = "Why?\n  A (90 %) [by: M]\n  B (60 %) [by: M]";
        assert_eq!(mend(twice), Mend::SetShares { shares: vec![(1, 60.0), (2, 40.0)] });
        let missing = "Why?\n  A (55 %) [by: M]\n  B (40 %) [by: M]";
        assert_eq!(mend(missing), Mend::AddResidual { parent: 0, share: 5.0 });
    }

    #[test]
    fn coverage_has_a_tolerance() {
        assert_eq!(coverage(&[99.6], 0.5).verdict, Verdict::Complete);
        assert_eq!(coverage(&[60.0, 41.0], 0.5).verdict, Verdict::DoubleCount);
        assert_eq!(coverage(&[], 0.5).verdict, Verdict::Gap);
        assert_eq!(coverage(&[f64::NAN], 0.5).verdict, Verdict::Gap);
    }

    #[test]
    fn three_hundred_similar_siblings_are_a_finding_each_and_not_one_per_pair() {
        let mut outline = String::from("Why?\n");
        (0..300).for_each(|i| outline += &format!("  High fees hurt trader {i} [by: M]\n"));
        assert_eq!(found(&outline).len(), 299);
    }
}
