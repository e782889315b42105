//! Each rule: what breaks it, and the nearest thing that does not.

use super::fixture::{as_of, dataset, dictionary, synthetic};
use super::*;

/// Somebody in service, without a flaw.
const PERSON: &str = "A 姓名=陳甲松 出生日期=0690203 服務機關=勞動部 職稱=科員 初任公職日=0950301 到職日=1000101";
/// Somebody who has left, without a flaw.
const LEFT: &str = "A 姓名=陳甲松 出生日期=0690203 服務機關=勞動部 職稱=科員 初任公職日=0950301 到職日=1000101 離職日=1140630 離職原因=辭職";
const FIRST: &str = "A 服務機關=勞動部 職稱=書記 到職日=0950301 離職日=1000101";
const PRESENT: &str = "A 服務機關=勞動部 職稱=科員 到職日=1000101";

/// The rules that the rows break, with the tables.
fn broken(rows: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let found = check_histories(&dataset(rows).at(as_of()), &dictionary()).unwrap();
    assert!(found.findings.iter().all(|finding| !finding.message.is_empty() && !finding.place.is_empty()));
    found.findings.into_iter().map(|finding| (finding.rule, finding.table)).collect()
}

/// `person` and `rows` break this rule in this table and no other.
#[track_caller]
fn breaks(rule: &'static str, table: &str, rows: &[(&str, &str)]) {
    assert_eq!(broken(rows), [(rule, table.to_owned())]);
}

#[track_caller]
fn keeps(rows: &[(&str, &str)]) {
    assert_eq!(broken(rows), []);
}

/// Somebody without a flaw, and a row.
fn with_row<'a>(table: &'a str, row: &'a str) -> [(&'a str, &'a str); 3] {
    [("人員", PERSON), ("經歷", PRESENT), (table, row)]
}

#[test]
fn posts_that_overlap() {
    keeps(&[("人員", PERSON), ("經歷", FIRST), ("經歷", PRESENT)]);
    let longer = FIRST.replace("離職日=1000101", "離職日=1000102");
    breaks("overlapping-posts", "經歷", &[("人員", PERSON), ("經歷", PRESENT), ("經歷", &longer)]);
    // A short post within a long one, which is not its neighbour by day of arrival.
    let long = FIRST.replace("離職日=1000101", "離職日=0991231");
    let (inner, after) = ("A 職稱=甲 到職日=0950401 離職日=0950501", "A 職稱=乙 到職日=0960101 離職日=0970101");
    let found = broken(&[("人員", PERSON), ("經歷", &long), ("經歷", inner), ("經歷", after), ("經歷", PRESENT)]);
    assert_eq!(found, [("overlapping-posts", "經歷".to_owned()), ("overlapping-posts", "經歷".to_owned())]);
}

#[test]
fn leaving_before_arriving() {
    let early = FIRST.replace("離職日=1000101", "離職日=0950228");
    breaks("leave-before-arrival", "經歷", &[("人員", PERSON), ("經歷", &early), ("經歷", PRESENT)]);
    keeps(&[("人員", PERSON), ("經歷", &FIRST.replace("離職日=1000101", "離職日=0950301")), ("經歷", PRESENT)]);
    let closed = format!("{PRESENT} 離職日=1140630");
    breaks("leave-before-arrival", "人員", &[("人員", &LEFT.replace("1140630", "0991231")), ("經歷", &closed)]);
    keeps(&[("人員", LEFT), ("經歷", &closed)]);
}

#[test]
fn service_before_birth_or_under_sixteen() {
    let born = |day: &str| PERSON.replace("0690203", day);
    for day in ["0790302", "0960101"] {
        breaks("service-before-birth", "人員", &[("人員", &born(day)), ("經歷", PRESENT)]);
    }
    keeps(&[("人員", &born("0790301")), ("經歷", PRESENT)]);
    let child = "A 服務機關=勞動部 職稱=工友 到職日=0840101 離職日=0850101";
    breaks("service-before-birth", "經歷", &[("人員", PERSON), ("經歷", child), ("經歷", PRESENT)]);
}

#[test]
fn promotion_before_appointment() {
    let rank = "A 服務機關=勞動部 職稱=書記 官等=委任 到職日=0950228 離職日=0950301";
    breaks("promotion-before-appointment", "經歷", &with_row("經歷", rank));
    // 約僱 before the first appointment has no rank.
    keeps(&with_row("經歷", &rank.replace(" 官等=委任", "")));
    let later = rank.replace("離職日=0950301", "離職日=0960101").replace("到職日=0950228", "到職日=0950301");
    keeps(&with_row("經歷", &later));

    let exam = |day: &str| format!("A 年度=95 考試種類=薦任升官等 及格日期={day}");
    breaks("promotion-before-appointment", "考試", &with_row("考試", &exam("0950228")));
    keeps(&with_row("考試", &exam("0950301")));

    let review = |day: &str| format!("A 審查結果=合格實授 生效日期={day}");
    breaks("promotion-before-appointment", "銓審", &with_row("銓審", &review("0950228")));
    keeps(&with_row("銓審", &review("0950301")));
}

#[test]
fn entry_examination_after_appointment() {
    let person = format!("{PERSON} 進用考試種類=普考 進用考試年度=95");
    let exam = |kind: &str, day: &str| format!("A 年度=95 考試種類={kind} 及格日期={day}");
    let (late, early) = (exam("普考", "0950302"), exam("初考", "0940801"));
    let rows = [("人員", person.as_str()), ("經歷", PRESENT), ("考試", late.as_str())];
    breaks("exam-after-appointment", "考試", &rows);
    keeps(&[rows[0], rows[1], ("考試", &exam("普考", "0950301"))]);
    // Appointed by an earlier examination, and by this one anew.
    keeps(&[rows[0], rows[1], rows[2], ("考試", &early)]);
    // A promotion comes later.
    let promoted = person.replace("=普考", "=薦任升官等");
    keeps(&[("人員", &promoted), rows[1], ("考試", &exam("薦任升官等", "1000101"))]);
}

#[test]
fn the_present_post_is_missing_or_another() {
    breaks("current-post-missing", "人員", &[("人員", PERSON), ("經歷", FIRST)]);
    // A day of leaving that has not come yet ends nothing.
    let soon = format!("{PRESENT} 離職日=1150101");
    keeps(&[("人員", &format!("{PERSON} 離職日=1150101 離職原因=退休")), ("經歷", &soon)]);
    for other in ["服務機關=內政部", "職稱=專員", "到職日=1000102"] {
        let (field, _) = other.split_once('=').unwrap();
        let row: Vec<String> = PRESENT
            .split(' ')
            .map(|cell| if cell.starts_with(field) { other.to_owned() } else { cell.to_owned() })
            .collect();
        breaks("current-post-mismatch", "經歷", &[("人員", PERSON), ("經歷", &row.join(" "))]);
    }
    // 人員 says gone, 經歷 says still there; somebody who moved may be elsewhere.
    breaks("current-post-mismatch", "經歷", &[("人員", LEFT), ("經歷", PRESENT)]);
    keeps(&[("人員", &LEFT.replace("辭職", "調任他機關")), ("經歷", PRESENT)]);
}

#[test]
fn several_present_posts() {
    let open = FIRST.replace(" 離職日=1000101", "");
    breaks("several-current-posts", "經歷", &[("人員", PERSON), ("經歷", PRESENT), ("經歷", &open)]);
}

#[test]
fn rank_and_grade_against_the_newest_review() {
    let person = format!("{PERSON} 官等=薦任 職等=7");
    let review = |grade: &str, day: &str, result: &str| {
        format!("A 審查結果={result} 官等=薦任 職等={grade} 核定日期={day} 生效日期={day}")
    };
    let (old, new) = (review("6", "1050101", "合格實授"), review("7", "1100101", "合格實授"));
    let rows = [("人員", person.as_str()), ("經歷", PRESENT), ("銓審", new.as_str()), ("銓審", old.as_str())];
    keeps(&rows);
    breaks("current-post-against-review", "銓審", &[rows[0], rows[1], rows[3]]);
    // Refused, and not yet in force.
    keeps(&[rows[0], rows[1], rows[2], ("銓審", &review("8", "1110101", "不予銓敘審定"))]);
    let coming = "A 官等=薦任 職等=8 核定日期=1141201 生效日期=1150101";
    assert_eq!(broken(&[rows[0], rows[1], rows[2], ("銓審", coming)]), [("future-date", "銓審".to_owned())]);
}

#[test]
fn days_that_have_not_come() {
    breaks("future-date", "獎懲", &with_row("獎懲", "A 日期=1150101 結果=嘉獎一次"));
    keeps(&with_row("獎懲", "A 日期=1141231 結果=嘉獎一次"));
    // A course that runs beyond the day.
    keeps(&with_row("訓練", "A 課程名稱=甲 起日=1141201 迄日=1150301"));
}

#[test]
fn reasons_and_names() {
    let closed = format!("{PRESENT} 離職日=1140630");
    breaks("leave-reason-missing", "人員", &[("人員", &LEFT.replace(" 離職原因=辭職", "")), ("經歷", &closed)]);
    breaks("lost-character", "人員", &[("人員", &PERSON.replace("陳甲松", "陳〓松")), ("經歷", PRESENT)]);
    breaks("lost-character", "家屬", &[("人員", PERSON), ("經歷", PRESENT), ("家屬", "A 稱謂=父 姓名=陳?")]);
}

/// A snapshot older than the dictionary must still be checked, and say what was not looked for.
#[test]
fn what_the_snapshot_lacks_is_skipped_and_told() {
    let found = check_histories(&dataset(&[("人員", PERSON)]).at(as_of()), &dictionary()).unwrap();
    assert_eq!(found.findings, []);
    let skipped: Vec<&str> = found.skipped.iter().map(|skipped| skipped.rule).collect();
    assert!(skipped.contains(&"overlapping-posts") && skipped.contains(&"current-post-against-review"), "{skipped:?}");

    let whole = dataset(&[("人員", LEFT), ("經歷", PRESENT)]);
    let mut tables: Vec<_> = whole.tables().map(|(name, frame)| (name.to_owned(), frame.clone())).collect();
    tables.retain(|(name, _)| name != "銓審" && name != "考試");
    tables[0].1 = tables[0].1.drop("離職原因").unwrap();
    let old = crate::dataset::dataset::Dataset::new(tables);
    let found = check_histories(&old.at(as_of()), &dictionary()).unwrap();
    assert_eq!(found.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["current-post-mismatch"]);
    assert!(found.skipped.iter().any(|skipped| skipped.rule == "leave-reason-missing"), "{:?}", found.skipped);
}

/// A rule that fires on data without a flaw teaches people not to read the report.
#[test]
fn synthetic_histories_contradict_nothing() {
    let dictionary = crate::dataset::synth::tests::dictionary();
    let found = check_histories(&synthetic(3_000, 7).at(as_of()), &dictionary).unwrap();
    let shown: Vec<_> = found.findings.iter().take(20).collect();
    assert!(found.findings.is_empty(), "{} findings: {shown:#?}", found.findings.len());
}
