//! Screening on behalf of commands: the workspace's catalogue, and whether it answers a query already.

use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::load::read_text;
use super::outcome::Exit;
use super::question::Question;
use crate::dataset::latest;
use crate::domain::Dictionary;
use crate::query::Query;
use crate::screening::{Catalogue, Coverage, CoverageContext, check_coverage, incomparable, parse_catalogue};
use crate::settings::Workspace;
use crate::source::{Problem, Problems};

/// Reads `catalogue/*.toml`, in the order of their names.
pub(super) fn catalogue(
    workspace: &Workspace,
    dictionary: &Dictionary,
) -> Result<(Catalogue, Vec<Problem>), CommandError> {
    let folder = workspace.catalogue_dir();
    let entries = std::fs::read_dir(&folder).map_err(|error| CommandError::io(&folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| CommandError::io(&folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        sources.push(read_text(&path, &workspace.shown(&path))?);
    }
    let problems = Problems::new();
    match parse_catalogue(&sources, dictionary, &problems) {
        Some(catalogue) if !problems.has_errors() => Ok((catalogue, problems.into_sorted())),
        _ => Err(CommandError::new(Exit::BadInput, "既有統計目錄有錯").problems(problems.into_sorted())),
    }
}

/// Whether the catalogue answers `question`, asked by an office of `authority`.
pub(super) fn coverage_of(
    question: &Question,
    authority: Option<&str>,
    catalogue: &Catalogue,
    desk: &Desk,
    context: &Context,
) -> Result<Coverage, CommandError> {
    match question.as_query() {
        Some(query) => coverage(query, authority, catalogue, desk, context),
        None => Ok(incomparable(question.title())),
    }
}

/// Whether the catalogue answers `query`, asked by an office of `authority`.
pub(super) fn coverage(
    query: &Query,
    authority: Option<&str>,
    catalogue: &Catalogue,
    desk: &Desk,
    context: &Context,
) -> Result<Coverage, CommandError> {
    Ok(check_coverage(query, catalogue, &desk.dictionary, &surroundings(authority, desk, context)?))
}

/// What coverage depends on beside query and catalogue.
pub(super) fn surroundings(
    authority: Option<&str>,
    desk: &Desk,
    context: &Context,
) -> Result<CoverageContext, CommandError> {
    Ok(CoverageContext {
        today: context.today(),
        applicant_authority: authority.map(ToOwned::to_owned),
        latest_snapshot: latest(&desk.workspace.snapshots_dir())?,
    })
}
