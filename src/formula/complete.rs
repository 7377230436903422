//! Completion: what the word at the caret may become, and the formula that results. What
//! stands before and behind the word is never touched.

use super::{FUNCTIONS, HELP};

/// So many are offered at most.
const MOST: usize = 24;

/// What the word at the caret may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The name; that of a function with its parenthesis.
    pub name: String,
    /// What it is; empty where the name says it all.
    pub about: String,
    /// The formula with the name in it.
    pub formula: String,
    /// Where the caret is then: behind the name, in bytes of the formula.
    pub caret: usize,
}

/// What may be put into a formula at the caret, which is in bytes: known names (with the
/// population for each of whose agents there is one) and functions. Without letters before
/// the caret these are all names; else what begins so comes first, and then names that hold
/// it somewhere. Letters behind the caret that end the name as well are
/// not doubled.
pub fn complete(text: &str, caret: usize, names: &[(String, Option<String>)]) -> Vec<Offer> {
    let Some((before, behind)) = text.split_at_checked(caret) else { return Vec::new() };
    let start = before.trim_end_matches(part_of_name).len();
    let (head, begun) = before.split_at(start);
    if begun.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let rest = &behind[..behind.len() - behind.trim_start_matches(part_of_name).len()];
    let offer = |name: &str, about: String, call: bool| {
        let ends_so = !rest.is_empty() && name.len() > rest.len() && name.ends_with(rest);
        let tail = if ends_so { &behind[rest.len()..] } else { behind };
        let opened = if call && !tail.starts_with('(') { "(" } else { "" };
        let caret = head.len() + name.len() + opened.len();
        let formula = format!("{head}{name}{opened}{tail}");
        let shown = if call { format!("{name}(") } else { name.to_owned() };
        Offer { name: shown, about, formula, caret }
    };
    let known = |name: &str, of: &Option<String>| {
        let about = of.as_ref().map_or_else(String::new, |of| format!("for each of {of}"));
        offer(name, about, false)
    };
    let starts = |name: &str| name.starts_with(begun);
    let names = || names.iter().filter(|(name, _)| name != begun);
    let functions = FUNCTIONS.iter().zip(HELP).filter(|(known, _)| !begun.is_empty() && starts(known.name));
    let functions =
        functions.map(|(known, help)| offer(known.name, format!("{}: {}", known.signature, help.doc), true));
    let within = names().filter(|(name, _)| begun.len() > 1 && !starts(name) && name.contains(begun));
    let first = names().filter(|(name, _)| starts(name)).map(|(name, of)| known(name, of));
    first.chain(functions).chain(within.map(|(name, of)| known(name, of))).take(MOST).collect()
}

fn part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first offer at the bar in a text, with a bar where the caret is then.
    fn first(text: &str) -> Option<String> {
        let names = [("fee", None), ("royalty", None), ("traders.usd", Some("traders"))];
        let names = names.map(|(name, of): (&str, Option<&str>)| (name.to_owned(), of.map(str::to_owned)));
        let caret = text.find('|').unwrap();
        let found = complete(&text.replace('|', ""), caret, &names).into_iter().next()?;
        let (head, tail) = found.formula.split_at(found.caret);
        Some(format!("{head}|{tail}"))
    }

    #[test]
    fn a_name_is_put_in_where_the_caret_is() {
        assert_eq!(first("2 * ro|").as_deref(), Some("2 * royalty|"));
        assert_eq!(first("2 * ro| + fee").as_deref(), Some("2 * royalty| + fee"));
        assert_eq!(first("ro| * (fee - 1)").as_deref(), Some("royalty| * (fee - 1)"));
        assert_eq!(first("max(tr|, 0)").as_deref(), Some("max(traders.usd|, 0)"));
        assert_eq!(first("fee * | + 1").as_deref(), Some("fee * fee| + 1"));
    }

    #[test]
    fn what_the_name_ends_with_is_not_doubled() {
        assert_eq!(first("ro|ty + 1").as_deref(), Some("royalty| + 1"));
        assert_eq!(first("ro|fee").as_deref(), Some("royalty|fee"));
        assert_eq!(first("su|(fee)").as_deref(), Some("sum|(fee)"));
        assert_eq!(first("1 + su|").as_deref(), Some("1 + sum(|"));
    }

    #[test]
    fn numbers_and_what_is_whole_are_left_alone() {
        assert_eq!(first("1.2|"), None);
        assert_eq!(first("royalty|"), None);
        assert_eq!(first("zzz|"), None);
    }

    #[test]
    fn a_caret_within_a_letter_or_behind_the_end_offers_nothing() {
        assert_eq!(complete("é", 1, &[]), Vec::new());
        assert_eq!(complete("a", 2, &[]), Vec::new());
    }

    #[test]
    fn any_part_of_a_name_finds_it() {
        assert_eq!(first("usd| / 2").as_deref(), Some("traders.usd| / 2"));
        let offers = complete("ra", 2, &[("traders.ra".to_owned(), None), ("rate".to_owned(), None)]);
        assert_eq!(offers.first().map(|offer| offer.name.as_str()), Some("rate"));
    }
}
