//! Values replaced by others: through a mapping of the dictionary, the list above a code list, or the query's own pairs.

use super::Checker;
use super::derive::Made;
use crate::domain::{CodeList, FieldType, Mapping};
use crate::expr::ScopeField;
use crate::query::fields::code_list_of;
use crate::query::plan::{ColumnHow, Otherwise};
use crate::query::spec::Through;
use crate::source::{At, did_you_mean};

/// Old and new values, what becomes of others, and the new values in order.
struct Recoding {
    values: Vec<(String, String)>,
    otherwise: Otherwise,
    labels: Vec<String>,
}

impl Checker<'_> {
    pub(super) fn recode(
        &mut self,
        of: &At<String>,
        through: &Through,
        otherwise: Option<&At<String>>,
    ) -> Option<Made> {
        let field = self.field(of)?;
        if !field.kind.is_text() {
            let message = format!("換碼只能用在代碼或文字欄位，「{}」是{}", field.name, field.kind.name());
            self.error("type-mismatch", of, message, Some("數字分組請用 band，其他請用 expr 與 CASE".to_owned()));
            return None;
        }
        let (recoding, words) = match through {
            Through::Named(name) => {
                if let Some(otherwise) = otherwise {
                    let hint = "請刪去 otherwise；要自訂其餘的值，把 through 寫成對照".to_owned();
                    self.error("recode-otherwise", otherwise, "只有自訂對照才用得到 otherwise", Some(hint));
                }
                (self.through_dictionary(&field, name)?, format!("依「{}」換碼", name.value))
            }
            Through::Inline(pairs) => {
                let recoding = self.through_pairs(&field, pairs, otherwise)?;
                let words: Vec<String> = recoding.values.iter().map(|(old, new)| format!("{old}歸入{new}")).collect();
                (recoding, words.join("、"))
            }
        };
        let rest = match &recoding.otherwise {
            Otherwise::Stays => "其餘不變".to_owned(),
            Otherwise::Becomes(value) => format!("其餘歸入{value}"),
            Otherwise::Null => "其餘為空白".to_owned(),
        };
        let definition = format!("{}{words}，{rest}。", field.name);
        let disclosure = self.disclosure_of(&field.name);
        let how = ColumnHow::Recode { of: field.name, values: recoding.values, otherwise: recoding.otherwise };
        Some((how, FieldType::Code, disclosure, recoding.labels, definition))
    }

    fn through_dictionary(&self, field: &ScopeField, name: &At<String>) -> Option<Recoding> {
        let list = code_list_of(self.dictionary, &self.unit.name, &self.columns, &field.name);
        if let Some(mapping) = self.dictionary.mapping(&name.value) {
            let Some(list) = list.filter(|list| list.name == mapping.from) else {
                let message = format!("「{}」對照的是「{}」，不能用在「{}」", mapping.name, mapping.from, field.name);
                self.error("recode-list", name, message, Some(format!("recode 要是「{}」的代碼欄位", mapping.from)));
                return None;
            };
            return Some(self.through_mapping(mapping, list));
        }
        if let Some(list) = list.filter(|list| list.parent.as_deref() == Some(name.value.as_str())) {
            return Some(self.through_parents(list));
        }
        let mappings = self.dictionary.mappings.iter().map(|mapping| mapping.name.as_str());
        let known: Vec<&str> = mappings.chain(list.and_then(|list| list.parent.as_deref())).collect();
        let hint = did_you_mean(&name.value, known.iter().copied());
        let hint = hint.unwrap_or_else(|| {
            format!("「{}」可用：{}；或自訂 {{ \"舊值\" = \"新值\" }}", field.name, known.join("、"))
        });
        self.error("unknown-mapping", name, format!("沒有對照「{}」", name.value), Some(hint));
        None
    }

    pub(super) fn values_in_order(&self, name: &str) -> Vec<String> {
        let own = self.own_uses.get(name).map(|own| own.values.clone());
        own.or_else(|| self.dictionary.ordered_values(&self.unit.name, name)).unwrap_or_default()
    }

    /// Values of the old list become those of the new one; what is in the new list already, or has no successor, stays.
    fn through_mapping(&self, mapping: &Mapping, list: &CodeList) -> Recoding {
        let pair = |entry: &crate::domain::MappingEntry| Some((entry.old.clone(), entry.new.clone()?));
        let values: Vec<(String, String)> = mapping.entries.iter().filter_map(pair).collect();
        // An old value can have a successor of the same name.
        let replaced = |label: &str| values.iter().any(|(old, new)| old == label && new != label);
        let target = self.dictionary.code_list(&mapping.to).unwrap_or(list);
        let labels = unique(target.labels().chain(list.labels()).filter(|label| !replaced(label)));
        Recoding { values, otherwise: Otherwise::Stays, labels }
    }

    fn through_parents(&self, list: &CodeList) -> Recoding {
        let above = list.parent.as_deref().and_then(|name| self.dictionary.code_list(name));
        let label_of = |parent: &str| {
            let found = above.and_then(|above| above.find(parent));
            found.map_or_else(|| parent.to_owned(), |value| value.label.clone())
        };
        let pair = |value: &crate::domain::CodeValue| Some((value.label.clone(), label_of(value.parent.as_deref()?)));
        let values: Vec<(String, String)> = list.values.iter().filter_map(pair).collect();
        let labels = match above {
            Some(above) => above.labels().map(ToOwned::to_owned).collect(),
            None => unique(values.iter().map(|(_, new)| new.as_str())),
        };
        Recoding { values, otherwise: Otherwise::Null, labels }
    }

    fn through_pairs(
        &self,
        field: &ScopeField,
        pairs: &[(At<String>, At<String>)],
        otherwise: Option<&At<String>>,
    ) -> Option<Recoding> {
        let mut values: Vec<(String, String)> = Vec::new();
        let mut known = true;
        for (old, new) in pairs {
            let label = match field.values.get(&old.value) {
                Some(label) => label.clone(),
                None if field.values.is_empty() => old.value.clone(),
                None => {
                    let hint = did_you_mean(&old.value, field.values.values().map(String::as_str))
                        .unwrap_or_else(|| format!("可用 `hrstat fields {}` 列出它的值。", field.name));
                    let message = format!("「{}」沒有「{}」這個值", field.name, old.value);
                    self.error("unknown-code", old, message, Some(hint));
                    known = false;
                    continue;
                }
            };
            if values.iter().any(|(other, _)| *other == label) {
                let message = format!("「{label}」對照了兩次");
                self.error("duplicate-code", old, message, Some("刪去其中一個".to_owned()));
                known = false;
            }
            values.push((label, new.value.clone()));
        }
        let mut labels = unique(values.iter().map(|(_, new)| new.as_str()));
        let otherwise = otherwise.map(|at| at.value.clone());
        let replaced = |label: &String| values.iter().any(|(old, _)| old == label);
        let stay = || self.values_in_order(&field.name).into_iter().filter(|label| !replaced(label)).collect();
        let rest: Vec<String> = otherwise.clone().map_or_else(stay, |rest| vec![rest]);
        for label in rest {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        let otherwise = otherwise.map_or(Otherwise::Stays, Otherwise::Becomes);
        known.then_some(Recoding { values, otherwise, labels })
    }
}

fn unique<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in values {
        if !seen.iter().any(|known| known == value) {
            seen.push(value.to_owned());
        }
    }
    seen
}
