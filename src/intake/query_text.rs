//! The `[query]` table of an application as a document of its own, and back.
//!
//! A query is kept as its writer wrote it, with comments and the order of the keys. So its lines are cut out of the file
//! and only the headers are rewritten; the result is taken when it means the same, else the table is written anew.

use toml::{Table, Value};

/// The `[query]` table of the TOML `text` as a top-level document; empty where there is none.
pub(super) fn extract_query(text: &str) -> String {
    let Some(Value::Table(query)) = toml::from_str::<Table>(text).ok().and_then(|mut root| root.remove("query")) else {
        return String::new();
    };
    let cut = cut_lines(text);
    let same = toml::from_str::<Table>(&cut).is_ok_and(|table| table == query);
    if same { cut } else { closed(&toml::to_string(&query).unwrap_or_default()) }
}

/// `query`, a top-level document, as the lines of a `[query]` table; empty where it is no TOML.
pub(super) fn embed_query(query: &str) -> String {
    let Ok(table) = toml::from_str::<Table>(query) else { return String::new() };
    let mut lines = vec!["[query]".to_owned()];
    lines.extend(query.trim_end().lines().map(|line| match header(line) {
        Some((brackets, name)) => line.replacen(&format!("{brackets}{name}"), &format!("{brackets}query.{name}"), 1),
        None => line.to_owned(),
    }));
    let embedded = closed(&lines.join("\n"));
    let wanted = Value::Table(table);
    let same = toml::from_str::<Table>(&embedded).is_ok_and(|root| root.get("query") == Some(&wanted));
    if same {
        return embedded;
    }
    toml::to_string(&Table::from_iter([("query".to_owned(), wanted)])).unwrap_or_default()
}

fn cut_lines(text: &str) -> String {
    let mut inside = false;
    let mut kept = Vec::new();
    for line in text.lines() {
        match header(line) {
            Some((_, "query")) => {
                inside = true;
                continue;
            }
            Some((brackets, name)) => match name.strip_prefix("query.") {
                Some(rest) => {
                    inside = true;
                    kept.push(line.replacen(&format!("{brackets}{name}"), &format!("{brackets}{rest}"), 1));
                    continue;
                }
                None => inside = false,
            },
            None => {}
        }
        if inside {
            kept.push(line.to_owned());
        }
    }
    closed(kept.join("\n").trim())
}

/// The brackets and the name of a table header.
fn header(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim_start();
    let (brackets, rest) = match line.strip_prefix("[[") {
        Some(rest) => ("[[", rest),
        None => ("[", line.strip_prefix('[')?),
    };
    let name = &rest[..rest.find(']')?];
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
    (!name.is_empty() && name.chars().all(bare)).then_some((brackets, name))
}

fn closed(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}\n", text.trim_end()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "title = \"各主管機關人數\"   # 標題\nwhere = \"在職\"\n\n[[table]]\ntitle = \"表1\"\nrows = [\n  \"主管機關\",\n]\n\n[disclosure]\nthreshold = 3\n";

    #[test]
    fn a_query_goes_into_an_application_and_comes_out_as_it_was() {
        let embedded = embed_query(QUERY);
        assert!(embedded.contains("[[query.table]]") && embedded.contains("[query.disclosure]"), "{embedded}");
        assert_eq!(extract_query(&format!("agency = \"勞動部\"\n\n{embedded}")), QUERY);
    }

    #[test]
    fn an_unusual_spelling_is_written_anew() {
        let found = extract_query("query = { title = \"甲\", rows = [\"乙\"] }\n");
        assert!(found.contains("title = \"甲\"") && toml::from_str::<Table>(&found).is_ok(), "{found}");
        let tricky = "[query]\ntitle = \"\"\"\n[other]\n\"\"\"\n";
        assert_eq!(toml::from_str::<Table>(&extract_query(tricky)).unwrap()["title"].as_str(), Some("[other]\n"));
        assert_eq!(extract_query("agency = \"x\"\n"), "");
    }
}
