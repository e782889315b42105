//! Snapshots of successive year-ends belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::FieldType;

/// One row of 人員.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: Option<String>,
    sex: Option<String>,
    birth: Option<i32>,
    first: Option<i32>,
    start: Option<i32>,
    leave: Option<i32>,
    reason: Option<String>,
    grade: Option<i32>,
    agency: Option<String>,
}

fn rows(dataset: &Dataset) -> BTreeMap<String, Row> {
    let frame = dataset.table("人員").unwrap();
    let text = |column: &str| texts(frame, column);
    let (identity, name, sex, reason, agency) =
        (text("身分證統一編號"), text("姓名"), text("性別"), text("離職原因"), text("服務機關"));
    let (birth, first, start, leave) =
        (days(frame, "出生日期"), days(frame, "初任公職日"), days(frame, "到職日"), days(frame, "離職日"));
    let grade = numbers(frame, "職等");
    let row = |at: usize| Row {
        name: name[at].clone(),
        sex: sex[at].clone(),
        birth: birth[at],
        first: first[at],
        start: start[at],
        leave: leave[at],
        reason: reason[at].clone(),
        grade: grade[at],
        agency: agency[at].clone(),
    };
    (0..frame.height()).map(|at| (identity[at].clone().unwrap(), row(at))).collect()
}

fn serving(rows: &BTreeMap<String, Row>, day: i32) -> BTreeSet<&str> {
    let in_service = |row: &Row| row.leave.is_none_or(|leave| leave > day);
    rows.iter().filter(|(_, row)| in_service(row)).map(|(identity, _)| identity.as_str()).collect()
}

/// In service at the beginning, plus who came, less who left, is in service at the end; person by person, with days in the
/// year. Some move, some rise, some come back.
#[test]
fn stock_and_flow_agree_person_by_person() {
    let snapshots = made_years(6_000, 11, 4);
    let years: Vec<(i32, BTreeMap<String, Row>)> =
        snapshots.iter().map(|(as_of, dataset)| (epoch_day(as_of.date()), rows(dataset))).collect();
    let (mut moved, mut risen, mut returned) = (0, 0, 0);
    for pair in years.windows(2) {
        let ((from, before), (to, after)) = (&pair[0], &pair[1]);
        let in_the_year = |day: Option<i32>| day.is_some_and(|day| day > *from && day <= *to);
        let (start, end) = (serving(before, *from), serving(after, *to));
        let (mut joined, mut left) = (0, 0);
        for identity in end.difference(&start) {
            let row = &after[*identity];
            joined += 1;
            if in_the_year(row.first) {
                assert!(!before.contains_key(*identity), "{identity}");
            } else {
                let away = before.get(*identity).expect("who comes back had a row");
                assert_eq!(away.reason.as_deref(), Some("留職停薪"), "{identity}");
                returned += 1;
            }
            assert!(in_the_year(row.start), "{identity}: {row:?}");
        }
        for identity in start.difference(&end) {
            let row = after.get(*identity).expect("the row of who left stays for years");
            assert!(in_the_year(row.leave) && row.reason.is_some(), "{identity}: {row:?}");
            left += 1;
        }
        assert_eq!(start.len() + joined - left, end.len());
        let share = percent(joined, start.len());
        assert!((2.0..6.0).contains(&share) && (2.0..6.0).contains(&percent(left, start.len())), "{share} % joined");
        for identity in start.intersection(&end) {
            let (before, after) = (&before[*identity], &after[*identity]);
            moved += usize::from(before.agency != after.agency);
            risen += usize::from(before.grade < after.grade);
            assert!(before.grade <= after.grade && before.start <= after.start, "{identity}");
            if before.agency != after.agency || before.grade != after.grade {
                assert!(in_the_year(after.start), "{identity}");
            }
        }
    }
    assert!(moved > 500 && risen > 500 && returned > 10, "{moved} moved, {risen} rose, {returned} came back");
}

/// What is known of somebody in one year is known in the next: nobody's past changes.
#[test]
fn the_same_person_has_the_same_past_in_every_year() {
    let snapshots = made_years(3_000, 12, 3);
    for pair in snapshots.windows(2) {
        let (before, after) = (&pair[0].1, &pair[1].1);
        let (old, new) = (rows(before), rows(after));
        for (identity, row) in &old {
            // Those who left long ago have no row in the next year.
            let Some(now) = new.get(identity) else { continue };
            assert_eq!((&row.name, &row.sex, row.birth, row.first), (&now.name, &now.sex, now.birth, now.first));
        }
        // Rows of what is over are the same rows. 考績 of the last year waits for its date, a post for its end.
        for (table, columns) in [
            ("學歷", &["學校名稱", "教育程度", "證書文號"][..]),
            ("考試", &["考試種類", "考試名稱", "證書文號"]),
            ("經歷", &["服務機關", "職稱", "單位", "職務編號", "官職等", "任職令文號"]),
            ("考績", &["區分", "等次", "核定獎懲"]),
            ("獎懲", &["結果", "事由", "核定機關", "文號"]),
            ("訓練", &["課程名稱", "主辦機關", "類別", "證書文號"]),
            ("兵役", &["役別", "退伍軍階"]),
            ("家屬", &["稱謂", "姓名", "家屬身分證號"]),
            ("銓審", &["審查結果", "官職等", "俸級", "文號"]),
        ] {
            let keys = |dataset: &Dataset| {
                let frame = dataset.table(table).unwrap();
                let identity = texts(frame, "身分證統一編號");
                let cells: Vec<_> = columns.iter().map(|column| texts(frame, column)).collect();
                let mut keys: HashMap<String, Vec<Vec<Option<String>>>> = HashMap::new();
                for (row, identity) in identity.into_iter().enumerate() {
                    let key = cells.iter().map(|column| column[row].clone()).collect();
                    keys.entry(identity.unwrap()).or_default().push(key);
                }
                keys
            };
            let (old_keys, new_keys) = (keys(before), keys(after));
            for (identity, old_rows) in old_keys {
                if !new.contains_key(&identity) {
                    continue;
                }
                let new_rows = &new_keys[&identity];
                let mut rest = new_rows.iter();
                // In the same order, with new ones between or after.
                assert!(old_rows.iter().all(|row| rest.any(|known| known == row)), "{table} of {identity}");
            }
        }
    }
}

/// Nothing is dated after the day of the snapshot but the retirements that are announced.
#[test]
fn a_snapshot_holds_nothing_from_the_future() {
    let dictionary = dictionary();
    for (as_of, dataset) in made_years(5_000, 13, 3) {
        let today = epoch_day(as_of.date());
        let mut announced = 0;
        for table in &dictionary.tables {
            let frame = dataset.table(&table.name).unwrap();
            for field in table.fields.iter().filter(|field| field.kind == FieldType::Date) {
                let late = days(frame, &field.name).into_iter().flatten().filter(|day| *day > today);
                for day in late {
                    assert_eq!(field.name, "離職日", "{}.{} {as_of}", table.name, field.name);
                    assert!(day <= today + 60, "{}.{} {as_of}", table.name, field.name);
                    announced += 1;
                }
            }
        }
        assert!(announced > 0, "{as_of}: nobody is about to retire");
        let latest = numbers(dataset.table("考績").unwrap(), "年度").into_iter().flatten().max();
        assert_eq!(latest, Some(i32::from(as_of.date().year()) - 1911));
    }
}

/// The last of several years is the snapshot that is made alone, and has as many persons as were asked for.
#[test]
fn the_last_year_is_the_one_made_alone() {
    let (alone, years) = (made(2_000, 14), made_years(2_000, 14, 3));
    let dates: Vec<String> = years.iter().map(|(as_of, _)| as_of.to_string()).collect();
    assert_eq!(dates, ["2023-12-31", "2024-12-31", "2025-12-31"]);
    for ((name, frame), (_, same)) in alone.tables().zip(years[2].1.tables()) {
        assert!(frame.equals_missing(same), "{name}");
    }
    assert_eq!(alone.rows("人員"), 2_000);
    // Earlier snapshots are about as large.
    assert!((1_800..2_100).contains(&years[0].1.rows("人員")), "{}", years[0].1.rows("人員"));
}

/// Who calls may stop: an error of the receiver ends the work.
#[test]
fn an_error_of_the_receiver_ends_the_work() {
    let mut seen = 0;
    let outcome = synthesize_years(&dictionary(), &authorities(), &options(50, 1), 3, &NoProgress, &mut |_, _| {
        seen += 1;
        Err(SynthError::NoAuthority)
    });
    assert!(matches!(outcome, Err(SynthError::NoAuthority)));
    assert_eq!(seen, 1);
}
