//! Families: parents, a spouse, children, with ages that can be.

use super::draw::{Draw, days};
use super::names;
use super::person::Person;
use super::sink::Sink;
use crate::dataset::epoch_day::epoch_day;
use crate::dataset::table_builder::Value;
use crate::domain::failing_checksum;

pub(super) const COLUMNS: [&str; 6] = ["身分證統一編號", "稱謂", "姓名", "家屬身分證號", "出生日期", "職業"];

const JOBS: [&str; 8] = ["公", "教", "商", "工", "服務業", "自由業", "家管", "無"];

/// Writes the rows of 家屬.
pub(super) fn write_family(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    let birth = epoch_day(person.birth);
    let age = f64::from(person.span.last - birth) / 365.2425;
    let surname = names::surname(&person.name).to_owned();
    // The chance that a parent is still alive falls with age.
    let parents = (1.3 - age / 60.0).clamp(0.0, 0.95);
    let mut relatives: Vec<(&str, bool, i32, Option<&str>)> = Vec::new();
    if draw.chance(parents) {
        relatives.push(("父", true, birth - days(22.0 + draw.unit() * 16.0), Some(&surname)));
    }
    if draw.chance(parents) {
        relatives.push(("母", false, birth - days(20.0 + draw.unit() * 16.0), None));
    }
    if age > 26.0 && draw.chance(((age - 24.0) / 18.0).min(0.72)) {
        let spouse = (birth + days((draw.unit() - 0.5) * 10.0)).min(person.span.last - days(21.0));
        relatives.push(("配偶", !person.male, spouse, None));
        let mut child = birth.max(spouse) + days(25.0 + draw.unit() * 8.0);
        for _ in 0..draw.count(1.5, 3) {
            if child >= person.span.last {
                break;
            }
            let son = draw.chance(0.52);
            relatives.push((if son { "子" } else { "女" }, son, child, person.male.then_some(surname.as_str())));
            child += days(1.5 + draw.unit() * 3.0);
        }
    }
    for (relation, male, day, surname) in relatives {
        let name = names::name(draw, surname);
        let county = u8::try_from(draw.below(26)).unwrap_or(0);
        let identity = failing_checksum(county, male, draw.below(10_000_000));
        let young = day > person.span.last - days(20.0);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(relation),
            Value::Text(&name),
            Value::Text(&identity),
            Value::Day(day),
            Value::Text(if young { "學生" } else { draw.pick(&JOBS) }),
        ]);
    }
}
