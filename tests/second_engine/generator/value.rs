//! Invented values: fields, literals, arithmetic, functions, CASE.

use hrstat::domain::FieldType;

use super::Generator;
use super::scope::{Scope, literals_of};
use crate::vocabulary::DAYS;

impl Generator<'_> {
    /// A value of this kind, at most so many levels deep.
    pub(super) fn value(&mut self, scope: &Scope, kind: FieldType, depth: usize) -> String {
        if depth == 0 || self.dice.chance(35) {
            return self.plain(scope, kind);
        }
        if self.dice.chance(20) || matches!(kind, FieldType::Bool | FieldType::Code) {
            return self.choice(scope, kind, depth);
        }
        match kind {
            FieldType::Integer => self.whole(scope, depth),
            FieldType::Decimal => self.decimal(scope, depth),
            FieldType::Date => {
                let construct = self.choose(&["ADD_YEARS", "ADD_MONTHS"]);
                let day = self.day(scope, depth);
                format!("{construct}({day}, {})", self.steps(scope))
            }
            _ => self.choice(scope, kind, depth),
        }
    }

    /// A field, sometimes a literal.
    fn plain(&mut self, scope: &Scope, kind: FieldType) -> String {
        let fields = scope.of_kind(|of| of == kind);
        let always = matches!(kind, FieldType::Code | FieldType::Bool);
        if fields.is_empty() || !always && self.dice.chance(20) { self.literal(kind) } else { self.field(&fields).name }
    }

    /// A literal that is of this kind by itself: a day as text takes its kind from what stands beside it.
    fn literal(&mut self, kind: FieldType) -> String {
        if let Some(parameter) = self.bound(kind) {
            return parameter;
        }
        match kind {
            FieldType::Date => format!("DATE '{}'", self.dice.pick(&DAYS)),
            FieldType::Decimal => (*self.dice.pick(&["0.5", "2.5", "-1.5", "0.0"])).to_owned(),
            kind => {
                let literals = literals_of(kind);
                self.dice.pick(&literals).clone()
            }
        }
    }

    /// CASE in both forms, and COALESCE.
    fn choice(&mut self, scope: &Scope, kind: FieldType, depth: usize) -> String {
        let part = |generator: &mut Self| generator.value(scope, kind, depth - 1);
        match self.choose(&["CASE WHEN", "CASE WHEN without ELSE", "CASE of a value", "COALESCE"]) {
            "COALESCE" => match self.dice.below(8) {
                0 => format!("COALESCE({})", part(self)),
                1 => format!("COALESCE(NULL, {}, {})", part(self), self.plain(scope, kind)),
                _ => format!("COALESCE({}, {})", part(self), part(self)),
            },
            "CASE of a value" => {
                let field = self.field(&scope.of_kind(|of| of != FieldType::Bool));
                let literal = self.dice.pick(&field.literals).clone();
                format!("CASE {} WHEN {literal} THEN {} ELSE {} END", field.name, part(self), part(self))
            }
            construct => {
                let first = format!("WHEN {} THEN {}", self.condition(scope, depth - 1), part(self));
                let second = match self.dice.below(3) {
                    0 => format!(" WHEN {} THEN NULL", self.condition(scope, 0)),
                    1 => format!(" WHEN {} THEN {}", self.condition(scope, 0), part(self)),
                    _ => String::new(),
                };
                let last = if construct == "CASE WHEN" { format!(" ELSE {}", part(self)) } else { String::new() };
                format!("CASE {first}{second}{last} END")
            }
        }
    }

    fn whole(&mut self, scope: &Scope, depth: usize) -> String {
        let construct = self.choose(&[
            "+",
            "-",
            "*",
            "minus",
            "YEARS_BETWEEN",
            "YEARS_BETWEEN",
            "MONTHS_BETWEEN",
            "DAYS_BETWEEN",
            "ROC_YEAR",
            "MONTH",
        ]);
        match construct {
            "+" | "-" => {
                let (left, right) =
                    (self.value(scope, FieldType::Integer, depth - 1), self.plain(scope, FieldType::Integer));
                format!("({left} {construct} {right})")
            }
            "*" if depth == 1 => {
                // Whole numbers of the frames are 32 bits wide.
                let factor = *self.dice.pick(&["3", "-2", "0", "100000000"]);
                format!("({} * {factor})", self.plain(scope, FieldType::Integer))
            }
            "*" => format!("(2 * {})", self.value(scope, FieldType::Integer, depth - 1)),
            "minus" => format!("(-({}))", self.plain(scope, FieldType::Integer)),
            "ROC_YEAR" | "MONTH" => format!("{construct}({})", self.day(scope, depth)),
            _ => format!("{construct}({}, {})", self.day(scope, depth), self.day(scope, depth)),
        }
    }

    fn decimal(&mut self, scope: &Scope, depth: usize) -> String {
        match self.choose(&["/", "/", "decimal arithmetic", "CASE of both numbers"]) {
            "/" => {
                let (top, bottom) = (self.number(scope, depth), self.number(scope, depth));
                format!("({top} / {bottom})")
            }
            "decimal arithmetic" => {
                let sign = *self.dice.pick(&["+", "-", "*"]);
                let right = self.plain(scope, FieldType::Integer);
                format!("({} {sign} {right})", self.value(scope, FieldType::Decimal, depth - 1))
            }
            _ => {
                let (whole, part) = (self.plain(scope, FieldType::Integer), self.plain(scope, FieldType::Decimal));
                format!("CASE WHEN {} THEN {whole} ELSE {part} END", self.condition(scope, depth - 1))
            }
        }
    }

    fn number(&mut self, scope: &Scope, depth: usize) -> String {
        let kind = if self.dice.chance(60) { FieldType::Integer } else { FieldType::Decimal };
        self.value(scope, kind, depth - 1)
    }

    /// A day as an argument, where a text is read as a day.
    fn day(&mut self, scope: &Scope, depth: usize) -> String {
        if self.dice.chance(10) {
            self.note("day as text");
            return (*self.dice.pick(&["'113.2.29'", "'1090229'", "'2025-12-31'", "'100.1.31'"])).to_owned();
        }
        self.value(scope, FieldType::Date, depth - 1)
    }

    /// How many years or months: few, so that the days stay between the years 1 and 9999, or far too many.
    fn steps(&mut self, scope: &Scope) -> String {
        match self.dice.below(10) {
            0 => self.note("too many steps"),
            1 | 2 => return format!("MONTH({})", self.plain(scope, FieldType::Date)),
            _ => return (*self.dice.pick(&["0", "1", "-1", "2", "4", "12", "-13", "30", "-30"])).to_owned(),
        }
        (*self.dice.pick(&["2001", "-2001", "300000"])).to_owned()
    }
}
