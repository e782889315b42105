//! `hrstat fields [WORD]`

mod code_table;
mod entry;
mod field_entry;
mod fill;
mod functions;
mod search;
mod value_entry;

use serde_json::Value;

use self::code_table::CodeTable;
use self::entry::Entry;
use self::functions::Functions;
use super::context::Context;
use super::error::CommandError;
use super::load;
use super::outcome::Outcome;
use crate::domain::Dictionary;
use crate::source::did_you_mean;
use crate::ui::{Page, Report};

/// Up to this many finds are explained; more are listed.
const EXPLAINED: usize = 8;

/// 查資料字典：欄位的定義、代碼、來源與個資類別
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat fields\n  hrstat fields 官等\n  hrstat fields 一般行政\n  hrstat fields --codes 職系\n  \
                  hrstat fields --functions"
)]
pub(super) struct Args {
    /// 欄位名稱、別名、代碼值（代碼、名稱或舊名）或定義裡的字
    #[arg(value_name = "WORD")]
    word: Option<String>,
    /// 列出一份代碼表或新舊對照表的全部內容
    #[arg(long, value_name = "NAME", conflicts_with = "word")]
    codes: Option<String>,
    /// 寫成代碼檔的格式；存成工作區的 codes/NAME.csv 就會取代內建的那一份
    #[arg(long, requires = "codes")]
    csv: bool,
    /// 列出條件與算式可用的函數
    #[arg(long, conflicts_with_all = ["word", "codes"])]
    functions: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    if args.functions {
        return Ok(Outcome::done(Functions));
    }
    let dictionary = load::dictionary_at_hand(context)?;
    if let Some(name) = &args.codes {
        let table = CodeTable::find(&dictionary, name).ok_or_else(|| no_such_list(&dictionary, name))?;
        return Ok(Outcome::done(if args.csv { table.into_file() } else { table }));
    }
    let found = match args.word.as_deref().map(str::trim).filter(|word| !word.is_empty()) {
        Some(word) => search::find(&dictionary, word),
        None => search::all_fields(&dictionary),
    };
    if found.is_empty() {
        return Err(no_such_word(&dictionary, args.word.as_deref().unwrap_or_default()));
    }
    let explained = args.word.is_some() && found.len() <= EXPLAINED;
    Ok(Outcome::done(Found { entries: found, explained }))
}

fn no_such_list(dictionary: &Dictionary, name: &str) -> CommandError {
    let names = dictionary.codes.iter().map(|list| list.name.as_str());
    let names: Vec<&str> = names.chain(dictionary.mappings.iter().map(|mapping| mapping.name.as_str())).collect();
    let hint = did_you_mean(name, names.iter().copied()).unwrap_or_default();
    CommandError::refused(format!("沒有「{name}」這份代碼表")).hint(format!("{hint}代碼表有：{}", names.join("、")))
}

fn no_such_word(dictionary: &Dictionary, word: &str) -> CommandError {
    let names = dictionary.tables.iter().flat_map(|table| table.fields.iter().map(|field| field.name.as_str()));
    let names = names.chain(dictionary.derived.iter().map(|derived| derived.name.as_str()));
    let labels = dictionary.codes.iter().flat_map(crate::domain::CodeList::labels);
    let hint = did_you_mean(word, names.chain(labels)).unwrap_or_default();
    CommandError::refused(format!("資料字典裡找不到「{word}」")).hint(format!("{hint}列出全部：hrstat fields"))
}

struct Found {
    entries: Vec<Entry>,
    explained: bool,
}

impl Report for Found {
    fn json(&self) -> Value {
        self.entries.iter().map(Entry::json).collect()
    }

    fn human(&self, page: &mut Page) {
        if self.explained {
            for (index, entry) in self.entries.iter().enumerate() {
                if index > 0 {
                    page.gap();
                }
                entry.explain(page);
            }
            return;
        }
        let fields: Vec<_> = self.entries.iter().filter_map(Entry::field_row).collect();
        let values: Vec<_> = self.entries.iter().filter_map(Entry::value_row).collect();
        if !fields.is_empty() {
            page.table(&["資料表", "欄位", "型別", "個資類別", "定義"], fields, &[]);
        }
        if !values.is_empty() {
            if self.entries.len() > values.len() {
                page.gap();
            }
            page.table(&["代碼表", "代碼", "值", "使用期間", "說明"], values, &[]);
        }
    }
}
