//! Reads `[[derive]]`.

use super::{DeriveHow, DeriveSpec, Through};
use crate::source::{At, Table};

pub(super) fn read_derive(table: &Table<'_>) -> Option<DeriveSpec> {
    let name = table.required_string("name");
    let how = read_how(table).unwrap_or(DeriveHow::Unreadable);
    Some(DeriveSpec { name: name?, how })
}

fn read_how(table: &Table<'_>) -> Option<DeriveHow> {
    let kinds = ["band", "expr", "recode", "from"];
    let given: Vec<&str> = kinds.into_iter().filter(|kind| table.has(kind)).collect();
    match given.as_slice() {
        ["band"] => {
            let of = table.required_string("band");
            let span = table.span_of("breaks");
            if !table.has("breaks") {
                table.missing("breaks");
            }
            let breaks = table.numbers("breaks")?;
            Some(DeriveHow::Band { of: of?, breaks, span })
        }
        ["expr"] => table.required_string("expr").map(DeriveHow::Expression),
        ["from"] => {
            let from = table.required_string("from");
            let take = table.required_string("take");
            let (condition, of, order_by) = (table.string("where"), table.string("of"), table.string("order_by"));
            Some(DeriveHow::Child { from: from?, condition, take: take?, of, order_by })
        }
        ["recode"] => {
            let of = table.required_string("recode");
            let through = read_through(table);
            let otherwise = table.string("otherwise");
            Some(DeriveHow::Recode { of: of?, through: through?, otherwise })
        }
        _ => {
            table.accept_all_keys();
            let message = "一個 [[derive]] 要有 band、expr、recode、from 四者之一，而且只能有一個";
            let problem = table.source().error("derive-kind", table.span(), message);
            table.problems().push(problem.hint("分組用 band、算式用 expr、換碼用 recode、子資料表用 from"));
            None
        }
    }
}

/// A name, or pairs of old and new values.
fn read_through(table: &Table<'_>) -> Option<Through> {
    if !table.has("through") {
        let problem = table.source().error("missing-key", table.span(), "recode 缺少 through：依什麼換碼");
        table.problems().push(problem.hint("例如 through = \"職系新舊對照\"，或 through = { \"簡任\" = \"高階\" }"));
        return None;
    }
    if !table.is_table("through") {
        return table.required_string("through").map(Through::Named);
    }
    let span = table.span_of("through");
    let pairs = table.table("through", |pairs| {
        let values = pairs.keys().into_iter().map(|key| {
            let value = pairs.string(&key.value)?;
            Some((At::new(key.value, key.span), value))
        });
        values.collect::<Option<Vec<_>>>()
    });
    let pairs = pairs.flatten()?;
    if pairs.is_empty() {
        let problem = table.source().error("recode-empty", span, "對照是空的，沒有任何值可換");
        table.problems().push(problem.hint("例如 through = { \"簡任\" = \"高階\", \"薦任\" = \"中階\" }"));
        return None;
    }
    Some(Through::Inline(pairs))
}
