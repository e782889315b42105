//! What a workbook says about itself: whose request it answers, from which data, in which words.

use jiff::civil::Date;

use crate::domain::{AsOf, Digest, RequestId};
use crate::query::FieldUse;
use crate::settings::OfficeSettings;

/// Everything that a workbook says beside its tables. The same cover and the same tables give the same bytes.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The request that is answered.
    pub request: RequestId,
    /// The title of the query.
    pub title: String,
    /// 申請人事機構.
    pub agency: String,
    /// 主管機關.
    pub authority: String,
    /// Who answers.
    pub office: OfficeSettings,
    /// The snapshots it was computed from.
    pub as_of: Vec<AsOf>,
    /// The parameters of the query: name, value, what it means.
    pub parameters: Vec<(String, String, String)>,
    /// The table whose rows are counted: 人員, 考績, ….
    pub unit: String,
    /// The condition of the population in words; empty where there is none.
    pub population_words: String,
    /// Persons in the population; left out of the workbook where the policy calls the number small.
    pub population_size: Option<u64>,
    /// Every field that the query uses.
    pub uses: Vec<FieldUse>,
    /// What else a reader must know.
    pub notes: Vec<String>,
    /// When it was prepared; also the creation date in the document's properties.
    pub prepared_on: Date,
    /// Program and version, such as `hrstat 0.1.0`.
    pub program: String,
    /// The query file.
    pub query_sha256: Digest,
    /// The manifests of the snapshots, in the order of `as_of`.
    pub snapshot_sha256: Vec<Digest>,
    /// Until when personal output may be kept (要點六).
    pub destroy_by: Option<Date>,
}

impl Cover {
    /// 資料截止日 in 民國, several in order.
    #[must_use]
    pub fn as_of_words(&self) -> String {
        self.as_of.iter().map(|as_of| as_of.roc()).collect::<Vec<_>>().join("、")
    }
}
