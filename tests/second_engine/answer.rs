//! What an engine answers: the form in which the two are compared.

use hrstat::query::{AxisKey, RawContent, RawCrossTab, RawList, RawResult, Value, value_at};

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
pub(crate) enum TableAnswer {
    CrossTab(CrossTabAnswer),
    List(ListAnswer),
}

/// A crosstab; cells by row, then column, then measure.
#[derive(Clone, Debug)]
pub(crate) struct CrossTabAnswer {
    pub(crate) row_fields: Vec<String>,
    pub(crate) column_fields: Vec<String>,
    pub(crate) measures: Vec<String>,
    pub(crate) row_keys: Vec<AxisKey>,
    pub(crate) column_keys: Vec<AxisKey>,
    pub(crate) cells: Vec<Value>,
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
    pub(crate) fn of(result: &RawResult) -> Self {
        let tables = result.tables().iter().map(|table| match table.content() {
            RawContent::CrossTab(table) => TableAnswer::CrossTab(crosstab(table)),
            RawContent::List(list) => TableAnswer::List(self::list(list)),
        });
        Self { tables: tables.collect(), persons: result.population_size(), rows: result.population_rows() }
    }
}

fn crosstab(table: &RawCrossTab) -> CrossTabAnswer {
    let mut cells = Vec::new();
    for row in 0..table.row_keys().len() {
        for column in 0..table.column_keys().len() {
            for measure in 0..table.measures().len() {
                cells.push(table.cell(row, column, measure).unwrap().value.clone());
            }
        }
    }
    CrossTabAnswer {
        row_fields: table.row_fields().to_vec(),
        column_fields: table.column_fields().to_vec(),
        measures: table.measures().iter().map(|measure| measure.name.clone()).collect(),
        row_keys: table.row_keys().to_vec(),
        column_keys: table.column_keys().to_vec(),
        cells,
    }
}

fn list(list: &RawList) -> ListAnswer {
    let frame = list.frame();
    let cells = |row: usize| frame.columns().iter().map(|column| value_at(column, row).unwrap()).collect();
    ListAnswer {
        columns: frame.get_column_names().iter().map(ToString::to_string).collect(),
        rows: (0..frame.height()).map(cells).collect(),
        persons: list.persons(),
        truncated_from: list.truncated_from(),
    }
}
