//! The outbox: fifth and last link of the release chain. Takes nothing but a sealed reply.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{DeliveryError, Fingerprint, SealedReply};
use crate::domain::Digest;
use crate::settings::{create_private_dir, write_private_new};

/// What was laid in the outbox. Only [`deposit`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Receipt {
    path: PathBuf,
    sha256: Digest,
    encrypted: bool,
    recipients: Vec<Fingerprint>,
    bytes: u64,
}

impl Receipt {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The digest of the file.
    #[must_use]
    pub fn sha256(&self) -> &Digest {
        &self.sha256
    }

    /// Whether it is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// To whom it is encrypted.
    #[must_use]
    pub fn recipients(&self) -> &[Fingerprint] {
        &self.recipients
    }

    /// Its size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Writes `reply` into `folder` as `file_stem.xlsx` or `file_stem.xlsx.pgp`; where that is taken, as `file_stem-2.…`. It is
/// there whole or not at all, and never replaces another.
///
/// # Errors
/// When the name is unsafe or the folder cannot be written; a folder made for it is taken away again.
pub fn deposit(reply: SealedReply, folder: &Path, file_stem: &str) -> Result<Receipt, DeliveryError> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if file_stem.is_empty() || !file_stem.chars().all(safe) {
        return Err(DeliveryError::FileName(file_stem.to_owned()));
    }
    let new_folders: Vec<&Path> =
        folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    let written = create_private_dir(folder)
        .map_err(|source| DeliveryError::Io { path: folder.to_owned(), source })
        .and_then(|()| write_under_free_name(&reply, folder, file_stem));
    let path = written.inspect_err(|_| {
        for folder in new_folders {
            // Fails where something is inside; then it stays.
            let _ = fs::remove_dir(folder);
        }
    })?;
    Ok(Receipt {
        path,
        sha256: reply.sha256(),
        encrypted: reply.is_encrypted(),
        bytes: reply.bytes.len() as u64,
        recipients: reply.recipients().to_vec(),
    })
}

fn write_under_free_name(reply: &SealedReply, folder: &Path, stem: &str) -> Result<PathBuf, DeliveryError> {
    let mut number = 1_u32;
    loop {
        let tail = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{tail}.{}", reply.extension()));
        number += 1;
        if path.symlink_metadata().is_ok() {
            continue;
        }
        match write_private_new(&path, &reply.bytes) {
            Ok(()) => return Ok(path),
            // Somebody else was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => {
                // The name may be there although its folder was not flushed; an encrypted file is nobody else's.
                if fs::read(&path).is_ok_and(|found| found == reply.bytes) {
                    let _ = fs::remove_file(&path);
                }
                return Err(DeliveryError::Io { path, source });
            }
        }
    }
}
