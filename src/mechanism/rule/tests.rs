//! The catalogue can be read, and says the same without its words.

use super::*;

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

#[test]
fn what_cannot_be_read_is_told_by_line() {
    for (text, line) in [
        ("title X\nstep\n  jump high", 3),
        ("field a thing | what", 1),
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
            rule.fields.iter().map(|f| (f.name.clone(), f.default.clone())).collect::<Vec<_>>()
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
