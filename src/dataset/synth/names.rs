//! Names, numbers and addresses of people who do not exist.
//!
//! The middle character of every name is a stem or branch of the calendar (甲乙丙…子丑寅…) and the last a plant or a
//! piece of weather: recognisable as invented, and a test can take a name from a dataset and search for it in outputs.

use super::document::push_digits;
use super::draw::Draw;

const SURNAMES: [&str; 48] = [
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪", "曾", "邱", "廖", "賴",
    "周", "徐", "蘇", "葉", "莊", "呂", "江", "何", "蕭", "羅", "高", "潘", "簡", "朱", "鍾", "彭", "游", "詹", "胡",
    "施", "沈", "余", "趙", "盧", "梁", "顏", "柯", "翁", "魏",
];
const MIDDLES: [&str; 22] = [
    "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申",
    "酉", "戌", "亥",
];
const LASTS: [&str; 48] = [
    "松", "柏", "梅", "蘭", "竹", "菊", "桐", "楓", "杉", "榕", "樟", "楠", "槐", "椿", "桂", "荷", "蓮", "芙", "蓉",
    "茉", "薇", "蕨", "藤", "葵", "霖", "霏", "雯", "霞", "露", "霜", "雪", "雲", "嵐", "虹", "曦", "晴", "暉", "昀",
    "泉", "溪", "湖", "海", "汐", "岩", "峰", "岳", "崗", "嶽",
];

const SURNAMES_LATIN: [&str; 48] = [
    "CHEN", "LIN", "HUANG", "CHANG", "LEE", "WANG", "WU", "LIU", "TSAI", "YANG", "HSU", "CHENG", "HSIEH", "KUO",
    "HUNG", "TSENG", "CHIU", "LIAO", "LAI", "CHOU", "HSU", "SU", "YEH", "CHUANG", "LU", "CHIANG", "HO", "HSIAO", "LO",
    "KAO", "PAN", "CHIEN", "CHU", "CHUNG", "PENG", "YU", "CHAN", "HU", "SHIH", "SHEN", "YU", "CHAO", "LU", "LIANG",
    "YEN", "KO", "WENG", "WEI",
];
const MIDDLES_LATIN: [&str; 22] = [
    "CHIA", "YI", "PING", "TING", "WU", "CHI", "KENG", "HSIN", "JEN", "KUEI", "TZU", "CHOU", "YIN", "MAO", "CHEN",
    "SZU", "WU", "WEI", "SHEN", "YU", "HSU", "HAI",
];
const LASTS_LATIN: [&str; 48] = [
    "SUNG", "PO", "MEI", "LAN", "CHU", "CHU", "TUNG", "FENG", "SHAN", "JUNG", "CHANG", "NAN", "HUAI", "CHUN", "KUEI",
    "HO", "LIEN", "FU", "JUNG", "MO", "WEI", "CHUEH", "TENG", "KUEI", "LIN", "FEI", "WEN", "HSIA", "LU", "SHUANG",
    "HSUEH", "YUN", "LAN", "HUNG", "HSI", "CHING", "HUI", "YUN", "CHUAN", "HSI", "HU", "HAI", "HSI", "YEN", "FENG",
    "YUEH", "KANG", "YUEH",
];

/// A name; `surname` where it is inherited.
pub(super) fn name(draw: &mut Draw, surname: Option<&str>) -> String {
    let surname = surname.unwrap_or_else(|| draw.pick(&SURNAMES));
    let (middle, last) = (draw.pick(&MIDDLES), draw.pick(&LASTS));
    let mut name = String::with_capacity(12);
    name.extend([surname, middle, last]);
    name
}

/// The surname of a name made here.
pub(super) fn surname(name: &str) -> &str {
    name.char_indices().nth(1).map_or(name, |(end, _)| &name[..end])
}

/// The seven digits of person number `index`; no two of the first ten million persons share them.
pub(super) fn identity_serial(index: u64, seed: u64) -> u32 {
    // Odd and no multiple of 5, so multiplication permutes the numbers below ten million.
    let serial = (index.wrapping_mul(7_654_321) + seed % 10_000_000) % 10_000_000;
    u32::try_from(serial).unwrap_or(0)
}

/// A mobile number that reads as invented: 0900-000 and three digits.
pub(super) fn mobile(draw: &mut Draw) -> String {
    let mut phone = String::from("0900-000-");
    push_digits(&mut phone, draw.below(1000), 3);
    phone
}

/// An address in a district and a street that do not exist.
pub(super) fn address(draw: &mut Draw, county: &str) -> String {
    format!("{county}範例區{}{}路{}號", draw.pick(&MIDDLES), draw.pick(&LASTS), 1 + draw.below(399))
}

/// A number of a home that reads as invented: the area code of the county, and zeros before three digits.
pub(super) fn home_phone(draw: &mut Draw, county: &str) -> String {
    let (area, width) = match county {
        "臺北市" | "新北市" | "基隆市" => ("02", 8),
        "臺中市" | "彰化縣" => ("04", 8),
        "南投縣" => ("049", 7),
        "臺南市" | "雲林縣" | "澎湖縣" => ("06", 7),
        "嘉義市" | "嘉義縣" => ("05", 7),
        "高雄市" => ("07", 7),
        "屏東縣" => ("08", 7),
        "臺東縣" => ("089", 6),
        "金門縣" => ("082", 6),
        "連江縣" => ("0836", 5),
        _ => ("03", 7),
    };
    let mut phone = String::with_capacity(12);
    phone.push_str(area);
    phone.push('-');
    push_digits(&mut phone, draw.below(1000), width);
    phone
}

/// A passport number that begins with three zeros.
pub(super) fn passport(draw: &mut Draw) -> String {
    let mut number = String::with_capacity(9);
    push_digits(&mut number, draw.below(1_000_000), 9);
    number
}

/// An address in a domain that nobody has.
pub(super) fn email(index: u64) -> String {
    let mut email = String::from("p");
    push_digits(&mut email, u32::try_from(index + 1).unwrap_or(0), 7);
    email.push_str("@example.gov.tw");
    email
}

/// 職務編號.
pub(super) fn position_number(number: u32) -> String {
    let mut position = String::from("A");
    push_digits(&mut position, number, 6);
    position
}

/// The name in Latin letters, as far as the tables here know it.
pub(super) fn english(name: &str) -> String {
    let mut english = String::with_capacity(16);
    let known = |table: &[&str], latin: &[&'static str], part: char| {
        let at = table.iter().position(|known| known.starts_with(part));
        at.map_or("", |at| latin[at])
    };
    for (at, part) in name.chars().enumerate() {
        match at {
            0 => english.push_str(known(&SURNAMES, &SURNAMES_LATIN, part)),
            1 => {
                english.push_str(", ");
                english.push_str(known(&MIDDLES, &MIDDLES_LATIN, part));
            }
            _ => {
                english.push('-');
                english.push_str(known(&LASTS, &LASTS_LATIN, part));
            }
        }
    }
    english
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn identity_serials_do_not_repeat() {
        let serials: HashSet<u32> = (0..200_000).map(|index| identity_serial(index, 42)).collect();
        assert_eq!(serials.len(), 200_000);
    }

    #[test]
    fn a_child_bears_the_surname() {
        let mut draw = Draw::new(1, 1);
        let parent = name(&mut draw, None);
        assert!(name(&mut draw, Some(surname(&parent))).starts_with(surname(&parent)));
        assert_eq!(parent.chars().count(), 3);
    }

    #[test]
    fn names_and_numbers_have_their_form() {
        assert_eq!(english("陳甲松"), "CHEN, CHIA-SUNG");
        assert_eq!(english("魏亥嶽"), "WEI, HAI-YUEH");
        let mut draw = Draw::new(1, 1);
        assert!(home_phone(&mut draw, "臺北市").starts_with("02-00000"));
        assert_eq!(home_phone(&mut draw, "連江縣").len(), 10);
        assert!(passport(&mut draw).starts_with("000"));
        assert_eq!(email(6), "p0000007@example.gov.tw");
    }
}
