//! A row of an export with a fault in it, as bytes.

use super::choice::Choice;
use super::row_fault::{RowFault, lost_zero};
use crate::domain::{Dictionary, Field, FieldType, IDENTITY, TableDef, failing_checksum, parse_date};

/// What takes the place of a row.
pub(super) struct BrokenRow {
    /// The lines, with their ends.
    pub(super) bytes: Vec<u8>,
    /// Which of them an import must reject, counted from 0.
    pub(super) rejected: Vec<u64>,
    /// How many lines there are.
    pub(super) lines: u64,
    /// The field that is named.
    pub(super) field: String,
}

/// A row and where it comes from.
pub(super) struct Row<'a> {
    pub(super) table: &'a TableDef,
    pub(super) dictionary: &'a Dictionary,
    /// The line of the header, with its end.
    pub(super) header: &'a [u8],
    /// The row's own line, with its end.
    pub(super) line: &'a [u8],
    pub(super) cells: &'a [String],
}

impl Row<'_> {
    /// The row with this fault; none where it cannot have it.
    pub(super) fn broken(&self, fault: RowFault, choice: &mut Choice) -> Option<BrokenRow> {
        let whole =
            |cells: &[String]| BrokenRow { bytes: written(cells), rejected: vec![0], lines: 1, field: String::new() };
        match fault {
            RowFault::ShortRow => Some(whole(&self.cells[..self.cells.len() - 1])),
            RowFault::LongRow => Some(whole(&[self.cells, &["多一欄".to_owned()]].concat())),
            RowFault::ShiftedCells => self.shifted().map(|cells| whole(&cells)),
            RowFault::RepeatedHeader => Some(BrokenRow {
                bytes: [self.header, self.line].concat(),
                rejected: vec![0],
                lines: 2,
                field: String::new(),
            }),
            RowFault::DuplicateIdentity => Some(BrokenRow {
                bytes: [self.line, self.line].concat(),
                rejected: vec![1],
                lines: 2,
                field: IDENTITY.to_owned(),
            }),
            _ => self.with_broken_cell(fault, choice),
        }
    }

    fn with_broken_cell(&self, fault: RowFault, choice: &mut Choice) -> Option<BrokenRow> {
        let fields = self.table.fields.iter().enumerate();
        let may = fields.filter(|(_, field)| fault.may_stand_in(field, self.dictionary));
        let broken: Vec<(usize, Vec<u8>)> =
            may.filter_map(|(at, field)| Some((at, self.broken_cell(fault, field, self.cells.get(at)?)?))).collect();
        let (at, cell) = choice.of(&broken)?;
        // Cells are joined by hand: the writer would mend what is to be broken.
        let mut bytes = Vec::new();
        for (index, text) in self.cells.iter().enumerate() {
            if index > 0 {
                bytes.push(b',');
            }
            if index == *at { bytes.extend_from_slice(cell) } else { bytes.extend_from_slice(&quoted(text)) }
        }
        bytes.extend_from_slice(b"\r\n");
        let two = fault == RowFault::LineBreak;
        // A lost quotation mark makes the line as a whole unreadable; so do bytes that are not text.
        let whole_line = matches!(
            fault,
            RowFault::UnclosedQuote
                | RowFault::LineBreak
                | RowFault::ForeignBytes
                | RowFault::ControlCharacter
                | RowFault::ReplacementCharacter
        );
        let field = if whole_line { String::new() } else { self.table.fields[*at].name.clone() };
        let rejected = if two { vec![0, 1] } else { vec![0] };
        Some(BrokenRow { bytes, lines: if two { 2 } else { 1 }, rejected, field })
    }

    /// The bytes that take the place of a cell; none where this cell is not one for it.
    fn broken_cell(&self, fault: RowFault, field: &Field, text: &str) -> Option<Vec<u8>> {
        let identity = &self.cells[self.table.fields.iter().position(|field| field.name == IDENTITY)?];
        let new = match fault {
            RowFault::UnknownCode => "查無此碼".to_owned(),
            RowFault::ImpossibleDate => "1130230".to_owned(),
            RowFault::ExcelDate => "1900/1/5".to_owned(),
            RowFault::WesternDate => parse_date(text).ok()?.to_string(),
            RowFault::LostZeroDate => lost_zero(text)?.to_owned(),
            RowFault::LostZeroPhone => {
                // Only a number written without strokes is a number to a spreadsheet.
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                digits.strip_prefix('0').filter(|rest| rest.len() == 9 && rest.starts_with('9'))?.to_owned()
            }
            RowFault::LostZeroCode => {
                let rest = lost_zero(text)?;
                let list = self.dictionary.codes_of(field)?;
                list.find(rest).is_none().then(|| rest.to_owned())?
            }
            RowFault::LettersInNumber => format!("{text}A"),
            RowFault::EmptyRequired => String::new(),
            RowFault::IdentityForm => identity[..identity.len().checked_sub(1)?].to_owned(),
            RowFault::Orphan => nobody(identity)?,
            RowFault::MisplacedIdentity => identity.clone(),
            RowFault::ScientificNotation => "3.79E+08".to_owned(),
            RowFault::ReplacementCharacter => format!("{text}\u{fffd}"),
            RowFault::ControlCharacter => format!("{text}\u{7}"),
            RowFault::BadFlag => "也許".to_owned(),
            // 中文 in Big5.
            RowFault::ForeignBytes => return Some(b"\xa4\xa4\xa4\xe5".to_vec()),
            RowFault::UnclosedQuote => return Some(format!("\"{}", without_quotes(text)).into_bytes()),
            RowFault::LineBreak => return Some(format!("\"{}\n下一行\"", without_quotes(text)).into_bytes()),
            RowFault::ShortRow
            | RowFault::LongRow
            | RowFault::ShiftedCells
            | RowFault::RepeatedHeader
            | RowFault::DuplicateIdentity => return None,
        };
        Some(quoted(&new))
    }

    /// The cells with one left out behind the identity number, where the result surely breaks a rule.
    fn shifted(&self) -> Option<Vec<String>> {
        (1..self.cells.len().saturating_sub(1)).find_map(|left_out| {
            let mut cells = self.cells.to_vec();
            cells.remove(left_out);
            cells.push(String::new());
            self.surely_breaks(&cells).then_some(cells)
        })
    }

    /// Whether a cell cannot be read as its field, under any rules.
    fn surely_breaks(&self, cells: &[String]) -> bool {
        self.table.fields.iter().zip(cells).any(|(field, text)| match field.kind {
            _ if text.is_empty() => field.required,
            FieldType::Date => parse_date(text).is_err(),
            FieldType::Integer => text.parse::<i32>().is_err(),
            FieldType::Decimal => text.parse::<f64>().is_err(),
            FieldType::Code => self.dictionary.codes_of(field).is_some_and(|list| list.find(text).is_none()),
            FieldType::Bool => !matches!(text.as_str(), "是" | "否"),
            FieldType::Text => false,
        })
    }
}

/// A number that belongs to nobody here: the last digit of a synthetic number is the right one plus one, this one is the
/// right one plus two.
fn nobody(identity: &str) -> Option<String> {
    let last = identity.chars().last()?.to_digit(10)?;
    let other = format!("{}{}", &identity[..identity.len() - 1], (last + 1) % 10);
    // In data that are not synthetic, any number of the form will do.
    Some(if crate::domain::checksum_holds(&other) { failing_checksum(25, true, 9_999_999) } else { other })
}

fn without_quotes(text: &str) -> String {
    text.replace('"', "")
}

fn quoted(text: &str) -> Vec<u8> {
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\"")).into_bytes();
    }
    text.as_bytes().to_vec()
}

fn written(cells: &[String]) -> Vec<u8> {
    let mut bytes = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(&b',');
    bytes.extend_from_slice(b"\r\n");
    bytes
}
