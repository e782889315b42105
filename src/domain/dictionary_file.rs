//! Reads `dictionary.toml` (`contract.md` §6) and refuses one that contradicts itself.

use std::collections::BTreeSet;

use super::{
    Band, CodeList, CodeValue, Derived, Dictionary, Disclosure, Field, FieldType, Formula, IDENTITY, PERSON,
    SNAPSHOT_DATE, TableDef, TextFormat,
};
use crate::source::{Problems, SourceText, Table, did_you_mean, parse_toml};

/// Reads a dictionary; every contradiction is a problem.
pub fn parse_dictionary(source: &SourceText, problems: &Problems) -> Option<Dictionary> {
    let dictionary = parse_toml(source, problems, |root| {
        let mut codes: Vec<CodeList> = root.tables("codes", read_codes).into_iter().flatten().collect();
        let tables = root.tables("table", |table| read_table(table, &mut codes)).into_iter().flatten().collect();
        let derived = root.tables("derived", read_derived).into_iter().flatten().collect();
        let dictionary = Dictionary { tables, derived, codes };
        check(&dictionary, root);
        dictionary
    })?;
    (!problems.has_errors()).then_some(dictionary)
}

fn texts(table: &Table<'_>, key: &str) -> Vec<String> {
    table.strings(key).into_iter().map(|text| text.value).collect()
}

fn read_codes(table: &Table<'_>) -> Option<CodeList> {
    let name = table.required_string("name");
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    let source = table.string("source").map(|text| text.value);
    let verified = table.boolean("verified").is_none_or(|flag| flag.value);
    let ascending = table.boolean("ascending").is_some_and(|flag| flag.value);
    let values = table.tables("values", |value| {
        let code = value.string("code").map(|text| text.value).unwrap_or_default();
        let label = value.required_string("label")?.value;
        Some(CodeValue { code, label, aliases: texts(value, "aliases") })
    });
    let values: Vec<CodeValue> = values.into_iter().flatten().collect();
    Some(CodeList { name: name?.value, definition, source, verified, ascending, values })
}

fn read_table(table: &Table<'_>, codes: &mut Vec<CodeList>) -> Option<TableDef> {
    let name = table.required_string("name");
    let parent = table.string("parent").map(|text| text.value);
    if let Some(key) = table.string("key")
        && key.value != IDENTITY
    {
        table.error("key", key.span, format!("資料表的鍵必須是「{IDENTITY}」"));
    }
    let source = table.string("source").map(|text| text.value).unwrap_or_default();
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    let shown = name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
    let fields: Vec<Field> =
        table.tables("field", |field| read_field(field, &shown, codes)).into_iter().flatten().collect();
    let mut seen = BTreeSet::new();
    for spelling in fields.iter().flat_map(|field| std::iter::once(&field.name).chain(&field.aliases)) {
        if !seen.insert(spelling.clone()) {
            table.error("ambiguous-name", table.span(), format!("資料表「{shown}」裡「{spelling}」指向兩個欄位"));
        }
    }
    if !seen.contains(IDENTITY) {
        table.error("key", table.span(), format!("資料表「{shown}」沒有欄位「{IDENTITY}」"));
    }
    Some(TableDef { name: name?.value, parent, source, definition, fields })
}

fn read_field(table: &Table<'_>, owner: &str, codes: &mut Vec<CodeList>) -> Option<Field> {
    let name = table.required_string("name");
    let kind = read_type(table);
    let disclosure = read_disclosure(table);
    let inline = table.is_array("codes");
    let list = if inline {
        let labels = texts(table, "codes");
        let list_name = format!("{owner}.{}", name.as_ref().map_or("", |name| &name.value));
        let values =
            labels.into_iter().map(|label| CodeValue { code: label.clone(), label, aliases: Vec::new() }).collect();
        codes.push(CodeList {
            name: list_name.clone(),
            definition: String::new(),
            source: None,
            verified: true,
            ascending: false,
            values,
        });
        Some(list_name)
    } else {
        table.string("codes").map(|text| text.value)
    };
    let (aliases, levels) = (texts(table, "aliases"), texts(table, "levels"));
    let text = |key: &str| table.string(key).map(|text| text.value).unwrap_or_default();
    let flag = |key: &str, default: bool| table.boolean(key).map_or(default, |flag| flag.value);
    let (definition, origin) = (text("definition"), text("origin"));
    let (required, sparse, verified) = (flag("required", false), flag("sparse", false), flag("verified", true));
    let format = read_format(table, kind);
    let kind = kind?;
    if (kind == FieldType::Code) != list.is_some() {
        table.error("codes", table.span(), "type = \"code\" 的欄位要有 codes，其他欄位不可有");
    }
    Some(Field {
        name: name?.value,
        aliases,
        kind,
        codes: list,
        format,
        required,
        sparse,
        definition,
        origin,
        disclosure: disclosure?,
        levels,
        verified,
    })
}

fn read_type(table: &Table<'_>) -> Option<FieldType> {
    let text = table.required_string("type")?;
    let kind = FieldType::parse(&text.value);
    if kind.is_none() {
        table.error(
            "unknown-type",
            text.span,
            format!("型別「{}」不是 text、code、integer、decimal、date、bool 之一", text.value),
        );
    }
    kind
}

fn read_format(table: &Table<'_>, kind: Option<FieldType>) -> Option<TextFormat> {
    let text = table.string("format")?;
    let format = TextFormat::parse(&text.value);
    if format.is_none() {
        table.error(
            "unknown-format",
            text.span,
            format!("格式「{}」不是 identity、phone、organ-code、person-name、organ-name 之一", text.value),
        );
    } else if kind.is_some_and(|kind| kind != FieldType::Text) {
        table.error("format", text.span, "只有 type = \"text\" 的欄位可以有 format");
    }
    format
}

fn read_disclosure(table: &Table<'_>) -> Option<Disclosure> {
    let text = table.required_string("disclosure")?;
    let class = Disclosure::parse(&text.value);
    if class.is_none() {
        table.error(
            "unknown-class",
            text.span,
            format!("個資類別「{}」不是 direct、indirect、sensitive、none 之一", text.value),
        );
    }
    class
}

fn read_derived(table: &Table<'_>) -> Option<Derived> {
    let name = table.required_string("name");
    let aliases = texts(table, "aliases");
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    let disclosure = read_disclosure(table);
    let levels = texts(table, "levels");
    let (kind, formula) = if let Some(of) = table.string("band") {
        let breaks = table.array("breaks").map(|array| array.floats()).unwrap_or_default();
        let band = Band::new(breaks.into_iter().map(|at| at.value).collect(), true);
        if band.is_none() {
            table.error("breaks", table.span_of("breaks"), "breaks 要是由小到大的數字");
        }
        let _ = table.has("type");
        (Some(FieldType::Code), Formula::Band { of: of.value, band: band? })
    } else {
        (read_type(table), Formula::Expression(table.required_string("expr")?.value))
    };
    Some(Derived { name: name?.value, aliases, kind: kind?, formula, definition, disclosure: disclosure?, levels })
}

fn check(dictionary: &Dictionary, root: &Table<'_>) {
    let complain = |rule: &str, message: String| root.error(rule, root.span(), message);
    match dictionary.tables.first() {
        Some(first) if first.name == PERSON && first.parent.is_none() => {}
        _ => complain("person-first", format!("第一個資料表必須是「{PERSON}」，而且沒有 parent")),
    }
    let known: BTreeSet<&str> = dictionary
        .tables
        .iter()
        .flat_map(|table| table.fields.iter().map(|field| field.name.as_str()))
        .chain(dictionary.derived.iter().map(|derived| derived.name.as_str()))
        .chain([SNAPSHOT_DATE])
        .collect();
    let unknown = |what: &str, name: &str| {
        let hint = did_you_mean(name, known.iter().copied()).unwrap_or_default();
        complain("unknown-field", format!("{what}「{name}」不存在。{hint}"));
    };
    for table in &dictionary.tables {
        if let Some(parent) = &table.parent
            && parent != PERSON
        {
            complain("parent", format!("資料表「{}」的 parent 只能是「{PERSON}」", table.name));
        }
        for field in &table.fields {
            if let Some(list) = &field.codes
                && dictionary.code_list(list).is_none()
            {
                complain("unknown-codes", format!("欄位「{}」的代碼表「{list}」不存在", field.name));
            }
            field
                .levels
                .iter()
                .filter(|level| !known.contains(level.as_str()))
                .for_each(|level| unknown("上捲層級", level));
        }
    }
    for derived in &dictionary.derived {
        derived
            .levels
            .iter()
            .filter(|level| !known.contains(level.as_str()))
            .for_each(|level| unknown("上捲層級", level));
        if let Formula::Band { of, .. } = &derived.formula
            && !known.contains(of.as_str())
        {
            unknown("分組欄位", of);
        }
    }
    let mut lists = BTreeSet::new();
    for list in &dictionary.codes {
        if !lists.insert(&list.name) {
            complain("duplicate", format!("代碼表「{}」出現兩次", list.name));
        }
        let mut spellings = BTreeSet::new();
        for label in list.labels().filter(|label| !spellings.insert(*label)) {
            complain("duplicate", format!("代碼表「{}」的「{label}」出現兩次", list.name));
        }
    }
}
