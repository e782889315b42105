//! What a query gives before anybody has decided whether it may leave: the first link of the release chain.
//!
//! A [`RawTable`] has no public constructor and no writer: only `query` makes one, and only `disclosure` turns it into
//! something that can be written.
//!
//! ```compile_fail,E0451
//! // A table cannot be made up outside the query room.
//! fn made_up(content: hrstat::query::RawContent) -> hrstat::query::RawTable {
//!     hrstat::query::RawTable { title: String::new(), content, notes: Vec::new(), missing: Vec::new() }
//! }
//! ```

use jiff::civil::Date;
use polars::prelude::DataFrame;

use super::fields::FieldUse;
use super::plan::Labels;
use crate::domain::AsOf;

/// One value of a cell.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Decimal(f64),
    /// A day.
    Date(Date),
    /// A text.
    Text(String),
}

impl Value {
    /// As a header shows it; 未填 where there is none.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Null => "未填".to_owned(),
            Self::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Date(day) => crate::domain::format_roc(*day),
            Self::Text(text) => text.clone(),
        }
    }
}

/// One member of an axis: the values of its fields, or none for the total. Fewer values than fields are a subtotal over the
/// fields that are left out.
pub type AxisKey = Option<Vec<Value>>;

/// A number in a cell of a crosstab, and the persons behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What would be shown.
    pub value: Value,
    /// Every count of persons that the value gives away: the count itself, the base of a ratio, the persons of the group,
    /// and who is left of the group.
    pub persons: Vec<u64>,
    /// Whether its number is known yet.
    pub state: CellState,
}

/// Whether the number of a cell is known yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellState {
    /// It is.
    #[default]
    Known,
    /// Somebody in it is still within the window of observation: there is no number.
    WindowOpen,
}

impl CellState {
    /// What stands in the place of a number.
    pub const WINDOW_OPEN: &'static str = "觀察期未滿";
}

/// Rows of which something could not be said, because a value is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What could not be said, in words, up to the number.
    pub what: String,
    /// How many rows.
    pub rows: u64,
    /// How many persons.
    pub persons: u64,
}

/// How the values of one measure are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureFormat {
    /// Its name.
    pub name: String,
    /// Digits after the point.
    pub decimals: u8,
    /// Shown as percent.
    pub percent: bool,
    /// What it is, in words.
    pub definition: String,
}

/// A crosstab before clearance.
#[derive(Clone, Debug)]
pub struct RawCrossTab {
    pub(super) row_fields: Vec<String>,
    pub(super) column_fields: Vec<String>,
    pub(super) row_keys: Vec<AxisKey>,
    pub(super) column_keys: Vec<AxisKey>,
    pub(super) measures: Vec<MeasureFormat>,
    /// By row, then column, then measure.
    pub(super) cells: Vec<Cell>,
    pub(super) direct_fields: Vec<String>,
    pub(super) labels: Labels,
}

impl RawCrossTab {
    /// Fields that identify by themselves and that the table or its population uses, also through derived fields.
    #[must_use]
    pub fn direct_fields(&self) -> &[String] {
        &self.direct_fields
    }

    /// What the labels of rows and columns say about persons.
    #[must_use]
    pub fn labels(&self) -> Labels {
        self.labels
    }

    /// Fields down the side.
    #[must_use]
    pub fn row_fields(&self) -> &[String] {
        &self.row_fields
    }

    /// Fields across the top.
    #[must_use]
    pub fn column_fields(&self) -> &[String] {
        &self.column_fields
    }

    /// The rows in order; a total comes last.
    #[must_use]
    pub fn row_keys(&self) -> &[AxisKey] {
        &self.row_keys
    }

    /// The columns in order; a total comes last. One empty key where there are no column fields.
    #[must_use]
    pub fn column_keys(&self) -> &[AxisKey] {
        &self.column_keys
    }

    /// What stands in the cells.
    #[must_use]
    pub fn measures(&self) -> &[MeasureFormat] {
        &self.measures
    }

    /// One cell.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize, measure: usize) -> Option<&Cell> {
        let columns = self.column_keys.len();
        if column >= columns || measure >= self.measures.len() {
            return None;
        }
        self.cells.get((row * columns + column) * self.measures.len() + measure)
    }
}

/// A list before clearance.
#[derive(Clone, Debug)]
pub struct RawList {
    pub(super) columns: Vec<FieldUse>,
    pub(super) frame: DataFrame,
    pub(super) persons: Option<u64>,
    pub(super) truncated_from: Option<usize>,
    pub(super) direct_fields: Vec<String>,
}

impl RawList {
    /// What each column is.
    #[must_use]
    pub fn columns(&self) -> &[FieldUse] {
        &self.columns
    }

    /// The rows.
    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// How many persons are in it; none where its rows do not say whose they are.
    #[must_use]
    pub fn persons(&self) -> Option<u64> {
        self.persons
    }

    /// Fields that identify by themselves and by which its rows were chosen, made or sorted, shown or not.
    #[must_use]
    pub fn direct_fields(&self) -> &[String] {
        &self.direct_fields
    }

    /// How many rows there were before the limit, where it cut some off.
    #[must_use]
    pub fn truncated_from(&self) -> Option<usize> {
        self.truncated_from
    }
}

/// What a table of a query is.
#[derive(Clone, Debug)]
pub enum RawContent {
    /// A crosstab.
    CrossTab(RawCrossTab),
    /// A list.
    List(RawList),
}

/// One table of a query before clearance.
#[derive(Clone, Debug)]
pub struct RawTable {
    pub(super) title: String,
    pub(super) content: RawContent,
    pub(super) notes: Vec<String>,
    pub(super) missing: Vec<Missing>,
}

impl RawTable {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it is.
    #[must_use]
    pub fn content(&self) -> &RawContent {
        &self.content
    }

    /// What a reader must know: cut-off rows, where those without a value stand.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Rows of which something could not be said, because a value is missing. Their numbers are not cleared yet.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }
}

/// What running a query gives.
#[derive(Clone, Debug)]
pub struct RawResult {
    pub(super) tables: Vec<RawTable>,
    pub(super) snapshots: Vec<AsOf>,
    pub(super) population_size: Option<u64>,
    pub(super) population_rows: u64,
}

impl RawResult {
    /// Its tables: crosstabs first, then lists, in the order of the file.
    #[must_use]
    pub fn tables(&self) -> &[RawTable] {
        &self.tables
    }

    /// Its tables, to be cleared.
    #[must_use]
    pub fn into_tables(self) -> Vec<RawTable> {
        self.tables
    }

    /// The snapshots that it was computed from.
    #[must_use]
    pub fn snapshots(&self) -> &[AsOf] {
        &self.snapshots
    }

    /// How many distinct persons the population holds; none where its rows do not say whose they are.
    #[must_use]
    pub fn population_size(&self) -> Option<u64> {
        self.population_size
    }

    /// How many rows of the unit the population holds.
    #[must_use]
    pub fn population_rows(&self) -> u64 {
        self.population_rows
    }
}
