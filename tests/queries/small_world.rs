//! A dataset small enough to count by hand: tables written as text, one line a row.

use hrstat::domain::{AsOf, Dictionary, FieldType, parse_date, parse_dictionary};
use hrstat::query::{
    Arguments, CellState, FrameError, FrameSource, Orders, RawContent, RawTable, Value, check_query, parse_query,
    run_query,
};
use hrstat::settings::DEFAULT_DICTIONARY;
use hrstat::source::{Problems, SourceText};
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, Series};

/// Tables by name; each is a header line, then one line a row. `-` is null, and so is every field that is not named.
pub(crate) struct SmallWorld<'a> {
    as_of: AsOf,
    tables: &'a [(&'a str, &'a str)],
    dictionary: Dictionary,
}

impl<'a> SmallWorld<'a> {
    /// The world as it stands on `day` (2025-12-31).
    pub(crate) fn on(day: &str, tables: &'a [(&'a str, &'a str)]) -> Self {
        Self { as_of: AsOf::new(day.parse().unwrap()), tables, dictionary: dictionary() }
    }
}

impl FrameSource for SmallWorld<'_> {
    fn as_of(&self) -> AsOf {
        self.as_of
    }

    fn read(&self, table: &str, columns: &[String]) -> Result<DataFrame, FrameError> {
        let Some((_, text)) = self.tables.iter().find(|(name, _)| *name == table) else {
            return Err(FrameError::MissingTable { as_of: self.as_of, table: table.to_owned() });
        };
        let mut lines = text.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let rows: Vec<_> = lines.collect();
        assert!(rows.iter().all(|row| row.len() == header.len()), "a line of {table} has another length");
        let columns: Vec<Column> = columns
            .iter()
            .map(|name| {
                let at = header.iter().position(|known| known == name);
                let cells: Vec<Option<&str>> =
                    rows.iter().map(|row| at.map(|at| row[at]).filter(|cell| *cell != "-")).collect();
                let kind = self.dictionary.table(table).unwrap().field(name).unwrap().kind;
                column(name, kind, &cells)
            })
            .collect();
        Ok(DataFrame::new(rows.len(), columns).unwrap())
    }
}

fn column(name: &str, kind: FieldType, cells: &[Option<&str>]) -> Column {
    let days = |text: &str| (parse_date(text).unwrap() - parse_date("1970-01-01").unwrap()).get_days();
    let series = match kind {
        FieldType::Integer => {
            Series::new(name.into(), cells.iter().map(|c| c.map(|c| c.parse::<i32>().unwrap())).collect::<Vec<_>>())
        }
        FieldType::Decimal => {
            Series::new(name.into(), cells.iter().map(|c| c.map(|c| c.parse::<f64>().unwrap())).collect::<Vec<_>>())
        }
        FieldType::Bool => Series::new(name.into(), cells.iter().map(|c| c.map(|c| c == "是")).collect::<Vec<_>>()),
        FieldType::Date => Series::new(name.into(), cells.iter().map(|c| c.map(days)).collect::<Vec<_>>())
            .cast(&DataType::Date)
            .unwrap(),
        _ => Series::new(name.into(), cells.to_vec()),
    };
    series.into_column()
}

/// The dictionary that every workspace begins with.
pub(crate) fn dictionary() -> Dictionary {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems);
    dictionary.unwrap_or_else(|| panic!("{:#?}", problems.into_sorted()))
}

/// Runs the query in `text` with `arguments` over `worlds`.
pub(crate) fn run(text: &str, arguments: &[(&str, &str)], worlds: &[SmallWorld<'_>]) -> Vec<RawTable> {
    let dictionary = dictionary();
    let source = SourceText::new("query.toml", text);
    let problems = Problems::new();
    let arguments: Arguments = arguments.iter().copied().collect();
    let query = parse_query(&source, &problems)
        .and_then(|spec| check_query(&spec, &dictionary, &source, &arguments, &problems));
    let Some(query) = query else { panic!("{:#?}", problems.into_sorted()) };
    let sources: Vec<&dyn FrameSource> = worlds.iter().map(|world| world as &dyn FrameSource).collect();
    run_query(&query, &dictionary, &sources, &Orders::new()).unwrap().into_tables()
}

fn shown(value: &Value) -> String {
    match value {
        // Three digits, without the zeros behind.
        Value::Decimal(number) => format!("{number:.3}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        Value::Null => "·".to_owned(),
        other => other.label(),
    }
}

fn label(key: Option<&Vec<Value>>) -> String {
    key.map_or("合計".to_owned(), |key| key.iter().map(Value::label).collect::<Vec<_>>().join("/"))
}

/// A table as text: where there are column fields the columns first, then one line a row. `…` is 觀察期未滿.
pub(crate) fn grid(table: &RawTable) -> Vec<String> {
    let mut out = Vec::new();
    match table.content() {
        RawContent::CrossTab(table) => {
            if !table.column_fields().is_empty() {
                let columns: Vec<String> = table.column_keys().iter().map(|key| label(key.as_ref())).collect();
                out.push(format!("| {}", columns.join(" | ")));
            }
            for (row, key) in table.row_keys().iter().enumerate() {
                let cells: Vec<String> = (0..table.column_keys().len())
                    .map(|column| {
                        let cells =
                            (0..table.measures().len()).map(|measure| table.cell(row, column, measure).unwrap());
                        let words = cells.map(|cell| match cell.state {
                            CellState::WindowOpen => "…".to_owned(),
                            CellState::Known => shown(&cell.value),
                        });
                        words.collect::<Vec<_>>().join(" ")
                    })
                    .collect();
                out.push(format!("{}: {}", label(key.as_ref()), cells.join(" | ")));
            }
        }
        RawContent::List(list) => {
            for row in 0..list.frame().height() {
                let cells =
                    list.frame().columns().iter().map(|column| shown(&hrstat::query::value_at(column, row).unwrap()));
                out.push(cells.collect::<Vec<_>>().join(" "));
            }
        }
    }
    out
}
