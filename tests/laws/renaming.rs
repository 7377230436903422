//! An id that is changed is changed everywhere: no template breaks when anything in it is
//! called otherwise.

use tokenwright::edit::Edit;
use tokenwright::edit::model::{Change, ModelEdit};
use tokenwright::project::Project;
use tokenwright::{simulate, template};

/// How many entries each list of the document has whose entries are named in formulas.
fn lists(project: &Project) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = [
        ("assets", project.assets.len()),
        ("accounts", project.accounts.len()),
        ("populations", project.populations.len()),
        ("mechanisms", project.mechanisms.len()),
        ("parameters", project.parameters.len()),
        ("metrics", project.metrics.len()),
        ("variables", project.variables.len()),
        ("exogenous", project.exogenous.len()),
    ]
    .map(|(list, many)| (list.to_owned(), many))
    .into();
    for (at, population) in project.populations.iter().enumerate() {
        all.push((format!("populations.{at}.strategies"), population.strategies.len()));
    }
    all
}

#[test]
fn whatever_is_renamed_is_followed_by_all_who_use_it() {
    for template in template::all() {
        let project = template.project();
        let first = simulate::compile(&project).unwrap_or_else(|problems| panic!("{problems:#?}"));
        for (list, many) in lists(&project) {
            for at in 0..many {
                let (path, mut changed) = (format!("{list}.{at}.id"), project.clone());
                let edit =
                    ModelEdit { path: path.clone(), change: Change::Text("called_otherwise".to_owned()) };
                Edit::Model(edit).apply(&mut changed).unwrap_or_else(|why| panic!("{path}: {why}"));
                assert_ne!(changed, project, "{path}");
                let problems = simulate::validate(&changed);
                assert!(problems.is_empty(), "{}, {path}: {problems:#?}", template.id);
                let again = simulate::compile(&changed).unwrap_or_else(|problems| panic!("{problems:#?}"));
                assert_eq!(again.parameters().len(), first.parameters().len(), "{path}");
            }
        }
    }
}
