//! Problems as people read them, with the place and a caret.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::safe_text;
use crate::source::{Location, Problem, Severity};

/// `problem` as text.
#[must_use]
pub fn render_problem(problem: &Problem, color: bool, width: usize) -> String {
    let (level, name) = match problem.severity {
        Severity::Error => (Level::ERROR, "錯誤"),
        Severity::Warning => (Level::WARNING, "警告"),
        Severity::Note => (Level::NOTE, "附註"),
    };
    let message = safe_text(&problem.message);
    let text = match &problem.location {
        Some(Location::Text { file, line, column, width: marked, excerpt }) if !excerpt.is_empty() => {
            let excerpt = safe_text(excerpt);
            let file = safe_text(file);
            let start = byte_of(&excerpt, column - 1);
            let end = byte_of(&excerpt, column - 1 + marked).max(start);
            let snippet = Snippet::source(excerpt.as_str())
                .path(file.as_str())
                .line_start(*line)
                .annotation(AnnotationKind::Primary.span(start..end));
            let report = [level.with_name(name).primary_title(message.as_str()).element(snippet)];
            let renderer = if color { Renderer::styled() } else { Renderer::plain() };
            // annotate-snippets writes an ASCII colon after the level.
            renderer.decor_style(DecorStyle::Unicode).term_width(width.max(40)).render(&report).replacen(": ", "：", 1)
        }
        Some(location) => format!("{name}：{message}\n  ╰╴{}", safe_text(&location.to_string())),
        None => format!("{name}：{message}"),
    };
    let hints: Vec<String> = problem.hints.iter().map(|hint| format!("\n提示：{}", safe_text(hint))).collect();
    format!("{text}{}", hints.concat())
}

fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceText, Span};

    #[test]
    fn the_caret_stands_under_the_word() {
        let text = SourceText::new("queries/request-42.toml", "title = \"x\"\nwhere = \"職等級 >= 10\"\n");
        let at = text.text().find("職等級").unwrap();
        let problem =
            text.error("unknown-field", Span::new(at, at + 9), "沒有「職等級」這個欄位").hint("您是不是要找「職等」？");
        let shown = render_problem(&problem, false, 80);
        let expected = "錯誤：沒有「職等級」這個欄位\n  ╭▸ queries/request-42.toml:2:10\n  │\n2 │ where = \"職等級 >= 10\"\n  ╰╴         ━━━━━━\n提示：您是不是要找「職等」？";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_cell_is_named() {
        let location = Location::Cell { file: "form.xlsx".into(), sheet: "申請表".into(), cell: "D7".into() };
        let shown = render_problem(&Problem::warning("deadline", "指定了期限").at(location), false, 80);
        assert_eq!(shown, "警告：指定了期限\n  ╰╴form.xlsx［申請表］D7");
    }
}
