//! Statistics that SQLite has no aggregate for, over the sorted values of a group.

/// The middle value, or the mean of the middle two.
pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// The value at the place `q` between the first and the last, on the line between its two neighbours.
pub(super) fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "a group of a test is small")]
    let place = q * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last place")]
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * place.fract())
}

/// Of a sample: the squares are divided by one less than there are values.
pub(super) fn standard_deviation(values: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a group of a test is small")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt())
}

#[test]
fn statistics_of_a_few_values() {
    assert_eq!((median(&[]), quantile(&[], 0.5), standard_deviation(&[1.0])), (None, None, None));
    assert_eq!((median(&[1.0, 2.0, 9.0]), median(&[1.0, 2.0, 3.0, 9.0])), (Some(2.0), Some(2.5)));
    let values = [10.0, 20.0, 30.0, 50.0];
    for (q, expected) in [(0.0, 10.0), (0.5, 25.0), (0.9, 44.0), (1.0, 50.0)] {
        assert!((quantile(&values, q).unwrap() - expected).abs() < 1e-9, "{q}");
    }
    assert_eq!(standard_deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), Some((32.0_f64 / 7.0).sqrt()));
}
