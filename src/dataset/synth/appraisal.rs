//! 考績: one a year of service; the running year only where the snapshot closes it.

use jiff::civil::Date;

use super::draw::Draw;
use super::person::Person;
use super::shares::APPRAISAL;
use super::sink::Sink;
use super::staff::Staff;
use super::world::{View, closed_year};
use crate::dataset::table_builder::Value;
use crate::domain::{date_of, epoch_day};

pub(super) const COLUMNS: [&str; 7] = ["身分證統一編號", "年度", "區分", "總分", "等次", "核定獎懲", "核定日期"];

/// 另予考績 takes six months of the year, 年終考績 all twelve.
const HALF_A_YEAR: i32 = 183;

/// Writes the rows of 考績.
pub(super) fn write_appraisals(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    // 政務人員 are not appraised, 司法官 have an evaluation of their own.
    if !person.place.staff.is_civil() || matches!(person.place.staff, Staff::Political | Staff::Judicial) {
        return;
    }
    for year in date_of(person.span.first).year()..=closed_year(person.span.last) {
        let (from, to) = (epoch_day(Date::constant(year, 1, 1)), epoch_day(Date::constant(year, 12, 31)));
        // 31 December is the day for which a year is appraised.
        let missed = (person.span.first - from).max(0) + days_away(person, from, to);
        let kind = match to - from - missed {
            _ if missed <= 0 => "年考",
            HALF_A_YEAR.. if !person.away(to) => "另考",
            _ => continue,
        };
        let appraised = !draw.chance(0.01);
        let (grade, low, high) = draw.weighted(&APPRAISAL);
        let points = draw.between(low, high);
        let approved = to + draw.between(2, 122);
        if !view.closes(year) {
            continue;
        }
        let outcome = match grade {
            "甲" => "晉本俸一級並給與一個月俸給總額之一次獎金",
            "乙" => "晉本俸一級並給與半個月俸給總額之一次獎金",
            _ => "留原俸級",
        };
        let if_appraised = |value| if appraised { value } else { Value::Null };
        sink.push(&[
            Value::Text(&person.identity),
            Value::Integer(i32::from(year) - 1911),
            Value::Text(if appraised { kind } else { "不考" }),
            if_appraised(Value::Integer(points)),
            if_appraised(Value::Text(grade)),
            if_appraised(Value::Text(outcome)),
            if appraised && view.sees(approved) { Value::Day(approved) } else { Value::Null },
        ]);
    }
}

/// The days from `from` to `to` on which the person had no post, between two posts.
fn days_away(person: &Person<'_>, from: i32, to: i32) -> i32 {
    let gap = |pair: &[super::career::Post]| {
        let begin = pair[0].end.unwrap_or(pair[1].start).max(from);
        (pair[1].start.min(to + 1) - begin).max(0)
    };
    person.posts.windows(2).map(gap).sum()
}
