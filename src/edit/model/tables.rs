//! The lists of a document as forms show them; see [`super::schema`].

use super::learning::{LEARNING, TURNOVER};
use super::schema::{Field, Kind, Table, What, field};

/// The id and the name of an entry.
pub const ID: Field = field(
    "id",
    "Id",
    Kind::Id,
    "How formulas call it: letters, digits and _. It follows the name until you change it",
);
/// See [`ID`].
pub const LABEL: Field = field("label", "Name", Kind::Text, "How people call it");
/// A name that may be left out.
pub const NAME: Field = LABEL.or("");

/// Sliders.
pub static PARAMETERS: Table = Table {
    one: "a slider",
    prefix: "parameter",
    fields: &[
        LABEL,
        field("default", "Value", Kind::Number, "The value until somebody moves the slider").start("1"),
        field("min", "Least", Kind::Number, "The left end of the slider").start("0"),
        field("max", "Most", Kind::Number, "The right end of the slider").start("10"),
        field(
            "step",
            "Stops every",
            Kind::Number,
            "Distance between the stops; what is typed may lie between them",
        )
        .start("0.1"),
        field("unit", "Unit", Kind::Unit, "%, an asset, an asset per time unit … ; a % is stored as a ratio")
            .or(""),
        field("about", "What it does", Kind::Long, "One sentence for those who move it").or(""),
        field("group", "Heading", Kind::Text, "Sliders with the same heading stand together").or(""),
        ID,
    ],
};

/// Starting balances.
static BALANCES: Table = Table {
    one: "a starting balance",
    prefix: "",
    fields: &[
        field("asset", "Asset", Kind::Ref(What::Asset), "What is owned at the start"),
        field("amount", "Amount", Kind::Formula, "How much; for a population: each agent")
            .start("1000")
            .within(0.0, 10_000.0),
    ],
};

/// What can be owned.
pub static ASSETS: Table = Table {
    one: "an asset",
    prefix: "asset",
    fields: &[
        LABEL,
        ID,
        field(
            "issuers",
            "Minted by",
            Kind::Refs(What::Mechanism),
            "Mechanisms that may create new units. None: the supply is what everybody starts with",
        )
        .or(""),
        field(
            "max_supply",
            "Most that can ever be minted",
            Kind::Formula,
            "Starting balances included; empty: no limit",
        )
        .or(""),
    ],
};

/// Single owners.
pub static ACCOUNTS: Table = Table {
    one: "an account",
    prefix: "account",
    fields: &[
        LABEL,
        field(
            "kind",
            "Can it run dry?",
            Kind::Choice(&[
                ("holder", "yes: it owns what it was given"),
                ("external", "no: it is the outside world"),
            ]),
            "The outside world always can pay; its balance shows what it has paid in all, with a minus",
        )
        .or("holder"),
        field("initial", "Starts with", Kind::List(&BALANCES), "What it owns before the first step").or(""),
        ID,
    ],
};

static ATTRIBUTES: Table = Table {
    one: "an attribute",
    prefix: "attribute",
    fields: &[
        LABEL.or(""),
        field(
            "value",
            "Value",
            Kind::Formula,
            "Drawn once for each agent: lognormal(8, 1.2), uniform(0, 1), … or the same number for all",
        )
        .start("uniform(0, 1)"),
        field("unit", "Unit", Kind::Unit, "Empty: not declared").or(""),
        ID,
    ],
};

static ACTIONS: Table = Table {
    one: "an action",
    prefix: "",
    fields: &[
        field("at", "At", Kind::Ref(What::Mechanism), "The mechanism that is asked"),
        field("do", "Does", Kind::Ref(What::Port), "What can be done there"),
        field(
            "amount",
            "How much",
            Kind::Formula,
            "Of what is given, each agent, in each step in which it behaves so",
        )
        .start("1")
        .within(0.0, 100.0),
    ],
};

static STRATEGIES: Table = Table {
    one: "a strategy",
    prefix: "strategy",
    fields: &[
        LABEL,
        field(
            "kind",
            "Does the design want it?",
            Kind::Choice(&[("neutral", "neither"), ("desired", "yes"), ("undesired", "no")]),
            "As the incentive canvas says",
        )
        .or("neutral"),
        field(
            "actions",
            "Actions",
            Kind::List(&ACTIONS),
            "What an agent does in a step in which it behaves so",
        )
        .or(""),
        ID,
    ],
};

/// Groups of agents.
pub static POPULATIONS: Table = Table {
    one: "a population",
    prefix: "population",
    fields: &[
        LABEL,
        field("size", "Simulated agents", Kind::Whole, "How many are followed one by one, 1 to 100,000")
            .start("100"),
        field("weight", "Real users per agent", Kind::Number, "Balances are those of all of them together")
            .or("1"),
        field(
            "initial",
            "Each starts with",
            Kind::List(&BALANCES),
            "What each agent owns before the first step",
        )
        .or(""),
        field(
            "attributes",
            "What makes them different",
            Kind::List(&ATTRIBUTES),
            "Drawn once for each agent, before the first step",
        )
        .or(""),
        field(
            "strategies",
            "How they can behave",
            Kind::List(&STRATEGIES),
            "One: all do it. Two or more: they need a way to choose, and a reward",
        )
        .or(""),
        field(
            "learning",
            "How they choose",
            Kind::Variants(&LEARNING),
            "How agents choose among the strategies and what they remember",
        )
        .or(""),
        field(
            "reward",
            "What they are after",
            Kind::Formula,
            "Their reward for a step, for each agent, when the step is over",
        )
        .or(""),
        field("turnover", "Who takes part", Kind::Variants(&TURNOVER), "Agents may come and go").or(""),
        ID,
    ],
};

/// What comes from outside.
pub static EXOGENOUS: Table = Table {
    one: "an outside process",
    prefix: "process",
    fields: &[
        LABEL.or(""),
        field("initial", "At the start", Kind::Formula, "Its value before the first step")
            .start("100")
            .within(0.0, 1000.0),
        field(
            "next",
            "In each step",
            Kind::Formula,
            "Its new value; its own id is the value before: gbm(demand, 5%, 80%)",
        )
        .start("@id"),
        field("unit", "Unit", Kind::Unit, "Empty: not declared").or(""),
        ID,
    ],
};

/// Named formulas.
pub static VARIABLES: Table = Table {
    one: "a named formula",
    prefix: "value",
    fields: &[
        LABEL.or(""),
        field(
            "formula",
            "Formula",
            Kind::Formula,
            "It is its formula wherever it is used, on the values of that moment",
        )
        .start("1"),
        field("unit", "Unit", Kind::Unit, "Empty: whatever the formula gives").or(""),
        ID,
    ],
};

/// What is measured.
pub static METRICS: Table = Table {
    one: "a metric",
    prefix: "metric",
    fields: &[
        LABEL,
        field(
            "formula",
            "Formula",
            Kind::Formula,
            "One number at the end of every step; populations are summed up: sum(traders.usd)",
        )
        .start("0"),
        field("unit", "Unit", Kind::Unit, "% shows a ratio as a percentage; empty: not declared").or(""),
        field("about", "Why it matters", Kind::Long, "One sentence").or(""),
        ID,
    ],
};

/// How time passes.
pub static RUN: Table = Table {
    one: "the simulation",
    prefix: "",
    fields: &[
        field("steps", "Steps", Kind::Whole, "How many a run has, 1 to 10,000").or("365"),
        field("runs", "Runs", Kind::Whole, "How often it is simulated, with other luck each time").or("1000"),
    ],
};

/// What a step stands for.
pub static STEP: Table = Table {
    one: "the time step",
    prefix: "",
    fields: &[
        field(
            "unit",
            "Time unit",
            Kind::Choice(&[
                ("block", "block"),
                ("hour", "hour"),
                ("day", "day"),
                ("week", "week"),
                ("month", "month"),
                ("year", "year"),
            ]),
            "Rates, cliffs and vesting are given in it",
        )
        .or("day"),
        field("length", "Units per step", Kind::Number, "How many of these one step lasts").or("1"),
    ],
};

/// Rules by which value moves; the fields follow from the type.
pub static MECHANISMS: Table = Table { one: "a mechanism", prefix: "mechanism", fields: &[] };
