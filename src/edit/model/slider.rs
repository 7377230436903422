//! Numbers that become sliders.

use super::{Change, ModelEdit, make, path, tree};
use crate::edit::Edit;
use crate::json::Json;
use crate::num::math::{log10, pow};
use crate::project::Project;
use crate::simulate::evaluate;

/// The number that a formula is, and whether it is written in %; none if it is more
/// than a number.
pub fn literal(text: &str) -> Option<(f64, bool)> {
    let text = text.trim();
    let sign = text.strip_prefix('-').unwrap_or(text);
    let digits = sign.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let plain = sign.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".%_ ".contains(&byte));
    if !digits || !plain {
        return None;
    }
    let value = evaluate(text).ok().filter(|value| value.is_finite())?;
    Some((value, text.ends_with('%')))
}

/// The next of 1, 2, 5, 10, … that is not less.
pub fn nice(value: f64) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let ten = pow(10.0, (log10(value) + 1e-9).floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * ten >= value * 0.999_999);
    neat(step.unwrap_or(10.0) * ten)
}

/// Without the dust of binary fractions.
fn neat(value: f64) -> f64 {
    let text = format!("{value:.12}");
    crate::num::decimal::parse(text.trim_end_matches('0').trim_end_matches('.')).unwrap_or(value)
}

/// Makes the number of a field a parameter that the field names: one step. None if
/// the field is no number.
pub fn make(project: &Project, place: &str, label: &str, range: Option<(f64, f64)>) -> Option<Edit> {
    let tree = tree(project);
    let text = path::at(&tree, place).and_then(Json::text)?;
    let (value, percent) = literal(text)?;
    let (mut low, mut high) = range.unwrap_or_else(|| {
        let most = if value == 0.0 { 1.0 } else { nice(value.abs() * 2.0) };
        (if value < 0.0 { -most } else { 0.0 }, if percent { most.min(1.0) } else { most })
    });
    // A range for all that can be is too coarse for what is small in it.
    if high > value.abs() * 20.0 && value != 0.0 && low >= 0.0 {
        high = nice(value * 4.0);
    }
    low = low.min(value);
    high = high.max(value);
    let step = nice((high - low) / 200.0);
    let ratio = percent || (range.is_some_and(|(low, high)| low >= 0.0 && high <= 1.0) && value < 1.0);
    let of = super::caption(&tree, super::owner(&tree, place));
    let label =
        if of.is_empty() || label.is_empty() { format!("{of}{label}") } else { format!("{of}: {label}") };
    let mut entry = make::entry(&tree, "parameters", &label);
    let id = entry.get("id").and_then(Json::text)?.to_owned();
    let numbers = [("default", value), ("min", low), ("max", high), ("step", step)];
    for (name, number) in numbers {
        path::put(&mut entry, name, Some(Json::Number(number)))?;
    }
    if ratio {
        path::put(&mut entry, "unit", Some(Json::Text("%".to_owned())))?;
    }
    let name = format!("make {} a slider", crate::edit::place::quoted(&label));
    let add = ModelEdit { path: "parameters".to_owned(), change: Change::Add(entry) };
    Some(Edit::Many(name, vec![Edit::Model(add), Edit::Model(ModelEdit::text(place, id))]))
}
