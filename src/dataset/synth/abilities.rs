//! What somebody can do: languages, skills, professional licences, qualifications without an examination, teaching.

use super::document::numbered;
use super::draw::{Draw, days};
use super::person::Person;
use super::sink::Sink;
use super::staff::Staff;
use super::world::View;
use crate::dataset::table_builder::Value;
use crate::domain::date_of;

pub(super) const LANGUAGE_COLUMNS: [&str; 4] = ["身分證統一編號", "語文別", "檢定等級", "檢定日期"];
pub(super) const SKILL_COLUMNS: [&str; 5] = ["身分證統一編號", "專長名稱", "證照名稱", "生效日期", "認證機關"];
pub(super) const LICENCE_COLUMNS: [&str; 7] =
    ["身分證統一編號", "年度", "類科", "生效日期", "證書文號", "發照機關", "執照文號"];
pub(super) const SCREENING_COLUMNS: [&str; 6] = ["身分證統一編號", "種類", "年度", "類科", "生效日期", "證書文號"];
pub(super) const TEACHER_COLUMNS: [&str; 5] = ["身分證統一編號", "送審等級", "學校", "起資日期", "證書字號"];

/// A day in grown-up life.
fn grown_day(draw: &mut Draw, person: &Person<'_>) -> i32 {
    draw.between((person.birth + days(21.0)).min(person.span.last), person.span.last)
}

fn roc_year(day: i32) -> Value<'static> {
    Value::Integer(i32::from(date_of(day).year()) - 1911)
}

/// Writes the rows of 語文: English for most, a second language for some. The level is there once it has been tested.
pub(super) fn write_languages(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    const SECOND: [(&str, f64); 8] = [
        ("日語", 0.68),
        ("韓語", 0.07),
        ("法語", 0.05),
        ("德語", 0.05),
        ("西班牙語", 0.05),
        ("越南語", 0.06),
        ("印尼語", 0.02),
        ("泰語", 0.02),
    ];
    const LEVELS: [(&str, f64); 6] =
        [("A1", 0.05), ("A2", 0.30), ("B1", 0.40), ("B2", 0.18), ("C1", 0.06), ("C2", 0.01)];
    let studied = person.degrees.last().is_some_and(|degree| degree.level >= 3);
    let english = draw.chance(if studied { 0.55 } else { 0.2 }).then_some("英語");
    let second = draw.chance(0.1).then(|| draw.weighted(&SECOND));
    for language in english.into_iter().chain(second) {
        let (tested, level, day) = (draw.chance(0.5), draw.weighted(&LEVELS), grown_day(draw, person));
        let known = tested && view.sees(day);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(language),
            if known { Value::Text(level) } else { Value::Null },
            if known { Value::Day(day) } else { Value::Null },
        ]);
    }
}

/// Writes the rows of 專長 with the certificates, where there is one.
pub(super) fn write_skills(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
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
    for _ in 0..draw.count(0.6, 3) {
        let ((skill, certificate), day) = (draw.pick(&SKILLS), grown_day(draw, person));
        if certificate.is_some() && !view.sees(day) {
            continue;
        }
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(skill),
            certificate.map_or(Value::Null, |(name, _)| Value::Text(name)),
            certificate.map_or(Value::Null, |_| Value::Day(day)),
            certificate.map_or(Value::Null, |(_, office)| Value::Text(office)),
        ]);
    }
}

/// Writes the rows of 專技考試: medical staff have theirs before the first appointment, a few others at some time.
pub(super) fn write_licences(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    const OTHERS: [(&str, &str); 6] = [
        ("社會工作師", "衛生福利部"),
        ("律師", "法務部"),
        ("會計師", "金融監督管理委員會"),
        ("土木工程技師", "行政院公共工程委員會"),
        ("地政士", "內政部"),
        ("建築師", "內政部"),
    ];
    let (subject, office, day) = if person.place.staff == Staff::Medical {
        (person.posts[0].title, "衛生福利部", person.span.first - draw.between(30, 150))
    } else {
        let (subject, office) = draw.pick(&OTHERS);
        let day = grown_day(draw, person);
        // Only after the degree that such an examination asks for.
        let degree = person.degrees.iter().find(|degree| degree.level == 3 && degree.end < day);
        if !draw.chance(0.04) || degree.is_none() {
            return;
        }
        (subject, office, day)
    };
    let (number, licence) = (draw.below(1_000_000), draw.below(1_000_000));
    if !view.sees(day) {
        return;
    }
    let (mut one, mut other) = (String::new(), String::new());
    sink.push(&[
        Value::Text(&person.identity),
        roc_year(day),
        Value::Text(subject),
        Value::Day(day),
        Value::Text(numbered(&mut one, "範專字第", number)),
        Value::Text(office),
        Value::Text(numbered(&mut other, "範執字第", licence)),
    ]);
}

/// Writes the row of 檢覈 that one or two in a hundred have.
pub(super) fn write_screening(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    if !draw.chance(0.015) {
        return;
    }
    let kind = draw.weighted(&[("檢覈", 0.3), ("甄審", 0.3), ("甄選", 0.4)]);
    let subject = draw.pick(&["一般行政", "財稅行政", "土木工程", "資訊處理", "護理"]);
    let (day, number) = (draw.between(person.span.first, person.span.last), draw.below(1_000_000));
    if !view.sees(day) {
        return;
    }
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(kind),
        roc_year(day),
        Value::Text(subject),
        Value::Day(day),
        Value::Text(numbered(&mut String::new(), "範覈字第", number)),
    ]);
}

/// Writes the row of 教師資格 of a few who teach at a university besides.
pub(super) fn write_teaching(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    let Some(degree) = person.degrees.iter().find(|degree| degree.level >= 4) else { return };
    let doctor = person.degrees.iter().any(|degree| degree.level == 5);
    let teaches = draw.chance(if doctor { 0.2 } else { 0.03 });
    let grade = if doctor {
        draw.weighted(&[("助理教授", 0.6), ("副教授", 0.3), ("教授", 0.1)])
    } else {
        draw.weighted(&[("講師", 0.9), ("助教", 0.1)])
    };
    let degree = person.degrees.last().filter(|_| doctor).unwrap_or(degree);
    let (day, number) = (draw.between(degree.end, person.span.last.max(degree.end)), draw.below(1_000_000));
    if !teaches || !view.sees(day) {
        return;
    }
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(grade),
        Value::Text(&degree.school),
        Value::Day(day),
        Value::Text(numbered(&mut String::new(), "範教字第", number)),
    ]);
}
