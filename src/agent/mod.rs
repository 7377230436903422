//! Who acts: populations of agents that choose, act, are paid and learn.

pub mod learn;
