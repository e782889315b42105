//! What a query file says, read from its text alone.

use std::collections::BTreeMap;

use crate::domain::format_roc_short;
use crate::expr::{CompareOp, Expr, Literal, parse};

/// One comparison: a field, how, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) field: String,
    pub(super) op: String,
    pub(super) values: Vec<String>,
}

/// What a query file says.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) atoms: Vec<Atom>,
    /// The same inside measures, where they narrow nothing.
    pub(super) counted: Vec<Atom>,
    pub(super) divisions: Vec<String>,
    /// As named, and what that is of.
    pub(super) columns: Vec<(String, String)>,
    /// Name and kind of each measure.
    pub(super) measures: Vec<(String, String)>,
    pub(super) snapshots: Vec<String>,
}

fn strings(table: &toml::Table, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

pub(super) fn facts(query: &str) -> Facts {
    let root: toml::Table = toml::from_str(query).unwrap();
    let all = |key: &str| -> Vec<toml::Table> {
        let list = root.get(key).and_then(toml::Value::as_array);
        list.into_iter().flatten().map(|value| value.as_table().unwrap().clone()).collect()
    };
    let snapshots = match &root["snapshot"] {
        toml::Value::String(one) => vec![one.clone()],
        other => other.as_array().unwrap().iter().map(|day| day.as_str().unwrap().to_owned()).collect(),
    };
    let mut facts = Facts { snapshots, ..Facts::default() };
    // What an own field is of.
    let mut own: BTreeMap<String, String> = BTreeMap::new();
    let mut counted: Vec<String> = Vec::new();
    for derive in all("derive") {
        let name = derive["name"].as_str().unwrap().to_owned();
        let text = |key: &str| derive.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        if let Some(of) = text("band") {
            let edges: Vec<String> = derive["breaks"].as_array().unwrap().iter().map(ToString::to_string).collect();
            let of = own.get(&of).cloned().unwrap_or(of);
            own.insert(name, format!("{of}[{}]", edges.join(",")));
        } else if let Some(expr) = text("expr") {
            let fields = parse(&expr).unwrap().fields();
            let plain = ["年資", "年齡"].into_iter().find(|number| name.ends_with(number));
            let year = expr.contains("ROC_YEAR").then(|| "年度".to_owned());
            own.insert(name, plain.map(str::to_owned).or(year).unwrap_or_else(|| fields[0].clone()));
        } else {
            if let Some(condition) = text("where") {
                atoms(&parse(&condition).unwrap(), &mut facts.atoms);
            }
            match text("of") {
                Some(of) => drop(own.insert(name, of)),
                None => counted.push(name),
            }
        }
    }
    let plain = |name: &String| own.get(name).cloned().unwrap_or_else(|| name.clone());
    let mut conditions: Vec<String> =
        root.get("where").and_then(|text| text.as_str().map(str::to_owned)).into_iter().collect();
    for output in all("table").into_iter().chain(all("list")) {
        conditions.extend(output.get("where").and_then(|text| text.as_str().map(str::to_owned)));
        let list = !output.contains_key("measures");
        for key in ["rows", "columns"] {
            let names = strings(&output, key).iter().map(plain).collect::<Vec<_>>();
            if list {
                facts.columns.extend(strings(&output, key).into_iter().zip(names));
            } else {
                facts.divisions.extend(names);
            }
        }
        for measure in output.get("measures").and_then(toml::Value::as_array).into_iter().flatten() {
            match measure {
                toml::Value::String(name) => facts.measures.push((name.clone(), "named".to_owned())),
                other => {
                    let table = other.as_table().unwrap();
                    let kind = ["count", "ratio", "share", "mean", "median", "max", "min", "sum", "expr"];
                    let kind = kind.into_iter().find(|kind| table.contains_key(*kind)).unwrap();
                    if kind == "count"
                        && let Ok(expr) = parse(table["count"].as_str().unwrap())
                    {
                        atoms(&expr, &mut facts.counted);
                    }
                    facts.measures.push((table["name"].as_str().unwrap().to_owned(), kind.to_owned()));
                }
            }
        }
    }
    for condition in conditions {
        atoms(&parse(&condition).unwrap(), &mut facts.atoms);
    }
    facts.atoms.retain(|atom| !counted.contains(&atom.field) || atom.field.starts_with("初任"));
    for atom in &mut facts.atoms {
        if let Some(of) = own.get(&atom.field)
            && !atom.field.starts_with("初任")
        {
            atom.field.clone_from(of);
        }
    }
    facts
}

fn shown(expr: &Expr) -> String {
    match expr {
        Expr::Literal { value, .. } => match value {
            Literal::Text(text) => text.clone(),
            Literal::Integer(number) => number.to_string(),
            Literal::Decimal(number) => number.to_string(),
            Literal::Bool(flag) => flag.to_string(),
            Literal::Date(day) => format_roc_short(*day),
            Literal::Null => String::new(),
        },
        other => other.fields().first().cloned().unwrap_or_default(),
    }
}

/// The comparisons in an expression; the field of one over a function is the field in it.
fn atoms(expr: &Expr, out: &mut Vec<Atom>) {
    let mut push = |of: &Expr, op: &str, values: Vec<String>| {
        let field = of.fields().first().cloned().unwrap_or_default();
        out.push(Atom { field, op: op.to_owned(), values });
    };
    match expr {
        Expr::Compare { op, left, right } => {
            let op = match op {
                CompareOp::Equal => "in",
                CompareOp::NotEqual => "<>",
                CompareOp::Less => "<",
                CompareOp::LessOrEqual => "<=",
                CompareOp::Greater => ">",
                CompareOp::GreaterOrEqual => ">=",
            };
            push(left, op, vec![shown(right)]);
        }
        Expr::In { of, list, negated } => {
            push(of, if *negated { "<>" } else { "in" }, list.iter().map(shown).collect());
        }
        Expr::Between { of, low, high, .. } => push(of, "between", vec![shown(low), shown(high)]),
        Expr::Like { of, pattern, .. } => push(of, "like", vec![pattern.replace('%', "")]),
        Expr::IsNull { of, .. } => push(of, "any", vec!["true".to_owned()]),
        Expr::Field { name, .. } => {
            out.push(Atom { field: name.clone(), op: "in".to_owned(), values: vec!["true".to_owned()] });
        }
        other => {
            for part in other.parts() {
                atoms(part, out);
            }
        }
    }
}
