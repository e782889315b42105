//! From a proof to the recipe that it promises.

use super::{CellSteps, MadeColumn, MadeHow, MeasureStep, Recipe, RecipeAnswer};
use crate::domain::{Band, SNAPSHOT_DATE};
use crate::expr::{Expr, Literal};
use crate::query::{ColumnHow, CrossTab, MeasureKind, Statistic, Value};
use crate::screening::proof::{Assessment, Axis, Cross, Demand, MeasureMatch, Reach, Wanted, band_of};

/// The recipe of an assessment that found everything; none where a step cannot be written down, and then nothing is covered.
pub(in crate::screening) fn build(demand: &Demand<'_>, wanted: Wanted<'_>, found: &Assessment<'_>) -> Option<Recipe> {
    let keep: Vec<Expr> = found.selections.iter().flat_map(|selection| selection.conditions.clone()).collect();
    let mut named: Vec<String> = wanted.fields().into_iter().map(ToOwned::to_owned).collect();
    named.extend(keep.iter().flat_map(Expr::fields));
    let answer = match wanted {
        Wanted::List(list) => RecipeAnswer::List {
            columns: list.columns.iter().map(|column| column.name.clone()).collect(),
            order_by: list.order_by.clone(),
            limit: list.limit,
        },
        Wanted::Table(table) => {
            let measures = measures(demand, table, found, &keep)?;
            for (_, step) in &measures {
                match step {
                    MeasureStep::AddWhere(condition) => named.extend(condition.fields()),
                    MeasureStep::Statistic { of, .. } => named.push(of.clone()),
                    _ => {}
                }
            }
            RecipeAnswer::Table {
                rows: table.rows.clone(),
                columns: table.columns.clone(),
                totals: table.totals,
                subtotals: table.subtotals,
                measures,
            }
        }
    };
    let mut cells = cell_steps(demand, found, found.cross.fields, &named, keep)?;
    if found.entry.detail {
        // Of a list only the columns that are needed are chosen.
        let used: Vec<String> = cells.fields.iter().filter(|field| is_used(field, &cells, &named)).cloned().collect();
        cells.fields = used;
    }
    let scope = found.granted.iter().flat_map(|field| demand.conditions.parts_of(field).cloned()).collect();
    Some(Recipe { entry: found.entry.id.clone(), scope, days: found.days.clone(), cells, answer })
}

fn is_used(field: &String, cells: &CellSteps, named: &[String]) -> bool {
    named.contains(field)
        || cells.made.iter().any(|made| match &made.how {
            MadeHow::Computed(expr) => expr.fields().contains(field),
            MadeHow::RollUp { from: of }
            | MadeHow::Recode { of, .. }
            | MadeHow::Within { of, .. }
            | MadeHow::Band { of, .. }
            | MadeHow::Alias { of } => of == field,
            MadeHow::Fixed(_) => false,
        })
}

fn measures(
    demand: &Demand<'_>,
    table: &CrossTab,
    found: &Assessment<'_>,
    keep: &[Expr],
) -> Option<Vec<(String, MeasureStep)>> {
    let by_match =
        MeasureMatch { demand, entry: found.entry, cross: found.cross, table, selections: &found.selections };
    let step = |kind: &MeasureKind| {
        Some(match kind {
            MeasureKind::Persons => MeasureStep::Add,
            MeasureKind::Rows => MeasureStep::AddRows,
            MeasureKind::CountIf(condition) | MeasureKind::RowsIf(condition) => {
                let both = |left: Expr, right: Expr| Expr::And(Box::new(left), Box::new(right));
                let chosen = by_match.counted(condition)?.into_iter().reduce(both);
                chosen.map_or(MeasureStep::Add, MeasureStep::AddWhere)
            }
            MeasureKind::Statistic(statistic, of) if by_match.is_listed(of) => {
                MeasureStep::Statistic { of: of.clone(), statistic: *statistic }
            }
            MeasureKind::Statistic(statistic @ Statistic::Mean, of) => {
                if let Some(of) = by_match.stated(of) {
                    return Some(MeasureStep::Statistic { of, statistic: *statistic });
                }
                let Axis::Field(number) = demand.axis(of) else { return None };
                let level = |shown: Vec<&String>| {
                    let by = by_match.mean(of, &shown)?;
                    let shown: Vec<String> = shown.into_iter().cloned().collect();
                    let named: Vec<String> = shown.iter().cloned().chain(keep.iter().flat_map(Expr::fields)).collect();
                    let steps = cell_steps(demand, found, by, &named, keep.to_vec())?;
                    Some((shown, steps))
                };
                let levels: Option<Vec<_>> = by_match.groupings().into_iter().map(level).collect();
                MeasureStep::Mean { of: number, levels: levels? }
            }
            MeasureKind::Statistic(..) => return None,
            MeasureKind::Ratio(numerator, denominator) => MeasureStep::Ratio(*numerator, *denominator),
            MeasureKind::Share(of, base) => MeasureStep::Share(*of, *base),
            MeasureKind::Formula(expr) => MeasureStep::Formula(expr.clone()),
        })
    };
    table.measures.iter().map(|measure| Some((measure.name.clone(), step(&measure.kind)?))).collect()
}

/// How the columns `named` are had from a table with these fields; none where one is not.
fn cell_steps(
    demand: &Demand<'_>,
    found: &Assessment<'_>,
    fields: &[String],
    named: &[String],
    keep: Vec<Expr>,
) -> Option<CellSteps> {
    let mut maker = Maker { demand, cross: Cross::of(found.entry, fields), made: Vec::new() };
    named.iter().all(|name| maker.make(name)).then_some(())?;
    Some(CellSteps { fields: fields.to_vec(), made: maker.made, keep })
}

/// Makes columns of those of a table, each once.
struct Maker<'a, 'b> {
    demand: &'a Demand<'b>,
    cross: Cross<'a>,
    made: Vec<MadeColumn>,
}

impl Maker<'_, '_> {
    /// Whether the column `name` of the query is there, or can be made.
    fn make(&mut self, name: &str) -> bool {
        if name == SNAPSHOT_DATE || self.made.iter().any(|made| made.name == name) {
            return true;
        }
        let axis = self.demand.axis(name);
        let reach = self.cross.reach(self.demand, &axis);
        let how = match (&axis, reach) {
            (Axis::Field(field), reach) => {
                if field != name {
                    let of = field.clone();
                    if !self.make(&of) {
                        return false;
                    }
                    self.made.push(MadeColumn { name: name.to_owned(), how: MadeHow::Alias { of } });
                    return true;
                }
                let banded = band_of(self.demand.dictionary, field).map(|(of, band)| (of.to_owned(), band.clone()));
                match (reach, banded) {
                    (Some(Reach::Same), _) if self.cross.has_own_bands(field) => {
                        let Some((of, band)) = band_of(self.demand.dictionary, field) else { return false };
                        return self.make_band(name, of, &band.clone());
                    }
                    (Some(Reach::Same), _) => return true,
                    (Some(Reach::Computed), _) => return false,
                    (Some(Reach::From(_)), Some((of, band))) => return self.make_band(name, &of, &band),
                    (Some(Reach::From(finer)), None) => MadeHow::RollUp { from: finer },
                    (None, _) => match self.within(field) {
                        Some(within) => within,
                        None => return self.make_fixed(name),
                    },
                }
            }
            (Axis::Band { of, .. }, Some(_)) => {
                let band = self.demand.own(name).and_then(|own| match &own.how {
                    ColumnHow::Band { band, .. } => Some(band.clone()),
                    _ => None,
                });
                let of = of.clone();
                let Some(band) = band else { return false };
                return self.make_band(name, &of, &band);
            }
            (Axis::Computed(_), Some(_)) => match self.demand.own(name).map(|own| &own.how) {
                Some(ColumnHow::Expression(expr)) => {
                    let expr = self.demand.written_out(expr);
                    if !expr.fields().iter().all(|of| self.make(of)) {
                        return false;
                    }
                    MadeHow::Computed(expr)
                }
                Some(ColumnHow::Recode { of, values, otherwise }) => {
                    if !self.make(of) {
                        return false;
                    }
                    MadeHow::Recode { of: of.clone(), values: values.clone(), otherwise: otherwise.clone() }
                }
                _ => return false,
            },
            (Axis::Band { .. }, None) => return self.make_fixed(name),
            (Axis::Period, _) => return true,
            (Axis::Computed(_), None) | (Axis::Own, _) => return false,
        };
        self.made.push(MadeColumn { name: name.to_owned(), how });
        true
    }

    fn within(&self, number: &str) -> Option<MadeHow> {
        let (of, edges) = self.cross.edges(self.demand.dictionary, number).next()?;
        Some(MadeHow::Within { of: of.to_owned(), edges: edges.to_vec() })
    }

    fn make_band(&mut self, name: &str, of: &str, band: &Band) -> bool {
        if !self.make(of) {
            return false;
        }
        self.made
            .push(MadeColumn { name: name.to_owned(), how: MadeHow::Band { of: of.to_owned(), band: band.clone() } });
        true
    }

    /// A column that has one value only.
    fn make_fixed(&mut self, name: &str) -> bool {
        let value = match self.demand.fixed_value(name) {
            Some(Literal::Text(text)) => Value::Text(text),
            Some(Literal::Integer(number)) => Value::Integer(number),
            Some(Literal::Decimal(number)) => Value::Decimal(number),
            Some(Literal::Bool(flag)) => Value::Bool(flag),
            Some(Literal::Date(day)) => Value::Date(day),
            Some(Literal::Null) | None => return false,
        };
        self.made.push(MadeColumn { name: name.to_owned(), how: MadeHow::Fixed(value) });
        true
    }
}
