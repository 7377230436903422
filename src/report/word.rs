//! Labels within sentences.

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

#[cfg(test)]
mod tests {
    use super::within_sentence;

    #[test]
    fn only_a_capital_of_a_plain_word_becomes_small() {
        assert_eq!(within_sentence("Wash trading"), "wash trading");
        assert_eq!(within_sentence("LOOKS price"), "LOOKS price");
        assert_eq!(within_sentence("Äpfel"), "Äpfel");
        assert_eq!(within_sentence(""), "");
    }
}
