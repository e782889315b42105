//! Measures: counts add up over the cells of a cross; a mean is had where it is published, where published means can be
//! weighted with published counts, or where the number itself stands beside the counts. Medians, extremes, quantiles and sums
//! are never had from counts; from a list of persons everything is computed.

use super::demand::{Axis, Demand};
use super::population_match::{Selection, choose_among};
use super::reach::{Cross, Reach};
use crate::domain::{Formula, PERSON, SNAPSHOT_DATE};
use crate::expr::{self, Expr, in_words};
use crate::query::{CrossTab, Measure, MeasureKind, Statistic};
use crate::screening::catalogue::{Entry, EntryMeasure};

/// What the decision about a measure rests on.
pub(in crate::screening) struct MeasureMatch<'a> {
    pub(in crate::screening) demand: &'a Demand<'a>,
    pub(in crate::screening) entry: &'a Entry,
    pub(in crate::screening) cross: Cross<'a>,
    pub(in crate::screening) table: &'a CrossTab,
    pub(in crate::screening) selections: &'a [Selection],
}

impl<'a> MeasureMatch<'a> {
    /// For each measure of the table whether it is had, with the reason where not.
    pub(in crate::screening) fn decide(&self) -> Vec<Result<(), String>> {
        let mut decided: Vec<Result<(), String>> = Vec::new();
        for measure in &self.table.measures {
            let result = self.measure(measure, &decided);
            decided.push(result);
        }
        decided
    }

    fn measure(&self, measure: &Measure, before: &[Result<(), String>]) -> Result<(), String> {
        let (name, shown) = (&measure.name, self.entry.shown());
        let had = |index: usize| before.get(index).is_some_and(Result::is_ok);
        match &measure.kind {
            MeasureKind::Persons | MeasureKind::Rows => {
                let rows = matches!(measure.kind, MeasureKind::Rows);
                if !self.counts(rows) {
                    return Err(format!("{shown}沒有「{name}」"));
                }
                if let Some(inexact) = inexact(self.entry) {
                    return Err(format!("{shown}{inexact}，得不出確實的「{name}」"));
                }
                if rows || self.demand.persons_add_up() || self.is_exact() {
                    return Ok(());
                }
                Err(format!("「{name}」是不重複的人數，{shown}的各格可能有同一人，不能相加"))
            }
            // A published table does not say who was still being observed.
            _ if measure.window_ends.is_some() => Err(format!("「{name}」只計觀察期已滿者，{shown}沒有這項區分")),
            MeasureKind::CountIf(condition) => self.count_if(name, condition),
            MeasureKind::RowsIf(condition) if self.demand.persons_add_up() => self.count_if(name, condition),
            MeasureKind::RowsIf(_) => Err(format!("「{name}」是符合條件的件數，無法由{shown}取得")),
            MeasureKind::Formula(expr) => {
                let parts = expr.fields();
                let place = |part: &String| self.table.measures.iter().position(|other| other.name == *part);
                if parts.iter().all(|part| place(part).is_some_and(had)) {
                    return Ok(());
                }
                Err(format!("「{name}」的算式所用的量數無法全由{shown}取得"))
            }
            MeasureKind::Ratio(numerator, denominator) if had(*numerator) && had(*denominator) => Ok(()),
            MeasureKind::Share(of, _) if had(*of) && self.demand.persons_add_up() => Ok(()),
            MeasureKind::Ratio(..) | MeasureKind::Share(..) => Err(format!("「{name}」的分子或分母無法由{shown}取得")),
            MeasureKind::Statistic(_, of) if self.is_listed(of) => Ok(()),
            MeasureKind::Statistic(Statistic::Mean, of) => {
                let published = || self.groupings().iter().all(|grouping| self.mean(of, grouping).is_some());
                if self.stated(of).is_some() || published() {
                    return Ok(());
                }
                Err(format!("{shown}沒有這些分組的「{name}」，平均不能由人數算出"))
            }
            MeasureKind::Statistic(..) => {
                Err(format!("「{name}」（中位數、極值、分位數、標準差、合計）無法由{shown}的人數或平均算出"))
            }
        }
    }

    /// Whether a list of persons has the values of a number, of which any statistic can be computed.
    pub(in crate::screening) fn is_listed(&self, of: &str) -> bool {
        let reach = self.cross.reach(self.demand, &self.demand.axis(of));
        self.entry.detail && self.demand.persons_add_up() && matches!(reach, Some(Reach::Same | Reach::Computed))
    }

    /// Whether the entry counts persons, or rows of the unit.
    fn counts(&self, rows: bool) -> bool {
        let persons_are_rows = self.demand.query.unit() == PERSON;
        self.entry.measures.iter().any(|measure| match measure {
            EntryMeasure::Count(name) => persons_are_rows || (name != "人數") == rows,
            EntryMeasure::Mean { .. } => false,
        })
    }

    /// Whether every cell of the query is one cell of the cross, so that nothing is added up.
    fn is_exact(&self) -> bool {
        let axes = self.dimensions();
        let one_day = self.demand.days.len() == 1 || axes.contains(&Axis::Period);
        let same = |axis: &Axis| self.cross.reach(self.demand, axis) == Some(Reach::Same);
        let shown = |field: &String| axes.contains(&Axis::Field(field.clone())) || self.demand.is_fixed(field);
        !self.table.totals
            && !self.table.subtotals
            && one_day
            && axes.iter().all(same)
            && self.cross.fields.iter().all(shown)
    }

    fn count_if(&self, name: &str, condition: &Expr) -> Result<(), String> {
        let shown = self.entry.shown();
        if let Some(inexact) = inexact(self.entry) {
            return Err(format!("{shown}{inexact}，得不出確實的「{name}」"));
        }
        if !self.demand.persons_add_up() || !self.counts(false) {
            return Err(format!("「{name}」無法由{shown}的格子加總"));
        }
        if self.counted(condition).is_some() {
            return Ok(());
        }
        Err(format!("「{name}」的條件（{}）無法由{shown}同一張表的格子挑出", in_words(condition)))
    }

    /// The conditions on cells that choose those whose counts are added up; none where the condition is no choice of cells.
    pub(in crate::screening) fn counted(&self, condition: &Expr) -> Option<Vec<Expr>> {
        choose_among(self.demand, self.entry, self.cross, &self.demand.conditions_of(Some(condition)))
    }

    fn dimensions(&self) -> Vec<Axis> {
        self.table.rows.iter().chain(&self.table.columns).map(|name| self.demand.axis(name)).collect()
    }

    /// The groups whose means the table shows: its cells and, with totals, its margins.
    pub(in crate::screening) fn groupings(&self) -> Vec<Vec<&'a String>> {
        let (rows, columns): (Vec<&'a String>, Vec<&'a String>) =
            (self.table.rows.iter().collect(), self.table.columns.iter().collect());
        let cells = [rows.clone(), columns.clone()].concat();
        if self.table.subtotals {
            let levels =
                |fields: &[&'a String]| (0..=fields.len()).map(|level| fields[..level].to_vec()).collect::<Vec<_>>();
            let (rows, columns) = (levels(&rows), levels(&columns));
            return rows
                .iter()
                .flat_map(|row| columns.iter().map(|column| [row.clone(), column.clone()].concat()))
                .collect();
        }
        if self.table.totals { vec![cells, rows, columns, Vec::new()] } else { vec![cells] }
    }

    /// The number of which `of` is a name, where it stands in the cross itself: then each cell says how much it adds to a sum.
    pub(in crate::screening) fn stated(&self, of: &str) -> Option<String> {
        let axis = self.demand.axis(of);
        let is_there = self.cross.reach(self.demand, &axis) == Some(Reach::Same);
        let adds_up = self.demand.persons_add_up() && self.counts(false) && inexact(self.entry).is_none();
        match axis {
            Axis::Field(number) if is_there && adds_up => Some(number),
            _ => None,
        }
    }

    /// The fields of the published mean that gives the mean of `of` in these groups.
    pub(in crate::screening) fn mean(&self, of: &str, grouping: &[&String]) -> Option<&'a [String]> {
        let Axis::Field(of) = self.demand.axis(of) else { return None };
        let one_day = self.demand.days.len() == 1 || grouping.iter().any(|name| *name == SNAPSHOT_DATE);
        // A field that is shown needs no single value: each of its values has its own mean.
        let dimensions = grouping.iter().filter(|name| !self.demand.is_fixed(name)).map(|name| self.demand.axis(name));
        let mut needed: Vec<Axis> = dimensions.filter(|axis| *axis != Axis::Period).collect();
        let mut choices_are_single = true;
        for selection in self.selections {
            let axis = self.demand.axis(&selection.field);
            choices_are_single &= selection.single || needed.contains(&axis);
            if !needed.contains(&axis) {
                needed.push(axis);
            }
        }
        self.entry.measures.iter().find_map(|measure| {
            let EntryMeasure::Mean { mean, by, .. } = measure else { return None };
            if *mean != of {
                return None;
            }
            let grouped = Cross::of(self.entry, by);
            let reaches: Vec<Option<Reach>> = needed.iter().map(|axis| grouped.reach(self.demand, axis)).collect();
            let exact = one_day
                && choices_are_single
                && by.len() == needed.len()
                && reaches.iter().all(|reach| *reach == Some(Reach::Same));
            let had = exact || reaches.iter().all(Option::is_some) && self.can_weight(by, &of);
            had.then_some(by.as_slice())
        })
    }

    /// Whether the means by these fields can be weighted: their groups are counted, and everybody has a value.
    fn can_weight(&self, by: &[String], of: &str) -> bool {
        let counted = self.entry.crosses.iter().any(|cross| by.iter().all(|field| cross.contains(field)));
        let choices = Cross::of(self.entry, by);
        let chosen = self
            .selections
            .iter()
            .all(|selection| choices.reach(self.demand, &self.demand.axis(&selection.field)).is_some());
        let exact = inexact(self.entry).is_none();
        self.demand.persons_add_up() && self.counts(false) && exact && counted && chosen && self.is_never_null(of)
    }

    /// Whether every person has a value: a required field, or years between required days.
    fn is_never_null(&self, name: &str) -> bool {
        let person = self.demand.dictionary.table(PERSON);
        let required = |name: &str| {
            let field = person.and_then(|person| person.fields.iter().find(|field| field.name == name));
            name == SNAPSHOT_DATE || field.is_some_and(|field| field.required)
        };
        if required(name) {
            return true;
        }
        let Some(derived) = self.demand.dictionary.derived(name) else { return false };
        let Formula::Expression(text) = &derived.formula else { return false };
        match expr::parse(text) {
            Ok(Expr::Call { arguments, .. }) => arguments.iter().all(|argument| match argument {
                Expr::Field { name, .. } => required(name),
                Expr::Literal { value, .. } => *value != expr::Literal::Null,
                _ => false,
            }),
            _ => false,
        }
    }
}

/// Why the counts of an entry are not what was counted.
fn inexact(entry: &Entry) -> Option<String> {
    let rounded = entry.rounded_to.map(|to| format!("的人數四捨五入到 {to} 的倍數"));
    rounded.or_else(|| entry.suppressed_below.map(|below| format!("不列少於 {below} 人的格")))
}
