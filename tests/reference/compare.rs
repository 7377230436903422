//! When an output agrees with what is expected of it.

use serde_json::Value;

/// Integers above 2⁵³ are strings in JSON; an engine in double precision cannot
/// hold them, so they agree to this relative difference.
const BIG_INTEGERS: f64 = 1e-12;

/// Adds all differences to `problems`. Integers, booleans, strings and null are
/// exact; floats agree if |got − expected| ≤ tolerance·max(1, |expected|); lists
/// and objects element by element.
pub fn compare(path: &str, got: &Value, expected: &Value, tolerance: f64, problems: &mut Vec<String>) {
    let differ = |problems: &mut Vec<String>| {
        let place = if path.is_empty() { "the result" } else { path };
        problems.push(format!("{place} is {got}, expected {expected}"));
    };
    match (expected, got) {
        (Value::Object(fields), Value::Object(outputs)) => {
            for (name, value) in fields {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match outputs.get(name) {
                    Some(output) => compare(&below, output, value, tolerance, problems),
                    None => problems.push(format!("{below} is missing")),
                }
            }
        }
        (Value::Array(values), Value::Array(outputs)) => {
            if values.len() != outputs.len() {
                return differ(problems);
            }
            for (i, (value, output)) in values.iter().zip(outputs).enumerate() {
                compare(&format!("{path}[{i}]"), output, value, tolerance, problems);
            }
        }
        (Value::Number(value), _) if value.is_f64() => {
            let value = value.as_f64().unwrap_or(f64::NAN);
            let agrees = got.as_f64().is_some_and(|x| (x - value).abs() <= tolerance * value.abs().max(1.0));
            if !agrees {
                differ(problems);
            }
        }
        _ if got == expected || same_integer(got, expected) => {}
        _ => differ(problems),
    }
}

fn same_integer(got: &Value, expected: &Value) -> bool {
    let Some(value) = integer(expected) else { return false };
    match integer(got) {
        Some(x) if x == value => true,
        Some(x) if expected.is_string() => {
            (x as f64 - value as f64).abs() <= BIG_INTEGERS * (value as f64).abs()
        }
        Some(_) => false,
        // A whole number that was computed as a float.
        None => got.as_f64() == Some(value as f64),
    }
}

fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[test]
fn differences_are_found() {
    use serde_json::json;
    let count = |got: Value, expected: Value, tolerance| {
        let mut problems = Vec::new();
        compare("", &got, &expected, tolerance, &mut problems);
        problems.len()
    };
    assert_eq!(count(json!({"a": 1.0 + 1e-10}), json!({"a": 1.0}), 1e-9), 0);
    assert_eq!(count(json!({"a": 1.0 + 1e-8}), json!({"a": 1.0}), 1e-9), 1);
    assert_eq!(count(json!({"b": 1.0}), json!({"a": 1.0, "c": [1]}), 1.0), 2);
    assert_eq!(count(json!([1, 2]), json!([1, 2, 3]), 1.0), 1);
    assert_eq!(count(json!(2), json!(3), 1.0), 1);
    assert_eq!(count(json!(3.0), json!(3), 0.0), 0);
    assert_eq!(count(json!("1662497915624478907"), json!("1662497915624478906"), 0.0), 0);
    assert_eq!(count(json!("1662497915634478906"), json!("1662497915624478906"), 0.0), 1);
    assert_eq!(count(json!(f64::NAN), json!(1.0), 1.0), 1);
    assert_eq!(count(json!(f64::INFINITY), json!(null), 1.0), 0);
    assert_eq!(count(json!(1.0), json!(null), 1.0), 1);
    assert_eq!(count(json!("gap"), json!("none"), 1.0), 1);
}
