//! What a table says of itself: the definitions of its measures, and notes.

use crate::expr::{Expr, Literal, in_words};
use crate::query::plan::{CrossTab, MeasureKind, ShareBase, Statistic};
use crate::query::raw_table::{CellState, MeasureFormat, RawCrossTab, Value};

pub(super) fn format_of(table: &CrossTab, index: usize) -> MeasureFormat {
    let measure = &table.measures[index];
    let name = |index: usize| table.measures[index].name.clone();
    let definition = match &measure.kind {
        MeasureKind::Rows => "資料筆數，同一人可有多筆".to_owned(),
        MeasureKind::Persons | MeasureKind::CountIf(Expr::Literal { value: Literal::Bool(true), .. }) => {
            "人數，同一人只計一次".to_owned()
        }
        MeasureKind::CountIf(condition) => format!("符合「{}」的人數", in_words(condition)),
        MeasureKind::RowsIf(condition) => format!("符合「{}」的資料筆數", in_words(condition)),
        MeasureKind::Formula(expr) => in_words(expr),
        MeasureKind::Ratio(top, bottom) => format!("{} ÷ {}", name(*top), name(*bottom)),
        MeasureKind::Share(of, ShareBase::Row) => format!("{}占該列合計的比率", name(*of)),
        MeasureKind::Share(of, ShareBase::Column) => format!("{}占該欄合計的比率", name(*of)),
        MeasureKind::Share(of, ShareBase::Total) => format!("{}占總計的比率", name(*of)),
        MeasureKind::Statistic(statistic, of) => match statistic {
            Statistic::Mean => format!("{of}的算術平均，未填者不計"),
            Statistic::Median => format!("{of}的中位數，未填者不計"),
            Statistic::Sum => format!("{of}合計，未填者不計"),
            Statistic::Min => format!("{of}最小值，未填者不計"),
            Statistic::Max => format!("{of}最大值，未填者不計"),
            Statistic::Std => format!("{of}的樣本標準差（分母為筆數減一），未填者不計"),
            Statistic::Quantile(q) => {
                // 0.07 times 100 is not 7 in binary.
                let percent = format!("{:.4}", q * 100.0);
                let percent = percent.trim_end_matches('0').trim_end_matches('.');
                format!("{of}的第 {percent} 百分位數（線性內插），未填者不計")
            }
        },
    };
    let definition = match &measure.window_ends {
        Some(end) => format!("{definition}；觀察至{}，有人未滿者標示「{}」", in_words(end), CellState::WINDOW_OPEN),
        None => definition,
    };
    MeasureFormat { name: measure.name.clone(), decimals: measure.decimals, percent: measure.percent, definition }
}

pub(super) fn notes(table: &CrossTab, content: &RawCrossTab) -> Vec<String> {
    let mut notes = Vec::new();
    let keys = content.row_keys.iter().chain(&content.column_keys).flatten();
    if keys.flatten().any(|value| *value == Value::Null) {
        notes.push("分類欄位沒有值的，列在「未填」。".to_owned());
    }
    if (table.totals || table.subtotals) && table.measures.iter().any(|measure| recomputed(&measure.kind)) {
        notes.push("合計與小計的平均數、中位數由該組全部人員重新計算，不是各列的平均。".to_owned());
    }
    if table.measures.iter().any(|measure| measure.window_ends.is_some()) {
        let words = "的格子，組內有人在資料截止日尚未滿觀察期，不算作已觀察，因此沒有數字。";
        notes.push(format!("標示「{}」{words}", CellState::WINDOW_OPEN));
    }
    if let Some(condition) = &table.condition {
        notes.push(format!("本表只計{}者。", in_words(condition)));
    }
    notes
}

/// Whether a total of it is not what the rows suggest.
fn recomputed(kind: &MeasureKind) -> bool {
    match kind {
        MeasureKind::Statistic(statistic, _) => !matches!(statistic, Statistic::Sum | Statistic::Min | Statistic::Max),
        _ => false,
    }
}
