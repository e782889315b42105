//! The shares by which persons are drawn, for 公務人員 in service on the last day where nothing else stands.
//!
//! They are chosen so that the published figures come out together (`calibration` and `published` hold the result against
//! them); what is marked *assumed* is no published figure itself.

use super::agency_names::Branch;
use super::posts::is_guarding;
use super::staff::{Chief, Rank, Staff};

/// Rows of people who have left in the last three years (assumed: 2.9 % of those in service a year).
pub(super) const LEAVERS: f64 = 0.08;
/// 聘用, 約僱, 技工工友 and 駐衛警 among all rows (assumed).
pub(super) const NOT_CIVIL: f64 = 0.12;
/// People in service who have already been told the day on which they leave (assumed).
pub(super) const LEAVING_SOON: f64 = 0.0015;

/// Kind of staff, its share, and the part of it in central government.
///
/// Shares and parts are assumed: central staff must come to 53.7 %. (The 16 % without rank of `domain.md` §2.1 is
/// 一般行政機關 alone, without police stations, state enterprises and hospitals.)
pub(super) const STAFF: [(Staff, f64, f64); 8] = [
    (Staff::Ranked, 0.640, 0.544),
    (Staff::Police, 0.205, 0.30),
    (Staff::Transport, 0.080, 1.0),
    (Staff::Medical, 0.036, 0.50),
    (Staff::Customs, 0.011, 1.0),
    (Staff::Judicial, 0.009, 1.0),
    (Staff::Political, 0.003, 0.60),
    (Staff::Clerk, 0.016, 0.50),
];

/// The same for those who are not 公務人員 (assumed; order of size as in the budget figures LTN1, LTN2).
pub(super) const NOT_CIVIL_STAFF: [(Staff, f64, f64); 4] = [
    (Staff::Contract, 0.38, 0.60),
    (Staff::Hired, 0.32, 0.50),
    (Staff::Worker, 0.25, 0.50),
    (Staff::Guard, 0.05, 0.60),
];

/// Ages, and how many of a hundred central and local staff are in them.
pub(super) struct AgeCell {
    pub(super) from: i32,
    pub(super) to: i32,
    central: f64,
    local: f64,
}

impl AgeCell {
    const fn new(from: i32, to: i32, central: f64, local: f64) -> Self {
        Self { from, to, central, local }
    }

    pub(super) fn share(&self, central: bool) -> f64 {
        if central { self.central } else { self.local }
    }
}

/// Central staff are 2, 7 and 10 % up to 24, 29 and 34 (LY110); with local staff, the bands of ten years come to N113.
pub(super) const AGES: [AgeCell; 9] = [
    AgeCell::new(20, 24, 2.0, 4.6),
    AgeCell::new(25, 29, 7.2, 10.8),
    AgeCell::new(30, 34, 10.5, 17.2),
    AgeCell::new(35, 39, 13.0, 11.98),
    AgeCell::new(40, 44, 16.2, 15.03),
    AgeCell::new(45, 49, 14.0, 11.41),
    AgeCell::new(50, 54, 17.2, 13.74),
    AgeCell::new(55, 59, 13.4, 10.94),
    AgeCell::new(60, 64, 6.5, 4.3),
];

const fn ranks(junior: f64, middle: f64, senior: f64) -> [(Rank, f64); 3] {
    [(Rank::Junior, junior), (Rank::Middle, middle), (Rank::Senior, senior)]
}

/// Ranks among ranked staff of each age (assumed; together 28 / 65 / 6.5 %, as in the row AGY).
pub(super) const RANK_BY_AGE: [[(Rank, f64); 3]; 9] = [
    ranks(1.00, 0.00, 0.0),
    ranks(0.46, 0.54, 0.0),
    ranks(0.34, 0.66, 0.0),
    ranks(0.28, 0.72, 0.0),
    ranks(0.23, 0.73, 0.04),
    ranks(0.21, 0.705, 0.085),
    ranks(0.20, 0.675, 0.125),
    ranks(0.19, 0.66, 0.15),
    ranks(0.17, 0.64, 0.19),
];

/// The position in `AGES` of an age in completed years.
pub(super) fn ages_at(age: i16) -> usize {
    AGES.iter().position(|cell| i32::from(age) <= cell.to).unwrap_or(AGES.len() - 1)
}

/// Women among ranked staff of each class of agencies, by rank (assumed; fitted so that ranks, classes and the whole come
/// to their figures together).
const WOMEN: [(&str, [f64; 3]); 4] = [
    ("行政機關", [0.606, 0.557, 0.389]),
    ("公營事業", [0.485, 0.435, 0.281]),
    ("衛生醫療", [0.637, 0.589, 0.421]),
    ("公立學校", [0.790, 0.756, 0.610]),
];
/// The odds of women in 職系 that guard (assumed: 行政機關 has 53.8 % women, and 56.4 % without those 職系).
const GUARDING_ODDS: f64 = 0.194;

/// Women among staff of this kind, rank, agency and 職系.
pub(super) fn female_share(staff: Staff, rank: Option<Rank>, branch: Branch, series: &str) -> f64 {
    let class = branch.category();
    if let Some(rank) = rank {
        let row = WOMEN.iter().find(|(known, _)| *known == class).map_or(&WOMEN[0].1, |(_, row)| row);
        let share = match rank {
            Rank::Junior => row[0],
            Rank::Middle => row[1],
            Rank::Senior => row[2],
        };
        let odds = if is_guarding(series) { GUARDING_ODDS } else { 1.0 };
        return share * odds / (share * odds + 1.0 - share);
    }
    match staff {
        Staff::Police => 0.088,
        Staff::Transport => 0.22,
        Staff::Medical => 0.735,
        Staff::Customs => 0.58,
        Staff::Judicial => 0.476,
        Staff::Contract => 0.55,
        Staff::Hired => 0.66,
        Staff::Political | Staff::Worker => 0.35,
        Staff::Guard => 0.04,
        Staff::Clerk | Staff::Ranked if class == "公立學校" => 0.75,
        Staff::Clerk | Staff::Ranked => 0.62,
    }
}

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

/// Education by age (assumed). Nobody has a degree for which she is too young, so these are the shares that come out.
pub(super) const EDUCATION_BY_AGE: [[(usize, f64); 6]; 9] = [
    [(0, 0.0), (1, 0.10), (2, 0.35), (3, 0.55), (4, 0.0), (5, 0.0)],
    [(0, 0.0), (1, 0.03), (2, 0.05), (3, 0.76), (4, 0.16), (5, 0.0)],
    [(0, 0.001), (1, 0.014), (2, 0.045), (3, 0.625), (4, 0.31), (5, 0.005)],
    [(0, 0.001), (1, 0.018), (2, 0.07), (3, 0.565), (4, 0.335), (5, 0.011)],
    [(0, 0.002), (1, 0.035), (2, 0.113), (3, 0.521), (4, 0.314), (5, 0.015)],
    [(0, 0.003), (1, 0.058), (2, 0.167), (3, 0.486), (4, 0.270), (5, 0.016)],
    [(0, 0.006), (1, 0.105), (2, 0.232), (3, 0.4540), (4, 0.188), (5, 0.0150)],
    [(0, 0.012), (1, 0.165), (2, 0.28), (3, 0.392), (4, 0.14), (5, 0.011)],
    [(0, 0.02), (1, 0.25), (2, 0.32), (3, 0.30), (4, 0.10), (5, 0.01)],
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
pub(super) fn routes(staff: Staff, rank: Option<Rank>, branch: Branch) -> &'static [(Route, f64)] {
    match (staff, rank) {
        // 55 % of the staff of public enterprises came without an examination (PH).
        (Staff::Ranked | Staff::Transport, _) if branch == Branch::Enterprise => {
            &[(Route::Higher, 0.10), (Route::Special, 0.355), (Route::OtherLaw, 0.545)]
        }
        (Staff::Ranked, Some(Rank::Junior)) => &[
            (Route::Ordinary, 0.165),
            (Route::Elementary, 0.21),
            (Route::Special, 0.415),
            (Route::Promotion, 0.02),
            (Route::OtherExam, 0.05),
            (Route::OtherLaw, 0.14),
        ],
        (Staff::Ranked, _) => &[
            (Route::Higher, 0.514),
            (Route::Ordinary, 0.036),
            (Route::Elementary, 0.006),
            (Route::Special, 0.232),
            (Route::Promotion, 0.062),
            (Route::OtherExam, 0.05),
            (Route::OtherLaw, 0.10),
        ],
        (Staff::Police | Staff::Customs | Staff::Judicial, _) => &[(Route::Special, 1.0)],
        (Staff::Transport, _) => &[(Route::Special, 0.45), (Route::OtherLaw, 0.55)],
        _ => &[(Route::OtherLaw, 1.0)],
    }
}

/// Age at the first appointment, mean and deviation in years. The published mean is 26.99; the young pull it down, for
/// they have not reached the age at which others begin, so it starts higher. Police begin younger.
pub(super) fn first_appointment(staff: Staff) -> (f64, f64) {
    match staff {
        Staff::Police => (25.6, 3.2),
        staff if staff.is_civil() => (28.55, 4.1),
        // Those who are not 公務人員 (assumed).
        _ => (33.0, 7.0),
    }
}
/// The earliest age at a first appointment; 公務人員任用法 asks for 18, and school ends by then.
pub(super) const EARLIEST_APPOINTMENT: f64 = 18.7;

/// 原住民 1.95 %: in 花蓮 and 臺東, and elsewhere (the split is assumed).
pub(super) const INDIGENOUS_EAST: f64 = 0.10;
pub(super) const INDIGENOUS_ELSEWHERE: f64 = 0.0154;
/// 身心障礙.
pub(super) const DISABLED: f64 = 0.0195;

/// Why people leave. 辭職 is 0.87 % of those in service a year; the others are assumed.
pub(super) const LEAVING: [(&str, f64); 10] = [
    ("辭職", 0.30),
    ("退休", 0.38),
    ("調任他機關", 0.195),
    ("留職停薪", 0.055),
    ("借調", 0.02),
    ("死亡", 0.02),
    ("資遣", 0.012),
    ("免職", 0.01),
    ("停職", 0.005),
    ("撤職", 0.003),
];
/// The odds of central staff among those who resign: 1,269 of 2,976 (LEAVE), though they are more than half.
pub(super) const RESIGNING_CENTRAL: f64 = 0.58;

/// Ages (positions in `AGES`) of those who resign: 2.7 % of those under 30, less and less of the others.
pub(super) const RESIGNING_AGE: [(usize, f64); 9] =
    [(0, 0.086), (1, 0.288), (2, 0.209), (3, 0.155), (4, 0.105), (5, 0.082), (6, 0.045), (7, 0.021), (8, 0.009)];
/// Ages of those who retire (assumed; no published retirement ages were found).
pub(super) const RETIRING_AGE: [(usize, f64); 4] = [(5, 0.02), (6, 0.20), (7, 0.39), (8, 0.39)];

/// How many of those who have been in service for a while were away without pay for a time and came back (assumed).
pub(super) const AWAY: f64 = 0.14;

/// 考績等次 with the range of its points (甲 75 %, 乙 24 %, 丙 under 1 %: assumed, MOCS-23 has the real ones).
pub(super) const APPRAISAL: [((&str, i32, i32), f64); 3] =
    [(("甲", 80, 89), 0.753), (("乙", 70, 79), 0.241), (("丙", 60, 69), 0.006)];
#[cfg(test)]
mod tests {
    use super::*;

    /// The parts are given by hand; they must come to what they claim.
    #[test]
    fn the_tables_add_up() {
        let whole = |shares: &mut dyn Iterator<Item = f64>| (shares.sum::<f64>() - 1.0).abs() < 1e-9;
        assert!(whole(&mut STAFF.iter().map(|row| row.1)));
        assert!(whole(&mut NOT_CIVIL_STAFF.iter().map(|row| row.1)));
        assert!(whole(&mut AGES.iter().map(|cell| cell.central / 100.0)));
        assert!(whole(&mut AGES.iter().map(|cell| cell.local / 100.0)));
        assert!(whole(&mut RESIGNING_AGE.iter().map(|row| row.1)));
        assert!(whole(&mut LEAVING.iter().map(|row| row.1)));
        assert!(RANK_BY_AGE.iter().all(|ranks| whole(&mut ranks.iter().map(|row| row.1))));
        assert!(EDUCATION_BY_AGE.iter().all(|levels| whole(&mut levels.iter().map(|row| row.1))));
        for rank in [Rank::Junior, Rank::Middle, Rank::Senior] {
            assert!(whole(&mut routes(Staff::Ranked, Some(rank), Branch::General).iter().map(|row| row.1)), "{rank:?}");
        }
        let central: f64 = STAFF.iter().map(|row| row.1 * row.2).sum();
        assert!((central - 0.537).abs() < 0.003, "{central}");
    }
}
