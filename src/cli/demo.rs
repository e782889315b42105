//! `hrstat demo [DIR]`: the whole road in one go, on synthetic data, with the same functions that the other commands call.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::data::{Bars, NewSnapshot, write_recorded};
use super::desk::Desk;
use super::error::CommandError;
use super::init::with_registry;
use super::outcome::Outcome;
use super::run::{Asked, release};
use super::{intake, recipient, screen};
use crate::dataset::{SnapshotSource, SynthOptions, synthesize};
use crate::delivery::{Certificate, DemoKey, generate_certificate};
use crate::domain::{Application, AsOf, RequestId, Stage};
use crate::intake::{FormFormat, filled_form, read_application};
use crate::query::Arguments;
use crate::registry::Recipient;
use crate::settings::{Workspace, create_private_dir, write_private};
use crate::ui::{Page, Report};

/// 一個指令示範全部流程：工作區、合成資料、申請案、排序、產製、加密回復
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat demo\n  hrstat demo office")]
pub(super) struct Args {
    /// 示範工作區的資料夾；要是空的或還不存在
    #[arg(value_name = "DIR", default_value = "hrstat-demo")]
    dir: PathBuf,
}

/// Persons in the synthetic snapshot.
const PERSONS: u64 = 20_000;
/// The same data at every demonstration.
const SEED: u64 = 1;
/// Its as-of date: the last year-end for which annual tables are published.
const AS_OF: jiff::civil::Date = jiff::civil::date(2025, 12, 31);

/// `examples/applications`, name and text.
pub(super) const APPLICATIONS: &[(&str, &str)] = &[
    ("01-chief-ratio.toml", include_str!("../../examples/applications/01-chief-ratio.toml")),
    ("02-information-staff.toml", include_str!("../../examples/applications/02-information-staff.toml")),
    ("03-indigenous-executives.toml", include_str!("../../examples/applications/03-indigenous-executives.toml")),
    ("04-press-release.toml", include_str!("../../examples/applications/04-press-release.toml")),
    ("05-not-approved.toml", include_str!("../../examples/applications/05-not-approved.toml")),
    ("06-township-leavers.toml", include_str!("../../examples/applications/06-township-leavers.toml")),
    ("07-legislature.toml", include_str!("../../examples/applications/07-legislature.toml")),
];

/// The one that arrives as a filled-in spreadsheet.
const AS_SPREADSHEET: &str = "05-not-approved.toml";

/// Agencies with a certificate, and the name of their demonstration key.
const AGENCIES: [(&str, &str); 3] =
    [("勞動部人事處", "mol"), ("國家發展委員會人事室", "ndc"), ("原住民族委員會人事室", "cip")];

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let say = |text: &str| context.printer.say(text);
    Workspace::create(&args.dir, with_registry)?;
    // From here on the commands work in the demonstration's own folder.
    let inner = Context {
        workspace: Some(args.dir.clone()),
        operator: context.operator.clone(),
        printer: context.printer.clone(),
        now: context.now,
    };
    let mut desk = Desk::open(&inner)?;
    say(&format!("1. 在 {} 建立工作區。", args.dir.display()));

    say(&format!("2. 合成 {PERSONS} 人的履歷資料（人員全屬虛構，身分證統一編號的檢查碼故意不正確）。"));
    let bars = Bars(context.printer.progress());
    let options = SynthOptions { persons: PERSONS, seed: SEED, as_of: AsOf::new(AS_OF) };
    let dataset = synthesize(&desk.dictionary, &desk.authorities, &options, &bars)?;
    let source = SnapshotSource::Synth { persons: PERSONS, seed: SEED };
    let new = NewSnapshot { as_of: options.as_of, dataset: &dataset, source };
    write_recorded(new, &mut desk.registry, &desk.workspace, &inner, &bars)?;
    drop(dataset);

    say("3. 為三個申請機構產生示範用金鑰，登錄公開憑證（真實的金鑰由申請機構自己產生）。");
    register_keys(&mut desk, &inner)?;

    say("4. 登記七件申請案；其中一件是填好的試算表。");
    let folder = desk.workspace.root().join("applications");
    let paths = write_applications(&folder, &desk, &inner)?;
    let (catalogue, _) = screen::catalogue(&desk.workspace, &desk.dictionary)?;
    let mut requests = Vec::new();
    for path in &paths {
        for result in intake::register_file(path, &mut desk, &catalogue, &inner) {
            context.printer.tell(|page| result.human(page));
            requests.extend(result.request);
        }
    }

    say("5. 產製排序中的申請案。");
    let mut steps = Vec::new();
    for request in requests {
        let stage = desk.registry.summary(request)?.stage;
        if stage == Stage::Queued {
            steps.push(run_one(request, &mut desk, &inner)?);
        } else {
            steps.push(Step { request, stage, path: None, encrypted: false, key: None, message: stage.to_string() });
        }
    }
    let verdict = desk.registry.verify_audit(None)?;
    Ok(Outcome::done(Demo { dir: args.dir.clone(), steps, audit_rows: verdict.rows, audit_whole: verdict.is_whole() }))
}

fn register_keys(desk: &mut Desk, context: &Context) -> Result<(), CommandError> {
    let folder = desk.workspace.root().join("demo-keys");
    create_private_dir(&folder).map_err(|error| CommandError::io(&folder, &error))?;
    for (agency, name) in AGENCIES {
        let user = format!("{agency}（示範） <{name}@example.gov.tw>");
        let DemoKey { certificate, secret_key } = generate_certificate(&user, context.system_time())?;
        let secret = folder.join(format!("{name}.secret.asc"));
        write_private(&secret, &secret_key).map_err(|error| CommandError::io(&secret, &error))?;
        let parsed = Certificate::parse(&certificate, &recipient::policy(desk, context))?;
        let path = recipient::path_of(desk, parsed.fingerprint().as_str());
        write_private(&path, parsed.armored()).map_err(|error| CommandError::io(&path, &error))?;
        let authority = desk.authorities.of_agency(agency).map(|authority| authority.name.clone());
        let recipient = Recipient {
            fingerprint: parsed.fingerprint().to_string(),
            agency: agency.to_owned(),
            authority,
            file: desk.workspace.shown(&path),
            confirmed: "示範：由 hrstat demo 產生".to_owned(),
        };
        desk.registry.add_recipient(&context.actor(), &recipient)?;
    }
    Ok(())
}

fn write_applications(folder: &Path, desk: &Desk, context: &Context) -> Result<Vec<PathBuf>, CommandError> {
    create_private_dir(folder).map_err(|error| CommandError::io(folder, &error))?;
    let mut paths = Vec::new();
    for (name, text) in APPLICATIONS {
        let (name, bytes) = if *name == AS_SPREADSHEET {
            let application = parse_example(name, text, desk, context)?;
            let bytes = filled_form(&application, FormFormat::Xlsx)?;
            (name.replace(".toml", ".xlsx"), bytes)
        } else {
            ((*name).to_owned(), text.as_bytes().to_vec())
        };
        let path = folder.join(name);
        write_private(&path, &bytes).map_err(|error| CommandError::io(&path, &error))?;
        paths.push(path);
    }
    Ok(paths)
}

fn parse_example(name: &str, text: &str, desk: &Desk, context: &Context) -> Result<Application, CommandError> {
    let rules = desk.intake_rules(context)?;
    let reading = read_application(name, text.as_bytes(), &desk.authorities, &rules);
    reading.application.ok_or_else(|| CommandError::bad_input(format!("內附的範例 {name} 有錯"), reading.problems))
}

fn run_one(request: RequestId, desk: &mut Desk, context: &Context) -> Result<Step, CommandError> {
    let released = match release(&Asked { request, query: None, arguments: &Arguments::none() }, true, desk, context) {
        Ok(released) => released,
        Err(error) => {
            context.printer.tell(|page| {
                page.heading(&format!("{request}　沒有釋出"));
                error.human(page);
            });
            let stage = desk.registry.summary(request)?.stage;
            return Ok(Step {
                request,
                stage,
                path: None,
                encrypted: false,
                key: None,
                message: error.message().to_owned(),
            });
        }
    };
    context.printer.tell(|page| released.human(page));
    let value = released.json();
    let summary = desk.registry.summary(request)?;
    let output = &value["outputs"][0];
    Ok(Step {
        request,
        stage: Stage::Released,
        path: output["path"].as_str().map(ToOwned::to_owned),
        encrypted: output["encrypted"] == Value::Bool(true),
        key: AGENCIES.iter().find(|(agency, _)| *agency == summary.agency).map(|(_, key)| *key),
        message: "已釋出".to_owned(),
    })
}

struct Step {
    request: RequestId,
    stage: Stage,
    path: Option<String>,
    encrypted: bool,
    /// The name of the agency's demonstration key.
    key: Option<&'static str>,
    message: String,
}

struct Demo {
    dir: PathBuf,
    steps: Vec<Step>,
    audit_rows: u64,
    audit_whole: bool,
}

impl Demo {
    fn next(&self) -> Vec<(String, &'static str)> {
        let mut next = vec![
            (format!("cd {}", self.dir.display()), "進入示範工作區"),
            ("hrstat queue --explain".to_owned(), "還在等的申請案，以及分數由來"),
            ("hrstat show request-2".to_owned(), "一件申請案的全部"),
            ("hrstat check request-4".to_owned(), "為什麼不產製：既有統計已有答案"),
            ("hrstat form -o form.xlsx".to_owned(), "空白申請表；以「勞動部人事處」名義填好後："),
            ("hrstat intake form.xlsx".to_owned(), "登記成 request-8"),
            (
                "hrstat run request-8 --query queries/近三年考績甲等.toml".to_owned(),
                "用標準查詢產製，加密給勞動部人事處",
            ),
        ];
        let encrypted = self.steps.iter().find(|step| step.encrypted);
        if let Some((path, key)) = encrypted.and_then(|step| Some((step.path.as_deref()?, step.key?))) {
            next.push((format!("gpg --import demo-keys/{key}.secret.asc"), "扮演申請機構，匯入示範金鑰"));
            next.push((format!("gpg --decrypt {path} > reply.xlsx"), "解開回復"));
        }
        next.push(("hrstat audit verify".to_owned(), "稽核紀錄沒有被動過"));
        next
    }
}

impl Report for Demo {
    fn json(&self) -> Value {
        let steps = self.steps.iter().map(|step| {
            json!({ "request": step.request, "stage": step.stage, "path": step.path, "encrypted": step.encrypted, "message": step.message })
        });
        json!({
            "workspace": self.dir, "persons": PERSONS, "requests": steps.collect::<Vec<_>>(),
            "audit": { "rows": self.audit_rows, "valid": self.audit_whole },
            "next": self.next().into_iter().map(|(command, _)| command).collect::<Vec<_>>(),
        })
    }

    fn human(&self, page: &mut Page) {
        page.gap();
        page.heading("結果");
        let rows = self.steps.iter().map(|step| {
            let sealed = if step.encrypted {
                "已加密"
            } else if step.path.is_some() {
                "未加密"
            } else {
                ""
            };
            let what = step.path.clone().unwrap_or_else(|| step.message.clone());
            vec![step.request.to_string(), step.stage.to_string(), sealed.to_owned(), what]
        });
        page.table(&["申請案", "階段", "加密", "回復，或沒有回復的理由"], rows.collect(), &[]);
        let whole = if self.audit_whole { "雜湊鏈相連" } else { "有不符之處" };
        page.line(format!("稽核紀錄 {} 列，{whole}。", self.audit_rows));
        page.gap();
        page.heading("接下來可以試");
        for (command, words) in self.next() {
            page.line(format!("  {command}"));
            page.line(format!("      {words}"));
        }
    }
}
