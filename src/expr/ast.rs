//! The tree of an expression.

use jiff::civil::Date;

use super::Function;
use crate::source::Span;

/// A value written in an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Decimal(f64),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Date),
    /// Null.
    Null,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOp {
    /// Whether it asks which is greater.
    #[must_use]
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// How two numbers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, always a decimal; null where the divisor is 0.
    Divide,
}

/// An expression; every part knows its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A field.
    Field {
        /// As written; after `check` the name of the dictionary.
        name: String,
        /// Its place.
        span: Span,
    },
    /// A value.
    Literal {
        /// The value.
        value: Literal,
        /// Its place.
        span: Span,
    },
    /// `a = b`
    Compare {
        /// How.
        op: CompareOp,
        /// The left side.
        left: Box<Expr>,
        /// The right side.
        right: Box<Expr>,
    },
    /// `a IN (…)`
    In {
        /// What is looked for.
        of: Box<Expr>,
        /// Among these.
        list: Vec<Expr>,
        /// `NOT IN`.
        negated: bool,
    },
    /// `a BETWEEN b AND c`, both ends included.
    Between {
        /// What is compared.
        of: Box<Expr>,
        /// The least.
        low: Box<Expr>,
        /// The greatest.
        high: Box<Expr>,
        /// `NOT BETWEEN`.
        negated: bool,
    },
    /// `a LIKE '…'`
    Like {
        /// What is compared.
        of: Box<Expr>,
        /// `%` any text, `_` any one character.
        pattern: String,
        /// `NOT LIKE`.
        negated: bool,
    },
    /// `a IS NULL`
    IsNull {
        /// What is looked at.
        of: Box<Expr>,
        /// `IS NOT NULL`.
        negated: bool,
    },
    /// `a AND b`
    And(Box<Expr>, Box<Expr>),
    /// `a OR b`
    Or(Box<Expr>, Box<Expr>),
    /// `NOT a`
    Not(Box<Expr>),
    /// `a + b`
    Arithmetic {
        /// How.
        op: ArithmeticOp,
        /// The left side.
        left: Box<Expr>,
        /// The right side.
        right: Box<Expr>,
        /// Whether both sides are whole numbers; known after `check`.
        whole: bool,
    },
    /// `CASE WHEN … THEN … ELSE … END`
    Case {
        /// Condition and result, in order.
        branches: Vec<(Expr, Expr)>,
        /// The result where no condition holds; null where left out.
        otherwise: Option<Box<Expr>>,
        /// Its place.
        span: Span,
    },
    /// `YEARS_BETWEEN(a, b)`
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        arguments: Vec<Expr>,
        /// Its place.
        span: Span,
    },
}

impl Expr {
    /// Its place.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Field { span, .. }
            | Self::Literal { span, .. }
            | Self::Case { span, .. }
            | Self::Call { span, .. } => *span,
            Self::Compare { left, right, .. }
            | Self::Arithmetic { left, right, .. }
            | Self::And(left, right)
            | Self::Or(left, right) => left.span().to(right.span()),
            Self::In { of, list, .. } => list.iter().fold(of.span(), |span, item| span.to(item.span())),
            Self::Between { of, high, .. } => of.span().to(high.span()),
            Self::Like { of, .. } | Self::IsNull { of, .. } | Self::Not(of) => of.span(),
        }
    }

    /// The parts directly below.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Field { .. } | Self::Literal { .. } => Vec::new(),
            Self::Compare { left, right, .. }
            | Self::Arithmetic { left, right, .. }
            | Self::And(left, right)
            | Self::Or(left, right) => {
                vec![left, right]
            }
            Self::In { of, list, .. } => std::iter::once(of.as_ref()).chain(list).collect(),
            Self::Between { of, low, high, .. } => vec![of, low, high],
            Self::Like { of, .. } | Self::IsNull { of, .. } | Self::Not(of) => vec![of],
            Self::Case { branches, otherwise, .. } => {
                branches.iter().flat_map(|(when, then)| [when, then]).chain(otherwise.as_deref()).collect()
            }
            Self::Call { arguments, .. } => arguments.iter().collect(),
        }
    }

    /// The names of all fields in it, in order, each once.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            if let Self::Field { name, .. } = part
                && !names.contains(name)
            {
                names.push(name.clone());
            }
            open.extend(part.parts().into_iter().rev());
        }
        names
    }

    /// The conditions joined by AND at the top.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(left, right) => [left.conjuncts(), right.conjuncts()].concat(),
            other => vec![other],
        }
    }

    /// The branches of an OR; itself where it is none.
    #[must_use]
    pub fn disjuncts(&self) -> Vec<&Self> {
        match self {
            Self::Or(left, right) => [left.disjuncts(), right.disjuncts()].concat(),
            other => vec![other],
        }
    }
}
