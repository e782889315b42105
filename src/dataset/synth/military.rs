//! 兵役 of men: between school and the first appointment, as long as their year served.

use super::draw::{Draw, days};
use super::person::Person;
use super::sink::Sink;
use crate::dataset::table_builder::Value;
use crate::domain::date_of;

pub(super) const COLUMNS: [&str; 6] = ["身分證統一編號", "役別", "軍種", "退伍軍階", "服役起日", "服役迄日"];

/// Twelve days of 補充兵役.
const SHORT: i32 = 12;

/// Writes the row of 兵役.
pub(super) fn write_military(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>) {
    if !person.place.male {
        return;
    }
    let mut school = person.degrees.iter().filter(|degree| degree.level <= 3 && degree.end < person.span.first);
    let grown = person.birth + days(18.0);
    let school = school.next_back().map_or(grown + 365, |degree| degree.end);
    let from = school.max(grown) + draw.between(10, 40);
    let length = match date_of(person.birth).year() {
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
