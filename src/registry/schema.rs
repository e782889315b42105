//! The tables, as migrations. A migration that was released is never edited; a change is one more.

use rusqlite::{OptionalExtension as _, Transaction};
use rusqlite_migration::{HookResult, M, Migrations};

use crate::domain::{Application, Likeness};

/// `hrst`: tells a registry from any other SQLite file.
pub(super) const APPLICATION_ID: i32 = 0x6872_7374;

/// The steps, in order; the version of a schema is how many of them were applied.
const STEPS: &[&str] = &[FIRST, PARAMETERS, VERSIONS, ARRIVALS];

/// The version after all of them.
pub(super) fn latest() -> i64 {
    STEPS.len().try_into().unwrap_or(i64::MAX)
}

/// All migrations, in order.
pub(super) fn migrations() -> Migrations<'static> {
    let step = |step: &&'static str| match *step {
        VERSIONS => M::up_with_hook(VERSIONS, write_meanings),
        other => M::up(other),
    };
    Migrations::new(STEPS.iter().map(step).collect())
}

/// `audit_head` anchors the end of the log: without it, rows cut off the tail would leave a valid chain.
const FIRST: &str = "
PRAGMA application_id = 0x68727374;

CREATE TABLE requests (
    number              INTEGER PRIMARY KEY AUTOINCREMENT CHECK (number > 0),
    sha256              TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    file_name           TEXT NOT NULL,
    received_at         TEXT NOT NULL,
    agency              TEXT NOT NULL,
    authority           TEXT,
    applied_on          TEXT NOT NULL,
    stage               TEXT NOT NULL CHECK (stage IN ('received', 'awaiting-approval', 'returned', 'queued', 'running',
                                                       'released', 'declined', 'withdrawn')),
    stage_since         TEXT NOT NULL,
    stage_operator      TEXT NOT NULL,
    application         TEXT NOT NULL CHECK (json_valid(application)),
    problems            TEXT NOT NULL CHECK (json_valid(problems)),
    coverage            TEXT CHECK (json_valid(coverage)),
    difficulty_estimate INTEGER CHECK (difficulty_estimate BETWEEN 1 AND 5),
    estimate_reason     TEXT,
    difficulty_override INTEGER CHECK (difficulty_override BETWEEN 1 AND 5),
    override_reason     TEXT,
    CHECK ((difficulty_override IS NULL) = (override_reason IS NULL))
) STRICT;
CREATE INDEX requests_by_stage ON requests (stage, number);
CREATE INDEX requests_by_time ON requests (received_at);
CREATE TRIGGER requests_are_kept BEFORE DELETE ON requests
    BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END;

CREATE TABLE decisions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    request    INTEGER NOT NULL REFERENCES requests (number),
    event      TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    overruled  TEXT NOT NULL CHECK (json_valid(overruled)),
    decided_at TEXT NOT NULL,
    operator   TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_request ON decisions (request, id);

CREATE TABLE releases (
    id           INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    request      INTEGER NOT NULL REFERENCES requests (number),
    snapshots    TEXT NOT NULL CHECK (json_valid(snapshots)),
    query_sha256 TEXT NOT NULL,
    policy       TEXT NOT NULL CHECK (json_valid(policy)),
    program      TEXT NOT NULL,
    outputs      TEXT NOT NULL CHECK (json_valid(outputs)),
    state        TEXT NOT NULL CHECK (state IN ('prepared', 'released', 'abandoned')),
    prepared_at  TEXT NOT NULL,
    prepared_by  TEXT NOT NULL,
    released_at  TEXT,
    released_by  TEXT,
    destroyed_at TEXT,
    destruction_reported_at TEXT,
    CHECK ((state = 'released') = (released_at IS NOT NULL))
) STRICT;
CREATE INDEX releases_by_request ON releases (request, id);
CREATE UNIQUE INDEX releases_one_prepared ON releases (request) WHERE state = 'prepared';
CREATE TRIGGER releases_are_kept BEFORE DELETE ON releases
    BEGIN SELECT RAISE(ABORT, 'releases are never deleted'); END;

CREATE TABLE recipients (
    fingerprint TEXT PRIMARY KEY,
    agency      TEXT NOT NULL,
    authority   TEXT,
    file        TEXT NOT NULL,
    confirmed   TEXT NOT NULL,
    added_at    TEXT NOT NULL,
    added_by    TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    operator  TEXT NOT NULL,
    action    TEXT NOT NULL,
    request   INTEGER,
    detail    TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_request ON audit (request, seq);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE audit_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    rows INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
";

/// A release is reproducible: what the parameters of its query were set to is part of it.
const PARAMETERS: &str = "
ALTER TABLE releases ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters));
";

/// The same application again: who sent it and what it means, to find it; every version of it, so that nothing is lost.
/// `last_decision`: decisions up to this one were on a version that asked for something else.
const VERSIONS: &str = "
ALTER TABLE requests ADD COLUMN office TEXT;
ALTER TABLE requests ADD COLUMN meaning TEXT;
ALTER TABLE requests ADD COLUMN supersedes INTEGER REFERENCES requests (number);
ALTER TABLE requests ADD COLUMN version_received_at TEXT;
CREATE INDEX requests_by_office ON requests (office, number);
CREATE INDEX requests_by_predecessor ON requests (supersedes) WHERE supersedes IS NOT NULL;

CREATE TABLE versions (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    request       INTEGER NOT NULL REFERENCES requests (number),
    kind          TEXT NOT NULL CHECK (kind IN ('earlier', 'resent')),
    sha256        TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    file_name     TEXT NOT NULL,
    received_at   TEXT NOT NULL,
    stage         TEXT NOT NULL,
    application   TEXT NOT NULL CHECK (json_valid(application)),
    problems      TEXT NOT NULL CHECK (json_valid(problems)),
    coverage      TEXT CHECK (json_valid(coverage)),
    last_decision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX versions_by_request ON versions (request, id);
CREATE TRIGGER versions_are_never_changed BEFORE UPDATE ON versions
    BEGIN SELECT RAISE(ABORT, 'versions are kept as they came'); END;
CREATE TRIGGER versions_are_kept BEFORE DELETE ON versions
    BEGIN SELECT RAISE(ABORT, 'versions are never deleted'); END;
";

/// Requests that were registered before have no meaning written down. One whose form cannot be read keeps none: it is
/// compared with nothing, and reading it says what is wrong.
fn write_meanings(transaction: &Transaction<'_>) -> HookResult {
    let numbers: Vec<i64> = {
        let mut statement = transaction.prepare("SELECT number FROM requests")?;
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    for number in numbers {
        let text: Option<String> = transaction
            .query_row("SELECT application FROM requests WHERE number = ?1", [number], |row| row.get(0))
            .optional()?;
        let Some(application) = text.and_then(|text| serde_json::from_str::<Application>(&text).ok()) else { continue };
        let likeness = Likeness::of(&application);
        transaction.execute(
            "UPDATE requests SET office = ?2, meaning = ?3 WHERE number = ?1",
            (number, likeness.office(), likeness.meaning().as_str()),
        )?;
    }
    Ok(())
}

/// What was taken from a watched folder; a file is taken once, also when nothing in it could be registered.
const ARRIVALS: &str = "
CREATE TABLE arrivals (
    sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    file_name  TEXT NOT NULL,
    arrived_at TEXT NOT NULL
) STRICT;
";

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_apply() {
        assert!(super::migrations().validate().is_ok());
    }
}
