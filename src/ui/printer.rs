//! The one place that writes to stdout and stderr; owns format, quiet and colour.

use std::io::{self, IsTerminal as _, Write as _};

use serde_json::Value;

use super::page::{Page, Report};
use super::progress::ProgressBars;

/// How results are written. The words of its values are part of the help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// 給人看
    #[default]
    Human,
    /// 一份 JSON 文件
    Json,
}

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// 終端機才用，遵守 NO_COLOR
    #[default]
    Auto,
    /// 一律使用
    Always,
    /// 一律不用
    Never,
}

/// What a printer must know.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrinterOptions {
    /// How results are written.
    pub format: Format,
    /// Whether only results and errors are shown.
    pub quiet: bool,
    /// When there are colours.
    pub color: ColorChoice,
}

/// Writes what commands have to say.
#[derive(Clone, Debug)]
pub struct Printer {
    options: PrinterOptions,
}

impl Printer {
    /// A printer.
    #[must_use]
    pub fn new(options: PrinterOptions) -> Self {
        Self { options }
    }

    /// How results are written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.options.format
    }

    fn color(&self, terminal: bool) -> bool {
        match self.options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// A page for stdout.
    fn page(&self) -> Page {
        /// Where it is not a terminal: a width that every screen and log can show.
        const WIDTH: usize = 100;
        let width = console::Term::stdout().size_checked().map_or(WIDTH, |(_, columns)| usize::from(columns));
        Page::new(width, self.color(io::stdout().is_terminal()))
    }

    /// Writes the result of a command to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written; a broken pipe is none.
    pub fn result(&self, report: &dyn Report) -> io::Result<()> {
        match self.options.format {
            Format::Json => self.json(&report.json()),
            Format::Human => {
                let mut page = self.page();
                report.human(&mut page);
                write_out(&page.into_text())
            }
        }
    }

    /// Writes a JSON document to stdout.
    ///
    /// # Errors
    /// When stdout cannot be written; a broken pipe is none.
    pub fn json(&self, value: &Value) -> io::Result<()> {
        write_out(&format!("{value:#}\n"))
    }

    /// Writes bytes to stdout as they are.
    ///
    /// # Errors
    /// When stdout cannot be written; a broken pipe is none.
    pub fn raw(&self, bytes: &[u8]) -> io::Result<()> {
        quietly_broken(io::stdout().lock().write_all(bytes))
    }

    /// Tells a person what is going on, on stderr.
    pub fn say(&self, text: &str) {
        if !self.options.quiet {
            // Nobody can be told that stderr cannot be written.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Tells a person more than a line of what is going on, on stderr.
    pub fn tell(&self, write: impl FnOnce(&mut Page)) {
        if !self.options.quiet {
            self.complain(write);
        }
    }

    /// Tells a person what went wrong, on stderr, also when quiet.
    pub fn complain(&self, write: impl FnOnce(&mut Page)) {
        let mut page = Page::new(100, self.color(io::stderr().is_terminal()));
        write(&mut page);
        let _ = io::stderr().write_all(page.into_text().as_bytes());
    }

    /// Whether somebody sits at a terminal and can be asked.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a question on stderr; yes only when the answer begins with y.
    ///
    /// # Errors
    /// When stdin cannot be read.
    pub fn ask(&self, question: &str) -> io::Result<bool> {
        write!(io::stderr(), "{question} [y/N] ")?;
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().chars().next(), Some('y' | 'Y' | '是')))
    }

    /// Bars for long work: on a terminal only.
    #[must_use]
    pub fn progress(&self) -> ProgressBars {
        ProgressBars::new(!self.options.quiet && io::stderr().is_terminal())
    }
}

fn write_out(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    quietly_broken(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// `hrstat queue | head -1` ends quietly.
fn quietly_broken(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
