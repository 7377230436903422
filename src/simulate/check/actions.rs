//! Whether what agents do at a mechanism reaches it: one that serves some populations
//! only passes over what the agents of others do there. The model runs all the same, so
//! it is a warning.

use crate::diag::Diagnostic;
use crate::mechanism::rule::{self, FieldKind, Line, Parsed, Statement};
use crate::project::{Action, Mechanism, Population, Project, RuleUse};

/// All actions that do nothing because of whose they are.
pub fn actions(project: &Project, found: &mut Vec<Diagnostic>) {
    for population in &project.populations {
        for strategy in &population.strategies {
            for (position, action) in strategy.actions.iter().enumerate() {
                let place = format!(
                    "populations.{}.strategies.{}.actions[{position}].at",
                    population.id, strategy.id
                );
                let at = project.mechanisms.iter().find(|known| known.id() == action.at);
                found.extend(at.and_then(|mechanism| passed_over(mechanism, population, action, place)));
            }
        }
    }
}

fn passed_over(
    mechanism: &Mechanism,
    population: &Population,
    action: &Action,
    place: String,
) -> Option<Diagnostic> {
    let (id, who) = (mechanism.id(), &population.id);
    let (field, served) = match mechanism {
        Mechanism::Staking(one) => ("stakers".to_owned(), one.stakers.clone()),
        Mechanism::Rule(one) => crowd(one, &action.port)?,
        _ => return None,
    };
    if served.contains(who) {
        return None;
    }
    let others: Vec<String> = served.iter().map(|id| format!("`{id}`")).collect();
    let others = if others.is_empty() { "nobody".to_owned() } else { others.join(", ") };
    let message = format!("`{id}` is for {others}: what agents of `{who}` do there does not count");
    let hint = format!("name `{who}` in the field `{field}` of `{id}`, or let them do something else");
    Some(Diagnostic::warning(place, message).hint(hint))
}

/// The field by which a rule knows whose agents may use a port, and whom it names: none if
/// it takes the sum of all and does not ask who they are.
fn crowd(one: &RuleUse, port: &str) -> Option<(String, Vec<String>)> {
    let rule = rule::of(one)?;
    if !reads_each(&rule, port) {
        return None;
    }
    let field = rule.fields.iter().find(|field| field.kind == FieldKind::Population)?;
    let told = one.with.iter().find(|(name, _)| *name == field.name);
    let served = told.map(|(_, formula)| formula.text().to_owned()).or_else(|| field.default.clone());
    Some((field.name.clone(), served.into_iter().collect()))
}

/// Whether a rule counts what each agent of its own population does at a port, and nothing
/// else of it.
fn reads_each(rule: &Parsed, port: &str) -> bool {
    let each = format!("{port}.each");
    fn any(lines: &[Line], each: &str) -> bool {
        lines.iter().any(|line| match &line.statement {
            Statement::Let(_, _, formula) | Statement::Set(_, formula) | Statement::Steer(_, formula) => {
                formula.contains(each)
            }
            Statement::Move { amount, .. } | Statement::Pay { amount, .. } => amount.contains(each),
            Statement::Fault(_, condition) => condition.contains(each),
            Statement::Repeat(_, lines) => any(lines, each),
            Statement::Collect(..) => false,
        })
    }
    any(&rule.init, &each) || any(&rule.step, &each)
}

#[cfg(test)]
mod tests {
    use crate::diag::Severity;
    use crate::project::Project;
    use crate::simulate::validate;
    use crate::template;

    fn warned(project: &Project) -> Vec<(String, String, Option<String>)> {
        let all = validate(project).into_iter();
        let own = all.filter(|one| one.severity == Severity::Warning && one.path.ends_with(".at"));
        own.map(|one| (one.path, one.message, one.hint)).collect()
    }

    #[test]
    fn whose_action_has_no_effect_is_told() {
        let mut project = template::find("nft-marketplace").expect("it is there").project();
        assert_eq!(warned(&project), []);
        for one in &mut project.mechanisms {
            if let crate::project::Mechanism::Staking(staking) = one {
                staking.stakers.retain(|known| known != "stakers");
            }
        }
        let found = warned(&project);
        let (path, message, hint) = found.first().expect("stakers stake there");
        assert!(path.starts_with("populations.stakers.strategies."), "{path}");
        assert!(message.contains("`staking`") && message.contains("does not count"), "{message}");
        assert!(hint.as_deref().is_some_and(|hint| hint.contains("field `stakers`")), "{hint:?}");
    }

    #[test]
    fn a_rule_that_counts_each_of_one_population_passes_over_others() {
        let text = |served: &str| {
            format!(
                r#"{{"format":1,"meta":{{"id":"x","title":"X"}},"run":{{"steps":4,"runs":3}},
                "assets":[{{"id":"C","label":"Credit"}}],"populations":[
                {{"id":"a","label":"A","size":3,"strategies":[{{"id":"s","label":"S","actions":[{{"at":"vote","do":"for","amount":"1"}}]}}],
                  "initial":[{{"asset":"C","amount":"9"}}]}},{{"id":"b","label":"B","size":3}}],
                "mechanisms":[{{"type":"rule","id":"vote","rule":"quadratic_vote","with":{{"voters":"{served}","credits":"C"}}}}]}}"#
            )
        };
        let read = |served: &str| Project::from_json(&text(served)).expect("a document");
        assert_eq!(warned(&read("a")), []);
        let found = warned(&read("b"));
        assert!(found.len() == 1 && found[0].1.contains("`b`"), "{found:?}");
    }
}
