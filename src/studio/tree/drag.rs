//! Moving a statement with the pointer: by the grip at the left edge of its row, onto
//! another statement or between two. The keys do the same without it.

use super::{Editor, element_id};
use crate::studio::parts::focus_soon;
use crate::ui::dom::{El, current_target, el};
use leptos::prelude::*;
use leptos::web_sys::{Element, Event, PointerEvent};
use tokenwright::edit::nodes::Spot;
use tokenwright::edit::{Edit, NodeEdit};
use wasm_bindgen::JsCast;

/// A statement on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drag {
    id: String,
    /// The statement that it is over, and where it would go.
    over: Option<(String, Spot)>,
}

impl Editor {
    /// What a statement is held by.
    pub(super) fn grip(self, id: &str) -> El {
        let id = id.to_owned();
        el("span")
            .class("st-grip")
            .attr("aria-hidden", "true")
            .attr("data-testid", "grip")
            .attr("title", "Drag to move")
            .on("pointerdown", move |event| {
                let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
                event.prevent_default();
                // Without it the drag ends at the edge of the grip: it does no harm.
                let _held = current_target::<Element>(&event)
                    .map(|grip| grip.set_pointer_capture(pointer.pointer_id()));
                self.drag.set(Some(Drag { id: id.clone(), over: None }));
            })
            .on("pointermove", move |event| self.drag_over(&event))
            .on("pointerup", move |_| self.drop_here())
            .on("pointercancel", move |_| self.drag.set(None))
    }

    /// Where the statement that is dragged would go, if it is over this one.
    pub(super) fn mark(self, id: &str) -> impl Fn() -> Option<String> + use<> {
        let id = id.to_owned();
        let mark = Memo::new(move |_| {
            let drag = self.drag.read();
            drag.as_ref().and_then(|drag| drag.over.as_ref()).filter(|over| over.0 == id).map(|over| over.1)
        });
        move || {
            let name = match mark.get()? {
                Spot::Before => "before",
                Spot::Inside => "inside",
                Spot::After => "after",
            };
            Some(name.to_owned())
        }
    }

    fn drag_over(self, event: &Event) {
        let Some(id) = self.drag.read_untracked().as_ref().map(|drag| drag.id.clone()) else { return };
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let over = self.spot(&id, f64::from(pointer.client_x()), f64::from(pointer.client_y()));
        let drag = Some(Drag { id, over });
        if *self.drag.read_untracked() != drag {
            self.drag.set(drag);
        }
    }

    /// The place under the pointer; none where the statement cannot go.
    fn spot(self, dragged: &str, x: f64, y: f64) -> Option<(String, Spot)> {
        let under = document().element_from_point(x as f32, y as f32)?;
        let row = under.closest("[role=treeitem]").ok()??;
        let lines = self.lines.read_untracked();
        let target = lines.iter().find(|line| element_id(&line.id) == row.id())?;
        let mut above = Some(&target.id);
        while let Some(id) = above {
            if id == dragged {
                return None;
            }
            above = lines.iter().find(|line| line.id == *id).and_then(|line| line.parent.as_ref());
        }
        let bounds = row.get_bounding_client_rect();
        let spot = match (y - bounds.top()) / bounds.height() {
            _ if target.parent.is_none() => Spot::Inside,
            ..0.3 => Spot::Before,
            0.7.. => Spot::After,
            _ => Spot::Inside,
        };
        Some((target.id.clone(), spot))
    }

    fn drop_here(self) {
        let Some(Drag { id, over: Some((target, spot)) }) = self.drag.get_untracked() else {
            return self.drag.set(None);
        };
        self.drag.set(None);
        if spot == Spot::Inside {
            self.fold(&target, false);
        }
        self.studio.send(Edit::Tree(NodeEdit::Move { id: id.clone(), target, spot }));
        self.typing.set(false);
        self.current.set(id.clone());
        focus_soon(element_id(&id));
    }
}
