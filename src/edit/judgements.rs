//! Judgements of goals in pairs: written as one list, and kept with the goals that
//! they are about when those move.

/// The triangle above the diagonal, row by row, as [`crate::analysis::weights::ahp`]
/// reads it, of the judgements of n goals in one list. Where they are of another
/// number of goals, all matter the same.
pub fn triangle(judgements: &[f64], goals: usize) -> Vec<Vec<f64>> {
    let fits = judgements.len() == pairs(goals);
    let judged = |row: usize, column: usize| if fits { judgements[place(goals, row, column)] } else { 1.0 };
    (0..goals.saturating_sub(1))
        .map(|row| (row + 1..goals).map(|column| judged(row, column)).collect())
        .collect()
}

/// The judgements after their goals have moved: `order` names for each goal its place
/// before, or none if it is new. Judgements of another number of goals are forgotten.
pub(super) fn moved(judgements: &[f64], before: usize, order: &[Option<usize>]) -> Vec<f64> {
    if judgements.is_empty() || judgements.len() != pairs(before) {
        return Vec::new();
    }
    let judged = |one: Option<usize>, other: Option<usize>| match (one, other) {
        (Some(one), Some(other)) if one < other => judgements[place(before, one, other)],
        (Some(one), Some(other)) if one > other => 1.0 / judgements[place(before, other, one)],
        _ => 1.0,
    };
    let rows = order.iter().enumerate();
    rows.flat_map(|(at, one)| order[at + 1..].iter().map(move |other| judged(*one, *other))).collect()
}

fn pairs(goals: usize) -> usize {
    goals * goals.saturating_sub(1) / 2
}

/// Where the judgement of two of n goals is in the list, the earlier against the later.
fn place(goals: usize, row: usize, column: usize) -> usize {
    row * (2 * goals - row - 1) / 2 + column - row - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: [f64; 3] = [2.0, 3.0, 4.0];

    #[test]
    fn a_list_is_a_triangle() {
        assert_eq!(triangle(&THREE, 3), [vec![2.0, 3.0], vec![4.0]]);
        assert_eq!(triangle(&THREE, 4), [vec![1.0; 3], vec![1.0; 2], vec![1.0]]);
        assert_eq!((triangle(&[], 1), triangle(&[], 0)), (vec![], vec![]));
    }

    #[test]
    fn judgements_stay_with_their_goals() {
        // The first two changed places, the second went, one came.
        assert_eq!(moved(&THREE, 3, &[Some(1), Some(0), Some(2)]), [0.5, 4.0, 3.0]);
        assert_eq!(moved(&THREE, 3, &[Some(0), Some(2)]), [3.0]);
        assert_eq!(moved(&THREE, 3, &[Some(0), Some(1), Some(2), None]), [2.0, 3.0, 1.0, 4.0, 1.0, 1.0]);
        assert!(moved(&THREE, 4, &[Some(0)]).is_empty());
    }
}
