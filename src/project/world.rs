//! The world outside: series that are replayed, arrivals, shocks, scenarios.

use super::{Formula, Id, one, unit, zero};
use crate::{choice, record, tagged};

record! {
    /// A series from outside that is replayed: prices, users, volumes. Formulas
    /// read its value at the start of the step by its id.
    pub struct Series {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Unit of the values; empty: not declared.
        pub unit: String = String::new(),
        /// The values, one after the other. Either these or `csv`.
        pub values: Vec<f64> = Vec::new(),
        /// The values as a table: one row a line, cells apart by tabs, semicolons
        /// or commas, with or without a row of headings.
        pub csv: String = String::new(),
        /// Heading of the column of the table; empty: its last column.
        pub column: String = String::new(),
        /// Time from one value to the next, > 0, in the document's time unit.
        pub every: f64 = one(),
        /// Position of the value at time 0, from 0, evaluated once per run: a draw
        /// replays another part of the history in every run.
        pub start: Formula = zero(),
        /// What holds between two values.
        pub between: Between = Default::default(),
        /// What follows the last value.
        pub after: After = Default::default(),
    }
}

choice! {
    /// What holds between two values of a series.
    #[derive(Default)]
    pub enum Between {
        /// The earlier one.
        #[default]
        "hold" => Hold,
        /// What lies on the straight line between them.
        "linear" => Linear,
    }
}

choice! {
    /// What follows the last value of a series.
    #[derive(Default)]
    pub enum After {
        /// The last value stays.
        #[default]
        "hold" => Hold,
        /// The series begins again.
        "repeat" => Repeat,
    }
}

record! {
    /// Arrivals that excite further ones (Hawkes): customers, trades, incidents.
    /// `id` is how many there were in the step, `id.intensity` how many are to be
    /// expected per time unit at its end. Exact for any length of a step; more than
    /// about 100,000 in one step count as infinitely many.
    pub struct Arrivals {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Arrivals per time unit that nothing has excited, ≥ 0.
        pub base: Formula,
        /// What an arrival adds to the intensity, ≥ 0. Below `decay`, or arrivals
        /// grow without end; 0: a Poisson process.
        pub excitation: Formula = zero(),
        /// Rate at which that fades, per time unit, ≥ 0.
        pub decay: Formula = unit(),
        /// Intensity before the first step; none: `base`.
        pub initial: Option<Formula> = None,
    }
}

record! {
    /// Something that happens to the economy at most once in a run. Formulas read
    /// its present strength by its id: 0 until it strikes, then `size` times its
    /// shape, from 0 to 1. What several shocks have in common is a driver: a
    /// process that keeps the value it has drawn, named by all their sizes and
    /// times.
    pub struct Shock {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// What it does at a strength.
        pub effect: Effect,
        /// How the strength goes on after it has struck.
        pub shape: ShockShape = ShockShape::Step {},
        /// Strength, drawn once per run: −0.5 halves what it multiplies.
        pub size: Formula,
        /// When it strikes, in the document's time unit, drawn once per run; at
        /// the first step from then on. Either this or `hazard`.
        pub time: Option<Formula> = None,
        /// At which rate per time unit it strikes, evaluated in every step until it
        /// has: may depend on the economy.
        pub hazard: Option<Formula> = None,
    }
}

tagged! {
    /// What a shock does.
    pub enum Effect by "type" {
        /// What formulas read of the target is multiplied by 1 + strength.
        "multiply" => Multiply {
            /// A parameter, process, series or variable. What it is by itself does
            /// not change: when the shock is over, so is its effect.
            target: Id,
        },
        /// The strength is added to what formulas read of the target.
        "add" => Add {
            /// A parameter, process, series or variable.
            target: Id,
        },
        /// In every step a share of the payer's balance is moved that is as large as
        /// the strength.
        "transfer" => Transfer {
            /// Of which asset.
            asset: Id,
            /// Account or population that loses it.
            from: Id,
            /// Account that receives it.
            to: Id,
        },
    }
}

tagged! {
    /// How the strength of a shock goes on. All times in the document's time unit.
    pub enum ShockShape by "kind" {
        /// It stays for good.
        "step" => Step {},
        /// It stays for a time, at least a step.
        "pulse" => Pulse {
            /// How long.
            duration: Formula = zero(),
        },
        /// It grows evenly, then stays.
        "ramp" => Ramp {
            /// How long it grows, at least a step.
            duration: Formula,
        },
        /// It is strongest at once and fades.
        "decay" => Decay {
            /// Time in which half of it is gone; 0: all of it, after a step.
            half_life: Formula,
        },
    }
}

record! {
    /// What may happen to the economy: in each run it is drawn whether it does.
    /// Formulas read by its id whether it does in this run (1) or not (0).
    /// Scenarios combine, but for those that share a group.
    pub struct Scenario {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Its probability, 0 to 1, evaluated once per run. In a group the
        /// probabilities add up to at most 1; what is left is that none happens.
        pub probability: Formula = unit(),
        /// Scenarios of one group exclude each other; empty: in no group.
        pub group: String = String::new(),
        /// A story with shocks of its own, for every one of `targets`.
        pub story: Option<Story> = None,
        /// What the story is about: parameters, processes, series or variables;
        /// balances (`account.asset`) for an exploit.
        pub targets: Vec<Id> = Vec::new(),
        /// Shocks of this scenario only.
        pub shocks: Vec<Shock> = Vec::new(),
        /// What happens, for people.
        pub about: String = String::new(),
    }
}

choice! {
    /// Stories that happen to many economies. Their sizes and times are
    /// assumptions, wide on purpose, to be replaced by shocks of one's own; all
    /// begin at a time evenly distributed over the run.
    pub enum Story {
        /// Grows within 90 days by 50 % to 200 %.
        "bull" => Bull,
        /// Falls within 180 days by 30 % to 70 %.
        "bear" => Bear,
        /// Falls at once by 40 % to 80 %; half of it is made up for in 30 days.
        "crash" => Crash,
        /// Falls at once by 15 % to 40 %; half of it is made up for in 7 days.
        "whale_exit" => WhaleExit,
        /// Falls at once by 50 % to 90 %, for good.
        "demand_collapse" => DemandCollapse,
        /// Falls within 180 days by 20 % to 60 %.
        "competitor" => Competitor,
        /// 20 % to 100 % of a balance is gone at once, to the first external account.
        "exploit" => Exploit,
        /// Grows three- to elevenfold for 30 days.
        "bot_swarm" => BotSwarm,
        /// Falls at once by 10 % to 50 %, for good.
        "regulation" => Regulation,
    }
}
