//! `--set NAME=VALUE`: the parameters of a query, as typed.

use super::error::CommandError;
use super::outcome::Exit;
use crate::query::Arguments;

/// The parameters that the command line sets.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Set {
    /// 設定查詢的參數，可以重複，例如 --set 年度=114
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

impl Set {
    /// Each parameter once.
    pub(super) fn arguments(&self) -> Result<Arguments, CommandError> {
        for (index, (name, _)) in self.set.iter().enumerate() {
            if self.set[..index].iter().any(|(other, _)| other == name) {
                let error = CommandError::new(Exit::Usage, format!("參數「{name}」設定了兩次"));
                return Err(error.hint(format!("只留一個 --set {name}=…")));
            }
        }
        Ok(self.set.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect())
    }
}

/// The text behind the first `=`; the value may hold more of them.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
        _ => Err("要寫成 名稱=值，例如 年度=114".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A condition or a title may hold an equals sign; a name may not be missing.
    #[test]
    fn the_first_equals_sign_divides() {
        assert_eq!(pair(" 範圍 = 職等 >= 10").unwrap(), ("範圍".to_owned(), "職等 >= 10".to_owned()));
        assert_eq!(pair("年度=").unwrap(), ("年度".to_owned(), String::new()));
        assert!(pair("年度").is_err() && pair("=114").is_err());
    }

    #[test]
    fn a_parameter_is_set_once() {
        let of = |texts: &[&str]| Set { set: texts.iter().map(|text| pair(text).unwrap()).collect() };
        assert_eq!(of(&["甲=1", "乙=2"]).arguments().unwrap().get("乙"), Some("2"));
        let error = of(&["甲=1", "甲=2"]).arguments().unwrap_err();
        assert_eq!((error.exit(), error.message()), (Exit::Usage, "參數「甲」設定了兩次"));
    }
}
