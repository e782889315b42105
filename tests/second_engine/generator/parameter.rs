//! Invented parameters: some with a default, some set from outside.

use hrstat::domain::FieldType;

use super::Generator;
use super::draft::{Section, text};
use crate::vocabulary::{PATTERNS, SNAPSHOT_DAYS};

impl Generator<'_> {
    /// The parameters of a query.
    pub(super) fn parameters(&mut self) -> Vec<Section> {
        if !self.dice.chance(30) {
            return Vec::new();
        }
        let count = self.dice.between(1, 3);
        (0..count).map(|place| self.parameter(place)).collect()
    }

    fn parameter(&mut self, place: usize) -> Section {
        let constructs =
            ["integer parameter", "decimal parameter", "date parameter", "text parameter", "bool parameter"];
        let construct = self.choose(&constructs);
        let (kind, values): (_, &[&str]) = match construct {
            "integer parameter" => (FieldType::Integer, &["1", "3", "112", "-2"]),
            "decimal parameter" => (FieldType::Decimal, &["0.5", "2.5", "1.0"]),
            "date parameter" => (FieldType::Date, &["113.2.29", "2024-12-31", "1090228"]),
            "bool parameter" => (FieldType::Bool, &["true", "false"]),
            _ => (FieldType::Text, &PATTERNS),
        };
        let mut section = Section::new("parameter");
        let name = format!("參{place}");
        section.set("name", text(&name));
        section.set("type", text(construct.split_once(' ').unwrap().0));
        let value = *self.dice.pick(values);
        // A text stands in quotes, a number or a truth does not.
        let written = if matches!(kind, FieldType::Date | FieldType::Text) { text(value) } else { value.to_owned() };
        if self.dice.chance(50) {
            section.set("default", written.clone());
        } else {
            self.note("parameter set from outside");
            self.set.push((name.clone(), value.to_owned()));
        }
        if self.dice.chance(20) {
            section.set("choices", format!("[{written}]"));
        }
        if self.dice.chance(20) && kind == FieldType::Integer {
            section.set("minimum", "-2");
            section.set("maximum", "112");
        }
        self.parameters.push((name, kind));
        section
    }

    /// The day of the snapshot as a parameter.
    pub(super) fn snapshot_parameter(&mut self) -> Section {
        let mut section = Section::new("parameter");
        section.set("name", text("截止日"));
        section.set("type", text("date"));
        section.set("default", text(self.dice.pick::<&str>(&SNAPSHOT_DAYS)));
        self.parameters.push(("截止日".to_owned(), FieldType::Date));
        section
    }

    /// A parameter of this kind in the place of a literal, now and then.
    pub(super) fn bound(&mut self, kind: FieldType) -> Option<String> {
        let names: Vec<String> =
            self.parameters.iter().filter(|(_, of)| *of == kind).map(|(name, _)| format!(":{name}")).collect();
        if names.is_empty() || !self.dice.chance(40) {
            return None;
        }
        self.note("parameter used");
        Some(self.dice.pick(&names).clone())
    }
}
