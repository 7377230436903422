//! `published [ID|FILE]`: results that others have published, recomputed.

use super::arguments::{Arguments, Known};
use super::{Failure, print, run};
use tokenwright::diag::nearest;
use tokenwright::published::{IDS, Published, Row, all, to_json, verdict};
use tokenwright::report::{Align, Table};
use tokenwright::simulate::compile;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let arguments = arguments.sort(Known { options: &["format"], flags: &[] })?;
    let format = arguments.choice("format", &["text", "json"])?.unwrap_or("text");
    let results = match arguments.words.is_empty() {
        true => all(),
        false => vec![find(arguments.one_word("ID")?)?],
    };
    let mut compared = Vec::new();
    for result in &results {
        compared.push((result, recompute(result)?));
    }
    print::out(&match format {
        "json" => to_json(&compared) + "\n",
        _ => compared.iter().map(|(result, rows)| text(result, rows)).collect::<Vec<_>>().join("\n"),
    });
    let agree = compared.iter().all(|(_, rows)| verdict(rows).agrees);
    if agree { Ok(()) } else { Err(Failure::Errors) }
}

/// A result by its id, or one of one's own in a file.
fn find(word: &str) -> Result<Published, Failure> {
    if !word.ends_with(".json") {
        return all().into_iter().find(|result| result.id == word).ok_or_else(|| {
            Failure::usage(match nearest(word, IDS.iter().copied()) {
                Some(near) => format!("there is no published result `{word}`; did you mean `{near}`?"),
                None => format!("there is no published result `{word}`; there are {}", IDS.join(", ")),
            })
        });
    }
    let text = std::fs::read_to_string(word)
        .map_err(|error| Failure::usage(format!("{word} cannot be read: {error}")))?;
    Published::from_json(&text).map_err(|problems| {
        print::diagnostics(word, None, &problems);
        Failure::Errors
    })
}

fn recompute(result: &Published) -> Result<Vec<Row>, Failure> {
    let model = compile(&result.document).map_err(|problems| {
        print::diagnostics(&result.id, Some(&result.document), &problems);
        Failure::Errors
    })?;
    let mut rows = Vec::new();
    for case in &result.cases {
        let summary = run::simulate(&model, &result.spec(case), run::cores())?;
        rows.extend(result.compare(case, &summary));
    }
    Ok(rows)
}

fn text(result: &Published, rows: &[Row]) -> String {
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    table.row(["", "published", "here", "difference"]);
    for row in rows {
        let what =
            if row.case.is_empty() { row.label.clone() } else { format!("{}: {}", row.case, row.label) };
        let mark = if row.agrees { "" } else { "  differs" };
        table.row([what, row.published.clone(), row.here.clone(), format!("{}{mark}", row.difference)]);
    }
    let Published { id, title, source, .. } = result;
    let head = format!("{title} ({id})\n{}\n{}, {}\n", verdict(rows).text, source.text, source.address);
    head + &table.render("  ")
}
