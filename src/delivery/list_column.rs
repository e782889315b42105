//! A column of a list, made ready for the sheet: what each cell will hold, texts by number.
//!
//! An .xlsx keeps every text once and cells name it by number: lists repeat themselves, so that files stay small and open
//! fast.

use std::borrow::Cow;
use std::hash::Hash;

use polars::prelude::{Column, DataType, PlHashMap, PolarsError};
use rust_xlsxwriter::Format;

use super::DeliveryError;
use super::sheet::{SERIALS, check_length};
use super::styles::Styles;
use crate::domain::known_date_of;
use crate::query::{Value, value_at};

/// What stands in the cells of one column.
pub(super) enum Cells {
    /// Texts and days.
    Coded(Vec<Coded>),
    /// Numbers; an empty cell is not a number.
    Numbers(Vec<f64>),
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coded {
    /// An empty cell.
    Blank,
    /// A text of the column, by its number in it.
    Text(u32),
    /// A day, by Excel's number.
    Day(u32),
}

/// One column.
pub(super) struct ListColumn<'a> {
    pub(super) cells: Cells,
    /// The texts, each once, in the order in which they first appear.
    pub(super) texts: Vec<Cow<'a, str>>,
}

/// Where a column stands: sheet, first row, column.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) sheet: &'a str,
    pub(super) table: &'a str,
    pub(super) first_row: usize,
    pub(super) column: usize,
}

/// The look of a column of this type.
pub(super) fn look<'a>(styles: &'a Styles, kind: &DataType) -> &'a Format {
    match kind {
        kind if kind.is_integer() => &styles.integer,
        kind if kind.is_primitive_numeric() => &styles.decimal,
        DataType::Date => &styles.date,
        _ => &styles.list_text,
    }
}

impl<'a> ListColumn<'a> {
    /// Reads a column of the frame.
    pub(super) fn new(column: &'a Column, place: Place<'_>) -> Result<Self, DeliveryError> {
        let failed = |source| DeliveryError::Frame { table: place.table.to_owned(), source };
        match column.dtype() {
            DataType::String => coded(column.str().map_err(failed)?.iter(), place),
            kind if kind.is_primitive_numeric() => {
                let numbers = column.cast(&DataType::Float64).map_err(failed)?;
                let numbers = numbers.f64().map_err(failed)?.iter().map(|number| number.unwrap_or(f64::NAN)).collect();
                Ok(Self { cells: Cells::Numbers(numbers), texts: Vec::new() })
            }
            DataType::Date => {
                let mut texts = Numbered::default();
                let mut code = |days: i32| {
                    if let Some(serial) = serial_of(days) {
                        return Some(Coded::Day(serial));
                    }
                    // As text where Excel has no such day.
                    let day = known_date_of(days)?;
                    Some(Coded::Text(texts.number(day.to_string()).0))
                };
                let days = column.date().map_err(failed)?.physical().iter();
                let cells = days.map(|days| days.and_then(&mut code).unwrap_or(Coded::Blank));
                let cells = Cells::Coded(cells.collect());
                Ok(Self { cells, texts: texts.into_texts() })
            }
            _ => {
                let labels = (0..column.len()).map(|row| match value_at(column, row)? {
                    Value::Null => Ok(None),
                    value => Ok(Some(value.label())),
                });
                let labels: Vec<Option<String>> = labels.collect::<Result<_, PolarsError>>().map_err(failed)?;
                coded(labels.into_iter(), place)
            }
        }
    }

    /// How many cells hold a text.
    pub(super) fn uses(&self) -> usize {
        match &self.cells {
            Cells::Coded(cells) => cells.iter().filter(|cell| matches!(cell, Coded::Text(_))).count(),
            Cells::Numbers(_) => 0,
        }
    }
}

fn coded<'a, Text>(
    values: impl Iterator<Item = Option<Text>>,
    place: Place<'_>,
) -> Result<ListColumn<'a>, DeliveryError>
where
    Text: AsRef<str> + Clone + Eq + Hash + Into<Cow<'a, str>>,
{
    let mut texts = Numbered::default();
    let mut cells = Vec::with_capacity(values.size_hint().0);
    for (row, value) in values.enumerate() {
        let Some(value) = value.filter(|value| !value.as_ref().is_empty()) else {
            cells.push(Coded::Blank);
            continue;
        };
        let (number, new) = texts.number(value);
        if let Some(new) = new {
            check_length(place.sheet, place.first_row + row, place.column, new.as_ref())?;
        }
        cells.push(Coded::Text(number));
    }
    Ok(ListColumn { cells: Cells::Coded(cells), texts: texts.into_texts() })
}

/// Texts by number.
struct Numbered<Text> {
    numbers: PlHashMap<Text, u32>,
    texts: Vec<Text>,
}

impl<Text> Default for Numbered<Text> {
    fn default() -> Self {
        Self { numbers: PlHashMap::default(), texts: Vec::new() }
    }
}

impl<Text: Clone + Eq + Hash> Numbered<Text> {
    /// The number of `text`, and the text where it is new.
    fn number(&mut self, text: Text) -> (u32, Option<&Text>) {
        if let Some(number) = self.numbers.get(&text) {
            return (*number, None);
        }
        let number = u32::try_from(self.texts.len()).expect("a column has a million cells at most");
        self.numbers.insert(text.clone(), number);
        self.texts.push(text);
        (number, self.texts.last())
    }

    fn into_texts<'a>(self) -> Vec<Cow<'a, str>>
    where
        Text: Into<Cow<'a, str>>,
    {
        self.texts.into_iter().map(Into::into).collect()
    }
}

/// Excel's number of the day so many days after 1970 began.
fn serial_of(days: i32) -> Option<u32> {
    /// The number of the first of January 1970.
    const EPOCH: i32 = 25_569;
    days.checked_add(EPOCH).and_then(|serial| u32::try_from(serial).ok()).filter(|serial| SERIALS.contains(serial))
}
