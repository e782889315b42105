//! What a query uses: every field behind its tables and lists, for the cover and for clearance.

use std::collections::BTreeMap;

use crate::domain::Dictionary;
use crate::expr::Expr;
use crate::query::fields::{FieldUse, describe};
use crate::query::plan::{ColumnHow, CrossTab, ListPlan, Query};

/// The fields that the query names, before derived ones are followed.
pub(super) fn all_names(query: &Query) -> Vec<String> {
    let mut names: Vec<String> = query.population.iter().flat_map(Expr::fields).collect();
    names.extend(query.tables.iter().flat_map(CrossTab::fields));
    names.extend(query.lists.iter().flat_map(ListPlan::fields));
    names
}

/// Every field behind `open`, in order of first use, each with what is to be said of it.
pub(super) fn uses(
    query: &Query,
    mut open: Vec<String>,
    dictionary: &Dictionary,
    own: &BTreeMap<String, FieldUse>,
) -> Vec<FieldUse> {
    let mut uses: Vec<FieldUse> = Vec::new();
    // A field of a child is another one than the unit's, or an own one, of the same name.
    let add = |uses: &mut Vec<FieldUse>, field: Option<FieldUse>| {
        if let Some(field) = field
            && !uses.iter().any(|known| known.name == field.name && known.table == field.table)
        {
            uses.push(field);
        }
    };
    let mut at = 0;
    while at < open.len() {
        let name = open[at].clone();
        at += 1;
        if open[..at - 1].contains(&name) {
            continue;
        }
        add(&mut uses, own.get(&name).cloned().or_else(|| describe(dictionary, &query.unit, &name)));
        if let Some(column) = query.columns.iter().find(|column| column.name == name) {
            open.extend(column.how.inputs());
            if let ColumnHow::Child(child) = &column.how {
                // Fields of the child are described from the child.
                let fields =
                    child.condition.iter().flat_map(Expr::fields).chain(child.of.clone()).chain(child.order_by.clone());
                for field in fields.filter(|field| !child.outer.contains(field)) {
                    add(&mut uses, describe(dictionary, &child.table, &field));
                }
            }
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use crate::domain::parse_dictionary;
    use crate::query::{Arguments, check_query, parse_query};
    use crate::settings::DEFAULT_DICTIONARY;
    use crate::source::{Problems, SourceText};

    fn direct_fields(text: &str) -> Vec<String> {
        let problems = Problems::new();
        let dictionary = parse_dictionary(&SourceText::new("d", DEFAULT_DICTIONARY), &problems).unwrap();
        let source = SourceText::new("q", text);
        let spec = parse_query(&source, &problems).unwrap();
        let query = check_query(&spec, &dictionary, &source, &Arguments::none(), &problems);
        query.unwrap_or_else(|| panic!("{:#?}", problems.into_sorted())).tables()[0].direct_fields.clone()
    }

    /// Whatever road a name or a number takes into a table, clearance must hear of it.
    #[test]
    fn a_direct_field_is_found_behind_children_and_behind_own_fields_of_its_name() {
        let child = "[[derive]]\nname = \"有\"\nfrom = \"家屬\"\nwhere = \"家屬身分證號 LIKE 'A%'\"\ntake = \"any\"\n";
        let table = "[[table]]\ntitle = \"表1\"\nrows = [\"有\"]\n";
        let hidden = "[[derive]]\nname = \"家屬身分證號\"\nexpr = \"性別\"\n";
        assert_eq!(direct_fields(&format!("title = \"t\"\n{child}{table}")), ["家屬身分證號"]);
        let text = format!("title = \"t\"\n{hidden}{child}{table}columns = [\"家屬身分證號\"]\n");
        assert_eq!(direct_fields(&text), ["家屬身分證號"]);
        let key = "[[derive]]\nname = \"有\"\nfrom = \"考績\"\nwhere = \"身分證統一編號 = 'P0'\"\ntake = \"any\"\n";
        assert_eq!(direct_fields(&format!("title = \"t\"\n{key}{table}")), ["身分證統一編號"]);
    }
}
