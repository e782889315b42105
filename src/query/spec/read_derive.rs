//! Reads `[[derive]]`.

use super::{DeriveHow, DeriveSpec, Through};
use crate::source::{At, Table};

pub(super) fn read_derive(table: &Table<'_>) -> Option<DeriveSpec> {
    let name = table.required_string("name");
    let kinds = ["band", "expr", "recode", "from"];
    let given: Vec<&str> = kinds.into_iter().filter(|kind| table.has(kind)).collect();
    let how = match given.as_slice() {
        ["band"] => {
            let of = table.required_string("band");
            let span = table.span_of("breaks");
            if !table.has("breaks") {
                table.missing("breaks");
            }
            let breaks = table.array("breaks").map(|array| array.floats()).unwrap_or_default();
            DeriveHow::Band { of: of?, breaks: breaks.into_iter().map(|at| at.value).collect(), span }
        }
        ["expr"] => DeriveHow::Expression(table.required_string("expr")?),
        ["from"] => {
            let from = table.required_string("from");
            let take = table.required_string("take");
            let (condition, of, order_by) = (table.string("where"), table.string("of"), table.string("order_by"));
            DeriveHow::Child { from: from?, condition, take: take?, of, order_by }
        }
        ["recode"] => {
            let of = table.required_string("recode");
            let through = read_through(table);
            let otherwise = table.string("otherwise");
            DeriveHow::Recode { of: of?, through: through?, otherwise }
        }
        _ => {
            table.accept_all_keys();
            let message = "一個 [[derive]] 要有 band、expr、recode、from 四者之一，而且只能有一個";
            let problem = table.source().error("derive-kind", table.span(), message);
            table.problems().push(problem.hint("分組用 band、算式用 expr、換碼用 recode、子資料表用 from"));
            return None;
        }
    };
    Some(DeriveSpec { name: name?, how })
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
    let pairs = table.table("through", |pairs| {
        let values = pairs.keys().into_iter().map(|key| {
            let value = pairs.string(&key.value)?;
            Some((At::new(key.value, key.span), value))
        });
        values.collect::<Option<Vec<_>>>()
    });
    pairs.flatten().map(Through::Inline)
}
