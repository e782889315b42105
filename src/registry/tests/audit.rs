//! The audit chain against somebody who edits the file.

use std::sync::LazyLock;

use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::*;
use crate::domain::Event;

const COLUMNS: [&str; 8] = ["seq", "at", "operator", "action", "request", "detail", "prev_hash", "hash"];
const ROWS: i64 = 9;

/// The bytes of a registry with nine rows in its log, closed.
static SAMPLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let office = Office::new();
    let mut registry = office.open();
    let request = register(&mut registry, "甲", Stage::Received);
    register(&mut registry, "乙", Stage::Queued);
    registry.decide(&actor(1), request, Event::Accept, "已補正", &["scope".to_owned()]).unwrap();
    registry.start(&actor(2), request).unwrap();
    let release = registry.prepare_release(&actor(3), request, &plan()).unwrap();
    registry.confirm_release(&actor(4), release, &json!([])).unwrap();
    let recipient = Recipient {
        fingerprint: "AB".repeat(20),
        agency: "勞動部人事處".to_owned(),
        authority: None,
        file: "a.asc".to_owned(),
        confirmed: "電話".to_owned(),
    };
    registry.add_recipient(&actor(5), &recipient).unwrap();
    registry.add_recipient(&actor(6), &recipient).unwrap();
    registry.record_destruction(&actor(7), release, Destruction::OwnCopy, "").unwrap();
    assert_eq!(registry.audit_head().unwrap().rows, u64::try_from(ROWS).unwrap());
    drop(registry);
    std::fs::read(office.path()).unwrap()
});

/// What is found in the sample after `edit`, which no trigger hinders.
fn after(expected: Option<&AuditHead>, edit: impl FnOnce(&Connection)) -> Vec<AuditFinding> {
    let office = Office::new();
    std::fs::write(office.path(), &*SAMPLE).unwrap();
    let raw = office.raw();
    raw.pragma_update(None, "synchronous", "OFF").unwrap();
    raw.execute_batch("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted").unwrap();
    edit(&raw);
    drop(raw);
    office.open().verify_audit(expected).unwrap().findings
}

fn sample_head() -> AuditHead {
    let office = Office::new();
    std::fs::write(office.path(), &*SAMPLE).unwrap();
    office.open().audit_head().unwrap()
}

fn run(sql: &'static str) -> impl FnOnce(&Connection) {
    move |raw| raw.execute_batch(sql).unwrap()
}

/// Writes the rows from `seq` on anew, with hashes that fit: what somebody would do who knows how the chain is made.
fn forge_from(raw: &Connection, seq: i64) {
    for seq in seq..=ROWS {
        if seq > 1 {
            let link = "UPDATE audit SET prev_hash = (SELECT hash FROM audit WHERE seq = ?1 - 1) WHERE seq = ?1";
            raw.execute(link, [seq]).unwrap();
        }
        let hash = raw
            .query_row("SELECT * FROM audit WHERE seq = ?1", [seq], |row| {
                let columns: Vec<_> = (0..7).map(|place| row.get_ref(place).unwrap()).collect();
                Ok(super::super::audit_chain::chain_hash(&columns))
            })
            .unwrap();
        raw.execute("UPDATE audit SET hash = ?2 WHERE seq = ?1", (seq, hash.as_str())).unwrap();
    }
}

#[test]
fn the_log_refuses_to_be_edited() {
    let office = Office::new();
    register(&mut office.open(), "甲", Stage::Queued);
    for sql in ["UPDATE audit SET operator = 'x'", "DELETE FROM audit", "DELETE FROM requests"] {
        assert!(office.raw().execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn an_untouched_log_is_whole() {
    assert_eq!(after(None, |_| ()), []);
    assert_eq!(after(Some(&sample_head()), |_| ()), []);
    let empty = Office::new().open().verify_audit(None).unwrap();
    assert!(empty.is_whole() && empty.rows == 0);
}

#[test]
fn each_kind_of_edit_is_named() {
    use AuditFinding as F;
    let exchange = "UPDATE audit SET seq = -1 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 6;
                    UPDATE audit SET seq = 6 WHERE seq = -1";
    let content_only = "CREATE TEMP TABLE a AS SELECT * FROM audit;
        UPDATE audit SET (at, operator, action, request, detail) =
            (SELECT at, operator, action, request, detail FROM a WHERE a.seq = 9 - audit.seq) WHERE seq IN (3, 6)";
    let cases: [(&str, &'static str, Vec<AuditFinding>); 9] = [
        ("changed", "UPDATE audit SET detail = '{}' WHERE seq = 4", vec![F::Changed { seq: 4 }]),
        ("changed hash", "UPDATE audit SET hash = upper(hash) WHERE seq = 4", vec![F::Changed { seq: 4 }]),
        ("missing", "DELETE FROM audit WHERE seq IN (4, 5)", vec![F::Missing { from: 4, to: 5 }]),
        ("swapped", exchange, vec![F::Swapped { first: 3, second: 6 }]),
        ("content swapped", content_only, vec![F::Swapped { first: 3, second: 6 }]),
        ("cut", "DELETE FROM audit WHERE seq > 6", vec![F::Truncated { last: 6, rows: 9 }]),
        (
            "cut, with the recorded head",
            "DELETE FROM audit WHERE seq > 6; UPDATE audit_head SET rows = 6, hash = (SELECT hash FROM audit WHERE seq = 6)",
            vec![F::Truncated { last: 6, rows: 9 }],
        ),
        ("all gone", "DELETE FROM audit", vec![F::Truncated { last: 0, rows: 9 }]),
        (
            "inserted before",
            "INSERT INTO audit SELECT 0, at, operator, action, request, detail, prev_hash, hash FROM audit WHERE seq = 1",
            vec![F::Unexpected { seq: 0 }],
        ),
    ];
    for (what, sql, expected) in cases {
        assert_eq!(after(None, run(sql)), expected, "{what}");
    }
}

/// Whoever forges the whole tail, its head and SQLite's counter is caught by a head that was printed before.
#[test]
fn a_printed_head_catches_a_forged_tail() {
    let head = sample_head();
    let cut = "DELETE FROM audit WHERE seq > 6; UPDATE sqlite_sequence SET seq = 6 WHERE name = 'audit';
               UPDATE audit_head SET rows = 6, hash = (SELECT hash FROM audit WHERE seq = 6)";
    assert_eq!(after(None, run(cut)), [], "nothing in the file can show it");
    assert_eq!(after(Some(&head), run(cut)), [AuditFinding::Truncated { last: 6, rows: 9 }]);
    let forge = |raw: &Connection| {
        raw.execute("UPDATE audit SET operator = '李大華' WHERE seq = 5", []).unwrap();
        forge_from(raw, 5);
        raw.execute("UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 9)", []).unwrap();
    };
    assert_eq!(after(None, forge), []);
    assert_eq!(after(Some(&head), forge), [AuditFinding::OtherHead { seq: 9, recorded: head.hash.clone() }]);
}

#[test]
fn a_row_written_anew_breaks_the_link() {
    let findings = after(None, |raw| {
        raw.execute("UPDATE audit SET operator = '李大華' WHERE seq = 5", []).unwrap();
        let hash = raw
            .query_row("SELECT * FROM audit WHERE seq = 5", [], |row| {
                let columns: Vec<_> = (0..7).map(|place| row.get_ref(place).unwrap()).collect();
                Ok(super::super::audit_chain::chain_hash(&columns))
            })
            .unwrap();
        raw.execute("UPDATE audit SET hash = ?1 WHERE seq = 5", [hash.as_str()]).unwrap();
    });
    assert_eq!(findings, [AuditFinding::Unlinked { seq: 6 }]);
}

/// Changes one byte of one column; gives whether SQLite took it (a number that exists already is refused).
fn change_byte(raw: &Connection, seq: i64, column: &str, at: usize, flip: u8) -> bool {
    let read = format!("SELECT {column}, CAST({column} AS BLOB) FROM audit WHERE seq = ?1");
    let (value, mut bytes): (Value, Vec<u8>) = raw
        .query_row(&read, [seq], |row| {
            let number = row.get_ref(0)?.as_i64().ok();
            Ok((number.map_or(Value::Null, Value::Integer), row.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default()))
        })
        .unwrap();
    let new = match value {
        Value::Integer(number) => {
            let mut bytes = number.to_be_bytes();
            bytes[at % 8] ^= flip;
            Value::Integer(i64::from_be_bytes(bytes))
        }
        _ if bytes.is_empty() => Value::Integer(i64::from(flip)),
        _ => {
            let at = at % bytes.len();
            bytes[at] ^= flip;
            Value::Blob(bytes)
        }
    };
    let new_sql = if matches!(new, Value::Blob(_)) { "CAST(?2 AS TEXT)" } else { "?2" };
    raw.execute(&format!("UPDATE audit SET {column} = {new_sql} WHERE seq = ?1"), (seq, new)).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any byte of any column.
    #[test]
    fn one_changed_byte_is_found(seq in 1..=ROWS, column in 0..COLUMNS.len(), at in any::<usize>(), flip in 1..=255_u8) {
        let mut taken = false;
        let findings = after(None, |raw| {
            taken = change_byte(raw, seq, COLUMNS[column], at, flip);
        });
        prop_assert!(!taken || !findings.is_empty(), "{} of row {seq}", COLUMNS[column]);
        if taken && column > 0 {
            prop_assert_eq!(&findings[0], &AuditFinding::Changed { seq });
        }
    }

    /// Any row removed, also when the others close the gap.
    #[test]
    fn a_removed_row_is_found(seq in 1..=ROWS, close in any::<bool>()) {
        let findings = after(None, |raw| {
            raw.execute("DELETE FROM audit WHERE seq = ?1", [seq]).unwrap();
            for later in (seq + 1..=ROWS).filter(|_| close) {
                raw.execute("UPDATE audit SET seq = seq - 1 WHERE seq = ?1", [later]).unwrap();
            }
        });
        prop_assert!(!findings.is_empty());
        let first = findings[0].seq();
        prop_assert_eq!(first, seq, "{:?}", findings);
    }

    /// Any two rows exchanged.
    #[test]
    fn a_swapped_pair_is_found(first in 1..ROWS, apart in 1..ROWS) {
        let second = (first + apart).min(ROWS);
        let findings = after(None, |raw| {
            for (from, to) in [(first, -1), (second, first), (-1, second)] {
                raw.execute("UPDATE audit SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
            }
        });
        prop_assert!(findings.contains(&AuditFinding::Swapped { first, second }), "{findings:?}");
    }
}
