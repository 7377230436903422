//! Reading a tree: where the reader is, what it has found wrong.

use super::{Json, Record};
use crate::diag::{Diagnostic, nearest};

/// Problems that are told; a document in which more is wrong is another thing.
const MOST_PROBLEMS: usize = 50;

/// Collects what is wrong with a tree while it is read.
#[derive(Default)]
pub struct Reader {
    path: Vec<Step>,
    problems: Vec<Diagnostic>,
    /// Deeper than 0: what is read is made up, so nothing is wrong with it.
    made_up: u32,
}

/// One level of a path.
enum Step {
    Field(&'static str),
    /// A field that does not exist.
    Unknown(String),
    /// An item of a list: its id, if it has one, else its place.
    Item(Option<String>, usize),
}

impl Reader {
    /// Reads a whole tree: the record, or all that is wrong.
    pub fn read<T: Record>(tree: Json) -> Result<T, Vec<Diagnostic>> {
        let mut reader = Reader::default();
        let record = T::read(tree, &mut reader);
        if reader.problems.is_empty() { Ok(record) } else { Err(reader.problems) }
    }

    /// Reads some fields of an object; the others may be anything.
    pub fn read_some<T>(tree: Json, read: impl FnOnce(&mut Object<'_>) -> T) -> Result<T, Vec<Diagnostic>> {
        let mut reader = Reader::default();
        let record = read(&mut Object::of(tree, &mut reader));
        if reader.problems.is_empty() { Ok(record) } else { Err(reader.problems) }
    }

    /// Takes note of a problem here.
    pub fn problem(&mut self, message: String, hint: Option<String>) {
        if self.made_up > 0 || self.problems.len() == MOST_PROBLEMS {
            return;
        }
        let mut problem = Diagnostic::error(self.path(), message);
        problem.hint = hint;
        self.problems.push(problem);
    }

    /// Takes note that something else was expected here than what was found.
    pub fn unexpected(&mut self, expected: &str, found: &Json) {
        self.problem(format!("expected {expected}, found {}", quoted(found)), None);
    }

    /// An item of a list.
    pub(super) fn item<T: Record>(&mut self, place: usize, item: Json) -> T {
        let id = item.get("id").and_then(Json::text).map(str::to_owned);
        self.path.push(Step::Item(id, place));
        let record = T::read(item, self);
        self.path.pop();
        record
    }

    /// What stands for something that could not be read.
    fn made_up<T: Record>(&mut self) -> T {
        self.made_up += 1;
        let record = T::read(Json::Null, self);
        self.made_up -= 1;
        record
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Item(None, place) => path.push_str(&format!("[{place}]")),
                Step::Item(Some(name), _) | Step::Unknown(name) => join(&mut path, name),
                Step::Field(name) => join(&mut path, name),
            }
        }
        path
    }
}

fn join(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// What was found, as a message shows it: short.
fn quoted(found: &Json) -> String {
    match found {
        Json::Text(text) if text.chars().count() <= 40 => format!("{text:?}"),
        Json::Number(_) => found.compact(),
        other => other.kind().into(),
    }
}

/// Which of `names` a text is; a problem if none.
pub(super) fn choose(value: &Json, names: &[&'static str], reader: &mut Reader) -> Option<usize> {
    let place = value.text().and_then(|text| names.iter().position(|name| *name == text));
    if place.is_none() {
        let hint = value.text().and_then(|text| nearest(text, names.iter().copied()));
        let message = format!("expected one of {}, found {}", names.join(", "), quoted(value));
        reader.problem(message, hint.map(|near| format!("did you mean `{near}`?")));
    }
    place
}

/// An object whose fields are taken out one by one.
pub struct Object<'r> {
    fields: Vec<(String, Json)>,
    /// Names that were asked for.
    known: Vec<&'static str>,
    reader: &'r mut Reader,
    /// It could not be read, which has been said: its fields are made up.
    broken: bool,
}

impl<'r> Object<'r> {
    /// The fields of a tree; none, and a problem, if it is no object.
    pub fn of(tree: Json, reader: &'r mut Reader) -> Self {
        let mut object = Object { fields: Vec::new(), known: Vec::new(), reader, broken: false };
        match tree {
            Json::Object(fields) => object.fields = fields,
            other => {
                object.reader.unexpected("an object", &other);
                object.give_up();
            }
        }
        object
    }

    /// A field that must be there.
    pub fn field<T: Record>(&mut self, name: &'static str) -> T {
        match self.optional(name) {
            Some(record) => record,
            None => {
                self.missing(name, None);
                self.reader.made_up()
            }
        }
    }

    /// A field that may be left out.
    pub fn optional<T: Record>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?;
        self.reader.path.push(Step::Field(name));
        let record = T::read(value, self.reader);
        self.reader.path.pop();
        Some(record)
    }

    /// A field that has a value of its own when it is left out.
    pub fn or<T: Record>(&mut self, name: &'static str, left_out: fn() -> T) -> T {
        self.optional(name).unwrap_or_else(left_out)
    }

    /// Which of `names` the field `name` says; the first, and a problem, if none.
    pub fn tag(&mut self, name: &'static str, names: &[&'static str]) -> &'static str {
        let Some(value) = self.take(name) else {
            self.missing(name, Some(format!("write one of {}", names.join(", "))));
            self.give_up();
            return names[0];
        };
        self.reader.path.push(Step::Field(name));
        let place = choose(&value, names, self.reader);
        self.reader.path.pop();
        if place.is_none() {
            self.give_up();
        }
        names[place.unwrap_or(0)]
    }

    /// Says of all fields that nobody asked for that they do not exist.
    pub fn finish(self) {
        let Object { fields, known, reader, broken } = self;
        if broken {
            reader.made_up -= 1;
            return;
        }
        for (name, _) in fields {
            let hint = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            };
            let message = format!("unknown field `{name}`");
            reader.path.push(Step::Unknown(name));
            reader.problem(message, Some(hint));
            reader.path.pop();
        }
    }

    /// What it holds cannot be told: nothing more is said about it.
    fn give_up(&mut self) {
        self.fields.clear();
        if !self.broken {
            self.broken = true;
            self.reader.made_up += 1;
        }
    }

    fn missing(&mut self, name: &'static str, hint: Option<String>) {
        self.reader.path.push(Step::Field(name));
        self.reader.problem(format!("the field `{name}` is missing"), hint);
        self.reader.path.pop();
    }

    fn take(&mut self, name: &'static str) -> Option<Json> {
        self.known.push(name);
        let place = self.fields.iter().position(|(key, _)| key == name)?;
        Some(self.fields.remove(place).1)
    }
}
