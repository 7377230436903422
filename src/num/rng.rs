//! Randomness without state: a draw is a pure function of its address.
//!
//! The address is (seed, site, run, step, agent). So no draw shifts another:
//! adding an agent, a metric or a worker leaves all other draws as they were;
//! runs may be executed in any order and in any pieces; and two variants of a
//! design see the same luck (common random numbers), which makes their
//! difference signal.
//!
//! The words of the address are absorbed one after the other into a 64-bit key,
//! each through two rounds of SplitMix64's finaliser (Stafford's "mix 13"), so
//! that neighbouring runs, steps and sites have unrelated keys. Agents are the
//! inner loop, so there the generator is SplitMix64 itself, addressed by
//! position: `mix(key + (agent + 1)·φ)`. It passes BigCrush as a sequence, and
//! costs two multiplications a draw.
//!
//! With 64-bit keys, of n streams of m agents about n²·m/2⁶⁴ pairs overlap by
//! chance: far below one for n = 10⁷, m = 100, and harmless above.
//!
//! Sources: Steele, Lea & Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014; Salmon et al., "Parallel random numbers: as easy
//! as 1, 2, 3", SC 2011 (the idea of addressing).

use super::stats::{LANES, by_lane};

/// 2⁶⁴/φ, odd: SplitMix64's increment.
pub(crate) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The increments of so many neighbours.
const STEPS: [u64; LANES] = {
    let (mut steps, mut lane) = ([0; LANES], 0);
    while lane < LANES {
        steps[lane] = GOLDEN.wrapping_mul(lane as u64 + 1);
        lane += 1;
    }
    steps
};

/// How SplitMix64's finaliser mixes: by a shift, then a factor, three times.
pub(crate) const MIX: [(u32, u64); 3] = [(30, 0xbf58_476d_1ce4_e5b9), (27, 0x94d0_49bb_1331_11eb), (31, 1)];

/// SplitMix64's finaliser: a bijection of 64-bit words in which each input bit
/// changes each output bit with a probability near ½.
#[inline(always)]
pub const fn mix64(x: u64) -> u64 {
    let x = (x ^ (x >> MIX[0].0)).wrapping_mul(MIX[0].1);
    let x = (x ^ (x >> MIX[1].0)).wrapping_mul(MIX[1].1);
    x ^ (x >> MIX[2].0)
}

/// Takes one more word of the address into a key. A bijection in either
/// argument when the other is fixed.
#[inline(always)]
const fn absorb(key: u64, word: u64) -> u64 {
    mix64(key ^ mix64(word.wrapping_add(GOLDEN)))
}

/// A stable 64-bit name of a place in the model that draws, from its text, such
/// as `populations.traders.learning`: FNV-1a, then a finaliser because FNV's
/// high bits are weak for short texts. Documents' draws depend on it: it must
/// never change.
pub const fn site(path: &str) -> u64 {
    let bytes = path.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    mix64(hash)
}

/// Seed and site: what is fixed for a draw of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The key of a [`site`] under a seed.
    #[inline]
    pub const fn new(seed: u64, site: u64) -> Key {
        Key(absorb(absorb(0, seed), site))
    }

    /// The stream of one run in one step. (The step is absorbed first, so a
    /// loop over runs computes that half once.)
    #[inline]
    pub const fn at(self, run: u64, step: u32) -> StreamKey {
        StreamKey(absorb(self.in_step(step), run))
    }

    /// What all runs of a step have in common: a run's stream is this word after
    /// `mix64(run + GOLDEN)` has been taken into it.
    pub(crate) const fn in_step(self, step: u32) -> u64 {
        absorb(self.0, step as u64)
    }
}

/// Seed, site, run and step: one 64-bit draw per agent is left to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamKey(u64);

impl StreamKey {
    /// The draw of one agent: 64 uniformly distributed bits. Draws that do not
    /// belong to an agent use agent 0.
    #[inline]
    pub const fn bits(self, agent: u64) -> u64 {
        mix64(self.0.wrapping_add(agent.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// The draw of one agent as a number in (0, 1); see [`uniform`].
    #[inline]
    pub fn uniform(self, agent: u64) -> f64 {
        uniform(self.bits(agent))
    }

    /// A further stream with the same address, for what needs more than one
    /// draw per agent; unrelated to `self` for every `k`, 0 included.
    #[inline]
    pub const fn sub(self, k: u32) -> StreamKey {
        StreamKey(absorb(self.0, k as u64))
    }

    /// Fills `out` with the draws of agents `0..out.len()` as numbers in (0, 1).
    #[inline]
    pub fn fill_uniform(self, out: &mut [f64]) {
        let (blocks, rest) = out.as_chunks_mut::<LANES>();
        let mut counter = self.0;
        for block in blocks {
            *block = by_lane!(LANE => uniform(mix64(counter.wrapping_add(STEPS[LANE]))));
            counter = counter.wrapping_add(STEPS[LANES - 1]);
        }
        for slot in rest {
            counter = counter.wrapping_add(GOLDEN);
            *slot = uniform(mix64(counter));
        }
    }
}

/// A number in the *open* interval (0, 1) from the upper 52 bits: (n + ½)/2⁵²,
/// exactly. Never 0 or 1, so that every inverse distribution function is finite,
/// and symmetric: `uniform(!bits) == 1 − uniform(bits)`.
#[inline(always)]
pub const fn uniform(bits: u64) -> f64 {
    // The exponent of [1, 2) in front of the bits gives 1 + n/2⁵² without a
    // conversion; what is subtracted is representable, and so is the result.
    f64::from_bits((bits >> 12) | 0x3ff0_0000_0000_0000) - (1.0 - f64::EPSILON / 2.0)
}

/// An index in `0..n` from 64 bits, each with probability 1/n to within
/// n/2⁶⁴. 0 for n = 0.
#[inline]
pub const fn index(bits: u64, n: u64) -> u64 {
    ((bits as u128 * n as u128) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        // SplitMix64 seeded with 0, as published with the reference code.
        let reference = StreamKey(0);
        assert_eq!(reference.bits(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(reference.bits(1), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(reference.bits(2), 0x06c4_5d18_8009_454f);
        // Ours: documents' results depend on them, so they never change.
        assert_eq!(site("populations.traders.learning"), 0x68f9_ab3e_0ef3_e907);
        assert_eq!(Key::new(1, site("a")).at(0, 0).bits(0), 0x2ae7_6d42_bd29_ea98);
        assert_eq!(Key::new(1, site("a")).at(7, 3).sub(2).bits(5), 0x5463_f3fd_c537_78f5);
    }

    #[test]
    fn uniforms_are_inside_the_open_interval_and_symmetric() {
        assert_eq!(uniform(0), f64::EPSILON / 2.0);
        assert_eq!(uniform(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        for i in 0..1000 {
            let bits = mix64(i);
            assert_eq!(uniform(!bits), 1.0 - uniform(bits));
        }
    }

    #[test]
    fn a_filled_slice_has_the_draws_of_its_agents() {
        let stream = Key::new(9, 4).at(2, 1);
        let mut out = [0.0; 37];
        stream.fill_uniform(&mut out);
        for (agent, value) in out.iter().enumerate() {
            assert_eq!(*value, stream.uniform(agent as u64));
        }
    }

    #[test]
    fn indices_cover_the_range_evenly() {
        let mut counts = [0_u32; 7];
        for i in 0..70_000 {
            counts[index(mix64(i), 7) as usize] += 1;
        }
        assert!(counts.iter().all(|&n| (9_600..10_400).contains(&n)), "{counts:?}");
        assert_eq!(index(u64::MAX, 7), 6);
        assert_eq!(index(5, 0), 0);
    }

    /// Draws along one coordinate of the address, the others fixed.
    fn along(coordinate: usize, n: u64) -> Vec<f64> {
        (0..n)
            .map(|i| match coordinate {
                0 => Key::new(i, site("x")).at(3, 5).uniform(1),
                1 => Key::new(7, i).at(3, 5).uniform(1),
                2 => Key::new(7, site("x")).at(i, 5).uniform(1),
                3 => Key::new(7, site("x")).at(3, i as u32).uniform(1),
                4 => Key::new(7, site("x")).at(3, 5).uniform(i),
                _ => Key::new(7, site("x")).at(3, 5).sub(i as u32).uniform(1),
            })
            .collect()
    }

    #[test]
    fn draws_along_every_coordinate_look_uniform_and_independent() {
        const N: u64 = 100_000;
        for coordinate in 0..6 {
            let u = along(coordinate, N);
            let n = N as f64;
            let mean = u.iter().sum::<f64>() / n;
            // Bounds at 4.5 standard errors; the draws are fixed, so this either
            // always passes or never.
            assert!((mean - 0.5).abs() < 4.5 * (1.0 / (12.0 * n)).sqrt(), "{coordinate}: mean {mean}");
            let variance = u.iter().map(|x| (x - 0.5) * (x - 0.5)).sum::<f64>() / n;
            assert!(
                (variance - 1.0 / 12.0).abs() < 4.5 * (1.0 / (180.0 * n)).sqrt(),
                "{coordinate}: {variance}"
            );
            for lag in 1..=4 {
                let products: f64 = u.iter().zip(&u[lag..]).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
                let correlation = products / n * 12.0;
                assert!(correlation.abs() < 4.5 / n.sqrt(), "{coordinate}: lag {lag} gives {correlation}");
            }
            let mut bins = [0.0_f64; 256];
            for x in &u {
                bins[(x * 256.0) as usize] += 1.0;
            }
            let expected = n / 256.0;
            let chi2: f64 = bins.iter().map(|b| (b - expected) * (b - expected) / expected).sum();
            // 255 degrees of freedom: mean 255, standard deviation 22.6.
            assert!((155.0..357.0).contains(&chi2), "{coordinate}: chi² {chi2}");
        }
    }

    #[test]
    fn every_bit_of_the_address_changes_half_of_the_draw() {
        let base = Key::new(5, 6).at(7, 8).bits(9);
        for bit in 0..32 {
            let one = 1_u64 << bit;
            let variants = [
                Key::new(5 ^ one, 6).at(7, 8).bits(9),
                Key::new(5, 6 ^ one).at(7, 8).bits(9),
                Key::new(5, 6).at(7 ^ one, 8).bits(9),
                Key::new(5, 6).at(7, 8 ^ one as u32).bits(9),
                Key::new(5, 6).at(7, 8).bits(9 ^ one),
            ];
            for variant in variants {
                let changed = (variant ^ base).count_ones();
                assert!((12..=52).contains(&changed), "bit {bit}: {changed} bits changed");
            }
        }
    }
}
