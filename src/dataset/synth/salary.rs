//! Salary points (俸點) and steps (俸級) of the grades, from memory of 公務人員俸表 and not verified.

/// Points from 委任第一職等 to 簡任第十四職等.
const LADDER: [i32; 44] = [
    160, 170, 180, 190, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 300, 310, 320, 330, 340, 350, 360, 370, 385,
    400, 415, 430, 445, 460, 475, 490, 505, 520, 535, 550, 590, 610, 630, 650, 670, 690, 710, 730, 750, 800,
];
/// The least and the greatest point of each grade.
const RANGE: [(i32, i32); 14] = [
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
/// How many steps from the least point upwards are 本俸; the others are 年功俸.
const BASIC_STEPS: [usize; 14] = [7, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 3, 1];
const BASIC: [&str; 7] = ["本俸一級", "本俸二級", "本俸三級", "本俸四級", "本俸五級", "本俸六級", "本俸七級"];
const SENIORITY: [&str; 12] = [
    "年功俸一級",
    "年功俸二級",
    "年功俸三級",
    "年功俸四級",
    "年功俸五級",
    "年功俸六級",
    "年功俸七級",
    "年功俸八級",
    "年功俸九級",
    "年功俸十級",
    "年功俸十一級",
    "年功俸十二級",
];

fn position(grade: i32) -> usize {
    usize::try_from(grade.clamp(1, 14) - 1).unwrap_or(0)
}

/// The point of somebody who had `before` and has climbed `steps` since, in a post of `grade`.
///
/// Points do not fall: a promotion takes along what was reached, as far as the new grade goes.
pub(super) fn climb(before: i32, steps: i32, grade: i32) -> i32 {
    let (least, most) = RANGE[position(grade)];
    let at = LADDER.partition_point(|point| *point < before);
    let reached = (at + usize::try_from(steps).unwrap_or(0)).min(LADDER.len() - 1);
    LADDER[reached].clamp(least, most)
}

/// The name of the step that `point` is in `grade`.
pub(super) fn step_name(grade: i32, point: i32) -> &'static str {
    let (least, _) = RANGE[position(grade)];
    let basic = BASIC_STEPS[position(grade)];
    let step = LADDER.iter().filter(|step| (least..point).contains(*step)).count();
    if step < basic { BASIC[step] } else { SENIORITY[(step - basic).min(SENIORITY.len() - 1)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stay_in_the_range_of_their_grade_and_never_fall() {
        for grade in 1..=14 {
            let (least, most) = RANGE[position(grade)];
            assert!(LADDER.contains(&least) && LADDER.contains(&most), "{grade}");
            for steps in [0, 3, 40] {
                let point = climb(0, steps, grade);
                assert!((least..=most).contains(&point), "{grade}");
                assert!(climb(point, 0, grade) == point && climb(point, 1, (grade + 1).min(14)) >= point);
            }
        }
        assert_eq!(climb(0, 0, 6), 385);
    }

    #[test]
    fn steps_are_counted_from_the_least_point() {
        assert_eq!([step_name(6, 385), step_name(6, 445), step_name(6, 460)], ["本俸一級", "本俸五級", "年功俸一級"]);
        assert_eq!([step_name(1, 280), step_name(14, 800)], ["年功俸六級", "本俸一級"]);
        // The longest of the tables must have names enough.
        for grade in 1..=14 {
            let (least, most) = RANGE[position(grade)];
            let steps = LADDER.iter().filter(|step| (least..=most).contains(*step)).count();
            assert!(steps <= BASIC_STEPS[position(grade)] + SENIORITY.len(), "{grade}");
        }
    }
}
