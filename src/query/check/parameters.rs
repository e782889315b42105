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
            problems.push(
                source
                    .error("bad-parameter", default.span, reason)
                    .hint("改 default，或改 type、choices、minimum、maximum"),
            );
        }
        let given = arguments.get(name);
        let default = parameter.default.as_ref().map(|at| at.value.as_str());
        let value = match given.or(default) {
            Some(text) => parameter.value_of(text).map(|value| (value, text.trim().to_owned())).map_err(|reason| {
                // A default is reported already.
                given.is_some().then_some(("bad-parameter", reason))
            }),
            None => Err(Some(("missing-parameter", format!("參數「{name}」沒有預設值，執行時要指定")))),
        };
        let (value, shown) = value.unwrap_or_else(|mistake| {
            if let Some((rule, message)) = mistake {
                problems.push(source.error(rule, parameter.name.span, message).hint(parameter.usage()));
            }
            // It stands for the missing value, so that its uses are not reported a second time.
            (parameter.any_value(), String::new())
        });
        bound.push(Bound { name: name.clone(), value, shown, definition: parameter.definition.clone() });
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
