//! What few have: a second post (兼職) and words about themselves (簡要自述).

use super::draw::Draw;
use super::person::Person;
use super::sink::Sink;
use super::world::View;
use crate::dataset::table_builder::Value;

pub(super) const COLUMNS: [&str; 5] = ["身分證統一編號", "兼職機關", "兼職職稱", "起日", "迄日"];
pub(super) const STATEMENT_COLUMNS: [&str; 2] = ["身分證統一編號", "內容"];

/// Writes the row of 兼職.
pub(super) fn write_sideline(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    if !draw.chance(0.015) {
        return;
    }
    let (office, title) = draw.pick(&[
        ("範例第一大學", "兼任講師"),
        ("範例海濱大學", "兼任助理教授"),
        ("範例文化基金會", "董事"),
        ("範例訓練中心", "兼任講座"),
    ]);
    let start = draw.between(person.span.first, person.span.last);
    let end = start + draw.between(90, 1000);
    let ended = end <= person.span.last;
    if !view.sees(start) || person.away(start) {
        return;
    }
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(office),
        Value::Text(title),
        Value::Day(start),
        if ended && view.sees(end) { Value::Day(end) } else { Value::Null },
    ]);
}

/// Writes the row of 自述, in words that name nobody.
pub(super) fn write_statement(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    let text = draw.pick(&[
        "個性踏實，樂於學習，期能於本職發揮所長。",
        "重視團隊合作，具跨機關協調經驗。",
        "對數位轉型及資料分析有興趣，持續進修中。",
        "熟悉法規與公文作業，願意接受職務歷練。",
    ]);
    if draw.chance(0.03) {
        sink.push(&[Value::Text(&person.identity), Value::Text(text)]);
    }
}
