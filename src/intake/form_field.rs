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
        self.spellings().first().copied().unwrap_or_default()
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

    /// The spellings under which a label is recognised, squeezed; the first is the official one.
    pub(super) fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Agency => &["申請人事機構", "申請人事機構名稱", "申請機構"],
            Self::Authority => &["主管機關", "主管機關名稱"],
            Self::Applicant => &["申請人姓名"],
            Self::AppliedOn => &["申請日期"],
            Self::Phone => &["聯絡電話", "連絡電話", "電話"],
            Self::Email => {
                &["電子郵件", "電子郵件信箱", "電子郵件地址", "電子信箱", "E-mail", "Email", "e-mail", "email"]
            }
            Self::Reason => &["申請理由", "申請事由"],
            Self::Description => &["需求描述及說明", "需求描述", "需求說明"],
            Self::PersonalData => &["是否含個資", "是否含個人資料", "是否含有個資", "是否涉及個資", "是否涉及個人資料"],
            Self::Approval => &[
                "主管機關人事機構審核",
                "主管機關人事機構審核意見",
                "主管機關人事機構審核結果",
                "主管機關人事機構審核欄",
                "主管機關人事機構核准",
                "主管機關人事機構核章",
            ],
            Self::CheckedSources => &["已查詢之既有統計", "已查詢來源"],
            Self::Sample => &["需求資料格式範例", "需求資料格式範例檔名"],
            Self::Query => &["查詢語法"],
            Self::Other => &[
                "人事總處回復",
                "人事總處回覆",
                "申請人事機構填寫",
                "申請人事機構單位戳章",
                "申請人簽名或蓋章",
                "主管機關人事機構填寫",
                "單位戳章",
                "申請人簽章",
            ],
        }
    }

    /// Whether its text may run over several lines.
    pub(super) fn is_long(self) -> bool {
        matches!(self, Self::Reason | Self::Description | Self::Approval | Self::CheckedSources | Self::Query)
    }
}
