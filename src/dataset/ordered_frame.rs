//! A table and the order in which its rows are to be written.
//!
//! The rows of a national table are brought into order group by group while they are written: to sort them first would hold
//! them twice.

use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, PolarsResult, SortMultipleOptions};

use crate::domain::{IDENTITY, PERSON};

/// The rows of one table.
#[derive(Debug)]
pub struct OrderedFrame {
    frame: DataFrame,
    /// The rows of the frame in their order; none where they stand in it.
    order: Option<Vec<IdxSize>>,
}

impl OrderedFrame {
    /// `frame`, whose rows are in order, or have this `order`.
    pub(super) fn new(mut frame: DataFrame, order: Option<Vec<IdxSize>>) -> Self {
        if order.is_some() {
            // To find a row in hundreds of pieces takes longer than to bring them together once.
            frame.rechunk_mut();
        }
        Self { frame, order }
    }

    /// `frame` in the order in which a snapshot holds `table`: 人員 by 主管機關, 服務機關 and 身分證統一編號, the others by
    /// the latter, with the order of each person's rows kept.
    pub(super) fn sorted(table: &str, frame: &DataFrame) -> PolarsResult<Self> {
        let keys: &[&str] = if table == PERSON { &["主管機關", "服務機關", IDENTITY] } else { &[IDENTITY] };
        let keys: Vec<&str> = keys.iter().copied().filter(|key| frame.column(key).is_ok()).collect();
        let frame = match keys.as_slice() {
            [] => frame.clone(),
            _ => frame.sort(keys, SortMultipleOptions::default().with_maintain_order(true))?,
        };
        Ok(Self { frame, order: None })
    }

    /// How many rows there are.
    #[must_use]
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The columns, whatever the order of their rows.
    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// One column, its rows in order.
    pub(super) fn column(&self, name: &str) -> PolarsResult<Column> {
        let column = self.frame.column(name)?;
        match &self.order {
            Some(order) => column.take(&IdxCa::from_vec("order".into(), order.clone())),
            None => Ok(column.clone()),
        }
    }

    /// The rows in order from `start` on, `size` of them, in one piece.
    pub(super) fn group(&self, start: usize, size: usize) -> PolarsResult<DataFrame> {
        if let Some(order) = &self.order {
            let rows = &order[start..order.len().min(start + size)];
            return self.frame.take(&IdxCa::from_vec("order".into(), rows.to_vec()));
        }
        let mut group = self.frame.slice(i64::try_from(start).unwrap_or(i64::MAX), size);
        group.rechunk_mut();
        Ok(group)
    }

    /// All rows, in order.
    pub(super) fn into_frame(self) -> PolarsResult<DataFrame> {
        match self.order {
            Some(order) => self.frame.take(&IdxCa::from_vec("order".into(), order)),
            None => Ok(self.frame),
        }
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;

    /// Whether rows come sorted, with an order or as they are: the groups together are the whole.
    #[test]
    fn groups_are_the_whole_in_order() {
        let frame = df!(IDENTITY => ["C", "A", "B", "A"], "行" => [1, 2, 3, 4]).unwrap();
        let wanted = df!(IDENTITY => ["A", "A", "B", "C"], "行" => [2, 4, 3, 1]).unwrap();
        let ordered = || OrderedFrame::new(frame.clone(), Some(vec![1, 3, 2, 0]));
        let sorted = || OrderedFrame::sorted("考績", &frame).unwrap();
        for size in 1..=5 {
            for rows in [ordered(), sorted()] {
                let mut whole = wanted.clear();
                for start in (0..rows.height()).step_by(size) {
                    whole.vstack_mut(&rows.group(start, size).unwrap()).unwrap();
                }
                assert!(whole.equals(&wanted), "{size}: {whole}");
            }
        }
        assert!(ordered().into_frame().unwrap().equals(&wanted));
    }
}
