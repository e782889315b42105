//! Measures: what each one counts or computes, and the type of its values.

use super::Checker;
use crate::domain::FieldType;
use crate::expr::{self, Checked, Expr, Scope};
use crate::query::plan::{Measure, MeasureKind, ShareBase, Statistic};
use crate::query::spec::{MeasureHow, MeasureSpec};
use crate::source::{At, did_you_mean};

impl Checker<'_> {
    /// The day on which the observation of a row is over.
    pub(super) fn window(&mut self, spec: &MeasureSpec, kind: Option<&(MeasureKind, FieldType)>) -> Option<Expr> {
        let text = spec.window_ends.as_ref()?;
        let (checked, kind_of_end) = self.typed(text)?;
        if kind_of_end != FieldType::Date {
            let message = format!("window_ends 要是日期，這裡是{}", kind_of_end.name());
            let hint = "例如 window_ends = \"ADD_YEARS(初任公職日, 1)\"".to_owned();
            self.error("type-mismatch", text, message, Some(hint));
            return None;
        }
        if kind.is_some_and(|(kind, _)| !kind.is_direct()) {
            let message = "window_ends 只能寫在直接計算的量數；由它算出的比率會自動跟著標示";
            self.error("window-of-derived", text, message, Some("請寫在分子或分母的量數".to_owned()));
            return None;
        }
        Some(checked)
    }

    /// What a measure measures, and the type of its values.
    pub(super) fn measure(
        &mut self,
        spec: &MeasureSpec,
        before: &[Measure],
        scope: &Scope,
    ) -> Option<(MeasureKind, FieldType)> {
        match &spec.how {
            MeasureHow::Named => self.named_measure(&spec.name).map(|kind| (kind, FieldType::Integer)),
            MeasureHow::Count(text) => Some((MeasureKind::CountIf(self.condition(text)?), FieldType::Integer)),
            MeasureHow::Rows(text) => Some((MeasureKind::RowsIf(self.condition(text)?), FieldType::Integer)),
            MeasureHow::Ratio { parts, .. } => {
                let (numerator, denominator) = (self.earlier(&parts[0], before), self.earlier(&parts[1], before));
                for part in parts {
                    self.numeric_measure(part, scope);
                }
                Some((MeasureKind::Ratio(numerator?, denominator?), FieldType::Decimal))
            }
            MeasureHow::Formula { text, .. } => self.formula(text, scope),
            MeasureHow::Statistic { statistic, of, at } => self.statistic(&spec.name, statistic, of, at.as_ref()),
            MeasureHow::Share { of, base } => {
                let index = self.earlier(of, before);
                let base = self.base(base)?;
                let index = index?;
                let counts = |kind: &MeasureKind| {
                    matches!(
                        kind,
                        MeasureKind::Persons | MeasureKind::Rows | MeasureKind::CountIf(_) | MeasureKind::RowsIf(_)
                    )
                };
                if !counts(&before[index].kind) {
                    let message = format!("占比只能用在人數這類可加總的量數，「{}」不是", of.value);
                    self.error("share", of, message, Some("平均數、比率沒有占比；請改用人數或件數".to_owned()));
                    return None;
                }
                Some((MeasureKind::Share(index, base), FieldType::Decimal))
            }
        }
    }

    fn named_measure(&self, name: &At<String>) -> Option<MeasureKind> {
        match name.value.as_str() {
            "人數" => Some(MeasureKind::Persons),
            "件數" | "人次" | "筆數" => Some(MeasureKind::Rows),
            other => {
                let hint = "可用「人數」「件數」，或 { name = \"…\", count = \"條件\" } 這類寫法".to_owned();
                self.error("unknown-measure", name, format!("沒有量數「{other}」"), Some(hint));
                None
            }
        }
    }

    /// The measure of this name before the present one.
    fn earlier(&self, name: &At<String>, before: &[Measure]) -> Option<usize> {
        let index = before.iter().position(|measure| measure.name == name.value);
        if index.is_none() {
            let hint = did_you_mean(&name.value, before.iter().map(|measure| measure.name.as_str()));
            let hint = format!("{}要先在同一張表的 measures 裡、這個量數之前定義它", hint.unwrap_or_default());
            self.error("unknown-measure", name, format!("前面沒有量數「{}」", name.value), Some(hint));
        }
        index
    }

    fn numeric_measure(&self, name: &At<String>, scope: &Scope) {
        if let Some(measure) = scope.find(&name.value).filter(|measure| !measure.kind.is_number()) {
            let message = format!("「{}」是{}，不能相除", name.value, measure.kind.name());
            self.error("type-mismatch", name, message, Some("ratio 的分子、分母都要是數字".to_owned()));
        }
    }

    /// An expression over the measures before it.
    fn formula(&self, text: &At<String>, scope: &Scope) -> Option<(MeasureKind, FieldType)> {
        let checked = expr::parse_with(&text.value, &self.parameters).and_then(|parsed| expr::check(&parsed, scope));
        match checked {
            Ok(Checked { expr, .. }) if expr.fields().is_empty() => {
                let hint = "例如 (期初人數 + 期末人數) / 2；固定的文字請寫在標題".to_owned();
                self.error("formula-of-nothing", text, "這個算式沒有用到任何量數", Some(hint));
                None
            }
            Ok(Checked { expr, kind: Some(kind) }) => Some((MeasureKind::Formula(expr), kind)),
            Ok(Checked { kind: None, .. }) => {
                self.error("no-type", text, "這個算式永遠是空白", Some("例如 (期初人數 + 期末人數) / 2".to_owned()));
                None
            }
            Err(mut faults) => {
                for fault in faults.iter_mut().filter(|fault| fault.rule == "unknown-field") {
                    let name = text.value.get(fault.span.start..fault.span.end).unwrap_or_default();
                    fault.rule = "unknown-measure";
                    fault.message = format!("前面沒有量數「{name}」");
                    fault.hint = Some("量數的算式只能用同一張表裡、在它之前的量數".to_owned());
                }
                self.report(faults, text);
                None
            }
        }
    }

    fn statistic(
        &mut self,
        name: &At<String>,
        statistic: &str,
        of: &At<String>,
        at: Option<&At<f64>>,
    ) -> Option<(MeasureKind, FieldType)> {
        let statistic = match statistic {
            "mean" => Statistic::Mean,
            "median" => Statistic::Median,
            "sum" => Statistic::Sum,
            "min" => Statistic::Min,
            "max" => Statistic::Max,
            "std" => Statistic::Std,
            _ => match at {
                Some(q) if (0.0..=1.0).contains(&q.value) => Statistic::Quantile(q.value),
                _ => {
                    let hint = Some("例如 q = 0.9".to_owned());
                    self.error("quantile", name, "quantile 要有 q，介於 0 與 1 之間", hint);
                    return None;
                }
            },
        };
        if at.is_some() && !matches!(statistic, Statistic::Quantile(_)) {
            self.error("quantile", name, "只有 quantile 用得到 q", Some("刪去 q，或改用 quantile".to_owned()));
        }
        let extreme = matches!(statistic, Statistic::Min | Statistic::Max);
        if extreme && let Some(field) = self.scope.find(&of.value).filter(|field| field.kind == FieldType::Date) {
            let name = field.name.clone();
            self.require(&name);
            return Some((MeasureKind::Statistic(statistic, name), FieldType::Date));
        }
        let field = self.number(of, "統計量")?;
        let whole = self.scope.find(&field).is_some_and(|field| field.kind == FieldType::Integer);
        let kept = matches!(statistic, Statistic::Min | Statistic::Max | Statistic::Sum);
        let kind = if whole && kept { FieldType::Integer } else { FieldType::Decimal };
        Some((MeasureKind::Statistic(statistic, field), kind))
    }

    fn base(&self, base: &At<String>) -> Option<ShareBase> {
        match base.value.as_str() {
            "row" => Some(ShareBase::Row),
            "column" => Some(ShareBase::Column),
            "total" => Some(ShareBase::Total),
            other => {
                let hint = Some("可用 row、column、total".to_owned());
                self.error("unknown-base", base, format!("of 沒有「{other}」"), hint);
                None
            }
        }
    }
}
