//! Crosstabs: axes and measures.

use super::Checker;
use crate::domain::SNAPSHOT_DATE;
use crate::query::plan::{CrossTab, Measure, MeasureKind, ShareBase, Statistic};
use crate::query::spec::{MeasureHow, MeasureSpec, TableSpec};
use crate::source::{At, did_you_mean};

impl Checker<'_> {
    pub(super) fn table(&mut self, spec: &TableSpec) -> CrossTab {
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
                self.error("duplicate-field", written[index], format!("「{name}」在同一張表裡用了兩次"), None);
            }
        }
        let over_time = self.several_snapshots;
        let mut measures: Vec<Measure> = Vec::new();
        for measure in &spec.measures {
            let kind = self.measure(measure, &measures);
            if over_time && let Some(MeasureKind::Share(_, base)) = &kind {
                let across =
                    if columns.iter().any(|name| name == SNAPSHOT_DATE) { ShareBase::Row } else { ShareBase::Column };
                if *base == across || *base == ShareBase::Total {
                    let message = "多個資料截止日的人數不能相加，這個占比沒有意義";
                    let hint = "改用另一個方向的 of，或分成幾個查詢".to_owned();
                    self.error("share-over-time", &measure.name, message, Some(hint));
                }
            }
            if measures.iter().any(|other| other.name == measure.name.value) {
                self.error("duplicate-measure", &measure.name, format!("量數「{}」出現兩次", measure.name.value), None);
            }
            // A measure that could not be read is still named, so that its uses are not reported a second time.
            let kind = kind.unwrap_or(MeasureKind::Persons);
            let percent = matches!(&measure.how, MeasureHow::Ratio { percent: true, .. } | MeasureHow::Share { .. });
            let decimals = measure.decimals.unwrap_or(match &kind {
                MeasureKind::Statistic(Statistic::Mean | Statistic::Median | Statistic::Quantile(_), _)
                | MeasureKind::Ratio(..)
                | MeasureKind::Share(..) => 2,
                _ => 0,
            });
            measures.push(Measure { name: measure.name.value.clone(), kind, decimals, percent });
        }
        CrossTab {
            title: spec.title.clone(),
            rows,
            columns,
            measures,
            totals: spec.totals,
            over_time,
            direct_fields: Vec::new(),
        }
    }

    fn measure(&mut self, spec: &MeasureSpec, before: &[Measure]) -> Option<MeasureKind> {
        let names: Vec<&str> = before.iter().map(|measure| measure.name.as_str()).collect();
        let earlier = |checker: &Self, name: &At<String>| {
            let index = before.iter().position(|measure| measure.name == name.value);
            if index.is_none() {
                let hint = did_you_mean(&name.value, names.iter().copied());
                let hint = hint.unwrap_or_else(|| "要先在同一張表的 measures 裡、這個量數之前定義它".to_owned());
                checker.error("unknown-measure", name, format!("前面沒有量數「{}」", name.value), Some(hint));
            }
            index
        };
        match &spec.how {
            MeasureHow::Named => match spec.name.value.as_str() {
                "人數" => Some(MeasureKind::Persons),
                "件數" | "人次" | "筆數" => Some(MeasureKind::Rows),
                other => {
                    let hint = "可用「人數」「件數」，或 { name = \"…\", count = \"條件\" } 這類寫法".to_owned();
                    self.error("unknown-measure", &spec.name, format!("沒有量數「{other}」"), Some(hint));
                    None
                }
            },
            MeasureHow::Count(text) => Some(MeasureKind::CountIf(self.condition(text)?)),
            MeasureHow::Ratio { parts, .. } => {
                let (numerator, denominator) = (earlier(self, &parts[0]), earlier(self, &parts[1]));
                Some(MeasureKind::Ratio(numerator?, denominator?))
            }
            MeasureHow::Statistic { statistic, of, at } => {
                let statistic = match *statistic {
                    "mean" => Statistic::Mean,
                    "median" => Statistic::Median,
                    "sum" => Statistic::Sum,
                    "min" => Statistic::Min,
                    "max" => Statistic::Max,
                    _ => match at {
                        Some(q) if (0.0..=1.0).contains(&q.value) => Statistic::Quantile(q.value),
                        _ => {
                            self.error(
                                "quantile",
                                &spec.name,
                                "quantile 要有 q，介於 0 與 1 之間",
                                Some("例如 q = 0.9".to_owned()),
                            );
                            return None;
                        }
                    },
                };
                if at.is_some() && !matches!(statistic, Statistic::Quantile(_)) {
                    self.error("quantile", &spec.name, "只有 quantile 用得到 q", None);
                }
                Some(MeasureKind::Statistic(statistic, self.number(of, "統計量")?))
            }
            MeasureHow::Share { of, base } => {
                let index = earlier(self, of);
                let base = match base.value.as_str() {
                    "row" => ShareBase::Row,
                    "column" => ShareBase::Column,
                    "total" => ShareBase::Total,
                    other => {
                        self.error(
                            "unknown-base",
                            base,
                            format!("of 沒有「{other}」"),
                            Some("可用 row、column、total".to_owned()),
                        );
                        return None;
                    }
                };
                let index = index?;
                if !matches!(before[index].kind, MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_)) {
                    self.error("share", of, format!("占比只能用在人數這類可加總的量數，「{}」不是", of.value), None);
                    return None;
                }
                Some(MeasureKind::Share(index, base))
            }
        }
    }
}
