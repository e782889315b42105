//! Invented conditions.

use hrstat::domain::FieldType;

use super::Generator;
use super::scope::{Known, Scope, literals_of};
use crate::vocabulary::PATTERNS;

impl Generator<'_> {
    /// A condition over `scope`, at most so many levels deep.
    pub(super) fn condition(&mut self, scope: &Scope, depth: usize) -> String {
        if depth > 0 && self.dice.chance(55) {
            let construct = self.choose(&["AND", "AND", "OR", "NOT", "CASE condition", "COALESCE condition"]);
            let mut part = || self.condition(scope, depth - 1);
            return match construct {
                "AND" => format!("({} AND {})", part(), part()),
                "OR" => format!("({} OR {})", part(), part()),
                "NOT" => format!("NOT ({})", part()),
                "CASE condition" => format!("CASE WHEN {} THEN {} ELSE {} END", part(), part(), part()),
                _ => format!("COALESCE({}, {})", part(), part()),
            };
        }
        match self.choose(&["comparison", "comparison", "comparison", "IN", "BETWEEN", "LIKE", "IS NULL", "bool"]) {
            "comparison" => self.comparison(scope, depth),
            "IN" => self.membership(scope),
            "BETWEEN" => self.between(scope, depth),
            "LIKE" => {
                let kind = self.kind_of(scope, &[FieldType::Text, FieldType::Code]);
                let of = self.value(scope, kind, depth);
                let pattern = self.bound(FieldType::Text).unwrap_or_else(|| format!("'{}'", self.dice.pick(&PATTERNS)));
                format!("{of} {}LIKE {pattern}", self.negation("NOT LIKE"))
            }
            "IS NULL" => {
                let kind = self.kind(scope);
                let of = self.value(scope, kind, depth);
                if self.dice.chance(50) { format!("{of} IS NULL") } else { format!("{of} IS NOT NULL") }
            }
            _ => {
                let fields = scope.of_kind(|kind| kind == FieldType::Bool);
                if fields.is_empty() || self.dice.chance(6) {
                    self.note("TRUE and FALSE");
                    return (*self.dice.pick(&["TRUE", "FALSE"])).to_owned();
                }
                self.field(&fields).name
            }
        }
    }

    /// `NOT ` half of the time.
    fn negation(&mut self, construct: &'static str) -> &'static str {
        if self.dice.chance(50) {
            return "";
        }
        self.note(construct);
        "NOT "
    }

    /// One of `fields`; those of the query's own, which come last, as often as all others.
    pub(super) fn field(&mut self, fields: &[&Known]) -> Known {
        let own: Vec<&Known> = fields.iter().copied().filter(|field| field.name.starts_with('自')).collect();
        let fields = if own.is_empty() || self.dice.chance(50) { fields } else { &own };
        (*self.dice.pick(fields)).clone()
    }

    /// A kind of which `scope` has a field.
    fn kind(&mut self, scope: &Scope) -> FieldType {
        use FieldType::{Bool, Code, Date, Decimal, Integer, Text};
        self.kind_of(scope, &[Integer, Integer, Date, Date, Text, Code, Decimal, Bool])
    }

    /// One of `kinds` of which `scope` has a field; the first of them where it has none.
    pub(super) fn kind_of(&mut self, scope: &Scope, kinds: &[FieldType]) -> FieldType {
        let there: Vec<FieldType> =
            kinds.iter().copied().filter(|kind| scope.fields.iter().any(|field| field.kind == *kind)).collect();
        if there.is_empty() { kinds[0] } else { *self.dice.pick(&there) }
    }

    fn comparison(&mut self, scope: &Scope, depth: usize) -> String {
        let kind = self.kind(scope);
        let order = ["=", "<>", "<", "<=", ">", ">="];
        // Codes have no order that one could ask for, and that of true and false means nothing.
        let unordered = matches!(kind, FieldType::Code | FieldType::Bool);
        let sign = *self.dice.pick(if unordered { &order[..2] } else { &order });
        if self.dice.chance(60) {
            let field = self.field(&scope.of_kind(|of| of == kind));
            let literal = self.bound(kind).unwrap_or_else(|| self.dice.pick(&field.literals).clone());
            if self.dice.chance(15) {
                self.note("literal first");
                return format!("{literal} {sign} {}", field.name);
            }
            return format!("{} {sign} {literal}", field.name);
        }
        self.note("comparison of two values");
        let left = self.value(scope, kind, depth);
        // A whole number may stand beside a decimal.
        let beside = if kind == FieldType::Decimal && self.dice.chance(50) { FieldType::Integer } else { kind };
        let right = self.value(scope, beside, depth);
        format!("{left} {sign} {right}")
    }

    fn membership(&mut self, scope: &Scope) -> String {
        let kind = self.kind(scope);
        let field = self.field(&scope.of_kind(|of| of == kind));
        let count = self.dice.between(1, 4);
        let mut list = self.dice.several(&field.literals, count);
        list.extend(self.bound(kind));
        let list = list.join(", ");
        format!("{} {}IN ({list})", field.name, self.negation("NOT IN"))
    }

    fn between(&mut self, scope: &Scope, depth: usize) -> String {
        let kinds = [FieldType::Integer, FieldType::Decimal, FieldType::Date, FieldType::Text];
        let kind = self.kind_of(scope, &kinds);
        let of = self.value(scope, kind, depth);
        let fields = scope.of_kind(|of| of == kind);
        let bounds = if fields.is_empty() { literals_of(kind) } else { self.field(&fields).literals };
        let low = self.bound(kind).unwrap_or_else(|| self.dice.pick(&bounds).clone());
        let high = if self.dice.chance(30) { self.value(scope, kind, 0) } else { self.dice.pick(&bounds).clone() };
        format!("{of} {}BETWEEN {low} AND {high}", self.negation("NOT BETWEEN"))
    }
}
