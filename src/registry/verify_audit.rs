//! Recomputes the audit log and names what does not fit.

use rusqlite::types::{Value, ValueRef};

use super::audit_chain::{GENESIS, chain_hash};
use super::{AuditFinding, AuditHead, AuditVerdict, Registry, RegistryError};
use crate::domain::Digest;

/// Two broken rows are compared as a possible swap; beyond so many broken rows the log is past such niceties.
const MOST_COMPARED: usize = 64;

impl Registry {
    /// Reads the whole log and checks every row, every link and the end; with `expected`, also that the log still holds
    /// what it held when that head was printed.
    ///
    /// # Errors
    /// When the log cannot be read at all; what can be read and does not fit is a finding.
    pub fn verify_audit(&self, expected: Option<&AuditHead>) -> Result<AuditVerdict, RegistryError> {
        // One transaction: the log and its recorded end are of the same moment.
        let reading = self.connection().unchecked_transaction()?;
        let mut walk = Walk::new(expected);
        {
            let mut statement = reading.prepare(
                "SELECT seq, at, operator, action, request, detail, prev_hash, hash FROM audit ORDER BY seq",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut columns = [ValueRef::Null; 8];
                for (place, column) in columns.iter_mut().enumerate() {
                    *column = row.get_ref(place)?;
                }
                walk.step(&columns);
            }
        }
        // As bytes, like the rows: a damaged head is a finding, not a failure.
        let recorded = reading.query_row(
            "SELECT (SELECT rows FROM audit_head), (SELECT CAST(hash AS BLOB) FROM audit_head),
                    (SELECT seq FROM sqlite_sequence WHERE name = 'audit')",
            [],
            |row| {
                Ok(Recorded {
                    rows: row.get::<_, Option<i64>>(0)?.unwrap_or(-1),
                    hash: row.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default(),
                    sequence: row.get::<_, Option<i64>>(2)?.unwrap_or(0),
                })
            },
        )?;
        reading.finish()?;
        Ok(walk.finish(&recorded, expected))
    }
}

/// What the registry keeps about the end of the log, beside the log.
struct Recorded {
    rows: i64,
    hash: Vec<u8>,
    sequence: i64,
}

/// The state between two rows.
struct Walk {
    rows: u64,
    last_seq: i64,
    last_hash: Vec<u8>,
    /// What the last row should have as its hash, where it has another.
    last_computed: Digest,
    /// Rows that are not what they were, in full, for the search for swaps.
    broken: Vec<Vec<Value>>,
    findings: Vec<AuditFinding>,
    /// The hash of the row up to which somebody holds a head.
    witness_seq: Option<i64>,
    witness_hash: Option<Vec<u8>>,
}

impl Walk {
    fn new(expected: Option<&AuditHead>) -> Self {
        Self {
            rows: 0,
            last_seq: 0,
            last_hash: GENESIS.as_bytes().to_vec(),
            last_computed: Digest::from_stored(GENESIS),
            broken: Vec::new(),
            findings: Vec::new(),
            witness_seq: expected.and_then(|head| i64::try_from(head.rows).ok()),
            witness_hash: None,
        }
    }

    fn step(&mut self, columns: &[ValueRef<'_>; 8]) {
        let [seq, .., prev_hash, hash] = columns;
        // The table's key is an integer; SQLite stores nothing else there.
        let seq = seq.as_i64().unwrap_or(0);
        self.rows += 1;
        if seq < 1 {
            self.findings.push(AuditFinding::Unexpected { seq });
            return;
        }
        let gap = seq > self.last_seq.saturating_add(1);
        if gap {
            self.findings.push(AuditFinding::Missing { from: self.last_seq + 1, to: seq - 1 });
        }
        let computed = chain_hash(&columns[..7]);
        let (prev, stored) = (bytes_of(*prev_hash), bytes_of(*hash));
        // After a row whose own hash was changed, the next still follows from the hash that it should have.
        let linked = prev == self.last_hash || prev == self.last_computed.as_str().as_bytes();
        if stored != computed.as_str().as_bytes() || matches!(hash, ValueRef::Blob(_)) {
            self.findings.push(AuditFinding::Changed { seq });
            // A row that is no longer text was not merely moved.
            let copy: Result<Vec<Value>, _> = columns.iter().map(|column| Value::try_from(*column)).collect();
            if let Ok(copy) = copy
                && self.broken.len() < MOST_COMPARED
            {
                self.broken.push(copy);
            }
        } else if !linked && !gap {
            self.findings.push(AuditFinding::Unlinked { seq });
        }
        if self.witness_seq == Some(seq) {
            self.witness_hash = Some(stored.to_vec());
        }
        self.last_seq = seq;
        self.last_hash = stored.to_vec();
        self.last_computed = computed;
    }

    fn finish(mut self, recorded: &Recorded, expected: Option<&AuditHead>) -> AuditVerdict {
        self.name_swaps();
        let last = self.last_seq;
        let reached = recorded.rows.max(recorded.sequence);
        let demanded = expected.map_or(0, |head| head.rows).max(u64::try_from(reached).unwrap_or(0));
        if u64::try_from(last).unwrap_or(0) < demanded {
            self.findings.push(AuditFinding::Truncated { last, rows: demanded });
        } else if recorded.rows != last || recorded.hash != self.last_hash {
            let shown = String::from_utf8_lossy(&recorded.hash).into_owned();
            let seq = u64::try_from(recorded.rows).unwrap_or(0);
            self.findings.push(AuditFinding::OtherHead { seq, recorded: Digest::from_stored(shown) });
        }
        if let Some(head) = expected
            && head.rows <= u64::try_from(last).unwrap_or(0)
        {
            let genesis = || GENESIS.as_bytes().to_vec();
            let held = self.witness_hash.take().or_else(|| (head.rows == 0).then(genesis)).unwrap_or_default();
            if held != head.hash.as_str().as_bytes() {
                self.findings.push(AuditFinding::OtherHead { seq: head.rows, recorded: head.hash.clone() });
            }
        }
        let head = AuditHead {
            rows: u64::try_from(last).unwrap_or(0),
            hash: Digest::from_stored(String::from_utf8_lossy(&self.last_hash)),
        };
        AuditVerdict { rows: self.rows, head, findings: self.findings }
    }

    /// Two changed rows that are whole in each other's place were swapped; say that instead.
    fn name_swaps(&mut self) {
        let broken = std::mem::take(&mut self.broken);
        let mut named = vec![false; broken.len()];
        for first in 0..broken.len() {
            for second in first + 1..broken.len() {
                if named[first] || named[second] || !swapped(&broken[first], &broken[second]) {
                    continue;
                }
                (named[first], named[second]) = (true, true);
                let (one, two) = (seq_of(&broken[first]), seq_of(&broken[second]));
                // That the rows after them do not follow is the same fact once more.
                let implied = [one + 1, two + 1].map(|seq| AuditFinding::Unlinked { seq });
                self.findings
                    .retain(|finding| *finding != (AuditFinding::Changed { seq: two }) && !implied.contains(finding));
                for finding in &mut self.findings {
                    if *finding == (AuditFinding::Changed { seq: one }) {
                        *finding = AuditFinding::Swapped { first: one, second: two };
                    }
                }
            }
        }
    }
}

/// Whether each row, with the number of the other, has the hash that one of them holds: the rows were swapped with their
/// hashes or without.
fn swapped(one: &[Value], two: &[Value]) -> bool {
    let whole = |content: &[Value], place: &[Value], link: &[Value]| {
        let mut columns: Vec<ValueRef<'_>> = content.iter().take(7).map(ValueRef::from).collect();
        columns[0] = ValueRef::from(&place[0]);
        columns[6] = ValueRef::from(&link[6]);
        bytes_of(ValueRef::from(&link[7])) == chain_hash(&columns).as_str().as_bytes()
    };
    whole(one, two, one) && whole(two, one, two) || whole(one, two, two) && whole(two, one, one)
}

fn seq_of(row: &[Value]) -> i64 {
    match row.first() {
        Some(Value::Integer(seq)) => *seq,
        _ => 0,
    }
}

fn bytes_of(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        _ => &[],
    }
}
