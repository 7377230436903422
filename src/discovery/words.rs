//! Which texts say much the same: sets of words and how much of them is common.

/// Words that say nothing about what is meant.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "its", "of", "on",
    "or", "our", "the", "their", "to", "we", "with",
];

/// Two texts and how similar their words are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    /// Index of the one.
    pub first: usize,
    /// Index of the other, > `first`.
    pub second: usize,
    /// Jaccard index, 0 to 1.
    pub jaccard: f64,
}

/// How similar the words of texts are, for all pairs.
///
/// **Formula.** |A ∩ B|/|A ∪ B| of their sets of words: runs of letters and
/// digits, Latin capitals as small letters, without stop words.
/// **Guarantees.** 0 (no word in common, or no words) to 1 (the same words).
/// **Source.** Jaccard, "Étude comparative de la distribution florale dans une
/// portion des Alpes et du Jura" (1901).
pub fn overlap(texts: &[&str]) -> Vec<Similarity> {
    let sets = word_sets(texts);
    let pairs =
        (0..texts.len()).flat_map(|first| (first + 1..texts.len()).map(move |second| (first, second)));
    let similar =
        |(first, second)| Similarity { first, second, jaccard: jaccard(&sets[first], &sets[second]) };
    pairs.map(similar).collect()
}

/// Sets of words as ascending numbers, equal for equal words: comparing them is
/// then quick enough for every pair of siblings at every keystroke.
pub(super) fn word_sets(texts: &[&str]) -> Vec<Vec<u32>> {
    let words: Vec<Vec<String>> = texts.iter().map(|text| words(text)).collect();
    let mut known: Vec<&String> = words.iter().flatten().collect();
    known.sort_unstable();
    known.dedup();
    let number = |word: &String| known.partition_point(|other| *other < word) as u32;
    words
        .iter()
        .map(|words| {
            let mut set: Vec<u32> = words.iter().map(number).collect();
            set.sort_unstable();
            set.dedup();
            set
        })
        .collect()
}

fn words(text: &str) -> Vec<String> {
    // Beyond ASCII, all but the usual signs count as letters: enough to tell
    // words apart, without the tables of Unicode.
    let sign = |c: char| match c as u32 {
        0..0x80 => !c.is_ascii_alphanumeric(),
        code => matches!(code, 0x80..=0xbf | 0x2000..=0x2bff | 0x3000..=0x303f | 0xff00..=0xff0f),
    };
    text.split(sign)
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .collect()
}

pub(super) fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let either = a.len() + b.len() - common;
    if either == 0 { 0.0 } else { common as f64 / either as f64 }
}

/// Whether a text names the rest: "Other…", "Others", "Everything else".
pub fn is_residual(text: &str) -> bool {
    let words = words(text);
    let starts = |start: &str| words.first().is_some_and(|word| word == start);
    starts("other") || starts("others") || starts("rest") || words.iter().any(|word| word == "else")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_in_any_script() {
        let similar = |a, b| overlap(&[a, b])[0].jaccard;
        assert_eq!(similar("Gebühren für Verkäufer", "GEBüHREN für Verkäufer!"), 1.0);
        assert_eq!(similar("комиссия продавца", "комиссия"), 0.5);
        assert_eq!(similar("“fees” — high", "fees: high…"), 1.0);
        assert_eq!(similar("the of", "the of"), 0.0, "stop words alone say nothing");
        assert!(overlap(&["alone"]).is_empty());
    }

    #[test]
    fn the_rest_is_known_by_its_name() {
        for text in ["Other…", "Others", "other reasons", "The rest", "Everything else"] {
            assert!(is_residual(text), "{text}");
        }
        assert!(!is_residual("Another market") && !is_residual(""));
    }
}
