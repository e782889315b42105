//! Types: every field exists, every comparison makes sense, every code is in its list. Names are replaced by those of the
//! dictionary, codes by their labels, texts compared with dates by dates.

use super::fault::DATE_USAGE;
use super::{CompareOp, Expr, Fault, Literal, Scope, ScopeField};
use crate::domain::{FieldType, parse_date};

/// An expression that is known to make sense, and its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The expression in the names of the dictionary.
    pub expr: Expr,
    /// What it gives; none for a bare null.
    pub kind: Option<FieldType>,
}

/// Checks that `expr` is a condition (true or false).
///
/// # Errors
/// Every mistake.
pub fn check_condition(expr: &Expr, scope: &Scope) -> Result<Expr, Vec<Fault>> {
    let checked = check(expr, scope)?;
    match checked.kind {
        Some(FieldType::Bool) => Ok(checked.expr),
        _ => Err(vec![
            Fault::new("not-a-condition", expr.span(), "這裡要是條件（成立或不成立）").hint("例如：官等 = '簡任'"),
        ]),
    }
}

/// Checks `expr` against the fields of `scope`.
///
/// # Errors
/// Every mistake.
pub fn check(expr: &Expr, scope: &Scope) -> Result<Checked, Vec<Fault>> {
    let mut checker = Checker { scope, faults: Vec::new() };
    match checker.visit(expr) {
        Some(typed) if checker.faults.is_empty() => Ok(Checked { expr: typed.expr, kind: typed.kind }),
        _ => Err(checker.faults),
    }
}

struct Checker<'a> {
    scope: &'a Scope,
    faults: Vec<Fault>,
}

/// A part with its type and, where it is a field, the field.
struct Typed<'a> {
    expr: Expr,
    kind: Option<FieldType>,
    field: Option<&'a ScopeField>,
}

impl Typed<'_> {
    fn plain(expr: Expr, kind: FieldType) -> Self {
        Self { expr, kind: Some(kind), field: None }
    }
}

impl<'a> Checker<'a> {
    fn complain(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn visit(&mut self, expr: &Expr) -> Option<Typed<'a>> {
        match expr {
            Expr::Field { name, span } => {
                let Some(field) = self.scope.find(name) else {
                    let fault = match self.scope.elsewhere(name) {
                        Some(table) => Fault::new(
                            "field-of-other-table",
                            *span,
                            format!("「{name}」是資料表「{table}」的欄位，這裡不能直接用"),
                        )
                        .hint(format!("先用 [[derive]] from = \"{table}\" 把它歸成每人一個值")),
                        None => Fault::new("unknown-field", *span, format!("沒有「{name}」這個欄位"))
                            .hint(self.scope.hint(name)),
                    };
                    self.complain(fault);
                    return None;
                };
                let expr = Expr::Field { name: field.name.clone(), span: *span };
                Some(Typed { expr, kind: Some(field.kind), field: Some(field) })
            }
            Expr::Literal { value, .. } => {
                let kind = match value {
                    Literal::Text(_) => Some(FieldType::Text),
                    Literal::Integer(_) => Some(FieldType::Integer),
                    Literal::Decimal(_) => Some(FieldType::Decimal),
                    Literal::Bool(_) => Some(FieldType::Bool),
                    Literal::Date(_) => Some(FieldType::Date),
                    Literal::Null => None,
                };
                Some(Typed { expr: expr.clone(), kind, field: None })
            }
            Expr::Compare { op, left, right } => self.compare(*op, left, right),
            Expr::In { of, list, negated } => {
                let of = self.visit(of)?;
                let list: Option<Vec<Expr>> = list.iter().map(|item| self.comparable(&of, item, false)).collect();
                Some(Typed::plain(Expr::In { of: Box::new(of.expr), list: list?, negated: *negated }, FieldType::Bool))
            }
            Expr::Between { of, low, high, negated } => {
                let of = self.visit(of)?;
                let (low, high) = (self.comparable(&of, low, true), self.comparable(&of, high, true));
                let (of, low, high) = (Box::new(of.expr), Box::new(low?), Box::new(high?));
                Some(Typed::plain(Expr::Between { of, low, high, negated: *negated }, FieldType::Bool))
            }
            Expr::Like { of, pattern, negated } => {
                let typed = self.visit(of)?;
                if !typed.kind.is_some_and(FieldType::is_text) {
                    let fault = Fault::new("type-mismatch", of.span(), "LIKE 只能用在文字欄位");
                    self.complain(fault.hint("數字和日期用 >=、<= 或 BETWEEN 比較"));
                }
                let of = Box::new(typed.expr);
                Some(Typed::plain(Expr::Like { of, pattern: pattern.clone(), negated: *negated }, FieldType::Bool))
            }
            Expr::IsNull { of, negated } => {
                let of = Box::new(self.visit(of)?.expr);
                Some(Typed::plain(Expr::IsNull { of, negated: *negated }, FieldType::Bool))
            }
            Expr::And(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(Typed::plain(Expr::And(Box::new(left?), Box::new(right?)), FieldType::Bool))
            }
            Expr::Or(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(Typed::plain(Expr::Or(Box::new(left?), Box::new(right?)), FieldType::Bool))
            }
            Expr::Not(of) => Some(Typed::plain(Expr::Not(Box::new(self.condition(of)?)), FieldType::Bool)),
            Expr::Arithmetic { op: super::ArithmeticOp::Subtract, left, right, .. }
                if self.is_date(left) && self.is_date(right) =>
            {
                let span = left.span().to(right.span());
                let fault = Fault::new("type-mismatch", span, "日期不能直接相減");
                self.complain(fault.hint("用 DAYS_BETWEEN(起日, 迄日) 算日數，YEARS_BETWEEN(起日, 迄日) 算足年"));
                None
            }
            Expr::Arithmetic { op, left, right, .. } => {
                let (left, right) = (self.number(left), self.number(right));
                let (left, right) = (left?, right?);
                let whole = left.kind == Some(FieldType::Integer) && right.kind == Some(FieldType::Integer);
                let kind =
                    if whole && *op != super::ArithmeticOp::Divide { FieldType::Integer } else { FieldType::Decimal };
                Some(Typed::plain(
                    Expr::Arithmetic { op: *op, left: Box::new(left.expr), right: Box::new(right.expr), whole },
                    kind,
                ))
            }
            Expr::Case { branches, otherwise, span } => self.case(branches, otherwise.as_deref(), *span),
            Expr::Call { function, arguments, span } => self.call(*function, arguments, *span),
        }
    }

    fn condition(&mut self, expr: &Expr) -> Option<Expr> {
        let typed = self.visit(expr)?;
        if typed.kind != Some(FieldType::Bool) {
            let fault = Fault::new("not-a-condition", expr.span(), "AND、OR、NOT 的兩邊要是條件");
            self.complain(fault.hint("例如：官等 = '簡任'"));
        }
        Some(typed.expr)
    }

    fn is_date(&self, expr: &Expr) -> bool {
        check(expr, self.scope).is_ok_and(|checked| checked.kind == Some(FieldType::Date))
    }

    fn number(&mut self, expr: &Expr) -> Option<Typed<'a>> {
        let typed = self.visit(expr)?;
        if !typed.kind.is_some_and(FieldType::is_number) {
            self.complain(
                Fault::new("type-mismatch", expr.span(), "加減乘除只能用在數字")
                    .hint("日期的前後用 DAYS_BETWEEN、YEARS_BETWEEN 或 ADD_YEARS 計算"),
            );
            return None;
        }
        Some(typed)
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Option<Typed<'a>> {
        // The side with the field gives the type; '簡任' = 官等 reads like 官等 = '簡任'.
        let literal_first = matches!(left, Expr::Literal { .. }) && !matches!(right, Expr::Literal { .. });
        let (guide, other) = if literal_first { (right, left) } else { (left, right) };
        let guide = self.visit(guide);
        let Some(guide) = guide else {
            self.visit(other);
            return None;
        };
        let other = self.comparable(&guide, other, op.is_order())?;
        let (left, right) = if literal_first { (other, guide.expr) } else { (guide.expr, other) };
        Some(Typed::plain(Expr::Compare { op, left: Box::new(left), right: Box::new(right) }, FieldType::Bool))
    }

    /// `expr` in the type of `guide`, where the two can be compared.
    fn comparable(&mut self, guide: &Typed<'a>, expr: &Expr, ordered: bool) -> Option<Expr> {
        let typed = self.visit(expr)?;
        let span = expr.span();
        let Some(wanted) = guide.kind else {
            let fault = Fault::new("compare-with-null", guide.expr.span(), "和 NULL 比較永遠不成立");
            self.complain(fault.hint("請用 IS NULL 或 IS NOT NULL"));
            return None;
        };
        let Some(kind) = typed.kind else {
            self.complain(
                Fault::new("compare-with-null", span, "和 NULL 比較永遠不成立").hint("請用 IS NULL 或 IS NOT NULL"),
            );
            return None;
        };
        if ordered && wanted == FieldType::Code {
            self.complain(Fault::new("code-order", span, "代碼不能比大小").hint("請用 IN ('…', '…') 列出要的值"));
            return None;
        }
        match (&typed.expr, wanted) {
            (Expr::Literal { value: Literal::Text(text), span }, FieldType::Date) => match parse_date(text) {
                Ok(date) => Some(Expr::Literal { value: Literal::Date(date), span: *span }),
                Err(error) => {
                    self.complain(Fault::new("bad-date", *span, error.to_string()).hint(DATE_USAGE));
                    None
                }
            },
            (Expr::Literal { value: Literal::Text(text), span }, FieldType::Code) => {
                let Some(field) = guide.field.filter(|field| !field.values.is_empty()) else { return Some(typed.expr) };
                if let Some(label) = field.values.get(text) {
                    Some(Expr::Literal { value: Literal::Text(label.clone()), span: *span })
                } else {
                    let hint = field.hint(text);
                    let message = format!("「{}」沒有「{text}」這個值", field.name);
                    self.complain(Fault::new("unknown-code", *span, message).hint(hint));
                    None
                }
            }
            _ if wanted == kind || wanted.is_number() && kind.is_number() || wanted.is_text() && kind.is_text() => {
                Some(typed.expr)
            }
            _ => {
                let (of, with) = (name_of(guide.field, wanted), name_of(typed.field, kind));
                let fault = Fault::new("type-mismatch", span, format!("{of}不能和{with}比較"));
                self.complain(fault.hint(remedy(guide.field, wanted, kind)));
                None
            }
        }
    }

    fn case(
        &mut self,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        span: crate::source::Span,
    ) -> Option<Typed<'a>> {
        let mut checked = Vec::new();
        let results: Vec<&Expr> = branches.iter().map(|(_, then)| then).chain(otherwise).collect();
        for (when, _) in branches {
            checked.push(self.condition(when)?);
        }
        let mut typed = Vec::new();
        for result in results {
            typed.push(self.visit(result)?);
        }
        let kind = self.common_kind(&typed)?;
        let mut values: Vec<Expr> = typed.into_iter().map(|typed| typed.expr).collect();
        let otherwise = otherwise.and_then(|_| values.pop()).map(Box::new);
        Some(Typed {
            expr: Expr::Case { branches: checked.into_iter().zip(values).collect(), otherwise, span },
            kind,
            field: None,
        })
    }

    /// The one type that all of `values` can have; none inside where all of them are null.
    #[expect(clippy::option_option, reason = "no common type is another thing than no type yet")]
    fn common_kind(&mut self, values: &[Typed<'a>]) -> Option<Option<FieldType>> {
        let mut common: Option<FieldType> = None;
        for value in values {
            common = match (common, value.kind) {
                (None, kind) | (kind, None) => kind,
                (Some(a), Some(b)) if a == b => Some(a),
                (Some(a), Some(b)) if a.is_number() && b.is_number() => Some(FieldType::Decimal),
                (Some(a), Some(b)) if a.is_text() && b.is_text() => Some(FieldType::Text),
                (Some(a), Some(b)) => {
                    let message = format!("這些值的型別不同：前面是{}，這裡是{}", a.name(), b.name());
                    let fault = Fault::new("type-mismatch", value.expr.span(), message);
                    self.complain(fault.hint("各個結果要同是文字（加單引號）、同是數字，或同是日期"));
                    return None;
                }
            };
        }
        Some(common)
    }

    fn call(&mut self, function: super::Function, arguments: &[Expr], span: crate::source::Span) -> Option<Typed<'a>> {
        let mut typed = Vec::new();
        for argument in arguments {
            typed.push(self.visit(argument)?);
        }
        let count = function.arguments().map_or(typed.len().max(1), <[_]>::len);
        if typed.len() != count {
            let message = format!("{} 要 {count} 個引數，這裡有 {} 個", function.name(), typed.len());
            self.complain(Fault::new("argument-count", span, message).hint(format!("寫法：{}", function.usage().0)));
            return None;
        }
        let Some(kinds) = function.arguments() else {
            let kind = self.common_kind(&typed)?;
            let arguments = typed.into_iter().map(|argument| argument.expr).collect();
            return Some(Typed { expr: Expr::Call { function, arguments, span }, kind, field: None });
        };
        let mut checked = Vec::new();
        for (argument, wanted) in typed.iter().zip(kinds) {
            if *wanted == FieldType::Integer && argument.kind == Some(FieldType::Decimal) {
                let message = format!("{} 這裡要整數", function.name());
                let fault = Fault::new("type-mismatch", argument.expr.span(), message);
                self.complain(fault.hint(format!("寫法：{}", function.usage().0)));
                return None;
            }
            if let Some(kind) = argument.kind.filter(|kind| !fits(&argument.expr, *kind, *wanted)) {
                let given = name_of(argument.field, kind);
                let message = format!("{} 這裡要{}，不能是{given}", function.name(), wanted.name());
                let fault = Fault::new("type-mismatch", argument.expr.span(), message);
                self.complain(fault.hint(format!("寫法：{}", function.usage().0)));
                return None;
            }
            let guide = Typed::plain(argument.expr.clone(), *wanted);
            checked.push(self.comparable(&guide, &argument.expr, false)?);
        }
        let kind = function.result();
        Some(Typed { expr: Expr::Call { function, arguments: checked, span }, kind, field: None })
    }
}

/// Whether an argument of `kind` can stand where `wanted` is asked for; a day may be written as a text.
fn fits(argument: &Expr, kind: FieldType, wanted: FieldType) -> bool {
    let written = matches!(argument, Expr::Literal { value: Literal::Text(_), .. });
    kind == wanted || wanted.is_number() && kind.is_number() || wanted == FieldType::Date && written
}

/// A value in a message: 「年齡」（整數） for a field, else its type alone.
fn name_of(field: Option<&ScopeField>, kind: FieldType) -> String {
    let kind = if kind == FieldType::Bool { "條件" } else { kind.name() };
    field.map_or_else(|| kind.to_owned(), |field| format!("「{}」（{kind}）", field.name))
}

/// What to do where a value of type `wanted` was compared with one of type `kind`.
fn remedy(field: Option<&ScopeField>, wanted: FieldType, kind: FieldType) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::parse;

    fn scope() -> Scope {
        let mut scope = Scope::new();
        let mut add = |name: &str, kind, values: &[&str]| {
            let values = values.iter().map(|value| ((*value).to_owned(), (*value).to_owned())).collect();
            scope.add(ScopeField { name: name.into(), kind, values });
        };
        add("在職", FieldType::Bool, &[]);
        add("職等", FieldType::Integer, &[]);
        add("官等", FieldType::Code, &["簡任", "薦任", "委任"]);
        add("姓名", FieldType::Text, &[]);
        add("到職日", FieldType::Date, &[]);
        scope.add_alias("官等別", "官等");
        scope.add_elsewhere("等次", "考績");
        scope
    }

    fn verdict(text: &str) -> Result<Expr, (String, &'static str, String)> {
        check_condition(&parse(text).unwrap(), &scope()).map_err(|faults| {
            let fault = &faults[0];
            (text[fault.span.start..fault.span.end].to_owned(), fault.rule, fault.hint.clone().unwrap_or_default())
        })
    }

    #[test]
    fn what_makes_sense_passes() {
        for text in [
            "在職",
            "NOT 在職 OR 職等 BETWEEN 6 AND 9",
            "官等別 IN ('簡任', '薦任') AND 姓名 LIKE '林%'",
            "到職日 >= '110.1.1' AND 到職日 < DATE '2026-01-01'",
            "CASE WHEN 職等 >= 10 THEN '高' ELSE '低' END = '高'",
            "YEARS_BETWEEN(到職日, '114.12.31') >= 3",
            "職等 / 2 > 4.5 AND 官等 IS NOT NULL",
            "'簡任' = 官等",
        ] {
            assert!(verdict(text).is_ok(), "{text}: {:?}", verdict(text));
        }
    }

    #[test]
    fn each_mistake_has_its_place_rule_and_hint() {
        let cases = [
            ("職等級 >= 10", "職等級", "unknown-field", "職等"),
            ("在職 AND 等次 = '甲'", "等次", "field-of-other-table", "[[derive]]"),
            ("官等 = '簡任官'", "'簡任官'", "unknown-code", "簡任"),
            ("官等 >= '薦任'", "'薦任'", "code-order", "IN"),
            ("到職日 >= 110", "110", "type-mismatch", "ROC_YEAR"),
            ("到職日 >= '110.13.1'", "'110.13.1'", "bad-date", ""),
            ("職等 = '10'", "'10'", "type-mismatch", "單引號"),
            ("官等 = NULL", "NULL", "compare-with-null", "IS NULL"),
            ("職等 AND 在職", "職等", "not-a-condition", ""),
            ("職等 + 1", "職等 + 1", "not-a-condition", ""),
            ("姓名 + 1 > 2", "姓名", "type-mismatch", "DAYS_BETWEEN"),
            ("職等 LIKE '1%'", "職等", "type-mismatch", ""),
            ("YEARS_BETWEEN(到職日) > 1", "YEARS_BETWEEN(到職日)", "argument-count", "YEARS_BETWEEN(起日, 迄日)"),
            ("CASE WHEN 在職 THEN 1 ELSE '一' END = 1", "'一'", "type-mismatch", ""),
            ("COALESCE(職等, '無') = 1", "'無'", "type-mismatch", ""),
            ("ADD_YEARS(到職日, COALESCE(職等, 1.5)) > '114.1.1'", "COALESCE", "type-mismatch", ""),
            ("NULL = 職等", "NULL", "compare-with-null", "IS NULL"),
            ("NULL IN (1)", "NULL", "compare-with-null", "IS NULL"),
        ];
        for (text, place, rule, hint) in cases {
            let (found_place, found_rule, found_hint) = verdict(text).expect_err(text);
            assert!(found_place.starts_with(place) || place.starts_with(&found_place), "{text}: {found_place}");
            assert_eq!(found_rule, rule, "{text}");
            assert!(found_hint.contains(hint), "{text}: {found_hint}");
        }
    }
}
