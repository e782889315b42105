//! `[[parameter]]`: what can be set when a query is run, and the value that it gets.

use crate::domain::{FieldType, parse_date};
use crate::expr::Literal;
use crate::source::{At, Table};

/// A parameter as declared.
#[derive(Clone, Debug)]
pub struct ParameterSpec {
    /// Its name; expressions say `:name`, titles `{name}`.
    pub name: At<String>,
    /// What values it takes.
    pub kind: FieldType,
    /// Its value where nobody sets it.
    pub default: Option<At<String>>,
    /// The values it may have; empty where any will do.
    pub choices: Vec<At<String>>,
    /// The least value.
    pub minimum: Option<f64>,
    /// The greatest value.
    pub maximum: Option<f64>,
    /// What it means.
    pub definition: String,
}

/// A parameter with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Literal,
    /// The value as it was typed.
    pub shown: String,
    /// What it means.
    pub definition: String,
}

impl ParameterSpec {
    /// The value that `text` means.
    ///
    /// # Errors
    /// In words: what is wrong with it.
    pub(in crate::query) fn value_of(&self, text: &str) -> Result<Literal, String> {
        let text = text.trim();
        let wrong = || format!("參數「{}」應為{}，這裡是「{text}」", self.name.value, self.kind.name());
        let value = self.typed(text).ok_or_else(|| match self.kind {
            FieldType::Date => format!("{}，例如 2025-12-31 或 114.12.31", wrong()),
            _ => wrong(),
        })?;
        // By value and not by letters: 1.0 is 1.
        let listed = |choice: &At<String>| self.typed(&choice.value).as_ref() == Some(&value);
        if !self.choices.is_empty() && !self.choices.iter().any(listed) {
            let choices: Vec<&str> = self.choices.iter().map(|choice| choice.value.as_str()).collect();
            return Err(format!("參數「{}」只能是下列之一：{}；這裡是「{text}」", self.name.value, choices.join("、")));
        }
        let number = match value {
            #[expect(clippy::cast_precision_loss, reason = "only compared with its limits")]
            Literal::Integer(number) => Some(number as f64),
            Literal::Decimal(number) => Some(number),
            _ => None,
        };
        if let Some(number) = number {
            if let Some(minimum) = self.minimum.filter(|minimum| number < *minimum) {
                return Err(format!("參數「{}」至少要 {minimum}，這裡是 {text}", self.name.value));
            }
            if let Some(maximum) = self.maximum.filter(|maximum| number > *maximum) {
                return Err(format!("參數「{}」至多 {maximum}，這裡是 {text}", self.name.value));
            }
        }
        Ok(value)
    }

    /// Some value of its type, to go on with where the right one is not known.
    pub(in crate::query) fn any_value(&self) -> Literal {
        match self.kind {
            FieldType::Integer => Literal::Integer(1),
            FieldType::Decimal => Literal::Decimal(1.0),
            FieldType::Bool => Literal::Bool(true),
            FieldType::Date => Literal::Date(jiff::civil::date(2025, 12, 31)),
            FieldType::Text | FieldType::Code => {
                let text = self.choices.first().or(self.default.as_ref());
                Literal::Text(text.map_or_else(String::new, |at| at.value.clone()))
            }
        }
    }

    /// `text` as a value of its type, whatever its limits.
    fn typed(&self, text: &str) -> Option<Literal> {
        let text = text.trim();
        Some(match self.kind {
            FieldType::Integer => Literal::Integer(text.parse().ok()?),
            FieldType::Decimal => Literal::Decimal(text.parse().ok().filter(|number: &f64| number.is_finite())?),
            FieldType::Bool => match text {
                "true" | "是" => Literal::Bool(true),
                "false" | "否" => Literal::Bool(false),
                _ => return None,
            },
            FieldType::Date => Literal::Date(parse_date(text).ok()?),
            FieldType::Text | FieldType::Code => Literal::Text(text.to_owned()),
        })
    }

    /// How it is set, for hints.
    pub(in crate::query) fn usage(&self) -> String {
        let example = self.choices.first().or(self.default.as_ref()).map(|at| at.value.as_str());
        let example = example.unwrap_or(match self.kind {
            FieldType::Integer | FieldType::Decimal => "114",
            FieldType::Date => "2025-12-31",
            FieldType::Bool => "true",
            FieldType::Text | FieldType::Code => "勞動部",
        });
        format!("寫法：--set {}={example}", self.name.value)
    }
}

pub(super) fn read_parameter(table: &Table<'_>) -> Option<ParameterSpec> {
    const KINDS: [(&str, FieldType); 5] = [
        ("text", FieldType::Text),
        ("integer", FieldType::Integer),
        ("decimal", FieldType::Decimal),
        ("date", FieldType::Date),
        ("bool", FieldType::Bool),
    ];
    let name = table.required_string("name");
    let kind = table.required_string("type").and_then(|text| {
        let kind = KINDS.into_iter().find(|(code, _)| *code == text.value).map(|(_, kind)| kind);
        if kind.is_none() {
            let known = KINDS.map(|(code, _)| code).join("、");
            let problem = table.source().error("unknown-type", text.span, format!("參數沒有型別「{}」", text.value));
            table.problems().push(problem.hint(format!("可用 {known}；代碼欄位用 text")));
        }
        kind
    });
    let default = table.scalar("default");
    let choices = table.array("choices").map(|array| array.scalars()).unwrap_or_default();
    let (minimum, maximum) = (table.float("minimum"), table.float("maximum"));
    let definition = table.string("definition").map(|text| text.value).unwrap_or_default();
    Some(ParameterSpec {
        name: name?,
        kind: kind?,
        default,
        choices,
        minimum: minimum.map(|at| at.value),
        maximum: maximum.map(|at| at.value),
        definition,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn parameter(kind: FieldType) -> ParameterSpec {
        let at = |text: &str| At::new(text.to_owned(), Span::default());
        ParameterSpec {
            name: at("年度"),
            kind,
            default: None,
            choices: Vec::new(),
            minimum: Some(100.0),
            maximum: None,
            definition: String::new(),
        }
    }

    #[test]
    fn a_value_is_of_its_type_and_within_its_limits() {
        assert_eq!(parameter(FieldType::Integer).value_of(" 114 "), Ok(Literal::Integer(114)));
        for wrong in ["一一四", "114.5", "99", ""] {
            assert!(parameter(FieldType::Integer).value_of(wrong).unwrap_err().contains("年度"), "{wrong}");
        }
        assert!(matches!(parameter(FieldType::Date).value_of("114.12.31"), Ok(Literal::Date(_))));
        assert!(parameter(FieldType::Date).value_of("114.13.1").is_err());
        assert_eq!(parameter(FieldType::Bool).value_of("是"), Ok(Literal::Bool(true)));
        let mut chosen = parameter(FieldType::Text);
        chosen.choices = vec![At::new("簡任".to_owned(), Span::default())];
        assert!(chosen.value_of("薦任").unwrap_err().contains("簡任"));
        let mut same = parameter(FieldType::Decimal);
        (same.minimum, same.choices) = (None, vec![At::new("1".to_owned(), Span::default())]);
        assert_eq!(same.value_of("1.0"), Ok(Literal::Decimal(1.0)));
    }
}
