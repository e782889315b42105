//! The road into service: which examination, when, and what the certificate says.

use super::calibration::{Route, routes};
use super::draw::Draw;
use super::staff::{Rank, Staff};

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

/// Age in tenths of a year by which everybody has a degree of four years (大學), and of two more (碩士), and 博士.
const AFTER_UNIVERSITY: i32 = 231;
const AFTER_MASTER: i32 = 272;
const AFTER_DOCTORATE: i32 = 322;

/// Chooses the road of somebody with this education (0 國中以下 to 5 博士).
pub(super) fn choose_entry(draw: &mut Draw, staff: Staff, rank: Option<Rank>, education: usize) -> Entry {
    let mut route = draw.weighted(routes(staff, rank));
    // 高考三級 asks for 專科 or more.
    if route == Route::Higher && education < 2 {
        route = if draw.chance(0.5) { Route::Special } else { Route::Ordinary };
    }
    let (kind, grade, youngest) = match route {
        Route::Higher if education == 5 && draw.chance(0.05) => ("高考一級", 9, AFTER_DOCTORATE),
        Route::Higher if education >= 4 && draw.chance(0.10) => ("高考二級", 7, AFTER_MASTER),
        Route::Higher => ("高考三級", 6, AFTER_UNIVERSITY),
        Route::Ordinary => ("普考", 3, 185),
        Route::Elementary => ("初考", 1, 185),
        Route::Special => special(draw, staff, rank, education),
        Route::Promotion => match rank {
            Some(Rank::Senior) => ("簡任升官等", 6, AFTER_UNIVERSITY),
            Some(Rank::Middle) => ("薦任升官等", 1, 185),
            _ => ("委任升官等", 1, 185),
        },
        Route::OtherExam => ("其他考試", 1, 185),
        Route::OtherLaw => ("依其他法令進用", 1, if staff == Staff::Medical { AFTER_UNIVERSITY } else { 185 }),
    };
    Entry { route, kind, grade, youngest }
}

/// What somebody passed who has not served long enough for a promotion examination.
pub(super) fn without_promotion(entry: Entry, rank: Option<Rank>) -> Entry {
    match rank {
        Some(Rank::Junior) => Entry { route: Route::Special, kind: "特考五等", grade: 1, youngest: entry.youngest },
        _ => Entry { route: Route::Special, kind: "特考四等", grade: 3, youngest: entry.youngest },
    }
}

fn special(draw: &mut Draw, staff: Staff, rank: Option<Rank>, education: usize) -> (&'static str, i32, i32) {
    match (staff, rank) {
        (Staff::Judicial, _) => ("特考三等", 6, AFTER_UNIVERSITY),
        (Staff::Ranked, Some(Rank::Junior)) | (Staff::Transport, _) if draw.chance(0.5) => ("特考五等", 1, 185),
        (Staff::Ranked, Some(Rank::Middle | Rank::Senior)) if education >= 4 && draw.chance(0.06) => {
            ("特考二等", 7, AFTER_MASTER)
        }
        (Staff::Ranked, Some(Rank::Middle | Rank::Senior)) if education >= 2 && draw.chance(0.85) => {
            ("特考三等", 6, AFTER_UNIVERSITY)
        }
        (Staff::Police | Staff::Customs, _) if education >= 3 && draw.chance(0.4) => ("特考三等", 6, AFTER_UNIVERSITY),
        _ => ("特考四等", 3, 185),
    }
}

/// The name of the examination in `year` (民國) and the subject.
pub(super) fn exam_name(draw: &mut Draw, kind: &str, staff: Staff, year: i16) -> (String, &'static str) {
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
            let entry = choose_entry(&mut draw, Staff::Ranked, Some(Rank::Middle), 1);
            assert_ne!(entry.route, Route::Higher);
        }
    }
}
