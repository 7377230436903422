//! Labels and counts within sentences.

use super::number::exact;

/// A label as it stands in the middle of a sentence: its first letter small,
/// unless it starts with an abbreviation or a name in capitals.
pub fn within_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if !second.is_some_and(|second| second.is_ascii_uppercase()) => {
            let rest = &label[first.len_utf8()..];
            format!("{}{rest}", first.to_ascii_lowercase())
        }
        _ => label.to_owned(),
    }
}

/// A count with what is counted, an English noun whose plural takes an s: `1 run`,
/// `2 weeks`, `0.5 days`.
pub fn counted(count: f64, noun: &str) -> String {
    let plural = if count == 1.0 { "" } else { "s" };
    format!("{} {noun}{plural}", exact(count, ""))
}

#[cfg(test)]
mod tests {
    use super::{counted, within_sentence};

    #[test]
    fn only_one_is_singular() {
        let all = [0.0, 0.5, 1.0, 2.0, 1000.0].map(|count| counted(count, "week"));
        assert_eq!(all, ["0 weeks", "0.5 weeks", "1 week", "2 weeks", "1,000 weeks"]);
    }

    #[test]
    fn only_a_capital_of_a_plain_word_becomes_small() {
        assert_eq!(within_sentence("Wash trading"), "wash trading");
        assert_eq!(within_sentence("LOOKS price"), "LOOKS price");
        assert_eq!(within_sentence("Äpfel"), "Äpfel");
        assert_eq!(within_sentence(""), "");
    }
}
