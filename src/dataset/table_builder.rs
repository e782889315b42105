//! Rows become columns: one typed builder a field of the dictionary.

use polars::prelude::{
    BooleanChunkedBuilder, ChunkedBuilder, Column, DataFrame, Float64Type, Int32Type, IntoColumn, PolarsResult,
    PrimitiveChunkedBuilder, StringChunkedBuilder,
};

use crate::domain::{FieldType, TableDef};

/// One cell on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// No value.
    Null,
    /// Text, or the label of a code.
    Text(&'a str),
    /// A whole number.
    Integer(i32),
    /// A number.
    Decimal(f64),
    /// Days since 1970-01-01.
    Day(i32),
    /// True or false.
    Bool(bool),
}

/// Collects the rows of one table.
pub(super) struct TableBuilder {
    columns: Vec<ColumnBuilder>,
    rows: usize,
}

enum ColumnBuilder {
    Text(StringChunkedBuilder),
    Integer(PrimitiveChunkedBuilder<Int32Type>),
    Decimal(PrimitiveChunkedBuilder<Float64Type>),
    Date(PrimitiveChunkedBuilder<Int32Type>),
    Bool(BooleanChunkedBuilder),
}

impl TableBuilder {
    /// For the fields of `table` in their order, with room for `rows`.
    pub(super) fn new(table: &TableDef, rows: usize) -> Self {
        let column = |field: &crate::domain::Field| {
            let name = field.name.as_str().into();
            match field.kind {
                FieldType::Text | FieldType::Code => ColumnBuilder::Text(StringChunkedBuilder::new(name, rows)),
                FieldType::Integer => ColumnBuilder::Integer(PrimitiveChunkedBuilder::new(name, rows)),
                FieldType::Decimal => ColumnBuilder::Decimal(PrimitiveChunkedBuilder::new(name, rows)),
                FieldType::Date => ColumnBuilder::Date(PrimitiveChunkedBuilder::new(name, rows)),
                FieldType::Bool => ColumnBuilder::Bool(BooleanChunkedBuilder::new(name, rows)),
            }
        };
        Self { columns: table.fields.iter().map(column).collect(), rows: 0 }
    }

    /// Adds a row; `value` gives the cell of each column, counted from 0.
    ///
    /// A value of another type than the column becomes null: the callers check types before they come here.
    pub(super) fn push<'a>(&mut self, value: impl Fn(usize) -> Value<'a>) {
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.push(value(index));
        }
        self.rows += 1;
    }

    /// The frame.
    pub(super) fn finish(self) -> PolarsResult<DataFrame> {
        DataFrame::new(self.rows, self.columns.into_iter().map(ColumnBuilder::finish).collect())
    }
}

impl ColumnBuilder {
    fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Integer(builder), Value::Integer(number)) | (Self::Date(builder), Value::Day(number)) => {
                builder.append_value(number);
            }
            (Self::Integer(builder) | Self::Date(builder), _) => builder.append_null(),
            (Self::Decimal(builder), Value::Decimal(number)) => builder.append_value(number),
            (Self::Decimal(builder), Value::Integer(number)) => builder.append_value(f64::from(number)),
            (Self::Decimal(builder), _) => builder.append_null(),
            (Self::Bool(builder), Value::Bool(flag)) => builder.append_value(flag),
            (Self::Bool(builder), _) => builder.append_null(),
        }
    }

    fn finish(self) -> Column {
        match self {
            Self::Text(builder) => builder.finish().into_column(),
            Self::Integer(builder) => builder.finish().into_column(),
            Self::Decimal(builder) => builder.finish().into_column(),
            Self::Date(builder) => builder.finish().into_date().into_column(),
            Self::Bool(builder) => builder.finish().into_column(),
        }
    }
}
