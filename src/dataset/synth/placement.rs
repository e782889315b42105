//! The first pass: who works where, in which rank, of which age, and who has left. Small and in order, for an agency has
//! one head.

use super::agencies::Agencies;
use super::draw::Draw;
use super::evenly::{Aspect, Evenly};
use super::posts::{is_guarding, series};
use super::shares::{
    AGES, EDUCATION_BY_AGE, LEAVERS, LEAVING, LEAVING_SOON, NOT_CIVIL, NOT_CIVIL_STAFF, RANK_BY_AGE, RESIGNING_AGE,
    RESIGNING_CENTRAL, RETIRING_AGE, Route, STAFF, ages_at, chiefs, female_share, routes,
};
use super::staff::{Chief, Rank, Staff};
use super::world::{LEAVER_YEARS, World};
use crate::dataset::progress::Progress;

/// The deputies that an agency has at most.
const MOST_DEPUTIES: u8 = 2;
/// The stream of choices that places those who left before the last snapshot remembers; persons have the low numbers.
const FORGOTTEN_STREAM: u64 = u64::MAX / 2;

/// Whether somebody is in service on the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Serving,
    /// In service, but the day of leaving is known.
    LeavingSoon,
    /// Has left, for this reason.
    Left(&'static str),
}

/// One person's place on the last day of the world, or on the day of leaving.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placement {
    pub(super) staff: Staff,
    pub(super) agency: usize,
    pub(super) rank: Option<Rank>,
    pub(super) chief: Chief,
    /// 職系 of the present post.
    pub(super) series: &'static str,
    pub(super) male: bool,
    /// 教育程度 from 0 to 5, as far as it is reached by the day of leaving.
    pub(super) education: usize,
    /// The road into service that is taken where the person can take it.
    pub(super) route: Route,
    pub(super) service: Service,
    /// The day of leaving, where it is known.
    pub(super) leave: Option<i32>,
    /// Completed years of age on `reference`.
    pub(super) age: i16,
    /// The last day, or the first year-end after leaving.
    pub(super) reference: i32,
}

/// Places `persons`, and after them those who left so long ago that only the snapshots of earlier `years` know them.
pub(super) fn place_persons(world: &World<'_>, persons: u64, years: usize, progress: &dyn Progress) -> Vec<Placement> {
    progress.begin("安排職務", Some(persons));
    // Stream 0: persons begin with 1.
    let mut draw = Draw::new(world.seed, 0);
    let mut evenly = Evenly::default();
    let mut placements: Vec<Placement> = (0..persons).map(|_| place(world, &mut draw, &mut evenly, None)).collect();
    let mut seats = Seats::new(world.agencies.len());
    // Who serves comes first: a seat that is taken today was vacated by nobody else's present post.
    for serving in [true, false] {
        for placement in placements.iter_mut().filter(|place| (place.service == Service::Serving) == serving) {
            seats.take(placement);
        }
    }
    let mut draw = Draw::new(world.seed, FORGOTTEN_STREAM);
    for back in 1..years {
        for _ in 0..forgotten_a_year(persons) {
            let mut placement = place(world, &mut draw, &mut evenly, Some(back));
            seats.take(&mut placement);
            placements.push(placement);
        }
    }
    progress.advance(persons);
    progress.finish();
    placements
}

/// As many as leave in each of the years that the last snapshot remembers.
fn forgotten_a_year(persons: u64) -> u64 {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
    let leavers = (persons as f64 * LEAVERS / 3.0) as u64;
    leavers
}

/// The seats of heads and deputies that are taken. Each is had by one person of the world only: two who follow one another
/// would need posts that fit, day by day.
struct Seats {
    heads: Vec<u8>,
    deputies: Vec<u8>,
}

impl Seats {
    fn new(agencies: usize) -> Self {
        Self { heads: vec![0; agencies], deputies: vec![0; agencies] }
    }

    /// Gives the seat that goes with the placement, or the rank below it.
    fn take(&mut self, placement: &mut Placement) {
        let (taken, seats) = match placement.chief {
            Chief::Head => (&mut self.heads[placement.agency], 1),
            Chief::Deputy => (&mut self.deputies[placement.agency], MOST_DEPUTIES),
            _ => return,
        };
        if *taken < seats {
            *taken += 1;
        } else {
            placement.chief = Chief::First;
        }
    }
}

/// Places one person; `forgotten` years before the first that the last snapshot remembers, where she left then.
///
/// What the published figures look at is spread evenly, each kind of service by itself: those who have left are in no share
/// of those who serve. The rest is drawn.
fn place(world: &World<'_>, draw: &mut Draw, evenly: &mut Evenly, forgotten: Option<usize>) -> Placement {
    let civil = !draw.chance(NOT_CIVIL);
    let service = if forgotten.is_some() || draw.chance(LEAVERS) {
        // What only a 公務人員 can do does not happen to contract staff.
        let year = forgotten.unwrap_or(0);
        Service::Left(if civil { evenly.weighted((Aspect::Reason, 0, year), &LEAVING) } else { "辭職" })
    } else if civil && draw.chance(LEAVING_SOON) {
        Service::LeavingSoon
    } else {
        Service::Serving
    };
    let kind = match service {
        Service::Serving => usize::from(!civil),
        Service::LeavingSoon => 2,
        Service::Left("辭職") => 3 + usize::from(!civil),
        Service::Left(_) => 5,
    };
    let (leave, reference) = leaving_day(world, draw, evenly, (service, kind), forgotten);
    let staff = staff(draw, if civil { &STAFF } else { &NOT_CIVIL_STAFF });
    let (staff, central) = match service {
        // Odds, for the share of each kind of staff changes by them and stays a share.
        Service::Left("辭職") if civil => {
            (staff.0, staff.1 * RESIGNING_CENTRAL / (staff.1 * RESIGNING_CENTRAL + 1.0 - staff.1))
        }
        _ => staff,
    };
    let number = Staff::ALL.iter().position(|known| *known == staff).unwrap_or(0);
    let central = evenly.next((Aspect::Central, kind, number)) < central;
    let cell = match service {
        Service::Left("退休") | Service::LeavingSoon => draw.weighted(&RETIRING_AGE),
        Service::Left("辭職") if civil => evenly.weighted((Aspect::Age, kind, 0), &RESIGNING_AGE),
        _ => evenly.weighted((Aspect::Age, kind, usize::from(central)), &age_cells(central)),
    };
    let rank = (staff == Staff::Ranked).then(|| evenly.weighted((Aspect::Rank, kind, cell), &RANK_BY_AGE[cell]));
    let age = age(draw, cell, staff, rank);
    let agency = world.agencies.pick(draw, staff, central);
    let chief = chief(draw, world.agencies, agency, staff, rank);
    let branch = world.agencies.get(agency).branch;
    let series = if rank.is_some() { series(draw, branch) } else { "無" };
    let group = number * 4 + rank.map_or(0, |rank| 1 + rank as usize);
    let class = ["行政機關", "公營事業", "衛生醫療"].iter().position(|known| *known == branch.category()).unwrap_or(3);
    let women = (group * 4 + class) * 2 + usize::from(is_guarding(series));
    let male = evenly.next((Aspect::Sex, kind, women)) >= female_share(staff, rank, branch, series);
    let ages = ages_at(age);
    let education = evenly.weighted((Aspect::Education, kind, ages), &EDUCATION_BY_AGE[ages]);
    let route = evenly.weighted((Aspect::Route, kind, group * 4 + class), routes(staff, rank, branch));
    Placement { staff, agency, rank, chief, series, male, education, route, service, leave, age, reference }
}

/// A kind of staff and the part of it that is central.
fn staff(draw: &mut Draw, rows: &[(Staff, f64, f64)]) -> (Staff, f64) {
    let mut rest = draw.unit();
    let row = rows.iter().find(|row| {
        rest -= row.1;
        rest < 0.0
    });
    let (staff, _, central) = *row.unwrap_or(&rows[0]);
    (staff, central)
}

/// The day of leaving, and the year-end to which the age refers.
fn leaving_day(
    world: &World<'_>,
    draw: &mut Draw,
    evenly: &mut Evenly,
    (service, kind): (Service, usize),
    forgotten: Option<usize>,
) -> (Option<i32>, i32) {
    let today = world.today();
    let (newest, oldest) = match (service, forgotten) {
        (Service::Serving, _) => return (None, today),
        (Service::LeavingSoon, _) => return (Some(today + draw.between(5, 60)), today),
        (Service::Left(_), None) => (0, LEAVER_YEARS),
        (Service::Left(_), Some(back)) => (LEAVER_YEARS + back - 1, LEAVER_YEARS + back),
    };
    let (from, to) = (world.year_end(oldest), world.year_end(newest));
    let part = evenly.next((Aspect::Leaving, kind, newest));
    #[expect(clippy::cast_possible_truncation, reason = "days of a few years")]
    let day = from + 1 + (f64::from(to - from) * part) as i32;
    (Some(day.min(to)), world.year_end_from(day))
}

/// The positions in `AGES` with their shares.
fn age_cells(central: bool) -> [(usize, f64); 9] {
    std::array::from_fn(|cell| (cell, AGES[cell].share(central)))
}

/// Completed years of age in the cell: the youngest are mostly near its end, the oldest near its beginning.
fn age(draw: &mut Draw, cell: usize, staff: Staff, rank: Option<Rank>) -> i16 {
    let (from, to) = (AGES[cell].from, AGES[cell].to);
    let (one, other) = (draw.between(from, to), draw.between(from, to));
    let age = match cell {
        0 => one.max(other),
        7 | 8 => one.min(other),
        _ => one,
    };
    // Those whose road begins with a degree, see `exam`.
    let graduate = rank == Some(Rank::Middle) || matches!(staff, Staff::Medical | Staff::Judicial | Staff::Political);
    i16::try_from(if graduate { age.max(25) } else { age }).unwrap_or(40)
}

fn chief(draw: &mut Draw, agencies: &Agencies, agency: usize, staff: Staff, rank: Option<Rank>) -> Chief {
    let school = agencies.get(agency).branch.category() == "公立學校";
    match (rank, staff) {
        // The head of a school is a teacher and not in this dataset.
        (Some(rank), _) => match draw.weighted(chiefs(rank)) {
            Chief::Head | Chief::Deputy if school => Chief::First,
            chief => chief,
        },
        (None, Staff::Political) => draw.weighted(&[(Chief::Head, 0.4), (Chief::Deputy, 0.6)]),
        (None, Staff::Police) if draw.chance(0.08) => Chief::Second,
        _ => Chief::None,
    }
}
