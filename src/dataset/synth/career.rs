//! The posts of a working life, the last of them the present one.

use super::agencies::{Agencies, Agency};
use super::calibration::{Route, grades};
use super::draw::{Draw, days};
use super::exam::Entry;
use super::person::Person;
use super::placement::{Placement, Service};
use super::posts::{ranked_title, series, unranked_title};
use super::sink::Sink;
use super::staff::{Chief, Rank, Staff};
use crate::dataset::table_builder::Value;

pub(super) const COLUMNS: [&str; 12] = [
    "身分證統一編號",
    "主管機關",
    "服務機關",
    "職稱",
    "人員區分",
    "官等",
    "職等",
    "職系",
    "主管級別",
    "到職日",
    "離職日",
    "異動原因",
];

/// Years in one post, on average (assumed).
const YEARS_A_POST: f64 = 5.0;
/// How long somebody serves before a rank above that of the first appointment, in years.
const YEARS_TO_PROMOTION: f64 = 5.0;

/// One post.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) agency: usize,
    pub(super) title: &'static str,
    pub(super) grade: Option<i32>,
    pub(super) chief: Chief,
    pub(super) series: &'static str,
    pub(super) start: i32,
    pub(super) end: Option<i32>,
    pub(super) reason: &'static str,
}

/// The span that the posts fill.
pub(super) struct Span {
    /// First appointment.
    pub(super) first: i32,
    /// As-of date or day of leaving.
    pub(super) last: i32,
    /// The day of leaving, where it is known.
    pub(super) leave: Option<i32>,
}

/// The posts in order.
pub(super) fn plan_career(
    agencies: &Agencies,
    draw: &mut Draw,
    place: &Placement,
    entry: Option<Entry>,
    span: &Span,
) -> Vec<Post> {
    let promoted = needs_promotion(place.rank, entry);
    let starts = starts(draw, span, promoted);
    let grade = place.rank.map(|rank| present_grade(draw, rank, entry, span));
    let lowest = entry.map_or(1, |entry| entry.grade);
    let last = starts.len() - 1;
    let here = agencies.get(place.agency);
    let present_series = if place.rank.is_some() { series(draw, here.branch) } else { "無" };
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
        let series = match place.rank {
            Some(_) if index < last && draw.chance(0.15) => series(draw, agencies.get(agency).branch),
            _ => present_series,
        };
        let at: &Agency = agencies.get(agency);
        let title = match grade {
            Some(grade) => ranked_title(draw, at, grade, chief, series),
            None => unranked_title(draw, at, place.staff, chief),
        };
        let end = starts.get(index + 1).copied().or(span.leave);
        posts.push(Post { agency, title, grade, chief, series, start: *start, end, reason: "初任" });
        agency = previous_agency(agencies, draw, agency, place.staff);
    }
    posts.reverse();
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
    let mut count = 1 + draw.count((years / YEARS_A_POST).min(8.0), 12);
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
    let mut starts = vec![span.first];
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
    match draw.weighted(&[(0, 0.5), (1, 0.35), (2, 0.15)]) {
        0 => agency,
        1 => agencies.neighbour(draw, agency, staff),
        _ => agencies.pick(draw, staff, agencies.get(agency).central),
    }
}

/// A post that goes on bears the reason of its beginning, one that has ended the reason of its end (`dictionary.toml`).
fn give_reasons(posts: &mut [Post], service: Service) {
    let beginnings: Vec<&'static str> = (0..posts.len())
        .map(|index| match index {
            0 => "初任",
            _ => beginning(&posts[index - 1], &posts[index]),
        })
        .collect();
    let last = posts.len() - 1;
    for (index, post) in posts.iter_mut().enumerate() {
        post.reason = match (index == last, service) {
            (false, _) => beginnings[index + 1],
            (true, Service::Serving) => beginnings[index],
            (true, Service::LeavingSoon) => "退休",
            (true, Service::Left(reason)) => match reason {
                "調任他機關" => "商調",
                "撤職" => "免職",
                "停職" => "留職停薪",
                "借調" => "平調",
                same => same,
            },
        };
    }
}

fn beginning(before: &Post, after: &Post) -> &'static str {
    if after.grade > before.grade {
        "調升"
    } else if after.agency != before.agency {
        "商調"
    } else {
        "平調"
    }
}

/// Writes the rows of 經歷.
pub(super) fn write_career(sink: &mut Sink, agencies: &Agencies, person: &Person<'_>) {
    for post in &person.posts {
        let agency = agencies.get(post.agency);
        let rank = post.grade.map(|grade| Rank::of_grade(grade).label());
        sink.push(&[
            Value::Text(&person.identity),
            Value::Text(&agency.authority_name),
            Value::Text(&agency.name),
            Value::Text(post.title),
            Value::Text(person.place.staff.label()),
            rank.map_or(Value::Null, Value::Text),
            post.grade.map_or(Value::Null, Value::Integer),
            Value::Text(post.series),
            Value::Text(post.chief.label()),
            Value::Day(post.start),
            post.end.map_or(Value::Null, Value::Day),
            Value::Text(post.reason),
        ]);
    }
}
