//! One SELECT while it is read: its tables, its groups, and the clause that is being read.

use sqlparser::ast::Expr as Sql;

use super::relation::Relation;
use crate::source::Span;

/// Where in a SELECT a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    On,
    Where,
    GroupBy,
    Having,
    Output,
    OrderBy,
}

impl Clause {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::On => "ON",
            Self::Where => "WHERE",
            Self::GroupBy => "GROUP BY",
            Self::Having => "HAVING",
            Self::Output => "SELECT",
            Self::OrderBy => "ORDER BY",
        }
    }

    /// Whether groups have been formed before it.
    pub(super) fn is_after_groups(self) -> bool {
        matches!(self, Self::Having | Self::Output | Self::OrderBy)
    }
}

/// Inside what a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Aggregate,
    GroupKey,
}

/// One SELECT while it is read.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) relations: Vec<Relation>,
    /// Columns joined by USING: the same on both sides.
    pub(super) shared: Vec<String>,
    /// The names of the output, and what they stand for.
    pub(super) aliases: Vec<(String, Sql)>,
    pub(super) clause: Clause,
    pub(super) inside: Inside,
    pub(super) group_keys: Vec<Sql>,
    /// Those of them that are columns, in SQLite's spelling.
    pub(super) group_columns: Vec<String>,
    /// Whether the name of an output is being replaced by what it stands for, which names columns only.
    pub(super) expanding: bool,
    /// Whether an aggregate was met.
    pub(super) aggregates: bool,
    /// Columns outside aggregates that are no group keys: in a grouped SELECT they are any row's.
    pub(super) bare: Vec<(Span, String)>,
}

impl Context {
    pub(super) fn new() -> Self {
        Self {
            relations: Vec::new(),
            shared: Vec::new(),
            aliases: Vec::new(),
            clause: Clause::On,
            inside: Inside::Nothing,
            group_keys: Vec::new(),
            group_columns: Vec::new(),
            expanding: false,
            aggregates: false,
            bare: Vec::new(),
        }
    }

    pub(super) fn is_group_key(&self, sql: &Sql) -> bool {
        self.inside == Inside::Nothing && self.clause.is_after_groups() && self.group_keys.contains(sql)
    }
}
