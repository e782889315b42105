//! A field of the data dictionary: what values it has, what its text must look like, how personal it is; and the tables that
//! fields make up.

use serde::Serialize;

use super::{NumberRange, squeeze};

/// What values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Free text.
    Text,
    /// One of a code list; stored as the label.
    Code,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// True or false.
    Bool,
}

impl FieldType {
    const CODES: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("code", Self::Code),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("date", Self::Date),
        ("bool", Self::Bool),
    ];

    /// Reads `text`, `code`, …
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::CODES.iter().find(|(code, _)| *code == text).map(|(_, kind)| *kind)
    }

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::Code => "代碼",
            Self::Integer => "整數",
            Self::Decimal => "小數",
            Self::Date => "日期",
            Self::Bool => "是否",
        }
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    /// Whether it is compared as text.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Code)
    }
}

/// The personal-data class of a field (個資法 §2, §6), from the most harmless upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Disclosure {
    /// Says nothing about who it is.
    None,
    /// Identifies together with other facts.
    Indirect,
    /// Harms where it is known: disability, indigenous status.
    Sensitive,
    /// Identifies by itself.
    Direct,
}

impl Disclosure {
    const CODES: [(&'static str, Self); 4] =
        [("none", Self::None), ("indirect", Self::Indirect), ("sensitive", Self::Sensitive), ("direct", Self::Direct)];

    /// Reads `none`, `indirect`, …
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::CODES.iter().find(|(code, _)| *code == text).map(|(_, class)| *class)
    }

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "無",
            Self::Indirect => "間接識別",
            Self::Sensitive => "敏感",
            Self::Direct => "直接識別",
        }
    }
}

/// What the text of a field must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// A national identity number or an 統一證號.
    Identity,
    /// A telephone number.
    Phone,
    /// A code of an organ, ten characters.
    OrganCode,
    /// The name of a person.
    PersonName,
    /// The name of an organ.
    OrganName,
}

impl TextFormat {
    const CODES: [(&'static str, Self); 5] = [
        ("identity", Self::Identity),
        ("phone", Self::Phone),
        ("organ-code", Self::OrganCode),
        ("person-name", Self::PersonName),
        ("organ-name", Self::OrganName),
    ];

    /// Reads `identity`, `phone`, …
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::CODES.iter().find(|(code, _)| *code == text).map(|(_, format)| *format)
    }

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "身分證統一編號或統一證號",
            Self::Phone => "電話號碼",
            Self::OrganCode => "10 碼機關代碼",
            Self::PersonName => "姓名",
            Self::OrganName => "機關名稱",
        }
    }
}

/// One field of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name as on the 公務人員履歷表.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What values it has.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The name of its code list.
    pub codes: Option<String>,
    /// What its text must look like.
    pub format: Option<TextFormat>,
    /// Between which bounds its numbers lie.
    pub range: Option<NumberRange>,
    /// Whether a row without it is rejected.
    pub required: bool,
    /// Whether a whole export may be without it.
    pub sparse: bool,
    /// What it means.
    pub definition: String,
    /// Which cell of the form it comes from.
    pub origin: String,
    /// Its personal-data class.
    pub disclosure: Disclosure,
    /// What it rolls up to.
    pub levels: Vec<String>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
}

impl Field {
    /// Whether `value` lies between the bounds of the field; every number does where it has none.
    #[must_use]
    pub fn allows(&self, value: f64) -> bool {
        self.range.is_none_or(|range| range.contains(value))
    }
}

/// One table of the dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableDef {
    /// Its name.
    pub name: String,
    /// The table whose rows it belongs to; none for 人員.
    pub parent: Option<String>,
    /// The number of the table in WebHR.
    pub source: String,
    /// What a row is.
    pub definition: String,
    /// Its fields in order.
    pub fields: Vec<Field>,
}

impl TableDef {
    /// The field of this name or alias.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        let wanted = squeeze(name);
        self.fields
            .iter()
            .find(|field| field.name == wanted)
            .or_else(|| self.fields.iter().find(|field| field.aliases.contains(&wanted)))
    }
}
