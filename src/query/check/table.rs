//! Crosstabs: axes, totals, the order of measures.

use std::collections::BTreeMap;

use super::Checker;
use crate::domain::{AUTHORITY, FieldType, SNAPSHOT_DATE};
use crate::expr::{Scope, ScopeField};
use crate::query::plan::{CrossTab, Labels, Measure, MeasureKind, ShareBase};
use crate::query::spec::{MeasureHow, TableSpec};
use crate::source::At;

impl Checker<'_> {
    pub(super) fn table(&mut self, spec: &TableSpec) -> CrossTab {
        let condition = spec.condition.as_ref().and_then(|text| self.condition(text));
        let mut axis = |names: &[At<String>]| -> Vec<String> {
            names.iter().filter_map(|name| self.field(name).map(|field| field.name)).collect()
        };
        let (rows, mut columns) = (axis(&spec.rows), axis(&spec.columns));
        if self.several_snapshots && !rows.iter().chain(&columns).any(|name| name == SNAPSHOT_DATE) {
            columns.insert(0, SNAPSHOT_DATE.to_owned());
        }
        let written: Vec<&At<String>> = spec.rows.iter().chain(&spec.columns).collect();
        let resolved: Vec<&str> =
            written.iter().filter_map(|name| Some(self.scope.find(&name.value)?.name.as_str())).collect();
        for (index, name) in resolved.iter().enumerate() {
            // What could not be resolved is reported already, and then the two lists do not run side by side.
            if resolved[..index].contains(name) && resolved.len() == written.len() {
                let hint = "同一個欄位要再分一次，先用 [[derive]] 另取名稱".to_owned();
                self.error("duplicate-field", written[index], format!("「{name}」在同一張表裡用了兩次"), Some(hint));
            }
        }
        let complete = self.complete(spec, rows.iter().chain(&columns));
        let over_time = self.several_snapshots;
        let mut measures: Vec<Measure> = Vec::new();
        // The measures so far, for the expressions of later ones.
        let mut earlier = Scope::new();
        for measure in &spec.measures {
            let kind = self.measure(measure, &measures, &earlier);
            let window_ends = self.window(measure, kind.as_ref());
            if over_time && let Some((MeasureKind::Share(_, base), _)) = &kind {
                let across =
                    if columns.iter().any(|name| name == SNAPSHOT_DATE) { ShareBase::Row } else { ShareBase::Column };
                if *base == across || *base == ShareBase::Total {
                    let message = "多個資料截止日的人數不能相加，這個占比沒有意義";
                    let hint = "改用另一個方向的 of，或分成幾個查詢".to_owned();
                    self.error("share-over-time", &measure.name, message, Some(hint));
                }
            }
            if measures.iter().any(|other| other.name == measure.name.value) {
                let message = format!("量數「{}」出現兩次", measure.name.value);
                self.error("duplicate-measure", &measure.name, message, Some("其中一個請換名稱".to_owned()));
            }
            // A measure that could not be read is still named, so that its uses are not reported a second time.
            let (kind, values) = kind.unwrap_or((MeasureKind::Persons, FieldType::Integer));
            let percent = matches!(
                &measure.how,
                MeasureHow::Ratio { percent: true, .. }
                    | MeasureHow::Share { .. }
                    | MeasureHow::Formula { percent: true, .. }
            );
            let decimals = measure.decimals.unwrap_or(if values == FieldType::Decimal { 2 } else { 0 });
            let name = measure.name.value.clone();
            earlier.add(ScopeField { name: name.clone(), kind: values, values: BTreeMap::new() });
            measures.push(Measure { name, kind, values, decimals, percent, window_ends });
        }
        CrossTab {
            title: self.title(&spec.title),
            rows,
            columns,
            condition,
            complete,
            measures,
            totals: spec.totals,
            subtotals: spec.subtotals,
            over_time,
            direct_fields: Vec::new(),
            labels: Labels::Telling,
        }
    }

    /// The fields of which every value is to appear: each is on an axis, and its values are known.
    fn complete<'a>(&mut self, spec: &TableSpec, axes: impl Iterator<Item = &'a String>) -> Vec<String> {
        let axes: Vec<&String> = axes.collect();
        let mut complete = Vec::new();
        for name in &spec.complete {
            let Some(field) = self.field(name) else { continue };
            if !axes.contains(&&field.name) {
                let message = format!("「{}」不是這張表的 rows 或 columns，不能補齊", field.name);
                self.error("complete-axis", name, message, Some("complete 只列 rows 或 columns 裡的欄位".to_owned()));
                continue;
            }
            // The official order of the authorities is known when the query is run.
            if field.values.is_empty() && field.kind != FieldType::Bool && field.name != AUTHORITY {
                let message = format!("「{}」沒有代碼表，不知道要補齊哪些值", field.name);
                let hint = "代碼欄位、分組和主管機關才能補齊；數字可先用 [[derive]] band 分組".to_owned();
                self.error("complete-values", name, message, Some(hint));
                continue;
            }
            complete.push(field.name);
        }
        complete
    }
}
