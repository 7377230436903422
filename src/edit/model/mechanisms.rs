//! The types of mechanisms as forms show them; see [`super::schema`].

use super::schema::{Field, Kind, Table, Variant, Variants, What, field};
use super::tables::{ID, NAME};

const ASSET: Field = field("asset", "Asset", Kind::Ref(What::Asset), "Of what");
const MINTED: Field = field("asset", "Token", Kind::Ref(What::Minted), "What is minted");
const TO: Field = field("to", "To", Kind::Ref(What::Holder), "Who receives; a population shares it equally");

static BUCKETS: Table = Table {
    one: "a bucket",
    prefix: "bucket",
    fields: &[
        NAME,
        field("to", "To", Kind::Ref(What::Holder), "Who receives what unlocks; a population shares it equally"),
        field("share", "Share", Kind::Formula, "Of the total").start("10%").within(0.0, 1.0),
        field("tge", "Free at the start", Kind::Formula, "Part of the bucket").or("0").within(0.0, 1.0),
        field("cliff", "Cliff", Kind::Formula, "Time until the cliff").or("0").within(0.0, 365.0),
        field("duration", "Vesting", Kind::Formula, "Time of linear vesting").or("0").within(0.0, 1460.0),
        field(
            "vesting",
            "Kind",
            Kind::Choice(&[("after_cliff", "after the cliff"), ("catch_up", "catching up")]),
            "After the cliff: linear from there. Catching up: at the cliff comes what a line from the start gives",
        )
        .or("after_cliff"),
        ID,
    ],
};

static SCHEDULE: Variants = Variants {
    tag: "kind",
    label: "How much, when",
    none: "",
    all: &[
        Variant {
            name: "constant",
            label: "The same in each time unit",
            doc: "A constant stream.",
            fields: &[field("rate", "Tokens per time unit", Kind::Formula, "How many")
                .start("1000")
                .within(0.0, 10_000.0)],
        },
        Variant {
            name: "halving",
            label: "Halving (Bitcoin)",
            doc: "An amount per time unit that halves again and again.",
            fields: &[
                field("rate", "Tokens per time unit at first", Kind::Formula, "In the first era")
                    .start("1000")
                    .within(0.0, 10_000.0),
                field("interval", "Time between halvings", Kind::Formula, "In time units")
                    .start("365")
                    .within(1.0, 1460.0),
            ],
        },
        Variant {
            name: "exponential",
            label: "Falling towards a maximum",
            doc: "S(t) = M(1 − 2^(−t/h)): half of what is left comes in each half-life.",
            fields: &[
                field("max", "Tokens in the end", Kind::Formula, "M").start("1M").within(0.0, 10_000_000.0),
                field("half_life", "Half-life", Kind::Formula, "h, in time units")
                    .start("365")
                    .within(1.0, 1460.0),
            ],
        },
        Variant {
            name: "inflation",
            label: "Yearly inflation that falls (Solana)",
            doc: "A yearly rate on the supply, falling by a share each year to a floor.",
            fields: &[
                field("initial", "Rate of the first year", Kind::Formula, "Of the supply")
                    .start("8%")
                    .within(0.0, 0.5),
                field("disinflation", "Fall per year", Kind::Formula, "Relative")
                    .start("15%")
                    .within(0.0, 1.0),
                field("floor", "Never below", Kind::Formula, "A rate").start("1.5%").within(0.0, 0.1),
            ],
        },
        Variant {
            name: "formula",
            label: "A formula",
            doc: "Any amount.",
            fields: &[field("amount", "Tokens in this step", Kind::Formula, "How many")
                .start("1000")
                .within(0.0, 10_000.0)],
        },
    ],
};

static FLOWS: Table = Table {
    one: "a flow",
    prefix: "flow",
    fields: &[
        NAME,
        field("asset", "Asset", Kind::Ref(What::Asset), "What flows"),
        field("from", "From", Kind::Ref(What::Holder), "Who pays; nobody: it is minted").or("").start("@0"),
        field("to", "To", Kind::Ref(What::Holder), "Who receives; nobody: it is burned").or("").start("@1"),
        field(
            "amount",
            "Amount",
            Kind::Formula,
            "In each step, at most what is there; for each agent if a population pays",
        )
        .start("1")
        .within(0.0, 100.0),
        ID,
    ],
};

static ORDERS: Table = Table {
    one: "a standing order",
    prefix: "",
    fields: &[
        field("account", "Account", Kind::Ref(What::Account), "Who orders"),
        field("do", "Does", Kind::Choice(&[("buy", "buy"), ("sell", "sell")]), "What it orders").start("buy"),
        field("amount", "Amount", Kind::Formula, "In each step; to buy: of the quote, to sell: of the base")
            .start("1")
            .within(0.0, 1000.0),
    ],
};

static SHARES: Table = Table {
    one: "a share",
    prefix: "",
    fields: &[
        field("to", "To", Kind::Ref(What::Population), "Who shares in the budget"),
        field("weight", "Weight of each agent", Kind::Formula, "The budget is split in proportion")
            .start("1")
            .within(0.0, 10.0),
    ],
};

static GRANTS: Table = Table {
    one: "a grant",
    prefix: "grant",
    fields: &[
        NAME,
        ASSET,
        TO,
        field("amount", "Amount", Kind::Formula, "In each step, at most what is there")
            .start("1")
            .within(0.0, 1000.0),
        field("reserve", "What must stay", Kind::Formula, "The grant is cut to what is above it").or("0"),
        ID,
    ],
};

/// All types of mechanisms, by `type`.
pub static ALL: Variants = Variants {
    tag: "type",
    label: "Type",
    none: "",
    all: &[
        Variant {
            name: "flows",
            label: "Flows",
            doc: "Who pays whom how much in each step: all amounts are taken from the values at the start, then all move.",
            fields: &[NAME, field("flows", "Flows", Kind::List(&FLOWS), "Who pays whom"), ID],
        },
        Variant {
            name: "allocation",
            label: "Allocation with vesting",
            doc: "Mints a supply into buckets, each with cliff and vesting.",
            fields: &[
                NAME,
                MINTED,
                field("total", "Total supply", Kind::Formula, "What the shares are of")
                    .start("100M")
                    .within(0.0, 1e9),
                field("buckets", "Buckets", Kind::List(&BUCKETS), "Who gets how much, when"),
                ID,
            ],
        },
        Variant {
            name: "emission",
            label: "Emission",
            doc: "New tokens by a schedule: constant, halving, falling, or yearly inflation.",
            fields: &[
                NAME,
                MINTED,
                TO,
                field("schedule", "Schedule", Kind::Variants(&SCHEDULE), "How much, when"),
                ID,
            ],
        },
        Variant {
            name: "constant_product",
            label: "Market (constant product)",
            doc: "A market of two assets, x · y = k, as in Uniswap v2. All orders of a step get the same price.",
            fields: &[
                NAME,
                field("base", "What is traded", Kind::Ref(What::Asset), "Its price is what one looks at"),
                field("quote", "What it is paid in", Kind::Ref(What::Asset), "Prices are given in it")
                    .start("@1"),
                field(
                    "reserves",
                    "Reserves",
                    Kind::Ref(What::Account),
                    "The account that holds both; what it starts with sets the first price",
                ),
                field("fee", "Fee", Kind::Formula, "Share of what is paid in that stays in the pool")
                    .start("0.3%")
                    .within(0.0, 0.05),
                field(
                    "orders",
                    "Standing orders of accounts",
                    Kind::List(&ORDERS),
                    "Besides those of agents",
                )
                .or(""),
                field(
                    "shares",
                    "Shares in the pool",
                    Kind::Ref(What::Minted),
                    "The asset that stands for them, if liquidity can be added",
                )
                .or(""),
                field(
                    "shares_to",
                    "First owner of the shares",
                    Kind::Ref(What::Holder),
                    "Needed with shares",
                )
                .or(""),
                ID,
            ],
        },
        Variant {
            name: "marketplace",
            label: "Marketplace with fee and royalty",
            doc: "Agents buy goods of agents; the fee goes to one, the royalty to another.",
            fields: &[
                NAME,
                field("asset", "Paid in", Kind::Ref(What::Asset), "The asset of the prices"),
                field("fee", "Fee", Kind::Formula, "Share of the price").start("2.5%").within(0.0, 0.2),
                field("fee_to", "Fees go to", Kind::Ref(What::Holder), "An account or a population"),
                field("royalty", "Royalty", Kind::Formula, "Share of the price").or("0").within(0.0, 0.2),
                field("royalty_to", "Royalties go to", Kind::Ref(What::Holder), "An account or a population")
                    .or(""),
                ID,
            ],
        },
        Variant {
            name: "staking",
            label: "Staking",
            doc: "Deposits that earn, in proportion, a share of what flows into an account. They can leave at any time.",
            fields: &[
                NAME,
                field("asset", "Staked", Kind::Ref(What::Asset), "What is deposited"),
                field("stakers", "Who may stake", Kind::Refs(What::Population), "Populations"),
                field("reward_asset", "Rewards in", Kind::Ref(What::Asset), "What is paid"),
                field("reward_from", "Rewards from", Kind::Ref(What::Account), "The account that pays"),
                field(
                    "reward",
                    "Rewards in each step",
                    Kind::Formula,
                    "For all stakers together, at most what is there",
                )
                .start("100")
                .within(0.0, 10_000.0),
                field("initial_share", "Staked at the start", Kind::Formula, "Part of what each agent owns")
                    .or("0")
                    .within(0.0, 1.0),
                ID,
            ],
        },
        Variant {
            name: "rewards",
            label: "Rewards by a weight",
            doc: "Shares out a budget among agents, in proportion to a formula.",
            fields: &[
                NAME,
                ASSET,
                field("from", "From", Kind::Ref(What::Account), "Who pays; nobody: it is minted")
                    .or("")
                    .start("@0"),
                field("budget", "Budget of a step", Kind::Formula, "At most what is there")
                    .start("100")
                    .within(0.0, 10_000.0),
                field("shares", "Who shares in it", Kind::List(&SHARES), "The weights of their agents"),
                ID,
            ],
        },
        Variant {
            name: "buyback",
            label: "Buyback",
            doc: "Spends money on a market, then burns or keeps what it bought.",
            fields: &[
                NAME,
                field("market", "Market", Kind::Ref(What::Market), "Where it buys"),
                field("from", "Paid by", Kind::Ref(What::Account), "The account whose money is spent"),
                field("spend", "Spent in each step", Kind::Formula, "At most what is there")
                    .start("100")
                    .within(0.0, 10_000.0),
                field("keep_in", "Kept by", Kind::Ref(What::Account), "Nobody: it is burned").or(""),
                ID,
            ],
        },
        Variant {
            name: "burn",
            label: "Burn",
            doc: "Destroys tokens of an account or of every agent.",
            fields: &[
                NAME,
                ASSET,
                field("from", "Whose", Kind::Ref(What::Holder), "An account or a population"),
                field(
                    "amount",
                    "Amount in each step",
                    Kind::Formula,
                    "At most what is there; for each agent of a population",
                )
                .start("1")
                .within(0.0, 100.0),
                ID,
            ],
        },
        Variant {
            name: "treasury",
            label: "Treasury",
            doc: "Spends an account by rules, one after the other, each at most what is left.",
            fields: &[
                NAME,
                field("account", "Account", Kind::Ref(What::Account), "What is spent"),
                field("grants", "Grants", Kind::List(&GRANTS), "Who may receive how much of it"),
                ID,
            ],
        },
        Variant {
            name: "rule",
            label: "Rule",
            doc: "A mechanism of the catalogue, written as formulas.",
            fields: &[NAME, field("rule", "Rule", Kind::Rule, "Its name in the catalogue"), ID],
        },
    ],
};
