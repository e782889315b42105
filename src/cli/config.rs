//! `hrstat config show`

use serde_json::{Value, json};

use super::context::Context;
use super::error::CommandError;
use super::load;
use super::outcome::Outcome;
use crate::settings::{Origin, Settings};
use crate::ui::{Page, Report};

/// 顯示設定，以及每個值的來源
#[derive(Debug, clap::Args)]
#[command(after_help = "範例：\n  hrstat config show")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// 列出所有設定值與來源（內建或 hrstat.toml 的哪一行）
    #[command(after_help = "範例：\n  hrstat config show --format json")]
    Show,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome, CommandError> {
    let Action::Show = args.action;
    let settings = load::settings(&context.workspace()?)?;
    Ok(Outcome::done(Listing(settings)))
}

struct Listing(Settings);

fn origin(origin: &Origin) -> &str {
    match origin {
        Origin::Default => "內建",
        Origin::File(place) => place,
    }
}

impl Report for Listing {
    fn json(&self) -> Value {
        let entries = self.0.listing.iter().map(|(key, (value, from))| {
            let from = match from {
                Origin::Default => json!("default"),
                Origin::File(place) => json!(place),
            };
            (key.clone(), json!({ "value": value, "origin": from }))
        });
        Value::Object(entries.collect())
    }

    fn human(&self, page: &mut Page) {
        let rows =
            self.0.listing.iter().map(|(key, (value, from))| vec![key.clone(), value.clone(), origin(from).to_owned()]);
        page.table(&["設定", "值", "來源"], rows.collect(), &[]);
    }
}
