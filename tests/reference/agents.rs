//! Adapters for agents and processes.

use crate::Adapter;
use crate::inputs::{Inputs, numbers_in, table_in};
use serde_json::{Value, json};
use tokenwright::agent::brock_hommes::BrockHommes;
use tokenwright::agent::learn::game::Game;
use tokenwright::agent::learn::{
    epsilon_greedy, ewa, exp3, fermi, imitate_best, q_learning, replicator, roth_erev, softmax, ucb1,
};
use tokenwright::num::math::{exp, ln};
use tokenwright::project::Ties;
use tokenwright::scenario::bass::Bass;
use tokenwright::scenario::gbm::Gbm;
use tokenwright::scenario::hawkes::Hawkes;
use tokenwright::scenario::merton::Merton;
use tokenwright::scenario::ou;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("D.eps_greedy", greedy_choice),
    ("D.softmax", soft_choice),
    ("D.ucb1", confidence_bound),
    ("D.exp3", exponential_weights),
    ("D.qlearning", q_values),
    ("D.roth_erev", reinforcement),
    ("D.ewa", attractions),
    ("D.fermi", imitation),
    ("D.imitate_best", imitation_of_the_best),
    ("D.replicator", replication),
    ("D.hawk_dove", hawks_and_doves),
    ("D.brock_hommes", heterogeneous_beliefs),
    ("D.bass", adoption),
    ("D.gbm", geometric_brownian),
    ("D.ou", ornstein_uhlenbeck),
    ("D.merton", jump_diffusion),
    ("D.hawkes", self_exciting),
];

fn greedy_choice(inputs: &Inputs) -> Result<Value, String> {
    let p = epsilon_greedy::probabilities(&inputs.numbers("q")?, inputs.number("eps")?, Ties::Lot);
    Ok(json!({ "p": p }))
}

fn soft_choice(inputs: &Inputs) -> Result<Value, String> {
    Ok(json!({ "p": softmax::probabilities(&inputs.numbers("q")?, inputs.number("tau")?) }))
}

fn confidence_bound(inputs: &Inputs) -> Result<Value, String> {
    let (means, counts) = (inputs.numbers("mean")?, inputs.numbers("n")?);
    let total: f64 = counts.iter().sum();
    let index: Vec<f64> =
        means.iter().zip(&counts).map(|(mean, count)| ucb1::index(*mean, *count, total)).collect();
    let choose = epsilon_greedy::choose(&index, 0.0, Ties::First, 0.5);
    Ok(json!({ "index": index, "choose": choose }))
}

/// Pairs of what was chosen and what came of it.
fn plays(inputs: &Inputs, name: &str) -> Result<Vec<(usize, Value)>, String> {
    let read = |play: &Value| Some((usize::try_from(play.get(0)?.as_u64()?).ok()?, play.get(1)?.clone()));
    let plays: Option<Vec<_>> = inputs.list(name)?.iter().map(read).collect();
    plays.ok_or_else(|| format!("the input `{name}` is not a list of pairs"))
}

fn exponential_weights(inputs: &Inputs) -> Result<Value, String> {
    let (weights, gamma) = (inputs.numbers("w")?, inputs.number("gamma")?);
    let mut logs: Vec<f64> = weights.into_iter().map(ln).collect();
    for (chosen, reward) in plays(inputs, "plays")? {
        let reward = reward.as_f64().ok_or("a reward is not a number")?;
        let chance = exp3::probabilities(&logs, gamma)[chosen];
        logs[chosen] += exp3::gain(gamma, reward, chance, logs.len());
    }
    let weights: Vec<f64> = logs.iter().map(|log| exp(*log)).collect();
    Ok(json!({ "w": weights, "p_next": exp3::probabilities(&logs, gamma) }))
}

fn q_values(inputs: &Inputs) -> Result<Value, String> {
    let transitions: Option<Vec<_>> = inputs.list("P")?.iter().map(table_in).collect();
    let transitions = transitions.ok_or("the input `P` is not a table of probabilities")?;
    let rewards = inputs.table("R")?;
    let discount = inputs.number("gamma")?;
    let optimal = q_learning::optimal(&transitions, &rewards, discount);
    let best = |row: &Vec<f64>| epsilon_greedy::choose(row, 0.0, Ties::First, 0.5);
    let policy: Vec<usize> = optimal.iter().map(best).collect();
    let mut table = inputs.table("Q0")?;
    let [state, action, reward, next] = inputs.numbers("step")?[..] else {
        return Err("the input `step` is not state, action, reward, next state".to_owned());
    };
    let later = table[next as usize].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let entry = &mut table[state as usize][action as usize];
    *entry = q_learning::update(*entry, inputs.number("alpha")?, reward, discount, later);
    Ok(json!({ "Qstar": optimal, "policy": policy, "Q_after_step": table }))
}

fn reinforcement(inputs: &Inputs) -> Result<Value, String> {
    let mut propensities = inputs.numbers("q")?;
    let (forgetting, experimentation) = (inputs.number("phi")?, inputs.number("eps")?);
    for (chosen, reward) in plays(inputs, "plays")? {
        let reward = reward.as_f64().ok_or("a reward is not a number")?;
        roth_erev::reinforce(&mut propensities, chosen, reward, forgetting, experimentation);
    }
    Ok(json!({ "p": roth_erev::probabilities(&propensities), "q": propensities }))
}

fn attractions(inputs: &Inputs) -> Result<Value, String> {
    let weights = ewa::Weights {
        decay: inputs.number("phi")?,
        imagination: inputs.number("delta")?,
        lock_in: inputs.number("kappa")?,
    };
    let mut all = ewa::Attractions { values: inputs.numbers("A")?, experience: inputs.number("N")? };
    for (chosen, payoffs) in plays(inputs, "rounds")? {
        let payoffs = numbers_in(&payoffs).ok_or("the pay-offs of a round are not numbers")?;
        all.learn(weights, chosen, &payoffs);
    }
    let p = softmax::probabilities(&all.values, 1.0 / inputs.number("lambda")?);
    Ok(json!({ "A": all.values, "N": all.experience, "p": p }))
}

fn imitation(inputs: &Inputs) -> Result<Value, String> {
    let [a, b] = &inputs.table("M")?[..] else {
        return Err("the input `M` is not a 2 × 2 matrix".to_owned());
    };
    let beta = inputs.number("beta")?;
    let game = Game { a: [a[0], a[1]], b: [b[0], b[1]] };
    Ok(json!({
        "p_adopt": fermi::adoption(inputs.number("pi")?, inputs.number("pj")?, beta),
        "fixation_one_A": game.fixation(inputs.whole("N")?, beta),
    }))
}

fn imitation_of_the_best(inputs: &Inputs) -> Result<Value, String> {
    let game = inputs.table("M")?;
    let mut strategies: Vec<usize> = inputs.numbers("strategy")?.iter().map(|x| *x as usize).collect();
    for _ in 0..inputs.whole::<u32>("steps")? {
        strategies = imitate_best::on_ring(&strategies, &imitate_best::ring_payoffs(&strategies, &game));
    }
    Ok(json!({ "strategy": strategies }))
}

fn replication(inputs: &Inputs) -> Result<Value, String> {
    let game = inputs.table("M")?;
    let mut shares = inputs.numbers("x")?;
    for _ in 0..inputs.whole::<u32>("n")? {
        shares = replicator::step(&shares, &game);
    }
    let (start, advantage) = (inputs.number("x0")?, inputs.number("payoff_diff")?);
    Ok(json!({ "continuous": replicator::share(start, advantage, inputs.number("t")?), "discrete": shares }))
}

fn hawks_and_doves(inputs: &Inputs) -> Result<Value, String> {
    let game = Game::hawk_dove(inputs.number("V")?, inputs.number("C")?);
    let ess = game.stable_share();
    Ok(json!({ "ess": ess, "payoff": game.mean_payoff(ess) }))
}

fn heterogeneous_beliefs(inputs: &Inputs) -> Result<Value, String> {
    let market = BrockHommes {
        gross_return: inputs.number("R")?,
        trend: inputs.number("g")?,
        cost: inputs.number("C")?,
        demand: inputs.number("D")?,
    };
    let beta = inputs.number("beta")?;
    let rest = market.steady_state(beta);
    let mut last = [inputs.number("x0")?; 3];
    let mut path = Vec::new();
    for _ in 0..5 {
        last = [market.next(beta, last), last[0], last[1]];
        path.push(last[0]);
    }
    Ok(json!({
        "beta_pitchfork": market.pitchfork(),
        "x_star_at_beta": rest,
        "n_trend_at_x_star": market.trend_share(beta, [rest; 3]),
        "beta_hopf": market.hopf(),
        "path": path,
    }))
}

fn adoption(inputs: &Inputs) -> Result<Value, String> {
    let bass =
        Bass { market: inputs.number("m")?, innovation: inputs.number("p")?, imitation: inputs.number("q")? };
    let (adopters, peak) = (bass.adopters(inputs.number("t")?), bass.peak_time());
    Ok(json!({
        "cumulative": adopters,
        "rate": bass.rate(adopters),
        "t_peak": peak,
        "peak_rate": bass.rate(bass.adopters(peak)),
    }))
}

fn geometric_brownian(inputs: &Inputs) -> Result<Value, String> {
    let process = Gbm {
        start: inputs.number("S0")?,
        mu: inputs.number("mu")?,
        sigma: inputs.number("sigma")?,
        time: inputs.number("T")?,
    };
    let level = inputs.number("K")?;
    Ok(json!({
        "mean": process.mean(),
        "median": process.median(),
        "var": process.variance(),
        "P_below_K_at_T": process.below(level),
        "P_touch_K_by_T": process.touch(level),
    }))
}

fn ornstein_uhlenbeck(inputs: &Inputs) -> Result<Value, String> {
    let (kappa, sigma) = (inputs.number("kappa")?, inputs.number("sigma")?);
    let (t, dt) = (inputs.number("t")?, inputs.number("dt")?);
    Ok(json!({
        "mean": ou::mean(inputs.number("x0")?, kappa, inputs.number("theta")?, t),
        "var": ou::variance(kappa, sigma, t),
        "stationary_sd": ou::stationary_sd(kappa, sigma),
        "half_life": ou::half_life(kappa),
        "autocorr_lag_dt": ou::autocorrelation(kappa, dt),
        "exact_step_sd": ou::variance(kappa, sigma, dt).sqrt(),
    }))
}

fn jump_diffusion(inputs: &Inputs) -> Result<Value, String> {
    let process = Merton {
        drift: inputs.number("mu")?,
        volatility: inputs.number("sigma")?,
        intensity: inputs.number("lam")?,
        jump_mean: inputs.number("m")?,
        jump_sd: inputs.number("delta")?,
    };
    let time = inputs.number("T")?;
    let moments = process.log_moments(time);
    Ok(json!({
        "k": process.mean_jump(),
        "E_S_over_S0": process.growth(time),
        "log_mean": moments.mean,
        "log_var": moments.variance,
        "log_skew": moments.skewness,
        "log_exkurt": moments.excess_kurtosis,
    }))
}

fn self_exciting(inputs: &Inputs) -> Result<Value, String> {
    let process = Hawkes {
        base: inputs.number("mu")?,
        excitation: inputs.number("alpha")?,
        decay: inputs.number("beta")?,
    };
    let time = inputs.number("T")?;
    Ok(json!({
        "branching": process.branching(),
        "mean_intensity": process.mean_intensity(),
        "var_intensity": process.intensity_variance(),
        "mean_count": process.mean_count(time),
        "var_count": process.count_variance(time),
        "mean_cluster_size": process.cluster(),
    }))
}
