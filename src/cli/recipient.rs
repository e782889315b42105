//! `hrstat recipient add`, `list`, `check`

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::desk::Desk;
use super::error::CommandError;
use super::outcome::{Exit, Outcome};
use crate::delivery::{Certificate, CertificatePolicy, Fingerprint};
use crate::domain::format_roc_short;
use crate::registry::{Binding, Recipient, RecipientRecord};
use crate::settings::write_private;
use crate::ui::{Page, Report, safe_text};

/// 收件人憑證：個人資料只加密給經確認的 OpenPGP 憑證
#[derive(Debug, clap::Args)]
#[command(
    after_help = "範例：\n  hrstat recipient add hr.asc --agency 勞動部人事處 --confirmed \"115.10.8 電話核對指紋\"\n  hrstat recipient list"
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 登錄一份憑證，綁定申請機構
    #[command(
        after_help = "範例：\n  hrstat recipient add hr.asc --agency 勞動部人事處 --confirmed \"115.10.8 電話核對指紋\""
    )]
    Add {
        /// 公開憑證檔（.asc、.gpg）
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 申請人事機構全名，與申請表所寫相同
        #[arg(long, value_name = "NAME")]
        agency: String,
        /// 以什麼方式、何時核對過指紋
        #[arg(long, value_name = "HOW")]
        confirmed: String,
    },
    /// 列出已登錄的憑證
    #[command(after_help = "範例：\n  hrstat recipient list")]
    List,
    /// 檢查憑證是否仍可使用
    #[command(after_help = "範例：\n  hrstat recipient check")]
    Check,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let mut desk = Desk::open(context)?;
    match &args.action {
        Action::Add { file, agency, confirmed } => add(file, agency, confirmed, &mut desk, context),
        Action::List => Ok(Outcome::done(Recipients(list(&desk, context)?))),
        Action::Check => {
            let recipients = list(&desk, context)?;
            let broken = recipients.iter().any(|recipient| recipient.problem.is_some());
            Ok(Outcome::with_exit(Recipients(recipients), if broken { Exit::No } else { Exit::Done }))
        }
    }
}

/// What certificates must be like today.
pub(super) fn policy(desk: &Desk, context: &Context) -> CertificatePolicy {
    CertificatePolicy { min_rsa_bits: desk.settings.crypto.min_rsa_bits, now: context.system_time() }
}

/// Where the certificate with this fingerprint is kept.
pub(super) fn path_of(desk: &Desk, fingerprint: &str) -> PathBuf {
    desk.workspace.recipients_dir().join(format!("{fingerprint}.asc"))
}

fn read(path: &Path, policy: &CertificatePolicy) -> Result<Certificate, CommandError> {
    let bytes = std::fs::read(path).map_err(|error| CommandError::io(path, &error))?;
    Certificate::parse(&bytes, policy).map_err(|error| {
        CommandError::bad_input(format!("不能使用 {}：{error}", path.display()), Vec::new()).hint(error.remedy())
    })
}

fn add(
    file: &Path,
    agency: &str,
    confirmed: &str,
    desk: &mut Desk,
    context: &Context,
) -> Result<Outcome, CommandError> {
    let certificate = read(file, &policy(desk, context))?;
    let Some(authority) = desk.authorities.of_agency(agency) else {
        return Err(CommandError::bad_input(format!("認不得申請人事機構「{agency}」"), Vec::new())
            .hint("請寫全名，與申請表相同，例如：--agency 勞動部人事處"));
    };
    let fingerprint = certificate.fingerprint().to_string();
    let path = path_of(desk, &fingerprint);
    let recipient = Recipient {
        fingerprint: fingerprint.clone(),
        agency: agency.to_owned(),
        authority: Some(authority.name.clone()),
        file: desk.workspace.shown(&path),
        confirmed: confirmed.to_owned(),
    };
    let binding = desk.registry.add_recipient(&context.actor(), &recipient)?;
    write_private(&path, certificate.armored()).map_err(|error| CommandError::io(&path, &error))?;
    Ok(Outcome::done(Added {
        fingerprint,
        agency: agency.to_owned(),
        users: certificate.user_ids().to_vec(),
        renewed: binding == Binding::Renewed,
    }))
}

struct Added {
    fingerprint: String,
    agency: String,
    users: Vec<String>,
    renewed: bool,
}

impl Report for Added {
    fn json(&self) -> Value {
        json!({ "fingerprint": self.fingerprint, "agency": self.agency, "user_ids": self.users, "renewed": self.renewed })
    }

    fn human(&self, page: &mut Page) {
        page.line(format!(
            "{}憑證，綁定「{}」。",
            if self.renewed { "已更新" } else { "已登錄" },
            safe_text(&self.agency)
        ));
        page.entry("指紋", in_groups(&self.fingerprint));
        for user in &self.users {
            page.entry("使用者", safe_text(user));
        }
    }
}

/// As it is read aloud on the telephone.
fn in_groups(fingerprint: &str) -> String {
    Fingerprint::parse(fingerprint).map_or_else(|_| fingerprint.to_owned(), |fingerprint| fingerprint.spaced())
}

struct Checked {
    record: RecipientRecord,
    expires: Option<String>,
    problem: Option<String>,
}

fn list(desk: &Desk, context: &Context) -> Result<Vec<Checked>, CommandError> {
    let policy = policy(desk, context);
    let check = |record: RecipientRecord| match read(&path_of(desk, &record.recipient.fingerprint), &policy) {
        Ok(certificate) if certificate.fingerprint().as_str() != record.recipient.fingerprint => {
            let problem = "檔案的內容不是登錄的憑證，請重新登錄".to_owned();
            Checked { record, expires: None, problem: Some(problem) }
        }
        Ok(certificate) => Checked { record, expires: certificate.expires_on().map(format_roc_short), problem: None },
        Err(error) => Checked { record, expires: None, problem: Some(error.message().to_owned()) },
    };
    Ok(desk.registry.recipients()?.into_iter().map(check).collect())
}

struct Recipients(Vec<Checked>);

impl Report for Recipients {
    fn json(&self) -> Value {
        let recipients = self.0.iter().map(|checked| {
            let recipient = &checked.record.recipient;
            json!({
                "fingerprint": recipient.fingerprint, "agency": recipient.agency, "authority": recipient.authority,
                "file": recipient.file, "confirmed": recipient.confirmed, "added_at": checked.record.added_at,
                "added_by": checked.record.added_by, "expires": checked.expires, "usable": checked.problem.is_none(),
                "problem": checked.problem,
            })
        });
        Value::Array(recipients.collect())
    }

    fn human(&self, page: &mut Page) {
        if self.0.is_empty() {
            page.line("還沒有登錄任何憑證。");
            page.hint("登錄：hrstat recipient add hr.asc --agency 申請人事機構 --confirmed \"核對指紋的方式\"");
            return;
        }
        for checked in &self.0 {
            let recipient = &checked.record.recipient;
            page.heading(&safe_text(&recipient.agency));
            page.entry("指紋", in_groups(&recipient.fingerprint));
            page.entry("核對", safe_text(&recipient.confirmed));
            page.entry("效期", checked.expires.as_deref().unwrap_or("未設定"));
            page.entry("狀態", checked.problem.as_deref().unwrap_or("可用"));
        }
    }
}
