//! The functions of the little language.

use serde_json::{Value, json};

use crate::expr::Function;
use crate::ui::{Page, Report};

pub(super) struct Functions;

impl Report for Functions {
    fn json(&self) -> Value {
        let functions = Function::ALL.map(|function| {
            let (usage, words) = function.usage();
            json!({ "name": function.name(), "usage": usage, "definition": words })
        });
        Value::Array(functions.into())
    }

    fn human(&self, page: &mut Page) {
        let rows = Function::ALL.map(|function| {
            let (usage, words) = function.usage();
            vec![usage.to_owned(), words.to_owned()]
        });
        page.table(&["寫法", "說明"], rows.into(), &[]);
    }
}
