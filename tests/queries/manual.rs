//! Why: whoever learns the language types the examples of its manual. Each of them must be accepted as it stands.

use hrstat::domain::parse_dictionary;
use hrstat::query::{Arguments, check_query, parse_query, parse_sql_query, reads};
use hrstat::settings::DEFAULT_DICTIONARY;
use hrstat::source::{Problems, SourceText};

#[test]
fn every_example_of_the_manual_is_accepted() {
    let problems = Problems::new();
    let dictionary = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap();
    let manual = include_str!("../../queries/README.md");
    let examples = |mark: &str| -> Vec<&str> {
        manual.split(mark).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
    };
    let selects = examples("```sql\n");
    assert!(!selects.is_empty(), "the manual has lost its SELECT");
    for example in selects {
        let problems = Problems::new();
        let select = parse_sql_query(&SourceText::new("queries/README.md", example), &dictionary, &problems);
        // It is said there that this one is run as a table.
        assert!(select.is_some_and(|select| select.equivalent().is_some()), "{:#?}", problems.into_sorted());
    }
    let examples = examples("```toml\n");
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
