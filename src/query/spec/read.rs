//! Reads a query file into a [`QuerySpec`].

use super::parameter::read_parameter;
use super::read_derive::read_derive;
use super::read_table::read_table;
use super::{DisclosureSpec, ListSpec, QuerySpec, SmallCells};
use crate::source::{At, Problem, Problems, SourceText, Table, did_you_mean, parse_toml};

/// Reads a query file; every mistake that can be found without the dictionary is a problem. What could be read comes back
/// all the same, so that `check_query` can find the rest.
pub fn parse_query(source: &SourceText, problems: &Problems) -> Option<QuerySpec> {
    parse_toml(source, problems, read_query)
}

fn read_query(root: &Table<'_>) -> QuerySpec {
    let title = root.required_string("title");
    let named = |table: &Table<'_>| (table.string("name").map(|name| name.value), read_parameter(table));
    let (declared, parameters): (Vec<_>, Vec<_>) = root.tables("parameter", named).into_iter().unzip();
    let (declared, parameters) = (declared.into_iter().flatten().collect(), parameters.into_iter().flatten().collect());
    let snapshots = root.one_or_more_strings("snapshot");
    let unit = root.string("unit").unwrap_or_else(|| At::new(crate::domain::PERSON.to_owned(), root.span()));
    let population = root.string("where");
    let derives = root.tables("derive", read_derive).into_iter().flatten().collect();
    let tables = root.tables("table", read_table);
    let lists = root.tables("list", read_list);
    let disclosure = root.table("disclosure", read_disclosure).unwrap_or_default();
    if !root.has("table") && !root.has("list") {
        let message = "查詢裡沒有 [[table]] 也沒有 [[list]]，不知道要產製什麼";
        let problem = root.source().error_of_file("nothing-asked", message);
        root.problems()
            .push(problem.hint("統計表例如：[[table]] title = \"表1\"、rows = [\"主管機關\"]、columns = [\"性別\"]"));
    }
    // A missing title is reported; the rest can be checked without it.
    let title = title.unwrap_or_else(|| At::new(String::new(), root.span()));
    QuerySpec { title, parameters, declared, snapshots, unit, population, derives, tables, lists, disclosure }
}

/// A title that is missing is reported; the rest can be checked without it.
pub(super) fn read_title(table: &Table<'_>) -> At<String> {
    table.required_string("title").unwrap_or_else(|| At::new(String::new(), table.span()))
}

fn read_list(table: &Table<'_>) -> ListSpec {
    let title = read_title(table);
    let condition = table.string("where");
    let columns = table.strings("columns");
    if columns.is_empty() {
        let problem = table.source().error("list-columns", table.span(), "清冊要有 columns");
        table.problems().push(problem.hint("例如 columns = [\"服務機關\", \"職稱\", \"姓名\"]"));
    }
    let limit = table.integer("limit").and_then(|at| {
        let limit = u32::try_from(at.value).ok().filter(|limit| *limit > 0);
        if limit.is_none() {
            let problem = table.source().error("out-of-range", at.span, "limit 要大於 0");
            table.problems().push(problem.hint("不限筆數時，把 limit 整行刪去"));
        }
        limit
    });
    ListSpec { title, span: table.span(), condition, columns, order_by: table.strings("order_by"), limit }
}

fn read_disclosure(table: &Table<'_>) -> DisclosureSpec {
    let threshold = table.integer("threshold").and_then(|at| {
        let number = u32::try_from(at.value).ok().filter(|number| *number >= 1);
        if number.is_none() {
            let problem = table.source().error("out-of-range", at.span, "threshold 要大於 0");
            table.problems().push(problem.hint("例如 threshold = 3：1 至 2 人的細格視為小細格"));
        }
        number
    });
    let small_cells = table.string("small_cells").and_then(|text| {
        let choices =
            [("encrypt", SmallCells::Encrypt), ("suppress", SmallCells::Suppress), ("refuse", SmallCells::Refuse)];
        let choice = choices.iter().find(|(code, _)| *code == text.value).map(|(_, choice)| *choice);
        if choice.is_none() {
            let problem: Problem = table
                .source()
                .error("unknown-policy", text.span, format!("small_cells 沒有「{}」這個選擇", text.value))
                .hint_if(did_you_mean(&text.value, choices.map(|(code, _)| code)))
                .hint("可用 encrypt、suppress、refuse");
            table.problems().push(problem);
        }
        choice
    });
    DisclosureSpec { threshold, small_cells }
}
