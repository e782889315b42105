//! Opens the registry, makes it where it is not there yet, and brings its tables up to date.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::RegistryError;
use super::schema::{APPLICATION_ID, latest, migrations};
use crate::settings::write_private_new;

/// How long a writer waits for another.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The registry of a workspace, open.
#[derive(Debug)]
pub struct Registry {
    connection: Connection,
}

impl Registry {
    /// Opens the registry at `path`; makes it, readable by its owner alone, where there is none.
    ///
    /// # Errors
    /// When the file cannot be made or opened, is no registry, is damaged, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, RegistryError> {
        // SQLite would make the file with the process's umask; an empty file is a valid empty database.
        if let Err(source) = write_private_new(path, b"")
            && source.kind() != ErrorKind::AlreadyExists
        {
            return Err(RegistryError::Io { path: path.to_owned(), source });
        }
        Self::open_file(path)
    }

    /// Opens the registry at `path`, which must be there.
    ///
    /// # Errors
    /// As [`Registry::open`], and when there is none.
    pub fn open_existing(path: &Path) -> Result<Self, RegistryError> {
        let io = |source| RegistryError::Io { path: path.to_owned(), source };
        if !path.try_exists().map_err(io)? {
            return Err(RegistryError::Missing { path: path.to_owned() });
        }
        // SQLite would take a file that was cut to nothing for a new database, and nobody would notice the loss.
        if path.metadata().map_err(io)?.len() == 0 {
            return Err(RegistryError::Corrupt { path: path.to_owned(), reason: "檔案是空的".to_owned() });
        }
        Self::open_file(path)
    }

    fn open_file(path: &Path) -> Result<Self, RegistryError> {
        let at = |error: rusqlite::Error| at_path(path, error);
        // No URI: a workspace may lie in a folder whose name begins with `file:`.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(at)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(at)?;
        // For the migration, which begins its transaction itself.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        check_identity(&connection, path)?;
        use_write_ahead_log(&connection).map_err(at)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(at)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(at)?;
        // A damaged schema must not run functions of its own when it is read.
        connection.pragma_update(None, "trusted_schema", false).map_err(at)?;
        migrate(&mut connection, path)?;
        // Readers wait for nobody; writers ask for the lock by name.
        connection.set_transaction_behavior(TransactionBehavior::Deferred);
        Ok(Self { connection })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Runs `change` in one transaction that holds the write lock from its beginning: what it reads stays true until it
    /// writes. Nothing is changed when it fails.
    pub(super) fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = change(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }
}

/// An empty database becomes a registry; one with tables must be one already.
fn check_identity(connection: &Connection, path: &Path) -> Result<(), RegistryError> {
    let at = |error: rusqlite::Error| at_path(path, error);
    // In one statement, lest another process makes its tables between two.
    let (id, objects): (i32, i64) = connection
        .query_row(
            "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(at)?;
    if objects > 0 && id != APPLICATION_ID {
        return Err(RegistryError::NotARegistry { path: path.to_owned() });
    }
    Ok(())
}

/// Changing the mode needs the file alone, and SQLite does not wait for it as it does for a lock of a transaction.
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let mut tries = 50;
    loop {
        let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match mode {
            Err(error) if tries > 0 && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                tries -= 1;
                std::thread::sleep(BUSY_TIMEOUT / 50);
            }
            other => return other.map(|_| ()),
        }
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), RegistryError> {
    let version = |connection: &Connection| -> Result<i64, RegistryError> {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| at_path(path, error))
    };
    let known = latest();
    let found = version(connection)?;
    if found > known {
        return Err(RegistryError::Newer { path: path.to_owned(), found, known });
    }
    if found == known {
        return Ok(());
    }
    if let Err(error) = migrations().to_latest(connection) {
        // The version is read before the lock is taken: another process may have done the same just now.
        if version(connection)? != known {
            return Err(RegistryError::Migration { path: path.to_owned(), reason: error.to_string() });
        }
    }
    Ok(())
}

fn at_path(path: &Path, error: rusqlite::Error) -> RegistryError {
    let path: PathBuf = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            RegistryError::Corrupt { path, reason: error.to_string() }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            RegistryError::Io { path, source: std::io::Error::other(error) }
        }
        _ => error.into(),
    }
}
