//! What happened in service: rewards and punishments, and training, over the whole of it.

use super::agencies::Agencies;
use super::document::numbered;
use super::draw::Draw;
use super::person::Person;
use super::sink::Sink;
use super::world::View;
use crate::dataset::table_builder::Value;

pub(super) const REWARD_COLUMNS: [&str; 6] = ["身分證統一編號", "日期", "結果", "事由", "核定機關", "文號"];
pub(super) const TRAINING_COLUMNS: [&str; 9] =
    ["身分證統一編號", "課程名稱", "主辦機關", "類別", "方式", "起日", "迄日", "時數", "證書文號"];

/// How many a year of service (assumed).
const REWARDS_A_YEAR: f64 = 0.07;
const TRAININGS_A_YEAR: f64 = 1.24;

/// The days of about `a_year` events a year of service, in order, none in the last `room` days of it.
fn event_days(draw: &mut Draw, person: &Person<'_>, a_year: f64, room: i32) -> Vec<i32> {
    let (from, to) = (person.span.first, person.span.last - room);
    let mean = person.years() * a_year;
    // Twice the mean and some: enough room for the spread.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number of events")]
    let count = draw.count(mean, (mean * 2.0) as u32 + 3);
    if to <= from {
        return Vec::new();
    }
    let mut days: Vec<i32> = (0..count).map(|_| draw.between(from, to)).collect();
    days.sort_unstable();
    days
}

/// Writes the rows of 獎懲, mostly 嘉獎.
pub(super) fn write_rewards(sink: &mut Sink, draw: &mut Draw, agencies: &Agencies, person: &Person<'_>, view: View) {
    const RESULTS: [(&str, f64); 10] = [
        ("嘉獎一次", 0.56),
        ("嘉獎二次", 0.28),
        ("記功一次", 0.11),
        ("記功二次", 0.022),
        ("記一大功", 0.003),
        ("申誡一次", 0.015),
        ("申誡二次", 0.004),
        ("記過一次", 0.003),
        ("記過二次", 0.002),
        ("記一大過", 0.001),
    ];
    const MERITS: [&str; 4] =
        ["辦理年度專案業務績效良好", "協助防災整備工作得力", "辦理選務工作圓滿達成任務", "推動業務革新著有績效"];
    const FAULTS: [&str; 2] = ["處理公務延誤", "未依規定辦理交代"];
    let mut buffer = String::new();
    for day in event_days(draw, person, REWARDS_A_YEAR, 1) {
        let result = draw.weighted(&RESULTS);
        let merit = result.starts_with('嘉') || result.contains('功');
        let reason = if merit { draw.pick(&MERITS) } else { draw.pick(&FAULTS) };
        let number = draw.below(10_000_000);
        if !view.sees(day) || person.away(day) {
            continue;
        }
        let agency =
            person.posts.iter().rev().find(|post| post.start <= day).map_or(person.place.agency, |post| post.agency);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Day(day),
            Value::Text(result),
            Value::Text(reason),
            Value::Text(&agencies.get(agency).name),
            Value::Text(numbered(&mut buffer, "範人字第", number)),
        ]);
    }
}

/// Writes the rows of 訓練.
pub(super) fn write_training(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    const COURSES: [&str; 10] = [
        "性別主流化研習",
        "資通安全教育訓練",
        "個人資料保護實務",
        "行政程序法專題",
        "政府採購法基礎訓練",
        "公文寫作班",
        "人權教育研習",
        "初任主管培訓班",
        "環境教育研習",
        "全民國防教育",
    ];
    const HOSTS: [&str; 4] = ["公務人力發展學院", "國家文官學院", "地方行政研習中心（範例）", "範例訓練中心"];
    const KINDS: [(&str, f64); 4] = [("國內訓練", 0.93), ("國內進修", 0.05), ("國外訓練", 0.015), ("國外進修", 0.005)];
    let mut buffer = String::new();
    for start in event_days(draw, person, TRAININGS_A_YEAR, 10) {
        let kind = draw.weighted(&KINDS);
        let length = draw.between(0, 4);
        let hours = 6.0 * f64::from(length + 1) - if draw.chance(0.2) { 0.5 } else { 0.0 };
        let (course, host) = (draw.pick(&COURSES), draw.pick(&HOSTS));
        let part_time = kind.ends_with("進修") && draw.chance(0.7);
        let number = draw.below(1_000_000);
        if !view.sees(start + length) || person.away(start) || person.away(start + length) {
            continue;
        }
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(course),
            Value::Text(host),
            Value::Text(kind),
            Value::Text(if part_time { "部分時間" } else { "全時" }),
            Value::Day(start),
            Value::Day(start + length),
            Value::Decimal(hours),
            Value::Text(numbered(&mut buffer, "範訓字第", number)),
        ]);
    }
}
