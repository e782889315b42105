//! What stood in the form before it was normalised.

use serde::{Deserialize, Serialize};

/// The words of the form beside the normalised values of an application, for whoever has to compare the two.
///
/// Applications that were registered before originals were kept have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// 申請人事機構.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// 主管機關; empty where it was derived from the agency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub authority: String,
    /// 申請日期.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub applied_on: String,
    /// 聯絡電話.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// 電子郵件.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// 是否含個資: the boxes as they were marked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub personal_data: String,
}
