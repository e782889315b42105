//! From the applicant's prose to a proposed query.
//!
//! By rules over the data dictionary, deterministic and offline: the text is cut into words that mean something, the words
//! are read for what is asked, and what is asked becomes a query in which every part names the words that it came from.
//! No field and no value that the dictionary lacks can get into it. What cannot be mapped is not guessed: it stands among
//! what was not understood, or becomes a question in the words to send back. A draft binds nobody until a statistician
//! accepts it.
//!
//! The room prints nothing, opens no file and asks no clock: the day, the days of the data, the applicant's authority and
//! the places of deadlines are arguments.

mod comparison;
mod compose;
#[cfg(test)]
mod fixture;
mod lexicon;
mod number;
mod period;
mod proposal;
mod reader;
mod reading;
#[cfg(test)]
mod score;
mod sound;
mod spans;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod token;
mod vocabulary;

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

pub use self::lexicon::Lexicon;
use self::reader::Reader;
use self::text::NormalText;
use crate::domain::{AsOf, Dictionary};

/// What is known beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// The day of the application.
    pub today: Date,
    /// The applicant's agency, as written.
    pub agency: &'a str,
    /// The applicant's authority.
    pub authority: Option<&'a str>,
    /// The days for which there is data; empty where that is not known.
    pub snapshots: &'a [AsOf],
    /// Where deadlines stand in the text, in characters.
    pub deadlines: &'a [Range<usize>],
    /// The header row of the sample, where one is enclosed.
    pub sample_columns: &'a [String],
}

/// Words that were understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// The words.
    pub text: String,
    /// As what.
    #[serde(rename = "as")]
    pub meaning: String,
    /// The first character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// Words that were not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotUnderstood {
    /// The words.
    pub text: String,
    /// The first character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A proposed query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The query file.
    pub query: String,
    /// What was understood, in the order of the text.
    pub understood: Vec<Understood>,
    /// What was not.
    pub not_understood: Vec<NotUnderstood>,
    /// What must be asked back, in the words to send.
    pub questions: Vec<String>,
}

/// Drafts a query from what an applicant wrote.
#[must_use]
pub fn draft(text: &str, brief: &Brief<'_>, lexicon: &Lexicon, dictionary: &Dictionary) -> Draft {
    let normal = NormalText::new(text);
    let deadlines: Vec<Range<usize>> = brief.deadlines.iter().map(|range| normal.normal_range(range)).collect();
    let mut tokens = token::tokens(&normal, lexicon, &deadlines);
    let mut reading = Reader::read(&normal, &mut tokens, dictionary);
    let mut proposal = compose::compose(&mut reading, brief, dictionary);
    titles::name(&mut proposal);
    let (proposal, gone) = sound::sound(proposal, dictionary);
    for words in gone {
        reading.ask(format!("「{words}」無法寫成查詢，請說明。"));
    }
    spans::withdraw_unused(&normal, &mut tokens, &proposal.words(), &proposal.tables_read());
    spans::withdraw_left_out(&normal, &mut tokens, &reading.left_out);
    for words in spans::withdraw_open_ends(&normal, &mut tokens) {
        reading.ask(format!("「{words}」：高低的順序無法由名稱判定，請列明各項，或改以官等、職等、主管級別表示。"));
    }
    let (understood, not_understood) = spans::spans(&normal, &tokens);
    for (span, _) in not_understood.iter().filter(|(_, asked)| !asked) {
        let words = span.text.trim_matches(|c: char| !c.is_alphanumeric());
        if spans::carries_content(words) {
            reading.ask(format!("「{words}」看不懂，或不是履歷表的內容，請說明要的欄位或條件。"));
        }
    }
    let not_understood = not_understood.into_iter().map(|(span, _)| span).collect();
    Draft { query: proposal.to_toml(), understood, not_understood, questions: reading.questions }
}
