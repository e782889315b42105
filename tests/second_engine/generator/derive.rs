//! Invented fields of a query's own.

use hrstat::domain::FieldType;

use super::Generator;
use super::draft::{Section, text};
use super::scope::{Known, Scope, literals_of, quoted};

impl Generator<'_> {
    /// A field, and what can be said of it afterwards. Its name begins with 自.
    pub(super) fn derive(&mut self, scope: &Scope, place: usize) -> (Section, Known) {
        let name = format!("自{place}");
        let mut section = Section::new("derive");
        section.set("name", text(&name));
        let (kind, literals) = match self.choose(&["band", "expr", "from", "from"]) {
            "band" => self.band(scope, &mut section),
            "expr" => self.expression(scope, &mut section),
            _ => self.child(&mut section),
        };
        (section, Known { name, kind, literals })
    }

    fn band(&mut self, scope: &Scope, section: &mut Section) -> (FieldType, Vec<String>) {
        let field = self.field(&scope.of_kind(FieldType::is_number));
        let count = self.dice.between(1, 4);
        let literals: Vec<f64> = field.literals.iter().map(|literal| literal.parse().unwrap()).collect();
        let mut breaks = self.dice.several(&literals, count);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        section.set("band", text(&field.name));
        section.set("breaks", format!("{breaks:?}"));
        let whole = field.kind == FieldType::Integer;
        let labels = hrstat::domain::Band::new(breaks, whole).unwrap().labels();
        (FieldType::Code, labels.iter().map(|label| quoted(label)).collect())
    }

    fn expression(&mut self, scope: &Scope, section: &mut Section) -> (FieldType, Vec<String>) {
        use FieldType::{Bool, Date, Decimal, Integer, Text};
        let kind = *self.dice.pick(&[Integer, Decimal, Date, Text, Bool]);
        let expr = if kind == Bool { self.condition(scope, 2) } else { self.computed(scope, kind) };
        section.set("expr", text(&expr));
        (kind, literals_of(kind))
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
