//! What the lines of a letter are: greeting, forwarding, signature, disclaimer; and what an authority says in it.

/// Lines that begin what no applicant has written: signatures, disclaimers, marks of programs.
const ENDINGS: &[&str] = &[
    "本郵件",
    "本電子郵件",
    "本信件",
    "本信及",
    "此郵件",
    "此信件",
    "此電子郵件",
    "※本",
    "*本郵件",
    "免責聲明",
    "保密聲明",
    "機密聲明",
    "保密警語",
    "資訊安全聲明",
    "電子郵件警語",
    "This e-mail",
    "This email",
    "This message",
    "CONFIDENTIAL",
    "Confidentiality",
    "DISCLAIMER",
    "Disclaimer",
    "Sent from",
    "Get Outlook",
    "從我的",
    "寄自我的",
    "傳送自我的",
    "Best regards",
    "Best Regards",
    "Regards,",
    "Sincerely",
];
/// Short lines that close a letter.
const CLOSINGS: &[&str] =
    &["敬祝", "順頌", "順祝", "此致", "謹致", "謹此", "專此", "時綏", "時祺", "公綏", "勛安", "鈞安"];
const SIGNED: &[&str] = &["敬上", "謹上", "敬啟", "謹啟", "敬陳", "拜上"];
/// The longest line that may be a closing.
const SHORT: usize = 16;
/// What heads a mail that was forwarded into the text.
const FORWARD_FIELDS: &[&str] = &[
    "寄件者",
    "寄件人",
    "收件者",
    "收件人",
    "副本",
    "主旨",
    "日期",
    "寄件日期",
    "傳送時間",
    "傳送日期",
    "附件",
    "From",
    "Sent",
    "To",
    "Cc",
    "CC",
    "Subject",
    "Date",
];
/// Words with which an authority agrees; 「不同意」 is shown as well, since a person reads the sentence.
const APPROVALS: &[&str] = &["核准", "同意", "核可", "核轉", "轉送", "層轉", "准予", "審核通過", "無意見", "如擬"];
/// Whose agreement it is.
const SPEAKERS: &[&str] = &[
    "本處",
    "本部",
    "本會",
    "本府",
    "本署",
    "本局",
    "本院",
    "本機關",
    "本總處",
    "本室",
    "本縣",
    "本市",
    "業經",
    "業已",
    "已經",
    "經主管機關",
    "主管機關",
];
/// The longest sentence that is shown.
const SENTENCE: usize = 120;

/// Whether `line` begins a mail that was forwarded into the text: 「-----原始郵件-----」, 「寄件者：…」.
pub(super) fn is_forward_head(line: &str) -> bool {
    let line = line.trim().trim_start_matches('>').trim();
    let ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    if ruled
        && ["原始郵件", "原始訊息", "轉寄", "轉發", "Original Message", "Forwarded"]
            .iter()
            .any(|word| line.contains(word))
    {
        return true;
    }
    let bare = line.trim_matches('*');
    FORWARD_FIELDS.iter().any(|field| {
        bare.strip_prefix(field).is_some_and(|rest| rest.trim_start_matches(['*', ' ']).starts_with([':', '：']))
    })
}

/// Whether `line` ends what the writer had to say.
pub(super) fn is_ending(line: &str) -> bool {
    let trimmed = line.trim();
    if matches!(line.trim_end(), "--" | "－－") || ENDINGS.iter().any(|start| trimmed.starts_with(start)) {
        return true;
    }
    let length = trimmed.chars().count();
    length >= 5 && trimmed.chars().all(|c| "-_=*#~─━－—＿＝＊".contains(c))
        || length <= SHORT && (CLOSINGS.iter().any(|start| trimmed.starts_with(start)) || is_signed(trimmed))
}

fn is_signed(line: &str) -> bool {
    SIGNED.iter().any(|end| line.ends_with(end))
}

/// Whether the lines of a paragraph are who wrote and how to reach them.
pub(super) fn is_signature(lines: &[&str]) -> bool {
    let contact = |line: &&str| {
        let lower = line.trim().to_lowercase();
        ["tel", "電話", "分機", "傳真", "fax", "地址", "e-mail", "email", "行動", "手機", "http", "www."]
            .iter()
            .any(|start| lower.starts_with(start))
            || lower.contains('@') && !lower.contains(' ')
            || is_signed(line.trim())
    };
    lines.len() <= 10 && lines.iter().all(|line| line.chars().count() <= 50) && lines.iter().any(contact)
}

/// The sentences of `text` in which an authority seems to agree.
pub(super) fn approvals(text: &str) -> Vec<String> {
    let sentences = text.split(['\n', '。', '；', '！', ';']).map(str::trim);
    let agrees = |sentence: &&str| {
        sentence.chars().count() <= SENTENCE
            && APPROVALS.iter().any(|word| sentence.contains(word))
            && SPEAKERS.iter().any(|word| sentence.contains(word))
    };
    let mut found: Vec<String> = sentences.filter(agrees).map(str::to_owned).collect();
    found.dedup();
    found.truncate(3);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why: what a program or a habit puts under a form must not become part of its last field, and what belongs to it must.
    #[test]
    fn the_end_of_a_letter_is_seen() {
        for line in [
            "--",
            "-- ",
            "順頌　時綏",
            "敬祝 公綏",
            "林○○ 敬上",
            "本郵件及其附件含有機密資訊，若您非指定收件人…",
            "________________________________",
            "Sent from my phone",
            "從我的 iPhone 傳送",
            "此致",
        ] {
            assert!(is_ending(line), "{line}");
        }
        for line in
            ["敬請提供各主管機關人數", "---", "1. 本機關及所屬", "同意後請提供", "本處各科室人數", "本部及所屬之統計"]
        {
            assert!(!is_ending(line), "{line}");
        }
        assert!(is_signature(&["勞動部人事處 林○○", "TEL: 02-0000-0000"]));
        assert!(!is_signature(&["請提供各機關女性主管人數", "依職等區分"]));
    }

    #[test]
    fn a_forwarded_mail_is_seen() {
        for line in [
            "-----原始郵件-----",
            "-----Original Message-----",
            "---------- Forwarded message ---------",
            "寄件者：林○○",
            "*From:* x",
            "> Subject: x",
        ] {
            assert!(is_forward_head(line), "{line}");
        }
        for line in ["日期區間請以年底為準", "主旨", "-----"] {
            assert!(!is_forward_head(line), "{line}");
        }
    }

    #[test]
    fn what_the_authority_says_is_quoted() {
        assert_eq!(approvals("您好：\n本案業經本處核准，請惠予提供。\n謝謝。"), ["本案業經本處核准，請惠予提供"]);
        assert_eq!(approvals("本部不同意本案。"), ["本部不同意本案"]);
        assert!(approvals("請同意提供資料。").is_empty());
    }
}
