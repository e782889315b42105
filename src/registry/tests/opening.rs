//! Opening: private, shared, and refusing what is no registry of this version.

use std::collections::BTreeSet;
use std::fs;

use super::*;

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = Office::new();
    let mut registry = office.open();
    register(&mut registry, "甲", Stage::Queued);
    let files: Vec<_> = fs::read_dir(office.folder.path()).unwrap().map(|entry| entry.unwrap()).collect();
    assert!(files.len() >= 2, "the write-ahead log is there too");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn what_is_no_registry_is_refused_by_name() {
    let office = Office::new();
    let path = office.path();
    let open = || Registry::open(&path).unwrap_err();
    assert!(matches!(Registry::open_existing(&path), Err(RegistryError::Missing { .. })));

    fs::write(&path, "").unwrap();
    assert!(matches!(Registry::open_existing(&path), Err(RegistryError::Corrupt { .. })));

    fs::write(&path, "人事資料".repeat(1000)).unwrap();
    assert!(matches!(open(), RegistryError::Corrupt { .. }), "{}", open());

    fs::remove_file(&path).unwrap();
    office.raw().execute_batch("CREATE TABLE notes (text)").unwrap();
    assert!(matches!(open(), RegistryError::NotARegistry { .. }), "{}", open());

    fs::remove_file(&path).unwrap();
    drop(office.open());
    office.raw().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(open(), RegistryError::Newer { found: 99, .. }), "{}", open());
    assert!(open().to_string().contains("請更新 hrstat"));

    let folder = office.folder.path().join("沒有這個資料夾").join("registry.sqlite");
    assert!(matches!(Registry::open(&folder), Err(RegistryError::Io { .. })));
}

#[test]
fn a_damaged_value_is_named() {
    let office = Office::new();
    let request = register(&mut office.open(), "甲", Stage::Queued);
    office.raw().execute("UPDATE requests SET applied_on = '一一五年'", []).unwrap();
    let error = office.open().request(request).unwrap_err();
    assert!(
        matches!(&error, RegistryError::Damaged { table: "requests", row, column: "applied_on", .. } if row == "1"),
        "{error}"
    );
}

#[test]
fn two_connections_take_turns() {
    let office = Office::new();
    let (mut one, mut two) = (office.open(), office.open());
    for number in 0..10 {
        register(&mut one, &format!("一{number}"), Stage::Queued);
        register(&mut two, &format!("二{number}"), Stage::Queued);
    }
    assert_eq!(one.requests(&[]).unwrap(), two.requests(&[]).unwrap());
    assert_eq!(one.requests(&[]).unwrap().len(), 20);
    assert!(one.verify_audit(None).unwrap().is_whole());
    let request = RequestId::new(1).unwrap();
    one.start(&actor(1), request).unwrap();
    assert!(matches!(two.start(&actor(1), request), Err(RegistryError::IllegalStep { .. })), "one of two begins");
}

/// Four begin at the same moment in a workspace without a registry: one set of tables, each number once, one chain; and the
/// file that all of them bring is registered once.
#[test]
fn many_at_once_lose_nothing() {
    let office = Office::new();
    let path = office.path();
    let numbers: Vec<u32> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let path = &path;
                scope.spawn(move || {
                    let mut registry = Registry::open(path).unwrap();
                    registry.register(&actor(0), &new_request("同一件", Stage::Queued)).unwrap();
                    (0..10)
                        .map(|n| register(&mut registry, &format!("{worker}-{n}"), Stage::Queued).number())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 40);
    let registry = office.open();
    assert_eq!(registry.requests(&[]).unwrap().len(), 41);
    let verdict = registry.verify_audit(None).unwrap();
    assert!(verdict.is_whole() && verdict.rows == 41, "{verdict:?}");
}
