//! Reads `dictionary.toml` (`contract.md` §6) and the code files that it names, and refuses a dictionary that contradicts
//! itself.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::dictionary_check::{PlacedCodes, PlacedMapping, check};
use super::dictionary_code_file::{read_code_file, read_mapping_file};
use super::dictionary_range::read_range;
use super::{
    Band, CodeList, CodeValue, Derived, Dictionary, Disclosure, Field, FieldType, Formula, IDENTITY, Mapping, TableDef,
    TextFormat, built_in_code_file, parse_date,
};
use crate::source::{Problems, SourceText, Table, parse_toml};

/// Gives the text of the code file of this name, where there is one.
type Files<'a> = &'a dyn Fn(&str) -> Option<SourceText>;

/// Reads a dictionary with the built-in code files; every contradiction is a problem.
pub fn parse_dictionary(source: &SourceText, problems: &Problems) -> Option<Dictionary> {
    parse_dictionary_with(source, &built_in_code_file, problems)
}

/// Reads a dictionary; `files` gives the code files that it names. Every contradiction is a problem.
pub fn parse_dictionary_with(source: &SourceText, files: Files<'_>, problems: &Problems) -> Option<Dictionary> {
    let dictionary = parse_toml(source, problems, |root| {
        let mut codes: Vec<PlacedCodes> =
            root.tables("codes", |table| read_codes(table, files)).into_iter().flatten().collect();
        let mappings: Vec<PlacedMapping> =
            root.tables("mapping", |table| read_mapping(table, files)).into_iter().flatten().collect();
        let mut inline = Vec::new();
        let tables = root.tables("table", |table| read_table(table, &mut inline)).into_iter().flatten().collect();
        let derived = root.tables("derived", read_derived).into_iter().flatten().collect();
        codes.extend(inline.into_iter().map(PlacedCodes::without_places));
        check(tables, derived, codes, mappings, root)
    })?;
    (!problems.has_errors()).then_some(dictionary)
}

fn texts(table: &Table<'_>, key: &str) -> Vec<String> {
    table.strings(key).into_iter().map(|text| text.value).collect()
}

/// The text of the file that `table` names under `file`.
fn read_file(table: &Table<'_>, files: Files<'_>) -> Option<SourceText> {
    let name = table.string("file")?;
    // The name leads below the dictionary's own folder, and nowhere else.
    if !Path::new(&name.value).components().all(|part| matches!(part, Component::Normal(_))) {
        table.error("code-file", name.span, format!("「{}」要是資料字典旁邊的檔案，例如 codes/職系.csv", name.value));
        return None;
    }
    let source = files(&name.value);
    if source.is_none() {
        table.error("code-file", name.span, format!("找不到代碼檔「{}」", name.value));
    }
    source
}

fn read_codes(table: &Table<'_>, files: Files<'_>) -> Option<PlacedCodes> {
    let name = table.required_string("name");
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    let source = table.string("source").map(|text| text.value);
    let verified = table.boolean("verified").is_none_or(|flag| flag.value);
    let ascending = table.boolean("ascending").is_some_and(|flag| flag.value);
    let parent = table.string("parent").map(|text| text.value);
    let values = table.tables("values", |value| read_value(value, verified));
    let values: Vec<CodeValue> = values.into_iter().flatten().collect();
    let mut list = CodeList { name: name?.value, definition, source, verified, ascending, parent, values };
    if !table.has("file") {
        return Some(PlacedCodes::without_places(list));
    }
    if !list.values.is_empty() {
        table.error("code-file", table.span_of("file"), "file 與 values 只能擇一");
        return None;
    }
    let file = read_file(table, files)?;
    let (values, spans) = read_code_file(&file, verified, table.problems());
    list.values = values;
    Some(PlacedCodes { list, places: Some((file, spans)) })
}

fn read_value(table: &Table<'_>, verified: bool) -> Option<CodeValue> {
    let text = |key: &str| table.string(key).map(|text| text.value);
    let day = |key: &str| {
        let text = table.date_text(key)?;
        let date = parse_date(&text.value).ok();
        if date.is_none() {
            table.error("date", text.span, format!("讀不懂日期「{}」", text.value));
        }
        date
    };
    let (code, aliases, parent) = (text("code"), texts(table, "aliases"), text("parent"));
    let (valid_from, valid_to, note) = (day("valid_from"), day("valid_to"), text("note").unwrap_or_default());
    let verified = table.boolean("verified").map_or(verified, |flag| flag.value);
    let label = table.required_string("label")?.value;
    let code = code.filter(|code| !code.is_empty()).unwrap_or_else(|| label.clone());
    Some(CodeValue { code, label, aliases, parent, valid_from, valid_to, verified, note })
}

fn read_mapping(table: &Table<'_>, files: Files<'_>) -> Option<PlacedMapping> {
    let (name, from, to) = (table.required_string("name"), table.required_string("from"), table.required_string("to"));
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    let source = table.string("source").map(|text| text.value);
    let verified = table.boolean("verified").is_none_or(|flag| flag.value);
    if !table.has("file") {
        table.missing("file");
    }
    let file = read_file(table, files)?;
    let (entries, spans) = read_mapping_file(&file, verified, table.problems());
    let mapping =
        Mapping { name: name?.value, definition, source, verified, from: from?.value, to: to?.value, entries };
    Some(PlacedMapping { mapping, file, spans })
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
        let values = labels.into_iter().map(|label| CodeValue::new(label.clone(), label, Vec::new(), true)).collect();
        codes.push(CodeList {
            name: list_name.clone(),
            definition: String::new(),
            source: None,
            verified: true,
            ascending: false,
            parent: None,
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
    let range = read_range(table, kind);
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
        range,
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

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str = r#"
        [[table]]
        name = "人員"
        [[table.field]]
        name = "身分證統一編號"
        type = "text"
        disclosure = "direct"
    "#;

    /// The problems of a dictionary of these lists, with `甲.csv` beside it.
    fn problems(lists: &str, file: &str) -> Vec<String> {
        let problems = Problems::new();
        let files = |name: &str| (name == "codes/甲.csv").then(|| SourceText::new(name, file));
        let source = SourceText::new("dictionary.toml", format!("{lists}{PERSON}"));
        let read = parse_dictionary_with(&source, &files, &problems);
        let problems = problems.into_sorted();
        assert_eq!(read.is_some(), problems.is_empty());
        problems.iter().map(|found| format!("{} {}", found.rule, found.location.as_ref().unwrap())).collect()
    }

    const LISTS: &str = "[[codes]]\nname = \"上\"\nvalues = [{ label = \"A\" }, { label = \"B\" }]\n\
                         [[codes]]\nname = \"甲\"\nparent = \"上\"\nfile = \"codes/甲.csv\"\n";

    #[test]
    fn parents_are_looked_up_in_the_parent_list_and_missed_in_their_cell() {
        assert_eq!(problems(LISTS, "label,parent\n一,A\n二,\n"), Vec::<String>::new());
        assert_eq!(problems(LISTS, "label,parent\n一,A\n二,C\n"), ["unknown-parent codes/甲.csv:3:3"]);
        let alone = LISTS.replace("parent = \"上\"\n", "");
        assert_eq!(problems(&alone, "label,parent\n一,A\n"), ["unknown-parent codes/甲.csv:2:3"]);
    }

    /// A dictionary comes from elsewhere too; it opens nothing but what lies beside it.
    #[test]
    fn a_code_file_lies_beside_the_dictionary() {
        for name in ["/etc/passwd", "../甲.csv", "codes/../../甲.csv"] {
            let lists = format!("[[codes]]\nname = \"甲\"\nfile = \"{name}\"\n");
            assert_eq!(problems(&lists, "label\n"), ["code-file dictionary.toml:3:8"], "{name}");
        }
        let lists = "[[codes]]\nname = \"甲\"\nfile = \"codes/乙.csv\"\n";
        assert_eq!(problems(lists, "label\n"), ["code-file dictionary.toml:3:8"]);
        let both = "[[codes]]\nname = \"甲\"\nvalues = [{ label = \"A\" }]\nfile = \"codes/甲.csv\"\n";
        assert_eq!(problems(both, "label\n"), ["code-file dictionary.toml:4:8"]);
    }

    #[test]
    fn both_ends_of_a_mapping_are_in_their_lists() {
        let lists = "[[codes]]\nname = \"上\"\nvalues = [{ label = \"A\" }, { label = \"B\" }]\n\
                     [[mapping]]\nname = \"對\"\nfrom = \"上\"\nto = \"上\"\nfile = \"codes/甲.csv\"\n";
        assert_eq!(problems(lists, "old,new,note\nA,B,\nB,,對照未查得\n"), Vec::<String>::new());
        let expected = ["mapping codes/甲.csv:2:3", "mapping codes/甲.csv:3:3", "mapping codes/甲.csv:4:1"];
        assert_eq!(problems(lists, "old,new,note\nA,C,\nB,,\nD,A,\n"), expected);
    }

    #[test]
    fn a_format_is_known_and_of_a_text() {
        let field = |kind: &str, format: &str| {
            format!(
                "{PERSON}[[table.field]]\nname = \"甲\"\ntype = \"{kind}\"\nformat = \"{format}\"\n\
                 disclosure = \"none\"\nsparse = true\n"
            )
        };
        let read = |text: String| {
            let problems = Problems::new();
            let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", text), &problems);
            let rules = problems.into_sorted().into_iter().map(|problem| problem.rule).collect::<Vec<_>>();
            (dictionary.map(|read| (read.tables[0].fields[1].format, read.tables[0].fields[1].sparse)), rules)
        };
        assert_eq!(read(field("text", "organ-code")), (Some((Some(TextFormat::OrganCode), true)), Vec::new()));
        assert_eq!(read(field("text", "fax")), (None, vec!["unknown-format".to_owned()]));
        assert_eq!(read(field("date", "phone")), (None, vec!["format".to_owned()]));
    }
}
