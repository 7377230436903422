//! Weights of goals from what people can say: an order of importance, or how
//! much more important one goal is than another.

use crate::num::math::ln;
use crate::num::stats::sum;

/// Most goals that [`ahp`] compares. Saaty's random indices end here, and so
/// does patience: ten goals are 45 judgements.
pub const MOST_COMPARED: usize = 10;

/// The consistency ratio up to which judgements are accepted (Saaty 1980).
pub const ACCEPTED_RATIO: f64 = 0.1;

/// Mean consistency index of random judgements among n = 1, 2, … goals.
const RANDOM_INDEX: [f64; MOST_COMPARED] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/// Weights of n goals of which only the order of importance is known, most
/// important first.
///
/// **Formula.** Rank-order centroid: w_j = (1/n)·Σ_{k=j…n} 1/k, j from 1.
/// **Units.** Ratios.
/// **Assumes.** All weights that agree with the order are equally likely.
/// **Guarantees.** Falling, positive, sum 1 to rounding; empty for n = 0.
/// **Source.** Barron & Barrett, "Decision quality using ranked attribute
/// weights", Management Science 42 (1996) 1515–1523.
pub fn rank_order_centroid(n: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n];
    let mut tail = 0.0;
    // From the smallest term up, which also rounds least.
    for (j, weight) in weights.iter_mut().enumerate().rev() {
        tail += 1.0 / (j + 1) as f64;
        *weight = tail / n as f64;
    }
    weights
}

/// What pairwise comparisons come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahp {
    /// Weight of each goal: the principal eigenvector, sum 1.
    pub weights: Vec<f64>,
    /// The principal eigenvalue λ, ≥ n; n if the judgements agree perfectly.
    pub lambda_max: f64,
    /// Consistency index, (λ − n)/(n − 1).
    pub consistency_index: f64,
    /// Consistency ratio: the index over that of random judgements. 0 for fewer
    /// than three goals; accepted up to [`ACCEPTED_RATIO`].
    pub consistency_ratio: f64,
    /// The judgement to think about again; none if all agree.
    pub revisit: Option<Judgement>,
}

/// A judgement that does not go with the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The goal that is compared, from 0.
    pub row: usize,
    /// The goal that it is compared with, > `row`.
    pub column: usize,
    /// How many times more important `row` was said to be.
    pub given: f64,
    /// How many times more important it is by all the other judgements.
    pub fits: f64,
    /// The consistency ratio that there would be with that value.
    pub ratio_then: f64,
}

/// Weights from pairwise comparisons (analytic hierarchy process).
///
/// `upper[i][k]` is how many times more important goal i is than goal i + 1 + k:
/// the triangle above the diagonal, row by row, n − 1 rows for n goals.
///
/// **Formula.** A_ij as given, A_ji = 1/A_ij; Aw = λw with the largest λ; CI =
/// (λ − n)/(n − 1); CR = CI/RI. The judgement to revisit is the one whose change
/// alone makes the others most consistent (of equal ones the first); its fitting
/// value is w_i/w_j of the weights that follow when it is left out.
/// **Units.** Judgements are ratios > 0, usually 1/9 to 9; weights ratios.
/// **Guarantees.** Weights positive, sum 1 to rounding.
/// **Errors.** None if the triangle is not one, a judgement is not a number between
/// 10⁻⁹ and 10⁹, or there are more than [`MOST_COMPARED`] goals.
/// **Source.** Saaty, "The Analytic Hierarchy Process" (1980), with its random
/// indices; leaving a judgement out: Harker, "Incomplete pairwise comparisons in
/// the analytic hierarchy process", Mathematical Modelling 9 (1987) 837–848.
pub fn ahp(upper: &[Vec<f64>]) -> Option<Ahp> {
    let n = upper.len() + 1;
    let shaped = upper.iter().enumerate().all(|(i, row)| row.len() == n - 1 - i);
    if !shaped || n > MOST_COMPARED || upper.iter().flatten().any(|a| !(1e-9..=1e9).contains(a)) {
        return None;
    }
    let mut matrix = vec![vec![1.0; n]; n];
    for (i, row) in upper.iter().enumerate() {
        for (k, judged) in row.iter().enumerate() {
            set(&mut matrix, i, i + 1 + k, *judged);
        }
    }
    let (weights, lambda_max) = principal(&matrix);
    let consistency_index = if n < 2 { 0.0 } else { (lambda_max - n as f64) / (n - 1) as f64 };
    let consistency_ratio = ratio(lambda_max, n);
    let revisit = worst(&matrix, consistency_ratio);
    Some(Ahp { weights, lambda_max, consistency_index, consistency_ratio, revisit })
}

fn set(matrix: &mut [Vec<f64>], i: usize, j: usize, judged: f64) {
    matrix[i][j] = judged;
    matrix[j][i] = 1.0 / judged;
}

fn ratio(lambda: f64, n: usize) -> f64 {
    // Rounding may leave λ a few ulps below n.
    if n < 3 { 0.0 } else { ((lambda - n as f64) / (n - 1) as f64 / RANDOM_INDEX[n - 1]).max(0.0) }
}

/// The principal eigenvector (sum 1) and its eigenvalue, by power iteration; the
/// matrix is non-negative and small.
fn principal(matrix: &[Vec<f64>]) -> (Vec<f64>, f64) {
    let n = matrix.len();
    let mut weights = vec![1.0 / n as f64; n];
    let mut lambda = n as f64;
    for _ in 0..1000 {
        let product: Vec<f64> = matrix.iter().map(|row| dot(row, &weights)).collect();
        lambda = sum(&product);
        let next: Vec<f64> = product.iter().map(|x| x / lambda).collect();
        let change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs() / a).fold(0.0, f64::max);
        weights = next;
        if change < 1e-15 {
            break;
        }
    }
    (weights, lambda)
}

fn dot(row: &[f64], weights: &[f64]) -> f64 {
    row.iter().zip(weights).map(|(a, w)| a * w).sum()
}

/// The judgement whose change alone helps most, if any does.
fn worst(matrix: &[Vec<f64>], ratio_now: f64) -> Option<Judgement> {
    let n = matrix.len();
    let mut best: Option<Judgement> = None;
    for row in 0..n {
        for column in row + 1..n {
            let given = matrix[row][column];
            let fits = without(matrix, row, column);
            if ln(given / fits).abs() < 1e-9 {
                continue;
            }
            let mut mended = matrix.to_vec();
            set(&mut mended, row, column, fits);
            let ratio_then = ratio(principal(&mended).1, n);
            let helps = ratio_then < best.map_or(ratio_now, |judgement| judgement.ratio_then) - 1e-12;
            if helps {
                best = Some(Judgement { row, column, given, fits, ratio_then });
            }
        }
    }
    best
}

/// w_i/w_j by all judgements but that of i and j. A missing judgement is w_i/w_j
/// itself, which takes it off the row and adds one more w_i to the diagonal.
fn without(matrix: &[Vec<f64>], i: usize, j: usize) -> f64 {
    let mut left = matrix.to_vec();
    for (a, b) in [(i, j), (j, i)] {
        left[a][b] = 0.0;
        left[a][a] = 2.0;
    }
    let weights = principal(&left).0;
    weights[i] / weights[j]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_give_the_centroid_of_all_weights_in_that_order() {
        let weights = rank_order_centroid(3);
        assert!(
            weights.iter().zip([11.0 / 18.0, 5.0 / 18.0, 2.0 / 18.0]).all(|(w, x)| (w - x).abs() < 1e-15)
        );
        assert_eq!(rank_order_centroid(1), [1.0]);
        assert!(rank_order_centroid(0).is_empty());
        assert!((rank_order_centroid(40).iter().sum::<f64>() - 1.0).abs() < 1e-14);
    }

    #[test]
    fn judgements_that_agree_give_their_ratios_back() {
        let found = ahp(&[vec![2.0, 6.0, 12.0], vec![3.0, 6.0], vec![2.0]]).unwrap();
        let expected = [12.0 / 21.0, 6.0 / 21.0, 2.0 / 21.0, 1.0 / 21.0];
        assert!(found.weights.iter().zip(expected).all(|(w, x)| (w - x).abs() < 1e-14), "{found:?}");
        assert!((found.lambda_max - 4.0).abs() < 1e-13 && found.consistency_ratio < 1e-13);
        assert_eq!(found.revisit, None);
    }

    #[test]
    fn the_judgement_that_was_reversed_is_found_with_the_value_that_fits() {
        // As above, but the second goal is said to be worth a sixth of the fourth
        // and not six times as much.
        let found = ahp(&[vec![2.0, 6.0, 12.0], vec![3.0, 1.0 / 6.0], vec![2.0]]).unwrap();
        assert!(found.consistency_ratio > ACCEPTED_RATIO);
        let judgement = found.revisit.unwrap();
        assert_eq!((judgement.row, judgement.column), (1, 3));
        assert!((judgement.fits - 6.0).abs() < 1e-9, "{judgement:?}");
        assert!(judgement.ratio_then < 1e-9);
    }

    #[test]
    fn of_three_goals_any_judgement_can_be_made_to_fit() {
        let judgement = ahp(&[vec![2.0, 2.0], vec![2.0]]).unwrap().revisit.unwrap();
        assert_eq!((judgement.row, judgement.column), (0, 1));
        assert!((judgement.fits - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_and_two_goals_are_always_consistent() {
        assert_eq!(ahp(&[]).unwrap().weights, [1.0]);
        let two = ahp(&[vec![3.0]]).unwrap();
        assert!((two.weights[0] - 0.75).abs() < 1e-15);
        assert_eq!((two.consistency_ratio, two.revisit), (0.0, None));
    }

    #[test]
    fn what_is_no_triangle_of_positive_numbers_is_refused() {
        for upper in
            [vec![vec![1.0, 2.0]], vec![vec![0.0]], vec![vec![-2.0]], vec![vec![1e300]], vec![vec![f64::NAN]]]
        {
            assert_eq!(ahp(&upper), None);
        }
        let eleven: Vec<Vec<f64>> = (0..10).map(|i| vec![1.0; 10 - i]).collect();
        assert_eq!(ahp(&eleven), None);
    }
}
