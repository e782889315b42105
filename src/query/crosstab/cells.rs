//! The cells: direct measures from their groups, then ratios, shares and expressions made of them, each with every count of
//! persons that it gives away.

use polars::prelude::PolarsResult;

use super::formula;
use super::grouping::{Direct, Group, Groupings};
use crate::query::plan::{CrossTab, Measure, MeasureKind, ShareBase, Statistic};
use crate::query::raw_table::{AxisKey, Cell, CellState, Value};

/// The cells of a table, measure by measure.
pub(super) struct Cells<'a> {
    table: &'a CrossTab,
    groupings: &'a Groupings,
    rows: &'a [AxisKey],
    columns: &'a [AxisKey],
    /// For each measure so far, its cells in reading order.
    done: Vec<Vec<Cell>>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        table: &'a CrossTab,
        groupings: &'a Groupings,
        rows: &'a [AxisKey],
        columns: &'a [AxisKey],
    ) -> Self {
        Self { table, groupings, rows, columns, done: Vec::new() }
    }

    /// All cells, by row, then column, then measure.
    pub(super) fn finished(mut self) -> PolarsResult<Vec<Cell>> {
        for (index, measure) in self.table.measures.iter().enumerate() {
            let cells = match &measure.kind {
                MeasureKind::Ratio(numerator, denominator) => self.ratio(*numerator, *denominator),
                MeasureKind::Share(of, base) => self.share(*of, *base),
                MeasureKind::Formula(expr) => {
                    formula::evaluate(expr, self.table, &self.done, self.rows.len() * self.columns.len())?
                }
                _ => self.places().map(|(row, column)| self.direct(index, measure, row, column)).collect(),
            };
            self.done.push(cells);
        }
        let (places, measures) = (self.rows.len() * self.columns.len(), self.table.measures.len());
        let groups: Vec<Option<&Group>> = self.places().map(|(row, column)| self.groupings.get(row, column)).collect();
        let mut measures_of_places: Vec<_> = self.done.into_iter().map(Vec::into_iter).collect();
        let mut out = Vec::with_capacity(places * measures);
        for group in groups {
            let persons = group.map_or(0, |group| group.persons);
            let mut cells: Vec<Cell> = measures_of_places.iter_mut().filter_map(Iterator::next).collect();
            give_away_differences(self.table, group, &mut cells);
            // That there is a row or a column at all tells of somebody in it, whatever stands in the cell.
            for cell in cells.iter_mut().filter(|cell| !cell.persons.contains(&persons)) {
                cell.persons.push(persons);
            }
            out.extend(cells);
        }
        Ok(out)
    }

    fn places(&self) -> impl Iterator<Item = (&'a [Value], &'a [Value])> + use<'a> {
        let columns = self.columns;
        self.rows.iter().flat_map(move |row| columns.iter().map(move |column| (upto(row), upto(column))))
    }

    fn direct(&self, index: usize, measure: &Measure, row: &[Value], column: &[Value]) -> Cell {
        let group = self.groupings.get(row, column);
        let persons = group.map_or(0, |group| group.persons);
        let Direct { value, support, parts, open } = direct_of(self.table, group, index);
        // The mark, or that it is not there, tells of those who are observed still and of those who are not.
        let observed = measure.window_ends.is_some().then(|| [open, persons.saturating_sub(open)]);
        if open > 0 {
            let persons = observed.into_iter().flatten().collect();
            return Cell { value: Value::Null, persons, state: CellState::WindowOpen };
        }
        let mut evidence = match &measure.kind {
            // Who is left of the group is given away by the count as well.
            MeasureKind::CountIf(_) | MeasureKind::RowsIf(_) | MeasureKind::Statistic(..) => {
                vec![support, persons, persons.saturating_sub(support)]
            }
            _ => vec![support],
        };
        evidence.extend(parts);
        evidence.extend(observed.into_iter().flatten());
        Cell { value: tidied(value, measure), persons: evidence, state: CellState::Known }
    }

    fn ratio(&self, numerator: usize, denominator: usize) -> Vec<Cell> {
        let pairs = self.done[numerator].iter().zip(&self.done[denominator]);
        pairs.map(|(top, bottom)| made_of(&[top, bottom], || quotient(&top.value, &bottom.value))).collect()
    }

    fn share(&self, of: usize, base: ShareBase) -> Vec<Cell> {
        let whole = |(row, column): (&'a [Value], &'a [Value])| {
            let group = match base {
                ShareBase::Row => self.groupings.get(row, &[]),
                ShareBase::Column => self.groupings.get(&[], column),
                ShareBase::Total => self.groupings.get(&[], &[]),
            };
            let Direct { value, support, open, .. } = direct_of(self.table, group, of);
            let persons = vec![support, group.map_or(0, |group| group.persons)];
            let state = if open > 0 { CellState::WindowOpen } else { CellState::Known };
            Cell { value, persons, state }
        };
        self.places()
            .zip(&self.done[of])
            .map(|(place, part)| {
                let whole = whole(place);
                made_of(&[part, &whole], || quotient(&part.value, &whole.value))
            })
            .collect()
    }
}

/// The values that a member has; none for the total.
fn upto(key: &AxisKey) -> &[Value] {
    key.as_deref().unwrap_or_default()
}

/// A measure of a group; of a group that is not there, nobody.
fn direct_of(table: &CrossTab, group: Option<&Group>, index: usize) -> Direct {
    group.and_then(|group| group.measures[index].clone()).unwrap_or_else(|| {
        let kind = &table.measures[index].kind;
        let counts = !matches!(kind, MeasureKind::Statistic(..));
        let value = if counts { Value::Integer(0) } else { Value::Null };
        Direct { value, support: 0, parts: Vec::new(), open: 0 }
    })
}

/// A cell made of others: it gives away what they give away, and is known when they are.
pub(super) fn made_of(parts: &[&Cell], value: impl FnOnce() -> Value) -> Cell {
    let persons = parts.iter().flat_map(|part| part.persons.iter().copied()).collect();
    if parts.iter().any(|part| part.state == CellState::WindowOpen) {
        return Cell { value: Value::Null, persons, state: CellState::WindowOpen };
    }
    Cell { value: value(), persons, state: CellState::Known }
}

/// Two measures of the same group give away those who are behind one and not the other: 64歲以上 less 65歲以上 is whoever is
/// 64, and two sums that differ by one person are what that person has.
fn give_away_differences(table: &CrossTab, group: Option<&Group>, cells: &mut [Cell]) {
    let adds_up = |kind: &MeasureKind| {
        // An extreme is about few, and taken from another it leaves nothing that means anybody.
        let extreme =
            matches!(kind, MeasureKind::Statistic(Statistic::Min | Statistic::Max | Statistic::Quantile(_), _));
        kind.is_direct() && !extreme
    };
    let behind = |index: usize| {
        let direct = group?.measures.get(index)?.as_ref()?;
        let told = cells[index].state == CellState::Known && adds_up(&table.measures[index].kind);
        told.then_some(direct.support)
    };
    let supports: Vec<Option<u64>> = (0..cells.len()).map(behind).collect();
    for (index, cell) in cells.iter_mut().enumerate() {
        if let Some(own) = supports[index] {
            cell.persons.extend(supports.iter().flatten().map(|other| own.abs_diff(*other)));
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^52")]
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

/// Null where there is nothing to divide by.
fn quotient(top: &Value, bottom: &Value) -> Value {
    match (number(top), number(bottom)) {
        (Some(top), Some(bottom)) if bottom != 0.0 => Value::Decimal(top / bottom),
        _ => Value::Null,
    }
}

/// Whole results of sums stay whole; the digits shown are the format's business.
fn tidied(value: Value, measure: &Measure) -> Value {
    match (value, &measure.kind) {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and below 2^53")]
        (Value::Decimal(number), MeasureKind::Statistic(Statistic::Sum, _))
            if measure.decimals == 0 && number.fract() == 0.0 && number.abs() < 9e15 =>
        {
            Value::Integer(number as i64)
        }
        (Value::Decimal(number), _) if number.is_nan() => Value::Null,
        (value, _) => value,
    }
}
