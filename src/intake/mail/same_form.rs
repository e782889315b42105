//! Forms of one mail that are the same application: typed and attached, as .xlsx and as .ods, the blank form beside a
//! filled one.

use super::collect::{Collected, FoundForm};
use crate::domain::fold_width;
use crate::intake::FormField;
use crate::intake::raw_form::RawForm;
use crate::source::{Location, Problem};

/// Keeps one form an application; the attached one before the one in the text.
pub(super) fn drop_repeated(collected: &mut Collected) {
    let forms = std::mem::take(&mut collected.forms);
    let (blank, filled): (Vec<FoundForm>, Vec<FoundForm>) = forms.into_iter().partition(|found| is_blank(&found.form));
    // A blank form beside a filled one came along; alone, it is what somebody forgot to fill in.
    let (mut candidates, spare) = if filled.is_empty() { (blank, Vec::new()) } else { (filled, blank) };
    collected.others.extend(spare.iter().filter(|found| !found.typed).map(|found| last_name(&found.name)));
    candidates.sort_by_key(|found| found.typed);
    for found in candidates {
        match collected.forms.iter().find(|kept| same_application(kept, &found)) {
            None => collected.forms.push(found),
            Some(kept) => {
                kept.problems.extend(difference(kept, &found));
                if !found.typed {
                    collected.others.push(last_name(&found.name));
                }
            }
        }
    }
}

fn last_name(name: &str) -> String {
    name.rsplit(" › ").next().unwrap_or(name).to_owned()
}

fn is_blank(form: &RawForm) -> bool {
    [FormField::Agency, FormField::Applicant, FormField::Reason, FormField::Description]
        .iter()
        .all(|field| form.text(*field).is_empty())
}

/// Forms of different offices are different applications, and so are two questions of one office. The text of a mail is
/// often shorter than the form beside it, or older: there the same reason of the same person is enough.
fn same_application(one: &FoundForm, other: &FoundForm) -> bool {
    let alike = |field: FormField| {
        let (one, other) = (squeezed(&one.form, field), squeezed(&other.form, field));
        one == other || !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
    };
    let (reason, description) = (alike(FormField::Reason), alike(FormField::Description));
    let described = [one, other].iter().all(|found| !squeezed(&found.form, FormField::Description).is_empty());
    let letter = one.typed != other.typed || !described;
    alike(FormField::Agency)
        && alike(FormField::Applicant)
        && if letter { reason || described && description } else { reason && description }
}

fn squeezed(form: &RawForm, field: FormField) -> String {
    fold_width(form.text(field))
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '台' { '臺' } else { c })
        .collect()
}

/// What to say of the form that is not read.
fn difference(kept: &FoundForm, dropped: &FoundForm) -> Option<Problem> {
    let differs = |field: &FormField| {
        let (one, other) = (squeezed(&kept.form, *field), squeezed(&dropped.form, *field));
        !other.is_empty() && one != other
    };
    let fields: Vec<&str> = FormField::ALL
        .into_iter()
        .filter(|field| *field != FormField::Query && differs(field))
        .map(FormField::label)
        .collect();
    if fields.is_empty() {
        return None;
    }
    let (from, to) = (last_name(&dropped.name), last_name(&kept.name));
    let message = format!("「{from}」與「{to}」是同一件申請，但{}不同；以「{to}」為準", fields.join("、"));
    let place = Location::File { file: dropped.name.clone() };
    Some(Problem::warning("mail-differs", message).at(place).hint("請與申請人確認哪一份才對"))
}
