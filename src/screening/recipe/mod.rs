//! A recipe: how one table or list of a query is had from one cross of one entry, step by step. It is a value: `words` says
//! it to the applicant, and whoever has the published table can follow it to the figures.

mod build;
mod follow;
mod statistic;
mod words;

use jiff::civil::Date;

pub(super) use build::build;
pub use follow::{Difference, FollowError, Followed, TableOf, follow};

use crate::domain::Band;
use crate::expr::Expr;
use crate::query::{Otherwise, ShareBase, Statistic, Value};

/// The steps, in the order in which they are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The entry.
    pub entry: String,
    /// Whose figures are looked at, where the entry shows each authority its own: conditions on the population.
    pub scope: Vec<Expr>,
    /// The days whose tables are used.
    pub days: Vec<Date>,
    /// The table that is used.
    pub cells: CellSteps,
    /// What is made of its cells.
    pub answer: RecipeAnswer,
}

/// What is done with the cells of one table. They are seen as rows: the day, the fields of the table, a count. A list of
/// persons is the same with a count of one.
#[derive(Clone, Debug, PartialEq)]
pub struct CellSteps {
    /// The fields that stand jointly in the table; of a list the columns to choose.
    pub fields: Vec<String>,
    /// Columns made of others, each of those before it.
    pub made: Vec<MadeColumn>,
    /// Which cells are taken: those of which each condition holds.
    pub keep: Vec<Expr>,
}

/// A column that the table itself does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeColumn {
    /// Its name.
    pub name: String,
    /// How it is made.
    pub how: MadeHow,
}

/// How a column is made.
#[derive(Clone, Debug, PartialEq)]
pub enum MadeHow {
    /// Each value of the finer field belongs to one value of it.
    RollUp {
        /// The finer field.
        from: String,
    },
    /// A number that stands for all of its band: whatever is asked about the number has one answer for the whole band.
    Within {
        /// The field of bands.
        of: String,
        /// Its edges in the table of the entry.
        edges: Vec<f64>,
    },
    /// The same column, by a name of the query's own.
    Alias {
        /// Of this column.
        of: String,
    },
    /// Bands of a number.
    Band {
        /// The number.
        of: String,
        /// The bands.
        band: Band,
    },
    /// Computed in each row of a list.
    Computed(Expr),
    /// By putting other values in the place of some, in each row of a list.
    Recode {
        /// Of this column.
        of: String,
        /// Old and new values.
        values: Vec<(String, String)>,
        /// What becomes of a value that is not listed.
        otherwise: Otherwise,
    },
    /// The same value for every cell that is taken: the conditions leave no other.
    Fixed(Value),
}

/// What is made of the cells that are taken.
#[derive(Clone, Debug, PartialEq)]
pub enum RecipeAnswer {
    /// A crosstab.
    Table {
        /// Columns of the cells down the side.
        rows: Vec<String>,
        /// Columns of the cells across the top.
        columns: Vec<String>,
        /// Whether totals are added.
        totals: bool,
        /// Whether subtotals are added.
        subtotals: bool,
        /// What stands in the cells: names, and how each is had.
        measures: Vec<(String, MeasureStep)>,
    },
    /// A list of persons.
    List {
        /// Its columns.
        columns: Vec<String>,
        /// Field, and whether descending.
        order_by: Vec<(String, bool)>,
        /// At most so many rows.
        limit: Option<u32>,
    },
}

/// How a measure is had.
#[derive(Clone, Debug, PartialEq)]
pub enum MeasureStep {
    /// The counts of persons in the cells are added up.
    Add,
    /// The counts of rows of the unit are.
    AddRows,
    /// The counts of those cells of which a condition holds.
    AddWhere(Expr),
    /// Published means, weighted with the counts of their groups where several are put together.
    Mean {
        /// Of this number.
        of: String,
        /// For each level of the table, by the fields shown there, the published means that are used.
        levels: Vec<(Vec<String>, CellSteps)>,
    },
    /// A statistic of a column of a list, or of the numbers that stand beside the counts, each so many times; those without a
    /// value are left out.
    Statistic {
        /// Of this column.
        of: String,
        /// Which.
        statistic: Statistic,
    },
    /// One measure over another, by index.
    Ratio(usize, usize),
    /// A measure as a part of a whole.
    Share(usize, ShareBase),
    /// An expression whose fields are measures.
    Formula(Expr),
}
