//! The query that an applicant brought: read, written into the workspace, and what of it makes work.

use std::io::ErrorKind;

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::domain::{Application, RequestId};
use crate::query::{Arguments, ColumnHow, Query};
use crate::queue::DifficultyInputs;
use crate::settings::write_private_new;
use crate::source::{Problem, Severity, SourceText};

/// What became of the query that the applicant brought.
pub(super) enum OwnQuery {
    /// There is none.
    None,
    /// It is in this file.
    Written(String),
    /// This file was there before, and stays as it is: somebody may have worked on it.
    Kept(String),
}

/// Writes it beside the queries of the desk, where there is none yet.
pub(super) fn write_own_query(
    request: RequestId,
    application: &Application,
    desk: &Desk,
) -> Result<OwnQuery, CommandError> {
    let Some(text) = &application.query else { return Ok(OwnQuery::None) };
    let path = desk.workspace.query(request);
    let shown = desk.workspace.shown(&path);
    let text = format!("# {request}：申請人隨申請表附上的查詢\n{text}");
    match write_private_new(&path, text.as_bytes()) {
        Ok(()) => Ok(OwnQuery::Written(shown)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(OwnQuery::Kept(shown)),
        Err(error) => Err(CommandError::io(&path, &error)),
    }
}

/// The query that the applicant brought, where it can be understood; its mistakes are problems of the application.
pub(super) fn own_query(
    file: &str,
    application: &Application,
    desk: &Desk,
    problems: &mut Vec<Problem>,
) -> Option<Query> {
    let text = application.query.as_ref()?;
    let source = SourceText::new(format!("{file}［query］"), text.clone());
    match load::query(&source, &desk.dictionary, &Arguments::none()) {
        Ok((_, query)) => Some(query),
        // Parameters are set when it is run; until then nothing is known of its coverage.
        Err(error) if error.is_only("missing-parameter") => {
            let open = error.into_problems().into_iter();
            problems.extend(open.map(|problem| Problem { severity: Severity::Note, ..problem }));
            None
        }
        Err(error) => {
            problems.extend(error.into_problems());
            None
        }
    }
}

/// What of a query makes work; of an application without one nothing is known.
pub(super) fn difficulty_inputs(query: Option<&Query>) -> DifficultyInputs {
    let Some(query) = query else { return DifficultyInputs::default() };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let own = || query.derived().iter().filter(|column| column.own);
    let children = own().filter(|column| matches!(column.how, ColumnHow::Child(_))).count();
    DifficultyInputs {
        tables: count(query.tables().len()),
        lists: count(query.lists().len()),
        derived: count(own().count() - children),
        child_tables: count(children),
        snapshots: match query.snapshots() {
            crate::query::Snapshots::Latest => 1,
            crate::query::Snapshots::Dates(dates) => count(dates.len()),
        },
        has_query: true,
    }
}
