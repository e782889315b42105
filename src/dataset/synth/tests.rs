//! Calibration, determinism, and histories that do not contradict themselves.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::super::NoProgress;
use super::super::epoch_day::{date_of, epoch_day};
use super::*;
use crate::domain::{FieldType, checksum_holds};
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY};
use crate::source::{Problems, SourceText};

pub(crate) fn authorities() -> Authorities {
    let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
    crate::domain::parse_authorities(&source, &Problems::new()).unwrap()
}

pub(crate) fn dictionary() -> Dictionary {
    let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
    crate::domain::parse_dictionary(&source, &Problems::new()).unwrap()
}

const YEAR_END: Date = Date::constant(2025, 12, 31);

fn made(persons: u64, seed: u64) -> Dataset {
    let options = SynthOptions { persons, seed, as_of: AsOf::new(YEAR_END) };
    synthesize(&dictionary(), &authorities(), &options, &NoProgress).unwrap()
}

fn texts(frame: &DataFrame, column: &str) -> Vec<Option<String>> {
    frame.column(column).unwrap().str().unwrap().iter().map(|text| text.map(ToOwned::to_owned)).collect()
}

fn days(frame: &DataFrame, column: &str) -> Vec<Option<i32>> {
    frame.column(column).unwrap().date().unwrap().physical().iter().collect()
}

fn numbers(frame: &DataFrame, column: &str) -> Vec<Option<i32>> {
    frame.column(column).unwrap().i32().unwrap().iter().collect()
}

fn completed_years(from: i32, to: i32) -> i32 {
    let (from, to) = (date_of(from), date_of(to));
    i32::from(to.year() - from.year()) - i32::from((to.month(), to.day()) < (from.month(), from.day()))
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons")]
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

fn mean(values: &[i32]) -> f64 {
    values.iter().map(|value| f64::from(*value)).sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap())
}

/// The columns of 人員 that calibration looks at, one entry a person.
struct Persons {
    sex: Vec<Option<String>>,
    level: Vec<Option<String>>,
    rank: Vec<Option<String>>,
    class: Vec<Option<String>>,
    education: Vec<Option<String>>,
    indigenous: Vec<Option<String>>,
    disability: Vec<Option<String>>,
    reason: Vec<Option<String>>,
    birth: Vec<Option<i32>>,
    first: Vec<Option<i32>>,
    leave: Vec<Option<i32>>,
    /// Rows of 公務人員 in service.
    serving: Vec<usize>,
    civil: Vec<usize>,
}

impl Persons {
    fn of(dataset: &Dataset) -> Self {
        let frame = dataset.table("人員").unwrap();
        let category = texts(frame, "人員類別");
        let leave = days(frame, "離職日");
        let civil: Vec<usize> =
            (0..frame.height()).filter(|row| category[*row].as_deref() == Some("公務人員")).collect();
        let serving =
            civil.iter().copied().filter(|row| leave[*row].is_none_or(|day| day > epoch_day(YEAR_END))).collect();
        Self {
            sex: texts(frame, "性別"),
            level: texts(frame, "機關層級"),
            rank: texts(frame, "官等"),
            class: texts(frame, "考試類別"),
            education: texts(frame, "教育程度"),
            indigenous: texts(frame, "原住民身分"),
            disability: texts(frame, "身心障礙等級"),
            reason: texts(frame, "離職原因"),
            birth: days(frame, "出生日期"),
            first: days(frame, "初任公職日"),
            leave,
            serving,
            civil,
        }
    }

    fn share(&self, of: impl Fn(usize) -> bool, among: impl Fn(usize) -> bool) -> f64 {
        let whole: Vec<usize> = self.serving.iter().copied().filter(|row| among(*row)).collect();
        percent(whole.iter().filter(|row| of(**row)).count(), whole.len())
    }

    fn age(&self, row: usize) -> i32 {
        completed_years(self.birth[row].unwrap(), epoch_day(YEAR_END))
    }
}

/// The targets of `domain.md` §3, within 2 percentage points.
#[test]
fn twenty_thousand_persons_meet_the_published_shares() {
    let dataset = made(20_000, 20_251_231);
    let persons = Persons::of(&dataset);
    let is = |column: &[Option<String>], row: usize, value: &str| column[row].as_deref() == Some(value);
    let mut figures: Vec<(String, f64, f64)> = Vec::new();
    let mut add = |name: &str, target: f64, found: f64| figures.push((name.to_owned(), target, found));
    let all = |_: usize| true;
    add("中央", 54.0, persons.share(|row| is(&persons.level, row, "中央"), all));
    add("女性", 42.5, persons.share(|row| is(&persons.sex, row, "女"), all));
    for (rank, target) in [("委任", 58.0), ("薦任", 53.0)] {
        let found = persons.share(|row| is(&persons.sex, row, "女"), |row| is(&persons.rank, row, rank));
        add(rank, target, found);
    }
    for (name, low, high, target) in [
        ("<30", 0, 29, 12.0),
        ("30–39", 30, 39, 26.0),
        ("40–49", 40, 49, 28.0),
        ("50–59", 50, 59, 28.0),
        ("60+", 60, 99, 6.0),
    ] {
        add(name, target, persons.share(|row| (low..=high).contains(&persons.age(row)), all));
    }
    for (names, target) in
        [(&["博士"][..], 2.0), (&["碩士"], 24.0), (&["大學"], 52.0), (&["專科"], 16.0), (&["高中職", "國中以下"], 6.0)]
    {
        let found = persons.share(|row| names.iter().any(|name| is(&persons.education, row, name)), all);
        add(names[0], target, found);
    }
    for (names, target) in [
        (&["高等考試"][..], 22.0),
        (&["普通考試"], 5.0),
        (&["初等考試"], 4.0),
        (&["特種考試"], 45.0),
        (&["升等考試"], 3.0),
        (&["其他考試", "依其他法令進用"], 21.0),
    ] {
        let found = persons.share(|row| names.iter().any(|name| is(&persons.class, row, name)), all);
        add(names[0], target, found);
    }
    for (name, target, found) in &figures {
        println!("{name}: {found:.1} (target {target})");
    }
    for (name, target, found) in figures {
        assert!((found - target).abs() <= 2.0, "{name}: {found:.1} %, target {target} %");
    }
}

/// Rarer figures with tolerances of their own: 2 points would let everything pass.
#[test]
fn small_shares_and_means_meet_their_targets() {
    let dataset = made(20_000, 7);
    let persons = Persons::of(&dataset);
    let female = |row: usize| persons.sex[row].as_deref() == Some("女");
    let senior = persons.share(female, |row| persons.rank[row].as_deref() == Some("簡任"));
    // About 800 persons: one standard error is 1.7 points.
    assert!((senior - 37.0).abs() < 5.0, "{senior}");
    let indigenous = persons.share(|row| persons.indigenous[row].as_deref() != Some("無"), |_| true);
    assert!((indigenous - 2.0).abs() < 0.4, "{indigenous}");
    let disabled = persons.share(|row| persons.disability[row].is_some(), |_| true);
    assert!((disabled - 1.9).abs() < 0.4, "{disabled}");

    let today = epoch_day(YEAR_END);
    let ages: Vec<i32> = persons.serving.iter().map(|row| persons.age(*row)).collect();
    let first = |row: usize| persons.first[row].unwrap();
    let seniority: Vec<i32> = persons.serving.iter().map(|row| completed_years(first(*row), today)).collect();
    let appointed: Vec<i32> =
        persons.serving.iter().map(|row| completed_years(persons.birth[*row].unwrap(), first(*row))).collect();
    let deviation = {
        let mean = mean(&appointed);
        let squares: f64 = appointed.iter().map(|age| (f64::from(*age) - mean).powi(2)).sum();
        (squares / f64::from(u32::try_from(appointed.len()).unwrap())).sqrt()
    };
    println!("age {} seniority {} first {} ± {deviation}", mean(&ages), mean(&seniority), mean(&appointed));
    assert!((mean(&ages) - 43.6).abs() < 0.5, "{}", mean(&ages));
    assert!((mean(&seniority) - 16.0).abs() < 0.5, "{}", mean(&seniority));
    assert!((mean(&appointed) - 27.0).abs() < 0.5, "{}", mean(&appointed));
    assert!((deviation - 4.0).abs() < 0.7, "{deviation}");

    // 辭職 in the last year, all ages and under 30.
    let resigned: Vec<usize> = persons
        .civil
        .iter()
        .copied()
        .filter(|row| persons.reason[*row].as_deref() == Some("辭職"))
        .filter(|row| persons.leave[*row].is_some_and(|day| day > today - 365 && day <= today))
        .collect();
    let young = resigned.iter().filter(|row| persons.age(**row) < 30).count();
    let young_serving = persons.serving.iter().filter(|row| persons.age(**row) < 30).count();
    let (rate, young_rate) = (percent(resigned.len(), persons.serving.len()), percent(young, young_serving));
    println!("resigned {rate} under 30 {young_rate} senior women {senior}");
    assert!((rate - 0.9).abs() < 0.25, "{rate}");
    assert!((young_rate - 2.7).abs() < 1.2, "{young_rate}");
}

/// The same seed gives the same dataset, whatever thread made which part; another seed another.
#[test]
fn the_seed_decides() {
    // Several chunks, so that several threads take part.
    let (one, again, other) = (made(5_000, 1), made(5_000, 1), made(5_000, 2));
    for ((name, frame), (_, same)) in one.tables().zip(again.tables()) {
        assert!(frame.equals_missing(same), "{name}");
    }
    assert!(!one.table("人員").unwrap().equals_missing(other.table("人員").unwrap()));
}

/// No number may belong to a real person, and each is there once.
#[test]
fn identity_numbers_are_unique_and_belong_to_nobody() {
    let dataset = made(3_000, 3);
    let identities = texts(dataset.table("人員").unwrap(), "身分證統一編號");
    let unique: HashSet<_> = identities.iter().flatten().collect();
    assert_eq!(unique.len(), 3_000);
    let relatives = texts(dataset.table("家屬").unwrap(), "家屬身分證號");
    assert!(identities.iter().chain(&relatives).flatten().all(|id| id.len() == 10 && !checksum_holds(id)));
}

/// Every field gets its type and, where it is a code, a label of its list.
#[test]
fn every_code_is_in_its_list() {
    let (dataset, dictionary) = (made(3_000, 4), dictionary());
    for table in &dictionary.tables {
        let frame = dataset.table(&table.name).unwrap();
        assert!(frame.height() > 0, "{}", table.name);
        let fields: Vec<_> = table.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(frame.get_column_names(), fields);
        for field in &table.fields {
            let nulls = frame.column(&field.name).unwrap().null_count();
            assert!(!field.required || nulls == 0, "{}.{}", table.name, field.name);
            // 外國國籍 is the one field that stays empty.
            assert!(nulls < frame.height() || field.name == "外國國籍", "{}.{} is empty", table.name, field.name);
            if field.kind == FieldType::Code {
                let list = dictionary.codes_of(field).unwrap();
                for label in texts(frame, &field.name).into_iter().flatten().collect::<HashSet<_>>() {
                    assert!(list.labels().any(|known| known == label), "{}.{}: {label}", table.name, field.name);
                }
            }
        }
    }
}

/// One head an agency; some agencies so small that counts of them are disclosive.
#[test]
fn agencies_have_one_head_and_some_are_tiny() {
    let dataset = made(20_000, 5);
    let frame = dataset.table("人員").unwrap();
    let (agencies, chiefs, leave) = (texts(frame, "服務機關"), texts(frame, "主管級別"), days(frame, "離職日"));
    let mut sizes: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for row in 0..frame.height() {
        let size = sizes.entry(agencies[row].as_deref().unwrap()).or_default();
        size.0 += 1;
        size.1 += u32::from(chiefs[row].as_deref() == Some("機關首長") && leave[row].is_none());
    }
    assert!(sizes.values().all(|(_, heads)| *heads <= 1));
    assert!(sizes.values().filter(|(size, _)| *size <= 2).count() > 10);
    assert!(sizes.len() > 500, "{}", sizes.len());
}

fn rows_by_person(frame: &DataFrame) -> HashMap<String, Vec<usize>> {
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        rows.entry(identity.unwrap()).or_default().push(row);
    }
    rows
}

#[test]
fn careers_are_in_order_and_end_in_the_present_post() {
    let dataset = made(4_000, 6);
    let (frame, posts) = (dataset.table("人員").unwrap(), dataset.table("經歷").unwrap());
    let by_person = rows_by_person(posts);
    let (birth, first, start, leave) =
        (days(frame, "出生日期"), days(frame, "初任公職日"), days(frame, "到職日"), days(frame, "離職日"));
    let (from, to, titles, grades) =
        (days(posts, "到職日"), days(posts, "離職日"), texts(posts, "職稱"), numbers(posts, "職等"));
    let (title, grade, rank) = (texts(frame, "職稱"), numbers(frame, "職等"), texts(frame, "官等"));
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let (birth, first, start) = (birth[row].unwrap(), first[row].unwrap(), start[row].unwrap());
        assert!(completed_years(birth, first) >= 18, "row {row}");
        assert!(first <= start && start <= epoch_day(YEAR_END), "row {row}");
        assert!(leave[row].is_none_or(|day| day > start), "row {row}");
        let career = &by_person[&identity.unwrap()];
        assert_eq!(from[career[0]], Some(first));
        for pair in career.windows(2) {
            assert!(from[pair[0]] < from[pair[1]] && to[pair[0]] == from[pair[1]], "row {row}");
            assert!(grades[pair[0]] <= grades[pair[1]]);
        }
        let present = career[career.len() - 1];
        assert_eq!((from[present], to[present]), (Some(start), leave[row]));
        assert_eq!((&titles[present], grades[present]), (&title[row], grade[row]));
        let expected = grade[row].map(|grade| staff::Rank::of_grade(grade).label());
        assert!(rank[row].as_deref() == expected || rank[row].as_deref() == Some("特任"), "row {row}");
    }
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
        assert!(schooling.windows(2).all(|pair| ends[pair[0]] <= starts[pair[1]]));
        assert_eq!(soldiers.contains_key(&identity), sex[row].as_deref() == Some("男"));
        if let Some(rows) = soldiers.get(&identity) {
            assert!(served[rows[0]].is_none_or(|day| Some(day) < first[row]));
        }
    }
}

#[test]
fn appraisals_are_yearly_and_within_service() {
    let dataset = made(4_000, 9);
    let (frame, appraisals) = (dataset.table("人員").unwrap(), dataset.table("考績").unwrap());
    let by_person = rows_by_person(appraisals);
    let (years, grades, points) = (numbers(appraisals, "年度"), texts(appraisals, "等次"), numbers(appraisals, "總分"));
    let (first, leave) = (days(frame, "初任公職日"), days(frame, "離職日"));
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let Some(rows) = by_person.get(&identity.unwrap()) else { continue };
        let years: Vec<i32> = rows.iter().map(|at| years[*at].unwrap()).collect();
        assert!(years.windows(2).all(|pair| pair[0] + 1 == pair[1]), "row {row}: {years:?}");
        assert!(years.len() <= 15);
        assert!(years[0] + 1911 >= i32::from(date_of(first[row].unwrap()).year()));
        let last = leave[row].map_or(YEAR_END, |day| date_of(day).min(YEAR_END));
        assert!(years[years.len() - 1] + 1911 <= i32::from(last.year()), "row {row}");
    }
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
