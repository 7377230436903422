//! Text ↔ tree: JSON as RFC 8259 has it.
//!
//! Numbers are read and written exactly (shortest text that gives the same
//! `f64`); the nesting is bounded, so that no text can exhaust the stack.

use super::Json;
use crate::map::sort_many;
use crate::num::decimal;
use std::fmt::Write;

/// Lists and objects may be this deep in each other.
const DEEPEST: u32 = 100;

/// Whole numbers up to here are exact as `f64`: 2⁵³.
const WHOLE: f64 = 9_007_199_254_740_992.0;

impl Json {
    /// Reads a text. The error says what is wrong in which line and column.
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let tree = parser.value().and_then(|tree| {
            parser.space();
            if parser.at == text.len() { Ok(tree) } else { Err("there is more after its end".into()) }
        });
        tree.map_err(|message| {
            let before = text.get(..parser.at).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            format!("{message} at line {line} column {column}")
        })
    }

    /// As text without white space.
    pub fn compact(&self) -> String {
        let mut text = String::new();
        write(self, None, &mut text);
        text
    }

    /// As text, indented for people.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        write(self, Some(0), &mut text);
        text
    }
}

struct Parser<'a> {
    text: &'a str,
    /// A byte offset; always between characters.
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn expected(&self, what: &str) -> String {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(found) => format!("expected {what}, found {found:?}"),
            None => format!("expected {what}, but the text ends"),
        }
    }

    fn value(&mut self) -> Result<Json, String> {
        self.space();
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.list(),
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words = [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))];
                for (word, value) in words {
                    if self.text[self.at..].starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.expected("a value"))
            }
        }
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        self.items(b'}', "`,` or `}`", |parser| {
            if parser.peek() != Some(b'"') {
                return Err(parser.expected("the name of a field"));
            }
            let name = parser.string()?;
            parser.space();
            if parser.peek() != Some(b':') {
                return Err(parser.expected("`:`"));
            }
            parser.at += 1;
            fields.push((name, parser.value()?));
            Ok(())
        })?;
        match twice(&fields) {
            Some(name) => Err(format!("the field `{name}` is there twice")),
            None => Ok(Json::Object(fields)),
        }
    }

    fn list(&mut self) -> Result<Json, String> {
        let mut list = Vec::new();
        self.items(b']', "`,` or `]`", |parser| {
            list.push(parser.value()?);
            Ok(())
        })?;
        Ok(Json::List(list))
    }

    /// What stands between brackets, at the first of which the parser is.
    fn items(
        &mut self,
        end: u8,
        expected: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        if self.depth == DEEPEST {
            return Err(format!("lists and objects are more than {DEEPEST} deep"));
        }
        self.depth += 1;
        self.at += 1;
        self.space();
        if self.peek() != Some(end) {
            loop {
                self.space();
                item(self)?;
                self.space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(byte) if byte == end => break,
                    _ => return Err(self.expected(expected)),
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    fn number(&mut self) -> Result<Json, String> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return Err("a number starts with 0".into());
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let number = decimal::parse(&self.text[start..self.at]).unwrap_or(f64::NAN);
        if number.is_finite() { Ok(Json::Number(number)) } else { Err("the number is too large".into()) }
    }

    /// One digit or more; how many there were.
    fn digits(&mut self) -> Result<usize, String> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.expected("a digit")) } else { Ok(self.at - start) }
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
            string.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                _ => return Err(self.expected("`\"` at the end of a text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        self.at += 1;
        let Some(byte) = self.peek() else { return Err(self.expected("a character after `\\`")) };
        let plain = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.code_point();
            }
            _ => return Err(self.expected("an escape such as `\\n`")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// What `\u` stands for, with the second half of a pair where there is one.
    fn code_point(&mut self) -> Result<char, String> {
        let first = self.unit()?;
        let code = match first {
            0xD800..0xDC00 if self.text[self.at..].starts_with("\\u") => {
                self.at += 2;
                let second = self.unit()?;
                if !(0xDC00..0xE000).contains(&second) {
                    return Err("half of a pair of `\\u` has no other half".into());
                }
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            _ => first,
        };
        char::from_u32(code).ok_or_else(|| "half of a pair of `\\u` has no other half".into())
    }

    fn unit(&mut self) -> Result<u32, String> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.expected("four hexadecimal digits"));
        };
        self.at += 4;
        Ok(unit)
    }
}

/// A name that two fields have.
pub(super) fn twice(fields: &[(String, Json)]) -> Option<&str> {
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    sort_many(&mut names, |a, b| a > b);
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Writes a tree; `indent` is its depth where people are to read it.
fn write(tree: &Json, indent: Option<usize>, text: &mut String) {
    match tree {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(value) => write_number(*value, text),
        Json::Text(value) => write_string(value, text),
        Json::List(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                next(place, indent, text);
                write(item, indent.map(|depth| depth + 1), text);
            }
            close(items.is_empty(), ']', indent, text);
        }
        Json::Object(fields) => {
            text.push('{');
            for (place, (name, value)) in fields.iter().enumerate() {
                next(place, indent, text);
                write_string(name, text);
                text.push_str(if indent.is_some() { ": " } else { ":" });
                write(value, indent.map(|depth| depth + 1), text);
            }
            close(fields.is_empty(), '}', indent, text);
        }
    }
}

/// What stands before an item.
fn next(place: usize, indent: Option<usize>, text: &mut String) {
    if place > 0 {
        text.push(',');
    }
    if let Some(depth) = indent {
        line(depth + 1, text);
    }
}

fn close(empty: bool, bracket: char, indent: Option<usize>, text: &mut String) {
    if let (false, Some(depth)) = (empty, indent) {
        line(depth, text);
    }
    text.push(bracket);
}

fn line(depth: usize, text: &mut String) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// A whole number that an integer holds exactly. −0 is none: it would lose its sign.
pub(super) fn is_whole(x: f64) -> bool {
    x.trunc() == x && x.abs() < WHOLE && (x != 0.0 || x.is_sign_positive())
}

fn write_number(x: f64, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match x {
        _ if !x.is_finite() => text.write_str("null"),
        _ if is_whole(x) => write!(text, "{}", x as i64),
        _ => write!(text, "{x:?}"),
    };
}

fn write_string(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_tree_are_each_others_inverse() {
        let text = r#"{"b":[1,-0.5,1e300,true,null],"a":{"ü":"\n\"x\""},"zero":-0.0}"#;
        let tree = Json::parse(text).expect("JSON");
        assert_eq!(tree.compact(), text);
        assert_eq!(Json::parse(&tree.pretty()).as_ref(), Ok(&tree));
        assert_eq!(tree.get("b").map(Json::kind), Some("a list"));
    }

    #[test]
    fn whole_numbers_have_no_point() {
        assert_eq!(Json::Number(1.0).compact(), "1");
        assert_eq!(Json::Number(9_007_199_254_740_991.0).compact(), "9007199254740991");
        assert_eq!(Json::Number(0.1).compact(), "0.1");
        assert_eq!(Json::Number(f64::NAN).compact(), "null");
    }

    #[test]
    fn it_reads_what_serde_json_reads() {
        let texts = [
            r#""\u00e9\ud83d\ude00\/\b\f""#,
            r#"{"":{"":[]}, "a" : [ ] }"#,
            " [0, -0, 10, 1.5e-3, 1E+2, 5e-324, 1.7976931348623157e308] ",
            "[01]",
            "[1.]",
            "[.5]",
            "[-]",
            "[1e]",
            "[1,]",
            "{,}",
            "{\"a\" 1}",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\x\"",
            "\"\u{1}\"",
            "nul",
            "1 2",
            "1e999",
            "",
        ];
        for text in texts {
            let theirs = serde_json::from_str::<Json>(text).ok();
            assert_eq!(Json::parse(text).ok(), theirs, "{text}");
        }
    }

    #[test]
    fn what_is_no_tree_says_where() {
        let error = Json::parse("{\"a\": 1,\n \"a\": 2}").unwrap_err();
        assert!(error.contains("`a` is there twice") && error.contains("line 2"), "{error}");
        assert!(Json::parse("[1, 2").unwrap_err().contains("line 1"));
        assert!(Json::parse(&"[".repeat(100_000)).is_err(), "deep nesting is refused, not followed");
    }
}
