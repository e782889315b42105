//! Coverage: for each table and list of a query the best entry of the catalogue, with a verdict and its reasons.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Channel, Entry};
use super::proof::{Answer, Assessment, Demand, Part, Wanted, assess, largest_part};
use super::recipe::{Recipe, build};
use crate::domain::{AsOf, Dictionary, format_roc};
use crate::query::{CrossTab, Query};

/// Whether the catalogue answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Wholly, and it is shown how.
    Covered,
    /// In part, or not yet.
    Partial,
    /// Not.
    NotCovered,
    /// It cannot be said: there is no query.
    Undetermined,
    /// It is not a matter of the service.
    OutOfScope,
}

impl Verdict {
    /// Its name in Chinese.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Covered => "已有",
            Self::Partial => "部分已有",
            Self::NotCovered => "沒有",
            Self::Undetermined => "無法判斷",
            Self::OutOfScope => "不屬本服務",
        }
    }
}

/// What an entry must meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It counts rows of the same table.
    Unit,
    /// It gives lists, where a list is wanted.
    Detail,
    /// Its population holds the query's, which can be chosen from it.
    Population,
    /// The fields stand jointly in one of its tables.
    Dimensions,
    /// It measures what is wanted.
    Measure,
    /// It has the day, and it is published.
    Period,
    /// It shows the figures of those asked about.
    Scope,
}

/// Why an entry does not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageReason {
    /// Which condition it misses.
    pub condition: Condition,
    /// In what way.
    pub message: String,
}

/// Coverage of one table or list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableCoverage {
    /// Its title.
    pub title: String,
    /// Whether the catalogue answers it.
    pub verdict: Verdict,
    /// The entry that does, wholly or in part.
    pub source: Option<String>,
    /// How the applicant gets it, or the part of it that is had.
    pub recipe: Option<String>,
    /// The entry that comes nearest, where none does.
    pub nearest: Option<String>,
    /// What is missing, the first condition first.
    pub reasons: Vec<CoverageReason>,
    /// The recipe as steps that can be followed. Not written out: it is made anew from the query.
    #[serde(skip)]
    pub steps: Option<Recipe>,
    /// What the catalogue answers where it does not answer the whole. Not written out either.
    #[serde(skip)]
    pub part: Option<TablePart>,
}

/// A part of a table: a smaller question, and the recipe of its answer.
#[derive(Clone, Debug)]
pub struct TablePart {
    /// The question, with one table only.
    pub query: Query,
    /// The steps to its answer.
    pub steps: Recipe,
}

impl PartialEq for TablePart {
    /// The question is that of the steps.
    fn eq(&self, other: &Self) -> bool {
        self.steps == other.steps
    }
}

/// Coverage of a query, as `contract.md` §3 writes it (without the number of the request).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Of the query as a whole.
    pub verdict: Verdict,
    /// Of each table, then each list.
    pub tables: Vec<TableCoverage>,
    /// What to do, and what to bear in mind.
    pub suggestions: Vec<String>,
}

/// What coverage depends on beside query and catalogue.
#[derive(Clone, Debug)]
pub struct CoverageContext {
    /// The day of the decision.
    pub today: Date,
    /// The applicant's authority, whose figures WebHR shows.
    pub applicant_authority: Option<String>,
    /// The newest snapshot: what `latest` means.
    pub latest_snapshot: Option<AsOf>,
}

/// The coverage of a request that has no query yet.
#[must_use]
pub fn undetermined(reason: impl Into<String>) -> Coverage {
    Coverage { verdict: Verdict::Undetermined, tables: Vec::new(), suggestions: vec![reason.into()] }
}

/// The coverage of rows that no query of the language says: nothing in the catalogue can be held against them.
#[must_use]
pub fn incomparable(title: &str) -> Coverage {
    let message = "是 SELECT 的逐筆明細，不是統計表，無從與既有統計比對".to_owned();
    let table = TableCoverage {
        title: title.to_owned(),
        verdict: Verdict::NotCovered,
        source: None,
        recipe: None,
        nearest: None,
        reasons: vec![CoverageReason { condition: Condition::Detail, message }],
        steps: None,
        part: None,
    };
    Coverage { verdict: Verdict::NotCovered, tables: vec![table], suggestions: Vec::new() }
}

/// Looks for every table and list of `query` in the catalogue.
#[must_use]
pub fn check_coverage(
    query: &Query,
    catalogue: &Catalogue,
    dictionary: &Dictionary,
    context: &CoverageContext,
) -> Coverage {
    let Some(demand) = Demand::new(query, dictionary, context) else {
        return undetermined(format!("資料字典沒有資料表「{}」，無法判斷", query.unit()));
    };
    let tables = query.tables().iter().map(Wanted::Table);
    let wanted: Vec<Wanted<'_>> = tables.chain(query.lists().iter().map(Wanted::List)).collect();
    if wanted.is_empty() {
        return undetermined("查詢沒有表格或清冊，無法判斷");
    }
    let mut suggestions = Vec::new();
    let tables: Vec<TableCoverage> = wanted
        .into_iter()
        .map(|wanted| cover(&demand.narrowed(wanted.condition()), wanted, catalogue, &mut suggestions))
        .collect();
    let all = |verdict: Verdict| tables.iter().all(|table| table.verdict == verdict);
    let verdict = if all(Verdict::Covered) {
        Verdict::Covered
    } else if all(Verdict::NotCovered) {
        Verdict::NotCovered
    } else {
        Verdict::Partial
    };
    let mut said: Vec<String> = Vec::new();
    suggestions.retain(|text: &String| {
        let new = !said.contains(text);
        said.push(text.clone());
        new
    });
    Coverage { verdict, tables, suggestions }
}

fn cover(
    demand: &Demand<'_>,
    wanted: Wanted<'_>,
    catalogue: &Catalogue,
    suggestions: &mut Vec<String>,
) -> TableCoverage {
    let mut table = TableCoverage {
        title: wanted.title().to_owned(),
        verdict: Verdict::NotCovered,
        source: None,
        recipe: None,
        nearest: None,
        reasons: Vec::new(),
        steps: None,
        part: None,
    };
    let Some(best) = best(demand, wanted, catalogue) else {
        let message = "既有統計目錄是空的".to_owned();
        table.reasons.push(CoverageReason { condition: Condition::Dimensions, message });
        return table;
    };
    let id = best.entry.id.clone();
    table.reasons.clone_from(&best.reasons);
    match best.answer {
        Answer::Whole => {
            if let Some(steps) = build(demand, wanted, &best) {
                table.verdict = Verdict::Covered;
                table.source = Some(id);
                table.recipe = Some(steps.in_words(best.entry));
                table.steps = Some(steps);
            } else {
                // What cannot be written down step by step is not shown.
                let message = format!("{}看似足夠，但無法寫成逐步的取得方式", best.entry.shown());
                table.reasons.push(CoverageReason { condition: Condition::Dimensions, message });
                table.nearest = Some(id);
            }
        }
        Answer::Due => {
            table.verdict = Verdict::Partial;
            table.source = Some(id);
        }
        Answer::Part | Answer::None => {
            if let Some(part) = best_part(demand, wanted, catalogue) {
                tell_part(&mut table, demand, wanted, &part);
                bear_in_mind(&part.demand, &part.found, suggestions);
            } else if best.counts_another_unit() {
                let message = format!("既有統計沒有以「{}」為單位計算的", demand.query.unit());
                table.reasons = vec![CoverageReason { condition: Condition::Unit, message }];
            } else {
                table.nearest = Some(id);
            }
            let lacks_fields = table.reasons.iter().any(|reason| reason.condition == Condition::Dimensions);
            if table.verdict == Verdict::Partial
                && lacks_fields
                && let Some(message) = margins(demand, wanted, catalogue)
            {
                // The cross is what is missing; it comes first.
                table.reasons.retain(|reason| reason.condition != Condition::Dimensions);
                table.reasons.insert(0, CoverageReason { condition: Condition::Dimensions, message });
            }
            return table;
        }
    }
    if table.source.is_some() {
        bear_in_mind(demand, &best, suggestions);
    }
    table
}

/// Says what of the table is had, how, and what of it is not.
fn tell_part(table: &mut TableCoverage, demand: &Demand<'_>, wanted: Wanted<'_>, part: &Part<'_, '_>) {
    table.verdict = Verdict::Partial;
    table.source = Some(part.found.entry.id.clone());
    table.reasons.clone_from(&part.missing);
    let smaller = Wanted::Table(&part.table);
    // What is not out yet is announced by its reason.
    if part.found.answer == Answer::Due {
        return;
    }
    let Some(steps) = build(&part.demand, smaller, &part.found) else { return };
    let measures: Vec<String> = part.table.measures.iter().map(|measure| format!("「{}」", measure.name)).collect();
    let fields = smaller.fields();
    let by = if fields.len() == wanted.fields().len() || fields.is_empty() {
        String::new()
    } else {
        format!("按「{}」分的", fields.join("、"))
    };
    let how = steps.in_words(part.found.entry);
    table.recipe = Some(format!("可取得的部分是{by}{}。{how}", measures.join("、")));
    let query =
        demand.query.part(part.demand.population.clone(), &part.found.days, part.table.clone(), demand.dictionary);
    table.part = Some(TablePart { query, steps });
}

/// The largest part of a table that any cross gives and whose recipe can be written down.
fn best_part<'a, 'd>(demand: &Demand<'d>, wanted: Wanted<'_>, catalogue: &'a Catalogue) -> Option<Part<'a, 'd>> {
    let Wanted::Table(table) = wanted else { return None };
    largest_part(demand, table, crosses(catalogue), |part| {
        let smaller = Wanted::Table(&part.table);
        part.found.answer == Answer::Due || build(&part.demand, smaller, &part.found).is_some()
    })
}

/// What the applicant should know of the entry that answers.
fn bear_in_mind(demand: &Demand<'_>, best: &Assessment<'_>, suggestions: &mut Vec<String>) {
    let entry: &Entry = best.entry;
    if let (Answer::Due, Some(due)) = (best.answer, best.due) {
        suggestions.push(format!(
            "{}預計於{}前發布，屆時可自行查得；不急用者建議等候。",
            entry.shown(),
            format_roc(due)
        ));
    }
    if best.days != demand.days && !best.days.is_empty() {
        let of = |days: &[Date]| days.iter().map(|day| format_roc(*day)).collect::<Vec<_>>().join("、");
        suggestions.push(format!(
            "查詢沒有指定資料時間，{}以最近一期（{}）為準；若要{}的數字，請在查詢檔寫明日期再比對一次。",
            entry.shown(),
            of(&best.days),
            of(&demand.days)
        ));
    }
    if !entry.verified {
        suggestions.push(format!("{}：此目錄項目尚未查證，請先與來源核對再回復申請人。", entry.shown()));
    }
    if let Some(note) = &entry.note {
        suggestions.push(format!("{}：{note}", entry.shown()));
    }
    if entry.channel == Channel::Webhr
        && let Some(own) = &demand.context.applicant_authority
    {
        suggestions.push(format!(
            "WebHR 可查範圍依操作者的機關而定：跨「{own}」所屬各機關者，請由「{own}」人事機構操作；所屬機關只看得到本機關。"
        ));
    }
}

/// Fewer tables than this are looked at by one core.
const WORTH_SHARING: usize = 500;

/// The best cross of all entries; the first of the catalogue where several are as good.
fn best<'a>(demand: &Demand<'_>, wanted: Wanted<'_>, catalogue: &'a Catalogue) -> Option<Assessment<'a>> {
    let crosses: Vec<(&Entry, &[String])> = crosses(catalogue).collect();
    let best_of = |some: &[(&'a Entry, &'a [String])]| {
        some.iter().map(|(entry, cross)| assess(demand, wanted, entry, cross)).min_by_key(Assessment::rank)
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = crosses.len().div_ceil(cores).max(WORTH_SHARING);
    thread::scope(|scope| {
        let others: Vec<_> = crosses.chunks(share).skip(1).map(|some| scope.spawn(|| best_of(some))).collect();
        let first = crosses.chunks(share).next().and_then(best_of);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        // In the order of the catalogue: the first of the best stays.
        first.into_iter().chain(others.flatten()).min_by_key(Assessment::rank)
    })
}

/// Every table of the catalogue, as the fields that stand jointly in it.
fn crosses(catalogue: &Catalogue) -> impl Iterator<Item = (&Entry, &[String])> {
    const NO_FIELDS: &[String] = &[];
    catalogue.iter().filter(|entry| entry.has_figures()).flat_map(|entry| {
        let none = entry.crosses.is_empty().then_some(NO_FIELDS);
        entry.crosses.iter().map(Vec::as_slice).chain(none).map(move |cross| (entry, cross))
    })
}

/// Where the cross is not to be had but each of its fields is by itself: says so.
fn margins(demand: &Demand<'_>, wanted: Wanted<'_>, catalogue: &Catalogue) -> Option<String> {
    let Wanted::Table(table) = wanted else { return None };
    let fields = wanted.fields();
    if fields.len() < 2 {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    for field in fields {
        let margin = CrossTab { rows: vec![field.to_owned()], columns: Vec::new(), ..table.clone() };
        let best = best(demand, Wanted::Table(&margin), catalogue)?;
        if best.answer == Answer::None {
            return None;
        }
        found.push(format!("「{field}」見{}", best.entry.shown()));
    }
    Some(format!("各欄位分別有統計（{}），但沒有同時交叉的表", found.join("、")))
}
