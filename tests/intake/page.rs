//! A form as cells, before any file format.

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// A date cell.
    Date(jiff::civil::Date),
}

/// A cell or a merged region.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) value: Value,
}

/// One sheet or table; or lines, where it is a letter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) is_letter: bool,
}

/// What stands at a place of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Empty,
    /// The first cell of the block of this number.
    First(usize),
    /// The first column of a block that began in a row above.
    Under(usize),
    /// Any other cell of a block.
    Covered,
}

impl Page {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn put(&mut self, at: (usize, usize), size: (usize, usize), text: &str) {
        self.put_value(at, size, Value::Text(text.to_owned()));
    }

    pub(crate) fn put_value(&mut self, at: (usize, usize), size: (usize, usize), value: Value) {
        self.blocks.push(Block { row: at.0, column: at.1, rows: size.0, columns: size.1, value });
    }

    pub(crate) fn slots(&self) -> Vec<Vec<Slot>> {
        let rows = self.blocks.iter().map(|block| block.row + block.rows).max().unwrap_or(0);
        let columns = self.blocks.iter().map(|block| block.column + block.columns).max().unwrap_or(0);
        let mut slots = vec![vec![Slot::Empty; columns]; rows];
        for (index, block) in self.blocks.iter().enumerate() {
            for (down, row) in slots.iter_mut().skip(block.row).take(block.rows).enumerate() {
                for (across, slot) in row.iter_mut().skip(block.column).take(block.columns).enumerate() {
                    *slot = match (down == 0, across == 0) {
                        (true, true) => Slot::First(index),
                        (false, true) => Slot::Under(index),
                        _ => Slot::Covered,
                    };
                }
            }
        }
        slots
    }
}

impl Value {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
        }
    }
}
