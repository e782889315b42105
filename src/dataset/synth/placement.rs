//! The first pass: who works where, in which rank, and who has left. Small and in order, for an agency has one head.

use super::agencies::Agencies;
use super::calibration::{
    AGE_BANDS, LEAVERS, LEAVING, LEAVING_SOON, NOT_CIVIL, NOT_CIVIL_STAFF, RANK_BY_AGE, RESIGNING_AGE, RETIRING_AGE,
    STAFF, chiefs,
};
use super::draw::Draw;
use super::staff::{Chief, Rank, Staff};
use crate::dataset::progress::Progress;

/// The deputies that an agency has at most.
const MOST_DEPUTIES: u8 = 2;

/// Whether somebody is in service at the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Serving,
    /// In service, but the day of leaving is known.
    LeavingSoon,
    /// Has left, for this reason.
    Left(&'static str),
}

/// One person's place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placement {
    pub(super) staff: Staff,
    pub(super) agency: usize,
    pub(super) rank: Option<Rank>,
    pub(super) chief: Chief,
    /// Age band, at the as-of date or at the day of leaving.
    pub(super) age_band: usize,
    pub(super) service: Service,
    /// What `STAFF` says about women of this kind; ranks have their own share.
    pub(super) female_share: f64,
}

/// Places `persons`.
pub(super) fn place_persons(agencies: &Agencies, persons: u64, seed: u64, progress: &dyn Progress) -> Vec<Placement> {
    progress.begin("安排職務", Some(persons));
    let mut draw = Draw::new(seed, 0);
    let mut heads = vec![0_u8; agencies.len()];
    let mut deputies = vec![0_u8; agencies.len()];
    let mut placements = Vec::new();
    for _ in 0..persons {
        let mut placement = place(agencies, &mut draw);
        if placement.service == Service::Serving {
            placement.chief = match placement.chief {
                Chief::Head => free_seat(&mut heads[placement.agency], 1).then_some(Chief::Head),
                Chief::Deputy => free_seat(&mut deputies[placement.agency], MOST_DEPUTIES).then_some(Chief::Deputy),
                other => Some(other),
            }
            .unwrap_or(Chief::First);
        }
        placements.push(placement);
    }
    progress.advance(persons);
    progress.finish();
    placements
}

fn free_seat(taken: &mut u8, seats: u8) -> bool {
    let free = *taken < seats;
    *taken += u8::from(free);
    free
}

fn place(agencies: &Agencies, draw: &mut Draw) -> Placement {
    let civil = !draw.chance(NOT_CIVIL);
    let service = if draw.chance(LEAVERS) {
        let reason = draw.weighted(&LEAVING);
        // What only a 公務人員 can do does not happen to contract staff.
        Service::Left(if civil { reason } else { "辭職" })
    } else if civil && draw.chance(LEAVING_SOON) {
        Service::LeavingSoon
    } else {
        Service::Serving
    };
    let rows: &[(Staff, f64, f64, f64)] = if civil { &STAFF } else { &NOT_CIVIL_STAFF };
    let mut rest = draw.unit();
    let row = rows.iter().find(|row| {
        rest -= row.1;
        rest < 0.0
    });
    let (staff, _, central, female_share) = *row.unwrap_or(&rows[0]);
    let age_band = match service {
        Service::Left("退休") | Service::LeavingSoon => draw.weighted(&RETIRING_AGE),
        Service::Left("辭職") if civil => draw.weighted(&RESIGNING_AGE),
        _ => draw.weighted(&AGE_BANDS),
    };
    let central = draw.chance(central);
    let agency = agencies.pick(draw, staff, central);
    let rank = (staff == Staff::Ranked).then(|| draw.weighted(&RANK_BY_AGE[age_band]));
    let school = agencies.get(agency).branch.category() == "公立學校";
    let chief = match (rank, staff) {
        // The head of a school is a teacher and not in this dataset.
        (Some(rank), _) => match draw.weighted(chiefs(rank)) {
            Chief::Head | Chief::Deputy if school => Chief::First,
            chief => chief,
        },
        (None, Staff::Political) => {
            if draw.chance(0.4) {
                Chief::Head
            } else {
                Chief::Deputy
            }
        }
        (None, Staff::Police) if draw.chance(0.08) => Chief::Second,
        _ => Chief::None,
    };
    Placement { staff, agency, rank, chief, age_band, service, female_share }
}
