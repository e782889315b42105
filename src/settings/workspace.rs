//! The workspace: a folder with `hrstat.toml` (`contract.md` §2).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::defaults::{
    DEFAULT_AUTHORITIES, DEFAULT_CATALOGUE, DEFAULT_SETTINGS, QUERY_MANUAL, STANDARD_QUERIES, STANDARD_SQL_QUERIES,
};
use super::private_file::{make_private, remove_unfinished, sync_folder, temporary_dir};
use super::{create_private_dir, write_private_new};
use crate::domain::RequestId;

/// Why there is no workspace.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// None here or above.
    #[error("找不到工作區：{start} 和它的上層資料夾都沒有 hrstat.toml", start = .0.display())]
    NotFound(PathBuf),
    /// The folder named explicitly is none.
    #[error("{path} 不是工作區：裡面沒有 hrstat.toml", path = .0.display())]
    NotAWorkspace(PathBuf),
    /// There is one already.
    #[error("{path} 已經是工作區，沒有更動任何檔案", path = .0.display())]
    Exists(PathBuf),
    /// The folder holds other things.
    #[error("資料夾 {path} 不是空的，不在這裡建立工作區", path = .0.display())]
    NotEmpty(PathBuf),
    /// A file could not be read or written.
    #[error("無法存取 {path}：{source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A workspace folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace at `explicit`, or the nearest at `start` or above it.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(explicit: Option<&Path>, start: &Path) -> Result<Self, WorkspaceError> {
        if let Some(root) = explicit {
            let found = root.join("hrstat.toml").is_file();
            return found
                .then(|| Self { root: root.to_owned() })
                .ok_or_else(|| WorkspaceError::NotAWorkspace(root.to_owned()));
        }
        start
            .ancestors()
            .find(|folder| folder.join("hrstat.toml").is_file())
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| WorkspaceError::NotFound(start.to_owned()))
    }

    /// Makes a workspace with working defaults in `root`, which must be empty or not exist. `finish` adds to the draft what
    /// other rooms make (the registry) and must have closed it when it returns: the draft lies elsewhere, and comes to `root`
    /// only when it is whole. A kill in between leaves no folder that passes for a workspace.
    ///
    /// # Errors
    /// When there is something already, or a file cannot be written.
    pub fn create<E: From<WorkspaceError>>(
        root: &Path,
        finish: impl FnOnce(&Self) -> Result<(), E>,
    ) -> Result<Self, E> {
        if root.join("hrstat.toml").exists() {
            return Err(WorkspaceError::Exists(root.to_owned()).into());
        }
        let there = root.exists();
        if there {
            if root.read_dir().map_err(io(root))?.next().is_some() {
                return Err(WorkspaceError::NotEmpty(root.to_owned()).into());
            }
            make_private(root).map_err(io(root))?;
        }
        // On the file system of `root`, where renaming is one step. A folder that is there may be the one that the user
        // stands in, a mount point or a link: it stays, and is filled.
        let beside = if there { root } else { parent_of(root) };
        create_private_dir(beside).map_err(io(beside))?;
        let around = temporary_dir(beside).map_err(io(beside))?;
        let draft = Self { root: around.path().join("workspace") };
        draft.write_defaults()?;
        finish(&draft)?;
        if there {
            move_into(&draft, root)?;
        } else {
            // Where somebody else has made the folder in the meantime: renaming replaces an empty one, and refuses a full one.
            fs::rename(&draft.root, root).map_err(io(root))?;
        }
        sync_folder(root).map_err(io(root))?;
        Ok(Self { root: root.to_owned() })
    }

    fn write_defaults(&self) -> Result<(), WorkspaceError> {
        for folder in [
            self.root.clone(),
            self.catalogue_dir(),
            self.recipients_dir(),
            self.snapshots_dir(),
            self.queries_dir(),
            self.inbox_dir(),
            self.outbox_dir(),
        ] {
            create_private_dir(&folder).map_err(io(&folder))?;
        }
        let write = |path: PathBuf, text: &str| write_private_new(&path, text.as_bytes()).map_err(io(&path));
        for (name, text) in STANDARD_QUERIES.iter().chain(STANDARD_SQL_QUERIES).chain(&[("README.md", QUERY_MANUAL)]) {
            write(self.queries_dir().join(name), text)?;
        }
        for (name, text) in DEFAULT_CATALOGUE {
            write(self.catalogue_dir().join(name), text)?;
        }
        write(self.authorities(), DEFAULT_AUTHORITIES)?;
        write(self.settings(), DEFAULT_SETTINGS)
    }

    /// Removes the unfinished files that killed writes left in the inbox and the outbox before `before`, and gives their
    /// number.
    ///
    /// # Errors
    /// When a folder cannot be read, or a file not removed.
    pub fn remove_unfinished(&self, before: SystemTime) -> Result<usize, WorkspaceError> {
        let mut folders = vec![self.inbox_dir()];
        let outbox = self.outbox_dir();
        if outbox.is_dir() {
            for entry in fs::read_dir(&outbox).map_err(io(&outbox))? {
                folders.push(entry.map_err(io(&outbox))?.path());
            }
        }
        let mut removed = 0;
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            removed += remove_unfinished(folder, before).map_err(io(folder))?;
        }
        Ok(removed)
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `hrstat.toml`.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.root.join("hrstat.toml")
    }

    /// `registry.sqlite`.
    #[must_use]
    pub fn registry(&self) -> PathBuf {
        self.root.join("registry.sqlite")
    }

    /// `intake.toml`, which need not be there.
    #[must_use]
    pub fn intake_words(&self) -> PathBuf {
        self.root.join("intake.toml")
    }

    /// `dictionary.toml`, which need not be there.
    #[must_use]
    pub fn dictionary(&self) -> PathBuf {
        self.root.join("dictionary.toml")
    }

    /// `造字對照表.csv`; a workspace may have none.
    #[must_use]
    pub fn eudc(&self) -> PathBuf {
        self.root.join("造字對照表.csv")
    }

    /// `authorities.toml`.
    #[must_use]
    pub fn authorities(&self) -> PathBuf {
        self.root.join("authorities.toml")
    }

    /// `catalogue/`.
    #[must_use]
    pub fn catalogue_dir(&self) -> PathBuf {
        self.root.join("catalogue")
    }

    /// `recipients/`.
    #[must_use]
    pub fn recipients_dir(&self) -> PathBuf {
        self.root.join("recipients")
    }

    /// `snapshots/`.
    #[must_use]
    pub fn snapshots_dir(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// `queries/`.
    #[must_use]
    pub fn queries_dir(&self) -> PathBuf {
        self.root.join("queries")
    }

    /// `queries/request-42.toml`.
    #[must_use]
    pub fn query(&self, request: RequestId) -> PathBuf {
        self.queries_dir().join(format!("{request}.toml"))
    }

    /// `inbox/`.
    #[must_use]
    pub fn inbox_dir(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// `outbox/`.
    #[must_use]
    pub fn outbox_dir(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// `outbox/request-42/`.
    #[must_use]
    pub fn outbox(&self, request: RequestId) -> PathBuf {
        self.outbox_dir().join(request.to_string())
    }

    /// `.run.lock`: whoever holds it is the one run of this workspace.
    #[must_use]
    pub fn run_lock(&self) -> PathBuf {
        self.root.join(".run.lock")
    }

    /// `path` as it is shown to people: relative to the workspace where it is inside.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string().replace('\\', "/")
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> WorkspaceError + use<> {
    let path = path.to_owned();
    move |source| WorkspaceError::Io { path, source }
}

/// The folder that `path` lies in; a bare name lies here.
fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Moves what is in `draft` into `root`, the settings last: the folder is a workspace once they are there, and whole then.
fn move_into(draft: &Workspace, root: &Path) -> Result<(), WorkspaceError> {
    let settings = draft.settings();
    let mut paths = Vec::new();
    for entry in fs::read_dir(draft.root()).map_err(io(draft.root()))? {
        paths.push(entry.map_err(io(draft.root()))?.path());
    }
    paths.sort_by_key(|path| *path == settings);
    for path in paths {
        let target = path.file_name().map_or_else(|| root.to_owned(), |name| root.join(name));
        fs::rename(&path, &target).map_err(io(&target))?;
    }
    // The names reach the disk before anybody counts on them.
    sync_folder(&root.join("hrstat.toml")).map_err(io(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(root: &Path) -> Result<Workspace, WorkspaceError> {
        Workspace::create(root, |_| Ok(()))
    }

    #[test]
    fn a_draft_that_fails_leaves_nothing() {
        let around = tempfile::tempdir().unwrap();
        let root = around.path().join("office");
        let failed = Workspace::create(&root, |draft| Err(WorkspaceError::NotFound(draft.root().to_owned())));
        assert!(matches!(failed, Err(WorkspaceError::NotFound(_))));
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 0);
        fs::create_dir(&root).unwrap();
        assert!(Workspace::create(&root, |_| Err(WorkspaceError::NotFound(root.clone()))).is_err());
        assert_eq!(fs::read_dir(&root).unwrap().count(), 0);
        create(&root).unwrap();
        assert!(matches!(create(&root), Err(WorkspaceError::Exists(_))));
    }

    #[test]
    fn what_finish_makes_comes_along_and_nothing_stays_beside() {
        let around = tempfile::tempdir().unwrap();
        for name in ["new", "deep/new", "there"] {
            let root = around.path().join(name);
            if name == "there" {
                fs::create_dir(&root).unwrap();
            }
            let made = Workspace::create(&root, |draft| {
                assert!(!root.join("hrstat.toml").exists(), "no workspace before it is whole");
                fs::write(draft.registry(), b"x").map_err(io(&draft.registry()))
            });
            let workspace = made.unwrap();
            assert_eq!(workspace.root(), root);
            for path in [workspace.registry(), workspace.settings(), workspace.outbox_dir(), workspace.authorities()] {
                assert!(path.exists(), "{}", path.display());
            }
            assert!(!root.join("workspace").exists());
            let left = |folder: &Path| {
                let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
                names.filter(|name| name.to_string_lossy().starts_with(".hrstat-")).count()
            };
            assert_eq!((left(&root), left(parent_of(&root))), (0, 0));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
            }
        }
    }
}
