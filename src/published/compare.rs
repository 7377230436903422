//! What was printed beside what came out.

use super::{Case, Figure, Published};
use crate::num::decimal;
use crate::record;
use crate::report::number::{grouped, shown_unit};
use crate::report::word::within_sentence;
use crate::simulate::{Distribution, Summary};

/// Digits that are shown beyond the printed ones: enough to see that they were
/// computed, not copied.
const BEYOND: usize = 2;

/// Digits that a double has.
const DIGITS: usize = 16;

/// No two doubles that mean the same number are farther apart than this, relative
/// to their size: for figures that were printed to the last bit.
const LAST_BITS: f64 = 1e-15;

record! {
    /// A figure and what it came to.
    pub struct Row {
        /// Label of the case, under which its figures stand; empty if a figure stands
        /// for itself.
        pub case: String,
        /// What it is; of the only figure of a case, also which case.
        pub label: String,
        /// As published, with its unit.
        pub published: String,
        /// What the engine gives, with a few digits more.
        pub here: String,
        /// The engine's less the published figure, with its sign; of a figure that
        /// luck decides also in standard errors.
        pub difference: String,
        /// Whether luck decides it.
        pub luck: bool,
        /// Whether it is close enough.
        pub agrees: bool,
    }
}

/// What all rows of a result come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether every figure is close enough.
    pub agrees: bool,
    /// The same in a sentence.
    pub text: String,
}

impl Published {
    /// The rows of a case, once its run set is summed up.
    pub fn compare(&self, case: &Case, summary: &Summary) -> Vec<Row> {
        case.figures.iter().map(|figure| self.row(case, figure, Some(summary))).collect()
    }

    /// The rows of a case before anything is known.
    pub fn expected(&self, case: &Case) -> Vec<Row> {
        case.figures.iter().map(|figure| self.row(case, figure, None)).collect()
    }

    fn row(&self, case: &Case, figure: &Figure, summary: Option<&Summary>) -> Row {
        let metric = self.document.metrics.iter().find(|metric| metric.id == figure.metric);
        let (label, unit) = metric.map_or((&*figure.metric, ""), |metric| (&metric.label, &metric.unit));
        let with_unit = |number: String| match shown_unit(unit) {
            "" => number,
            unit => format!("{number} {unit}"),
        };
        let alone = case.figures.len() == 1 && !case.label.is_empty();
        let mut row = Row {
            case: if alone { String::new() } else { case.label.clone() },
            label: match alone {
                true => format!("{}: {}", case.label, within_sentence(label)),
                false => label.to_owned(),
            },
            published: with_unit(figure.published.clone()),
            here: String::new(),
            difference: String::new(),
            luck: figure.errors.is_some(),
            agrees: false,
        };
        let Some(summary) = summary else { return row };
        let found = summary.metrics.iter().find(|metric| metric.id == figure.metric);
        let (Some(metric), Some(printed)) = (found, Printed::read(&figure.published)) else {
            row.here = "not computed".to_owned();
            return row;
        };
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let value = metric.last.mean * scale;
        let difference = value - printed.value;
        row.here = with_unit(printed.like(value));
        row.difference = signed(difference);
        match figure.errors {
            None => row.agrees = difference.abs() <= printed.margin(),
            Some(errors) => {
                let error = standard_error(&metric.last, summary.runs) * scale;
                row.agrees = difference.abs() <= errors * error;
                row.difference += &format!(" ({:.1} standard errors)", difference.abs() / error);
            }
        }
        row
    }
}

/// Standard error of a mean: sd/√n.
fn standard_error(distribution: &Distribution, runs: u64) -> f64 {
    distribution.sd / (runs as f64).sqrt()
}

/// A number as it was printed.
struct Printed {
    value: f64,
    decimals: usize,
    grouped: bool,
}

impl Printed {
    fn read(text: &str) -> Option<Printed> {
        let bare = text.replace(',', "");
        let decimals = bare.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        Some(Printed { value: decimal::parse(&bare)?, decimals, grouped: bare.len() < text.len() })
    }

    /// Half a unit of the last printed digit, and the last bits.
    fn margin(&self) -> f64 {
        let half = decimal::parse(&format!("0.5e-{}", self.decimals)).unwrap_or(0.0);
        half + LAST_BITS * self.value.abs()
    }

    /// Another number written in the same way, with a few digits more where they
    /// are not zero.
    fn like(&self, value: f64) -> String {
        let whole = format!("{:.0}", value.abs()).trim_start_matches('0').len();
        let places = (self.decimals + BEYOND).min(DIGITS.saturating_sub(whole)).max(self.decimals);
        let text = format!("{value:.places$}");
        // What the printed number has stays, the point only if it has one.
        let more = places - self.decimals;
        let least = text.len() - more - usize::from(self.decimals == 0 && more > 0);
        let short = text.trim_end_matches('0').len().max(least);
        let text = text[..short].trim_end_matches('.');
        if self.grouped { grouped(text) } else { text.to_owned() }
    }
}

/// A difference to two digits, with its sign.
fn signed(difference: f64) -> String {
    let size = difference.abs();
    if difference == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{difference:+.1e}");
    let rounded = decimal::parse(&text).filter(|_| (1e-5..1e6).contains(&size));
    rounded.map_or(text, |rounded| if rounded > 0.0 { format!("+{rounded}") } else { rounded.to_string() })
}

/// What the rows of a result come to.
pub fn verdict(rows: &[Row]) -> Verdict {
    let off = rows.iter().filter(|row| !row.agrees).count();
    let all = match rows.len() {
        1 => "The number".to_owned(),
        2 => "Both numbers".to_owned(),
        count => format!("All {count} numbers"),
    };
    let are = if rows.len() == 1 { "is" } else { "are" };
    let text = match (off, rows.iter().any(|row| row.luck)) {
        (0, false) => format!("{all} {are} equal to the last digit printed."),
        (0, true) => format!("{all} {are} within what luck explains."),
        (1, _) => format!("1 of {} numbers differs.", rows.len()),
        _ => format!("{off} of {} numbers differ.", rows.len()),
    };
    Verdict { agrees: off == 0, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(printed: &str, value: f64) -> String {
        Printed::read(printed).map(|printed| printed.like(value)).unwrap_or_default()
    }

    #[test]
    fn numbers_are_written_like_the_printed_ones() {
        assert_eq!(like("132,576.35", 132_576.351_239), "132,576.3512");
        assert_eq!(like("25,000.00", 25_000.0), "25,000.00");
        assert_eq!(like("25,000", 25_000.0), "25,000");
        assert_eq!(like("2795", 2795.5), "2795.5");
        assert_eq!(like("1.50", 1.5), "1.50");
        assert_eq!(like("10", 9.999), "10");
        assert_eq!(like("0.5", -0.25), "-0.25");
        assert_eq!(
            like("0.9057236642639067", 0.905_723_664_263_906_8),
            "0.9057236642639068",
            "no more than there is"
        );
    }

    #[test]
    fn differences_have_a_sign_and_two_digits() {
        let cases =
            [(0.0, "0"), (0.001_239, "+0.0012"), (-2.5, "-2.5"), (-1.46e-11, "-1.5e-11"), (3e7, "+3.0e7")];
        for (difference, text) in cases {
            assert_eq!(signed(difference), text);
        }
    }

    #[test]
    fn a_printed_figure_holds_to_half_of_its_last_digit() {
        let margin = |text: &str| Printed::read(text).map_or(f64::NAN, |printed| printed.margin());
        assert!((margin("1.91") - 0.005).abs() < 1e-14);
        assert!((margin("189,000,000") - 0.5).abs() < 1e-6);
        assert!(margin("0.9057236642639067") < 1.1e-15, "a last bit or two");
        assert!(Printed::read("many").is_none());
    }

    #[test]
    fn verdicts_count_what_is_off() {
        let row = |agrees, luck| Row {
            case: String::new(),
            label: String::new(),
            published: String::new(),
            here: String::new(),
            difference: String::new(),
            luck,
            agrees,
        };
        let text = |rows: &[Row]| verdict(rows).text;
        assert_eq!(text(&[row(true, false)]), "The number is equal to the last digit printed.");
        assert_eq!(text(&[row(true, false), row(true, true)]), "Both numbers are within what luck explains.");
        assert_eq!(text(&[row(true, false), row(false, false)]), "1 of 2 numbers differs.");
        assert_eq!(text(&[row(false, true), row(false, false)]), "2 of 2 numbers differ.");
        assert!(!verdict(&[row(true, false), row(false, false)]).agrees);
    }
}
