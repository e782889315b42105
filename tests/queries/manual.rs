//! Why: whoever learns the language types the examples of its manual. Each of them must be accepted as it stands.

use hrstat::domain::parse_dictionary;
use hrstat::query::{Arguments, check_query, parse_query, reads};
use hrstat::settings::DEFAULT_DICTIONARY;
use hrstat::source::{Problems, SourceText};

#[test]
fn every_example_of_the_manual_is_accepted() {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
    let manual = include_str!("../../queries/README.md");
    let examples: Vec<&str> = manual.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 3, "the manual has lost its examples");
    for example in examples {
        let source = SourceText::new("queries/README.md", example);
        let problems = Problems::new();
        let query = parse_query(&source, &problems)
            .and_then(|spec| check_query(&spec, &dictionary, &source, &Arguments::none(), &problems));
        let Some(query) = query else { panic!("{example}\n{:#?}", problems.into_sorted()) };
        assert!(!reads(&query, &dictionary).unwrap().is_empty());
    }
}
