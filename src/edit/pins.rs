//! Where somebody has put nodes of the diagram: texts in the document's view, `id x y`.

use crate::num::decimal;
use crate::project::Project;

/// Nodes and where they were put, in px; texts that say no such thing are left out.
pub fn pins(project: &Project) -> Vec<(String, f64, f64)> {
    project.view.diagram.iter().filter_map(|text| read(text)).collect()
}

fn read(text: &str) -> Option<(String, f64, f64)> {
    // The supply has no id.
    let mut words = text.rsplit(' ');
    let (y, x) = (words.next()?, words.next()?);
    let number = |text: &str| decimal::parse(text).filter(|value| value.is_finite());
    Some((words.next().unwrap_or("").to_owned(), number(x)?, number(y)?))
}

/// Puts a node somewhere.
pub(super) fn put(project: &mut Project, node: &str, x: f64, y: f64) {
    let pins = &mut project.view.diagram;
    let text = format!("{node} {} {}", x.round(), y.round());
    let text = text.trim_start().to_owned();
    match pins.iter_mut().find(|known| read(known).is_some_and(|(id, ..)| id == node)) {
        Some(known) => *known = text,
        None => pins.push(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_where_it_was_put_last() {
        let mut project = Project::new("x", "X");
        put(&mut project, "market", 10.4, -20.0);
        put(&mut project, "", 5.0, 6.0);
        put(&mut project, "market", 30.0, 40.0);
        assert_eq!(project.view.diagram, ["market 30 40", "5 6"]);
        assert_eq!(pins(&project), [("market".to_owned(), 30.0, 40.0), (String::new(), 5.0, 6.0)]);
        project.view.diagram = vec!["nonsense".to_owned(), "a b c".to_owned(), String::new()];
        assert_eq!(pins(&project), []);
    }
}
