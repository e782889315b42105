//! Calls: functions of the little language, of SQL, aggregates and windows.

use sqlparser::ast::{
    DuplicateTreatment, Expr as Sql, Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, OrderByExpr,
    OrderBySort, WindowFrameBound, WindowSpec, WindowType,
};

use super::compiler::Compiler;
use super::context::{Clause, Inside};
use super::functions::{Gives, Role, SQL_FUNCTIONS, SqlFunction, Takes};
use super::kinds::{argument_kind, gravest, result_kind};
use super::piece::{Finished, Piece, Plain, call_text, sort_key};
use crate::domain::{Disclosure, FieldType};
use crate::expr::{Expr, Function};
use crate::source::{Span, did_you_mean};

impl Compiler<'_> {
    pub(super) fn function(&mut self, call: &Call, span: Span) -> Option<Piece> {
        let name = call.name.to_string();
        // What is not looked at below must not be there.
        let mut rest = call.clone();
        (rest.filter, rest.over) = (None, None);
        let FunctionArguments::List(list) = &call.args else { return self.unsupported(span, &name) };
        let plain = rest.parameters == FunctionArguments::None
            && rest.within_group.is_empty()
            && rest.null_treatment.is_none()
            && !rest.uses_odbc_syntax
            && list.clauses.is_empty();
        if !plain {
            return self.unsupported(span, &rest.to_string());
        }
        let mut arguments = Vec::new();
        let mut star = false;
        for argument in &list.args {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(sql)) => arguments.push(sql),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => star = true,
                other => return self.unsupported(span, &other.to_string()),
            }
        }
        let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        let simple = !star && !distinct && call.filter.is_none() && call.over.is_none();
        if let Some(function) = Function::find(&name) {
            return if simple {
                self.language_call(function, &arguments, span)
            } else {
                self.unsupported(span, &call.to_string())
            };
        }
        let Some(function) = SqlFunction::find(&name) else {
            let names = SQL_FUNCTIONS.iter().map(|function| function.name).chain(Function::ALL.map(Function::name));
            let hint = did_you_mean(&name.to_uppercase(), names)
                .unwrap_or_else(|| "可用 `hrstat fields --functions` 列出日期函數。".to_owned());
            return self.refuse("unknown-function", span, format!("沒有函數「{name}」"), &hint);
        };
        match function.role {
            Role::Scalar if simple => self.scalar(function.name, &arguments, span),
            Role::Scalar => self.unsupported(span, &call.to_string()),
            Role::Window if call.over.is_none() => {
                let hint = format!("寫法：{}(…) OVER (PARTITION BY … ORDER BY …)", function.name);
                self.refuse("sql-window", span, format!("{} 要有 OVER", function.name), &hint)
            }
            Role::Window if star || distinct || call.filter.is_some() => self.unsupported(span, &call.to_string()),
            Role::Aggregate | Role::Window => self.over_rows(function, call, &arguments, (star, distinct), span),
        }
    }

    /// A function of the language: a tree where its arguments are.
    fn language_call(&mut self, function: Function, arguments: &[&Sql], span: Span) -> Option<Piece> {
        let pieces: Vec<Option<Piece>> = arguments.iter().map(|argument| self.piece(argument)).collect();
        let pieces = pieces.into_iter().collect::<Option<Vec<_>>>()?;
        let class = pieces.iter().fold(Disclosure::None, |class, piece| gravest(class, piece.class));
        if let Some((arguments, fields)) = Piece::trees(&pieces.iter().collect::<Vec<_>>()) {
            return Some(Piece::plain(Plain { expr: Expr::Call { function, arguments, span }, fields }, class));
        }
        let usage = format!("寫法：{}", function.usage().0);
        let count =
            if function == Function::Coalesce { pieces.len() } else { function.usage().0.matches(',').count() + 1 };
        if pieces.len() != count {
            let message = format!("{} 要 {count} 個引數，這裡有 {} 個", function.name(), pieces.len());
            return self.refuse("argument-count", span, message, &usage);
        }
        let mut finished: Vec<Finished> = Vec::new();
        for (index, (piece, sql)) in pieces.into_iter().zip(arguments).enumerate() {
            let place = self.span(*sql);
            let wanted = argument_kind(function, index).or_else(|| finished.first().and_then(|first| first.kind));
            let argument = self.finish_beside(piece, wanted, place)?;
            match argument_kind(function, index) {
                Some(kind) => self.wants(kind, &argument, place)?,
                None => {
                    if let Some(first) = finished.first().cloned() {
                        self.comparable(&first, &argument, place)?;
                    }
                }
            }
            finished.push(argument);
        }
        Some(Piece::sql(call_text(function, &finished), result_kind(function, &finished), class))
    }

    /// A function of SQL that looks at one row.
    pub(super) fn scalar(&mut self, name: &'static str, arguments: &[&Sql], span: Span) -> Option<Piece> {
        let function = SqlFunction::find(name)?;
        self.count_arguments(&function, arguments.len(), span)?;
        let finished = self.arguments(&function, arguments)?;
        let kind = self.kind_of(&function, &finished, span)?;
        let class = finished.iter().fold(Disclosure::None, |class, argument| gravest(class, argument.class));
        Some(Piece::sql(format!("{name}({})", texts(&finished)), kind, class))
    }

    /// A function of SQL that looks at the rows of a group or of a window.
    fn over_rows(
        &mut self,
        function: SqlFunction,
        call: &Call,
        arguments: &[&Sql],
        (star, distinct): (bool, bool),
        span: Span,
    ) -> Option<Piece> {
        let name = function.name;
        if star && (name != "COUNT" || !arguments.is_empty()) || distinct && call.over.is_some() {
            return self.unsupported(span, &call.to_string());
        }
        if !star {
            let least = if name == "COUNT" { 1 } else { function.arguments.0 };
            self.count_arguments(
                &SqlFunction { arguments: (least, function.arguments.1), ..function },
                arguments.len(),
                span,
            )?;
        }
        let context = self.context();
        let (clause, inside) = (context.clause, context.inside);
        let windowed = call.over.is_some();
        let allowed = match clause {
            Clause::Output | Clause::OrderBy => true,
            Clause::Having => !windowed,
            Clause::On | Clause::Where | Clause::GroupBy => false,
        };
        if !allowed {
            let hint =
                if windowed { "先在子查詢算好，再在外層篩選" } else { "彙總後的條件寫在 HAVING" };
            return self.refuse("sql-aggregate", span, format!("{name} 不能用在 {}", clause.name()), hint);
        }
        if inside == Inside::Aggregate {
            return self.refuse("sql-aggregate", span, "彙總函數裡不能再有彙總函數", "先在子查詢算好");
        }
        if !windowed {
            context.aggregates = true;
            context.inside = Inside::Aggregate;
        }
        let finished = self.arguments(&function, arguments);
        let filter = call.filter.as_ref().map(|filter| self.condition(filter));
        self.context().inside = inside;
        let finished = finished?;
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        let kind = self.kind_of(&function, &finished, span)?;
        // How many persons there are says nothing about who they are.
        let persons = name == "COUNT"
            && finished
                .iter()
                .all(|argument| argument.column.as_ref().is_some_and(super::relation::SqlColumn::is_identity));
        let mut class = if persons {
            Disclosure::None
        } else {
            finished.iter().fold(Disclosure::None, |class, argument| gravest(class, argument.class))
        };
        let inner = if star { "*".to_owned() } else { texts(&finished) };
        let distinct = if distinct { "DISTINCT " } else { "" };
        let mut parts = vec![format!("{name}({distinct}{inner})")];
        if let Some(filter) = filter {
            class = gravest(class, filter.class);
            parts.push(format!("FILTER (WHERE {})", filter.text));
        }
        if let Some(over) = &call.over {
            let WindowType::WindowSpec(window) = over else { return self.unsupported(span, &over.to_string()) };
            if function.role == Role::Window && window.order_by.is_empty() {
                // Any row could be the first.
                let hint = "例如 OVER (PARTITION BY 身分證統一編號 ORDER BY 到職日)";
                return self.refuse("sql-window", span, format!("{name} 的 OVER 要有 ORDER BY"), hint);
            }
            let (window, order) = self.window(window, span)?;
            class = gravest(class, order);
            parts.push(window);
        }
        Some(Piece::sql(parts.join(" "), kind, class))
    }

    /// `OVER (…)`, and the class of what it is ordered by. What it is partitioned by only says which rows belong together.
    fn window(&mut self, window: &WindowSpec, span: Span) -> Option<(String, Disclosure)> {
        if window.window_name.is_some() {
            return self.unsupported(span, &window.to_string());
        }
        let partition: Vec<Option<Finished>> = window.partition_by.iter().map(|key| self.finished(key)).collect();
        let order: Vec<Option<(String, Disclosure)>> =
            window.order_by.iter().map(|key| self.window_order(key)).collect();
        let partition = partition.into_iter().collect::<Option<Vec<_>>>()?;
        let order = order.into_iter().collect::<Option<Vec<_>>>()?;
        let mut parts = Vec::new();
        if !partition.is_empty() {
            parts.push(format!("PARTITION BY {}", texts(&partition)));
        }
        if !order.is_empty() {
            let keys: Vec<&str> = order.iter().map(|(key, _)| key.as_str()).collect();
            parts.push(format!("ORDER BY {}", keys.join(", ")));
        }
        if let Some(frame) = &window.window_frame {
            let fixed = |bound: &WindowFrameBound| match bound {
                WindowFrameBound::CurrentRow => true,
                WindowFrameBound::Preceding(count) | WindowFrameBound::Following(count) => {
                    count.as_ref().is_none_or(|count| count.to_string().bytes().all(|byte| byte.is_ascii_digit()))
                }
            };
            if !fixed(&frame.start_bound) || frame.end_bound.as_ref().is_some_and(|bound| !fixed(bound)) {
                return self.unsupported(span, &frame.units.to_string());
            }
            parts.push(match &frame.end_bound {
                Some(end) => format!("{} BETWEEN {} AND {end}", frame.units, frame.start_bound),
                None => format!("{} {}", frame.units, frame.start_bound),
            });
        }
        let class = order.iter().fold(Disclosure::None, |class, (_, of)| gravest(class, *of));
        Some((format!("OVER ({})", parts.join(" ")), class))
    }

    fn window_order(&mut self, key: &OrderByExpr) -> Option<(String, Disclosure)> {
        let finished = self.finished(&key.expr)?;
        let labels = self.order_of(finished.column.as_ref());
        let text = sort_key(&finished.text, labels.as_deref());
        Some((format!("{text}{}", self.direction(key)?), finished.class))
    }

    /// ` DESC NULLS LAST`: what has no value comes last either way, as in the lists of query files.
    pub(super) fn direction(&mut self, key: &OrderByExpr) -> Option<&'static str> {
        if key.with_fill.is_some() || matches!(key.options.sort, Some(OrderBySort::Using(_))) {
            return self.unsupported(self.span(&key.expr), &key.to_string());
        }
        let descending = key.options.sort == Some(OrderBySort::Desc);
        Some(match (descending, key.options.nulls_first == Some(true)) {
            (false, false) => " NULLS LAST",
            (true, false) => " DESC NULLS LAST",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC NULLS FIRST",
        })
    }

    /// The arguments; one that may stand in the place of the first must be of its type.
    fn arguments(&mut self, function: &SqlFunction, arguments: &[&Sql]) -> Option<Vec<Finished>> {
        let pieces: Vec<Option<Piece>> = arguments.iter().map(|argument| self.piece(argument)).collect();
        let mut finished: Vec<Finished> = Vec::new();
        for (index, (piece, sql)) in
            pieces.into_iter().collect::<Option<Vec<_>>>()?.into_iter().zip(arguments).enumerate()
        {
            let span = self.span(*sql);
            let argument = match (function.stands_for_first == Some(index), finished.first().cloned()) {
                (true, Some(first)) => {
                    let argument = self.finish_beside(piece, first.kind, span)?;
                    self.comparable(&first, &argument, span)?;
                    argument
                }
                _ => self.finish(piece)?,
            };
            finished.push(argument);
        }
        Some(finished)
    }

    fn count_arguments(&mut self, function: &SqlFunction, found: usize, span: Span) -> Option<()> {
        let (least, most) = function.arguments;
        if (least..=most).contains(&found) {
            return Some(());
        }
        let count = if least == most { least.to_string() } else { format!("{least} 至 {most}") };
        let message = format!("{} 要 {count} 個引數，這裡有 {found} 個", function.name);
        self.refuse("argument-count", span, message, "")
    }

    /// What a function gives; the problem where its arguments do not fit.
    #[expect(clippy::option_option, reason = "a mistake is another thing than a bare null")]
    fn kind_of(&mut self, function: &SqlFunction, arguments: &[Finished], span: Span) -> Option<Option<FieldType>> {
        let first = arguments.first();
        let kind = first.and_then(|first| first.kind);
        if let Some(first) = first {
            match function.takes {
                Takes::NumberOrBool if kind == Some(FieldType::Bool) => {}
                Takes::Number | Takes::NumberOrBool => drop(self.number(first, span)?),
                Takes::Text => self.wants(FieldType::Text, first, span)?,
                Takes::Ordered if kind == Some(FieldType::Code) => {
                    let hint = "代碼沒有大小；可先用 CASE 換成數字";
                    return self.refuse("code-order", span, format!("{} 不能用在代碼", function.name), hint);
                }
                Takes::Anything | Takes::Ordered => {}
            }
        }
        Some(match function.gives {
            Gives::Is(kind) => Some(kind),
            Gives::SameAsFirst => kind,
            Gives::Number if kind == Some(FieldType::Decimal) => Some(FieldType::Decimal),
            Gives::Number => Some(FieldType::Integer),
        })
    }
}

fn texts(parts: &[Finished]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(", ")
}
