//! The first pass: who works where, in which rank, of which age, and who has left. Small and in order, for an agency has
//! one head.

use super::agencies::Agencies;
use super::draw::Draw;
use super::evenly::Evenly;
use super::posts::{is_guarding, series};
use super::shares::{
    AGES, EDUCATION_BY_AGE, LEAVERS, LEAVING, LEAVING_SOON, NOT_CIVIL, NOT_CIVIL_STAFF, RANK_BY_AGE, RESIGNING_AGE,
    RESIGNING_CENTRAL, RETIRING_AGE, STAFF, ages_at, chiefs, female_share,
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
fn place(world: &World<'_>, draw: &mut Draw, evenly: &mut Evenly, forgotten: Option<usize>) -> Placement {
    let civil = !draw.chance(NOT_CIVIL);
    let service = if forgotten.is_some() || draw.chance(LEAVERS) {
        let reason = draw.weighted(&LEAVING);
        // What only a 公務人員 can do does not happen to contract staff.
        Service::Left(if civil { reason } else { "辭職" })
    } else if civil && draw.chance(LEAVING_SOON) {
        Service::LeavingSoon
    } else {
        Service::Serving
    };
    let (leave, reference) = leaving_day(world, draw, service, forgotten);
    let rows: &[(Staff, f64, f64)] = if civil { &STAFF } else { &NOT_CIVIL_STAFF };
    let mut rest = draw.unit();
    let row = rows.iter().find(|row| {
        rest -= row.1;
        rest < 0.0
    });
    let (staff, _, central) = *row.unwrap_or(&rows[0]);
    let central = draw.chance(match service {
        // Odds, for the share of each kind of staff changes by them and stays a share.
        Service::Left("辭職") if civil => central * RESIGNING_CENTRAL / (central * RESIGNING_CENTRAL + 1.0 - central),
        _ => central,
    });
    let cell = match service {
        Service::Left("退休") | Service::LeavingSoon => draw.weighted(&RETIRING_AGE),
        Service::Left("辭職") if civil => draw.weighted(&RESIGNING_AGE),
        _ => age_cell(draw, central),
    };
    let rank = (staff == Staff::Ranked).then(|| draw.weighted(&RANK_BY_AGE[cell]));
    let age = age(draw, cell, staff, rank);
    let agency = world.agencies.pick(draw, staff, central);
    let chief = chief(draw, world.agencies, agency, staff, rank);
    let branch = world.agencies.get(agency).branch;
    let series = if rank.is_some() { series(draw, branch) } else { "無" };
    // Those who have left are in no published share; they may not disturb the row of those who serve.
    let left = usize::from(matches!(service, Service::Left(_)));
    let women = female_share(staff, rank, branch, series);
    let male = evenly.next((women_group(staff, rank, branch.category(), series), left)) >= women;
    let ages = ages_at(age);
    let education =
        evenly.weighted((EDUCATION_GROUPS + usize::from(!civil) * AGES.len() + ages, left), &EDUCATION_BY_AGE[ages]);
    Placement { staff, agency, rank, chief, series, male, education, service, leave, age, reference }
}

/// Groups of education come after those of women.
const EDUCATION_GROUPS: usize = 1000;

/// The number of the group in which one share of women holds.
fn women_group(staff: Staff, rank: Option<Rank>, class: &str, series: &str) -> usize {
    let staff = Staff::ALL.iter().position(|kind| *kind == staff).unwrap_or(0);
    let rank = rank.map_or(0, |rank| 1 + rank as usize);
    let class = ["行政機關", "公營事業", "衛生醫療"].iter().position(|known| *known == class).unwrap_or(3);
    ((staff * 4 + rank) * 4 + class) * 2 + usize::from(is_guarding(series))
}

/// The day of leaving, and the year-end to which the age refers.
fn leaving_day(world: &World<'_>, draw: &mut Draw, service: Service, forgotten: Option<usize>) -> (Option<i32>, i32) {
    let today = world.today();
    match (service, forgotten) {
        (Service::Serving, _) => (None, today),
        (Service::LeavingSoon, _) => (Some(today + draw.between(5, 60)), today),
        (Service::Left(_), back) => {
            let (newest, oldest) = match back {
                None => (0, LEAVER_YEARS),
                Some(back) => (LEAVER_YEARS + back - 1, LEAVER_YEARS + back),
            };
            let day = draw.between(world.year_end(oldest) + 1, world.year_end(newest));
            (Some(day), world.year_end_from(day))
        }
    }
}

fn age_cell(draw: &mut Draw, central: bool) -> usize {
    let total: f64 = AGES.iter().map(|cell| cell.share(central)).sum();
    let mut rest = draw.unit() * total;
    let cell = AGES.iter().position(|cell| {
        rest -= cell.share(central);
        rest < 0.0
    });
    cell.unwrap_or(AGES.len() - 1)
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
