//! Questions and second outputs inside a description.

use super::super::clause::has_any;
use super::super::raw_form::RawForm;
use super::super::word_finding::original_offset;
use super::super::{FormField, Vocabulary};
use crate::domain::fold_width;
use crate::source::{Problem, Problems, Span};

/// Findings `question`, `several-outputs`.
pub(super) fn check_question(form: &RawForm, vocabulary: &Vocabulary, problems: &Problems) {
    let text = form.text(FormField::Description);
    let folded = fold_width(text);
    let place = |start: usize, length: usize| {
        let from = original_offset(text, &folded, start);
        let to = original_offset(text, &folded, start + length);
        form.place_inside(FormField::Description, Span::new(from, to))
    };
    let sentences = sentences(&folded);
    let words = &vocabulary.question;
    let (asked, rest): (Vec<&(usize, &str)>, Vec<_>) = sentences.iter().partition(|(_, sentence)| {
        let opens = words.openings.iter().any(|opening| sentence.contains(opening.as_str()));
        // 「請問…人數」 asks for data; 「請問…是否一致」 asks a question.
        has_any(sentence, &words.words) && (sentence.ends_with('?') || opens)
            || sentence.ends_with('?') && !has_any(sentence, &words.demands)
    });
    if let Some((start, sentence)) = asked.first() {
        let demands = rest.iter().any(|(_, sentence)| has_any(sentence, &words.demands));
        let shown = sentence.trim();
        let problem = if demands {
            let message =
                format!("「{shown}」是提問，不是資料需求；統計結果不會回答，請另向總處承辦單位確認（要點二、七）");
            Problem::note("question", message)
        } else {
            let message = format!("「{shown}」只有提問，沒有要求統計數值或明細資料（要點二、七）");
            Problem::warning("question", message).hint("請以業務詢問答復，或請申請人改寫成資料需求")
        };
        let indent = sentence.len() - sentence.trim_start().len();
        problems.push(problem.at(place(start + indent, shown.len())));
    }
    let second = vocabulary.second_output.iter().filter_map(|word| {
        let at = folded.find(word.as_str())?;
        // 「另請問」 is a question.
        (!folded[at + word.len()..].starts_with('問')).then_some((at, word))
    });
    let second = second.min();
    if let Some((at, word)) = second.filter(|(at, _)| *at > 0) {
        let message =
            format!("一件申請有兩種以上之產出（「{word}」以下另一種）；各產出分別判斷是否含個資（要點三、五(三)）");
        problems.push(Problem::note("several-outputs", message).at(place(at, word.len())));
    }
}

/// The sentences of `text`, each with its place and the mark that ends it.
fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if "。;；?!\n".contains(c) {
            let end = at + c.len_utf8();
            found.push((start, text[start..end].trim_end_matches(['\n', '。', ';', '；', '!'])));
            start = end;
        }
    }
    found.push((start, &text[start..]));
    found.retain(|(_, sentence)| !sentence.trim().is_empty());
    found
}
