//! A statistic of the values of a list, as an applicant computes it in a spreadsheet. Who has no value is left out; of no values
//! there is none.

use super::follow::number_of;
use crate::domain::epoch_day;
use crate::query::{Statistic, Value};

/// Of values that stand there so many times.
pub(super) fn statistic_of(statistic: Statistic, values: &[(&Value, i64)]) -> Value {
    let mut known: Vec<(&Value, i64)> =
        values.iter().copied().filter(|(value, times)| **value != Value::Null && *times > 0).collect();
    known.sort_by(|(a, _), (b, _)| position(a).total_cmp(&position(b)));
    let extreme = |found: Option<&(&Value, i64)>| found.map_or(Value::Null, |(value, _)| (*value).clone());
    let numbers: Vec<f64> =
        known.iter().flat_map(|(value, times)| (0..*times).filter_map(|_| number_of(value))).collect();
    let decimal = |found: Option<f64>| found.map_or(Value::Null, Value::Decimal);
    match statistic {
        Statistic::Min => extreme(known.first()),
        Statistic::Max => extreme(known.last()),
        Statistic::Sum => decimal((!numbers.is_empty()).then(|| numbers.iter().sum())),
        Statistic::Mean => decimal(mean(&numbers)),
        Statistic::Median => decimal(quantile(&numbers, 0.5)),
        Statistic::Quantile(at) => decimal(quantile(&numbers, at)),
        Statistic::Std => decimal(deviation(&numbers)),
    }
}

/// Where a value stands in order: a number, or a day.
fn position(value: &Value) -> f64 {
    match value {
        Value::Date(day) => f64::from(epoch_day(*day)),
        other => number_of(other).unwrap_or(f64::NAN),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^52")]
fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// Of a sample: n - 1 below the line.
#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^52")]
fn deviation(numbers: &[f64]) -> Option<f64> {
    let mean = mean(numbers).filter(|_| numbers.len() > 1)?;
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    Some((squares / (numbers.len() - 1) as f64).sqrt())
}

/// Between the two nearest of the sorted numbers, in proportion.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list"
)]
fn quantile(numbers: &[f64], at: f64) -> Option<f64> {
    let place = at * (numbers.len().checked_sub(1)? as f64);
    let (low, high) = (numbers[place.floor() as usize], numbers[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted by hand: 20, 30, 30, 40, and one without a value.
    #[test]
    fn each_statistic_is_that_of_the_known_values() {
        let values = [(Value::Integer(30), 2), (Value::Null, 1), (Value::Integer(20), 1), (Value::Integer(40), 1)];
        let values: Vec<(&Value, i64)> = values.iter().map(|(value, times)| (value, *times)).collect();
        for (statistic, expected) in [
            (Statistic::Min, Value::Integer(20)),
            (Statistic::Max, Value::Integer(40)),
            (Statistic::Sum, Value::Decimal(120.0)),
            (Statistic::Mean, Value::Decimal(30.0)),
            (Statistic::Median, Value::Decimal(30.0)),
            (Statistic::Quantile(0.25), Value::Decimal(27.5)),
            (Statistic::Std, Value::Decimal((200.0_f64 / 3.0).sqrt())),
        ] {
            assert_eq!(statistic_of(statistic, &values), expected, "{statistic:?}");
            assert_eq!(statistic_of(statistic, &values[1..2]), Value::Null, "{statistic:?}");
        }
        assert_eq!(statistic_of(Statistic::Std, &values[2..3]), Value::Null);
    }
}
