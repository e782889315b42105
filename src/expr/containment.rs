//! Which rows one condition can hold of another: conditions read as sets of values, field by field.
//!
//! The readable fragment is AND over conditions on one field each: `=`, `<>`, `IN`, ranges, `IS NULL`, a bare flag, and whatever
//! AND, OR and NOT make of them on the same field. Everything else (OR over two fields, CASE, functions) stays opaque. What
//! this room says is contained is contained; what it cannot read it does not claim.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::value_set::{Key, Number, ValueSet};
use super::{CompareOp, Expr, Function, Literal, Scope, ScopeField};
use crate::domain::FieldType;
use crate::source::Span;

/// A condition taken apart at its ANDs.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    sets: BTreeMap<String, ValueSet>,
    parts: Vec<(String, Expr)>,
    opaque: Vec<Expr>,
}

impl Conditions {
    /// Reads a checked condition over the fields of `scope`; none is a condition that always holds.
    #[must_use]
    pub fn read(condition: Option<&Expr>, scope: &Scope) -> Self {
        let mut conditions = Self::default();
        let condition = condition.map(|condition| inline(condition, &|_| None));
        let parts: Vec<Expr> = condition.iter().flat_map(Expr::conjuncts).flat_map(unfolded).collect();
        for part in &parts {
            match value_set(part, scope) {
                Some((field, set)) => {
                    let known = conditions.sets.entry(field.clone()).or_insert_with(ValueSet::any);
                    *known = known.intersect(&set);
                    conditions.parts.push((field, part.clone()));
                }
                None => conditions.opaque.push(part.clone()),
            }
        }
        conditions
    }

    /// The fields with a readable condition.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.sets.keys().map(String::as_str)
    }

    /// The values that `field` may have; any where nothing is said of it.
    #[must_use]
    pub fn values_of(&self, field: &str) -> ValueSet {
        self.sets.get(field).cloned().unwrap_or_else(ValueSet::any)
    }

    /// The readable conditions on `field`, as written.
    pub fn parts_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Expr> {
        self.parts.iter().filter(move |(name, _)| name == field).map(|(_, part)| part)
    }

    /// The conditions that cannot be read as a set of values.
    #[must_use]
    pub fn opaque(&self) -> &[Expr] {
        &self.opaque
    }

    /// Whether the same opaque condition stands here; without places, see [`inline`].
    #[must_use]
    pub fn has_opaque(&self, condition: &Expr) -> bool {
        self.opaque.contains(condition)
    }
}

/// A condition on one field, with the values for which it holds; none where it is not one.
#[must_use]
pub fn values_where(condition: &Expr, scope: &Scope) -> Option<(String, ValueSet)> {
    value_set(condition, scope)
}

/// The conditions that together say the same: 「NOT (a OR b)」 is NOT a, and NOT b; 「(a AND b) OR (a AND c)」 is a, and b OR c.
fn unfolded(condition: &Expr) -> Vec<Expr> {
    match condition {
        Expr::And(left, right) => [unfolded(left), unfolded(right)].concat(),
        Expr::Or(..) => factored(condition),
        // What is unknown does not hold, whether it is said or not.
        Expr::Call { function: Function::Coalesce, arguments, .. } => match arguments.as_slice() {
            [condition, Expr::Literal { value: Literal::Bool(false), .. }] => unfolded(condition),
            _ => vec![condition.clone()],
        },
        Expr::Not(inner) => match inner.as_ref() {
            Expr::Not(of) => unfolded(of),
            Expr::Or(left, right) => [unfolded(&Expr::Not(left.clone())), unfolded(&Expr::Not(right.clone()))].concat(),
            _ => vec![condition.clone()],
        },
        _ => vec![condition.clone()],
    }
}

/// What stands in every branch of an OR, then the OR of what is left. Where one branch has nothing left, all others say more
/// than it does, and nothing is left of the OR.
fn factored(condition: &Expr) -> Vec<Expr> {
    let branches: Vec<Vec<Expr>> = condition.disjuncts().into_iter().map(unfolded).collect();
    let (first, others) = branches.split_first().expect("an OR has branches");
    let mut parts: Vec<Expr> = Vec::new();
    for part in first {
        if !parts.contains(part) && others.iter().all(|branch| branch.contains(part)) {
            parts.push(part.clone());
        }
    }
    if parts.is_empty() {
        return vec![condition.clone()];
    }
    let rest = branches.iter().map(|branch| {
        let own = branch.iter().filter(|part| !parts.contains(part)).cloned();
        own.reduce(|left, right| Expr::And(Box::new(left), Box::new(right)))
    });
    let rest: Option<Vec<Expr>> = rest.collect();
    parts.extend(rest.into_iter().flatten().reduce(|left, right| Expr::Or(Box::new(left), Box::new(right))));
    parts
}

/// The expression with fields replaced and all places forgotten, so that equal conditions are equal values.
#[must_use]
pub fn inline(expr: &Expr, replace: &dyn Fn(&str) -> Option<Expr>) -> Expr {
    let again = |part: &Expr| inline(part, replace);
    let boxed = |part: &Expr| Box::new(inline(part, replace));
    let span = Span::default();
    match expr {
        Expr::Field { name, .. } => {
            replace(name).map_or_else(|| Expr::Field { name: name.clone(), span }, |found| inline(&found, &|_| None))
        }
        Expr::Literal { value, .. } => Expr::Literal { value: value.clone(), span },
        Expr::Compare { op, left, right } => Expr::Compare { op: *op, left: boxed(left), right: boxed(right) },
        Expr::In { of, list, negated } => {
            Expr::In { of: boxed(of), list: list.iter().map(again).collect(), negated: *negated }
        }
        Expr::Between { of, low, high, negated } => {
            Expr::Between { of: boxed(of), low: boxed(low), high: boxed(high), negated: *negated }
        }
        Expr::Like { of, pattern, negated } => {
            Expr::Like { of: boxed(of), pattern: pattern.clone(), negated: *negated }
        }
        Expr::IsNull { of, negated } => Expr::IsNull { of: boxed(of), negated: *negated },
        Expr::And(left, right) => Expr::And(boxed(left), boxed(right)),
        Expr::Or(left, right) => Expr::Or(boxed(left), boxed(right)),
        Expr::Not(of) => Expr::Not(boxed(of)),
        Expr::Arithmetic { op, left, right, whole } => {
            Expr::Arithmetic { op: *op, left: boxed(left), right: boxed(right), whole: *whole }
        }
        Expr::Case { branches, otherwise, .. } => Expr::Case {
            branches: branches.iter().map(|(when, then)| (again(when), again(then))).collect(),
            otherwise: otherwise.as_deref().map(boxed),
            span,
        },
        Expr::Call { function, arguments, .. } => {
            Expr::Call { function: *function, arguments: arguments.iter().map(again).collect(), span }
        }
    }
}

/// The field and the values for which `condition` is true, where it is a condition on one field. Unknown is not true.
fn value_set(condition: &Expr, scope: &Scope) -> Option<(String, ValueSet)> {
    let field_of = |expr: &Expr| match expr {
        Expr::Field { name, .. } => scope.find(name),
        _ => None,
    };
    let (field, set) = match condition {
        Expr::Field { .. } => {
            let field = field_of(condition).filter(|field| field.kind == FieldType::Bool)?;
            (field, ValueSet::among(BTreeSet::from([Key::Bool(true)])))
        }
        Expr::Not(inner) => return value_set(&negated(inner)?, scope),
        Expr::Compare { op, left, right } => match (field_of(left), field_of(right)) {
            (Some(field), None) => (field, compared(field, *op, key_of(right)?)),
            (None, Some(field)) => (field, compared(field, mirrored(*op), key_of(left)?)),
            _ => return None,
        },
        Expr::In { of, list, negated } if !list.is_empty() => {
            let field = field_of(of)?;
            let keys: Option<BTreeSet<Key>> = list.iter().map(key_of).collect();
            (field, if *negated { except(field, keys?) } else { ValueSet::among(keys?) })
        }
        Expr::Between { of, low, high, negated } => {
            let field = field_of(of)?;
            let from = compared(field, CompareOp::GreaterOrEqual, key_of(low)?);
            let between = from.intersect(&compared(field, CompareOp::LessOrEqual, key_of(high)?));
            (field, if *negated { between.complement() } else { between })
        }
        Expr::And(left, right) | Expr::Or(left, right) => {
            let ((name, a), (other, b)) = (value_set(left, scope)?, value_set(right, scope)?);
            let set = if matches!(condition, Expr::And(..)) { a.intersect(&b) } else { a.union(&b) };
            let field = scope.find(&name).filter(|_| name == other)?;
            (field, set)
        }
        Expr::IsNull { of, negated } => {
            let set = match negated {
                true => ValueSet::within(Bound::Unbounded, Bound::Unbounded),
                false => ValueSet::only_null(),
            };
            (field_of(of)?, set)
        }
        _ => return None,
    };
    let set = if field.kind == FieldType::Integer { set.whole() } else { set };
    Some((field.name.clone(), set))
}

/// The condition that is true where `inner` is false; null makes neither true.
fn negated(inner: &Expr) -> Option<Expr> {
    Some(match inner {
        Expr::Field { span, .. } => Expr::Compare {
            op: CompareOp::Equal,
            left: Box::new(inner.clone()),
            right: Box::new(Expr::Literal { value: Literal::Bool(false), span: *span }),
        },
        Expr::Not(of) => of.as_ref().clone(),
        Expr::Compare { op, left, right } => {
            let op = match op {
                CompareOp::Equal => CompareOp::NotEqual,
                CompareOp::NotEqual => CompareOp::Equal,
                CompareOp::Less => CompareOp::GreaterOrEqual,
                CompareOp::LessOrEqual => CompareOp::Greater,
                CompareOp::Greater => CompareOp::LessOrEqual,
                CompareOp::GreaterOrEqual => CompareOp::Less,
            };
            Expr::Compare { op, left: left.clone(), right: right.clone() }
        }
        Expr::In { of, list, negated } => Expr::In { of: of.clone(), list: list.clone(), negated: !negated },
        Expr::IsNull { of, negated } => Expr::IsNull { of: of.clone(), negated: !negated },
        Expr::Between { of, low, high, negated } => {
            Expr::Between { of: of.clone(), low: low.clone(), high: high.clone(), negated: !negated }
        }
        // In a logic with unknown as well: not both is one of the two not.
        Expr::And(left, right) => Expr::Or(Box::new(Expr::Not(left.clone())), Box::new(Expr::Not(right.clone()))),
        Expr::Or(left, right) => Expr::And(Box::new(Expr::Not(left.clone())), Box::new(Expr::Not(right.clone()))),
        _ => return None,
    })
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        same => same,
    }
}

/// The values that compare so with `key`. Bounds of a whole number are moved to the nearest whole number.
fn compared(field: &ScopeField, op: CompareOp, key: Key) -> ValueSet {
    let whole = match &key {
        Key::Number(number) if field.kind == FieldType::Integer => Some(number.0),
        _ => None,
    };
    let at = |number: f64| Bound::Included(Key::Number(Number(number)));
    let (low, high) = match (op, whole) {
        (CompareOp::Equal, _) => return ValueSet::among(BTreeSet::from([key])),
        (CompareOp::NotEqual, _) => return except(field, BTreeSet::from([key])),
        (CompareOp::Less, Some(number)) => (Bound::Unbounded, at(number.ceil() - 1.0)),
        (CompareOp::LessOrEqual, Some(number)) => (Bound::Unbounded, at(number.floor())),
        (CompareOp::Greater, Some(number)) => (at(number.floor() + 1.0), Bound::Unbounded),
        (CompareOp::GreaterOrEqual, Some(number)) => (at(number.ceil()), Bound::Unbounded),
        (CompareOp::Less, None) => (Bound::Unbounded, Bound::Excluded(key)),
        (CompareOp::LessOrEqual, None) => (Bound::Unbounded, Bound::Included(key)),
        (CompareOp::Greater, None) => (Bound::Excluded(key), Bound::Unbounded),
        (CompareOp::GreaterOrEqual, None) => (Bound::Included(key), Bound::Unbounded),
    };
    ValueSet::within(low, high)
}

/// Every other value: listed where the field has a code list (or is a flag), else all but these.
fn except(field: &ScopeField, keys: BTreeSet<Key>) -> ValueSet {
    let known: BTreeSet<Key> = match field.kind {
        FieldType::Bool => BTreeSet::from([Key::Bool(false), Key::Bool(true)]),
        _ => field.values.values().cloned().map(Key::Text).collect(),
    };
    if known.is_empty() {
        return ValueSet::among(keys).complement();
    }
    ValueSet::among(known.difference(&keys).cloned().collect())
}

fn key_of(expr: &Expr) -> Option<Key> {
    /// Above this a float no longer holds every whole number.
    const EXACT: i64 = 1 << 53;
    let Expr::Literal { value, .. } = expr else { return None };
    match value {
        Literal::Text(text) => Some(Key::Text(text.clone())),
        #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
        Literal::Integer(number) => (-EXACT..=EXACT).contains(number).then_some(Key::Number(Number(*number as f64))),
        Literal::Decimal(number) => number.is_finite().then_some(Key::Number(Number(*number))),
        Literal::Bool(flag) => Some(Key::Bool(*flag)),
        Literal::Date(day) => Some(Key::Day(*day)),
        Literal::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::{check_condition, parse};

    fn scope() -> Scope {
        let mut scope = Scope::new();
        let mut add = |name: &str, kind, values: &[&str]| {
            let values = values.iter().map(|value| ((*value).to_owned(), (*value).to_owned())).collect();
            scope.add(ScopeField { name: name.into(), kind, values });
        };
        add("在職", FieldType::Bool, &[]);
        add("年齡", FieldType::Integer, &[]);
        add("時數", FieldType::Decimal, &[]);
        add("官等", FieldType::Code, &["簡任", "薦任", "委任"]);
        add("主管機關", FieldType::Text, &[]);
        add("到職日", FieldType::Date, &[]);
        scope
    }

    fn read(text: &str) -> Conditions {
        let scope = scope();
        Conditions::read(Some(&check_condition(&parse(text).unwrap(), &scope).unwrap()), &scope)
    }

    #[test]
    fn a_set_is_contained_only_where_every_value_is() {
        let cases = [
            ("官等 = '簡任'", "官等 IN ('簡任', '薦任')", true),
            ("官等 IN ('簡任', '薦任')", "官等 = '簡任'", false),
            ("官等 <> '委任'", "官等 IN ('簡任', '薦任')", true),
            ("官等 IN ('簡任', '薦任')", "官等 <> '委任'", true),
            ("NOT 官等 = '委任'", "官等 <> '委任'", true),
            ("官等 NOT IN ('委任')", "官等 IS NOT NULL", true),
            ("官等 IS NULL", "官等 <> '委任'", false),
            ("官等 IS NOT NULL", "官等 <> '委任'", false),
            ("主管機關 = '勞動部'", "主管機關 <> '法務部'", true),
            ("主管機關 <> '法務部'", "主管機關 = '勞動部'", false),
            ("主管機關 NOT IN ('甲', '乙')", "主管機關 <> '甲'", true),
            ("主管機關 <> '甲'", "主管機關 NOT IN ('甲', '乙')", false),
            ("年齡 BETWEEN 30 AND 39", "年齡 >= 30", true),
            ("年齡 > 29", "年齡 >= 30", true),
            ("年齡 >= 30", "年齡 > 30", false),
            ("年齡 < 30", "年齡 <= 29", true),
            ("時數 < 30", "時數 <= 29", false),
            ("時數 > 30", "時數 >= 30", true),
            ("30 <= 年齡", "年齡 >= 30", true),
            ("年齡 >= 30 AND 年齡 < 40", "年齡 BETWEEN 30 AND 39", true),
            ("年齡 > 40 AND 年齡 <> 50", "年齡 <> 50", true),
            ("年齡 > 40", "年齡 <> 50", false),
            ("年齡 > 60", "年齡 <> 50", true),
            ("年齡 IN (31, 35)", "年齡 BETWEEN 30 AND 39", true),
            ("年齡 >= 30", "年齡 IN (31, 35)", false),
            ("到職日 >= '110.1.1'", "到職日 > '109.12.31'", true),
            ("在職", "在職 = TRUE", true),
            ("NOT 在職", "在職 <> TRUE", true),
            ("NOT 在職", "在職", false),
            ("年齡 < 30 OR 年齡 >= 60", "年齡 <> 45", true),
            ("年齡 < 30 OR 年齡 >= 60", "年齡 < 30 OR 年齡 >= 50", true),
            ("年齡 < 30 OR 年齡 >= 50", "年齡 < 30 OR 年齡 >= 60", false),
            ("年齡 NOT BETWEEN 30 AND 39", "年齡 < 30 OR 年齡 > 39", true),
            ("年齡 < 30 OR 年齡 > 39", "NOT (年齡 >= 30 AND 年齡 <= 39)", true),
            ("年齡 NOT BETWEEN 30 AND 39", "年齡 <> 40", false),
            ("年齡 <= 29 OR 年齡 BETWEEN 30 AND 39", "年齡 < 40", true),
            ("年齡 < 40", "年齡 <= 29 OR 年齡 BETWEEN 30 AND 39", true),
            ("時數 < 40", "時數 <= 29 OR 時數 BETWEEN 30 AND 40", false),
            ("NOT (官等 = '簡任' OR 官等 = '薦任')", "官等 = '委任'", true),
            ("NOT (官等 = '簡任' OR 官等 IS NULL)", "官等 IN ('薦任', '委任')", true),
            ("官等 = '簡任' OR 官等 IS NULL", "官等 <> '委任'", false),
            ("NOT (年齡 >= 40 OR 在職)", "年齡 < 40", true),
            ("到職日 < '110.1.1' OR 到職日 > '111.12.31'", "到職日 <> '111.1.1'", true),
            ("(在職 AND 年齡 < 30) OR (在職 AND 年齡 >= 60)", "在職 AND 年齡 <> 45", true),
            ("在職 OR (在職 AND 年齡 >= 60)", "在職", true),
            ("COALESCE(官等 = '簡任' AND 年齡 < 40, FALSE)", "官等 = '簡任' AND 年齡 < 50", true),
            ("在職 OR (在職 AND 年齡 >= 60)", "年齡 >= 60", false),
        ];
        for (inner, outer, contained) in cases {
            let (a, b) = (read(inner), read(outer));
            let all = b.fields().all(|field| a.values_of(field).is_subset_of(&b.values_of(field)));
            assert!(a.opaque().is_empty() && b.opaque().is_empty(), "{inner} / {outer}");
            assert_eq!(all, contained, "{inner} in {outer}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_only_equal_to_itself() {
        for text in ["官等 = '簡任' OR 在職", "NOT (官等 = '簡任' AND 在職)", "主管機關 LIKE '勞%'", "年齡 + 1 > 3"]
        {
            let conditions = read(text);
            assert_eq!((conditions.opaque().len(), conditions.fields().count()), (1, 0), "{text}");
            assert!(conditions.has_opaque(&read(&format!("在職 AND ({text})")).opaque()[0]), "{text}");
        }
        assert!(!read("年齡 - (1 - 2) > 3").has_opaque(&read("年齡 - 1 - 2 > 3").opaque()[0]));
    }

    /// What all branches ask for is asked for; what one of them asks for is not.
    #[test]
    fn what_stands_in_every_branch_of_an_or_is_a_condition() {
        for (text, same) in [
            ("(在職 AND 官等 = '簡任') OR (在職 AND 年齡 < 30)", "在職 AND (官等 = '簡任' OR 年齡 < 30)"),
            (
                "(在職 AND 主管機關 = '甲' AND 年齡 < 30) OR (官等 = '簡任' AND 主管機關 = '甲' AND 在職) OR (主管機關 = '甲' AND 在職 AND 年齡 > 60)",
                "在職 AND 主管機關 = '甲' AND (年齡 < 30 OR 官等 = '簡任' OR 年齡 > 60)",
            ),
            ("在職 AND (在職 OR 官等 = '簡任')", "在職 AND (在職 OR 官等 = '簡任')"),
            (
                "(在職 OR 官等 = '簡任') AND (年齡 < 30 OR (年齡 < 30 AND 官等 = '簡任'))",
                "(在職 OR 官等 = '簡任') AND 年齡 < 30",
            ),
        ] {
            let (given, expected) = (read(text), read(same));
            assert_eq!(given.opaque(), expected.opaque(), "{text}");
            let fields: Vec<&str> = given.fields().collect();
            assert_eq!(fields, expected.fields().collect::<Vec<_>>(), "{text}");
            for field in fields {
                assert_eq!(given.values_of(field), expected.values_of(field), "{text}");
            }
        }
    }

    #[test]
    fn a_range_is_made_of_bands_only_at_their_edges() {
        let breaks = [30.0, 35.0, 40.0];
        let fits = |text: &str, field: &str, whole| read(text).values_of(field).is_union_of_bands(&breaks, whole);
        for (text, fitting) in [
            ("年齡 < 30", true),
            ("年齡 <= 29", true),
            ("年齡 <= 30", false),
            ("年齡 < 28", false),
            ("年齡 >= 35", true),
            ("年齡 BETWEEN 30 AND 39", true),
            ("年齡 BETWEEN 30 AND 40", false),
            ("年齡 > 30", false),
            ("年齡 > 34 AND 年齡 < 40", true),
            ("年齡 <> 35", false),
            ("年齡 < 30 OR 年齡 >= 40", true),
            ("年齡 BETWEEN 30 AND 34 OR 年齡 BETWEEN 35 AND 39", true),
            ("年齡 < 28 OR 年齡 >= 40", false),
            ("NOT (年齡 BETWEEN 35 AND 39)", true),
            ("年齡 IS NOT NULL", true),
        ] {
            assert_eq!(fits(text, "年齡", true), fitting, "{text}");
        }
        assert!(fits("時數 >= 30 AND 時數 < 40", "時數", false));
        assert!(!fits("時數 >= 30 AND 時數 <= 39", "時數", false));
    }
}
