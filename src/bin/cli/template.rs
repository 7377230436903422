//! `template [ID]`: the gallery, or one document of it; and the gallery for the
//! other commands.

use super::arguments::{Arguments, Known};
use super::{Failure, print, run};
use tokenwright::diag::nearest;
use tokenwright::json::Record;
use tokenwright::project::Project;
use tokenwright::report::{Align, Table};
use tokenwright::simulate::compile;
use tokenwright::template::{Card, Preview, all};

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let arguments = arguments.sort(Known { options: &[], flags: &["preview", "cards"] })?;
    if arguments.has("cards") {
        let cards: Vec<Card> =
            all().iter().map(|template| Card::of(&template.project(), &template.preview())).collect();
        print::out(&format!("{}\n", cards.write().compact()));
        return Ok(());
    }
    if arguments.words.is_empty() {
        let mut table = Table::new([Align::Left, Align::Left]);
        for template in all() {
            let story = get(template.id).map(|project| project.meta.story).unwrap_or_default();
            table.row([template.id.to_owned(), story]);
        }
        print::out(&table.render(""));
        return Ok(());
    }
    let id = arguments.one_word("ID")?;
    let id = id.strip_prefix("template:").unwrap_or(id);
    let project = find(id)?;
    let text = if arguments.has("preview") { preview(id, &project)? } else { project.to_json() };
    print::out(&format!("{text}\n"));
    Ok(())
}

/// The picture that is shown before the engine has loaded, computed anew.
fn preview(id: &str, project: &Project) -> Result<String, Failure> {
    let model = compile(project).map_err(|diagnostics| {
        print::diagnostics(id, Some(project), &diagnostics);
        Failure::Errors
    })?;
    let summary = run::simulate(&model, &model.default_spec(), run::cores())?;
    Ok(Preview::of(project, &summary).to_json())
}

/// The ids of the gallery.
pub fn ids() -> Vec<&'static str> {
    all().iter().map(|template| template.id).collect()
}

/// The document of a template.
pub fn get(id: &str) -> Option<Project> {
    tokenwright::template::find(id).map(|template| template.project())
}

/// The document of a template that someone typed.
pub fn find(id: &str) -> Result<Project, Failure> {
    get(id).ok_or_else(|| {
        let ids = ids();
        Failure::usage(match nearest(id, ids.iter().copied()) {
            Some(near) => format!("there is no template `{id}`; did you mean `{near}`?"),
            None => format!("there is no template `{id}`; the templates are {}", ids.join(", ")),
        })
    })
}
