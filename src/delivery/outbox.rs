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
#[expect(clippy::needless_pass_by_value, reason = "a reply is laid down once, and is gone then")]
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
        sha256: reply.sha256().clone(),
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

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::fixture::{LARGE, NAMES, cleared, cover};
    use super::*;
    use crate::delivery::{Certificate, CertificatePolicy, Workbook, generate_certificate, seal};

    fn reply(query: &str) -> SealedReply {
        let now = SystemTime::now();
        let key = generate_certificate("a", now).unwrap();
        let certificate = Certificate::parse(&key.certificate, &CertificatePolicy { min_rsa_bits: 2048, now }).unwrap();
        let (cleared, query) = cleared(query, 120);
        seal(Workbook::build(&cleared, &cover(&query)).unwrap(), &[certificate], now).unwrap()
    }

    #[test]
    fn a_reply_is_laid_down_whole_private_and_beside_what_is_there() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("outbox").join("request-7");
        let first = deposit(reply(NAMES), &folder, "request-7-20251231").unwrap();
        let second = deposit(reply(NAMES), &folder, "request-7-20251231").unwrap();
        let plain = deposit(reply(LARGE), &folder, "request-7-20251231").unwrap();
        assert_eq!(first.path(), folder.join("request-7-20251231.xlsx.pgp"));
        assert_eq!(second.path(), folder.join("request-7-20251231-2.xlsx.pgp"));
        assert_eq!(plain.path(), folder.join("request-7-20251231.xlsx"));
        for receipt in [&first, &second, &plain] {
            let bytes = fs::read(receipt.path()).unwrap();
            assert_eq!(Digest::of(&bytes), *receipt.sha256());
            assert_eq!(bytes.len() as u64, receipt.bytes());
        }
        assert!(first.is_encrypted() && first.recipients().len() == 1);
        assert!(!plain.is_encrypted() && plain.recipients().is_empty());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "no temporary file stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
            assert_eq!(fs::metadata(first.path()).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_name_that_could_lead_elsewhere_is_refused() {
        let root = tempfile::tempdir().unwrap();
        for name in ["", "../x", "a/b", "a\\b", "名冊", "a b", ".."] {
            let refused = deposit(reply(LARGE), root.path(), name);
            assert!(matches!(refused, Err(DeliveryError::FileName(_))), "{name}");
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("new").join("request-7");
        // Longer than any file system's names.
        let failed = deposit(reply(NAMES), &folder, &"x".repeat(300));
        assert!(matches!(failed, Err(DeliveryError::Io { .. })));
        assert!(!root.path().join("new").exists(), "the folders made for it are gone");
        let blocked = root.path().join("file");
        fs::write(&blocked, b"x").unwrap();
        assert!(deposit(reply(NAMES), &blocked.join("request-7"), "request-7").is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
