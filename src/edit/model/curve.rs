//! Response curves: what a mechanism of the document answers to one thing, while
//! nobody else acts. The engine itself is asked, point by point.

use super::{Change, ModelEdit};
use crate::project::*;
use crate::simulate::{RunSpec, beginning, compile};

/// Points of a curve.
const POINTS: u32 = 32;

/// The parameter that runs along a curve.
const X: &str = "along_the_curve";

/// What is varied.
#[derive(Clone, Copy, Debug)]
enum Along {
    /// A field of the rule.
    Field(&'static str),
    /// What somebody orders at a port, up to as much as this output at the start.
    Order(&'static str, &'static str),
    /// A field of the rule, while somebody has paid one in at a port.
    Held(&'static str, &'static str),
}

/// The agents of a drawing, and a field that names whom a rule is for.
const BUYER: &str = "buyer_of_the_curve";
const FOR_THE_BUYER: [&str; 3] = ["voters", "stakers", "givers"];

/// What is natural to draw: type or rule, what is varied, what is read (`@` is the
/// mechanism; without it, an output), the words.
const NATURAL: [(&str, Along, &str, &str); 18] = [
    (
        "constant_product",
        Along::Order("buy", "quote"),
        "price",
        "Price after a purchase, over what is paid in",
    ),
    (
        "bancor_curve",
        Along::Order("buy", "pool.reserve"),
        "price",
        "Price after a purchase, over what is paid in",
    ),
    ("stableswap", Along::Order("sell_a", "pool.a"), "price", "Price after a sale of a, over what is sold"),
    (
        "stableswap3",
        Along::Order("a_to_b", "pool.a"),
        "price_b",
        "Price of a in b after a sale of a, over what is sold",
    ),
    ("quadratic_vote", Along::Order("for", ""), "votes", "Votes of one agent, over the credits it spends"),
    ("fee_market", Along::Field("used"), "base_fee", "Base fee of the next block, over the gas asked for"),
    (
        "conviction_voting",
        Along::Field("requested"),
        "threshold",
        "Conviction needed, over what is requested",
    ),
    ("pi_rate", Along::Field("market"), "rate", "Rate, over the market price"),
    ("pid", Along::Field("measured"), "output", "What the parameter becomes, over what is measured"),
    ("bridge", Along::Field("native_price"), "ratio", "Collateral ratio, over the native price"),
    ("airdrop", Along::Field("activity"), "mean(@.weight)", "Weight of an account, over what it did"),
    (
        "dutch_auction",
        Along::Field("value"),
        "price",
        "What the piece is sold for, over what it is worth to the bidders",
    ),
    ("falling_inflation", Along::Field("initial"), "emitted", "Minted in a step, over this year's inflation"),
    (
        "locked_staking",
        Along::Order("stake", ""),
        "if @.staked > 0 then @.paid / @.staked else 0",
        "Reward in a step for each unit on deposit, over all deposits",
    ),
    ("paymaster", Along::Field("requests"), "sponsored", "Transfers paid for, over those that each wants"),
    (
        "quadratic_funding",
        Along::Order("give_a", ""),
        "match_a",
        "What a project gets on top, over what each of ten givers gives",
    ),
    ("quorum_vote", Along::Field("for"), "passed", "1 if the vote passes, over the votes for it"),
    (
        "vote_escrow",
        Along::Held("lock", "duration"),
        "total_power",
        "Votes of one locked token, over the time of the lock",
    ),
];

/// A response curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Answer and question, in words.
    pub words: &'static str,
    /// Where the last point is; the first is at 0.
    pub end: f64,
    /// The answers, at equal distances.
    pub values: Vec<f64>,
}

/// The response curve of a mechanism of the document, if it has a natural one and the
/// document can be run.
pub fn curve(project: &Project, position: usize) -> Option<Curve> {
    let mechanism = project.mechanisms.get(position)?;
    let name = match mechanism {
        Mechanism::Rule(one) => one.rule.as_str(),
        Mechanism::ConstantProduct(_) => "constant_product",
        _ => return None,
    };
    let (_, along, out, words) = NATURAL.into_iter().find(|(known, ..)| *known == name)?;
    let id = mechanism.id().to_owned();
    let mut drawn = still(project);
    let (end, steady) = match along {
        Along::Order(_, scale) if !scale.is_empty() => (start(&mut drawn, &format!("{id}.{scale}"))?, false),
        Along::Order(..) => (100.0, false),
        Along::Field(field) | Along::Held(_, field) => {
            let now = told(mechanism, field)?;
            // What is told for each agent has a mean.
            let now = start(&mut drawn, &now).or_else(|| start(&mut drawn, &format!("mean({now})")));
            (2.0 * now?, true)
        }
    };
    let end = if end > 0.0 && end.is_finite() { end } else { 1.0 };
    let x = Parameter {
        id: X.to_owned(),
        label: String::new(),
        unit: String::new(),
        default: 0.0,
        min: 0.0,
        max: end,
        step: end,
        about: String::new(),
        group: String::new(),
    };
    drawn.parameters.push(x);
    let drawn_one = drawn.mechanisms.get_mut(position)?;
    match along {
        Along::Field(field) | Along::Held(_, field) => tell(drawn_one, field, X),
        Along::Order(..) => {}
    }
    // What is given away is given at once.
    if name == "airdrop" {
        tell(drawn_one, "at", "0");
    }
    if let Along::Order(port, _) | Along::Held(port, _) = along {
        let asset = paid_in(drawn_one, port)?;
        if let Mechanism::Rule(one) = drawn_one {
            let whom: Vec<Id> = one.with.0.iter().map(|(field, _)| field.clone()).collect();
            whom.iter().filter(|field| FOR_THE_BUYER.contains(&field.as_str())).for_each(|field| {
                tell(drawn_one, field, BUYER);
            });
        }
        let amount = if matches!(along, Along::Held(..)) { "1" } else { X };
        let size = if name == "quadratic_funding" { 10 } else { 1 };
        drawn.populations.push(buyer(&id, port, asset, amount, size));
    }
    // Rewards come to what was on deposit before.
    drawn.run.steps = if name == "locked_staking" { 2 } else { 1 };
    measure(&mut drawn, &if out.contains('@') { out.replace('@', &id) } else { format!("{id}.{out}") });
    let model = compile(&drawn).ok()?;
    let spec = model.default_spec();
    let at = |point: u32| {
        let value = end * f64::from(point) / f64::from(POINTS);
        let mut parameters = spec.parameters.clone();
        *parameters.last_mut()? = value;
        let spec = RunSpec { parameters, ..spec.clone() };
        let chunk = model.simulate(&spec, 0..1).ok()?;
        let last = model.summarise(&spec, &chunk).ok()?.metrics.first()?.last.mean;
        last.is_finite().then_some(last)
    };
    let first = u32::from(steady);
    let values: Option<Vec<f64>> = (first..=POINTS).map(at).collect();
    Some(Curve { words, end, values: values? })
}

/// A small economy in which new mechanisms find what they need.
const EXAMPLE: &str = r#"{"format":1,"meta":{"id":"example","title":"Example"},
    "assets":[{"id":"token","label":"Token"},{"id":"money","label":"Money"},{"id":"other","label":"Other"}],
    "accounts":[{"id":"reserves","label":"Reserves","initial":[{"asset":"token","amount":"1000"},
        {"asset":"money","amount":"1000"},{"asset":"other","amount":"1000"}]}],
    "populations":[{"id":"people","label":"People","size":10,
        "initial":[{"asset":"token","amount":"100"},{"asset":"money","amount":"100"}]}]}"#;

/// The response curve of a type or rule in a small example, told what a new one is told.
pub fn example(name: &str) -> Option<Curve> {
    let mut project = Project::from_json(EXAMPLE).ok()?;
    let tree = super::tree(&project);
    let made = match super::mechanisms::ALL.find(name) {
        Some(_) => super::make::mechanism(&tree, name),
        None => super::catalogue::mechanism(&tree, name),
    };
    ModelEdit { path: "mechanisms".to_owned(), change: Change::Add(made) }.apply(&mut project).ok()?;
    for (_, field, value) in EXAMPLES.into_iter().filter(|(rule, ..)| *rule == name) {
        tell(project.mechanisms.first_mut()?, field, value);
    }
    curve(&project, 0)
}

/// What a rule is told in the example beside that: its bends are within the picture.
const EXAMPLES: [(&str, &str, &str); 24] = [
    ("airdrop", "activity", "50"),
    ("bancor_curve", "start_reserve", "100"),
    ("bancor_curve", "start_supply", "100"),
    ("bancor_curve", "funder", "reserves"),
    ("bridge", "start_collateral", "100"),
    ("bridge", "start_wrapped", "10"),
    ("bridge", "operator", "reserves"),
    ("dutch_auction", "start", "15"),
    ("dutch_auction", "value", "10"),
    ("locked_staking", "rate", "10"),
    ("locked_staking", "rewards_from", "reserves"),
    ("paymaster", "requests", "5"),
    ("paymaster", "start", "1000"),
    ("paymaster", "sponsor", "reserves"),
    ("pi_rate", "market", "1"),
    ("pi_rate", "redemption", "1"),
    ("pi_rate", "kp", "0.1"),
    ("quadratic_funding", "budget", "1000"),
    ("quadratic_funding", "a", "people"),
    ("quadratic_funding", "b", "people"),
    ("quadratic_funding", "c", "people"),
    ("quorum_vote", "supply", "100"),
    ("quorum_vote", "for", "4"),
    ("vote_escrow", "duration", "104"),
];

/// The document in which nobody acts, for one step.
fn still(project: &Project) -> Project {
    let bare = |known: &Population| Population {
        strategies: Vec::new(),
        learning: None,
        reward: None,
        ..known.clone()
    };
    Project {
        populations: project.populations.iter().map(bare).collect(),
        discovery: Discovery::default(),
        objective: Objective::default(),
        view: View::default(),
        run: RunSettings { steps: 1, runs: 1, ..project.run.clone() },
        ..project.clone()
    }
}

/// The document measures this, and nothing else.
fn measure(project: &mut Project, formula: &str) {
    project.metrics = vec![Metric {
        id: "of_the_curve".to_owned(),
        label: String::new(),
        unit: String::new(),
        formula: Formula::new(formula),
        about: String::new(),
    }];
}

/// What a formula is before the first step.
fn start(project: &mut Project, formula: &str) -> Option<f64> {
    measure(project, formula);
    beginning(project).ok()?.first().copied()
}

/// What a rule is told in a field.
fn told(mechanism: &Mechanism, field: &str) -> Option<String> {
    let Mechanism::Rule(one) = mechanism else { return None };
    let given =
        one.with.iter().find(|(known, _)| known == field).map(|(_, formula)| formula.text().to_owned());
    given.or_else(|| {
        let rule = crate::mechanism::rule::of(one)?;
        rule.fields.into_iter().find(|known| known.name == field)?.default
    })
}

/// The asset in which orders at a port are given.
fn paid_in(mechanism: &Mechanism, port: &str) -> Option<Id> {
    match mechanism {
        Mechanism::ConstantProduct(one) => Some(one.quote.clone()),
        Mechanism::Rule(one) => {
            let rule = crate::mechanism::rule::of(one)?;
            let field = &rule.ports.iter().find(|known| known.name == port)?.asset;
            told(mechanism, field)
        }
        _ => None,
    }
}

/// Some who have that much and order it, once.
fn buyer(mechanism: &str, port: &str, asset: Id, amount: &str, size: u32) -> Population {
    let action = Action { at: mechanism.to_owned(), port: port.to_owned(), amount: Formula::new(amount) };
    let strategy = Strategy {
        id: "orders".to_owned(),
        label: String::new(),
        kind: Desirability::Neutral,
        actions: vec![action],
    };
    Population {
        id: BUYER.to_owned(),
        label: String::new(),
        size,
        weight: 1.0,
        attributes: Vec::new(),
        initial: vec![Balance { asset, amount: Formula::new(amount) }],
        strategies: vec![strategy],
        learning: None,
        turnover: None,
        reward: None,
    }
}

/// Tells a rule something else in a field.
fn tell(mechanism: &mut Mechanism, field: &str, value: &str) {
    if let Mechanism::Rule(one) = mechanism {
        one.with.0.retain(|(known, _)| known != field);
        one.with.0.push((field.to_owned(), Formula::new(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_natural_curve_has_one_in_the_example() {
        // These ask for what only a model can say: coins of one worth, a slider to steer.
        let of_models = ["stableswap", "stableswap3", "pid"];
        for (name, ..) in NATURAL {
            assert_eq!(example(name).is_some(), !of_models.contains(&name), "{name}");
        }
        assert_eq!(example("burn"), None);
        let rules = crate::mechanism::rule::CATALOGUE.iter().map(|(name, _)| *name);
        let undrawn = |name: &&str| !NATURAL.iter().any(|(known, ..)| known == name);
        assert_eq!(rules.filter(undrawn).collect::<Vec<_>>(), [""; 0]);
        let flat = |name: &&str| {
            example(name).is_some_and(|curve| curve.values.windows(2).all(|two| two[0] == two[1]))
        };
        assert_eq!(NATURAL.iter().map(|(name, ..)| *name).filter(flat).collect::<Vec<_>>(), [""; 0]);
        let price = example("constant_product").unwrap().values;
        assert!(price.windows(2).all(|two| two[0] < two[1]), "who buys more pays more: {price:?}");
    }

    /// Answers of the rules, by their formulas.
    #[test]
    fn answers_are_those_of_the_formulas() {
        type Formula = fn(f64) -> f64;
        let formulas: [(&str, Formula); 9] = [
            ("bridge", |x| 10.0 / x),
            ("pi_rate", |x| 1.1 - 0.1 * x),
            ("airdrop", f64::sqrt),
            ("dutch_auction", |x| x.min(15.0)),
            ("locked_staking", |x| if x > 0.0 { 10.0 / x } else { 0.0 }),
            ("paymaster", |x| 10.0 * x.min(5.0)),
            // (10·√x)² − 10·x, of what the pool has.
            ("quadratic_funding", |x| (90.0 * x).min(1000.0)),
            ("quorum_vote", |x| if x >= 4.0 { 1.0 } else { 0.0 }),
            ("vote_escrow", |x| x.floor() / 208.0),
        ];
        for (name, formula) in formulas {
            let Curve { end, values, .. } = example(name).unwrap_or_else(|| panic!("{name}"));
            let skipped = POINTS as usize + 1 - values.len();
            for (point, value) in values.iter().enumerate() {
                let x = end * (point + skipped) as f64 / f64::from(POINTS);
                let expected = formula(x);
                assert!((value - expected).abs() < 1e-9 * expected.max(1.0), "{name} at {x}: {value}");
            }
        }
    }
}
