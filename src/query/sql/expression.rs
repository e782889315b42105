//! Expressions: what the little language has stays a tree of it; other operators and mixed parts become SQL.

use sqlparser::ast::{BinaryOperator, CastKind, DataType, Expr as Sql, Ident, InTarget, UnaryOperator, Value};

use super::compiler::Compiler;
use super::context::Inside;
use super::kinds::gravest;
use super::piece::{Finished, Named, Piece, Plain};
use super::to_sql::{arithmetic, compare, quote_name};
use crate::domain::{Disclosure, FieldType, parse_date};
use crate::expr::{ArithmeticOp, CompareOp, Expr, Literal};
use crate::source::Span;

/// What an operator does.
enum Operator {
    And,
    Or,
    Compare(CompareOp),
    Arithmetic(ArithmeticOp),
    Concat,
    Modulo,
}

impl Operator {
    fn of(op: &BinaryOperator) -> Option<Self> {
        Some(match op {
            BinaryOperator::And => Self::And,
            BinaryOperator::Or => Self::Or,
            BinaryOperator::Eq => Self::Compare(CompareOp::Equal),
            BinaryOperator::NotEq => Self::Compare(CompareOp::NotEqual),
            BinaryOperator::Lt => Self::Compare(CompareOp::Less),
            BinaryOperator::LtEq => Self::Compare(CompareOp::LessOrEqual),
            BinaryOperator::Gt => Self::Compare(CompareOp::Greater),
            BinaryOperator::GtEq => Self::Compare(CompareOp::GreaterOrEqual),
            BinaryOperator::Plus => Self::Arithmetic(ArithmeticOp::Add),
            BinaryOperator::Minus => Self::Arithmetic(ArithmeticOp::Subtract),
            BinaryOperator::Multiply => Self::Arithmetic(ArithmeticOp::Multiply),
            BinaryOperator::Divide => Self::Arithmetic(ArithmeticOp::Divide),
            BinaryOperator::StringConcat => Self::Concat,
            BinaryOperator::Modulo => Self::Modulo,
            _ => return None,
        })
    }

    /// As a tree, where the language has it.
    fn tree(&self, left: Expr, right: Expr) -> Option<Expr> {
        let (left, right) = (Box::new(left), Box::new(right));
        match self {
            Self::And => Some(Expr::And(left, right)),
            Self::Or => Some(Expr::Or(left, right)),
            Self::Compare(op) => Some(Expr::Compare { op: *op, left, right }),
            Self::Arithmetic(op) => Some(Expr::Arithmetic { op: *op, left, right, whole: false }),
            Self::Concat | Self::Modulo => None,
        }
    }
}

impl Compiler<'_> {
    /// A part as SQLite reads it.
    pub(super) fn finished(&mut self, sql: &Sql) -> Option<Finished> {
        let piece = self.piece(sql)?;
        self.finish(piece)
    }

    /// A condition as SQLite reads it.
    pub(super) fn condition(&mut self, sql: &Sql) -> Option<Finished> {
        let finished = self.finished(sql)?;
        if finished.kind != Some(FieldType::Bool) {
            let hint = "例如：官等 = '簡任'";
            return self.refuse("not-a-condition", self.span(sql), "這裡要是條件（成立或不成立）", hint);
        }
        Some(finished)
    }

    /// A part; in a grouped SELECT a part that is a group key is one as a whole.
    pub(super) fn piece(&mut self, sql: &Sql) -> Option<Piece> {
        self.enter(1, sql)?;
        let group_key = self.context().is_group_key(sql);
        if group_key {
            self.context().inside = Inside::GroupKey;
        }
        let piece = self.part(sql);
        if group_key {
            self.context().inside = Inside::Nothing;
        }
        self.leave(1);
        piece
    }

    fn part(&mut self, sql: &Sql) -> Option<Piece> {
        let span = self.span(sql);
        match sql {
            Sql::Nested(inner) => self.piece(inner),
            Sql::Identifier(name) => {
                // GROUP BY, HAVING and ORDER BY may use the names of the output.
                if let Some(meant) = self.alias(&name.value) {
                    self.context().expanding = true;
                    let piece = self.piece(&meant);
                    self.context().expanding = false;
                    return piece;
                }
                let named = self.resolve(None, name)?;
                Some(field(spelled(name), named, span))
            }
            Sql::CompoundIdentifier(parts) => match parts.as_slice() {
                [table, name] => {
                    let named = self.resolve(Some(table), name)?;
                    Some(field(format!("{}.{}", spelled(table), spelled(name)), named, span))
                }
                _ => self.unsupported(span, &sql.to_string()),
            },
            Sql::Value(value) => self.value(&value.value, span),
            Sql::TypedString(typed) => self.typed_string(&typed.data_type, &typed.value.value, span),
            Sql::BinaryOp { left, op, right } => self.binary(left, op, right, span),
            Sql::UnaryOp { op, expr } => self.unary(*op, expr, span),
            Sql::IsNull(of) => self.is_null(of, false),
            Sql::IsNotNull(of) => self.is_null(of, true),
            Sql::Between { expr, negated, low, high } => self.between(expr, low, high, *negated),
            Sql::Like { negated, any: false, expr, pattern, escape_char: None } => self.like(expr, pattern, *negated),
            Sql::In { expr, target: InTarget::List(list), negated, global: false } => {
                self.in_list(expr, list, *negated)
            }
            Sql::In { expr, target: InTarget::Subquery(query), negated, global: false } => {
                self.in_select(expr, query, *negated)
            }
            Sql::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), span)
            }
            Sql::Cast { kind: CastKind::Cast, expr, data_type, format: None } => self.cast(expr, data_type, span),
            Sql::Function(function) => self.function(function, span),
            Sql::Substring { expr, substring_from, substring_for, special: _, shorthand: _ } => {
                let rest = substring_from.iter().chain(substring_for).map(AsRef::as_ref);
                self.scalar("SUBSTR", &std::iter::once(expr.as_ref()).chain(rest).collect::<Vec<_>>(), span)
            }
            Sql::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                self.scalar("TRIM", &[expr], span)
            }
            Sql::Exists { subquery, negated } => self.exists(subquery, *negated),
            Sql::Subquery(query) => self.scalar_select(query, span),
            other => self.unsupported(span, &other.to_string()),
        }
    }

    fn value(&mut self, value: &Value, span: Span) -> Option<Piece> {
        let literal = match value {
            Value::SingleQuotedString(text) => Literal::Text(text.clone()),
            Value::Boolean(flag) => Literal::Bool(*flag),
            Value::Null => Literal::Null,
            Value::Number(digits, _) => match (digits.parse(), digits.parse::<f64>()) {
                (Ok(whole), _) => Literal::Integer(whole),
                (_, Ok(number)) if number.is_finite() => Literal::Decimal(number),
                _ => return self.refuse("sql-number", span, format!("「{digits}」不是數字"), ""),
            },
            other => return self.unsupported(span, &other.to_string()),
        };
        Some(literal_piece(literal, span))
    }

    fn typed_string(&mut self, data_type: &DataType, value: &Value, span: Span) -> Option<Piece> {
        match (data_type, value) {
            (DataType::Date, Value::SingleQuotedString(text)) => match parse_date(text) {
                Ok(date) => Some(literal_piece(Literal::Date(date), span)),
                Err(error) => self.refuse("bad-date", span, error.to_string(), ""),
            },
            _ => self.unsupported(span, &data_type.to_string()),
        }
    }

    pub(super) fn binary(&mut self, left_sql: &Sql, op: &BinaryOperator, right_sql: &Sql, span: Span) -> Option<Piece> {
        let Some(operator) = Operator::of(op) else { return self.unsupported(span, &op.to_string()) };
        let (left, right) = (self.piece(left_sql), self.piece(right_sql));
        let (left, right) = (left?, right?);
        let equal = matches!(operator, Operator::Compare(CompareOp::Equal));
        // A key that joins the rows of one person tells nothing about who it is.
        let class = if equal && left.is_identity() && right.is_identity() {
            Disclosure::None
        } else {
            gravest(left.class, right.class)
        };
        if let Some((trees, fields)) = Piece::trees(&[&left, &right]) {
            let mut trees = trees.into_iter();
            if let (Some(left), Some(right)) = (trees.next(), trees.next())
                && let Some(expr) = operator.tree(left, right)
            {
                return Some(Piece::plain(Plain { expr, fields }, class));
            }
        }
        let (left_span, right_span) = (self.span(left_sql), self.span(right_sql));
        let (left, right) = if left.text_literal().is_some() {
            let right = self.finish(right)?;
            (self.finish_beside(left, right.kind, left_span)?, right)
        } else {
            let left = self.finish(left)?;
            let right = self.finish_beside(right, left.kind, right_span)?;
            (left, right)
        };
        let (text, kind) = match operator {
            Operator::And | Operator::Or => {
                self.wants(FieldType::Bool, &left, left_span)?;
                self.wants(FieldType::Bool, &right, right_span)?;
                (format!("({} {op} {})", left.text, right.text), FieldType::Bool)
            }
            Operator::Compare(op) => {
                self.comparable(&left, &right, right_span)?;
                if op.is_order() && left.kind == Some(FieldType::Code) {
                    let hint = "請用 IN ('…', '…') 列出要的值";
                    return self.refuse("code-order", span, "代碼不能比大小", hint);
                }
                (format!("({} {} {})", left.text, compare(op), right.text), FieldType::Bool)
            }
            Operator::Arithmetic(op) => {
                let (a, b) = (self.number(&left, left_span)?, self.number(&right, right_span)?);
                let whole = a == FieldType::Integer && b == FieldType::Integer && op != ArithmeticOp::Divide;
                let kind = if whole { FieldType::Integer } else { FieldType::Decimal };
                (arithmetic(op, &left.text, &right.text), kind)
            }
            Operator::Concat => (format!("({} || {})", left.text, right.text), FieldType::Text),
            Operator::Modulo => {
                self.wants(FieldType::Integer, &left, left_span)?;
                self.wants(FieldType::Integer, &right, right_span)?;
                (format!("({} % {})", left.text, right.text), FieldType::Integer)
            }
        };
        Some(Piece::sql(text, Some(kind), class))
    }

    fn unary(&mut self, op: UnaryOperator, of: &Sql, span: Span) -> Option<Piece> {
        let piece = self.piece(of)?;
        let class = piece.class;
        match op {
            UnaryOperator::Plus => Some(piece),
            UnaryOperator::Not => {
                if let Some((mut trees, fields)) = Piece::trees(&[&piece]) {
                    let expr = Expr::Not(Box::new(trees.remove(0)));
                    return Some(Piece::plain(Plain { expr, fields }, class));
                }
                let finished = self.finish(piece)?;
                self.wants(FieldType::Bool, &finished, span)?;
                Some(Piece::sql(format!("(NOT {})", finished.text), Some(FieldType::Bool), class))
            }
            UnaryOperator::Minus => {
                if let Some((mut trees, fields)) = Piece::trees(&[&piece]) {
                    let expr = negative(trees.remove(0), span);
                    return Some(Piece::plain(Plain { expr, fields }, class));
                }
                let finished = self.finish(piece)?;
                let kind = self.number(&finished, span)?;
                Some(Piece::sql(format!("(0 - {})", finished.text), Some(kind), class))
            }
            other => self.unsupported(span, &other.to_string()),
        }
    }

    fn cast(&mut self, of: &Sql, data_type: &DataType, span: Span) -> Option<Piece> {
        let (name, kind) = match data_type {
            DataType::Int(None) | DataType::Integer(None) => ("INTEGER", FieldType::Integer),
            DataType::Real | DataType::Double(_) | DataType::Float(_) => ("REAL", FieldType::Decimal),
            DataType::Text => ("TEXT", FieldType::Text),
            other => {
                let hint = "可用 CAST(… AS INTEGER)、CAST(… AS REAL)、CAST(… AS TEXT)";
                return self.refuse("sql-unsupported", span, format!("不支援型別 {other}"), hint);
            }
        };
        let finished = self.finished(of)?;
        Some(Piece::sql(format!("CAST({} AS {name})", finished.text), Some(kind), finished.class))
    }
}

/// A name as part of a key: quoted where its own points could be taken for those between table and column.
fn spelled(name: &Ident) -> String {
    if name.value.contains('.') { quote_name(&name.value) } else { name.value.clone() }
}

fn field(key: String, named: Named, span: Span) -> Piece {
    let class = named.column.class;
    let expr = Expr::Field { name: key.clone(), span };
    Piece::plain(Plain { expr, fields: [(key, named)].into() }, class)
}

fn literal_piece(value: Literal, span: Span) -> Piece {
    Piece::plain(Plain::literal(Expr::Literal { value, span }), Disclosure::None)
}

fn negative(of: Expr, span: Span) -> Expr {
    let value = match of {
        Expr::Literal { value: Literal::Integer(number), .. } => Literal::Integer(number.saturating_neg()),
        Expr::Literal { value: Literal::Decimal(number), .. } => Literal::Decimal(-number),
        other => {
            let zero = Box::new(Expr::Literal { value: Literal::Integer(0), span });
            return Expr::Arithmetic { op: ArithmeticOp::Subtract, left: zero, right: Box::new(other), whole: false };
        }
    };
    Expr::Literal { value, span }
}
