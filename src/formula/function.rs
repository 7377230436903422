//! What a function of the language is: the closed sets of functions, and the
//! row that describes one. The rows themselves are in [`super::FUNCTIONS`].

/// One function: what the parser knows of it.
#[derive(Debug)]
pub struct Function {
    /// As formulas call it.
    pub name: &'static str,
    /// How many arguments it takes; two rows may share a name and differ here.
    pub arity: Arity,
    /// What it is.
    pub kind: FunctionKind,
    /// Name and arguments, as shown to users: `clamp(x, low, high)`.
    pub signature: &'static str,
}

/// What there is to say of a function.
#[derive(Debug)]
pub struct Help {
    /// What it gives, in one sentence.
    pub doc: &'static str,
    /// A formula that uses it, in which `x` is the population [`super::SAMPLE`].
    pub example: &'static str,
    /// What the example gives, up to rounding, whatever the luck.
    pub result: f64,
}

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// This many.
    Exactly(usize),
    /// This many or more.
    AtLeast(usize),
}

/// What kind of function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// A function of numbers, applied to each agent where arguments are populations.
    Math(Math),
    /// One number from all agents of a population.
    Reduce(Reduction),
    /// A random draw, fresh in every step, per agent where agents are concerned.
    Draw(Draw),
    /// The next value of a random process.
    Process(Process),
}

/// Functions of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Math {
    /// Distance from 0.
    Abs,
    /// Square root; of a negative number a fault.
    Sqrt,
    /// e to the power of x.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Logarithm to base 2.
    Log2,
    /// Logarithm to base 10.
    Log10,
    /// Smallest of two or more arguments.
    Min,
    /// Largest of two or more arguments.
    Max,
    /// `(x, low, high)`: x, or the bound it exceeds. If low > high: high.
    Clamp,
    /// Largest integer ≤ x.
    Floor,
    /// Smallest integer ≥ x.
    Ceil,
    /// Nearest integer; halves away from 0.
    Round,
    /// −1, 0 or 1.
    Sign,
    /// `(a, b)`: a − b·floor(a/b), the remainder with the sign of b.
    Mod,
    /// Sine of an angle in radians.
    Sin,
    /// Cosine of an angle in radians.
    Cos,
    /// Hyperbolic tangent.
    Tanh,
    /// 1/(1+e^(−x)).
    Logistic,
    /// `(x, market, innovation, imitation)`: adopters after one step of length
    /// `dt`, by Bass' diffusion, exact.
    Bass,
    /// `(amplitude, period, peak)`: 1 + amplitude·cos(2π·(time − peak)/period).
    Season,
}

/// Reductions: a population to one number. Simulated agents count alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// Sum.
    Sum,
    /// Arithmetic mean.
    Mean,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// Number of agents for which the argument is not 0.
    Count,
    /// Standard deviation over the whole population (divisor n).
    Sd,
    /// Median; of an even number the mean of the middle two.
    Median,
    /// Gini coefficient Σ(2i−n−1)x₍ᵢ₎/(nΣx), zeros included.
    Gini,
    /// Herfindahl–Hirschman index: sum of squared shares, 1/n to 1.
    Hhi,
    /// Nakamoto coefficient: least number of agents who together hold more than
    /// half.
    Nakamoto,
}

/// Distributions; arguments by position, as the signature names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// `(low, high)`: evenly between the two.
    Uniform,
    /// `(mean, sd)`.
    Normal,
    /// `(mu, sigma)`: e to the power of a normal draw.
    Lognormal,
    /// `(mean)`.
    Exponential,
    /// `(p)`: 1 with probability p, else 0.
    Bernoulli,
    /// `(mean)`: a count.
    Poisson,
    /// `(min, alpha)`: P(X > x) = (min/x)^alpha.
    Pareto,
    /// `(min, mode, max)`.
    Triangular,
}

/// Random processes: the value after one step of length `dt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// `(x, drift, volatility)`: geometric Brownian motion, exact:
    /// x·exp((drift − volatility²/2)·dt + volatility·√dt·Z).
    Gbm,
    /// `(x, mean, reversion, volatility)`: Ornstein–Uhlenbeck, exact: normal
    /// with mean `mean + (x − mean)·e^(−reversion·dt)` and variance
    /// `volatility²·(1 − e^(−2·reversion·dt))/(2·reversion)`.
    Ou,
    /// `(x, drift, volatility, intensity, jump_mean, jump_sd)`: Merton's jump
    /// diffusion, exact: geometric Brownian motion times e^(normal) for each of
    /// Poisson(intensity·dt) jumps, whose mean the drift makes up for.
    Merton,
}

impl Function {
    /// The row with this signature, from which name and arity follow: `…` as the
    /// last argument stands for any number of further ones.
    pub(super) const fn new(kind: FunctionKind, signature: &'static str) -> Function {
        let bytes = signature.as_bytes();
        let mut open = 0;
        while bytes[open] != b'(' {
            open += 1;
        }
        let (name, arguments) = signature.split_at(open);
        let bytes = arguments.as_bytes();
        let mut commas = 0;
        let mut rest = false;
        let mut index = 0;
        while index < bytes.len() {
            commas += (bytes[index] == b',') as usize;
            rest |= !bytes[index].is_ascii();
            index += 1;
        }
        let arity = if rest { Arity::AtLeast(commas) } else { Arity::Exactly(commas + 1) };
        Function { name, arity, kind, signature }
    }

    /// Whether it takes this many arguments.
    pub fn accepts(&self, count: usize) -> bool {
        match self.arity {
            Arity::Exactly(n) => count == n,
            Arity::AtLeast(n) => count >= n,
        }
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}
