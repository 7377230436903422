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
}

/// What is natural to draw: type or rule, what is varied, what is read, the words.
const NATURAL: [(&str, Along, &str, &str); 10] = [
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
        Along::Field(field) => (2.0 * start(&mut drawn, &told(mechanism, field)?)?, true),
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
    match (along, drawn.mechanisms.get_mut(position)?) {
        (Along::Field(field), Mechanism::Rule(one)) => {
            one.with.0.retain(|(known, _)| known != field);
            one.with.0.push((field.to_owned(), Formula::new(X)));
        }
        (Along::Order(port, _), mechanism) => {
            let asset = paid_in(mechanism, port)?;
            drawn.populations.push(buyer(&id, port, asset));
            if name == "quadratic_vote" {
                voters(drawn.mechanisms.get_mut(position)?);
            }
        }
        _ => return None,
    }
    measure(&mut drawn, &format!("{id}.{out}"));
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
    curve(&project, 0)
}

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

/// Somebody who orders as much as the curve says, once.
fn buyer(mechanism: &str, port: &str, asset: Id) -> Population {
    let action = Action { at: mechanism.to_owned(), port: port.to_owned(), amount: Formula::new(X) };
    let strategy = Strategy {
        id: "orders".to_owned(),
        label: String::new(),
        kind: Desirability::Neutral,
        actions: vec![action],
    };
    Population {
        id: "buyer_of_the_curve".to_owned(),
        label: String::new(),
        size: 1,
        weight: 1.0,
        attributes: Vec::new(),
        initial: vec![Balance { asset, amount: Formula::new(X) }],
        strategies: vec![strategy],
        learning: None,
        turnover: None,
        reward: None,
    }
}

/// The one who orders is the one who votes.
fn voters(mechanism: &mut Mechanism) {
    if let Mechanism::Rule(one) = mechanism {
        one.with.0.retain(|(known, _)| known != "voters");
        one.with.0.push(("voters".to_owned(), Formula::new("buyer_of_the_curve")));
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
        let price = example("constant_product").unwrap().values;
        assert!(price.windows(2).all(|two| two[0] < two[1]), "who buys more pays more: {price:?}");
    }
}
