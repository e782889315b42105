//! Plants contradictions into a dataset, so that a test can ask whether the checks find them, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsResult};
use serde::Serialize;

use super::choice::Choice;
use super::error::FaultError;
use super::frame_edits::FrameEdits;
use super::logic_plants::{FLOW_PLANTS, HISTORY_PLANTS};
use super::planted_career::PlantedCareer;
use crate::dataset::dataset::Dataset;
use crate::domain::{AsOf, Dictionary, IDENTITY};

/// A contradiction that was planted: what a check must report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LogicFault {
    /// The rule that must find it.
    pub rule: &'static str,
    /// Whose row; empty where the rule tells of an authority.
    pub identity: String,
    /// The authority, where the rule tells of one.
    pub authority: String,
    /// What was done.
    pub kind: &'static str,
}

/// How many persons get each kind.
const EACH: usize = 2;

/// Edits by table, and what must be found.
#[derive(Default)]
pub(super) struct Plan {
    edits: BTreeMap<&'static str, FrameEdits>,
    pub(super) faults: Vec<LogicFault>,
    /// Authorities whose stock no longer fits: each once, for two faults may cancel out.
    pub(super) authorities: BTreeSet<String>,
    /// Persons whose rows are taken out, in every table.
    pub(super) gone: BTreeSet<String>,
}

impl Plan {
    pub(super) fn table(&mut self, table: &'static str) -> &mut FrameEdits {
        self.edits.entry(table).or_default()
    }
}

/// Plants one or more contradictions of every rule into `dataset`, each in a person of her own, and says which. A rule for
/// which `dataset` has nobody, or no table, is left out.
///
/// Those of the flow (a person taken out, a day of birth changed, …) are told when the result is held against an *earlier,
/// unharmed* snapshot of the same persons, no more than a year before `as_of`.
///
/// # Errors
/// When the dataset is not one of `dictionary`.
pub fn plant_logic_faults(
    dataset: &Dataset,
    dictionary: &Dictionary,
    as_of: AsOf,
    seed: u64,
) -> Result<(Dataset, Vec<LogicFault>), FaultError> {
    let careers = PlantedCareer::read(dataset, dictionary, as_of)?;
    let mut choice = Choice::new(seed);
    let mut plan = Plan::default();
    let mut used = BTreeSet::new();
    let plants = HISTORY_PLANTS.iter().map(|plant| (plant, EACH)).chain(FLOW_PLANTS.iter().map(|plant| (plant, 1)));
    for (plant, times) in plants {
        for _ in 0..times {
            let from = choice.below(careers.len());
            let around = (from..careers.len()).chain(0..from);
            let found = around.filter(|person| !used.contains(person)).find(|person| {
                careers.load(*person);
                (plant.plan)(&careers, *person, &mut plan).is_some()
            });
            let Some(person) = found else { break };
            used.insert(person);
            plan.faults.push(LogicFault {
                rule: plant.rule,
                identity: plant.identity(&careers, person),
                authority: String::new(),
                kind: plant.kind,
            });
        }
    }
    for authority in &plan.authorities {
        plan.faults.push(LogicFault {
            rule: "flow-imbalance",
            identity: String::new(),
            authority: authority.clone(),
            kind: "follows",
        });
    }
    let mut tables = Vec::new();
    for (name, frame) in dataset.tables() {
        let frame = match plan.edits.get(name) {
            Some(edits) => edits.apply(frame, IDENTITY)?,
            None => frame.clone(),
        };
        tables.push((name.to_owned(), without(&frame, &plan.gone)?));
    }
    plan.faults.sort();
    Ok((Dataset::new(tables), plan.faults))
}

fn without(frame: &DataFrame, gone: &BTreeSet<String>) -> PolarsResult<DataFrame> {
    if gone.is_empty() {
        return Ok(frame.clone());
    }
    let identities = frame.column(IDENTITY)?.str()?;
    let stays = identities.iter().map(|identity| identity.is_none_or(|identity| !gone.contains(identity)));
    frame.filter(&BooleanChunked::from_iter_values("stays".into(), stays))
}
