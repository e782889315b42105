//! Clearance: the second link of the release chain.
//!
//! Nothing but [`clear`] makes a [`ClearedTable`]:
//!
//! ```compile_fail,E0599
//! fn shortcut(raw: hrstat::query::RawTable) -> hrstat::disclosure::ClearedTable {
//!     hrstat::disclosure::ClearedTable::new(raw)
//! }
//! ```
//!
//! ```compile_fail,E0451
//! use hrstat::disclosure::{ClearedTable, PersonalVerdict};
//! fn shortcut(raw: hrstat::query::RawTable) -> ClearedTable {
//!     ClearedTable { raw, verdict: PersonalVerdict::None, reasons: Vec::new(), small_cells: Vec::new(), notes: Vec::new() }
//! }
//! ```

use super::small_cells::find;
use super::{DisclosurePolicy, PersonalVerdict, SmallCell};
use crate::domain::Disclosure;
use crate::query::{RawContent, RawTable, SmallCells};

/// How many cells a reason names before it only counts them.
const NAMED_CELLS: usize = 5;

/// Why there is no output at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The query says that small cells are refused, and there are some.
    #[error("查詢要求有小細格即不產製（small_cells = \"refuse\"），而「{table}」有 {count} 個：{places}")]
    SmallCells {
        /// The table.
        table: String,
        /// How many.
        count: usize,
        /// The first of them.
        places: String,
    },
    /// The query asks for suppression, which this version cannot do safely.
    #[error("「{table}」有 {count} 個小細格；本版尚未提供遮蔽（small_cells = \"suppress\"），不會未經遮蔽就釋出")]
    SuppressionUnavailable {
        /// The table.
        table: String,
        /// How many.
        count: usize,
    },
}

/// A table of which it is decided whether it identifies persons.
#[derive(Clone, Debug)]
pub struct ClearedTable {
    raw: RawTable,
    verdict: PersonalVerdict,
    reasons: Vec<String>,
    small_cells: Vec<SmallCell>,
    notes: Vec<String>,
}

impl ClearedTable {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.raw.title()
    }

    /// What it is.
    #[must_use]
    pub fn content(&self) -> &RawContent {
        self.raw.content()
    }

    /// What a reader must know.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether it identifies persons.
    #[must_use]
    pub fn verdict(&self) -> PersonalVerdict {
        self.verdict
    }

    /// Why.
    #[must_use]
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// Its small cells.
    #[must_use]
    pub fn small_cells(&self) -> &[SmallCell] {
        &self.small_cells
    }

    /// Rows without header, columns with the row labels.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        match self.raw.content() {
            RawContent::CrossTab(table) => {
                (table.row_keys().len(), table.row_fields().len() + table.column_keys().len() * table.measures().len())
            }
            RawContent::List(list) => (list.frame().height(), list.columns().len()),
        }
    }
}

/// All tables of a delivery, cleared together.
#[derive(Clone, Debug)]
pub struct Cleared {
    tables: Vec<ClearedTable>,
    policy: DisclosurePolicy,
}

impl Cleared {
    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[ClearedTable] {
        &self.tables
    }

    /// The policy under which they were cleared.
    #[must_use]
    pub fn policy(&self) -> DisclosurePolicy {
        self.policy
    }

    /// The gravest of the verdicts.
    #[must_use]
    pub fn verdict(&self) -> PersonalVerdict {
        // A delivery without tables is unknown, and unknown is unsafe.
        self.tables.iter().map(ClearedTable::verdict).max().unwrap_or(PersonalVerdict::Direct)
    }

    /// All reasons, each with its table.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let of = |table: &ClearedTable| {
            let title = table.title().to_owned();
            table.reasons().iter().map(move |reason| format!("「{title}」{reason}")).collect::<Vec<_>>()
        };
        self.tables.iter().flat_map(of).collect()
    }
}

/// Decides for each table whether it identifies persons.
///
/// # Errors
/// [`Refusal`] when the policy forbids an output with small cells.
pub fn clear(tables: Vec<RawTable>, policy: DisclosurePolicy) -> Result<Cleared, Refusal> {
    let tables = tables.into_iter().map(|raw| clear_table(raw, policy)).collect::<Result<_, _>>()?;
    Ok(Cleared { tables, policy })
}

fn clear_table(raw: RawTable, policy: DisclosurePolicy) -> Result<ClearedTable, Refusal> {
    match raw.content() {
        RawContent::List(list) => {
            let of_class = |class: Disclosure| {
                let columns = list.columns().iter().filter(|column| column.disclosure == class);
                columns.map(|column| column.name.as_str()).collect::<Vec<_>>()
            };
            let rows = list.frame().height();
            let mut reasons = vec![match list.persons() {
                Some(persons) => format!("是 {persons} 人的逐筆明細"),
                None => format!("是 {rows} 筆資料，無法判斷各列是幾個人的"),
            }];
            let direct = of_class(Disclosure::Direct);
            if !direct.is_empty() {
                reasons.push(format!("有直接識別欄位：{}", direct.join("、")));
            }
            for (class, words) in [(Disclosure::Indirect, "間接識別欄位"), (Disclosure::Sensitive, "敏感欄位")]
            {
                let columns = of_class(class);
                if !columns.is_empty() {
                    reasons.push(format!("有{words}：{}", columns.join("、")));
                }
            }
            // Who chose the rows by a name knows it, and the condition stands on the cover.
            let chosen: Vec<&str> =
                list.direct_fields().iter().map(String::as_str).filter(|name| !direct.contains(name)).collect();
            if !chosen.is_empty() {
                reasons.push(format!("以直接識別欄位挑選或排序：{}", chosen.join("、")));
            }
            let named = !direct.is_empty() || !chosen.is_empty();
            let verdict = if named { PersonalVerdict::Direct } else { PersonalVerdict::Indirect };
            let notes = notes_of(&raw, verdict, policy);
            Ok(ClearedTable { raw, verdict, reasons, small_cells: Vec::new(), notes })
        }
        RawContent::CrossTab(table) => {
            let small_cells = find(table, policy);
            let (title, count) = (raw.title().to_owned(), small_cells.len());
            let mut reasons = Vec::new();
            let mut verdict = PersonalVerdict::None;
            if count > 0 {
                match policy.small_cells {
                    SmallCells::Encrypt => {}
                    SmallCells::Refuse => {
                        return Err(Refusal::SmallCells { table: title, count, places: places(&small_cells) });
                    }
                    SmallCells::Suppress => return Err(Refusal::SuppressionUnavailable { table: title, count }),
                }
                verdict = PersonalVerdict::Indirect;
                reasons.push(format!("有 {count} 個細格背後少於 {} 人：{}", policy.threshold, places(&small_cells)));
            }
            // The conditions stand on the cover: who asks for a name by its letters reads it there.
            if !table.direct_fields().is_empty() {
                verdict = PersonalVerdict::Direct;
                reasons.push(format!("用到直接識別欄位：{}", table.direct_fields().join("、")));
            }
            let notes = notes_of(&raw, verdict, policy);
            Ok(ClearedTable { raw, verdict, reasons, small_cells, notes })
        }
    }
}

/// The notes of a table. How many rows had no value is a count like any other: in a plain table a small one is not told.
fn notes_of(raw: &RawTable, verdict: PersonalVerdict, policy: DisclosurePolicy) -> Vec<String> {
    let told = raw.missing().iter().map(|missing| {
        let small = verdict == PersonalVerdict::None && policy.is_small(missing.persons);
        let rows = if small { format!("少於 {} 筆", policy.threshold) } else { format!("{} 筆", missing.rows) };
        format!("{}：有 {rows}的相關欄位空白（未填或不適用），不計入。", missing.what)
    });
    raw.notes().iter().cloned().chain(told).collect()
}

fn places(cells: &[SmallCell]) -> String {
    let named: Vec<&str> = cells.iter().take(NAMED_CELLS).map(|cell| cell.place.as_str()).collect();
    let rest = cells.len().saturating_sub(NAMED_CELLS);
    let more = if rest > 0 { format!("；另有 {rest} 格") } else { String::new() };
    format!("{}{more}", named.join("；"))
}
