//! How the studio says what the core finds.

use super::parts::Choice;
use tokenwright::discovery::mend::Mend;
use tokenwright::edit::status::leaves;
use tokenwright::project::Project;
use tokenwright::report::number::{human, human_with};

/// The words of the button that applies a mend.
pub fn mend(mend: &Mend) -> String {
    match mend {
        Mend::AddResidual { share, .. } => format!("Add “Other…” with {share} %"),
        Mend::SetShares { shares } => {
            let shares: Vec<String> = shares.iter().map(|(_, share)| format!("{share} %")).collect();
            format!("Set to {}", shares.join(", "))
        }
        Mend::SetCriterion { criterion, .. } => format!("Tell all apart by “{criterion}”"),
        Mend::JoinWithParent { .. } => "Join the two".to_owned(),
        Mend::Merge { .. } => "Merge the two".to_owned(),
        Mend::Rename { text, .. } => format!("Rename to “{text}”"),
        Mend::Answer { .. } => "Choose a mechanism".to_owned(),
    }
}

/// A name for people, or the id where there is none.
pub fn or_id(label: &str, id: &str) -> String {
    if label.trim().is_empty() { id.to_owned() } else { label.to_owned() }
}

/// The mechanisms of a document.
pub fn mechanisms(project: &Project) -> Vec<Choice> {
    project
        .mechanisms
        .iter()
        .map(|mechanism| (mechanism.id().to_owned(), or_id(mechanism.label(), mechanism.id())))
        .collect()
}

/// The leaves of the problem tree.
pub fn problem_leaves(project: &Project) -> Vec<Choice> {
    leaves(&project.discovery.tree).map(|node| (node.id.clone(), or_id(&node.text, &node.id))).collect()
}

/// The words of an id among choices; the id itself if it is none of them.
pub fn among(choices: &[Choice], id: &str) -> String {
    choices.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, words)| words.clone())
}

/// A finding as a sentence.
pub fn sentence(why: &str) -> String {
    if why.ends_with(['?', '.', '!']) { why.to_owned() } else { format!("{why}.") }
}

/// A difference of two values of a figure, without its sign: of percentages in points.
pub fn difference(value: f64, unit: &str) -> String {
    match unit {
        "%" => format!("{} points", human(value.abs() * 100.0)),
        _ => human_with(value.abs(), unit),
    }
}

/// How far a difference may be off.
pub fn give_or_take(error: f64, unit: &str) -> String {
    format!("±\u{a0}{}", human(if unit == "%" { error * 100.0 } else { error }))
}
