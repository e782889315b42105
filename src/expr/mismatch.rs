//! Values of types that do not go together, in words, with what to do about it.

use super::{Expr, Literal, ScopeField};
use crate::domain::FieldType;

/// Whether an argument of `kind` can stand where `wanted` is asked for; a day may be written as a text.
pub(super) fn fits(argument: &Expr, kind: FieldType, wanted: FieldType) -> bool {
    let written = matches!(argument, Expr::Literal { value: Literal::Text(_), .. });
    kind == wanted || wanted.is_number() && kind.is_number() || wanted == FieldType::Date && written
}

/// A value in a message: 「年齡」（整數） for a field, else its type alone.
pub(super) fn name_of(field: Option<&ScopeField>, kind: FieldType) -> String {
    let kind = if kind == FieldType::Bool { "條件" } else { kind.name() };
    field.map_or_else(|| kind.to_owned(), |field| format!("「{}」（{kind}）", field.name))
}

/// What to do where a value of type `wanted` was compared with one of type `kind`.
pub(super) fn remedy(field: Option<&ScopeField>, wanted: FieldType, kind: FieldType) -> String {
    use FieldType::{Bool, Code, Date, Decimal, Integer, Text};
    match (wanted, kind) {
        (Date, Integer) => "民國年請用 ROC_YEAR(日期)；日期寫成 '114.12.31'".to_owned(),
        (Integer, Date) => "日期要先換成數字，例如：ROC_YEAR(到職日) = 110".to_owned(),
        (Text | Code, Integer | Decimal) => "文字和代碼要加單引號".to_owned(),
        (Integer | Decimal, Text) => "數字不要加單引號；參數要宣告成 integer 或 decimal".to_owned(),
        (Bool, _) => {
            let name = field.map_or("在職", |field| &field.name);
            format!("「{name}」本身就是條件，直接寫 {name} 或 NOT {name}")
        }
        _ => "兩邊要同是文字、同是數字，或同是日期".to_owned(),
    }
}
