//! Why: a standard query that does not parse is found by an office on its busiest day.

use hrstat::domain::parse_dictionary;
use hrstat::query::{Arguments, check_dictionary, check_query, parse_query};
use hrstat::settings::{DEFAULT_DICTIONARY, STANDARD_QUERIES};
use hrstat::source::{Problems, SourceText};

#[test]
fn every_standard_query_fits_the_dictionary() {
    let problems = Problems::new();
    let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
    let dictionary = parse_dictionary(&source, &problems).unwrap();
    check_dictionary(&dictionary, &source, &problems);
    assert_eq!(problems.into_sorted(), []);
    for (name, text) in STANDARD_QUERIES {
        let problems = Problems::new();
        let source = SourceText::new(*name, *text);
        let query = parse_query(&source, &problems)
            .and_then(|spec| check_query(&spec, &dictionary, &source, &Arguments::none(), &problems));
        assert!(query.is_some(), "{:#?}", problems.into_sorted());
        assert!(text.starts_with("# 問題："), "{name} does not say which question it answers");
    }
}
