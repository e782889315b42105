//! Invented crosstabs: axes, totals, subtotals, rows of zeros.

use hrstat::domain::{FieldType, SNAPSHOT_DATE};

use super::Generator;
use super::draft::{Section, text, texts};
use super::scope::{Known, Scope};

/// About how many members the axes of a table have together, at most.
const LARGEST: usize = 600;

impl Generator<'_> {
    pub(super) fn crosstab(&mut self, scope: &Scope) -> Section {
        let mut section = Section::new("table");
        section.set("title", text("表"));
        if self.dice.chance(30) {
            self.note("table where");
            let condition = self.condition(scope, 2);
            section.set("where", text(&condition));
        }
        let mut complete = Vec::new();
        let mut used = Vec::new();
        let mut size = 1;
        let (rows, columns) = (self.dice.below(4), self.dice.below(3));
        for _ in 0..rows + columns {
            let field = self.axis_field(scope);
            let all = field.listed.filter(|_| self.dice.chance(40));
            let members = all.unwrap_or(field.literals.len()) + 1;
            if used.contains(&field.name) || size * members > LARGEST {
                continue;
            }
            size *= members;
            if all.is_some() {
                complete.push(field.name.clone());
            }
            used.push(field.name);
        }
        let columns = used.split_off(rows.min(used.len()));
        let day_in_rows = used.iter().any(|name| name == SNAPSHOT_DATE);
        self.axis(&mut section, "rows", &used);
        self.axis(&mut section, "columns", &columns);
        if !complete.is_empty() {
            self.note("complete");
            section.set("complete", texts(&complete));
        }
        for (key, construct) in [("totals", "totals"), ("subtotals", "subtotals")] {
            if self.dice.chance(50) {
                self.note(construct);
                section.set(key, "true");
            }
        }
        self.measures(scope, &mut section, day_in_rows);
        section
    }

    fn axis(&mut self, section: &mut Section, key: &'static str, fields: &[String]) {
        if fields.len() > 1 {
            self.note(if key == "rows" { "several row fields" } else { "several column fields" });
        }
        if !fields.is_empty() || self.dice.chance(20) {
            section.set(key, texts(fields));
        }
    }

    fn axis_field(&mut self, scope: &Scope) -> Known {
        use FieldType::{Bool, Code, Date, Decimal, Integer, Text};
        if self.several_snapshots && self.dice.chance(15) {
            self.note("the day as an axis");
            return Known::computed(SNAPSHOT_DATE, Date);
        }
        let kind = self.kind_of(scope, &[Code, Code, Code, Bool, Integer, Text, Decimal, Date]);
        self.field(&scope.of_kind(|of| of == kind))
    }
}
