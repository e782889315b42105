//! `hrstat check request-42`

mod derive;
mod witness;

use std::path::PathBuf;

use serde_json::{Value, json};

use self::derive::Derivation;
use self::witness::TableWitness;

use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::kept::recorded_coverage;
use crate::cli::outcome::Outcome;
use crate::cli::parameters::Set;
use crate::cli::question::Question;
use crate::cli::{load, screen};
use crate::domain::RequestId;
use crate::screening::{Coverage, Verdict, undetermined};
use crate::ui::{Page, Report};

/// 比對既有統計（要點四）：是否已經公布，或 WebHR 可以產製
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat check request-1\n  hrstat check request-1 --query queries/年齡結構.toml")]
pub(in crate::cli) struct Args {
    /// 申請案編號
    #[arg(value_name = "REQUEST")]
    request: RequestId,
    /// 查詢檔；未指定時用 queries/request-N.toml
    #[arg(long, value_name = "FILE")]
    query: Option<PathBuf>,
    /// 沒有的表，舉出反例：既有統計完全相同、答案卻不同的兩組虛構人員
    #[arg(long)]
    witness: bool,
    /// 已有的表，以資料快照製成既有統計的表，照取得方式推算，與直接計算逐格比對
    #[arg(long)]
    derive: bool,
    #[command(flatten)]
    set: Set,
}

pub(in crate::cli) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    let record = desk.registry.request(args.request)?;
    let path = args.query.clone().unwrap_or_else(|| Question::path(&desk.workspace, args.request));
    let has_query = args.query.is_some() || path.is_file();
    let (mut recorded, mut witnesses, mut derivations) = (None, None, None);
    let coverage = if has_query {
        let source = load::read_text(&path, &desk.workspace.shown(&path))?;
        match Question::read(&source, &desk.dictionary, &args.set.arguments()?) {
            Ok((question, _)) => {
                let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
                let authority = record.summary.authority.as_deref();
                let coverage = screen::coverage_of(&question, authority, &catalogue, &desk, context)?;
                recorded = Some(recorded_coverage(&coverage, &question, source.text()));
                if args.witness {
                    let found = witness::witnesses(&question, &coverage, authority, &catalogue, &desk, context)?;
                    witnesses = Some(found);
                }
                if args.derive {
                    let request = args.request;
                    let found = derive::derivations(request, &question, &coverage, &catalogue, &mut desk, context)?;
                    derivations = Some(found);
                }
                coverage
            }
            Err(error) if error.is_only("missing-parameter") => {
                let reasons: Vec<String> = error.into_problems().into_iter().map(|problem| problem.message).collect();
                undetermined(format!("{}；請加上 --set 再比對一次", reasons.join("；")))
            }
            Err(error) => return Err(error),
        }
    } else {
        undetermined("申請案還沒有查詢檔，無法比對既有統計")
    };
    // A try with another query file does not change what is on record.
    if args.query.is_none() {
        let recorded = recorded.unwrap_or_else(|| json!(coverage));
        desk.registry.set_coverage(&context.actor(), args.request, &recorded)?;
    }
    Ok(Outcome::done(Answer { request: args.request, coverage, has_query, witnesses, derivations }))
}

struct Answer {
    request: RequestId,
    coverage: Coverage,
    has_query: bool,
    /// Only where asked for.
    witnesses: Option<Vec<TableWitness>>,
    /// Only where asked for.
    derivations: Option<Vec<Derivation>>,
}

impl Report for Answer {
    fn json(&self) -> Value {
        let mut value = json!({ "request": self.request });
        if let (Some(into), Value::Object(from)) = (value.as_object_mut(), json!(self.coverage)) {
            into.extend(from);
            if let Some(witnesses) = &self.witnesses {
                into.insert("witnesses".to_owned(), json!(witnesses));
            }
            if let Some(derivations) = &self.derivations {
                into.insert("derivations".to_owned(), json!(derivations));
            }
        }
        value
    }

    fn human(&self, page: &mut Page) {
        page.heading(&format!("{}　{}", self.request, self.coverage.verdict.name()));
        describe(&self.coverage, page);
        witness::describe(self.witnesses.as_deref().unwrap_or_default(), page);
        derive::describe(self.derivations.as_deref().unwrap_or_default(), page);
        match self.coverage.verdict {
            Verdict::Covered => page.hint(format!(
                "告知申請機構（一併擬回復稿）：hrstat return {0}；仍要產製：hrstat accept {0} --reason \"……\"",
                self.request
            )),
            // The suggestions say what is missing.
            Verdict::Undetermined if self.has_query => {}
            Verdict::Undetermined => {
                page.hint(format!("先擬一份查詢：hrstat draft {0}；或自己寫 queries/{0}.toml", self.request));
            }
            _ => page.hint(format!("產製：hrstat run {}", self.request)),
        }
    }
}

/// The verdict of each table with its recipe and reasons.
fn describe(coverage: &Coverage, page: &mut Page) {
    for table in &coverage.tables {
        page.line(format!("「{}」{}", table.title, table.verdict.name()));
        if let Some(source) = &table.source {
            page.entry("　出處", source);
        }
        if let Some(recipe) = &table.recipe {
            page.entry("　取得方式", recipe);
        }
        if let Some(nearest) = &table.nearest {
            page.entry("　最接近", nearest);
        }
        for reason in &table.reasons {
            page.entry("　理由", &reason.message);
        }
    }
    for suggestion in &coverage.suggestions {
        page.entry("建議", suggestion);
    }
}
