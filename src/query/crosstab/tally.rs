//! What adds up from group to group: persons, where each row is another person, and the counts and sums of the rows. It is
//! taken once of the finest groups; the persons of a wider group are those of its parts.

use polars::prelude::{DataType, PolarsResult, col};

use super::Conditions;
use super::grouping::{Direct, Group};
use crate::domain::SNAPSHOT_DATE;
use crate::expr::to_polars;
use crate::query::CodedFrame;
use crate::query::coded_frame::Known;
use crate::query::plan::{CrossTab, Measure, MeasureKind, Statistic};
use crate::query::raw_table::Value;

/// The counts of one group.
#[derive(Clone)]
pub(super) struct Tally {
    rows: u64,
    measures: Vec<Part>,
}

/// What a measure counts in one group.
#[derive(Clone, Copy, Default)]
struct Part {
    /// Rows for which it holds, or that have a value.
    rows: u64,
    /// Of these, rows whose value is not zero.
    not_zero: u64,
    /// The sum of the values.
    sum: f64,
    /// Rows whose window of observation is open.
    open: u64,
}

/// Whether a table has measures that add up, and no others.
pub(super) fn adds_up(table: &CrossTab) -> bool {
    table.measures.iter().all(|measure| match &measure.kind {
        MeasureKind::Statistic(statistic, _) => matches!(statistic, Statistic::Mean | Statistic::Sum),
        _ => true,
    })
}

/// The tallies of `count` groups.
pub(super) fn tallies(
    rows: &CodedFrame,
    conditions: &Conditions,
    table: &CrossTab,
    of_row: &[u32],
    count: usize,
) -> PolarsResult<Vec<Tally>> {
    let mut tallies = vec![Tally { rows: 0, measures: vec![Part::default(); table.measures.len()] }; count];
    for group in of_row {
        tallies[*group as usize].rows += 1;
    }
    for (index, measure) in table.measures.iter().enumerate() {
        if let Some(known) = &conditions[index] {
            for (group, known) in of_row.iter().zip(known) {
                tallies[*group as usize].measures[index].rows += u64::from(*known == Known::Holds);
            }
        }
        if let MeasureKind::Statistic(_, of) = &measure.kind {
            let values = rows.column(of)?.cast(&DataType::Float64)?;
            for (group, value) in of_row.iter().zip(values.f64()?.iter()) {
                if let Some(value) = value {
                    let part = &mut tallies[*group as usize].measures[index];
                    part.rows += 1;
                    part.not_zero += u64::from(value != 0.0);
                    part.sum += value;
                }
            }
        }
        if let Some(end) = &measure.window_ends {
            let mut fields = end.fields();
            fields.push(SNAPSHOT_DATE.to_owned());
            let open = rows.holds(&to_polars(end).gt(col(SNAPSHOT_DATE)), &fields)?;
            for (group, open) in of_row.iter().zip(&open) {
                tallies[*group as usize].measures[index].open += u64::from(*open == Known::Holds);
            }
        }
    }
    Ok(tallies)
}

impl Tally {
    /// Nobody, in a table of `measures`.
    pub(super) fn empty(measures: usize) -> Self {
        Self { rows: 0, measures: vec![Part::default(); measures] }
    }

    /// Takes in the persons of another group.
    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        for (part, more) in self.measures.iter_mut().zip(&other.measures) {
            part.rows += more.rows;
            part.not_zero += more.not_zero;
            part.sum += more.sum;
            part.open += more.open;
        }
    }

    /// The group of these persons.
    pub(super) fn group(&self, table: &CrossTab) -> Group {
        let measures = table.measures.iter().zip(&self.measures);
        Group { persons: self.rows, measures: measures.map(|(measure, part)| self.direct(measure, *part)).collect() }
    }

    fn direct(&self, measure: &Measure, part: Part) -> Option<Direct> {
        let whole = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let (value, support) = match &measure.kind {
            MeasureKind::Persons | MeasureKind::Rows => (whole(self.rows), self.rows),
            MeasureKind::CountIf(_) | MeasureKind::RowsIf(_) => (whole(part.rows), part.rows),
            // As in SQL: no values have neither sum nor mean.
            MeasureKind::Statistic(..) if part.rows == 0 => (Value::Null, 0),
            MeasureKind::Statistic(Statistic::Sum, _) => (Value::Decimal(part.sum), part.rows),
            #[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
            MeasureKind::Statistic(..) => (Value::Decimal(part.sum / part.rows as f64), part.rows),
            MeasureKind::Ratio(..) | MeasureKind::Share(..) | MeasureKind::Formula(_) => return None,
        };
        let parts = match &measure.kind {
            MeasureKind::RowsIf(_) => vec![self.rows - part.rows],
            MeasureKind::Statistic(..) => vec![part.rows - part.not_zero, part.not_zero],
            _ => Vec::new(),
        };
        Some(Direct { value, support, parts, open: part.open })
    }
}
