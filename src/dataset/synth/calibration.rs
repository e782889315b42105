//! The shares to which synthetic persons are calibrated.
//!
//! Source, where nothing else stands: `domain.md` §3 「Suggested generator targets」, for 公務人員 in service at year-end.
//! What is marked *assumed* is chosen so that those targets come out together; it is no published figure.

use super::staff::{Chief, Rank, Staff};

/// Rows of people who have left (assumed).
pub(super) const LEAVERS: f64 = 0.08;
/// 聘用, 約僱, 技工工友 and 駐衛警 among all rows (assumed).
pub(super) const NOT_CIVIL: f64 = 0.12;
/// People in service who have already been told the day on which they leave (assumed).
pub(super) const LEAVING_SOON: f64 = 0.0015;
/// Over how many years back people have left.
pub(super) const LEAVER_YEARS: i32 = 3;

/// Kind of staff, its share, the part of it in central government, and the part of it that is female where it has no rank.
///
/// Shares and parts are assumed: central staff must come to 54 %, and women to 42–43 % although the ranks have 37, 53 and
/// 58 %. That needs some 36 % without rank, most of them male police. (The 16 % of `domain.md` §2.1 is 一般行政機關 alone,
/// without police stations, state enterprises and hospitals.)
pub(super) const STAFF: [(Staff, f64, f64, f64); 8] = [
    (Staff::Ranked, 0.640, 0.548, 0.0),
    (Staff::Police, 0.205, 0.30, 0.11),
    (Staff::Transport, 0.080, 1.0, 0.25),
    (Staff::Medical, 0.036, 0.50, 0.72),
    (Staff::Customs, 0.011, 1.0, 0.45),
    (Staff::Judicial, 0.009, 1.0, 0.40),
    (Staff::Political, 0.003, 0.60, 0.35),
    (Staff::Clerk, 0.016, 0.50, 0.45),
];

/// The same for those who are not 公務人員 (assumed; order of size as in the budget figures LTN1, LTN2).
pub(super) const NOT_CIVIL_STAFF: [(Staff, f64, f64, f64); 4] = [
    (Staff::Contract, 0.38, 0.60, 0.55),
    (Staff::Hired, 0.32, 0.50, 0.66),
    (Staff::Worker, 0.25, 0.50, 0.35),
    (Staff::Guard, 0.05, 0.60, 0.04),
];

/// Women by rank.
pub(super) fn female_share(rank: Rank) -> f64 {
    match rank {
        Rank::Junior => 0.58,
        Rank::Middle => 0.53,
        Rank::Senior => 0.37,
    }
}

/// Ages under 30, 30–39, 40–49, 50–59, 60 and over.
pub(super) const AGE_BANDS: [(usize, f64); 5] = [(0, 0.12), (1, 0.26), (2, 0.28), (3, 0.28), (4, 0.06)];

/// Ranks among ranked staff of each age band (assumed; together 6.5 / 65 / 28 %, as in the row AGY).
pub(super) const RANK_BY_AGE: [[(Rank, f64); 3]; 5] = [
    [(Rank::Junior, 0.50), (Rank::Middle, 0.50), (Rank::Senior, 0.0)],
    [(Rank::Junior, 0.33), (Rank::Middle, 0.665), (Rank::Senior, 0.005)],
    [(Rank::Junior, 0.23), (Rank::Middle, 0.715), (Rank::Senior, 0.055)],
    [(Rank::Junior, 0.21), (Rank::Middle, 0.66), (Rank::Senior, 0.13)],
    [(Rank::Junior, 0.18), (Rank::Middle, 0.64), (Rank::Senior, 0.18)],
];

/// Chiefs by rank (assumed).
pub(super) fn chiefs(rank: Rank) -> &'static [(Chief, f64)] {
    match rank {
        Rank::Junior => &[(Chief::None, 0.985), (Chief::Second, 0.015)],
        Rank::Middle => &[
            (Chief::None, 0.76),
            (Chief::Second, 0.15),
            (Chief::First, 0.07),
            (Chief::Deputy, 0.007),
            (Chief::Head, 0.013),
        ],
        Rank::Senior => &[
            (Chief::None, 0.40),
            (Chief::Second, 0.08),
            (Chief::First, 0.36),
            (Chief::Deputy, 0.08),
            (Chief::Head, 0.08),
        ],
    }
}

/// Grades by rank (assumed).
pub(super) fn grades(rank: Rank) -> &'static [(i32, f64)] {
    match rank {
        Rank::Junior => &[(1, 0.05), (2, 0.05), (3, 0.28), (4, 0.14), (5, 0.48)],
        Rank::Middle => &[(6, 0.27), (7, 0.37), (8, 0.20), (9, 0.16)],
        Rank::Senior => &[(10, 0.38), (11, 0.27), (12, 0.20), (13, 0.07), (14, 0.08)],
    }
}

/// 教育程度 from 國中以下 (0) to 博士 (5).
pub(super) const EDUCATION: [&str; 6] = ["國中以下", "高中職", "專科", "大學", "碩士", "博士"];

/// Education by age band (assumed; together 博士 2, 碩士 24, 大學 52, 專科 16, 高中職以下 6, once those too young for a
/// master's degree have what they finished).
pub(super) const EDUCATION_BY_AGE: [[(usize, f64); 6]; 5] = [
    [(0, 0.001), (1, 0.008), (2, 0.03), (3, 0.72), (4, 0.24), (5, 0.001)],
    [(0, 0.001), (1, 0.012), (2, 0.055), (3, 0.538), (4, 0.38), (5, 0.014)],
    [(0, 0.002), (1, 0.031), (2, 0.137), (3, 0.473), (4, 0.33), (5, 0.027)],
    [(0, 0.010), (1, 0.112), (2, 0.288), (3, 0.397), (4, 0.165), (5, 0.028)],
    [(0, 0.020), (1, 0.200), (2, 0.345), (3, 0.305), (4, 0.10), (5, 0.03)],
];

/// The route of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Higher,
    Ordinary,
    Elementary,
    Special,
    Promotion,
    OtherExam,
    OtherLaw,
}

/// Routes of ranked staff by rank (assumed; together with the others 高 22, 普 5, 初 4, 特 45, 升等 3, 其他/依法 21).
pub(super) fn routes(staff: Staff, rank: Option<Rank>) -> &'static [(Route, f64)] {
    match (staff, rank) {
        (Staff::Ranked, Some(Rank::Junior)) => &[
            (Route::Ordinary, 0.18),
            (Route::Elementary, 0.20),
            (Route::Special, 0.40),
            (Route::Promotion, 0.02),
            (Route::OtherExam, 0.05),
            (Route::OtherLaw, 0.15),
        ],
        (Staff::Ranked, _) => &[
            (Route::Higher, 0.505),
            (Route::Ordinary, 0.036),
            (Route::Elementary, 0.006),
            (Route::Special, 0.245),
            (Route::Promotion, 0.058),
            (Route::OtherExam, 0.05),
            (Route::OtherLaw, 0.10),
        ],
        (Staff::Police | Staff::Customs | Staff::Judicial, _) => &[(Route::Special, 1.0)],
        (Staff::Transport, _) => &[(Route::Special, 0.45), (Route::OtherExam, 0.10), (Route::OtherLaw, 0.45)],
        _ => &[(Route::OtherLaw, 1.0)],
    }
}

/// Age at the first appointment, mean and deviation in years. The published mean is 26.99; the young pull it down, for
/// they have not reached the age at which others begin, so it starts higher.
pub(super) const FIRST_APPOINTMENT: (f64, f64) = (28.1, 4.1);
/// The same for those who are not 公務人員 (assumed).
pub(super) const FIRST_EMPLOYMENT: (f64, f64) = (33.0, 7.0);
/// The earliest age at a first appointment; 公務人員任用法 asks for 18.
pub(super) const EARLIEST_APPOINTMENT: f64 = 18.2;

/// 原住民 2.0 %: in 花蓮 and 臺東, and elsewhere (the split is assumed).
pub(super) const INDIGENOUS_EAST: f64 = 0.10;
pub(super) const INDIGENOUS_ELSEWHERE: f64 = 0.0178;
/// 身心障礙.
pub(super) const DISABLED: f64 = 0.019;

/// Why people leave. 辭職 is 0.9 % of those in service a year; the others are assumed.
pub(super) const LEAVING: [(&str, f64); 10] = [
    ("辭職", 0.31),
    ("退休", 0.37),
    ("調任他機關", 0.195),
    ("留職停薪", 0.055),
    ("借調", 0.02),
    ("死亡", 0.02),
    ("資遣", 0.012),
    ("免職", 0.01),
    ("停職", 0.005),
    ("撤職", 0.003),
];

/// Age bands of those who resign: 2.7 % of those under 30, less and less of the others.
pub(super) const RESIGNING_AGE: [(usize, f64); 5] = [(0, 0.36), (1, 0.35), (2, 0.187), (3, 0.093), (4, 0.01)];
/// Age bands of those who retire (assumed; no published retirement ages were found).
pub(super) const RETIRING_AGE: [(usize, f64); 5] = [(0, 0.0), (1, 0.0), (2, 0.03), (3, 0.57), (4, 0.40)];

/// 考績等次 with the range of its points (甲 75 %, 乙 24 %, 丙 under 1 %: assumed, MOCS-23 has the real ones).
pub(super) const APPRAISAL: [((&str, i32, i32), f64); 3] =
    [(("甲", 80, 89), 0.753), (("乙", 70, 79), 0.241), (("丙", 60, 69), 0.006)];
/// How many years of appraisals are kept at most.
pub(super) const APPRAISAL_YEARS: i16 = 15;

/// Salary points (俸點) from 委任第一職等 to 簡任第十四職等, from memory of 公務人員俸表 and not verified.
pub(super) const SALARY_LADDER: [i32; 44] = [
    160, 170, 180, 190, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 300, 310, 320, 330, 340, 350, 360, 370, 385,
    400, 415, 430, 445, 460, 475, 490, 505, 520, 535, 550, 590, 610, 630, 650, 670, 690, 710, 730, 750, 800,
];
/// The least and the greatest point of each grade; not verified.
pub(super) const SALARY_RANGE: [(i32, i32); 14] = [
    (160, 280),
    (230, 330),
    (280, 415),
    (300, 445),
    (330, 520),
    (385, 535),
    (415, 590),
    (445, 630),
    (490, 710),
    (590, 750),
    (610, 750),
    (650, 800),
    (710, 800),
    (800, 800),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts are given by hand; they must come to what they claim.
    #[test]
    fn the_tables_add_up() {
        let whole = |shares: &mut dyn Iterator<Item = f64>| (shares.sum::<f64>() - 1.0).abs() < 1e-9;
        assert!(whole(&mut STAFF.iter().map(|row| row.1)));
        assert!(whole(&mut NOT_CIVIL_STAFF.iter().map(|row| row.1)));
        assert!(whole(&mut AGE_BANDS.iter().map(|row| row.1)));
        assert!(RANK_BY_AGE.iter().all(|ranks| whole(&mut ranks.iter().map(|row| row.1))));
        assert!(EDUCATION_BY_AGE.iter().all(|levels| whole(&mut levels.iter().map(|row| row.1))));
        for rank in [Rank::Junior, Rank::Middle, Rank::Senior] {
            assert!(whole(&mut routes(Staff::Ranked, Some(rank)).iter().map(|row| row.1)), "{rank:?}");
        }
        let central: f64 = STAFF.iter().map(|row| row.1 * row.2).sum();
        assert!((central - 0.54).abs() < 0.005, "{central}");
    }
}
