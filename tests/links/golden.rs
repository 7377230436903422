//! Published links open for ever: each link in `data/links.json` was made once
//! and must go on to mean what is written beside it. Links are added, never
//! changed.

use crate::world::open;
use serde_json::{Value, json};
use tokenwright::share::Resolved;

#[test]
fn published_links_open_for_ever() {
    let links: Vec<Value> = serde_json::from_str(include_str!("../data/links.json")).unwrap();
    assert!(links.len() >= 10);
    let mut wrong = Vec::new();
    for entry in &links {
        let link = entry["link"].as_str().expect("a link");
        let found = match open(link) {
            Ok(resolved) => json!({ "opens": as_json(&resolved) }),
            Err(error) => json!({ "fails": error.to_string() }),
        };
        let mut wanted = entry.clone();
        for beside in ["link", "about"] {
            wanted.as_object_mut().expect("an entry").remove(beside);
        }
        if found != wanted {
            wrong.push(format!("{link}\n  found  {found}\n  wanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn as_json(resolved: &Resolved) -> Value {
    let ids = resolved.project.parameters.iter().map(|parameter| parameter.id.clone());
    let values = resolved.spec.parameters.iter().map(|value| json!(value));
    json!({
        "project": resolved.project.meta.id,
        "template": resolved.template,
        "parameters": ids.zip(values).collect::<serde_json::Map<_, _>>(),
        "seed": resolved.spec.seed,
        "runs": resolved.spec.runs,
        "steps": resolved.spec.steps,
        "hash": resolved.hash,
        "view": resolved.view.map(|view| view.name()),
        "theme": resolved.theme.map(|theme| theme.name()),
        "notices": resolved.notices.iter().map(|notice| notice.message.clone()).collect::<Vec<_>>(),
    })
}
