//! The least and the greatest value of a number field: what lies outside is a slip of the export, not a fact.

use std::fmt;

use serde::Serialize;

use super::FieldType;
use crate::source::Table;

/// The least and the greatest value of a number field, both among them; at least one of them is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NumberRange {
    /// The least value.
    pub minimum: Option<i32>,
    /// The greatest value.
    pub maximum: Option<i32>,
}

impl NumberRange {
    /// Whether `value` lies inside; what is no number does not.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        !value.is_nan()
            && self.minimum.is_none_or(|least| value >= f64::from(least))
            && self.maximum.is_none_or(|greatest| value <= f64::from(greatest))
    }
}

/// `1 至 14`, `0 以上`.
impl fmt::Display for NumberRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minimum, self.maximum) {
            (Some(least), Some(greatest)) => write!(f, "{least} 至 {greatest}"),
            (Some(least), None) => write!(f, "{least} 以上"),
            (None, Some(greatest)) => write!(f, "{greatest} 以下"),
            (None, None) => f.write_str("不限"),
        }
    }
}

/// Reads `minimum` and `maximum` of a field.
pub(super) fn read_range(table: &Table<'_>, kind: Option<FieldType>) -> Option<NumberRange> {
    let bound = |key: &str| {
        let at = table.integer(key)?;
        let bound = i32::try_from(at.value).ok();
        if bound.is_none() {
            table.error("range", at.span, format!("{key} 太大或太小"));
        }
        bound
    };
    let range = NumberRange { minimum: bound("minimum"), maximum: bound("maximum") };
    let key = if range.minimum.is_some() { "minimum" } else { "maximum" };
    match (range.minimum, range.maximum) {
        (None, None) => None,
        _ if kind.is_some_and(|kind| !kind.is_number()) => {
            let message = "只有 type = \"integer\" 或 \"decimal\" 的欄位可以有 minimum 與 maximum";
            table.error("range", table.span_of(key), message);
            None
        }
        (Some(least), Some(greatest)) if least > greatest => {
            table.error("range", table.span_of("minimum"), "minimum 不可大於 maximum");
            None
        }
        _ => Some(range),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_dictionary;
    use super::*;
    use crate::source::{Problems, SourceText};

    fn read(field: &str) -> Result<Option<NumberRange>, Vec<String>> {
        let text = format!(
            "[[table]]\nname = \"人員\"\n[[table.field]]\nname = \"身分證統一編號\"\ntype = \"text\"\n\
             disclosure = \"direct\"\n[[table.field]]\nname = \"甲\"\ndisclosure = \"none\"\n{field}"
        );
        let problems = Problems::new();
        let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", text), &problems);
        let found = problems.into_sorted().into_iter();
        dictionary
            .map(|read| read.tables[0].fields[1].range)
            .ok_or_else(|| found.map(|problem| format!("{} {}", problem.rule, problem.location.unwrap())).collect())
    }

    /// Both ends belong to it: 14 職等 is one, 15 is not.
    #[test]
    fn both_bounds_are_inside() {
        let range = read("type = \"integer\"\nminimum = 1\nmaximum = 14\n").unwrap().unwrap();
        assert_eq!(
            [0.0, 1.0, 14.0, 15.0, f64::NAN].map(|value| range.contains(value)),
            [false, true, true, false, false]
        );
        let hours = read("type = \"decimal\"\nminimum = 0\n").unwrap().unwrap();
        assert_eq!([-0.5, 0.0, 1e9].map(|value| hours.contains(value)), [false, true, true]);
        assert_eq!((range.to_string(), hours.to_string()), ("1 至 14".to_owned(), "0 以上".to_owned()));
        assert_eq!(read("type = \"integer\"\n"), Ok(None));
    }

    #[test]
    fn a_range_is_of_a_number_and_not_upside_down() {
        assert_eq!(read("type = \"text\"\nmaximum = 5\n"), Err(vec!["range dictionary.toml:11:11".to_owned()]));
        let upside_down = "type = \"integer\"\nminimum = 5\nmaximum = 1\n";
        assert_eq!(read(upside_down), Err(vec!["range dictionary.toml:11:11".to_owned()]));
        let far = "type = \"integer\"\nminimum = 1\nmaximum = 99999999999\n";
        assert_eq!(read(far), Err(vec!["range dictionary.toml:12:11".to_owned()]));
    }
}
