//! What of a run may be kept: the registry and its audit chain can never be erased, so that no name gets into them. Where a
//! query asks by a field that identifies by itself, a text that it was set to may be somebody's name or number.

use serde_json::{Value, json};

use super::question::Question;
use crate::domain::{Digest, Disclosure};
use crate::expr::Literal;
use crate::screening::Coverage;

/// The rule that the catalogue's answer breaks.
const COVERAGE_RULE: &str = "coverage";

/// `value` as it may be kept: the texts that parameters were set to are replaced by `{name}`.
pub(super) fn kept(value: Value, question: &Question) -> Value {
    let texts = private_texts(question);
    if texts.is_empty() { value } else { without(value, &texts) }
}

/// The key of a coverage on record that says which question it answers.
const ASKED: &str = "asked";

/// The coverage of `question`, whose file says `text`, as it is put on record: with the digest of what was asked, so that an
/// acceptance that overrules it holds for nothing else.
pub(super) fn recorded_coverage(coverage: &Coverage, question: &Question, text: &str) -> Value {
    let mut value = kept(json!(coverage), question);
    value[ASKED] = Value::String(asked(question, text).to_string());
    value
}

/// What an acceptance overrules of the coverage on record: the rule itself, and the rule for the question that was seen.
pub(super) fn overruled_coverage(recorded: &Value) -> Vec<String> {
    let question = recorded[ASKED].as_str().map(|digest| format!("{COVERAGE_RULE}:{digest}"));
    std::iter::once(COVERAGE_RULE.to_owned()).chain(question).collect()
}

/// Whether the catalogue's answer to this question, and to no other, is among what was overruled.
pub(super) fn is_overruled(overruled: &[String], question: &Question, text: &str) -> bool {
    overruled.contains(&format!("{COVERAGE_RULE}:{}", asked(question, text)))
}

/// The digest of a question: its file without the comments above it, and what its parameters are set to.
fn asked(question: &Question, text: &str) -> Digest {
    let body: Vec<&str> = text.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty()).collect();
    Digest::of_parts([body.join("\n").as_bytes(), kept_parameters(question).to_string().as_bytes()])
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
