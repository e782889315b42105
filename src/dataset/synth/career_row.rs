//! The rows of 經歷, and of 銓審, which follows each of them.

use super::agencies::Agencies;
use super::document::numbered;
use super::draw::Draw;
use super::names::position_number;
use super::person::Person;
use super::salary::step_name;
use super::sink::Sink;
use super::staff::Staff;
use super::standing::visible_end;
use super::status::listing;
use super::world::{View, World};
use crate::dataset::table_builder::Value;

pub(super) const COLUMNS: [&str; 21] = [
    "身分證統一編號",
    "主管機關",
    "服務機關",
    "職稱",
    "單位",
    "職務編號",
    "職務列等",
    "人員區分",
    "官等",
    "職等",
    "官職等",
    "職系",
    "主管級別",
    "到職日",
    "離職日",
    "異動原因",
    "任職令日期",
    "任職令文號",
    "免職令日期",
    "免職令文號",
    "不必銓審",
];
pub(super) const REVIEW_COLUMNS: [&str; 10] =
    ["身分證統一編號", "核定日期", "文號", "審查結果", "官等", "職等", "官職等", "俸級", "俸點", "生效日期"];

/// How long 先予試用 lasts, in days.
const TRIAL: i32 = 183;

/// Whether appointments of this kind are reviewed by the 銓敘部.
fn is_reviewed(staff: Staff) -> bool {
    staff.is_civil() && !matches!(staff, Staff::Political | Staff::Clerk)
}

/// Writes the rows of 經歷.
pub(super) fn write_career(sink: &mut Sink, draw: &mut Draw, agencies: &Agencies, person: &Person<'_>, view: View) {
    let staff = person.place.staff;
    let (mut order, mut release) = (String::new(), String::new());
    for post in &person.posts {
        let (ordered, released) = (post.start - draw.between(1, 20), draw.between(0, 10));
        let (number, other) = (draw.below(1_000_000), draw.below(1_000_000));
        if !view.sees(post.start) {
            continue;
        }
        let agency = agencies.get(post.agency);
        let end = visible_end(post, view);
        let released = end.map(|end| (end - released).max(post.start)).filter(|day| view.sees(*day));
        let text = |text: Option<&'static str>| text.map_or(Value::Null, Value::Text);
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(&agency.authority_name),
            Value::Text(&agency.name),
            Value::Text(post.title),
            Value::Text(post.unit),
            Value::Text(&position_number(post.number)),
            text(post.grade.map(|grade| listing(grade).2)),
            Value::Text(staff.label()),
            text(post.rank),
            post.grade.map_or(Value::Null, Value::Integer),
            text(post.status),
            Value::Text(post.series),
            Value::Text(post.chief.label()),
            Value::Day(post.start),
            end.map_or(Value::Null, Value::Day),
            // A post that goes on bears the reason of its beginning, one that has ended the reason of its end.
            Value::Text(if end.is_some() { post.ended } else { post.begun }),
            Value::Day(ordered),
            Value::Text(numbered(&mut order, "範人字第", number)),
            released.map_or(Value::Null, Value::Day),
            released.map_or(Value::Null, |_| Value::Text(numbered(&mut release, "範人字第", other))),
            Value::Bool(!is_reviewed(staff)),
        ]);
    }
}

/// Writes the rows of 銓審: one a post, and 合格實授 after the trial in the first.
///
/// No review waits for its paper beyond the next year-end, so that the newest agrees with 人員 in every snapshot.
pub(super) fn write_reviews(sink: &mut Sink, draw: &mut Draw, world: &World<'_>, person: &Person<'_>, view: View) {
    if !is_reviewed(person.place.staff) {
        return;
    }
    let mut buffer = String::new();
    for (index, post) in person.posts.iter().enumerate() {
        let step = post.grade.zip(post.points).map(|(grade, points)| step_name(grade, points));
        let mut write = |draw: &mut Draw, result: &'static str, effective: i32| {
            let approved = (effective + draw.between(10, 60)).min(world.year_end_from(effective));
            let number = draw.below(10_000_000);
            if !view.sees(approved) {
                return;
            }
            let text = |text: Option<&'static str>| text.map_or(Value::Null, Value::Text);
            sink.push(&[
                Value::Text(&person.identity),
                Value::Day(approved),
                Value::Text(numbered(&mut buffer, "範銓字第", number)),
                Value::Text(result),
                text(post.rank),
                post.grade.map_or(Value::Null, Value::Integer),
                text(post.status),
                text(step),
                post.points.map_or(Value::Null, Value::Integer),
                Value::Day(effective),
            ]);
        };
        if index > 0 || person.exam.is_none() {
            write(draw, "合格實授", post.start);
            continue;
        }
        write(draw, "先予試用", post.start);
        // The paper comes before the next post, so that the order of the papers is the order of the posts.
        let last = post.end.unwrap_or(i32::MAX).min(person.span.last);
        if last - post.start > TRIAL + 60 {
            write(draw, "合格實授", post.start + TRIAL);
        }
    }
}
