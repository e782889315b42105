//! The layouts in which offices return the form.

use super::dice::Dice;
use super::facts::Facts;
use super::page::{Page, Value};

/// A form ready to be written, with the description as its layout shows it.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) pages: Vec<Page>,
    pub(crate) description: String,
    pub(crate) layout: &'static str,
}

/// The fields in the order of the official form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Agency,
    Applicant,
    AppliedOn,
    Phone,
    Email,
    Reason,
    Description,
    PersonalData,
    Approval,
}

const FIELDS: [Field; 9] = [
    Field::Agency,
    Field::Applicant,
    Field::AppliedOn,
    Field::Phone,
    Field::Email,
    Field::Reason,
    Field::Description,
    Field::PersonalData,
    Field::Approval,
];

impl Field {
    fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Agency => &["申請人事機構", "申請機關", "申請機構", "申請單位", "申請(人事)機構", "申請人事機構名稱"],
            Self::Applicant => &["申請人姓名", "姓名", "申請人", "承辦人"],
            Self::AppliedOn => &["申請日期", "申請日期", "填表日期", "申請日期(民國)"],
            Self::Phone => &["聯絡電話", "電話", "連絡電話", "聯絡電話及分機", "公務電話"],
            Self::Email => &["電子郵件", "E-mail", "Ｅ－ｍａｉｌ", "電子信箱", "EMAIL", "電子郵件(E-mail)"],
            Self::Reason => &["申請理由", "申請事由", "申請原因"],
            Self::Description => &[
                "需求描述及說明",
                "需求說明",
                "需求描述",
                "需求描述及說明(請詳細說明需求欄位及條件等)",
                "需求描述與說明",
            ],
            Self::PersonalData => &["是否含個資", "含個資否", "是否含個人資料", "是否涉及個資"],
            Self::Approval => {
                &["主管機關人事機構審核", "主管機關審核", "主管機關(人事機構)審核", "主管機關人事機構審核意見"]
            }
        }
    }

    fn value(self, facts: &Facts) -> String {
        match self {
            Self::Agency => facts.agency.written.clone(),
            Self::Applicant => facts.applicant.clone(),
            Self::AppliedOn => facts.applied_on.written.clone(),
            Self::Phone => facts.phone.written.clone(),
            Self::Email => facts.email.written.clone(),
            Self::Reason => facts.reason.clone(),
            Self::Description => facts.description.join("\n"),
            Self::PersonalData => facts.personal_data.written.clone(),
            Self::Approval => facts.approval.clone(),
        }
    }
}

const TITLES: &[&str] = &[
    "行政院人事行政總處受理人事資料統計服務申請表",
    "行政院人事行政總處受理人事資料統計服務申請單",
    "人事資料統計服務申請表",
];
const FOOTNOTE: &str = "註、請儘量檢附需求資料格式範例，以加速處理時效。";

/// The names of the layouts.
pub(crate) const LAYOUTS: [&str; 7] = ["official", "list", "headers", "own cell", "split", "letter", "two tables"];

pub(crate) fn lay_out(dice: &mut Dice, facts: &mut Facts, layout: &'static str) -> Form {
    // Where every paragraph is a row or line of its own, one that looks like a footnote is one.
    if matches!(layout, "split" | "letter") {
        facts.description.retain(|paragraph| !paragraph.starts_with('註'));
    }
    let mut pages = match layout {
        "official" => vec![official(dice, facts)],
        "list" => vec![list(dice, facts, &FIELDS, "申請表")],
        "headers" => vec![headers(dice, facts)],
        "own cell" => vec![own_cell(dice, facts)],
        "split" => vec![split(dice, facts)],
        "letter" => vec![letter(dice, facts)],
        _ => {
            let (first, second) = FIELDS.split_at(dice.between(3, 6));
            vec![list(dice, facts, first, "基本資料"), list(dice, facts, second, "需求")]
        }
    };
    if dice.chance(50) {
        let at = dice.below(pages.len() + 1);
        pages.insert(at, extra(dice));
    }
    Form { pages, description: facts.description.join("\n"), layout }
}

/// A label as people retype it: spaced, broken, numbered, starred.
fn label(dice: &mut Dice, field: Field) -> String {
    let name = *dice.pick(field.labels());
    let chinese: bool = name.chars().all(|c| !c.is_ascii());
    match dice.below(9) {
        0 if chinese => name.chars().map(String::from).collect::<Vec<_>>().join("　"),
        1 if chinese => name.chars().map(String::from).collect::<Vec<_>>().join(" "),
        2 if chinese && name.chars().count() > 3 => {
            let middle = name.char_indices().nth(name.chars().count() / 2).unwrap().0;
            format!("{}\n{}", &name[..middle], &name[middle..])
        }
        3 => format!("＊{name}"),
        4 => format!("{name}（必填）"),
        5 => format!("　{name}　"),
        6 => format!("{name}："),
        _ => name.to_owned(),
    }
}

fn padded(dice: &mut Dice, text: &str) -> String {
    match dice.below(6) {
        0 => format!(" {text}"),
        1 => format!("{text}　"),
        2 => format!("{text}\n"),
        _ => text.to_owned(),
    }
}

fn put_value(dice: &mut Dice, page: &mut Page, facts: &Facts, field: Field, at: (usize, usize), size: (usize, usize)) {
    if field == Field::AppliedOn && dice.chance(15) {
        page.put_value(at, size, Value::Date(facts.applied_on.meant));
    } else {
        let text = padded(dice, &field.value(facts));
        page.put(at, size, &text);
    }
}

fn title(dice: &mut Dice) -> String {
    (*dice.pick(TITLES)).to_owned()
}

/// The annex, with its merged cells.
fn official(dice: &mut Dice, facts: &Facts) -> Page {
    let mut page = Page::new("申請表");
    page.put((0, 0), (1, 5), &title(dice));
    page.put((1, 0), (6, 1), "申請\n人事機構\n填寫");
    let mut row = 1;
    for fields in [&[Field::Agency][..], &[Field::Applicant, Field::AppliedOn], &[Field::Phone, Field::Email]] {
        let wide = if fields.len() == 1 { 3 } else { 1 };
        for (index, field) in fields.iter().enumerate() {
            let text = label(dice, *field);
            page.put((row, 1 + 2 * index), (1, 1), &text);
            put_value(dice, &mut page, facts, *field, (row, 2 + 2 * index), (1, wide));
        }
        row += 1;
    }
    for field in [Field::Reason, Field::Description, Field::PersonalData] {
        let text = label(dice, field);
        page.put((row, 1), (1, 1), &text);
        put_value(dice, &mut page, facts, field, (row, 2), (1, 3));
        row += 1;
    }
    page.put((row, 0), (1, 1), "人事\n總處\n回復");
    page.put((row, 1), (1, 4), "");
    row += 1;
    let text = label(dice, Field::Approval);
    page.put((row, 0), (1, 2), &text);
    page.put((row, 2), (1, 1), "申請人事機構單位戳章");
    page.put((row, 3), (1, 2), "申請人簽名或蓋章");
    row += 1;
    page.put((row, 0), (1, 2), &facts.approval);
    page.put((row, 2), (1, 1), "");
    page.put((row, 3), (1, 2), "");
    page.put((row + 1, 0), (1, 5), FOOTNOTE);
    page
}

/// Labels on the left, values on the right, in any order, anywhere.
fn list(dice: &mut Dice, facts: &Facts, fields: &[Field], name: &str) -> Page {
    let mut page = Page::new(name);
    let (mut row, column) = (dice.between(1, 4), dice.below(4));
    let (wide, between) = (dice.between(1, 3), dice.between(1, 2));
    if dice.chance(70) {
        page.put((0, column), (1, wide + 1), &title(dice));
    }
    let order = if dice.chance(50) { dice.several(fields, fields.len()) } else { fields.to_vec() };
    for field in order {
        let text = label(dice, field);
        let high = if field == Field::Description { between } else { 1 };
        page.put((row, column), (high, 1), &text);
        put_value(dice, &mut page, facts, field, (row, column + 1), (high, wide));
        row += high + usize::from(dice.chance(10));
    }
    page
}

/// Labels in a row, values under them.
fn headers(dice: &mut Dice, facts: &Facts) -> Page {
    let mut page = Page::new("工作表1");
    let cut = dice.between(3, 6);
    let mut row = dice.below(3);
    for fields in [&FIELDS[..cut], &FIELDS[cut..]] {
        for (column, field) in fields.iter().enumerate() {
            let text = label(dice, *field);
            page.put((row, column), (1, 1), &text);
            put_value(dice, &mut page, facts, *field, (row + 1, column), (1, 1));
        }
        row += 3;
    }
    page
}

/// Label and value in one cell, parted by a colon or a new line.
fn own_cell(dice: &mut Dice, facts: &Facts) -> Page {
    let mut page = Page::new("申請單");
    let mut row = dice.below(3);
    for pair in FIELDS.chunks(2) {
        for (index, field) in pair.iter().enumerate() {
            let name = field.labels()[dice.below(field.labels().len())];
            // A weak label needs its colon: 「姓名\n林○○」 may also be a list of columns.
            let weak = matches!(name, "姓名" | "電話" | "申請人" | "承辦人" | "填表日期");
            let gap = if weak { "：" } else { *dice.pick(&["：", ":", "： ", "\n", "：\n", " :\n"]) };
            let text = format!("{name}{gap}{}", field.value(facts));
            page.put((row, 2 * index), (1, 1 + dice.below(2)), &text);
        }
        row += 1 + dice.below(2);
    }
    page
}

/// Values in several cells: dates, telephones and boxes in pieces, passages over several rows.
fn split(dice: &mut Dice, facts: &Facts) -> Page {
    let mut page = Page::new("申請表");
    let mut row = 1;
    page.put((0, 0), (1, 8), &title(dice));
    for field in FIELDS {
        let text = label(dice, field);
        let mut cells: Vec<String> = vec![field.value(facts)];
        match field {
            Field::AppliedOn => {
                let day = facts.applied_on.meant;
                let year = (day.year() - 1911).to_string();
                cells = [&year, "年", &day.month().to_string(), "月", &day.day().to_string(), "日"]
                    .map(ToOwned::to_owned)
                    .to_vec();
            }
            Field::Phone => {
                let (area, number, extension) = facts.phone_parts.clone();
                cells = vec![area, number];
                if !extension.is_empty() {
                    cells.extend(["分機".to_owned(), extension]);
                }
            }
            Field::Agency => {
                let name = &facts.agency.written;
                let at = name.find("人事").unwrap();
                cells = vec![name[..at].to_owned(), name[at..].to_owned()];
            }
            Field::PersonalData => {
                let flag = facts.personal_data.meant;
                let (yes, no) = (flag == Some(true), flag == Some(false));
                let mark = |ticked: bool| if ticked { "V" } else { "" }.to_owned();
                cells = if dice.chance(50) {
                    vec!["是".to_owned(), mark(yes), "否".to_owned(), mark(no)]
                } else {
                    vec![mark(yes), "是".to_owned(), mark(no), "否".to_owned()]
                };
                if flag.is_none() {
                    cells = vec!["□是".to_owned(), "□否".to_owned()];
                }
            }
            Field::Description => {
                let high = dice.chance(50);
                page.put((row, 0), (if high { facts.description.len() } else { 1 }, 1), &text);
                for paragraph in &facts.description {
                    page.put((row, 1), (1, 7), paragraph);
                    row += 1;
                }
                continue;
            }
            _ => {}
        }
        page.put((row, 0), (1, 1), &text);
        for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            page.put((row, 1 + index), (1, 1), cell);
        }
        row += 1;
    }
    page
}

/// Typed as lines; short fields may share one.
fn letter(dice: &mut Dice, facts: &Facts) -> Page {
    let mut page = Page { is_letter: true, ..Page::new("申請") };
    let mut lines: Vec<String> = vec![title(dice), String::new()];
    let mut number = 0;
    let numbered = dice.chance(30);
    for field in FIELDS {
        let name = field.labels()[dice.below(field.labels().len())];
        let colon = *dice.pick(&["：", ":", "： "]);
        let mut value = field.value(facts);
        if field == Field::Description && dice.chance(50) {
            value = format!("\n{value}");
        }
        number += 1;
        let short = matches!(field, Field::Applicant | Field::AppliedOn | Field::Phone | Field::Email);
        // The words of another label make a value longer than a line: 1999(外縣市…) and the like stay alone.
        if short && !numbered && dice.chance(50) && lines.last().is_some_and(|line| line.contains(['：', ':'])) {
            let gap = *dice.pick(&["　　", "\t", "；", "  "]);
            lines.last_mut().unwrap().push_str(&format!("{gap}{name}{colon}{value}"));
        } else if numbered {
            lines.push(format!("{number}、{name}{colon}{value}"));
        } else {
            lines.push(format!("{name}{colon}{value}"));
        }
        if dice.chance(15) {
            lines.push(String::new());
        }
    }
    lines.push(FOOTNOTE.to_owned());
    for (row, line) in lines.join("\n").split('\n').enumerate() {
        if !line.is_empty() {
            page.put((row, 0), (1, 1), line);
        }
    }
    page
}

/// What is in the file as well: a list of codes, the sample of the wanted table.
fn extra(dice: &mut Dice) -> Page {
    let (name, heads): (&str, &[&str]) = match dice.below(3) {
        0 => ("代碼", &["代碼", "機關名稱", "電話"]),
        1 => ("格式", &["機關", "姓名", "職稱", "日期"]),
        _ => ("附表", &["主管機關別", "人數", "比率"]),
    };
    let mut page = Page::new(name);
    for (column, head) in heads.iter().enumerate() {
        page.put((0, column), (1, 1), head);
        for row in 1..=dice.between(1, 4) {
            page.put((row, column), (1, 1), &format!("{}{row}", dice.pick(&["○", "x", "0"])));
        }
    }
    page
}
