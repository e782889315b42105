//! The fields of the form: their labels on paper and their keys in TOML.

/// A field of the application form, or a label of it that only ends its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormField {
    /// 申請人事機構.
    Agency,
    /// 主管機關: not on the official form, derived from the agency where it is left out.
    Authority,
    /// 申請人姓名.
    Applicant,
    /// 申請日期.
    AppliedOn,
    /// 聯絡電話.
    Phone,
    /// 電子郵件.
    Email,
    /// 申請理由.
    Reason,
    /// 需求描述及說明.
    Description,
    /// 是否含個資.
    PersonalData,
    /// 主管機關人事機構審核.
    Approval,
    /// What was looked up first (要點四); on the supplementary sheet.
    CheckedSources,
    /// 需求資料格式範例; on the supplementary sheet.
    Sample,
    /// The query as TOML; on the supplementary sheet.
    Query,
    /// 人事總處回復, stamps, section headings, notes: read for their place only.
    Other,
}

impl FormField {
    /// Every field that holds something the applicant writes.
    pub const ALL: [Self; 13] = [
        Self::Agency,
        Self::Authority,
        Self::Applicant,
        Self::AppliedOn,
        Self::Phone,
        Self::Email,
        Self::Reason,
        Self::Description,
        Self::PersonalData,
        Self::Approval,
        Self::CheckedSources,
        Self::Sample,
        Self::Query,
    ];

    /// Its label as people know it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Authority => "主管機關",
            _ => self.spellings().first().copied().unwrap_or_default(),
        }
    }

    /// Its key in an application's TOML (`contract.md` §5).
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Authority => "authority",
            Self::Applicant => "applicant",
            Self::AppliedOn => "applied_on",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Reason => "reason",
            Self::Description => "description",
            Self::PersonalData => "personal_data",
            Self::Approval => "authority_approval",
            Self::CheckedSources => "checked_sources",
            Self::Sample => "sample",
            Self::Query => "query",
            Self::Other => "",
        }
    }

    /// The spellings under which a label is recognised, squeezed and in lower case; the first is the official one.
    pub(super) fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Agency => &[
                "申請人事機構",
                "申請人事機構名稱",
                "申請人事機構全銜",
                "申請機構",
                "申請機構名稱",
                "申請機關",
                "申請機關名稱",
                "申請機關(構)",
                "申請機關全銜",
                "申請單位",
                "申請單位名稱",
                "申請人事單位",
                "申請人服務機關",
                "申請人機關",
            ],
            Self::Authority => &["主管機關名稱", "所屬主管機關", "主管機關全銜"],
            Self::Applicant => &["申請人姓名", "申請者姓名", "申請人員姓名", "申請人姓名及職稱", "申請人姓名/職稱"],
            Self::AppliedOn => &["申請日期", "申請年月日", "申請時間", "申請日"],
            Self::Phone => &[
                "聯絡電話",
                "連絡電話",
                "聯繫電話",
                "聯絡電話及分機",
                "聯絡電話/分機",
                "連絡電話及分機",
                "公務電話",
                "辦公室電話",
                "電話號碼",
                "申請人電話",
                "聯絡人電話",
            ],
            Self::Email => &[
                "電子郵件",
                "電子郵件信箱",
                "電子郵件地址",
                "電子郵件帳號",
                "電子信箱",
                "電子郵件e-mail",
                "電子信箱e-mail",
                "電郵",
                "e-mail",
                "email",
                "e-mail信箱",
                "email信箱",
                "e-mail帳號",
                "公務信箱",
                "公務電子郵件",
                "公務電子信箱",
            ],
            Self::Reason => {
                &["申請理由", "申請事由", "申請原因", "申請目的", "申請緣由", "申請理由及用途", "申請理由及目的"]
            }
            Self::Description => &[
                "需求描述及說明",
                "需求描述與說明",
                "需求描述說明",
                "需求描述",
                "需求說明",
                "需求說明及描述",
                "需求內容",
                "需求內容及說明",
                "需求內容說明",
                "資料需求說明",
                "需求資料說明",
                "申請資料說明",
                "申請資料內容",
            ],
            Self::PersonalData => &[
                "是否含個資",
                "是否含個人資料",
                "是否含有個資",
                "是否含有個人資料",
                "是否包含個資",
                "是否包含個人資料",
                "是否涉及個資",
                "是否涉及個人資料",
                "是否涉個資",
                "含個資否",
                "含個人資料否",
                "含有個資否",
                "涉及個資否",
                "有無個資",
                "有無含個資",
                "是否為個資",
            ],
            Self::Approval => &[
                "主管機關人事機構審核",
                "主管機關人事機構審核意見",
                "主管機關人事機構審核結果",
                "主管機關人事機構審核情形",
                "主管機關人事機構審核欄",
                "主管機關人事機構核准",
                "主管機關人事機構核定",
                "主管機關人事機構核章",
                "主管機關人事單位審核",
                "主管機關審核",
                "主管機關審核意見",
                "主管機關審核結果",
                "主管機關審核欄",
                "主管機關核准",
                "主管機關核定",
                "主管機關核章",
                "上級主管機關審核",
                "上級機關審核",
            ],
            Self::CheckedSources => &["已查詢之既有統計", "已查詢來源", "已查詢之統計"],
            Self::Sample => &["需求資料格式範例", "需求資料格式範例檔名"],
            Self::Query => &["查詢語法"],
            Self::Other => &[
                "人事總處回復",
                "人事總處回覆",
                "人事總處審核",
                "人事總處填寫",
                "總處回復",
                "總處回覆",
                "行政院人事行政總處回復",
                "行政院人事行政總處回覆",
                "申請人事機構填寫",
                "申請機關填寫",
                "申請單位填寫",
                "申請人填寫",
                "申請人基本資料",
                "申請人資料",
                "申請人事機構單位戳章",
                "申請人事機構戳章",
                "申請機關戳章",
                "申請機關單位戳章",
                "申請單位戳章",
                "申請人簽名或蓋章",
                "申請人簽名",
                "申請人蓋章",
                "主管機關人事機構填寫",
                "主管機關填寫",
                "單位戳章",
                "機關戳章",
                "申請人簽章",
                "收件編號",
                "受理編號",
            ],
        }
    }

    /// Short labels, which mean a field only in a sheet that is a form by other labels, and only where it has no better.
    pub(super) fn weak_spellings(self) -> &'static [&'static str] {
        match self {
            Self::Agency => &[
                "機關名稱",
                "服務機關",
                "服務單位",
                "機關全銜",
                "機關(構)名稱",
                "人事機構",
                "單位名稱",
                "機關",
                "單位",
            ],
            Self::Applicant => {
                &["姓名", "申請人", "申請者", "承辦人", "聯絡人", "連絡人", "承辦人姓名", "聯絡人姓名", "填表人"]
            }
            Self::AppliedOn => &["日期", "填表日期", "填寫日期", "填單日期", "送件日期"],
            Self::Phone => &["電話", "tel", "電話tel", "聯絡方式", "連絡方式"],
            Self::Email => &["信箱", "mail"],
            Self::Reason => &["理由", "事由", "目的", "用途", "原因"],
            Self::Description => &["需求", "說明"],
            Self::PersonalData => &["個資", "含個資", "個人資料"],
            Self::Approval => &["審核", "審核意見"],
            Self::Other => &["職稱", "傳真", "傳真電話", "備註", "附件", "主管", "人事主管", "單位主管", "編號"],
            // Also the head of a column in many samples.
            Self::Authority => &["主管機關"],
            Self::CheckedSources | Self::Sample | Self::Query => &[],
        }
    }

    /// Whether its text may run over several lines.
    pub(super) fn is_long(self) -> bool {
        matches!(self, Self::Reason | Self::Description | Self::Approval | Self::CheckedSources | Self::Query)
    }
}
