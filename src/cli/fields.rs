//! `hrstat fields [WORD]`

use serde_json::{Value, json};

use super::context::Context;
use super::error::CommandError;
use super::load;
use super::outcome::Outcome;
use crate::domain::{Derived, Dictionary, Disclosure, Field, FieldType, Formula};
use crate::expr::Function;
use crate::source::did_you_mean;
use crate::ui::{Page, Report};

/// 查資料字典：欄位的定義、代碼、來源與個資類別
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat fields\n  hrstat fields 官等\n  hrstat fields --functions")]
pub(super) struct Args {
    /// 欄位名稱、別名、代碼值或定義裡的字
    #[arg(value_name = "WORD")]
    word: Option<String>,
    /// 列出條件與算式可用的函數
    #[arg(long)]
    functions: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    if args.functions {
        return Ok(Outcome::done(Functions));
    }
    // The dictionary is worth reading before there is a workspace.
    let dictionary = match context.workspace() {
        Ok(workspace) => load::dictionary(&workspace)?,
        Err(error) if context.workspace.is_some() => return Err(error),
        Err(_) => load::built_in_dictionary()?,
    };
    let found = find(&dictionary, args.word.as_deref());
    if found.is_empty() {
        let word = args.word.as_deref().unwrap_or_default();
        let names = dictionary.tables.iter().flat_map(|table| table.fields.iter().map(|field| field.name.as_str()));
        let names = names.chain(dictionary.derived.iter().map(|derived| derived.name.as_str()));
        let hint = did_you_mean(word, names).unwrap_or_default();
        return Err(
            CommandError::refused(format!("資料字典裡找不到「{word}」")).hint(format!("{hint}列出全部：hrstat fields"))
        );
    }
    let detailed = args.word.is_some() && found.len() <= 8;
    Ok(Outcome::done(Found { entries: found, detailed }))
}

struct Entry {
    table: String,
    name: String,
    aliases: Vec<String>,
    kind: FieldType,
    definition: String,
    origin: String,
    class: Disclosure,
    values: Vec<(String, String)>,
    levels: Vec<String>,
    formula: String,
    verified: bool,
}

impl Entry {
    fn of_field(dictionary: &Dictionary, table: &str, field: &Field) -> Self {
        let list = dictionary.codes_of(field);
        Self {
            table: table.to_owned(),
            name: field.name.clone(),
            aliases: field.aliases.clone(),
            kind: field.kind,
            definition: field.definition.clone(),
            origin: field.origin.clone(),
            class: field.disclosure,
            values: list
                .map(|list| list.values.iter().map(|value| (value.code.clone(), value.label.clone())).collect())
                .unwrap_or_default(),
            levels: field.levels.clone(),
            formula: String::new(),
            verified: field.verified && list.is_none_or(|list| list.verified),
        }
    }

    fn of_derived(derived: &Derived) -> Self {
        let (formula, labels) = match &derived.formula {
            Formula::Expression(text) => (text.clone(), Vec::new()),
            Formula::Band { of, band } => (format!("{of}的分組"), band.labels()),
        };
        Self {
            table: "衍生".to_owned(),
            name: derived.name.clone(),
            aliases: derived.aliases.clone(),
            kind: derived.kind,
            definition: derived.definition.clone(),
            origin: String::new(),
            class: derived.disclosure,
            values: labels.into_iter().map(|label| (String::new(), label)).collect(),
            levels: derived.levels.clone(),
            formula,
            verified: true,
        }
    }

    /// How well it answers `word`: 0 its name, 1 an alias, 2 a value, 3 the definition.
    fn rank(&self, word: &str) -> Option<u8> {
        if self.name.contains(word) {
            Some(u8::from(self.name != word))
        } else if self.aliases.iter().any(|alias| alias.contains(word)) {
            Some(2)
        } else if self.values.iter().any(|(code, label)| code == word || label.contains(word)) {
            Some(3)
        } else {
            self.definition.contains(word).then_some(4)
        }
    }
}

fn find(dictionary: &Dictionary, word: Option<&str>) -> Vec<Entry> {
    let fields = dictionary.tables.iter().flat_map(|table| {
        table.fields.iter().map(|field| Entry::of_field(dictionary, &table.name, field)).collect::<Vec<_>>()
    });
    let entries = fields.chain(dictionary.derived.iter().map(Entry::of_derived));
    let Some(word) = word else { return entries.collect() };
    let mut ranked: Vec<(u8, Entry)> = entries.filter_map(|entry| Some((entry.rank(word)?, entry))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    // Somebody who typed a name wants that field, not every definition that mentions it.
    if ranked.iter().any(|(rank, _)| *rank == 0) {
        ranked.retain(|(rank, _)| *rank <= 2);
    }
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

struct Found {
    entries: Vec<Entry>,
    detailed: bool,
}

impl Report for Found {
    fn json(&self) -> Value {
        let entries = self.entries.iter().map(|entry| {
            let values: Vec<Value> =
                entry.values.iter().map(|(code, label)| json!({ "code": code, "label": label })).collect();
            json!({
                "table": entry.table, "name": entry.name, "aliases": entry.aliases, "type": entry.kind,
                "definition": entry.definition, "origin": entry.origin, "disclosure": entry.class, "codes": values,
                "levels": entry.levels, "formula": entry.formula, "verified": entry.verified,
            })
        });
        Value::Array(entries.collect())
    }

    fn human(&self, page: &mut Page) {
        if !self.detailed {
            let rows = self.entries.iter().map(|entry| {
                vec![
                    entry.table.clone(),
                    entry.name.clone(),
                    entry.kind.name().to_owned(),
                    entry.class.name().to_owned(),
                    entry.definition.clone(),
                ]
            });
            page.table(&["資料表", "欄位", "型別", "個資類別", "定義"], rows.collect(), &[]);
            return;
        }
        for (index, entry) in self.entries.iter().enumerate() {
            if index > 0 {
                page.gap();
            }
            page.heading(&format!("{}（{}，{}）", entry.name, entry.table, entry.kind.name()));
            page.entry("定義", &entry.definition);
            for (label, text) in [("算式", &entry.formula), ("來源", &entry.origin)] {
                if !text.is_empty() {
                    page.entry(label, text);
                }
            }
            page.entry("個資類別", entry.class.name());
            for (label, list) in [("別名", &entry.aliases), ("上捲至", &entry.levels)] {
                if !list.is_empty() {
                    page.entry(label, list.join("、"));
                }
            }
            if !entry.values.is_empty() {
                let values: Vec<String> = entry
                    .values
                    .iter()
                    .map(
                        |(code, label)| {
                            if code.is_empty() || code == label { label.clone() } else { format!("{code} {label}") }
                        },
                    )
                    .collect();
                page.entry("值", values.join("、"));
            }
            if !entry.verified {
                page.entry("查證", "尚未查證：定義或代碼沒有可引用的出處");
            }
        }
    }
}

struct Functions;

impl Report for Functions {
    fn json(&self) -> Value {
        let functions = Function::ALL.map(|function| {
            let (usage, words) = function.usage();
            json!({ "name": function.name(), "usage": usage, "definition": words })
        });
        Value::Array(functions.into())
    }

    fn human(&self, page: &mut Page) {
        let rows = Function::ALL.map(|function| {
            let (usage, words) = function.usage();
            vec![usage.to_owned(), words.to_owned()]
        });
        page.table(&["寫法", "說明"], rows.into(), &[]);
    }
}
