//! SELECTs inside expressions: IN (SELECT …), EXISTS, and those that stand for one value.

use sqlparser::ast::{Expr as Sql, Query};

use super::compiler::Compiler;
use super::kinds::{comparable, gravest};
use super::piece::Piece;
use super::relation::SqlColumn;
use super::select::Compiled;
use super::to_sql::not;
use crate::domain::{Disclosure, FieldType};
use crate::source::Span;

impl Compiler<'_> {
    pub(super) fn in_select(&mut self, of: &Sql, query: &Query, negated: bool) -> Option<Piece> {
        let (of_piece, select) = (self.finished(of), self.inner_select(query));
        let (finished, select) = (of_piece?, select?);
        let span = self.span(of);
        let [column] = select.columns.as_slice() else {
            return self.refuse("sql-one-column", span, "IN (SELECT …) 的子查詢只能有一欄", "");
        };
        if !comparable(finished.kind, Some(column.kind)) {
            let message = format!("子查詢的「{}」是{}，不能這樣比較", column.name, column.kind.name());
            return self.refuse("type-mismatch", span, message, "");
        }
        // A list of identities only says which persons are meant; what chose them counts.
        let keys = finished.column.as_ref().is_some_and(SqlColumn::is_identity) && column.is_identity();
        let values = if keys { Disclosure::None } else { gravest(finished.class, column.class) };
        let text = format!("({} {}IN ({}))", finished.text, not(negated), select.sql);
        Some(Piece::sql(text, Some(FieldType::Bool), gravest(values, select.conditions)))
    }

    pub(super) fn exists(&mut self, query: &Query, negated: bool) -> Option<Piece> {
        let select = self.inner_select(query)?;
        let text = format!("({}EXISTS ({}))", not(negated), select.sql);
        Some(Piece::sql(text, Some(FieldType::Bool), select.conditions))
    }

    pub(super) fn scalar_select(&mut self, query: &Query, span: Span) -> Option<Piece> {
        let select = self.inner_select(query)?;
        let [column] = select.columns.as_slice() else {
            return self.refuse("sql-one-column", span, "當作一個值的子查詢只能有一欄", "");
        };
        if !select.one_row {
            // SQLite would take any row without a word.
            let hint = "用 MIN、MAX 這類彙總，或加上 ORDER BY … LIMIT 1";
            return self.refuse("sql-many-rows", span, "當作一個值的子查詢可能有好幾列", hint);
        }
        Some(Piece::sql(format!("({})", select.sql), Some(column.kind), gravest(column.class, select.conditions)))
    }

    /// A subquery of an expression: it sees the SELECTs around it.
    fn inner_select(&mut self, query: &Query) -> Option<Compiled> {
        self.query(query, false, false)
    }
}
