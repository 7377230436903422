//! `help`: what the command line can do.

use super::arguments::{Arguments, Known};
use super::{Failure, print};

/// The commands in a few lines.
pub const SHORT: &str = "\
Usage: tokenwright COMMAND …

  check FILE…             find all that is wrong with a document
  run FILE|LINK           simulate it and sum it up
  trace FILE|LINK         show the thread from problem to evidence, and its gaps
  report FILE|LINK        write a one-page report on it
  sensitivity FILE|LINK   say which sliders matter
  discover FILE|LINK      say in which designs it goes wrong, or right
  eval 'FORMULA'          print the value of a formula
  link FILE|LINK          turn a document into a link, or a link into a document
  template [ID]           list the templates, or print one
  published [ID]          recompute results that others have published
  help [COMMAND]          say more

Wherever FILE or LINK stands, all of these work: a document's file, - for
standard input, a link or its part from # on, and template:ID.
";

const CHECK: &str = "\
Usage: tokenwright check FILE…

Prints every error and warning with its place in the document; warnings also say
what worksheet, logic tree and canvas lack, as far as they have been begun. Exit
code 0 if there are no errors (warnings are no errors), 1 if there are, 2 if a
file cannot be read.
";

const RUN: &str = "\
Usage: tokenwright run FILE|LINK [OPTION]…

  --runs N          runs, 1 to 100,000 (default: the document's)
  --steps N         steps of a run, 1 to 10,000 (default: the document's)
  --seed S          the seed (default: the document's)
  --set id=value    value of a parameter, such as fee=2% or rewards=1.5M; may be
                    repeated
  --threads N       threads, 1 to 256 (default: one per core); the numbers do
                    not depend on it
  --format FORMAT   text, for people (default); json, the whole summary;
                    csv, one row per metric and step

Exit code 1 if the document has errors. Runs that break are no error: they are
counted in the summary.
";

const TRACE: &str = "\
Usage: tokenwright trace FILE|LINK [--format text|json] [OPTION]…

Prints which part of the problem is answered by which behaviour, mechanism,
parameter and metric, how much the objective cares, and what a simulation said;
then where this thread is torn, from the problem and from the design. Gaps are no
error: the exit code is 0.

  --format FORMAT   text, for people (default), or json
  --runs N, --steps N, --seed S, --set id=value   as for run

A document whose model does not run is traced without a simulation.
";

const REPORT: &str = "\
Usage: tokenwright report FILE|LINK [--format md|html] [OPTION]…

Simulates the document and writes a report on it: problem, stakeholders, flows,
incentives, token, mechanisms, objective, results, assumptions, plan, and the seed
and the hash that repeat it.

  --format FORMAT   md, for notes and mails (default), or html: one file that
                    prints on A4
  --runs N, --steps N, --seed S, --set id=value   as for run

Exit code 1 if the document has errors.
";

const SENSITIVITY: &str = "\
Usage: tokenwright sensitivity FILE|LINK [OPTION]…

Moves the sliders through their ranges and says which of them matter. All designs
meet the same luck.

  --of METRIC       the mean of a metric at the end, or score (default: score if
                    there is an objective, else the first chart)
  --method METHOD   morris: a few steps per slider, to see which do nothing
                    (default); sobol: each slider's share of the variance, alone
                    and with others; pawn: how far the distribution moves
  --points N        paths for morris (10), pairs for sobol (64), designs for
                    pawn (256)
  --sliders a,b     only these parameters (default: the sliders that are shown)
  --design DESIGN   points for pawn: latin (default), sobol or halton
  --runs N          runs of each design (default: 100)
  --steps N, --seed S, --set id=value   as for run
";

const DISCOVER: &str = "\
Usage: tokenwright discover FILE|LINK --of METRIC (--above X | --below X) [OPTION]…

Tries designs all over the ranges of the sliders and looks for a box in which
most of those lie that give what is looked for, such as
  tokenwright discover template:commons --of closed --above 50%

  --points N        how many designs (default: 256)
  --design DESIGN   latin (default), sobol or halton
  --of, --sliders, --runs, --steps, --seed, --set   as for sensitivity
";

const EVAL: &str = "\
Usage: tokenwright eval 'FORMULA'

Prints the value of a formula that needs no document, such as '2% * 1.5M' or
'if 3 > 2 then exp(1) else 0'. Quote it, or the shell will read it first.
";

const LINK: &str = "\
Usage: tokenwright link FILE|LINK [--set id=value]… [--runs N] [--steps N] [--seed S]

Prints the link of a document, from # on; put the page's address before it.
Given a link, prints its document instead, with the link's changes as its
defaults. The options change what is linked or printed.
";

const TEMPLATE: &str = "\
Usage: tokenwright template [ID [--preview] | --cards]

Lists the templates, or prints one as a document: a good start for one's own.

  --preview   print instead the picture that the page shows of it before the
              engine has computed it, computed anew
  --cards     print what the gallery shows of all of them
";

const PUBLISHED: &str = "\
Usage: tokenwright published [ID|FILE] [--format text|json]

Recomputes results that others have published, all or one, and prints each figure
beside the published one, with the difference. FILE is a result of one's own,
written like those of the project (its name ends in .json).

  --format FORMAT   text, for people (default), or json

Exit code 1 if a figure differs by more than its last printed digit, or by more
than luck explains where it is a mean over runs.
";

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let words = arguments.sort(Known::default())?.words;
    let text = match words.first().map(String::as_str) {
        None | Some("help") => SHORT,
        Some("check") => CHECK,
        Some("run") => RUN,
        Some("trace") => TRACE,
        Some("report") => REPORT,
        Some("sensitivity") => SENSITIVITY,
        Some("discover") => DISCOVER,
        Some("eval") => EVAL,
        Some("link") => LINK,
        Some("template") => TEMPLATE,
        Some("published") => PUBLISHED,
        Some(other) => return Err(Failure::usage(super::unknown_command(other))),
    };
    print::out(text);
    Ok(())
}
