//! Invented crosstabs.

use hrstat::domain::{FieldType, SNAPSHOT_DATE};

use super::Generator;
use super::draft::{Section, text, texts};
use super::scope::Scope;

/// About how many members the axes of a table have together, at most.
const LARGEST: usize = 600;

impl Generator<'_> {
    pub(super) fn crosstab(&mut self, scope: &Scope) -> Section {
        let mut section = Section::new("table");
        section.set("title", text("表"));
        let mut size = 1;
        let mut used = Vec::new();
        let (rows, columns) = (self.dice.below(4), self.dice.below(3));
        for _ in 0..rows + columns {
            let field = self.axis_field(scope);
            let members = if field.1 == 0 { 20 } else { field.1 + 1 };
            if !used.contains(&field.0) && size * members <= LARGEST {
                size *= members;
                used.push(field.0);
            }
        }
        let columns = used.split_off(rows.min(used.len()));
        let day_across = self.several_snapshots && !used.contains(&SNAPSHOT_DATE.to_owned());
        for (key, fields, construct) in
            [("rows", &used, "several row fields"), ("columns", &columns, "several column fields")]
        {
            if fields.len() > 1 {
                self.note(construct);
            }
            if !fields.is_empty() || self.dice.chance(20) {
                section.set(key, texts(fields));
            }
        }
        if self.dice.chance(60) {
            self.note("totals");
            section.set("totals", "true");
        }
        self.measures(scope, &mut section, day_across);
        section
    }

    /// A field for an axis, and about how many values it has.
    fn axis_field(&mut self, scope: &Scope) -> (String, usize) {
        if self.several_snapshots && self.dice.chance(15) {
            self.note("the day as an axis");
            return (SNAPSHOT_DATE.to_owned(), 3);
        }
        use FieldType::{Bool, Code, Date, Decimal, Integer, Text};
        let kind = self.kind_of(scope, &[Code, Code, Code, Bool, Integer, Text, Decimal, Date]);
        let field = self.field(&scope.of_kind(|of| of == kind));
        (field.name, field.literals.len())
    }

    fn measures(&mut self, scope: &Scope, section: &mut Section, day_across: bool) {
        // Names and whether they can be parts of a whole.
        let mut names: Vec<(String, bool)> = Vec::new();
        for place in 0..self.dice.below(6) {
            let name = format!("量{place}");
            let construct = *self.dice.pick(&["人數", "件數", "count", "statistic", "statistic", "ratio", "share"]);
            match construct {
                "人數" | "件數" if !names.iter().any(|(known, _)| known == construct) => {
                    self.note(construct);
                    section.measure(text(construct));
                    names.push((construct.to_owned(), true));
                }
                "ratio" if !names.is_empty() => {
                    self.note("ratio");
                    let (top, bottom) = (self.dice.pick(&names).0.clone(), self.dice.pick(&names).0.clone());
                    let parts = texts(&[top, bottom]);
                    section.measure(format!("{{ name = {}, ratio = {parts}, as = \"percent\" }}", text(&name)));
                    names.push((name, false));
                }
                "share" if names.iter().any(|(_, additive)| *additive) => {
                    let additive: Vec<_> = names.iter().filter(|(_, additive)| *additive).cloned().collect();
                    let of = text(&self.dice.pick(&additive).0);
                    let base = self.base(day_across);
                    section.measure(format!("{{ name = {}, share = {of}, of = \"{base}\" }}", text(&name)));
                    names.push((name, false));
                }
                "statistic" => {
                    let statistic = self.statistic(scope);
                    section.measure(format!("{{ name = {}, {statistic} }}", text(&name)));
                    names.push((name, false));
                }
                _ => {
                    self.note("count");
                    let condition = text(&self.condition(scope, 2));
                    section.measure(format!("{{ name = {}, count = {condition} }}", text(&name)));
                    names.push((name, true));
                }
            }
        }
    }

    /// Of which whole; across several days there is none.
    fn base(&mut self, day_across: bool) -> &'static str {
        let base = match (self.several_snapshots, day_across) {
            (false, _) => *self.dice.pick(&["share of row", "share of column", "share of total"]),
            (true, true) => "share of column",
            (true, false) => "share of row",
        };
        self.note(base);
        &base["share of ".len()..]
    }

    fn statistic(&mut self, scope: &Scope) -> String {
        let kind = self.kind_of(scope, &[FieldType::Integer, FieldType::Integer, FieldType::Decimal]);
        let of = text(&self.field(&scope.of_kind(|of| of == kind)).name);
        match self.choose(&["mean", "median", "sum", "min", "max", "quantile"]) {
            "quantile" => {
                let q = *self.dice.pick(&["0.0", "0.1", "0.25", "0.5", "0.9", "1.0"]);
                format!("quantile = {of}, q = {q}")
            }
            statistic => format!("{statistic} = {of}"),
        }
    }
}
