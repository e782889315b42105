//! The functions of SQL that a file may call, beside those of the little language.

use crate::domain::FieldType;

/// What a function looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// One row.
    Scalar,
    /// The rows of a group, or with OVER of a window.
    Aggregate,
    /// The rows of a window.
    Window,
}

/// What its first argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Anything,
    Number,
    /// A number, or true and false as 1 and 0.
    NumberOrBool,
    Text,
    /// What has a least and a greatest: no code, whose list need not rise.
    Ordered,
}

/// What it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    Is(FieldType),
    /// What its first argument is.
    SameAsFirst,
    /// A whole number of whole numbers, else a decimal.
    Number,
}

/// A function of SQL.
#[derive(Clone, Copy, Debug)]
pub(super) struct SqlFunction {
    pub(super) name: &'static str,
    pub(super) role: Role,
    /// The least and the greatest number of arguments.
    pub(super) arguments: (usize, usize),
    pub(super) takes: Takes,
    pub(super) gives: Gives,
    /// The argument that may be given, or is compared, in the place of the first.
    pub(super) stands_for_first: Option<usize>,
}

const fn function(
    name: &'static str,
    role: Role,
    arguments: (usize, usize),
    takes: Takes,
    gives: Gives,
) -> SqlFunction {
    SqlFunction { name, role, arguments, takes, gives, stands_for_first: None }
}

/// All of them. None reads a file, loads code, or gives another value on another day.
pub(super) const SQL_FUNCTIONS: [SqlFunction; 25] = {
    use FieldType::{Decimal, Integer, Text as Words};
    use Gives::{Is, Number as Numeric, SameAsFirst};
    use Role::{Aggregate, Scalar, Window};
    use Takes::{Anything, Number, NumberOrBool, Ordered, Text};
    [
        function("COUNT", Aggregate, (0, 1), Anything, Is(Integer)),
        function("SUM", Aggregate, (1, 1), NumberOrBool, Numeric),
        function("AVG", Aggregate, (1, 1), Number, Is(Decimal)),
        function("MIN", Aggregate, (1, 1), Ordered, SameAsFirst),
        function("MAX", Aggregate, (1, 1), Ordered, SameAsFirst),
        function("ROW_NUMBER", Window, (0, 0), Anything, Is(Integer)),
        function("RANK", Window, (0, 0), Anything, Is(Integer)),
        function("DENSE_RANK", Window, (0, 0), Anything, Is(Integer)),
        function("PERCENT_RANK", Window, (0, 0), Anything, Is(Decimal)),
        function("CUME_DIST", Window, (0, 0), Anything, Is(Decimal)),
        function("NTILE", Window, (1, 1), Number, Is(Integer)),
        SqlFunction { stands_for_first: Some(2), ..function("LAG", Window, (1, 3), Anything, SameAsFirst) },
        SqlFunction { stands_for_first: Some(2), ..function("LEAD", Window, (1, 3), Anything, SameAsFirst) },
        function("FIRST_VALUE", Window, (1, 1), Anything, SameAsFirst),
        function("LAST_VALUE", Window, (1, 1), Anything, SameAsFirst),
        function("NTH_VALUE", Window, (2, 2), Anything, SameAsFirst),
        function("ABS", Scalar, (1, 1), Number, SameAsFirst),
        function("ROUND", Scalar, (1, 2), Number, Is(Decimal)),
        function("LENGTH", Scalar, (1, 1), Text, Is(Integer)),
        function("UPPER", Scalar, (1, 1), Text, Is(Words)),
        function("LOWER", Scalar, (1, 1), Text, Is(Words)),
        function("TRIM", Scalar, (1, 1), Text, Is(Words)),
        function("REPLACE", Scalar, (3, 3), Text, Is(Words)),
        function("SUBSTR", Scalar, (2, 3), Text, Is(Words)),
        SqlFunction { stands_for_first: Some(1), ..function("NULLIF", Scalar, (2, 2), Anything, SameAsFirst) },
    ]
};

impl SqlFunction {
    pub(super) fn find(name: &str) -> Option<Self> {
        SQL_FUNCTIONS.into_iter().find(|function| function.name.eq_ignore_ascii_case(name))
    }
}
