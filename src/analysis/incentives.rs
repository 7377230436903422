//! What the simulation says of the incentive canvas: whether each row's incentive
//! works.

use crate::discovery::canvas::{Choices, Row, Verdict, verdict};
use crate::discovery::document::canvas;
use crate::project::{CanvasRow, Project};
use crate::simulate::{Behaviour, Summary};

/// The verdict on each row of the canvas, in its order; none where the row names
/// no strategy of the model, or nobody can choose. See [`verdict`] for the rule.
pub fn verdicts(project: &Project, summary: &Summary) -> Vec<Option<Verdict>> {
    let rows = project.discovery.canvas.iter().zip(canvas(project));
    rows.map(|(row, said)| of_row(row, &said, &summary.behaviours)).collect()
}

fn of_row(row: &CanvasRow, said: &Row, behaviours: &[Behaviour]) -> Option<Verdict> {
    let desired = choices(row.desired_strategy.as_deref(), said.desired, behaviours);
    let undesired = choices(row.undesired_strategy.as_deref(), said.undesired, behaviours);
    verdict(desired, undesired)
}

fn choices<'a>(strategy: Option<&str>, label: &'a str, behaviours: &'a [Behaviour]) -> Option<Choices<'a>> {
    let series = &behaviours.iter().find(|behaviour| Some(behaviour.id.as_str()) == strategy)?.series;
    // Before the first step nobody has chosen: that is no level to come from.
    let chosen = |quantile: &'a [f64]| quantile.get(1..).unwrap_or_default();
    Some(Choices { label, p5: chosen(&series.p5), p50: chosen(&series.p50), p95: chosen(&series.p95) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::canvas::Grade;
    use crate::simulate::compile;

    fn market(rewards: f64) -> (Project, Summary) {
        let text = format!(
            r#"{{"format":1,"meta":{{"id":"m","title":"M"}},"run":{{"steps":80,"runs":60,"seed":3}},
            "parameters":[{{"id":"bait","label":"Bait","default":{rewards},"min":0,"max":10,"step":1}}],
            "populations":[{{"id":"traders","label":"Traders","size":30,
              "strategies":[{{"id":"trade","label":"Trade"}},{{"id":"wash","label":"Wash"}}],
              "learning":{{"rule":"epsilon_greedy","epsilon":0.05,"rate":0.3}},
              "reward":"traders.trade * 1 + traders.wash * bait"}}],
            "discovery":{{"canvas":[
              {{"id":"r1","stakeholder":"traders","desired":"Trade","desired_strategy":"traders.trade",
                "undesired_strategy":"traders.wash"}},
              {{"id":"r2","stakeholder":"traders","desired":"Talk about it"}}]}}}}"#
        );
        let project = Project::from_json(&text).expect("a document");
        let model = compile(&project).expect("a model");
        let summary = model.run(&model.default_spec()).expect("a summary");
        (project, summary)
    }

    #[test]
    fn a_bait_makes_an_incentive_fail_and_its_absence_lets_it_work() {
        let grade = |bait| {
            let (project, summary) = market(bait);
            verdicts(&project, &summary)[0].as_ref().map(|verdict| verdict.grade)
        };
        assert_eq!(grade(5.0), Some(Grade::Fails));
        assert_eq!(grade(0.0), Some(Grade::Works));
    }

    #[test]
    fn a_behaviour_without_words_is_called_as_its_strategy() {
        let (project, summary) = market(0.0);
        let verdicts = verdicts(&project, &summary);
        let sentence = &verdicts[0].as_ref().expect("a verdict").sentence;
        assert!(sentence.starts_with("“Trade”: ") && sentence.contains("; “Wash”: "), "{sentence}");
        assert!(!sentence.contains("from 0 %"), "nobody chose nothing: {sentence}");
    }

    #[test]
    fn a_row_outside_of_the_model_has_no_verdict() {
        let (project, summary) = market(1.0);
        assert_eq!(verdicts(&project, &summary)[1], None);
    }
}
