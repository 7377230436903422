//! A link as a QR code.

use crate::ui::dom::{El, svg};
use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code, as the standard asks for.
const QUIET_ZONE: i32 = 4;

/// The code as a drawing; nothing if the text is too long for one.
pub fn qr(text: &str) -> Option<El> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET_ZONE;
    let drawing = svg("svg")
        .class("qr")
        .attr("data-testid", "qr")
        .attr("data-text", text)
        .attr("viewBox", format!("0 0 {side} {side}"))
        .attr("role", "img")
        .attr("aria-label", "QR code of the short link")
        .attr("shape-rendering", "crispEdges")
        .child(svg("path").class("qr-paper").attr("d", format!("M0 0h{side}v{side}H0z")))
        .child(svg("path").class("qr-ink").attr("d", modules(&code)));
    Some(drawing)
}

/// The dark modules, a bar for each row of neighbours.
fn modules(code: &QrCode) -> String {
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, length) = (start + QUIET_ZONE, y + QUIET_ZONE, x - start);
                path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
            }
            x += 1;
        }
    }
    path
}
