//! The grammar that both kinds of link share: `key=value` pairs joined by `&`.
//!
//! | key | value |
//! |---|---|
//! | `t` | id of a template |
//! | `m` | payload of a document, see the codec |
//! | `p.<id>` | value of a parameter: a number, or a percentage `5%` |
//! | `seed`, `runs`, `steps` | whole numbers |
//! | `hash` | hash of the result that the sender saw |
//! | `view` | `studio`, `explain` or `embed` |
//! | `theme` | `light` or `dark` |
//!
//! Keys may come in any order; of a key that comes twice the last counts, so
//! that a change can be appended to a link by hand. Numbers are written in the
//! shortest form that reads back to the same bits.

use super::error::{Notices, shortened};
use super::{Link, LinkError, Notice, Source, Theme, View, codec};
use crate::diag::nearest;
use crate::map::Map;
use crate::num::decimal;
use crate::report::number::shortest;

/// The longest fragment that is read, in bytes: what browsers and chat programs
/// pass on, and far above a real document.
pub const MAX_LINK_BYTES: usize = 64 * 1024;

/// The most `key=value` pairs that are read; what follows is passed over.
pub const MAX_CHANGES: usize = 1_000;

/// What stands after a link in a sentence and is copied with it.
const AROUND: [char; 12] = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\''];

/// The keys but those of parameters.
const KEYS: [&str; 8] = ["t", "m", "seed", "runs", "steps", "hash", "view", "theme"];

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The link.
    pub link: Link,
    /// What was passed over on the way.
    pub notices: Vec<Notice>,
}

/// Reads a link: a fragment with or without its `#`, or a whole address. White
/// space is passed over, as mail programs wrap long lines, and so is the
/// punctuation that is copied with a link out of a sentence.
pub fn parse(text: &str) -> Result<Parsed, LinkError> {
    let fragment = match text.split_once('#') {
        Some((_, fragment)) => fragment,
        None if text.contains("://") => return Err(LinkError::Empty),
        None => text,
    };
    if fragment.len() > MAX_LINK_BYTES {
        return Err(LinkError::TooLong { bytes: fragment.len() });
    }
    let fragment: String = fragment.chars().filter(|c| !c.is_whitespace()).collect();
    let fragment = fragment.trim_end_matches(AROUND);
    if fragment.is_empty() {
        return Err(LinkError::Empty);
    }
    let mut notices = Notices::new(Vec::new());
    let raw = Raw::read(fragment, &mut notices);
    let source = match &raw.source {
        Some(("m", payload)) => Source::Document(codec::decode(payload)?),
        Some((_, id)) if !id.is_empty() => Source::Template(id.clone()),
        Some(_) | None => return Err(LinkError::NotALink),
    };
    let link = raw.link(source, &mut notices);
    Ok(Parsed { link, notices: notices.finish() })
}

/// The pairs of a link: decoded, one per key, not yet understood.
#[derive(Default)]
struct Raw {
    /// Whichever of `t` and `m` came last, and its value.
    source: Option<(&'static str, String)>,
    /// Parameters in the order of their first appearance.
    parameters: Vec<(String, String)>,
    /// The other keys.
    settings: Map<&'static str, String>,
}

impl Raw {
    fn read(fragment: &str, notices: &mut Notices) -> Raw {
        let mut raw = Raw::default();
        let mut places = Map::new();
        let mut pairs = fragment.split('&').filter(|pair| !pair.is_empty());
        for pair in pairs.by_ref().take(MAX_CHANGES) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(key), Some(value)) = (unescape(key), unescape(value)) else {
                notices.add(key, || format!("`{}` is not readable text: passed over", shortened(pair)));
                continue;
            };
            raw.take(&key, value, &mut places, notices);
        }
        let rest = pairs.count();
        if rest > 0 {
            notices
                .add("", || format!("only the first {MAX_CHANGES} parts were read; {rest} were passed over"));
        }
        raw
    }

    fn take(&mut self, key: &str, value: String, places: &mut Map<String, usize>, notices: &mut Notices) {
        let known = KEYS.into_iter().find(|known| *known == key);
        let replaced = match (key.strip_prefix("p."), known) {
            (Some(id), _) => match places.get(id).and_then(|place| self.parameters.get_mut(*place)) {
                Some((_, old)) => Some(std::mem::replace(old, value)),
                None => {
                    places.insert(id.to_owned(), self.parameters.len());
                    self.parameters.push((id.to_owned(), value));
                    None
                }
            },
            (None, Some(known @ ("t" | "m"))) => self.source.replace((known, value)).map(|(_, old)| old),
            (None, Some(known)) => self.settings.insert(known, value),
            (None, None) => {
                notices.add(key, || unknown_key(key));
                None
            }
        };
        if replaced.is_some() {
            notices.add(key, || format!("`{}` comes more than once: the last one counts", shortened(key)));
        }
    }

    /// Understands the values; what cannot be understood is left to the document.
    fn link(self, source: Source, notices: &mut Notices) -> Link {
        let mut parameters = Vec::with_capacity(self.parameters.len());
        for (id, value) in self.parameters {
            match number(&value) {
                Some(value) => parameters.push((id, value)),
                None => notices.add(&format!("p.{id}"), || not_a(&id, &value, "a number")),
            }
        }
        let mut whole = |key: &'static str| {
            let value = self.settings.get(key)?;
            let read = whole_number(value);
            if read.is_none() {
                notices.add(key, || not_a(key, value, "a whole number"));
            }
            read
        };
        let (seed, runs, steps) = (whole("seed"), whole("runs"), whole("steps"));
        let mut named = |key: &'static str, wanted: &str, known: &dyn Fn(&str) -> bool| {
            let value = self.settings.get(key)?.to_ascii_lowercase();
            if known(&value) {
                return Some(value);
            }
            notices.add(key, || not_a(key, &value, wanted));
            None
        };
        let hash = named("hash", "16 hexadecimal digits", &is_hash);
        let view = named("view", "studio, explain or embed", &|name| view(name).is_some());
        let theme = named("theme", "light or dark", &|name| theme(name).is_some());
        Link {
            source,
            parameters,
            seed,
            runs,
            steps: steps.map(|steps| u32::try_from(steps).unwrap_or(u32::MAX)),
            hash,
            view: view.as_deref().and_then(self::view),
            theme: theme.as_deref().and_then(self::theme),
        }
    }
}

fn unknown_key(key: &str) -> String {
    let shown = shortened(key);
    match nearest(&shown, KEYS) {
        Some(near) => format!("`{shown}` means nothing in a link (did you mean `{near}`?): passed over"),
        None => format!("`{shown}` means nothing in a link: passed over"),
    }
}

fn not_a(key: &str, value: &str, wanted: &str) -> String {
    format!("{} `{}` is not {wanted}: passed over", shortened(key), shortened(value))
}

fn view(name: &str) -> Option<View> {
    View::ALL.into_iter().find(|view| view.name() == name)
}

fn theme(name: &str) -> Option<Theme> {
    Theme::ALL.into_iter().find(|theme| theme.name() == name)
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A finite number or percentage.
fn number(text: &str) -> Option<f64> {
    let value = match text.strip_suffix('%') {
        Some(percent) => decimal::parse(percent)? / 100.0,
        None => decimal::parse(text)?,
    };
    value.is_finite().then_some(value)
}

/// A whole number ≥ 0, also as `1e5`. Beyond the largest, the largest: whoever
/// uses it has a limit of its own, and says so.
fn whole_number(text: &str) -> Option<u64> {
    match text.parse() {
        Ok(whole) => Some(whole),
        Err(_) => {
            let value = decimal::parse(text)?;
            (value >= 0.0 && value == value.floor()).then_some(value as u64)
        }
    }
}

/// The fragment of a link, with its `#`, given its first pair.
pub(super) fn write(link: &Link, source: &str) -> String {
    let mut text = format!("#{source}");
    let mut pair = |key: &str, value: &str| {
        text.push('&');
        text.push_str(key);
        text.push('=');
        text.push_str(value);
    };
    for (id, value) in &link.parameters {
        pair(&format!("p.{}", escape(id)), &shortest(*value));
    }
    if let Some(seed) = link.seed {
        pair("seed", &seed.to_string());
    }
    if let Some(runs) = link.runs {
        pair("runs", &runs.to_string());
    }
    if let Some(steps) = link.steps {
        pair("steps", &steps.to_string());
    }
    if let Some(hash) = &link.hash {
        pair("hash", &escape(hash));
    }
    if let Some(view) = link.view {
        pair("view", view.name());
    }
    if let Some(theme) = link.theme {
        pair("theme", theme.name());
    }
    text
}

/// Percent-encodes all but what may stand in a fragment and means nothing in
/// the grammar (RFC 3986, unreserved).
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// Undoes percent-encoding; none if the result is not UTF-8. A `%` that
/// no two hexadecimal digits follow stands for itself, as in `5%`.
fn unescape(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = if byte == b'%' { hex_pair(after) } else { None };
        match escaped {
            Some((value, after)) => {
                bytes.push(value);
                rest = after;
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex_pair(text: &[u8]) -> Option<(u8, &[u8])> {
    let (high, after) = text.split_first()?;
    let (low, after) = after.split_first()?;
    let value = char::from(*high).to_digit(16)? * 16 + char::from(*low).to_digit(16)?;
    Some((u8::try_from(value).ok()?, after))
}
