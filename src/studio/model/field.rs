//! A field of the model: as its table says, with what is wrong with it beside it.

use super::super::command::Studio;
use super::super::complete::completed;
use super::super::icon::Icon;
use super::super::parts::{Kind as Look, icon_tool, shows};
use super::super::words::sentence;
use super::{edit, element, model, text_at, text_of};
use crate::ui::dom::{El, el, field_text, target};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use tokenwright::diag::Diagnostic;
use tokenwright::edit::Edit;
use tokenwright::edit::model::schema::{Field, Kind, What};
use tokenwright::edit::model::{Change, make, names, path, slider};
use tokenwright::json::Json;

/// A field at a place.
#[derive(Clone)]
pub struct Shown {
    /// The place.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// What it does.
    pub doc: String,
    /// What it must be.
    pub kind: Kind,
    /// What it is when it is left out.
    pub or: Option<String>,
    /// The range that makes sense.
    pub range: Option<(f64, f64)>,
    /// What a reference can be beside what there is: value and words.
    pub others: Vec<(String, String)>,
}

/// A field of a table below a place.
pub fn shown(above: &str, field: &Field) -> Shown {
    Shown {
        path: format!("{above}.{}", field.name),
        label: field.label.to_owned(),
        doc: field.doc.to_owned(),
        kind: field.kind,
        or: field.or.map(str::to_owned),
        range: field.range,
        others: Vec::new(),
    }
}

/// The field with its label above it and what it does below.
pub fn view(shown: Shown) -> El {
    let id = element(&shown.path);
    let help = format!("{id}-help");
    let label = el("label").attr("for", &id).text(&shown.label);
    let about = el("p").class("st-help").attr("id", &help).text(sentence(&shown.doc));
    let wide = if matches!(shown.kind, Kind::Long) { "st-field st-wide" } else { "st-field" };
    let (input, after) = input(shown);
    el("div")
        .class(wide)
        .child(label)
        .child(input.attr("aria-describedby", help))
        .children(after)
        .child(about)
}

/// The field alone, where a table's head says what it is.
pub fn cell(shown: Shown) -> El {
    let label = shown.label.clone();
    let (input, after) = input(shown);
    el("div").class("st-cell").child(input.attr("aria-label", label)).children(after)
}

/// What is typed into, and what stands beside it.
fn input(shown: Shown) -> (El, Vec<El>) {
    let refused = RwSignal::new(None::<String>);
    let wrong = wrong(&shown.path, refused);
    let id = element(&shown.path);
    let (input, mut after) = match shown.kind {
        Kind::Ref(what) => reference(&shown, what),
        Kind::Choice(words) => (choice(&shown, words), Vec::new()),
        Kind::Formula => {
            let slider = to_slider(&shown);
            let (input, names) = completed(typed(&shown, Look::Line, refused).class("st-formula"), &id);
            (input, vec![names, slider])
        }
        Kind::Number | Kind::Whole => (typed(&shown, Look::Number, refused), Vec::new()),
        Kind::Long => (typed(&shown, Look::Area, refused), Vec::new()),
        _ => (typed(&shown, Look::Line, refused), Vec::new()),
    };
    let input = input
        .attr("id", &id)
        .attr("data-testid", &shown.path)
        .live_attr("aria-invalid", move || wrong.read().as_ref().map(|_| "true".into()));
    after.push(note(wrong));
    (input, after)
}

/// What is wrong with a place: what was refused, or what the check found.
pub fn wrong(path: &str, refused: RwSignal<Option<String>>) -> Memo<Option<String>> {
    let studio = Studio::get();
    let path = path.to_owned();
    Memo::new(move |_| {
        refused.get().or_else(|| {
            let checked = studio.known.checked.read();
            let (_, problem) = checked.problems.iter().find(|(place, _)| *place == path)?;
            Some(said(problem))
        })
    })
}

/// A problem and what to do about it, as a sentence.
pub fn said(problem: &Diagnostic) -> String {
    let hint = hint(problem).map(|hint| format!("; {hint}")).unwrap_or_default();
    sentence(&capital(&format!("{}{hint}", problem.message)))
}

/// What to do about a problem, unless it says how to write it in the file.
pub fn hint(problem: &Diagnostic) -> Option<&str> {
    problem.hint.as_deref().filter(|hint| !hint.contains(['{', '"']))
}

/// What is wrong, in words; nothing while all is well.
pub fn note(wrong: Memo<Option<String>>) -> El {
    el("p")
        .class("st-wrong")
        .attr("role", "status")
        .live_flag("hidden", move || wrong.read().is_none())
        .live_text(move || wrong.get().unwrap_or_default())
}

/// What is wrong with a whole entry or list.
pub fn note_of(path: &str) -> El {
    note(wrong(path, RwSignal::new(None)))
}

/// A message as the beginning of a sentence, with the quotation marks that people use.
pub fn capital(text: &str) -> String {
    let mut open = false;
    let quoted = text.chars().map(|letter| match letter {
        '`' => {
            open = !open;
            if open { '“' } else { '”' }
        }
        other => other,
    });
    let mut letters = quoted.collect::<String>();
    if let Some(first) = letters.get(..1) {
        let first = first.to_uppercase();
        letters.replace_range(..1, &first);
    }
    letters
}

fn typed(shown: &Shown, look: Look, refused: RwSignal<Option<String>>) -> El {
    let studio = Studio::get();
    let path = shown.path.clone();
    let input = match look {
        Look::Area => el("textarea").attr("rows", "2"),
        Look::Number => el("input").attr("type", "text").attr("inputmode", "decimal").class("st-number"),
        Look::Line | Look::Formula => el("input").attr("type", "text"),
    };
    let plain = matches!(shown.kind, Kind::Formula | Kind::Id | Kind::Unit);
    let input = input
        .attr("autocomplete", "off")
        .maybe_attr("spellcheck", plain.then_some("false"))
        .maybe_attr("autocapitalize", plain.then_some("none"))
        .maybe_attr("placeholder", shown.or.as_deref().filter(|or| !or.is_empty()))
        .on("input", move |event| {
            let text = field_text(&event);
            refused.set(studio.edit(edit(&path, Change::Text(text))).err());
        })
        .on("change", move |_| studio.finish());
    shows(&input, text_at(&shown.path), look);
    input
}

fn option((value, words): (String, String), now: &str) -> El {
    let chosen = (value == now).then_some("");
    el("option").attr("value", value).maybe_attr("selected", chosen).text(words)
}

fn choice(shown: &Shown, words: &'static [(&'static str, &'static str)]) -> El {
    let studio = Studio::get();
    let (path, or) = (shown.path.clone(), shown.or.clone().unwrap_or_default());
    let value = text_at(&path);
    let options = move || {
        let now = value.get();
        let now = if now.is_empty() { or.clone() } else { now };
        let all = words.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned()));
        all.map(|one| option(one, &now)).collect::<Vec<_>>()
    };
    el("select").slot(options).on("change", move |event| {
        studio.send(edit(&path, Change::Text(field_text(&event))));
        studio.finish();
    })
}

/// One of what the document has, and a button that makes something new.
fn reference(shown: &Shown, what: What) -> (El, Vec<El>) {
    let studio = Studio::get();
    let (place, or, others) = (shown.path.clone(), shown.or.clone(), shown.others.clone());
    let known = {
        let place = place.clone();
        model(move |tree| make::candidates(tree, what, &place))
    };
    let value = text_at(&place);
    let options = move || {
        let now = value.get();
        let now = if now.is_empty() { or.clone().unwrap_or_default() } else { now };
        let mut all = others.clone();
        if or.as_deref() == Some("") {
            all.push((String::new(), "nobody".to_owned()));
        }
        all.extend(known.get());
        if all.iter().all(|(value, _)| *value != now) {
            let words = if now.is_empty() { "choose …".to_owned() } else { format!("{now} (not there)") };
            all.insert(0, (now.clone(), words));
        }
        all.into_iter().map(|one| option(one, &now)).collect::<Vec<_>>()
    };
    let chosen = place.clone();
    let select = el("select").slot(options).on("change", move |event| {
        studio.send(edit(&chosen, Change::Text(field_text(&event))));
        studio.finish();
    });
    let new = make::home(what).and_then(|home| Some((home, make::table(home)?.one))).map(|(home, one)| {
        let name = format!("new-{place}");
        let act = move || {
            studio.send(created(&studio.tree.get_untracked(), home, &place));
            studio.finish();
        };
        el("div")
            .class("st-beside")
            .child(icon_tool(Icon::Add, format!("Add {one} and choose it"), act).attr("data-testid", name))
    });
    (select, new.into_iter().collect())
}

/// Something new that a place refers to.
fn created(tree: &Json, home: &str, place: &str) -> Edit {
    let table = make::table(home);
    let one = table.map_or("an entry", |table| table.one);
    let label = match home {
        "assets" => "Token",
        "accounts" => "Treasury",
        "populations" => "Users",
        _ => "Slider",
    };
    let entry = make::entry(tree, home, label);
    let id = names::fresh(tree, label, table.map_or("entry", |table| table.prefix));
    Edit::Many(format!("add {one}"), vec![edit(home, Change::Add(entry)), edit(place, Change::Text(id))])
}

/// Makes the number in a field a slider; says so where it is one.
fn to_slider(shown: &Shown) -> El {
    let studio = Studio::get();
    let (path, label, range) = (shown.path.clone(), shown.label.clone(), shown.range);
    let value = text_at(&path);
    let number = Memo::new(move |_| slider::literal(&value.read()).is_some());
    let slides = model({
        let path = path.clone();
        move |tree| slider_at(tree, &path)
    });
    let act = move || {
        let project = studio.known.project.get_untracked();
        if let Some(edit) = slider::make(&project, &path, &label, range) {
            studio.send(edit);
            studio.finish();
        }
    };
    let tool = icon_tool(Icon::Slider, format!("Make “{}” a slider", shown.label), act)
        .attr("data-testid", format!("slide-{}", shown.path))
        .live_flag("hidden", move || !number.get());
    let said = el("span")
        .class("st-help")
        .live_flag("hidden", move || slides.read().is_empty())
        .live_text(move || slides.get());
    el("div").class("st-beside").child(tool).child(said)
}

/// What the slider says whose id a field is; nothing if it is none.
fn slider_at(tree: &Json, place: &str) -> String {
    let text = text_of(tree, place);
    let Some(Json::List(all)) = path::at(tree, "parameters") else { return String::new() };
    let found = all.iter().position(|one| one.get("id").and_then(Json::text) == Some(text.trim()));
    found.map_or_else(String::new, |at| {
        let of = |name: &str| text_of(tree, &format!("parameters.{at}.{name}"));
        format!("A slider from {} to {}, now at {}.", of("min"), of("max"), of("default"))
    })
}

/// Several of what the document has, as boxes to tick.
pub fn several(shown: &Shown, what: What) -> El {
    let studio = Studio::get();
    let place = shown.path.clone();
    let known = model(move |tree| make::candidates(tree, what, ""));
    let (of, held) = (place.clone(), place.clone());
    let holds = model(move |tree| match path::at(tree, &held) {
        Some(Json::List(ids)) => ids.iter().filter_map(|id| id.text().map(str::to_owned)).collect(),
        _ => Vec::<String>::new(),
    });
    let boxes = move || {
        let place = of.clone();
        let each = move |(id, words): (String, String)| {
            let (place, of) = (place.clone(), id.clone());
            let input = el("input")
                .attr("type", "checkbox")
                .attr("data-testid", format!("{place}-{id}"))
                .live_prop("checked", move || holds.read().contains(&id))
                .on("change", move |event| {
                    let on = target::<HtmlInputElement>(&event).is_some_and(|input| input.checked());
                    studio.send(edit(&place, Change::Holds(of.clone(), on)));
                });
            el("label").class("st-check").child(input).text(words)
        };
        known.get().into_iter().map(each).collect::<Vec<_>>()
    };
    let wrong = note_of(&place);
    el("fieldset")
        .class("st-answers st-wide")
        .attr("id", element(&place))
        .attr("tabindex", "-1")
        .child(el("legend").text(&shown.label))
        .child(el("p").class("st-help").text(sentence(&shown.doc)))
        .child(el("div").slot(boxes))
        .child(wrong)
}
