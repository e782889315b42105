//! The functions of the language. `hrstat fields --functions` prints this table.

use crate::domain::FieldType;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Full years from one day to another.
    YearsBetween,
    /// Full months from one day to another.
    MonthsBetween,
    /// Days from one day to another.
    DaysBetween,
    /// The 民國 year of a day.
    RocYear,
    /// The month of a day.
    Month,
    /// A day so many years later.
    AddYears,
    /// A day so many months later.
    AddMonths,
    /// The first of its arguments that is not null.
    Coalesce,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 8] = [
        Self::YearsBetween,
        Self::MonthsBetween,
        Self::DaysBetween,
        Self::RocYear,
        Self::Month,
        Self::AddYears,
        Self::AddMonths,
        Self::Coalesce,
    ];

    /// The function of this name, in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YearsBetween => "YEARS_BETWEEN",
            Self::MonthsBetween => "MONTHS_BETWEEN",
            Self::DaysBetween => "DAYS_BETWEEN",
            Self::RocYear => "ROC_YEAR",
            Self::Month => "MONTH",
            Self::AddYears => "ADD_YEARS",
            Self::AddMonths => "ADD_MONTHS",
            Self::Coalesce => "COALESCE",
        }
    }

    /// How it is called, and what it gives, in words.
    #[must_use]
    pub fn usage(self) -> (&'static str, &'static str) {
        match self {
            Self::YearsBetween => (
                "YEARS_BETWEEN(起日, 迄日)",
                "兩日之間的足年數，未滿一年不計；起日為 2 月 29 日者，平年於 3 月 1 日滿一年",
            ),
            Self::MonthsBetween => ("MONTHS_BETWEEN(起日, 迄日)", "兩日之間的足月數，未滿一月不計"),
            Self::DaysBetween => ("DAYS_BETWEEN(起日, 迄日)", "兩日之間的日數"),
            Self::RocYear => ("ROC_YEAR(日期)", "民國年"),
            Self::Month => ("MONTH(日期)", "月份，1 至 12"),
            Self::AddYears => ("ADD_YEARS(日期, 年數)", "幾年之後（負數為之前）的同一天；沒有那一天時取該月最後一天"),
            Self::AddMonths => {
                ("ADD_MONTHS(日期, 月數)", "幾個月之後（負數為之前）的同一天；沒有那一天時取該月最後一天")
            }
            Self::Coalesce => ("COALESCE(值, 值, …)", "第一個不是空白的值"),
        }
    }

    /// The types of its arguments; none where it takes any number of one type.
    pub(super) fn arguments(self) -> Option<&'static [FieldType]> {
        use FieldType::{Date, Integer};
        match self {
            Self::YearsBetween | Self::MonthsBetween | Self::DaysBetween => Some(&[Date, Date]),
            Self::RocYear | Self::Month => Some(&[Date]),
            Self::AddYears | Self::AddMonths => Some(&[Date, Integer]),
            Self::Coalesce => None,
        }
    }

    /// The type of its value, where it does not depend on the arguments.
    pub(super) fn result(self) -> Option<FieldType> {
        match self {
            Self::YearsBetween | Self::MonthsBetween | Self::DaysBetween | Self::RocYear | Self::Month => {
                Some(FieldType::Integer)
            }
            Self::AddYears | Self::AddMonths => Some(FieldType::Date),
            Self::Coalesce => None,
        }
    }
}
