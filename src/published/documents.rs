//! The files, where they are part of the binary.

use super::Published;

macro_rules! results {
    ($($id:literal),* $(,)?) => {
        /// All results, in the order in which they are shown.
        pub const IDS: &[&str] = &[$($id),*];

        const TEXTS: &[&str] = &[$(include_str!(concat!("results/", $id, ".json"))),*];
    };
}

results![
    "bonding-curve",
    "looksrare-emission",
    "ethereum-validators",
    "plasma-supply",
    "robots-and-marbles",
    "cosine-map",
    "conviction-voting",
    "ishigami",
    "brock-hommes",
    "hawks-and-doves",
    "bass-diffusion",
    "brownian-motion",
    "gamblers-ruin",
];

/// All results.
pub fn all() -> Vec<Published> {
    let read = |text: &&str| {
        Published::from_json(text)
            .unwrap_or_else(|problems| panic!("a published result cannot be read: {problems:?}"))
    };
    TEXTS.iter().map(read).collect()
}
