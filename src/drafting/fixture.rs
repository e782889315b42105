//! What the tests of this room share: the embedded dictionary and authorities, read once.

use std::sync::OnceLock;

use super::Lexicon;
use crate::domain::{Authorities, Dictionary, built_in_code_file, parse_authorities, parse_dictionary_with};
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY};
use crate::source::{Problems, SourceText};

pub(super) fn dictionary() -> &'static Dictionary {
    static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
    DICTIONARY.get_or_init(|| {
        let source = SourceText::new("dictionary.toml", DEFAULT_DICTIONARY);
        parse_dictionary_with(&source, &built_in_code_file, &Problems::new()).unwrap()
    })
}

pub(super) fn authorities() -> &'static Authorities {
    static AUTHORITIES: OnceLock<Authorities> = OnceLock::new();
    AUTHORITIES.get_or_init(|| {
        let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
        parse_authorities(&source, &Problems::new()).unwrap()
    })
}

pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::new(dictionary(), authorities()))
}
