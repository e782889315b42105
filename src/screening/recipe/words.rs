//! How the applicant gets a covered table: where it stands, which cells to take, which to add up.

use crate::domain::format_roc;
use crate::expr::in_words;
use crate::query::{CrossTab, MeasureKind};
use crate::screening::catalogue::Channel;
use crate::screening::proof::{Assessment, Axis, Demand, Reach, Wanted};

/// One or two sentences that can be followed.
pub(in crate::screening) fn recipe(demand: &Demand<'_>, wanted: Wanted<'_>, found: &Assessment<'_>) -> String {
    let text = match (found.entry.channel, found.entry.detail) {
        (Channel::Webhr, true) => from_list(demand, wanted, found),
        _ => from_table(demand, wanted, found),
    };
    match &found.entry.url {
        Some(url) => format!("{text}網址：{url}"),
        None => text,
    }
}

/// WebHR 選員: conditions, columns, and counting where a table is wanted.
fn from_list(demand: &Demand<'_>, wanted: Wanted<'_>, found: &Assessment<'_>) -> String {
    let title = &found.entry.title;
    let condition =
        demand.population.as_ref().map_or_else(|| "不設".to_owned(), |all| format!("設為{}", in_words(all)));
    let columns = list_columns(demand, wanted, found);
    let columns =
        if columns.is_empty() { String::new() } else { format!("，輸出欄位選「{}」", columns.join("、")) };
    let scope = "機關範圍選本機關或「機關及其所屬」";
    let last = match wanted {
        Wanted::Table(table) => {
            let fields: Vec<&String> = table.rows.iter().chain(&table.columns).collect();
            let by = if fields.is_empty() { String::new() } else { format!("按「{}」", joined(&fields)) };
            let measures = measure_steps(table, found);
            let measures = if measures.is_empty() { String::new() } else { format!("，{}", measures.join("，")) };
            format!("再以樞紐分析{by}計算筆數{measures}。")
        }
        Wanted::List(list) if !list.order_by.is_empty() => {
            let keys: Vec<&String> = list.order_by.iter().map(|(name, _)| name).collect();
            format!("匯出後依「{}」排序。", joined(&keys))
        }
        Wanted::List(_) => String::new(),
    };
    format!("請在 WebHR 使用「{title}」：{scope}，條件{condition}{columns}，匯出名單。{last}")
}

/// The columns of the list that the table or list needs, each once.
fn list_columns<'a>(demand: &Demand<'_>, wanted: Wanted<'a>, found: &'a Assessment<'_>) -> Vec<&'a str> {
    let shown = found.reached.iter().map(|(name, reach)| source_of(name, reach));
    let mut columns: Vec<&str> = shown.chain(found.selections.iter().map(|choice| choice.via.as_str())).collect();
    if let Wanted::Table(table) = wanted {
        for measure in &table.measures {
            let conditions = match &measure.kind {
                MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
                    demand.conditions_of(Some(condition))
                }
                MeasureKind::Statistic(_, of) => {
                    columns.extend(found.cross.fields.iter().map(String::as_str).filter(|field| field == of));
                    continue;
                }
                _ => continue,
            };
            let named: Vec<&str> = conditions.fields().collect();
            columns.extend(found.cross.fields.iter().map(String::as_str).filter(|field| named.contains(field)));
        }
    }
    let mut once: Vec<&str> = Vec::new();
    for name in columns {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

/// A table: take these cells, join those, add up the rest.
fn from_table(demand: &Demand<'_>, wanted: Wanted<'_>, found: &Assessment<'_>) -> String {
    let entry = found.entry;
    let days: Vec<String> = demand.days.iter().map(|day| format_roc(*day)).collect();
    let cross = found.cross.fields;
    let place = match entry.channel {
        Channel::Published => format!("請查{}「{}」", entry.publisher, entry.title),
        Channel::Webhr => format!("請在 WebHR 使用「{}」，機關範圍選本機關或「機關及其所屬」", entry.title),
    };
    let which = if cross.is_empty() { "總計".to_owned() } else { format!("「{}」交叉的表", cross.join("×")) };
    let mut steps: Vec<String> = Vec::new();
    if !found.selections.is_empty() {
        let words: Vec<&str> = found
            .selections
            .iter()
            .map(|selection| selection.words.as_str())
            .filter(|words| !words.is_empty())
            .collect();
        steps.push(format!("取{}的格", words.join("，且")));
    }
    for (name, reach) in &found.reached {
        if let Reach::From(finer) = reach {
            steps.push(format!("把「{finer}」各類併成「{name}」"));
        }
    }
    let shown: Vec<Axis> = found.reached.iter().map(|(name, _)| demand.axis(name)).collect();
    let used = |field: &String| {
        shown.contains(&Axis::Field(field.clone()))
            || found.reached.iter().any(|(_, reach)| *reach == Reach::From(field.clone()))
            || found.selections.iter().any(|selection| selection.via == *field && selection.single)
    };
    let rest: Vec<&String> = cross.iter().filter(|field| !used(field)).collect();
    if !rest.is_empty() {
        steps.push(format!("把「{}」各類的人數相加", joined(&rest)));
    }
    if let Wanted::Table(table) = wanted {
        steps.extend(measure_steps(table, found));
    }
    let steps = if steps.is_empty() { "直接引用".to_owned() } else { steps.join("，") };
    format!("{place}，{}的{which}：{steps}。", days.join("、"))
}

fn measure_steps(table: &CrossTab, found: &Assessment<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    let name_of = |index: usize| table.measures.get(index).map_or("", |measure| measure.name.as_str());
    for measure in &table.measures {
        let name = &measure.name;
        match &measure.kind {
            MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
                steps.push(format!("「{name}」取{}的格相加", in_words(condition)));
            }
            MeasureKind::Ratio(a, b) => {
                steps.push(format!("「{name}」以「{}」除以「{}」", name_of(*a), name_of(*b)));
            }
            MeasureKind::Share(of, _) => steps.push(format!("「{name}」以「{}」除以合計", name_of(*of))),
            MeasureKind::Statistic(_, of) if found.cross.fields.contains(of) => {
                steps.push(format!("「{name}」取「{of}」的平均，空白不計"));
            }
            MeasureKind::Statistic(..) => {
                steps.push(format!("「{name}」取表列平均，合併各類時以人數加權"));
            }
            MeasureKind::Formula(expr) => steps.push(format!("「{name}」依「{}」計算", in_words(expr))),
            MeasureKind::Persons | MeasureKind::Rows => {}
        }
    }
    steps
}

fn source_of<'a>(name: &'a str, reach: &'a Reach) -> &'a str {
    match reach {
        Reach::Same => name,
        Reach::From(finer) => finer,
    }
}

fn joined(names: &[&String]) -> String {
    names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("、")
}
