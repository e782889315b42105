//! `hrstat check request-42 --witness`: for each table that the catalogue does not answer two sets of made-up persons, alike
//! in every published figure and unlike in the answer.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::question::Question;
use crate::cli::screen;
use crate::screening::{Catalogue, Coverage, Finding, Verdict, Witness, find_witness};
use crate::ui::Page;

/// What was found for one table.
#[derive(Debug, Serialize)]
pub(super) struct TableWitness {
    title: String,
    witness: Option<Witness>,
    /// Why there is none.
    reason: Option<String>,
}

/// Seeks a witness for each table of `question` that the catalogue does not answer.
pub(super) fn witnesses(
    question: &Question,
    coverage: &Coverage,
    authority: Option<&str>,
    catalogue: &Catalogue,
    desk: &Desk,
    context: &Context,
) -> Result<Vec<TableWitness>, CommandError> {
    let Some(query) = question.as_query() else { return Ok(Vec::new()) };
    let surroundings = screen::surroundings(authority, desk, context)?;
    let mut found = Vec::new();
    for (place, table) in coverage.tables.iter().enumerate().filter(|(_, table)| table.verdict != Verdict::Covered) {
        let (witness, reason) = match find_witness(query, place, catalogue, &desk.dictionary, &surroundings)? {
            Finding::Found(witness) => (Some(*witness), None),
            Finding::None(reason) => (None, Some(reason)),
        };
        found.push(TableWitness { title: table.title.clone(), witness, reason });
    }
    Ok(found)
}

/// The same for a reader.
pub(super) fn describe(witnesses: &[TableWitness], page: &mut Page) {
    for table in witnesses {
        let Some(witness) = &table.witness else {
            page.line(format!("「{}」沒有反例：{}", table.title, table.reason.as_deref().unwrap_or_default()));
            continue;
        };
        page.line(format!("「{}」的反例：兩組虛構人員，既有統計完全相同，答案卻不同", table.title));
        for (name, group) in [("　甲組", &witness.left), ("　乙組", &witness.right)] {
            let person = |person: &std::collections::BTreeMap<String, String>| {
                person.iter().map(|(field, value)| format!("{field} {value}")).collect::<Vec<_>>().join("、")
            };
            let people: Vec<String> = group.iter().map(person).collect();
            page.entry(name, if people.is_empty() { "沒有人".to_owned() } else { people.join("；") });
        }
        let compared = match (&witness.against, witness.figures_compared) {
            (Some(entry), figures) => format!("只與 {entry} 相較，{figures} 個數字都相同"),
            (None, figures) => {
                format!("同一資料時間的 {} 項既有統計，{figures} 個數字都相同", witness.entries.len())
            }
        };
        page.entry("　相同", compared);
        page.entry("　不同", &witness.difference);
    }
}
