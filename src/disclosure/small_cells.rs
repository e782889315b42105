//! Finds the small cells of a crosstab.

use super::DisclosurePolicy;
use crate::query::{AxisKey, Labels, RawCrossTab, Value};

/// A cell behind which stand few persons. It names its place, never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallCell {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// Its measure.
    pub measure: usize,
    /// Row, column and measure in words.
    pub place: String,
}

/// Every small cell of `table`, in reading order.
#[must_use]
pub(super) fn find(table: &RawCrossTab, policy: DisclosurePolicy) -> Vec<SmallCell> {
    let mut found = Vec::new();
    for (row, row_key) in table.row_keys().iter().enumerate() {
        for (column, column_key) in table.column_keys().iter().enumerate() {
            for (measure, format) in table.measures().iter().enumerate() {
                // A cell that is not there cannot be judged, and is not written either.
                let Some(cell) = table.cell(row, column, measure) else { continue };
                if cell.persons.iter().any(|persons| policy.is_small(*persons)) {
                    // Where a label may be a name, a number or a birthday, its place is all that is said: reasons are kept.
                    let spell = table.direct_fields().is_empty() && table.labels() == Labels::Harmless;
                    let parts = [
                        side("列", table.row_fields(), row_key, row, spell),
                        side("欄", table.column_fields(), column_key, column, spell),
                        Some(format!("量數「{}」", format.name)),
                    ];
                    let place = parts.into_iter().flatten().collect::<Vec<_>>().join("、");
                    found.push(SmallCell { row, column, measure, place });
                }
            }
        }
    }
    found
}

fn side(what: &str, fields: &[String], key: &AxisKey, place: usize, spell: bool) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    let label = match key {
        Some(values) if spell => {
            let labels = values.iter().map(Value::label).collect::<Vec<_>>().join("／");
            if values.len() < fields.len() { format!("{labels}／小計") } else { labels }
        }
        Some(_) => return Some(format!("第 {} {what}", place + 1)),
        None => "合計".to_owned(),
    };
    Some(format!("{what}「{label}」"))
}
