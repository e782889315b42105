//! The duties that every reply states (要點六、七). They are not an argument: no caller can forget them.

use super::Cover;
use crate::disclosure::PersonalVerdict;
use crate::domain::format_roc;

/// The notices for a reply with this verdict, in order.
pub(super) fn notices(verdict: PersonalVerdict, cover: &Cover) -> Vec<String> {
    let mut out = Vec::new();
    if verdict == PersonalVerdict::None {
        out.push(
            "本檔經逐格檢核不含個人資料；請勿與其他資料比對以識別特定個人。再利用時請一併引用資料截止日與統計範圍。"
                .to_owned(),
        );
    } else {
        out.push(
            "本檔含個人資料：應遵守個人資料保護法及相關規定，於人事管理之特定目的及執行法定職務之必要範圍內使用，\
             並依法善盡保管責任；不得轉供他用或公開。（要點三、六）"
                .to_owned(),
        );
        out.push(match cover.destroy_by {
            Some(day) => format!(
                "如無保存必要，應於使用完畢後銷毀，最遲於{}前銷毀，並將銷毀情形告知承辦單位。（要點六）",
                format_roc(day)
            ),
            None => "如無保存必要，應於使用完畢後銷毀，並將銷毀情形告知承辦單位。（要點六）".to_owned(),
        });
    }
    out.push(
        "欄位定義見「欄位定義」工作表。對欄位定義或其他事項如有疑義，應先向本總處確認，俟無疑義後再予運用。（要點七）"
            .to_owned(),
    );
    out
}
