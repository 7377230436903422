//! What a network is worth by its users, as formulas of metrics: the laws of
//! [`crate::analysis::network`] in the formula language, with where they come from.

use crate::analysis::network::{Law, fit};
use crate::num::decimal;
use crate::num::math::{exp, ln};

/// How value follows from users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// a·n².
    Square,
    /// a·n·ln n.
    Logarithm,
    /// a·n·(1 + 1/2 + … + 1/n).
    Zipf,
    /// a·n^b, where the exponent is what data say.
    Fitted,
}

/// A law with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valued {
    /// The law.
    pub growth: Growth,
    /// The coefficient, in units of value.
    pub a: f64,
    /// The exponent; 2 unless it is fitted.
    pub exponent: f64,
    /// Root of the mean squared deviation from the data, in units of value.
    pub off: f64,
}

impl Growth {
    /// All of them.
    pub const ALL: [Growth; 4] = [Growth::Square, Growth::Logarithm, Growth::Zipf, Growth::Fitted];

    /// Its name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Growth::Square => "square",
            Growth::Logarithm => "logarithm",
            Growth::Zipf => "zipf",
            Growth::Fitted => "fitted",
        }
    }

    /// What it says, in words.
    pub fn words(self) -> &'static str {
        match self {
            Growth::Square => "a n²: everybody is worth something to everybody (Metcalfe)",
            Growth::Logarithm => "a n ln n: most of the others are worth little (Odlyzko, Tilly)",
            Growth::Zipf => "a n (1 + 1/2 + … + 1/n): each next one is worth less (Zipf)",
            Growth::Fitted => "a n^b: the exponent that fits the figures",
        }
    }

    /// Where it comes from.
    pub fn source(self) -> &'static str {
        match self {
            Growth::Square => {
                "Metcalfe's law; Zhang, Liu & Xu, Journal of Computer Science and Technology 30 (2015) 246-251"
            }
            Growth::Logarithm | Growth::Zipf => "Odlyzko & Tilly, A refutation of Metcalfe's Law (2005)",
            Growth::Fitted => {
                "Regression of ln value on ln users: Zhang, Liu & Xu, Journal of Computer Science and Technology 38 (2023)"
            }
        }
    }
}

impl Valued {
    /// The law as a formula of the language, of a formula that counts users.
    ///
    /// **Units.** Users as they are; the result in those of `a`.
    /// **Assumes.** Fewer than one user count as one where there is a logarithm; 1 + … + 1/n
    /// is ln n + 0.5772 + 1/(2n), which is within 1 % from one user on.
    pub fn formula(&self, users: &str) -> String {
        let (a, some) = (decimal_of(self.a), format!("max({users}, 1)"));
        match self.growth {
            Growth::Square => format!("{a} * ({users}) ^ 2"),
            Growth::Logarithm => format!("{a} * ({users}) * ln({some})"),
            Growth::Zipf => format!("{a} * ({users}) * (ln({some}) + 0.5772 + 0.5 / {some})"),
            Growth::Fitted => format!("{a} * ({users}) ^ {}", decimal_of(self.exponent)),
        }
    }
}

/// Six digits, which is more than figures of networks have, without an exponent: the
/// language has none.
fn decimal_of(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let size = crate::num::math::log10(value.abs()).floor() as i32;
    let digits = usize::try_from(5 - size).unwrap_or(0).min(30);
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Users and values, a pair a line; none if a line is no pair of positive numbers.
pub fn points(text: &str) -> Option<(Vec<f64>, Vec<f64>)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let mut numbers = line.split([' ', '\t', ';']).filter(|part| !part.is_empty()).map(|part| {
            let number = decimal::parse(part.trim_end_matches(','))?;
            (number.is_finite() && number > 0.0).then_some(number)
        });
        match (numbers.next()??, numbers.next()??, numbers.next()) {
            (users, value, None) => Some((users, value)),
            _ => None,
        }
    };
    lines.map(pair).collect::<Option<Vec<_>>>().map(|all| all.into_iter().unzip())
}

/// All laws next to figures, the nearest first; none with fewer than two different numbers
/// of users.
pub fn fitted(users: &[f64], values: &[f64]) -> Option<Vec<Valued>> {
    let laws = [Law::Metcalfe, Law::Odlyzko, Law::Zipf];
    let found = fit(users, values, &laws)?;
    let growths = [Growth::Square, Growth::Logarithm, Growth::Zipf];
    let by_law = growths.iter().zip(&found.laws);
    let mut all: Vec<Valued> = by_law
        .map(|(growth, law)| Valued { growth: *growth, a: law.a, exponent: 2.0, off: law.rmsd })
        .collect();
    let count = users.len() as f64;
    let mean = |all: &[f64]| all.iter().map(|value| ln(*value)).sum::<f64>() / count;
    let a = exp(mean(values) - found.exponent * mean(users));
    let squares = users.iter().zip(values).map(|(users, value)| {
        let off = value - a * exp(found.exponent * ln(*users));
        off * off
    });
    let off = (squares.sum::<f64>() / count).sqrt();
    all.push(Valued { growth: Growth::Fitted, a, exponent: found.exponent, off });
    all.sort_by(|one, other| one.off.total_cmp(&other.off));
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::model::{Change, ModelEdit};
    use crate::json::Json;
    use crate::project::Project;

    #[test]
    fn figures_that_follow_a_law_find_it() {
        let (users, squares) = points("10 200\n20 800\n\n 40\t3200").unwrap();
        let found = fitted(&users, &squares).unwrap();
        assert!(found[..2].iter().any(|law| law.growth == Growth::Square && (law.a - 2.0).abs() < 1e-9));
        let free = found.iter().find(|law| law.growth == Growth::Fitted).unwrap();
        assert!((free.exponent - 2.0).abs() < 1e-9 && (free.a - 2.0).abs() < 1e-9, "{free:?}");
        let cubes: Vec<f64> = users.iter().map(|n| 3.0 * n * n * n).collect();
        let first = fitted(&users, &cubes).unwrap()[0];
        assert_eq!((first.growth, (first.exponent * 1e6).round()), (Growth::Fitted, 3e6));
        assert_eq!(fitted(&[5.0, 5.0], &[1.0, 2.0]), None);
        assert_eq!(points("10 x"), None);
        assert_eq!(points("10"), None);
        assert_eq!(points("1 2 3"), None);
    }

    #[test]
    fn numbers_are_written_as_the_language_reads_them() {
        for (value, text) in [(7.39e-9, "0.00000000739"), (2.0, "2"), (1234567.0, "1234567"), (0.25, "0.25")]
        {
            assert_eq!(decimal_of(value), text);
            assert_eq!(decimal::parse(text), Some(value));
        }
        assert_eq!(decimal_of(0.0), "0");
    }

    #[test]
    fn the_formula_computes_what_the_law_says() {
        let text = include_str!("../../template/gallery/nft-marketplace.json");
        let project = Project::from_json(text).unwrap();
        let law_of = |growth| match growth {
            Growth::Square => Law::Metcalfe,
            Growth::Logarithm => Law::Odlyzko,
            _ => Law::Zipf,
        };
        for growth in Growth::ALL {
            let valued = Valued { growth, a: 0.5, exponent: 1.5, off: 0.0 };
            let mut changed = project.clone();
            let formula = Json::Text(valued.formula("10 * 4"));
            let change = Change::Text(formula.text().unwrap().to_owned());
            ModelEdit { path: "metrics.0.formula".to_owned(), change }.apply(&mut changed).unwrap();
            let found = crate::simulate::beginning(&changed).unwrap()[0];
            let wanted = match growth {
                Growth::Fitted => 0.5 * 40.0 * 40.0_f64.sqrt(),
                _ => 0.5 * law_of(growth).value(40.0),
            };
            // A share is shown in per cent.
            let apart = [found, found / 100.0, found * 100.0].map(|found| (found / wanted - 1.0).abs());
            assert!(apart.iter().any(|apart| *apart < 1e-3), "{growth:?}: {found} and {wanted}");
        }
    }
}
