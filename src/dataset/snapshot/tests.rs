//! A snapshot is whole, private and never changes.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;

use super::super::import::TableSink as _;
use super::super::ordered_frame::OrderedFrame;
use super::super::synth::tests::{authorities, dictionary};
use super::super::{Dataset, NoProgress, Rejected, SynthOptions, synthesize};
use super::*;
use crate::query::{Asked, Condition, FrameError, FrameSource};

fn day(year: i16) -> AsOf {
    AsOf::new(date(year, 12, 31))
}

fn dataset(as_of: AsOf) -> Dataset {
    let options = SynthOptions { persons: 300, seed: 1, as_of };
    synthesize(&dictionary(), &authorities(), &options, &NoProgress).unwrap()
}

fn write(dir: &Path, as_of: AsOf, rejected: &[Rejected]) -> Result<Manifest, SnapshotError> {
    let source = SnapshotSource::Synth { persons: 300, seed: 1 };
    let mut draft = SnapshotDraft::begin(dir, as_of)?;
    for (name, frame) in dataset(as_of).tables() {
        draft.table(name, OrderedFrame::sorted(name, frame).unwrap())?;
    }
    draft.write_rejected(rejected)?;
    draft.commit(source, Vec::new(), Timestamp::UNIX_EPOCH)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_written_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = write(dir.path(), day(2025), &[]).unwrap();
    assert_eq!(list_snapshots(dir.path()).unwrap(), std::slice::from_ref(&manifest));
    assert_eq!(verify_snapshot(dir.path(), day(2025)).unwrap(), []);
    let reader = SnapshotReader::open(dir.path(), day(2025)).unwrap();
    assert_eq!(reader.as_of(), day(2025));
    let columns = ["職等".to_owned(), "出生日期".to_owned(), "主管機關".to_owned()];
    let frame = reader.read("人員", &columns).unwrap();
    assert_eq!(frame.get_column_names(), ["職等", "出生日期", "主管機關"], "in the order asked for");
    assert_eq!(frame.dtypes(), dataset(day(2025)).table("人員").unwrap().select(columns).unwrap().dtypes());
    assert_eq!(frame.height(), 300);
    let authorities: Vec<_> = frame.column("主管機關").unwrap().str().unwrap().iter().collect();
    assert!(authorities.is_sorted());
    assert_eq!(reader.read("人員", &[]).unwrap().height(), 300);
    for table in dictionary().tables {
        let fields: Vec<String> = table.fields.iter().map(|field| field.name.clone()).collect();
        let rows = reader.read(&table.name, &fields).unwrap().height();
        assert_eq!(rows as u64, manifest.table(&table.name).unwrap().rows);
    }
    assert!(matches!(reader.read("血型", &[]), Err(FrameError::MissingTable { .. })));
    assert!(matches!(reader.read("人員", &["血型".to_owned()]), Err(FrameError::Unreadable { .. })));
}

/// The same rows give the same bytes, or a digest would mean nothing.
#[test]
fn the_same_dataset_gives_the_same_manifest() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert_eq!(write(one.path(), day(2025), &[]).unwrap(), write(two.path(), day(2025), &[]).unwrap());
}

#[test]
fn an_existing_snapshot_is_never_touched() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), day(2025), &[]).unwrap();
    let error = write(dir.path(), day(2025), &[]).unwrap_err();
    assert!(matches!(error, SnapshotError::Exists { .. }) && !error.hints().is_empty());
    assert_eq!(verify_snapshot(dir.path(), day(2025)).unwrap(), []);
    // An empty folder of that name is somebody's too.
    fs::create_dir(dir.path().join("2024-12-31")).unwrap();
    assert!(matches!(write(dir.path(), day(2024), &[]), Err(SnapshotError::Exists { .. })));
}

/// Killed while writing: the next run sees nothing of it and clears it away.
#[test]
fn a_folder_left_half_written_is_ignored_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let stale = dir.path().join(".2024-12-31.partial-abc");
    fs::create_dir(&stale).unwrap();
    fs::write(stale.join("人員.parquet"), b"half").unwrap();
    assert_eq!(list_snapshots(dir.path()).unwrap(), []);
    assert_eq!(latest(dir.path()).unwrap(), None);
    write(dir.path(), day(2025), &[]).unwrap();
    write(dir.path(), day(2023), &[]).unwrap();
    assert_eq!(names(dir.path()), [".lock", "2023-12-31", "2025-12-31"]);
    assert_eq!(latest(dir.path()).unwrap(), Some(day(2025)));
    let listed: Vec<AsOf> = list_snapshots(dir.path()).unwrap().iter().map(|manifest| manifest.as_of).collect();
    assert_eq!(listed, [day(2023), day(2025)]);
}

/// Two runs at once: the second must not clear away what the first is writing.
#[test]
fn a_second_writer_waits_outside() {
    let dir = tempfile::tempdir().unwrap();
    let lock = fs::File::create(dir.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(write(dir.path(), day(2025), &[]), Err(SnapshotError::Busy { .. })));
    assert_eq!(names(dir.path()), [".lock"]);
}

#[test]
fn rejected_rows_lie_beside_the_tables() {
    let dir = tempfile::tempdir().unwrap();
    let rejected = Rejected {
        file: "人員.csv".into(),
        line: 7,
        field: "性別".into(),
        value: "3, \"x\"".into(),
        rule: "unknown-code".into(),
    };
    let manifest = write(dir.path(), day(2025), &[rejected]).unwrap();
    assert_eq!(manifest.rejected.unwrap().rows, 1);
    let text = fs::read_to_string(dir.path().join("2025-12-31/rejected.csv")).unwrap();
    assert_eq!(text, "\u{feff}file,line,field,value,rule\n人員.csv,7,性別,\"3, \"\"x\"\"\",unknown-code\n");
    assert_eq!(verify_snapshot(dir.path(), day(2025)).unwrap(), []);
}

#[test]
fn every_change_is_found() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), day(2025), &[]).unwrap();
    let folder = dir.path().join("2025-12-31");
    fs::write(folder.join("考績.parquet"), b"x").unwrap();
    fs::remove_file(folder.join("語文.parquet")).unwrap();
    fs::copy(folder.join("考試.parquet"), folder.join("備份.parquet")).unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.toml")).unwrap();
    fs::write(folder.join("manifest.toml"), manifest.replacen("rows = 300", "rows = 299", 1)).unwrap();
    let found = verify_snapshot(dir.path(), day(2025)).unwrap();
    for rule in ["digest", "missing-file", "unexpected-file", "rows"] {
        assert_eq!(found.iter().filter(|finding| finding.rule == rule).count(), 1, "{rule}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("snapshots");
    write(&dir, day(2025), &[]).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = dir.join("2025-12-31");
    assert_eq!((mode(&dir), mode(&folder)), (0o700, 0o700));
    for name in names(&folder) {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
    fs::set_permissions(folder.join("人員.parquet"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(verify_snapshot(&dir, day(2025)).unwrap()[0].rule, "permissions");
}

/// Something in the way while writing: the error comes, and no folder stays.
#[test]
fn a_failure_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let frame = dataset(day(2025)).table("語文").unwrap().clone();
    // The second table has a name that no file can have.
    let broken = Dataset::new(vec![("語文".into(), frame.clone()), ("不/通".into(), frame)]);
    let source = SnapshotSource::Import { folder: "匯出".into(), encoding: "utf-8".into() };
    let result = write_snapshot(dir.path(), day(2025), &broken, source, Timestamp::UNIX_EPOCH, &NoProgress);
    assert!(matches!(result, Err(SnapshotError::Io { .. })), "{result:?}");
    assert_eq!(names(dir.path()), [".lock"]);
}

/// TOML promises whole numbers only up to 2⁶³; a snapshot that cannot be opened again would be lost.
#[test]
fn a_seed_of_any_size_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let source = SnapshotSource::Synth { persons: 300, seed: u64::MAX };
    let made = dataset(day(2025));
    let manifest = write_snapshot(dir.path(), day(2025), &made, source, Timestamp::UNIX_EPOCH, &NoProgress).unwrap();
    assert_eq!(list_snapshots(dir.path()).unwrap(), [manifest]);
}

/// Whoever changes the data must not get figures: the column that is read is held against the manifest, and so is the footer
/// that says where it lies. Another column is somebody else's, and is found when it is read.
#[test]
fn a_changed_column_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), day(2025), &[]).unwrap();
    let path = dir.path().join("2025-12-31/考績.parquet");
    let whole = fs::read(&path).unwrap();
    let fields: Vec<String> =
        dictionary().table("考績").unwrap().fields.iter().map(|field| field.name.clone()).collect();
    let reader = SnapshotReader::open(dir.path(), day(2025)).unwrap();
    let read = |field: &String| reader.read("考績", std::slice::from_ref(field)).ok();
    let right: Vec<_> = fields.iter().map(read).collect();
    assert!(right.iter().all(Option::is_some));
    let mut refused = std::collections::BTreeSet::new();
    // There are bytes between the columns that nobody reads. Of the others, somebody refuses each.
    for at in (4..whole.len()).step_by(whole.len() / 40) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        for (field, right) in fields.iter().zip(&right) {
            match (read(field), right) {
                (Some(now), Some(right)) => assert!(now.equals_missing(right), "{field}, a byte at {at}"),
                _ => refused.extend([field.clone()]),
            }
        }
    }
    assert!(refused.len() > 2, "{refused:?}");
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(fields.iter().all(|field| read(field).is_none()));
}

/// A snapshot of the first version knows neither parts nor links, and is read as it always was.
#[test]
fn a_snapshot_without_parts_is_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), day(2025), &[]).unwrap();
    let columns = ["年度".to_owned(), "等次".to_owned()];
    let today = SnapshotReader::open(dir.path(), day(2025)).unwrap().read("考績", &columns).unwrap();
    let path = dir.path().join("2025-12-31/manifest.toml");
    let mut manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    manifest.remove("linked");
    for table in manifest["table"].as_array_mut().unwrap() {
        table.as_table_mut().unwrap().remove("parts");
    }
    fs::write(&path, manifest.to_string()).unwrap();
    let reader = SnapshotReader::open(dir.path(), day(2025)).unwrap();
    assert!(!reader.links_persons());
    assert!(reader.read("考績", &columns).unwrap().equals_missing(&today));
    let grade = polars::prelude::col("等次").eq(polars::prelude::lit("甲"));
    let conditions = [Condition { holds: grade, fields: columns[1..].to_vec() }];
    let asked = Asked { columns: &columns[..1], conditions: &conditions, coded: &[] };
    let good = reader.read_where("考績", &asked).unwrap().frame;
    assert!(good.height() > 0 && good.height() < today.height());
    let file = dir.path().join("2025-12-31/考績.parquet");
    let mut bytes = fs::read(&file).unwrap();
    bytes[9] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(reader.read("考績", &columns).is_err() && reader.read_where("考績", &asked).is_err());
}

/// The row of 人員 beside every other row is that of the same person.
#[test]
fn rows_belong_to_their_persons() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), day(2025), &[]).unwrap();
    let reader = SnapshotReader::open(dir.path(), day(2025)).unwrap();
    assert!(reader.links_persons());
    let identity = crate::domain::IDENTITY.to_owned();
    let persons = reader.read("人員", std::slice::from_ref(&identity)).unwrap();
    for table in dictionary().tables.iter().filter(|table| table.name != "人員") {
        let rows = reader.read(&table.name, &[identity.clone(), crate::query::PERSON_ROW.to_owned()]).unwrap();
        let of_persons = persons.take(rows.column(crate::query::PERSON_ROW).unwrap().u32().unwrap()).unwrap();
        assert!(rows.select([&identity]).unwrap().equals(&of_persons), "{}", table.name);
    }
    let numbers = reader.read("人員", &[crate::query::PERSON_NUMBER.to_owned()]).unwrap();
    assert_eq!(numbers.columns()[0].as_materialized_series().n_unique().unwrap(), 300);
}
