//! Whether the numbers of a goal can be meant for its metric.

use crate::diag::Diagnostic;
use crate::project::{Goal, OverTime, Project};

/// A percentage of this size, as a ratio, is rather a number that was meant for another
/// scale: 1,000 %.
const LARGE: f64 = 10.0;

/// Goals whose ends do not fit what they measure, as they stay behind where a metric becomes
/// a percentage or another number of a run counts. Warnings: the model runs all the same.
pub fn scales(project: &Project, found: &mut Vec<Diagnostic>) {
    for (position, goal) in project.objective.goals.iter().enumerate() {
        let fall = goal.over == OverTime::Drawdown;
        let share = project.metrics.iter().any(|metric| metric.id == goal.metric && metric.unit == "%");
        let far = |value: f64| if fall { !(0.0..=1.0).contains(&value) } else { value.abs() >= LARGE };
        let ends = [("worst", Some(goal.worst)), ("best", Some(goal.best)), ("limit", goal.limit)];
        let off = ends.iter().find_map(|(field, end)| Some((*field, end.filter(|end| far(*end))?)));
        let Some((field, end)) = off.filter(|_| fall || share) else { continue };
        let what = if fall { "a fall from a peak is 0 to 100 %" } else { "the metric is a percentage" };
        let message = format!("{what}, and this end of the goal is {} %", end * 100.0);
        let path = format!("objective.goals[{position}].{field}");
        found.push(Diagnostic::warning(path, message).hint(hint(goal, end)));
    }
}

fn hint(goal: &Goal, end: f64) -> String {
    match goal.over {
        OverTime::Drawdown if !(0.0..=100.0).contains(&end) => "a share of the peak, such as 0.5".to_owned(),
        _ => format!("{} is {end} %; look at both ends, they may be meant for another unit", end / 100.0),
    }
}

#[cfg(test)]
mod tests {
    use crate::project::{OverTime, Project};
    use crate::simulate::survey;

    fn warned(project: &Project) -> Vec<String> {
        let found = survey(project).problems.into_iter();
        found.filter(|one| one.path.starts_with("objective")).map(|one| one.path).collect()
    }

    #[test]
    fn a_goal_stays_behind_when_its_metric_becomes_a_percentage() {
        let mut project = Project::from_json(
            r#"{"format":1,"meta":{"id":"x","title":"X"},
                "metrics":[{"id":"m","label":"M","unit":"usd","formula":"5"}],
                "objective":{"goals":[{"metric":"m","worst":0,"best":80,"weight":1}]}}"#,
        )
        .expect("a document");
        assert!(warned(&project).is_empty());
        "%".clone_into(&mut project.metrics[0].unit);
        assert_eq!(warned(&project), ["objective.goals[0].best"]);
        project.objective.goals[0].best = 0.8;
        assert!(warned(&project).is_empty());
        // A fall is a share, whatever the metric's unit.
        "usd".clone_into(&mut project.metrics[0].unit);
        (project.objective.goals[0].over, project.objective.goals[0].worst) = (OverTime::Drawdown, 6e6);
        assert_eq!(warned(&project), ["objective.goals[0].worst"]);
    }

    #[test]
    fn goals_of_templates_fit_their_metrics() {
        for template in crate::template::all() {
            assert!(warned(&template.project()).is_empty(), "{}", template.id);
        }
    }
}
