//! Families: parents, a spouse, children, with ages that can be; and whom to call in an emergency.

use super::draw::{Draw, days};
use super::names;
use super::person::{Person, years_between};
use super::sink::Sink;
use super::world::View;
use crate::dataset::table_builder::Value;
use crate::domain::failing_checksum;

pub(super) const COLUMNS: [&str; 6] = ["身分證統一編號", "稱謂", "姓名", "家屬身分證號", "出生日期", "職業"];
pub(super) const CONTACT_COLUMNS: [&str; 5] = ["身分證統一編號", "姓名", "關係", "住宅電話", "行動電話"];

const JOBS: [&str; 8] = ["公", "教", "商", "工", "服務業", "自由業", "家管", "無"];
const SIBLINGS: [&str; 4] = ["兄", "弟", "姊", "妹"];
/// Who is younger goes to school.
const SCHOOL_YEARS: f64 = 20.0;

/// One relative.
pub(super) struct Relative {
    relation: &'static str,
    name: String,
    identity: String,
    birth: i32,
    /// Since when: the marriage of a spouse, the birth of a child.
    since: i32,
}

/// The relatives of somebody who is looked at until `last`.
pub(super) fn plan_family(draw: &mut Draw, name: &str, male: bool, birth: i32, last: i32) -> Vec<Relative> {
    let age = years_between(birth, last);
    let surname = Some(names::surname(name));
    let mut family = Vec::new();
    let mut add = |draw: &mut Draw, relation, male, surname: Option<&str>, birth: i32, since: i32| {
        let (name, county) = (names::name(draw, surname), u8::try_from(draw.below(26)).unwrap_or(0));
        let identity = failing_checksum(county, male, draw.below(10_000_000));
        family.push(Relative { relation, name, identity, birth, since });
    };
    // The chance that a parent is still alive falls with age.
    let parents = (1.2 - age / 60.0).clamp(0.0, 0.9);
    if draw.chance(parents) {
        let born = birth - days(22.0 + draw.unit() * 16.0);
        add(draw, "父", true, surname, born, born);
    }
    if draw.chance(parents) {
        let born = birth - days(20.0 + draw.unit() * 16.0);
        add(draw, "母", false, None, born, born);
    }
    let wedding = birth + days(24.0 + draw.unit() * 10.0);
    if wedding < last && draw.chance(0.7) {
        // At the wedding both are grown up.
        let spouse = (birth + days((draw.unit() - 0.5) * 10.0)).min(wedding - days(20.0));
        add(draw, "配偶", !male, None, spouse, wedding);
        let mut child = wedding + days(0.8 + draw.unit() * 3.0);
        for _ in 0..draw.count(1.3, 3) {
            if child >= last {
                break;
            }
            let son = draw.chance(0.52);
            add(draw, if son { "子" } else { "女" }, son, surname.filter(|_| male), child, child);
            child += days(1.5 + draw.unit() * 3.0);
        }
    }
    family
}

/// Writes the rows of 家屬.
pub(super) fn write_family(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    for relative in &person.family {
        let job = draw.pick(&JOBS);
        if !view.sees(relative.since) {
            continue;
        }
        let young = years_between(relative.birth, view.day) < SCHOOL_YEARS;
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(relative.relation),
            Value::Text(&relative.name),
            Value::Text(&relative.identity),
            Value::Day(relative.birth),
            Value::Text(if young { "學生" } else { job }),
        ]);
    }
}

/// Writes the row of 緊急通知人: the spouse, else a parent, else a brother or a sister.
pub(super) fn write_contact(sink: &mut Sink, draw: &mut Draw, county: &str, person: &Person<'_>, view: View) {
    let (sibling, name) = (draw.pick(&SIBLINGS), names::name(draw, Some(names::surname(&person.name))));
    let (phone, mobile) = (names::home_phone(draw, county), names::mobile(draw));
    let near = |relation: &str| {
        person.family.iter().find(|relative| relative.relation == relation && view.sees(relative.since))
    };
    let contact = near("配偶").or_else(|| near("母")).or_else(|| near("父"));
    let (name, relation) = contact.map_or((name.as_str(), sibling), |one| (one.name.as_str(), one.relation));
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(name),
        Value::Text(relation),
        Value::Text(&phone),
        Value::Text(&mobile),
    ]);
}
