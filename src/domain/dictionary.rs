//! The data dictionary: tables, fields, code lists, derived fields, mappings. Its look-ups; `dictionary_file` reads it.

use std::collections::HashMap;

use super::{Band, CodeList, CodeValue, Disclosure, Field, FieldType, Mapping, TableDef, canonical_name};

/// The table with one row a person.
pub const PERSON: &str = "人員";
/// The key on which every child table hangs.
pub const IDENTITY: &str = "身分證統一編號";
/// The as-of date of the snapshot, usable as a field.
pub const SNAPSHOT_DATE: &str = "資料截止日";
/// The field of the supervising authority, whose values stand in their official order.
pub const AUTHORITY: &str = "主管機關";
/// The code list of organs, for looking up their names and codes.
const ORGANS: &str = "機關";

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
    /// What became of the values of old lists.
    pub mappings: Vec<Mapping>,
    organs: OrganIndex,
}

/// Every spelling of every organ: an import asks once for each distinct name in millions of rows.
#[derive(Clone, Debug, Default)]
struct OrganIndex {
    list: usize,
    places: HashMap<String, usize>,
}

impl OrganIndex {
    fn new(codes: &[CodeList]) -> Self {
        let Some(list) = codes.iter().position(|list| list.name == ORGANS) else { return Self::default() };
        let mut places = HashMap::new();
        let values = &codes[list].values;
        // As in `CodeList::find`: a label wins over a code, a code over an alias.
        for (place, value) in values.iter().enumerate() {
            places.entry(organ_key(&value.label)).or_insert(place);
        }
        for (place, value) in values.iter().enumerate() {
            places.entry(organ_key(&value.code)).or_insert(place);
        }
        for (place, value) in values.iter().enumerate() {
            for alias in &value.aliases {
                places.entry(organ_key(alias)).or_insert(place);
            }
        }
        Self { list, places }
    }
}

fn organ_key(text: &str) -> String {
    canonical_name(text).to_ascii_uppercase()
}

impl Dictionary {
    /// A dictionary of these parts.
    #[must_use]
    pub fn new(tables: Vec<TableDef>, derived: Vec<Derived>, codes: Vec<CodeList>, mappings: Vec<Mapping>) -> Self {
        let organs = OrganIndex::new(&codes);
        Self { tables, derived, codes, mappings, organs }
    }

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

    /// The mapping of this name.
    #[must_use]
    pub fn mapping(&self, name: &str) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.name == name)
    }

    /// The organ that `text` names: by its present or an old name or code, 台 as 臺, in any width. The answer may have been
    /// abolished (`valid_to`), and it may have other duties than the organ of the old name (`note`).
    #[must_use]
    pub fn organ(&self, text: &str) -> Option<&CodeValue> {
        let place = *self.organs.places.get(&organ_key(text))?;
        self.codes.get(self.organs.list)?.values.get(place)
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
