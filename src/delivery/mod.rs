//! The reply: a workbook, sealed for the applicant, laid in the outbox. Links three to five of the release chain.
//!
//! [`Workbook::build`] takes only what `disclosure` has cleared, and builds in memory: no plaintext of a person reaches the
//! disk. [`seal`] encrypts it to registered certificates, or lets it pass where nothing personal is in it; [`deposit`] takes
//! nothing but a [`SealedReply`]. Each type has one maker:
//!
//! ```compile_fail,E0451
//! // A workbook is built from cleared tables, not put together.
//! fn shortcut(bytes: zeroize::Zeroizing<Vec<u8>>) -> hrstat::delivery::Workbook {
//!     hrstat::delivery::Workbook { bytes, verdict: hrstat::disclosure::PersonalVerdict::None }
//! }
//! ```
//!
//! ```compile_fail,E0308
//! // What is not cleared is not written.
//! use hrstat::delivery::{Cover, Workbook};
//! fn shortcut(raw: &hrstat::query::RawResult, cover: &Cover) {
//!     let _ = Workbook::build(raw, cover);
//! }
//! ```
//!
//! ```compile_fail,E0308
//! // What is not sealed is not deposited.
//! fn shortcut(workbook: hrstat::delivery::Workbook) {
//!     let _ = hrstat::delivery::deposit(workbook, std::path::Path::new("outbox/request-1"), "request-1");
//! }
//! ```
//!
//! ```compile_fail,E0451
//! // Nobody says of bytes that they are sealed.
//! use hrstat::{delivery::SealedReply, disclosure::PersonalVerdict, domain::Digest};
//! fn shortcut(bytes: Vec<u8>, sha256: Digest, verdict: PersonalVerdict) -> SealedReply {
//!     SealedReply { bytes, sha256, recipients: Vec::new(), verdict }
//! }
//! ```
//!
//! ```compile_fail,E0616
//! // The plaintext of a workbook cannot be taken out of it.
//! fn shortcut(workbook: hrstat::delivery::Workbook) -> Vec<u8> {
//!     workbook.bytes.to_vec()
//! }
//! ```
//!
//! The same calls with the right types do compile:
//!
//! ```
//! use hrstat::delivery::{Certificate, Cover, DeliveryError, Receipt, SealError, SealedReply, Workbook, deposit, seal};
//! fn road(cleared: &hrstat::disclosure::Cleared, cover: &Cover) -> Result<Workbook, DeliveryError> {
//!     Workbook::build(cleared, cover)
//! }
//! fn close(workbook: Workbook, to: &[Certificate]) -> Result<SealedReply, SealError> {
//!     seal(workbook, to, std::time::SystemTime::now())
//! }
//! fn lay_down(reply: SealedReply) -> Result<Receipt, DeliveryError> {
//!     deposit(reply, std::path::Path::new("outbox/request-1"), "request-1")
//! }
//! ```

#[cfg(test)]
mod both_ways;
mod certificate;
mod certificate_error;
mod certificate_file;
mod column_widths;
mod cores;
mod cover;
mod cover_sheet;
mod crosstab_sheet;
mod deflated;
mod demo_key;
mod encryption_keys;
mod error;
mod fields_sheet;
mod fingerprint;
#[cfg(test)]
mod fixture;
mod list_body;
mod list_column;
mod list_sheet;
mod notice;
mod outbox;
mod package;
mod plain_text;
mod seal;
mod shared_texts;
mod sheet;
mod sheet_names;
mod styles;
mod table_frame;
mod workbook;
mod xml_text;

pub use certificate::{Certificate, CertificatePolicy};
pub use certificate_error::CertificateError;
pub use cover::Cover;
pub use demo_key::{DemoKey, DemoKeyError, generate_certificate};
pub use error::DeliveryError;
pub use fingerprint::{Fingerprint, ParseFingerprintError};
pub use outbox::{Receipt, deposit};
pub use seal::{SealError, SealedReply, seal};
pub use workbook::Workbook;
