//! Invented fields of a query's own.

use hrstat::domain::{Band, FieldType};

use super::Generator;
use super::draft::{Section, text};
use super::scope::{Known, Scope, quoted};

impl Generator<'_> {
    /// A field, and what can be said of it afterwards. Its name begins with 自.
    pub(super) fn derive(&mut self, scope: &Scope, place: usize) -> (Section, Known) {
        let name = format!("自{place}");
        let mut section = Section::new("derive");
        section.set("name", text(&name));
        let known = match self.choose(&["band", "expr", "recode", "from", "from"]) {
            "band" => self.band(scope, &mut section),
            "expr" => self.expression(scope, &mut section),
            "recode" => {
                let (literals, size) = self.recode(scope, &mut section);
                Known { literals, listed: Some(size), ..Known::computed("", FieldType::Code) }
            }
            _ => self.child(scope, &mut section),
        };
        (section, Known { name, ..known })
    }

    fn band(&mut self, scope: &Scope, section: &mut Section) -> Known {
        let field = self.field(&scope.of_kind(FieldType::is_number));
        let count = self.dice.between(1, 4);
        let literals: Vec<f64> = field.literals.iter().map(|literal| literal.parse().unwrap()).collect();
        let mut breaks = self.dice.several(&literals, count);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        section.set("band", text(&field.name));
        section.set("breaks", format!("{breaks:?}"));
        let labels = Band::new(breaks, field.kind == FieldType::Integer).unwrap().labels();
        let literals = labels.iter().map(|label| quoted(label)).collect();
        Known { literals, listed: Some(labels.len()), ..Known::computed("", FieldType::Code) }
    }

    fn expression(&mut self, scope: &Scope, section: &mut Section) -> Known {
        use FieldType::{Bool, Date, Decimal, Integer, Text};
        let kind = *self.dice.pick(&[Integer, Decimal, Date, Text, Bool]);
        let expr = if kind == Bool { self.condition(scope, 2) } else { self.computed(scope, kind) };
        section.set("expr", text(&expr));
        Known::computed("", kind)
    }

    /// A value that is no mere field: of a text field it would not be known whether it is a code.
    fn computed(&mut self, scope: &Scope, kind: FieldType) -> String {
        let value = self.value(scope, kind, 2);
        match kind {
            FieldType::Text => format!("COALESCE({value}, '')"),
            _ => value,
        }
    }
}
