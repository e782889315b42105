//! `hrstat run request-42 --dry-run`: what would be read, computed and written. Nothing is recorded and nothing written.

use serde_json::{Value, json};

use super::expected_size::{Axis, ExpectedSize, KnownValues};
use super::reply::certificates;
use super::{Asked, Task, not_queued, prepare};
use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::kept::is_overruled;
use crate::cli::screen;
use crate::domain::{Disclosure, Stage};
use crate::expr::{Expr, in_words};
use crate::query::{CrossTab, FieldUse, ListPlan, Query, SmallCells, TableRead};
use crate::screening::{Coverage, Verdict};
use crate::ui::{Page, Report};

pub(super) fn preview(asked: &Asked<'_>, context: &Context) -> Result<Preview, CommandError> {
    let desk = Desk::open(context)?;
    let record = desk.registry.request(asked.request)?;
    let task = prepare(asked, record, &desk)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let authority = task.record.summary.authority.as_deref();
    let coverage = screen::coverage_of(&task.question, authority, &catalogue, &desk, context)?;
    let overruled = is_overruled(&desk.registry.overruled(task.request)?, &task.question, &task.text);
    let certificates = certificates(&task, &desk, context).map(|usable| usable.len()).map_err(|stopped| stopped.error);
    let sizes = match task.question.as_query() {
        Some(query) => {
            let known = KnownValues::new(query, &desk.dictionary, &desk.authorities, task.snapshots.len());
            query.tables().iter().map(|table| known.size_of(table)).collect()
        }
        None => Vec::new(),
    };
    let mut obstacles = Vec::new();
    if task.record.summary.stage != Stage::Queued {
        obstacles.push(not_queued(&task.record).message().to_owned());
    }
    if coverage.verdict == Verdict::Covered && !overruled {
        obstacles.push("已有既有統計可以答覆（要點四），不再產製".to_owned());
    }
    let reads = task.question.reads(&desk.dictionary)?;
    let mut preview = Preview { task, coverage, certificates, reads, sizes, obstacles };
    if let (Encryption::Certain, Err(error)) = (preview.encryption(), &preview.certificates) {
        preview.obstacles.push(error.message().to_owned());
    }
    Ok(preview)
}

/// What a run would do.
pub(super) struct Preview {
    task: Task,
    coverage: Coverage,
    /// How many certificates of the applicant could be used, or why none.
    certificates: Result<usize, CommandError>,
    reads: Vec<TableRead>,
    /// Of each table, in order.
    sizes: Vec<ExpectedSize>,
    /// What `run` would refuse, in words.
    obstacles: Vec<String>,
}

/// Whether the reply will have to be encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encryption {
    /// Whatever the figures are.
    Certain,
    /// Only where there are small cells.
    Depends,
    /// Never: with small cells there is no reply.
    Never,
}

impl Encryption {
    fn code(self) -> &'static str {
        match self {
            Self::Certain => "yes",
            Self::Depends => "depends",
            Self::Never => "no",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Certain => "一定要：逐筆的清冊或明細，或用到直接識別的欄位",
            Self::Depends => "要看結果：有小細格才要加密；分得愈細愈可能有",
            Self::Never => "不用：查詢規定有小細格就不釋出",
        }
    }
}

impl Preview {
    fn encryption(&self) -> Encryption {
        let question = &self.task.question;
        let direct = question.tables().iter().any(|table| !table.direct_fields.is_empty());
        match question.as_query().map(Query::small_cells).unwrap_or_default() {
            _ if direct || question.is_detail() => Encryption::Certain,
            SmallCells::Encrypt => Encryption::Depends,
            SmallCells::Suppress | SmallCells::Refuse => Encryption::Never,
        }
    }

    fn own_fields(&self) -> impl Iterator<Item = &FieldUse> {
        self.task.question.uses().iter().filter(|field| field.table == OWN)
    }

    fn of_class(&self, class: Disclosure) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in self.task.question.uses().iter().filter(|field| field.disclosure == class) {
            // A SELECT may use the same field of several tables.
            if !names.contains(&field.name.as_str()) {
                names.push(&field.name);
            }
        }
        names
    }
}

/// The table of fields that no export holds.
const OWN: &str = "本案自訂";
const CLASSES: [Disclosure; 3] = [Disclosure::Direct, Disclosure::Sensitive, Disclosure::Indirect];

impl Report for Preview {
    fn json(&self) -> Value {
        let Task { request, record, question, file, query_sha256, snapshots, .. } = &self.task;
        let words = |condition: Option<&Expr>| condition.map(in_words);
        let axes = |axes: &[Axis]| -> Value {
            axes.iter().map(|axis| json!({ "field": axis.field, "at_most": axis.at_most })).collect()
        };
        let table = |(table, size): (&CrossTab, &ExpectedSize)| {
            let measures: Vec<&str> = table.measures.iter().map(|measure| measure.name.as_str()).collect();
            json!({
                "title": table.title, "where": words(table.condition.as_ref()), "rows": axes(&size.rows),
                "columns": axes(&size.columns), "measures": measures, "totals": table.totals,
                "subtotals": table.subtotals, "cells_at_most": size.cells,
            })
        };
        let list = |list: &ListPlan| {
            let columns: Vec<&str> = list.columns.iter().map(|column| column.name.as_str()).collect();
            json!({
                "title": list.title, "where": words(list.condition.as_ref()), "columns": columns, "limit": list.limit,
            })
        };
        let derived = self.own_fields().map(|field| json!({ "name": field.name, "definition": field.definition }));
        let personal = question.uses().iter().filter(|field| field.disclosure != Disclosure::None);
        let personal = personal.map(|field| json!({ "field": field.name, "class": field.disclosure }));
        let (usable, why) = match &self.certificates {
            Ok(count) => (*count, Vec::new()),
            Err(error) => (0, vec![error.message()]),
        };
        json!({
            "request": request, "dry_run": true, "stage": record.summary.stage, "title": question.title(), "file": file,
            "query_sha256": query_sha256, "parameters": question.parameters_json(), "snapshots": snapshots,
            "unit": question.unit(), "population": question.population_words(), "reads": self.reads,
            "derived": derived.collect::<Vec<_>>(),
            "tables": question.tables().iter().zip(&self.sizes).map(table).collect::<Vec<_>>(),
            "lists": question.lists().iter().map(list).collect::<Vec<_>>(),
            "personal_fields": personal.collect::<Vec<_>>(),
            "encryption": { "needed": self.encryption().code(), "usable_certificates": usable, "reasons": why },
            "coverage": self.coverage.verdict, "obstacles": self.obstacles,
        })
    }

    fn human(&self, page: &mut Page) {
        let Task { request, record, question, file, snapshots, .. } = &self.task;
        page.heading(&format!("{request}　{}（試行，沒有計算，也沒有留下紀錄）", question.title()));
        page.entry("查詢檔", file);
        for (index, bound) in question.parameters().iter().enumerate() {
            let meaning = match bound.definition.trim_end_matches('。') {
                "" => String::new(),
                meaning => format!("（{meaning}）"),
            };
            page.entry(if index == 0 { "參數" } else { "" }, format!("{}＝{}{meaning}", bound.name, bound.shown));
        }
        page.entry("資料截止日", snapshots.iter().map(|day| day.roc()).collect::<Vec<_>>().join("、"));
        page.entry("統計單位", question.unit());
        let population = match question.as_query() {
            Some(_) => question.population_words(),
            None => "由 SELECT 決定，見查詢檔".to_owned(),
        };
        page.entry("統計範圍", if population.is_empty() { "全部資料，未加條件" } else { &population });
        for (index, read) in self.reads.iter().enumerate() {
            let line = format!("{}：{}", read.table, read.columns.join("、"));
            page.entry(if index == 0 { "讀取" } else { "" }, line);
        }
        for (index, field) in self.own_fields().enumerate() {
            page.entry(if index == 0 { "自訂欄位" } else { "" }, format!("{}：{}", field.name, field.definition));
        }
        for (table, size) in question.tables().iter().zip(&self.sizes) {
            page.gap();
            describe_table(table, size, page);
        }
        for list in question.lists() {
            page.gap();
            describe_list(list, page);
        }
        if question.as_query().is_none() {
            page.gap();
            page.line(format!("「{}」（SELECT 的逐筆明細）", question.title()));
        }
        page.gap();
        for (index, class) in CLASSES.into_iter().filter(|class| !self.of_class(*class).is_empty()).enumerate() {
            let line = format!("{}：{}", class.name(), self.of_class(class).join("、"));
            page.entry(if index == 0 { "個資類別" } else { "" }, line);
        }
        page.entry("加密", self.encryption().words());
        if self.encryption() != Encryption::Never {
            let agency = &record.summary.agency;
            let words = match &self.certificates {
                Ok(count) => format!("「{agency}」有 {count} 份可用"),
                Err(_) => format!("「{agency}」沒有可用的憑證；要加密時，就不釋出"),
            };
            page.entry("憑證", words);
        }
        page.entry("既有統計", self.coverage.verdict.name());
        for obstacle in &self.obstacles {
            page.entry("還不能產製", obstacle);
        }
        if self.obstacles.is_empty() {
            page.hint("要產製，拿掉 --dry-run 再執行一次");
        }
    }
}

fn describe_table(table: &CrossTab, size: &ExpectedSize, page: &mut Page) {
    page.line(format!("「{}」", table.title));
    if let Some(condition) = &table.condition {
        page.entry("　範圍再限於", in_words(condition));
    }
    let axis = |axes: &[Axis]| match axes {
        [] => "（不分）".to_owned(),
        axes => axes.iter().map(axis_words).collect::<Vec<_>>().join(" × "),
    };
    page.entry("　列", axis(&size.rows));
    page.entry("　欄", axis(&size.columns));
    let measures: Vec<&str> = table.measures.iter().map(|measure| measure.name.as_str()).collect();
    page.entry("　量數", measures.join("、"));
    let sums = match (table.totals, table.subtotals) {
        (true, true) => "，含合計與小計",
        (true, false) => "，含合計",
        (false, true) => "，含小計",
        (false, false) => "",
    };
    page.entry(
        "　格數",
        match size.cells {
            Some(cells) => format!("至多 {cells} 格{sums}"),
            None => "要看資料裡有多少種值".to_owned(),
        },
    );
}

fn axis_words(axis: &Axis) -> String {
    match axis.at_most {
        Some(count) => format!("{}（至多 {count} 種）", axis.field),
        None => format!("{}（種數依資料而定）", axis.field),
    }
}

fn describe_list(list: &ListPlan, page: &mut Page) {
    page.line(format!("「{}」（清冊）", list.title));
    if let Some(condition) = &list.condition {
        page.entry("　範圍再限於", in_words(condition));
    }
    page.entry("　欄", list.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("、"));
    let limit = list.limit.map_or_else(|| "不限，範圍內每一列都列出".to_owned(), |limit| format!("至多 {limit} 列"));
    page.entry("　列數", limit);
}
