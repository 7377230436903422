//! The objective: from measured values to one score between 0 and 1.

use crate::num::math::{exp, expm1, ln, logistic, pow};
use crate::project::{Curve, Goal};

/// An exponential curve that bends less than this is a straight line to the eye.
const STRAIGHT: f64 = 0.1;

/// How good a value is, 0 (worst or beyond) to 1 (best or beyond).
///
/// **Formula.** z = (x − worst)/(best − worst), clamped to 0…1, then the curve:
/// z; (1 − e^(−az))/(1 − e^(−a)); z^p; a logistic function rescaled to run from
/// 0 to 1; exp(−((z − target)/width)²/2).
/// **Units.** x, worst and best in one unit; result a ratio.
/// **Assumes.** Preferences over one quantity do not depend on the others.
/// **Guarantees.** 0 to 1; monotone in x but for the gaussian curve. `best` may
/// be below `worst`. Where the two are equal, the utility steps from 0 to 1
/// there. Curves with a = 0 or k = 0 are linear, their limit.
/// **Errors.** NaN for x = NaN.
/// **Source.** Keeney & Raiffa, "Decisions with Multiple Objectives" (1976), for
/// the exponential form; the others are common choices.
pub fn utility(curve: &Curve, worst: f64, best: f64, x: f64) -> f64 {
    let z = normalise(worst, best, x);
    match *curve {
        Curve::Linear {} => z,
        Curve::Exponential { a: 0.0 } => z,
        // The rising exponential overflows for very negative a; its mirror
        // image does not.
        Curve::Exponential { a } if a < 0.0 => exp(-a * (z - 1.0)) * expm1(a * z) / expm1(a),
        Curve::Exponential { a } => expm1(-a * z) / expm1(-a),
        Curve::Power { p } => pow(z, p),
        Curve::Logistic { k: 0.0, .. } => z,
        Curve::Logistic { k, mid } => {
            let (low, high) = (logistic(-k * mid), logistic(k * (1.0 - mid)));
            (logistic(k * (z - mid)) - low) / (high - low)
        }
        Curve::Gaussian { target, width } => {
            let distance = (z - target) / width;
            exp(-0.5 * distance * distance)
        }
    }
}

/// The point by which the shape of a curve is taken hold of, as a share of the way from
/// worst to best and the utility there: the middle; where a curve has a steepest point or
/// a target, that.
pub fn handle(curve: &Curve) -> (f64, f64) {
    let z = match *curve {
        Curve::Linear {} | Curve::Exponential { .. } | Curve::Power { .. } => 0.5,
        Curve::Logistic { mid, .. } => mid,
        Curve::Gaussian { target, .. } => target,
    };
    (z, utility(curve, 0.0, 1.0, z))
}

/// The curve of the same kind that has its handle as near to a point as it can, which is
/// given like [`handle`] gives it. A straight line that is bent is exponential, and an
/// exponential curve without a bend is straight.
///
/// **Formula.** At the middle the exponential curve is 1/(1 + e^(−a/2)) and the power
/// 2^(−p), solved for a and p; the others keep their width.
/// **Guarantees.** A curve that is valid: the utility in the middle is kept between 2 and
/// 98 %.
pub fn pulled(curve: &Curve, (z, u): (f64, f64)) -> Curve {
    let (z, u) = (z.clamp(0.0, 1.0), u.clamp(0.02, 0.98));
    // Two digits of a parameter are all that a hand can mean.
    let neat = |x: f64| (x * 100.0).round() / 100.0;
    match *curve {
        Curve::Linear {} | Curve::Exponential { .. } => match neat(2.0 * ln(u / (1.0 - u))) {
            a if a.abs() < STRAIGHT => Curve::Linear {},
            a => Curve::Exponential { a },
        },
        Curve::Power { .. } => Curve::Power { p: neat(-ln(u) / ln(2.0)).max(0.01) },
        Curve::Logistic { k, .. } => Curve::Logistic { k, mid: neat(z) },
        Curve::Gaussian { width, .. } => Curve::Gaussian { target: neat(z), width },
    }
}

fn normalise(worst: f64, best: f64, x: f64) -> f64 {
    if worst == best && !x.is_nan() {
        return if x >= best { 1.0 } else { 0.0 };
    }
    ((x - worst) / (best - worst)).clamp(0.0, 1.0)
}

/// The weighted mean of utilities: Σwu/Σw; NaN without weight.
///
/// **Units.** Ratios in, ratio out; only the ratios of the weights matter.
/// **Source.** Additive value model, Keeney & Raiffa (1976).
pub fn score(parts: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let (mut weighted, mut weights) = (0.0, 0.0);
    for (weight, utility) in parts {
        weighted += weight * utility;
        weights += weight;
    }
    weighted / weights
}

/// Whether a value is on the wrong side of a goal's limit.
///
/// **Formula.** x < limit where best is above worst, else x > limit.
/// **Units.** Those of the goal's statistic.
/// **Errors.** A value that is no number breaks every limit: no run reached the end.
/// **Source.** A constraint beside the additive value model, Keeney & Raiffa (1976).
pub fn breaks_limit(goal: &Goal, x: f64) -> bool {
    let kept = |limit: f64| if goal.best > goal.worst { x >= limit } else { x <= limit };
    goal.limit.is_some_and(|limit| !kept(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves() -> Vec<Curve> {
        vec![
            Curve::Linear {},
            Curve::Exponential { a: 2.0 },
            Curve::Exponential { a: -3.0 },
            Curve::Exponential { a: 900.0 },
            Curve::Exponential { a: -900.0 },
            Curve::Exponential { a: 0.0 },
            Curve::Power { p: 0.5 },
            Curve::Power { p: 3.0 },
            Curve::Logistic { k: 8.0, mid: 0.4 },
            Curve::Logistic { k: 0.0, mid: 0.4 },
        ]
    }

    #[test]
    fn a_curve_that_is_pulled_goes_through_that_point() {
        for curve in curves() {
            let (z, u) = handle(&curve);
            assert!((0.0..=1.0).contains(&z) && (0.0..=1.0).contains(&u), "{curve:?}");
            let there = handle(&pulled(&curve, (0.5, 0.8)));
            let near = match curve {
                Curve::Logistic { .. } | Curve::Gaussian { .. } => there.0 == 0.5,
                _ => (there.1 - 0.8).abs() < 0.01,
            };
            assert!(near, "{curve:?}: {there:?}");
            for far in [(-3.0, -3.0), (3.0, 3.0)] {
                let (z, u) = handle(&pulled(&curve, far));
                assert!((0.0..=1.0).contains(&z) && (0.0..=1.0).contains(&u), "{curve:?}");
            }
        }
        assert_eq!(pulled(&Curve::Exponential { a: 3.0 }, (0.5, 0.505)), Curve::Linear {});
        assert!(matches!(pulled(&Curve::Linear {}, (0.5, 0.3)), Curve::Exponential { a } if a < 0.0));
    }

    #[test]
    fn monotone_curves_run_from_0_at_the_worst_to_1_at_the_best() {
        for curve in curves() {
            for (worst, best) in [(10.0, 30.0), (30.0, 10.0)] {
                let at = |z: f64| utility(&curve, worst, best, worst + z * (best - worst));
                assert_eq!((at(0.0), at(-5.0)), (0.0, 0.0), "{curve:?}");
                assert!((at(1.0) - 1.0).abs() < 1e-15 && at(2.0) == at(1.0), "{curve:?}");
                let steps: Vec<f64> = (0..=50).map(|i| at(f64::from(i) / 50.0)).collect();
                assert!(steps.windows(2).all(|pair| pair[0] <= pair[1]), "{curve:?}: {steps:?}");
            }
        }
    }

    #[test]
    fn values_in_between() {
        let u = |curve: Curve, z| utility(&curve, 0.0, 1.0, z);
        assert!((u(Curve::Exponential { a: 2.0 }, 0.6875) - 0.864_104_189_415_782).abs() < 1e-15);
        let (a, z): (f64, f64) = (-1.5, 0.3);
        let direct = (1.0 - exp(-a * z)) / (1.0 - exp(-a));
        assert!((u(Curve::Exponential { a }, z) - direct).abs() < 1e-15);
        assert_eq!(u(Curve::Power { p: 0.5 }, 0.25), 0.5);
        assert!((u(Curve::Logistic { k: 6.0, mid: 0.5 }, 0.5) - 0.5).abs() < 1e-15);
        assert_eq!(u(Curve::Gaussian { target: 0.3, width: 0.1 }, 0.3), 1.0);
        assert!((u(Curve::Gaussian { target: 0.3, width: 0.1 }, 0.4) - exp(-0.5)).abs() < 1e-15);
    }

    #[test]
    fn degenerate_ranges_and_values() {
        assert_eq!(utility(&Curve::Linear {}, 5.0, 5.0, 5.0), 1.0);
        assert_eq!(utility(&Curve::Linear {}, 5.0, 5.0, 4.9), 0.0);
        assert_eq!(utility(&Curve::Linear {}, 0.0, 1.0, f64::INFINITY), 1.0);
        for curve in curves() {
            assert!(utility(&curve, 0.0, 1.0, f64::NAN).is_nan(), "{curve:?}");
        }
        assert!(utility(&Curve::Linear {}, 5.0, 5.0, f64::NAN).is_nan());
    }

    #[test]
    fn limits_are_kept_on_the_side_of_the_best() {
        let goal = |best: f64, limit| Goal {
            metric: "x".to_owned(),
            label: String::new(),
            over: Default::default(),
            statistic: Default::default(),
            worst: 10.0,
            best,
            curve: Curve::default(),
            limit,
            weight: 1.0,
        };
        let broken = |best, x| breaks_limit(&goal(best, Some(15.0)), x);
        assert_eq!([14.9, 15.0, 30.0].map(|x| broken(20.0, x)), [true, false, false]);
        assert_eq!([14.9, 15.0, 30.0].map(|x| broken(0.0, x)), [false, false, true]);
        assert!(broken(20.0, f64::NAN) && !breaks_limit(&goal(20.0, None), f64::NAN));
    }

    #[test]
    fn the_score_weighs_utilities() {
        assert_eq!(score([(2.0, 1.0), (6.0, 0.5)]), 0.625);
        assert!(score([]).is_nan());
    }
}
