//! 官職等: rank and grade in one for ranked staff, the levels of other systems for others.

use super::agencies::Agency;
use super::draw::Draw;
use super::staff::{Chief, Staff};

/// 官職等 of ranked staff.
const GRADES: [&str; 14] = [
    "委任第一職等",
    "委任第二職等",
    "委任第三職等",
    "委任第四職等",
    "委任第五職等",
    "薦任第六職等",
    "薦任第七職等",
    "薦任第八職等",
    "薦任第九職等",
    "簡任第十職等",
    "簡任第十一職等",
    "簡任第十二職等",
    "簡任第十三職等",
    "簡任第十四職等",
];
/// Levels with the years of service after which they are reached (assumed); what comes last is for chiefs.
const POLICE: [(f64, &str); 6] = [
    (0.0, "警佐三階"),
    (2.0, "警佐二階"),
    (5.0, "警佐一階"),
    (9.0, "警正四階"),
    (15.0, "警正三階"),
    (20.0, "警正二階"),
];
const TRANSPORT: [(f64, &str); 4] = [(0.0, "士級"), (5.0, "佐級"), (12.0, "員級"), (20.0, "高員級")];
const CUSTOMS: [(f64, &str); 4] = [(0.0, "關務佐"), (4.0, "關務員"), (12.0, "關務高員"), (22.0, "關務正")];
const MEDICAL: [(f64, &str); 2] = [(0.0, "師(三)級"), (14.0, "師(二)級")];

/// What stays the same through the posts of a life.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calling {
    /// The years that the examination saves on the way up.
    ahead: f64,
    /// 0 to 1: which of the callings of the medical staff, of workers, …
    pub(super) kind: f64,
}

impl Calling {
    /// Of somebody whose examination begins in `grade`.
    pub(super) fn choose(draw: &mut Draw, grade: Option<i32>) -> Self {
        let ahead = match grade {
            Some(6..) => 9.0,
            Some(3..) => 3.0,
            _ => 0.0,
        };
        Self { ahead, kind: draw.unit() }
    }
}

/// The label in the code list 官職等 after so many `years` of service; none for 政務人員 below 特任.
pub(super) fn status(
    staff: Staff,
    grade: Option<i32>,
    chief: Chief,
    agency: &Agency,
    calling: Calling,
    years: f64,
) -> Option<&'static str> {
    let reached = |levels: &[(f64, &'static str)], years: f64| {
        levels.iter().rev().find(|(from, _)| *from <= years).map(|(_, level)| *level)
    };
    let ahead = years + calling.ahead;
    match (staff, grade) {
        (_, Some(grade)) => Some(GRADES[usize::try_from(grade.clamp(1, 14) - 1).unwrap_or(0)]),
        (Staff::Police, _) if chief == Chief::None => reached(&POLICE[..5], ahead),
        (Staff::Police, _) => reached(&POLICE, ahead),
        (Staff::Transport, _) => reached(&TRANSPORT, ahead + calling.kind * 6.0),
        (Staff::Customs, _) => reached(&CUSTOMS, ahead),
        (Staff::Medical, _) => reached(&MEDICAL, years),
        (Staff::Judicial, _) => Some("檢察官"),
        (Staff::Political, _) => (chief == Chief::Head && agency.central).then_some("特任"),
        (Staff::Contract, _) => Some("聘用人員"),
        (Staff::Hired, _) => Some("約僱人員"),
        (Staff::Worker, _) => Some(if calling.kind < 0.45 { "工友" } else { "技工" }),
        (Staff::Guard, _) => Some("駐衛警"),
        (Staff::Clerk | Staff::Ranked, _) => Some("雇員"),
    }
}

/// 職務列等 of a post held in `grade`: from, to, and in words.
pub(super) fn listing(grade: i32) -> (i32, i32, &'static str) {
    match grade {
        ..=2 => (1, 3, "委任第一職等至第三職等"),
        3 => (3, 5, "委任第三職等至第五職等"),
        4 => (4, 5, "委任第四職等至第五職等"),
        5..=7 => (5, 7, "委任第五職等或薦任第六職等至第七職等"),
        8 => (7, 8, "薦任第七職等至第八職等"),
        9 => (8, 9, "薦任第八職等至第九職等"),
        10 => (10, 11, "簡任第十職等至第十一職等"),
        11 => (11, 11, "簡任第十一職等"),
        12 => (12, 12, "簡任第十二職等"),
        13 => (13, 13, "簡任第十三職等"),
        _ => (14, 14, "簡任第十四職等"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_lies_within_the_listing_of_its_post() {
        for grade in 1..=14 {
            let (from, to, _) = listing(grade);
            assert!((from..=to).contains(&grade), "{grade}");
        }
    }
}
