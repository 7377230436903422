//! Places in a tree of JSON, written as names and positions with points between.

use crate::json::Json;

/// What stands at a place.
pub fn at<'t>(tree: &'t Json, path: &str) -> Option<&'t Json> {
    let mut found = tree;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        found = match found {
            Json::List(items) => items.get(name.parse::<usize>().ok()?)?,
            other => other.get(name)?,
        };
    }
    Some(found)
}

/// What stands at a place, to be changed.
pub fn at_mut<'t>(tree: &'t mut Json, path: &str) -> Option<&'t mut Json> {
    let mut found = tree;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        found = match found {
            Json::List(items) => items.get_mut(name.parse::<usize>().ok()?)?,
            Json::Object(fields) => fields.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)?,
            _ => return None,
        };
    }
    Some(found)
}

/// What a place is in, and its name there.
pub fn parent(path: &str) -> Option<(&str, &str)> {
    if path.is_empty() {
        return None;
    }
    Some(path.rsplit_once('.').unwrap_or(("", path)))
}

/// Puts a value at a place, or takes away what is there; objects on the way are made.
pub fn put(tree: &mut Json, path: &str, value: Option<Json>) -> Option<()> {
    let (above, name) = parent(path)?;
    if at(tree, above).is_none() {
        put(tree, above, Some(Json::Object(Vec::new())))?;
    }
    match at_mut(tree, above)? {
        Json::List(items) => *items.get_mut(name.parse::<usize>().ok()?)? = value?,
        Json::Object(fields) => match (fields.iter().position(|(key, _)| key == name), value) {
            (Some(at), Some(value)) => fields[at].1 = value,
            (Some(at), None) => drop(fields.remove(at)),
            (None, Some(value)) => fields.push((name.to_owned(), value)),
            (None, None) => {}
        },
        _ => return None,
    }
    Some(())
}

/// The list at a place, which is made if there is nothing.
pub fn list<'t>(tree: &'t mut Json, path: &str) -> Option<&'t mut Vec<Json>> {
    if at(tree, path).is_none() {
        put(tree, path, Some(Json::List(Vec::new())))?;
    }
    match at_mut(tree, path)? {
        Json::List(items) => Some(items),
        _ => None,
    }
}

/// The place that a diagnostic speaks of: it names entries by their ids. What is not
/// there is left out, but for the last name, which may be of a field without a value.
pub fn locate(tree: &Json, path: &str) -> String {
    let mut place: Vec<String> = Vec::new();
    let mut here = Some(tree);
    for name in path.split(['.', '[']).map(|name| name.trim_end_matches(']')).filter(|name| !name.is_empty())
    {
        let Some(json) = here else { break };
        let step = match json {
            Json::List(items) => {
                let named = |item: &Json| {
                    ["id", "asset", "to"].iter().any(|key| item.get(key).and_then(Json::text) == Some(name))
                };
                let position = name.parse().ok().or_else(|| items.iter().position(named));
                position.map(|at: usize| at.to_string())
            }
            Json::Object(_) => Some(name.to_owned()),
            _ => None,
        };
        let Some(step) = step else { break };
        here = at(json, &step);
        place.push(step);
    }
    place.join(".")
}
