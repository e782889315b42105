//! Reads TOML key by key, goes on after a mistake, and names every key that nobody asked for.
//!
//! serde stops at the first mistake and does not know where a default came from; people who typed a file want all of
//! their mistakes at once, each with line and column. Hence this reader over `toml`'s own spanned tree.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::toml_kind::{kind, remedy};
use super::toml_syntax::in_words;
use super::{At, Problems, SourceText, Span, did_you_mean};

/// Parses `source` and hands its root table to `read`; what `read` does not ask for is reported as an unknown key.
pub fn parse_toml<T>(source: &SourceText, problems: &Problems, read: impl FnOnce(&Table<'_>) -> T) -> Option<T> {
    let (root, errors) = DeTable::parse_recoverable(source.text());
    let broken = !errors.is_empty();
    for error in errors {
        let span = error.span().map_or(Span::default(), |range| Span::new(range.start, range.end));
        let marked = source.text().get(span.start..span.end).unwrap_or_default();
        let (message, hint) = in_words(error.message(), marked);
        problems.push(source.error("toml-syntax", span, message).hint(hint));
    }
    if broken {
        return None;
    }
    let table = Table::new(source, problems, root.get_ref(), span_of(&root), String::new());
    let value = read(&table);
    table.report_unknown_keys();
    Some(value)
}

/// A table of a TOML file while it is being read.
pub struct Table<'a> {
    source: &'a SourceText,
    problems: &'a Problems,
    entries: &'a DeTable<'a>,
    span: Span,
    path: String,
    asked: RefCell<Vec<String>>,
}

/// An array of a TOML file while it is being read.
pub struct Array<'a> {
    parent: &'a Table<'a>,
    key: String,
    items: Vec<&'a Spanned<DeValue<'a>>>,
}

impl<'a> Table<'a> {
    fn new(source: &'a SourceText, problems: &'a Problems, table: &'a DeTable<'a>, span: Span, path: String) -> Self {
        Self { source, problems, entries: table, span, path, asked: RefCell::default() }
    }

    /// The text it stands in.
    #[must_use]
    pub fn source(&self) -> &'a SourceText {
        self.source
    }

    /// Where the problems go.
    #[must_use]
    pub fn problems(&self) -> &'a Problems {
        self.problems
    }

    /// The place of its header.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Reports an error at `span`.
    pub fn error(&self, rule: &str, span: Span, message: impl Into<String>) {
        self.problems.push(self.source.error(rule, span, message));
    }

    /// Whether `key` is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether the value of `key` is an array.
    #[must_use]
    pub fn is_array(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().is_array())
    }

    /// Whether the value of `key` is a table.
    #[must_use]
    pub fn is_table(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().is_table())
    }

    /// The place of the value of `key`, or of the table.
    #[must_use]
    pub fn span_of(&self, key: &str) -> Span {
        self.get(key).map_or(self.span, span_of)
    }

    /// The keys in the order of the file, each with its place.
    #[must_use]
    pub fn keys(&self) -> Vec<At<String>> {
        let mut keys: Vec<_> =
            self.entries.keys().map(|key| At::new(key.get_ref().to_string(), span_of(key))).collect();
        keys.sort_by_key(|key| key.span);
        keys
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key.to_owned());
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let message = format!("「{}{key}」應為{wanted}，這裡是{}", self.path, kind(value.get_ref()));
        let problem = self.source.error("wrong-type", span_of(value), message);
        self.problems.push(problem.hint(remedy(key, value.get_ref(), wanted)));
    }

    fn read<T>(&self, key: &str, wanted: &str, take: impl Fn(&DeValue<'a>) -> Option<T>) -> Option<At<T>> {
        let value = self.get(key)?;
        let taken = take(value.get_ref());
        if taken.is_none() {
            self.wrong_type(key, value, wanted);
        }
        taken.map(|taken| At::new(taken, span_of(value)))
    }

    /// A text.
    #[must_use]
    pub fn string(&self, key: &str) -> Option<At<String>> {
        self.read(key, "文字", |value| value.as_str().map(ToOwned::to_owned))
    }

    /// A text that must be there and not be empty.
    #[must_use]
    pub fn required_string(&self, key: &str) -> Option<At<String>> {
        if !self.has(key) {
            self.missing_with(key, "\"…\"");
            return None;
        }
        let text = self.string(key)?;
        if text.value.trim().is_empty() {
            let problem = self.source.error("empty", text.span, format!("「{}{key}」不可空白", self.path));
            self.problems.push(problem.hint("請在雙引號之間填上文字"));
            return None;
        }
        Some(text)
    }

    /// Reports that `key` is missing.
    pub fn missing(&self, key: &str) {
        self.missing_with(key, "…");
    }

    fn missing_with(&self, key: &str, value: &str) {
        let message = format!("缺少「{}{key}」", self.path);
        let problem = if self.path.is_empty() {
            let problem = self.source.error_of_file("missing-key", message);
            problem.hint(format!("在檔案開頭加上 {key} = {value}"))
        } else {
            let problem = self.source.error("missing-key", self.span, message);
            problem.hint(format!("在標示的這一段加上 {key} = {value}"))
        };
        self.problems.push(problem);
    }

    /// A whole number.
    #[must_use]
    pub fn integer(&self, key: &str) -> Option<At<i64>> {
        self.read(key, "整數", as_integer)
    }

    /// A number.
    #[must_use]
    pub fn float(&self, key: &str) -> Option<At<f64>> {
        self.read(key, "數字", as_float)
    }

    /// `true` or `false`.
    #[must_use]
    pub fn boolean(&self, key: &str) -> Option<At<bool>> {
        self.read(key, "是非值", DeValue::as_bool)
    }

    /// A text or a TOML date, as written.
    #[must_use]
    pub fn date_text(&self, key: &str) -> Option<At<String>> {
        self.read(key, "日期", |value| match value {
            DeValue::Datetime(date) => Some(date.to_string()),
            other => other.as_str().map(ToOwned::to_owned),
        })
    }

    /// A text, number, date, `true` or `false`, as it would be typed on a command line.
    #[must_use]
    pub fn scalar(&self, key: &str) -> Option<At<String>> {
        self.read(key, "文字、數字、日期或 true、false", as_typed)
    }

    /// One text, or an array of them; dates count as texts.
    #[must_use]
    pub fn one_or_more_strings(&self, key: &str) -> Vec<At<String>> {
        match self.get(key).map(Spanned::get_ref) {
            None => Vec::new(),
            Some(DeValue::Array(_)) => self.array(key).map(|array| array.strings()).unwrap_or_default(),
            Some(_) => self.date_text(key).into_iter().collect(),
        }
    }

    /// An array of texts; empty where the key is missing.
    #[must_use]
    pub fn strings(&self, key: &str) -> Vec<At<String>> {
        self.array(key).map(|array| array.strings()).unwrap_or_default()
    }

    /// An array of numbers; none where one of its items is something else.
    #[must_use]
    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        let array = self.array(key)?;
        let numbers = array.floats();
        (numbers.len() == array.items.len()).then(|| numbers.into_iter().map(|at| at.value).collect())
    }

    /// An array.
    #[must_use]
    pub fn array(&self, key: &str) -> Option<Array<'_>> {
        let value = self.get(key)?;
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "陣列");
            return None;
        };
        Some(Array { parent: self, key: key.to_owned(), items: items.iter().collect() })
    }

    /// Reads the table `key`, if it is there.
    pub fn table<T>(&self, key: &str, read: impl FnOnce(&Table<'_>) -> T) -> Option<T> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "表格");
            return None;
        };
        let table = Table::new(self.source, self.problems, table, span_of(value), format!("{}{key}.", self.path));
        let result = read(&table);
        table.report_unknown_keys();
        Some(result)
    }

    /// Reads every `[[key]]`.
    pub fn tables<T>(&self, key: &str, mut read: impl FnMut(&Table<'_>) -> T) -> Vec<T> {
        let Some(array) = self.array(key) else { return Vec::new() };
        let mut results = Vec::new();
        for (index, item) in array.items.iter().enumerate() {
            let path = format!("{}{key}[{}].", self.path, index + 1);
            match item.get_ref().as_table() {
                Some(table) => {
                    let table = Table::new(self.source, self.problems, table, span_of(item), path);
                    results.push(read(&table));
                    table.report_unknown_keys();
                }
                None => self.wrong_type(key, item, "表格"),
            }
        }
        results
    }

    /// Accepts every key that nobody asked for.
    pub fn accept_all_keys(&self) {
        self.asked.borrow_mut().extend(self.entries.keys().map(|key| key.get_ref().to_string()));
    }

    fn report_unknown_keys(&self) {
        let asked = self.asked.borrow();
        for key in self.keys() {
            if !asked.contains(&key.value) {
                let message = format!("沒有「{}{}」這個鍵", self.path, key.value);
                let hint = did_you_mean(&key.value, asked.iter().map(String::as_str));
                let hint = hint.unwrap_or_else(|| {
                    let mut known: Vec<&str> = asked.iter().map(String::as_str).collect();
                    known.sort_unstable();
                    known.dedup();
                    format!("刪去這一行，或改用：{}", known.join("、"))
                });
                self.problems.push(self.source.error("unknown-key", key.span, message).hint(hint));
            }
        }
    }
}

/// One item of an array that may hold texts and tables side by side.
pub enum Item<'a> {
    /// A text.
    Text(At<String>),
    /// A table, to be read.
    Table(&'a Table<'a>),
}

impl Array<'_> {
    /// Whether nothing is written in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Reads items that are texts or inline tables.
    pub fn items<T>(&self, mut read: impl FnMut(Item<'_>) -> T) -> Vec<T> {
        let mut results = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            let path = format!("{}{}[{}].", self.parent.path, self.key, index + 1);
            match item.get_ref() {
                DeValue::String(text) => results.push(read(Item::Text(At::new(text.to_string(), span_of(item))))),
                DeValue::Table(table) => {
                    let table = Table::new(self.parent.source, self.parent.problems, table, span_of(item), path);
                    results.push(read(Item::Table(&table)));
                    table.report_unknown_keys();
                }
                _ => self.parent.wrong_type(&self.key, item, "文字或表格"),
            }
        }
        results
    }

    /// Its texts.
    #[must_use]
    pub fn strings(&self) -> Vec<At<String>> {
        self.collect("文字", |value| match value {
            DeValue::Datetime(date) => Some(date.to_string()),
            other => other.as_str().map(ToOwned::to_owned),
        })
    }

    /// Its texts, numbers, dates and truth values, as they would be typed on a command line.
    #[must_use]
    pub fn scalars(&self) -> Vec<At<String>> {
        self.collect("文字、數字、日期或 true、false", as_typed)
    }

    /// Its numbers.
    #[must_use]
    pub fn floats(&self) -> Vec<At<f64>> {
        self.collect("數字", as_float)
    }

    /// Its arrays of texts, where it is an array of arrays.
    #[must_use]
    pub fn rows(&self) -> Vec<At<Vec<At<String>>>> {
        let mut rows = Vec::new();
        for item in &self.items {
            match item.get_ref().as_array() {
                Some(inner) => {
                    let inner = Array { parent: self.parent, key: self.key.clone(), items: inner.iter().collect() };
                    rows.push(At::new(inner.strings(), span_of(item)));
                }
                None => self.parent.wrong_type(&self.key, item, "文字的陣列"),
            }
        }
        rows
    }

    fn collect<T>(&self, wanted: &str, take: impl Fn(&DeValue<'_>) -> Option<T>) -> Vec<At<T>> {
        let mut taken = Vec::new();
        for item in &self.items {
            match take(item.get_ref()) {
                Some(value) => taken.push(At::new(value, span_of(item))),
                None => self.parent.wrong_type(&self.key, item, wanted),
            }
        }
        taken
    }
}

fn span_of<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start, range.end)
}

fn as_typed(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Integer(_) => as_integer(value).map(|number| number.to_string()),
        DeValue::Float(_) => as_float(value).map(|number| number.to_string()),
        other => other.as_str().map(ToOwned::to_owned),
    }
}

fn as_integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

fn as_float(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
        #[expect(clippy::cast_precision_loss, reason = "settings and breaks are small numbers")]
        other => as_integer(other).map(|number| number as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let source = SourceText::new("t.toml", text);
        let problems = Problems::new();
        parse_toml(&source, &problems, |root| {
            let _ = root.required_string("title");
            root.table("disclosure", |table| {
                let _ = table.integer("threshold");
            });
        });
        let places = problems.into_sorted();
        places.iter().map(|p| format!("{} {}", p.location.as_ref().unwrap(), p.message)).collect()
    }

    #[test]
    fn every_mistake_is_reported_with_its_place() {
        let found = read("titel = \"x\"\n[disclosure]\nthreshold = \"3\"\ntreshold = 4\n");
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("t.toml:1:1"), "{found:#?}");
        assert!(found.iter().any(|p| p.contains("t.toml:3:13") && p.contains("應為整數")), "{found:#?}");
        assert!(found.iter().any(|p| p.contains("t.toml:4:1") && p.contains("treshold")), "{found:#?}");
    }

    #[test]
    fn broken_syntax_is_a_problem_with_a_place() {
        let found = read("title = \nthreshold = [1,\n");
        assert!(found[0].contains("t.toml:1"), "{found:#?}");
    }
}
