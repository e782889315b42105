//! The rules by which imported histories are checked raise no alarm here, in any of several years.

use super::*;
use crate::dataset::checks::{check_flow, check_histories};

/// First and last day of the posts of everybody.
struct Lives {
    birth: HashMap<String, i32>,
    first: HashMap<String, i32>,
    posts: HashMap<String, Vec<(i32, i32)>>,
    today: i32,
}

impl Lives {
    fn of(dataset: &Dataset, as_of: AsOf) -> Self {
        let (frame, posts) = (dataset.table("人員").unwrap(), dataset.table("經歷").unwrap());
        let today = epoch_day(as_of.date());
        let identity = texts(frame, "身分證統一編號");
        let by = |column: &str| {
            let cells = days(frame, column);
            identity.iter().flatten().cloned().zip(cells.into_iter().map(Option::unwrap)).collect()
        };
        let (from, to) = (days(posts, "到職日"), days(posts, "離職日"));
        let span = |row: &usize| (from[*row].unwrap(), to[*row].unwrap_or(today));
        let posts = rows_by_person(posts).into_iter().map(|(id, rows)| (id, rows.iter().map(span).collect()));
        Self { birth: by("出生日期"), first: by("初任公職日"), posts: posts.collect(), today }
    }

    /// Whether a post covers both days.
    fn serves(&self, identity: &str, from: i32, to: i32) -> bool {
        let covered = |day: i32| self.posts[identity].iter().any(|(start, end)| *start <= day && day <= *end);
        covered(from) && covered(to)
    }
}

/// Calls `check` with the person and the days of each row of `table`.
fn each_row(dataset: &Dataset, table: &str, columns: &[&str], check: &mut dyn FnMut(&str, &[Option<i32>])) {
    let frame = dataset.table(table).unwrap();
    let cells: Vec<_> = columns.iter().map(|column| days(frame, column)).collect();
    for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
        let row: Vec<Option<i32>> = cells.iter().map(|column| column[row]).collect();
        check(&identity.unwrap(), &row);
    }
}

#[test]
fn what_happened_happened_in_life_and_in_service() {
    for (as_of, dataset) in made_years(4_000, 15, 2) {
        let lives = Lives::of(&dataset, as_of);
        let (birth, first) = (|id: &str| lives.birth[id], |id: &str| lives.first[id]);
        for posts in lives.posts.values() {
            assert!(posts.windows(2).all(|pair| pair[0].1 <= pair[1].0));
            assert!(posts.iter().all(|(from, to)| from < to || *to == lives.today), "{posts:?}");
        }
        each_row(&dataset, "學歷", &["修業起日", "修業迄日"], &mut |id, row| {
            assert!(row[0] < row[1] && row[0].unwrap() > birth(id) + 5 * 365, "{id}");
        });
        each_row(&dataset, "兵役", &["服役起日", "服役迄日"], &mut |id, row| {
            assert!(row[0].is_none_or(|day| completed_years(birth(id), day) >= 17 && row[1] < Some(first(id))), "{id}");
        });
        each_row(&dataset, "訓練", &["起日", "迄日"], &mut |id, row| {
            assert!(row[0] <= row[1] && lives.serves(id, row[0].unwrap(), row[1].unwrap()), "{id} {row:?}");
        });
        each_row(&dataset, "獎懲", &["日期"], &mut |id, row| {
            assert!(lives.serves(id, row[0].unwrap(), row[0].unwrap()), "{id}");
        });
        each_row(&dataset, "兼職", &["起日", "迄日"], &mut |id, row| {
            assert!(row[0] >= Some(first(id)) && row[1].is_none_or(|end| Some(end) > row[0]), "{id}");
        });
        each_row(&dataset, "銓審", &["生效日期", "核定日期"], &mut |id, row| {
            assert!(row[0] >= Some(first(id)) && row[0] <= row[1], "{id}");
        });
        each_row(
            &dataset,
            "經歷",
            &["任職令日期", "到職日", "免職令日期", "離職日"],
            &mut |id, row| {
                assert!(row[0] <= row[1] && row[0].unwrap() > birth(id) + 18 * 365, "{id}");
                assert!(row[2].is_none_or(|day| Some(day) >= row[1] && Some(day) <= row[3]), "{id}");
            },
        );
        for (table, column) in
            [("語文", "檢定日期"), ("專長", "生效日期"), ("專技考試", "生效日期"), ("教師資格", "起資日期")]
        {
            each_row(&dataset, table, &[column], &mut |id, row| {
                assert!(row[0].is_none_or(|day| completed_years(birth(id), day) >= 18), "{table} of {id}");
            });
        }
    }
}

/// Children are younger than both parents by eighteen years, parents older; and nobody marries as a child.
#[test]
fn families_can_be() {
    let dataset = made(4_000, 16);
    let lives = Lives::of(&dataset, AsOf::new(YEAR_END));
    let family = dataset.table("家屬").unwrap();
    let (relation, birth) = (texts(family, "稱謂"), days(family, "出生日期"));
    for (identity, rows) in rows_by_person(family) {
        let own = lives.birth[&identity];
        let spouse = rows.iter().find(|row| relation[**row].as_deref() == Some("配偶")).and_then(|row| birth[*row]);
        for row in rows {
            let day = birth[row].unwrap();
            match relation[row].as_deref().unwrap() {
                "父" | "母" => assert!(completed_years(day, own) >= 18, "{identity}"),
                "配偶" => assert!(completed_years(day, lives.today) >= 18, "{identity}"),
                _ => {
                    let younger = |parent: i32| completed_years(parent, day) >= 18;
                    assert!(younger(own) && spouse.is_some_and(younger), "{identity}");
                }
            }
        }
    }
}

/// The newest 銓審 is about the post that the person holds.
#[test]
fn the_newest_review_agrees_with_the_person() {
    for (as_of, dataset) in made_years(4_000, 17, 2) {
        let (frame, reviews) = (dataset.table("人員").unwrap(), dataset.table("銓審").unwrap());
        let by_person = rows_by_person(reviews);
        let (approved, effective) = (days(reviews, "核定日期"), days(reviews, "生效日期"));
        let number = |column: &str| (numbers(frame, column), numbers(reviews, column));
        let text = |column: &str| (texts(frame, column), texts(reviews, column));
        let texts_of = [text("官等"), text("官職等"), text("俸級")];
        let numbers_of = [number("職等"), number("俸點")];
        let staff = texts(frame, "人員區分");
        let mut seen = 0;
        for (row, identity) in texts(frame, "身分證統一編號").into_iter().enumerate() {
            let Some(rows) = by_person.get(&identity.unwrap()) else {
                let kind = staff[row].as_deref().unwrap();
                assert!(!kind.starts_with("簡薦委") && !kind.starts_with("警察"), "{as_of} row {row}");
                continue;
            };
            // In order by both days: whoever looks for the newest finds the same.
            assert!(rows.windows(2).all(|pair| effective[pair[0]] < effective[pair[1]]), "row {row}");
            assert!(rows.windows(2).all(|pair| approved[pair[0]] <= approved[pair[1]]), "{as_of} row {row}");
            let newest = rows[rows.len() - 1];
            assert!(texts_of.iter().all(|(person, review)| person[row] == review[newest]), "{as_of} row {row}");
            assert!(numbers_of.iter().all(|(person, review)| person[row] == review[newest]), "{as_of} row {row}");
            seen += 1;
        }
        assert!(seen > 3_000, "{seen}");
    }
}

/// What is made here is the measure of the checks: they find nothing in it, within a year and between years.
#[test]
fn the_checks_raise_no_alarm() {
    let dictionary = dictionary();
    let snapshots = made_years(6_000, 18, 4);
    for (as_of, dataset) in &snapshots {
        let checked = check_histories(&dataset.at(*as_of), &dictionary).unwrap();
        assert!(checked.skipped.is_empty(), "{:?}", checked.skipped);
        assert_eq!(checked.findings, [], "{as_of}");
    }
    for (earlier, later) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
        let ((from, before), (to, after)) = (&snapshots[earlier], &snapshots[later]);
        let flow = check_flow(&before.at(*from), &after.at(*to)).unwrap();
        assert_eq!(flow.findings, [], "{from} to {to}");
        let total = flow.total;
        assert!(total.joined > 100 && total.left > 100 && total.returned > 0 && total.moved_in > 50, "{total:?}");
        assert_eq!(total.imbalance(), 0);
    }
}
