//! The catalogue can be read, and says the same without its words.

use super::*;
use crate::num::decimal;

#[test]
fn every_rule_of_the_catalogue_can_be_read_and_says_what_it_is() {
    for (name, text) in CATALOGUE {
        let rule =
            parse(text).unwrap_or_else(|(line, message)| panic!("{name}.rule, line {line}: {message}"));
        assert!(!rule.title.is_empty() && !rule.about.is_empty() && !rule.source.is_empty(), "{name}");
        assert!(!rule.step.is_empty(), "{name} does nothing");
        for field in &rule.fields {
            assert!(!field.doc.is_empty(), "{name}: field {}", field.name);
        }
        let told = rule.outs.iter().map(|out| &out.doc).chain(rule.ports.iter().map(|port| &port.doc));
        assert!(told.into_iter().all(|doc| !doc.is_empty()), "{name}: say what outputs and ports are");
    }
}

/// Usual ranges and defaults are within what a field must be.
#[test]
fn what_is_usual_is_possible() {
    let number = |text: &str| match text.strip_suffix('%') {
        Some(share) => decimal::parse(share).map(|share| share / 100.0),
        None => {
            let (digits, scale) = match text.chars().last() {
                Some('B') => (&text[..text.len() - 1], 1e9),
                Some('M') => (&text[..text.len() - 1], 1e6),
                _ => (text, 1.0),
            };
            decimal::parse(digits).map(|number| number * scale)
        }
    };
    let mut bounded = 0;
    for (name, text) in CATALOGUE {
        for field in parse(text).expect("it can be read").fields {
            let Some((low, high)) = field.bounds else { continue };
            bounded += 1;
            let range = field.range.iter().flat_map(|(low, high)| [low, high]);
            for text in range.chain(&field.default) {
                let usual = number(text).unwrap_or_else(|| panic!("{name}: {text}"));
                assert!((low..=high).contains(&usual), "{name}: {} is {text}", field.name);
            }
        }
    }
    assert!(bounded > 20, "{bounded} fields have bounds");
}

#[test]
fn what_cannot_be_read_is_told_by_line() {
    for (text, line) in [
        ("title X\nstep\n  jump high", 3),
        ("field a thing | what", 1),
        ("field a number of=0..1 | what", 1),
        ("field a number is=some..1 | what", 1),
        ("step\nrepeat 0\nend", 2),
        ("step\nrepeat 3\nlet a = 1", 3),
        ("move 1 of a from b to c", 1),
    ] {
        assert_eq!(parse(text).unwrap_err().0, line, "{text}");
    }
}

#[test]
fn what_people_do_not_read_says_the_same() {
    for ((name, text), (_, bare)) in CATALOGUE.iter().zip(BARE) {
        let (all, bare) = (parse(text).expect("it can be read"), parse(bare).expect("and so can this"));
        let fields = |rule: &Parsed| {
            rule.fields.iter().map(|f| (f.name.clone(), f.default.clone(), f.bounds)).collect::<Vec<_>>()
        };
        assert_eq!(fields(&all), fields(&bare), "{name}");
        let statements =
            |lines: &[Line]| lines.iter().map(|line| format!("{:?}", line.statement)).collect::<Vec<_>>();
        let texts = |lines: &[Line]| {
            // Lines count differently, also within repetitions; and spaces say nothing.
            statements(lines)
                .join("\n")
                .replace(' ', "")
                .split("number:")
                .map(|part| part.trim_start_matches(char::is_numeric).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!((texts(&all.init), texts(&all.step)), (texts(&bare.init), texts(&bare.step)), "{name}");
        assert!(bare.fields.iter().all(|field| field.range.is_none()), "{name}");
        assert!(bare.title.is_empty() && all.outs.len() == bare.outs.len() && all.vaults == bare.vaults);
    }
}
