//! Reads `[[table]]` and its measures.

use super::read::read_title;
use super::{MeasureHow, MeasureSpec, TableSpec};
use crate::source::{At, Item, Table};

/// The statistics of a field that a measure can name.
const STATISTICS: [&str; 7] = ["mean", "median", "sum", "min", "max", "std", "quantile"];

pub(super) fn read_table(table: &Table<'_>) -> TableSpec {
    let title = read_title(table);
    let condition = table.string("where");
    let (rows, columns) = (table.strings("rows"), table.strings("columns"));
    let measures = match table.array("measures") {
        Some(array) => {
            if array.is_empty() {
                let problem =
                    table.source().error("no-measures", table.span_of("measures"), "measures 是空的，表裡沒有東西可列");
                table.problems().push(problem.hint("只要人數時，刪去 measures，或寫 measures = [\"人數\"]"));
            }
            array.items(|item| read_measure(item, table)).into_iter().flatten().collect()
        }
        None => {
            vec![named(At::new("人數".to_owned(), table.span()))]
        }
    };
    let totals = table.boolean("totals").is_some_and(|flag| flag.value);
    let subtotals = table.boolean("subtotals").is_some_and(|flag| flag.value);
    let complete = table.strings("complete");
    TableSpec { title, span: table.span(), condition, rows, columns, measures, totals, subtotals, complete }
}

fn read_measure(item: Item<'_>, parent: &Table<'_>) -> Option<MeasureSpec> {
    let table = match item {
        Item::Text(name) => return Some(named(name)),
        Item::Table(table) => table,
    };
    let name = table.required_string("name");
    let decimals = table.integer("decimals").and_then(|at| {
        let digits = u8::try_from(at.value).ok().filter(|digits| *digits <= 10);
        if digits.is_none() {
            let problem = table.source().error("out-of-range", at.span, "decimals 要在 0 與 10 之間");
            table.problems().push(problem.hint("例如 decimals = 2"));
        }
        digits
    });
    let percent = table.string("as").is_some_and(|format| {
        if format.value != "percent" {
            let message = format!("as 只能是 \"percent\"，這裡是「{}」", format.value);
            let problem = table.source().error("unknown-format", format.span, message);
            table.problems().push(problem.hint("要百分比寫 as = \"percent\"；要小數就刪去 as，用 decimals"));
        }
        true
    });
    let kinds: Vec<&str> = ["count", "rows", "ratio", "share", "expr"]
        .into_iter()
        .chain(STATISTICS)
        .filter(|kind| table.has(kind))
        .collect();
    let how = match kinds.as_slice() {
        ["count"] => MeasureHow::Count(table.required_string("count")?),
        ["rows"] => MeasureHow::Rows(table.required_string("rows")?),
        ["expr"] => MeasureHow::Formula { text: table.required_string("expr")?, percent },
        ["ratio"] => {
            let parts = table.strings("ratio");
            if parts.len() != 2 {
                let message = "ratio 要有兩個量數：[\"分子\", \"分母\"]";
                let problem = table.source().error("ratio", table.span_of("ratio"), message);
                table.problems().push(problem.hint("分子、分母都要先在同一張表的 measures 裡定義"));
                return None;
            }
            MeasureHow::Ratio { parts, percent }
        }
        ["share"] => {
            let of = table.required_string("share");
            let base = table.required_string("of");
            MeasureHow::Share { of: of?, base: base? }
        }
        [statistic] => {
            let statistic = STATISTICS.into_iter().find(|known| known == statistic)?;
            let at = table.float("q");
            MeasureHow::Statistic { statistic, of: table.required_string(statistic)?, at }
        }
        _ => {
            table.accept_all_keys();
            let known = "count、rows、ratio、share、expr、mean、median、sum、min、max、std、quantile";
            let message = format!("一個量數要有 {known} 其中之一，而且只能有一個");
            let problem = parent.source().error("measure-kind", table.span(), message);
            parent.problems().push(problem.hint("例如 { name = \"女性人數\", count = \"性別 = '女'\" }"));
            return None;
        }
    };
    let shares = matches!(how, MeasureHow::Ratio { .. } | MeasureHow::Share { .. } | MeasureHow::Formula { .. });
    if percent && !shares {
        let problem = table.source().error("percent", table.span_of("as"), "只有 ratio、share、expr 能以百分比顯示");
        table.problems().push(problem.hint("刪去 as，或改用 ratio"));
    }
    let window_ends = table.string("window_ends");
    Some(MeasureSpec { name: name?, how, decimals, window_ends })
}

/// A measure known by its name.
fn named(name: At<String>) -> MeasureSpec {
    MeasureSpec { name, how: MeasureHow::Named, decimals: None, window_ends: None }
}
