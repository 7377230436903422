//! Mechanisms that are written as a text: their rule, as formulas.
//!
//! A rule says what it needs ([`Field`]), what it keeps and shows ([`Output`]),
//! how agents act on it ([`Port`]), and what happens in a step ([`Statement`]):
//! formulas, and moves of the ledger. It is lowered like the formulas of a
//! document, so it is as fast, as exact and as conservative of value as a
//! mechanism in Rust, and what a reader is shown *is* what runs. Those that come
//! with the product are in [`CATALOGUE`], one file each; a document may bring its
//! own.
//!
//! # The text
//!
//! One line says one thing; `#` begins a remark.
//!
//! ```text
//! title Bancor curve
//! about Mints a token for a reserve, and burns it for the reserve.
//! source Bancor protocol, whitepaper (2017)
//! field token asset! | What is minted: this mechanism must be an issuer
//! field ratio number=50% in=1%..100% | Reserve ratio
//! vault pool
//! out price | Reserve per token
//! port buy reserve | Pay in the reserve, receive the token
//!
//! step
//!   collect buy of reserve into pool
//!   let minted = supply * ((1 + buy / before) ^ ratio - 1)
//!   mint minted of token into pool
//!   pay minted of token from pool for buy
//!   set price = pool.reserve / (supply * ratio)
//! ```
//!
//! - `field NAME KIND[=DEFAULT] [is=LEAST..[MOST]] [in=LOW..HIGH] | what it is`: what a
//!   number must be within, and where it usually is. Kinds: `asset`,
//!   `asset!` (an asset that it mints), `holder` (an account or a population),
//!   `account`, `population`, `number` (a formula, one number), `each:POPULATION`
//!   (a formula, one number per agent), `parameter` (one that the rule steers). A
//!   holder may be `none`, and what would go there does not move, or `burn`.
//! - `vault NAME [each=POPULATION]`, `out NAME [each=POPULATION] | what it is`:
//!   balances and values that last; formulas of the document read
//!   `mechanism.name`, and what a vault holds as `mechanism.vault.field`, by the name
//!   of the field of the asset: `curve.pool.reserve`.
//! - `port NAME ASSET | what it is`: agents order `NAME` in units of the asset.
//! - `init` and `step` begin what happens before the first step and in each.
//! - `let NAME [each POPULATION] = FORMULA`: a value of this step.
//! - `set OUT = FORMULA`.
//! - `move AMOUNT of ASSET from HOLDER to HOLDER [as NAME]`, `mint AMOUNT of ASSET
//!   into HOLDER [as NAME]`, `burn AMOUNT of ASSET from HOLDER [as NAME]`: at most
//!   what is there; `NAME` is what moved. A population is paid by shares: an
//!   amount for all, in equal parts, or per agent if the formula is.
//! - `collect PORT of ASSET into VAULT`: takes what agents order; `PORT` is then
//!   the sum, `PORT.each` what each agent of the rule's population gave.
//! - `hear PORT`: the same without moving anything.
//! - `pay AMOUNT of ASSET from VAULT for PORT [as NAME]`: among those who ordered,
//!   in proportion: all of a step get the same terms.
//! - `fault NAME if CONDITION`: the run ends there.
//! - `steer FIELD = FORMULA`: the parameter has this value from now on.
//! - `repeat N` … `end`: the same again, N times; for iterations that converge.

mod lower;
mod parse;

use crate::project::RuleUse;

pub(super) use lower::Rules;
pub use parse::{Field, FieldKind, Line, Output, Parsed, PortLine, Statement, parse};

macro_rules! catalogue {
    ($($name:literal),* $(,)?) => {
        /// The rules that come with the product: name and text.
        pub const CATALOGUE: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../catalogue/", $name, ".rule")))),*];

        /// The same, without what only people read: the engine in a browser
        /// carries no more.
        const BARE: &[(&str, &str)] = &[$(($name, {
            const TEXT: &str = include_str!(concat!("../catalogue/", $name, ".rule"));
            const LENGTH: usize = bare::<0>(TEXT).1;
            const BARE: [u8; LENGTH] = bare::<LENGTH>(TEXT).0;
            match std::str::from_utf8(&BARE) {
                Ok(text) => text,
                Err(_) => panic!("whole lines of a text are a text"),
            }
        })),*];
    };
}

catalogue![
    "airdrop",
    "bancor_curve",
    "bridge",
    "conviction_voting",
    "dutch_auction",
    "falling_inflation",
    "fee_market",
    "locked_staking",
    "paymaster",
    "pi_rate",
    "pid",
    "quadratic_funding",
    "quadratic_vote",
    "quorum_vote",
    "stableswap",
    "stableswap3",
    "vote_escrow",
];

/// A rule without remarks, words for people, usual ranges of fields, and white space at the
/// borders of lines and beside operators: as much of it as fits into `N`, and its length.
const fn bare<const N: usize>(text: &str) -> ([u8; N], usize) {
    let text = text.as_bytes();
    let (mut out, mut length, mut at) = ([0; N], 0, 0);
    while at < text.len() {
        while at < text.len() && text[at] == b' ' {
            at += 1;
        }
        let mut end = at;
        while end < text.len() && text[end] != b'\n' && text[end] != b'#' && text[end] != b'|' {
            end += 1;
        }
        let next = {
            let mut next = end;
            while next < text.len() && text[next] != b'\n' {
                next += 1;
            }
            next + 1
        };
        while end > at && text[end - 1] == b' ' {
            end -= 1;
        }
        if begins(text, at, b"field ") {
            end = until_range(text, at, end);
        }
        if end > at
            && !begins(text, at, b"title ")
            && !begins(text, at, b"about ")
            && !begins(text, at, b"source ")
        {
            while at < end {
                // What stands beside an operator needs no space.
                let joined = text[at] == b' ' && (operator(text[at - 1]) || operator(text[at + 1]));
                if !joined {
                    if length < N {
                        out[length] = text[at];
                    }
                    length += 1;
                }
                at += 1;
            }
            if length < N {
                out[length] = b'\n';
            }
            length += 1;
        }
        at = next;
    }
    (out, length)
}

const fn operator(byte: u8) -> bool {
    matches!(byte, b'*' | b'/' | b'+' | b'-' | b'^' | b'<' | b'>' | b',')
}

/// Where a field ends without its usual range.
const fn until_range(text: &[u8], at: usize, end: usize) -> usize {
    let mut k = at;
    while k < end {
        if begins(text, k, b" in=") {
            return k;
        }
        k += 1;
    }
    end
}

const fn begins(text: &[u8], at: usize, word: &[u8]) -> bool {
    let mut k = 0;
    while k < word.len() {
        if at + k >= text.len() || text[at + k] != word[k] {
            return false;
        }
        k += 1;
    }
    true
}

/// The rule that a document uses, as people read it, if it can be read.
pub fn of(spec: &RuleUse) -> Option<Parsed> {
    parse(text(CATALOGUE, &spec.rule)?).ok()
}

/// The text of a rule: of the catalogue, or its own, which has more than one line.
fn text<'t>(catalogue: &[(&str, &'t str)], rule: &'t str) -> Option<&'t str> {
    let known = catalogue.iter().find(|(name, _)| *name == rule).map(|(_, text)| *text);
    known.or_else(|| rule.contains('\n').then_some(rule))
}

#[cfg(test)]
mod tests;
