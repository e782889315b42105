//! Finds the small cells of a crosstab.

use super::DisclosurePolicy;
use crate::query::{AxisKey, RawCrossTab};

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
                    let parts = [
                        side("列", table.row_fields(), row_key),
                        side("欄", table.column_fields(), column_key),
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

fn side(what: &str, fields: &[String], key: &AxisKey) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    let label = match key {
        Some(values) => values.iter().map(crate::query::Value::label).collect::<Vec<_>>().join("／"),
        None => "合計".to_owned(),
    };
    Some(format!("{what}「{label}」"))
}
