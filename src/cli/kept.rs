//! What of a run may be kept: the registry and its audit chain can never be erased, so that no name gets into them. Where a
//! query asks by a field that identifies by itself, a text that it was set to may be somebody's name or number.

use serde_json::Value;

use super::question::Question;
use crate::domain::{Digest, Disclosure};
use crate::expr::Literal;

/// `value` as it may be kept: the texts that parameters were set to are replaced by `{name}`.
pub(super) fn kept(value: Value, question: &Question) -> Value {
    let texts = private_texts(question);
    if texts.is_empty() { value } else { without(value, &texts) }
}

/// The parameters as they may be kept: a text by its digest, so that the same value can be recognised.
pub(super) fn kept_parameters(question: &Question) -> Value {
    let mut parameters = question.parameters_json();
    for (name, text) in private_texts(question) {
        parameters[name] = Value::String(format!("sha256:{}", Digest::of(text.as_bytes())));
    }
    parameters
}

/// Name and text of the parameters that may name somebody.
fn private_texts(question: &Question) -> Vec<(&str, &str)> {
    if !question.uses().iter().any(|field| field.disclosure == Disclosure::Direct) {
        return Vec::new();
    }
    let text = |bound: &&crate::query::Bound| matches!(&bound.value, Literal::Text(text) if !text.is_empty());
    let bound = question.parameters().iter().filter(text);
    bound.map(|bound| (bound.name.as_str(), bound.shown.as_str())).collect()
}

fn without(value: Value, texts: &[(&str, &str)]) -> Value {
    match value {
        Value::String(text) => {
            let put = |text: String, (name, private): &(&str, &str)| text.replace(private, &format!("{{{name}}}"));
            Value::String(texts.iter().fold(text, put))
        }
        Value::Array(items) => items.into_iter().map(|item| without(item, texts)).collect(),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, item)| (key, without(item, texts))).collect())
        }
        other => other,
    }
}
