//! What an import tells of its files: what somebody should know of those that were read, and what was rejected, masked.

use std::collections::{BTreeMap, BTreeSet};

use super::FileCount;
use super::pieces::TableRows;
use crate::dataset::rejected::{Rejected, rule_in_words};
use crate::domain::{Dictionary, PERSON};
use crate::source::{Location, Problem, big5_code};

/// How many rejected rows of a file are shown where there are too many.
const SHOWN_REJECTIONS: usize = 10;

/// What somebody should know of a file.
pub(super) fn notes(file: &str, read: &TableRows) -> Vec<Problem> {
    let mut notes = read.notes.clone();
    notes.extend(read.tally.organs.problems(file));
    if let Some((count, line)) = read.tally.bad_identities {
        let message = format!("{file} 有 {count} 列的身分證號檢查碼不符，已照收");
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let place = Location::Text { file: file.to_owned(), line, column: 1, width: 1, excerpt: String::new() };
        notes.push(
            Problem::warning("identity-checksum", message)
                .at(place)
                .hint("要退回這些列，請在 hrstat.toml 設 [import] bad_identity = \"reject\"，移走這份快照再匯入"),
        );
    }
    if !read.tally.unmapped.is_empty() {
        notes.push(
            Problem::warning(
                "user-defined-character",
                format!("{file} 有造字沒有對照：{}", codes(&read.tally.unmapped)),
            )
            .at(Location::File { file: file.to_owned() })
            .hint("這些字以私用區字元載入；在工作區的 造字對照表.csv 補上後，移走這份快照再匯入"),
        );
    }
    notes
}

fn codes(characters: &BTreeSet<char>) -> String {
    const SHOWN: usize = 20;
    let code = |c: &char| {
        let unicode = format!("U+{:04X}", u32::from(*c));
        big5_code(*c).map_or(unicode.clone(), |code| format!("{code:04X}（{unicode}）"))
    };
    let mut shown: Vec<String> = characters.iter().take(SHOWN).map(code).collect();
    if characters.len() > SHOWN {
        shown.push(format!("等 {} 字", characters.len()));
    }
    shown.join("、")
}

/// What was rejected, masked: of each file that is over the limit, and of 人員, on which the others hang.
pub(super) fn shown_rejections(dictionary: &Dictionary, over: &[FileCount], rejected: &[Rejected]) -> Vec<Problem> {
    let is_over = |file: &str| over.iter().any(|count| count.file == file);
    let of_person = |file: &str| file.rsplit_once('.').is_some_and(|(table, _)| table == PERSON);
    let mut files: Vec<&str> = rejected.iter().map(|row| row.file.as_str()).collect();
    files.dedup();
    let mut problems = Vec::new();
    for file in files.into_iter().filter(|file| is_over(file) || of_person(file)) {
        let table = dictionary.tables.iter().find(|table| file.starts_with(&format!("{}.", table.name)));
        let rows: Vec<&Rejected> = rejected.iter().filter(|row| row.file == file).collect();
        let first = rows.iter().take(SHOWN_REJECTIONS);
        problems.extend(first.map(|row| row.as_problem(table.and_then(|table| table.field(&row.field)))));
        if rows.len() > SHOWN_REJECTIONS {
            problems.push(summary(file, &rows));
        }
    }
    problems
}

/// How many rows of a file broke which rule, and where the first is.
fn summary(file: &str, rows: &[&Rejected]) -> Problem {
    let mut rules: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for row in rows {
        rules.entry(&row.rule).and_modify(|(count, _)| *count += 1).or_insert((1, row.line));
    }
    let words = rules
        .into_iter()
        .map(|(rule, (count, line))| format!("{}（{rule}）{count} 列，第一列在第 {line} 行", rule_in_words(rule)));
    let message = format!("{file} 共退件 {} 列：{}", rows.len(), words.collect::<Vec<_>>().join("；"));
    Problem::note("rejected-rows", message)
        .at(Location::File { file: file.to_owned() })
        .hint("完整清單：加上 --rejected 檔名，另存成只有本人可讀的 CSV")
}
