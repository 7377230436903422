//! Names: what they stand for, and what was probably meant where they stand for
//! nothing.

use super::super::parser::shorten;
use super::super::{Expr, FUNCTIONS, Type};
use super::Checker;
use crate::diag::nearest;

/// Most names listed in a hint.
const LISTED: usize = 5;

/// Longest name that is compared with others, in bytes.
const LONGEST: usize = 80;

impl Checker<'_> {
    /// The type of what a name stands for.
    pub(super) fn name(&mut self, expr: &Expr, name: &str) -> Option<Type> {
        let found = self.scope.lookup(name);
        // Finding what was meant takes time, so not for errors that nobody sees.
        if found.is_none() && !self.is_full() {
            let hint = self.meant(name);
            self.report(expr, format!("unknown name `{}`", shorten(name)), hint);
        }
        found
    }

    fn meant(&self, name: &str) -> Option<String> {
        let function = FUNCTIONS.iter().find(|function| function.name == name);
        match (name, function) {
            ("true", _) => return Some("true is `1`".to_owned()),
            ("false", _) => return Some("false is `0`".to_owned()),
            ("prev", _) => return Some("it is a function: `prev(x)`".to_owned()),
            (_, Some(function)) => return Some(format!("it is a function: `{}`", function.signature)),
            _ => {}
        }
        let names = self.scope.names();
        let near = (name.len() <= LONGEST).then(|| nearest(name, names.iter().map(String::as_str)));
        if let Some(near) = near.flatten() {
            return Some(format!("did you mean `{near}`?"));
        }
        let listed = |related: Vec<&String>| {
            let shown: Vec<_> = related.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            let more = if related.len() > LISTED { ", …" } else { "" };
            (!shown.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
        };
        // `LOOKS`: whose? `traders`: what of theirs?
        let owned =
            names.iter().filter(|other| other.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
        if let Some(owned) = listed(owned.collect()) {
            return Some(format!("say whose: {owned}"));
        }
        let owner = name.split_once('.').map_or(name, |(owner, _)| owner);
        let of_owner =
            names.iter().filter(|other| other.strip_prefix(owner).is_some_and(|rest| rest.starts_with('.')));
        listed(of_owner.collect()).map(|members| format!("`{owner}` has {members}"))
    }
}
