//! Why: a draft is worth something if it finds what a statistician finds, and nothing else. Applications with the
//! expectations of a statistician, in dictionary terms; the drafts are read as anybody would read them, from their TOML.

mod facts;

use std::ops::Range;

use jiff::civil::date;

use self::facts::{Atom, facts};
use super::fixture::{authorities, dictionary, lexicon};
use super::{Brief, Draft, draft};
use crate::domain::{AsOf, parse_date};
use crate::intake::find_deadlines;

/// The applications of the design.
const APPLICATIONS: &str = include_str!("../testdata/applications.toml");

/// Applications of another hand.
const FURTHER: &str = include_str!("../testdata/corpus.toml");
const UNSEEN: &str = include_str!("../testdata/unseen.toml");

fn drafted(request: &toml::Table) -> Draft {
    let form = request["form"].as_table().unwrap();
    let agency = form["agency"].as_str().unwrap();
    let applied = parse_date(form["applied"].as_str().unwrap()).unwrap_or(date(2026, 11, 23));
    let authority = authorities().find(form["authority"].as_str().unwrap()).map(|authority| authority.name.as_str());
    let days = [date(2026, 9, 30), date(2026, 6, 30), date(2025, 12, 31), date(2024, 12, 31)].map(AsOf::new);
    let text = form["description"].as_str().unwrap();
    let characters = |end: usize| text[..end].chars().count();
    let words = ["急件", "儘速"].map(str::to_owned);
    let deadlines: Vec<Range<usize>> = find_deadlines(text, &words)
        .into_iter()
        .map(|found| characters(found.span.start)..characters(found.span.end))
        .collect();
    let brief =
        Brief { today: applied, agency, authority, snapshots: &days, deadlines: &deadlines, sample_columns: &[] };
    draft(text, &brief, lexicon(), dictionary())
}

fn requests(text: &str) -> Vec<toml::Table> {
    let root: toml::Table = toml::from_str(text).unwrap();
    root["request"].as_array().unwrap().iter().map(|request| request.as_table().unwrap().clone()).collect()
}

/// A field of an expectation, without its table.
fn bare(field: &str) -> String {
    let name = field.rsplit('.').next().unwrap();
    match name {
        "異動原因" => "離職原因",
        "進用考試種類" => "考試種類",
        "進用考試年度" | "考試年度" | "離職年度" | "屆齡年度" => "年度",
        "主管別" => "主管級別",
        other => other,
    }
    .to_owned()
}

fn expected_atom(value: &toml::Value) -> Atom {
    let table = value.as_table().unwrap();
    let one = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = match &table["value"] {
        toml::Value::Array(list) => list.iter().map(one).collect(),
        other => vec![one(other)],
    };
    let op = match table["op"].as_str().unwrap() {
        "=" | "in" => "in",
        "not in" => "<>",
        other => other,
    };
    Atom { field: bare(table["field"].as_str().unwrap()), op: op.to_owned(), values }
}

/// Whether what is drafted says what is expected: the same field and the same values, in whatever form.
fn says(found: &Atom, wanted: &Atom) -> bool {
    if bare(&found.field) != wanted.field {
        return false;
    }
    let year = |text: &String| {
        text.split(['-', '.'])
            .next()
            .and_then(|year| year.parse::<i64>().ok())
            .map(|year| if year > 1000 { year - 1911 } else { year })
    };
    let overlap = found.values.iter().any(|value| {
        wanted.values.iter().any(|known| known.contains(value.as_str()) || value.contains(known.as_str()))
    });
    let years: (Vec<_>, Vec<_>) = (found.values.iter().map(year).collect(), wanted.values.iter().map(year).collect());
    // A text that is searched for may be written as a pattern.
    let pattern = found.op == "like" && wanted.op == "in";
    match wanted.op.as_str() {
        "any" | "tree" | "reaches 65 within" => true,
        "in" if found.op == "between" => {
            let numbers: Vec<i64> = wanted.values.iter().filter_map(|value| value.parse().ok()).collect();
            let ends: Vec<i64> = found.values.iter().filter_map(|value| value.parse().ok()).collect();
            ends.len() == 2 && numbers.first() == ends.first() && numbers.last() == ends.last()
        }
        "in" if found.op == "in" => wanted.values.iter().all(|value| found.values.contains(value)),
        // 「未滿36」 may be written as up to 35.
        "<" if found.op == "<=" => {
            let number = |atom: &Atom| atom.values.first().and_then(|value| value.parse::<i64>().ok());
            overlap || number(found).map(|number| number + 1) == number(wanted)
        }
        ">=" | ">" | "<" | "<=" => overlap || years.0 == years.1,
        "between" => {
            years.0 == years.1
                || (found.values.len() > 2 && overlap)
                || (found.op == "in" && years.0.first() == years.1.first() && years.1.first() == years.1.last())
        }
        "like" | "not like" | "<>" => overlap,
        _ => overlap && (pattern || found.values.len() == wanted.values.len()),
    }
}

/// Found and wanted of each kind, and what was invented.
#[derive(Clone, Debug, Default)]
struct Score {
    filters: (usize, usize),
    divisions: (usize, usize),
    measures: (usize, usize),
    columns: (usize, usize),
    missed: Vec<String>,
    invented: Vec<String>,
}

impl Score {
    fn add(&mut self, other: &Self) {
        for (into, from) in [
            (&mut self.filters, other.filters),
            (&mut self.divisions, other.divisions),
            (&mut self.measures, other.measures),
            (&mut self.columns, other.columns),
        ] {
            into.0 += from.0;
            into.1 += from.1;
        }
        self.missed.extend(other.missed.iter().cloned());
        self.invented.extend(other.invented.iter().cloned());
    }

    fn share(&self) -> f64 {
        let parts = [self.filters, self.divisions, self.measures, self.columns];
        let (found, wanted) = parts.iter().fold((0, 0), |(found, wanted), part| (found + part.0, wanted + part.1));
        #[expect(clippy::cast_precision_loss, reason = "some hundreds at the most")]
        let share = found as f64 / wanted.max(1) as f64;
        share
    }
}

fn division_name(value: &toml::Value) -> String {
    match value {
        toml::Value::Table(band) => {
            let edges: Vec<String> = band["edges"].as_array().unwrap().iter().map(ToString::to_string).collect();
            format!("{}[{}]", band["band"].as_str().unwrap(), edges.join(","))
        }
        other => bare(other.as_str().unwrap()),
    }
}

fn same_division(found: &str, wanted: &str) -> bool {
    let found = bare(found);
    let number = |name: &str| name.split('[').next().unwrap().trim_end_matches('組').to_owned();
    let loose = wanted.ends_with('組') && number(&found) == number(wanted);
    found == wanted || loose || (wanted == "年度" && found.ends_with("年度"))
}

fn scored(request: &toml::Table) -> Score {
    let id = request["id"].as_str().unwrap();
    let expect = request["expect"].as_table().unwrap();
    let empty = Vec::new();
    let list = |key: &str| expect.get(key).and_then(toml::Value::as_array).unwrap_or(&empty);
    let facts = facts(&drafted(request).query);
    let mut score = Score::default();

    let mut filters: Vec<Vec<Vec<Atom>>> = Vec::new();
    for (index, filter) in list("filters").iter().enumerate() {
        let mut ways = vec![vec![expected_atom(filter)]];
        for other in list("filters_ok").iter().filter(|other| other["for"].as_integer() == i64::try_from(index).ok()) {
            ways.push(other["is"].as_array().unwrap().iter().map(expected_atom).collect());
        }
        filters.push(ways);
    }
    filters.extend(
        list("scope_filter").iter().chain(list("detail_filters")).map(|filter| vec![vec![expected_atom(filter)]]),
    );
    for ways in &filters {
        let hit = ways.iter().any(|way| {
            way.iter().all(|wanted| facts.atoms.iter().chain(&facts.counted).any(|found| says(found, wanted)))
        });
        score.filters.0 += usize::from(hit);
        score.filters.1 += 1;
        if !hit {
            score.missed.push(format!("{id} filter {:?}", ways[0]));
        }
    }
    let mut allowed: Vec<String> = filters.iter().flatten().flatten().map(|atom| atom.field.clone()).collect();
    allowed.extend(list("implied").iter().map(|filter| expected_atom(filter).field));
    allowed.extend(["在職"].map(str::to_owned));
    if expect.contains_key("period")
        || expect.get("as_of").and_then(toml::Value::as_str) == Some("latest")
        || matches!(expect.get("unit").and_then(toml::Value::as_str), Some("經歷" | "考試"))
    {
        allowed.extend(["離職日", "到職日", "年度", "日期", "起日", "離職原因", "初任公職日"].map(str::to_owned));
    }

    let divisions: Vec<String> = list("dimensions").iter().map(division_name).collect();
    for wanted in &divisions {
        let hit = facts.divisions.iter().any(|found| same_division(found, wanted))
            || (wanted == "資料截止日" && facts.snapshots.len() > 1);
        score.divisions.0 += usize::from(hit);
        score.divisions.1 += 1;
        if !hit {
            score.missed.push(format!("{id} dimension {wanted}"));
        }
    }
    for wanted in list("measures").iter().map(|value| value.as_str().unwrap()) {
        let of = |kinds: &[&str], key: &str| {
            facts.measures.iter().any(|(name, kind)| kinds.contains(&kind.as_str()) && name.contains(key))
        };
        let hit = if let Some(field) = wanted.strip_prefix("平均") {
            of(&["mean"], field)
        } else if wanted.contains('率') || wanted.contains('比') {
            of(&["ratio", "share"], "")
        } else if wanted.contains("人數") || wanted == "人次" {
            of(&["named", "count"], "")
        } else {
            of(&["mean", "count", "expr"], wanted) || facts.columns.iter().any(|(name, _)| name == wanted)
        };
        score.measures.0 += usize::from(hit);
        score.measures.1 += 1;
        if !hit {
            score.missed.push(format!("{id} measure {wanted}"));
        }
    }
    let columns: Vec<String> = list("detail_columns").iter().map(|value| bare(value.as_str().unwrap())).collect();
    for wanted in &columns {
        let hit = facts.columns.iter().any(|(name, of)| bare(name) == *wanted || bare(of) == *wanted);
        score.columns.0 += usize::from(hit);
        score.columns.1 += 1;
        if !hit {
            score.missed.push(format!("{id} column {wanted}"));
        }
    }
    for atom in &facts.atoms {
        if !allowed.contains(&bare(&atom.field)) {
            score.invented.push(format!("{id} filter {atom:?}"));
        }
    }
    for found in &facts.divisions {
        let several = found == "主管機關" && list("scope_filter").len() == 1;
        if !several && !divisions.iter().any(|wanted| same_division(found, wanted)) {
            score.invented.push(format!("{id} dimension {found}"));
        }
    }
    let columns_ok: Vec<String> = list("detail_columns_ok").iter().map(|value| bare(value.as_str().unwrap())).collect();
    for (name, of) in &facts.columns {
        let known = |list: &[String]| list.contains(&bare(name)) || list.contains(&bare(of));
        if !known(&columns) && !known(&columns_ok) {
            score.invented.push(format!("{id} column {name}"));
        }
    }
    score
}

fn total(requests: &[toml::Table]) -> Score {
    let mut total = Score::default();
    for request in requests {
        total.add(&scored(request));
    }
    eprintln!(
        "filters {:?}  dimensions {:?}  measures {:?}  columns {:?}  all {:.3}  invented {}",
        total.filters,
        total.divisions,
        total.measures,
        total.columns,
        total.share(),
        total.invented.len()
    );
    for line in total
        .missed
        .iter()
        .map(|line| format!("missed {line}"))
        .chain(total.invented.iter().map(|line| format!("INVENTED {line}")))
    {
        eprintln!("  {line}");
    }
    total
}

/// The fifteen applications of the design: at least nine of ten found, nothing invented.
#[test]
fn the_fifteen_applications_are_understood() {
    let total = total(&requests(APPLICATIONS));
    assert!(total.share() >= 0.9, "{total:#?}");
    assert!(total.invented.is_empty(), "{total:#?}");
}

/// Applications of another hand, of every subject: what the rules reach today must not get lost.
#[test]
fn further_applications_are_understood() {
    let total = total(&requests(FURTHER));
    assert!(total.share() >= 0.95, "{total:#?}");
    assert!(total.invented.len() <= 6, "{total:#?}");
}

/// Applications by somebody who had not seen the rules, and to which they were hardly fitted: how far they carry.
#[test]
fn unseen_applications_are_understood() {
    let total = total(&requests(UNSEEN));
    assert!(total.share() >= 0.88, "{total:#?}");
    assert!(total.invented.len() <= 8, "{total:#?}");
}
