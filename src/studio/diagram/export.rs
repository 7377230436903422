//! The drawing as a file.

use super::super::projects::save;
use super::Board;
use leptos::prelude::*;
use leptos::web_sys::{CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement};
use tokenwright::diagram::picture::{self, Colours};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Pixels of a picture for each of the drawing.
const FINE: f64 = 2.0;

const REFUSED: &str = "This browser did not make the file.";

/// Offers the drawing as SVG.
pub fn svg(board: Board) {
    if save(&file(board, "svg"), "image/svg+xml", &drawing(board)).is_none() {
        board.studio.say(REFUSED);
    }
}

/// Offers the drawing as PNG.
pub fn png(board: Board) {
    if draw(board).is_none() {
        board.studio.say(REFUSED);
    }
}

fn file(board: Board, kind: &str) -> String {
    format!("{}-diagram.{kind}", board.studio.known.project.read_untracked().meta.id)
}

fn drawing(board: Board) -> String {
    let [paper, card, rule, line, ink, quiet] =
        ["--paper", "--card", "--accent-soft", "--line-strong", "--ink", "--ink-2"].map(colour);
    let colours = Colours { paper, card, rule, line, ink, quiet };
    let project = board.studio.known.project.read_untracked();
    // So that the file says what it shows.
    let title = format!("{}: value flows, seed {}", project.meta.title, project.run.seed);
    let widths = board.replay.all();
    board.shown.with_untracked(|shown| picture::svg(&shown.graph, &shown.picture, &widths, &colours, &title))
}

/// A colour of the page, as it is now.
fn colour(name: &str) -> String {
    let style =
        document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let value = style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
    value.trim().to_owned()
}

/// Has the browser draw the SVG, and offers what it drew.
fn draw(board: Board) -> Option<()> {
    let image = document().create_element("img").ok()?.unchecked_into::<HtmlImageElement>();
    let name = file(board, "png");
    let (drawn, studio) = (image.clone(), board.studio);
    let offer = move || {
        if offer(&drawn, &name).is_none() {
            studio.say(REFUSED);
        }
    };
    image.set_onload(Some(Closure::once_into_js(offer).unchecked_ref()));
    // The policy of the page lets pictures come from data, and from nowhere else.
    let text = String::from(js_sys::encode_uri_component(&drawing(board)));
    image.set_src(&format!("data:image/svg+xml,{text}"));
    Some(())
}

fn offer(image: &HtmlImageElement, name: &str) -> Option<()> {
    let canvas = document().create_element("canvas").ok()?.unchecked_into::<HtmlCanvasElement>();
    let (width, height) = (f64::from(image.width()) * FINE, f64::from(image.height()) * FINE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok()??.unchecked_into::<CanvasRenderingContext2d>();
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height).ok()?;
    let link = document().create_element("a").ok()?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&canvas.to_data_url().ok()?);
    link.set_download(name);
    link.click();
    Some(())
}
