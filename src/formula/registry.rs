//! The table of functions: the one place that says which there are.

use super::function::{Draw::*, Function, FunctionKind, Help, Math::*, Process::*, Reduction};

/// The population that examples of the table call `x`: four agents.
pub const SAMPLE: [f64; 4] = [1.0, 2.0, 3.0, 4.0];

/// The table: what parser and executor read of a function, and what people do.
macro_rules! functions {
    ($($kind:ident($function:expr, $signature:expr, $doc:expr $(,)?).example($example:expr, $result:expr)),* $(,)?) => {
        /// Every function of the language, in the order in which help shows them.
        pub static FUNCTIONS: &[Function] = &[$($kind($function, $signature)),*];

        /// What there is to say of each, in the same order: apart, because the engine in a
        /// browser needs none of it.
        pub static HELP: &[Help] = &[$(Help { doc: $doc, example: $example, result: $result }),*];
    };
}

functions![
    // Functions of numbers.
    math(Abs, "abs(x)", "Distance from 0").example("abs(-3)", 3.0),
    math(Sign, "sign(x)", "1 for positive, -1 for negative numbers, 0 for 0").example("sign(-3)", -1.0),
    math(Min, "min(a, b, …)", "Smallest of the arguments").example("min(3, 2)", 2.0),
    math(Max, "max(a, b, …)", "Largest of the arguments").example("max(3, 2, 5)", 5.0),
    math(Clamp, "clamp(x, low, high)", "x, kept between low and high").example("clamp(7, 0, 5)", 5.0),
    math(Floor, "floor(x)", "Largest integer up to x").example("floor(-2.5)", -3.0),
    math(Ceil, "ceil(x)", "Smallest integer from x on").example("ceil(2.1)", 3.0),
    math(Round, "round(x)", "Nearest integer; halves go away from 0").example("round(2.5)", 3.0),
    math(Mod, "mod(a, b)", "Remainder of a / b, with the sign of b").example("mod(17, 7)", 3.0),
    math(Sqrt, "sqrt(x)", "Square root").example("sqrt(9)", 3.0),
    math(Exp, "exp(x)", "e to the power of x").example("exp(0)", 1.0),
    math(Ln, "ln(x)", "Natural logarithm").example("ln(exp(1) * exp(1))", 2.0),
    math(Log2, "log2(x)", "Logarithm to base 2").example("log2(8)", 3.0),
    math(Log10, "log10(x)", "Logarithm to base 10").example("log10(1k)", 3.0),
    math(Sin, "sin(x)", "Sine; one period is 2π = 6.283185…").example("sin(0)", 0.0),
    math(Cos, "cos(x)", "Cosine; one period is 2π = 6.283185…").example("cos(0)", 1.0),
    math(Tanh, "tanh(x)", "Hyperbolic tangent: from -1 to 1 along an S").example("tanh(0)", 0.0),
    math(Logistic, "logistic(x)", "1 / (1 + exp(-x)): from 0 to 1 along an S").example("logistic(0)", 0.5),
    // Reductions.
    reduce(Reduction::Sum, "sum(population)", "Sum over the agents").example("sum(x)", 10.0),
    reduce(Reduction::Mean, "mean(population)", "Mean over the agents").example("mean(x)", 2.5),
    reduce(Reduction::Min, "min(population)", "Smallest value of an agent").example("min(x)", 1.0),
    reduce(Reduction::Max, "max(population)", "Largest value of an agent").example("max(x)", 4.0),
    reduce(Reduction::Count, "count(condition)", "Number of agents for whom the condition holds (is not 0)")
        .example("count(x > 2)", 2.0),
    reduce(Reduction::Sd, "sd(population)", "Standard deviation over the agents (divisor n)")
        .example("sd(x > 2)", 0.5),
    reduce(Reduction::Median, "median(population)", "Median over the agents").example("median(x)", 2.5),
    reduce(Reduction::Gini, "gini(population)", "Gini coefficient: 0 if all own the same, near 1 if one owns all")
        .example("gini(x)", 0.25),
    reduce(Reduction::Hhi, "hhi(population)", "Herfindahl–Hirschman index: sum of the squared shares, up to 1")
        .example("hhi(x)", 0.3),
    reduce(
        Reduction::Nakamoto,
        "nakamoto(population)",
        "Nakamoto coefficient: fewest agents who together own more than half",
    )
    .example("nakamoto(x)", 2.0),
    // Draws.
    draw(Uniform, "uniform(low, high)", "Evenly distributed from low to high")
        .example("uniform(2, 3) <= 3", 1.0),
    draw(Normal, "normal(mean, sd)", "Normal distribution").example("normal(5, 0)", 5.0),
    draw(Lognormal, "lognormal(mu, sigma)", "exp of a normal draw; the median is exp(mu)")
        .example("lognormal(0, 0)", 1.0),
    draw(Exponential, "exponential(mean)", "Exponential distribution: waiting times, many small and few large")
        .example("exponential(1) >= 0", 1.0),
    draw(Bernoulli, "bernoulli(p)", "1 with probability p, else 0").example("bernoulli(100%)", 1.0),
    draw(Poisson, "poisson(mean)", "Number of events where `mean` are expected").example("poisson(0)", 0.0),
    draw(Pareto, "pareto(min, alpha)", "Pareto distribution: a heavy tail above min; the mean is infinite for alpha ≤ 1")
        .example("pareto(2, 3) >= 2", 1.0),
    draw(Triangular, "triangular(min, mode, max)", "Between min and max, most likely near mode")
        .example("triangular(1, 2, 3) <= 3", 1.0),
    // Processes.
    process(
        Gbm,
        "gbm(x, drift, volatility)",
        "One step of geometric Brownian motion from x; drift and volatility per time unit of the document",
    )
    .example("gbm(100, 5%, 0) > 100", 1.0),
    process(
        Ou,
        "ou(x, mean, reversion, volatility)",
        "One step of an Ornstein–Uhlenbeck process from x, drawn back to mean; rates per time unit of the document",
    )
    .example("ou(1, 3, 50%, 0) < 3", 1.0),
    process(
        Merton,
        "merton(x, drift, volatility, intensity, jump_mean, jump_sd)",
        "One step of Merton's jump diffusion from x: `intensity` jumps per time unit, each by a factor exp(normal(jump_mean, jump_sd))",
    )
    .example("merton(100, 5%, 0, 0, 0, 0) > 100", 1.0),
    math(
        Bass,
        "bass(x, market, innovation, imitation)",
        "One step of Bass diffusion from x adopters: of those who are left in the market, some adopt by themselves, some because of others",
    )
    .example("bass(10, 100, 0, 0)", 10.0),
    math(
        Season,
        "season(amplitude, period, peak)",
        "A factor around 1 that is largest at time `peak` and again after each period: 1 + amplitude·cos(2π·(time − peak)/period)",
    )
    .example("season(0.3, 7, 7)", 1.3),
];

const fn math(function: super::Math, signature: &'static str) -> Function {
    Function::new(FunctionKind::Math(function), signature)
}

const fn reduce(reduction: Reduction, signature: &'static str) -> Function {
    Function::new(FunctionKind::Reduce(reduction), signature)
}

const fn draw(draw: super::Draw, signature: &'static str) -> Function {
    Function::new(FunctionKind::Draw(draw), signature)
}

const fn process(process: super::Process, signature: &'static str) -> Function {
    Function::new(FunctionKind::Process(process), signature)
}
