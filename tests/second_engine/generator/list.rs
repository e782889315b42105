//! Invented lists.

use super::Generator;
use super::draft::{Section, text, texts};
use super::scope::Scope;

impl Generator<'_> {
    pub(super) fn list(&mut self, scope: &Scope) -> Section {
        self.note("list");
        let mut section = Section::new("list");
        section.set("title", text("清冊"));
        if self.dice.chance(30) {
            self.note("list where");
            let condition = self.condition(scope, 2);
            section.set("where", text(&condition));
        }
        let names: Vec<String> = scope.fields.iter().map(|field| field.name.clone()).collect();
        let count = self.dice.between(1, 6);
        section.set("columns", texts(&self.dice.several(&names, count)));
        let count = self.dice.below(4);
        let order: Vec<String> = self.dice.several(&names, count);
        if !order.is_empty() {
            self.note("order_by");
            let directed = order.into_iter().map(|name| {
                if self.dice.chance(50) {
                    return name;
                }
                self.note("desc");
                format!("{name} desc")
            });
            section.set("order_by", texts(&directed.collect::<Vec<_>>()));
        }
        if self.dice.chance(40) {
            self.note("limit");
            section.set("limit", (*self.dice.pick(&["1", "7", "40", "100000"])).to_owned());
        }
        section
    }
}
