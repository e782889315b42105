//! One application, complete: what cannot be filled in full is not an [`Application`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Original;

/// The form of the regulation's annex, read and normalised. Keys as in `contract.md` §5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// 申請人事機構, in the spelling of today: one width, 臺, the present name of its authority.
    pub agency: String,
    /// 主管機關, in the spelling of the authority list; none where the agency belongs to no known authority.
    pub authority: Option<String>,
    /// 申請人姓名.
    pub applicant: String,
    /// 申請日期.
    pub applied_on: Date,
    /// 聯絡電話, like `(02)8590-0000#1234` where it is a telephone number, else as written; empty where only an e-mail address is given.
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
    /// The column heads of the sample, where it came as a file that can be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample_columns: Vec<String>,
    /// The query as TOML text, where the applicant brought one.
    #[serde(default)]
    pub query: Option<String>,
    /// What stood in the form where a value above was normalised.
    #[serde(default)]
    pub original: Original,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Registries keep applications from before originals were kept.
    #[test]
    fn applications_without_originals_are_still_read() {
        let row = r#"{"agency": "勞動部人事處", "authority": null, "applicant": "林○○", "applied_on": "2026-10-05",
            "phone": "02-85900000", "email": "", "reason": "研議", "description": "人數", "personal_data": null,
            "authority_approval": null}"#;
        let read: Application = serde_json::from_str(row).unwrap();
        assert_eq!((read.original, read.phone.as_str()), (Original::default(), "02-85900000"));
    }
}
