//! hrstat: from an application form to an encrypted workbook.
//!
//! The 人事行政總處 answers applications of personnel offices with statistics and lists from the civil servants' résumé
//! records, under 行政院人事行政總處提供人事資料統計服務申請作業要點. This crate is that service as a library; the binary
//! only parses, calls and exits.
//!
//! # The road of a request
//!
//! ```text
//!  form.xlsx ─ intake ─▶ Application ─ screening ─▶ Coverage ─ queue ─▶ Turn
//!                            │                                          │
//!                            └─ drafting ─▶ Draft ─ accepted ─▶ query   │
//!                                                                       │
//!  snapshot ─ dataset ─▶ FrameSource ◀────── query (spec, check) ◀──────┘
//!                            │
//!                        RawTable ─ disclosure ─▶ Cleared ─ delivery ─▶ Workbook ─ seal ─▶ SealedReply ─ outbox ─▶ Receipt
//!                                                                            registry: release before, receipt after
//! ```
//!
//! # The rooms
//!
//! A room uses rooms on lower floors only; `tests/house.rs` holds the code against this table.
//!
//! | room | floor | what it answers for |
//! | --- | --- | --- |
//! | [`cli`] | 1 | one file a verb: arguments and `run`; the clock; exit codes |
//! | [`intake`] | 2 | spreadsheets and TOML in, one [`domain::Application`] out, with every problem at its cell or line |
//! | [`dataset`] | 2 | import, logic checks, snapshots in Parquet, synthetic data and planted faults |
//! | [`drafting`] | 2 | the applicant's prose to a proposed query, each part with the words that it came from; what to ask back |
//! | [`delivery`] | 2 | workbook, certificates, encryption, outbox |
//! | [`registry`] | 2 | SQLite: requests, stages, releases, recipients, the chained audit log |
//! | [`ui`] | 2 | printer, tables in CJK width, carets, progress, safe text |
//! | [`settings`] | 3 | embedded defaults, the workspace folder and its settings; private files |
//! | [`screening`] | 4 | the catalogue of what is published already; coverage with its recipe or its witness; the letter to the applicant |
//! | [`queue`] | 5 | difficulty, fair share, order, explanation |
//! | [`disclosure`] | 5 | small cells, personal verdicts, clearance |
//! | [`query`] | 6 | the query file or one SELECT, its check against the dictionary, its computation, the evidence |
//! | [`expr`] | 7 | the little language of `where`, `expr` and `count` |
//! | [`domain`] | 8 | request numbers, stages, 民國 dates, authorities, the data dictionary |
//! | [`source`] | 9 | texts with places, problems, a TOML reader that finds every mistake |
//!
//! # Invariants
//!
//! 1. What is not cleared cannot be written: `RawTable → ClearedTable → Workbook → SealedReply → Receipt`, each with one
//!    maker and no public constructor. Doctests that must not compile show that the short cuts do not exist.
//! 2. No plaintext of a person on disk: personal output is built in memory, encrypted, wiped. Snapshots are the one place
//!    where personal data rests, readable by their owner only.
//! 3. Policy is an argument, never a global: thresholds, weights, today's date and the operator are passed in.
//! 4. The audit entry is written before the effect, the effect is confirmed after it.
//! 5. The middle (`screening`, `queue`, `query`, `disclosure`, `expr`) prints nothing, opens no file, asks no clock.
//! 6. A verdict carries its proof: coverage its recipe or its reasons, clearance its cells, the queue its factors.
//! 7. Unknown is unsafe: what cannot be classified is personal, what is not shown to be covered is not covered.
//! 8. No network.
//! 9. The same request, query, snapshot and policy give the same workbook, byte for byte.

pub mod cli;
pub mod dataset;
pub mod delivery;
pub mod disclosure;
pub mod domain;
pub mod drafting;
pub mod expr;
pub mod intake;
pub mod query;
pub mod queue;
pub mod registry;
pub mod screening;
pub mod settings;
pub mod source;
pub mod ui;
