//! The query file as written (`contract.md` §7): every part with its place, nothing resolved yet.

use jiff::civil::Date;

use crate::domain::{AsOf, parse_date};
use crate::source::{At, Item, Problem, Problems, SourceText, Span, Table, did_you_mean, parse_toml};

/// A query file.
#[derive(Clone, Debug)]
pub struct QuerySpec {
    /// Its title.
    pub title: String,
    /// Which snapshots.
    pub snapshots: Snapshots,
    /// The table whose rows are counted.
    pub unit: At<String>,
    /// The population.
    pub population: Option<At<String>>,
    /// Its own fields.
    pub derives: Vec<DeriveSpec>,
    /// Its crosstabs.
    pub tables: Vec<TableSpec>,
    /// Its lists.
    pub lists: Vec<ListSpec>,
    /// What it says about small cells.
    pub disclosure: DisclosureSpec,
}

/// Which snapshots a query asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snapshots {
    /// The newest.
    Latest,
    /// These days.
    Dates(Vec<AsOf>),
}

/// A field of the query's own.
#[derive(Clone, Debug)]
pub struct DeriveSpec {
    /// Its name.
    pub name: At<String>,
    /// How it is made.
    pub how: DeriveHow,
}

/// How a query's own field is made.
#[derive(Clone, Debug)]
pub enum DeriveHow {
    /// Bands of a number.
    Band {
        /// The number.
        of: At<String>,
        /// The edges.
        breaks: Vec<f64>,
        /// Where the edges stand.
        span: Span,
    },
    /// An expression.
    Expression(At<String>),
    /// A child table brought back to one value a person.
    Child {
        /// The child table.
        from: At<String>,
        /// Which of its rows.
        condition: Option<At<String>>,
        /// Which value.
        take: At<String>,
        /// Of which field.
        of: Option<At<String>>,
        /// In which order, for first and last.
        order_by: Option<At<String>>,
    },
}

/// A crosstab.
#[derive(Clone, Debug)]
pub struct TableSpec {
    /// Its title.
    pub title: String,
    /// Its place.
    pub span: Span,
    /// Fields down the side.
    pub rows: Vec<At<String>>,
    /// Fields across the top.
    pub columns: Vec<At<String>>,
    /// What stands in the cells.
    pub measures: Vec<MeasureSpec>,
    /// Whether totals are added.
    pub totals: bool,
}

/// One measure as written.
#[derive(Clone, Debug)]
pub struct MeasureSpec {
    /// Its name.
    pub name: At<String>,
    /// What it measures.
    pub how: MeasureHow,
    /// Digits after the point, where given.
    pub decimals: Option<u8>,
}

/// What a measure measures.
#[derive(Clone, Debug)]
pub enum MeasureHow {
    /// A measure known by its name: 人數, 件數.
    Named,
    /// Rows for which a condition holds.
    Count(At<String>),
    /// One measure over another.
    Ratio {
        /// Numerator and denominator.
        parts: Vec<At<String>>,
        /// Shown as percent.
        percent: bool,
    },
    /// A statistic of a field.
    Statistic {
        /// `mean`, `median`, …
        statistic: &'static str,
        /// The field.
        of: At<String>,
        /// For `quantile`.
        at: Option<At<f64>>,
    },
    /// A part of a whole.
    Share {
        /// Of which measure.
        of: At<String>,
        /// `row`, `column` or `total`.
        base: At<String>,
    },
}

/// A list of rows.
#[derive(Clone, Debug)]
pub struct ListSpec {
    /// Its title.
    pub title: String,
    /// Its place.
    pub span: Span,
    /// Its fields.
    pub columns: Vec<At<String>>,
    /// Field, with ` desc` where descending.
    pub order_by: Vec<At<String>>,
    /// At most so many rows.
    pub limit: Option<u32>,
}

/// `[disclosure]` of a query.
#[derive(Clone, Debug, Default)]
pub struct DisclosureSpec {
    /// A count from 1 to `threshold - 1` is a small cell.
    pub threshold: Option<u32>,
    /// What is done about small cells.
    pub small_cells: Option<SmallCells>,
}

/// What is done about small cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SmallCells {
    /// The output is encrypted.
    #[default]
    Encrypt,
    /// They are hidden.
    Suppress,
    /// There is no output.
    Refuse,
}

/// The statistics of a field that a measure can name.
pub(super) const STATISTICS: [&str; 6] = ["mean", "median", "sum", "min", "max", "quantile"];

/// Reads a query file; every mistake that can be found without the dictionary is a problem. What could be read comes back
/// all the same, so that `check_query` can find the rest.
pub fn parse_query(source: &SourceText, problems: &Problems) -> Option<QuerySpec> {
    parse_toml(source, problems, read_query)
}

fn read_query(root: &Table<'_>) -> QuerySpec {
    let title = root.required_string("title");
    let snapshots = read_snapshots(root);
    let unit = root.string("unit").unwrap_or_else(|| At::new(crate::domain::PERSON.to_owned(), root.span()));
    let population = root.string("where");
    let derives = root.tables("derive", read_derive).into_iter().flatten().collect();
    let tables = root.tables("table", read_table);
    let lists = root.tables("list", read_list);
    let disclosure = root.table("disclosure", read_disclosure).unwrap_or_default();
    if tables.is_empty() && lists.is_empty() {
        root.problems().push(root.source().error(
            "nothing-asked",
            Span::default(),
            "查詢裡沒有 [[table]] 也沒有 [[list]]，不知道要產製什麼",
        ));
    }
    // A missing title is reported; the rest can be checked without it.
    let title = title.map(|title| title.value).unwrap_or_default();
    QuerySpec { title, snapshots, unit, population, derives, tables, lists, disclosure }
}

fn read_snapshots(root: &Table<'_>) -> Snapshots {
    let dates = root.one_or_more_strings("snapshot");
    if dates.is_empty() || dates.len() == 1 && dates[0].value == "latest" {
        return Snapshots::Latest;
    }
    let mut read: Vec<AsOf> = Vec::new();
    for text in dates {
        match parse_date(&text.value) {
            Ok(date) if read.contains(&AsOf::new(date)) => {
                root.error("duplicate-snapshot", text.span, format!("資料截止日 {} 寫了兩次", show(date)));
            }
            Ok(date) => read.push(AsOf::new(date)),
            Err(error) => root.problems().push(
                root.source()
                    .error("bad-date", text.span, error.to_string())
                    .hint("寫成 \"latest\" 或日期，例如 \"2025-12-31\""),
            ),
        }
    }
    read.sort_unstable();
    Snapshots::Dates(read)
}

fn show(date: Date) -> String {
    date.to_string()
}

fn read_derive(table: &Table<'_>) -> Option<DeriveSpec> {
    let name = table.required_string("name");
    let kinds = ["band", "expr", "from"];
    let given: Vec<&str> = kinds.into_iter().filter(|kind| table.has(kind)).collect();
    let how = match given.as_slice() {
        ["band"] => {
            let of = table.required_string("band");
            let span = table.span_of("breaks");
            if !table.has("breaks") {
                table.missing("breaks");
            }
            let breaks = table.array("breaks").map(|array| array.floats()).unwrap_or_default();
            DeriveHow::Band { of: of?, breaks: breaks.into_iter().map(|at| at.value).collect(), span }
        }
        ["expr"] => DeriveHow::Expression(table.required_string("expr")?),
        ["from"] => {
            let from = table.required_string("from");
            let take = table.required_string("take");
            let (condition, of, order_by) = (table.string("where"), table.string("of"), table.string("order_by"));
            DeriveHow::Child { from: from?, condition, take: take?, of, order_by }
        }
        _ if table.has("recode") => {
            table.accept_all_keys();
            table.error("not-yet", table.span_of("recode"), "本版尚未提供 recode；可改用 expr 與 CASE WHEN");
            return None;
        }
        _ => {
            table.accept_all_keys();
            let message = "一個 [[derive]] 要有 band、expr、from 三者之一，而且只能有一個";
            table.error("derive-kind", table.span(), message);
            return None;
        }
    };
    Some(DeriveSpec { name: name?, how })
}

fn read_table(table: &Table<'_>) -> TableSpec {
    let title = table.required_string("title").map(|title| title.value).unwrap_or_default();
    let (rows, columns) = (table.strings("rows"), table.strings("columns"));
    let measures = match table.array("measures") {
        Some(array) => array.items(|item| read_measure(item, table)).into_iter().flatten().collect(),
        None => {
            vec![MeasureSpec {
                name: At::new("人數".to_owned(), table.span()), how: MeasureHow::Named, decimals: None
            }]
        }
    };
    let totals = table.boolean("totals").is_some_and(|flag| flag.value);
    TableSpec { title, span: table.span(), rows, columns, measures, totals }
}

fn read_measure(item: Item<'_>, parent: &Table<'_>) -> Option<MeasureSpec> {
    let table = match item {
        Item::Text(name) => return Some(MeasureSpec { name, how: MeasureHow::Named, decimals: None }),
        Item::Table(table) => table,
    };
    let name = table.required_string("name");
    let decimals = table.integer("decimals").and_then(|at| {
        let digits = u8::try_from(at.value).ok().filter(|digits| *digits <= 10);
        if digits.is_none() {
            table.error("out-of-range", at.span, "decimals 要在 0 與 10 之間");
        }
        digits
    });
    let percent = table.string("as").is_some_and(|format| {
        if format.value != "percent" {
            table.error("unknown-format", format.span, format!("as 只能是 \"percent\"，這裡是「{}」", format.value));
        }
        true
    });
    let kinds: Vec<&str> =
        ["count", "ratio", "share"].into_iter().chain(STATISTICS).filter(|kind| table.has(kind)).collect();
    let how = match kinds.as_slice() {
        ["count"] => MeasureHow::Count(table.required_string("count")?),
        ["ratio"] => {
            let parts = table.strings("ratio");
            if parts.len() != 2 {
                table.error("ratio", table.span_of("ratio"), "ratio 要有兩個量數：[\"分子\", \"分母\"]");
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
            let known = "count、ratio、share、mean、median、sum、min、max、quantile";
            parent.problems().push(parent.source().error(
                "measure-kind",
                table.span(),
                format!("一個量數要有 {known} 其中之一，而且只能有一個"),
            ));
            return None;
        }
    };
    Some(MeasureSpec { name: name?, how, decimals })
}

fn read_list(table: &Table<'_>) -> ListSpec {
    let title = table.required_string("title").map(|title| title.value).unwrap_or_default();
    let columns = table.strings("columns");
    if columns.is_empty() {
        table.error("list-columns", table.span(), "清冊要有 columns");
    }
    let limit = table.integer("limit").and_then(|at| {
        let limit = u32::try_from(at.value).ok().filter(|limit| *limit > 0);
        if limit.is_none() {
            table.error("out-of-range", at.span, "limit 要大於 0");
        }
        limit
    });
    ListSpec { title, span: table.span(), columns, order_by: table.strings("order_by"), limit }
}

fn read_disclosure(table: &Table<'_>) -> DisclosureSpec {
    let threshold = table.integer("threshold").and_then(|at| {
        let number = u32::try_from(at.value).ok().filter(|number| *number >= 1);
        if number.is_none() {
            table.error("out-of-range", at.span, "threshold 要大於 0");
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
