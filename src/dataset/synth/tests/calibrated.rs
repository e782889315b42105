//! The published figures come out.

use super::*;

/// What the figures look at is spread evenly, so that they come out among fewer persons than there are nationwide.
const MANY: u64 = 60_000;

/// The figures of `published`, sourced and suggested, each within one percentage point or 0.3 years.
#[test]
fn the_published_figures_come_out() {
    for seed in [1, 20_251_231] {
        let dataset = persons_only(MANY, seed);
        let calibration = calibrate(&dataset.at(AsOf::new(YEAR_END))).unwrap();
        let outside: Vec<&Figure> = calibration.outside().collect();
        assert!(outside.is_empty(), "{outside:#?}");
        assert!(calibration.figures.iter().filter(|figure| figure.sourced).count() > 20);
    }
}

/// A demonstration of 20,000 persons leaves a little more to chance: a quarter of a point, a tenth of a year.
#[test]
fn twenty_thousand_persons_meet_the_published_shares() {
    let dataset = persons_only(20_000, 1);
    let calibration = calibrate(&dataset.at(AsOf::new(YEAR_END))).unwrap();
    for figure in &calibration.figures {
        let chance = if figure.unit == Unit::Percent { 0.25 } else { 0.1 };
        let off = figure.deviation().abs();
        assert!(off <= figure.limit() + chance, "{}: {:.2}, target {}", figure.name, figure.found, figure.target);
    }
}

/// Rare things need tolerances of their own: a point would let everything pass.
#[test]
fn small_shares_meet_their_targets() {
    let dataset = persons_only(60_000, 7);
    let calibration = calibrate(&dataset.at(AsOf::new(YEAR_END))).unwrap();
    for (name, tolerance) in
        [("原住民", 0.3), ("身心障礙", 0.3), ("辭職率", 0.15), ("辭職率：未滿30歲", 0.7), ("普通考試", 0.5)]
    {
        let figure = calibration.figures.iter().find(|figure| figure.name == name).unwrap();
        assert!(figure.deviation().abs() < tolerance, "{name}: {:.2}", figure.found);
    }
}

/// A figure counts what its name says: a snapshot of known persons gives known shares.
#[test]
fn figures_are_counted_from_the_rows() {
    let dataset = persons_only(2_000, 3);
    let frame = dataset.table("人員").unwrap();
    let (category, leave) = (texts(frame, "人員類別"), days(frame, "離職日"));
    let (sex, rank, birth) = (texts(frame, "性別"), texts(frame, "官等"), days(frame, "出生日期"));
    let today = epoch_day(YEAR_END);
    let serving: Vec<usize> = (0..frame.height())
        .filter(|row| category[*row].as_deref() == Some("公務人員") && leave[*row].is_none_or(|day| day > today))
        .collect();
    let share = |of: &dyn Fn(usize) -> bool, among: &dyn Fn(usize) -> bool| {
        let whole = serving.iter().filter(|row| among(**row));
        percent(whole.clone().filter(|row| of(**row)).count(), whole.count())
    };
    let calibration = calibrate(&dataset.at(AsOf::new(YEAR_END))).unwrap();
    let found = |name: &str| calibration.figures.iter().find(|figure| figure.name == name).unwrap().found;
    let women = share(&|row| sex[row].as_deref() == Some("女"), &|row| rank[row].as_deref() == Some("薦任"));
    assert!((found("女性：薦任") - women).abs() < 1e-9);
    let forties = share(&|row| (40..50).contains(&completed_years(birth[row].unwrap(), today)), &|_| true);
    assert!((found("40–49歲") - forties).abs() < 1e-9);
}
