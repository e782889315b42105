//! One file of an export on its way into a table: opened, its header found, its rows read, its columns looked at as a whole.

use super::csv_file::CsvFile;
use super::folder::{ExportFile, Format};
use super::header::{Header, parse_header};
use super::identity_key::PersonIndex;
use super::pieces::{Pieces, TableRows, over};
use super::row_file::RowFile;
use super::row_reader::{FileRules, Persons};
use super::{FileCount, ImportError, ImportRules};
use crate::dataset::ordered_frame::OrderedFrame;
use crate::dataset::progress::Progress;
use crate::dataset::rejected::Rejected;
use crate::dataset::table_builder::TableBuilder;
use crate::domain::{Dictionary, PERSON, TableDef};
use crate::source::{Location, Problem, Problems};

/// A file of fewer rows may have a column without any value by chance.
const ROWS_THAT_FILL_A_COLUMN: u64 = 1000;
/// Fewer names that read oddly may be so.
const MISFITS: u64 = 20;

/// Why a file gave no table.
pub(super) enum Stopped {
    /// Too many of its rows were left out.
    TooMany(Box<FileCount>, Vec<Rejected>),
    /// The import as a whole cannot go on.
    Failed(Box<ImportError>),
}

impl From<ImportError> for Stopped {
    fn from(error: ImportError) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// One file and what it is read with.
pub(super) struct TableFile<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) table: &'a TableDef,
    pub(super) file: &'a ExportFile,
    pub(super) rules: &'a ImportRules,
    pub(super) persons: Option<&'a PersonIndex>,
    pub(super) problems: &'a Problems,
}

impl TableFile<'_> {
    /// The rows of the file; none where its shape is wrong, which is a problem then.
    pub(super) fn read(&self, progress: &dyn Progress) -> Result<Option<TableRows>, Stopped> {
        let limit = self.rules.max_rejected_share;
        let opened = match self.file.format {
            Format::Csv => CsvFile::open(&self.file.path, &self.file.name, self.rules.encoding)?.and_then(|csv| {
                let rows = csv.first_rows(&self.file.name, &self.rules.eudc)?;
                Ok((Opened::Csv(csv), rows))
            }),
            Format::Sheet | Format::Parquet => RowFile::open(self.file).and_then(|rows| {
                let first = rows.first_rows()?;
                Ok((Opened::Rows(rows), first))
            }),
        };
        let (opened, first) = match opened {
            Ok(opened) => opened,
            Err(problem) => {
                self.problems.push(*problem);
                return Ok(None);
            }
        };
        let Some(header) = parse_header(self.table, &self.file.name, &first, self.problems) else { return Ok(None) };
        let header_line = first.first().map_or(0, |(line, _)| *line);
        let rules = FileRules {
            dictionary: self.dictionary,
            table: self.table,
            file: &self.file.name,
            header: &header,
            persons: self.persons.map_or(Persons::Collect, Persons::Known),
            eudc: &self.rules.eudc,
            reject_bad_identity: self.rules.reject_bad_identity,
        };
        // An identity number, the delimiters, the end of the line.
        let mut pieces = Pieces::new(limit, u64::try_from(10 + header.width).unwrap_or(10));
        let result = match opened {
            Opened::Csv(csv) => csv.read(header_line, &rules, &mut pieces, &self.file.path, progress),
            Opened::Rows(rows) => rows.read(header_line, &rules, &mut pieces, self.problems, progress),
        };
        let hopeless = matches!(result, Err(ImportError::Hopeless));
        if !hopeless {
            result?;
        }
        let persons = self.persons.map_or(0, PersonIndex::len);
        let mut read = pieces.finish(&self.table.name, &self.file.name, persons).map_err(ImportError::from)?;
        if !read.adds_up() {
            let (file, rows) = (self.file.name.clone(), read.tally.rows);
            let (loaded, rejected) = (read.loaded(), read.tally.left_out());
            return Err(ImportError::Uncounted { file, rows, loaded, rejected }.into());
        }
        // Rows that follow a person who was left out are no faults of their own.
        if hopeless || over(limit, read.tally.at_fault(), read.tally.rows) {
            return Err(Stopped::TooMany(Box::new(self.count(&read)), read.tally.rejected));
        }
        self.check_filled(&header, &mut read);
        self.check_notations(&read);
        self.check_names(&read);
        read.notes.extend(self.absent_columns(&header));
        if read.frame.width() == 0 {
            read.frame = TableBuilder::new(self.table, 0).finish().map_err(ImportError::from)?;
        }
        if self.table.name == PERSON {
            let sorted = OrderedFrame::sorted(PERSON, &read.frame).and_then(OrderedFrame::into_frame);
            read.frame = sorted.map_err(ImportError::from)?;
        }
        Ok(Some(read))
    }

    /// Fields that the file does not have are empty in the snapshot, and that is told.
    fn absent_columns(&self, header: &Header) -> Option<Problem> {
        let absent = self.table.fields.iter().zip(&header.columns);
        let absent =
            absent.filter(|(field, column)| column.is_none() && !field.sparse).map(|(field, _)| field.name.as_str());
        let absent: Vec<&str> = absent.collect();
        let message = format!("{} 沒有這些欄位，快照裡是空的：{}", self.file.name, absent.join("、"));
        let place = Location::File { file: self.file.name.clone() };
        (!absent.is_empty()).then(|| Problem::note("absent-column", message).at(place))
    }

    /// A column in which both eras stand and which was empty where its notation was looked for: nobody can tell which cells a
    /// spreadsheet has changed.
    fn check_notations(&self, read: &TableRows) {
        let mixed =
            self.table.fields.iter().zip(&read.tally.notations).filter(|(_, (roc, western))| *roc > 0 && *western > 0);
        for (field, (roc, western)) in mixed {
            let message = format!(
                "{} 的「{}」欄民國與西元日期並用：民國 {roc} 列、西元 {western} 列",
                self.file.name, field.name
            );
            let problem = Problem::error("date-notation", message).at(Location::File { file: self.file.name.clone() });
            self.problems.push(problem.hint("請統一為同一種紀年再匯出；可能是試算表把民國年改成了西元年"));
        }
    }

    /// A column of names most of which read like something else stands in the wrong place; text alone would not tell.
    fn check_names(&self, read: &TableRows) {
        let counts = read.tally.misfits.iter().zip(&read.tally.filled);
        let columns = self.table.fields.iter().zip(counts);
        for (field, (misfits, filled)) in columns.filter(|(_, (misfits, _))| **misfits >= MISFITS) {
            if misfits * 2 > *filled {
                let message = format!(
                    "{} 的「{}」欄有 {misfits} 列（共 {filled} 列）不像這個欄位的內容，可能錯欄",
                    self.file.name, field.name
                );
                let problem =
                    Problem::error("column-content", message).at(Location::File { file: self.file.name.clone() });
                self.problems.push(problem.hint("請核對標題列的欄名與欄位內容是否對應"));
            }
        }
    }

    /// A column that has no value in any row was not exported: refused, unless the dictionary expects it.
    fn check_filled(&self, header: &Header, read: &mut TableRows) {
        let loaded = read.loaded();
        let fields = self.table.fields.iter().zip(&header.columns).zip(&read.tally.filled);
        let empty = fields.filter(|((field, column), filled)| column.is_some() && **filled == 0 && !field.sparse);
        let empty: Vec<&str> = empty.map(|((field, _), _)| field.name.as_str()).collect();
        if empty.is_empty() || loaded == 0 {
            return;
        }
        let message = format!("{} 有整欄空白的欄位：{}", self.file.name, empty.join("、"));
        let place = Location::File { file: self.file.name.clone() };
        if loaded < ROWS_THAT_FILL_A_COLUMN {
            let problem = Problem::warning("empty-column", message).at(place);
            read.notes.push(problem.hint("請確認匯出的條件"));
        } else {
            let problem = Problem::error("empty-column", message).at(place);
            self.problems.push(problem.hint("請確認匯出的條件；真的沒有資料時，把這些欄從檔案刪除"));
        }
    }

    /// What became of its rows.
    pub(super) fn count(&self, read: &TableRows) -> FileCount {
        let (rows, loaded) = (read.tally.rows, read.loaded());
        let (table, file) = (self.table.name.clone(), self.file.name.clone());
        FileCount { table, file, rows, loaded, rejected: rows - loaded }
    }
}

enum Opened {
    Csv(CsvFile),
    Rows(RowFile),
}
