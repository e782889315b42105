//! A recipe: how one table or list of a query is had from one cross of one entry, step by step. It is a value: `words` says
//! it to the applicant, and whoever has the published table can follow it to the figures.

mod words;

use jiff::civil::Date;

pub(super) use words::recipe;

use crate::domain::Band;
use crate::expr::Expr;
use crate::query::{Otherwise, ShareBase, Statistic};

/// The steps, in the order in which they are taken.
///
/// A table of an entry is seen as rows of cells: the columns are the fields of the cross, the day, and the count. A list of
/// persons is the same with a count of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The entry.
    pub entry: String,
    /// The fields that stand jointly in the table that is used; for a list the columns to choose.
    pub cross: Vec<String>,
    /// The days whose tables are used.
    pub days: Vec<Date>,
    /// Columns made of others, each of those before it.
    pub made: Vec<MadeColumn>,
    /// Which cells are taken: those of which each condition holds.
    pub keep: Vec<Expr>,
    /// What is made of them.
    pub answer: RecipeAnswer,
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
    /// Bands of a number.
    Band {
        /// The number.
        of: String,
        /// The bands.
        band: Band,
    },
    /// An expression over other columns.
    Expression(Expr),
    /// Other values in the place of some.
    Recode {
        /// The column.
        of: String,
        /// Old and new values.
        values: Vec<(String, String)>,
        /// What becomes of a value that is not listed.
        otherwise: Otherwise,
    },
    /// The same value for every cell that is taken: the conditions leave no other.
    Fixed(crate::query::Value),
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
    /// The counts of the cells are added up.
    Add,
    /// The counts of those cells of which a condition holds.
    AddWhere(Expr),
    /// The mean that is published for the group itself.
    PublishedMean {
        /// Of this number.
        of: String,
        /// The fields by which it is published.
        by: Vec<String>,
    },
    /// Published means of finer groups, weighted with the counts of the table.
    WeightedMean {
        /// Of this number.
        of: String,
        /// The fields by which it is published, all of the cross.
        by: Vec<String>,
    },
    /// A statistic of a number that stands in the cells, each as often as its count.
    OfValues(Statistic, String),
    /// One measure over another, by index.
    Ratio(usize, usize),
    /// A measure as a part of a whole.
    Share(usize, ShareBase),
    /// An expression whose fields are measures.
    Formula(Expr),
}
