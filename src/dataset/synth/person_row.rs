//! The row of 人員: the person, and the post on the day on which the world is looked at.
//!
//! 外國國籍 and 暫支俸點 stay empty: nobody here has one.

use super::draw::Draw;
use super::exam::entry_seen;
use super::names;
use super::person::Person;
use super::salary::step_name;
use super::shares::{DISABLED, EDUCATION, INDIGENOUS_EAST, INDIGENOUS_ELSEWHERE};
use super::sink::Sink;
use super::standing::Standing;
use super::status::listing;
use super::world::{View, World};
use crate::dataset::table_builder::Value;

pub(super) const COLUMNS: [&str; 49] = [
    "身分證統一編號",
    "姓名",
    "英文姓名",
    "護照號碼",
    "性別",
    "出生日期",
    "戶籍縣市",
    "戶籍地址",
    "現居住所",
    "住宅電話",
    "行動電話",
    "電子郵件",
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
    "職務列等起",
    "職務列等迄",
    "人員區分",
    "人員類別",
    "官等",
    "職等",
    "官職等",
    "俸級",
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
    "公教貸款註記",
    "公教住宅註記",
];

/// What is drawn for a row besides the life: contacts and marks, the same in every year.
struct Details {
    home: usize,
    address: String,
    residence: String,
    phone: String,
    mobile: String,
    passport: Option<String>,
    indigenous: (&'static str, Option<&'static str>),
    disability: (Option<&'static str>, Option<&'static str>),
    loan: bool,
    housing: bool,
}

impl Details {
    fn draw(draw: &mut Draw, world: &World<'_>, person: &Person<'_>) -> Self {
        // People live where they work or where they began.
        let home = draw.pick(&[person.place.agency, person.place.agency, person.posts[0].agency]);
        let county = &world.agencies.get(home).county;
        let address = names::address(draw, county);
        Self {
            home,
            residence: if draw.chance(0.75) { address.clone() } else { names::address(draw, county) },
            address,
            phone: names::home_phone(draw, county),
            mobile: names::mobile(draw),
            passport: draw.chance(0.4).then(|| names::passport(draw)),
            indigenous: indigenous(draw, &world.agencies.get(person.place.agency).county),
            disability: disability(draw),
            loan: draw.chance(0.03),
            housing: draw.chance(0.02),
        }
    }
}

/// Writes the row of 人員.
pub(super) fn write_person(
    sink: &mut Sink,
    draw: &mut Draw,
    world: &World<'_>,
    person: &Person<'_>,
    standing: &Standing<'_>,
    view: View,
) {
    let details = Details::draw(draw, world, person);
    let (post, staff) = (standing.post, person.place.staff);
    let agency = world.agencies.get(post.agency);
    let text = |text: Option<&'static str>| text.map_or(Value::Null, Value::Text);
    let number = |number: Option<i32>| number.map_or(Value::Null, Value::Integer);
    let email = names::email(person.index);
    let english = names::english(&person.name);
    let position = names::position_number(post.number);
    let listing = post.grade.map(listing);
    let entry = entry_seen(person, view);
    let step = post.grade.zip(post.points).map(|(grade, points)| step_name(grade, points));
    sink.push(&[
        Value::Text(&person.identity),
        Value::Text(&person.name),
        Value::Text(&english),
        details.passport.as_deref().map_or(Value::Null, Value::Text),
        Value::Text(if person.place.male { "男" } else { "女" }),
        Value::Day(person.birth),
        filled(&world.agencies.get(details.home).county),
        Value::Text(&details.address),
        Value::Text(&details.residence),
        Value::Text(&details.phone),
        Value::Text(&details.mobile),
        Value::Text(&email),
        Value::Text(details.indigenous.0),
        text(details.indigenous.1),
        text(details.disability.0),
        text(details.disability.1),
        agency.authority_code.as_deref().map_or(Value::Null, Value::Text),
        Value::Text(&agency.authority_name),
        agency.code.as_deref().map_or(Value::Null, Value::Text),
        Value::Text(&agency.name),
        Value::Text(agency.level),
        Value::Text(agency.branch.category()),
        filled(&agency.county),
        Value::Text(post.unit),
        Value::Text(&position),
        Value::Text(post.title),
        number(listing.map(|(from, _, _)| from)),
        number(listing.map(|(_, to, _)| to)),
        Value::Text(staff.label()),
        Value::Text(staff.category()),
        text(post.rank),
        number(post.grade),
        text(post.status),
        text(step),
        number(post.points),
        Value::Text(post.series),
        world.groups.get(post.series).map_or(Value::Null, |group| Value::Text(group)),
        Value::Text(post.chief.label()),
        Value::Day(person.span.first),
        Value::Day(post.start),
        standing.leave.map_or(Value::Null, Value::Day),
        text(standing.reason),
        text(entry.map(|(kind, _, _)| kind)),
        text(entry.map(|(_, class, _)| class)),
        number(entry.and_then(|(_, _, year)| year)),
        text(standing.degree.map(|degree| EDUCATION[degree.level])),
        standing.degree.map_or(Value::Null, |degree| Value::Text(&degree.school)),
        Value::Bool(details.loan),
        Value::Bool(details.housing),
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
