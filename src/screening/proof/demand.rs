//! The query as the catalogue must meet it: its own fields traced back to the dictionary's, its condition taken apart, its
//! snapshots as days.

use std::sync::Arc;

use jiff::civil::Date;

use super::reach::band_of;
use crate::domain::{AsOf, Band, Dictionary, FieldType, PERSON, SNAPSHOT_DATE};
use crate::expr::{Conditions, Expr, Literal, Scope, ScopeField, ValueSet, inline};
use crate::query::{Column, ColumnHow, Query, Snapshots, scope_of};
use crate::screening::CoverageContext;

/// What is asked for, whatever the table.
pub(in crate::screening) struct Demand<'a> {
    pub(in crate::screening) query: &'a Query,
    pub(in crate::screening) dictionary: &'a Dictionary,
    pub(in crate::screening) context: &'a CoverageContext,
    /// The fields of the unit and the query's own.
    pub(in crate::screening) scope: Arc<Scope>,
    /// Whom it asks about.
    pub(in crate::screening) population: Option<Expr>,
    /// The same, taken apart.
    pub(in crate::screening) conditions: Conditions,
    /// The days of its snapshots; none where there is no snapshot yet.
    pub(in crate::screening) days: Vec<Date>,
}

/// Where a field of a query comes from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screening) enum Axis {
    /// The as-of date: each period of an entry is one of its values.
    Period,
    /// A field of the dictionary.
    Field(String),
    /// Bands of a field of the dictionary.
    Band { of: String, breaks: Vec<f64> },
    /// A field that the query makes of these others, row by row.
    Computed(Vec<String>),
    /// A field that only the query knows.
    Own,
}

impl<'a> Demand<'a> {
    /// None where the dictionary does not know the unit.
    pub(in crate::screening) fn new(
        query: &'a Query,
        dictionary: &'a Dictionary,
        context: &'a CoverageContext,
    ) -> Option<Self> {
        let mut scope = scope_of(dictionary, dictionary.table(query.unit())?);
        for column in query.derived().iter().filter(|column| column.own) {
            let labels = match &column.how {
                ColumnHow::Band { band, .. } => band.labels(),
                ColumnHow::Expression(_) | ColumnHow::Child(_) | ColumnHow::Recode { .. } => Vec::new(),
            };
            let values = labels.into_iter().map(|label| (label.clone(), label)).collect();
            scope.add(ScopeField { name: column.name.clone(), kind: column.kind, values });
        }
        let days = match query.snapshots() {
            Snapshots::Latest => context.latest_snapshot.into_iter().map(AsOf::date).collect(),
            Snapshots::Dates(days) => days.iter().map(|day| day.date()).collect(),
        };
        let population = query.population().cloned();
        let mut demand = Self {
            query,
            dictionary,
            context,
            scope: Arc::new(scope),
            population,
            conditions: Conditions::default(),
            days,
        };
        demand.conditions = demand.conditions_of(query.population());
        Some(demand)
    }

    /// What one table or list asks for, that has a condition of its own.
    pub(in crate::screening) fn narrowed(&self, condition: Option<&Expr>) -> Self {
        let population = match (&self.population, condition) {
            (Some(population), Some(condition)) => {
                Some(Expr::And(Box::new(population.clone()), Box::new(condition.clone())))
            }
            (population, condition) => population.as_ref().or(condition).cloned(),
        };
        self.with(population, self.days.clone())
    }

    /// The same asked about others, or of other days.
    pub(in crate::screening) fn with(&self, population: Option<Expr>, days: Vec<Date>) -> Self {
        Self {
            query: self.query,
            dictionary: self.dictionary,
            context: self.context,
            scope: Arc::clone(&self.scope),
            conditions: self.conditions_of(population.as_ref()),
            population,
            days,
        }
    }

    /// Whether the query leaves open of which day the figures are: the newest will do.
    pub(in crate::screening) fn floats(&self) -> bool {
        *self.query.snapshots() == Snapshots::Latest && !self.names_the_day()
    }

    /// Whether whom it asks about is told by the day: who left in the year of 資料截止日.
    pub(in crate::screening) fn names_the_day(&self) -> bool {
        let population = self.population.iter().map(|condition| self.written_out(condition));
        population.into_iter().any(|condition| condition.fields().iter().any(|name| name == SNAPSHOT_DATE))
    }

    /// Takes a condition of the query apart, its own expressions written out.
    pub(in crate::screening) fn conditions_of(&self, condition: Option<&Expr>) -> Conditions {
        Conditions::read(condition.map(|condition| self.written_out(condition)).as_ref(), &self.scope)
    }

    /// An expression of the query with the query's own expressions written out.
    pub(in crate::screening) fn written_out(&self, expr: &Expr) -> Expr {
        inline(expr, &|name| match &self.own(name)?.how {
            ColumnHow::Expression(own) => Some(self.written_out(own)),
            ColumnHow::Band { .. } | ColumnHow::Child(_) | ColumnHow::Recode { .. } => None,
        })
    }

    /// A field that the query itself defines.
    pub(in crate::screening) fn own(&self, name: &str) -> Option<&'a Column> {
        self.query.derived().iter().find(|column| column.own && column.name == name)
    }

    /// Where the field `name` of the query comes from.
    pub(in crate::screening) fn axis(&self, name: &str) -> Axis {
        let Some(own) = self.own(name) else {
            return if name == SNAPSHOT_DATE { Axis::Period } else { Axis::Field(name.to_owned()) };
        };
        match &own.how {
            ColumnHow::Expression(expr) => match self.written_out(expr) {
                Expr::Field { name, .. } if name != own.name => self.axis(&name),
                expr => Axis::Computed(expr.fields()),
            },
            ColumnHow::Band { of, band } => match self.axis(of) {
                Axis::Field(of) => Axis::Band { of, breaks: band.breaks().to_vec() },
                Axis::Period | Axis::Band { .. } | Axis::Computed(_) | Axis::Own => Axis::Own,
            },
            ColumnHow::Recode { of, .. } => Axis::Computed(vec![of.clone()]),
            ColumnHow::Child(_) => Axis::Own,
        }
    }

    /// Whether the population leaves the field one value only.
    pub(in crate::screening) fn is_fixed(&self, name: &str) -> bool {
        self.fixed_value(name).is_some()
    }

    /// The one value that the population leaves the field.
    pub(in crate::screening) fn fixed_value(&self, name: &str) -> Option<Literal> {
        match self.axis(name) {
            Axis::Field(field) => {
                let single = self.conditions.values_of(&field).single();
                single.or_else(|| {
                    let (of, band) = band_of(self.dictionary, &field)?;
                    self.label_within(of, band)
                })
            }
            Axis::Band { of, breaks } => {
                let single = self.conditions.values_of(name).single();
                single.or_else(|| self.label_within(&of, &Band::new(breaks, self.is_whole(&of))?))
            }
            Axis::Period | Axis::Computed(_) | Axis::Own => None,
        }
    }

    /// The band in which every number lies that the population leaves.
    fn label_within(&self, of: &str, band: &Band) -> Option<Literal> {
        let numbers = self.numbers_left(of);
        let breaks = band.breaks();
        let from = std::iter::once(None).chain(breaks.iter().copied().map(Some));
        let to = breaks.iter().copied().map(Some).chain(std::iter::once(None));
        let place = from.zip(to).position(|(from, to)| numbers.is_subset_of(&ValueSet::from_to(from, to)))?;
        band.labels().into_iter().nth(place).map(Literal::Text)
    }

    /// Whether its conditions contradict each other on a field, or on a number and its bands.
    pub(in crate::screening) fn is_about_nobody(&self) -> bool {
        let number_of = |field: &str| match self.axis(field) {
            Axis::Band { of, .. } => Some(of),
            _ => band_of(self.dictionary, field).map(|(of, _)| of.to_owned()),
        };
        self.conditions.fields().any(|field| {
            let numbers = number_of(field).map(|of| self.numbers_left(&of));
            self.conditions.values_of(field).is_empty() || numbers.is_some_and(|numbers| numbers.is_empty())
        })
    }

    /// The numbers that the population leaves, those in the bands that it leaves.
    fn numbers_left(&self, of: &str) -> ValueSet {
        let mut left = self.conditions.values_of(of);
        for field in self.conditions.fields() {
            let band = match self.axis(field) {
                Axis::Band { of, breaks } => Band::new(breaks, self.is_whole(&of)).map(|band| (of, band)),
                _ => band_of(self.dictionary, field).map(|(of, band)| (of.to_owned(), band.clone())),
            };
            let Some((_, band)) = band.filter(|(number, _)| number == of) else { continue };
            let (labels, set) = (band.labels(), self.conditions.values_of(field));
            let Some(listed) = set.texts() else { continue };
            let edge = |place: usize| band.breaks().get(place).copied();
            let bands = labels.iter().enumerate().filter(|(_, label)| listed.contains(&label.as_str()));
            let ranges = bands.map(|(place, _)| ValueSet::from_to(place.checked_sub(1).and_then(edge), edge(place)));
            if let Some(numbers) = ranges.reduce(|all, next| all.union(&next)) {
                left = left.intersect(&numbers);
            }
        }
        left
    }

    /// Whether counts of disjoint groups add up. Distinct persons of a child table do not: one person can be in two groups.
    pub(in crate::screening) fn persons_add_up(&self) -> bool {
        self.query.unit() == PERSON
    }

    /// Whether the values of `field` are whole numbers.
    pub(in crate::screening) fn is_whole(&self, field: &str) -> bool {
        self.scope.find(field).is_some_and(|field| field.kind == FieldType::Integer)
    }
}
