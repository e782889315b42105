//! One table or list of a query against one cross of one entry: which conditions are met, which not and why.

use jiff::civil::Date;

use super::demand::{Axis, Demand};
use super::measure_match::MeasureMatch;
use super::population_match::{Selection, asks_for_one, match_population, match_scope};
use super::reach::{Cross, Reach};
use crate::domain::{SNAPSHOT_DATE, format_roc, squeeze};
use crate::expr::Expr;
use crate::query::{CrossTab, ListPlan};
use crate::screening::catalogue::{Availability, Channel, Entry};
use crate::screening::{Condition, CoverageReason};

/// A table or a list of the query.
#[derive(Clone, Copy)]
pub(in crate::screening) enum Wanted<'a> {
    Table(&'a CrossTab),
    List(&'a ListPlan),
}

impl<'a> Wanted<'a> {
    pub(in crate::screening) fn title(self) -> &'a str {
        match self {
            Self::Table(table) => &table.title,
            Self::List(list) => &list.title,
        }
    }

    /// The condition that it has beside that of the query.
    pub(in crate::screening) fn condition(self) -> Option<&'a Expr> {
        match self {
            Self::Table(table) => table.condition.as_ref(),
            Self::List(list) => list.condition.as_ref(),
        }
    }

    /// The fields that it shows or sorts by, each once.
    pub(in crate::screening) fn fields(self) -> Vec<&'a str> {
        let all: Vec<&str> = match self {
            Self::Table(table) => table.rows.iter().chain(&table.columns).map(String::as_str).collect(),
            Self::List(list) => {
                let sorted = list.order_by.iter().map(|(name, _)| name.as_str());
                list.columns.iter().map(|column| column.name.as_str()).chain(sorted).collect()
            }
        };
        let mut fields: Vec<&str> = Vec::new();
        for name in all {
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
        fields
    }
}

/// How far an entry answers, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::screening) enum Answer {
    /// Wholly.
    Whole,
    /// Wholly once it is published.
    Due,
    /// Some measures, or some of the days.
    Part,
    /// Not.
    None,
}

/// What was found.
pub(in crate::screening) struct Assessment<'a> {
    pub(in crate::screening) entry: &'a Entry,
    pub(in crate::screening) cross: Cross<'a>,
    pub(in crate::screening) answer: Answer,
    /// Conditions not met, in the order in which they are looked at.
    pub(in crate::screening) reasons: Vec<CoverageReason>,
    /// The days whose figures are used.
    pub(in crate::screening) days: Vec<Date>,
    /// The day on which the last of the figures is out, where they are not yet.
    pub(in crate::screening) due: Option<Date>,
    /// The fields shown and how each is had; only those that are.
    pub(in crate::screening) reached: Vec<(String, Reach)>,
    pub(in crate::screening) selections: Vec<Selection>,
    /// The fields whose condition is met by whose figures one looks at.
    pub(in crate::screening) granted: Vec<&'static str>,
    /// Whether the query is about one authority or agency.
    asks_for_one: bool,
}

impl Assessment<'_> {
    /// Whether it counts something else; then nothing of it can be compared.
    pub(in crate::screening) fn counts_another_unit(&self) -> bool {
        self.reasons.iter().any(|reason| reason.condition == Condition::Unit)
    }

    /// Sorts the best first.
    pub(in crate::screening) fn rank(&self) -> impl Ord + use<> {
        // What is of another kind is farther off than what lacks a field. Of somebody's own figures the entries that have
        // everything but the right to see them come nearest; a query for everybody is not near to what shows one authority.
        let miss = |condition: Condition| match condition {
            Condition::Scope if self.asks_for_one => 1,
            Condition::Unit | Condition::Detail | Condition::Scope => 3,
            Condition::Population | Condition::Dimensions => 2,
            Condition::Measure | Condition::Period => 1,
        };
        let misses: usize = self.reasons.iter().map(|reason| miss(reason.condition)).sum();
        let other_unit = self.counts_another_unit();
        let reached = std::cmp::Reverse(self.reached.len());
        // Among equals the verified one, the table with least to add up, the entry that is about nothing else.
        let (fields, crosses) = (self.cross.fields.len(), self.entry.crosses.len());
        (self.answer, other_unit, misses, reached, !self.entry.verified, fields, crosses)
    }
}

/// Looks at one cross of one entry.
pub(in crate::screening) fn assess<'a>(
    demand: &Demand<'_>,
    wanted: Wanted<'_>,
    entry: &'a Entry,
    fields: &'a [String],
) -> Assessment<'a> {
    let cross = Cross::of(entry, fields);
    let mut assessment = Assessment {
        entry,
        cross,
        answer: Answer::None,
        reasons: Vec::new(),
        days: Vec::new(),
        due: None,
        reached: Vec::new(),
        selections: Vec::new(),
        granted: Vec::new(),
        asks_for_one: asks_for_one(demand),
    };
    let shown = entry.shown();
    let unit = demand.query.unit();
    if entry.unit != unit {
        let message = format!("{shown}以「{}」為單位計算，查詢以「{unit}」為單位", entry.unit);
        assessment.fail(Condition::Unit, message);
        // Names mean other things in another table: nothing further can be compared.
        return assessment;
    }
    if matches!(wanted, Wanted::List(_)) && !entry.detail {
        assessment.fail(Condition::Detail, format!("{shown}只有統計數字，沒有名單"));
    }
    let scope = match_scope(demand, entry);
    match match_population(demand, entry, cross, scope.as_deref().ok()) {
        Ok(selections) => assessment.selections = selections,
        Err(reasons) => assessment.reasons.extend(reasons),
    }
    assessment.dimensions(demand, wanted);
    let mut part = false;
    if let Wanted::Table(table) = wanted {
        part |= assessment.measures(demand, table);
    }
    part |= assessment.periods(demand, wanted);
    assessment.series();
    match scope {
        Ok(granted) => assessment.granted = granted,
        Err(message) => assessment.fail(Condition::Scope, message),
    }
    let only =
        |conditions: &[Condition]| assessment.reasons.iter().all(|reason| conditions.contains(&reason.condition));
    assessment.answer = match assessment.due {
        _ if assessment.reasons.is_empty() => Answer::Whole,
        Some(_) if assessment.reasons.len() == 1 => Answer::Due,
        _ if part && only(&[Condition::Measure, Condition::Period]) => Answer::Part,
        _ => Answer::None,
    };
    assessment
}

impl Assessment<'_> {
    fn fail(&mut self, condition: Condition, message: String) {
        self.reasons.push(CoverageReason { condition, message });
    }

    fn dimensions(&mut self, demand: &Demand<'_>, wanted: Wanted<'_>) {
        let (mut missing, mut apart) = (Vec::new(), true);
        for name in wanted.fields() {
            // A field with one value only needs no column.
            if matches!(wanted, Wanted::Table(_)) && demand.is_fixed(name) {
                self.reached.push((name.to_owned(), Reach::Same));
                continue;
            }
            let axis = demand.axis(name);
            if let Some(reach) = self.cross.reach(demand, &axis) {
                self.reached.push((name.to_owned(), reach));
                continue;
            }
            let (entry, has) =
                (self.entry, |cross: &Vec<String>| Cross::of(self.entry, cross).reach(demand, &axis).is_some());
            apart &= entry.crosses.iter().any(has);
            missing.push(match &axis {
                Axis::Band { of, .. } if self.cross.edges(demand.dictionary, of).next().is_some() => {
                    format!("「{name}」（分組的界限與表中不同，無法併成）")
                }
                Axis::Own | Axis::Computed(_) => format!("「{name}」（查詢自訂）"),
                Axis::Band { .. } | Axis::Field(_) | Axis::Period => format!("「{name}」"),
            });
        }
        if missing.is_empty() {
            return;
        }
        let (shown, missing) = (self.entry.shown(), missing.join("、"));
        let message = if apart {
            format!("{shown}的{missing}和其他欄位分在不同的表，沒有同時交叉")
        } else if self.entry.detail {
            format!("{shown}的名單沒有{missing}")
        } else {
            format!("{shown}的表沒有按{missing}分")
        };
        self.fail(Condition::Dimensions, message);
    }

    /// Gives whether some, but not all, of the measures are had.
    fn measures(&mut self, demand: &Demand<'_>, table: &CrossTab) -> bool {
        let decided =
            MeasureMatch { demand, entry: self.entry, cross: self.cross, table, selections: &self.selections }.decide();
        let reasons: Vec<&String> = decided.iter().filter_map(|result| result.as_ref().err()).collect();
        let some = !decided.is_empty() && reasons.len() < decided.len();
        // What fails for a condition on other fields is said there.
        for message in reasons.iter().map(|message| (*message).clone()) {
            self.fail(Condition::Measure, message);
        }
        some && decided.iter().any(Result::is_err)
    }

    /// Figures of a field whose categories changed are not what the query counts by today's categories.
    fn series(&mut self) {
        let uses = |field: &String| {
            let reached = self.reached.iter().any(|(name, reach)| match reach {
                Reach::Same => name == field,
                Reach::From(finer) => finer == field || name == field,
                Reach::Computed => false,
            });
            reached || self.selections.iter().any(|selection| selection.via == *field)
        };
        let broken = self.entry.series_breaks.iter().filter(|change| uses(&change.field));
        let messages: Vec<String> = broken
            .filter_map(|change| {
                let before = self.days.iter().find(|day| **day < change.on)?;
                Some(format!(
                    "{}的「{}」自{}起改變分類（{}），{}的數字不是現行分類",
                    self.entry.shown(),
                    change.field,
                    format_roc(change.on),
                    change.note,
                    format_roc(*before)
                ))
            })
            .collect();
        for message in messages {
            self.fail(Condition::Period, message);
        }
    }

    /// Gives whether some, but not all, of the days are had.
    fn periods(&mut self, demand: &Demand<'_>, wanted: Wanted<'_>) -> bool {
        let (entry, shown) = (self.entry, self.entry.shown());
        if demand.days.is_empty() {
            self.fail(Condition::Period, "還沒有資料快照，看不出要哪一天的資料".to_owned());
            return false;
        }
        let (mut had, mut refused) = (0_usize, Vec::new());
        for day in &demand.days {
            // Where no day is asked for, that of the entry's last figures is as good as that of the snapshot.
            let last = match entry.periods.availability(*day, demand.context.today) {
                Availability::NotCounted if demand.floats() && !wanted.fields().contains(&SNAPSHOT_DATE) => {
                    entry.periods.last_before(*day)
                }
                _ => None,
            };
            let day = &last.unwrap_or(*day);
            self.days.push(*day);
            let latest = demand.context.latest_snapshot.filter(|_| entry.channel == Channel::Webhr && entry.detail);
            let roc = format_roc(*day);
            match entry.periods.availability(*day, demand.context.today) {
                // 選員 works on the present data only.
                _ if latest.is_some_and(|latest| *day < latest.date()) => {
                    refused.push(format!("{shown}只有現況資料，不能回溯到{roc}"));
                }
                Availability::Published => had += 1,
                Availability::Due(release) => self.due = self.due.max(Some(release)),
                Availability::NotCounted => {
                    refused.push(format!("{shown}的資料時間是{}，沒有{roc}的數字", entry.periods.every.name()));
                }
                Availability::OutOfRange => {
                    let to = entry.periods.to.map(format_roc).unwrap_or_default();
                    let range = format!(
                        "{}起{}",
                        format_roc(entry.periods.from),
                        if to.is_empty() { to } else { format!("至{to}") }
                    );
                    refused.push(format!("{shown}的資料自{range}，沒有{roc}的數字"));
                }
            }
        }
        if refused.is_empty() {
            if let Some(release) = self.due {
                let message = format!("{shown}尚未發布，預計於{}前發布", format_roc(release));
                self.fail(Condition::Period, message);
            }
            return false;
        }
        let due = self.due.take().is_some();
        refused.dedup_by_key(|message| squeeze(message));
        for message in refused {
            self.fail(Condition::Period, message);
        }
        had > 0 || due
    }
}
