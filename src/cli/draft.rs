//! `hrstat draft request-42`: a query proposed from the applicant's own words, and its acceptance by a statistician.

mod accept;
mod proposal_file;

use std::ops::Range;
use std::path::PathBuf;

use serde_json::{Value, json};

use self::proposal_file::{Kept, keep};
use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::load;
use super::outcome::{Exit, Outcome};
use crate::dataset::snapshot_days;
use crate::domain::RequestId;
use crate::drafting::{Brief, Draft, Lexicon, draft};
use crate::intake::find_deadlines;
use crate::ui::{Page, Report, safe_text};

/// 由申請人的需求描述擬一份查詢：看懂了什麼、看不懂什麼、要問什麼
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat draft request-1\n  hrstat draft --text \"本府公務人員人數，依官等及性別\"\n  \
                  hrstat draft request-1 --accept --reason \"已電話確認統計基準日\""
)]
pub(super) struct Args {
    /// 申請案編號
    #[arg(value_name = "REQUEST", required_unless_present_any = ["text", "file"])]
    request: Option<RequestId>,
    /// 試擬一段文字，不留存
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["request", "accept"])]
    text: Option<String>,
    /// 試擬一個文字檔，不留存
    #[arg(long, value_name = "FILE", conflicts_with_all = ["request", "text", "accept"])]
    file: Option<PathBuf>,
    /// 核對後採用擬案，存成 queries/request-N.toml
    #[arg(long)]
    accept: bool,
    /// 還有待確認的問題時，採用的理由，記入稽核紀錄
    #[arg(long, value_name = "TEXT", requires = "accept")]
    reason: Option<String>,
    /// 已有的查詢檔與擬案不同時，改用擬案
    #[arg(long, requires = "accept")]
    replace: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    match args.request {
        Some(request) => of_request(args, request, context),
        None => of_text(args, context).map(Outcome::done),
    }
}

fn of_request(args: &Args, request: RequestId, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    let record = desk.registry.request(request)?;
    let form = &record.application;
    let snapshots = snapshot_days(&desk.workspace.snapshots_dir())?;
    let deadlines = deadlines(&form.description, &desk.settings.intake.deadline_words);
    let brief = Brief {
        today: form.applied_on,
        agency: &form.agency,
        authority: form.authority.as_deref(),
        snapshots: &snapshots,
        deadlines: &deadlines,
        sample_columns: &form.sample_columns,
    };
    let lexicon = Lexicon::new(&desk.dictionary, &desk.authorities);
    let drafted = draft(&form.description, &brief, &lexicon, &desk.dictionary);
    let kept = keep(request, &drafted, &mut desk, context)?;
    if args.accept {
        let reason = args.reason.as_deref();
        return accept::accept(request, &drafted, reason, args.replace, &mut desk, context).map(Outcome::done);
    }
    Ok(Outcome::done(Drafted { request: Some(request), draft: drafted, kept: Some(kept) }))
}

/// A draft of a text that belongs to no request: nothing is kept.
fn of_text(args: &Args, context: &Context) -> Result<Drafted, CommandError> {
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => load::read_text(path, &path.display().to_string())?.text().to_owned(),
        (None, None) => return Err(CommandError::new(Exit::Usage, "要有申請案編號，或用 --text 給一段文字")),
    };
    if text.trim().is_empty() {
        return Err(CommandError::new(Exit::Usage, "文字是空白的，沒有可以擬的內容")
            .hint("例如：hrstat draft --text \"本府及所屬機關現職人員人數，按官等及性別分\""));
    }
    let dictionary = load::dictionary_at_hand(context)?;
    let authorities = load::authorities_at_hand(context)?;
    let brief = Brief {
        today: context.today(),
        agency: "",
        authority: None,
        snapshots: &[],
        deadlines: &deadlines(&text, &[]),
        sample_columns: &[],
    };
    let drafted = draft(&text, &brief, &Lexicon::new(&dictionary, &authorities), &dictionary);
    Ok(Drafted { request: None, draft: drafted, kept: None })
}

/// Where deadlines stand in `text`, in characters.
fn deadlines(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let characters = |end: usize| text[..end].chars().count();
    find_deadlines(text, words)
        .into_iter()
        .map(|found| characters(found.span.start)..characters(found.span.end))
        .collect()
}

struct Drafted {
    request: Option<RequestId>,
    draft: Draft,
    /// What became of the file; none where nothing is kept.
    kept: Option<Kept>,
}

impl Report for Drafted {
    fn json(&self) -> Value {
        let mut value = json!({ "request": self.request });
        if let (Some(into), Value::Object(from)) = (value.as_object_mut(), json!(self.draft)) {
            into.extend(from);
            if let Some(kept) = &self.kept {
                into.insert("path".to_owned(), json!(kept.path));
            }
        }
        value
    }

    fn human(&self, page: &mut Page) {
        let name = self.request.map_or_else(|| "試擬".to_owned(), |request| request.to_string());
        page.heading(&format!("{name}　擬案（未經核對）"));
        page.gap();
        page.heading("看懂的");
        for span in self.draft.understood.iter().filter(|span| span.meaning != "用語") {
            page.line(format!("  {}　→ {}", safe_text(bare(&span.text)), span.meaning));
        }
        if !self.draft.not_understood.is_empty() {
            page.gap();
            page.heading("看不懂的");
            for span in &self.draft.not_understood {
                page.line(format!("  {}", safe_text(bare(&span.text))));
            }
        }
        if !self.draft.questions.is_empty() {
            page.gap();
            page.heading("要問申請人的");
            for (index, question) in self.draft.questions.iter().enumerate() {
                page.line(format!("  {}. {}", index + 1, safe_text(question)));
            }
        }
        page.gap();
        page.heading("查詢");
        for line in self.draft.query.lines() {
            page.line(safe_text(line));
        }
        if let (Some(kept), Some(request)) = (&self.kept, self.request) {
            page.gap();
            page.line(kept.in_words());
            page.hint(format!("核對、修改 {} 後採用：hrstat draft {request} --accept", kept.path));
        }
    }
}

/// Words without the marks around them: those belong to a stretch only so that the stretches cover the text.
fn bare(words: &str) -> &str {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "，。、；：,.;:「」『』()（）【】".contains(c));
    if bare.is_empty() { words.trim() } else { bare }
}
