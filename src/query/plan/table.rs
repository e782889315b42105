//! The crosstabs and lists of a plan.

use crate::domain::FieldType;
use crate::expr::Expr;
use crate::query::fields::FieldUse;

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
