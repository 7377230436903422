//! How agents choose and learn, and who of them takes part, as forms show it; see
//! [`super::schema`].

use super::schema::{Field, Kind, Table, Variants, What, field, variant};

const F: Kind = Kind::Formula;
const RATE: Field = field(
    "rate",
    "Weight of what just happened",
    F,
    "0 to 1: at 0.1 half of the memory is of the last 7 steps",
)
.start("0.1")
.within(0.0, 1.0);
const INITIAL: Field =
    field("initial", "First guess of all rewards", F, "A high one makes agents try everything").or("0");
const TIES: Field = field(
    "ties",
    "Ties",
    Kind::Choice(&[("lot", "by lot"), ("first", "the first in the list")]),
    "Who wins where two are equally good",
)
.or("lot");
const EPSILON: Field =
    field("epsilon", "Curiosity ε", F, "Share of steps in which an agent tries any strategy, 0 to 1")
        .start("10%")
        .within(0.0, 1.0);
const REVISION: Field =
    field("revision", "Share who compare", F, "Agents who compare themselves in a step, 0 to 1")
        .or("1")
        .within(0.0, 1.0);
const MUTATION: Field =
    field("mutation", "Share who try anything", F, "Agents who choose at random in a step, 0 to 1")
        .or("0")
        .within(0.0, 1.0);
const AVERAGE: Field = field(
    "rate",
    "Weight of what just happened",
    F,
    "0 to 1, of the newest reward in the average that is compared",
)
.or("1")
.within(0.0, 1.0);

static OBSERVATIONS: Table = Table {
    one: "an observation",
    prefix: "",
    fields: &[
        field("value", "Looks at", F, "A value as it is before the agent chooses").start("0"),
        field(
            "cuts",
            "In levels, cut at",
            Kind::Formulas,
            "Where one level ends and the next begins, with semicolons between",
        )
        .start("1"),
    ],
};

static FORGONE: Table = Table {
    one: "a missed reward",
    prefix: "",
    fields: &[
        field("strategy", "Strategy", Kind::Ref(What::Strategy), "The strategy that was not chosen"),
        field("reward", "Would have paid", F, "In this step, to those who did not choose it").start("0"),
    ],
};

static PARTS: Table = Table {
    one: "a part of the mix",
    prefix: "",
    fields: &[
        field("share", "Share", F, "How likely an agent has this rule, relative to the others")
            .start("1")
            .within(0.0, 10.0),
        field("learning", "Rule", Kind::Variants(&LEARNING), "How these agents choose"),
    ],
};

/// The rules of learning.
pub static LEARNING: Variants = Variants {
    tag: "rule",
    label: "How agents choose",
    none: "not at all",
    all: &[
        variant(
            "softmax",
            "Better strategies more often (softmax)",
            "Each agent remembers what each strategy paid. The better one paid, the more likely it is chosen: \
             p ∝ exp(memory / temperature).",
            &[
                field("temperature", "Temperature", F, "How undecided agents are, in units of the reward: small: nearly always the best; large: at random")
                    .start("1")
                    .within(0.01, 10.0),
                RATE,
                INITIAL,
            ],
        ),
        variant(
            "epsilon_greedy",
            "The best so far, sometimes another (ε-greedy)",
            "Each agent follows the strategy that paid best so far, and with a small probability tries any.",
            &[EPSILON, RATE, INITIAL, TIES],
        ),
        variant(
            "fermi",
            "Imitating those who do better (Fermi)",
            "Now and then an agent compares itself with another and takes over its strategy, the more likely the better \
             the other one does: p = 1 / (1 + exp(−β · difference)).",
            &[
                field("beta", "Sharpness β", F, "How much a difference in reward counts, per unit of reward").start("1").within(0.0, 10.0),
                REVISION,
                MUTATION,
                AVERAGE,
            ],
        ),
        variant(
            "imitate_best",
            "Imitating the best",
            "Now and then an agent takes over the strategy of whoever earns most of those whom it sees.",
            &[
                field("sees", "Whom it sees", Kind::Choice(&[("all", "everybody"), ("neighbours", "the two beside it")]), "Whom an agent can imitate").or("all"),
                REVISION,
                MUTATION,
                AVERAGE,
            ],
        ),
        variant(
            "replicator",
            "Imitating in proportion to rewards (replicator)",
            "Now and then an agent takes over the strategy of another, drawn in proportion to what it earns.",
            &[field("lowest", "Smallest reward", F, "Counts as nothing").or("0"), REVISION, MUTATION, AVERAGE],
        ),
        variant(
            "win_stay_lose_shift",
            "Keeping what pays, changing after a loss",
            "An agent stays with its strategy as long as the reward reaches what it aspires to, else it changes to another.",
            &[
                field("aspiration", "No loss from", F, "The smallest reward that is no loss").or("0"),
                field("shift", "Changes after a loss", F, "Probability, 0 to 1").or("1").within(0.0, 1.0),
                MUTATION,
            ],
        ),
        variant(
            "ucb1",
            "Trying what is uncertain (UCB1)",
            "The strategy with the highest mean + c · √(2 · ln t / n): what was tried seldom is tried again.",
            &[field("exploration", "Exploration c", F, "In units of the reward: about the range of the rewards").or("1").within(0.0, 10.0)],
        ),
        variant(
            "exp3",
            "Wary of an opponent (EXP3)",
            "Exponential weights, for a world that may play against the agent.",
            &[
                field("exploration", "Exploration γ", F, "Above 0, up to 1").start("10%").within(0.01, 1.0),
                field("lowest", "Reward that counts as 0", F, "Less counts as this; the nearer these two are to what is earned, the faster it learns").or("0"),
                field("highest", "Reward that counts as 1", F, "More counts as this").or("1"),
            ],
        ),
        variant(
            "q_learning",
            "Depending on what it sees, with foresight (Q-learning)",
            "Estimates depend on what the agent observes, and count what comes after the reward.",
            &[
                field("observe", "What it observes", Kind::List(&OBSERVATIONS), "Nothing: a bandit that looks ahead").or(""),
                EPSILON,
                RATE,
                field("discount", "Worth of a reward one step later", F, "0 to below 1").start("0.9").within(0.0, 0.99),
                INITIAL,
                TIES,
            ],
        ),
        variant(
            "roth_erev",
            "What paid is done more (Roth–Erev)",
            "A strategy is chosen in proportion to what it has paid so far.",
            &[
                field("forgetting", "Forgetting φ", F, "Share that is forgotten in a step, 0 to below 1").or("0").within(0.0, 1.0),
                field("experimentation", "Experimentation ε", F, "Share of a reward that goes to the others, 0 to 1").or("0").within(0.0, 1.0),
                field("initial", "Propensities at the start", F, "Above 0, in units of the reward").or("1"),
                field("lowest", "Smallest reward", F, "Counts as nothing").or("0"),
            ],
        ),
        variant(
            "ewa",
            "Also counting what was missed (EWA)",
            "Experience-weighted attraction: the strategies that were not chosen count by what they would have paid.",
            &[
                field("decay", "Decay φ", F, "What is left of attractions after a step, 0 to 1").start("0.9").within(0.0, 1.0),
                field("imagination", "Imagination δ", F, "How much a missed reward counts, 0 to 1").start("0").within(0.0, 1.0),
                field("sensitivity", "Sensitivity λ", F, "Per unit of attraction").start("1").within(0.0, 10.0),
                field("lock_in", "Lock-in κ", F, "0: attractions are averages; 1: they add up").or("0").within(0.0, 1.0),
                INITIAL,
                field("experience", "Experience at the start", F, "How many steps the first guess is worth").or("1"),
                field("forgone", "What others would have paid", Kind::List(&FORGONE), "For every strategy, unless imagination is 0").or(""),
            ],
        ),
        variant(
            "mix",
            "Different rules within the population",
            "Before the first step each agent is given one of the rules for good, by lot.",
            &[field("parts", "Rules", Kind::List(&PARTS), "Who has which")],
        ),
    ],
};

/// Who takes part.
pub static TURNOVER: Variants = Variants {
    tag: "",
    label: "Who takes part",
    none: "all agents, all the time",
    all: &[variant(
        "",
        "agents who come and go",
        "Those who do not take part keep what they own, but do not act, are not rewarded and do not learn.",
        &[
            field("initial", "Take part from the start", F, "Probability, 0 to 1").or("1").within(0.0, 1.0),
            field("enters", "Enter", F, "Rate per time unit: 3% + 38% * mean(active) is Bass adoption")
                .or("0")
                .start("5%")
                .within(0.0, 1.0),
            field("leaves", "Leave", F, "Rate per time unit").or("0").start("1%").within(0.0, 1.0),
        ],
    )],
};
