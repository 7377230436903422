//! What a command works on: a document in a file or on standard input, a link,
//! or a template.

use super::{Failure, print, template};
use std::io::Read;
use tokenwright::project::{MAX_DOCUMENT_BYTES, Project};
use tokenwright::share::{LinkError, Resolved, parse, resolve};
use tokenwright::simulate::RunSpec;

/// Something opened.
pub struct Opened {
    /// What messages call it; empty where that would say nothing.
    pub name: String,
    /// Where it came from.
    pub origin: Origin,
    /// The document, the values it is to be run with, and what a link adds.
    pub state: Resolved,
}

/// Where a state came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A document.
    File,
    /// A link.
    Link,
    /// The gallery.
    Template,
}

/// Opens a file (`-`: standard input), a link or `template:ID`. A file may hold
/// a link. Notices and errors are printed.
pub fn open(argument: &str) -> Result<Opened, Failure> {
    if let Some(id) = argument.strip_prefix("template:") {
        let project = template::find(id)?;
        let state = unchanged(project, Some(id.to_owned()));
        return Ok(Opened { name: String::new(), origin: Origin::Template, state });
    }
    if is_link(argument) {
        return open_link(String::new(), argument);
    }
    let name = if argument == "-" { "standard input" } else { argument };
    let text = read(argument)?;
    if is_link(text.trim()) {
        return open_link(name.to_owned(), text.trim());
    }
    match Project::from_json(&text) {
        Ok(project) => {
            Ok(Opened { name: name.to_owned(), origin: Origin::File, state: unchanged(project, None) })
        }
        Err(problems) => {
            print::diagnostics(name, None, &problems);
            Err(Failure::Errors)
        }
    }
}

/// The document as it is.
fn unchanged(project: Project, template: Option<String>) -> Resolved {
    let spec = RunSpec::of(&project);
    Resolved { project, template, spec, hash: None, view: None, theme: None, notices: Vec::new() }
}

/// Links have a fragment or start like one; neither is usual in file names.
fn is_link(text: &str) -> bool {
    let starts = ["#", "t=", "m=", "http://", "https://"];
    starts.iter().any(|start| text.starts_with(start)) || text.contains("#t=") || text.contains("#m=")
}

fn open_link(name: String, text: &str) -> Result<Opened, Failure> {
    let opened = parse(text).and_then(|parsed| resolve(parsed, &template::ids(), template::get));
    match opened {
        Ok(state) => {
            for notice in &state.notices {
                print::note(&format!("note: {notice}"));
            }
            Ok(Opened { name, origin: Origin::Link, state })
        }
        Err(LinkError::Invalid(diagnostic)) => {
            print::diagnostics("the link's document", None, &[*diagnostic]);
            Err(Failure::Errors)
        }
        Err(error) => {
            print::note(&format!("error: {}\n  hint: {}", error.message(), error.hint()));
            Err(Failure::Errors)
        }
    }
}

/// The text of a file, no more of it than a document may have.
fn read(argument: &str) -> Result<String, Failure> {
    // One byte more than allowed, so that the reader sees that it is too long.
    let limit = MAX_DOCUMENT_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let result = if argument == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(argument).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    if let Err(error) = result {
        let hint = match template::ids().contains(&argument) {
            true => format!("; did you mean template:{argument}?"),
            false => String::new(),
        };
        return Err(Failure::usage(format!("{argument} cannot be read: {error}{hint}")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{argument} is not UTF-8 text")))
}
