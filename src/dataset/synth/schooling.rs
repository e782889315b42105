//! Degrees, from school upwards to the highest: the last row of 學歷 is the 教育程度.

use jiff::civil::Date;

use super::document::numbered;
use super::draw::Draw;
use super::person::Person;
use super::shares::EDUCATION;
use super::sink::Sink;
use super::world::View;
use crate::dataset::table_builder::Value;
use crate::domain::epoch_day;

pub(super) const COLUMNS: [&str; 8] =
    ["身分證統一編號", "學校名稱", "院系所科", "修業起日", "修業迄日", "學歷狀態", "教育程度", "證書文號"];

const DEPARTMENTS: [&str; 14] = [
    "法律學系",
    "公共行政學系",
    "會計學系",
    "財政學系",
    "土木工程學系",
    "資訊工程學系",
    "社會工作學系",
    "經濟學系",
    "地政學系",
    "中國文學系",
    "外國語文學系",
    "農藝學系",
    "環境工程學系",
    "護理學系",
];

/// One degree.
#[derive(Clone, Debug)]
pub(super) struct Degree {
    /// 0 國中以下 to 5 博士.
    pub(super) level: usize,
    pub(super) school: String,
    pub(super) start: i32,
    pub(super) end: i32,
}

/// The degrees of somebody born in `birth_year` who has reached `level`; `late_master` years later than usual.
pub(super) fn degrees(draw: &mut Draw, birth_year: i16, level: usize, late_master: i16) -> Vec<Degree> {
    // Some reach 大學 by way of 專科.
    let by_college = level >= 3 && draw.chance(0.15);
    let mut term = |level: usize, from: i16, to: i16| Degree {
        level,
        school: school_name(draw, level),
        start: epoch_day(Date::constant(birth_year + from, 9, 1)),
        end: epoch_day(Date::constant(birth_year + to, 6, 30)),
    };
    let mut degrees = match level {
        0 => vec![term(0, 12, 15)],
        _ => vec![term(1, 15, 18)],
    };
    match level {
        2 => degrees.push(term(2, 18, 20)),
        3.. if by_college => degrees.extend([term(2, 18, 20), term(3, 20, 22)]),
        3.. => degrees.push(term(3, 18, 22)),
        _ => {}
    }
    // Two years after 大學 stay free for military service.
    if level >= 4 {
        degrees.push(term(4, 24 + late_master, 26 + late_master));
    }
    if level >= 5 {
        degrees.push(term(5, 26 + late_master, 31 + late_master));
    }
    degrees
}

/// Writes the rows of 學歷: what is finished.
pub(super) fn write_schooling(sink: &mut Sink, draw: &mut Draw, person: &Person<'_>, view: View) {
    let mut buffer = String::new();
    for degree in &person.degrees {
        let (department, number) = (draw.pick(&DEPARTMENTS), draw.below(1_000_000));
        if !view.sees(degree.end) {
            continue;
        }
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(&degree.school),
            if degree.level >= 2 { Value::Text(department) } else { Value::Null },
            Value::Day(degree.start),
            Value::Day(degree.end),
            Value::Text("畢業"),
            Value::Text(EDUCATION[degree.level]),
            Value::Text(numbered(&mut buffer, "範校字第", number)),
        ]);
    }
}

/// A school that does not exist.
fn school_name(draw: &mut Draw, level: usize) -> String {
    match level {
        0 => format!("範例第{}國民中學", 1 + draw.below(60)),
        1 => format!("範例第{}高級中等學校", 1 + draw.below(80)),
        2 => format!("範例第{}專科學校", 1 + draw.below(20)),
        _ => format!(
            "範例{}大學",
            draw.pick(&["第一", "第二", "第三", "北方", "南方", "東方", "西方", "中央山", "海濱", "平原"])
        ),
    }
}
