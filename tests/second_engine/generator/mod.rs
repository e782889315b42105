//! Invents queries from the grammar of the language: what it makes is accepted always, and every construct occurs.

mod child;
mod condition;
mod crosstab;
mod derive;
mod draft;
mod list;
mod measure;
mod parameter;
mod recode;
mod scope;
mod value;

use std::collections::BTreeMap;

use hrstat::domain::{Dictionary, FieldType, PERSON};

pub(crate) use draft::Draft;

use self::draft::{Section, text, texts};
use self::scope::Scope;
use crate::dice::Dice;
use crate::vocabulary::SNAPSHOT_DAYS;

/// How often each construct occurs in the queries invented so far.
pub(crate) type Counts = BTreeMap<&'static str, u32>;

/// An inventor of queries.
pub(crate) struct Generator<'a> {
    dictionary: &'a Dictionary,
    dice: Dice,
    counts: Counts,
    several_snapshots: bool,
    /// Names and kinds of the query's parameters.
    parameters: Vec<(String, FieldType)>,
    /// What parameters are set to from outside.
    set: Vec<(String, String)>,
}

/// The query of this seed, and what occurs in it.
pub(crate) fn invent(dictionary: &Dictionary, seed: u64) -> (Draft, Counts) {
    let mut generator = Generator {
        dictionary,
        dice: Dice::new(seed),
        counts: Counts::new(),
        several_snapshots: false,
        parameters: Vec::new(),
        set: Vec::new(),
    };
    let draft = generator.draft();
    (draft, generator.counts)
}

impl Generator<'_> {
    /// Counts one occurrence of `construct`.
    fn note(&mut self, construct: &'static str) {
        *self.counts.entry(construct).or_insert(0) += 1;
    }

    /// One of `constructs`, counted.
    fn choose(&mut self, constructs: &[&'static str]) -> &'static str {
        let construct = *self.dice.pick(constructs);
        self.note(construct);
        construct
    }

    fn draft(&mut self) -> Draft {
        let mut head = Section::default();
        let mut sections = self.parameters();
        head.set("title", text("t"));
        sections.extend(self.snapshots(&mut head));
        let unit =
            self.choose(&[PERSON, PERSON, PERSON, PERSON, "經歷", "考試", "考績", "訓練", "語文", "兼職", "家屬"]);
        head.set("unit", text(unit));
        let mut scope = Scope::of(self.dictionary, unit);
        for place in 0..self.dice.below(4) {
            let (section, known) = self.derive(&scope, place);
            sections.push(section);
            scope.fields.push(known);
        }
        if self.dice.chance(60) {
            let condition = self.condition(&scope, 3);
            head.set("where", text(&condition));
        }
        let tables = self.dice.below(3);
        for _ in 0..tables {
            sections.push(self.crosstab(&scope));
        }
        for _ in 0..self.dice.between(usize::from(tables == 0), 1) {
            sections.push(self.list(&scope));
        }
        Draft { head, sections, set: std::mem::take(&mut self.set) }
    }

    /// Which snapshots; the parameter that says it, where one does.
    fn snapshots(&mut self, head: &mut Section) -> Option<Section> {
        match self.choose(&[
            "latest",
            "latest",
            "latest",
            "one day",
            "several days",
            "several days",
            "day as a parameter",
        ]) {
            "latest" => head.set("snapshot", text("latest")),
            "one day" => head.set("snapshot", text(self.dice.pick::<&str>(&SNAPSHOT_DAYS))),
            "day as a parameter" => {
                head.set("snapshot", text(":截止日"));
                return Some(self.snapshot_parameter());
            }
            _ => {
                self.several_snapshots = true;
                let count = self.dice.between(2, 3);
                let days = self.dice.several(&SNAPSHOT_DAYS, count).into_iter().map(ToOwned::to_owned);
                head.set("snapshot", texts(&days.collect::<Vec<_>>()));
            }
        }
        None
    }
}
