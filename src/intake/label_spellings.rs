//! The words under which people label the fields of the form, squeezed and in lower case.
//!
//! The first of each list is the official one. Weak words mean a field only in a sheet that is a form by other labels, and
//! only where the field has no better: samples and lists of people have 「姓名」 too.

use super::FormField;

/// The spellings of a field that mean it anywhere.
pub(super) fn strong_spellings(field: FormField) -> &'static [&'static str] {
    match field {
        FormField::Agency => AGENCY,
        FormField::Authority => AUTHORITY,
        FormField::Applicant => APPLICANT,
        FormField::AppliedOn => APPLIED_ON,
        FormField::Phone => PHONE,
        FormField::Email => EMAIL,
        FormField::Reason => REASON,
        FormField::Description => DESCRIPTION,
        FormField::PersonalData => PERSONAL_DATA,
        FormField::Approval => APPROVAL,
        FormField::CheckedSources => CHECKED_SOURCES,
        FormField::Sample => SAMPLE,
        FormField::Query => QUERY,
        FormField::Other => OTHER,
    }
}

/// The spellings of a field that mean it in a form only.
pub(super) fn weak_spellings(field: FormField) -> &'static [&'static str] {
    match field {
        FormField::Agency => WEAK_AGENCY,
        // Also the head of a column in many samples.
        FormField::Authority => WEAK_AUTHORITY,
        FormField::Applicant => WEAK_APPLICANT,
        FormField::AppliedOn => WEAK_APPLIED_ON,
        FormField::Phone => WEAK_PHONE,
        FormField::Email => WEAK_EMAIL,
        FormField::Reason => WEAK_REASON,
        FormField::Description => WEAK_DESCRIPTION,
        FormField::PersonalData => WEAK_PERSONAL_DATA,
        FormField::Approval => WEAK_APPROVAL,
        FormField::Other => WEAK_OTHER,
        FormField::CheckedSources | FormField::Sample | FormField::Query => &[],
    }
}

const AGENCY: &[&str] = &[
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
];
const AUTHORITY: &[&str] = &["主管機關名稱", "所屬主管機關", "主管機關全銜"];
const APPLICANT: &[&str] = &["申請人姓名", "申請者姓名", "申請人員姓名", "申請人姓名及職稱", "申請人姓名/職稱"];
const APPLIED_ON: &[&str] = &["申請日期", "申請年月日", "申請時間", "申請日"];
const PHONE: &[&str] = &[
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
];
const EMAIL: &[&str] = &[
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
];
const REASON: &[&str] =
    &["申請理由", "申請事由", "申請原因", "申請目的", "申請緣由", "申請理由及用途", "申請理由及目的"];
const DESCRIPTION: &[&str] = &[
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
];
const PERSONAL_DATA: &[&str] = &[
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
];
const APPROVAL: &[&str] = &[
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
];
const CHECKED_SOURCES: &[&str] = &["已查詢之既有統計", "已查詢來源", "已查詢之統計"];
const SAMPLE: &[&str] = &["需求資料格式範例", "需求資料格式範例檔名"];
const QUERY: &[&str] = &["查詢語法"];
const OTHER: &[&str] = &[
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
];
const WEAK_AGENCY: &[&str] =
    &["機關名稱", "服務機關", "服務單位", "機關全銜", "機關(構)名稱", "人事機構", "單位名稱", "機關", "單位"];
const WEAK_AUTHORITY: &[&str] = &["主管機關"];
const WEAK_APPLICANT: &[&str] =
    &["姓名", "申請人", "申請者", "承辦人", "聯絡人", "連絡人", "承辦人姓名", "聯絡人姓名", "填表人"];
const WEAK_APPLIED_ON: &[&str] = &["日期", "填表日期", "填寫日期", "填單日期", "送件日期"];
const WEAK_PHONE: &[&str] = &["電話", "tel", "電話tel", "聯絡方式", "連絡方式"];
const WEAK_EMAIL: &[&str] = &["信箱", "mail"];
const WEAK_REASON: &[&str] = &["理由", "事由", "目的", "用途", "原因"];
const WEAK_DESCRIPTION: &[&str] = &["需求", "說明"];
const WEAK_PERSONAL_DATA: &[&str] = &["個資", "含個資", "個人資料"];
const WEAK_APPROVAL: &[&str] = &["審核", "審核意見"];
const WEAK_OTHER: &[&str] = &["職稱", "傳真", "傳真電話", "備註", "附件", "主管", "人事主管", "單位主管", "編號"];
