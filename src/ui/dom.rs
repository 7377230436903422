//! Elements, and what keeps them up to date.
//!
//! Components are functions that return an [`El`]: an element of the browser,
//! put together by calls. What changes is a closure over signals, run again by
//! Leptos' reactive system when a signal that it read has changed; it touches the
//! one text, attribute or slot that it was made for. Everything belongs to the
//! reactive owner that it was made under and ends with it.
//!
//! Leptos' own views give every element a type of its own and compile building,
//! rebuilding and dropping of each anew: for this page, more code than all the
//! rest of it. Here the code of an element is the calls that make it.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::web_sys::{self, Comment, Element, Event, HtmlElement, Node};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The name space of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is being put together.
#[derive(Clone, Debug)]
pub struct El(Element);

/// An element of HTML.
pub fn el(tag: &str) -> El {
    El(document().create_element(tag).unwrap_or_else(|error| unreachable!("{tag} is a tag: {error:?}")))
}

/// An element of a drawing.
pub fn svg(tag: &str) -> El {
    El(document()
        .create_element_ns(Some(SVG), tag)
        .unwrap_or_else(|error| unreachable!("{tag} is a tag: {error:?}")))
}

/// A button that says what it does with its label.
pub fn button(class: &str) -> El {
    el("button").attr("type", "button").class(class)
}

impl El {
    /// Gives it classes.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Gives it an attribute.
    pub fn attr(self, name: &str, value: impl AsRef<str>) -> Self {
        set_attribute(&self.0, name, Some(value.as_ref()));
        self
    }

    /// Gives it an attribute, if there is a value.
    pub fn maybe_attr(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Gives it a property of its style.
    pub fn style(self, name: &str, value: impl AsRef<str>) -> Self {
        set_style(&self.0, name, value.as_ref());
        self
    }

    /// Appends text.
    pub fn text(self, text: impl AsRef<str>) -> Self {
        append(&self.0, &text_node(text.as_ref()));
        self
    }

    /// Appends an element.
    pub fn child(self, child: El) -> Self {
        append(&self.0, &child.0);
        self
    }

    /// Appends elements; an option is none or one.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            append(&self.0, &child.0);
        }
        self
    }

    /// Appends text that follows signals.
    pub fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        live_text(&self.0, Box::new(text));
        self
    }

    /// An attribute that follows signals; `None` takes it away.
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        live_attribute(&self.0, name, Box::new(value));
        self
    }

    /// An attribute without a value that follows signals: `hidden`, `disabled`.
    pub fn live_flag(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.live_attr(name, move || on().then(String::new))
    }

    /// A property of its style that follows signals.
    pub fn live_style(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        live(move || set_style(&element, name, &value()));
        self
    }

    /// A property of the element, not an attribute, that follows signals: `value`,
    /// `checked`.
    pub fn live_prop<T: Into<JsValue>>(self, name: &'static str, value: impl Fn() -> T + 'static) -> Self {
        let element = self.0.clone();
        live(move || set_property(&element, name, &value().into()));
        self
    }

    /// A place for elements that follow signals: they are made anew, all of them,
    /// whenever a signal that `children` read has changed.
    pub fn slot<C: IntoIterator<Item = El>>(self, children: impl Fn() -> C + 'static) -> Self {
        slot(&self.0, Box::new(move || children().into_iter().collect()));
        self
    }

    /// A place for one element per item; an element stays as long as an item with
    /// its key does.
    pub fn each<T: 'static>(
        self,
        items: impl Fn() -> Vec<T> + 'static,
        key: impl Fn(&T) -> String + 'static,
        view: impl Fn(T) -> El + 'static,
    ) -> Self {
        let view = Rc::new(view);
        let pending = move || {
            let view = Rc::clone(&view);
            let of = |item: T| {
                let view = Rc::clone(&view);
                (key(&item), Box::new(move || view(item)) as Box<dyn FnOnce() -> El>)
            };
            items().into_iter().map(of).collect::<Vec<_>>()
        };
        each(&self.0, Box::new(pending));
        self
    }

    /// Does something on an event.
    pub fn on(self, event: &str, act: impl Fn(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(act));
        self
    }

    /// Does something on a click.
    pub fn on_click(self, act: impl Fn() + 'static) -> Self {
        self.on("click", move |_| act())
    }

    /// The element as what it is.
    pub fn dom<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }
}

/// Does something now and whenever a signal that it read has changed, as long as
/// the present owner is there.
pub fn live(act: impl Fn() + 'static) {
    keep(Box::new(act));
}

/// The element that an event happened to.
pub fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target().and_then(|target| target.dyn_into::<T>().ok())
}

/// The element whose handler was called.
pub fn current_target<T: JsCast>(event: &Event) -> Option<T> {
    event.current_target().and_then(|target| target.dyn_into::<T>().ok())
}

/// The text in the field that an event happened to.
pub fn field_text(event: &Event) -> String {
    let input = target::<web_sys::HtmlInputElement>(event).map(|input| input.value());
    let area = || target::<web_sys::HtmlTextAreaElement>(event).map(|area| area.value());
    let select = || target::<web_sys::HtmlSelectElement>(event).map(|select| select.value());
    input.or_else(area).or_else(select).unwrap_or_default()
}

/// Moves the focus to an element, if it takes it.
pub fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // It may have left the page.
        let _unfocusable = element.focus();
    }
}

// What follows is compiled once, whatever the elements are.

fn keep(act: Box<dyn Fn()>) {
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| act()));
}

fn text_node(text: &str) -> Node {
    document().create_text_node(text).into()
}

fn append(parent: &Node, child: &Node) {
    // Both are ours, and a new element has no parent that could object.
    let _appended = parent.append_child(child);
}

fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // The names are ours, and valid.
    let _set = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn set_style(element: &Element, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // A value that is no value of the property changes nothing.
        let _set = element.style().set_property(name, value);
    }
}

fn set_property(element: &Element, name: &str, value: &JsValue) {
    let name = JsValue::from_str(name);
    // Setting what it is already would move the cursor of a field.
    if js_sys::Reflect::get(element, &name).as_ref() != Ok(value) {
        let _set = js_sys::Reflect::set(element, &name, value);
    }
}

fn live_text(parent: &Element, text: Box<dyn Fn() -> String>) {
    let node = text_node("");
    append(parent, &node);
    keep(Box::new(move || node.set_text_content(Some(&text()))));
}

fn live_attribute(element: &Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let element = element.clone();
    keep(Box::new(move || set_attribute(&element, name, value().as_deref())));
}

fn listen(element: &Element, event: &str, act: Box<dyn Fn(Event)>) {
    // The browser frees it with the element.
    let act = Closure::<dyn Fn(Event)>::new(act).into_js_value();
    let _listening = element.add_event_listener_with_callback(event, act.unchecked_ref());
}

/// An invisible node before which things are put.
fn marker(parent: &Element) -> Comment {
    let marker = document().create_comment("");
    append(parent, &marker);
    marker
}

fn put_before(marker: &Comment, node: &Node) {
    if let Some(parent) = marker.parent_node() {
        let _put = parent.insert_before(node, Some(marker));
    }
}

fn slot(parent: &Element, children: Box<dyn Fn() -> Vec<El>>) {
    let marker = marker(parent);
    let shown = RefCell::new(Vec::<El>::new());
    keep(Box::new(move || {
        let next = children();
        for old in shown.replace(Vec::new()) {
            old.0.remove();
        }
        for child in &next {
            put_before(&marker, &child.0);
        }
        shown.replace(next);
    }));
}

/// A key, and how to make its element.
type Pending = (String, Box<dyn FnOnce() -> El>);

/// One element of a list.
struct Row {
    key: String,
    element: El,
    owner: Owner,
}

impl Drop for Row {
    fn drop(&mut self) {
        self.element.0.remove();
        self.owner.cleanup();
    }
}

fn each(parent: &Element, items: Box<dyn Fn() -> Vec<Pending>>) {
    let marker = marker(parent);
    // Rows outlive the runs of the effect, so they are owned beside it.
    let outer = Owner::current().unwrap_or_default();
    let rows = StoredValue::new_local(Vec::<Row>::new());
    keep(Box::new(move || {
        let wanted = items();
        let Some(mut before) = rows.try_update_value(std::mem::take) else { return };
        let mut after = Vec::with_capacity(wanted.len());
        for (key, make) in wanted {
            let row = match before.iter().position(|row| row.key == key) {
                Some(place) => before.remove(place),
                None => {
                    let owner = outer.child();
                    let element = owner.with(|| untrack(make));
                    Row { key, element, owner }
                }
            };
            after.push(row);
        }
        drop(before);
        // Only what is not in its place is moved: moving takes the focus away.
        let mut next: Node = marker.clone().into();
        for row in after.iter().rev() {
            let node: &Node = &row.element.0;
            if node.next_sibling().as_ref() != Some(&next)
                && let Some(parent) = marker.parent_node()
            {
                let _put = parent.insert_before(node, Some(&next));
            }
            next = node.clone();
        }
        rows.set_value(after);
    }));
}
