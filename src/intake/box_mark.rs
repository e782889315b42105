//! The two boxes of 是否含個資, in every way in which people mark them (`domain.md` §7).

use crate::domain::fold_width;

/// What the two boxes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoxMark {
    /// 是 is ticked.
    Yes,
    /// 否 is ticked.
    No,
    /// Neither is.
    Neither,
    /// Both are: the form contradicts itself.
    Both,
}

impl BoxMark {
    /// The declaration, where there is one.
    #[must_use]
    pub fn declared(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Neither | Self::Both => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Mark { ticked: bool },
    Option { yes: bool },
}

#[derive(Clone, Copy, Debug)]
struct Placed {
    token: Token,
    /// Whether white space stands before it.
    gap: bool,
}

/// Private-use characters are Wingdings as Word and Excel store them; ˇ is the tick of the phonetic keyboard.
const TICKED: &str = "■▓▉█◼◾⬛▣◆☑☒✓✔✅🗹🗸√●◉⦿vVˇ∨Ⅴⅴ\u{f052}\u{f0fe}\u{f0fd}\u{f0fc}\u{f06e}\u{f053}";
/// 口 is typed for the box it looks like.
const UNTICKED: &str = "□☐▢◻◽⬜◇○◯口\u{f0a8}\u{f06f}\u{f0a3}\u{f071}";

/// Reads the text of the cell or cells with the boxes.
#[must_use]
pub fn parse_box(text: &str) -> BoxMark {
    let folded = normalise(text);
    if let Some(mark) = plain_word(&folded) {
        return mark;
    }
    let tokens = tokenise(&folded);
    let options: Vec<bool> = tokens.iter().filter_map(|placed| option_of(placed.token)).collect();
    let marks = tokens.len() - options.len();
    if marks == 0 {
        return match (options.contains(&true), options.contains(&false)) {
            (true, false) => BoxMark::Yes,
            (false, true) => BoxMark::No,
            _ => BoxMark::Neither,
        };
    }
    let (mut yes, mut no) = (false, false);
    for (index, placed) in tokens.iter().enumerate() {
        if placed.token == (Token::Mark { ticked: true }) {
            match option_marked_by(&tokens, index, marks == options.len()) {
                Some(true) => yes = true,
                Some(false) => no = true,
                None => {}
            }
        }
    }
    match (yes, no) {
        (true, true) => BoxMark::Both,
        (true, false) => BoxMark::Yes,
        (false, true) => BoxMark::No,
        (false, false) => BoxMark::Neither,
    }
}

/// Words that have 是 or 否 in them and are no option: conditions behind the boxes.
const NO_OPTIONS: &[&str] =
    &["是否", "否則", "但是", "若是", "如是", "勾選是", "勾是", "選是", "如為是", "若為是", "可否", "能否"];
/// Letters that are left of ticked and open boxes of Wingdings where the font was lost: þ是 ¨否.
const LOST_TICKED: &str = "þýüû";
const LOST_OPEN: &str = "¨";

/// Half-width, with 是 and 否 as the only options.
fn normalise(text: &str) -> String {
    let mut folded = fold_width(text).replace("TRUE", "☑").replace("FALSE", "☐");
    for word in NO_OPTIONS {
        folded = folded.replace(word, "");
    }
    if folded.contains(|c| LOST_TICKED.contains(c) || LOST_OPEN.contains(c)) {
        folded = folded
            .replace(|c| LOST_TICKED.contains(c), "☑")
            .replace([LOST_OPEN.chars().next().unwrap_or('¨'), 'o', 'q', '£'], "☐");
    } else if folded.contains("R是") && folded.contains("£否") || folded.contains("£是") && folded.contains("R否")
    {
        folded = folded.replace('R', "☑").replace('£', "☐");
    }
    if !folded.contains(['是', '否']) {
        for (words, option) in
            [("不含", "否"), ("未含", "否"), ("沒有", "否"), ("無", "否"), ("含有", "是"), ("含", "是"), ("有", "是")]
        {
            folded = folded.replace(words, option);
        }
    }
    folded
}

/// Whether `text` has a box or a tick beside 是 or 否.
pub(super) fn holds_mark(text: &str) -> bool {
    let tokens = tokenise(&normalise(text));
    let options = tokens.iter().filter(|placed| option_of(placed.token).is_some()).count();
    options > 0 && tokens.len() > options
}

/// Whether `text` is boxes and ticks, and nothing else.
pub(super) fn is_only_marks(text: &str) -> bool {
    let folded = normalise(text);
    let mut marks = folded.chars().filter(|c| !c.is_whitespace()).peekable();
    marks.peek().is_some() && marks.all(|c| TICKED.contains(c) || UNTICKED.contains(c) || "xX×*".contains(c))
}

/// A word instead of a box; spreadsheets also keep TRUE and FALSE.
fn plain_word(folded: &str) -> Option<BoxMark> {
    match folded.trim().to_lowercase().as_str() {
        "是" | "有" | "含" | "y" | "yes" | "true" | "☑" => Some(BoxMark::Yes),
        "否" | "無" | "不含" | "n" | "no" | "false" | "☐" => Some(BoxMark::No),
        _ => None,
    }
}

fn option_of(token: Token) -> Option<bool> {
    match token {
        Token::Option { yes } => Some(yes),
        Token::Mark { .. } => None,
    }
}

fn tokenise(folded: &str) -> Vec<Placed> {
    // Where ○ stands for yes and × for no, the circle is the tick.
    let circle_ticks = folded.contains(['×', '╳', '✕']) && folded.contains(['○', '◯']);
    let mut tokens: Vec<Placed> = Vec::new();
    let mut gap = false;
    // A colon ties what follows to the option before it: 「是： V」.
    let mut tied = false;
    let mut push = |token: Token, gap: &mut bool| {
        match (tokens.last_mut(), token) {
            // A box with a tick beside or over it is one mark.
            (Some(Placed { token: Token::Mark { ticked: before }, .. }), Token::Mark { ticked }) if !*gap => {
                *before |= ticked;
            }
            _ => tokens.push(Placed { token, gap: *gap }),
        }
        *gap = false;
    };
    let chars: Vec<char> = folded.chars().collect();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if c == ':' {
            tied = true;
            continue;
        }
        // Lines to write on part nothing.
        if c == '_' || tied && c.is_whitespace() {
            continue;
        }
        tied = false;
        match c {
            '是' => push(Token::Option { yes: true }, &mut gap),
            '否' => push(Token::Option { yes: false }, &mut gap),
            '(' | '[' | '【' | '〔' => {
                let inside: String = chars[at..].iter().take_while(|c| !matches!(c, ')' | ']' | '】' | '〕')).collect();
                let content = inside.trim();
                let single = content.chars().count() <= 1;
                if single {
                    let ticked =
                        content.chars().all(|c| TICKED.contains(c) || "xX×*".contains(c)) && !content.is_empty();
                    if content.is_empty() || ticked {
                        push(Token::Mark { ticked }, &mut gap);
                        at += inside.chars().count() + 1;
                    }
                }
            }
            '○' | '◯' if circle_ticks => push(Token::Mark { ticked: true }, &mut gap),
            '×' | '╳' | '✕' if circle_ticks => push(Token::Mark { ticked: false }, &mut gap),
            c if TICKED.contains(c) => push(Token::Mark { ticked: true }, &mut gap),
            c if UNTICKED.contains(c) => push(Token::Mark { ticked: false }, &mut gap),
            _ => gap = true,
        }
    }
    tokens
}

/// The option that the mark at `index` belongs to: the next one, unless the marks stand behind their options.
fn option_marked_by(tokens: &[Placed], index: usize, one_each: bool) -> Option<bool> {
    let option_at = |at: usize| tokens.get(at).and_then(|placed| option_of(placed.token));
    let before = index.checked_sub(1).and_then(option_at);
    let after = option_at(index + 1);
    let (Some(previous), Some(next)) = (before, after) else { return before.or(after) };
    let marks_lead = tokens.first().is_some_and(|placed| option_of(placed.token).is_none());
    if marks_lead {
        return Some(next);
    }
    let gap_after = tokens.get(index + 1).is_some_and(|placed| placed.gap);
    let touches_previous = !tokens[index].gap && gap_after;
    Some(if one_each || touches_previous { previous } else { next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_marking_is_read() {
        use BoxMark::{Both, Neither, No, Yes};
        for (text, expected) in [
            ("□是 ■否", No),
            ("■是 □否", Yes),
            ("■是□否", Yes),
            ("□ 是 ■ 否", No),
            ("■ 是 □ 否", Yes),
            ("□是 ▓否", No),
            ("□是 ✓否", No),
            ("✔是 □否", Yes),
            ("☑是 ☐否", Yes),
            ("☐是 ☒否", No),
            ("□是 V否", No),
            ("v是 □否", Yes),
            ("Ｖ是　□否", Yes),
            ("□是 ˇ否", No),
            ("\u{f052}是 \u{f0a3}否", Yes),
            ("\u{f0a8}是 \u{f0fe}否", No),
            ("●是 ○否", Yes),
            ("○是 ×否", Yes),
            ("×是 ○否", No),
            ("[ ]是 [v]否", No),
            ("(X)是 ( )否", Yes),
            ("( )是 (Ｖ)否", No),
            ("□✓是 □否", Yes),
            ("口是 ■否", No),
            ("是□ 否■", No),
            ("是■ 否□", Yes),
            ("是 V否", No),
            ("是V 否", Yes),
            ("是（V） 否（ ）", Yes),
            ("是（　） 否（Ｖ）", No),
            ("是： V 否：", Yes),
            ("是： 否： V", No),
            ("是：□ 否：■", No),
            ("＿＿是 ＿V＿否", No),
            ("■含個資 □不含個資", Yes),
            ("□有 ☑無", No),
            ("þ是 ¨否", Yes),
            ("¨是 þ否", No),
            ("o是 þ否", No),
            ("R是 £否", Yes),
            ("□是（如勾選是，請敘明是否必要） ■否", No),
            ("■是（請敘明必要性，否則退件） □否", Yes),
            ("【　】是 【V】否", No),
            ("□V是 □否", Yes),
            ("□含 □不含", Neither),
            ("■否", No),
            ("■是", Yes),
            ("否", No),
            ("是", Yes),
            (" 否 ", No),
            ("不含", No),
            ("否（僅統計數值）", No),
            ("TRUE", Yes),
            ("TRUE 是 FALSE 否", Yes),
            ("FALSE 是 TRUE 否", No),
            ("是否含個資：□是 ■否", No),
            ("□是　　□否", Neither),
            ("☐是 ☐否", Neither),
            ("□是", Neither),
            ("是 否", Neither),
            ("", Neither),
            ("■是 ■否", Both),
            ("V是 V否", Both),
        ] {
            assert_eq!(parse_box(text), expected, "{text}");
        }
    }

    #[test]
    fn a_mark_needs_an_option_beside_it() {
        assert!(holds_mark("□是 □否"));
        assert!(!holds_mark("（請勾選）"));
        assert!(!holds_mark("是"));
    }
}
