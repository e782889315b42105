//! The comments at the head of a file: title and snapshots; all other lines are for people.

use crate::domain::{AsOf, parse_date};
use crate::query::Snapshots;
use crate::source::{Problems, SourceText, Span};

/// What the head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The title of the query.
    pub(super) title: String,
    /// Which snapshots it asks.
    pub(super) snapshots: Snapshots,
}

impl Header {
    /// Whether 資料截止日 tells rows apart.
    pub(super) fn several_snapshots(&self) -> bool {
        matches!(&self.snapshots, Snapshots::Dates(days) if days.len() > 1)
    }
}

/// Reads the comment lines before the first word of SQL.
pub(super) fn read_header(source: &SourceText, problems: &Problems) -> Header {
    let (mut title, mut snapshots) = (None, None);
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(comment) = line.trim().strip_prefix("--") else {
            if line.trim().is_empty() {
                continue;
            }
            break;
        };
        let Some((key, value)) = comment.split_once([':', '：']) else { continue };
        let value = value.trim();
        let begin = start + line.find(value).unwrap_or(0);
        let span = Span::new(begin, begin + value.len());
        let twice = |what: &str| {
            let problem = source.error("duplicate-header", span, format!("「{what}」寫了兩次"));
            problems.push(problem.hint("刪去其中一行"));
        };
        match key.trim() {
            "title" | "標題" if title.is_some() => twice("title"),
            "title" | "標題" if value.is_empty() => {
                let problem = source.error("title", Span::new(start, at), "標題是空白的");
                problems.push(problem.hint("例如：-- title: 各主管機關女性人數"));
                title = Some(String::new());
            }
            "title" | "標題" => title = Some(value.to_owned()),
            "snapshot" | "資料截止日" if snapshots.is_some() => twice("snapshot"),
            "snapshot" | "資料截止日" => snapshots = Some(read_snapshots(value, span, source, problems)),
            _ => {}
        }
    }
    if title.is_none() {
        let problem = source.error_of_file("missing-title", "檔案開頭要有標題");
        problems.push(problem.hint("第一行寫：-- title: 標題"));
    }
    Header { title: title.unwrap_or_default(), snapshots: snapshots.unwrap_or(Snapshots::Latest) }
}

fn read_snapshots(value: &str, span: Span, source: &SourceText, problems: &Problems) -> Snapshots {
    if matches!(value, "latest" | "最新") {
        return Snapshots::Latest;
    }
    let mut days = Vec::new();
    for part in value.split([',', '，', '、']).map(str::trim) {
        match parse_date(part) {
            Ok(day) if days.contains(&AsOf::new(day)) => {
                let problem = source.error("duplicate-snapshot", span, format!("資料截止日 {part} 寫了兩次"));
                problems.push(problem.hint("刪去其中一個"));
            }
            Ok(day) => days.push(AsOf::new(day)),
            Err(error) => {
                let problem = source.error("bad-date", span, error.to_string());
                problems.push(problem.hint("寫 latest，或一個以上的日期，例如：-- snapshot: 2024-12-31, 2025-12-31"));
            }
        }
    }
    days.sort_unstable();
    Snapshots::Dates(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Header, Vec<String>) {
        let problems = Problems::new();
        let header = read_header(&SourceText::new("a.sql", text), &problems);
        (header, problems.into_sorted().into_iter().map(|problem| problem.message).collect())
    }

    /// An office writes in Chinese, with the colon of its keyboard.
    #[test]
    fn keys_are_read_in_both_languages() {
        let (english, none) = read("-- title: 甲\n\n-- 問題：乙？\n-- snapshot: 2024-12-31, 114.12.31\nSELECT 1");
        let (chinese, _) = read("-- 標題：甲\n-- 資料截止日：114-12-31、2024-12-31\nSELECT 1 -- title: 丙");
        assert_eq!((english.title.as_str(), &none[..]), ("甲", &[][..]));
        assert!(english.several_snapshots());
        assert_eq!(english, chinese);
        assert_eq!(read("-- title: 甲\nSELECT 1").0.snapshots, Snapshots::Latest);
    }

    #[test]
    fn mistakes_of_the_head_are_all_reported() {
        let (_, problems) = read("-- snapshot: 2024-13-31, 去年\nSELECT 1");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
