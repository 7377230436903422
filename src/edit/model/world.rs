//! The world outside as forms show it: series, arrivals, shocks, scenarios; see
//! [`super::schema`].

use super::schema::{Field, Kind, Table, Variants, What, field, variant};
use super::tables::{ID, LABEL, NAME};

const F: Kind = Kind::Formula;
const TARGET: Field =
    field("target", "Of what", Kind::Ref(What::Target), "A slider, process, series or named formula");

/// Series that are replayed.
pub static SERIES: Table = Table {
    one: "a series",
    prefix: "series",
    fields: &[
        NAME,
        field(
            "values",
            "Values",
            Kind::Numbers,
            "One after the other, with semicolons between; or a table below",
        )
        .or("")
        .start("100; 110; 105"),
        field("csv", "Table", Kind::Long, "One row a line, cells apart by tabs, semicolons or commas").or(""),
        field("column", "Column", Kind::Text, "Heading of the column of the table; empty: the last").or(""),
        field("every", "Time between values", Kind::Number, "In time units").or("1"),
        field("start", "Starts at value", F, "From 0; a draw replays another part in every run").or("0"),
        field(
            "between",
            "Between two values",
            Kind::Choice(&[("hold", "the earlier one holds"), ("linear", "a straight line")]),
            "What holds there",
        )
        .or("hold"),
        field(
            "after",
            "After the last",
            Kind::Choice(&[("hold", "it stays"), ("repeat", "it begins again")]),
            "What follows",
        )
        .or("hold"),
        field("unit", "Unit", Kind::Unit, "Empty: not declared").or(""),
        ID,
    ],
};

/// Arrivals that excite further ones.
pub static ARRIVALS: Table = Table {
    one: "arrivals",
    prefix: "arrivals",
    fields: &[
        NAME,
        field("base", "Per time unit", F, "Arrivals that nothing has excited").start("10").within(0.0, 100.0),
        field(
            "excitation",
            "Each adds",
            F,
            "To the intensity; less than it fades, or arrivals grow without end",
        )
        .or("0")
        .within(0.0, 1.0),
        field("decay", "Which fades at", F, "Rate per time unit").or("1").within(0.0, 10.0),
        field("initial", "Intensity at the start", F, "Empty: as per time unit").or(""),
        ID,
    ],
};

static EFFECT: Variants = Variants {
    tag: "type",
    label: "What it does",
    none: "",
    all: &[
        variant("multiply", "multiplies what formulas read", "By 1 + strength: −0.5 halves it.", &[TARGET]),
        variant("add", "adds to what formulas read", "The strength itself.", &[TARGET]),
        variant(
            "transfer",
            "moves a share of a balance",
            "As large as the strength, in every step.",
            &[
                field("asset", "Asset", Kind::Ref(What::Asset), "What is moved"),
                field("from", "From", Kind::Ref(What::Holder), "Who loses it"),
                field("to", "To", Kind::Ref(What::Account), "Who receives it"),
            ],
        ),
    ],
};

static SHAPE: Variants = Variants {
    tag: "kind",
    label: "How it goes on",
    none: "it stays for good",
    all: &[
        variant(
            "pulse",
            "it stays for a time",
            "At least a step.",
            &[field("duration", "How long", F, "In time units").or("0").start("7").within(0.0, 365.0)],
        ),
        variant(
            "ramp",
            "it grows, then stays",
            "Evenly.",
            &[field("duration", "How long it grows", F, "In time units").start("30").within(1.0, 365.0)],
        ),
        variant(
            "decay",
            "it fades",
            "Strongest at once.",
            &[field("half_life", "Half-life", F, "In time units").start("7").within(1.0, 365.0)],
        ),
    ],
};

/// What happens at most once in a run.
pub static SHOCKS: Table = Table {
    one: "a shock",
    prefix: "shock",
    fields: &[
        NAME,
        field("size", "Strength", F, "Drawn once in a run: −0.5, or uniform(-0.8, -0.4)")
            .start("-0.5")
            .within(-1.0, 2.0),
        field("time", "When", F, "In time units, drawn once in a run").or("").start("30").within(0.0, 365.0),
        field("hazard", "Or at a rate", F, "Per time unit, in every step until it strikes; instead of when")
            .or(""),
        field("effect", "What it does", Kind::Variants(&EFFECT), "At its strength"),
        field("shape", "How it goes on", Kind::Variants(&SHAPE), "After it has struck").or(""),
        ID,
    ],
};

/// What may happen, each with its probability.
pub static SCENARIOS: Table = Table {
    one: "a scenario",
    prefix: "scenario",
    fields: &[
        LABEL.or(""),
        field("probability", "Probability", F, "In each run it is drawn whether it happens")
            .or("1")
            .start("20%")
            .within(0.0, 1.0),
        field("group", "Group", Kind::Text, "Scenarios of one group exclude each other").or(""),
        field(
            "story",
            "Story",
            Kind::Choice(&[
                ("", "its own shocks only"),
                ("bull", "bull market"),
                ("bear", "bear market"),
                ("crash", "crash, half made up for"),
                ("whale_exit", "a whale leaves"),
                ("demand_collapse", "demand collapses"),
                ("competitor", "a competitor arrives"),
                ("exploit", "an exploit"),
                ("bot_swarm", "a swarm of bots"),
                ("regulation", "regulation"),
            ]),
            "Ready-made shocks whose sizes and times are wide assumptions",
        )
        .or(""),
        field(
            "targets",
            "What the story is about",
            Kind::Refs(What::Target),
            "Sliders, processes, series, named formulas",
        )
        .or(""),
        field("shocks", "Shocks of its own", Kind::List(&SHOCKS), "They strike only where this happens")
            .or(""),
        field("about", "What happens", Kind::Long, "In words").or(""),
        ID,
    ],
};
