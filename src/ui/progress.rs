//! Progress bars: on stderr, only on a terminal, only for work that takes longer than a glance.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows no bar.
const GLANCE: Duration = Duration::from_millis(250);

/// One bar after the other.
#[derive(Debug)]
pub struct ProgressBars {
    visible: bool,
    current: RefCell<Option<(ProgressBar, Instant)>>,
}

impl ProgressBars {
    /// Bars, shown where `visible`.
    #[must_use]
    pub fn new(visible: bool) -> Self {
        Self { visible, current: RefCell::new(None) }
    }

    /// A piece of work begins; `total` rows, where known.
    pub fn begin(&self, what: &str, total: Option<u64>) {
        self.finish();
        if !self.visible {
            return;
        }
        let template = match total {
            Some(_) => "{msg:12} {bar:30} {human_pos}／{human_len} 列  {per_sec}  剩 {eta}",
            None => "{msg:12} {spinner} {human_pos} 列  {per_sec}",
        };
        // The templates are fixed and valid; a style that fails leaves the default one.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_style(style);
        bar.set_message(what.to_owned());
        *self.current.borrow_mut() = Some((bar, Instant::now()));
    }

    /// So many rows more are done.
    pub fn advance(&self, rows: u64) {
        if let Some((bar, since)) = &*self.current.borrow() {
            if bar.is_hidden() && since.elapsed() >= GLANCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.inc(rows);
        }
    }

    /// The piece of work is done.
    pub fn finish(&self) {
        if let Some((bar, _)) = self.current.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for ProgressBars {
    fn drop(&mut self) {
        self.finish();
    }
}
