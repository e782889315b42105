//! The words of the service as types: requests and their stages, 民國 dates, agencies, the data dictionary.
//!
//! No I/O, no polars, no clap. What is parsed here is a type from here on.

mod application;
mod as_of;
mod authorities;
mod band;
mod chinese_number;
mod dictionary;
mod dictionary_check;
mod dictionary_code_file;
mod dictionary_codes;
mod dictionary_csv;
mod dictionary_defaults;
mod dictionary_field;
mod dictionary_file;
mod dictionary_range;
#[cfg(test)]
mod dictionary_tests;
mod digest;
mod epoch_day;
mod folding;
mod likeness;
#[cfg(test)]
mod likeness_tests;
mod national_id;
mod original;
mod phone;
mod request_id;
mod roc_date;
mod stage;
mod taiwan_time;

pub use application::Application;
pub use as_of::AsOf;
pub use authorities::{Authorities, Authority, AuthorityKind, parse_authorities};
pub use band::Band;
pub(crate) use chinese_number::{CHINESE_DIGITS, chinese_number};
pub use dictionary::{AUTHORITY, Derived, Dictionary, Formula, IDENTITY, PERSON, SNAPSHOT_DATE};
pub use dictionary_code_file::{code_file_text, mapping_file_text};
pub use dictionary_codes::{CodeList, CodeValue, Mapping, MappingEntry};
pub use dictionary_defaults::built_in_code_file;
pub use dictionary_field::{Disclosure, Field, FieldType, TableDef, TextFormat};
pub use dictionary_file::{parse_dictionary, parse_dictionary_with};
pub use dictionary_range::NumberRange;
pub use digest::Digest;
pub use epoch_day::{date_of, epoch_day, known_date_of};
pub use folding::{canonical_name, fold_width, squeeze};
pub use likeness::{Likeness, announces_correction};
pub use national_id::{IdentityKind, checksum_holds, failing_checksum, identity_kind};
pub use original::Original;
pub use phone::{Phone, PhoneError, parse_phone};
pub use request_id::{ParseRequestIdError, RequestId};
pub use roc_date::{RocDateError, format_roc, format_roc_short, parse_date};
pub use stage::{Event, IllegalStep, Stage};
pub use taiwan_time::taiwan_time;
