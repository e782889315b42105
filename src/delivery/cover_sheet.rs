//! 封面: whose request is answered, from which data, what is inside, what duties come with it.

use super::notice::notices;
use super::plain_text::plain_text;
use super::sheet::Sheet;
use super::styles::{LINE, Styles};
use super::table_frame::height;
use super::workbook::FIELDS_SHEET;
use super::{Cover, DeliveryError};
use crate::disclosure::{Cleared, ClearedTable, PersonalVerdict};
use crate::domain::{Digest, format_roc};

/// Widths of the two columns, in digits.
const WIDTHS: [usize; 2] = [18, 72];

/// A line of the table list.
pub(super) struct Entry<'a> {
    /// The sheet.
    pub(super) sheet: String,
    /// The table on it.
    pub(super) table: &'a ClearedTable,
}

/// Writes the sheet.
pub(super) fn write_cover(
    sheet: &mut Sheet,
    cover: &Cover,
    cleared: &Cleared,
    entries: &[Entry<'_>],
    styles: &Styles,
) -> Result<(), DeliveryError> {
    sheet.widths(&WIDTHS)?;
    let mut lines = Lines { sheet, styles, row: 0 };
    lines.letterhead(cover)?;
    lines.request(cover, cleared)?;
    lines.personal(cleared)?;
    lines.contents(entries)?;
    lines.heading("注意事項")?;
    for (index, notice) in notices(cleared.verdict(), cover).iter().chain(&cover.notes).enumerate() {
        lines.pair(&format!("（{}）", ordinal(index)), notice)?;
    }
    lines.heading("聯絡與產製資訊")?;
    let office = &cover.office;
    lines.pair("承辦單位", &format!("{}　{}", office.name, office.unit))?;
    lines.pair("聯絡方式", &format!("{}　{}", office.phone, office.email))?;
    lines.pair("製表日期", &format_roc(cover.prepared_on))?;
    lines.pair("產製程式", &cover.program)?;
    lines.digest("查詢檔 SHA-256", &cover.query_sha256)?;
    for (as_of, digest) in cover.as_of.iter().zip(&cover.snapshot_sha256) {
        lines.digest(&format!("快照 {as_of}"), digest)?;
    }
    sheet.layout().set_screen_gridlines(false);
    sheet.page(&WIDTHS, cover, cleared.verdict());
    sheet.layout().set_portrait();
    Ok(())
}

/// Writes line after line.
struct Lines<'a> {
    sheet: &'a mut Sheet,
    styles: &'a Styles,
    row: usize,
}

impl Lines<'_> {
    fn letterhead(&mut self, cover: &Cover) -> Result<(), DeliveryError> {
        let office = plain_text(&format!("{}　人事資料統計服務回復", cover.office.name));
        self.sheet.text(0, 0, &office, &self.styles.letterhead)?;
        let title = plain_text(&cover.title);
        self.sheet.block((1, 0), (1, 1), &title, &self.styles.cover_title)?;
        // The title's letters are nearly twice as large as the width is counted in.
        self.sheet.height(1, height(&title, WIDTHS.iter().sum::<usize>() / 2, 1.9))?;
        self.row = 2;
        Ok(())
    }

    fn request(&mut self, cover: &Cover, cleared: &Cleared) -> Result<(), DeliveryError> {
        self.heading("申請案")?;
        self.pair("申請案編號", &cover.request.to_string())?;
        self.pair("申請人事機構", &cover.agency)?;
        self.pair("主管機關", &cover.authority)?;
        self.pair("資料截止日", &cover.as_of_words())?;
        for (index, (name, value, meaning)) in cover.parameters.iter().enumerate() {
            let meaning = match meaning.trim_end_matches('。') {
                "" => String::new(),
                meaning => format!("（{meaning}）"),
            };
            self.pair(if index == 0 { "查詢參數" } else { "" }, &format!("{name}＝{value}{meaning}"))?;
        }
        self.pair("統計單位", &cover.unit)?;
        let population = if cover.population_words.trim().is_empty() {
            "全部資料，未加條件"
        } else {
            &cover.population_words
        };
        self.pair("統計範圍", population)?;
        // A small population would be a small cell of its own.
        let size = cover.population_size.filter(|persons| !cleared.policy().is_small(*persons));
        if let Some(persons) = size {
            let (row, styles) = (self.row, self.styles);
            self.sheet.text(row, 0, "範圍內人數", &styles.key)?;
            #[expect(clippy::cast_precision_loss, reason = "Excel knows no other numbers")]
            self.sheet.number(row, 1, persons as f64, &styles.value_number)?;
            self.finish(1)?;
        }
        Ok(())
    }

    fn personal(&mut self, cleared: &Cleared) -> Result<(), DeliveryError> {
        self.heading("是否含個人資料")?;
        let verdict = cleared.verdict();
        let (row, styles) = (self.row, self.styles);
        let look = if verdict == PersonalVerdict::None { &styles.value } else { &styles.warning };
        self.sheet.text(row, 0, "檢核結果", &styles.key)?;
        self.sheet.text(row, 1, verdict.words(), look)?;
        self.finish(1)?;
        let threshold = cleared.policy().threshold;
        self.pair("細格門檻", &format!("背後為 1 至 {} 人的格子視為得以間接識別個人", threshold.saturating_sub(1)))?;
        let reasons = cleared.reasons();
        for (index, reason) in reasons.iter().enumerate() {
            self.pair(if index == 0 { "理由" } else { "" }, reason)?;
        }
        Ok(())
    }

    fn contents(&mut self, entries: &[Entry<'_>]) -> Result<(), DeliveryError> {
        self.heading("內容（點選可前往）")?;
        for (index, entry) in entries.iter().enumerate() {
            let (rows, columns) = entry.table.size();
            let title = plain_text(entry.table.title());
            let personal = if entry.table.verdict() == PersonalVerdict::None { "" } else { "，含個人資料" };
            let line = format!("{title}（{rows} 列 × {columns} 欄{personal}）");
            self.link(&format!("第 {} 表", index + 1), &entry.sheet, &line)?;
        }
        self.link("附表", FIELDS_SHEET, "欄位定義（本案使用的欄位與量數）")
    }

    fn link(&mut self, key: &str, sheet: &str, line: &str) -> Result<(), DeliveryError> {
        let (row, styles) = (self.row, self.styles);
        self.sheet.text(row, 0, key, &styles.key)?;
        self.sheet.link(row, 1, sheet, line, &styles.value_link)?;
        self.finish(super::column_widths::lines_of(line, WIDTHS[1] - 1))
    }

    fn heading(&mut self, text: &str) -> Result<(), DeliveryError> {
        self.row += 1;
        self.sheet.text(self.row, 0, text, &self.styles.heading)?;
        self.sheet.blank(self.row, 1, &self.styles.heading)?;
        self.finish(1)
    }

    fn pair(&mut self, key: &str, value: &str) -> Result<(), DeliveryError> {
        let (row, styles) = (self.row, self.styles);
        let value = plain_text(value);
        self.sheet.text(row, 0, key, &styles.key)?;
        self.sheet.text(row, 1, &value, &styles.value)?;
        self.finish(super::column_widths::lines_of(&value, WIDTHS[1] - 1))
    }

    fn digest(&mut self, key: &str, digest: &Digest) -> Result<(), DeliveryError> {
        self.sheet.text(self.row, 0, key, &self.styles.key)?;
        self.sheet.text(self.row, 1, digest.as_str(), &self.styles.digest)?;
        self.finish(1)
    }

    fn finish(&mut self, lines: usize) -> Result<(), DeliveryError> {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        self.sheet.height(self.row, LINE.mul_add(lines as f64, 4.0))?;
        self.row += 1;
        Ok(())
    }
}

/// 一, 二, …; digits from eleven on.
fn ordinal(index: usize) -> String {
    const WORDS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    WORDS.get(index).map_or_else(|| (index + 1).to_string(), |word| (*word).to_owned())
}
