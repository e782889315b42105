//! The fields of the form: their labels on paper and their keys in TOML.

use super::label_spellings::strong_spellings;

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

    /// Fields that make a sheet a form; a telephone number alone does not.
    pub(super) const CORE: [Self; 7] = [
        Self::Agency,
        Self::Applicant,
        Self::AppliedOn,
        Self::Reason,
        Self::Description,
        Self::PersonalData,
        Self::Approval,
    ];

    /// Whether only forms have it; the others also stand in signatures and in lists of people.
    pub(super) fn is_telling(self) -> bool {
        Self::CORE.contains(&self) || matches!(self, Self::CheckedSources | Self::Sample | Self::Query)
    }

    /// Its label as people know it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Authority => "主管機關",
            _ => strong_spellings(self).first().copied().unwrap_or_default(),
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

    /// Whether its text may run over several lines.
    pub(super) fn is_long(self) -> bool {
        matches!(self, Self::Reason | Self::Description | Self::Approval | Self::CheckedSources | Self::Query)
    }
}
