//! The query that is proposed, part by part, each with the words that it came from; and its text as a query file.

use std::fmt::Write as _;

use jiff::civil::Date;

/// A piece of the query, and the words that it came from; none for what a statistician adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) words: Option<String>,
}

impl Part {
    pub(super) fn new(text: impl Into<String>, words: impl Into<String>) -> Self {
        Self { text: text.into(), words: Some(words.into()) }
    }

    pub(super) fn implied(text: impl Into<String>) -> Self {
        Self { text: text.into(), words: None }
    }
}

/// A field of the query's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DerivePart {
    pub(super) name: String,
    /// Keys and their values, as TOML.
    pub(super) lines: Vec<(&'static str, String)>,
    pub(super) words: Option<String>,
}

impl DerivePart {
    pub(super) fn expression(name: &str, expr: &str) -> Self {
        Self { name: name.to_owned(), lines: vec![("expr", quoted(expr))], words: None }
    }

    pub(super) fn band(name: &str, of: &str, edges: &[i64]) -> Self {
        let edges: Vec<String> = edges.iter().map(i64::to_string).collect();
        let lines = vec![("band", quoted(of)), ("breaks", format!("[{}]", edges.join(", ")))];
        Self { name: name.to_owned(), lines, words: None }
    }

    /// A child table brought back to one value.
    pub(super) fn child(name: &str, from: &str, condition: &str, take: &str, of: Option<(&str, Option<&str>)>) -> Self {
        let mut lines = vec![("from", quoted(from))];
        if !condition.is_empty() {
            lines.push(("where", quoted(condition)));
        }
        lines.push(("take", quoted(take)));
        if let Some((of, order)) = of {
            lines.push(("of", quoted(of)));
            lines.extend(order.map(|order| ("order_by", quoted(order))));
        }
        Self { name: name.to_owned(), lines, words: None }
    }

    pub(super) fn said(mut self, words: &str) -> Self {
        self.words = Some(words.to_owned());
        self
    }
}

/// A crosstab or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OutputPart {
    pub(super) title: String,
    pub(super) conditions: Vec<Part>,
    pub(super) rows: Vec<Part>,
    pub(super) columns: Vec<Part>,
    /// Measures as TOML: `"人數"` or an inline table.
    pub(super) measures: Vec<Part>,
    pub(super) order_by: Vec<String>,
    pub(super) limit: Option<i64>,
    /// Whether totals mean something.
    pub(super) totals: bool,
}

/// The query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) title: String,
    /// The days of the data; none for the newest.
    pub(super) snapshots: Vec<Date>,
    pub(super) snapshot_words: Option<String>,
    pub(super) unit: String,
    pub(super) conditions: Vec<Part>,
    pub(super) derives: Vec<DerivePart>,
    pub(super) tables: Vec<OutputPart>,
    pub(super) lists: Vec<OutputPart>,
}

impl Proposal {
    /// The applicant's words behind all of its parts.
    pub(super) fn words(&self) -> Vec<&str> {
        let outputs = || self.tables.iter().chain(&self.lists);
        let parts = outputs().flat_map(|output| {
            output.conditions.iter().chain(&output.rows).chain(&output.columns).chain(&output.measures)
        });
        let parts = self.conditions.iter().chain(parts).filter_map(|part| part.words.as_deref());
        parts
            .chain(self.derives.iter().filter_map(|derive| derive.words.as_deref()))
            .chain(self.snapshot_words.as_deref())
            .collect()
    }

    /// The tables whose rows are counted or brought back.
    pub(super) fn tables_read(&self) -> Vec<String> {
        let from = self.derives.iter().flat_map(|derive| &derive.lines).filter(|(key, _)| *key == "from");
        from.map(|(_, table)| table.trim_matches('"').to_owned()).chain([self.unit.clone()]).collect()
    }

    /// As a query file.
    pub(super) fn to_toml(&self) -> String {
        let mut out =
            String::from("# 擬案：由申請人的需求描述擬成，未經承辦人核對不得使用。「出自」後面是申請人的原文。\n\n");
        line(&mut out, "title", &quoted(&self.title), None);
        let days: Vec<String> = self.snapshots.iter().map(|day| quoted(&day.to_string())).collect();
        let snapshot = match days.as_slice() {
            [] => quoted("latest"),
            [day] => day.clone(),
            days => format!("[{}]", days.join(", ")),
        };
        line(&mut out, "snapshot", &snapshot, self.snapshot_words.as_deref());
        line(&mut out, "unit", &quoted(&self.unit), None);
        conditions(&mut out, &self.conditions);
        for derive in &self.derives {
            out.push_str("\n[[derive]]\n");
            line(&mut out, "name", &quoted(&derive.name), derive.words.as_deref());
            for (key, value) in &derive.lines {
                line(&mut out, key, value, None);
            }
        }
        for table in &self.tables {
            out.push_str("\n[[table]]\n");
            line(&mut out, "title", &quoted(&table.title), None);
            names(&mut out, "rows", &table.rows);
            names(&mut out, "columns", &table.columns);
            conditions(&mut out, &table.conditions);
            out.push_str("measures = [\n");
            for measure in &table.measures {
                let words = measure.words.as_deref().map(comment).unwrap_or_default();
                let _ = writeln!(out, "  {},{words}", measure.text);
            }
            out.push_str("]\n");
            if table.totals {
                out.push_str("totals = true\n");
            }
        }
        for list in &self.lists {
            out.push_str("\n[[list]]\n");
            line(&mut out, "title", &quoted(&list.title), None);
            conditions(&mut out, &list.conditions);
            names(&mut out, "columns", &list.columns);
            if !list.order_by.is_empty() {
                let names: Vec<String> = list.order_by.iter().map(|name| quoted(name)).collect();
                line(&mut out, "order_by", &format!("[{}]", names.join(", ")), None);
            }
            if let Some(limit) = list.limit {
                line(&mut out, "limit", &limit.to_string(), None);
            }
        }
        out
    }
}

fn conditions(out: &mut String, parts: &[Part]) {
    if parts.is_empty() {
        return;
    }
    for part in parts {
        if let Some(words) = &part.words {
            let _ = writeln!(out, "{} → {}", comment(words).trim_start(), part.text);
        }
    }
    let texts: Vec<String> = parts
        .iter()
        .map(|part| if part.text.contains(" OR ") { format!("({})", part.text) } else { part.text.clone() })
        .collect();
    line(out, "where", &quoted(&texts.join(" AND ")), None);
}

fn names(out: &mut String, key: &str, parts: &[Part]) {
    if parts.is_empty() {
        return;
    }
    let names: Vec<String> = parts.iter().map(|part| quoted(&part.text)).collect();
    let mut words: Vec<&str> = Vec::new();
    for word in parts.iter().filter_map(|part| part.words.as_deref()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let words = (!words.is_empty()).then(|| words.join("」「"));
    line(out, key, &format!("[{}]", names.join(", ")), words.as_deref());
}

fn line(out: &mut String, key: &str, value: &str, words: Option<&str>) {
    let words = words.map(comment).unwrap_or_default();
    let _ = writeln!(out, "{key} = {value}{words}");
}

/// The applicant's words behind a line: in one line, without anything that could end the comment.
fn comment(words: &str) -> String {
    const LONGEST: usize = 60;
    let mut plain: String = words.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if words.chars().count() > LONGEST {
        plain.push('…');
    }
    format!("  # 出自「{plain}」")
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of the applicant stand in comments only, and cannot get out of them.
    #[test]
    fn words_cannot_break_the_file() {
        let proposal = Proposal {
            title: "人數".to_owned(),
            unit: "人員".to_owned(),
            conditions: vec![Part::new("官等 = '簡任'", "簡任\"\n[[table]]\r\u{2028}")],
            tables: vec![OutputPart {
                title: "表1".to_owned(),
                measures: vec![Part::implied("\"人數\"")],
                ..OutputPart::default()
            }],
            ..Proposal::default()
        };
        let text = proposal.to_toml();
        let table: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(table["where"].as_str(), Some("官等 = '簡任'"));
        assert_eq!(table["table"].as_array().unwrap().len(), 1);
    }
}
