//! The incentive canvas: who should do what, what is in the way, what they might do
//! instead, and what the design sets against it; and what simulated agents make of
//! it.

use crate::num::stats::mean;

/// A row of the canvas. What is not filled in is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Row<'a> {
    /// Whose behaviour it is about.
    pub stakeholder: &'a str,
    /// What they should do.
    pub desired: &'a str,
    /// What keeps them from it.
    pub friction: &'a str,
    /// What they might do instead.
    pub undesired: &'a str,
    /// What the design sets against friction and undesired behaviour.
    pub mechanism: &'a str,
    /// By which number it can be tuned.
    pub parameter: &'a str,
    /// By which number it is seen whether it works.
    pub metric: &'a str,
    /// The leaf of the problem tree that it answers.
    pub leaf: &'a str,
}

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// [`Row::stakeholder`].
    Stakeholder,
    /// [`Row::desired`].
    Desired,
    /// [`Row::mechanism`].
    Mechanism,
    /// [`Row::metric`].
    Metric,
    /// [`Row::leaf`].
    Leaf,
}

/// Something that a row lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Index of the row.
    pub row: usize,
    /// The field that should be filled in.
    pub field: Field,
    /// Why, one sentence without a full stop.
    pub why: String,
}

/// All that is missing, row by row: every friction and every undesired behaviour
/// needs a mechanism and a metric; every row needs a stakeholder, a behaviour that
/// is wanted and the leaf of the problem that it answers. Rows without any text
/// are passed over.
pub fn gaps(rows: &[Row]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (row, filled) in rows.iter().enumerate() {
        let blank = |text: &str| text.trim().is_empty();
        if is_empty(filled) {
            continue;
        }
        let mut find = |field, why: String| gaps.push(Gap { row, field, why });
        if blank(filled.stakeholder) {
            find(Field::Stakeholder, "Nobody is named whose behaviour this is".to_owned());
        }
        if blank(filled.desired) {
            find(Field::Desired, "It does not say what they should do instead".to_owned());
        }
        let against: Vec<String> = [("the friction", filled.friction), ("the behaviour", filled.undesired)]
            .into_iter()
            .filter(|(_, text)| !blank(text))
            .map(|(what, text)| format!("{what} “{}”", text.trim()))
            .collect();
        if !against.is_empty() {
            let against = against.join(" and ");
            if blank(filled.mechanism) {
                find(Field::Mechanism, format!("No mechanism is set against {against}"));
            }
            if blank(filled.metric) {
                find(Field::Metric, format!("No metric would show {against}"));
            }
        }
        if blank(filled.leaf) {
            find(Field::Leaf, "It answers no part of the problem".to_owned());
        }
    }
    gaps
}

fn is_empty(row: &Row) -> bool {
    let Row { stakeholder, desired, friction, undesired, mechanism, parameter, metric, leaf } = row;
    let all = [stakeholder, desired, friction, undesired, mechanism, parameter, metric, leaf];
    all.into_iter().all(|text| text.trim().is_empty())
}

/// The share of agents, 0 to 1, who choose a behaviour: quantiles over runs, at
/// the same points in time. Points at which no run was going are NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choices<'a> {
    /// How people call the behaviour.
    pub label: &'a str,
    /// 5 % quantile.
    pub p5: &'a [f64],
    /// Median.
    pub p50: &'a [f64],
    /// 95 % quantile.
    pub p95: &'a [f64],
}

/// Part of the horizon, at its end, by which an incentive is judged: agents have
/// learned by then.
pub const JUDGED_PART: f64 = 0.2;

/// The median share of the desired behaviour from which on an incentive works.
pub const WORKS_DESIRED: f64 = 0.5;

/// The share of the undesired behaviour that an incentive that works exceeds in no
/// more than one run of twenty.
pub const WORKS_UNDESIRED: f64 = 0.2;

/// The median share of the desired behaviour below which an incentive fails.
pub const FAILS_DESIRED: f64 = 0.2;

/// The median share of the undesired behaviour from which on an incentive fails,
/// however common the desired one is.
pub const FAILS_UNDESIRED: f64 = 0.5;

/// What the evidence says of an incentive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Agents do something else.
    Fails,
    /// In between.
    Weak,
    /// Agents do what is wanted.
    Works,
}

/// Quantiles over runs of a share of agents, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// 5 % quantile.
    pub p5: f64,
    /// Median.
    pub p50: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the incentive works.
    pub grade: Grade,
    /// How common the desired behaviour is at the end.
    pub desired: Option<Level>,
    /// How common the undesired behaviour is at the end.
    pub undesired: Option<Level>,
    /// The figures in one sentence.
    pub sentence: String,
}

/// Judges a row by what agents chose.
///
/// **Formula.** Quantiles are averaged over the last [`JUDGED_PART`] of the points
/// (at least one). Fails: median of the desired behaviour below
/// [`FAILS_DESIRED`], or median of the undesired one at least [`FAILS_UNDESIRED`]
/// or above that of the desired one. Works: median of the desired behaviour at
/// least [`WORKS_DESIRED`] and 95 % quantile of the undesired one at most
/// [`WORKS_UNDESIRED`]. Weak: neither. A behaviour that the row does not have
/// does not count.
/// **Assumes.** Agents who explore try everything now and then, so no share is
/// expected to reach 0 or 1.
/// **Guarantees.** More of the desired or less of the undesired behaviour never
/// worsens the grade.
/// **Errors.** None if the row has neither, or no run reached the end.
/// **Source.** The thresholds are proposals of this product.
pub fn verdict(desired: Option<Choices>, undesired: Option<Choices>) -> Option<Verdict> {
    let (good, bad) = (desired.and_then(level), undesired.and_then(level));
    if good.is_none() && bad.is_none() {
        return None;
    }
    let fails = good.is_some_and(|good| good.p50 < FAILS_DESIRED)
        || bad.is_some_and(|bad| bad.p50 >= FAILS_UNDESIRED)
        || good.zip(bad).is_some_and(|(good, bad)| bad.p50 > good.p50);
    let works =
        good.is_none_or(|good| good.p50 >= WORKS_DESIRED) && bad.is_none_or(|bad| bad.p95 <= WORKS_UNDESIRED);
    let grade = match (fails, works) {
        (true, _) => Grade::Fails,
        (_, true) => Grade::Works,
        _ => Grade::Weak,
    };
    let parts = [(desired, good), (undesired, bad)];
    let said: Vec<String> = parts.into_iter().filter_map(|(choices, level)| said(choices?, level?)).collect();
    Some(Verdict { grade, desired: good, undesired: bad, sentence: said.join("; ") + "." })
}

/// The level at the end; none if nothing is known of it.
fn level(choices: Choices) -> Option<Level> {
    let p50 = at_the_end(choices.p50)?;
    // A set of one run has no spread.
    let (p5, p95) = (at_the_end(choices.p5).unwrap_or(p50), at_the_end(choices.p95).unwrap_or(p50));
    Some(Level { p5, p50, p95 })
}

fn at_the_end(series: &[f64]) -> Option<f64> {
    let known: Vec<f64> = series.iter().copied().filter(|share| share.is_finite()).collect();
    let judged = (known.len() as f64 * JUDGED_PART).ceil() as usize;
    (judged > 0).then(|| mean(&known[known.len() - judged..]))
}

fn said(choices: Choices, level: Level) -> Option<String> {
    let start = choices.p50.iter().copied().find(|share| share.is_finite())?;
    let way = match percent(level.p50) - percent(start) {
        change if change > 0 => format!(", up from {} %", percent(start)),
        change if change < 0 => format!(", down from {} %", percent(start)),
        _ => String::new(),
    };
    Some(format!(
        "“{}”: {} % of agents in the end ({} to {} % in nine of ten runs){way}",
        choices.label,
        percent(level.p50),
        percent(level.p5),
        percent(level.p95),
    ))
}

fn percent(share: f64) -> i32 {
    (share * 100.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FULL: Row = Row {
        stakeholder: "Traders",
        desired: "Trade what they want to own",
        friction: "Fees",
        undesired: "Sell to themselves",
        mechanism: "rewards",
        parameter: "trading_rewards",
        metric: "wash_share",
        leaf: "n4",
    };

    fn missing(row: Row) -> Vec<Field> {
        gaps(&[row]).into_iter().map(|gap| gap.field).collect()
    }

    #[test]
    fn frictions_and_undesired_behaviours_need_mechanism_and_metric() {
        assert_eq!(missing(FULL), []);
        let bare = Row { mechanism: "", metric: " ", ..FULL };
        assert_eq!(missing(bare), [Field::Mechanism, Field::Metric]);
        let why = "No mechanism is set against the friction “Fees” and the behaviour “Sell to themselves”";
        assert_eq!(gaps(&[bare])[0].why, why);
        assert_eq!(missing(Row { friction: "", ..bare }), [Field::Mechanism, Field::Metric]);
        assert_eq!(missing(Row { friction: "", undesired: "", ..bare }), []);
    }

    #[test]
    fn rows_say_who_what_and_why() {
        let row = Row { stakeholder: "", desired: "", leaf: "", ..FULL };
        assert_eq!(missing(row), [Field::Stakeholder, Field::Desired, Field::Leaf]);
        assert_eq!(missing(Row::default()), [], "an empty row is only empty");
    }

    fn choices<'a>(label: &'a str, shares: &'a [f64; 3]) -> Choices<'a> {
        let [p5, p50, p95] = shares;
        let one = std::slice::from_ref;
        Choices { label, p5: one(p5), p50: one(p50), p95: one(p95) }
    }

    fn grade(desired: [f64; 3], undesired: [f64; 3]) -> Grade {
        verdict(Some(choices("good", &desired)), Some(choices("bad", &undesired))).unwrap().grade
    }

    #[test]
    fn grades_follow_the_thresholds() {
        assert_eq!(grade([0.4, 0.5, 0.9], [0.0, 0.1, 0.2]), Grade::Works);
        assert_eq!(grade([0.4, 0.49, 0.9], [0.0, 0.1, 0.2]), Grade::Weak);
        assert_eq!(grade([0.4, 0.5, 0.9], [0.0, 0.1, 0.21]), Grade::Weak);
        assert_eq!(grade([0.4, 0.5, 0.9], [0.2, 0.5, 0.6]), Grade::Fails);
        assert_eq!(grade([0.2, 0.3, 0.4], [0.2, 0.31, 0.4]), Grade::Fails);
        assert_eq!(grade([0.0, 0.19, 0.4], [0.0, 0.01, 0.02]), Grade::Fails);
    }

    #[test]
    fn a_row_may_have_one_of_the_two_behaviours() {
        let alone = |shares: [f64; 3]| verdict(None, Some(choices("bad", &shares))).unwrap().grade;
        assert_eq!(alone([0.0, 0.1, 0.2]), Grade::Works);
        assert_eq!(alone([0.0, 0.1, 0.3]), Grade::Weak);
        assert_eq!(alone([0.4, 0.5, 0.6]), Grade::Fails);
        assert_eq!(verdict(Some(choices("good", &[0.3, 0.6, 0.9])), None).unwrap().grade, Grade::Works);
        assert_eq!(verdict(None, None), None);
        assert_eq!(verdict(Some(choices("good", &[f64::NAN; 3])), None), None);
    }

    #[test]
    fn the_end_counts_and_the_sentence_says_it_with_figures() {
        let rising = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.6, 0.7, f64::NAN];
        let choices = Choices { label: "Collect", p5: &[0.48; 10], p50: &rising, p95: &[0.75; 10] };
        let found = verdict(Some(choices), None).unwrap();
        assert!((found.desired.unwrap().p50 - 0.65).abs() < 1e-12);
        let said = "“Collect”: 65 % of agents in the end (48 to 75 % in nine of ten runs), up from 10 %.";
        assert_eq!(found.sentence, said);
    }

    proptest! {
        #[test]
        fn better_evidence_is_never_a_worse_grade(
            good in 0.0_f64..1.0, bad in 0.0_f64..1.0, more in 0.0_f64..0.5, less in 0.0_f64..0.5,
        ) {
            let (better, fewer) = (good + more, bad * (1.0 - less));
            prop_assert!(grade([better; 3], [fewer; 3]) >= grade([good; 3], [bad; 3]));
        }
    }
}
