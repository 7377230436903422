//! The problem statement worksheet: seven boxes that make a vague wish a question
//! that can be answered, and what a careful reader misses in them.
//!
//! The boxes are those of the problem-solving literature of consultancies
//! (McKinsey Staff Paper 66, as others quote it); the rules are ours.

/// A filled worksheet. Lists are text, one entry a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Worksheet<'a> {
    /// The question to be answered.
    pub question: &'a str,
    /// What has led to it: situation and complication.
    pub context: &'a str,
    /// By what it will be seen that the answer is good.
    pub success: &'a str,
    /// What may be part of a solution.
    pub in_scope: &'a str,
    /// What may not.
    pub out_of_scope: &'a str,
    /// Limits within the scope: money, time, law, promises.
    pub constraints: &'a str,
    /// Who decides.
    pub decides: &'a str,
    /// Who helps.
    pub helps: &'a str,
    /// Who may hinder.
    pub hinders: &'a str,
    /// Where insight comes from: people, data, other projects.
    pub sources: &'a str,
}

/// One of the seven boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetBox {
    /// Key question.
    Question,
    /// Context.
    Context,
    /// Criteria for success.
    Success,
    /// Scope of the solution space.
    Scope,
    /// Constraints within the scope.
    Constraints,
    /// Stakeholders: who decides, helps, hinders.
    Stakeholders,
    /// Key sources of insight.
    Sources,
}

/// What a box asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// The box.
    pub of: SheetBox,
    /// Its heading.
    pub title: &'static str,
    /// What belongs into it.
    pub asks: &'static str,
    /// A good example.
    pub example: &'static str,
}

/// The boxes in the order in which they are filled in.
pub const GUIDES: [Guide; 7] = [
    Guide {
        of: SheetBox::Question,
        title: "Key question",
        asks: "One question, specific and measurable, with a date. Neither a fact nor a task.",
        example: "How can the marketplace raise the share of honest trade from 2 % to 60 % of its volume by \
                  June 2027?",
    },
    Guide {
        of: SheetBox::Context,
        title: "Context",
        asks: "What is the case, and what has changed so that it is a problem now?",
        example: "Rewards are paid for volume. Traders sell to themselves to earn them, and creators see no \
                  royalties.",
    },
    Guide {
        of: SheetBox::Success,
        title: "Criteria for success",
        asks: "By which figures will the decision maker see that the answer is good, and by when?",
        example: "Honest trade is 60 % of volume and creators earn 5 % of it, in the median of simulated runs \
                  and within 12 months of launch.",
    },
    Guide {
        of: SheetBox::Scope,
        title: "Scope of the solution space",
        asks: "What may change, and what is out of the question?",
        example: "In: fees, royalties, rewards, vesting. Out: a second token, closing the market to anybody.",
    },
    Guide {
        of: SheetBox::Constraints,
        title: "Constraints within the scope",
        asks: "Which limits hold for every solution: supply, money, law, promises made?",
        example: "The supply stays at 1 billion; what has been airdropped is not taken back; fees stay below 5 %.",
    },
    Guide {
        of: SheetBox::Stakeholders,
        title: "Stakeholders",
        asks: "Who decides, by name or role? Who helps, who may hinder?",
        example: "Decides: the head of product. Helps: creators' association. Hinders: high-volume traders, \
                  who live on rewards.",
    },
    Guide {
        of: SheetBox::Sources,
        title: "Key sources of insight",
        asks: "Which people, data and earlier cases are to be asked?",
        example: "Trades on chain since launch; interviews with ten creators; what happened to markets that \
                  dropped royalties.",
    },
];

impl SheetBox {
    /// What the box asks for.
    pub fn guide(self) -> &'static Guide {
        // The guides stand in the order of the boxes; a test holds it.
        &GUIDES[self as usize]
    }
}

/// What a careful reader would ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub of: SheetBox,
    /// What is missing and why it matters, one sentence without a full stop.
    pub why: &'static str,
    /// How it may look.
    pub example: &'static str,
}

/// All that is missing, in the order of the boxes: every box is filled; the
/// question ends in a question mark; question or criteria have a number and a
/// date; something is out of scope; who decides has a name.
pub fn check(sheet: &Worksheet) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |of: SheetBox, why| findings.push(Finding { of, why, example: of.guide().example });
    let empty = "The box is empty";
    let blank = |text: &str| text.trim().is_empty();
    if blank(sheet.question) {
        find(SheetBox::Question, "There is no question: without one, no answer can be judged");
    } else {
        if !sheet.question.trim_end().ends_with('?') {
            find(
                SheetBox::Question,
                "It does not end in a question mark: a fact or a task is not a question",
            );
        }
        let told = split_dates(&format!("{} {}", sheet.question, sheet.success));
        if !told.number {
            let why = "Neither question nor criteria have a number, so nobody can say whether it was reached";
            find(SheetBox::Question, why);
        }
        if !told.date {
            find(SheetBox::Question, "Neither question nor criteria say by when");
        }
    }
    if blank(sheet.context) {
        find(SheetBox::Context, empty);
    }
    if blank(sheet.success) {
        find(SheetBox::Success, empty);
    }
    if blank(sheet.in_scope) && blank(sheet.out_of_scope) {
        find(SheetBox::Scope, empty);
    } else if blank(sheet.out_of_scope) {
        find(SheetBox::Scope, "Nothing is out of scope, so every idea will have to be discussed");
    }
    if blank(sheet.constraints) {
        find(SheetBox::Constraints, empty);
    }
    if [sheet.decides, sheet.helps, sheet.hinders].into_iter().all(blank) {
        find(SheetBox::Stakeholders, empty);
    } else if !names_somebody(sheet.decides) {
        find(SheetBox::Stakeholders, "Nobody is named who decides, so nobody will say yes");
    }
    if blank(sheet.sources) {
        find(SheetBox::Sources, empty);
    }
    findings
}

/// Words that stand where a name should.
const NOBODY: &[&str] =
    &["?", "-", "–", "tbd", "tba", "n/a", "na", "none", "unknown", "open", "someone", "somebody", "nobody"];

fn names_somebody(text: &str) -> bool {
    let mut entries = text.split(['\n', ',', ';']).map(|entry| entry.trim().to_ascii_lowercase());
    entries.any(|entry| !entry.is_empty() && !NOBODY.contains(&entry.trim_end_matches('.')))
}

/// What a text has of figures.
#[derive(Default)]
struct Told {
    number: bool,
    date: bool,
}

const PERIODS: &[&str] = &["day", "week", "month", "quarter", "year"];

/// Tells numbers from dates: "June 2027", "2027-06-30", "Q2", "30.6.2027" and
/// "within 6 months" are dates and no numbers, "40 %" is a number.
fn split_dates(text: &str) -> Told {
    let inside = |c: char| c.is_ascii_alphanumeric() || ".,-/%".contains(c) || !c.is_ascii();
    let words: Vec<String> = text
        .split(|c| !inside(c))
        .map(|word| word.trim_matches(['.', ',', '-', '/']).to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let mut told = Told::default();
    for (at, word) in words.iter().enumerate() {
        let digits = word.bytes().any(|byte| byte.is_ascii_digit());
        let next = words.get(at + 1).map_or("", String::as_str);
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", String::as_str);
        let date = digits
            && (is_year(word)
                || is_quarter(word)
                || word.matches(['-', '/', '.']).count() == 2
                || is_month(next)
                || is_month(before)
                || PERIODS.iter().any(|period| next.starts_with(period)));
        told.date |= date;
        told.number |= digits && !date;
    }
    told
}

fn is_year(word: &str) -> bool {
    let year = word.split('-').next().unwrap_or(word);
    year.len() == 4 && year.starts_with("20") && year.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_quarter(word: &str) -> bool {
    let half = word.strip_prefix(['q', 'h']).unwrap_or("");
    matches!(half, "1" | "2" | "3" | "4")
}

/// The name of a month, whole or cut to three or more letters.
fn is_month(word: &str) -> bool {
    const NAMES: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    word.len() >= 3 && NAMES.iter().any(|name| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Worksheet<'static> {
        let [question, context, success, _, constraints, _, sources] = GUIDES.map(|guide| guide.example);
        Worksheet {
            question,
            context,
            success,
            in_scope: "Fees",
            out_of_scope: "A second token",
            constraints,
            decides: "Head of product",
            helps: "",
            hinders: "",
            sources,
        }
    }

    fn found(sheet: &Worksheet) -> Vec<(SheetBox, &'static str)> {
        check(sheet).into_iter().map(|finding| (finding.of, finding.why)).collect()
    }

    #[test]
    fn the_examples_are_good() {
        assert_eq!(found(&filled()), []);
        for (at, guide) in GUIDES.iter().enumerate() {
            assert_eq!((guide.of as usize, guide.of.guide()), (at, guide));
        }
    }

    #[test]
    fn an_empty_sheet_has_a_finding_in_every_box() {
        let boxes: Vec<SheetBox> = found(&Worksheet::default()).into_iter().map(|(of, _)| of).collect();
        assert_eq!(boxes, GUIDES.map(|guide| guide.of));
    }

    #[test]
    fn a_question_is_asked_measured_and_dated() {
        let ask = |question| found(&Worksheet { question, success: "Creators stay", ..filled() }).len();
        assert_eq!(ask("Raise honest volume to 40 % by June 2027"), 1);
        assert_eq!(ask("How do we raise honest volume by June 2027?"), 1);
        assert_eq!(ask("How do we raise honest volume to 40 %?"), 1);
        assert_eq!(ask("How do we raise honest volume?"), 2);
        assert_eq!(ask("How do we raise honest volume to 40 % within 6 months?"), 0);
        let elsewhere = Worksheet { question: "How do we?", success: "40 % by 2027-06-30", ..filled() };
        assert_eq!(found(&elsewhere), []);
    }

    #[test]
    fn dates_are_no_numbers() {
        for date in ["by 2027", "in Q3", "2027-06-30", "30.6.2027", "30 June", "Dec 24th", "in 12 weeks"] {
            let told = split_dates(date);
            assert!(told.date && !told.number, "{date}");
        }
        for number in ["40 %", "1,000 traders", "3x", "€5m", "2.5 market share", "100%"] {
            let told = split_dates(number);
            assert!(told.number && !told.date, "{number}");
        }
    }

    #[test]
    fn a_decision_maker_has_a_name_and_a_scope_has_an_outside() {
        for decides in ["", "TBD.", "?, tbd", "n/a"] {
            assert_eq!(found(&Worksheet { decides, helps: "Ana", ..filled() })[0].0, SheetBox::Stakeholders);
        }
        assert_eq!(found(&Worksheet { out_of_scope: " ", ..filled() })[0].0, SheetBox::Scope);
    }
}
