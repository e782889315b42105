//! The official annex as blocks of cells, for every writer of spreadsheets.

use super::FormField;
use crate::domain::{Application, format_roc_short};

/// How a block looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockStyle {
    /// The title of the form.
    Title,
    /// A printed label.
    Label,
    /// A short text to be filled in.
    Line,
    /// A long text to be filled in, set from the top.
    Passage,
    /// The footnote, without borders.
    Note,
}

/// A cell or a merged region with its text.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Row and column of the first cell.
    pub(super) first: (u32, u16),
    /// Row and column of the last cell.
    pub(super) last: (u32, u16),
    /// Its text.
    pub(super) text: String,
    /// Its look.
    pub(super) style: BlockStyle,
}

/// One sheet.
#[derive(Clone, Debug)]
pub(super) struct SheetLayout {
    /// Its name.
    pub(super) name: &'static str,
    /// Its blocks, row by row; they cover every cell of the table.
    pub(super) blocks: Vec<Block>,
    /// Widths of the columns in millimetres; together the printable width of A4 upright.
    pub(super) widths: &'static [f64],
    /// Heights of the rows in points.
    pub(super) heights: Vec<f64>,
}

const TITLE: &str = "行政院人事行政總處受理人事資料統計服務申請表";
const FOOTNOTE: &str = "註、請儘量檢附需求資料格式範例，以加速處理時效。";
const FORM_WIDTHS: &[f64] = &[18.0, 32.0, 46.0, 26.0, 52.0];
const EXTRA_WIDTHS: &[f64] = &[46.0, 128.0];
/// Excel refuses rows above 409 points.
const TALLEST: f64 = 400.0;
const LINE_HEIGHT: f64 = 17.0;

/// The form, and a second sheet for what the regulation asks and the annex has no cell for.
pub(super) fn sheets(application: Option<&Application>) -> [SheetLayout; 2] {
    [form_sheet(application), extra_sheet(application)]
}

fn form_sheet(application: Option<&Application>) -> SheetLayout {
    let text = |take: fn(&Application) -> &str| application.map(take).unwrap_or_default().to_owned();
    let applied_on = application.map(|filled| format_roc_short(filled.applied_on)).unwrap_or_default();
    let (reason, description) = (text(|filled| &filled.reason), text(|filled| &filled.description));
    let approval = text(|filled| filled.authority_approval.as_deref().unwrap_or_default());
    let boxes = boxes(application.and_then(|filled| filled.personal_data));
    let heights = vec![
        36.0,
        40.0,
        30.0,
        30.0,
        height_of(&reason, 29, 80.0),
        height_of(&description, 29, 210.0),
        30.0,
        90.0,
        30.0,
        height_of(&approval, 11, 90.0),
        24.0,
    ];
    let blocks = vec![
        block((0, 0), (0, 4), TITLE, BlockStyle::Title),
        block((1, 0), (6, 0), "申請\n人事機構\n填寫", BlockStyle::Label),
        label((1, 1), "申請\n人事機構"),
        block((1, 2), (1, 4), &text(|filled| &filled.agency), BlockStyle::Line),
        label((2, 1), FormField::Applicant.label()),
        block((2, 2), (2, 2), &text(|filled| &filled.applicant), BlockStyle::Line),
        label((2, 3), FormField::AppliedOn.label()),
        block((2, 4), (2, 4), &applied_on, BlockStyle::Line),
        label((3, 1), FormField::Phone.label()),
        block((3, 2), (3, 2), &text(|filled| &filled.phone), BlockStyle::Line),
        label((3, 3), FormField::Email.label()),
        block((3, 4), (3, 4), &text(|filled| &filled.email), BlockStyle::Line),
        label((4, 1), FormField::Reason.label()),
        block((4, 2), (4, 4), &reason, BlockStyle::Passage),
        label((5, 1), "需求描述\n及說明\n(請詳細說\n明需求欄位\n及條件等)"),
        block((5, 2), (5, 4), &description, BlockStyle::Passage),
        label((6, 1), FormField::PersonalData.label()),
        block((6, 2), (6, 4), boxes, BlockStyle::Line),
        label((7, 0), "人事\n總處\n回復"),
        block((7, 1), (7, 4), "", BlockStyle::Passage),
        block((8, 0), (8, 1), FormField::Approval.label(), BlockStyle::Label),
        block((8, 2), (8, 2), "申請人事機構單位戳章", BlockStyle::Label),
        block((8, 3), (8, 4), "申請人簽名或蓋章", BlockStyle::Label),
        block((9, 0), (9, 1), &approval, BlockStyle::Passage),
        block((9, 2), (9, 2), "", BlockStyle::Passage),
        block((9, 3), (9, 4), "", BlockStyle::Passage),
        block((10, 0), (10, 4), FOOTNOTE, BlockStyle::Note),
    ];
    SheetLayout { name: "申請表", blocks, widths: FORM_WIDTHS, heights }
}

fn extra_sheet(application: Option<&Application>) -> SheetLayout {
    let text = |take: fn(&Application) -> Option<&str>| application.and_then(take).unwrap_or_default().to_owned();
    let sources = application.map(|filled| filled.checked_sources.join("\n")).unwrap_or_default();
    let query = text(|filled| filled.query.as_deref());
    let rows = [
        (FormField::Authority, "主管機關", text(|filled| filled.authority.as_deref()), 0.0),
        (FormField::CheckedSources, "已查詢之既有統計\n(要點四；每行一項)", sources, 80.0),
        (FormField::Sample, "需求資料格式範例\n(檔名)", text(|filled| filled.sample.as_deref()), 36.0),
        (FormField::Query, "查詢語法\n(TOML；可不填)", query, 80.0),
    ];
    let mut blocks = vec![block((0, 0), (0, 1), "補充資料（選填）", BlockStyle::Title)];
    let mut heights = vec![36.0];
    for (row, (field, printed, written, least)) in (1..).zip(rows) {
        let style = if field.is_long() { BlockStyle::Passage } else { BlockStyle::Line };
        heights.push(height_of(&written, 29, least).max(30.0));
        blocks.push(label((row, 0), printed));
        blocks.push(block((row, 1), (row, 1), &written, style));
    }
    SheetLayout { name: "補充資料", blocks, widths: EXTRA_WIDTHS, heights }
}

fn block(first: (u32, u16), last: (u32, u16), text: &str, style: BlockStyle) -> Block {
    Block { first, last, text: text.to_owned(), style }
}

fn label(at: (u32, u16), text: &str) -> Block {
    block(at, at, text, BlockStyle::Label)
}

fn boxes(declared: Option<bool>) -> &'static str {
    match declared {
        Some(true) => "■ 是　　□ 否",
        Some(false) => "□ 是　　■ 否",
        None => "□ 是　　□ 否",
    }
}

/// High enough for `text` at `width` full-width characters a line.
fn height_of(text: &str, width: usize, least: f64) -> f64 {
    let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum();
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    (f64::from(lines) * LINE_HEIGHT + 8.0).clamp(least, TALLEST)
}
