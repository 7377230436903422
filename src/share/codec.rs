//! The payload of a full link: codec number, then the packed document.
//!
//! Codec 1 is `1.` and, in base64url without padding (RFC 4648 §5), three bytes
//! with the length of what follows (little-endian), then the document's compact
//! JSON as a zlib stream (RFC 1950). The length tells a cut link from a broken
//! one; zlib's own checksum finds whatever was changed on the way. A codec that
//! was once published is read for ever; a better one gets the next number.

use super::LinkError;
use super::error::shortened_to;
use crate::diag::Diagnostic;
use crate::json::Json;
use crate::project::{FORMAT, parse};
use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{DecompressError, TINFLStatus, decompress_to_vec_zlib_with_limit};

/// The largest document that a link carries, in bytes of JSON: what fills a link
/// of the longest length when it is packed five to one. Half of what is read from
/// a file, because a link opens without being asked for.
pub const MAX_UNPACKED_BYTES: usize = 256 * 1024;

/// The codec that is written.
const CODEC: u64 = 1;

/// Bytes that hold the length; they are exactly [`HEAD_CHARS`] characters.
const HEAD_BYTES: usize = 3;
const HEAD_CHARS: usize = 4;

/// zlib's effort, 0 to 10: links are made rarely and sent often.
const EFFORT: u8 = 9;

/// The payload for a document in compact JSON.
pub(super) fn encode(json: &str) -> Result<String, LinkError> {
    if json.len() > MAX_UNPACKED_BYTES {
        return Err(LinkError::TooLarge);
    }
    let packed = compress_to_vec_zlib(json.as_bytes(), EFFORT);
    let mut bytes = (packed.len() as u32).to_le_bytes()[..HEAD_BYTES].to_vec();
    bytes.extend(packed);
    Ok(format!("{CODEC}.{}", BASE64URL_NOPAD.encode(&bytes)))
}

/// The document in a payload, as a tree.
pub(super) fn decode(payload: &str) -> Result<Json, LinkError> {
    let Some((codec, text)) = payload.split_once('.') else {
        return Err(headless(payload));
    };
    match codec.parse::<u64>() {
        Ok(CODEC) => read(&unpack(text)?),
        Ok(version) if version > CODEC => Err(LinkError::Newer { version }),
        Ok(_) | Err(_) => Err(broken("the number of its codec cannot be read")),
    }
}

/// A payload that has not even a dot: cut after the number, or something else.
fn headless(payload: &str) -> LinkError {
    if payload.bytes().all(|b| b.is_ascii_digit()) {
        LinkError::Cut { have: 0, expected: None, project: None }
    } else {
        broken("the number of its codec is missing")
    }
}

fn broken(found: &str) -> LinkError {
    LinkError::Broken { found: found.into() }
}

/// Base64 and zlib.
fn unpack(text: &str) -> Result<Vec<u8>, LinkError> {
    if let Some((at, strange)) = text.char_indices().find(|(_, c)| !is_base64(*c)) {
        return Err(broken(&format!("character {} of its payload is {strange:?}", at + 1)));
    }
    let expected = expected_chars(text)?;
    if text.len() > expected {
        return Err(broken(&format!("{} characters too many", text.len() - expected)));
    }
    let whole = text.len() == expected;
    // A cut text may end within a group of four; the groups before it are whole.
    let usable = if whole { text.len() } else { text.len() / 4 * 4 };
    let bytes = BASE64URL_NOPAD
        .decode(text.get(..usable).unwrap_or_default().as_bytes())
        .map_err(|_| broken("its last character does not fit"))?;
    let packed = bytes.get(HEAD_BYTES..).unwrap_or_default();
    match decompress_to_vec_zlib_with_limit(packed, MAX_UNPACKED_BYTES) {
        Ok(json) if whole => Ok(json),
        // The stream is complete although its length says otherwise.
        Ok(_) => Err(broken("its length does not fit")),
        Err(DecompressError { status: TINFLStatus::HasMoreOutput, .. }) => Err(LinkError::TooLarge),
        Err(DecompressError { status: TINFLStatus::FailedCannotMakeProgress, output }) if !whole => {
            Err(LinkError::Cut { have: text.len(), expected: Some(expected), project: project_id(&output) })
        }
        Err(DecompressError { status: TINFLStatus::Adler32Mismatch, .. }) => {
            Err(broken("its checksum does not fit"))
        }
        Err(_) => Err(broken("its content cannot be unpacked")),
    }
}

/// How long the payload should be, as its head says.
fn expected_chars(text: &str) -> Result<usize, LinkError> {
    let cut = LinkError::Cut { have: text.len(), expected: None, project: None };
    let head = text.get(..HEAD_CHARS).ok_or(cut)?;
    let head = BASE64URL_NOPAD.decode(head.as_bytes()).map_err(|_| broken("its length cannot be read"))?;
    let length = head.iter().rev().fold(0, |length, byte| length << 8 | usize::from(*byte));
    Ok(BASE64URL_NOPAD.encode_len(HEAD_BYTES + length))
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// JSON to tree.
fn read(json: &[u8]) -> Result<Json, LinkError> {
    let text = std::str::from_utf8(json).map_err(|_| broken("its content is not text"))?;
    let tree = parse(text).map_err(|problem| invalid(vec![problem]))?;
    match tree.get("format") {
        Some(Json::Number(version)) if *version > f64::from(FORMAT) => {
            Err(LinkError::Newer { version: *version as u64 })
        }
        _ => Ok(tree),
    }
}

/// What is wrong with a document, as the reader of its link is told: the first of it.
pub fn invalid(problems: Vec<Diagnostic>) -> LinkError {
    let Some(mut problem) = problems.into_iter().next() else {
        return broken("its content cannot be read");
    };
    // They may quote the document, of which a stranger is the author.
    problem.path = shortened_to(&problem.path, 80);
    problem.message = shortened_to(&problem.message, 200);
    // What the author could do is nothing that the reader of a link can.
    problem.hint = None;
    LinkError::Invalid(Box::new(problem))
}

/// The project's id, from the first part of its JSON.
fn project_id(json: &[u8]) -> Option<String> {
    let start = json.get(..json.len().min(256))?;
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?,
    };
    let (id, _) = text.split_once("\"meta\":{\"id\":\"")?.1.split_once('"')?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!id.is_empty() && id.bytes().all(plain)).then(|| id.to_owned())
}
