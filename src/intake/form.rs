//! The application form, blank or filled in, as a spreadsheet or as TOML.

use super::form_layout::sheets;
use super::{form_ods, form_toml, form_xlsx};
use crate::domain::Application;

/// The formats in which the form is handed out; [`super::read_application`] reads every one of them back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormFormat {
    /// Office Open XML.
    Xlsx,
    /// OpenDocument, the government's document standard (CNS 15251).
    Ods,
    /// TOML, for paper forms that are typed in.
    Toml,
}

/// Why a form cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// A text is longer than a cell holds, or the writer of xlsx refuses something else.
    #[error("無法產生 .xlsx 申請表：{0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The writer of ods refuses something.
    #[error("無法產生 .ods 申請表：{0}")]
    Ods(#[from] spreadsheet_ods::OdsError),
}

impl FormFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Ods, Self::Toml];

    /// Its file extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Toml => "toml",
        }
    }

    /// The format of a file of this name, by its extension.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_lowercase();
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

/// The blank form.
///
/// # Errors
/// When the writer of the format fails.
pub fn blank_form(format: FormFormat) -> Result<Vec<u8>, FormError> {
    write(None, format)
}

/// The form filled in with `application`, unsigned.
///
/// # Errors
/// When a text does not fit into a cell (32,767 characters in xlsx), or the writer of the format fails.
pub fn filled_form(application: &Application, format: FormFormat) -> Result<Vec<u8>, FormError> {
    write(Some(application), format)
}

fn write(application: Option<&Application>, format: FormFormat) -> Result<Vec<u8>, FormError> {
    match format {
        FormFormat::Xlsx => Ok(form_xlsx::to_xlsx(&sheets(application))?),
        FormFormat::Ods => Ok(form_ods::to_ods(&sheets(application))?),
        FormFormat::Toml => Ok(form_toml::to_toml(application).into_bytes()),
    }
}
