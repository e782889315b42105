//! How long those who were new stayed in their first office, and where they went.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::scopes::scoped;
use crate::domain::format_roc_short;
use crate::drafting::Brief;
use crate::drafting::period::{Period, day_of};
use crate::drafting::proposal::{DerivePart, OutputPart, Part, Proposal};
use crate::drafting::reading::{Reading, Wanted};
use crate::drafting::vocabulary::TopicKind;

/// Those who count as civil servants in a career; hired staff do not.
const CIVIL: &str =
    "人員區分 IN ('簡薦委任人員', '警察人員', '醫事人員', '關務人員', '交通事業人員', '司法官', '政務人員', '雇員')";

/// The query, where the text asks for months in the first office.
pub(super) fn compose(reading: &mut Reading, brief: &Brief<'_>) -> Option<Proposal> {
    let wanted = together(&reading.wanted);
    let tenure = wanted.topic(TopicKind::Tenure)?.words.clone();
    let mut proposal = Proposal { unit: "人員".to_owned(), ..Proposal::default() };
    // The larger scope is said by the names of the offices.
    let offices = |part: &Part| part.text.starts_with("服務機關 LIKE");
    let mut conditions = scoped(reading, brief).conditions;
    if conditions.iter().any(offices) {
        conditions.retain(offices);
    }
    for part in conditions {
        let text = part.text.replace("服務機關", "初任機關").replace("主管機關", "初任主管機關");
        proposal.conditions.push(Part { text, ..part });
    }
    let (from, to, words) = days(&wanted, brief);
    let between = format!("初任日 BETWEEN '{}' AND '{}'", format_roc_short(from), format_roc_short(to));
    proposal.conditions.push(Part { text: between, words: Some(words).filter(|words| !words.is_empty()) });
    if let Some(said) = wanted.topic(TopicKind::Cohort) {
        proposal.conditions.push(Part::new("初任考試年度 IS NOT NULL", &said.words));
    }
    proposal.derives = derives();
    if proposal.conditions.iter().any(|part| part.text.contains("初任主管機關")) {
        let first =
            DerivePart::child("初任主管機關", "經歷", "到職日 = 初任日", "first", Some(("主管機關", Some("到職日"))));
        proposal.derives.insert(2, first);
    }
    reading.ask("仍在職者的任職月數還在增加，平均是否只計已離開者？擬案暫只計已離開者。");
    if wanted.list {
        reading.ask("逐人列出到職日與機關足以間接識別個人，是否可改為按機關、考試年度彙總？");
        let mut columns = vec![Part::implied("初任機關")];
        for said in &wanted.columns {
            columns.extend(own_column(&said.what[0].name).map(|name| Part::new(name, &said.words)));
        }
        if let Some(said) = wanted.topic(TopicKind::Destination) {
            columns.push(Part::new("調任機關", &said.words));
        }
        columns.push(Part::new("任職月數", &tenure));
        let mut seen: Vec<String> = Vec::new();
        columns.retain(|part| {
            let new = !seen.contains(&part.text);
            seen.push(part.text.clone());
            new
        });
        let order_by = vec!["初任機關".to_owned()];
        proposal.lists.push(OutputPart { columns, order_by, ..OutputPart::default() });
    } else {
        let rows = vec![Part::implied("初任機關")];
        let measures = vec![
            Part::implied("{ name = \"初任人數\", count = \"TRUE\" }"),
            Part::new("{ name = \"平均任職月數\", mean = \"已離開任職月數\", decimals = 1 }", &tenure),
        ];
        proposal.tables.push(OutputPart { rows, measures, totals: true, ..OutputPart::default() });
    }
    Some(proposal)
}

fn together(all: &[Wanted]) -> Wanted {
    let mut into = Wanted::default();
    for wanted in all {
        into.list |= wanted.list;
        into.columns.extend(wanted.columns.iter().cloned());
        into.asked.extend(wanted.asked.iter().cloned());
        into.periods.extend(wanted.periods.iter().cloned());
    }
    into
}

/// What a column of the form is for those who were new.
fn own_column(name: &str) -> Option<&'static str> {
    Some(match name {
        "進用考試年度" | "年度" => "初任考試年度",
        "類科" => "初任類科",
        "到職日" | "初任公職日" => "初任日",
        "離職日" => "離開日",
        "服務機關" => "初任機關",
        "姓名" => "姓名",
        "性別" => "性別",
        _ => return None,
    })
}

/// From when to when somebody was new; the last years end with the last whole month.
fn days(wanted: &Wanted, brief: &Brief<'_>) -> (Date, Date, String) {
    let end = brief.today.first_of_month().yesterday().unwrap_or(brief.today);
    let ago = |years: i64| {
        let first = brief.today.first_of_month();
        i32::try_from(years).ok().and_then(|years| first.checked_sub(years.years()).ok()).unwrap_or(first)
    };
    let found = wanted.periods.iter().find_map(|said| {
        let (from, to) = match &said.what {
            Period::LastYears(years) => (ago(*years), end),
            Period::Years(years) | Period::YearEnds(years) => {
                (day_of(*years.first()?, 1, 1)?, day_of(*years.last()?, 12, 31)?)
            }
            Period::Between(Some(from), to) => (*from, to.unwrap_or(end)),
            _ => return None,
        };
        Some((from, to, said.words.clone()))
    });
    found.unwrap_or_else(|| (ago(5), end, String::new()))
}

fn derives() -> Vec<DerivePart> {
    let child = DerivePart::child;
    vec![
        child("初任日", "經歷", CIVIL, "min", Some(("到職日", None))),
        child("初任機關", "經歷", "到職日 = 初任日", "first", Some(("服務機關", Some("到職日")))),
        child("初任考試年度", "考試", "年度 <= ROC_YEAR(初任日)", "max", Some(("年度", None))),
        child("初任類科", "考試", "年度 = 初任考試年度", "last", Some(("類科", Some("年度")))),
        child("調任日", "經歷", "服務機關 <> 初任機關 AND 到職日 > 初任日", "min", Some(("到職日", None))),
        child(
            "離開日",
            "經歷",
            "服務機關 = 初任機關 AND 到職日 >= 初任日 AND (調任日 IS NULL OR 到職日 < 調任日)",
            "last",
            Some(("離職日", Some("到職日"))),
        ),
        child(
            "調任機關",
            "經歷",
            "服務機關 <> 初任機關 AND DAYS_BETWEEN(離開日, 到職日) BETWEEN 0 AND 30",
            "first",
            Some(("服務機關", Some("到職日"))),
        ),
        DerivePart::expression("已離開", "COALESCE(離開日 <= 資料截止日, FALSE)"),
        DerivePart::expression("任職月數", "MONTHS_BETWEEN(初任日, CASE WHEN 已離開 THEN 離開日 ELSE 資料截止日 END)"),
        DerivePart::expression("已離開任職月數", "CASE WHEN 已離開 THEN 任職月數 ELSE NULL END"),
    ]
}
