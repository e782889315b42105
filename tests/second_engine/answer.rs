//! What an engine answers: the form in which the two are compared.

use std::collections::BTreeSet;

use hrstat::query::{AxisKey, CellState, RawContent, RawCrossTab, RawList, RawResult, Value, value_at};

/// Everything that a query gives.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Crosstabs first, then lists.
    pub(crate) tables: Vec<TableAnswer>,
    /// Distinct persons of the population.
    pub(crate) persons: u64,
    /// Its rows.
    pub(crate) rows: u64,
}

/// One table.
#[derive(Clone, Debug)]
pub(crate) struct TableAnswer {
    pub(crate) content: Content,
    /// Rows and persons of which something could not be said, for each thing.
    pub(crate) missing: Vec<(u64, u64)>,
}

/// What a table holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    CrossTab(CrossTabAnswer),
    List(ListAnswer),
}

/// What stands in a cell: a value, or that somebody's window of observation is open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: Value,
    pub(crate) open: bool,
    /// The numbers of persons that it gives away.
    pub(crate) behind: BTreeSet<u64>,
}

/// A crosstab; cells by row, then column, then measure.
#[derive(Clone, Debug)]
pub(crate) struct CrossTabAnswer {
    pub(crate) row_fields: Vec<String>,
    pub(crate) column_fields: Vec<String>,
    pub(crate) measures: Vec<String>,
    pub(crate) row_keys: Vec<AxisKey>,
    pub(crate) column_keys: Vec<AxisKey>,
    pub(crate) cells: Vec<Figure>,
}

/// A list.
#[derive(Clone, Debug)]
pub(crate) struct ListAnswer {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) persons: u64,
    pub(crate) truncated_from: Option<usize>,
}

impl Answer {
    /// The answer of the first engine.
    ///
    /// # Errors
    /// When a table has fewer cells than members.
    pub(crate) fn of(result: &RawResult) -> Result<Self, String> {
        let tables = result.tables().iter().map(|table| {
            let content = match table.content() {
                RawContent::CrossTab(table) => Content::CrossTab(crosstab(table)?),
                RawContent::List(list) => Content::List(self::list(list)),
            };
            let missing = table.missing().iter().map(|missing| (missing.rows, missing.persons));
            Ok::<_, String>(TableAnswer { content, missing: missing.collect() })
        });
        let tables = tables.collect::<Result<_, _>>()?;
        Ok(Self { tables, persons: result.population_size().unwrap(), rows: result.population_rows() })
    }
}

fn crosstab(table: &RawCrossTab) -> Result<CrossTabAnswer, String> {
    let mut cells = Vec::new();
    for row in 0..table.row_keys().len() {
        for column in 0..table.column_keys().len() {
            for measure in 0..table.measures().len() {
                let cell = table.cell(row, column, measure);
                let cell = cell.ok_or_else(|| format!("no cell {row}, {column}, {measure}"))?;
                let behind = cell.persons.iter().copied().collect();
                cells.push(Figure { value: cell.value.clone(), open: cell.state == CellState::WindowOpen, behind });
            }
        }
    }
    Ok(CrossTabAnswer {
        row_fields: table.row_fields().to_vec(),
        column_fields: table.column_fields().to_vec(),
        measures: table.measures().iter().map(|measure| measure.name.clone()).collect(),
        row_keys: table.row_keys().to_vec(),
        column_keys: table.column_keys().to_vec(),
        cells,
    })
}

fn list(list: &RawList) -> ListAnswer {
    let frame = list.frame();
    let cells = |row: usize| frame.columns().iter().map(|column| value_at(column, row).unwrap()).collect();
    ListAnswer {
        columns: frame.get_column_names().iter().map(ToString::to_string).collect(),
        rows: (0..frame.height()).map(cells).collect(),
        persons: list.persons().unwrap(),
        truncated_from: list.truncated_from(),
    }
}
