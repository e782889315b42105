//! The faults that a single row can have: what export systems, spreadsheets and hands do to one.

use crate::domain::{Dictionary, Field, FieldType, IDENTITY, PERSON, TableDef};

/// One kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowFault {
    /// The last cell is not there.
    ShortRow,
    /// A cell too many.
    LongRow,
    /// A cell left out in the middle and an empty one added at the end: the width fits, the columns do not.
    ShiftedCells,
    /// The header again, as where two files were put together.
    RepeatedHeader,
    /// A quotation mark that is never closed.
    UnclosedQuote,
    /// A line break within quotation marks.
    LineBreak,
    /// A code that is in no list.
    UnknownCode,
    /// 30 February.
    ImpossibleDate,
    /// What a spreadsheet makes of a number: 1900/1/5.
    ExcelDate,
    /// 1969-02-03 among 民國 dates.
    WesternDate,
    /// 0990301 → 990301.
    LostZeroDate,
    /// 09xxxxxxxx, written without strokes → 9xxxxxxxx.
    LostZeroPhone,
    /// 0100 → 100.
    LostZeroCode,
    /// A number with a letter.
    LettersInNumber,
    /// A required cell without content.
    EmptyRequired,
    /// An identity number without its last digit.
    IdentityForm,
    /// A person twice.
    DuplicateIdentity,
    /// A row of nobody.
    Orphan,
    /// An identity number in a column of something else.
    MisplacedIdentity,
    /// 3.79E+08 where a code stood.
    ScientificNotation,
    /// Big5 bytes in a UTF-8 file.
    ForeignBytes,
    /// U+FFFD: somebody has decoded wrongly before.
    ReplacementCharacter,
    /// A character that acts instead of being seen.
    ControlCharacter,
    /// Neither yes nor no.
    BadFlag,
}

/// Columns of plain text in which anything may stand, so that no other rule comes first.
const PLAIN_TEXT: [&str; 11] = [
    "單位",
    "院系所科",
    "類科",
    "職稱",
    "事由",
    "課程名稱",
    "主辦機關",
    "專長名稱",
    "證照名稱",
    "認證機關",
    "學校名稱",
];

impl RowFault {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::ShortRow,
        Self::LongRow,
        Self::ShiftedCells,
        Self::RepeatedHeader,
        Self::UnclosedQuote,
        Self::LineBreak,
        Self::UnknownCode,
        Self::ImpossibleDate,
        Self::ExcelDate,
        Self::WesternDate,
        Self::LostZeroDate,
        Self::LostZeroPhone,
        Self::LostZeroCode,
        Self::LettersInNumber,
        Self::EmptyRequired,
        Self::IdentityForm,
        Self::DuplicateIdentity,
        Self::Orphan,
        Self::MisplacedIdentity,
        Self::ScientificNotation,
        Self::ForeignBytes,
        Self::ReplacementCharacter,
        Self::ControlCharacter,
        Self::BadFlag,
    ];

    /// Its name in `faults.csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ShortRow => "short-row",
            Self::LongRow => "long-row",
            Self::ShiftedCells => "shifted-cells",
            Self::RepeatedHeader => "repeated-header",
            Self::UnclosedQuote => "unclosed-quote",
            Self::LineBreak => "line-break",
            Self::UnknownCode => "unknown-code",
            Self::ImpossibleDate => "impossible-date",
            Self::ExcelDate => "excel-date",
            Self::WesternDate => "western-date",
            Self::LostZeroDate => "lost-zero-date",
            Self::LostZeroPhone => "lost-zero-phone",
            Self::LostZeroCode => "lost-zero-code",
            Self::LettersInNumber => "letters-in-number",
            Self::EmptyRequired => "empty-required",
            Self::IdentityForm => "identity-form",
            Self::DuplicateIdentity => "duplicate-identity",
            Self::Orphan => "orphan",
            Self::MisplacedIdentity => "misplaced-identity",
            Self::ScientificNotation => "scientific-notation",
            Self::ForeignBytes => "foreign-bytes",
            Self::ReplacementCharacter => "replacement-character",
            Self::ControlCharacter => "control-character",
            Self::BadFlag => "bad-flag",
        }
    }

    /// The rule by which an import must reject the row.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::ShortRow | Self::LongRow => "field-count",
            Self::ShiftedCells => super::ANY_RULE,
            Self::UnclosedQuote | Self::LineBreak => "quote",
            Self::ImpossibleDate => "date",
            Self::WesternDate => "date-notation",
            Self::LostZeroDate | Self::LostZeroPhone | Self::LostZeroCode => "lost-leading-zero",
            Self::LettersInNumber => "integer",
            Self::EmptyRequired => "required",
            Self::IdentityForm => "identity-format",
            Self::ForeignBytes | Self::ReplacementCharacter => "encoding",
            Self::BadFlag => "bool",
            Self::RepeatedHeader
            | Self::UnknownCode
            | Self::ExcelDate
            | Self::DuplicateIdentity
            | Self::Orphan
            | Self::MisplacedIdentity
            | Self::ScientificNotation
            | Self::ControlCharacter => self.name(),
        }
    }

    /// Whether it adds lines and leaves the row itself whole.
    #[must_use]
    pub(super) fn keeps_the_row(self) -> bool {
        matches!(self, Self::RepeatedHeader | Self::DuplicateIdentity)
    }

    /// Whether `table` can have it at all.
    pub(super) fn suits(self, table: &TableDef, dictionary: &Dictionary) -> bool {
        match self {
            Self::DuplicateIdentity => table.name == PERSON,
            Self::Orphan => table.name != PERSON,
            _ if !self.is_of_a_cell() => true,
            _ => table.fields.iter().any(|field| self.may_stand_in(field, dictionary)),
        }
    }

    /// Whether it is made by changing one cell.
    pub(super) fn is_of_a_cell(self) -> bool {
        !matches!(
            self,
            Self::ShortRow | Self::LongRow | Self::ShiftedCells | Self::RepeatedHeader | Self::DuplicateIdentity
        )
    }

    /// Whether a cell of `field` can have it, whatever stands there.
    pub(super) fn may_stand_in(self, field: &Field, dictionary: &Dictionary) -> bool {
        let plain = PLAIN_TEXT.contains(&field.name.as_str()) && field.kind == FieldType::Text;
        match self {
            Self::UnknownCode => field.kind == FieldType::Code,
            Self::LostZeroCode => {
                let list = dictionary.codes_of(field);
                list.is_some_and(|list| list.values.iter().any(|value| lost_zero(&value.code).is_some()))
            }
            Self::ImpossibleDate | Self::ExcelDate | Self::WesternDate | Self::LostZeroDate => {
                field.kind == FieldType::Date
            }
            Self::LostZeroPhone => field.kind == FieldType::Text && field.name.contains("電話"),
            Self::LettersInNumber => field.kind == FieldType::Integer,
            Self::EmptyRequired => field.required && field.name != IDENTITY,
            Self::IdentityForm | Self::Orphan => field.name == IDENTITY,
            Self::MisplacedIdentity
            | Self::ForeignBytes
            | Self::ControlCharacter
            | Self::UnclosedQuote
            | Self::LineBreak => plain,
            Self::ReplacementCharacter => field.name == "姓名",
            Self::ScientificNotation => {
                field.kind == FieldType::Text && (field.name == "職務編號" || field.name.ends_with("代碼"))
            }
            Self::BadFlag => field.kind == FieldType::Bool,
            Self::ShortRow | Self::LongRow | Self::ShiftedCells | Self::RepeatedHeader | Self::DuplicateIdentity => {
                false
            }
        }
    }
}

/// A number with its leading zeros lost; none where it has none, or is no number.
pub(super) fn lost_zero(text: &str) -> Option<&str> {
    let digits = text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text.trim_start_matches('0');
    (digits && rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn zeros_are_lost_as_a_spreadsheet_loses_them() {
        assert_eq!(lost_zero("0990301"), Some("990301"));
        assert_eq!(lost_zero("0100"), Some("100"));
        for kept in ["1000101", "0", "000", "A101", "0A", ""] {
            assert_eq!(lost_zero(kept), None, "{kept}");
        }
    }

    #[test]
    fn kinds_have_names_of_their_own() {
        let names: BTreeSet<&str> = RowFault::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), RowFault::ALL.len());
    }
}
