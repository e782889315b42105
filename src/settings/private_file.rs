//! Files and folders that only their owner can read, written whole or not at all.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How the names of unfinished files begin.
const TEMPORARY: &str = ".hrstat-";

/// Makes a folder (and its parents) that only its owner can enter.
///
/// # Errors
/// When the folder cannot be made.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Takes a folder that is there already away from everybody but its owner.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A folder that goes away with its handle, for what is not whole yet.
pub(super) fn temporary_dir(parent: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(TEMPORARY).tempdir_in(parent)
}

/// Removes what killed writes left in `folder`: unfinished files last written before `before`. Gives their number; a folder
/// that is not there has none.
pub(super) fn remove_unfinished(folder: &Path, before: SystemTime) -> io::Result<usize> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut removed = 0;
    for entry in entries {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            continue;
        }
        // Somebody who is writing right now renames it at any moment.
        let gone = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        let stale = entry.metadata().and_then(|metadata| Ok(metadata.is_file() && metadata.modified()? < before));
        match stale.and_then(|stale| if stale { fs::remove_file(entry.path()).map(|()| true) } else { Ok(false) }) {
            Ok(true) => removed += 1,
            Ok(false) => {}
            Err(error) if gone(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(removed)
}

/// Opens the lock file at `path`, making it (mode 0600) where it is not there. The caller locks it.
///
/// # Errors
/// When it cannot be opened.
pub fn open_lock(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes `bytes` to `path`: to a temporary file beside it (mode 0600), flushed to the disk, then renamed over `path`.
///
/// # Errors
/// When it cannot be written; nothing is left behind then.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepare_private(path, bytes)?.commit()
}

/// A private file that is written but does not have its name yet; dropped, it is gone.
#[derive(Debug)]
pub struct PreparedFile {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl PreparedFile {
    /// Gives it its name.
    ///
    /// # Errors
    /// When the name cannot be given.
    pub fn commit(self) -> io::Result<()> {
        self.file.persist(&self.path).map_err(|failed| failed.error)?;
        sync_folder(&self.path)
    }
}

/// Writes a private file for `path` without replacing what stands there: for what must not be half done.
///
/// # Errors
/// When it cannot be written.
pub fn prepare_private(path: &Path, bytes: &[u8]) -> io::Result<PreparedFile> {
    Ok(PreparedFile { file: written_beside(path, bytes)?, path: path.to_path_buf() })
}

/// As [`write_private`], but never replaces a file.
///
/// # Errors
/// When it cannot be written, or `path` exists already.
pub fn write_private_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = written_beside(path, bytes)?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    sync_folder(path)
}

fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // tempfile makes its files with mode 0600.
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The new name itself reaches the disk; Windows keeps folders in order without being asked.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_old_unfinished_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".hrstat-a", ".hrstat-b", "request-1.xlsx"] {
            fs::write(folder.path().join(name), b"x").unwrap();
        }
        let now = SystemTime::now();
        let yesterday = now - Duration::from_hours(25);
        for name in [".hrstat-a", "request-1.xlsx"] {
            fs::File::options().write(true).open(folder.path().join(name)).unwrap().set_modified(yesterday).unwrap();
        }
        let before = now - Duration::from_hours(24);
        assert_eq!(remove_unfinished(folder.path(), before).unwrap(), 1);
        assert!(!folder.path().join(".hrstat-a").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert_eq!(remove_unfinished(&folder.path().join("none"), before).unwrap(), 0);
    }

    #[test]
    fn a_file_is_private_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inner").join("a.txt");
        create_private_dir(path.parent().unwrap()).unwrap();
        write_private(&path, b"one").unwrap();
        write_private(&path, b"two").unwrap();
        assert!(write_private_new(&path, b"three").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}
