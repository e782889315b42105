//! Titles of the query, its tables and its lists, made of what they hold.

use super::proposal::{OutputPart, Proposal};

/// Names everything that the proposal gives out.
pub(super) fn name(proposal: &mut Proposal) {
    for (index, table) in proposal.tables.iter_mut().enumerate() {
        table.title = format!("表{} {}", index + 1, table_title(table));
    }
    for (index, list) in proposal.lists.iter_mut().enumerate() {
        list.title = if index == 0 { "名冊".to_owned() } else { format!("名冊{}", index + 1) };
    }
    let first =
        proposal.tables.first().map(|table| table.title.split_once(' ').map_or("", |(_, title)| title).to_owned());
    let first = first.or_else(|| proposal.lists.first().map(|list| list.title.clone()));
    proposal.title = format!("擬案 {}", first.unwrap_or_default());
}

fn table_title(table: &OutputPart) -> String {
    let measures: Vec<String> =
        table.measures.iter().filter_map(|part| part.text.split('"').nth(1).map(ToOwned::to_owned)).take(2).collect();
    let divisions: Vec<&str> = table.rows.iter().chain(&table.columns).map(|part| part.text.as_str()).collect();
    let measures = measures.join("、");
    if divisions.is_empty() { measures } else { format!("{measures}按{}分", divisions.join("、")) }
}
