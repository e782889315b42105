//! The words of the service as types: requests and their stages, 民國 dates, agencies, the data dictionary.
//!
//! No I/O, no polars, no clap. What is parsed here is a type from here on.

mod application;
mod as_of;
mod authorities;
mod band;
mod chinese_number;
mod dictionary;
mod dictionary_file;
mod digest;
mod folding;
mod national_id;
mod request_id;
mod roc_date;
mod stage;
mod taiwan_time;

pub use application::Application;
pub use as_of::AsOf;
pub use authorities::{Authorities, Authority, AuthorityKind, parse_authorities};
pub use band::Band;
pub use dictionary::{
    CodeList, CodeValue, Derived, Dictionary, Disclosure, Field, FieldType, Formula, IDENTITY, PERSON, SNAPSHOT_DATE,
    TableDef,
};
pub use dictionary_file::parse_dictionary;
pub use digest::Digest;
pub use folding::{canonical_name, fold_width, squeeze};
pub use national_id::{IdentityKind, checksum_holds, failing_checksum, identity_kind};
pub use request_id::{ParseRequestIdError, RequestId};
pub use roc_date::{RocDateError, format_roc, format_roc_short, parse_date};
pub use stage::{Event, IllegalStep, Stage};
pub use taiwan_time::taiwan_time;
