//! How agents choose and learn: what each rule is told.

use super::{Formula, Id, unit, zero};
use crate::{choice, record, tagged};

tagged! {
    /// How agents choose among strategies and what they remember. Every agent
    /// learns from its own rewards; the rules of imitation also look at others.
    /// A rate of 0.1 forgets with a half-life of about 7 steps.
    pub enum Learning by "rule" {
        /// ε-greedy bandit: with probability ε any strategy, else the one with the
        /// highest estimate; q += rate·(reward − q).
        "epsilon_greedy" => EpsilonGreedy(EpsilonGreedy),
        /// Boltzmann choice: p ∝ exp(q/τ); q += rate·(reward − q).
        "softmax" => Softmax(Softmax),
        /// Upper confidence bound: the strategy with the highest
        /// mean + c·√(2·ln t/n).
        "ucb1" => Ucb1(Ucb1),
        /// Exponential weights for a world that may play against the agent.
        "exp3" => Exp3(Exp3),
        /// Tabular Q-learning: estimates that depend on what the agent observes,
        /// and count what comes after the reward.
        "q_learning" => QLearning(QLearning),
        /// Roth–Erev reinforcement: p ∝ propensity.
        "roth_erev" => RothErev(RothErev),
        /// Experience-weighted attraction: also counts what the strategies that
        /// were not chosen would have paid.
        "ewa" => Ewa(Ewa),
        /// Fermi imitation of an agent drawn at random.
        "fermi" => Fermi(Fermi),
        /// Imitation of the best of those whom an agent sees.
        "imitate_best" => ImitateBest(ImitateBest),
        /// Imitation in proportion to pay-offs: replicator dynamics.
        "replicator" => Replicator(Replicator),
        /// The adaptive trader: keeps a strategy that pays, changes it after a loss.
        "win_stay_lose_shift" => WinStayLoseShift(WinStayLoseShift),
        /// Different rules within one population.
        "mix" => Mix(Mix),
    }
}

record! {
    /// ε-greedy bandit: with probability ε any strategy, else the one with the
    /// highest estimate; q += rate·(reward − q).
    pub struct EpsilonGreedy {
        /// ε, 0 to 1.
        pub epsilon: Formula,
        /// Step size, 0 to 1.
        pub rate: Formula,
        /// Estimates before the first step.
        pub initial: Formula = zero(),
        /// Ties: the first strategy of the document, or one by lot.
        pub ties: Ties = Default::default(),
    }
}

record! {
    /// Boltzmann choice: p ∝ exp(q/τ); q += rate·(reward − q).
    pub struct Softmax {
        /// τ > 0, in units of the reward.
        pub temperature: Formula,
        /// Step size, 0 to 1.
        pub rate: Formula,
        /// Estimates before the first step.
        pub initial: Formula = zero(),
    }
}

record! {
    /// UCB1: every strategy once, in random order, then the one with the highest
    /// mean reward + c·√(2·ln t/n), n times chosen of t.
    pub struct Ucb1 {
        /// c ≥ 0, in units of the reward: about the range of the rewards. UCB1 has
        /// 1 for rewards from 0 to 1.
        pub exploration: Formula = unit(),
    }
}

record! {
    /// EXP3: p = (1 − γ)·w/Σw + γ/K; the chosen w grows by exp(γ·x/(p·K)), x the
    /// reward as a share of the way from `lowest` to `highest`.
    pub struct Exp3 {
        /// γ, above 0, up to 1.
        pub exploration: Formula,
        /// Reward that counts as 0; less counts as this. On average the weight of a
        /// strategy that pays d more than another gains on it by exp(γ/K·d/(highest −
        /// lowest)) in a step: with bounds far beyond the rewards little is learned.
        pub lowest: Formula = zero(),
        /// Reward that counts as 1; more counts as this.
        pub highest: Formula = unit(),
    }
}

record! {
    /// Tabular Q-learning. What an agent observes when it chooses says in which
    /// row of its table it is; Q += rate·(reward + discount·max Q′ − Q) is done
    /// when it observes what its choice has led to. Choice is ε-greedy.
    pub struct QLearning {
        /// What the row depends on. None: one row, a bandit that looks ahead.
        pub observe: Vec<Observation> = Vec::new(),
        /// ε, 0 to 1.
        pub epsilon: Formula,
        /// Step size, 0 to 1.
        pub rate: Formula,
        /// γ, 0 to below 1: what a reward is worth that comes one step later.
        pub discount: Formula,
        /// Estimates before the first step.
        pub initial: Formula = zero(),
        /// Ties: the first strategy of the document, or one by lot.
        pub ties: Ties = Default::default(),
    }
}

record! {
    /// Something an agent looks at, in coarse steps.
    pub struct Observation {
        /// The value, as it is before the agent chooses. A strategy's name still
        /// says here what was chosen in the step before.
        pub value: Formula,
        /// Where one level ends and the next begins: so many cuts make one level
        /// more. A value that is equal to a cut belongs above it.
        pub cuts: Vec<Formula>,
    }
}

record! {
    /// Roth–Erev reinforcement. With x = reward − `lowest` (≥ 0) every propensity
    /// becomes (1 − φ)·q plus x·(1 − ε) for the chosen strategy, x·ε/(K − 1) for
    /// each other; p = q/Σq.
    pub struct RothErev {
        /// φ, 0 to below 1: share of a propensity that is forgotten in a step.
        pub forgetting: Formula = zero(),
        /// ε, 0 to 1: share of a reward that goes to the strategies that were not
        /// chosen.
        pub experimentation: Formula = zero(),
        /// Propensities before the first step, > 0, in units of the reward.
        pub initial: Formula = unit(),
        /// Smallest reward.
        pub lowest: Formula = zero(),
    }
}

record! {
    /// Experience-weighted attraction. N′ = φ(1 − κ)N + 1, A′ = (φNA + w·π)/N′
    /// with w = 1 for the chosen strategy and δ for the others, π what each would
    /// have paid; p ∝ exp(λA).
    pub struct Ewa {
        /// φ, 0 to 1: what is left of attractions after a step.
        pub decay: Formula,
        /// δ, 0 to 1: how much a reward counts that was missed. 0: reinforcement;
        /// 1: belief learning, with κ = 0 weighted fictitious play.
        pub imagination: Formula,
        /// κ, 0 to 1: 0 for attractions that are averages, 1 for ones that add up.
        pub lock_in: Formula = zero(),
        /// λ ≥ 0, per unit of attraction.
        pub sensitivity: Formula,
        /// Attractions before the first step.
        pub initial: Formula = zero(),
        /// N before the first step, > 0: how many steps the first attractions are
        /// worth.
        pub experience: Formula = unit(),
        /// What each strategy would have paid, in this step, those who did not
        /// choose it. Needed for every strategy unless δ is `0`.
        pub forgone: Vec<Forgone> = Vec::new(),
    }
}

record! {
    /// What a strategy would have paid.
    pub struct Forgone {
        /// The strategy.
        pub strategy: Id,
        /// Its reward.
        pub reward: Formula,
    }
}

record! {
    /// Fermi imitation: with probability `revision` an agent compares itself
    /// with another one, drawn at random, and takes over its strategy with
    /// probability 1/(1+exp(−β(π_other − π_own))); with probability `mutation`
    /// it tries any strategy. π is the reward, averaged with `rate`. All start
    /// with a strategy by lot.
    pub struct Fermi {
        /// β ≥ 0, per unit of reward.
        pub beta: Formula,
        /// Share of agents who compare in a step, 0 to 1.
        pub revision: Formula = unit(),
        /// Share of agents who try something at random, 0 to 1.
        pub mutation: Formula = zero(),
        /// Weight of the newest reward in the average, 0 to 1.
        pub rate: Formula = unit(),
    }
}

record! {
    /// Imitation of the best: with probability `revision` an agent takes over the
    /// strategy of whoever earns most of those whom it sees, itself included, and
    /// keeps its own on a tie; with probability `mutation` it tries any strategy.
    /// All start with a strategy by lot.
    pub struct ImitateBest {
        /// Whom an agent sees.
        pub sees: Sight = Default::default(),
        /// Share of agents who compare in a step, 0 to 1.
        pub revision: Formula = unit(),
        /// Share of agents who try something at random, 0 to 1.
        pub mutation: Formula = zero(),
        /// Weight of the newest reward in the average that is compared, 0 to 1.
        pub rate: Formula = unit(),
    }
}

choice! {
    /// Whom an agent can imitate.
    #[derive(Default)]
    pub enum Sight {
        /// Everybody. Of several who earn most, the strategy that comes first in
        /// the document counts.
        #[default]
        "all" => All,
        /// The two beside it on a ring; of two who earn alike, the one before it.
        "neighbours" => Neighbours,
    }
}

record! {
    /// Imitation in proportion to pay-offs: with probability `revision` an agent
    /// takes over the strategy of one who is drawn with a probability that is
    /// proportional to pay-off − `lowest` (≥ 0). So shares follow the discrete
    /// replicator equation, x′ = x·f/mean f. All start with a strategy by lot.
    pub struct Replicator {
        /// Smallest pay-off.
        pub lowest: Formula = zero(),
        /// Share of agents who compare in a step, 0 to 1.
        pub revision: Formula = unit(),
        /// Share of agents who try something at random, 0 to 1.
        pub mutation: Formula = zero(),
        /// Weight of the newest reward in the average that is compared, 0 to 1.
        pub rate: Formula = unit(),
    }
}

record! {
    /// Win-stay, lose-shift: an agent stays with its strategy as long as the
    /// reward reaches what it aspires to; after less it changes, with probability
    /// `shift`, to one of the others by lot. All start with a strategy by lot.
    pub struct WinStayLoseShift {
        /// The smallest reward that is no loss.
        pub aspiration: Formula = zero(),
        /// Probability of changing after a loss, 0 to 1.
        pub shift: Formula = unit(),
        /// Share of agents who try something at random, 0 to 1.
        pub mutation: Formula = zero(),
    }
}

record! {
    /// Different rules within one population: before the first step each agent is
    /// given one of them for good, by lot.
    pub struct Mix {
        /// The rules.
        pub parts: Vec<MixPart>,
    }
}

record! {
    /// One rule of a mix.
    pub struct MixPart {
        /// How likely an agent has it, ≥ 0, relative to the other parts. May use the
        /// agent's attributes: `if informed then 1 else 0` leaves nothing to chance.
        pub share: Formula,
        /// The rule.
        pub learning: Learning,
    }
}

choice! {
    /// Who wins a tie of estimates.
    #[derive(Default)]
    pub enum Ties {
        /// One of the best, each with the same probability.
        #[default]
        "lot" => Lot,
        /// The first of the best in the document.
        "first" => First,
    }
}
