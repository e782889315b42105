//! From the tree of a SELECT to SQLite's SQL: names are looked up, types are checked, and only what is known is written out
//! again. Nothing of the file's own text reaches the engine.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::Spanned;

use super::context::Context;
use super::piece::{Finished, Form, Piece, Plain};
use super::places::Places;
use super::relation::SqlColumn;
use super::to_sql::length_in_sql;
use crate::domain::{Dictionary, FieldType, SNAPSHOT_DATE, parse_date};
use crate::expr::{self, Expr, Fault, Literal, Scope, ScopeField};
use crate::query::fields::scope_of;
use crate::source::{Problem, Problems, SourceText, Span};

/// Longer code lists are not sorted by their order.
const LONGEST_ORDER: usize = 120;

/// Deeper trees are refused: they are walked by recursion, and a chain of operators is as deep as it is long.
const DEEPEST: usize = 100;

/// And larger ones, which no file of the length that is let in needs.
const MOST_PARTS: usize = 20_000;
/// Longer SQL of one part is refused: a date function writes its arguments two or three times.
const LONGEST_PART: u64 = 200_000;

/// Compiles one file.
pub(super) struct Compiler<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) source: &'a SourceText,
    pub(super) places: &'a Places<'a>,
    pub(super) problems: &'a Problems,
    pub(super) several_snapshots: bool,
    /// The innermost SELECT last.
    pub(super) contexts: Vec<Context>,
    /// What WITH has named so far; no columns where it could not be read.
    pub(super) named_selects: Vec<(String, Option<Vec<SqlColumn>>)>,
    /// The columns of each table that are named.
    pub(super) reads: BTreeMap<String, BTreeSet<String>>,
    /// How many times FROM names a table of the dictionary.
    pub(super) table_uses: usize,
    /// How deep in the tree the reading is.
    pub(super) depth: usize,
    /// How many parts were read; what CASE compares is read once a branch.
    parts: usize,
    /// Whether it is said that it was too deep.
    pub(super) too_deep: bool,
    scopes: BTreeMap<String, Scope>,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(
        dictionary: &'a Dictionary,
        source: &'a SourceText,
        places: &'a Places<'a>,
        problems: &'a Problems,
        several_snapshots: bool,
    ) -> Self {
        Self {
            dictionary,
            source,
            places,
            problems,
            several_snapshots,
            contexts: Vec::new(),
            named_selects: Vec::new(),
            reads: BTreeMap::new(),
            table_uses: 0,
            depth: 0,
            parts: 0,
            too_deep: false,
            scopes: BTreeMap::new(),
        }
    }

    pub(super) fn span(&self, node: &impl Spanned) -> Span {
        self.places.span(node.span())
    }

    pub(super) fn problem(&self, rule: &str, span: Span, message: impl Into<String>) -> Problem {
        self.source.error(rule, span, message)
    }

    /// Goes down by `steps`, where that is not too deep.
    pub(super) fn enter(&mut self, steps: usize, node: &impl Spanned) -> Option<()> {
        self.parts += 1;
        if self.depth + steps <= DEEPEST && self.parts <= MOST_PARTS {
            self.depth += steps;
            return Some(());
        }
        if std::mem::replace(&mut self.too_deep, true) {
            return None;
        }
        let hint = "很多個值請用 IN ('…', '…')，或拆成 WITH";
        self.refuse("sql-too-deep", self.span(node), "算式或子查詢太多層", hint)
    }

    pub(super) fn leave(&mut self, steps: usize) {
        self.depth -= steps;
    }

    /// Reports an error; none, for the caller to hand on.
    pub(super) fn refuse<T>(&self, rule: &str, span: Span, message: impl Into<String>, hint: &str) -> Option<T> {
        let problem = self.problem(rule, span, message);
        self.problems.push(problem.hint(if hint.is_empty() { usual_hint(rule) } else { hint }));
        None
    }

    pub(super) fn unsupported<T>(&self, span: Span, what: &str) -> Option<T> {
        let what: String = what.chars().take(40).collect();
        let hint = "可用：SELECT、WITH、JOIN、子查詢、UNION、視窗函數，和 WHERE、GROUP BY、HAVING、ORDER BY、LIMIT";
        self.refuse("sql-unsupported", span, format!("不支援「{what}」"), hint)
    }

    /// The SELECT that is being read.
    pub(super) fn context(&mut self) -> &mut Context {
        self.contexts.last_mut().expect("parts are read inside a SELECT")
    }

    /// A part as SQLite reads it, checked as the little language checks where it is inside it.
    pub(super) fn finish(&mut self, piece: Piece) -> Option<Finished> {
        let column = piece.column().map(|named| named.column.clone());
        match piece.form {
            Form::Sql { text, .. } if text.len() as u64 > LONGEST_PART => self.too_long(),
            Form::Plain(plain) if length_in_sql(&plain.expr) > LONGEST_PART => self.too_long(),
            Form::Sql { text, kind } => Some(Finished { text, kind, class: piece.class, column }),
            Form::Plain(plain) => {
                let mut scope = Scope::new();
                for (key, named) in &plain.fields {
                    let values = self.values_of(&named.column);
                    scope.add(ScopeField { name: key.clone(), kind: named.column.kind, values });
                }
                match expr::check(&plain.expr, &scope) {
                    Ok(checked) => Some(Finished {
                        text: plain.to_sql(&checked.expr),
                        kind: checked.kind,
                        class: piece.class,
                        column,
                    }),
                    Err(faults) => {
                        self.report(faults);
                        None
                    }
                }
            }
        }
    }

    fn too_long<T>(&mut self) -> Option<T> {
        self.refuse("sql-too-long", self.places.statement(), "日期函數套了太多層", "先在 WITH 裡算出中間的日期")
    }

    /// A part that will be compared with something of `kind`: a text beside a day is a day.
    pub(super) fn finish_beside(&mut self, piece: Piece, kind: Option<FieldType>, span: Span) -> Option<Finished> {
        let Some(text) = piece.text_literal().filter(|_| kind == Some(FieldType::Date)) else {
            return self.finish(piece);
        };
        match parse_date(text) {
            Ok(day) => {
                let literal = Expr::Literal { value: Literal::Date(day), span };
                self.finish(Piece::plain(Plain::literal(literal), piece.class))
            }
            Err(error) => self.refuse("bad-date", span, error.to_string(), ""),
        }
    }

    fn report(&self, faults: Vec<Fault>) {
        let (text, whole) = (self.source.text(), self.places.whole());
        self.problems.extend(faults.into_iter().map(|fault| fault.into_problem(self.source, whole, text)));
    }

    /// The values that a column can have, and other spellings of them.
    fn values_of(&mut self, column: &SqlColumn) -> BTreeMap<String, String> {
        let Some((table, field)) = &column.origin else { return BTreeMap::new() };
        let Some(definition) = self.dictionary.table(table) else { return BTreeMap::new() };
        let scope = self.scopes.entry(table.clone()).or_insert_with(|| scope_of(self.dictionary, definition));
        scope.find(field).map(|field| field.values.clone()).unwrap_or_default()
    }

    /// The order of the values of a column, where it has one of its own.
    pub(super) fn order_of(&self, column: Option<&SqlColumn>) -> Option<Vec<String>> {
        let (table, field) = column?.origin.as_ref()?;
        let labels = self.dictionary.ordered_values(table, field)?;
        (labels.len() <= LONGEST_ORDER).then_some(labels)
    }

    /// Whether 資料截止日 of some table is named.
    pub(super) fn names_snapshot_date(&self) -> bool {
        self.reads.values().any(|columns| columns.contains(SNAPSHOT_DATE))
    }
}

/// What to do about a mistake, where the place of the mistake does not say more.
pub(super) fn usual_hint(rule: &str) -> &'static str {
    match rule {
        "argument-count" => "可用 `hrstat fields --functions` 查函數的寫法",
        "bad-date" => "日期寫成 '114.12.31' 或 '2025-12-31'",
        "sql-in" => "例如：官等 IN ('簡任', '薦任')；也可以放子查詢",
        "sql-like" => "% 代表任何文字，例如：職稱 LIKE '%護理%'",
        "sql-limit" => "例如 LIMIT 100",
        "sql-number" => "寫一般的數字，例如 10 或 0.5",
        "sql-one-column" => "子查詢的 SELECT 後面只留一欄",
        "sql-ordinal" => "GROUP BY、ORDER BY 的數字是第幾欄，從 1 起算；也可以直接寫欄名",
        "sql-union" => "上下兩個 SELECT 依序對應，欄數與型別都要相同",
        "type-mismatch" => "兩邊要同是文字、同是數字，或同是日期；日期寫成 '114.12.31'",
        "unknown-table" => "先在 FROM 或 JOIN 取別名，例如 FROM 人員 AS p，再寫 p.姓名",
        _ => "寫法例如：SELECT 官等, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 官等",
    }
}
