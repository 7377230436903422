//! Adapters for what comes before the model: problem tree, weights of goals,
//! values of networks, effort.

use crate::Adapter;
use crate::inputs::{Inputs, defined, number};
use serde_json::{Map, Value, json};
use tokenwright::analysis::network::{self, Law, Netoid};
use tokenwright::analysis::{token, weights};
use tokenwright::discovery::mece::{self, Finding, Kind, Verdict};
use tokenwright::discovery::plan::{self, Category, Security};
use tokenwright::discovery::tree::{Node, Tree};
use tokenwright::discovery::words;

pub const ADAPTERS: &[(&str, Adapter)] = &[
    ("A.mece.overlap", overlap),
    ("A.mece.coverage", coverage),
    ("A.mece.lint", lint),
    ("C.roc", rank_order),
    ("C.ahp", pairwise),
    ("C.network_laws", network_laws),
    ("C.metcalfe.fit", network_fit),
    ("C.netoid", netoid),
    ("C.metcalfe.zlx", fitted_squares),
    ("C.alabi", exponential_root),
    ("C.peterson", price_by_pairs),
    ("H.effort", effort),
];

fn overlap(inputs: &Inputs) -> Result<Value, String> {
    let threshold = inputs.number("threshold")?;
    let siblings: Option<Vec<&str>> = inputs.list("siblings")?.iter().map(Value::as_str).collect();
    let pairs = words::overlap(&siblings.ok_or("the input `siblings` is not a list of texts")?);
    let flagged = pairs.iter().filter(|pair| pair.jaccard >= threshold);
    Ok(json!({
        "pairs": pairs.iter().map(|pair| json!([pair.first, pair.second, pair.jaccard])).collect::<Vec<_>>(),
        "flagged": flagged.map(|pair| json!([pair.first, pair.second])).collect::<Vec<_>>(),
    }))
}

fn coverage(inputs: &Inputs) -> Result<Value, String> {
    let found = mece::coverage(&inputs.numbers("shares_pct")?, inputs.number("tol_pct")?);
    let verdict = match found.verdict {
        Verdict::Complete => "ok",
        Verdict::Gap => "gap",
        Verdict::DoubleCount => "double_count",
    };
    Ok(json!({ "sum_pct": found.sum, "gap_pct": found.gap, "verdict": verdict }))
}

fn lint(inputs: &Inputs) -> Result<Value, String> {
    let root = inputs.optional("tree").ok_or("the input `tree` is missing")?;
    let mut tree = Tree::default();
    grow(&mut tree, root, 0)?;
    let (findings, paths) = (mece::check(&tree), tree.family().paths());
    let found = |kinds: &[Kind]| -> Vec<&Finding> {
        findings.iter().filter(|finding| kinds.contains(&finding.kind)).collect()
    };
    let places = |kinds: &[Kind]| -> Vec<&String> {
        found(kinds).iter().flat_map(|finding| &finding.nodes).map(|node| &paths[*node]).collect()
    };
    let pairs = found(&[Kind::Duplicate]).into_iter();
    let pairs = pairs.map(|finding| finding.nodes.iter().map(|node| &paths[*node]).collect::<Vec<_>>());
    Ok(json!({
        "single_child": places(&[Kind::SingleChild]),
        "mixed_criteria": places(&[Kind::Mixed]),
        "duplicates": pairs.collect::<Vec<_>>(),
        "no_residual": places(&[Kind::NoResidual]),
        "unaddressed_leaves": places(&[Kind::Unaddressed, Kind::UnaddressedRest]),
    }))
}

/// Adds a node and all that is below it.
fn grow(tree: &mut Tree, value: &Value, depth: usize) -> Result<(), String> {
    let fields = Inputs::new(value)?;
    let text = |name: &str| fields.optional(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let list = |name: &str| fields.optional(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let answers = list("addressed_by");
    tree.nodes.push(Node {
        id: tree.fresh_id(),
        text: text("label"),
        depth,
        split: text("split"),
        criterion: text("criterion"),
        share: fields.optional("share").and_then(number),
        addressed_by: answers.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    });
    list("children").iter().try_for_each(|child| grow(tree, child, depth + 1))
}

fn rank_order(inputs: &Inputs) -> Result<Value, String> {
    Ok(json!({ "w": weights::rank_order_centroid(inputs.whole("n")?) }))
}

fn pairwise(inputs: &Inputs) -> Result<Value, String> {
    let row = |row: &Value| row.as_array().and_then(|row| row.iter().map(number).collect());
    let upper: Option<Vec<Vec<f64>>> = inputs.list("upper")?.iter().map(row).collect();
    let found = defined(weights::ahp(&upper.ok_or("the input `upper` is not a list of lists of numbers")?))?;
    Ok(json!({
        "weights": found.weights,
        "lambda_max": found.lambda_max,
        "CI": found.consistency_index,
        "CR": found.consistency_ratio,
    }))
}

fn network_laws(inputs: &Inputs) -> Result<Value, String> {
    let n = inputs.number("n")?;
    Ok(json!({
        "sarnoff": Law::Sarnoff.value(n),
        "odlyzko_n_ln_n": Law::Odlyzko.value(n),
        "zipf_n_Hn": Law::Zipf.value(n),
        "metcalfe_n2": Law::Metcalfe.value(n),
        "metcalfe_pairs": Law::Pairs.value(n),
        "log2_reed": network::log2_reed(n),
    }))
}

fn network_fit(inputs: &Inputs) -> Result<Value, String> {
    let laws = [Law::Sarnoff, Law::Odlyzko, Law::Metcalfe, Law::Cube];
    let found = defined(network::fit(&inputs.numbers("n")?, &inputs.numbers("v")?, &laws))?;
    let mut outputs: Map<String, Value> = found
        .laws
        .iter()
        .map(|fitted| (fitted.law.name().to_owned(), json!({ "a": fitted.a, "rmsd": fitted.rmsd })))
        .collect();
    outputs.insert("power_exponent".to_owned(), json!(found.exponent));
    outputs.insert("best".to_owned(), json!(found.laws[found.best].law.name()));
    Ok(Value::Object(outputs))
}

fn netoid(inputs: &Inputs) -> Result<Value, String> {
    let (peak, speed) = (inputs.number("p")?, inputs.number("v")?);
    let network = Netoid { peak, speed, half_time: inputs.number("h")? };
    let t = inputs.number("t")?;
    Ok(json!({ "n": network.users(t), "slope": network.slope(t), "max_slope": network.max_slope() }))
}

fn fitted_squares(inputs: &Inputs) -> Result<Value, String> {
    let square = Law::Metcalfe.value(inputs.number("mau")?);
    Ok(json!({
        "tencent_usd": network::TENCENT_2015 * square,
        "facebook_usd": network::FACEBOOK_2015 * square,
    }))
}

fn exponential_root(inputs: &Inputs) -> Result<Value, String> {
    let (scale, rate) = (inputs.number("C")?, inputs.number("k")?);
    let law = network::Alabi { scale, rate, root: inputs.number("r")? };
    let n = inputs.number("n")?;
    Ok(json!({ "V": law.value(n), "elasticity": law.elasticity(n) }))
}

fn price_by_pairs(inputs: &Inputs) -> Result<Value, String> {
    let (per_pair, n) = (inputs.number("A")?, inputs.number("n")?);
    let (issued, lost) = (inputs.number("issued")?, inputs.number("lost_frac")?);
    let (volume, velocity) = (inputs.number("tx_value")?, inputs.number("velocity")?);
    Ok(json!({
        "network_value": per_pair * Law::Pairs.value(n),
        "price": network::price_by_pairs(per_pair, n, issued, lost),
        "velocity_adjusted_price": token::implied_price(volume, velocity, issued * (1.0 - lost)),
    }))
}

fn effort(inputs: &Inputs) -> Result<Value, String> {
    let category = match inputs.text("category")? {
        "dapp" => Category::Dapp,
        "defi" => Category::Defi,
        "l2" => Category::Layer2,
        "l1" => Category::Layer1,
        other => return Err(format!("there is no category `{other}`")),
    };
    let security = match inputs.text("security")? {
        "low" => Security::Low,
        "medium" => Security::Medium,
        "high" => Security::High,
        "institutional" => Security::Institutional,
        other => return Err(format!("there is no security requirement `{other}`")),
    };
    let found = plan::effort(category, security);
    Ok(json!({
        "score": found.score,
        "weeks": found.weeks,
        "months": found.months,
        "phase_weeks": found.phase_weeks,
    }))
}
