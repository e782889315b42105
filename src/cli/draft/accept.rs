//! `hrstat draft request-42 --accept`: the proposal becomes the query of the request.

use serde_json::json;

use super::proposal_file::path_of;
use crate::cli::context::Context;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::load;
use crate::cli::outcome::Plain;
use crate::cli::question::Question;
use crate::domain::{Digest, RequestId};
use crate::drafting::Draft;
use crate::query::Arguments;
use crate::settings::write_private;

/// Makes the proposal, as it stands in its file now, the query of `request`.
pub(super) fn accept(
    request: RequestId,
    draft: &Draft,
    reason: Option<&str>,
    replace: bool,
    desk: &mut Desk,
    context: &Context,
) -> Result<Plain, CommandError> {
    let from = path_of(&desk.workspace, request);
    let source = load::read_text(&from, &desk.workspace.shown(&from))?;
    Question::read(&source, &desk.dictionary, &Arguments::none())?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let open = draft.questions.len();
    if open > 0 && reason.is_none() {
        let questions = draft.questions.iter().map(|question| format!("　・{question}")).collect::<Vec<_>>().join("\n");
        let error = CommandError::refused(format!("還有 {open} 個問題沒有答案，採用要說明理由：\n{questions}"));
        return Err(error.hint(format!("問過申請人後：hrstat draft {request} --accept --reason \"……\"")));
    }
    let to = Question::path(&desk.workspace, request);
    let shown = desk.workspace.shown(&to);
    if to.is_file() && !replace {
        let present = std::fs::read(&to).map_err(|error| CommandError::io(&to, &error))?;
        if present != source.text().as_bytes() {
            let error = CommandError::refused(format!("{shown} 已經有查詢，內容與擬案不同，沒有覆寫"));
            return Err(error.hint(format!("要改用擬案：hrstat draft {request} --accept --replace")));
        }
    }
    let detail =
        json!({ "query_sha256": Digest::of(source.text().as_bytes()), "open_questions": open, "reason": reason });
    desk.registry.record(&context.actor(), "accept-draft", Some(request), &detail)?;
    let to = desk.workspace.query(request);
    write_private(&to, source.text().as_bytes()).map_err(|error| CommandError::io(&to, &error))?;
    let shown = desk.workspace.shown(&to);
    let json = json!({ "request": request, "query": shown, "open_questions": open });
    let lines =
        [format!("{request}：擬案已採用，存成 {shown}。"), format!("提示：比對既有統計：hrstat check {request}")];
    Ok(Plain::new(json, lines))
}
