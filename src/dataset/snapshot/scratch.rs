//! The room that readers of pages work in, handed from one to the next.

use std::sync::Mutex;

use polars::prelude::{PolarsError, PolarsResult};
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::page::{CompressedPage, DataPage};
use polars_parquet::read::{Page, decompress};

use super::chunk::Cells;

/// Room that is used for page after page: room that is given back comes from the system again page by page, which takes longer
/// than to fill it.
pub(super) struct Scratch {
    context: DecompressionContext,
    page: Vec<u8>,
    /// Of each row of a page whether it has a value: 1, or 0.
    pub(super) levels: Vec<u32>,
    /// The numbers of the values of a page.
    pub(super) numbers: Vec<u32>,
    /// For the places of the rows of a column.
    pub(super) places: Vec<Vec<u32>>,
    /// For the numbers of the rows of a column.
    pub(super) wide: Vec<Vec<i64>>,
}

/// The room of workers that are done, for the next.
static SPARE: Mutex<Vec<Scratch>> = Mutex::new(Vec::new());

/// Room that goes to the next worker when this one is done.
pub(super) struct Lent(Scratch);

impl Default for Lent {
    fn default() -> Self {
        Self(SPARE.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default())
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Ok(mut spare) = SPARE.lock() {
            spare.push(std::mem::take(&mut self.0));
        }
    }
}

impl std::ops::Deref for Lent {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl std::ops::DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Scratch {
        &mut self.0
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            context: DecompressionContext::Unset,
            page: Vec::new(),
            levels: Vec::new(),
            numbers: Vec::new(),
            places: Vec::new(),
            wide: Vec::new(),
        }
    }
}

impl Scratch {
    /// The room of rows that have been read is room for others.
    pub(super) fn take_back(&mut self, cells: Cells) {
        match cells {
            Cells::Coded(_, places) => self.places.push(places),
            Cells::Numbers(numbers) => self.wide.push(numbers),
            Cells::Plain(_) => {}
        }
    }

    /// The room of a page that has been read is room for the next.
    pub(super) fn keep(&mut self, mut page: DataPage) {
        self.page = std::mem::take(page.buffer_mut());
    }

    /// A page as it was before it was compressed.
    pub(super) fn opened(&mut self, page: CompressedPage) -> PolarsResult<Page> {
        decompress(page, &mut self.page, &mut self.context).map_err(PolarsError::from)
    }
}
