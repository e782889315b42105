//! Progress bars: on stderr, only on a terminal, only for work that takes longer than a glance.

use std::cell::RefCell;
use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

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
        let style = style(total.is_some());
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

/// A line of at most 80 columns: the longest table name, millions of rows and hours fit in. The words of indicatif are
/// English, so rate and time are written here.
fn style(with_total: bool) -> ProgressStyle {
    let template = if with_total {
        "{msg:20} {bar:6} {human_pos}／{human_len} 列  {rate}{remaining}"
    } else {
        "{msg:20} {spinner} {human_pos} 列  {rate}"
    };
    // The templates are fixed and valid; a style that fails leaves the default one.
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━─")
        // What cannot be written to the screen has nobody to be told.
        .with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&rate(state.per_sec()));
        })
        .with_key("remaining", |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&remaining(state.eta()));
        })
}

fn rate(rows_a_second: f64) -> String {
    const MYRIAD: u64 = 10_000;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate is at least 0, and only shown")]
    let rows = rows_a_second.round() as u64;
    if rows < 100 * MYRIAD { format!("{} 列/秒", HumanCount(rows)) } else { format!("{} 萬列/秒", rows / MYRIAD) }
}

fn remaining(time: Duration) -> String {
    match time.as_secs() {
        0 => String::new(),
        seconds @ 1..600 => format!("  剩 {seconds} 秒"),
        seconds => format!("  剩 {} 分", seconds / 60),
    }
}

impl Drop for ProgressBars {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    /// A terminal that keeps what is written.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<Vec<String>>>);

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            200
        }

        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }

        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A line that is too wide is broken by the terminal and piles up instead of moving.
    #[test]
    fn a_national_file_fits_into_eighty_columns_in_chinese() {
        for (what, done, total) in [
            ("讀取 緊急通知人.csv", 9_430_713, Some(9_598_153)),
            ("產生 2025-12-31 的合成人員", 999_999, Some(1_000_000)),
            ("讀取 緊急通知人.csv", 9_430_713, None),
        ] {
            let paper = Paper::default();
            let target = ProgressDrawTarget::term_like(Box::new(paper.clone()));
            let bar = ProgressBar::with_draw_target(total, target).with_style(style(total.is_some()));
            bar.set_message(what);
            bar.set_position(done);
            bar.force_draw();
            let lines = paper.0.lock().unwrap().clone();
            let line = lines.iter().map(|line| line.trim_end()).rfind(|line| line.contains(what)).unwrap();
            assert!(line.contains("列/秒") && line.contains(&HumanCount(done).to_string()), "{line:?}");
            assert!(line.width() <= 80, "{} {line:?}", line.width());
            assert!(!line.contains("/s"), "{line:?}");
        }
        assert_eq!((rate(859_059.6), rate(4_300_000.0)), ("859,060 列/秒".to_owned(), "430 萬列/秒".to_owned()));
        assert_eq!(remaining(Duration::from_millis(400)), "");
        assert_eq!(remaining(Duration::from_secs(599)), "  剩 599 秒");
        assert_eq!(remaining(Duration::from_secs(7_300)), "  剩 121 分");
    }
}
