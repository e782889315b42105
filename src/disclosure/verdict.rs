//! Whether an output identifies persons.

/// From harmless upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalVerdict {
    /// It identifies nobody.
    None,
    /// It identifies together with other facts.
    Indirect,
    /// It names or numbers persons.
    Direct,
}

impl PersonalVerdict {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "不含個人資料",
            Self::Indirect => "含得以間接識別之個人資料",
            Self::Direct => "含得以直接識別之個人資料",
        }
    }
}
