//! Reads what an entry measures.

use super::entry::EntryMeasure;
use super::entry_file::{all, field};
use crate::expr::Scope;
use crate::source::{Item, Table};

/// Counts that an entry may list, as in a query.
const COUNTS: [&str; 4] = ["人數", "件數", "人次", "筆數"];
/// No table prints more digits of a mean.
const MOST_DECIMALS: u8 = 6;

/// Reads one of the measures.
pub(super) fn read_measure(item: Item<'_>, parent: &Table<'_>, fields: &Scope) -> Option<EntryMeasure> {
    let table = match item {
        Item::Text(name) if COUNTS.contains(&name.value.as_str()) => return Some(EntryMeasure::Count(name.value)),
        Item::Text(name) => {
            let problem = parent
                .source()
                .error("unknown-measure", name.span, format!("沒有量數「{}」", name.value))
                .hint("可用「人數」「件數」，或 { mean = \"年齡\", by = [\"性別\"] }");
            parent.problems().push(problem);
            return None;
        }
        Item::Table(table) => table,
    };
    let mean = table.required_string("mean").and_then(|name| {
        let found = fields.find(&name.value).filter(|found| !found.kind.is_number());
        if let Some(found) = found {
            let message = format!("平均只能用在數字欄位，「{}」是{}", found.name, found.kind.name());
            table.error("type-mismatch", name.span, message);
            return None;
        }
        field(table, fields, &name)
    });
    let by = all(table.strings("by").iter().map(|name| field(table, fields, name)));
    let decimals = match table.integer("decimals") {
        None => None,
        Some(at) => {
            let digits = u8::try_from(at.value).ok().filter(|digits| *digits <= MOST_DECIMALS);
            if digits.is_none() {
                table.error("out-of-range", at.span, format!("decimals 要在 0 與 {MOST_DECIMALS} 之間"));
            }
            Some(digits?)
        }
    };
    Some(EntryMeasure::Mean { mean: mean?, by: by?, decimals })
}
