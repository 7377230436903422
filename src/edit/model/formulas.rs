//! What the built-in mechanisms do in a step, as formulas, for the catalogue. The words in
//! them are the names of their fields; what else they name is explained beside them.

/// The rule of a type of mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Its `type`.
    pub kind: &'static str,
    /// What happens in a step, line by line.
    pub lines: &'static [&'static str],
    /// What the lines name that is no field: the symbol, and what it is.
    pub symbols: &'static [(&'static str, &'static str)],
    /// Where it comes from.
    pub source: &'static str,
}

/// The rule of a type; none for rules of the catalogue, which say theirs themselves.
pub fn stated(kind: &str) -> Option<&'static Stated> {
    ALL.iter().find(|known| known.kind == kind)
}

const THERE: (&str, &str) = ("there", "What the account that pays has when it is its turn");

const ALL: [Stated; 10] = [
    Stated {
        kind: "flows",
        lines: &["moved = min(amount, there)"],
        symbols: &[
            ("amount", "The formula of a flow, with the values at the start of the step"),
            ("there", "What the giver has left, flow by flow in their order"),
        ],
        source: "Stocks and flows of system dynamics",
    },
    Stated {
        kind: "allocation",
        lines: &[
            "unlocked = total * share * tge, before the cliff",
            "unlocked = total * share * (tge + (1 - tge) * min(1, (t - cliff) / duration)), after it",
        ],
        symbols: &[
            ("t", "Time since the start"),
            ("share", "Part of the total that is in a bucket"),
            ("tge", "Part of the bucket that is free at the start"),
            ("cliff", "Time until anything more unlocks"),
            ("duration", "How long the rest takes to unlock"),
        ],
        source: "Token tables; with catch-up it is the VestingWalletCliff of OpenZeppelin",
    },
    Stated {
        kind: "emission",
        lines: &[
            "minted = S(t + dt) - S(t)",
            "constant: S(t) = rate * t",
            "halving: rate / 2^floor(t / interval) in each time unit",
            "falling: S(t) = max * (1 - 2^(-t / half_life))",
        ],
        symbols: &[
            ("S", "All that is minted until a time, by the schedule"),
            ("t", "Time since the start"),
            ("dt", "Length of a step"),
        ],
        source: "Bitcoin (halving), Solana (inflation that falls)",
    },
    Stated {
        kind: "constant_product",
        lines: &[
            "price = y / x",
            "bought = x * a / (y + a), where a = paid * (1 - fee)",
            "received = y * a / (x + a), where a = sold * (1 - fee)",
        ],
        symbols: &[
            ("x", "What the reserves hold of what is traded"),
            ("y", "What they hold of what it is paid in"),
            ("paid", "All that buyers of a step bring, as one order"),
            ("sold", "All that sellers bring, after that"),
        ],
        source: "Uniswap v2",
    },
    Stated {
        kind: "marketplace",
        lines: &[
            "sales = min(budgets, goods)",
            "fee_to receives price * fee",
            "royalty_to receives price * royalty, where the seller honours it",
            "the seller receives what is left of the price",
        ],
        symbols: &[
            ("budgets", "What all buyers of a step bring"),
            ("goods", "What all sellers bring, at their prices"),
            ("price", "What a sale costs; of one to oneself, only fee and royalty are paid"),
        ],
        source: "Marketplaces for NFTs, ERC-2981",
    },
    Stated {
        kind: "staking",
        lines: &["paid = min(reward, there)", "an agent receives paid * deposit / deposits"],
        symbols: &[THERE, ("deposit", "What the agent has staked"), ("deposits", "What all have staked")],
        source: "Staking pools that share out in proportion",
    },
    Stated {
        kind: "rewards",
        lines: &["paid = min(budget, there)", "an agent receives paid * weight / weights"],
        symbols: &[
            ("there", "What the account that pays has; what is minted has no bound"),
            ("weight", "The formula, for the agent"),
            ("weights", "The sum of it over all who share"),
        ],
        source: "Trading rewards, liquidity mining",
    },
    Stated {
        kind: "buyback",
        lines: &["spent = min(spend, there)", "what the market gives for it is burned, or kept by keep_in"],
        symbols: &[THERE],
        source: "Buy-back and burn",
    },
    Stated {
        kind: "burn",
        lines: &["burned = min(amount, there)"],
        symbols: &[("there", "What the owner has; each agent, of a population")],
        source: "Burning by contract",
    },
    Stated {
        kind: "treasury",
        lines: &["paid = min(amount, there), grant by grant"],
        symbols: &[("amount", "The formula of a grant"), ("there", "What the grants before it have left")],
        source: "Budgets of a treasury, in order",
    },
];

#[cfg(test)]
mod tests {
    use super::super::mechanisms;
    use super::*;

    #[test]
    fn every_type_says_its_rule_and_explains_its_symbols() {
        for variant in mechanisms::ALL.all.iter().filter(|variant| variant.name != "rule") {
            let stated = stated(variant.name).unwrap_or_else(|| panic!("{} has no rule", variant.name));
            for (symbol, about) in stated.symbols {
                let named = |line: &&str| {
                    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
                    line.split(|c| !inside(c)).any(|word| word == *symbol)
                };
                assert!(stated.lines.iter().any(named), "{}: {symbol}", variant.name);
                assert!(!about.ends_with('.'), "{about}");
            }
            // The numbers that one types are in it.
            for field in variant.fields.iter().filter(|field| field.range.is_some()) {
                let known = ["initial_share"].contains(&field.name);
                assert!(
                    known || stated.lines.concat().contains(field.name),
                    "{}: {}",
                    variant.name,
                    field.name
                );
            }
        }
    }
}
