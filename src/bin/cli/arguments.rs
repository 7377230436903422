//! The arguments of a command: words, options that take a value (`--runs 500`
//! or `--runs=500`), and flags that take none. That is all this command line
//! needs, so it has no library for it.

use super::Failure;
use std::ops::RangeInclusive;
use std::str::FromStr;
use tokenwright::diag::nearest;

/// What followed the command's name.
#[derive(Debug, Default)]
pub struct Arguments {
    words: Vec<String>,
}

/// Options and flags that a command knows, without dashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// They take a value.
    pub options: &'a [&'static str],
    /// They take none.
    pub flags: &'a [&'static str],
}

/// Arguments, sorted into words, options and flags.
#[derive(Debug)]
pub struct Sorted {
    /// The words, in order.
    pub words: Vec<String>,
    options: Vec<(&'static str, String)>,
    flags: Vec<&'static str>,
}

impl Arguments {
    /// The arguments as they came.
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Arguments { words: words.collect() }
    }

    /// Whether help is asked for instead of the command.
    pub fn asks_for_help(&self) -> bool {
        self.words.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h")
    }

    /// All arguments as words, whatever they start with.
    pub fn into_words(self) -> Vec<String> {
        self.words
    }

    /// Sorts the arguments, given what the command knows. After `--` all are
    /// words.
    pub fn sort(self, known: Known) -> Result<Sorted, Failure> {
        let mut sorted = Sorted { words: Vec::new(), options: Vec::new(), flags: Vec::new() };
        let mut rest = self.words.into_iter();
        while let Some(word) = rest.next() {
            if word == "--" {
                sorted.words.extend(rest);
                break;
            }
            if !word.starts_with('-') || word == "-" {
                sorted.words.push(word);
                continue;
            }
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            let option = option(name, known)?;
            if known.flags.contains(&option) {
                if value.is_some() {
                    return Err(Failure::usage(format!("{name} takes no value")));
                }
                sorted.flags.push(option);
                continue;
            }
            let value = value.or_else(|| rest.next());
            let value = value.ok_or_else(|| Failure::usage(format!("{name} needs a value after it")))?;
            sorted.options.push((option, value));
        }
        Ok(sorted)
    }
}

fn option(name: &str, known: Known) -> Result<&'static str, Failure> {
    let bare = name.trim_start_matches('-');
    let all: Vec<_> = known.options.iter().chain(known.flags).copied().collect();
    if let Some(option) = all.iter().find(|option| name.starts_with("--") && **option == bare) {
        return Ok(option);
    }
    Err(Failure::usage(match nearest(bare, all.iter().copied()) {
        Some(near) => format!("there is no option {name}; did you mean --{near}?"),
        None if all.is_empty() => format!("there is no option {name}; this command has none"),
        None => format!("there is no option {name}; the options are --{}", all.join(", --")),
    }))
}

impl Sorted {
    /// The only word, or a message that says what it should be.
    pub fn one_word(&self, what: &str) -> Result<&str, Failure> {
        match self.words.as_slice() {
            [word] => Ok(word),
            [] => Err(Failure::usage(format!("{what} is missing"))),
            [_, more, ..] => {
                Err(Failure::usage(format!("one {what} is expected, and `{more}` is one too many")))
            }
        }
    }

    /// Whether a flag is there.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }

    /// All values of an option that may come more than once.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.options.iter().filter(move |(option, _)| *option == name).map(|(_, value)| value.as_str())
    }

    /// The value of an option that may come once.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self.all(name);
        let value = values.next();
        match values.next() {
            Some(_) => Err(Failure::usage(format!("--{name} comes more than once"))),
            None => Ok(value),
        }
    }

    /// The value of an option that is one of some words.
    pub fn choice(&self, name: &str, words: &[&'static str]) -> Result<Option<&'static str>, Failure> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Ok(Some(word));
        }
        let (last, others) = words.split_last().unwrap_or((&"", &[]));
        let expected = format!("--{name} expects {} or {last}, not `{text}`", others.join(", "));
        Err(Failure::usage(match nearest(text, words.iter().copied()) {
            Some(near) => format!("{expected}; did you mean {near}?"),
            None => expected,
        }))
    }

    /// The value of an option as a whole number within limits.
    pub fn whole<T>(&self, name: &str, limits: RangeInclusive<T>) -> Result<Option<T>, Failure>
    where
        T: FromStr + PartialOrd + std::fmt::Display,
    {
        let Some(text) = self.one(name)? else { return Ok(None) };
        match text.replace([',', '_'], "").parse::<T>() {
            Ok(value) if limits.contains(&value) => Ok(Some(value)),
            Ok(_) | Err(_) => Err(Failure::usage(format!(
                "--{name} expects a whole number from {} to {}, not `{text}`",
                limits.start(),
                limits.end()
            ))),
        }
    }
}
