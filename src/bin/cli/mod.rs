//! From arguments to a command, and from its outcome to an exit code: 0 if all
//! is well, 1 if a document or link has errors, 2 if the command itself could
//! not be done (wrong arguments, unreadable file).

mod arguments;
mod changes;
mod check;
mod eval;
mod help;
mod input;
mod link;
mod print;
mod published;
mod report;
mod run;
mod study;
mod template;
mod trace;

use arguments::Arguments;
use std::ffi::OsString;
use std::process::ExitCode;
use tokenwright::diag::nearest;

/// The commands, by name.
const COMMANDS: [(&str, Command); 11] = [
    ("check", check::main),
    ("run", run::main),
    ("trace", trace::main),
    ("report", report::main),
    ("sensitivity", study::sensitivity),
    ("discover", study::discover),
    ("eval", eval::main),
    ("link", link::main),
    ("template", template::main),
    ("published", published::main),
    ("help", help::main),
];

type Command = fn(Arguments) -> Result<(), Failure>;

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// A document or link has errors, which have been printed.
    Errors,
    /// The command could not be done; the message says why.
    Usage(String),
}

impl Failure {
    fn usage(message: impl Into<String>) -> Failure {
        Failure::Usage(message.into())
    }

    fn code(&self) -> ExitCode {
        match self {
            Failure::Errors => ExitCode::from(1),
            Failure::Usage(_) => ExitCode::from(2),
        }
    }
}

/// Runs the command that the arguments name.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Failure::Usage(message) = &failure {
                print::note(&format!("error: {message}"));
            }
            failure.code()
        }
    }
}

fn dispatch(arguments: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    let mut words = Vec::new();
    for word in arguments {
        match word.into_string() {
            Ok(word) => words.push(word),
            Err(word) => return Err(Failure::usage(format!("the argument {word:?} is not UTF-8 text"))),
        }
    }
    let mut words = words.into_iter();
    let Some(name) = words.next() else {
        return Err(Failure::usage(format!("a command is missing\n\n{}", help::SHORT)));
    };
    match name.as_str() {
        "-h" | "--help" => return help::main(Arguments::default()),
        "-V" | "--version" => {
            print::out(&format!("tokenwright {}\n", env!("CARGO_PKG_VERSION")));
            return Ok(());
        }
        _ => {}
    }
    let Some((_, command)) = COMMANDS.into_iter().find(|(known, _)| *known == name) else {
        return Err(Failure::usage(unknown_command(&name)));
    };
    let arguments = Arguments::new(words);
    if arguments.asks_for_help() {
        return help::main(Arguments::new([name].into_iter()));
    }
    command(arguments)
}

fn unknown_command(name: &str) -> String {
    let names = COMMANDS.map(|(name, _)| name);
    match nearest(name, names) {
        Some(near) => format!("there is no command `{name}`; did you mean `{near}`?"),
        None => format!("there is no command `{name}`; the commands are {}", names.join(", ")),
    }
}
