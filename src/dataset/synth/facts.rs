//! The persons of a snapshot as the published figures look at them.

use polars::prelude::{DataFrame, PolarsError, PolarsResult};

use super::posts::is_guarding;
use super::world::years_before;
use crate::domain::epoch_day;
use crate::query::{FrameError, FrameSource};

/// The columns of 人員 that are looked at.
const COLUMNS: [&str; 15] = [
    "性別",
    "出生日期",
    "原住民身分",
    "身心障礙等級",
    "機關層級",
    "機關類別",
    "人員區分",
    "人員類別",
    "官等",
    "職系",
    "考試類別",
    "教育程度",
    "初任公職日",
    "離職日",
    "離職原因",
];

/// The labels that figures ask for; a person with another has the empty text.
const LABELS: [&str; 25] = [
    "女",
    "中央",
    "行政機關",
    "公營事業",
    "衛生醫療",
    "公立學校",
    "簡薦委任人員",
    "警察人員",
    "司法官",
    "簡任",
    "薦任",
    "委任",
    "高等考試",
    "普通考試",
    "初等考試",
    "特種考試",
    "升等考試",
    "其他考試",
    "依其他法令進用",
    "博士",
    "碩士",
    "大學",
    "專科",
    "高中職",
    "國中以下",
];

/// One 公務人員.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    /// 性別.
    pub(super) sex: &'static str,
    /// 機關層級.
    pub(super) level: &'static str,
    pub(super) indigenous: bool,
    pub(super) disabled: bool,
    /// 機關類別.
    pub(super) class: &'static str,
    /// 人員區分.
    pub(super) staff: &'static str,
    /// 官等.
    pub(super) rank: &'static str,
    /// 考試類別.
    pub(super) route: &'static str,
    /// 教育程度.
    pub(super) education: &'static str,
    /// Whether the 職系 is one of security, corrections, coast guard, fire, immigration or justice.
    pub(super) guarding: bool,
    /// Completed years of age.
    pub(super) age: i32,
    /// Age, service, and age at the first appointment in years, exact.
    pub(super) exact_age: f64,
    pub(super) seniority: f64,
    pub(super) appointed: f64,
}

/// All 公務人員 that the figures speak of.
pub(super) struct Facts {
    /// In service on the as-of date.
    serving: Vec<Fact>,
    /// Who resigned in the year before it.
    resigned: Vec<Fact>,
}

impl Facts {
    /// Of the snapshot that `source` reads.
    pub(super) fn read(source: &dyn FrameSource) -> Result<Self, FrameError> {
        let frame = source.read("人員", &COLUMNS.map(ToOwned::to_owned))?;
        Self::of(&frame, source.as_of().date()).map_err(|error: PolarsError| FrameError::Unreadable {
            as_of: source.as_of(),
            table: "人員".to_owned(),
            reason: error.to_string(),
        })
    }

    fn of(frame: &DataFrame, as_of: jiff::civil::Date) -> PolarsResult<Self> {
        let text = |column: &str| Ok::<_, PolarsError>(frame.column(column)?.str()?.iter());
        let day = |column: &str| Ok::<_, PolarsError>(frame.column(column)?.date()?.physical().iter());
        let (mut sex, mut indigenous, mut disability) = (text("性別")?, text("原住民身分")?, text("身心障礙等級")?);
        let (mut level, mut class, mut staff) = (text("機關層級")?, text("機關類別")?, text("人員區分")?);
        let (mut category, mut rank, mut series) = (text("人員類別")?, text("官等")?, text("職系")?);
        let (mut route, mut education, mut reason) = (text("考試類別")?, text("教育程度")?, text("離職原因")?);
        let (mut birth, mut first, mut leave) = (day("出生日期")?, day("初任公職日")?, day("離職日")?);
        let (today, year_ago) = (epoch_day(as_of), epoch_day(years_before(as_of, 1)));
        let birthdays: Vec<i32> = (0..=100).map(|years| epoch_day(years_before(as_of, years))).collect();
        let mut facts = Self { serving: Vec::with_capacity(frame.height()), resigned: Vec::new() };
        for _ in 0..frame.height() {
            let born = birth.next().flatten();
            let appointed = first.next().flatten();
            let series = series.next().flatten().unwrap_or("");
            let fact = Fact {
                sex: label(sex.next().flatten()),
                level: label(level.next().flatten()),
                indigenous: indigenous.next().flatten().is_some_and(|status| status != "無"),
                disabled: disability.next().flatten().is_some(),
                class: label(class.next().flatten()),
                staff: label(staff.next().flatten()),
                rank: label(rank.next().flatten()),
                route: label(route.next().flatten()),
                education: label(education.next().flatten()),
                guarding: is_guarding(series),
                age: born.map_or(-1, |born| completed(&birthdays, born)),
                exact_age: years(born, Some(today)),
                seniority: years(appointed, Some(today)),
                appointed: years(born, appointed),
            };
            let (leave, reason) = (leave.next().flatten(), reason.next().flatten());
            if category.next().flatten() != Some("公務人員") {
                continue;
            }
            match leave {
                Some(day) if day <= today => {
                    if reason == Some("辭職") && day > year_ago {
                        facts.resigned.push(fact);
                    }
                }
                _ => facts.serving.push(fact),
            }
        }
        Ok(facts)
    }

    /// The share of those who are `of` in those who are `among`, in percent.
    pub(super) fn share(&self, of: fn(&Fact) -> bool, among: fn(&Fact) -> bool) -> f64 {
        let whole = self.serving.iter().filter(|fact| among(fact));
        let (part, whole) = whole.fold((0, 0), |(part, whole), fact| (part + u32::from(of(fact)), whole + 1));
        percent(part, whole)
    }

    /// How many resigned in the year to a hundred in service on its last day.
    pub(super) fn resigned(&self, among: fn(&Fact) -> bool) -> f64 {
        let count = |facts: &[Fact]| u32::try_from(facts.iter().filter(|fact| among(fact)).count()).unwrap_or(u32::MAX);
        percent(count(&self.resigned), count(&self.serving))
    }

    /// The mean over those in service.
    pub(super) fn mean(&self, value: fn(&Fact) -> f64) -> f64 {
        mean(self.serving.iter().map(value))
    }

    /// The standard deviation over those in service.
    pub(super) fn deviation(&self, value: fn(&Fact) -> f64) -> f64 {
        let middle = self.mean(value);
        mean(self.serving.iter().map(|fact| (value(fact) - middle) * (value(fact) - middle))).sqrt()
    }
}

fn label(text: Option<&str>) -> &'static str {
    LABELS.iter().find(|label| Some(**label) == text).copied().unwrap_or("")
}

/// Completed years on the first of `birthdays` (the as-of date and the same day of earlier years) of somebody born on `born`.
fn completed(birthdays: &[i32], born: i32) -> i32 {
    let reached = birthdays.partition_point(|day| *day >= born);
    i32::try_from(reached).unwrap_or(0) - 1
}

fn years(from: Option<i32>, to: Option<i32>) -> f64 {
    from.zip(to).map_or(f64::NAN, |(from, to)| f64::from(to - from) / 365.2425)
}

/// The mean of what is known.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let known = values.filter(|value| !value.is_nan());
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn percent(part: u32, whole: u32) -> f64 {
    f64::from(part) * 100.0 / f64::from(whole)
}
