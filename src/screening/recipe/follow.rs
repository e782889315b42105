//! A recipe followed to its figures: the table of the catalogue is taken as [`Published`], its cells are classed, chosen and added
//! up as the steps say, and nothing else is looked at. What comes out is held against what the query gives by itself.

use std::collections::BTreeMap;

use polars::prelude::{
    DataFrame, DataType, Expr as Polars, IntoLazy, PlSmallStr, PolarsError, PolarsResult, col, lit, when,
};

use super::statistic::statistic_of;
use super::{CellSteps, MadeHow, MeasureStep, Recipe, RecipeAnswer};
use crate::domain::Band;
use crate::expr::{Expr, band_to_polars, to_polars};
use crate::query::{
    Otherwise, RawContent, RawCrossTab, RawList, RawTable, RunError, ShareBase, Statistic, Value, value_at,
};
use crate::screening::published::{MEAN, PERSONS, Published, ROWS, series};

/// Why a recipe could not be followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The table of the entry could not be made.
    #[error("「{entry}」的表無法由資料快照製成：{reason}")]
    NoTable {
        /// The entry.
        entry: String,
        /// Why.
        reason: String,
    },
    /// A value of a finer field belongs to two values of a coarser one.
    #[error("資料快照裡「{entry}」的細分類不只對到一個「{}」", fields.join("、"))]
    NotOneClass {
        /// The entry.
        entry: String,
        /// The coarser fields.
        fields: Vec<String>,
    },
    /// The persons could not be read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A step could not be computed.
    #[error("取得方式無法計算")]
    Compute(#[from] PolarsError),
}

/// A cell in which a recipe and the query itself differ.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Row, column and measure.
    pub place: String,
    /// By the recipe.
    pub followed: String,
    /// By the query.
    pub computed: String,
}

/// The cells that a recipe takes, with what it makes of them.
pub struct Followed {
    rows: Vec<String>,
    columns: Vec<String>,
    measures: Vec<(String, Followable)>,
    /// The cells that are taken; of a list, its rows.
    cells: DataFrame,
    shown: Vec<String>,
}

/// A measure over the cells.
enum Followable {
    Sum(Vec<i64>),
    Mean(Vec<(Vec<String>, DataFrame)>),
    /// Of the values of each row, each so many times.
    Statistic(Statistic, Vec<Value>, Vec<i64>),
    Ratio(usize, usize),
    Share(usize, ShareBase),
    Formula(Expr),
}

/// Gives the table that some steps begin with, and the published means of a number in it where one is named.
pub type TableOf<'a> = dyn FnMut(&CellSteps, Option<&str>) -> Result<Published, FollowError> + 'a;

/// Follows `recipe` over the tables that `table_of` gives for its steps (and the number whose mean is printed there).
///
/// # Errors
/// When a table cannot be had or a step cannot be computed.
pub fn follow(recipe: &Recipe, table_of: &mut TableOf<'_>) -> Result<Followed, FollowError> {
    let cells = taken(table_of(&recipe.cells, None)?, &recipe.cells)?;
    let (rows, columns, steps, shown) = match &recipe.answer {
        RecipeAnswer::Table { rows, columns, measures, .. } => {
            (rows.clone(), columns.clone(), measures.as_slice(), Vec::new())
        }
        RecipeAnswer::List { columns, .. } => (Vec::new(), Vec::new(), [].as_slice(), columns.clone()),
    };
    let mut measures = Vec::new();
    for (name, step) in steps {
        let measure = match step {
            MeasureStep::Add => Followable::Sum(integers(&cells, col(PERSONS))?),
            MeasureStep::AddRows => Followable::Sum(integers(&cells, col(ROWS))?),
            MeasureStep::AddWhere(condition) => {
                let holds = to_polars(condition).fill_null(lit(false));
                Followable::Sum(integers(&cells, when(holds).then(col(PERSONS)).otherwise(lit(0)))?)
            }
            MeasureStep::Mean { of, levels } => {
                let mut means = Vec::new();
                for (shown, steps) in levels {
                    means.push((shown.clone(), taken(table_of(steps, Some(of))?, steps)?));
                }
                Followable::Mean(means)
            }
            MeasureStep::Statistic { of, statistic } => {
                let column = cells.column(of)?;
                let values: PolarsResult<Vec<Value>> = (0..cells.height()).map(|row| value_at(column, row)).collect();
                Followable::Statistic(*statistic, values?, integers(&cells, col(ROWS))?)
            }
            MeasureStep::Ratio(numerator, denominator) => Followable::Ratio(*numerator, *denominator),
            MeasureStep::Share(of, base) => Followable::Share(*of, *base),
            MeasureStep::Formula(expr) => Followable::Formula(expr.clone()),
        };
        measures.push((name.clone(), measure));
    }
    Ok(Followed { rows, columns, measures, cells, shown })
}

/// The cells that are taken, with the columns that are made.
fn taken(published: Published, steps: &CellSteps) -> PolarsResult<DataFrame> {
    let mut frame = published.0;
    for made in &steps.made {
        let column = match &made.how {
            // The class of each cell stands beside it.
            MadeHow::RollUp { .. } => continue,
            MadeHow::Within { of, edges } => within(of, edges),
            MadeHow::Alias { of } => col(PlSmallStr::from_str(of)),
            MadeHow::Computed(expr) => to_polars(expr),
            MadeHow::Recode { of, values, otherwise } => recoded(of, values, otherwise),
            MadeHow::Band { of, band } => band_to_polars(of, band),
            MadeHow::Fixed(value) => {
                let values = vec![value; frame.height()];
                frame.with_column(series(&made.name, &values).into())?;
                continue;
            }
        };
        frame = frame.lazy().with_column(column.alias(PlSmallStr::from_str(&made.name))).collect()?;
    }
    let keep = steps.keep.iter().map(to_polars).map(|condition| condition.cast(DataType::Boolean));
    match keep.reduce(Polars::and) {
        Some(condition) => {
            let all = lit(true).and(condition).fill_null(lit(false));
            let mask = frame.clone().lazy().with_column(all.alias("#keep")).collect()?;
            frame.filter(mask.column("#keep")?.bool()?)
        }
        None => Ok(frame),
    }
}

/// The new values in the place of the old; what is unknown stays so.
fn recoded(of: &str, values: &[(String, String)], otherwise: &Otherwise) -> Polars {
    let of = || col(PlSmallStr::from_str(of));
    let rest = match otherwise {
        Otherwise::Stays => of(),
        Otherwise::Becomes(value) => {
            when(of().is_null()).then(lit(polars::prelude::NULL)).otherwise(lit(value.clone()))
        }
        Otherwise::Null => lit(polars::prelude::NULL),
    };
    values.iter().rev().fold(rest.cast(DataType::String), |rest, (old, new)| {
        when(of().eq(lit(old.clone()))).then(lit(new.clone())).otherwise(rest)
    })
}

/// One number of each band, for every number of it: whatever a recipe asks about the number has one answer for the band.
fn within(of: &str, edges: &[f64]) -> Polars {
    let labels = Band::new(edges.to_vec(), true).map(|band| band.labels()).unwrap_or_default();
    let first = edges.first().map_or(0.0, |edge| edge - 1.0);
    let numbers = std::iter::once(first).chain(edges.iter().copied());
    let of = || col(PlSmallStr::from_str(of));
    labels.into_iter().zip(numbers).fold(lit(polars::prelude::NULL).cast(DataType::Float64), |rest, (label, number)| {
        when(of().eq(lit(label))).then(lit(number)).otherwise(rest)
    })
}

fn integers(frame: &DataFrame, of: Polars) -> PolarsResult<Vec<i64>> {
    let frame = frame.clone().lazy().select([of.cast(DataType::Int64).alias("#sum")]).collect()?;
    Ok(frame.column("#sum")?.i64()?.iter().map(Option::unwrap_or_default).collect())
}

impl Followed {
    /// How many cells (of a list: rows) are taken.
    #[must_use]
    pub fn height(&self) -> usize {
        self.cells.height()
    }

    /// The places in which `table`, computed by the query itself, says something else.
    ///
    /// # Errors
    /// When a step cannot be computed.
    pub fn differences(&self, table: &RawTable) -> Result<Vec<Difference>, FollowError> {
        match table.content() {
            RawContent::CrossTab(table) => self.table_differences(table),
            RawContent::List(list) => self.list_differences(list),
        }
    }

    fn list_differences(&self, list: &RawList) -> Result<Vec<Difference>, FollowError> {
        let own = rows_of(&self.cells, &self.shown)?;
        let counts = integers(&self.cells, col(ROWS))?;
        let mut left: BTreeMap<String, i64> = BTreeMap::new();
        for (row, count) in own.iter().zip(counts) {
            *left.entry(key_of(row)).or_default() += count;
        }
        for row in rows_of(list.frame(), &self.shown)? {
            *left.entry(key_of(&row)).or_default() -= 1;
        }
        let differs = left.into_iter().filter(|(_, count)| *count != 0);
        Ok(differs
            .map(|(place, count)| Difference { place, followed: count.to_string(), computed: "0".to_owned() })
            .collect())
    }

    fn table_differences(&self, table: &RawCrossTab) -> Result<Vec<Difference>, FollowError> {
        let reckoning = Reckoning::new(self)?;
        let mut differences = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (row, row_key) in table.row_keys().iter().enumerate() {
            for (column, column_key) in table.column_keys().iter().enumerate() {
                let (down, across) =
                    (row_key.as_deref().unwrap_or_default(), column_key.as_deref().unwrap_or_default());
                seen.push(key_of(&[down, across].concat()));
                let values = reckoning.values(down, across)?;
                for (measure, ((name, _), followed)) in self.measures.iter().zip(values).enumerate() {
                    let computed = table.cell(row, column, measure).map_or(&Value::Null, |cell| &cell.value);
                    if !is_same(&followed, computed) {
                        let place: Vec<String> = down.iter().chain(across).map(Value::label).collect();
                        differences.push(Difference {
                            place: format!("{}｜{name}", place.join("／")),
                            followed: followed.label(),
                            computed: computed.label(),
                        });
                    }
                }
            }
        }
        // What the recipe has and the query has not.
        seen.sort_unstable();
        for key in reckoning.finest() {
            if seen.binary_search(key).is_err() {
                let (followed, computed) = ("有此格".to_owned(), "沒有".to_owned());
                differences.push(Difference { place: key.clone(), followed, computed });
            }
        }
        Ok(differences)
    }
}

/// Which rows of a frame belong to a group, by the depth of its row key and column key.
struct Index(BTreeMap<(usize, usize), BTreeMap<String, Vec<usize>>>);

impl Index {
    fn new(frame: &DataFrame, rows: &[String], columns: &[String]) -> PolarsResult<Self> {
        let (down, across) = (rows_of(frame, rows)?, rows_of(frame, columns)?);
        let mut levels = BTreeMap::new();
        for row_depth in 0..=rows.len() {
            for column_depth in 0..=columns.len() {
                let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
                for (at, (down, across)) in down.iter().zip(&across).enumerate() {
                    let key = key_of(&[&down[..row_depth], &across[..column_depth]].concat());
                    groups.entry(key).or_default().push(at);
                }
                levels.insert((row_depth, column_depth), groups);
            }
        }
        Ok(Self(levels))
    }

    fn rows(&self, down: &[Value], across: &[Value]) -> &[usize] {
        let level = self.0.get(&(down.len(), across.len()));
        level.and_then(|groups| groups.get(&key_of(&[down, across].concat()))).map_or(&[], Vec::as_slice)
    }
}

/// The figures of a followed table.
struct Reckoning<'a> {
    followed: &'a Followed,
    index: Index,
    /// By measure and level: the published means with the index of their groups.
    means: BTreeMap<(usize, Vec<String>), Means>,
}

/// Published means of some groups.
struct Means {
    index: Index,
    printed: Vec<Option<f64>>,
    counts: Vec<i64>,
}

impl<'a> Reckoning<'a> {
    fn new(followed: &'a Followed) -> PolarsResult<Self> {
        let index = Index::new(&followed.cells, &followed.rows, &followed.columns)?;
        let mut means = BTreeMap::new();
        for (at, (_, measure)) in followed.measures.iter().enumerate() {
            let Followable::Mean(levels) = measure else { continue };
            for (shown, frame) in levels {
                let among = |fields: &[String]| -> Vec<String> {
                    fields.iter().filter(|field| shown.contains(field)).cloned().collect()
                };
                let index = Index::new(frame, &among(&followed.rows), &among(&followed.columns))?;
                let printed = frame.clone().lazy().select([col(MEAN).cast(DataType::Float64)]).collect()?;
                let printed = printed.column(MEAN)?.f64()?.iter().collect();
                let counts = integers(frame, col(PERSONS))?;
                means.insert((at, shown.clone()), Means { index, printed, counts });
            }
        }
        Ok(Self { followed, index, means })
    }

    fn finest(&self) -> impl Iterator<Item = &String> {
        let depth = (self.followed.rows.len(), self.followed.columns.len());
        self.index.0.get(&depth).into_iter().flat_map(BTreeMap::keys)
    }

    /// Every measure of the group with these keys.
    fn values(&self, down: &[Value], across: &[Value]) -> PolarsResult<Vec<Value>> {
        let mut values: Vec<Value> = Vec::new();
        for (at, (_, measure)) in self.followed.measures.iter().enumerate() {
            let value = match measure {
                Followable::Sum(_) | Followable::Mean(_) | Followable::Statistic(..) => self.direct(at, down, across),
                Followable::Ratio(numerator, denominator) => quotient(&values[*numerator], &values[*denominator]),
                Followable::Share(of, base) => {
                    let whole = match base {
                        ShareBase::Row => self.direct(*of, down, &[]),
                        ShareBase::Column => self.direct(*of, &[], across),
                        ShareBase::Total => self.direct(*of, &[], &[]),
                    };
                    quotient(&values[*of], &whole)
                }
                Followable::Formula(expr) => self.formula(expr, &values)?,
            };
            values.push(value);
        }
        Ok(values)
    }

    fn direct(&self, measure: usize, down: &[Value], across: &[Value]) -> Value {
        match &self.followed.measures[measure].1 {
            Followable::Sum(counts) => {
                Value::Integer(self.index.rows(down, across).iter().map(|row| counts[*row]).sum())
            }
            Followable::Mean(_) => {
                let shown: Vec<String> = self.followed.rows[..down.len()]
                    .iter()
                    .chain(&self.followed.columns[..across.len()])
                    .cloned()
                    .collect();
                let Some(Means { index, printed, counts }) = self.means.get(&(measure, shown)) else {
                    return Value::Null;
                };
                let groups = index.rows(down, across);
                if let [only] = groups {
                    return printed[*only].map_or(Value::Null, Value::Decimal);
                }
                weighted(groups, printed, counts)
            }
            Followable::Statistic(statistic, values, counts) => {
                let rows = self.index.rows(down, across).iter();
                statistic_of(*statistic, &rows.map(|row| (&values[*row], counts[*row])).collect::<Vec<_>>())
            }
            Followable::Ratio(..) | Followable::Share(..) | Followable::Formula(_) => Value::Null,
        }
    }

    fn formula(&self, expr: &Expr, values: &[Value]) -> PolarsResult<Value> {
        let names = self.followed.measures.iter().map(|(name, _)| name).zip(values);
        let columns = names.map(|(name, value)| series(name, &[value]).into()).collect();
        let frame = DataFrame::new(1, columns)?.lazy().with_column(to_polars(expr).alias("#value")).collect()?;
        value_at(frame.column("#value")?, 0)
    }
}

/// The mean of some groups, each with its number and its count.
#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^52")]
fn weighted(groups: &[usize], numbers: &[Option<f64>], counts: &[i64]) -> Value {
    let parts =
        groups.iter().filter_map(|row| numbers[*row].map(|number| (number * counts[*row] as f64, counts[*row] as f64)));
    let (sum, count) = parts.fold((0.0, 0.0), |(sum, all), (part, count)| (sum + part, all + count));
    if count > 0.0 { Value::Decimal(sum / count) } else { Value::Null }
}

fn quotient(numerator: &Value, denominator: &Value) -> Value {
    match (number_of(numerator), number_of(denominator)) {
        (Some(a), Some(b)) if b != 0.0 => Value::Decimal(a / b),
        _ => Value::Null,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// Whether two figures are one: sums are exact, and a mean of means is so up to the last digits of a float.
fn is_same(a: &Value, b: &Value) -> bool {
    match (number_of(a), number_of(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        _ => a == b,
    }
}

fn rows_of(frame: &DataFrame, fields: &[String]) -> PolarsResult<Vec<Vec<Value>>> {
    let columns: PolarsResult<Vec<_>> = fields.iter().map(|field| frame.column(field)).collect();
    let columns = columns?;
    (0..frame.height()).map(|row| columns.iter().map(|column| value_at(column, row)).collect()).collect()
}

/// One text for the values of a group; whole numbers are the same whether they came as decimals or not.
fn key_of(values: &[Value]) -> String {
    let words = values.iter().map(|value| match (value, number_of(value)) {
        (_, Some(number)) => format!("{number}"),
        (Value::Text(text), _) => format!("「{text}」"),
        (value, None) => value.label(),
    });
    words.collect::<Vec<_>>().join("／")
}
