//! Reads one file into an application and every problem in it.

use jiff::civil::Date;

use super::document::{DOCUMENTS, parse_document};
use super::grid::Grid;
use super::raw_form::{RawForm, complete};
use super::toml_form::parse_toml_form;
use super::workbook::parse_workbook;
use super::{FormField, form_sheet, rules};
use crate::domain::{Application, Authorities};
use crate::source::{Location, Problem, Problems};

/// What came out of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The application; none where the form is not complete.
    pub application: Option<Application>,
    /// Everything that was found; in TOML in the order of the lines, in a spreadsheet gaps before findings.
    pub problems: Vec<Problem>,
    /// The column heads of the sample that came with the form, for the draft of a query; empty where none did.
    pub sample_columns: Vec<String>,
}

/// What decides about findings and is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeRules {
    /// Single words that set a deadline, from the settings.
    pub deadline_words: Vec<String>,
    /// The day of receipt.
    pub today: Date,
}

/// Larger files are no application forms.
const MAX_BYTES: usize = 20 * 1024 * 1024;
const SPREADSHEETS: &[&str] = &["xlsx", "xlsm", "xls", "xlsb", "ods"];
/// What a document may unpack to.
const MAX_UNPACKED: u64 = 100 * 1024 * 1024;
const READ_FORMATS: &str = "可讀取的格式：.xlsx、.xls、.xlsb、.ods、.docx、.odt、.toml";

/// Reads the form in `bytes`; its format is told by the extension of `file_name`.
///
/// Never fails: what cannot be read is a problem of severity error with `application` none. Findings under the
/// regulation (`deadline`, `approval-missing`, …) stand beside a complete application.
#[must_use]
pub fn read_application(file_name: &str, bytes: &[u8], authorities: &Authorities, rules: &IntakeRules) -> Reading {
    let problems = Problems::new();
    let application = read_raw_form(file_name, bytes, &problems).and_then(|form| {
        let application = complete(&form, authorities, rules, &problems);
        rules::check_form(application.as_ref(), &form, authorities, rules, &problems);
        application
    });
    Reading { application, problems: problems.into_sorted(), sample_columns: Vec::new() }
}

fn read_raw_form(file_name: &str, bytes: &[u8], problems: &Problems) -> Option<RawForm> {
    let whole = || Location::File { file: file_name.to_owned() };
    let refuse = |problem: Problem| problems.push(problem.at(whole()));
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default();
    let is_document = DOCUMENTS.contains(&extension.as_str());
    if extension != "toml" && !is_document && !SPREADSHEETS.contains(&extension.as_str()) {
        refuse(unsupported(&extension));
        return None;
    }
    if bytes.is_empty() {
        refuse(Problem::error("unreadable-file", "檔案是空的").hint("請確認附件是否完整，再請申請人重寄"));
        return None;
    }
    if bytes.len() > MAX_BYTES {
        let size = bytes.len().div_ceil(1024 * 1024);
        refuse(
            Problem::error("too-large", format!("檔案約 {size} MiB，超過申請表上限 20 MiB"))
                .hint("申請表請單獨成檔，附件另附"),
        );
        return None;
    }
    if extension == "toml" {
        return parse_toml_form(file_name, bytes, problems);
    }
    let grids: Result<Vec<Grid>, Problem> = if is_document {
        parse_document(bytes, MAX_UNPACKED).map_err(|error| error.problem())
    } else {
        parse_workbook(&extension, bytes).map_err(|error| error.problem())
    };
    match grids {
        Err(problem) => {
            refuse(problem);
            None
        }
        Ok(grids) => {
            let form = form_sheet::find_form(file_name, &grids, problems);
            if form.is_none() {
                refuse(no_form());
            }
            form
        }
    }
}

fn no_form() -> Problem {
    let labels: Vec<&str> =
        [FormField::Agency, FormField::Applicant, FormField::Description].into_iter().map(FormField::label).collect();
    Problem::error("no-form", format!("各工作表、表格及內文都找不到申請表的標籤（如「{}」）", labels.join("」、「")))
        .hint("請用附件格式填寫；空白表可用 `hrstat form -o 申請表.xlsx` 產生")
}

fn unsupported(extension: &str) -> Problem {
    let problem = match extension {
        "" => Problem::error("unsupported-format", "檔名沒有副檔名，無法判斷格式"),
        other => Problem::error("unsupported-format", format!("不讀取 .{other} 檔")),
    };
    let problem = problem.hint(READ_FORMATS);
    match extension {
        "doc" | "rtf" | "wps" | "pages" => {
            problem.hint("請用文書軟體開啟後另存為 .docx 或 .odt，再對新檔執行 `hrstat intake`")
        }
        "pdf" | "jpg" | "jpeg" | "png" | "tif" | "tiff" => {
            problem.hint("紙本或掃描的申請表請繕打成 TOML：`hrstat form -o 申請案.toml`")
        }
        "eml" | "msg" => problem.hint("請把郵件中的申請表附件另存新檔，再對該檔執行 `hrstat intake`"),
        "csv" | "txt" => problem.hint("請另存為 .xlsx 或 .ods"),
        "zip" | "7z" | "rar" => problem.hint("請先解壓縮，再對申請表執行 `hrstat intake`"),
        _ => problem.hint("空白表可用 `hrstat form -o 申請表.xlsx` 產生"),
    }
}
