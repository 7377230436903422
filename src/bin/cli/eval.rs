//! `eval 'FORMULA'`: the value of a formula without a document.

use super::arguments::Arguments;
use super::{Failure, print};
use tokenwright::report::number::shortest;
use tokenwright::simulate::evaluate;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    // Not sorted: a formula may start with a minus.
    let words = arguments.into_words();
    if words.is_empty() {
        return Err(Failure::usage("a FORMULA is missing: tokenwright eval '2% * 1.5M'"));
    }
    // Without quotes, the shell has cut the formula at its spaces.
    let formula = words.join(" ");
    match evaluate(&formula) {
        Ok(value) => {
            print::out(&format!("{}\n", shortest(value)));
            Ok(())
        }
        Err(diagnostics) => {
            print::formula_diagnostics(&formula, &diagnostics);
            Err(Failure::Errors)
        }
    }
}
