//! What somebody is on the day on which the world is looked at: the post, whether in service, what was learnt by then.

use super::career::Post;
use super::person::Person;
use super::schooling::Degree;
use super::world::View;

/// How long before a retirement its day is known.
const NOTICE: i32 = 60;

/// What somebody is on a day.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    /// The post held, or the last one held.
    pub(super) post: &'a Post,
    /// The day of leaving, past or announced.
    pub(super) leave: Option<i32>,
    /// 離職原因, where there is such a day.
    pub(super) reason: Option<&'static str>,
    /// The highest degree.
    pub(super) degree: Option<&'a Degree>,
}

impl Standing<'_> {
    /// Of `person` in `view`; nothing for those who came later or left long before, who have no row.
    pub(super) fn of<'a>(person: &'a Person<'_>, view: View) -> Option<Standing<'a>> {
        let posts = &person.posts[..person.posts.partition_point(|post| view.sees(post.start))];
        let post = posts.last()?;
        let leave = visible_end(post, view);
        if leave.is_some_and(|day| day <= view.forgotten) {
            return None;
        }
        let degree = person.degrees.iter().rev().find(|degree| view.sees(degree.end));
        Some(Standing { post, leave, reason: leave.and(post.left), degree })
    }
}

/// The day on which `post` ended or is known to end.
///
/// The day of a transfer is not known before it; a retirement is announced.
pub(super) fn visible_end(post: &Post, view: View) -> Option<i32> {
    let known = |end: &i32| view.sees(*end) || (post.left == Some("退休") && *end <= view.day + NOTICE);
    post.end.filter(known)
}
