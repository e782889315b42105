//! One entry of the catalogue: a published statistic or a function of WebHR.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Periods;
use crate::expr::{Conditions, Expr};
use crate::source::Location;

/// Where an entry is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Published by an agency.
    Published,
    /// A function of WebHR.
    Webhr,
}

impl Channel {
    pub(in crate::screening) const CODES: [(&'static str, Self); 2] =
        [("published", Self::Published), ("webhr", Self::Webhr)];

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "公布統計",
            Self::Webhr => "WebHR",
        }
    }
}

/// Whose figures one can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryScope {
    /// Everybody's together.
    National,
    /// One authority's and those of its agencies.
    Authority,
    /// One agency's.
    Agency,
}

impl EntryScope {
    pub(in crate::screening) const CODES: [(&'static str, Self); 3] =
        [("national", Self::National), ("authority", Self::Authority), ("agency", Self::Agency)];

    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::National => "全國",
            Self::Authority => "各主管機關",
            Self::Agency => "各機關",
        }
    }
}

/// What an entry measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EntryMeasure {
    /// 人數, or 件數 for rows of the unit.
    Count(String),
    /// A mean, published for each combination of some fields.
    Mean {
        /// Of this field.
        mean: String,
        /// By these; none for the whole population.
        by: Vec<String>,
        /// Digits after the point that are printed; none where that is not known, and nothing is lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        decimals: Option<u8>,
    },
}

impl EntryMeasure {
    /// What it measures, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Count(name) => name.clone(),
            Self::Mean { mean, by, .. } if by.is_empty() => format!("平均{mean}"),
            Self::Mean { mean, by, .. } => format!("平均{mean}（按{}）", by.join("、")),
        }
    }
}

/// The day from which the categories of a field are other ones: figures of before and after are not of one series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeriesBreak {
    /// The field.
    pub field: String,
    /// The first day of the new categories.
    pub on: Date,
    /// What changed.
    pub note: String,
}

/// One entry, with the field names of the dictionary.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// `MOCS-03`.
    pub id: String,
    /// Where it is found.
    pub channel: Channel,
    /// Who publishes it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// The table whose rows it counts.
    pub unit: String,
    /// Its population as written; empty for everybody.
    #[serde(rename = "population")]
    pub population_text: String,
    /// Its population, checked over the fields of the unit.
    #[serde(skip)]
    pub population: Option<Expr>,
    /// The same, taken apart: every check looks at it again for each of the tables.
    #[serde(skip)]
    pub(in crate::screening) conditions: Conditions,
    /// Which fields stand jointly in one table.
    pub crosses: Vec<Vec<String>>,
    /// Edges of the bands of a number, where the table's own are coarser than the dictionary's: a key beyond `contract.md`
    /// §8, for tables that join the dictionary's 未滿20 and 20–24.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub breaks: BTreeMap<String, Vec<f64>>,
    /// What it measures.
    pub measures: Vec<EntryMeasure>,
    /// What its tables have and the dictionary has not (報考人數, 預算員額), for the search. An entry with nothing else never
    /// answers a query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_fields: Vec<String>,
    /// Its counts are rounded to a multiple of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded_to: Option<u32>,
    /// Its cells with fewer are not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed_below: Option<u32>,
    /// Where its series break.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series_breaks: Vec<SeriesBreak>,
    /// Whose figures one can see.
    pub scope: EntryScope,
    /// Whether it gives lists of persons.
    pub detail: bool,
    /// For which days.
    pub periods: Periods,
    /// Where it stands.
    pub url: Option<String>,
    /// Whether somebody has checked it against the source.
    pub verified: bool,
    /// What one should know about it.
    pub note: Option<String>,
    /// The place of the entry in its file.
    #[serde(skip)]
    pub location: Location,
    /// Other names of its fields, for the search.
    #[serde(skip)]
    pub(in crate::screening) aliases: Vec<String>,
}

impl Entry {
    /// Whether it says what its figures are of. One that only names fields which the dictionary has not is there to be found,
    /// and never answers a query.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.other_fields.is_empty() || !self.crosses.is_empty() || !self.measures.is_empty()
    }

    /// Whether it prints a mean.
    pub(in crate::screening) fn has_means(&self) -> bool {
        self.measures.iter().any(|measure| matches!(measure, EntryMeasure::Mean { .. }))
    }

    /// 「公務人力年報」（DGPA-01）.
    pub(in crate::screening) fn shown(&self) -> String {
        format!("「{}」（{}）", self.title, self.id)
    }
}
