//! What most commands need: a workspace with its settings, dictionary, authorities and registry open.

use std::cell::OnceCell;
use std::fs::File;
use std::io::ErrorKind;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use super::context::Context;
use super::error::CommandError;
use super::load;
use crate::domain::{Authorities, Dictionary};
use crate::intake::{IntakeLimits, IntakeRules, Vocabulary};
use crate::registry::Registry;
use crate::settings::{Settings, Workspace};
use crate::ui::safe_text;

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
    /// `intake.toml`, read when the first form arrives.
    vocabulary: OnceCell<Arc<Vocabulary>>,
}

impl Desk {
    /// By what applications are checked that arrive today.
    pub(super) fn intake_rules(&self, context: &Context) -> Result<IntakeRules, CommandError> {
        let vocabulary = if let Some(known) = self.vocabulary.get() {
            Arc::clone(known)
        } else {
            let read = Arc::new(load::vocabulary(&self.workspace)?);
            Arc::clone(self.vocabulary.get_or_init(|| read))
        };
        let deadline_words = self.settings.intake.deadline_words.clone();
        let limits = IntakeLimits {
            file_bytes: mib(self.settings.intake.max_file_mib),
            unpacked_bytes: mib(self.settings.intake.max_unpacked_mib),
        };
        Ok(IntakeRules { deadline_words, vocabulary, today: context.today(), limits })
    }

    /// Opens the workspace of `context`, and says what a killed run left in it.
    pub(super) fn open(context: &Context) -> Result<Self, CommandError> {
        let desk = Self::open_to_run(context)?;
        warn_of_killed_runs(&desk.registry, &desk.workspace, context)?;
        Ok(desk)
    }

    /// As [`Desk::open`] for those who put back what a killed run left, and say so themselves.
    pub(super) fn open_to_run(context: &Context) -> Result<Self, CommandError> {
        let workspace = context.workspace()?;
        let settings = load::settings(&workspace)?;
        // The registry is opened on another core while the dictionary is read.
        let (dictionary, authorities, registry) = thread::scope(|scope| {
            let registry = scope.spawn(|| registry(&workspace));
            let (dictionary, authorities) = (load::dictionary(&workspace), load::authorities(&workspace));
            (dictionary, authorities, registry.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        let (dictionary, authorities, registry) = (dictionary?, authorities?, registry?);
        Ok(Self { workspace, settings, dictionary, authorities, registry, vocabulary: OnceCell::new() })
    }
}

/// Says which runs have begun and died: nobody else would learn of them before the next run. A run that is going on holds
/// the lock, and is not dead.
pub(super) fn warn_of_killed_runs(
    registry: &Registry,
    workspace: &Workspace,
    context: &Context,
) -> Result<(), CommandError> {
    if registry.unfinished()?.is_empty() {
        return Ok(());
    }
    // Not made here: to look must not change the workspace. Without the file nobody can hold it.
    let lock = match File::open(workspace.run_lock()) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        // Who cannot open it cannot tell whether the run is dead; the next `run` will say what is wrong with the file.
        Err(_) => return Ok(()),
    };
    if lock.as_ref().is_some_and(|file| file.try_lock_shared().is_err()) {
        return Ok(());
    }
    // Once more, now that no run can begin or end: one may have ended since.
    let unfinished = registry.unfinished()?;
    for run in &unfinished {
        context.printer.say(&safe_text(&format!("上次沒有做完：{run}。")));
    }
    if let Some(run) = unfinished.first() {
        let request = run.request;
        context.printer.say(&format!("提示：下一次執行 hrstat run 會先清理並放回排序，例如：hrstat run {request}"));
    }
    Ok(())
}

/// The registry alone, for commands that need nothing else.
pub(super) fn registry(workspace: &Workspace) -> Result<Registry, CommandError> {
    Ok(Registry::open_existing(&workspace.registry())?)
}

fn mib(number: u32) -> u64 {
    u64::from(number) * 1024 * 1024
}
