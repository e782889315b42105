//! One application, complete: what cannot be filled in full is not an [`Application`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The form of the regulation's annex, read and normalised. Keys as in `contract.md` §5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// 申請人事機構, as written.
    pub agency: String,
    /// 主管機關, in the spelling of the authority list; none where the agency belongs to no known authority.
    pub authority: Option<String>,
    /// 申請人姓名.
    pub applicant: String,
    /// 申請日期.
    pub applied_on: Date,
    /// 聯絡電話; empty where only an e-mail address is given.
    pub phone: String,
    /// 電子郵件; empty where only a telephone number is given.
    pub email: String,
    /// 申請理由.
    pub reason: String,
    /// 需求描述及說明.
    pub description: String,
    /// 是否含個資; none where neither or both boxes are ticked.
    pub personal_data: Option<bool>,
    /// 主管機關人事機構審核; none where it is empty.
    pub authority_approval: Option<String>,
    /// What the applicant says was looked up first (要點四).
    #[serde(default)]
    pub checked_sources: Vec<String>,
    /// 需求資料格式範例.
    #[serde(default)]
    pub sample: Option<String>,
    /// The query as TOML text, where the applicant brought one.
    #[serde(default)]
    pub query: Option<String>,
}
