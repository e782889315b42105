//! The recipe as the applicant reads it: where the table stands, which cells to take, which to add up. What is said is what
//! [`follow`](super::follow) does.

use super::{MadeColumn, MadeHow, MeasureStep, Recipe, RecipeAnswer};
use crate::domain::format_roc;
use crate::expr::{CompareOp, Expr, in_words};
use crate::query::Statistic;
use crate::screening::catalogue::{Channel, Entry};

impl Recipe {
    /// One or two sentences that can be followed; `entry` is the one that the steps are about.
    #[must_use]
    pub fn in_words(&self, entry: &Entry) -> String {
        let text = if entry.detail { self.of_list(entry) } else { self.of_table(entry) };
        match &entry.url {
            Some(url) => format!("{text}網址：{url}"),
            None => text,
        }
    }

    /// WebHR 選員: conditions, columns, and counting where a table is wanted.
    fn of_list(&self, entry: &Entry) -> String {
        let conditions = entry.population.iter().chain(&self.scope).chain(&self.cells.keep).cloned();
        let condition = conditions.reduce(|left, right| Expr::And(Box::new(left), Box::new(right)));
        let condition = condition.map_or_else(|| "不設".to_owned(), |all| format!("設為{}", in_words(&all)));
        let columns = self.list_columns();
        let columns =
            if columns.is_empty() { String::new() } else { format!("，輸出欄位選「{}」", columns.join("、")) };
        let made: Vec<String> = self.cells.made.iter().filter_map(made_in_list).collect();
        let made = if made.is_empty() { String::new() } else { format!("匯出後{}。", made.join("，")) };
        let last = match &self.answer {
            RecipeAnswer::Table { rows, columns, measures, .. } => {
                let fields: Vec<&str> = rows.iter().chain(columns).map(String::as_str).collect();
                let by = if fields.is_empty() { String::new() } else { format!("按「{}」", fields.join("、")) };
                let counts = measures.iter().any(|(_, step)| !matches!(step, MeasureStep::Statistic { .. }));
                let mut steps = if counts { vec!["計算筆數".to_owned()] } else { Vec::new() };
                steps.extend(measure_steps(measures, "（空白不計）"));
                format!("再以樞紐分析{by}{}。", steps.join("，"))
            }
            RecipeAnswer::List { order_by, .. } if !order_by.is_empty() => {
                let keys: Vec<&str> = order_by.iter().map(|(name, _)| name.as_str()).collect();
                let after = if made.is_empty() { "匯出後" } else { "再" };
                format!("{after}依「{}」排序。", keys.join("、"))
            }
            RecipeAnswer::List { .. } => String::new(),
        };
        let scope = "機關範圍選本機關或「機關及其所屬」";
        format!("請在 WebHR 使用「{}」：{scope}，條件{condition}{columns}，匯出名單。{made}{last}", entry.title)
    }

    /// The columns to choose: those of what is shown, then what it takes besides.
    fn list_columns(&self) -> Vec<&str> {
        let mut once: Vec<&str> = Vec::new();
        for name in self.shown().map(|name| self.root(name)).chain(self.cells.fields.iter().map(String::as_str)) {
            if !once.contains(&name) && self.cells.fields.iter().any(|field| field == name) {
                once.push(name);
            }
        }
        once
    }

    /// A table: take these cells, join those, add up the rest.
    fn of_table(&self, entry: &Entry) -> String {
        let days: Vec<String> = self.days.iter().map(|day| format_roc(*day)).collect();
        let place = match entry.channel {
            Channel::Published => format!("請查{}「{}」", entry.publisher, entry.title),
            Channel::Webhr => format!("請在 WebHR 使用「{}」，機關範圍選本機關或「機關及其所屬」", entry.title),
        };
        let cross = &self.cells.fields;
        let which =
            if cross.is_empty() { "總計".to_owned() } else { format!("「{}」交叉的表", cross.join("×")) };
        let mut steps: Vec<String> = Vec::new();
        if !self.cells.keep.is_empty() {
            let words: Vec<String> = self.cells.keep.iter().map(in_words).collect();
            steps.push(format!("取{}的格", words.join("，且")));
        }
        for name in self.shown() {
            let finer = self.root(name);
            if finer != name && !self.is_alias(name) {
                steps.push(format!("把「{finer}」各類併成「{name}」"));
            }
        }
        let used = |field: &str| {
            self.shown().any(|name| self.root(name) == field)
                || self.cells.keep.iter().any(|condition| is_one_value_of(condition, field))
        };
        let rest: Vec<&str> = cross.iter().map(String::as_str).filter(|field| !used(field)).collect();
        if !rest.is_empty() {
            steps.push(format!("把「{}」各類的人數相加", rest.join("、")));
        }
        if let RecipeAnswer::Table { measures, .. } = &self.answer {
            steps.extend(measure_steps(measures, "（以人數加權，空白不計）"));
        }
        let steps = if steps.is_empty() { "直接引用".to_owned() } else { steps.join("，") };
        format!("{place}，{}的{which}：{steps}。", days.join("、"))
    }

    /// The columns of the answer.
    fn shown(&self) -> impl Iterator<Item = &str> {
        let (first, second): (&[String], &[String]) = match &self.answer {
            RecipeAnswer::Table { rows, columns, .. } => (rows, columns),
            RecipeAnswer::List { columns, .. } => (columns, &[]),
        };
        first.iter().chain(second).map(String::as_str)
    }

    /// The column of the table from which one is made; itself where it is there.
    fn root<'a>(&'a self, name: &'a str) -> &'a str {
        let made = self.cells.made.iter().find(|made| made.name == name).map(|made| &made.how);
        match made {
            Some(MadeHow::RollUp { from: of } | MadeHow::Within { of, .. }) => of,
            Some(MadeHow::Alias { of } | MadeHow::Band { of, .. } | MadeHow::Recode { of, .. }) if of != name => {
                self.root(of)
            }
            _ => name,
        }
    }

    /// Whether it is a column of the table by another name.
    fn is_alias(&self, name: &str) -> bool {
        let made = self.cells.made.iter().find(|made| made.name == name).map(|made| &made.how);
        matches!(made, Some(MadeHow::Alias { of }) if self.root(of) == of)
    }
}

/// What is done to the rows of a list to have a column.
fn made_in_list(column: &MadeColumn) -> Option<String> {
    let name = &column.name;
    Some(match &column.how {
        MadeHow::RollUp { from } => format!("把「{from}」各類併成「{name}」"),
        MadeHow::Band { of, band } => format!("把「{of}」分為{}，作為「{name}」", band.labels().join("、")),
        MadeHow::Computed(expr) => format!("「{name}」依{}算出", in_words(expr)),
        MadeHow::Recode { of, values, .. } => {
            let pairs: Vec<String> = values.iter().map(|(old, new)| format!("{old}改為{new}")).collect();
            format!("把「{of}」改列為「{name}」（{}）", pairs.join("、"))
        }
        // The same column by another name, or a value that all rows have.
        MadeHow::Alias { .. } | MadeHow::Fixed(_) | MadeHow::Within { .. } => return None,
    })
}

/// Whether a condition leaves a field one value, so that nothing is added up over it.
fn is_one_value_of(condition: &Expr, field: &str) -> bool {
    let is_field = |expr: &Expr| matches!(expr, Expr::Field { name, .. } if name == field);
    match condition {
        Expr::Compare { op: CompareOp::Equal, left, right } => is_field(left) || is_field(right),
        Expr::In { of, list, negated: false } => list.len() == 1 && is_field(of),
        other => is_field(other),
    }
}

/// `counted` says what is left out of a statistic, and what weighs in it.
fn measure_steps(measures: &[(String, MeasureStep)], counted: &str) -> Vec<String> {
    let name_of = |index: usize| measures.get(index).map_or("", |(name, _)| name.as_str());
    let step = |(name, step): &(String, MeasureStep)| {
        Some(match step {
            MeasureStep::AddWhere(condition) => format!("「{name}」取{}的格相加", in_words(condition)),
            MeasureStep::Ratio(a, b) => format!("「{name}」以「{}」除以「{}」", name_of(*a), name_of(*b)),
            MeasureStep::Share(of, _) => format!("「{name}」以「{}」除以合計", name_of(*of)),
            MeasureStep::Mean { .. } => format!("「{name}」取表列平均，合併各類時以人數加權"),
            MeasureStep::Statistic { of, statistic } => {
                format!("「{name}」取「{of}」的{}{counted}", kind_of(*statistic))
            }
            MeasureStep::Formula(expr) => format!("「{name}」依「{}」計算", in_words(expr)),
            MeasureStep::Add | MeasureStep::AddRows => return None,
        })
    };
    measures.iter().filter_map(step).collect()
}

fn kind_of(statistic: Statistic) -> String {
    match statistic {
        Statistic::Mean => "平均",
        Statistic::Median => "中位數",
        Statistic::Sum => "合計",
        Statistic::Min => "最小值",
        Statistic::Max => "最大值",
        Statistic::Std => "樣本標準差",
        Statistic::Quantile(at) => return format!("第 {} 百分位數（內插）", at * 100.0),
    }
    .to_owned()
}
