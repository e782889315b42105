//! A synthetic snapshot, the embedded dictionary and the embedded catalogue.

use hrstat::dataset::{Dataset, NoProgress, SynthOptions, synthesize};
use hrstat::domain::{AsOf, Dictionary, parse_authorities, parse_dictionary};
use hrstat::query::{Arguments, Query, check_query, parse_query};
use hrstat::screening::{Catalogue, CoverageContext, parse_catalogue};
use hrstat::settings::{DEFAULT_AUTHORITIES, DEFAULT_CATALOGUE, DEFAULT_DICTIONARY};
use hrstat::source::{Problems, SourceText};
use jiff::civil::{Date, date};

pub(crate) const LAST_DAY: Date = date(2025, 12, 31);
pub(crate) const AUTHORITY: &str = "臺北市政府";

/// All that a question is held against.
pub(crate) struct Office {
    pub(crate) dictionary: Dictionary,
    pub(crate) catalogue: Catalogue,
    pub(crate) dataset: Dataset,
}

impl Office {
    pub(crate) fn new(persons: u64) -> Self {
        let problems = Problems::new();
        let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
        let authorities = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
        let authorities = parse_authorities(&authorities, &problems).unwrap();
        let entries: Vec<SourceText> =
            DEFAULT_CATALOGUE.iter().map(|(name, text)| SourceText::new(*name, *text)).collect();
        let catalogue = parse_catalogue(&entries, &dictionary, &problems).unwrap();
        let options = SynthOptions { persons, seed: 5, as_of: AsOf::new(LAST_DAY) };
        let dataset = synthesize(&dictionary, &authorities, &options, &NoProgress).unwrap();
        Self { dictionary, catalogue, dataset }
    }

    /// The plan of a query file.
    pub(crate) fn query(&self, text: &str) -> Query {
        let source = SourceText::new("query.toml", text);
        let problems = Problems::new();
        parse_query(&source, &problems)
            .and_then(|spec| check_query(&spec, &self.dictionary, &source, &Arguments::none(), &problems))
            .unwrap_or_else(|| panic!("{text}\n{:#?}", problems.into_sorted()))
    }

    pub(crate) fn context() -> CoverageContext {
        CoverageContext {
            today: date(2026, 10, 5),
            applicant_authority: Some(AUTHORITY.to_owned()),
            latest_snapshot: Some(AsOf::new(LAST_DAY)),
        }
    }
}
