//! Random queries over persons: some that a table answers, some that miss it by one field, one edge or one condition.

use crate::dice::Dice;
use crate::office::AUTHORITY;

const FIELDS: [&str; 21] = [
    "性別",
    "官等",
    "職等",
    "機關類別",
    "機關層級",
    "中央地方",
    "縣市",
    "主管機關",
    "年齡組",
    "年資組",
    "教育程度",
    "考試類別",
    "進用考試種類",
    "職系",
    "職組",
    "主管級別",
    "人員類別",
    "人員區分",
    "原住民身分",
    "十歲組",
    "細層",
];

const CONDITIONS: [&str; 26] = [
    "性別 = '女'",
    "性別 IN ('男', '女')",
    "官等 = '簡任'",
    "官等 <> '委任'",
    "官等 IN ('簡任', '薦任')",
    "職等 >= 9",
    "機關層級 <> '中央'",
    "中央地方 = '地方'",
    "縣市 IN ('臺北市', '新北市')",
    "年齡 < 30",
    "年齡 BETWEEN 30 AND 39",
    "年齡 < 28",
    "年齡 < 30 OR 年齡 >= 60",
    "NOT (年齡 >= 40)",
    "年齡組 IN ('30–34', '35–39')",
    "年資 >= 25",
    "年資 NOT BETWEEN 5 AND 9",
    "教育程度 = '碩士'",
    "職系 = '資訊處理'",
    "主管級別 <> '非主管'",
    "性別 = '女' OR 官等 = '簡任'",
    "NOT (性別 = '男' AND 官等 = '委任')",
    "官等 = '簡任' OR 官等 = '薦任'",
    "畢業學校 LIKE '國立%'",
    "原住民身分 <> '無'",
    "考試類別 IS NOT NULL",
];

/// A query file.
pub(crate) fn query(dice: &mut Dice) -> String {
    let population = match dice.below(10) {
        0 => "在職".to_owned(),
        1 => "人員類別 = '公務人員'".to_owned(),
        2 | 3 => format!("在職 AND 主管機關 = '{AUTHORITY}'"),
        _ => "在職 AND 人員類別 = '公務人員'".to_owned(),
    };
    let mut conditions = vec![population];
    let further = dice.below(3);
    conditions.extend(dice.several(&CONDITIONS, further).into_iter().map(|condition| format!("({condition})")));
    let mut text = format!("title = \"試\"\nwhere = \"{}\"\n", conditions.join(" AND "));
    text += "[[derive]]\nname = \"十歲組\"\nband = \"年齡\"\nbreaks = [30, 40, 50, 60]\n";
    text += "[[derive]]\nname = \"細層\"\nband = \"年齡\"\nbreaks = [28, 40]\n";
    let count = dice.below(4);
    let mut axes: Vec<String> = dice.several(&FIELDS, count).iter().map(|field| format!("\"{field}\"")).collect();
    if dice.chance(12) && conditions[0].contains(AUTHORITY) {
        axes.push("\"職稱\"".to_owned());
        let columns = axes.join(", ");
        return format!("{text}[[list]]\ntitle = \"名冊\"\ncolumns = [{columns}]\norder_by = [{columns}]\n");
    }
    let columns = if axes.is_empty() { Vec::new() } else { axes.split_off(dice.between(1, axes.len())) };
    text =
        format!("{text}[[table]]\ntitle = \"表\"\nrows = [{}]\ncolumns = [{}]\n", axes.join(", "), columns.join(", "));
    if dice.chance(40) {
        text += "totals = true\n";
    } else if dice.chance(20) {
        text += "subtotals = true\n";
    }
    let mut measures = vec!["\"人數\"".to_owned()];
    if dice.chance(40) {
        measures.push(format!("{{ name = \"計\", count = \"{}\" }}", dice.pick(&CONDITIONS)));
        if dice.chance(60) {
            measures.push("{ name = \"率\", ratio = [\"計\", \"人數\"], as = \"percent\" }".to_owned());
        }
    }
    if dice.chance(20) {
        let base = dice.pick(&["row", "column", "total"]);
        measures.push(format!("{{ name = \"比\", share = \"人數\", of = \"{base}\" }}"));
    }
    if dice.chance(15) {
        measures.push(format!("{{ name = \"均\", mean = \"{}\" }}", dice.pick(&["年齡", "年資"])));
    }
    if dice.chance(10) {
        measures.push("{ name = \"千人\", expr = \"人數 / 1000\" }".to_owned());
    }
    text + &format!("measures = [{}]\n", measures.join(", "))
}
