//! Conditions and choices: IS NULL, BETWEEN, LIKE, IN (…), CASE.

use sqlparser::ast::{BinaryOperator, CaseWhen, Expr as Sql};

use super::compiler::Compiler;
use super::kinds::{common, comparable, gravest};
use super::piece::{Piece, Plain};
use super::to_sql::{glob, not};
use crate::domain::{Disclosure, FieldType};
use crate::expr::{Expr, Literal};
use crate::source::Span;

impl Compiler<'_> {
    pub(super) fn is_null(&mut self, of: &Sql, negated: bool) -> Option<Piece> {
        let piece = self.piece(of)?;
        let class = piece.class;
        if let Some((mut trees, fields)) = Piece::trees(&[&piece]) {
            let expr = Expr::IsNull { of: Box::new(trees.remove(0)), negated };
            return Some(Piece::plain(Plain { expr, fields }, class));
        }
        let finished = self.finish(piece)?;
        Some(Piece::sql(format!("({} IS {}NULL)", finished.text, not(negated)), Some(FieldType::Bool), class))
    }

    pub(super) fn between(&mut self, of: &Sql, low: &Sql, high: &Sql, negated: bool) -> Option<Piece> {
        let parts = [self.piece(of), self.piece(low), self.piece(high)];
        let [of_piece, low_piece, high_piece] = parts;
        let (of_piece, low_piece, high_piece) = (of_piece?, low_piece?, high_piece?);
        let class = gravest(of_piece.class, gravest(low_piece.class, high_piece.class));
        if let Some((trees, fields)) = Piece::trees(&[&of_piece, &low_piece, &high_piece])
            && let Ok([of, low, high]) = <[Expr; 3]>::try_from(trees)
        {
            let expr = Expr::Between { of: Box::new(of), low: Box::new(low), high: Box::new(high), negated };
            return Some(Piece::plain(Plain { expr, fields }, class));
        }
        let (low_span, high_span) = (self.span(low), self.span(high));
        let of = self.finish(of_piece)?;
        let low = self.finish_beside(low_piece, of.kind, low_span)?;
        let high = self.finish_beside(high_piece, of.kind, high_span)?;
        self.comparable(&of, &low, low_span)?;
        self.comparable(&of, &high, high_span)?;
        let text = format!("({} {}BETWEEN {} AND {})", of.text, not(negated), low.text, high.text);
        Some(Piece::sql(text, Some(FieldType::Bool), class))
    }

    pub(super) fn like(&mut self, of: &Sql, pattern: &Sql, negated: bool) -> Option<Piece> {
        let (piece, pattern_piece) = (self.piece(of), self.piece(pattern));
        let (piece, pattern_piece) = (piece?, pattern_piece?);
        let Some(pattern_text) = pattern_piece.text_literal() else {
            return self.refuse("sql-like", self.span(pattern), "LIKE 後面要是文字，例如 '%護理%'", "");
        };
        let class = piece.class;
        if let Some((mut trees, fields)) = Piece::trees(&[&piece]) {
            let expr = Expr::Like { of: Box::new(trees.remove(0)), pattern: pattern_text.to_owned(), negated };
            return Some(Piece::plain(Plain { expr, fields }, class));
        }
        let finished = self.finish(piece)?;
        self.wants(FieldType::Text, &finished, self.span(of))?;
        let text = format!("({} {}GLOB {})", finished.text, not(negated), glob(pattern_text));
        Some(Piece::sql(text, Some(FieldType::Bool), class))
    }

    pub(super) fn in_list(&mut self, of: &Sql, list: &[Sql], negated: bool) -> Option<Piece> {
        let piece = self.piece(of);
        let items: Vec<Option<Piece>> = list.iter().map(|item| self.piece(item)).collect();
        let (piece, items) = (piece?, items.into_iter().collect::<Option<Vec<_>>>()?);
        let class = items.iter().fold(piece.class, |class, item| gravest(class, item.class));
        let parts: Vec<&Piece> = std::iter::once(&piece).chain(&items).collect();
        if let Some((mut trees, fields)) = Piece::trees(&parts) {
            let of = Box::new(trees.remove(0));
            let values = |item: &Expr| matches!(item, Expr::Literal { value, .. } if *value != Literal::Null);
            if let Some(at) = trees.iter().position(|item| !values(item)) {
                return self.refuse("sql-in", self.span(&list[at]), "IN 的括號裡只能是值", "");
            }
            return Some(Piece::plain(Plain { expr: Expr::In { of, list: trees, negated }, fields }, class));
        }
        let of = self.finish(piece)?;
        let mut texts = Vec::new();
        for (item, sql) in items.into_iter().zip(list) {
            let span = self.span(sql);
            let item = self.finish_beside(item, of.kind, span)?;
            self.comparable(&of, &item, span)?;
            texts.push(item.text);
        }
        let text = format!("({} {}IN ({}))", of.text, not(negated), texts.join(", "));
        Some(Piece::sql(text, Some(FieldType::Bool), class))
    }

    pub(super) fn case(
        &mut self,
        operand: Option<&Sql>,
        conditions: &[CaseWhen],
        otherwise: Option<&Sql>,
        span: Span,
    ) -> Option<Piece> {
        let mut whens = Vec::new();
        for branch in conditions {
            // CASE x WHEN v … is CASE WHEN x = v …
            whens.push(match operand {
                Some(operand) => {
                    let place = self.span(&branch.condition);
                    self.binary(operand, &BinaryOperator::Eq, &branch.condition, place)
                }
                None => self.piece(&branch.condition),
            });
        }
        let results: Vec<Option<Piece>> =
            conditions.iter().map(|branch| &branch.result).chain(otherwise).map(|result| self.piece(result)).collect();
        let (whens, results) =
            (whens.into_iter().collect::<Option<Vec<_>>>()?, results.into_iter().collect::<Option<Vec<_>>>()?);
        let parts: Vec<&Piece> = whens.iter().chain(&results).collect();
        let class = parts.iter().fold(Disclosure::None, |class, part| gravest(class, part.class));
        if let Some((mut trees, fields)) = Piece::trees(&parts) {
            let mut values = trees.split_off(whens.len());
            let otherwise = otherwise.and_then(|_| values.pop()).map(Box::new);
            let branches = trees.into_iter().zip(values).collect();
            return Some(Piece::plain(Plain { expr: Expr::Case { branches, otherwise, span }, fields }, class));
        }
        let (mut parts, mut kind) = (vec!["CASE".to_owned()], None);
        let mut whens = whens.into_iter().zip(conditions);
        for result in results {
            // One result more than conditions is that of ELSE.
            let lead = match whens.next() {
                Some((when, branch)) => {
                    let place = self.span(&branch.condition);
                    let when = self.finish(when)?;
                    self.wants(FieldType::Bool, &when, place)?;
                    format!("WHEN {} THEN", when.text)
                }
                None => "ELSE".to_owned(),
            };
            let result = self.finish_beside(result, kind, span)?;
            if !comparable(kind, result.kind) {
                return self.refuse("type-mismatch", span, "CASE 各個結果的型別不同", "");
            }
            kind = common(kind, result.kind);
            parts.push(format!("{lead} {}", result.text));
        }
        Some(Piece::sql(format!("({} END)", parts.join(" ")), kind, class))
    }
}
