//! The query file as written (`contract.md` §7): every part with its place, nothing resolved yet.

mod parameter;
mod read;
mod read_derive;
mod read_table;

pub use parameter::{Bound, ParameterSpec};
pub use read::parse_query;

use crate::domain::AsOf;
use crate::source::{At, Span};

/// A query file.
#[derive(Clone, Debug)]
pub struct QuerySpec {
    /// Its title.
    pub title: At<String>,
    /// What can be set when it is run.
    pub parameters: Vec<ParameterSpec>,
    /// The names of all parameters, also of those that could not be read: their uses are not reported too.
    pub declared: Vec<String>,
    /// Which snapshots: `latest`, days, or parameters; empty for the newest.
    pub snapshots: Vec<At<String>>,
    /// The table whose rows are counted.
    pub unit: At<String>,
    /// The population.
    pub population: Option<At<String>>,
    /// Its own fields.
    pub derives: Vec<DeriveSpec>,
    /// Its crosstabs.
    pub tables: Vec<TableSpec>,
    /// Its lists.
    pub lists: Vec<ListSpec>,
    /// What it says about small cells.
    pub disclosure: DisclosureSpec,
}

/// Which snapshots a query asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snapshots {
    /// The newest.
    Latest,
    /// These days.
    Dates(Vec<AsOf>),
}

/// A field of the query's own.
#[derive(Clone, Debug)]
pub struct DeriveSpec {
    /// Its name.
    pub name: At<String>,
    /// How it is made.
    pub how: DeriveHow,
}

/// How a query's own field is made.
#[derive(Clone, Debug)]
pub enum DeriveHow {
    /// Bands of a number.
    Band {
        /// The number.
        of: At<String>,
        /// The edges.
        breaks: Vec<f64>,
        /// Where the edges stand.
        span: Span,
    },
    /// An expression.
    Expression(At<String>),
    /// Values replaced by others.
    Recode {
        /// Of this field.
        of: At<String>,
        /// By what.
        through: Through,
        /// What becomes of a value that is not listed.
        otherwise: Option<At<String>>,
    },
    /// A child table brought back to one value a person.
    Child {
        /// The child table.
        from: At<String>,
        /// Which of its rows.
        condition: Option<At<String>>,
        /// Which value.
        take: At<String>,
        /// Of which field.
        of: Option<At<String>>,
        /// In which order, for first and last.
        order_by: Option<At<String>>,
    },
    /// It could not be read, which is reported; the name is kept, so that its uses are not reported too.
    Unreadable,
}

/// Through what a field is recoded.
#[derive(Clone, Debug)]
pub enum Through {
    /// A mapping of the dictionary, or the list above the field's code list.
    Named(At<String>),
    /// The query's own pairs.
    Inline(Vec<(At<String>, At<String>)>),
}

/// A crosstab.
#[derive(Clone, Debug)]
pub struct TableSpec {
    /// Its title.
    pub title: At<String>,
    /// Its place.
    pub span: Span,
    /// A narrower population, for this table alone.
    pub condition: Option<At<String>>,
    /// Fields down the side.
    pub rows: Vec<At<String>>,
    /// Fields across the top.
    pub columns: Vec<At<String>>,
    /// What stands in the cells.
    pub measures: Vec<MeasureSpec>,
    /// Whether totals are added.
    pub totals: bool,
    /// Whether subtotals are added after each group of an outer field.
    pub subtotals: bool,
    /// Fields of which every value appears, though nobody has it.
    pub complete: Vec<At<String>>,
}

/// One measure as written.
#[derive(Clone, Debug)]
pub struct MeasureSpec {
    /// Its name.
    pub name: At<String>,
    /// What it measures.
    pub how: MeasureHow,
    /// Digits after the point, where given.
    pub decimals: Option<u8>,
    /// The day on which the observation of a row is over, where there is one.
    pub window_ends: Option<At<String>>,
}

/// What a measure measures.
#[derive(Clone, Debug)]
pub enum MeasureHow {
    /// A measure known by its name: 人數, 件數.
    Named,
    /// Persons for whom a condition holds.
    Count(At<String>),
    /// Rows for which a condition holds.
    Rows(At<String>),
    /// An expression over measures before it, and whether it is shown as percent.
    Formula {
        /// The expression.
        text: At<String>,
        /// Shown as percent.
        percent: bool,
    },
    /// One measure over another.
    Ratio {
        /// Numerator and denominator.
        parts: Vec<At<String>>,
        /// Shown as percent.
        percent: bool,
    },
    /// A statistic of a field.
    Statistic {
        /// `mean`, `median`, …
        statistic: &'static str,
        /// The field.
        of: At<String>,
        /// For `quantile`.
        at: Option<At<f64>>,
    },
    /// A part of a whole.
    Share {
        /// Of which measure.
        of: At<String>,
        /// `row`, `column` or `total`.
        base: At<String>,
    },
}

/// A list of rows.
#[derive(Clone, Debug)]
pub struct ListSpec {
    /// Its title.
    pub title: At<String>,
    /// Its place.
    pub span: Span,
    /// A narrower population, for this list alone.
    pub condition: Option<At<String>>,
    /// Its fields.
    pub columns: Vec<At<String>>,
    /// Field, with ` desc` where descending.
    pub order_by: Vec<At<String>>,
    /// At most so many rows.
    pub limit: Option<u32>,
}

/// `[disclosure]` of a query.
#[derive(Clone, Debug, Default)]
pub struct DisclosureSpec {
    /// A count from 1 to `threshold - 1` is a small cell.
    pub threshold: Option<u32>,
    /// What is done about small cells.
    pub small_cells: Option<SmallCells>,
}

/// What is done about small cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmallCells {
    /// The output is encrypted.
    #[default]
    Encrypt,
    /// They are hidden.
    Suppress,
    /// There is no output.
    Refuse,
}
