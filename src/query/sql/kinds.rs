//! Types and classes: what can be compared, what stands in one column, how personal it is.

use super::compiler::Compiler;
use super::piece::Finished;
use crate::domain::{Disclosure, FieldType};
use crate::expr::Function;
use crate::source::Span;

impl Compiler<'_> {
    pub(super) fn comparable(&mut self, left: &Finished, right: &Finished, span: Span) -> Option<()> {
        if comparable(left.kind, right.kind) {
            return Some(());
        }
        let name = |kind: Option<FieldType>| kind.map_or("空白", FieldType::name);
        let message = format!("{}不能和{}比較", name(left.kind), name(right.kind));
        self.refuse("type-mismatch", span, message, "")
    }

    pub(super) fn wants(&mut self, kind: FieldType, found: &Finished, span: Span) -> Option<()> {
        let fits = found.kind.is_none_or(|found| found == kind || found.is_text() && kind.is_text());
        if fits {
            return Some(());
        }
        let name = found.kind.map_or("空白", FieldType::name);
        self.refuse("type-mismatch", span, format!("這裡要{}，不是{name}", kind.name()), "")
    }

    pub(super) fn number(&mut self, found: &Finished, span: Span) -> Option<FieldType> {
        match found.kind {
            Some(kind) if kind.is_number() => Some(kind),
            other => {
                let name = other.map_or("空白", FieldType::name);
                let hint = "日期相減請用 DAYS_BETWEEN 或 YEARS_BETWEEN";
                self.refuse("type-mismatch", span, format!("這裡要數字，不是{name}"), hint)
            }
        }
    }
}

/// Values of these types can be compared and stand in one column.
pub(super) fn comparable(left: Option<FieldType>, right: Option<FieldType>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return true };
    left == right || left.is_number() && right.is_number() || left.is_text() && right.is_text()
}

/// The type of a column that holds both.
pub(super) fn common(left: Option<FieldType>, right: Option<FieldType>) -> Option<FieldType> {
    match (left, right) {
        (Some(left), Some(right)) if left == right => Some(left),
        (Some(left), Some(_)) if left.is_number() => Some(FieldType::Decimal),
        (Some(_), Some(_)) => Some(FieldType::Text),
        (kind, None) | (None, kind) => kind,
    }
}

/// What a function of the language takes at `index`, and what it gives.
pub(super) fn argument_kind(function: Function, index: usize) -> Option<FieldType> {
    match (function, index) {
        (Function::Coalesce, _) => None,
        (Function::AddYears | Function::AddMonths, 1) => Some(FieldType::Integer),
        _ => Some(FieldType::Date),
    }
}

pub(super) fn result_kind(function: Function, arguments: &[Finished]) -> Option<FieldType> {
    match function {
        Function::Coalesce => arguments.iter().fold(None, |kind, argument| common(kind, argument.kind)),
        Function::AddYears | Function::AddMonths => Some(FieldType::Date),
        _ => Some(FieldType::Integer),
    }
}

/// The gravest of two classes.
pub(super) fn gravest(left: Disclosure, right: Disclosure) -> Disclosure {
    left.max(right)
}
