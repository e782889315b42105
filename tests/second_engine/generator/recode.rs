//! Invented recodes: through a mapping, through the list above, through pairs.

use hrstat::domain::FieldType;

use super::Generator;
use super::draft::{Section, text};
use super::scope::{Known, Scope, quoted};

impl Generator<'_> {
    /// What a field becomes; its values and how many there are.
    pub(super) fn recode(&mut self, scope: &Scope, section: &mut Section) -> (Vec<String>, usize) {
        let of_list = |list: &str| -> Vec<&Known> {
            scope.fields.iter().filter(|field| field.list.as_deref() == Some(list)).collect()
        };
        let mapping = &self.dictionary.mappings[0];
        let with_parent: Vec<&Known> = scope
            .fields
            .iter()
            .filter(|field| field.list.as_ref().is_some_and(|list| self.parent_of(list).is_some()))
            .collect();
        match *self.dice.pick(&["mapping", "parent", "pairs", "pairs"]) {
            "mapping" if !of_list(&mapping.from).is_empty() => {
                self.note("recode through a mapping");
                let fields = of_list(&mapping.from);
                section.set("recode", text(&self.dice.pick(&fields).name));
                section.set("through", text(&mapping.name));
                let new: Vec<String> = mapping.entries.iter().filter_map(|entry| entry.new.clone()).collect();
                let labels = self.dictionary.code_list(&mapping.to).unwrap().values.len();
                (new.iter().take(6).map(|label| quoted(label)).collect(), labels)
            }
            "parent" if !with_parent.is_empty() => {
                self.note("recode through the list above");
                let field = *self.dice.pick(&with_parent);
                let parent = self.parent_of(field.list.as_ref().unwrap()).unwrap();
                section.set("recode", text(&field.name));
                section.set("through", text(parent));
                let labels: Vec<&str> = self.dictionary.code_list(parent).unwrap().labels().collect();
                (labels.iter().take(6).map(|label| quoted(label)).collect(), labels.len())
            }
            _ => self.pairs(scope, section),
        }
    }

    fn parent_of(&self, list: &str) -> Option<&str> {
        let parent = self.dictionary.code_list(list)?.parent.as_deref()?;
        (parent != list && self.dictionary.code_list(parent).is_some()).then_some(parent)
    }

    fn pairs(&mut self, scope: &Scope, section: &mut Section) -> (Vec<String>, usize) {
        self.note("recode through pairs");
        let kind = self.kind_of(scope, &[FieldType::Text, FieldType::Code, FieldType::Code]);
        let field = self.field(&scope.of_kind(|of| of == kind));
        let values: Vec<String> =
            field.literals.iter().map(|literal| literal[1..literal.len() - 1].replace("''", "'")).collect();
        let count = self.dice.between(1, 3);
        let mut old = self.dice.several(&values, count);
        old.sort();
        old.dedup();
        // Values of the field itself are new values as well: an exchange of two is one.
        let new: Vec<String> = (0..old.len())
            .map(|_| {
                let made_up = ["高階", "中階", "甲"];
                if self.dice.chance(70) {
                    (*self.dice.pick(&made_up)).to_owned()
                } else {
                    self.dice.pick(&values).clone()
                }
            })
            .collect();
        let pairs: Vec<String> =
            old.iter().zip(&new).map(|(old, new)| format!("{} = {}", text(old), text(new))).collect();
        section.set("recode", text(&field.name));
        section.set("through", format!("{{ {} }}", pairs.join(", ")));
        let mut literals: Vec<String> = new.iter().map(|label| quoted(label)).collect();
        let mut size = new.len() + field.listed.unwrap_or(field.literals.len());
        if self.dice.chance(50) {
            self.note("recode otherwise");
            section.set("otherwise", text("其他"));
            literals.push(quoted("其他"));
            size = new.len() + 1;
        }
        (literals, size)
    }
}
