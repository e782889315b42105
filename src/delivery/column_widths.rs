//! Widths of columns by their content, where a Chinese character is as wide as two digits.

use unicode_width::UnicodeWidthStr as _;

/// No column is narrower.
const LEAST: usize = 8;
/// No column is wider; what is longer wraps or is cut on the screen, never in the file.
const MOST: usize = 48;
/// White on both sides.
const PADDING: usize = 3;

/// The width of `text` in digits.
pub(super) fn width_of(text: &str) -> usize {
    text.width()
}

/// How many lines `text` takes in `width` digits.
pub(super) fn lines_of(text: &str, width: usize) -> usize {
    text.split('\n').map(|line| line.width().div_ceil(width.max(1)).max(1)).sum()
}

/// The width of a number as it is shown with separators and `decimals` digits after the point.
pub(super) fn width_of_number(number: f64, decimals: u8) -> usize {
    let whole = format!("{:.0}", number.abs().trunc());
    let sign = usize::from(number < 0.0);
    let point = if decimals > 0 { usize::from(decimals) + 1 } else { 0 };
    whole.len() + (whole.len() - 1) / 3 + sign + point
}

/// Collects what stands in each column.
#[derive(Clone, Debug)]
pub(super) struct ColumnWidths {
    widths: Vec<usize>,
}

impl ColumnWidths {
    /// So many columns, nothing in them.
    pub(super) fn new(columns: usize) -> Self {
        Self { widths: vec![0; columns] }
    }

    /// Something of this width stands in `column`.
    pub(super) fn add(&mut self, column: usize, width: usize) {
        if let Some(known) = self.widths.get_mut(column) {
            *known = (*known).max(width);
        }
    }

    /// The columns from `first` on are together at least `width` wide.
    pub(super) fn spread(&mut self, first: usize, count: usize, width: usize) {
        let Some(range) = self.widths.get_mut(first..first + count) else { return };
        let missing = width.saturating_sub(range.iter().map(|w| w + PADDING).sum());
        let each = missing.div_ceil(count.max(1));
        for known in range {
            *known += each;
        }
    }

    /// The width of each column.
    pub(super) fn finished(&self) -> Vec<usize> {
        self.widths.iter().map(|width| (width + PADDING).clamp(LEAST, MOST)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_as_wide_as_two_digits() {
        assert_eq!(width_of("勞動部12"), 8);
        assert_eq!(lines_of("一二三四五", 4), 3);
        assert_eq!(lines_of("", 4), 1);
        assert_eq!(width_of_number(1_234_567.0, 0), 9);
        assert_eq!(width_of_number(-0.5, 2), 5);
    }

    #[test]
    fn widths_have_bounds_and_headers_spread_over_their_columns() {
        let mut widths = ColumnWidths::new(3);
        widths.add(0, 200);
        widths.add(9, 5);
        widths.spread(1, 2, 40);
        let finished = widths.finished();
        assert_eq!(finished[0], MOST);
        assert!(finished[1] + finished[2] >= 40);
        assert_eq!(ColumnWidths::new(1).finished(), [LEAST]);
    }
}
