//! Limits that a design breaks, in words: said beside the score wherever it is shown.

use super::number::{exact, human_with};
use super::text::{label_of, unit_of};
use crate::analysis::objective::breaks_limit;
use crate::project::{Goal, OverTime, Project};
use crate::simulate::Summary;

/// The goals whose limits a run set breaks, one sentence each without a full stop:
/// `Little wash trading must be at most 20 %, and is 90.3 %`.
pub fn broken_limits(project: &Project, summary: &Summary) -> Vec<String> {
    let goals = project.objective.goals.iter().zip(&summary.score.goals);
    let broken = goals.filter(|(goal, now)| breaks_limit(goal, now.value));
    let said = broken.filter_map(|(goal, now)| {
        let unit = unit_of_goal(project, goal);
        let name = if goal.label.is_empty() { label_of(project, &goal.metric) } else { goal.label.clone() };
        Some(format!("{name} must be {}, and is {}", limit(project, goal)?, human_with(now.value, unit)))
    });
    said.collect()
}

/// What a goal has to reach, as `at most 20 %`; none without a limit.
pub(super) fn limit(project: &Project, goal: &Goal) -> Option<String> {
    let side = if goal.best > goal.worst { "at least" } else { "at most" };
    goal.limit.map(|limit| format!("{side} {}", exact(limit, unit_of_goal(project, goal))))
}

/// The unit of what a goal measures: a fall is a share of the peak, whatever the
/// metric's unit.
pub(super) fn unit_of_goal<'a>(project: &'a Project, goal: &'a Goal) -> &'a str {
    if goal.over == OverTime::Drawdown { "%" } else { unit_of(project, &goal.metric) }
}
