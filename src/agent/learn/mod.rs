//! Learning rules, one file each: from what an agent remembers to the
//! probability of each strategy, and the choice that one uniform draw makes
//! under these probabilities.

pub mod epsilon_greedy;
pub mod fermi;
pub mod softmax;

/// The new estimate after a reward: q + rate·(reward − q), an average that
/// forgets exponentially.
///
/// **Units.** Those of the reward; `rate` 0 (never learns) to 1 (remembers only
/// the last reward).
/// **Source.** Sutton & Barto, "Reinforcement Learning" (2018), § 2.5.
#[inline]
pub fn update(estimate: f64, rate: f64, reward: f64) -> f64 {
    estimate + rate * (reward - estimate)
}

/// Index 0 to `n` − 1 for a draw u in (0, 1); rounding never makes it `n`.
#[inline]
fn nth(u: f64, n: usize) -> usize {
    ((u * n as f64) as usize).min(n.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_approach_the_reward() {
        assert_eq!(update(1.0, 0.0, 5.0), 1.0);
        assert_eq!(update(1.0, 1.0, 5.0), 5.0);
        assert_eq!(update(1.0, 0.5, 5.0), 3.0);
    }

    #[test]
    fn indices_stay_below_their_number() {
        assert_eq!(nth(1.0 - f64::EPSILON / 2.0, 3), 2);
        assert_eq!(nth(0.34, 3), 1);
        assert_eq!(nth(0.5, 0), 0);
    }
}
