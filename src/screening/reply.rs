//! The reply to an applicant whose request the catalogue answers, in the words of the regulation (要點四、五).

use std::fmt::Write as _;

use super::{Catalogue, Channel, Coverage, TableCoverage, Verdict};

/// The draft; none unless the catalogue answers wholly or in part. It names offices, no person.
#[must_use]
pub fn coverage_reply(request: &str, agency: &str, coverage: &Coverage, catalogue: &Catalogue) -> Option<String> {
    let main = reply_reason(coverage)?;
    let mut text = String::new();
    text.push_str("（回復稿，請承辦人核對後再發出）\n");
    if !coverage.suggestions.is_empty() {
        // What the reviewer must do first, and notes of the catalogue, are not said to the applicant as they stand.
        text.push_str("（以下供承辦人核對，發出前刪去：\n");
        for suggestion in &coverage.suggestions {
            let _ = writeln!(text, "　－{suggestion}");
        }
        text.push_str("）\n");
    }
    let _ = writeln!(text, "\n受文者：{agency}\n");
    text.push_str("主旨：貴機構申請人事資料統計服務（");
    text.push_str(request);
    text.push_str("）一案，復請查照。\n\n說明：\n");
    text.push_str(
        "一、依「行政院人事行政總處提供人事資料統計服務申請作業要點」第四點，各級人事機構於提出統計服務申請前，應確定以下列方式\
         均無法產製需求資料，再提出申請：(一)本總處全球資訊網或其他機關公布之人事統計資訊；(二)「網際網路版人力資源管理資訊系統」\
         （WebHR 系統）已提供之功能。\n",
    );
    text.push_str("二、");
    text.push_str(main);
    text.push_str("各表情形如下：\n");
    for (index, table) in coverage.tables.iter().enumerate() {
        tell(&mut text, index + 1, table, catalogue);
    }
    text.push_str("三、");
    text.push_str(
        "如依上開方式仍無法產製所需資料，請依同要點第五點，敘明申請人聯絡資訊、申請理由、需求描述及說明（含已查詢之統計及不足之處），\
         並經主管機關人事機構核准後，再行提出申請。\n",
    );
    Some(text)
}

/// The sentence that stands for a reason where the catalogue answers wholly or in part.
#[must_use]
pub fn reply_reason(coverage: &Coverage) -> Option<&'static str> {
    match coverage.verdict {
        Verdict::Covered => Some("經查所需資料均可由已公布之統計或 WebHR 系統取得，請依所列方式自行產製（要點四）。"),
        Verdict::Partial => Some("經查所需資料部分可由已公布之統計或 WebHR 系統取得，請先依所列方式查詢（要點四）。"),
        Verdict::NotCovered | Verdict::Undetermined | Verdict::OutOfScope => None,
    }
}

fn tell(text: &mut String, number: usize, table: &TableCoverage, catalogue: &Catalogue) {
    let _ = writeln!(text, "　({number})「{}」：{}。", table.title, table.verdict.name());
    if let Some(id) = &table.source {
        let source = catalogue.find(id).map_or_else(
            || id.clone(),
            |entry| {
                let article = match entry.channel {
                    Channel::Published => "要點四(一)",
                    Channel::Webhr => "要點四(二)",
                };
                format!("{}「{}」（{id}；{article}）", entry.publisher, entry.title)
            },
        );
        let _ = writeln!(text, "　　　出處：{source}");
    }
    if let Some(recipe) = &table.recipe {
        let _ = writeln!(text, "　　　取得方式：{recipe}");
    }
    // For a table that is not out yet the reason says when it will be.
    for reason in &table.reasons {
        let _ = writeln!(text, "　　　不足之處：{}", reason.message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::{Condition, CoverageReason, undetermined};

    fn table(verdict: Verdict, recipe: Option<&str>, reason: Option<&str>) -> TableCoverage {
        let covered = serde_json::json!({
            "title": "官等", "verdict": verdict, "source": "X-1", "recipe": recipe, "nearest": null,
            "reasons": reason.map(|message| CoverageReason { condition: Condition::Period, message: message.to_owned() })
                .into_iter().collect::<Vec<_>>(),
        });
        serde_json::from_value(covered).unwrap()
    }

    #[test]
    fn the_reply_says_how_to_get_it_and_what_is_missing() {
        let coverage = Coverage {
            verdict: Verdict::Partial,
            tables: vec![
                table(Verdict::Covered, Some("請查某表。"), None),
                table(Verdict::Partial, None, Some("預計於115年5月31日前發布")),
            ],
            suggestions: vec!["此目錄項目尚未查證".to_owned()],
        };
        let text = coverage_reply("request-3", "某部人事處", &coverage, &Catalogue::default()).unwrap();
        for said in ["某部人事處", "request-3", "請查某表。", "115年5月31日前發布", "第五點", "X-1"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(text.contains("\n三、如依"), "{text}");
        let (memo, letter) = text.split_once("受文者").unwrap();
        assert!(memo.contains("尚未查證") && !letter.contains("尚未查證"), "{text}");
    }

    #[test]
    fn without_an_answer_there_is_no_reply() {
        assert_eq!(coverage_reply("request-3", "某部", &undetermined("無查詢"), &Catalogue::default()), None);
    }
}
