//! The one SELECT of a file: tokens, then tree. Whatever could write, attach or load is refused here by name; what passes is
//! still only a tree, of which `compile` knows every part that it lets through.

use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::places::Places;
use crate::expr::FULL_WIDTH_SIGNS;
use crate::source::{Problems, SourceText, Span};

/// Longer files are refused; nobody writes them by hand.
const LONGEST: usize = 64 * 1024;
/// Deeper brackets too: the tree is walked by recursion.
const DEEPEST: usize = 50;
/// And those with more operators: a chain of them is a tree just as deep.
const MOST_OPERATORS: usize = 400;

/// The SELECT of the file.
pub(super) fn parse_statement(source: &SourceText, places: &Places<'_>, problems: &Problems) -> Option<Query> {
    let text = source.text();
    let refuse = |rule: &str, span: Span, message: String, hint: &str| {
        problems.push(source.error(rule, span, message).hint(hint));
    };
    if text.len() > LONGEST {
        refuse("sql-too-long", Span::default(), format!("檔案超過 {LONGEST} 位元組"), "請拆成幾個查詢");
        return None;
    }
    let dialect = GenericDialect {};
    let tokens = match Tokenizer::new(&dialect, text).tokenize_with_location() {
        Ok(tokens) => tokens,
        Err(error) => {
            let at = places.offset(error.location);
            let span = Span::new(at, text.len());
            refuse("sql-syntax", span, "引號或註解沒有結尾".to_owned(), "文字用一對單引號，例如 '簡任'");
            return None;
        }
    };
    let mut clean = full_width_signs(&tokens, places, source, problems);
    clean &= one_select(&tokens, places, source, problems);
    if tokens.iter().filter(|token| is_operator(&token.token)).count() > MOST_OPERATORS {
        let message = format!("運算超過 {MOST_OPERATORS} 個");
        refuse("sql-too-long", Span::default(), message, "很多個值請用 IN ('…', '…')");
        return None;
    }
    if !clean {
        return None;
    }
    let parser = Parser::new(&dialect).with_recursion_limit(DEEPEST).with_tokens_with_locations(tokens);
    let mut parser = parser;
    match parser.parse_statements() {
        Ok(mut statements) => match statements.pop() {
            Some(Statement::Query(query)) if statements.is_empty() => Some(*query),
            _ => {
                refuse("sql-not-select", places.statement(), "檔案裡只能有一個 SELECT".to_owned(), "請只留一個 SELECT");
                None
            }
        },
        Err(error) => {
            let (span, message) = syntax(&error, text, places);
            refuse(
                "sql-syntax",
                span,
                message,
                "寫法例如：SELECT 官等, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 官等",
            );
            None
        }
    }
}

/// The first word of each statement says what it is; a file may hold one, and it must be a SELECT.
fn one_select(tokens: &[TokenWithSpan], places: &Places<'_>, source: &SourceText, problems: &Problems) -> bool {
    let mut clean = true;
    let mut selects = 0;
    for statement in tokens.split(|token| token.token == Token::SemiColon) {
        let mut words =
            statement.iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF | Token::LParen));
        let Some(first) = words.next() else { continue };
        let span = places.span(first.span);
        let word = first.token.to_string().to_uppercase();
        let problem = if !matches!(word.as_str(), "SELECT" | "WITH") {
            let message = format!("不能用「{}」：SQL 檔只能有一個 SELECT，不能更動資料或設定", first.token);
            source.error("sql-not-select", span, message).hint("查詢檔只讀資料；資料要由 hrstat data import 匯入")
        } else if selects > 0 {
            let hint = "請分成幾個檔案，或用 UNION ALL 合併";
            source.error("sql-several-statements", span, "檔案裡只能有一個 SELECT，這裡又有一個").hint(hint)
        } else {
            selects += 1;
            continue;
        };
        problems.push(problem);
        clean = false;
    }
    if selects == 0 && clean {
        let hint = "寫法例如：SELECT 官等, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 官等";
        problems.push(source.error_of_file("sql-empty", "檔案裡沒有 SELECT").hint(hint));
        clean = false;
    }
    clean
}

/// The usual slip of a Chinese keyboard, all of them at once. Inside quotes and comments they are text.
fn full_width_signs(tokens: &[TokenWithSpan], places: &Places<'_>, source: &SourceText, problems: &Problems) -> bool {
    // A SELECT may end in a semicolon, a condition has none.
    const SEMICOLON: (char, &str) = ('；', ";");
    let mut clean = true;
    for token in tokens {
        let Token::Char(found) = token.token else { continue };
        if let Some((sign, plain)) = FULL_WIDTH_SIGNS.iter().chain([&SEMICOLON]).find(|(sign, _)| *sign == found) {
            let message = format!("「{sign}」是全形符號");
            let problem = source.error("full-width", places.span(token.span), message);
            problems.push(problem.hint(format!("請改用半形 {plain}")));
            clean = false;
        }
    }
    clean
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.value.to_ascii_uppercase().as_str(),
            "AND"
                | "OR"
                | "NOT"
                | "IS"
                | "LIKE"
                | "BETWEEN"
                | "IN"
                | "WHEN"
                | "UNION"
                | "EXCEPT"
                | "INTERSECT"
                | "JOIN"
        ),
        other => matches!(
            other,
            Token::Plus
                | Token::Minus
                | Token::Mul
                | Token::Div
                | Token::Mod
                | Token::StringConcat
                | Token::Eq
                | Token::Neq
                | Token::Lt
                | Token::LtEq
                | Token::Gt
                | Token::GtEq
        ),
    }
}

/// sqlparser says: Expected: …, found: … at Line: 1, Column: 9
fn syntax(error: &ParserError, text: &str, places: &Places<'_>) -> (Span, String) {
    let message = match error {
        ParserError::RecursionLimitExceeded => return (places.statement(), "括號太多層".to_owned()),
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
    };
    let (said, place) = message.rsplit_once(" at Line: ").unwrap_or((message, ""));
    let mut numbers = place.split(", Column: ").filter_map(|number| number.trim().parse().ok());
    let start = match (numbers.next(), numbers.next()) {
        (Some(line), Some(column)) => places.offset(Location { line, column }),
        _ => text.trim_end().len(),
    };
    let end = text[start..].char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, _)| start + at);
    let message = match said.rsplit_once("found: ").map_or(said, |(_, found)| found) {
        "EOF" => "SELECT 沒有寫完".to_owned(),
        found => format!("看不懂「{found}」"),
    };
    (Span::new(start, end), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<(String, String)> {
        let (source, problems) = (SourceText::new("a.sql", text), Problems::new());
        let parsed = parse_statement(&source, &Places::new(text), &problems);
        let found = problems.into_sorted();
        assert_eq!(parsed.is_none(), !found.is_empty(), "{text}: {found:?}");
        found.into_iter().map(|problem| (problem.rule, problem.message)).collect()
    }

    /// Nothing but reading: every way to write, to leave the memory or to load code is refused by its first word.
    #[test]
    fn what_is_not_a_select_is_refused() {
        for text in [
            "INSERT INTO 人員 VALUES (1)",
            "DELETE FROM 人員",
            "UPDATE 人員 SET 姓名 = ''",
            "CREATE TABLE 甲 AS SELECT 1",
            "DROP TABLE 人員",
            "PRAGMA temp_store = FILE",
            "ATTACH DATABASE 'a.db' AS a",
            "VACUUM INTO 'a.db'",
            "EXPLAIN SELECT 1",
            "VALUES (1)",
            "BEGIN; COMMIT",
        ] {
            assert!(rules(text).iter().all(|(rule, _)| rule == "sql-not-select"), "{text}: {:?}", rules(text));
        }
        assert_eq!(rules("SELECT 1; DELETE FROM 人員; SELECT 2;").len(), 2);
        assert_eq!(rules("-- 只有註解\n")[0].0, "sql-empty");
        assert_eq!(rules("SELECT 1;"), []);
        assert_eq!(rules("(SELECT 1)"), []);
    }

    #[test]
    fn syntax_is_explained_at_its_place() {
        assert_eq!(
            rules("SELECT 官等， 職等 FROM 人員（"),
            [
                ("full-width".to_owned(), "「，」是全形符號".to_owned()),
                ("full-width".to_owned(), "「（」是全形符號".to_owned()),
            ]
        );
        assert_eq!(rules("SELECT 官等 FROM"), [("sql-syntax".to_owned(), "SELECT 沒有寫完".to_owned())]);
        assert_eq!(rules("SELECT '簡任 FROM 人員")[0].1, "引號或註解沒有結尾");
        assert_eq!(rules("SELECT 官等 FORM 人員 p 丙")[0].0, "sql-syntax");
    }

    /// A chain of operators is as deep as brackets: neither may reach the end of the stack.
    #[test]
    fn depth_is_limited() {
        assert_eq!(rules(&format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000)))[0].1, "括號太多層");
        assert_eq!(rules(&format!("SELECT 1{}", "+1".repeat(3000)))[0].0, "sql-too-long");
    }
}
