//! Whole months between days, for every row of a table.
//!
//! By arithmetic over the number of the day: an age is wanted of every person, and to take a day apart three times by the
//! calendar of a library takes as long as to read the table.

use polars::prelude::{
    Column, DataType, Expr as Polars, Field, Int32Chunked, IntoColumn, NewChunkedArray, PolarsError, PolarsResult,
};

/// Whole months from `from` to `to`; less than none where `to` is earlier.
pub(super) fn whole_months(from: Polars, to: Polars) -> Polars {
    let output = |_: &_, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), DataType::Int32));
    from.map_many(|days| between(&days[0], &days[1]), &[to], output)
}

fn between(from: &Column, to: &Column) -> PolarsResult<Column> {
    let name = from.name().clone();
    let days = |column: &Column| column.cast(&DataType::Date)?.cast(&DataType::Int32);
    let (from, to) = (days(from)?, days(to)?);
    let (from, to) = (from.i32()?, to.i32()?);
    let months = |from: Option<i32>, to: Option<i32>| Some(taken_apart(to?).less(taken_apart(from?)));
    let out = match (from.len(), to.len()) {
        (_, 1) => {
            let to = to.get(0).map(taken_apart);
            let months = from.iter().map(|from| Some(to?.less(taken_apart(from?))));
            Int32Chunked::from_iter_options(name, months)
        }
        (1, _) => {
            let from = from.get(0);
            Int32Chunked::from_iter_options(name, to.iter().map(|to| months(from, to)))
        }
        (left, right) if left == right => {
            Int32Chunked::from_iter_options(name, from.iter().zip(to.iter()).map(|(from, to)| months(from, to)))
        }
        _ => return Err(PolarsError::ShapeMismatch("columns of different lengths".into())),
    };
    Ok(out.into_column())
}

/// A day as its month, counted from one far back, and its place in it.
#[derive(Clone, Copy)]
struct Day {
    month: i32,
    place: i32,
}

impl Day {
    /// The whole months since `earlier`.
    fn less(self, earlier: Self) -> i32 {
        self.month - earlier.month - i32::from(self.place < earlier.place)
    }
}

/// The Gregorian calendar in years that begin with March, so that the leap day is the last of its year. The months from March
/// on have 153 days every five.
fn taken_apart(days_since_1970: i32) -> Day {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const TO_1970: i64 = 719_468;
    let day = i64::from(days_since_1970) + TO_1970;
    let (era, day) = (day.div_euclid(DAYS_OF_400_YEARS), day.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / (DAYS_OF_400_YEARS - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let place = day - (153 * month + 2) / 5;
    let month = (era * 400 + year) * 12 + month;
    // Days in 32 bits are six million years and fewer than a hundred million months.
    Day { month: i32::try_from(month).unwrap_or(i32::MAX), place: i32::try_from(place).unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The calendar of the library is the measure: every day of four hundred years and more.
    #[test]
    fn days_come_apart_as_the_calendar_says() {
        let mut day = date(1799, 12, 30);
        while day < date(2210, 1, 1) {
            let apart = taken_apart(crate::domain::epoch_day(day));
            let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 3;
            assert_eq!((apart.month, apart.place), (month, i32::from(day.day()) - 1), "{day}");
            day = day.tomorrow().unwrap();
        }
    }
}
