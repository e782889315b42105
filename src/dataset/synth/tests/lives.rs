//! Histories do not contradict themselves: careers, examinations, schooling, service, appraisals.

use super::*;

#[test]
fn careers_are_in_order_and_end_in_the_present_post() {
    let dataset = made(4_000, 6);
    let (frame, posts) = (dataset.table("人員").unwrap(), dataset.table("經歷").unwrap());
    let by_person = rows_by_person(posts);
    let (birth, first, start, leave) =
        (days(frame, "出生日期"), days(frame, "初任公職日"), days(frame, "到職日"), days(frame, "離職日"));
    let (from, to, reasons, grades) =
        (days(posts, "到職日"), days(posts, "離職日"), texts(posts, "異動原因"), numbers(posts, "職等"));
    let (grade, rank) = (numbers(frame, "職等"), texts(frame, "官等"));
    let same = ["服務機關", "主管機關", "單位", "職務編號", "職稱", "官等", "官職等", "職系", "主管級別", "人員區分"];
    let columns: Vec<_> = same.iter().map(|column| (column, texts(frame, column), texts(posts, column))).collect();
    let mut away = 0;
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let (birth, first, start) = (birth[row].unwrap(), first[row].unwrap(), start[row].unwrap());
        assert!(completed_years(birth, first) >= 18, "row {row}");
        assert!(first <= start && start <= epoch_day(YEAR_END), "row {row}");
        assert!(leave[row].is_none_or(|day| day > start), "row {row}");
        let career = &by_person[&identity.unwrap()];
        assert_eq!(from[career[0]], Some(first));
        for pair in career.windows(2) {
            assert!(from[pair[0]] < to[pair[0]] && grades[pair[0]] <= grades[pair[1]], "row {row}");
            // One post follows the other at once, but for those who were away without pay.
            if to[pair[0]] != from[pair[1]] {
                assert!(to[pair[0]] < from[pair[1]], "row {row}");
                assert_eq!(reasons[pair[0]].as_deref(), Some("留職停薪"));
                away += 1;
            }
        }
        let present = career[career.len() - 1];
        assert_eq!((from[present], to[present]), (Some(start), leave[row]));
        assert_eq!(grades[present], grade[row]);
        for (column, person, post) in &columns {
            assert_eq!(person[row], post[present], "{column} of row {row}");
        }
        let expected = grade[row].map(|grade| staff::Rank::of_grade(grade).label());
        assert!(rank[row].as_deref() == expected || rank[row].as_deref() == Some("特任"), "row {row}");
    }
    assert!((100..500).contains(&away), "{away} were away");
}

#[test]
fn examinations_schooling_and_service_agree_with_the_person() {
    let dataset = made(4_000, 8);
    let frame = dataset.table("人員").unwrap();
    let (exams, degrees, military) =
        (dataset.table("考試").unwrap(), dataset.table("學歷").unwrap(), dataset.table("兵役").unwrap());
    let (exam_rows, degree_rows, soldiers) = (rows_by_person(exams), rows_by_person(degrees), rows_by_person(military));
    let (kinds, years, passed) = (texts(exams, "考試種類"), numbers(exams, "年度"), days(exams, "及格日期"));
    let (levels, ends, starts) = (texts(degrees, "教育程度"), days(degrees, "修業迄日"), days(degrees, "修業起日"));
    let (sex, kind, year) = (texts(frame, "性別"), texts(frame, "進用考試種類"), numbers(frame, "進用考試年度"));
    let (education, first) = (texts(frame, "教育程度"), days(frame, "初任公職日"));
    let served = days(military, "服役迄日");
    let mut promoted = 0;
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let identity = identity.unwrap();
        match (&kind[row], exam_rows.get(&identity)) {
            (None, rows) => assert!(rows.is_none()),
            (Some(kind), None) => assert_eq!(kind, "依其他法令進用"),
            (Some(kind), Some(rows)) => {
                assert!(
                    rows.iter().any(|at| kinds[*at].as_ref() == Some(kind) && years[*at] == year[row]),
                    "row {row}"
                );
                assert!(passed[rows[0]] < first[row]);
                // Only what promotes comes after the first appointment.
                for at in rows.iter().filter(|at| passed[**at] > first[row]) {
                    assert!(kinds[*at].as_deref().unwrap().ends_with("升官等"), "row {row}");
                    promoted += 1;
                }
                if kind.starts_with("高考") {
                    let college =
                        degree_rows[&identity].iter().find(|at| !matches!(levels[**at].as_deref(), Some("高中職")));
                    assert!(
                        ends[*college.unwrap()] < passed[rows[rows.len() - 1]],
                        "row {row}: degree after examination"
                    );
                }
            }
        }
        let schooling = &degree_rows[&identity];
        let last = schooling[schooling.len() - 1];
        assert_eq!(levels[last], education[row]);
        assert!(ends[schooling[0]] < first[row], "row {row}: in service before school ended");
        assert!(schooling.windows(2).all(|pair| ends[pair[0]] <= starts[pair[1]]));
        assert_eq!(soldiers.contains_key(&identity), sex[row].as_deref() == Some("男"));
        if let Some(rows) = soldiers.get(&identity) {
            assert!(served[rows[0]].is_none_or(|day| Some(day) < first[row]));
        }
    }
    assert!(promoted > 50, "{promoted}");
}

#[test]
fn appraisals_are_yearly_and_within_service() {
    let dataset = made(4_000, 9);
    let (frame, appraisals) = (dataset.table("人員").unwrap(), dataset.table("考績").unwrap());
    let (by_person, posts) = (rows_by_person(appraisals), dataset.table("經歷").unwrap());
    let (years, grades, points) = (numbers(appraisals, "年度"), texts(appraisals, "等次"), numbers(appraisals, "總分"));
    let kinds = texts(appraisals, "區分");
    let (first, leave) = (days(frame, "初任公職日"), days(frame, "離職日"));
    let (career, reasons) = (rows_by_person(posts), texts(posts, "異動原因"));
    let ends = days(posts, "離職日");
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let identity = identity.unwrap();
        let Some(rows) = by_person.get(&identity) else { continue };
        let years: Vec<i32> = rows.iter().map(|at| years[*at].unwrap()).collect();
        // One a year, but for the years in which somebody was away without pay.
        let away = career[&identity].iter().find(|at| reasons[**at].as_deref() == Some("留職停薪"));
        let gone = away.and_then(|at| ends[*at]).map(|day| i32::from(date_of(day).year()) - 1911);
        for pair in years.windows(2) {
            let missing = gone.is_some_and(|year| (year..=year + 3).contains(&pair[1]));
            assert!(pair[0] + 1 == pair[1] || (missing && pair[0] < pair[1]), "row {row}: {years:?}");
        }
        assert!(years[0] + 1911 >= i32::from(date_of(first[row].unwrap()).year()));
        let last = leave[row].map_or(YEAR_END, |day| date_of(day).min(YEAR_END));
        assert!(years[years.len() - 1] + 1911 <= i32::from(last.year()), "row {row}");
        // 另考 for a part of a year: the first one, or one in which somebody was away.
        for (at, year) in rows.iter().zip(&years).skip(1) {
            let partial = gone.is_some_and(|gone| (gone..=gone + 3).contains(year));
            assert!(kinds[*at].as_deref() != Some("另考") || partial, "row {row}");
        }
    }
    assert!(["年考", "另考", "不考"].iter().all(|kind| kinds.iter().flatten().any(|known| known == kind)));
    let of = |grade: &str| {
        percent(grades.iter().flatten().filter(|known| *known == grade).count(), grades.iter().flatten().count())
    };
    assert!((of("甲") - 75.0).abs() < 1.0 && (of("乙") - 24.0).abs() < 1.0 && of("丙") < 1.0);
    let fits = |row: usize| {
        matches!(
            (grades[row].as_deref(), points[row]),
            (Some("甲"), Some(80..=100)) | (Some("乙"), Some(70..=79)) | (Some("丙"), Some(60..=69)) | (None, None)
        )
    };
    assert!((0..appraisals.height()).all(fits));
}

/// A snapshot in the middle of the year does not hold appraisals that have not been given yet.
#[test]
fn the_running_year_is_not_appraised() {
    let options = SynthOptions { persons: 500, seed: 1, as_of: AsOf::new(Date::constant(2025, 6, 30)) };
    let dataset = synthesize(&dictionary(), &authorities(), &options, &NoProgress).unwrap();
    let latest = numbers(dataset.table("考績").unwrap(), "年度").into_iter().flatten().max();
    assert_eq!(latest, Some(113));
}
