//! The workspace: a folder with `hrstat.toml` (`contract.md` §2).

use std::path::{Path, PathBuf};

use super::defaults::{DEFAULT_AUTHORITIES, DEFAULT_CATALOGUE, DEFAULT_SETTINGS, STANDARD_QUERIES};
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

    /// Makes a workspace with working defaults in `root`, which must be empty or not exist.
    ///
    /// # Errors
    /// When there is something already, or a file cannot be written.
    pub fn create(root: &Path) -> Result<Self, WorkspaceError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| WorkspaceError::Io { path, source }
        };
        if root.join("hrstat.toml").exists() {
            return Err(WorkspaceError::Exists(root.to_owned()));
        }
        if root.exists() && root.read_dir().map_err(io(root))?.next().is_some() {
            return Err(WorkspaceError::NotEmpty(root.to_owned()));
        }
        let workspace = Self { root: root.to_owned() };
        for folder in [
            root.to_owned(),
            workspace.catalogue_dir(),
            workspace.recipients_dir(),
            workspace.snapshots_dir(),
            workspace.queries_dir(),
            workspace.inbox_dir(),
            workspace.root.join("outbox"),
        ] {
            create_private_dir(&folder).map_err(io(&folder))?;
        }
        let write = |path: PathBuf, text: &str| write_private_new(&path, text.as_bytes()).map_err(io(&path));
        for (name, text) in STANDARD_QUERIES {
            write(workspace.queries_dir().join(name), text)?;
        }
        for (name, text) in DEFAULT_CATALOGUE {
            write(workspace.catalogue_dir().join(name), text)?;
        }
        write(workspace.authorities(), DEFAULT_AUTHORITIES)?;
        // Last: the folder is a workspace once this file is there.
        write(workspace.settings(), DEFAULT_SETTINGS)?;
        Ok(workspace)
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

    /// `dictionary.toml`, which need not be there.
    #[must_use]
    pub fn dictionary(&self) -> PathBuf {
        self.root.join("dictionary.toml")
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

    /// `outbox/request-42/`.
    #[must_use]
    pub fn outbox(&self, request: RequestId) -> PathBuf {
        self.root.join("outbox").join(request.to_string())
    }

    /// `path` as it is shown to people: relative to the workspace where it is inside.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string().replace('\\', "/")
    }
}
