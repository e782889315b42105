//! What a post is called: title, unit, series (職系) and salary point that fit staff, rank, level of chief and agency.

use super::agencies::Agency;
use super::agency_names::Branch;
use super::draw::Draw;
use super::staff::{Chief, Rank, Staff};
use super::status::Calling;

/// Units inside an agency.
const UNITS: [&str; 12] = [
    "第一組",
    "第二組",
    "第三組",
    "業務科",
    "行政科",
    "規劃科",
    "秘書室",
    "人事室",
    "主計室",
    "政風室",
    "資訊室",
    "法制科",
];

/// Series of general agencies; weights follow the vacancies of one year's 高考三級 (KZ), the tail is assumed.
const GENERAL_SERIES: [(&str, f64); 36] = [
    ("綜合行政", 0.171),
    ("社勞行政", 0.09),
    ("社會工作", 0.04),
    ("文教行政", 0.05),
    ("新聞傳播", 0.006),
    ("圖書史料檔案", 0.008),
    ("人事行政", 0.07),
    ("財稅金融", 0.05),
    ("會計審計", 0.09),
    ("統計", 0.015),
    ("司法行政", 0.045),
    ("法制", 0.02),
    ("廉政", 0.02),
    ("安全保防", 0.01),
    ("移民行政", 0.02),
    ("經建行政", 0.05),
    ("交通行政", 0.015),
    ("地政", 0.05),
    ("衛生行政", 0.02),
    ("環保行政", 0.012),
    ("外交事務", 0.01),
    ("農業技術", 0.015),
    ("林業技術", 0.008),
    ("水產技術", 0.004),
    ("獸醫", 0.004),
    ("土木工程", 0.09),
    ("建築工程", 0.015),
    ("測量製圖", 0.015),
    ("都市計畫", 0.01),
    ("景觀設計", 0.004),
    ("電機工程", 0.01),
    ("資訊處理", 0.025),
    ("機械工程", 0.006),
    ("環資技術", 0.02),
    ("天文氣象地震", 0.003),
    ("原子能", 0.002),
];
const TAX_SERIES: [(&str, f64); 5] =
    [("財稅金融", 0.78), ("會計審計", 0.08), ("資訊處理", 0.06), ("人事行政", 0.05), ("法制", 0.03)];
const SCHOOL_SERIES: [(&str, f64); 5] =
    [("綜合行政", 0.42), ("文教行政", 0.25), ("會計審計", 0.15), ("人事行政", 0.12), ("圖書史料檔案", 0.06)];
const HEALTH_SERIES: [(&str, f64); 6] = [
    ("衛生行政", 0.34),
    ("衛生技術", 0.30),
    ("綜合行政", 0.18),
    ("會計審計", 0.09),
    ("人事行政", 0.07),
    ("醫學工程", 0.02),
];
const SECURITY_SERIES: [(&str, f64); 5] =
    [("綜合行政", 0.45), ("會計審計", 0.2), ("人事行政", 0.2), ("資訊處理", 0.1), ("消防技術", 0.05)];
const JUSTICE_SERIES: [(&str, f64); 5] =
    [("司法行政", 0.72), ("綜合行政", 0.10), ("會計審計", 0.08), ("人事行政", 0.06), ("資訊處理", 0.04)];
const ENTERPRISE_SERIES: [(&str, f64); 5] =
    [("經建行政", 0.35), ("交通技術", 0.25), ("電機工程", 0.20), ("機械工程", 0.15), ("會計審計", 0.05)];

/// The series of a ranked post.
pub(super) fn series(draw: &mut Draw, branch: Branch) -> &'static str {
    let table: &[(&'static str, f64)] = match branch {
        Branch::General => &GENERAL_SERIES,
        Branch::Tax | Branch::Customs => &TAX_SERIES,
        Branch::School => &SCHOOL_SERIES,
        Branch::Health => &HEALTH_SERIES,
        Branch::Police | Branch::Fire => &SECURITY_SERIES,
        Branch::Prosecution => &JUSTICE_SERIES,
        Branch::Enterprise => &ENTERPRISE_SERIES,
    };
    draw.weighted(table)
}

/// A unit of the agency; staff functions sit in their own offices.
pub(super) fn unit(draw: &mut Draw, series: &str) -> &'static str {
    match series {
        "人事行政" => "人事室",
        "會計審計" | "統計" => "主計室",
        "廉政" => "政風室",
        "資訊處理" => "資訊室",
        _ => draw.pick(&UNITS[..7]),
    }
}

/// Whether a 職系 guards: 安全保防, 司法行政 (corrections are in it), 海巡, 消防, 移民. Few women serve in them.
pub(super) fn is_guarding(series: &str) -> bool {
    ["安全保防", "司法行政", "海巡", "消防", "移民行政"].iter().any(|word| series.contains(word))
}

/// Whether a series is technical; its posts have titles of their own.
fn is_technical(series: &str) -> bool {
    ["技術", "工程", "獸醫", "資訊處理", "製圖", "都市計畫", "設計", "原子能", "天文"]
        .iter()
        .any(|word| series.contains(word))
}

/// The title of a ranked post.
pub(super) fn ranked_title(draw: &mut Draw, agency: &Agency, grade: i32, chief: Chief, series: &str) -> &'static str {
    let technical = is_technical(series);
    match (chief, Rank::of_grade(grade)) {
        (Chief::Head, _) => head_title(&agency.name),
        (Chief::Deputy, _) => deputy_title(&agency.name),
        (Chief::First, Rank::Senior) => draw.pick(&["處長", "組長", "主任秘書", "主任"]),
        (Chief::First, _) => draw.pick(&["課長", "主任", "組長", "科長"]),
        (Chief::Second, Rank::Senior) => "科長",
        (Chief::Second, Rank::Middle) => draw.pick(&["科長", "股長", "課長"]),
        (Chief::Second, Rank::Junior) => "股長",
        (Chief::None, Rank::Senior) if technical => draw.pick(&["簡任技正", "技監"]),
        (Chief::None, Rank::Senior) => draw.pick(&["專門委員", "簡任秘書", "參事"]),
        (Chief::None, Rank::Middle) if grade >= 8 && technical => "技正",
        (Chief::None, Rank::Middle) if grade >= 8 => draw.pick(&["專員", "視察", "秘書"]),
        (Chief::None, Rank::Middle) if technical => "技士",
        (Chief::None, Rank::Middle) => draw.pick(&["科員", "課員", "組員"]),
        (Chief::None, Rank::Junior) if grade <= 2 => "書記",
        (Chief::None, Rank::Junior) if technical => draw.pick(&["技佐", "助理員"]),
        (Chief::None, Rank::Junior) if grade >= 5 => draw.pick(&["科員", "辦事員", "助理員"]),
        (Chief::None, Rank::Junior) => draw.pick(&["辦事員", "助理員", "書記"]),
    }
}

/// The title of a post without rank: it goes with the level (官職等) and, where there is one, with the profession.
pub(super) fn unranked_title(
    draw: &mut Draw,
    agency: &Agency,
    staff: Staff,
    chief: Chief,
    status: Option<&str>,
    calling: Calling,
) -> &'static str {
    match (staff, chief) {
        (Staff::Political, Chief::Head) => head_title(&agency.name),
        (Staff::Political, _) => deputy_title(&agency.name),
        (Staff::Police, _) => match (agency.branch, chief) {
            (Branch::Fire, Chief::None) => draw.pick(&["隊員", "小隊長", "科員"]),
            (Branch::Fire, _) => "分隊長",
            (_, Chief::None) => draw.pick(&["警員", "警員", "巡佐", "偵查佐", "巡官"]),
            _ => draw.pick(&["所長", "隊長", "組長"]),
        },
        (Staff::Transport, _) => match status {
            Some("高員級") => draw.pick(&["高級業務員", "高級技術員"]),
            Some("員級") => draw.pick(&["業務員", "技術員"]),
            Some("佐級") => draw.pick(&["業務佐", "技術佐"]),
            _ => draw.pick(&["營業員", "技術士"]),
        },
        (Staff::Medical, _) => match calling.kind {
            ..0.55 => "護理師",
            ..0.75 => "醫師",
            ..0.85 => "藥師",
            ..0.95 => "醫事檢驗師",
            _ => "物理治療師",
        },
        (Staff::Customs, _) => match status {
            Some("關務佐") => draw.pick(&["關務佐", "辦事員"]),
            Some("關務員") => draw.pick(&["關務員", "課員"]),
            _ => draw.pick(&["課員", "稽核"]),
        },
        (Staff::Judicial, _) => draw.pick(&["檢察官", "檢察官", "主任檢察官"]),
        (Staff::Contract, _) => draw.pick(&["聘用研究員", "聘用專員", "聘用管理師"]),
        (Staff::Hired, _) => draw.pick(&["約僱人員", "約僱書記"]),
        (Staff::Worker, _) if status == Some("工友") => "工友",
        (Staff::Worker, _) => draw.pick(&["技工", "駕駛"]),
        (Staff::Guard, _) => draw.pick(&["駐衛警察隊員", "駐衛警察小隊長"]),
        (Staff::Clerk | Staff::Ranked, _) => "雇員",
    }
}

/// The name of the head of an agency, by the last word of its name.
fn head_title(agency: &str) -> &'static str {
    const HEADS: [(&str, &str); 20] = [
        ("部", "部長"),
        ("委員會", "主任委員"),
        ("總處", "總處長"),
        ("縣政府", "縣長"),
        ("市政府", "市長"),
        ("檢察署", "檢察長"),
        ("分署", "分署長"),
        ("署", "署長"),
        ("分局", "分局長"),
        ("局", "局長"),
        ("處", "處長"),
        ("總隊", "總隊長"),
        ("隊", "隊長"),
        ("區公所", "區長"),
        ("鄉公所", "鄉長"),
        ("鎮公所", "鎮長"),
        ("市公所", "市長"),
        ("醫院", "院長"),
        ("監獄", "典獄長"),
        ("館", "館長"),
    ];
    HEADS.iter().find(|(ending, _)| agency.ends_with(ending)).map_or("主任", |(_, title)| title)
}

fn deputy_title(agency: &str) -> &'static str {
    const DEPUTIES: [(&str, &str); 8] = [
        ("部", "次長"),
        ("委員會", "副主任委員"),
        ("縣政府", "副縣長"),
        ("市政府", "副市長"),
        ("署", "副署長"),
        ("局", "副局長"),
        ("處", "副處長"),
        ("醫院", "副院長"),
    ];
    DEPUTIES.iter().find(|(ending, _)| agency.ends_with(ending)).map_or("副主任", |(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_called_by_what_they_lead() {
        for (agency, title) in [
            ("內政部警政署", "署長"),
            ("雲林縣政府", "縣長"),
            ("雲林縣政府警察局第一分局", "分局長"),
            ("某某所", "主任"),
        ] {
            assert_eq!(head_title(agency), title);
        }
    }
}
