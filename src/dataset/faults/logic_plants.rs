//! How each contradiction is made. A plant looks at one person and changes nothing where she does not suit.

use super::frame_edits::NewCell;
use super::logic_fault::Plan;
use super::planted_career::{Child, PlantedCareer};
use crate::domain::failing_checksum;

/// One way to break one rule.
pub(super) struct Plant {
    pub(super) rule: &'static str,
    pub(super) kind: &'static str,
    /// Plans the fault in this person; none where she does not suit.
    pub(super) plan: fn(&PlantedCareer, usize, &mut Plan) -> Option<()>,
}

impl Plant {
    /// Under which identity number the fault is told.
    pub(super) fn identity(&self, careers: &PlantedCareer, person: usize) -> String {
        if self.kind == "person-added" {
            return new_identity(careers, person);
        }
        careers.persons.identity(person).to_owned()
    }
}

const fn plant(
    rule: &'static str,
    kind: &'static str,
    plan: fn(&PlantedCareer, usize, &mut Plan) -> Option<()>,
) -> Plant {
    Plant { rule, kind, plan }
}

/// What one snapshot contradicts by itself.
pub(super) const HISTORY_PLANTS: [Plant; 21] = [
    plant("overlapping-posts", "post-ends-late", post_ends_late),
    plant("leave-before-arrival", "post-ends-before-it-begins", post_ends_before_it_begins),
    plant("leave-before-arrival", "person-leaves-before-arriving", person_leaves_before_arriving),
    plant("service-before-birth", "post-before-birth", |careers, person, plan| early_post(careers, person, plan, -100)),
    plant("service-before-birth", "post-of-a-child", |careers, person, plan| early_post(careers, person, plan, 3650)),
    plant("promotion-before-appointment", "ranked-post-before-appointment", ranked_post_before_appointment),
    plant("promotion-before-appointment", "promotion-exam-before-appointment", promotion_exam_before_appointment),
    plant("promotion-before-appointment", "review-before-appointment", review_before_appointment),
    plant("exam-after-appointment", "entry-exam-late", entry_exam_late),
    plant("current-post-missing", "present-post-closed", present_post_closed),
    plant("current-post-mismatch", "other-title", |careers, person, plan| other_text(careers, person, plan, "職稱")),
    plant("current-post-mismatch", "other-organ", |careers, person, plan| {
        other_text(careers, person, plan, "服務機關")
    }),
    plant("current-post-mismatch", "last-post-left-open", last_post_left_open),
    plant("current-post-against-review", "other-grade-in-review", other_grade_in_review),
    plant("several-current-posts", "earlier-post-left-open", earlier_post_left_open),
    plant("future-date", "reward-to-come", |careers, person, plan| {
        to_come((careers.rewards.as_ref(), "獎懲", "日期"), careers, person, plan)
    }),
    plant("future-date", "training-to-come", |careers, person, plan| {
        to_come((careers.training.as_ref(), "訓練", "起日"), careers, person, plan)
    }),
    plant("leave-reason-missing", "reason-taken-out", reason_taken_out),
    plant("lost-character", "geta", |careers, person, plan| lost_character(careers, person, plan, '〓')),
    plant("lost-character", "private-use", |careers, person, plan| lost_character(careers, person, plan, '\u{e000}')),
    plant("lost-character", "question-mark", |careers, person, plan| lost_character(careers, person, plan, '?')),
];

/// What contradicts an earlier snapshot.
pub(super) const FLOW_PLANTS: [Plant; 6] = [
    plant("person-vanished", "person-taken-out", person_taken_out),
    plant("left-without-record", "left-long-ago", left_long_ago),
    plant("entered-without-record", "person-added", person_added),
    plant("moved-without-record", "other-authority", other_authority),
    plant("facts-changed", "other-birth", other_birth),
    plant("facts-changed", "other-sex", other_sex),
];

fn post_ends_late(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let posts = careers.posts();
    let [.., before, present] = posts.as_slice() else { return None };
    let touching = before.end == Some(present.start) && careers.settled(person);
    touching.then(|| plan.table("經歷").set("離職日", before.row, NewCell::Day(Some(present.start + 20))))
}

fn post_ends_before_it_begins(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let posts = careers.posts();
    let [first, _, ..] = posts.as_slice() else { return None };
    careers.settled(person).then(|| plan.table("經歷").set("離職日", first.row, NewCell::Day(Some(first.start - 5))))
}

fn person_leaves_before_arriving(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    careers.left_long_ago(person)?;
    let arrival = careers.persons.arrival[person]?;
    plan.table("人員").set("離職日", person, NewCell::Day(Some(arrival - 3)));
    Some(())
}

/// The first post of somebody without rank: with one, it would be before the appointment too.
fn early_post(careers: &PlantedCareer, person: usize, plan: &mut Plan, days: i32) -> Option<()> {
    let posts = careers.posts();
    let [first, _, ..] = posts.as_slice() else { return None };
    let birth = careers.persons.birth[person].filter(|_| careers.rank(*first).is_none())?;
    plan.table("經歷").set("到職日", first.row, NewCell::Day(Some(birth + days)));
    Some(())
}

fn ranked_post_before_appointment(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let (posts, appointed) = (careers.posts(), careers.persons.first[person]?);
    let [first, _, ..] = posts.as_slice() else { return None };
    let grown = careers.persons.birth[person].is_some_and(|birth| appointed - birth > 18 * 366);
    let suits = first.start == appointed && grown && careers.rank(*first).is_some();
    suits.then(|| plan.table("經歷").set("到職日", first.row, NewCell::Day(Some(appointed - 40))))
}

fn is_promotion(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.contains("升官等") || kind.contains("升資"))
}

fn promotion_exam_before_appointment(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let (exams, appointed) = (careers.exams.as_ref()?, careers.persons.first[person]?);
    let kinds = exams.table.texts("考試種類")?;
    let row = exams.of(person).into_iter().find(|row| is_promotion(kinds.get(*row)))?;
    plan.table("考試").set("及格日期", row, NewCell::Day(Some(appointed - 30)));
    Some(())
}

fn review_before_appointment(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let (reviews, appointed) = (careers.reviews.as_ref()?, careers.persons.first[person]?);
    let days = reviews.table.days("生效日期")?;
    let mut rows = reviews.of(person);
    rows.sort_by_key(|row| days[*row]);
    // The newest must stay: it says what the present rank is.
    let [oldest, .., newest] = rows.as_slice() else { return None };
    (days[*oldest] < days[*newest])
        .then(|| plan.table("銓審").set("生效日期", *oldest, NewCell::Day(Some(appointed - 30))))
}

fn entry_exam_late(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let (exams, appointed) = (careers.exams.as_ref()?, careers.persons.first[person]?);
    let (kinds, years) = (exams.table.texts("考試種類")?, exams.table.numbers("年度")?);
    let rows: Vec<usize> = exams.of(person).into_iter().filter(|row| !is_promotion(kinds.get(*row))).collect();
    let [row] = rows.as_slice() else { return None };
    let year = careers.persons.table().numbers("進用考試年度")?[person]?;
    let is_entry = kinds.get(*row) == careers.text("進用考試種類", person) && years[*row] == Some(year);
    let suits = is_entry && appointed + 60 < careers.today;
    suits.then(|| plan.table("考試").set("及格日期", *row, NewCell::Day(Some(appointed + 60))))
}

fn present_post_closed(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let present = *careers.posts().last()?;
    let suits = careers.settled(person) && present.end.is_none();
    suits.then(|| plan.table("經歷").set("離職日", present.row, NewCell::Day(Some(careers.today - 400))))
}

fn other_text(careers: &PlantedCareer, person: usize, plan: &mut Plan, field: &str) -> Option<()> {
    let present = careers.posts().last().copied().filter(|post| post.end.is_none() && careers.settled(person))?;
    plan.table("經歷").set(field, present.row, NewCell::Text(Some(format!("另一{field}"))));
    Some(())
}

fn last_post_left_open(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let last = *careers.posts().last()?;
    let leave = careers.left_long_ago(person)?;
    let gone = matches!(careers.text("離職原因", person), Some("辭職" | "退休")) && last.end == Some(leave);
    gone.then(|| plan.table("經歷").set("離職日", last.row, NewCell::Day(None)))
}

fn other_grade_in_review(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let reviews = careers.reviews.as_ref()?;
    let (days, approved) = (reviews.table.days("生效日期")?, reviews.table.days_or_none("核定日期"));
    let newest = reviews.of(person).into_iter().max_by_key(|row| (days[*row], approved[*row], *row))?;
    let refused = reviews.table.texts("審查結果").and_then(|results| results.get(newest));
    let suits = days[newest]? <= careers.today && !refused.is_some_and(|result| result.starts_with('不'));
    let grade = reviews.table.numbers("職等")?[newest].filter(|_| suits)?;
    let other = if grade < 14 { grade + 1 } else { grade - 1 };
    plan.table("銓審").set("職等", newest, NewCell::Number(other));
    Some(())
}

fn earlier_post_left_open(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let posts = careers.posts();
    let [.., before, present] = posts.as_slice() else { return None };
    let touching = before.end == Some(present.start) && careers.settled(person);
    touching.then(|| plan.table("經歷").set("離職日", before.row, NewCell::Day(None)))
}

fn to_come(
    (child, table, field): (Option<&Child>, &'static str, &str),
    careers: &PlantedCareer,
    person: usize,
    plan: &mut Plan,
) -> Option<()> {
    let row = *child?.of(person).first()?;
    plan.table(table).set(field, row, NewCell::Day(Some(careers.today + 15)));
    Some(())
}

fn reason_taken_out(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    careers.left_long_ago(person)?;
    plan.table("人員").set("離職原因", person, NewCell::Text(None));
    Some(())
}

fn lost_character(careers: &PlantedCareer, person: usize, plan: &mut Plan, lost: char) -> Option<()> {
    let mut name: Vec<char> = careers.text("姓名", person)?.chars().collect();
    *name.last_mut()? = lost;
    plan.table("人員").set("姓名", person, NewCell::Text(Some(name.into_iter().collect())));
    Some(())
}

/// The authority of somebody settled, where no other fault has touched its stock.
fn fresh_authority(careers: &PlantedCareer, person: usize, plan: &Plan) -> Option<String> {
    let authority = careers.text("主管機關", person).filter(|_| careers.settled(person))?;
    (!plan.authorities.contains(authority)).then(|| authority.to_owned())
}

fn person_taken_out(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let authority = fresh_authority(careers, person, plan)?;
    plan.gone.insert(careers.persons.identity(person).to_owned());
    plan.authorities.insert(authority);
    Some(())
}

fn left_long_ago(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let authority = fresh_authority(careers, person, plan)?;
    let present = careers.posts().last().copied().filter(|post| post.end.is_none())?;
    let day = NewCell::Day(Some(careers.today - 400));
    plan.table("人員").set("離職日", person, day.clone());
    plan.table("人員").set("離職原因", person, NewCell::Text(Some("辭職".to_owned())));
    plan.table("經歷").set("離職日", present.row, day);
    plan.authorities.insert(authority);
    Some(())
}

/// Nobody's number: its checksum fails.
fn new_identity(careers: &PlantedCareer, person: usize) -> String {
    let taken = |identity: &str| careers.persons.identities().iter().any(|known| known == Some(identity));
    let serial = u32::try_from(person).unwrap_or(0);
    (0..=u32::MAX)
        .map(|more| failing_checksum(25, true, serial.wrapping_add(more)))
        .find(|identity| !taken(identity))
        .unwrap_or_default()
}

fn person_added(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let authority = fresh_authority(careers, person, plan)?;
    let identity = new_identity(careers, person);
    plan.table("人員").copy(person, &identity);
    for post in careers.posts() {
        plan.table("經歷").copy(post.row, &identity);
    }
    plan.authorities.insert(authority);
    Some(())
}

fn other_authority(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let authority = fresh_authority(careers, person, plan)?;
    let present = careers.posts().last().copied().filter(|post| post.end.is_none())?;
    let mut others = (0..careers.len()).filter_map(|other| fresh_authority(careers, other, plan));
    let other = others.find(|other| *other != authority)?;
    plan.table("人員").set("主管機關", person, NewCell::Text(Some(other.clone())));
    plan.table("經歷").set("主管機關", present.row, NewCell::Text(Some(other.clone())));
    plan.authorities.extend([authority, other]);
    Some(())
}

fn other_birth(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let birth = careers.persons.birth[person].filter(|_| careers.settled(person))?;
    // A day earlier makes nobody too young.
    plan.table("人員").set("出生日期", person, NewCell::Day(Some(birth - 1)));
    Some(())
}

fn other_sex(careers: &PlantedCareer, person: usize, plan: &mut Plan) -> Option<()> {
    let other = if careers.text("性別", person)? == "男" { "女" } else { "男" };
    let settled = careers.settled(person);
    settled.then(|| plan.table("人員").set("性別", person, NewCell::Text(Some(other.to_owned()))))
}
