//! What an application says, with one of the ways in which it is written.

use jiff::civil::{Date, Weekday};

use super::dice::Dice;

/// A field as it is written, and as it must come out.
#[derive(Clone, Debug)]
pub(crate) struct Written<T> {
    pub(crate) written: String,
    pub(crate) meant: T,
}

#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) agency: Written<String>,
    pub(crate) authority: &'static str,
    pub(crate) applicant: String,
    pub(crate) applied_on: Written<Date>,
    pub(crate) phone: Written<String>,
    /// Area, number and extension, for forms that have a cell for each.
    pub(crate) phone_parts: (String, String, String),
    pub(crate) email: Written<String>,
    pub(crate) reason: String,
    pub(crate) description: Vec<String>,
    pub(crate) personal_data: Written<Option<bool>>,
    pub(crate) approval: String,
}

const AGENCIES: &[(&str, &str, &str)] = &[
    ("勞動部人事處", "勞動部人事處", "勞動部"),
    ("勞動部勞工保險局人事室", "勞動部勞工保險局人事室", "勞動部"),
    ("行政院農業委員會人事室", "農業部人事室", "農業部"),
    ("行政院農業部人事處", "農業部人事處", "農業部"),
    ("農委會人事室", "農業部人事室", "農業部"),
    ("科技部人事處", "國家科學及技術委員會人事處", "國家科學及技術委員會"),
    ("行政院環境保護署人事室", "環境部人事室", "環境部"),
    ("原民會人事室", "原住民族委員會人事室", "原住民族委員會"),
    ("台北市政府人事處", "臺北市政府人事處", "臺北市政府"),
    ("臺北市政府衛生局人事室", "臺北市政府衛生局人事室", "臺北市政府"),
    ("台中市政府　人事處", "臺中市政府人事處", "臺中市政府"),
    ("台東縣政府人事處", "臺東縣政府人事處", "臺東縣政府"),
    ("雲林縣斗六市公所人事室", "雲林縣斗六市公所人事室", "雲林縣政府"),
    ("連江縣政府 人事處", "連江縣政府人事處", "連江縣政府"),
    ("行政院主計總處人事處", "行政院主計總處人事處", "行政院主計總處"),
    ("衛生福利部　人事處", "衛生福利部人事處", "衛生福利部"),
    ("法務部調查局人事室", "法務部調查局人事室", "法務部"),
    ("高雄市政府衛生局人事室", "高雄市政府衛生局人事室", "高雄市政府"),
    ("財政部人事處", "財政部人事處", "財政部"),
];
const SURNAMES: &[&str] = &["林", "陳", "高", "張", "蔡", "歐陽", "曹", "羅", "賴", "葉", "傅"];
const REASONS: &[&str] = &[
    "為研議新進人員留任措施，需瞭解分發人員離職情形。",
    "研擬原住民族人員陞遷輔導政策",
    "離島人力",
    "公職護理師離職率偏高，提報本府市政會議。",
    "檢討身心障礙人員進用與留任（依本年度施政計畫）",
    "考績制度檢討；議會質詢之準備",
];
const PARAGRAPHS: &[&str] = &[
    "請提供110年至114年各主管機關現職人員數，並依官等、性別交叉。",
    "一、中央及地方各機關資訊處理職系人數。",
    "二、請區分30歲以下、31-40歲、41-50歲、51歲以上。",
    "三、截至115年6月30日，不含學校及事業機構。",
    "(一)離職人數及離職率。",
    "註：請以統計數值提供，無須明細。",
    "本案聯絡電話及姓名如上，欄位：機關、職稱、官等。",
    "每百名職員配置人事人員數 & 平均年齡 <計算至小數點後2位>",
    "全國各縣市政府113年及114年年終考績甲等比率，按官等、性別、主管別。",
];
/// How the boxes are marked: what is written for 是, for 否.
const MARKS: &[(&str, &str)] = &[
    ("■是 □否", "□是 ■否"),
    ("■是□否", "□是■否"),
    ("■ 是　□ 否", "□ 是　■ 否"),
    ("☑是 ☐否", "☐是 ☑否"),
    ("☒是 ☐否", "☐是 ☒否"),
    ("▓是 □否", "□是 ▓否"),
    ("V是 □否", "□是 V否"),
    ("ｖ是　□否", "□是　ｖ否"),
    ("✓是 □否", "□是 ✓否"),
    ("✔是 否", "是 ✔否"),
    ("是V 否", "是 否V"),
    ("●是 ○否", "○是 ●否"),
    ("○是 ×否", "×是 ○否"),
    ("是（V） 否（ ）", "是（ ） 否（V）"),
    ("(V)是 ( )否", "( )是 (V)否"),
    ("[x]是 [ ]否", "[ ]是 [x]否"),
    ("\u{f0fe}是 \u{f0a8}否", "\u{f0a8}是 \u{f0fe}否"),
    ("\u{f052}是 \u{f0a3}否", "\u{f0a3}是 \u{f052}否"),
    ("\u{f06e}是 \u{f06f}否", "\u{f06f}是 \u{f06e}否"),
    ("þ是 ¨否", "¨是 þ否"),
    ("是■ 否□", "是□ 否■"),
    ("□ˇ是 □否", "□是 □ˇ否"),
    ("是", "否"),
    ("■是", "■否"),
    ("■ 含 □ 不含", "□ 含 ■ 不含"),
    ("是：V 否：", "是： 否：V"),
];
const UNMARKED: &[&str] = &["□是 □否", "☐是　☐否", "是（ ） 否（ ）", "□是", "是 否"];
const MARKED_TWICE: &[&str] = &["■是 ■否", "☑是 ☑否", "V是 V否"];
const APPROVALS: &[&str] =
    &["核准", "某人事處 115.10.7 核准", "■核准 □不核准", "同意，林○○ 核章", "核章", "V同意 □不同意"];

impl Facts {
    pub(crate) fn roll(dice: &mut Dice) -> Self {
        let (written, meant, authority) = *dice.pick(AGENCIES);
        let (phone, phone_parts) = phone(dice);
        let mut description: Vec<String> =
            (0..dice.between(1, 4)).map(|_| (*dice.pick(PARAGRAPHS)).to_owned()).collect();
        // A footnote at the beginning of a cell of its own is the form's, not the applicant's.
        description.sort_by_key(|paragraph| paragraph.starts_with('註'));
        description.dedup();
        if description[0].starts_with('註') {
            description.insert(0, PARAGRAPHS[0].to_owned());
        }
        let number = dice.between(1, 99);
        let email = format!("hr{number:02}@example.gov.tw");
        let typed = match dice.below(6) {
            0 => email.replace('@', "＠"),
            1 => format!("<{email}>"),
            2 => format!(" {email} "),
            _ => email.clone(),
        };
        Self {
            agency: Written { written: written.to_owned(), meant: meant.to_owned() },
            authority,
            applicant: format!("{}○○", dice.pick(SURNAMES)),
            applied_on: applied_on(dice),
            phone,
            phone_parts,
            email: Written { written: typed, meant: email },
            reason: (*dice.pick(REASONS)).to_owned(),
            description,
            personal_data: boxes(dice),
            approval: dice.pick(APPROVALS).replace("某", authority),
        }
    }
}

fn boxes(dice: &mut Dice) -> Written<Option<bool>> {
    match dice.below(20) {
        0 => Written { written: (*dice.pick(UNMARKED)).to_owned(), meant: None },
        1 => Written { written: (*dice.pick(MARKED_TWICE)).to_owned(), meant: None },
        _ => {
            let (yes, no) = *dice.pick(MARKS);
            let flag = dice.chance(40);
            Written { written: (if flag { yes } else { no }).to_owned(), meant: Some(flag) }
        }
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if ('!'..='~').contains(&c) { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
        .collect()
}

fn applied_on(dice: &mut Dice) -> Written<Date> {
    let day = jiff::civil::date(2025, 1, 1) + jiff::Span::new().days(i64::try_from(dice.below(680)).unwrap());
    let (roc, month, date) = (day.year() - 1911, day.month(), day.day());
    let chinese = |number: i16| chinese_number(number);
    let weekday = match day.weekday() {
        Weekday::Monday => '一',
        Weekday::Tuesday => '二',
        Weekday::Wednesday => '三',
        Weekday::Thursday => '四',
        Weekday::Friday => '五',
        Weekday::Saturday => '六',
        Weekday::Sunday => '日',
    };
    let written = match dice.below(22) {
        0 => format!("{roc}.{month}.{date}"),
        1 => format!("{roc}.{month:02}.{date:02}"),
        2 => format!("{roc}{month:02}{date:02}"),
        3 => format!("{roc}/{month:02}/{date:02}"),
        4 => format!("{roc}-{month:02}-{date:02}"),
        5 => format!("{roc}年{month}月{date}日"),
        6 => format!("民國{roc}年{month}月{date}日"),
        7 => format!("中華民國 {roc} 年 {month:02} 月 {date:02} 日"),
        8 => format!("中 華 民 國　{roc}　年　{month}　月　{date}　日"),
        9 => wide(&format!("{roc}/{month:02}/{date:02}")),
        10 => wide(&format!("{roc}.{month}.{date}")),
        11 => format!("中華民國{}年{}月{}日", chinese(roc), chinese(month.into()), chinese(date.into())),
        12 => format!("{}年{}月{}日", chinese(roc), chinese(month.into()), chinese(date.into())),
        13 => format!("{day}"),
        14 => format!("{}/{month}/{date}", day.year()),
        15 => format!("{roc}-{month:02}-{date:02} 10:09"),
        16 => format!("{roc}.{month}.{date}({weekday})"),
        17 => format!("{roc}年{month}月{date}日（星期{weekday}）"),
        18 => format!("0{roc}/{month:02}/{date:02}"),
        19 => format!("{roc}、{month}、{date}"),
        20 => format!("民國 {roc}. {month}. {date}"),
        _ => format!("{roc}/{month:02}/{date:02} 下午 03:30"),
    };
    Written { written, meant: day }
}

/// 115 → 一百十五.
fn chinese_number(number: i16) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: i16| DIGITS[usize::try_from(n).unwrap()];
    let mut text = String::new();
    if number >= 100 {
        text.push_str(digit(number / 100));
        text.push('百');
    }
    let tens = number / 10 % 10;
    if tens > 1 {
        text.push_str(digit(tens));
    }
    if tens > 0 {
        text.push('十');
    }
    text.push_str(digit(number % 10));
    text
}

fn phone(dice: &mut Dice) -> (Written<String>, (String, String, String)) {
    const AREAS: &[(&str, usize)] = &[
        ("02", 8),
        ("03", 7),
        ("04", 8),
        ("04", 7),
        ("05", 7),
        ("06", 7),
        ("07", 7),
        ("08", 7),
        ("037", 6),
        ("049", 7),
        ("082", 6),
        ("089", 6),
        ("0836", 5),
        ("0826", 5),
    ];
    let (area, length) = *dice.pick(AREAS);
    // Invented numbers: the first digit is one that offices have, the rest are mostly zeros.
    // 082 and 089 are areas of their own.
    let first: &[&str] = if area == "08" { &["7", "8"] } else { &["2", "5"] };
    let number = format!("{}{}{}", dice.pick(first), "0".repeat(length - 3), dice.between(10, 99));
    let extension = if dice.chance(60) { dice.between(11, 9999).to_string() } else { String::new() };
    let (head, tail) = number.split_at(length.saturating_sub(4));
    let line = match dice.below(9) {
        0 => format!("{area}-{number}"),
        1 => format!("({area}){number}"),
        2 => format!("({area}) {number}"),
        3 if length >= 7 => format!("{area}-{head}-{tail}"),
        4 if length >= 7 => format!("({area}){head}-{tail}"),
        5 => format!("{area}{number}"),
        6 => wide(&format!("({area}){number}")),
        7 => format!("+886-{}-{number}", area.trim_start_matches('0')),
        8 => format!("1999(外縣市{area}-{number})"),
        _ => format!("{area} {number}"),
    };
    let mark = *dice.pick(&["#", "轉", "分機", " 分機 ", "轉分機", "*", " ext.", "＃"]);
    let mut written = if extension.is_empty() { line } else { format!("{line}{mark}{extension}") };
    if dice.chance(10) {
        written = format!("電話：{written}");
    }
    let shown = if length >= 7 { format!("{head}-{tail}") } else { number.clone() };
    let meant = if extension.is_empty() { format!("({area}){shown}") } else { format!("({area}){shown}#{extension}") };
    (Written { written, meant }, (area.to_owned(), number, extension))
}
