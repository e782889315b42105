//! Why nothing was imported.

use std::path::PathBuf;

use num_rational::Ratio;
use polars::prelude::PolarsError;

use super::FileCount;
use crate::dataset::rejected::Rejected;
use crate::dataset::snapshot::SnapshotError;
use crate::source::Problem;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder or a file could not be read.
    #[error("讀不到 {path}：{source}", path = .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Files are missing, in another encoding, or their columns are wrong.
    #[error("匯出檔無法匯入，共 {} 個問題", .problems.len())]
    Unusable {
        /// Every one of them.
        problems: Vec<Problem>,
    },
    /// More rows were left out than the settings allow.
    #[error("退件比例超過上限 {}（import.max_rejected_share），整批不匯入：{}", percent(*.limit), shown(.counts))]
    TooManyRejected {
        /// The limit.
        limit: Ratio<i64>,
        /// The files that are over it.
        counts: Vec<FileCount>,
        /// What was rejected, masked: the first rows of each file, and how many rows broke which rule.
        problems: Vec<Problem>,
        /// Every row that was left out until then, for a list that only its owner can read.
        rejected: Vec<Rejected>,
    },
    /// So many rows of a file were left out that the rest cannot make up for them; becomes [`Self::TooManyRejected`].
    #[error("退件比例超過上限")]
    Hopeless,
    /// Rows were lost between reading and keeping: a fault of hrstat.
    #[error("{file} 讀入 {rows} 列，載入 {loaded} 列、退件 {rejected} 列，數目不合")]
    Uncounted {
        /// The file.
        file: String,
        /// Rows read.
        rows: u64,
        /// Rows in the table.
        loaded: u64,
        /// Rows left out.
        rejected: u64,
    },
    /// The columns do not make a table.
    #[error("匯入的資料無法組成資料表：{0}")]
    Frame(#[from] PolarsError),
    /// The tables could not be kept.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

fn percent(share: Ratio<i64>) -> String {
    let percent = share * 100;
    let hundredths = (percent * 100).round().to_integer();
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    // A limit below a hundredth of a percent is shown as it was set.
    match (Ratio::new(hundredths, 100) == percent, rest) {
        (false, _) => share.to_string(),
        (true, 0) => format!("{whole} %"),
        (true, rest) => format!("{whole}.{rest:02} %"),
    }
}

fn shown(counts: &[FileCount]) -> String {
    let one = |count: &FileCount| format!("{} 讀了 {} 列，退件 {} 列", count.file, count.rows, count.rejected);
    counts.iter().map(one).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fraction reads like a number of rows.
    #[test]
    fn a_limit_is_shown_in_percent() {
        for (share, words) in [((1, 100), "1 %"), ((1, 200), "0.50 %"), ((0, 1), "0 %"), ((1, 3), "1/3")] {
            assert_eq!(percent(Ratio::new(share.0, share.1)), words);
        }
    }
}
