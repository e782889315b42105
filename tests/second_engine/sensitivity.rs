//! Why: a comparison that finds nothing is worth what it can find. Answers are changed in one place, and it is told.

use hrstat::query::Value;

use crate::answer::{Answer, Content, CrossTabAnswer, ListAnswer};
use crate::both::{Both, dictionary};
use crate::difference::difference;

const QUERY: &str = r#"
    title = "t"
    [[table]]
    title = "表"
    rows = ["官等", "性別"]
    columns = ["機關層級"]
    measures = ["人數", { name = "平均", mean = "職等" }, { name = "占比", share = "人數", of = "row" }]
    totals = true
    [[list]]
    title = "清冊"
    columns = ["官等", "職等", "到職日"]
    order_by = ["官等"]
    limit = 20
"#;

fn crosstab(answer: &mut Answer) -> &mut CrossTabAnswer {
    match &mut answer.tables[0].content {
        Content::CrossTab(table) => table,
        Content::List(_) => panic!("a list"),
    }
}

fn list(answer: &mut Answer) -> &mut ListAnswer {
    match &mut answer.tables[1].content {
        Content::List(list) => list,
        Content::CrossTab(_) => panic!("a crosstab"),
    }
}

/// Another value of the same kind.
fn other(value: &Value) -> Value {
    match value {
        Value::Integer(number) => Value::Integer(number + 1),
        Value::Decimal(number) => Value::Decimal(number * (1.0 + 1e-7) + 1e-7),
        Value::Text(text) => Value::Text(format!("{text} ")),
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Date(day) => Value::Date(day.tomorrow().unwrap()),
        Value::Null => Value::Integer(0),
    }
}

#[test]
fn every_change_of_an_answer_is_told() {
    let dictionary = dictionary();
    let both = Both::invented(&dictionary);
    let (first, answer) = both.answers(&both.plan(QUERY).unwrap()).unwrap();
    assert_eq!(difference(&first, &answer), None);
    let told = |change: &dyn Fn(&mut Answer)| {
        let mut changed = answer.clone();
        change(&mut changed);
        difference(&first, &changed).is_some()
    };
    let cells = crosstab(&mut answer.clone()).cells.len();
    for at in 0..cells {
        assert!(told(&|answer| {
            let cell = &mut crosstab(answer).cells[at].value;
            *cell = other(cell);
        }));
        assert!(told(&|answer| crosstab(answer).cells[at].open = true));
        assert!(told(&|answer| crosstab(answer).cells[at].behind.extend([1_000_000])));
    }
    for row in 0..20 {
        for column in 0..3 {
            assert!(told(&|answer| {
                let cell = &mut list(answer).rows[row][column];
                *cell = other(cell);
            }));
        }
    }
    let changes: [&dyn Fn(&mut Answer); 10] = [
        &|answer| answer.persons += 1,
        &|answer| answer.rows += 1,
        &|answer| answer.tables[0].missing[0].0 += 1,
        &|answer| answer.tables[1].missing.push((1, 1)),
        &|answer| crosstab(answer).row_keys.swap(0, 1),
        &|answer| drop(crosstab(answer).row_keys.pop()),
        &|answer| crosstab(answer).column_keys.swap(0, 1),
        &|answer| list(answer).rows.swap(0, 19),
        &|answer| list(answer).persons += 1,
        &|answer| list(answer).truncated_from = None,
    ];
    for (at, change) in changes.iter().enumerate() {
        assert!(told(*change), "change {at}");
    }
}
