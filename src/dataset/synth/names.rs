//! Names, numbers and addresses of people who do not exist.
//!
//! The middle character of every name is a stem or branch of the calendar (甲乙丙…子丑寅…) and the last a plant or a
//! piece of weather: recognisable as invented, and a test can take a name from a dataset and search for it in outputs.

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

/// A name; `surname` where it is inherited.
pub(super) fn name(draw: &mut Draw, surname: Option<&str>) -> String {
    let surname = surname.unwrap_or_else(|| draw.pick(&SURNAMES));
    format!("{surname}{}{}", draw.pick(&MIDDLES), draw.pick(&LASTS))
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
    format!("0900-000-{:03}", draw.below(1000))
}

/// An address in a district and a street that do not exist.
pub(super) fn address(draw: &mut Draw, county: &str) -> String {
    format!("{county}範例區{}{}路{}號", draw.pick(&MIDDLES), draw.pick(&LASTS), 1 + draw.below(399))
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
}
