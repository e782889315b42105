//! Invented measures: each may be made of those before it.

use hrstat::domain::FieldType;

use super::Generator;
use super::draft::{Section, text, texts};
use super::scope::{Known, Scope};

/// The measures of a table so far.
struct Earlier {
    /// Their names and kinds, for expressions over them.
    all: Scope,
    /// The names of those that can be parts of a whole.
    counts: Vec<String>,
}

impl Earlier {
    fn numbers(&self) -> Vec<String> {
        self.all.of_kind(FieldType::is_number).into_iter().map(|measure| measure.name.clone()).collect()
    }

    fn add(&mut self, name: &str, kind: FieldType) {
        self.all.fields.push(Known::computed(name, kind));
    }
}

impl Generator<'_> {
    pub(super) fn measures(&mut self, scope: &Scope, section: &mut Section, day_in_rows: bool) {
        let mut earlier = Earlier { all: Scope { fields: Vec::new() }, counts: Vec::new() };
        for place in 0..self.dice.below(7) {
            let name = format!("量{place}");
            let constructs = [
                "人數",
                "件數",
                "人次",
                "count",
                "rows",
                "statistic",
                "statistic",
                "statistic",
                "ratio",
                "share",
                "formula",
                "formula",
            ];
            match *self.dice.pick(&constructs) {
                named @ ("人數" | "件數" | "人次") if !earlier.counts.iter().any(|known| known == named) => {
                    self.note(named);
                    section.measure(text(named));
                    earlier.counts.push(named.to_owned());
                    earlier.add(named, FieldType::Integer);
                }
                "ratio" if !earlier.numbers().is_empty() => {
                    self.note("ratio");
                    let names = earlier.numbers();
                    let parts = texts(&[self.dice.pick(&names).clone(), self.dice.pick(&names).clone()]);
                    section.measure(format!("{{ name = {}, ratio = {parts}, as = \"percent\" }}", text(&name)));
                    earlier.add(&name, FieldType::Decimal);
                }
                "share" if !earlier.counts.is_empty() => {
                    let of = text(self.dice.pick::<String>(&earlier.counts));
                    let base = self.base(day_in_rows);
                    section.measure(format!("{{ name = {}, share = {of}, of = \"{base}\" }}", text(&name)));
                    earlier.add(&name, FieldType::Decimal);
                }
                "formula" if !earlier.all.fields.is_empty() => {
                    let kind = if self.dice.chance(70) { FieldType::Decimal } else { FieldType::Text };
                    self.note(if kind == FieldType::Text { "formula of texts" } else { "formula of numbers" });
                    // One that names no measure is refused.
                    let names = |formula: &String| earlier.all.fields.iter().any(|field| formula.contains(&field.name));
                    let formula = std::iter::repeat_with(|| self.formula(&earlier.all, kind)).find(names);
                    let formula = formula.expect("there is an earlier measure to name");
                    section.measure(format!("{{ name = {}, expr = {} }}", text(&name), text(&formula)));
                    earlier.add(&name, kind);
                }
                "statistic" => {
                    let (statistic, kind) = self.statistic(scope);
                    let window = self.window(scope);
                    section.measure(format!("{{ name = {}, {statistic}{window} }}", text(&name)));
                    earlier.add(&name, kind);
                }
                _ => {
                    let construct = self.choose(&["count", "rows"]);
                    let condition = text(&self.condition(scope, 2));
                    let window = self.window(scope);
                    section.measure(format!("{{ name = {}, {construct} = {condition}{window} }}", text(&name)));
                    earlier.counts.push(name.clone());
                    earlier.add(&name, FieldType::Integer);
                }
            }
        }
    }

    /// An expression over measures that is a decimal, or a text, whatever its parts are.
    fn formula(&mut self, earlier: &Scope, kind: FieldType) -> String {
        if kind == FieldType::Text {
            let otherwise = if self.dice.chance(50) { " ELSE '未超過'" } else { "" };
            return format!("CASE WHEN {} THEN '超過'{otherwise} END", self.condition(earlier, 2));
        }
        let number = self.kind_of_number(earlier);
        format!("({} / {})", self.value(earlier, number, 2), self.dice.pick(&["2", "1", "0.5", "100"]))
    }

    fn kind_of_number(&mut self, scope: &Scope) -> FieldType {
        let whole = scope.fields.iter().any(|field| field.kind == FieldType::Integer);
        if whole && self.dice.chance(50) { FieldType::Integer } else { FieldType::Decimal }
    }

    /// Of which whole; across several days there is none.
    fn base(&mut self, day_in_rows: bool) -> &'static str {
        let base = match (self.several_snapshots, day_in_rows) {
            (false, _) => *self.dice.pick(&["share of row", "share of column", "share of total"]),
            (true, false) => "share of column",
            (true, true) => "share of row",
        };
        self.note(base);
        &base["share of ".len()..]
    }

    /// A statistic and the kind of its values.
    fn statistic(&mut self, scope: &Scope) -> (String, FieldType) {
        let construct =
            self.choose(&["mean", "median", "sum", "min", "max", "std", "quantile", "min of a day", "max of a day"]);
        if let Some(statistic) = construct.strip_suffix(" of a day") {
            let of = text(&self.field(&scope.of_kind(|of| of == FieldType::Date)).name);
            return (format!("{statistic} = {of}"), FieldType::Date);
        }
        let of = self.kind_of(scope, &[FieldType::Integer, FieldType::Integer, FieldType::Decimal]);
        let field = text(&self.field(&scope.of_kind(|kind| kind == of)).name);
        let whole = of == FieldType::Integer && matches!(construct, "sum" | "min" | "max");
        let kind = if whole { FieldType::Integer } else { FieldType::Decimal };
        if construct == "quantile" {
            let q = *self.dice.pick(&["0.0", "0.1", "0.25", "0.5", "0.9", "1.0"]);
            return (format!("quantile = {field}, q = {q}"), kind);
        }
        (format!("{construct} = {field}"), kind)
    }

    /// The end of a window of observation, now and then.
    fn window(&mut self, scope: &Scope) -> String {
        if !self.dice.chance(25) {
            return String::new();
        }
        self.note("window_ends");
        let end = self.value(scope, FieldType::Date, 2);
        format!(", window_ends = {}", text(&end))
    }
}
