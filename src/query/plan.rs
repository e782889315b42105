//! The resolved query: every name found in the dictionary, every expression typed, every derived field in the order in
//! which it can be computed.

use crate::domain::{Band, Disclosure, FieldType};
use crate::expr::Expr;

use super::fields::FieldUse;
use super::spec::{Bound, SmallCells, Snapshots};

/// A query that can be run.
#[derive(Clone, Debug)]
pub struct Query {
    pub(super) title: String,
    pub(super) parameters: Vec<Bound>,
    pub(super) snapshots: Snapshots,
    pub(super) unit: String,
    pub(super) population: Option<Expr>,
    pub(super) columns: Vec<Column>,
    pub(super) tables: Vec<CrossTab>,
    pub(super) lists: Vec<ListPlan>,
    pub(super) threshold: Option<u32>,
    pub(super) small_cells: SmallCells,
    pub(super) uses: Vec<FieldUse>,
}

impl Query {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its parameters with their values, in the order of the file.
    #[must_use]
    pub fn parameters(&self) -> &[Bound] {
        &self.parameters
    }

    /// Which snapshots it asks.
    #[must_use]
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The table whose rows are counted.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The condition that its rows meet.
    #[must_use]
    pub fn population(&self) -> Option<&Expr> {
        self.population.as_ref()
    }

    /// Its crosstabs.
    #[must_use]
    pub fn tables(&self) -> &[CrossTab] {
        &self.tables
    }

    /// Its lists.
    #[must_use]
    pub fn lists(&self) -> &[ListPlan] {
        &self.lists
    }

    /// Its derived fields, in the order in which they are computed.
    #[must_use]
    pub fn derived(&self) -> &[Column] {
        &self.columns
    }

    /// The threshold it asks for.
    #[must_use]
    pub fn threshold(&self) -> Option<u32> {
        self.threshold
    }

    /// What it does about small cells.
    #[must_use]
    pub fn small_cells(&self) -> SmallCells {
        self.small_cells
    }

    /// What is to be said of each field that it uses.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.uses
    }
}

/// A computed column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What values it has.
    pub kind: FieldType,
    /// How it is made.
    pub how: ColumnHow,
    /// Its personal-data class.
    pub disclosure: Disclosure,
    /// Whether the query defines it (else the dictionary does).
    pub own: bool,
}

/// How a column is computed.
#[derive(Clone, Debug)]
pub enum ColumnHow {
    /// By an expression.
    Expression(Expr),
    /// By bands.
    Band {
        /// Of this column.
        of: String,
        /// These.
        band: Band,
    },
    /// From a child table.
    Child(ChildTake),
    /// By putting other values in the place of some.
    Recode {
        /// Of this column.
        of: String,
        /// Old and new values.
        values: Vec<(String, String)>,
        /// What becomes of a value that is not listed.
        otherwise: Otherwise,
    },
}

/// What becomes of a value that a recode does not list. Null stays null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It stays as it is.
    Stays,
    /// It becomes this.
    Becomes(String),
    /// It is unknown.
    Null,
}

impl ColumnHow {
    /// The columns of the unit from which it is computed.
    pub(super) fn inputs(&self) -> Vec<String> {
        match self {
            Self::Expression(expr) => expr.fields(),
            Self::Band { of, .. } | Self::Recode { of, .. } => vec![of.clone()],
            Self::Child(take) => take.outer.clone(),
        }
    }
}

/// A child table brought back to one value a person.
#[derive(Clone, Debug)]
pub struct ChildTake {
    /// The child table.
    pub table: String,
    /// Which of its rows.
    pub condition: Option<Expr>,
    /// Dictionary-derived columns that the condition uses, in order.
    pub columns: Vec<Column>,
    /// Which value.
    pub take: Take,
    /// Of which field; none for count and any.
    pub of: Option<String>,
    /// The values of a code field from least to greatest, for min and max.
    pub order: Vec<String>,
    /// In which order, for first and last.
    pub order_by: Option<String>,
    /// Columns of the unit's row that the condition names: the value is then one of the row and not of the person.
    pub outer: Vec<String>,
}

/// Which value of the child rows is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// How many rows.
    Count,
    /// Whether there is one.
    Any,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The sum.
    Sum,
    /// The mean.
    Mean,
    /// The first by `order_by`.
    First,
    /// The last by `order_by`.
    Last,
}

impl Take {
    pub(super) const CODES: [(&'static str, Self); 8] = [
        ("count", Self::Count),
        ("any", Self::Any),
        ("min", Self::Min),
        ("max", Self::Max),
        ("sum", Self::Sum),
        ("mean", Self::Mean),
        ("first", Self::First),
        ("last", Self::Last),
    ];

    /// Its word in Chinese.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Count => "筆數",
            Self::Any => "有無",
            Self::Min => "最小值",
            Self::Max => "最大值",
            Self::Sum => "合計",
            Self::Mean => "平均",
            Self::First => "最早一筆",
            Self::Last => "最近一筆",
        }
    }
}

/// A crosstab.
#[derive(Clone, Debug)]
pub struct CrossTab {
    /// Its title.
    pub title: String,
    /// Fields down the side.
    pub rows: Vec<String>,
    /// Fields across the top.
    pub columns: Vec<String>,
    /// A narrower population, for this table alone.
    pub condition: Option<Expr>,
    /// Fields of which every value appears, though nobody has it.
    pub complete: Vec<String>,
    /// What stands in the cells.
    pub measures: Vec<Measure>,
    /// Whether totals are added.
    pub totals: bool,
    /// Whether subtotals are added after each group of an outer field.
    pub subtotals: bool,
    /// Whether there are several snapshots: a stock never adds over time, so there is no total across 資料截止日.
    pub over_time: bool,
    /// Fields that identify by themselves and that the table or its population uses, also through derived fields.
    pub direct_fields: Vec<String>,
    /// Whether its labels may be kept where they cannot be erased.
    pub labels: Labels,
}

/// What the labels of a table say about persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Nothing: they are codes, or values of harmless fields.
    Harmless,
    /// They may tell: birthdays, posts, names.
    Telling,
}

/// One measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// What it measures.
    pub kind: MeasureKind,
    /// The type of its values.
    pub values: FieldType,
    /// Digits after the point.
    pub decimals: u8,
    /// Whether it is shown as percent.
    pub percent: bool,
    /// The day on which the observation of a row is over: a cell with a row that is still observed has no number.
    pub window_ends: Option<Expr>,
}

/// What a measure measures.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// Distinct persons.
    Persons,
    /// Rows of the unit.
    Rows,
    /// Persons for whom a condition holds.
    CountIf(Expr),
    /// Rows for which a condition holds.
    RowsIf(Expr),
    /// A statistic of a field.
    Statistic(Statistic, String),
    /// One measure of this table over another, by index.
    Ratio(usize, usize),
    /// A measure of this table as a part of a whole.
    Share(usize, ShareBase),
    /// An expression whose fields are measures of this table.
    Formula(Expr),
}

impl MeasureKind {
    /// Whether it is computed from rows, and not from other measures.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        !matches!(self, Self::Ratio(..) | Self::Share(..) | Self::Formula(_))
    }
}

/// A statistic of a number (or, for min and max, of a day).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Arithmetic mean.
    Mean,
    /// Median, the mean of the middle two where the count is even.
    Median,
    /// Sum.
    Sum,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Standard deviation of a sample, with n − 1; null below two values.
    Std,
    /// The quantile at this probability, by linear interpolation.
    Quantile(f64),
}

/// The whole of which a share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareBase {
    /// Its row.
    Row,
    /// Its column.
    Column,
    /// The table.
    Total,
}

impl CrossTab {
    /// The fields that it names: on its axes, in its condition, its measures and their windows.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = self.rows.iter().chain(&self.columns).cloned().collect();
        names.extend(self.condition.iter().flat_map(Expr::fields));
        for measure in &self.measures {
            names.extend(measure.window_ends.iter().flat_map(Expr::fields));
            match &measure.kind {
                MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => names.extend(condition.fields()),
                MeasureKind::Statistic(_, of) => names.push(of.clone()),
                MeasureKind::Persons
                | MeasureKind::Rows
                | MeasureKind::Ratio(..)
                | MeasureKind::Share(..)
                | MeasureKind::Formula(_) => {}
            }
        }
        names
    }
}

/// A list of rows.
#[derive(Clone, Debug)]
pub struct ListPlan {
    /// Its title.
    pub title: String,
    /// Its fields, each with what is to be said of it.
    pub columns: Vec<FieldUse>,
    /// Field, and whether descending.
    pub order_by: Vec<(String, bool)>,
    /// At most so many rows.
    pub limit: Option<u32>,
    /// A narrower population, for this list alone.
    pub condition: Option<Expr>,
    /// Fields that identify by themselves and that the list or its population uses, shown or not.
    pub direct_fields: Vec<String>,
}

impl ListPlan {
    /// The fields that it names: its columns, its order, its condition.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|column| column.name.clone());
        let order = self.order_by.iter().map(|(name, _)| name.clone());
        columns.chain(order).chain(self.condition.iter().flat_map(Expr::fields)).collect()
    }
}
