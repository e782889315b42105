//! From text to tree: `sqlparser` reads SQL, and what the little language does not have is refused by name.

use std::collections::BTreeMap;

use sqlparser::ast::{
    BinaryOperator, Expr as Sql, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, Spanned, UnaryOperator,
    Value,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, Tokenizer};

use super::fault::DATE_USAGE;
use super::{ArithmeticOp, CompareOp, Expr, Fault, Function, Literal};
use crate::domain::parse_date;
use crate::source::{Span, did_you_mean};

/// Longer expressions are refused; nobody writes them by hand.
const LONGEST: usize = 16 * 1024;
/// Deeper ones too: the tree is walked by recursion.
const DEEPEST: usize = 60;
/// And those with more operators: a chain of them is a tree just as deep.
const MOST_OPERATORS: usize = 400;
/// What to do about such expressions.
const SPLIT: &str = "把一部分寫成 [[derive]] 的 expr，再用它的名稱";
/// The longest list behind IN.
const LONGEST_LIST: usize = 1000;

/// The values of the parameters that an expression may name as `:年度`.
pub type Parameters = BTreeMap<String, Literal>;

/// Parses an expression without parameters.
///
/// # Errors
/// Every mistake that can be found without knowing the fields.
pub fn parse(text: &str) -> Result<Expr, Vec<Fault>> {
    parse_with(text, &Parameters::new())
}

/// Parses an expression; a parameter becomes its value.
///
/// # Errors
/// Every mistake that can be found without knowing the fields.
pub fn parse_with(text: &str, parameters: &Parameters) -> Result<Expr, Vec<Fault>> {
    let whole = Span::new(0, text.len());
    if text.trim().is_empty() {
        let hint = "寫上條件，例如：在職 AND 官等 = '簡任'；沒有條件時，把這一行刪去";
        return Err(vec![Fault::new("expression-empty", whole, "條件是空白的").hint(hint)]);
    }
    if text.len() > LONGEST {
        let message = format!("條件超過 {LONGEST} 位元組");
        return Err(vec![Fault::new("expression-too-long", Span::default(), message).hint(SPLIT)]);
    }
    let full_width = full_width_signs(text);
    if !full_width.is_empty() {
        return Err(full_width);
    }
    let lines = Lines::new(text);
    let syntax = |error: &ParserError| vec![syntax_fault(text, &lines, error)];
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize().unwrap_or_default();
    if tokens.iter().filter(|token| is_operator(token)).count() > MOST_OPERATORS {
        let message = format!("條件的運算超過 {MOST_OPERATORS} 個");
        return Err(vec![Fault::new("expression-too-long", Span::default(), message).hint("很多個值請用 IN (…)")]);
    }
    let mut parser =
        Parser::new(&dialect).with_recursion_limit(DEEPEST).try_with_sql(text).map_err(|error| syntax(&error))?;
    let sql = parser.parse_expr().map_err(|error| syntax(&error))?;
    let next = parser.peek_token();
    if next.token != Token::EOF {
        let start = lines.offset(next.span.start);
        let message = format!("看不懂「{}」：條件到這裡應該已經結束", next.token);
        return Err(vec![
            Fault::new("expression-syntax", Span::new(start, text.len()), message).hint("條件之間要用 AND 或 OR 連接"),
        ]);
    }
    let mut reader = Reader { lines, whole, parameters, faults: Vec::new() };
    let expr = reader.read(&sql);
    match expr {
        Some(expr) if reader.faults.is_empty() => Ok(expr),
        _ => Err(reader.faults),
    }
}

/// Full-width signs outside quotes: the usual slip of a Chinese keyboard.
fn full_width_signs(text: &str) -> Vec<Fault> {
    const SIGNS: [(char, &str); 16] = [
        ('＝', "="),
        ('＞', ">"),
        ('＜', "<"),
        ('≧', ">="),
        ('≦', "<="),
        ('≠', "<>"),
        ('（', "("),
        ('）', ")"),
        ('，', ","),
        ('、', ","),
        ('「', "'"),
        ('」', "'"),
        ('“', "'"),
        ('”', "'"),
        ('‘', "'"),
        ('’', "'"),
    ];
    let mut quoted = false;
    let mut faults = Vec::new();
    for (at, c) in text.char_indices() {
        if c == '\'' {
            quoted = !quoted;
        }
        if let Some((_, plain)) = SIGNS.iter().find(|(sign, _)| *sign == c && !quoted) {
            let message = format!("「{c}」是全形符號");
            faults.push(
                Fault::new("full-width", Span::new(at, at + c.len_utf8()), message).hint(format!("請改用半形 {plain}")),
            );
        }
    }
    faults
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.value.to_ascii_uppercase().as_str(),
            "AND" | "OR" | "NOT" | "IS" | "LIKE" | "BETWEEN" | "IN" | "WHEN"
        ),
        other => matches!(
            other,
            Token::Plus
                | Token::Minus
                | Token::Mul
                | Token::Div
                | Token::Eq
                | Token::Neq
                | Token::Lt
                | Token::LtEq
                | Token::Gt
                | Token::GtEq
        ),
    }
}

fn syntax_fault(text: &str, lines: &Lines<'_>, error: &ParserError) -> Fault {
    let message = match error {
        ParserError::RecursionLimitExceeded => {
            return Fault::new("expression-too-deep", Span::new(0, text.len()), "條件的括號太多層").hint(SPLIT);
        }
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    // sqlparser says: Expected: …, found: … at Line: 1, Column: 9
    let (said, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
    let mut numbers = place.split(", Column: ").filter_map(|number| number.trim().parse().ok());
    let start = match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => lines.offset(Location { line, column }),
        _ => text.len(),
    };
    let end = text[start..].char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, _)| start + at);
    let found = said.rsplit_once("found: ").map_or(said, |(_, found)| found);
    let message = match found {
        "EOF" if missing_brackets(text) > 0 => format!("少了 {} 個右括號", missing_brackets(text)),
        "EOF" => "條件或算式沒有寫完".to_owned(),
        _ if said.contains("Unterminated string") => "文字少了結尾的單引號".to_owned(),
        found => format!("看不懂「{found}」"),
    };
    Fault::new("expression-syntax", Span::new(start, end), message)
        .hint("寫法例如：在職 AND 官等 = '簡任' AND 年齡 BETWEEN 30 AND 39")
}

/// How many brackets outside quotes are not closed.
fn missing_brackets(text: &str) -> usize {
    let (mut quoted, mut open) = (false, 0_usize);
    for c in text.chars() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => open += 1,
            ')' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// Turns sqlparser's line and column (in characters) into bytes.
struct Lines<'a> {
    text: &'a str,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text }
    }

    fn offset(&self, place: Location) -> usize {
        let mut start = 0;
        for line in self.text.split_inclusive('\n').take(usize::try_from(place.line.saturating_sub(1)).unwrap_or(0)) {
            start += line.len();
        }
        let column = usize::try_from(place.column.saturating_sub(1)).unwrap_or(0);
        let rest = &self.text[start..];
        start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    }
}

struct Reader<'a> {
    lines: Lines<'a>,
    whole: Span,
    parameters: &'a Parameters,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn span(&self, node: &impl Spanned) -> Span {
        let span = node.span();
        if span.start.line == 0 {
            return self.whole;
        }
        Span::new(self.lines.offset(span.start), self.lines.offset(span.end))
    }

    fn refuse(&mut self, span: Span, message: impl Into<String>) -> Option<Expr> {
        const KNOWN: &str = "可用：= <> < <= > >= IN BETWEEN LIKE IS NULL AND OR NOT + - * / CASE 和 `hrstat fields --functions` 的函數";
        self.refuse_with(span, message, KNOWN)
    }

    fn refuse_with(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) -> Option<Expr> {
        self.faults.push(Fault::new("expression-unsupported", span, message).hint(hint));
        None
    }

    fn boxed(&mut self, sql: &Sql) -> Option<Box<Expr>> {
        self.read(sql).map(Box::new)
    }

    fn read(&mut self, sql: &Sql) -> Option<Expr> {
        let span = self.span(sql);
        match sql {
            Sql::Nested(inner) => self.read(inner),
            Sql::Identifier(name) => Some(Expr::Field { name: name.value.clone(), span }),
            Sql::CompoundIdentifier(parts) => {
                let last = parts.last().map(|part| part.value.clone()).unwrap_or_default();
                let hint = format!("直接寫 {last}；子資料表的欄位，先用 [[derive]] 歸成每人一個值");
                self.refuse_with(span, format!("欄位不要加資料表名稱，只寫「{last}」"), hint)
            }
            Sql::Value(value) => self.value(&value.value, span),
            Sql::TypedString(typed) => self.typed_string(&typed.data_type.to_string(), &typed.value.value, span),
            Sql::IsNull(of) => Some(Expr::IsNull { of: self.boxed(of)?, negated: false }),
            Sql::IsNotNull(of) => Some(Expr::IsNull { of: self.boxed(of)?, negated: true }),
            Sql::In { expr, target: InTarget::List(list), negated, .. } => self.in_list(expr, list, *negated),
            Sql::Between { expr, negated, low, high } => {
                let (of, low, high) = (self.boxed(expr), self.boxed(low), self.boxed(high));
                Some(Expr::Between { of: of?, low: low?, high: high?, negated: *negated })
            }
            Sql::Like { negated, any: false, expr, pattern, escape_char: None } => {
                let of = self.boxed(expr);
                match self.read(pattern)? {
                    Expr::Literal { value: Literal::Text(pattern), .. } => {
                        Some(Expr::Like { of: of?, pattern, negated: *negated })
                    }
                    other => {
                        let hint = "% 代表任何文字，例如：職稱 LIKE '%護理%'";
                        self.refuse_with(other.span(), "LIKE 後面要是加單引號的文字", hint)
                    }
                }
            }
            Sql::BinaryOp { left, op, right } => self.binary(left, op, right, span),
            Sql::UnaryOp { op: UnaryOperator::Not, expr } => Some(Expr::Not(self.boxed(expr)?)),
            Sql::UnaryOp { op: UnaryOperator::Minus, expr } => self.minus(expr, span),
            Sql::UnaryOp { op: UnaryOperator::Plus, expr } => self.read(expr),
            Sql::Case { operand, conditions, else_result, .. } => {
                let mut branches = Vec::new();
                for branch in conditions {
                    let condition = self.read(&branch.condition);
                    let condition = match operand {
                        // CASE x WHEN v … is CASE WHEN x = v …
                        Some(operand) => Some(Expr::Compare {
                            op: CompareOp::Equal,
                            left: self.boxed(operand)?,
                            right: Box::new(condition?),
                        }),
                        None => condition,
                    };
                    branches.push((condition?, self.read(&branch.result)?));
                }
                let otherwise = match else_result {
                    Some(result) => Some(self.boxed(result)?),
                    None => None,
                };
                Some(Expr::Case { branches, otherwise, span })
            }
            Sql::Function(function) => self.call(function, span),
            Sql::Subquery(_) | Sql::Exists { .. } | Sql::In { .. } => {
                let hint = "其他資料表的資料，用 [[derive]] from = \"考績\" 這類寫法歸成每人一個值，再拿來當條件";
                self.refuse_with(span, "條件裡不能放子查詢（SELECT）", hint)
            }
            other => {
                let text = other.to_string();
                self.refuse(span, format!("不支援「{}」", text.chars().take(40).collect::<String>()))
            }
        }
    }

    fn value(&mut self, value: &Value, span: Span) -> Option<Expr> {
        let literal = match value {
            Value::SingleQuotedString(text) => Literal::Text(text.clone()),
            Value::Boolean(flag) => Literal::Bool(*flag),
            Value::Null => Literal::Null,
            Value::Number(digits, _) => match (digits.parse(), digits.parse::<f64>()) {
                (Ok(whole), _) => Literal::Integer(whole),
                (_, Ok(number)) if number.is_finite() => Literal::Decimal(number),
                _ => return self.refuse(span, format!("「{digits}」不是數字")),
            },
            Value::DoubleQuotedString(text) => {
                return self.refuse_with(span, "文字要用單引號，不用雙引號", format!("寫成 '{text}'"));
            }
            Value::Placeholder(name) => return self.parameter(name, span),
            other => return self.refuse(span, format!("不支援「{other}」")),
        };
        Some(Expr::Literal { value: literal, span })
    }

    fn parameter(&mut self, written: &str, span: Span) -> Option<Expr> {
        let name = written.trim_start_matches(':');
        if let Some(value) = self.parameters.get(name).filter(|_| written.starts_with(':')) {
            return Some(Expr::Literal { value: value.clone(), span });
        }
        let hint = did_you_mean(name, self.parameters.keys().map(String::as_str));
        let hint = hint.unwrap_or_else(|| format!("先用 [[parameter]] name = \"{name}\" 宣告，再寫成 :{name}"));
        self.faults.push(Fault::new("unknown-parameter", span, format!("沒有參數「{name}」")).hint(hint));
        None
    }

    fn typed_string(&mut self, data_type: &str, value: &Value, span: Span) -> Option<Expr> {
        match (data_type, value) {
            ("DATE", Value::SingleQuotedString(text)) => match parse_date(text) {
                Ok(date) => Some(Expr::Literal { value: Literal::Date(date), span }),
                Err(error) => self.refuse_with(span, error.to_string(), DATE_USAGE),
            },
            _ => self.refuse(span, format!("不支援型別 {data_type}")),
        }
    }

    fn in_list(&mut self, of: &Sql, list: &[Sql], negated: bool) -> Option<Expr> {
        let of = self.boxed(of);
        if list.len() > LONGEST_LIST {
            return self.refuse(self.whole, format!("IN 的值超過 {LONGEST_LIST} 個"));
        }
        let items: Vec<Expr> = list.iter().filter_map(|item| self.read(item)).collect();
        for item in &items {
            if !matches!(item, Expr::Literal { value, .. } if *value != Literal::Null) {
                let hint = "例如：官等 IN ('簡任', '薦任')；和另一個欄位比較時，用 = 或 <>";
                self.refuse_with(item.span(), "IN 的括號裡只能是值", hint);
            }
        }
        (items.len() == list.len()).then_some(Expr::In { of: of?, list: items, negated })
    }

    fn binary(&mut self, left: &Sql, op: &BinaryOperator, right: &Sql, span: Span) -> Option<Expr> {
        let (left, right) = (self.boxed(left), self.boxed(right));
        let (left, right) = (left?, right?);
        let compare = |op| Some(Expr::Compare { op, left: left.clone(), right: right.clone() });
        let arithmetic = |op| Some(Expr::Arithmetic { op, left: left.clone(), right: right.clone(), whole: false });
        match op {
            BinaryOperator::And => Some(Expr::And(left, right)),
            BinaryOperator::Or => Some(Expr::Or(left, right)),
            BinaryOperator::Eq => compare(CompareOp::Equal),
            BinaryOperator::NotEq => compare(CompareOp::NotEqual),
            BinaryOperator::Lt => compare(CompareOp::Less),
            BinaryOperator::LtEq => compare(CompareOp::LessOrEqual),
            BinaryOperator::Gt => compare(CompareOp::Greater),
            BinaryOperator::GtEq => compare(CompareOp::GreaterOrEqual),
            BinaryOperator::Plus => arithmetic(ArithmeticOp::Add),
            BinaryOperator::Minus => arithmetic(ArithmeticOp::Subtract),
            BinaryOperator::Multiply => arithmetic(ArithmeticOp::Multiply),
            BinaryOperator::Divide => arithmetic(ArithmeticOp::Divide),
            other => self.refuse(span, format!("不支援運算「{other}」")),
        }
    }

    fn minus(&mut self, of: &Sql, span: Span) -> Option<Expr> {
        let value = match self.read(of)? {
            Expr::Literal { value: Literal::Integer(number), .. } => Literal::Integer(-number),
            Expr::Literal { value: Literal::Decimal(number), .. } => Literal::Decimal(-number),
            other => {
                let zero = Expr::Literal { value: Literal::Integer(0), span };
                return Some(Expr::Arithmetic {
                    op: ArithmeticOp::Subtract,
                    left: Box::new(zero),
                    right: Box::new(other),
                    whole: false,
                });
            }
        };
        Some(Expr::Literal { value, span })
    }

    fn call(&mut self, call: &sqlparser::ast::Function, span: Span) -> Option<Expr> {
        let name = call.name.to_string();
        let Some(function) = Function::find(&name) else {
            let hint = did_you_mean(&name.to_uppercase(), Function::ALL.map(Function::name));
            let hint = format!("{}可用 `hrstat fields --functions` 列出所有函數。", hint.unwrap_or_default());
            self.faults.push(Fault::new("unknown-function", span, format!("沒有函數「{name}」")).hint(hint));
            return None;
        };
        let plain = call.over.is_none() && call.filter.is_none() && call.within_group.is_empty();
        let FunctionArguments::List(list) = &call.args else {
            return self.refuse(span, format!("函數 {name} 缺少引數"));
        };
        if !plain || list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
            return self.refuse(span, format!("函數 {name} 不支援這種寫法"));
        }
        let mut arguments = Vec::new();
        for argument in &list.args {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(sql)) => arguments.push(self.read(sql)?),
                _ => return self.refuse(span, format!("函數 {name} 不支援這種引數")),
            }
        }
        Some(Expr::Call { function, arguments, span })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, String) {
        let faults = parse(text).expect_err(text);
        (text[faults[0].span.start..faults[0].span.end].to_owned(), faults[0].message.clone())
    }

    #[test]
    fn places_are_bytes_of_the_expression() {
        let expr = parse("在職 AND 職等 >= 10").unwrap();
        let [_, right] = expr.conjuncts()[..] else { panic!() };
        assert_eq!(right.span(), Span::new("在職 AND ".len(), "在職 AND 職等 >= 10".len()));
        assert_eq!(expr.fields(), ["在職", "職等"]);
    }

    #[test]
    fn a_parameter_is_its_value() {
        let parameters = Parameters::from([("年度".to_owned(), Literal::Integer(114))]);
        let expr = parse_with("年度 BETWEEN :年度 - 2 AND :年度 OR 年度 IN (:年度)", &parameters).unwrap();
        let literals = format!("{expr:?}").matches("Integer(114)").count();
        assert_eq!((literals, expr.fields()), (3, vec!["年度".to_owned()]));
        let text = "年度 = :年份";
        let fault = &parse_with(text, &parameters).unwrap_err()[0];
        assert_eq!((fault.rule, &text[fault.span.start..fault.span.end]), ("unknown-parameter", ":年份"));
        assert!(fault.hint.as_ref().unwrap().contains("年度"));
    }

    #[test]
    fn what_it_does_not_have_is_refused_by_name() {
        assert_eq!(fault("在職 AND LENGTH(姓名) = 2").1, "沒有函數「LENGTH」");
        assert!(fault("年齡 IN (SELECT 1)").1.contains("子查詢"));
        assert!(fault("a.年齡 = 1").1.contains("不要加資料表名稱"));
        assert_eq!(fault("官等 ＝ '簡任'"), ("＝".into(), "「＝」是全形符號".into()));
        assert!(fault("年齡 >= ").1.contains("沒有寫完"));
        assert!(fault("官等 = '簡任").1.contains("單引號"));
        assert!(fault("年齡 30").1.contains("條件到這裡"));
        assert_eq!(parse(&"(".repeat(5000)).unwrap_err()[0].rule, "expression-too-deep");
        assert_eq!(parse("  ").unwrap_err()[0].rule, "expression-empty");
        // A chain of operators is as deep as brackets: it must not reach the end of the stack.
        assert_eq!(parse(&format!("年齡 > 1{}", "+1".repeat(3000))).unwrap_err()[0].rule, "expression-too-long");
        assert!(parse(&format!("年齡 > 1{}", "+1".repeat(300))).is_ok());
    }
}
