//! The posts of a working life, the last of them the present one.

use super::agencies::{Agencies, Agency};
use super::draw::{Draw, days};
use super::exam::Entry;
use super::person::years_between;
use super::placement::{Placement, Service};
use super::posts::{ranked_title, series, unit, unranked_title};
use super::salary::climb;
use super::shares::{AWAY, Route, grades};
use super::staff::{Chief, Rank, Staff};
use super::status::{Calling, status};
use super::world::World;

/// Years in one post, on average (assumed: about six posts a person).
const YEARS_A_POST: f64 = 3.25;
/// The most posts of a life.
const MOST_POSTS: u32 = 22;
/// How long somebody serves before a rank above that of the first appointment, in years.
const YEARS_TO_PROMOTION: f64 = 5.0;
/// The least and the greatest number of days that somebody is away without pay.
const AWAY_DAYS: (i32, i32) = (180, 720);

/// One post.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) agency: usize,
    pub(super) unit: &'static str,
    /// 職務編號, without the letter before it.
    pub(super) number: u32,
    pub(super) title: &'static str,
    pub(super) rank: Option<&'static str>,
    pub(super) grade: Option<i32>,
    /// 官職等.
    pub(super) status: Option<&'static str>,
    /// 俸點, as reviewed at the beginning.
    pub(super) points: Option<i32>,
    pub(super) chief: Chief,
    pub(super) series: &'static str,
    pub(super) start: i32,
    pub(super) end: Option<i32>,
    /// 異動原因 of its beginning.
    pub(super) begun: &'static str,
    /// 異動原因 of its end.
    pub(super) ended: &'static str,
    /// 離職原因, where nothing followed at once.
    pub(super) left: Option<&'static str>,
}

/// The span that the posts fill.
pub(super) struct Span {
    /// First appointment.
    pub(super) first: i32,
    /// The last day of the world or the day of leaving.
    pub(super) last: i32,
    /// The day of leaving, where it is known.
    pub(super) leave: Option<i32>,
}

/// The posts in order.
pub(super) fn plan_career(
    world: &World<'_>,
    draw: &mut Draw,
    place: &Placement,
    entry: Option<Entry>,
    span: &Span,
) -> Vec<Post> {
    let agencies = world.agencies;
    let starts = starts(draw, span, needs_promotion(place.rank, entry));
    let grade = place.rank.map(|rank| present_grade(draw, rank, entry, span));
    let lowest = entry.map_or(1, |entry| entry.grade);
    let calling = Calling::choose(draw, entry.map(|entry| entry.grade));
    let last = starts.len() - 1;
    let mut posts: Vec<Post> = Vec::with_capacity(starts.len());
    let mut agency = place.agency;
    // Backwards from the present post, for that is the one which is given.
    for (index, start) in starts.iter().enumerate().rev() {
        let grade = grade.map(|grade| grade_at(grade, lowest.min(grade), index, last));
        let chief = match (index == last, grade) {
            (true, _) => place.chief,
            (false, Some(9..)) if draw.chance(0.3) => Chief::Second,
            _ => Chief::None,
        };
        let at: &Agency = agencies.get(agency);
        let series = match place.rank {
            Some(_) if index < last && draw.chance(0.15) => series(draw, at.branch),
            _ => place.series,
        };
        let status = status(place.staff, grade, chief, at, calling, years_between(span.first, *start));
        let title = match grade {
            Some(grade) => ranked_title(draw, at, grade, chief, series),
            None => unranked_title(draw, at, place.staff, chief, status, calling),
        };
        let rank = grade.map(|grade| Rank::of_grade(grade).label()).or(status.filter(|status| *status == "特任"));
        posts.push(Post {
            agency,
            unit: unit(draw, series),
            number: draw.below(1_000_000),
            title,
            rank,
            grade,
            status,
            points: None,
            chief,
            series,
            start: *start,
            end: starts.get(index + 1).copied().or(span.leave),
            begun: "初任",
            ended: "",
            left: None,
        });
        agency = previous_agency(agencies, draw, agency, place.staff);
    }
    posts.reverse();
    climb_ladder(draw, &mut posts, span.first);
    go_away(draw, &mut posts, place.staff);
    give_reasons(&mut posts, place.service);
    posts
}

/// Whether the present rank is above the one in which people with this examination begin.
fn needs_promotion(rank: Option<Rank>, entry: Option<Entry>) -> bool {
    let Some(rank) = rank else { return false };
    entry.is_some_and(|entry| entry.route == Route::Promotion || Rank::of_grade(entry.grade) < rank)
}

fn starts(draw: &mut Draw, span: &Span, promoted: bool) -> Vec<i32> {
    let length = span.last - span.first;
    let years = f64::from(length) / 365.2425;
    let mut count = 1 + draw.count((years / YEARS_A_POST).min(14.0), MOST_POSTS);
    // Posts shorter than two hundred days are left out, and a promotion takes a second post.
    count = count.min(1 + u32::try_from(length / 200).unwrap_or(0));
    if promoted {
        count = count.max(2);
    }
    if count == 1 {
        return vec![span.first];
    }
    let earliest = if promoted { days(YEARS_TO_PROMOTION).min(length - 20) } else { length / 7 };
    let recent = 1.0 - draw.unit() * draw.unit();
    let present = earliest + scaled(length - 15 - earliest, recent);
    let before = count - 1;
    let step = f64::from(present) / f64::from(before);
    let mut starts = Vec::with_capacity(usize::try_from(count).unwrap_or(1));
    starts.push(span.first);
    for index in 1..before {
        // Less than half a step to either side keeps them in order.
        let jitter = (draw.unit() - 0.5) * 0.8;
        starts.push(span.first + scaled(1, step * (f64::from(index) + jitter)));
    }
    starts.push(span.first + present);
    starts
}

fn scaled(length: i32, part: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a part of a working life in days")]
    let days = (f64::from(length) * part) as i32;
    days
}

fn present_grade(draw: &mut Draw, rank: Rank, entry: Option<Entry>, span: &Span) -> i32 {
    let (least, most) = match rank {
        Rank::Junior => (1, 5),
        Rank::Middle => (6, 9),
        Rank::Senior => (10, 14),
    };
    let entry_grade = entry.map_or(1, |entry| entry.grade).clamp(1, most);
    let years = (span.last - span.first) / 365;
    let reachable = (entry_grade + years / 2).clamp(least, most);
    let grade = draw.weighted(grades(rank));
    grade.clamp(entry_grade.max(least).min(reachable), reachable)
}

/// The grade of post `index`, rising evenly from `lowest` in the first to `highest` in the `last`.
fn grade_at(highest: i32, lowest: i32, index: usize, last: usize) -> i32 {
    if last == 0 {
        return highest;
    }
    let (index, last) = (i32::try_from(index).unwrap_or(0), i32::try_from(last).unwrap_or(1));
    lowest + (highest - lowest) * index / last
}

fn previous_agency(agencies: &Agencies, draw: &mut Draw, agency: usize, staff: Staff) -> usize {
    match draw.weighted(&[(0, 0.6), (1, 0.28), (2, 0.12)]) {
        0 => agency,
        1 => agencies.neighbour(draw, agency, staff),
        _ => agencies.pick(draw, staff, agencies.get(agency).central),
    }
}

/// 俸點 as each post begins: a step a year for most, and what a promotion takes along.
fn climb_ladder(draw: &mut Draw, posts: &mut [Post], first: i32) {
    let pace = 0.8 + draw.unit() * 0.2;
    let (mut before, mut since) = (0, first);
    for post in posts {
        let steps = scaled(1, years_between(since, post.start) * pace);
        post.points = post.grade.map(|grade| climb(before, steps, grade));
        (before, since) = (post.points.unwrap_or(0), post.start);
    }
}

/// Some were away without pay for a time, between two posts.
fn go_away(draw: &mut Draw, posts: &mut [Post], staff: Staff) {
    let (gone, time) = (draw.chance(AWAY), draw.between(AWAY_DAYS.0, AWAY_DAYS.1));
    let at = draw.below(u32::try_from(posts.len()).unwrap_or(1));
    let Ok(at) = usize::try_from(at) else { return };
    if !gone || !staff.is_civil() || at + 1 >= posts.len() {
        return;
    }
    let (post, next) = (posts[at].start, posts[at + 1].start);
    // Half a year in the post first: nobody goes before 先予試用 is over.
    if next - post > time + 200 {
        posts[at].end = Some(next - time);
        posts[at].left = Some("留職停薪");
    }
}

/// Why each post began and ended (labels of 異動原因).
fn give_reasons(posts: &mut [Post], service: Service) {
    for index in 1..posts.len() {
        let (before, after) = (&posts[index - 1], &posts[index]);
        let begun = if before.left.is_some() {
            "回職復薪"
        } else if after.grade > before.grade {
            "調升"
        } else if after.agency != before.agency {
            "商調"
        } else {
            "平調"
        };
        posts[index - 1].ended = before.left.unwrap_or(begun);
        posts[index].begun = begun;
    }
    let last = posts.len() - 1;
    let (left, ended) = match service {
        Service::Serving => (None, ""),
        Service::LeavingSoon => (Some("退休"), "退休"),
        Service::Left(reason) => {
            let ended = match reason {
                "調任他機關" => "商調",
                "撤職" => "免職",
                "停職" => "留職停薪",
                "借調" => "平調",
                same => same,
            };
            (Some(reason), ended)
        }
    };
    posts[last].left = left;
    posts[last].ended = ended;
}
