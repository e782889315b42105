//! One person's life up to the last day: who, which road into service, since when, which posts.

use super::career::{Post, Span, plan_career};
use super::draw::{Draw, days};
use super::exam::{Entry, choose_entry, without_promotion};
use super::family::{Relative, plan_family};
use super::names;
use super::placement::Placement;
use super::schooling::{Degree, degrees};
use super::shares::{EARLIEST_APPOINTMENT, Route, first_appointment};
use super::staff::Rank;
use super::world::{World, years_before};
use crate::domain::failing_checksum;
use crate::domain::{date_of, epoch_day};

/// The years that somebody of a rank has served at least, who did not begin in it.
const YEARS_TO_SENIOR: f64 = 12.0;
/// For 薦任, the least and the span above it.
const YEARS_TO_MIDDLE: (f64, f64) = (5.2, 3.0);
/// Two months: the shortest service.
const SHORTEST_SERVICE: f64 = 0.15;

/// One person.
pub(super) struct Person<'a> {
    pub(super) index: u64,
    pub(super) identity: String,
    pub(super) name: String,
    pub(super) birth: i32,
    pub(super) place: &'a Placement,
    pub(super) degrees: Vec<Degree>,
    pub(super) entry: Option<Entry>,
    /// The examination before the first appointment.
    pub(super) exam: Option<i32>,
    /// A promotion examination after it.
    pub(super) promotion: Option<i32>,
    pub(super) span: Span,
    pub(super) posts: Vec<Post>,
    pub(super) family: Vec<Relative>,
}

impl Person<'_> {
    /// Years from the first appointment to the last day, or to the day of leaving.
    pub(super) fn years(&self) -> f64 {
        years_between(self.span.first, self.span.last)
    }

    /// Whether `day` lies in a time without a post, between two posts.
    pub(super) fn away(&self, day: i32) -> bool {
        let next = self.posts.partition_point(|post| post.start <= day);
        next > 0 && next < self.posts.len() && self.posts[next - 1].end.is_some_and(|end| end <= day)
    }
}

/// Years between two days.
pub(super) fn years_between(from: i32, to: i32) -> f64 {
    f64::from(to - from) / 365.2425
}

/// Makes person number `index`.
pub(super) fn make_person<'a>(world: &World<'_>, draw: &mut Draw, index: u64, place: &'a Placement) -> Person<'a> {
    let last = place.leave.map_or(world.today(), |day| day.min(world.today()));
    let birth = epoch_day(years_before(date_of(place.reference), place.age)) - draw.between(0, 364);
    let birth_year = date_of(birth).year();
    let schooling = schooling(draw, birth_year, place.education, place.age, last);
    let education = schooling.last().map_or(place.education, |degree| degree.level);
    let way = place.staff.is_civil().then(|| choose_entry(draw, place.staff, place.rank, place.route, education));
    let (entry, first) = appointment(draw, place, way, birth, last);
    // A master's degree taken in service does not open 高考二級; move it before the examination.
    let schooling = match entry {
        Some(entry) if matches!(entry.kind, "高考二級" | "特考二等") => degrees(draw, birth_year, education, 0),
        _ => schooling,
    };
    let span = Span { first, last, leave: place.leave };
    let posts = plan_career(world, draw, place, entry, &span);
    let exam = entry.filter(|entry| entry.route.is_exam()).map(|_| first - draw.between(30, 180));
    let promotion =
        entry.filter(|entry| entry.route == Route::Promotion).map(|entry| promotion_day(draw, first, entry, &posts));
    let serial = names::identity_serial(index, world.seed);
    let county = u8::try_from(draw.below(26)).unwrap_or(0);
    let name = names::name(draw, None);
    let family = plan_family(draw, &name, place.male, birth, last);
    Person {
        index,
        identity: failing_checksum(county, place.male, serial),
        name,
        birth,
        place,
        degrees: schooling,
        entry,
        exam,
        promotion,
        span,
        posts,
        family,
    }
}

/// The degrees that lead to `education`, as far as they are finished; four in ten take the master's degree in service.
fn schooling(draw: &mut Draw, birth_year: i16, education: usize, age: i16, last: i32) -> Vec<Degree> {
    let late = if education == 4 && draw.chance(0.4) { i16::try_from(draw.between(3, 16)).unwrap_or(3) } else { 0 };
    // 28: the usual age of a master, and some room.
    let mut degrees = degrees(draw, birth_year, education, late.min(age - 28).max(0));
    while degrees.len() > 1 && degrees.last().is_some_and(|degree| degree.end > last - 30) {
        degrees.pop();
    }
    degrees
}

/// The day of the promotion examination: in service, before the first post in the rank that it opens.
fn promotion_day(draw: &mut Draw, first: i32, entry: Entry, posts: &[Post]) -> i32 {
    let opened = match entry.kind {
        "簡任升官等" => Rank::Senior,
        "薦任升官等" => Rank::Middle,
        _ => Rank::Junior,
    };
    let in_rank = |post: &&Post| post.grade.is_some_and(|grade| Rank::of_grade(grade) >= opened);
    // Who was in that rank from the beginning passed it in the first years.
    let target = posts.iter().skip(1).find(in_rank).map_or(first + 400, |post| post.start);
    let earliest = first + days(3.0).min((target - first) / 2);
    draw.between(earliest, (target - 30).max(earliest))
}

/// The day of the first appointment, and the road to it where another had to be taken.
fn appointment(
    draw: &mut Draw,
    place: &Placement,
    entry: Option<Entry>,
    birth: i32,
    last: i32,
) -> (Option<Entry>, i32) {
    let mut entry = entry;
    let age = years_between(birth, last);
    let (mean, deviation) = first_appointment(place.staff);
    let to_middle = YEARS_TO_MIDDLE.0 + draw.unit() * YEARS_TO_MIDDLE.1;
    let served = |entry: Option<Entry>| match (place.rank, entry) {
        (Some(Rank::Senior), _) => YEARS_TO_SENIOR,
        (Some(Rank::Middle), Some(entry)) if entry.grade < 6 => to_middle,
        (_, Some(entry)) if entry.route == Route::Promotion => to_middle,
        _ => SHORTEST_SERVICE,
    };
    let youngest = |entry: Option<Entry>| {
        entry.map_or(EARLIEST_APPOINTMENT, |entry| (f64::from(entry.youngest) / 10.0).max(EARLIEST_APPOINTMENT))
    };
    // Too young to have come this way: a road that begins in the present rank.
    if let Some(way) = entry
        && age - served(entry) < youngest(entry)
    {
        entry = Some(match place.rank {
            Some(Rank::Middle | Rank::Senior) => Entry::SPECIAL_THREE,
            _ => without_promotion(way, place.rank),
        });
    }
    let (low, high) = (youngest(entry), (age - served(entry)).max(EARLIEST_APPOINTMENT));
    let mut first = draw.normal(mean, deviation);
    for _ in 0..6 {
        if first <= high {
            break;
        }
        first = draw.normal(mean, deviation);
    }
    if first < low {
        first = low + draw.unit() * 0.9;
    }
    if first > high {
        first = low.min(high) + draw.unit() * (high - low).max(0.0);
    }
    (entry, birth + days(first))
}
