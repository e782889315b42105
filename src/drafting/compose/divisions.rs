//! Divisions as fields of a table: as they are, in bands, in a way of their own, or brought back from a child table.

use super::conditions::{child_of, field_for};
use super::times::Years;
use crate::domain::{Dictionary, FieldType, PERSON, SNAPSHOT_DATE};
use crate::drafting::proposal::{DerivePart, Part, Proposal};
use crate::drafting::reading::{Division, Reading, Said};

/// What is needed to place a division.
pub(super) struct Place<'a> {
    pub(super) unit: &'a str,
    pub(super) dictionary: &'a Dictionary,
    /// The field that holds the year of what is counted, where there is one.
    pub(super) year: Option<&'a str>,
    pub(super) years: Option<&'a Years>,
}

/// The name of the field to divide by; own fields that it needs are added to the query.
pub(super) fn division(
    said: &Said<Division>,
    place: &Place<'_>,
    proposal: &mut Proposal,
    reading: &mut Reading,
) -> Option<Part> {
    let name = match &said.what {
        Division::Field(fields) => {
            let field = field_for(fields, place.unit)?;
            let (table, name, kind) = (field.table.clone(), field.name.clone(), field.kind);
            match (name.as_str(), kind) {
                ("年齡" | "年資", _) => {
                    reading.ask(format!("{name}要分成哪些級距？擬案暫用五年一組。"));
                    format!("{name}組")
                }
                (_, FieldType::Date) => {
                    let own = format!("{name}年度");
                    add(proposal, DerivePart::expression(&own, &format!("ROC_YEAR({name})")).said(&said.words));
                    own
                }
                _ if child_of(field, place.unit).is_some() => {
                    brought_back(&table, &name, &said.words, place, proposal)?
                }
                _ => name,
            }
        }
        Division::Bands { of, edges } => {
            if child_of(of, place.unit).is_some() {
                return None;
            }
            let name = format!("{}層", of.name);
            let derive = DerivePart::band(&name, &of.name, edges).said(&said.words);
            own_name(proposal, derive)
        }
        Division::Split(split) => {
            if split.table.as_deref().is_some_and(|table| table != place.unit) {
                return None;
            }
            let derive = DerivePart::expression(&split.name, &split.expr).said(&said.words);
            own_name(proposal, derive)
        }
        Division::Year => match place.year {
            Some(year) => year.to_owned(),
            // The several days of the data are a division of their own.
            None if proposal.snapshots.len() > 1 => SNAPSHOT_DATE.to_owned(),
            None => {
                let words = &said.words;
                reading.leave_out(
                    words,
                    format!("「{words}」要以哪一個年度分（資料年度、到職或離職年度）？擬案沒有列入。"),
                );
                return None;
            }
        },
    };
    Some(Part::new(name, &said.words))
}

/// The same own field is made once; another one of the same name gets a number.
fn own_name(proposal: &mut Proposal, mut derive: DerivePart) -> String {
    let plain = derive.name.clone();
    for step in 2..20 {
        match proposal.derives.iter().find(|known| known.name == derive.name) {
            Some(known) if known.lines == derive.lines => return derive.name,
            Some(_) => derive.name = format!("{plain}{step}"),
            None => break,
        }
    }
    let name = derive.name.clone();
    proposal.derives.push(derive);
    name
}

pub(super) fn add(proposal: &mut Proposal, derive: DerivePart) {
    if !proposal.derives.iter().any(|known| known.name == derive.name) {
        proposal.derives.push(derive);
    }
}

/// The newest row of a child table: the field by which its rows are ordered.
pub(super) fn order_of(table: &str, dictionary: &Dictionary) -> Option<String> {
    const ORDERS: [&str; 9] =
        ["年度", "日期", "到職日", "核定日期", "生效日期", "檢定日期", "起日", "服役迄日", "修業迄日"];
    let table = dictionary.table(table)?;
    ORDERS.into_iter().find(|name| table.fields.iter().any(|field| field.name == *name)).map(str::to_owned)
}

/// A field of a child table, from each person's newest row.
pub(super) fn brought_back(
    table: &str,
    name: &str,
    words: &str,
    place: &Place<'_>,
    proposal: &mut Proposal,
) -> Option<String> {
    let order = order_of(table, place.dictionary).or_else(|| {
        let fields = &place.dictionary.table(table)?.fields;
        fields.iter().find(|field| field.name != crate::domain::IDENTITY).map(|field| field.name.clone())
    })?;
    let taken = |name: &str| {
        [place.unit, PERSON].iter().any(|table| {
            place.dictionary.table(table).is_some_and(|table| table.fields.iter().any(|field| field.name == name))
        }) || place.dictionary.derived.iter().any(|derived| derived.name == name)
    };
    let own = if taken(name) || name.chars().count() < 3 { format!("最近{table}{name}") } else { name.to_owned() };
    let condition = match (place.years, order.as_str()) {
        (Some(years), "年度") => years.condition("年度"),
        _ => String::new(),
    };
    add(proposal, DerivePart::child(&own, table, &condition, "last", Some((name, Some(&order)))).said(words));
    Some(own)
}
