//! `hrstat check request-42 --derive`: each recipe followed over the tables that its entry would publish of the snapshot, and
//! held against what the query itself gives. Where both agree, the applicant who follows the recipe gets the right figures.

use serde::Serialize;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::question::Question;
use crate::dataset::{SnapshotReader, latest};
use crate::domain::{AsOf, RequestId};
use crate::query::{FrameSource, Orders, RawContent, Snapshots, run_query};
use crate::screening::{Catalogue, Coverage, Recipe, TableCoverage, follow, materialise};
use crate::ui::Page;

/// What came of following the recipe of one table. Counts only: the figures themselves are not cleared for anybody.
#[derive(Debug, Serialize)]
pub(super) struct Derivation {
    title: String,
    source: String,
    snapshots: Vec<AsOf>,
    /// How many figures were compared, or rows of a list.
    compared: usize,
    /// What they are, in words.
    #[serde(skip)]
    unit: &'static str,
    differences: usize,
}

/// Follows the recipes of the tables that are covered. That persons are read stands in the log before it is done.
pub(super) fn derivations(
    request: RequestId,
    question: &Question,
    coverage: &Coverage,
    catalogue: &Catalogue,
    desk: &mut Desk,
    context: &Context,
) -> Result<Vec<Derivation>, CommandError> {
    if coverage.tables.iter().all(|table| steps_of(table).is_none()) {
        return Ok(Vec::new());
    }
    let folder = desk.workspace.snapshots_dir();
    let days = match question.snapshots() {
        Snapshots::Latest => latest(&folder)?.into_iter().collect(),
        Snapshots::Dates(days) => days.clone(),
    };
    let mut readers = Vec::new();
    for day in &days {
        readers.push(SnapshotReader::open(&folder, *day)?);
    }
    desk.registry.record(&context.actor(), "derive", Some(request), &json!({ "snapshots": days }))?;
    let sources: Vec<&dyn FrameSource> = readers.iter().map(|reader| reader as &dyn FrameSource).collect();
    let direct = question.run(&desk.dictionary, &sources, &Orders::new())?;
    let mut found = Vec::new();
    for (table, direct) in coverage.tables.iter().zip(direct.tables()) {
        let Some((recipe, entry)) = steps_of(table).and_then(|recipe| Some((recipe, catalogue.find(&recipe.entry)?)))
        else {
            continue;
        };
        // Of a part the smaller question is asked, of the same persons.
        let smaller = match &table.part {
            Some(part) => Some(run_query(&part.query, &desk.dictionary, &sources, &Orders::new())?),
            None => None,
        };
        let direct = smaller.as_ref().and_then(|smaller| smaller.tables().first()).unwrap_or(direct);
        let followed = follow(recipe, &mut |steps, mean| {
            materialise(entry, steps, &recipe.scope, mean, &desk.dictionary, &sources)
        })?;
        let (compared, unit) = match direct.content() {
            RawContent::CrossTab(cells) => {
                (cells.row_keys().len() * cells.column_keys().len() * cells.measures().len(), "個數字")
            }
            RawContent::List(list) => (list.frame().height(), "列"),
        };
        found.push(Derivation {
            title: table.title.clone(),
            source: entry.id.clone(),
            snapshots: days.clone(),
            compared,
            unit,
            differences: followed.differences(direct)?.len(),
        });
    }
    Ok(found)
}

/// The steps to the table, or to the part of it that is had.
fn steps_of(table: &TableCoverage) -> Option<&Recipe> {
    table.steps.as_ref().or_else(|| table.part.as_ref().map(|part| &part.steps))
}

/// The same for a reader.
pub(super) fn describe(derivations: &[Derivation], page: &mut Page) {
    for derivation in derivations {
        let Derivation { title, source, compared, unit, differences, .. } = derivation;
        let days: Vec<String> = derivation.snapshots.iter().map(|day| day.roc()).collect();
        let days = days.join("、");
        page.line(match differences {
            0 => format!("「{title}」以{days}快照製成 {source} 的表，照取得方式推算，{compared} {unit}與直接計算相同"),
            _ => format!(
                "「{title}」以{days}快照製成 {source} 的表，照取得方式推算，有 {differences} 處與直接計算不同；\
                 請勿以此取得方式答復，並核對目錄項目 {source}"
            ),
        });
    }
}
