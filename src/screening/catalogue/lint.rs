//! What one should know or mend in a catalogue that can be read.

use std::collections::BTreeMap;

use super::contradictions::{contradictions, dead};
use super::{Catalogue, Channel, Entry, EntryMeasure, EntryScope};
use crate::domain::{Dictionary, canonical_name, format_roc};
use crate::source::Problem;

/// What one should know or mend in a catalogue that can be used.
#[must_use]
pub fn lint(catalogue: &Catalogue, dictionary: &Dictionary) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut titles: BTreeMap<(String, String), &Entry> = BTreeMap::new();
    for entry in catalogue.iter() {
        let warn = |rule: &str, message: String| Problem::warning(rule, message).at(entry.location.clone());
        let id = &entry.id;
        if entry.has_figures() && entry.crosses.iter().all(Vec::is_empty) {
            let hint = "寫出同一張表內交叉的欄位，例如 crosses = [[\"性別\", \"官等\"]]";
            found.push(warn("no-crosses", format!("{id} 沒有 crosses，永遠不會涵蓋任何分組")).hint(hint));
        }
        if entry.has_figures() && entry.measures.is_empty() {
            found.push(warn("no-measures", format!("{id} 沒有 measures，永遠不會涵蓋任何查詢")));
        }
        for cross in &entry.crosses {
            if let Some((_, twice)) = cross.iter().enumerate().find(|(at, field)| cross[..*at].contains(field)) {
                found.push(warn("duplicate-field", format!("{id} 的同一組 crosses 裡「{twice}」出現兩次")));
            }
        }
        let fields: Vec<&String> = entry.crosses.iter().flatten().collect();
        for (by, mean) in entry.measures.iter().filter_map(|measure| match measure {
            EntryMeasure::Mean { mean, by, .. } => Some((by, mean)),
            EntryMeasure::Count(_) => None,
        }) {
            if let Some(stray) = by.iter().find(|name| !fields.contains(name)) {
                found.push(warn("stray-field", format!("{id} 的平均{mean}按「{stray}」分，但 crosses 沒有這個欄位")));
            }
        }
        for field in entry.breaks.keys().filter(|field| !fields.contains(field)) {
            found.push(warn("stray-field", format!("{id} 的 breaks 寫了「{field}」，但 crosses 沒有這個欄位")));
        }
        found.extend(contradictions(entry, dictionary));
        found.extend(dead(entry, catalogue));
        if let Some(to) = entry.periods.to {
            let message = format!("{id} 只到{}，之後不再涵蓋新的資料", format_roc(to));
            found.push(warn("ended", message).hint("已有接續的統計時，請另列一項"));
        }
        if entry.channel == Channel::Webhr && entry.scope == EntryScope::National {
            let message = format!("{id} 是 WebHR 功能卻寫 scope = \"national\"；WebHR 只看得到本機關及其所屬");
            found.push(warn("webhr-scope", message).hint("請改為 scope = \"authority\""));
        }
        if entry.channel == Channel::Published && entry.detail {
            let message = format!("{id} 是公布的統計卻寫 detail = true；公布的統計沒有個人名單");
            found.push(warn("published-detail", message));
        }
        let same = titles.insert((canonical_name(&entry.publisher), canonical_name(&entry.title)), entry);
        if let Some(same) = same {
            found.push(warn("duplicate-title", format!("{id} 與 {} 的發布機關和標題相同", same.id)));
        }
        let unsure: Vec<&str> =
            fields.iter().map(|name| name.as_str()).filter(|name| unsure(dictionary, name)).collect();
        if entry.verified && entry.url.is_none() {
            let message = format!("{id} 已查證，但沒有 url，別人無從核對");
            found.push(Problem::note("no-url", message).at(entry.location.clone()));
        }
        if entry.verified && !unsure.is_empty() {
            let message = format!("{id} 已查證，但所用欄位的字典內容尚未查證：{}", unsure.join("、"));
            found.push(Problem::note("unverified-field", message).at(entry.location.clone()));
        }
    }
    let unverified: Vec<&str> =
        catalogue.iter().filter(|entry| !entry.verified).map(|entry| entry.id.as_str()).collect();
    if !unverified.is_empty() {
        let message = format!("{} 項中有 {} 項尚未查證：{}", catalogue.len(), unverified.len(), unverified.join("、"));
        found.push(
            Problem::note("unverified", message).hint("與發布機關的網頁核對後，在該項目寫 verified = true 並補上 url"),
        );
    }
    found
}

fn unsure(dictionary: &Dictionary, name: &str) -> bool {
    dictionary.tables.iter().find_map(|table| table.field(name)).is_some_and(|field| !field.verified)
}
