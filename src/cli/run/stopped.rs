//! Why a run stops without a release, and the way back into the queue.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex};

use super::interrupted::remove_unconfirmed;
use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::outcome::Exit;
use crate::domain::RequestId;

/// Why a run ends without a release.
pub(super) struct Stopped {
    /// For the operator.
    pub(super) error: CommandError,
    /// For the audit log, which keeps it for good: fixed words, for messages may quote what was computed.
    pub(super) why: &'static str,
}

impl Stopped {
    pub(super) fn new(why: &'static str, error: CommandError) -> Self {
        Self { error, why }
    }
}

impl<E> From<E> for Stopped
where
    CommandError: From<E>,
{
    fn from(error: E) -> Self {
        let error = CommandError::from(error);
        let why = match error.exit() {
            Exit::No => "依規定不可行",
            Exit::BadInput | Exit::Usage => "輸入有誤",
            Exit::Config => "設定錯誤",
            Exit::Io => "檔案讀寫失敗",
            Exit::Bug | Exit::Done => "計算失敗",
        };
        Self { error, why }
    }
}

/// Puts a request that stopped back into the queue. An unconfirmed reply goes first: while it lies in the outbox, its
/// release stays in preparation, and the next run finds and removes it.
pub(super) fn put_back(stopped: Stopped, request: RequestId, desk: &mut Desk, context: &Context) -> CommandError {
    let Stopped { error, why } = stopped;
    match try_to_put_back(why, request, desk, context) {
        Ok(()) => error,
        Err(second) => error
            .hint(format!("另外，{request} 沒能放回排序：{}", second.message()))
            .hint("排除後，下一次執行 hrstat run 會先清理並放回排序"),
    }
}

pub(super) fn try_to_put_back(
    why: &str,
    request: RequestId,
    desk: &mut Desk,
    context: &Context,
) -> Result<(), CommandError> {
    for run in desk.registry.unfinished()?.iter().filter(|run| run.request == request) {
        remove_unconfirmed(run, desk)?;
        desk.registry.abort(&context.actor(), request, why)?;
    }
    Ok(())
}

/// A panic of the computation is a bug like any other: the request goes back into the queue, and what the panic says, which
/// may quote the data, goes nowhere.
pub(super) fn unless_it_panics<T>(compute: impl FnOnce() -> Result<T, Stopped>) -> Result<T, Stopped> {
    let place = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&place);
    let hook = take_hook();
    set_hook(Box::new(move |panic| {
        // Where in the source: that is no data.
        let at = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
        if let Ok(mut place) = seen.lock() {
            *place = place.take().or(at);
        }
    }));
    // What `compute` borrows is dropped or only read after a panic.
    let computed = catch_unwind(AssertUnwindSafe(compute));
    set_hook(hook);
    computed.unwrap_or_else(|payload| {
        drop(payload);
        let error = CommandError::new(Exit::Bug, "計算時發生程式錯誤，沒有釋出任何檔案");
        let error = error.hint("這是 hrstat 的錯誤，請連同查詢檔回報");
        let place = place.lock().ok().and_then(|mut place| place.take());
        Err(Stopped::from(match place {
            Some(place) => error.hint(format!("發生錯誤的位置：{place}")),
            None => error,
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_bug_whose_words_go_nowhere() {
        let name = "甲乙丙";
        let panicked = unless_it_panics(|| -> Result<(), Stopped> { panic!("bad value {name}") });
        let Err(Stopped { error, why }) = panicked else { panic!("it did not stop") };
        assert_eq!((error.exit(), why), (Exit::Bug, "計算失敗"));
        let shown = error.json().to_string();
        assert!(!shown.contains(name) && shown.contains("stopped.rs:"), "{shown}");
    }

    #[test]
    fn the_audit_log_keeps_no_message() {
        let stopped = Stopped::from(CommandError::new(Exit::Io, "無法存取 甲乙丙"));
        assert_eq!(stopped.why, "檔案讀寫失敗");
        assert_eq!(stopped.error.message(), "無法存取 甲乙丙");
    }
}
