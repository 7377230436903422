//! The step "Diagram": the model, drawn. What is selected is edited beside the drawing,
//! by the same fields as in the forms; nodes are put where they read best, added,
//! connected and deleted; arrows are as wide as what moved in a run.

mod canvas;
mod export;
mod fan;
mod hand;
mod keys;
mod panel;
mod replay;
mod tools;
mod view;

use super::command::Studio;
use super::model::problems;
use super::parts::{follow, head};
use super::side::sliders;
use crate::ui::dom::{El, el};
use fan::Fan;
use leptos::prelude::*;
use leptos::web_sys;
use replay::Replay;
use tokenwright::diagram::Point;
use tokenwright::diagram::model::{Arrow, Graph, Thing};
use tokenwright::diagram::picture::{Picture, name};
use tokenwright::edit::Edit;
use tokenwright::edit::pins::pins;
use view::View;

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    graph: Graph,
    picture: Picture,
}

/// A node or an arrow, by where it is in the document: names may change while they are
/// typed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// The place of the node.
    Node(String),
    /// The places of its two ends, and whether it is what stakeholders are said to give.
    Arrow(String, String, bool),
}

/// What the parts of the step share.
#[derive(Clone, Copy)]
struct Board {
    studio: Studio,
    /// Whether what stakeholders are said to give is drawn as well.
    planned: RwSignal<bool>,
    shown: Memo<Shown>,
    chosen: RwSignal<Option<Item>>,
    view: RwSignal<View>,
    /// A node that is being dragged: its key, and where it is.
    drag: RwSignal<Option<(String, Point)>>,
    /// The node from which something is to flow, while the other is being chosen.
    connecting: RwSignal<Option<Item>>,
    /// The line that is being drawn from its handle: where it ends, and the node there.
    link: RwSignal<Option<(Point, Option<Item>)>>,
    /// The drawing, once there is one.
    frame: StoredValue<Option<web_sys::Element>, LocalStorage>,
    replay: Replay,
    /// What moves along the selected arrow over many runs.
    fan: RwSignal<Fan>,
    /// What has just been done, for those who do not see it.
    said: RwSignal<String>,
}

/// The step.
pub fn diagram() -> Vec<El> {
    let studio = Studio::get();
    let planned = RwSignal::new(studio.known.project.with_untracked(|project| project.mechanisms.is_empty()));
    let graph = follow(move |project| {
        let graph = Graph::of(project);
        if planned.get() { graph.planned(project) } else { graph }
    });
    let pinned = follow(pins);
    let drag = RwSignal::new(None::<(String, Point)>);
    let shown = Memo::new(move |_| {
        let mut pins = pinned.get();
        if let Some((key, at)) = drag.get() {
            pins.retain(|(known, ..)| *known != key);
            pins.push((key, at.x, at.y));
        }
        let graph = graph.get();
        Shown { picture: Picture::of(&graph, &pins), graph }
    });
    let (chosen, replay) = (RwSignal::new(None), Replay::start(graph));
    let board = Board {
        studio,
        planned,
        shown,
        chosen,
        view: RwSignal::new(View::default()),
        drag,
        connecting: RwSignal::new(None),
        link: RwSignal::new(None),
        frame: StoredValue::new_local(None),
        replay,
        fan: fan::follow_arrow(shown, chosen, replay),
        said: RwSignal::new(String::new()),
    };
    // What is selected is always there: undo may have taken it away.
    Effect::new(move |_| {
        let gone = |item: &Option<Item>| {
            item.as_ref().is_some_and(|item| board.shown.with(|shown| shown.find(item).is_none()))
        };
        for signal in [board.chosen, board.connecting] {
            if signal.with_untracked(gone) {
                signal.set(None);
            }
        }
        board.shown.track();
    });
    let empty = move || board.shown.with(|shown| shown.graph.things.is_empty());
    let nothing = el("p")
        .class("quiet dg-empty")
        .live_flag("hidden", move || !empty())
        .text("Nothing to draw yet: add who takes part and by which rules value moves.");
    let board_and_panel = el("div")
        .class("dg-board")
        .live_attr("data-open", move || board.chosen.read().as_ref().map(|_| String::new()))
        .child(
            el("div")
                .class("dg-drawing card")
                .child(tools::tools(board))
                .child(nothing)
                .child(canvas::canvas(board)),
        )
        .child(panel::panel(board))
        .child(
            el("div")
                .class("dg-below card")
                .live_flag("hidden", empty)
                .child(replay::replay(board))
                .child(canvas::help()),
        );
    vec![
        head(
            "How does value flow?",
            "The model itself, drawn. Select a node or an arrow to change it: it is the same as in the forms.",
        ),
        board_and_panel,
        sliders(),
        el("p").class("sr-only").attr("aria-live", "polite").live_text(move || board.said.get()),
        problems(),
    ]
}

/// Where something is in what is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Node(usize),
    Arrow(usize),
}

impl Shown {
    fn find(&self, item: &Item) -> Option<At> {
        let place = |at: usize| self.graph.things.get(at).map(|thing| thing.place.as_str());
        match item {
            Item::Node(node) => self.graph.things.iter().position(|thing| thing.place == *node).map(At::Node),
            Item::Arrow(from, to, planned) => {
                let same = |arrow: &Arrow| {
                    arrow.planned == *planned
                        && place(arrow.from) == Some(from)
                        && place(arrow.to) == Some(to)
                };
                self.graph.arrows.iter().position(same).map(At::Arrow)
            }
        }
    }

    fn thing(&self, item: &Item) -> Option<&Thing> {
        match self.find(item)? {
            At::Node(at) => self.graph.things.get(at),
            At::Arrow(_) => None,
        }
    }

    fn arrow(&self, item: &Item) -> Option<(usize, &Arrow)> {
        match self.find(item)? {
            At::Arrow(at) => Some((at, self.graph.arrows.get(at)?)),
            At::Node(_) => None,
        }
    }

    /// All there is, nodes first.
    fn items(&self) -> Vec<Item> {
        let nodes = self.graph.things.iter().map(|thing| Item::Node(thing.place.clone()));
        nodes.chain(self.graph.arrows.iter().map(|arrow| self.item_of(arrow))).collect()
    }

    fn item_of(&self, arrow: &Arrow) -> Item {
        let place = |at: usize| self.graph.things[at].place.clone();
        Item::Arrow(place(arrow.from), place(arrow.to), arrow.planned)
    }

    /// Where something is looked at: the middle of a node, the words of an arrow.
    fn middle(&self, item: &Item) -> Option<Point> {
        match self.find(item)? {
            At::Node(at) => self.picture.layout.nodes.get(at).copied(),
            At::Arrow(at) => {
                let course = self.picture.layout.edges.get(at)?;
                let words = self.picture.words.get(at)?.as_ref().map(|words| words.at);
                words.or_else(|| course.get(course.len() / 2).copied())
            }
        }
    }

    /// What something is called, for those who do not see it.
    fn name(&self, item: &Item) -> String {
        match self.find(item) {
            Some(At::Node(at)) => {
                let thing = &self.graph.things[at];
                let (read, whole) = (name(thing), &thing.label);
                let whole = if read == *whole { String::new() } else { format!(": {whole}") };
                format!("{read}, {}{whole}", thing.caption)
            }
            Some(At::Arrow(at)) => {
                let arrow = &self.graph.arrows[at];
                let name = |at: usize| self.graph.things[at].label.as_str();
                // What can be read on it comes first, so that who sees it can say it.
                let (title, words) = (arrow.title().replace('\n', "; "), self.picture.words[at].as_ref());
                let read = match words.map(|words| (words.label.as_str(), words.formula.as_str())) {
                    Some((label, "")) => label.to_owned(),
                    Some((label, formula)) => format!("{label} = {formula}"),
                    None => String::new(),
                };
                let whole = if title == read { String::new() } else { format!(": {title}") };
                let ends = format!("from {} to {}{whole}", name(arrow.from), name(arrow.to));
                if read.is_empty() { ends } else { format!("{read}, {ends}") }
            }
            None => String::new(),
        }
    }
}

impl Item {
    /// The id of its element.
    fn element(&self) -> String {
        let plain =
            |place: &str| if place.is_empty() { "supply".to_owned() } else { place.replace('.', "-") };
        match self {
            Item::Node(place) => format!("dg-{}", plain(place)),
            Item::Arrow(from, to, planned) => {
                format!("dg-{}--{}{}", plain(from), plain(to), if *planned { "--planned" } else { "" })
            }
        }
    }
}

impl Board {
    /// Selects something, shows it, and says what it is.
    fn choose(self, item: Option<Item>) {
        if let Some(item) = &item {
            let (middle, name) = self.shown.with_untracked(|shown| (shown.middle(item), shown.name(item)));
            if let Some(at) = middle {
                // The panel takes its room first.
                request_animation_frame(move || self.reveal(at));
            }
            self.said.set(name);
        }
        self.chosen.set(item);
    }

    /// Goes on connecting, if that has begun and a node was chosen; else selects.
    fn pick(self, item: Option<Item>) {
        match (self.connecting.get_untracked(), &item) {
            (Some(from), Some(Item::Node(_))) => self.connect(&from, item.as_ref()),
            _ => self.choose(item),
        }
    }

    /// Lets something flow from one node to another.
    fn connect(self, from: &Item, to: Option<&Item>) {
        self.connecting.set(None);
        let edit = self.shown.with_untracked(|shown| {
            let (from, to) = (shown.thing(from)?, shown.thing(to?)?);
            let project = self.studio.known.project.read_untracked();
            Some(tokenwright::diagram::connect::connect(&project, from, to))
        });
        let done = match edit {
            Some(Ok(edit)) => self.studio.edit(edit),
            Some(Err(why)) => Err(why),
            None => return,
        };
        if let Err(why) = done {
            return self.studio.say(&why);
        }
        self.studio.finish();
        let arrow = to.and_then(|to| match (from, to) {
            (Item::Node(from), Item::Node(to)) => {
                let item = |planned| Item::Arrow(from.clone(), to.clone(), planned);
                self.shown.with_untracked(|shown| {
                    [item(false), item(true)].into_iter().find(|item| shown.find(item).is_some())
                })
            }
            _ => None,
        });
        self.choose(arrow);
    }

    /// Takes away what is selected.
    fn delete(self) {
        let Some(item) = self.chosen.get_untracked() else { return };
        let edit = self.shown.with_untracked(|shown| {
            let project = self.studio.known.project.read_untracked();
            match (shown.thing(&item), shown.arrow(&item)) {
                (Some(thing), _) => tokenwright::diagram::connect::remove_thing(thing),
                (_, Some((_, arrow))) => {
                    tokenwright::diagram::connect::remove_arrow(&project, &shown.graph, arrow)
                }
                _ => None,
            }
        });
        let Some(edit) = edit else {
            return self.studio.say("This belongs to what it leads from or to: change it in its fields.");
        };
        match self.studio.edit(edit) {
            Ok(()) => {
                self.studio.finish();
                self.chosen.set(None);
                self.studio.say("Deleted. Undo brings it back.");
            }
            Err(why) => self.studio.say(&why),
        }
    }

    /// Puts a node somewhere; a drag is over when that is finished.
    fn put(self, key: &str, at: Point) {
        let label = self.shown.with_untracked(|shown| {
            shown.graph.find(key).map(|at| shown.graph.things[at].label.clone()).unwrap_or_default()
        });
        self.studio.send(Edit::Pin { node: key.to_owned(), label, at: (at.x, at.y) });
    }
}
