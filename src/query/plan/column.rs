//! The computed columns of a plan: expressions, bands, recodes, child tables brought back to one value.

use crate::domain::{Band, Disclosure, FieldType};
use crate::expr::Expr;

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
    pub(in crate::query) fn inputs(&self) -> Vec<String> {
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
    pub(in crate::query) const CODES: [(&'static str, Self); 8] = [
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
