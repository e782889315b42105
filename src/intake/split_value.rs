//! Values that were split over several cells, and boxes whose marks are cells of their own.

use jiff::civil::{Date, date};

use super::FormField;
use super::box_mark::is_only_marks;
use super::grid::{CellValue, Position};
use crate::domain::{fold_width, parse_date, parse_phone, squeeze};

/// One filled cell of a value, or an empty one between.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// Where.
    pub(super) at: Position,
    /// What it shows.
    pub(super) text: String,
    /// What it holds.
    value: Option<&'a CellValue>,
}

impl<'a> Piece<'a> {
    /// A filled cell.
    pub(super) fn new(at: Position, value: &'a CellValue) -> Self {
        Self { at, text: value.text(), value: Some(value) }
    }

    /// A cell with nothing in it.
    pub(super) fn empty(at: Position) -> Self {
        Self { at, text: String::new(), value: None }
    }
}

/// The text of a value, and its date where a date cell holds it.
///
/// A short value is its first cell, unless only several together make one: 115 ｜ 年 ｜ 10 ｜ 月 ｜ 5 ｜ 日.
pub(super) fn join_pieces(field: FormField, pieces: &[Piece<'_>]) -> (String, Option<Date>) {
    let Some(first) = pieces.first() else { return (String::new(), None) };
    let alone = || (first.text.clone(), None);
    let row = || pieces.iter().filter(|piece| piece.at.0 == first.at.0).map(|piece| piece.text.trim());
    let joined = |gap: &str| row().collect::<Vec<_>>().join(gap);
    match field {
        FormField::AppliedOn => {
            let whole = joined(" ");
            let is_range = pieces.len() > 1 && fold_width(&whole).contains(['~', '至', '起', '迄']);
            match first.value.and_then(date_of) {
                Some(date) if !is_range => (first.text.clone(), Some(date)),
                _ if !is_range && parse_date(&first.text).is_ok() => alone(),
                _ => (whole, None),
            }
        }
        FormField::Phone => {
            let whole = joined(" ");
            let goes_on = pieces.get(1).is_some_and(|next| is_extension(&next.text));
            let better = goes_on || parse_phone(&first.text).is_err();
            if better && parse_phone(&whole).is_ok() { (whole, None) } else { alone() }
        }
        FormField::Email => {
            let whole = joined("");
            if !first.text.contains(['@', '＠']) && whole.contains(['@', '＠']) { (whole, None) } else { alone() }
        }
        FormField::Agency => {
            let whole: String = pieces.iter().map(|piece| piece.text.trim()).collect();
            if !is_personnel(&first.text) && is_personnel(&whole) { (whole, None) } else { alone() }
        }
        FormField::PersonalData => (pieces.iter().map(|piece| piece.text.trim()).collect::<Vec<_>>().join(" "), None),
        FormField::Reason | FormField::Description | FormField::Approval | FormField::CheckedSources => {
            (lines(pieces), None)
        }
        _ => alone(),
    }
}

/// The rows as lines, their cells parted by a space; an empty row stays one.
fn lines(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    let mut last: Option<u32> = None;
    for piece in pieces {
        match last {
            None => {}
            Some(row) if row == piece.at.0 => text.push(' '),
            Some(row) => {
                let rows = piece.at.0.saturating_sub(row).clamp(1, 2) as usize;
                text.push_str(&"\n".repeat(rows));
            }
        }
        text.push_str(piece.text.trim_matches(['\n', '\r']));
        last = Some(piece.at.0);
    }
    text
}

fn is_extension(text: &str) -> bool {
    let folded = fold_width(text).trim().to_lowercase();
    ["#", "*", "轉", "分機", "ext", "內線"].iter().any(|mark| folded.starts_with(mark))
}

/// Whether a name ends like that of a personnel office, which is what applies.
fn is_personnel(name: &str) -> bool {
    let name = squeeze(name);
    ["人事處", "人事室", "人事管理員", "人事機構", "人事科", "人事組", "人事課", "人事股"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The boxes of a row whose options and marks are cells of their own, as one text; none where they are not.
///
/// [是][V][否][　] has the marks behind, [　][是][V][否] before: the first cell tells.
pub(super) fn place_marks<'a>(cells: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
    let is_option = |piece: &Piece<'_>| matches!(squeeze(&piece.text).as_str(), "是" | "否");
    let options = cells.iter().filter(|piece| is_option(piece)).count();
    let plain =
        cells.iter().all(|piece| is_option(piece) || piece.text.trim().is_empty() || is_only_marks(&piece.text));
    let marks = cells.iter().any(|piece| is_only_marks(&piece.text));
    if options != 2 || !plain || !marks {
        return None;
    }
    let lead = !is_option(cells.first()?);
    let mark_at = |at: Option<usize>| {
        let mark = at.and_then(|at| cells.get(at)).filter(|piece| is_only_marks(&piece.text));
        mark.map_or_else(|| "□".to_owned(), |piece| squeeze(&piece.text))
    };
    let mut text = String::new();
    for (at, piece) in cells.iter().enumerate().filter(|(_, piece)| is_option(piece)) {
        let option = squeeze(&piece.text);
        let mark = if lead { mark_at(at.checked_sub(1)) } else { mark_at(Some(at + 1)) };
        let pair = if lead { [mark, option] } else { [option, mark] };
        text.push_str(&pair.concat());
        text.push(' ');
    }
    Some(vec![Piece { at: cells.first()?.at, text: text.trim_end().to_owned(), value: None }])
}

/// A date cell, or a number that is one whose format was lost: 46143 is 2026-05-01.
fn date_of(value: &CellValue) -> Option<Date> {
    match value {
        CellValue::Date(date) => Some(*date),
        CellValue::Number(number) if (36_526.0..73_051.0).contains(number) => {
            #[expect(clippy::cast_possible_truncation, reason = "in range, and the fraction is the time of day")]
            let days = number.trunc() as i32;
            date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(texts: &[&str]) -> Vec<Piece<'static>> {
        let at = |column: usize| (0, u32::try_from(column).unwrap());
        texts
            .iter()
            .enumerate()
            .map(|(column, text)| Piece { at: at(column), text: (*text).to_owned(), value: None })
            .collect()
    }

    #[test]
    fn a_value_in_several_cells_is_put_together_where_one_alone_is_none() {
        for (field, cells, expected) in [
            (FormField::AppliedOn, &["115", "年", "10", "月", "5", "日"][..], "115 年 10 月 5 日"),
            (FormField::AppliedOn, &["115.10.5", "（星期一）"], "115.10.5"),
            (FormField::AppliedOn, &["115.10.5", "~", "115.10.8"], "115.10.5 ~ 115.10.8"),
            (FormField::Phone, &["02", "85900000", "分機", "1234"], "02 85900000 分機 1234"),
            (FormField::Phone, &["(02)8590-0000", "#1234"], "(02)8590-0000 #1234"),
            (FormField::Phone, &["02-85900000", "02-85900001"], "02-85900000"),
            (FormField::Email, &["hr01", "@example.gov.tw"], "hr01@example.gov.tw"),
            (FormField::Agency, &["勞動部", "人事處"], "勞動部人事處"),
            (FormField::Agency, &["勞動部人事處", "（全銜）"], "勞動部人事處"),
            (FormField::Applicant, &["林○○", "科員"], "林○○"),
            (FormField::Description, &["機關", "人數"], "機關 人數"),
        ] {
            assert_eq!(join_pieces(field, &pieces(cells)).0, expected, "{cells:?}");
        }
    }

    #[test]
    fn marks_in_cells_of_their_own_belong_to_the_option_on_their_side() {
        for (cells, expected) in [
            (&["是", "V", "否", ""][..], Some("是V 否□")),
            (&["", "是", "V", "否", ""], Some("□是 V否")),
            (&["V", "是", "", "否"], Some("V是 □否")),
            (&["□是", "■否"], None),
            (&["是", "否"], None),
        ] {
            let placed = place_marks(&pieces(cells)).map(|placed| placed[0].text.clone());
            assert_eq!(placed.as_deref(), expected, "{cells:?}");
        }
    }
}
