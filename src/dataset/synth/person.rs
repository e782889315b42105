//! One person: who, where, since when; and the row of 人員.

use std::collections::HashMap;

use jiff::civil::Date;

use super::agencies::{Agencies, Agency};
use super::calibration::{
    DISABLED, EARLIEST_APPOINTMENT, EDUCATION, EDUCATION_BY_AGE, FIRST_APPOINTMENT, FIRST_EMPLOYMENT, INDIGENOUS_EAST,
    INDIGENOUS_ELSEWHERE, LEAVER_YEARS, Route, female_share,
};
use super::career::{Post, Span, plan_career};
use super::draw::{Draw, days};
use super::exam::{Entry, choose_entry, without_promotion};
use super::names;
use super::placement::{Placement, Service};
use super::posts::{salary_point, unit};
use super::schooling::{Degree, degrees};
use super::sink::Sink;
use super::staff::{Chief, Rank, Staff};
use crate::dataset::epoch_day::{date_of, epoch_day};
use crate::dataset::table_builder::Value;
use crate::domain::failing_checksum;

pub(super) const COLUMNS: [&str; 40] = [
    "身分證統一編號",
    "姓名",
    "性別",
    "出生日期",
    "戶籍縣市",
    "戶籍地址",
    "行動電話",
    "電子郵件",
    "外國國籍",
    "原住民身分",
    "族別",
    "身心障礙種類",
    "身心障礙等級",
    "主管機關代碼",
    "主管機關",
    "服務機關代碼",
    "服務機關",
    "機關層級",
    "機關類別",
    "縣市",
    "單位",
    "職務編號",
    "職稱",
    "人員區分",
    "人員類別",
    "官等",
    "職等",
    "俸點",
    "職系",
    "職組",
    "主管級別",
    "初任公職日",
    "到職日",
    "離職日",
    "離職原因",
    "進用考試種類",
    "考試類別",
    "進用考試年度",
    "教育程度",
    "畢業學校",
];

/// What every person shares.
pub(super) struct World<'a> {
    pub(super) agencies: &'a Agencies,
    pub(super) as_of: Date,
    pub(super) seed: u64,
    /// 職系 → 職組.
    pub(super) groups: HashMap<String, String>,
}

/// One person.
pub(super) struct Person<'a> {
    pub(super) index: u64,
    pub(super) identity: String,
    pub(super) name: String,
    pub(super) male: bool,
    pub(super) birth: Date,
    pub(super) place: &'a Placement,
    pub(super) agency: &'a Agency,
    pub(super) education: usize,
    pub(super) degrees: Vec<Degree>,
    pub(super) entry: Option<Entry>,
    /// The examination before the first appointment.
    pub(super) exam: Option<i32>,
    /// A promotion examination after it.
    pub(super) promotion: Option<i32>,
    pub(super) span: Span,
    pub(super) posts: Vec<Post>,
}

/// Makes person number `index`.
pub(super) fn make_person<'a>(world: &'a World<'_>, draw: &mut Draw, index: u64, place: &'a Placement) -> Person<'a> {
    let today = epoch_day(world.as_of);
    let leave = match place.service {
        Service::Serving => None,
        Service::LeavingSoon => Some(today + draw.between(5, 60)),
        Service::Left(_) => Some(today - draw.between(0, LEAVER_YEARS * 365)),
    };
    let last = leave.map_or(today, |day| day.min(today));
    let age = age(draw, place);
    let birth_day = epoch_day(years_before(date_of(last), age)) - draw.between(0, 364);
    let birth = date_of(birth_day);
    let female = place.rank.map_or(place.female_share, female_share);
    let male = !draw.chance(female);

    let mut education = draw.weighted(&EDUCATION_BY_AGE[place.age_band]);
    let late_master =
        if education == 4 && draw.chance(0.4) { i16::try_from(draw.between(3, 16)).unwrap_or(3) } else { 0 };
    let mut schooling = degrees(draw, birth.year(), education, late_master);
    // Not yet finished: what they have is the level below.
    while schooling.len() > 1 && schooling.last().is_some_and(|degree| degree.end > last - 30) {
        schooling.pop();
    }
    education = schooling.last().map_or(education, |degree| degree.level);

    let entry = place.staff.is_civil().then(|| choose_entry(draw, place.staff, place.rank, education));
    let (entry, first) = first_appointment(draw, place, entry, birth_day, last);
    // A master's degree taken in service does not open 高考二級; move it before the examination.
    if entry.is_some_and(|entry| matches!(entry.kind, "高考二級" | "特考二等")) {
        schooling = degrees(draw, birth.year(), education, 0);
    }
    let span = Span { first, last, leave };
    let posts = plan_career(world.agencies, draw, place, entry, &span);
    let exam = entry.filter(|entry| entry.route.is_exam()).map(|_| first - draw.between(30, 180));
    let present = posts.last().map_or(first, |post| post.start);
    let promotion = entry
        .filter(|entry| entry.route == Route::Promotion)
        .map(|_| draw.between(first + days(4.0), (present - 30).max(first + days(4.0))));
    let serial = names::identity_serial(index, world.seed);
    let county = u8::try_from(draw.below(26)).unwrap_or(0);
    Person {
        index,
        identity: failing_checksum(county, male, serial),
        name: names::name(draw, None),
        male,
        birth,
        place,
        agency: world.agencies.get(place.agency),
        education,
        degrees: schooling,
        entry,
        exam,
        promotion,
        span,
        posts,
    }
}

/// Completed years of age, by band. Those under 30 are mostly near 30, those from 60 mostly near 60.
fn age(draw: &mut Draw, place: &Placement) -> i16 {
    let age = match place.age_band {
        0 => {
            let age = draw.between(22, 29).max(draw.between(22, 29));
            let graduate = place.rank == Some(Rank::Middle)
                || matches!(place.staff, Staff::Medical | Staff::Judicial | Staff::Political);
            if graduate { age.max(25) } else { age }
        }
        1 => draw.between(30, 39),
        2 => draw.between(40, 49),
        3 => draw.between(50, 59),
        _ => draw.between(60, 64).min(draw.between(60, 64)),
    };
    i16::try_from(age).unwrap_or(40)
}

fn years_before(date: Date, years: i16) -> Date {
    // 29 February becomes the 28th.
    Date::new(date.year() - years, date.month(), date.day())
        .unwrap_or_else(|_| Date::constant(date.year() - years, date.month(), 28))
}

/// The day of the first appointment, and the road to it where another had to be taken.
fn first_appointment(
    draw: &mut Draw,
    place: &Placement,
    entry: Option<Entry>,
    birth: i32,
    last: i32,
) -> (Option<Entry>, i32) {
    let mut entry = entry;
    let age = f64::from(last - birth) / 365.2425;
    let (mean, deviation) = if entry.is_some() { FIRST_APPOINTMENT } else { FIRST_EMPLOYMENT };
    let served = |entry: Option<Entry>| match (place.rank, entry) {
        (Some(Rank::Senior), _) => 12.0,
        (Some(Rank::Middle), Some(entry)) if entry.grade < 6 => 6.0,
        (_, Some(entry)) if entry.route == Route::Promotion => 6.0,
        _ => 0.15,
    };
    let youngest = |entry: Option<Entry>| {
        entry.map_or(EARLIEST_APPOINTMENT, |entry| (f64::from(entry.youngest) / 10.0).max(EARLIEST_APPOINTMENT))
    };
    // Too young to have come this way: a road that begins in the present rank.
    if let Some(way) = entry
        && age - served(entry) < youngest(entry)
    {
        entry = Some(match place.rank {
            Some(Rank::Middle | Rank::Senior) => {
                Entry { route: Route::Special, kind: "特考三等", grade: 6, youngest: 231 }
            }
            _ => without_promotion(Entry { youngest: 185, ..way }, place.rank),
        });
    }
    let (low, high) = (youngest(entry), (age - served(entry)).max(EARLIEST_APPOINTMENT));
    let mut first = draw.normal(mean, deviation);
    for _ in 0..6 {
        if first <= high {
            break;
        }
        first = draw.normal(mean, deviation);
    }
    if first < low {
        first = low + draw.unit() * 0.9;
    }
    if first > high {
        first = low.min(high) + draw.unit() * (high - low).max(0.0);
    }
    (entry, birth + days(first))
}

/// Writes the row of 人員.
pub(super) fn write_person(sink: &mut Sink, draw: &mut Draw, world: &World<'_>, person: &Person<'_>) {
    let (place, agency) = (person.place, person.agency);
    let text = |text: Option<&'static str>| text.map_or(Value::Null, Value::Text);
    let Some(post) = person.posts.last() else { return };
    // People live where they work or where they began.
    let home = &world.agencies.get(draw.pick(&[place.agency, place.agency, person.posts[0].agency])).county;
    let (address, mobile) = (names::address(draw, home), names::mobile(draw));
    let email = format!("p{:07}@example.gov.tw", person.index + 1);
    let (status, tribe) = indigenous(draw, &agency.county);
    let (kind, degree) = disability(draw);
    let rank = post.grade.map(|grade| Rank::of_grade(grade).label()).or(match (place.staff, place.chief) {
        (Staff::Political, Chief::Head) if agency.central => Some("特任"),
        _ => None,
    });
    let years = (person.span.last - person.span.first) / 365;
    let points = post.grade.map(|grade| salary_point(draw, grade, years));
    let number = format!("A{:06}", draw.below(1_000_000));
    let exam_day = person.promotion.or(person.exam);
    let exam_year = exam_day.map(|day| i32::from(date_of(day).year()) - 1911);
    let leaving = match place.service {
        Service::Serving => None,
        Service::LeavingSoon => Some("退休"),
        Service::Left(reason) => Some(reason),
    };
    let school = person.degrees.last().map(|degree| degree.school.as_str());
    let group = world.groups.get(post.series);
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(&person.name),
        Value::Text(if person.male { "男" } else { "女" }),
        Value::Day(epoch_day(person.birth)),
        filled(home),
        Value::Text(&address),
        Value::Text(&mobile),
        Value::Text(&email),
        Value::Null,
        Value::Text(status),
        text(tribe),
        text(kind),
        text(degree),
        agency.authority_code.as_deref().map_or(Value::Null, Value::Text),
        Value::Text(&agency.authority_name),
        agency.code.as_deref().map_or(Value::Null, Value::Text),
        Value::Text(&agency.name),
        Value::Text(agency.level),
        Value::Text(agency.branch.category()),
        filled(&agency.county),
        Value::Text(unit(draw, post.series)),
        Value::Text(&number),
        Value::Text(post.title),
        Value::Text(place.staff.label()),
        Value::Text(place.staff.category()),
        text(rank),
        post.grade.map_or(Value::Null, Value::Integer),
        points.map_or(Value::Null, Value::Integer),
        Value::Text(post.series),
        group.map_or(Value::Null, |group| Value::Text(group)),
        Value::Text(post.chief.label()),
        Value::Day(person.span.first),
        Value::Day(post.start),
        person.span.leave.map_or(Value::Null, Value::Day),
        text(leaving),
        person.entry.map_or(Value::Null, |entry| Value::Text(entry.kind)),
        person.entry.map_or(Value::Null, |entry| Value::Text(entry.route.class())),
        exam_year.map_or(Value::Null, Value::Integer),
        Value::Text(EDUCATION[person.education]),
        school.map_or(Value::Null, Value::Text),
    ]);
}

fn filled(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

fn indigenous(draw: &mut Draw, county: &str) -> (&'static str, Option<&'static str>) {
    const TRIBES: [((&str, &str), f64); 10] = [
        (("平地原住民", "阿美族"), 0.36),
        (("山地原住民", "泰雅族"), 0.17),
        (("山地原住民", "排灣族"), 0.18),
        (("山地原住民", "布農族"), 0.11),
        (("平地原住民", "卑南族"), 0.03),
        (("山地原住民", "魯凱族"), 0.03),
        (("山地原住民", "太魯閣族"), 0.07),
        (("山地原住民", "賽德克族"), 0.03),
        (("平地原住民", "撒奇萊雅族"), 0.01),
        (("山地原住民", "鄒族"), 0.01),
    ];
    let share = if matches!(county, "花蓮縣" | "臺東縣") { INDIGENOUS_EAST } else { INDIGENOUS_ELSEWHERE };
    if !draw.chance(share) {
        return ("無", None);
    }
    let (status, tribe) = draw.weighted(&TRIBES);
    (status, Some(tribe))
}

fn disability(draw: &mut Draw) -> (Option<&'static str>, Option<&'static str>) {
    if !draw.chance(DISABLED) {
        return (None, None);
    }
    let kind = draw.weighted(&[
        ("肢體障礙", 0.42),
        ("聽覺機能障礙", 0.16),
        ("視覺障礙", 0.12),
        ("重要器官失去功能", 0.16),
        ("慢性精神病患者", 0.08),
        ("多重障礙", 0.06),
    ]);
    let degree = draw.weighted(&[("輕度", 0.50), ("中度", 0.30), ("重度", 0.15), ("極重度", 0.05)]);
    (Some(kind), Some(degree))
}
