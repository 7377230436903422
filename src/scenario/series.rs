//! Series from outside, replayed: reading them, and where a step stands in them.

use crate::diag::Diagnostic;
use crate::lower::{Binding, Context, Want};
use crate::num::decimal;
use crate::program::{Binary, Pure, Role, Shape, Slot, Unary, Val};
use crate::project::{After, Between, Series};

/// A series while it is compiled.
pub(super) struct Replay {
    index: usize,
    value: Slot,
    start: Slot,
    table: u32,
    count: usize,
}

pub(super) fn declare(index: usize, cx: &mut Context) -> Replay {
    let spec: &Series = &cx.project.series[index];
    let place = format!("series.{}", spec.id);
    let values = values(spec).unwrap_or_else(|problem| {
        cx.report(problem.under(&place));
        vec![0.0]
    });
    if !(spec.every > 0.0 && spec.every.is_finite()) {
        cx.report(Diagnostic::error(format!("{place}.every"), "the time between values must be above 0"));
    }
    let unit = cx.unit(&format!("{place}.unit"), &spec.unit);
    let value = cx.b.slot(spec.id.clone(), Shape::Run, Role::State);
    cx.name(&place, spec.id.clone(), Shape::Run, unit, Binding::Slot(value));
    let start = cx.b.slot(format!("{}.start", spec.id), Shape::Run, Role::State);
    let count = values.len();
    Replay { index, value, start, table: cx.b.table(values), count }
}

impl Replay {
    pub(super) fn init(&self, cx: &mut Context) {
        let spec = &cx.project.series[self.index];
        let place = format!("series.{}.start", spec.id);
        let start = cx.formula(&place, &spec.start, Want::run().ratio());
        cx.b.write(self.start, start);
        self.step(cx);
    }

    /// The value at the start of the step.
    pub(super) fn step(&self, cx: &mut Context) {
        let spec = &cx.project.series[self.index];
        let (between, after, every) = (spec.between, spec.after, cx.dt() / spec.every);
        let b = &mut cx.b;
        let (step, every, start) = (b.step(), b.constant(every), b.read(self.start));
        let passed = b.mul(step, every);
        let position = b.add(start, passed);
        let first = b.unary(Unary::Floor, position);
        let earlier = self.at(cx, first, after);
        let value = match between {
            Between::Hold => earlier,
            Between::Linear => {
                let (one, part) = (cx.b.constant(1.0), cx.b.sub(position, first));
                let second = cx.b.add(first, one);
                let later = self.at(cx, second, after);
                let rise = cx.b.sub(later, earlier);
                let rise = cx.b.mul(part, rise);
                cx.b.add(earlier, rise)
            }
        };
        cx.b.write(self.value, value);
    }

    fn at(&self, cx: &mut Context, position: Val, after: After) -> Val {
        let b = &mut cx.b;
        let place = match after {
            After::Hold => position,
            After::Repeat => {
                let count = b.constant(self.count as f64);
                let rounds = b.div(position, count);
                let rounds = b.unary(Unary::Floor, rounds);
                let before = b.mul(count, rounds);
                b.binary(Binary::Sub, position, before)
            }
        };
        let shape = b.shape(place);
        b.pure(Pure::Lookup(self.table, place), shape)
    }
}

/// The values of a series, or what is wrong with them.
pub fn values(spec: &Series) -> Result<Vec<f64>, Diagnostic> {
    let (inline, table) = (!spec.values.is_empty(), !spec.csv.trim().is_empty());
    let values = match (inline, table) {
        (true, false) => spec.values.clone(),
        (false, true) => {
            column(&spec.csv, &spec.column).map_err(|message| Diagnostic::error("csv", message))?
        }
        (true, true) => {
            return Err(Diagnostic::error("csv", "a series has either values or a table, not both"));
        }
        (false, false) => {
            let problem = Diagnostic::error("values", "the series is empty");
            return Err(problem.hint("give \"values\": [1, 2, …] or \"csv\""));
        }
    };
    match values.iter().position(|value| !value.is_finite()) {
        Some(place) => Err(Diagnostic::error(format!("values[{place}]"), "the value is not finite")),
        None => Ok(values),
    }
}

/// A column of a table: the one with this heading, or the last.
fn column(text: &str, heading: &str) -> Result<Vec<f64>, String> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).peekable();
    let first = lines.peek().map_or("", |(_, line)| line);
    let separator = ['\t', ';', ','].into_iter().find(|mark| first.contains(*mark)).unwrap_or(',');
    let cells = |line: &'_ str| -> Vec<String> {
        line.split(separator).map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
    };
    let headings = cells(first);
    let place = match heading {
        "" => headings.len() - 1,
        heading => headings
            .iter()
            .position(|known| known == heading)
            .ok_or_else(|| format!("no column is called `{heading}`; there are {}", headings.join(", ")))?,
    };
    let mut values = Vec::new();
    for (row, (line, text)) in lines.enumerate() {
        let cells = cells(text);
        let cell =
            cells.get(place).ok_or_else(|| format!("line {}: there is no column {}", line + 1, place + 1))?;
        match decimal::parse(cell).filter(|value| value.is_finite()) {
            Some(value) => values.push(value),
            None if row == 0 => {}
            None => return Err(format!("line {}: `{cell}` is not a number", line + 1)),
        }
    }
    if values.is_empty() { Err("the table has no values".to_owned()) } else { Ok(values) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_with_and_without_headings() {
        assert_eq!(column("date,price\n2022-01-01,3.5\n\n2022-01-02, 4e1 \n", ""), Ok(vec![3.5, 40.0]));
        assert_eq!(column("1\n2\n-3", ""), Ok(vec![1.0, 2.0, -3.0]));
        assert_eq!(column("low;high\n1;\"2\"\n3;4", "low"), Ok(vec![1.0, 3.0]));
        assert_eq!(column("a\tb\n1\t2", "b"), Ok(vec![2.0]));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said_with_its_line() {
        let wrong = |text: &str, heading: &str| column(text, heading).expect_err("wrong");
        assert!(wrong("a,b\n1,2\n3,x", "").contains("line 3: `x`"));
        assert!(wrong("a,b\n1,2\n3", "b").contains("line 3"));
        assert!(wrong("a,b\n1,2", "c").contains("a, b"));
        assert!(wrong("a,b", "").contains("no values"));
    }
}
