//! Asks both engines the same.

use hrstat::domain::{AsOf, Dictionary, parse_dictionary};
use hrstat::query::{Arguments, FrameSource, Orders, Query, Snapshots, check_query, parse_query, run_query};
use hrstat::settings::DEFAULT_DICTIONARY;
use hrstat::source::{Problems, SourceText};

use crate::answer::Answer;
use crate::difference::difference;
use crate::invented::invented_snapshots;
use crate::snapshot::{Rows, Snapshot};
use crate::sql::Store;
use crate::vocabulary::AUTHORITY_ORDER;

/// What a line begins with that sets a parameter.
pub(crate) const SET: &str = "# --set ";

/// Snapshots in both engines.
pub(crate) struct Both<'a> {
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) snapshots: Vec<Snapshot>,
    /// The day of the one that `latest` means.
    latest: AsOf,
    store: Store<'a>,
    orders: Orders,
}

/// The default dictionary.
pub(crate) fn dictionary() -> Dictionary {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems);
    dictionary.unwrap_or_else(|| panic!("{:#?}", problems.into_sorted()))
}

/// The plan of a query file. Lines like `# --set 年度=114` set its parameters.
pub(crate) fn plan(dictionary: &Dictionary, toml: &str) -> Result<Query, String> {
    let source = SourceText::new("query.toml", toml);
    let problems = Problems::new();
    let set = toml.lines().filter_map(|line| line.strip_prefix(SET)?.split_once('='));
    let arguments: Arguments = set.collect();
    let query =
        parse_query(&source, &problems).and_then(|spec| check_query(&spec, dictionary, &source, &arguments, &problems));
    query.ok_or_else(|| {
        let said = problems.into_sorted().into_iter().map(|problem| format!("{}: {}", problem.rule, problem.message));
        format!("refused: {}", said.collect::<Vec<_>>().join("; "))
    })
}

impl<'a> Both<'a> {
    /// With the invented snapshots.
    pub(crate) fn invented(dictionary: &'a Dictionary) -> Self {
        let orders = Orders::from([("主管機關".to_owned(), AUTHORITY_ORDER.map(ToOwned::to_owned).to_vec())]);
        let snapshots = invented_snapshots(dictionary);
        let latest = snapshots[snapshots.len() - 1].as_of;
        Self::new(dictionary, snapshots, latest, orders)
    }

    pub(crate) fn new(dictionary: &'a Dictionary, snapshots: Vec<Snapshot>, latest: AsOf, orders: Orders) -> Self {
        let mut store = Store::new(dictionary);
        for snapshot in &snapshots {
            let tables: Vec<(&str, &Rows)> = dictionary
                .tables
                .iter()
                .filter_map(|table| Some((table.name.as_str(), snapshot.tables.get(&table.name)?)))
                .collect();
            store.add(snapshot.as_of, &tables);
        }
        Self { dictionary, snapshots, latest, store, orders }
    }

    /// The plan of a query file.
    pub(crate) fn plan(&self, toml: &str) -> Result<Query, String> {
        plan(self.dictionary, toml)
    }

    /// What polars and SQLite answer.
    pub(crate) fn answers(&self, query: &Query) -> Result<(Answer, Answer), String> {
        let asked: Vec<usize> = match query.snapshots() {
            Snapshots::Latest => vec![self.place(self.latest)],
            Snapshots::Dates(days) => days.iter().map(|day| self.place(*day)).collect(),
        };
        let sources: Vec<&dyn FrameSource> =
            asked.iter().map(|place| &self.snapshots[*place] as &dyn FrameSource).collect();
        let result = run_query(query, self.dictionary, &sources, &self.orders);
        let first = Answer::of(&result.map_err(|error| format!("polars fails: {error:?}"))?)?;
        Ok((first, self.store.answer(query, &asked, &self.orders)))
    }

    fn place(&self, day: AsOf) -> usize {
        self.snapshots
            .iter()
            .position(|snapshot| snapshot.as_of == day)
            .unwrap_or_else(|| panic!("no snapshot of {day}"))
    }

    /// Where the engines differ over a query file.
    pub(crate) fn difference(&self, toml: &str) -> Option<String> {
        let answers = self.plan(toml).and_then(|query| self.answers(&query));
        match answers {
            Ok((first, second)) => difference(&first, &second),
            Err(error) => Some(error),
        }
    }
}
