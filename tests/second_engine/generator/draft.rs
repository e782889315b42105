//! A query file in parts, so that it can be written out, and made smaller while it still shows a fault.

use crate::both::SET;

/// A query file.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) head: Section,
    pub(crate) sections: Vec<Section>,
    /// What parameters are set to from outside.
    pub(crate) set: Vec<(String, String)>,
}

/// A part of it: `[[derive]]`, `[[table]]`, …; without a kind the head of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    kind: &'static str,
    /// Key and value in TOML.
    entries: Vec<(&'static str, String)>,
    /// The measures of a table.
    measures: Vec<String>,
}

/// A text in TOML.
pub(crate) fn text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// A list of texts in TOML.
pub(crate) fn texts(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|each| text(each)).collect::<Vec<_>>().join(", "))
}

impl Section {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    /// With this entry.
    pub(crate) fn set(&mut self, key: &'static str, value: impl Into<String>) {
        self.entries.push((key, value.into()));
    }

    /// With this measure.
    pub(crate) fn measure(&mut self, measure: String) {
        self.measures.push(measure);
    }

    fn write(&self, out: &mut Vec<String>) {
        if !self.kind.is_empty() {
            out.push(format!("[[{}]]", self.kind));
        }
        out.extend(self.entries.iter().map(|(key, value)| format!("{key} = {value}")));
        if !self.measures.is_empty() {
            out.push(format!("measures = [\n    {},\n]", self.measures.join(",\n    ")));
        }
    }
}

impl Draft {
    /// As a file.
    pub(crate) fn to_toml(&self) -> String {
        let mut out: Vec<String> = self.set.iter().map(|(name, value)| format!("{SET}{name}={value}")).collect();
        for section in [&self.head].into_iter().chain(&self.sections) {
            section.write(&mut out);
        }
        out.join("\n") + "\n"
    }

    /// The draft without one of its parts, in every way.
    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.sections.len() {
            let mut draft = self.clone();
            draft.sections.remove(at);
            all.push(draft);
        }
        for at in 0..self.set.len() {
            let mut draft = self.clone();
            draft.set.remove(at);
            all.push(draft);
        }
        for at in 0..=self.sections.len() {
            let whole = if at == 0 { &self.head } else { &self.sections[at - 1] };
            for entry in 0..whole.entries.len() {
                all.push(self.with(at, |section| drop(section.entries.remove(entry))));
            }
            for measure in 0..whole.measures.len() {
                all.push(self.with(at, |section| drop(section.measures.remove(measure))));
            }
        }
        all
    }

    fn with(&self, at: usize, change: impl FnOnce(&mut Section)) -> Self {
        let mut draft = self.clone();
        change(if at == 0 { &mut draft.head } else { &mut draft.sections[at - 1] });
        draft
    }

    /// The smallest draft to be had by leaving parts out for which `shows` still holds.
    pub(crate) fn shrunk(mut self, shows: impl Fn(&Self) -> bool) -> Self {
        while let Some(smaller) = self.smaller().into_iter().find(|draft| shows(draft)) {
            self = smaller;
        }
        self
    }
}
