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
        let (expr, known) = match self.dice.below(6) {
            0 => {
                self.note("another name for a field");
                let kind = self.kind_of(scope, &[FieldType::Code, Integer, Date, Text]);
                let field = self.field(&scope.of_kind(|of| of == kind));
                let listed = field.listed.filter(|_| kind != Text);
                (field.name.clone(), Known { listed, ..field })
            }
            1 => {
                // What chooses from a few texts is a code, and they have the order in which they are written.
                self.note("a choice of texts");
                let (first, second) = (self.condition(scope, 1), self.condition(scope, 1));
                let literals = ["'中'", "'乙'", "'甲'"].map(ToOwned::to_owned).to_vec();
                let expr = format!("CASE WHEN {first} THEN '中' WHEN {second} THEN '乙' ELSE '甲' END");
                (expr, Known { literals, listed: Some(3), ..Known::computed("", FieldType::Code) })
            }
            _ => {
                let kind = *self.dice.pick(&[Integer, Decimal, Date, Text, Bool]);
                let expr = match kind {
                    Bool => self.condition(scope, 2),
                    // A mere field of texts would be one of the two above.
                    Text => format!("COALESCE({}, '')", self.value(scope, Text, 2)),
                    kind => self.value(scope, kind, 2),
                };
                (expr, Known::computed("", kind))
            }
        };
        section.set("expr", text(&expr));
        known
    }
}
