//! What most commands need: a workspace with its settings, dictionary, authorities and registry open.

use super::context::Context;
use super::error::CommandError;
use super::load;
use crate::domain::{Authorities, Dictionary};
use crate::registry::Registry;
use crate::settings::{Settings, Workspace};

/// An open workspace.
pub(super) struct Desk {
    /// The folder.
    pub(super) workspace: Workspace,
    /// `hrstat.toml`.
    pub(super) settings: Settings,
    /// The data dictionary.
    pub(super) dictionary: Dictionary,
    /// The authorities.
    pub(super) authorities: Authorities,
    /// The registry.
    pub(super) registry: Registry,
}

impl Desk {
    /// Opens the workspace of `context`.
    pub(super) fn open(context: &Context) -> Result<Self, CommandError> {
        let workspace = context.workspace()?;
        let settings = load::settings(&workspace)?;
        let dictionary = load::dictionary(&workspace)?;
        let authorities = load::authorities(&workspace)?;
        let registry = registry(&workspace)?;
        Ok(Self { workspace, settings, dictionary, authorities, registry })
    }
}

/// The registry alone, for commands that need nothing else.
pub(super) fn registry(workspace: &Workspace) -> Result<Registry, CommandError> {
    Ok(Registry::open_existing(&workspace.registry())?)
}
