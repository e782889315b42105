//! How long work in this room tells how far it is. Who draws the bar is no concern of the room.

/// Receives progress; `ui` draws it, [`NoProgress`] forgets it.
///
/// Called from one thread only, the one that called the room.
pub trait Progress {
    /// Work on `what` (a name for people) begins; `total` rows, where that is known.
    fn begin(&self, what: &str, total: Option<u64>);
    /// So many rows more are done.
    fn advance(&self, rows: u64);
    /// The work begun last is done.
    fn finish(&self);
}

/// For callers that show nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _rows: u64) {}
    fn finish(&self) {}
}
