//! What every command is given: the global options, the printer, the operator and the clock. The clock is read here and
//! nowhere else.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::Date;

use super::error::CommandError;
use crate::domain::{format_roc_short, taiwan_time};
use crate::registry::Actor;
use crate::settings::Workspace;
use crate::ui::Printer;

/// The surroundings of one command.
pub(super) struct Context {
    /// `--workspace` or `HRSTAT_WORKSPACE`.
    pub(super) workspace: Option<PathBuf>,
    /// Who is working; recorded in the audit log.
    pub(super) operator: String,
    /// Prints.
    pub(super) printer: Printer,
    /// When the command began.
    pub(super) now: Timestamp,
}

impl Context {
    /// The workspace named, or the nearest above the current folder.
    pub(super) fn workspace(&self) -> Result<Workspace, CommandError> {
        let here = std::env::current_dir().map_err(|error| CommandError::io(std::path::Path::new("."), &error))?;
        Ok(Workspace::find(self.workspace.as_deref(), &here)?)
    }

    /// The same at this moment, for a command that goes on for days.
    pub(super) fn renewed(&self) -> Self {
        Self {
            workspace: self.workspace.clone(),
            operator: self.operator.clone(),
            printer: self.printer.clone(),
            now: Timestamp::now(),
        }
    }

    /// Today.
    pub(super) fn today(&self) -> Date {
        taiwan_time(self.now).date()
    }

    /// This moment, as OpenPGP counts it: in whole seconds.
    pub(super) fn system_time(&self) -> SystemTime {
        let seconds = u64::try_from(self.now.as_second()).unwrap_or(0);
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Who does what this command does, and when.
    pub(super) fn actor(&self) -> Actor {
        Actor { operator: self.operator.clone(), at: self.now }
    }

    /// A moment as people here read it: `115.10.5 14:03`.
    pub(super) fn shown(at: Timestamp) -> String {
        let local = taiwan_time(at);
        format!("{} {}", format_roc_short(local.date()), local.strftime("%H:%M"))
    }
}
