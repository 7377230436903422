//! Reading the inputs of a vector by name, and writing outputs.

use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// An object of the inputs, which remembers what was read of it, so that an
/// adapter that ignores an input is found out.
pub struct Inputs<'a> {
    fields: &'a Map<String, Value>,
    read: RefCell<BTreeSet<String>>,
}

impl<'a> Inputs<'a> {
    pub fn new(value: &'a Value) -> Result<Inputs<'a>, String> {
        let fields = value.as_object().ok_or("inputs are not an object")?;
        Ok(Inputs { fields, read: RefCell::default() })
    }

    /// Names that nobody asked for.
    pub fn unread(&self) -> Vec<&'a str> {
        let read = self.read.borrow();
        self.fields.keys().filter(|name| !read.contains(*name)).map(String::as_str).collect()
    }

    pub fn optional(&self, name: &str) -> Option<&'a Value> {
        self.read.borrow_mut().insert(name.to_owned());
        self.fields.get(name)
    }

    fn value(&self, name: &str) -> Result<&'a Value, String> {
        self.optional(name).ok_or_else(|| format!("the input `{name}` is missing"))
    }

    pub fn number(&self, name: &str) -> Result<f64, String> {
        number(self.value(name)?).ok_or_else(|| format!("the input `{name}` is not a number"))
    }

    /// The first of these names that is there, else the default.
    pub fn number_or(&self, names: &[&str], default: f64) -> Result<f64, String> {
        match names.iter().find(|name| self.fields.contains_key(**name)) {
            Some(name) => self.number(name),
            None => Ok(default),
        }
    }

    /// A whole number, written as an integer, a float or, above 2⁵³, a string.
    pub fn whole<T: TryFrom<i128>>(&self, name: &str) -> Result<T, String> {
        whole(self.value(name)?)
            .and_then(|whole| T::try_from(whole).ok())
            .ok_or_else(|| format!("the input `{name}` is not a whole number in range"))
    }

    pub fn text(&self, name: &str) -> Result<&'a str, String> {
        self.value(name)?.as_str().ok_or_else(|| format!("the input `{name}` is not a text"))
    }

    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, String> {
        let read =
            |value| number(value).ok_or_else(|| format!("the input `{name}` has something else in it"));
        self.list(name)?.iter().map(read).collect()
    }

    /// A list of lists of numbers.
    pub fn table(&self, name: &str) -> Result<Vec<Vec<f64>>, String> {
        table_in(self.value(name)?).ok_or_else(|| format!("the input `{name}` is not a table of numbers"))
    }

    /// A list of objects.
    pub fn rows(&self, name: &str) -> Result<Vec<Inputs<'a>>, String> {
        self.list(name)?.iter().map(Inputs::new).collect()
    }

    /// An object whose names are not known beforehand.
    pub fn object(&self, name: &str) -> Result<&'a Map<String, Value>, String> {
        self.value(name)?.as_object().ok_or_else(|| format!("the input `{name}` is not an object"))
    }

    pub fn list(&self, name: &str) -> Result<&'a Vec<Value>, String> {
        self.value(name)?.as_array().ok_or_else(|| format!("the input `{name}` is not a list"))
    }
}

pub fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// A list of numbers.
pub fn numbers_in(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(number).collect()
}

/// A list of lists of numbers.
pub fn table_in(value: &Value) -> Option<Vec<Vec<f64>>> {
    value.as_array()?.iter().map(numbers_in).collect()
}

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().filter(|x| x.trunc() == *x && x.abs() < 1e30).map(|x| x as i128)
        }
        Value::Number(number) => number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A whole number as vectors write it: a string above 2⁵³.
pub fn written(whole: impl TryInto<i128>) -> Value {
    match whole.try_into() {
        Ok(whole) if whole.unsigned_abs() <= 1 << 53 => Value::from(whole as i64),
        Ok(whole) => Value::from(whole.to_string()),
        Err(_) => Value::Null,
    }
}

/// What a function that has no answer for these inputs says.
pub fn defined<T>(result: Option<T>) -> Result<T, String> {
    result.ok_or_else(|| "the library has no answer for these inputs".to_owned())
}
