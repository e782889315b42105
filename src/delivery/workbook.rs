//! The workbook: third link of the release chain.

use rust_xlsxwriter::{DocProperties, ExcelDateTime};
use zeroize::Zeroizing;

use super::cores::Cores;
use super::cover_sheet::{Entry, write_cover};
use super::crosstab_sheet::write_crosstab;
use super::fields_sheet::write_fields;
use super::list_body::fill;
use super::list_sheet::write_list;
use super::package::Package;
use super::plain_text::plain_text;
use super::sheet::{COLUMN_PIXELS, ROW_PIXELS, Sheet};
use super::sheet_names::SheetNames;
use super::styles::Styles;
use super::{Cover, DeliveryError};
use crate::disclosure::{Cleared, ClearedTable, PersonalVerdict};
use crate::domain::Digest;
use crate::query::RawContent;

/// The name of the first sheet.
pub(super) const COVER_SHEET: &str = "封面";
/// The name of the last sheet.
pub(super) const FIELDS_SHEET: &str = "欄位定義";

/// A finished .xlsx file in memory, and whether it identifies persons.
///
/// The verdict travels with the bytes, so that nobody can seal them under another. The bytes are wiped when it is dropped,
/// and so is what the rows of lists went through; the writer itself, which has crosstabs and heads, has no means to wipe.
pub struct Workbook {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) verdict: PersonalVerdict,
}

/// What stands on every sheet of a table.
pub(super) struct Frame<'a> {
    pub(super) cover: &'a Cover,
    pub(super) styles: &'a Styles,
    pub(super) table: &'a ClearedTable,
    pub(super) threshold: u32,
}

impl Workbook {
    /// Writes the cleared tables: cover, one sheet a table, definitions of the fields. Opens no file.
    ///
    /// # Errors
    /// When there is no table, or one does not fit a sheet or a cell.
    pub fn build(cleared: &Cleared, cover: &Cover) -> Result<Self, DeliveryError> {
        if cleared.tables().is_empty() {
            return Err(DeliveryError::NoTables);
        }
        let styles = Styles::new();
        let mut names = SheetNames::default();
        let cover_name = names.take(COVER_SHEET, COVER_SHEET);
        let fields_name = names.take(FIELDS_SHEET, FIELDS_SHEET);
        let mut sheets = Vec::new();
        let mut bodies = Vec::new();
        let mut entries = Vec::new();
        for (index, table) in cleared.tables().iter().enumerate() {
            let name = names.take(table.title(), &format!("表{}", index + 1));
            let mut sheet = Sheet::new(name.clone(), &styles)?;
            let frame = Frame { cover, styles: &styles, table, threshold: cleared.policy().threshold };
            match table.content() {
                RawContent::CrossTab(content) => write_crosstab(&mut sheet, &frame, content)?,
                // The cover is sheet 1.
                RawContent::List(content) => bodies.push((index + 2, write_list(&mut sheet, &frame, content)?)),
            }
            entries.push(Entry { sheet: name, table });
            sheets.push(sheet);
        }
        let mut first = Sheet::new(cover_name, &styles)?;
        write_cover(&mut first, cover, cleared, &entries, &styles)?;
        let mut last = Sheet::new(fields_name, &styles)?;
        write_fields(&mut last, cover, cleared, &styles)?;

        let mut file = rust_xlsxwriter::Workbook::new();
        file.set_default_format(&styles.default, ROW_PIXELS, COLUMN_PIXELS)?;
        file.set_properties(&properties(cover)?);
        for sheet in std::iter::once(first).chain(sheets).chain([last]) {
            file.push_worksheet(sheet.into_inner());
        }
        let mut bytes = Zeroizing::new(file.save_to_buffer()?);
        if !bodies.is_empty() {
            let mut package = Package::open(bytes)?;
            fill(&mut package, &bodies, Cores::all())?;
            bytes = package.into_bytes()?;
        }
        Ok(Self { bytes, verdict: cleared.verdict() })
    }

    /// Whether it identifies persons.
    #[must_use]
    pub fn verdict(&self) -> PersonalVerdict {
        self.verdict
    }

    /// The digest of the plaintext: the same request, query, snapshot and policy give the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }
}

/// Persons may be inside.
impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("verdict", &self.verdict).finish_non_exhaustive()
    }
}

/// The creation date is the day of preparation and not the moment of writing: same input, same bytes.
fn properties(cover: &Cover) -> Result<DocProperties, DeliveryError> {
    let day = cover.prepared_on;
    let month = u8::try_from(day.month()).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(1900),
        month,
        u8::try_from(day.day()).unwrap_or(1),
    )?;
    Ok(DocProperties::new()
        .set_title(plain_text(&cover.title))
        .set_subject(format!("{} 人事資料統計服務", cover.request))
        .set_author(plain_text(&cover.office.unit))
        .set_company(plain_text(&cover.office.name))
        .set_comment(format!("{}；查詢 {}", cover.program, cover.query_sha256))
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::super::fixture::{LARGE, NAMES, SMALL, cleared, cover};
    use super::*;

    fn open(workbook: &Workbook) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(workbook.bytes.to_vec())).unwrap()
    }

    fn build(query: &str, rows: usize) -> Workbook {
        let (cleared, query) = cleared(query, rows);
        Workbook::build(&cleared, &cover(&query)).unwrap()
    }

    fn text(text: &str) -> Data {
        Data::String(text.to_owned())
    }

    #[test]
    fn a_crosstab_reads_back_as_the_expected_grid() {
        let workbook = build(LARGE, 300);
        assert_eq!(workbook.verdict(), PersonalVerdict::None);
        let mut book = open(&workbook);
        assert_eq!(book.sheet_names(), ["封面", "表1 人數按性別分", "欄位定義"]);
        let sheet = book.worksheet_range("表1 人數按性別分").unwrap();
        assert_eq!(sheet.get((0, 0)), Some(&text("表1 人數按性別分")));
        let grid: Vec<&[Data]> = sheet.rows().skip(3).take(4).map(|row| &row[..2]).collect();
        assert_eq!(grid[0], [text("性別"), text("人數")]);
        assert_eq!(grid[1], [text("男"), Data::Float(200.0)]);
        assert_eq!(grid[2], [text("女"), Data::Float(100.0)]);
        assert_eq!(grid[3], [text("合計"), Data::Float(300.0)]);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let first = build(SMALL, 120);
        for _ in 0..5 {
            assert_eq!(first.bytes, build(SMALL, 120).bytes);
        }
    }

    #[test]
    fn column_fields_and_measures_stand_in_levels() {
        let mut book = open(&build(SMALL, 120));
        let names = book.sheet_names();
        assert_eq!(names[2], "表2 各主管機關／性別", "a slash cannot be in the name of a sheet");
        let sheet = book.worksheet_range(&names[2]).unwrap();
        let row = |row: usize| (0..11).map(|column| sheet.get((row, column)).unwrap().to_string()).collect::<Vec<_>>();
        assert_eq!(row(3), ["主管機關", "官等", "性別", "", "", "", "", "", "合計", "", ""]);
        assert_eq!(row(4)[2..6], ["男", "", "", "女"]);
        assert_eq!(row(5)[2..], ["人數", "平均職等", "占比", "人數", "平均職等", "占比", "人數", "平均職等", "占比"]);
        let last = (0..sheet.height()).map(row).rfind(|row| row[0] == "合計").unwrap();
        assert_eq!(last[8], "120");
    }

    #[test]
    fn text_that_looks_like_an_order_stays_text_and_numbers_of_identity_keep_every_digit() {
        let workbook = build(NAMES, 40);
        assert_eq!(workbook.verdict(), PersonalVerdict::Direct);
        let mut book = open(&workbook);
        let sheet = book.worksheet_range("名冊").unwrap();
        let column = |at: usize| (4..9).map(|row| sheet.get((row, at)).unwrap().clone()).collect::<Vec<_>>();
        assert_eq!(column(1), ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "http://example.com/", "_x0041_"].map(text));
        assert_eq!(column(0)[0], text("A100000000"));
        assert_eq!(column(4)[0], Data::Float(1.0));
        assert!(matches!(column(5)[0], Data::String(ref day) if day == "1860-06-26"), "{:?}", column(5)[0]);
        assert!(matches!(sheet.get((34, 5)), Some(Data::DateTime(_))), "{:?}", sheet.get((34, 5)));
        for name in book.sheet_names() {
            assert!(
                book.worksheet_formula(&name).unwrap().used_cells().next().is_none(),
                "no formula at all in {name}"
            );
        }
    }

    /// Lists share the part that holds their texts, and each has its own sheet.
    #[test]
    fn several_lists_and_a_table_between_them_keep_to_their_sheets() {
        let list = |title: &str, columns: &str| format!("\n[[list]]\ntitle = \"{title}\"\ncolumns = [{columns}]\n");
        let first = list("名冊甲", r#""身分證統一編號", "性別""#);
        let second = list("名冊乙", r#""性別", "職稱", "身分證統一編號", "職等""#);
        let mut book = open(&build(&format!("{LARGE}{first}{second}"), 30));
        let names = book.sheet_names();
        assert_eq!(names[2..4], ["名冊甲", "名冊乙"]);
        let mut rows = |sheet: &str, row: usize| {
            let range = book.worksheet_range(sheet).unwrap();
            range.rows().nth(4 + row).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(rows("名冊甲", 29)[..2], ["A100000029", "男"]);
        assert_eq!(rows("名冊乙", 29)[..4], ["男", "科長", "A100000029", "2"]);
        assert_eq!(rows("名冊乙", 0)[..4], ["女", "科員", "A100000000", "1"]);
        assert_eq!(rows("表1 人數按性別分", 0)[..2], ["男", "20"]);
    }

    #[test]
    fn the_cover_states_the_duties_and_hides_a_small_population() {
        let (tables, query) = cleared(NAMES, 40);
        let mut cover = cover(&query);
        let read = |cover: &Cover| {
            let range = open(&Workbook::build(&tables, cover).unwrap()).worksheet_range(COVER_SHEET).unwrap();
            range.used_cells().map(|(.., cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
        };
        let all = read(&cover);
        for expected in [
            "request-7",
            "勞動部人事處",
            "114年12月31日",
            "含得以直接識別之個人資料",
            "116年10月8日前銷毀",
            "要點七",
            "300",
        ] {
            assert!(all.contains(expected), "{expected} in {all}");
        }
        cover.population_size = Some(2);
        assert!(!read(&cover).contains("範圍內人數"));
    }

    #[test]
    fn every_field_is_defined() {
        let mut book = open(&build(NAMES, 10));
        let sheet = book.worksheet_range(FIELDS_SHEET).unwrap();
        let names: Vec<String> = sheet.rows().skip(4).map(|row| row[0].to_string()).collect();
        for field in ["身分證統一編號", "姓名", "服務機關", "職稱", "職等", "到職日"] {
            assert!(names.contains(&field.to_owned()), "{field} in {names:?}");
        }
    }

    #[test]
    fn nothing_to_deliver_is_refused() {
        let (tables, query) = cleared(LARGE, 30);
        let none = crate::disclosure::clear(Vec::new(), tables.policy()).unwrap();
        assert!(matches!(Workbook::build(&none, &cover(&query)), Err(DeliveryError::NoTables)));
    }
}
