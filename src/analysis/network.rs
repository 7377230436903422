//! What a network is worth by its number of users: laws that were proposed, their
//! fit to data, and how the number of users grows.
//!
//! The laws disagree by orders of magnitude, and which one fits depends on the
//! network and its age: Zhang, Liu & Xu found Metcalfe's law for Facebook and
//! Tencent in 2015, and a cube law for later data in 2023. So a law is a choice to
//! be named, and [`fit`] says how well each agrees with figures at hand.

use crate::num::math::{LN_2, exp, exp2, ln, ln_1p, logistic, pow};
use crate::num::stats::{dot, mean, sum};

/// A law with one coefficient: value = a·f(n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// f = n: an audience, each worth the same. Sarnoff, of broadcasting.
    Sarnoff,
    /// f = n·ln n. Odlyzko & Tilly (2005).
    Odlyzko,
    /// f = n·H_n, H_n = 1 + 1/2 + … + 1/n: others are worth less, the less one
    /// has to do with them, by Zipf's law. Odlyzko & Tilly (2005).
    Zipf,
    /// f = n². Metcalfe.
    Metcalfe,
    /// f = n(n − 1)/2: the pairs. Metcalfe, exactly.
    Pairs,
    /// f = n³. Zhang, Liu & Xu (2023), as a fit.
    Cube,
}

impl Law {
    /// All laws, from the slowest growth to the fastest.
    pub const ALL: [Law; 6] = [Law::Sarnoff, Law::Odlyzko, Law::Zipf, Law::Pairs, Law::Metcalfe, Law::Cube];

    /// f(n): the value of n users in units of the coefficient.
    ///
    /// **Units.** n ≥ 0 users, fractions allowed; result without unit.
    /// **Guarantees.** 0 for n = 0; grows with n from n = 1 on.
    /// **Errors.** NaN for n < 0 where there is a logarithm.
    /// **Source.** Odlyzko & Tilly, "A refutation of Metcalfe's Law and a better
    /// estimate for the value of networks and network interconnections" (2005).
    pub fn value(self, n: f64) -> f64 {
        match self {
            Law::Sarnoff => n,
            Law::Odlyzko if n == 0.0 => 0.0,
            Law::Odlyzko => n * ln(n),
            Law::Zipf => n * harmonic(n),
            Law::Metcalfe => n * n,
            Law::Pairs => n * (n - 1.0) / 2.0,
            Law::Cube => n * n * n,
        }
    }

    /// How reports and vectors call it.
    pub fn name(self) -> &'static str {
        match self {
            Law::Sarnoff => "sarnoff",
            Law::Odlyzko => "odlyzko",
            Law::Zipf => "zipf",
            Law::Metcalfe => "metcalfe",
            Law::Pairs => "pairs",
            Law::Cube => "cube",
        }
    }
}

/// The harmonic number H_n = Σ_{k=1…n} 1/k, continued to fractions (digamma of
/// n + 1, plus Euler's constant).
///
/// **Guarantees.** Relative error below 1e-14 for n ≥ 0. NaN for n < 0.
/// **Source.** Asymptotic series, NIST Digital Library 5.11.2, after shifting n
/// above 16 by H_n = H_{n+1} − 1/(n + 1).
pub fn harmonic(n: f64) -> f64 {
    const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;
    if n.is_nan() || n < 0.0 {
        return f64::NAN;
    }
    if n == 0.0 {
        return 0.0;
    }
    let (mut x, mut shifted) = (n, 0.0);
    while x < 16.0 {
        x += 1.0;
        shifted += 1.0 / x;
    }
    let square = 1.0 / (x * x);
    let series = square * (1.0 / 12.0 - square * (1.0 / 120.0 - square * (1.0 / 252.0 - square / 240.0)));
    (ln(x) - shifted) + EULER_GAMMA + 0.5 / x - series
}

/// Reed's law, the number of groups of two or more among n users, as log₂.
///
/// **Formula.** log₂(2ⁿ − n − 1), by way of n + log₂(1 − (n + 1)/2ⁿ), because 2ⁿ
/// itself overflows beyond n = 1023.
/// **Units.** n users; result in bits.
/// **Errors.** −∞ for n = 0 and 1 (no groups), NaN between them and below.
/// **Source.** Reed, "The law of the pack", Harvard Business Review (February
/// 2001).
pub fn log2_reed(n: f64) -> f64 {
    n + ln_1p(-(n + 1.0) * exp2(-n)) / LN_2
}

/// A law fitted to data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// The law.
    pub law: Law,
    /// Its coefficient a, in units of the value per f(n).
    pub a: f64,
    /// Root of the mean squared deviation, in units of the value.
    pub rmsd: f64,
}

/// Laws next to data.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Each law, in the order in which they were asked for.
    pub laws: Vec<Fitted>,
    /// Exponent b of v = a·n^b, by regression of ln v on ln n.
    pub exponent: f64,
    /// Index of the law with the smallest deviation; of equal ones the first.
    pub best: usize,
}

/// Fits laws to the values of a network at several numbers of users.
///
/// **Formula.** a = Σ v·f / Σ f² (least squares through the origin); RMSD =
/// √(Σ(v − a·f)²/N). Exponent: slope of the least-squares line of ln v on ln n.
/// **Units.** n users; v in any unit of value.
/// **Assumes.** Deviations are alike in size at all n, so large networks decide
/// the coefficients; in the logarithm, for the exponent, they count alike.
/// **Errors.** None without laws, with fewer than two points, where the numbers
/// of users are all the same, and for values or numbers that are not positive.
/// **Source.** Zhang, Liu & Xu, "Tencent and Facebook data validate Metcalfe's
/// law", Journal of Computer Science and Technology 30 (2015) 246–251, for the
/// choice by RMSD; the fitted exponent: the same, 38 (2023).
pub fn fit(users: &[f64], values: &[f64], laws: &[Law]) -> Option<Fit> {
    let positive = |x: &f64| x.is_finite() && *x > 0.0;
    if users.len() != values.len() || users.len() < 2 || !users.iter().chain(values).all(positive) {
        return None;
    }
    let logs = |xs: &[f64]| -> Vec<f64> { xs.iter().map(|x| ln(*x)).collect() };
    let exponent = slope(&logs(users), &logs(values)).filter(|slope| slope.is_finite())?;
    let laws: Vec<Fitted> = laws.iter().map(|law| fit_one(*law, users, values)).collect();
    let best = (0..laws.len()).min_by(|a, b| laws[*a].rmsd.total_cmp(&laws[*b].rmsd))?;
    Some(Fit { laws, exponent, best })
}

fn fit_one(law: Law, users: &[f64], values: &[f64]) -> Fitted {
    let f: Vec<f64> = users.iter().map(|n| law.value(*n)).collect();
    let a = dot(values, &f) / dot(&f, &f);
    let squares: Vec<f64> = values.iter().zip(&f).map(|(v, f)| (v - a * f) * (v - a * f)).collect();
    Fitted { law, a, rmsd: (sum(&squares) / squares.len() as f64).sqrt() }
}

/// Slope of the least-squares line; none if all x are alike.
fn slope(xs: &[f64], ys: &[f64]) -> Option<f64> {
    let (x, y) = (mean(xs), mean(ys));
    let centred: Vec<f64> = xs.iter().map(|v| v - x).collect();
    let spread = dot(&centred, &centred);
    let rises: Vec<f64> = ys.iter().map(|v| v - y).collect();
    (spread > 0.0).then(|| dot(&centred, &rises) / spread)
}

/// Tencent's coefficient of [`Law::Metcalfe`]: US dollars of yearly revenue per
/// square of monthly active users.
///
/// **Source.** Zhang, Liu & Xu (2015), as quoted: 7.39e-9.
pub const TENCENT_2015: f64 = 7.39e-9;

/// Facebook's, in the same units.
///
/// **Source.** Zhang, Liu & Xu (2015), as quoted: 5.70e-9.
pub const FACEBOOK_2015: f64 = 5.70e-9;

/// A network whose value grows as the exponential of a root of its users.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alabi {
    /// C: the value of nobody, in units of value.
    pub scale: f64,
    /// k: how fast it grows, per root of users.
    pub rate: f64,
    /// r: which root, > 0.
    pub root: f64,
}

impl Alabi {
    /// Value of n users.
    ///
    /// **Formula.** C·e^(k·n^(1/r)).
    /// **Units.** n ≥ 0 users; result in those of C.
    /// **Errors.** NaN for n < 0; infinite beyond all doubles.
    /// **Source.** Alabi, "Digital blockchain networks appear to be following
    /// Metcalfe's Law", Electronic Commerce Research and Applications 24 (2017)
    /// 23–29.
    pub fn value(&self, n: f64) -> f64 {
        self.scale * exp(self.rate * pow(n, 1.0 / self.root))
    }

    /// By how many percent the value grows with one percent more users:
    /// k·n^(1/r)/r.
    pub fn elasticity(&self, n: f64) -> f64 {
        self.rate * pow(n, 1.0 / self.root) / self.root
    }
}

/// Price of a coin, if a network of n users is worth its pairs.
///
/// **Formula.** A·n(n − 1)/2/(issued·(1 − lost)).
/// **Units.** `per_pair` A in money per pair of users; `issued` in coins; `lost`
/// as a share of them, 0 ≤ lost < 1; result in money per coin.
/// **Errors.** Infinite where no coin is left.
/// **Source.** Peterson, "Metcalfe's Law as a model for Bitcoin's value",
/// Alternative Investment Analyst Review 7 (2018) 9–18: value by pairs over a
/// supply; the share of lost coins is what is taken off that supply here.
pub fn price_by_pairs(per_pair: f64, n: f64, issued: f64, lost: f64) -> f64 {
    per_pair * Law::Pairs.value(n) / (issued * (1.0 - lost))
}

/// Growth of a network that saturates ("netoid").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Netoid {
    /// p: users that it saturates at, > 0.
    pub peak: f64,
    /// v: speed, per unit of time, > 0.
    pub speed: f64,
    /// h: when half of the peak is reached, in units of time.
    pub half_time: f64,
}

impl Netoid {
    /// Users at time t.
    ///
    /// **Formula.** p/(1 + e^(−v(t − h))).
    /// **Units.** Users; t in the unit of h.
    /// **Source.** Metcalfe, "Metcalfe's Law after 40 years of Ethernet", IEEE
    /// Computer 46 (2013) 26–31; fitted by Zhang, Liu & Xu (2015).
    pub fn users(&self, t: f64) -> f64 {
        self.peak * logistic(self.speed * (t - self.half_time))
    }

    /// New users per unit of time at time t: v·n·(1 − n/p).
    pub fn slope(&self, t: f64) -> f64 {
        let reached = logistic(self.speed * (t - self.half_time));
        self.peak * self.speed * reached * (1.0 - reached)
    }

    /// The fastest growth, which is at h: p·v/4 users per unit of time.
    pub fn max_slope(&self) -> f64 {
        self.peak * self.speed / 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmonic_numbers_are_sums_and_go_on_between_them() {
        for n in [1_u32, 2, 5, 15, 16, 17, 1000] {
            let direct: f64 = (1..=n).rev().map(|k| 1.0 / f64::from(k)).sum();
            assert!((harmonic(f64::from(n)) / direct - 1.0).abs() < 1e-14, "{n}");
        }
        // H_½ = 2 − 2·ln 2.
        assert!((harmonic(0.5) - (2.0 - 2.0 * LN_2)).abs() < 1e-14);
        assert_eq!(harmonic(0.0), 0.0);
        assert!(harmonic(-1.0).is_nan() && harmonic(f64::NAN).is_nan());
    }

    #[test]
    fn reed_counts_groups_and_does_not_overflow() {
        for n in 2_u32..20 {
            let groups = f64::from((1_u32 << n) - n - 1);
            assert!((exp2(log2_reed(f64::from(n))) / groups - 1.0).abs() < 1e-12, "{n}");
        }
        assert_eq!(log2_reed(1e6), 1e6);
        assert_eq!((log2_reed(0.0), log2_reed(1.0)), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    }

    #[test]
    fn laws_stand_in_the_order_of_their_growth() {
        for n in [0.0, 1e3, 1e6] {
            let values = Law::ALL.map(|law| law.value(n));
            assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{values:?}");
        }
    }

    #[test]
    fn each_law_is_found_in_its_own_data() {
        let users = [3.0, 10.0, 55.0, 140.0];
        for (at, law) in Law::ALL.into_iter().enumerate() {
            let values: Vec<f64> = users.iter().map(|n| 0.7 * law.value(*n)).collect();
            let found = fit(&users, &values, &Law::ALL).unwrap();
            assert_eq!(found.best, at);
            assert!((found.laws[at].a - 0.7).abs() < 1e-13, "{law:?}");
        }
        let cubes = users.map(|n| 2.0 * n * n * n);
        assert!((fit(&users, &cubes, &[Law::Cube]).unwrap().exponent - 3.0).abs() < 1e-13);
    }

    #[test]
    fn data_that_say_nothing_are_refused() {
        let all = &Law::ALL;
        assert_eq!(fit(&[1.0], &[1.0], all), None);
        assert_eq!(fit(&[1.0, 2.0], &[1.0], all), None);
        assert_eq!(fit(&[5.0, 5.0], &[1.0, 2.0], all), None);
        assert_eq!(fit(&[5.0, 6.0], &[1.0, 0.0], all), None);
        assert_eq!(fit(&[5.0, f64::NAN], &[1.0, 2.0], all), None);
        assert_eq!(fit(&[5.0, 6.0], &[1.0, 2.0], &[]), None);
    }

    #[test]
    fn growth_is_fastest_half_way() {
        let network = Netoid { peak: 200.0, speed: 0.5, half_time: 10.0 };
        assert_eq!(network.users(10.0), 100.0);
        assert_eq!(network.slope(10.0), network.max_slope());
        let numeric = (network.users(4.0 + 1e-5) - network.users(4.0 - 1e-5)) / 2e-5;
        assert!((network.slope(4.0) - numeric).abs() < 1e-8);
        assert!(network.users(1e9) == 200.0 && network.users(-1e9) == 0.0);
    }

    #[test]
    fn an_exponential_of_a_root_grows_by_its_elasticity() {
        let law = Alabi { scale: 3.0, rate: 0.01, root: 2.0 };
        assert_eq!(law.value(0.0), 3.0);
        let (n, more) = (250_000.0, 1.000_001);
        let numeric = ln(law.value(n * more) / law.value(n)) / ln(more);
        assert!((numeric - law.elasticity(n)).abs() < 1e-5);
    }

    #[test]
    fn lost_coins_make_the_others_dearer() {
        let price = |lost| price_by_pairs(2e-4, 1e6, 1.8e7, lost);
        assert!((price(0.5) - 2.0 * price(0.0)).abs() < 1e-12);
        assert!((price(0.0) * 1.8e7 - 2e-4 * Law::Pairs.value(1e6)).abs() < 1e-6);
        assert_eq!(price(1.0), f64::INFINITY);
    }
}
