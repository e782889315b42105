//! The data dictionary: tables, fields, code lists, derived fields. The model and its look-ups; `dictionary_file` reads it.

use serde::Serialize;

use super::{Band, squeeze};

/// The table with one row a person.
pub const PERSON: &str = "人員";
/// The key on which every child table hangs.
pub const IDENTITY: &str = "身分證統一編號";
/// The as-of date of the snapshot, usable as a field.
pub const SNAPSHOT_DATE: &str = "資料截止日";

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

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeValue {
    /// The code in exports.
    pub code: String,
    /// What is stored and asked for.
    pub label: String,
    /// Other spellings.
    pub aliases: Vec<String>,
}

/// A code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeList {
    /// Its name.
    pub name: String,
    /// What it lists.
    pub definition: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Whether it is confirmed by a source.
    pub verified: bool,
    /// Whether the values rise from first to last, so that there is a least and a greatest.
    pub ascending: bool,
    /// The values in order.
    pub values: Vec<CodeValue>,
}

impl CodeList {
    /// The value with this label, code or alias.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&CodeValue> {
        self.values.iter().find(|value| value.label == text).or_else(|| {
            self.values.iter().find(|value| value.code == text || value.aliases.iter().any(|alias| alias == text))
        })
    }

    /// The labels in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.label.as_str())
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

/// How a derived field is made.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// By an expression of the little language.
    Expression(String),
    /// By bands of another field.
    Band {
        /// The field.
        of: String,
        /// Its bands.
        band: Band,
    },
}

/// A field that every query may use and that no export holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What values it has.
    pub kind: FieldType,
    /// How it is made.
    pub formula: Formula,
    /// What it means.
    pub definition: String,
    /// Its personal-data class.
    pub disclosure: Disclosure,
    /// What it rolls up to.
    pub levels: Vec<String>,
}

/// The dictionary as a whole.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Tables in order, 人員 first.
    pub tables: Vec<TableDef>,
    /// Derived fields in order; each uses only fields before it.
    pub derived: Vec<Derived>,
    /// Code lists.
    pub codes: Vec<CodeList>,
}

impl Dictionary {
    /// The table of this name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableDef> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The derived field of this name or alias.
    #[must_use]
    pub fn derived(&self, name: &str) -> Option<&Derived> {
        self.derived.iter().find(|derived| derived.name == name || derived.aliases.iter().any(|alias| alias == name))
    }

    /// The code list of this name.
    #[must_use]
    pub fn code_list(&self, name: &str) -> Option<&CodeList> {
        self.codes.iter().find(|list| list.name == name)
    }

    /// The code list of `field`.
    #[must_use]
    pub fn codes_of(&self, field: &Field) -> Option<&CodeList> {
        self.code_list(field.codes.as_deref()?)
    }

    /// The values that a field of this name can have, in order: its code list or its bands.
    #[must_use]
    pub fn ordered_values(&self, table: &str, name: &str) -> Option<Vec<String>> {
        let field = self.table(table).and_then(|table| table.field(name)).or_else(|| self.table(PERSON)?.field(name));
        if let Some(list) = field.and_then(|field| self.codes_of(field)) {
            return Some(list.labels().map(ToOwned::to_owned).collect());
        }
        match &self.derived(name)?.formula {
            Formula::Band { band, .. } => Some(band.labels()),
            Formula::Expression(_) => None,
        }
    }

    /// Whether `fine` rolls up to `coarse` along the levels, in any number of steps.
    #[must_use]
    pub fn rolls_up(&self, fine: &str, coarse: &str) -> bool {
        self.levels_of(fine).iter().any(|level| level == coarse || self.rolls_up(level, coarse))
    }

    fn levels_of(&self, name: &str) -> Vec<String> {
        let field = self.tables.iter().find_map(|table| table.field(name));
        field.map(|field| field.levels.clone()).or_else(|| Some(self.derived(name)?.levels.clone())).unwrap_or_default()
    }
}
