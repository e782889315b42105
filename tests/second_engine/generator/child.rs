//! Invented fields from child tables.

use hrstat::domain::FieldType;

use super::Generator;
use super::draft::{Section, text};
use super::scope::{Known, Scope};

impl Generator<'_> {
    /// A value of a child table, seen from a row with the fields `outer`.
    pub(super) fn child(&mut self, outer: &Scope, section: &mut Section) -> Known {
        let tables =
            ["考績", "考績", "經歷", "經歷", "考試", "語文", "語文", "語文", "訓練", "兼職", "銓審", "家屬", "學歷"];
        let table = *self.dice.pick(&tables);
        section.set("from", text(table));
        if table == "兼職" {
            self.note("from an empty table");
        }
        let scope = Scope::of(self.dictionary, table);
        if self.dice.chance(70) {
            let mut scope = scope.clone();
            scope.fields.extend(outer.fields.iter().filter(|field| field.name.starts_with('自')).cloned());
            let condition = self.condition(&scope, 2);
            if condition.contains('自') {
                self.note("seen from the row");
            }
            section.set("where", text(&condition));
        }
        let construct = self.choose(&[
            "take count",
            "take any",
            "take min",
            "take max",
            "take sum",
            "take mean",
            "take first",
            "take first",
            "take last",
            "take last",
        ]);
        let take = &construct["take ".len()..];
        section.set("take", text(take));
        let of = match take {
            "count" => return Known::computed("", FieldType::Integer),
            "any" => return Known::computed("", FieldType::Bool),
            "sum" | "mean" => self.field_of(table, &scope, FieldType::is_number),
            "first" | "last" => {
                let by = self.field_of(table, &scope, |_| true);
                section.set("order_by", text(&by.name));
                self.field_of(table, &scope, |_| true)
            }
            _ if table == "語文" && self.dice.chance(75) => {
                self.note("take of an ordered code");
                scope.fields.iter().find(|field| field.name == "檢定等級").unwrap().clone()
            }
            _ => self.field_of(table, &scope, |kind| kind != FieldType::Code),
        };
        section.set("of", text(&of.name));
        if take == "mean" {
            return Known::computed("", FieldType::Decimal);
        }
        // The order of the authorities belongs to the field itself.
        let listed = of.listed.filter(|_| of.kind != FieldType::Text);
        Known { list: None, listed, ..of }
    }

    /// A field of the child table mostly; now and then one of the person.
    fn field_of(&mut self, table: &str, scope: &Scope, fits: impl Fn(FieldType) -> bool) -> Known {
        let of_table = self.dictionary.table(table).unwrap();
        let all = scope.of_kind(&fits);
        let own: Vec<&Known> =
            all.iter().copied().filter(|known| of_table.fields.iter().any(|field| field.name == known.name)).collect();
        let fields = if own.is_empty() || self.dice.chance(10) { all } else { own };
        (*self.dice.pick(&fields)).clone()
    }
}
