//! The road into service: which examination, when, and what the certificate says.

use super::document::numbered_in;
use super::draw::{Draw, days};
use super::person::Person;
use super::shares::Route;
use super::sink::Sink;
use super::staff::{Rank, Staff};
use super::world::View;
use crate::dataset::table_builder::Value;
use crate::domain::date_of;

pub(super) const COLUMNS: [&str; 8] =
    ["身分證統一編號", "年度", "考試種類", "考試類別", "考試名稱", "類科", "及格日期", "證書文號"];

/// How somebody was appointed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) route: Route,
    /// Label in the code list 考試種類.
    pub(super) kind: &'static str,
    /// The lowest grade of a first appointment by it.
    pub(super) grade: i32,
    /// The youngest age at a first appointment, in tenths of a year: the degree that it asks for comes first.
    pub(super) youngest: i32,
}

impl Entry {
    /// The road that begins in 薦任.
    pub(super) const SPECIAL_THREE: Self =
        Self { route: Route::Special, kind: "特考三等", grade: 6, youngest: AFTER_UNIVERSITY };

    /// What came before a promotion examination.
    fn before_promotion(self) -> (&'static str, Route) {
        if self.grade >= 6 { ("高考三級", Route::Higher) } else { ("初考", Route::Elementary) }
    }
}

impl Route {
    /// Label in the code list 考試類別.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Higher => "高等考試",
            Self::Ordinary => "普通考試",
            Self::Elementary => "初等考試",
            Self::Special => "特種考試",
            Self::Promotion => "升等考試",
            Self::OtherExam => "其他考試",
            Self::OtherLaw => "依其他法令進用",
        }
    }

    /// Whether there is an examination at all.
    pub(super) fn is_exam(self) -> bool {
        self != Self::OtherLaw
    }
}

/// Age in tenths of a year by which everybody has left school, and has a degree of four years (大學), of two more (碩士),
/// and 博士, so long before that the examination fits between.
const AFTER_SCHOOL: i32 = 187;
const AFTER_UNIVERSITY: i32 = 231;
const AFTER_MASTER: i32 = 272;
const AFTER_DOCTORATE: i32 = 322;

/// The examination on `route`, or on another where this education (0 國中以下 to 5 博士) does not open it.
pub(super) fn choose_entry(draw: &mut Draw, staff: Staff, rank: Option<Rank>, route: Route, education: usize) -> Entry {
    let mut route = route;
    // 高考三級 asks for 專科 or more.
    if route == Route::Higher && education < 2 {
        route = if draw.chance(0.5) { Route::Special } else { Route::Ordinary };
    }
    let (kind, grade, youngest) = match route {
        Route::Higher if education == 5 && draw.chance(0.05) => ("高考一級", 9, AFTER_DOCTORATE),
        Route::Higher if education >= 4 && draw.chance(0.10) => ("高考二級", 7, AFTER_MASTER),
        Route::Higher => ("高考三級", 6, AFTER_UNIVERSITY),
        Route::Ordinary => ("普考", 3, AFTER_SCHOOL),
        Route::Elementary => ("初考", 1, AFTER_SCHOOL),
        Route::Special => special(draw, staff, rank, education),
        Route::Promotion => match rank {
            Some(Rank::Senior) => ("簡任升官等", 6, AFTER_UNIVERSITY),
            Some(Rank::Middle) => ("薦任升官等", 1, AFTER_SCHOOL),
            _ => ("委任升官等", 1, AFTER_SCHOOL),
        },
        Route::OtherExam => ("其他考試", 1, AFTER_SCHOOL),
        Route::OtherLaw => ("依其他法令進用", 1, if staff == Staff::Medical { AFTER_UNIVERSITY } else { AFTER_SCHOOL }),
    };
    Entry { route, kind, grade, youngest }
}

/// What somebody passed who has not served long enough for a promotion examination.
pub(super) fn without_promotion(entry: Entry, rank: Option<Rank>) -> Entry {
    let (kind, grade) = if rank == Some(Rank::Junior) { ("特考五等", 1) } else { ("特考四等", 3) };
    // 依其他法令 stays what it is, but begins at the age at which school ends.
    match entry.route {
        Route::OtherLaw | Route::OtherExam => Entry { grade: 1, youngest: AFTER_SCHOOL, ..entry },
        _ => Entry { route: Route::Special, kind, grade, youngest: AFTER_SCHOOL },
    }
}

fn special(draw: &mut Draw, staff: Staff, rank: Option<Rank>, education: usize) -> (&'static str, i32, i32) {
    match (staff, rank) {
        (Staff::Judicial, _) => ("特考三等", 6, AFTER_UNIVERSITY),
        (Staff::Ranked, Some(Rank::Junior)) | (Staff::Transport, _) if draw.chance(0.5) => {
            ("特考五等", 1, AFTER_SCHOOL)
        }
        (Staff::Ranked, Some(Rank::Middle | Rank::Senior)) if education >= 4 && draw.chance(0.06) => {
            ("特考二等", 7, AFTER_MASTER)
        }
        (Staff::Ranked, Some(Rank::Middle | Rank::Senior)) if education >= 2 && draw.chance(0.85) => {
            ("特考三等", 6, AFTER_UNIVERSITY)
        }
        (Staff::Police | Staff::Customs, _) if education >= 3 && draw.chance(0.4) => ("特考三等", 6, AFTER_UNIVERSITY),
        _ => ("特考四等", 3, AFTER_SCHOOL),
    }
}

/// The examination by which somebody was appointed as far as it is known in `view`: kind, class, year (民國).
pub(super) fn entry_seen(person: &Person<'_>, view: View) -> Option<(&'static str, &'static str, Option<i32>)> {
    let entry = person.entry?;
    let year = |day: i32| i32::from(date_of(day).year()) - 1911;
    Some(match person.promotion {
        Some(day) if view.sees(day) => (entry.kind, entry.route.class(), Some(year(day))),
        Some(_) => {
            let (kind, route) = entry.before_promotion();
            (kind, route.class(), person.exam.map(year))
        }
        None => (entry.kind, entry.route.class(), person.exam.map(year)),
    })
}

/// Writes the rows of 考試: what came before the first appointment, then what promoted.
pub(super) fn write_exams(sink: &mut Sink, draw: &mut Draw, buffer: &mut String, person: &Person<'_>, view: View) {
    let (Some(entry), Some(day)) = (person.entry, person.exam) else { return };
    let staff = person.place.staff;
    let mut write = |draw: &mut Draw, kind: &'static str, route: Route, day: i32| {
        let year = date_of(day).year() - 1911;
        let (name, subject) = exam_name(draw, kind, staff, year);
        let number = draw.below(1_000_000);
        if view.sees(day) {
            let year = i32::from(year);
            sink.push(&[
                Value::Text(&person.identity),
                Value::Integer(year),
                Value::Text(kind),
                Value::Text(route.class()),
                Value::Text(&name),
                Value::Text(subject),
                Value::Day(day),
                Value::Text(numbered_in(buffer, year, "範試字第", number)),
            ]);
        }
    };
    if let Some(promotion) = person.promotion {
        let (kind, route) = entry.before_promotion();
        write(draw, kind, route, day);
        write(draw, entry.kind, entry.route, promotion);
        return;
    }
    // Many who pass the higher examination have passed the ordinary one the year before.
    let old_enough = day - person.birth > days(20.5);
    if entry.kind == "高考三級" && old_enough && draw.chance(0.25) {
        let before = day - draw.between(366, 500);
        write(draw, "普考", Route::Ordinary, before);
    }
    write(draw, entry.kind, entry.route, day);
}

/// The name of the examination in `year` (民國) and the subject.
fn exam_name(draw: &mut Draw, kind: &str, staff: Staff, year: i16) -> (String, &'static str) {
    let special = match staff {
        Staff::Police => "一般警察人員",
        Staff::Judicial => "司法官",
        Staff::Customs => "關務人員",
        Staff::Transport => "交通事業人員",
        // Not 原住民族 or 身心障礙人員: those examinations ask for a status that the person may not have.
        _ => draw.pick(&["地方政府公務人員", "地方政府公務人員", "稅務人員"]),
    };
    let subject = match staff {
        Staff::Police => draw.pick(&["行政警察", "刑事警察", "消防警察"]),
        Staff::Judicial => "司法官",
        _ => draw.pick(&[
            "一般行政",
            "財稅行政",
            "會計",
            "人事行政",
            "勞工行政",
            "土木工程",
            "地政",
            "經建行政",
            "資訊處理",
        ]),
    };
    let name = match kind.split_once("考") {
        Some(("高", level)) => format!("{year}年公務人員高等考試{level}考試"),
        Some(("普", _)) => format!("{year}年公務人員普通考試"),
        Some(("初", _)) => format!("{year}年公務人員初等考試"),
        Some(("特", level)) => format!("{year}年公務人員特種考試{special}考試{level}考試"),
        _ => format!("{year}年公務人員{kind}考試").replace("考試考試", "考試"),
    };
    (name, subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_examinations_read_as_on_a_certificate() {
        let mut draw = Draw::new(1, 1);
        let mut name = |kind| exam_name(&mut draw, kind, Staff::Police, 110).0;
        assert_eq!(name("高考三級"), "110年公務人員高等考試三級考試");
        assert_eq!(name("特考四等"), "110年公務人員特種考試一般警察人員考試四等考試");
        assert_eq!(name("薦任升官等"), "110年公務人員薦任升官等考試");
        assert_eq!(name("其他考試"), "110年公務人員其他考試");
    }

    #[test]
    fn nobody_passes_a_higher_examination_without_the_degree() {
        let mut draw = Draw::new(2, 2);
        for _ in 0..2000 {
            let entry = choose_entry(&mut draw, Staff::Ranked, Some(Rank::Middle), Route::Higher, 1);
            assert_ne!(entry.route, Route::Higher);
        }
    }
}
