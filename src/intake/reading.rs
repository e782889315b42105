//! Reads one file into an application and every problem in it.

use std::sync::Arc;

use jiff::civil::Date;

use super::document::{DOCUMENTS, parse_document};
use super::hidden_characters::{hidden_in_grids, hidden_in_text};
use super::package::{PackageError, inspect_package, is_package};
use super::raw_form::{RawForm, complete};
use super::sample::column_heads;
use super::toml_form::parse_toml_form;
use super::workbook::parse_workbook;
use super::{FormField, Vocabulary, form_sheet, rules};
use crate::domain::{Application, Authorities};
use crate::source::{Location, Problem, Problems};

/// What came out of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The application; none where the form is not complete.
    pub application: Option<Application>,
    /// Everything that was found; in TOML in the order of the lines, in a spreadsheet gaps before findings.
    pub problems: Vec<Problem>,
}

/// What decides about findings and is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeRules {
    /// Single words that set a deadline, from the settings.
    pub deadline_words: Vec<String>,
    /// The words of the other rules.
    pub vocabulary: Arc<Vocabulary>,
    /// The day of receipt.
    pub today: Date,
    /// What a file may cost.
    pub limits: IntakeLimits,
}

/// What a file may cost to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntakeLimits {
    /// Larger files are not read.
    pub file_bytes: u64,
    /// What the archives of one file may unpack to.
    pub unpacked_bytes: u64,
}

impl Default for IntakeLimits {
    fn default() -> Self {
        Self { file_bytes: 50 * MIB, unpacked_bytes: 64 * MIB }
    }
}

const MIB: u64 = 1024 * 1024;
/// Larger files are no application forms.
const MAX_FORM_BYTES: usize = 20 * 1024 * 1024;
const SPREADSHEETS: &[&str] = &["xlsx", "xlsm", "xls", "xlsb", "ods"];
const READ_FORMATS: &str = "可讀取的格式：.xlsx、.xls、.xlsb、.ods、.docx、.odt、.toml、.eml";

/// What a file is, looked at as a form.
pub(super) enum FormFile {
    /// The form in it.
    Form(RawForm),
    /// A file that can be read and holds no form: a sample of the data that is wanted, with the heads of its columns.
    NoForm(Vec<String>),
    /// It cannot be read; why was reported.
    Unreadable,
}

/// Reads the form in `bytes`; its format is told by the extension of `file_name`. A mail is no form.
///
/// Never fails: what cannot be read is a problem of severity error with `application` none. Findings under the
/// regulation (`deadline`, `approval-missing`, …) stand beside a complete application.
#[must_use]
pub fn read_application(file_name: &str, bytes: &[u8], authorities: &Authorities, rules: &IntakeRules) -> Reading {
    let problems = Problems::new();
    match read_form_file(file_name, bytes, rules, &problems) {
        FormFile::Form(form) => check_reading(&form, problems, authorities, rules),
        FormFile::NoForm(_) => {
            problems.push(no_form().at(Location::File { file: file_name.to_owned() }));
            Reading { application: None, problems: problems.into_sorted() }
        }
        FormFile::Unreadable => Reading { application: None, problems: problems.into_sorted() },
    }
}

/// The application in `form`, and what the regulation says of it, added to the `problems` that reading it has found.
pub(super) fn check_reading(
    form: &RawForm,
    problems: Problems,
    authorities: &Authorities,
    rules: &IntakeRules,
) -> Reading {
    let application = complete(form, authorities, rules, &problems);
    rules::check_form(application.as_ref(), form, authorities, rules, &problems);
    Reading { application, problems: problems.into_sorted() }
}

/// The extension of a file name, in lower case; empty where it has none.
pub(super) fn extension_of(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// Whether files with this extension are looked at as forms.
pub(super) fn may_be_form(extension: &str) -> bool {
    extension == "toml" || SPREADSHEETS.contains(&extension) || DOCUMENTS.contains(&extension)
}

/// Looks for the form in a file.
pub(super) fn read_form_file(file_name: &str, bytes: &[u8], rules: &IntakeRules, problems: &Problems) -> FormFile {
    let refuse = |problem: Problem| {
        problems.push(problem.at(Location::File { file: file_name.to_owned() }));
        FormFile::Unreadable
    };
    let extension = extension_of(file_name);
    if !may_be_form(&extension) {
        return refuse(unsupported(&extension));
    }
    if bytes.is_empty() {
        return refuse(Problem::error("unreadable-file", "檔案是空的").hint("請確認附件是否完整，再請申請人重寄"));
    }
    if bytes.len() > MAX_FORM_BYTES {
        let size = bytes.len().div_ceil(1024 * 1024);
        return refuse(
            Problem::error("too-large", format!("檔案約 {size} MiB，超過申請表上限 20 MiB"))
                .hint("申請表請單獨成檔，附件另附"),
        );
    }
    if extension == "toml" {
        let form = parse_toml_form(file_name, bytes, problems);
        problems.extend(hidden_in_text(file_name, &String::from_utf8_lossy(bytes)));
        return form.map_or(FormFile::Unreadable, FormFile::Form);
    }
    let mut remarks = Vec::new();
    let grids = if DOCUMENTS.contains(&extension.as_str()) {
        match check_package(bytes, rules.limits) {
            Err(problem) => Err(*problem),
            Ok(found) => {
                remarks = found;
                parse_document(bytes, rules.limits.unpacked_bytes).map_err(|error| error.problem())
            }
        }
    } else {
        parse_workbook(&extension, bytes, rules.limits).map_err(|error| error.problem()).map(|workbook| {
            remarks = workbook.remarks;
            workbook.grids
        })
    };
    match grids {
        Err(problem) => refuse(problem),
        Ok(grids) => match form_sheet::find_form(file_name, &grids, problems) {
            Some(form) => {
                let whole = Location::File { file: file_name.to_owned() };
                problems.extend(remarks.into_iter().map(|remark| remark.at(whole.clone())));
                problems.extend(hidden_in_grids(file_name, &grids));
                FormFile::Form(form)
            }
            None => FormFile::NoForm(column_heads(&grids)),
        },
    }
}

/// What is in the archive of a document; what its own reader says better is left to it.
fn check_package(bytes: &[u8], limits: IntakeLimits) -> Result<Vec<Problem>, Box<Problem>> {
    if !is_package(bytes) {
        return Ok(Vec::new());
    }
    match inspect_package(bytes, limits.unpacked_bytes) {
        Ok(package) => Ok(package.remarks()),
        Err(PackageError::Damaged(_) | PackageError::Encrypted) => Ok(Vec::new()),
        Err(error) => {
            let rule = if matches!(error, PackageError::Entities) { "unreadable-file" } else { "too-large" };
            let problem = Problem::error(rule, error.to_string());
            Err(Box::new(problem.hint("請用文書軟體開啟後另存，申請表單獨成檔，再送一次")))
        }
    }
}

pub(super) fn no_form() -> Problem {
    let labels: Vec<&str> =
        [FormField::Agency, FormField::Applicant, FormField::Description].into_iter().map(FormField::label).collect();
    Problem::error("no-form", format!("各工作表、表格及內文都找不到申請表的標籤（如「{}」）", labels.join("」、「")))
        .hint("請用附件格式填寫；空白表可用 `hrstat form -o 申請表.xlsx` 產生")
}

/// Why files with this extension are not read, and what to do.
pub(super) fn unsupported(extension: &str) -> Problem {
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
        "msg" => {
            problem.hint("請在 Outlook 把郵件另存為 .eml（新版 Outlook 的「下載」），或把申請表附件另存新檔再登記")
        }
        "eml" => problem.hint("郵件裡的郵件請另存新檔再登記"),
        "csv" | "txt" => problem.hint("請另存為 .xlsx 或 .ods"),
        "zip" | "7z" | "rar" => problem.hint("請先解壓縮，再對申請表執行 `hrstat intake`"),
        _ => problem.hint("空白表可用 `hrstat form -o 申請表.xlsx` 產生"),
    }
}
