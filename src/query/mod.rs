//! The query file, its plan over a frame, its measures, and the evidence that disclosure control asks for.
//!
//! `spec` reads the file, `check` resolves it against the dictionary, `population` assembles the rows, `crosstab` and
//! `list` compute. `sql` reads a SELECT for what the language cannot say. The room opens no file: whoever runs a query brings
//! a [`FrameSource`] for each snapshot. What comes out is a [`RawResult`], which nobody can write until `disclosure` has
//! cleared it.

mod arguments;
mod check;
mod child_values;
mod coded_frame;
mod crosstab;
mod distinct;
mod explain;
mod fields;
mod frame_source;
mod list;
mod part;
mod plan;
mod population;
mod raw_table;
mod run;
mod snapshot_tables;
mod spec;
mod sql;
mod value;

pub use arguments::Arguments;
pub use check::{check_dictionary, check_query};
pub use coded_frame::CodedFrame;
pub(crate) use coded_frame::{Known, asked_of, united};
pub use explain::{TableRead, explain_query, reads};
pub use fields::{FieldUse, scope_of};
pub use frame_source::{Asked, Condition, FrameError, FrameSource, HOLDS, PERSON_NUMBER, PERSON_ROW};
pub use plan::{
    ChildTake, Column, ColumnHow, CrossTab, Labels, ListPlan, Measure, MeasureKind, Otherwise, Query, ShareBase,
    Statistic, Take,
};
pub use raw_table::{
    AxisKey, Cell, CellState, MeasureFormat, Missing, RawContent, RawCrossTab, RawList, RawResult, RawTable, Value,
};
pub use run::{Orders, RunError, run_query};
pub use spec::{Bound, ParameterSpec, QuerySpec, SmallCells, Snapshots, parse_query};
pub(crate) use sql::language_text;
pub use sql::{SqlError, SqlQuery, parse_sql_query, run_sql};
pub use value::value_at;
