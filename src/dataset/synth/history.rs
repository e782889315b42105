//! What happened in a working life besides its posts: examinations, appraisals, rewards, training, languages, skills,
//! military service.

use jiff::civil::Date;

use super::agencies::Agencies;
use super::calibration::{APPRAISAL, APPRAISAL_YEARS, Route};
use super::draw::{Draw, days};
use super::exam::exam_name;
use super::person::Person;
use super::sink::Sink;
use super::staff::Staff;
use crate::dataset::epoch_day::{date_of, epoch_day};
use crate::dataset::table_builder::Value;

pub(super) const EXAM_COLUMNS: [&str; 8] =
    ["身分證統一編號", "年度", "考試種類", "考試類別", "考試名稱", "類科", "及格日期", "證書文號"];
pub(super) const APPRAISAL_COLUMNS: [&str; 7] =
    ["身分證統一編號", "年度", "區分", "總分", "等次", "核定獎懲", "核定日期"];
pub(super) const REWARD_COLUMNS: [&str; 6] = ["身分證統一編號", "日期", "結果", "事由", "核定機關", "文號"];
pub(super) const TRAINING_COLUMNS: [&str; 9] =
    ["身分證統一編號", "課程名稱", "主辦機關", "類別", "方式", "起日", "迄日", "時數", "證書文號"];
pub(super) const LANGUAGE_COLUMNS: [&str; 4] = ["身分證統一編號", "語文別", "檢定等級", "檢定日期"];
pub(super) const SKILL_COLUMNS: [&str; 5] = ["身分證統一編號", "專長名稱", "證照名稱", "生效日期", "認證機關"];
pub(super) const MILITARY_COLUMNS: [&str; 6] = ["身分證統一編號", "役別", "軍種", "退伍軍階", "服役起日", "服役迄日"];

/// How far back rewards and training are kept, in years.
const KEPT_YEARS: f64 = 10.0;

fn roc_year(date: Date) -> i16 {
    date.year() - 1911
}

/// 考試: what came before the first appointment, then what promoted.
pub(super) fn write_exams(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    let (Some(entry), Some(day)) = (person.entry, person.exam) else { return };
    let staff = person.place.staff;
    let mut write = |draw: &mut Draw, kind: &str, class: &str, day: i32| {
        let date = date_of(day);
        let (name, subject) = exam_name(draw, kind, staff, roc_year(date));
        let number = format!("({})範試字第{:06}號", roc_year(date), draw.below(1_000_000));
        sink.push(&[
            Value::Text(&person.identity),
            Value::Integer(i32::from(roc_year(date))),
            Value::Text(kind),
            Value::Text(class),
            Value::Text(&name),
            Value::Text(subject),
            Value::Day(day),
            Value::Text(&number),
        ]);
    };
    match person.promotion {
        None => {
            // Many who pass the higher examination have passed the ordinary one the year before.
            let old_enough = day - epoch_day(person.birth) > days(20.5);
            if entry.kind == "高考三級" && old_enough && draw.chance(0.25) {
                let before = day - draw.between(366, 500);
                write(draw, "普考", Route::Ordinary.class(), before);
            }
            write(draw, entry.kind, entry.route.class(), day);
        }
        Some(promotion) => {
            write(draw, "初考", Route::Elementary.class(), day);
            write(draw, entry.kind, entry.route.class(), promotion);
        }
    }
}

/// 考績: one a year of service, at most the last fifteen; the running year only where the snapshot closes it.
pub(super) fn write_appraisals(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, as_of: Date) {
    // 政務人員 are not appraised, 司法官 have an evaluation of their own.
    if !person.place.staff.is_civil() || matches!(person.place.staff, Staff::Political | Staff::Judicial) {
        return;
    }
    let (first, last) = (date_of(person.span.first), date_of(person.span.last));
    let closed = |date: Date| if (date.month(), date.day()) == (12, 31) { date.year() } else { date.year() - 1 };
    let last_year = closed(last).min(closed(as_of));
    let started_in = 13 - first.month() - i8::from(first.day() > 1);
    for year in first.year().max(last_year - APPRAISAL_YEARS + 1)..=last_year {
        // 另予考績 takes six months of the year, 年終考績 all twelve.
        let kind = match (year == first.year(), started_in) {
            (false, _) | (true, 12..) => "年考",
            (true, 6..) => "另考",
            _ => continue,
        };
        let appraised = !draw.chance(0.01);
        let (grade, low, high) = draw.weighted(&APPRAISAL);
        let outcome = match grade {
            "甲" => "晉本俸一級並給與一個月俸給總額之一次獎金",
            "乙" => "晉本俸一級並給與半個月俸給總額之一次獎金",
            _ => "留原俸級",
        };
        let points = draw.between(low, high);
        let approved = epoch_day(Date::constant(year + 1, 1, 2)) + draw.between(0, 120);
        let known = appraised && approved <= epoch_day(as_of);
        let if_appraised = |value| if appraised { value } else { Value::Null };
        sink.push(&[
            Value::Text(&person.identity),
            Value::Integer(i32::from(year - 1911)),
            Value::Text(if appraised { kind } else { "不考" }),
            if_appraised(Value::Integer(points)),
            if_appraised(Value::Text(grade)),
            if_appraised(Value::Text(outcome)),
            if known { Value::Day(approved) } else { Value::Null },
        ]);
    }
}

/// The days of `count` events in the years that are kept, in order.
fn event_days(draw: &mut Draw, person: &Person<'_>, count: u32, room: i32) -> Vec<i32> {
    let (from, to) = (person.span.first.max(person.span.last - days(KEPT_YEARS)), person.span.last - room);
    if to <= from {
        return Vec::new();
    }
    let mut days: Vec<i32> = (0..count).map(|_| draw.between(from, to)).collect();
    days.sort_unstable();
    days
}

/// 獎懲, mostly 嘉獎.
pub(super) fn write_rewards(sink: &mut Sink, draw: &mut Draw, agencies: &Agencies, person: &Person<'_>) {
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
    let years = f64::from(person.span.last - person.span.first) / 365.0;
    let count = draw.count((years * 0.35).min(4.0), 14);
    for day in event_days(draw, person, count, 1) {
        let result = draw.weighted(&RESULTS);
        let merit = result.starts_with('嘉') || result.contains('功');
        let reason = if merit { draw.pick(&MERITS) } else { draw.pick(&FAULTS) };
        let agency =
            person.posts.iter().rev().find(|post| post.start <= day).map_or(person.place.agency, |post| post.agency);
        let number = format!("範人字第{:07}號", draw.below(10_000_000));
        sink.push(&[
            Value::Text(&person.identity),
            Value::Day(day),
            Value::Text(result),
            Value::Text(reason),
            Value::Text(&agencies.get(agency).name),
            Value::Text(&number),
        ]);
    }
}

/// 訓練, about five each.
pub(super) fn write_training(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
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
    let count = draw.count(5.0, 12);
    for start in event_days(draw, person, count, 10) {
        let kind = draw.weighted(&[("國內訓練", 0.93), ("國內進修", 0.05), ("國外訓練", 0.015), ("國外進修", 0.005)]);
        let length = draw.between(0, 4);
        let hours = 6.0 * f64::from(length + 1) - if draw.chance(0.2) { 0.5 } else { 0.0 };
        let number = format!("範訓字第{:06}號", draw.below(1_000_000));
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(draw.pick(&COURSES)),
            Value::Text(draw.pick(&HOSTS)),
            Value::Text(kind),
            Value::Text(if kind.ends_with("進修") && draw.chance(0.7) { "部分時間" } else { "全時" }),
            Value::Day(start),
            Value::Day(start + length),
            Value::Decimal(hours),
            Value::Text(&number),
        ]);
    }
}

/// 語文: English for most, a second language for some.
pub(super) fn write_languages(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    let mut languages = Vec::new();
    if draw.chance(if person.education >= 3 { 0.65 } else { 0.25 }) {
        languages.push("英語");
    }
    if draw.chance(0.12) {
        languages.push(draw.weighted(&[
            ("日語", 0.68),
            ("韓語", 0.07),
            ("法語", 0.05),
            ("德語", 0.05),
            ("西班牙語", 0.05),
            ("越南語", 0.06),
            ("印尼語", 0.02),
            ("泰語", 0.02),
        ]));
    }
    let grown = epoch_day(person.birth) + days(20.0);
    for language in languages {
        let level = draw.chance(0.5).then(|| {
            draw.weighted(&[("A1", 0.05), ("A2", 0.30), ("B1", 0.40), ("B2", 0.18), ("C1", 0.06), ("C2", 0.01)])
        });
        let day = draw.between(grown, person.span.last);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(language),
            level.map_or(Value::Null, Value::Text),
            level.map_or(Value::Null, |_| Value::Day(day)),
        ]);
    }
}

/// 專長 and certificates.
pub(super) fn write_skills(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    const SKILLS: [(&str, Option<(&str, &str)>); 8] = [
        ("資料分析", None),
        ("法制作業", None),
        ("採購業務", Some(("採購專業人員基礎訓練及格", "行政院公共工程委員會"))),
        ("電腦文書", Some(("電腦軟體應用乙級", "勞動部"))),
        ("消防安全", Some(("防火管理人", "內政部"))),
        ("勞工安全", Some(("職業安全衛生管理乙級", "勞動部"))),
        ("會計", Some(("記帳士", "考選部"))),
        ("簡報設計", None),
    ];
    let grown = epoch_day(person.birth) + days(21.0);
    for _ in 0..draw.count(0.8, 3) {
        let (skill, certificate) = draw.pick(&SKILLS);
        let day = draw.between(grown, person.span.last);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(skill),
            certificate.map_or(Value::Null, |(name, _)| Value::Text(name)),
            certificate.map_or(Value::Null, |_| Value::Day(day)),
            certificate.map_or(Value::Null, |(_, office)| Value::Text(office)),
        ]);
    }
}

/// 兵役 of men: between school and the first appointment, as long as their year served.
pub(super) fn write_military(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    /// Twelve days of 補充兵役.
    const SHORT: i32 = 12;
    if !person.male {
        return;
    }
    let mut school = person.degrees.iter().filter(|degree| degree.level <= 3 && degree.end < person.span.first);
    let from =
        school.next_back().map_or(epoch_day(person.birth) + days(19.0), |degree| degree.end) + draw.between(10, 40);
    let length = match person.birth.year() {
        ..=1984 => days(1.8),
        1985..=1993 => days(1.0),
        _ => days(0.34),
    };
    let room = person.span.first - from;
    let (kind, branch, time) = if room > length + 10 && !draw.chance(0.05) {
        match draw.weighted(&[("陸軍", 0.62), ("海軍", 0.10), ("空軍", 0.10), ("憲兵", 0.03), ("替代役", 0.15)])
        {
            "替代役" => ("替代役", Some("替代役"), Some(length)),
            branch => ("常備役", Some(branch), Some(length)),
        }
    } else if room > SHORT + 5 {
        ("補充兵役", Some("陸軍"), Some(SHORT))
    } else {
        ("免役", None, None)
    };
    let soldier = draw.weighted(&[("一兵", 0.4), ("上兵", 0.3), ("下士", 0.15), ("中士", 0.07), ("少尉", 0.08)]);
    let grade = match kind {
        "常備役" => Value::Text(soldier),
        "補充兵役" => Value::Text("二兵"),
        _ => Value::Null,
    };
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(kind),
        branch.map_or(Value::Null, Value::Text),
        grade,
        time.map_or(Value::Null, |_| Value::Day(from)),
        time.map_or(Value::Null, |time| Value::Day(from + time)),
    ]);
}
