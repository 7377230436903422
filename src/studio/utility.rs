//! What the values of a goal are worth, as a curve: from the worst value to the best, in a
//! shape that is chosen and bent. Its handles and its fields are the same edits.

use super::command::Studio;
use super::handle::{Handle, PLANE};
use super::parts::follow;
use crate::ui::command::Desk;
use crate::ui::dom::{El, el, field_text, svg};
use leptos::prelude::*;
use std::rc::Rc;
use tokenwright::analysis::objective::{handle, pulled, utility};
use tokenwright::edit::{Edit, Place};
use tokenwright::num::decimal;
use tokenwright::project::{Curve, Goal, Project};
use tokenwright::report::number::human;

/// The picture, in px of its own.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 150.0;

/// Above the curve, and below it, where the values stand.
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

/// Beyond worst and best, as a share of what is between them.
const BEYOND: f64 = 0.25;

/// Parts of the way from worst to best that a key moves a handle by.
const PARTS: f64 = 50.0;

/// Points of the curve.
const POINTS: usize = 60;

/// A kind of curve: how the document begins it, what it is called, and its numbers.
type Kind = (&'static str, &'static str, &'static [(&'static str, f64)]);

const KINDS: [Kind; 5] = [
    ("linear", "Straight: each step is worth the same", &[]),
    ("exponential", "Bent: the first steps are worth most, or the last", &[("Bend", 3.0)]),
    ("power", "Power: slow at first (above 1), or fast", &[("Power", 2.0)]),
    ("logistic", "S: most of it around one value", &[("Steepness", 10.0), ("Middle, 0 to 1", 0.5)]),
    ("gaussian", "Target: best at one value", &[("Target, 0 to 1", 0.5), ("Width", 0.2)]),
];

/// The picture of a goal, with the choice of its shape.
pub fn curve_of(id: &str) -> El {
    let id: Rc<str> = id.into();
    let at = id.parse::<usize>().unwrap_or(usize::MAX);
    let goal = follow(move |project: &Project| project.objective.goals.get(at).cloned());
    let held = RwSignal::new(false);
    el("div").class("st-wide st-utility").child(picture(goal, at, held, &id)).child(shape(goal, &id))
}

/// Where the values of a goal stand in its picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    left: f64,
    right: f64,
}

impl Axis {
    /// Worst and best with some room; the worse side is on the left, as one reads.
    fn of(goal: &Goal) -> Axis {
        let span = goal.best - goal.worst;
        let span = if span == 0.0 || !span.is_finite() { 1.0 } else { span };
        Axis { left: goal.worst - BEYOND * span, right: goal.worst + span + BEYOND * span }
    }

    fn value(self, share: f64) -> f64 {
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    fn x(self, value: f64) -> f64 {
        ((value - self.left) / (self.right - self.left)).clamp(0.0, 1.0) * WIDTH
    }

    /// A value as a hand can mean it: to a digit that is finer than a pixel.
    fn neat(self, value: f64) -> f64 {
        let step = tokenwright::edit::model::slider::nice((self.right - self.left).abs() / 400.0);
        decimal::parse(&format!("{:.12e}", (value / step).round() * step)).unwrap_or(value)
    }
}

fn y(utility: f64) -> f64 {
    HEIGHT - BOTTOM - utility * (HEIGHT - BOTTOM - TOP)
}

fn share(x: f64, size: f64) -> String {
    format!("{:.3}%", x / size * 100.0)
}

fn picture(goal: Memo<Option<Goal>>, at: usize, held: RwSignal<bool>, id: &Rc<str>) -> El {
    // While a handle is dragged the values stay where they are.
    let axis = Memo::new(move |before: Option<&Axis>| match before {
        Some(before) if held.get() => *before,
        _ => goal.read().as_ref().map_or(Axis { left: 0.0, right: 1.0 }, Axis::of),
    });
    let desk = Desk::get().state;
    let now = Memo::new(move |_| {
        let outcome = desk.outcome.read();
        let goal = outcome.as_ref()?.summary.score.goals.get(at)?;
        goal.value.is_finite().then_some((goal.value, goal.utility))
    });
    let line = move || {
        let (goal, axis) = (goal.get()?, axis.get());
        let point = |point: usize| {
            let value = axis.value(point as f64 / POINTS as f64);
            format!("{:.1} {:.1}", axis.x(value), y(utility(&goal.curve, goal.worst, goal.best, value)))
        };
        Some(format!("M{}", (0..=POINTS).map(point).collect::<Vec<_>>().join("L")))
    };
    let rule = |at: f64| {
        svg("line")
            .class("st-utility-rule")
            .attr("x1", "0")
            .attr("x2", format!("{WIDTH}"))
            .attr("y1", format!("{at}"))
            .attr("y2", format!("{at}"))
    };
    let drawn = svg("svg")
        .class("st-utility-curve")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(rule(y(1.0)))
        .child(rule(y(0.0)))
        .child(svg("path").class("st-utility-now").live_attr("d", move || {
            let x = axis.get().x(now.get()?.0);
            Some(format!("M{x:.1} {:.1}V{:.1}", y(1.0) - 6.0, y(0.0)))
        }))
        .child(svg("path").class("fan-median").live_attr("d", line));
    let said = move || match (goal.get(), now.get()) {
        (Some(_), Some((value, worth))) => {
            format!("Now {}: worth {:.0} % of this goal.", human(value), worth * 100.0)
        }
        _ => "Drag the ends and the middle, or use the arrow keys on them.".to_owned(),
    };
    let handles = ends(goal, axis, held, id).into_iter().chain([middle(goal, axis, held, id)]);
    let label = |words: &str, value: f64| {
        el("span").class("st-utility-worth").style("top", share(y(value), HEIGHT)).text(words)
    };
    let plane = el("div")
        .class("st-utility-plane")
        .attr(PLANE, "")
        .attr("data-testid", format!("utility-{id}"))
        .child(drawn)
        .child(label("100 %", 1.0))
        .child(label("0 %", 0.0))
        .children(handles);
    el("div")
        .child(plane)
        .child(el("p").class("small-text quiet").attr("data-testid", "utility-now").live_text(said))
}

/// A place in the picture, for the style of a handle.
fn put(drawn: El, at: impl Fn() -> Option<(f64, f64)> + Copy + 'static) -> El {
    drawn
        .live_style("left", move || share(at().map_or(0.0, |at| at.0), WIDTH))
        .live_style("top", move || share(at().map_or(0.0, |at| at.1), HEIGHT))
}

/// The handles of the worst and of the best value.
fn ends(goal: Memo<Option<Goal>>, axis: Memo<Axis>, held: RwSignal<bool>, id: &Rc<str>) -> Vec<El> {
    let studio = Studio::get();
    let one = |place: Place, label: &'static str, worth: f64, of: fn(&Goal) -> f64| {
        let value = move || goal.read().as_ref().map_or(0.0, of);
        let id = id.clone();
        let name = format!("{}-{id}", label.to_lowercase());
        let set = Rc::new(move |value: f64| {
            let neat = axis.get_untracked().neat(value);
            studio.send(Edit::set(place, &id, neat.to_string()));
        });
        let pulled = set.clone();
        let handle = Handle {
            label: format!("{label} value"),
            value: Rc::new(move || {
                let Axis { left, right } = axis.get();
                (value(), [left.min(right).min(value()), left.max(right).max(value())])
            }),
            said: Rc::new(move || human(value())),
            pull: Rc::new(move |x, _| pulled(axis.get_untracked().value(x))),
            nudge: Rc::new(move |steps| {
                let Axis { left, right } = axis.get_untracked();
                set(untrack(value) + steps * (right - left).abs() / PARTS);
            }),
            held,
        };
        let grip = el("span").class("st-utility-end").attr("data-testid", name);
        let told = el("span").class("st-utility-value num").attr("aria-hidden", "true");
        let told = told.live_text(move || format!("{label} {}", human(value())));
        put(handle.on(grip.child(told)), move || Some((axis.get().x(value()), y(worth))))
    };
    vec![
        one(Place::GoalWorst, "Worst", 0.0, |goal| goal.worst),
        one(Place::GoalBest, "Best", 1.0, |goal| goal.best),
    ]
}

/// The handle of the shape.
fn middle(goal: Memo<Option<Goal>>, axis: Memo<Axis>, held: RwSignal<bool>, id: &Rc<str>) -> El {
    let studio = Studio::get();
    let id = id.clone();
    let name = format!("shape-{id}");
    let now = move || goal.read().as_ref().map_or((0.5, 0.5), |goal| handle(&goal.curve));
    let sideways = move || {
        let goal = goal.read();
        let curve = goal.as_ref().map(|goal| &goal.curve);
        matches!(curve, Some(Curve::Logistic { .. } | Curve::Gaussian { .. }))
    };
    let set = Rc::new(move |to: (f64, f64)| {
        let goal = goal.get_untracked();
        if let Some(curve) = goal.map(|goal| pulled(&goal.curve, to)) {
            studio.send(Edit::set(Place::GoalCurve, &id, tokenwright::edit::place::curve_text(&curve)));
        }
    });
    let dragged = set.clone();
    let value = move || if sideways() { now().0 } else { now().1 };
    let own = Handle {
        label: "Shape".to_owned(),
        value: Rc::new(move || ((value() * 1000.0).round() / 1000.0, [0.0, 1.0])),
        said: Rc::new(move || {
            let ((z, u), percent) = (now(), |share: f64| format!("{:.0} %", share * 100.0));
            format!("{} of the way is worth {}", percent(z), percent(u))
        }),
        pull: Rc::new(move |x, down| {
            let Some(goal) = goal.get_untracked() else { return };
            let z = (axis.get_untracked().value(x) - goal.worst) / (goal.best - goal.worst);
            let u = (HEIGHT - BOTTOM - down * HEIGHT) / (HEIGHT - BOTTOM - TOP);
            dragged((if z.is_finite() { z } else { 0.5 }, u));
        }),
        nudge: Rc::new(move |steps| {
            let (z, u) = untrack(now);
            set((z + steps / PARTS, u + steps / PARTS));
        }),
        held,
    };
    let place = move || {
        let (goal, (z, u)) = (goal.get()?, now());
        Some((axis.get().x(goal.worst + z * (goal.best - goal.worst)), y(u)))
    };
    put(own.on(el("span").class("st-utility-shape").attr("data-testid", name)), place)
}

/// The choice of the kind of curve, and its numbers.
fn shape(goal: Memo<Option<Goal>>, id: &Rc<str>) -> El {
    let studio = Studio::get();
    let text = Memo::new(move |_| {
        let goal = goal.read();
        goal.as_ref().map(|goal| tokenwright::edit::place::curve_text(&goal.curve)).unwrap_or_default()
    });
    let words = move || text.get().split(' ').map(str::to_owned).collect::<Vec<_>>();
    let kind = Memo::new(move |_| {
        let name = words().first().cloned().unwrap_or_default();
        KINDS.iter().position(|(known, ..)| *known == name).unwrap_or(0)
    });
    let send = {
        let id = id.clone();
        Rc::new(move |value: String| {
            let _refused = studio.edit(Edit::set(Place::GoalCurve, &id, value));
        })
    };
    let options = KINDS
        .iter()
        .enumerate()
        .map(|(at, (_, words, _))| el("option").attr("value", at.to_string()).text(*words));
    let name = format!("GoalCurve-{id}");
    let chosen = send.clone();
    let select = el("select")
        .attr("id", &name)
        .attr("data-testid", &name)
        .children(options)
        .on("change", move |event| {
            let at = field_text(&event).parse::<usize>().ok();
            if let Some((kind, _, numbers)) = at.and_then(|at| KINDS.get(at)) {
                let numbers = numbers.iter().map(|(_, usual)| format!(" {usual}")).collect::<String>();
                chosen(format!("{kind}{numbers}"));
                studio.finish();
            }
        })
        .live_prop("value", move || kind.get().to_string());
    let of = id.clone();
    let fields = move || {
        let (_, _, numbers) = KINDS[kind.get()];
        let field = |(at, (label, usual)): (usize, &(&'static str, f64))| {
            let (name, send, usual) = (format!("curve-{at}-{of}"), send.clone(), *usual);
            let now = move || words().get(at + 1).cloned().unwrap_or_default();
            let input = el("input")
                .attr("type", "text")
                .attr("inputmode", "decimal")
                .class("st-number")
                .attr("id", &name)
                .attr("data-testid", &name)
                .live_prop("value", now)
                .on("change", move |event| {
                    let typed = decimal::parse(field_text(&event).trim()).unwrap_or(usual);
                    let mut words = untrack(words);
                    if let Some(word) = words.get_mut(at + 1) {
                        *word = typed.to_string();
                    }
                    send(words.join(" "));
                    studio.finish();
                });
            el("div").class("st-field").child(el("label").attr("for", name).text(*label)).child(input)
        };
        untrack(|| numbers.iter().enumerate().map(field).collect::<Vec<_>>())
    };
    el("div")
        .class("st-utility-fields")
        .child(
            el("div")
                .class("st-field")
                .child(el("label").attr("for", name).text("Shape in between"))
                .child(select),
        )
        .slot(fields)
}
