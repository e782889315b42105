//! A table of the catalogue with figures in it: what its publisher would print of the persons of a snapshot.
//!
//! The table is computed by the query engine, from a query that says what the entry says: its population, its fields, its
//! count. What the publisher prints itself is not in the machine; this stands in its place, so that a recipe can be tried.

use std::collections::BTreeSet;

use polars::prelude::{Column, DataFrame, DataType, NamedFrom, PolarsResult, Series, UniqueKeepStrategy};

use super::catalogue::Entry;
use super::recipe::{CellSteps, FollowError, MadeHow};
use crate::domain::{Dictionary, FieldType, Formula, SNAPSHOT_DATE, epoch_day};
use crate::expr::Expr;
use crate::query::{
    Arguments, FrameSource, Orders, RawContent, RawCrossTab, RawTable, Value, check_query, language_text, parse_query,
    run_query, scope_of,
};
use crate::source::{Problems, SourceText};

/// The column of the count of persons.
pub(super) const PERSONS: &str = "#人數";
/// The column of the count of rows of the unit.
pub(super) const ROWS: &str = "#件數";
/// The column of a published mean.
pub(super) const MEAN: &str = "#平均";

/// The cells of one table of an entry, a row each.
#[derive(Clone, Debug)]
pub struct Published(pub(super) DataFrame);

/// The table of `entry` that `steps` begin with: the day, its fields, the fields that they roll up to, and the counts; and
/// the mean of `mean`, where one is asked for. `scope` says whose figures are looked at.
///
/// # Errors
/// When the table cannot be computed, or a value of a finer field belongs to two values of a coarser one.
pub fn materialise(
    entry: &Entry,
    steps: &CellSteps,
    scope: &[Expr],
    mean: Option<&str>,
    dictionary: &Dictionary,
    sources: &[&dyn FrameSource],
) -> Result<Published, FollowError> {
    let mut fields = vec![SNAPSHOT_DATE.to_owned()];
    fields.extend(steps.fields.iter().filter(|field| *field != SNAPSHOT_DATE).cloned());
    let finest = fields.len();
    for made in &steps.made {
        if matches!(made.how, MadeHow::RollUp { .. }) && !fields.contains(&made.name) {
            fields.push(made.name.clone());
        }
    }
    let text = question(entry, &fields, scope, mean, dictionary, sources);
    let source = SourceText::new(entry.id.clone(), text);
    let problems = Problems::new();
    let query = parse_query(&source, &problems)
        .and_then(|spec| check_query(&spec, dictionary, &source, &Arguments::none(), &problems))
        .ok_or_else(|| FollowError::NoTable {
            entry: entry.id.clone(),
            reason: problems.into_sorted().into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("；"),
        })?;
    let result = run_query(&query, dictionary, sources, &Orders::new())?;
    let Some(RawContent::CrossTab(table)) = result.tables().first().map(RawTable::content) else {
        return Err(FollowError::NoTable { entry: entry.id.clone(), reason: "沒有表".to_owned() });
    };
    let frame = typed(cells(table, &fields, mean.is_some())?, entry, dictionary)?;
    let key: Vec<String> = fields[..finest].to_vec();
    let distinct = frame.unique_stable(Some(&key), UniqueKeepStrategy::First, None)?.height();
    if distinct < frame.height() {
        return Err(FollowError::NotOneClass { entry: entry.id.clone(), fields: fields[finest..].to_vec() });
    }
    Ok(Published(frame))
}

/// The query that says what the entry says.
fn question(
    entry: &Entry,
    fields: &[String],
    scope: &[Expr],
    mean: Option<&str>,
    dictionary: &Dictionary,
    sources: &[&dyn FrameSource],
) -> String {
    let quoted = |text: &str| format!("{text:?}");
    let days: BTreeSet<String> = sources.iter().map(|source| quoted(&source.as_of().date().to_string())).collect();
    let days: Vec<String> = days.into_iter().collect();
    let mut conditions: Vec<String> = entry.population.iter().map(|_| format!("({})", entry.population_text)).collect();
    conditions.extend(scope.iter().map(|condition| language_text(condition, &ToOwned::to_owned)));
    let mut text = vec![format!("title = \"表\"\nsnapshot = [{}]\nunit = {}\n", days.join(", "), quoted(&entry.unit))];
    if !conditions.is_empty() {
        text.push(format!("where = {}\n", quoted(&conditions.join(" AND "))));
    }
    let mut rows = Vec::new();
    for field in fields {
        let Some(edges) = entry.breaks.get(field) else {
            rows.push(quoted(field));
            continue;
        };
        let number = dictionary.derived(field).and_then(|derived| match &derived.formula {
            Formula::Band { of, .. } => Some(of.clone()),
            Formula::Expression(_) => None,
        });
        let own = format!("表列{field}");
        text.push(format!(
            "[[derive]]\nname = {}\nband = {}\nbreaks = {edges:?}\n",
            quoted(&own),
            quoted(&number.unwrap_or_default())
        ));
        rows.push(quoted(&own));
    }
    let mut measures = vec!["\"人數\"".to_owned(), "\"件數\"".to_owned()];
    measures.extend(mean.map(|of| format!("{{ name = \"平均\", mean = {} }}", quoted(of))));
    text.push(format!(
        "[[table]]\ntitle = \"表\"\nrows = [{}]\nmeasures = [{}]\n",
        rows.join(", "),
        measures.join(", ")
    ));
    text.concat()
}

/// A column in which nobody has a value still has its type: a day is reckoned with as a day.
fn typed(mut frame: DataFrame, entry: &Entry, dictionary: &Dictionary) -> PolarsResult<DataFrame> {
    let Some(unit) = dictionary.table(&entry.unit) else { return Ok(frame) };
    let scope = scope_of(dictionary, unit);
    let empty: Vec<Column> =
        frame.columns().iter().filter(|column| column.null_count() == frame.height()).cloned().collect();
    for column in empty {
        let kind = match scope.find(column.name()).map(|field| field.kind) {
            Some(FieldType::Date) => DataType::Date,
            Some(FieldType::Integer) => DataType::Int64,
            Some(FieldType::Decimal) => DataType::Float64,
            Some(FieldType::Bool) => DataType::Boolean,
            Some(FieldType::Text | FieldType::Code) | None => continue,
        };
        frame.with_column(column.cast(&kind)?)?;
    }
    Ok(frame)
}

/// The cells as a frame, a row each.
fn cells(table: &RawCrossTab, fields: &[String], with_mean: bool) -> Result<DataFrame, FollowError> {
    let keys: Vec<&Vec<Value>> = table.row_keys().iter().flatten().collect();
    let mut columns: Vec<Column> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let values: Vec<&Value> = keys.iter().map(|key| &key[at]).collect();
        columns.push(series(field, &values).into());
    }
    let measure = |measure: usize| -> Vec<&Value> {
        (0..keys.len()).filter_map(|row| table.cell(row, 0, measure).map(|cell| &cell.value)).collect()
    };
    columns.push(series(PERSONS, &measure(0)).into());
    columns.push(series(ROWS, &measure(1)).into());
    if with_mean {
        columns.push(series(MEAN, &measure(2)).into());
    }
    Ok(DataFrame::new(keys.len(), columns)?)
}

/// Values of one type as a column.
pub(super) fn series(name: &str, values: &[&Value]) -> Series {
    fn all<'a, T>(values: &[&'a Value], read: impl Fn(&'a Value) -> Option<T>) -> Vec<Option<T>> {
        values.iter().map(|value| read(value)).collect()
    }
    let name = name.into();
    match values.iter().find(|value| !matches!(value, Value::Null)) {
        Some(Value::Bool(_)) => Series::new(
            name,
            all(values, |value| match value {
                Value::Bool(flag) => Some(*flag),
                _ => None,
            }),
        ),
        Some(Value::Integer(_)) => Series::new(
            name,
            all(values, |value| match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            }),
        ),
        Some(Value::Decimal(_)) => Series::new(
            name,
            all(values, |value| match value {
                Value::Decimal(number) => Some(*number),
                _ => None,
            }),
        ),
        Some(Value::Date(_)) => {
            let days = all(values, |value| match value {
                Value::Date(day) => Some(epoch_day(*day)),
                _ => None,
            });
            let days = Series::new(name, days);
            days.cast(&DataType::Date).unwrap_or(days)
        }
        Some(Value::Text(_) | Value::Null) | None => Series::new(
            name,
            all(values, |value| match value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            }),
        ),
    }
}
