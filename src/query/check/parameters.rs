//! The values of the parameters: what was set, else the default.

use crate::query::arguments::Arguments;
use crate::query::spec::{Bound, ParameterSpec};
use crate::source::{Problem, Problems, SourceText, did_you_mean};

/// The parameters with their values, in the order of the file; every mistake is a problem.
pub(super) fn bind(
    parameters: &[ParameterSpec],
    arguments: &Arguments,
    source: &SourceText,
    problems: &Problems,
) -> Vec<Bound> {
    let mut bound: Vec<Bound> = Vec::new();
    for parameter in parameters {
        let name = &parameter.name.value;
        if bound.iter().any(|other| other.name == *name) {
            let message = format!("參數「{name}」宣告了兩次");
            problems.push(source.error("duplicate-parameter", parameter.name.span, message).hint("刪去其中一個"));
            continue;
        }
        if let Some(default) = &parameter.default
            && let Err(reason) = parameter.value_of(&default.value)
        {
            problems.push(source.error("bad-parameter", default.span, reason).hint("default 也要合乎型別與範圍"));
        }
        let given = arguments.get(name);
        let Some(text) = given.or(parameter.default.as_ref().map(|at| at.value.as_str())) else {
            let message = format!("參數「{name}」沒有預設值，執行時要指定");
            problems.push(source.error("missing-parameter", parameter.name.span, message).hint(parameter.usage()));
            continue;
        };
        match parameter.value_of(text) {
            Ok(value) => bound.push(Bound {
                name: name.clone(),
                value,
                shown: text.trim().to_owned(),
                definition: parameter.definition.clone(),
            }),
            Err(reason) if given.is_some() => {
                problems.push(source.error("bad-parameter", parameter.name.span, reason).hint(parameter.usage()));
            }
            // The default is reported already.
            Err(_) => {}
        }
    }
    for (name, _) in arguments.iter() {
        if parameters.iter().any(|parameter| parameter.name.value == name) {
            continue;
        }
        let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.value.as_str()).collect();
        let hint = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| match names.as_slice() {
            [] => "這份查詢沒有參數，請刪去 --set".to_owned(),
            names => format!("可設定：{}", names.join("、")),
        });
        problems.push(Problem::error("unknown-parameter", format!("查詢沒有參數「{name}」")).hint(hint));
    }
    bound
}
