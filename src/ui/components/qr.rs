//! A link as a QR code.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code, as the standard asks for.
const QUIET_ZONE: i32 = 4;

/// The code as SVG; nothing if the text is too long for one.
#[component]
pub fn Qr(
    /// What it says.
    text: String,
) -> impl IntoView {
    let code = QrCode::encode_text(&text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET_ZONE;
    Some(view! {
        <svg class="qr" data-testid="qr" data-text=text viewBox=format!("0 0 {side} {side}") role="img"
            aria-label="QR code of the short link" shape-rendering="crispEdges">
            <path class="qr-paper" d=format!("M0 0h{side}v{side}H0z")></path>
            <path class="qr-ink" d=modules(&code)></path>
        </svg>
    })
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
