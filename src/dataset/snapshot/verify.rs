//! Holds a snapshot against its manifest.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

use super::SnapshotError;
use super::manifest::{MANIFEST, TableEntry, folder, read_manifest};
use crate::domain::{AsOf, Digest};
use crate::source::{Location, Problem};

/// Everything that is not as the manifest of `as_of` says; nothing found means that the snapshot is as it was written.
///
/// Rules: `manifest`, `missing-file`, `digest`, `rows`, `unexpected-file`, `as-of`, `permissions`.
///
/// # Errors
/// When there is no such snapshot, or its folder cannot be read.
pub fn verify_snapshot(snapshots: &Path, as_of: AsOf) -> Result<Vec<Problem>, SnapshotError> {
    let folder = folder(snapshots, as_of);
    let at = |file: &str| Location::File { file: format!("{as_of}/{file}") };
    let manifest = match read_manifest(snapshots, as_of) {
        Ok(manifest) => manifest,
        Err(error @ SnapshotError::Missing { .. }) => return Err(error),
        // Without it nothing can be held against anything; the other snapshots can.
        Err(error) => {
            let message = match error {
                SnapshotError::Io { .. } => format!("讀不到 {MANIFEST}"),
                _ => format!("{MANIFEST} 不是有效的快照清單，遭更動或已損壞"),
            };
            return Ok(vec![Problem::error("manifest", message).at(at(MANIFEST))]);
        }
    };
    let mut findings = Vec::new();
    if manifest.as_of != as_of {
        let message = format!("清單的截止日是 {}，資料夾是 {as_of}", manifest.as_of);
        findings.push(Problem::error("as-of", message).at(at(MANIFEST)));
    }
    let files = manifest.tables.iter().map(|table| (&table.file, &table.sha256));
    let others = || manifest.rejected.iter().chain(&manifest.report);
    for (file, sha256) in files.chain(others().map(|other| (&other.file, &other.sha256))) {
        match fs::read(folder.join(file)) {
            Ok(bytes) if Digest::of(&bytes) == *sha256 => {}
            Ok(_) => findings.push(Problem::error("digest", format!("{file} 的內容與清單的雜湊值不符")).at(at(file))),
            Err(error) => findings.push(Problem::error("missing-file", format!("讀不到 {file}：{error}")).at(at(file))),
        }
    }
    for table in &manifest.tables {
        if let Some(rows) = rows(&folder, table)
            && rows != table.rows
        {
            let message = format!("{} 有 {rows} 列，清單記 {} 列", table.file, table.rows);
            findings.push(Problem::error("rows", message).at(at(&table.file)));
        }
    }
    let mut known: BTreeSet<&str> = manifest.tables.iter().map(|table| table.file.as_str()).collect();
    known.extend(others().map(|other| other.file.as_str()));
    known.insert(MANIFEST);
    let io = |source| SnapshotError::Io { path: folder.clone(), source };
    check_private(&folder, "", &mut findings, &at);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(io)? {
        names.push(entry.map_err(io)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    for name in names {
        if !known.contains(name.as_str()) {
            findings.push(Problem::warning("unexpected-file", format!("清單沒有 {name}")).at(at(&name)));
        }
        check_private(&folder.join(&name), &name, &mut findings, &at);
    }
    Ok(findings)
}

/// The rows that the file says it has; none where it is no Parquet file, which its digest tells.
fn rows(folder: &Path, table: &TableEntry) -> Option<u64> {
    let rows = ParquetReader::new(File::open(folder.join(&table.file)).ok()?).num_rows().ok()?;
    u64::try_from(rows).ok()
}

#[cfg(unix)]
fn check_private(path: &Path, name: &str, findings: &mut Vec<Problem>, at: &impl Fn(&str) -> Location) {
    use std::os::unix::fs::PermissionsExt as _;
    let open = fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0);
    if open {
        let message = format!("{} 其他使用者也能讀取", if name.is_empty() { "快照資料夾" } else { name });
        findings
            .push(Problem::warning("permissions", message).at(at(name)).hint(format!("chmod go= {}", path.display())));
    }
}

#[cfg(not(unix))]
fn check_private(_path: &Path, _name: &str, _findings: &mut Vec<Problem>, _at: &impl Fn(&str) -> Location) {}
