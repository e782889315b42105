//! A workspace to test in, and the binary to test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The demonstration workspace in a folder of its own, with a temporary folder that tests can search.
pub(crate) struct Office {
    folder: TempDir,
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("hrstat writes UTF-8");
        Self {
            code: output.status.code().expect("not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The JSON document on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }

    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

impl Office {
    /// `hrstat demo office` in an empty folder.
    pub(crate) fn demo() -> Self {
        let office = Self::empty();
        office.run_in(office.folder.path(), ["demo", "office"]).expect(0);
        office
    }

    /// `hrstat init office` in an empty folder: no data, no applications.
    pub(crate) fn new() -> Self {
        let office = Self::empty();
        office.run_in(office.folder.path(), ["init", "office"]).expect(0);
        office
    }

    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("tmp")).unwrap();
        Self { folder }
    }

    /// The folder around the workspace.
    pub(crate) fn around(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the workspace.
    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join("office").join(inner)
    }

    pub(crate) fn read(&self, inner: &str) -> Vec<u8> {
        std::fs::read(self.path(inner)).unwrap_or_else(|error| panic!("{inner}: {error}"))
    }

    pub(crate) fn write(&self, inner: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(inner);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs hrstat in the workspace.
    pub(crate) fn hrstat<I: IntoIterator<Item = A>, A: AsRef<OsStr>>(&self, arguments: I) -> Ended {
        self.run_in(&self.path(""), arguments)
    }

    /// Runs hrstat in the workspace and reads its JSON.
    pub(crate) fn json<I: IntoIterator<Item = A>, A: AsRef<OsStr>>(&self, arguments: I) -> Value {
        let arguments: Vec<_> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        self.hrstat(arguments.iter().map(std::ffi::OsString::as_os_str).chain([OsStr::new("--format=json")])).json()
    }

    pub(crate) fn run_in<I: IntoIterator<Item = A>, A: AsRef<OsStr>>(&self, folder: &Path, arguments: I) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_hrstat"))
            .args(arguments)
            .args(["--operator", "測試員"])
            .current_dir(folder)
            .env("TMPDIR", self.around().join("tmp"))
            .env_remove("HRSTAT_WORKSPACE")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        Ended::of(output)
    }

    /// Every file of the workspace but the snapshots and the registry's side files, with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<(PathBuf, Vec<u8>)> = walkdir::WalkDir::new(self.path(""))
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file() && !entry.path().starts_with(self.path("snapshots")))
            .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// What the workspace says of itself: requests, log, inbox, queries, outbox.
    pub(crate) fn state(&self) -> String {
        let names: Vec<PathBuf> = self
            .files()
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| !path.to_string_lossy().contains("sqlite-"))
            .collect();
        format!(
            "{names:#?}\n{}\n{}",
            self.hrstat(["audit", "log", "--format=json"]).stdout,
            self.hrstat(["queue", "--format=json"]).stdout
        )
    }
}
