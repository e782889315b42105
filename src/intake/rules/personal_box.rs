//! 是否含個資: what is ticked, against what the words ask for (要點三).

use super::super::clause::has_any;
use super::super::raw_form::RawForm;
use super::super::{BoxMark, FormField, PersonalWord, Vocabulary, parse_box};
use crate::domain::fold_width;
use crate::source::{Problem, Problems};

/// Findings `box-missing`, `box-understated`, `box-overstated`.
pub(super) fn check_box(form: &RawForm, asked: &[PersonalWord], vocabulary: &Vocabulary, problems: &Problems) {
    if form.reported.contains(&FormField::PersonalData) {
        return;
    }
    let place = form.place(FormField::PersonalData);
    let written = form.text(FormField::PersonalData);
    match parse_box(written) {
        BoxMark::Neither => {
            let message = match written {
                "" => "是否含個資沒有填，應勾選「是」或「否」（要點三；申請表附件）".to_owned(),
                text => {
                    format!("是否含個資兩格都沒有勾選（原文「{text}」），應勾選「是」或「否」（要點三；申請表附件）")
                }
            };
            problems.push(Problem::error("box-missing", message).at(place));
        }
        BoxMark::Both => {
            let message =
                format!("是否含個資同時勾選「是」與「否」（原文「{written}」），互相矛盾（要點三；申請表附件）");
            problems.push(Problem::error("box-missing", message).at(place));
        }
        BoxMark::Yes => {
            let description = fold_width(form.text(FormField::Description));
            if asked.is_empty() && has_any(&description, &vocabulary.personal.aggregates) {
                let message = "是否含個資勾選「是」，但需求描述只要求彙總統計，看不出需要個人資料（要點三：執行法定職務之必要範圍內）";
                problems.push(
                    Problem::note("box-overstated", message)
                        .at(place)
                        .hint("仍依勾選處理；請向申請人確認是否另需名冊，或改勾「否」"),
                );
            }
        }
        BoxMark::No if !asked.is_empty() => problems.push(understated(asked).at(place)),
        BoxMark::No => {}
    }
}

fn understated(asked: &[PersonalWord]) -> Problem {
    let words: Vec<&str> = asked.iter().map(|word| word.words.as_str()).collect();
    let words = words.join("」、「");
    // 個人資料保護法施行細則第3條: who must be put together with other data to be known is known indirectly.
    let message = if asked.iter().any(|word| word.direct) {
        format!("是否含個資勾選「否」，但需求描述要求「{words}」，產出可能含個人資料，將依含個資處理（要點三、五(三)）")
    } else {
        format!(
            "是否含個資勾選「否」，但需求描述要求「{words}」：一人一列，雖無姓名，由機關、職務與日期仍可間接識別個人，\
             將依含個資處理（要點三、五(三)；個人資料保護法施行細則第3條）"
        )
    };
    Problem::warning("box-understated", message).hint("請向申請人確認：改勾「是」並敘明法定職務之必要，或改為彙總統計")
}
