//! What forms are made of: fields that show a place of the document and send what
//! is typed as an edit. A field is never built anew by an edit, so the focus stays.

use super::command::{Studio, model};
use super::complete::completed;
use super::model::{note, said};
use super::words::sentence;
use crate::studio::icon::Icon;
use crate::ui::dom::{El, button, el, field_text, live};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use tokenwright::edit::model::path::locate;
use tokenwright::edit::{Edit, Place, place};
use tokenwright::num::decimal;
use tokenwright::project::Project;
use tokenwright::simulate::RunSpec;
use wasm_bindgen::JsCast;

/// What a select offers: the value and its words.
pub type Choice = (String, String);

/// How a field takes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// Several lines.
    Area,
    /// A number.
    Number,
    /// One line, a formula, which is completed.
    Formula,
}

/// A field with its label.
pub struct Field {
    /// What it is called.
    pub label: &'static str,
    /// Where its value is.
    pub place: Place,
    /// The entry that it is of.
    pub id: String,
    /// How it takes text.
    pub kind: Kind,
    /// What stands in it while it is empty.
    pub hint: &'static str,
}

/// A value of the document as text, told anew only when it is another.
pub fn value(place: Place, id: &str) -> Memo<String> {
    let studio = Studio::get();
    let id = id.to_owned();
    Memo::new(move |_| place::get(&studio.known.project.read(), place, &id))
}

/// Something that follows from the document, told anew only when it is another.
pub fn follow<T: PartialEq + Send + Sync + 'static>(
    read: impl Fn(&Project) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let studio = Studio::get();
    Memo::new(move |_| read(&studio.known.project.read()))
}

/// Does something now, and whenever the design that is simulated is another: the model,
/// or the numbers that are set in it.
pub fn on_design(act: impl Fn() + 'static) {
    let (design, numbers) = (follow(model), follow(RunSpec::of));
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads hears of nothing.
        let _known = (design.read(), numbers.read());
        act();
    });
}

impl Field {
    /// A field of one line.
    pub fn line(label: &'static str, place: Place, id: &str) -> Field {
        Field { label, place, id: id.to_owned(), kind: Kind::Line, hint: "" }
    }

    /// A field of several lines.
    pub fn area(label: &'static str, place: Place, id: &str) -> Field {
        Field { kind: Kind::Area, ..Field::line(label, place, id) }
    }

    /// A field for a number.
    pub fn number(label: &'static str, place: Place, id: &str) -> Field {
        Field { kind: Kind::Number, ..Field::line(label, place, id) }
    }

    /// A field for a formula.
    pub fn formula(label: &'static str, place: Place, id: &str) -> Field {
        Field { kind: Kind::Formula, ..Field::line(label, place, id) }
    }

    /// The same with something that stands in it while it is empty.
    pub fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }

    /// The label above the field.
    pub fn view(self) -> El {
        let name = self.name();
        let label = el("label").attr("for", &name).text(self.label);
        let (input, after) = self.input();
        el("div").class("st-field").child(label).child(input).children(after)
    }

    /// The field alone, where a table's head says what it is.
    pub fn cell(self) -> El {
        let label = self.label;
        let (input, after) = self.input();
        el("div").class("st-cell").child(input.attr("aria-label", label)).children(after)
    }

    fn name(&self) -> String {
        format!("{:?}-{}", self.place, self.id)
    }

    fn input(self) -> (El, Vec<El>) {
        let name = self.name();
        let studio = Studio::get();
        let Field { place, id, kind, hint, .. } = self;
        let value = value(place, &id);
        let message = RwSignal::new(None::<String>);
        let found = found(place, &id, value);
        let input = match kind {
            Kind::Line | Kind::Formula => el("input").attr("type", "text"),
            Kind::Number => el("input").attr("type", "text").attr("inputmode", "decimal").class("st-number"),
            Kind::Area => el("textarea").attr("rows", "2"),
        };
        let input = input
            .attr("id", &name)
            .attr("data-testid", &name)
            .attr("autocomplete", "off")
            .maybe_attr("placeholder", (!hint.is_empty()).then_some(hint))
            .live_attr("aria-invalid", move || {
                (message.read().is_some() || found.read().is_some()).then(|| "true".into())
            })
            .on("input", move |event| {
                let edit = Edit::set(place, &id, field_text(&event));
                message.set(studio.edit(edit).err());
            })
            .on("change", move |_| studio.finish());
        shows(&input, value, kind);
        let problem = el("p")
            .class("slider-message")
            .attr("role", "alert")
            .live_flag("hidden", move || message.read().is_none())
            .live_text(move || message.get().unwrap_or_default());
        let mut after = vec![problem, note(found)];
        if kind != Kind::Formula {
            return (input, after);
        }
        let plain = input.class("st-formula").attr("spellcheck", "false").attr("autocapitalize", "none");
        let (input, names) = completed(plain, &name);
        after.push(names);
        (input, after)
    }
}

/// What the check has found in a field, once something stands in it: what is missing is
/// said where the entry is.
fn found(place: Place, id: &str, value: Memo<String>) -> Memo<Option<String>> {
    let studio = Studio::get();
    let path = place::path(place, id);
    Memo::new(move |_| {
        let checked = studio.known.checked.read();
        let path = path.as_ref().filter(|_| !checked.problems.is_empty() && !value.read().is_empty())?;
        let here = locate(&studio.tree.read_untracked(), path);
        checked.problems.iter().find(|(place, _)| *place == here).map(|(_, problem)| said(problem))
    })
}

/// Keeps a field at a value, but leaves it alone while what is typed in it says
/// the same in other letters, such as "12.".
pub fn shows(input: &El, value: Memo<String>, kind: Kind) {
    let field = input.dom::<HtmlInputElement>();
    live(move || {
        let wanted = value.get();
        let shown = js_sys::Reflect::get(&field, &"value".into()).ok().and_then(|value| value.as_string());
        let shown = shown.unwrap_or_default();
        let focused = document()
            .active_element()
            .is_some_and(|active| active == *field.unchecked_ref::<web_sys::Element>());
        let number = |text: &str| decimal::parse(text.trim().trim_end_matches('%').trim_end());
        let same = shown == wanted
            || (focused
                && kind == Kind::Number
                && number(&shown).is_some()
                && number(&shown) == number(&wanted));
        if !same {
            // The field is one of two kinds, which both have a value.
            let _set = js_sys::Reflect::set(&field, &"value".into(), &wanted.as_str().into());
        }
    });
}

/// A select with its label.
pub struct Select {
    /// What it is called.
    pub label: &'static str,
    /// Where its value is.
    pub place: Place,
    /// The entry that it is of.
    pub id: String,
    /// What can be chosen.
    pub choices: Memo<Vec<Choice>>,
    /// What stands for nothing; none: something has to be chosen.
    pub none: Option<&'static str>,
}

impl Select {
    /// The label above the select.
    pub fn view(self) -> El {
        let name = format!("{:?}-{}", self.place, self.id);
        let label = el("label").attr("for", &name).text(self.label);
        let found = found(self.place, &self.id, value(self.place, &self.id));
        let input = self.input(&name);
        let input = input.live_attr("aria-invalid", move || found.read().as_ref().map(|_| "true".into()));
        el("div").class("st-field").child(label).child(input).child(note(found))
    }

    fn input(self, name: &str) -> El {
        let studio = Studio::get();
        let Select { place, id, choices, none, .. } = self;
        let value = value(place, &id);
        let options = move || {
            let now = value.get();
            let mut all: Vec<Choice> =
                none.map(|none| (String::new(), none.to_owned())).into_iter().collect();
            all.extend(choices.get());
            if all.iter().all(|(value, _)| *value != now) {
                let words = if now.is_empty() { "–".to_owned() } else { format!("{now} (not there)") };
                all.push((now.clone(), words));
            }
            let option = |(value, words): Choice| {
                let chosen = (value == now).then_some("");
                el("option").attr("value", value).maybe_attr("selected", chosen).text(words)
            };
            all.into_iter().map(option).collect::<Vec<_>>()
        };
        el("select").attr("id", name).attr("data-testid", name).slot(options).on("change", move |event| {
            studio.send(Edit::set(place, &id, field_text(&event)));
            studio.finish();
        })
    }
}

/// A table of figures that scrolls where it is too wide, called by the heading with this
/// id. A class of `num` on a cell puts numbers below each other.
pub fn figures(of: &str, head: impl IntoIterator<Item = String>, body: El) -> El {
    let cell = |name: String| el("th").attr("scope", "col").text(name);
    let head = el("thead").child(el("tr").children(head.into_iter().map(cell)));
    el("div")
        .class("table-scroll")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-labelledby", of)
        .child(el("table").child(head).child(body))
}

/// A button with an icon and words.
pub fn tool(icon: Icon, words: &str, act: impl Fn() + 'static) -> El {
    button("button ghost small").child(icon.view()).text(words).on_click(act)
}

/// A button with an icon; its words are for those who cannot see it.
pub fn icon_tool(icon: Icon, words: impl AsRef<str>, act: impl Fn() + 'static) -> El {
    button("button ghost icon-only small")
        .attr("aria-label", words.as_ref())
        .attr("title", words.as_ref())
        .on_click(act)
        .child(icon.view())
}

/// A line about something that is missing, with what can be done about it.
pub fn finding(why: &str, mend: Option<El>) -> El {
    el("p").class("st-finding").child(el("span").text(sentence(why))).children(mend)
}

/// The head of a form: what the step is for.
pub fn head(title: &str, about: &str) -> El {
    el("header").class("st-head").child(el("h1").text(title)).child(el("p").class("quiet").text(about))
}

/// A part of a form with a heading.
pub fn section(id: &str, title: &str) -> El {
    el("section")
        .class("card st-section")
        .attr("aria-labelledby", id)
        .child(el("h2").attr("id", id).text(title))
}

/// Moves the focus to the element with this id, once what was sent has settled. It is
/// there before the next key: nothing that is typed is lost.
pub fn focus_soon(id: String) {
    spawn_local(async move {
        // What was sent builds an entry, and the entry its field.
        tick().await;
        tick().await;
        let found = document().get_element_by_id(&id);
        if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            let _unfocusable = element.focus();
        }
    });
}
