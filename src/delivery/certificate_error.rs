//! Why a certificate is refused, and what its owner can do about it.

use jiff::civil::Date;

use crate::domain::format_roc;

/// Why a certificate cannot be used. `Display` says what is wrong; [`CertificateError::remedy`] what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Nothing in it.
    #[error("檔案是空的")]
    Empty,
    /// Something else.
    #[error("檔案不是 OpenPGP 憑證（{found}）")]
    NotACertificate {
        /// What it seems to be.
        found: String,
    },
    /// It ends too early, or was changed on the way.
    #[error("憑證不完整或已損壞：{detail}")]
    Damaged {
        /// What the reader says.
        detail: String,
    },
    /// The owner's secret key, sent by mistake: an incident.
    #[error("這是私密金鑰，不是憑證（公開金鑰）；已拒收且沒有保存")]
    SecretKey,
    /// More than one.
    #[error("檔案裡有 {count} 份憑證或金鑰區塊")]
    Several {
        /// How many.
        count: usize,
    },
    /// Expired.
    #[error("憑證已於{day}過期", day = format_roc(*.on))]
    Expired {
        /// Since when, as a day in Taiwan.
        on: Date,
    },
    /// Made in the future: the clock here or there is wrong.
    #[error("憑證自{day}起才生效", day = format_roc(*.from))]
    NotYetValid {
        /// From when.
        from: Date,
    },
    /// The certificate as a whole is revoked.
    #[error("憑證已由所有人撤銷（{reason}）")]
    Revoked {
        /// The owner's reason.
        reason: String,
    },
    /// Every encryption key in it is revoked.
    #[error("憑證的加密子金鑰已全部撤銷")]
    EncryptionKeyRevoked,
    /// Every encryption key in it is expired.
    #[error("憑證的加密子金鑰已於{day}過期", day = format_roc(*.on))]
    EncryptionKeyExpired {
        /// Since when, as a day in Taiwan.
        on: Date,
    },
    /// It can only sign.
    #[error("憑證沒有可以加密的金鑰，只能簽章")]
    NoEncryptionKey,
    /// Its self signatures use SHA-1, which can be forged.
    #[error("憑證的自我簽章使用 SHA-1，可被偽造")]
    Sha1,
    /// An RSA key too short.
    #[error("憑證的 RSA 金鑰只有 {bits} 位元，至少要 {least} 位元")]
    WeakRsa {
        /// Its size.
        bits: usize,
        /// The least size.
        least: u32,
    },
    /// An algorithm that cannot be computed here.
    #[error("不支援憑證使用的演算法 {algorithm}")]
    UnsupportedAlgorithm {
        /// Its name.
        algorithm: String,
    },
    /// No self signature that holds.
    #[error("憑證的自我簽章無效：{detail}")]
    BadSelfSignature {
        /// What the checker says.
        detail: String,
    },
}

impl CertificateError {
    /// What to do, in words that can be passed on to the applicant.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty | Self::Damaged { .. } => "請對方重新匯出公開金鑰，以附件（.asc）整檔傳送，不要貼在信文裡",
            Self::NotACertificate { .. } => {
                "請對方在 Kleopatra（Gpg4win）選「匯出」（不是「匯出私密金鑰」），傳送產生的 .asc 檔"
            }
            Self::SecretKey => {
                "請通知對方：私密金鑰已外洩，應立即撤銷並另製新的金鑰組，再以「匯出」（不是「匯出私密金鑰」）提供公開金鑰；收到的檔案與信件請刪除"
            }
            Self::Several { .. } => "請對方一個檔案只放一份憑證；不確定是哪一份時，以電話核對指紋",
            Self::Expired { .. } => "請對方在 Kleopatra 延長效期後重新匯出，或提供新的憑證",
            Self::NotYetValid { .. } => "請檢查本機與對方電腦的日期時間，再重新匯出",
            Self::Revoked { .. } => "這份憑證不可再用；請對方提供新的憑證，並以電話核對指紋",
            Self::EncryptionKeyRevoked | Self::NoEncryptionKey => "請對方新增加密子金鑰後重新匯出，或提供新的憑證",
            Self::EncryptionKeyExpired { .. } => "請對方延長加密子金鑰的效期後重新匯出",
            Self::Sha1 => "請對方以 GnuPG 2.2 以上重新延長一次效期（會以 SHA-256 重新自我簽章）後匯出，或製作新的憑證",
            Self::WeakRsa { .. } => "請對方製作新的憑證（建議 Curve25519，或 RSA 3072 位元以上）",
            Self::UnsupportedAlgorithm { .. } => "請對方製作使用 Curve25519、NIST P-256 或 RSA 3072 的憑證",
            Self::BadSelfSignature { .. } => "請對方重新匯出，並以電話核對指紋；仍然無效時請提供新的憑證",
        }
    }
}
