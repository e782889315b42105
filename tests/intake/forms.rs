//! Five hundred forms, each a throw of the dice over what is said, how it is written, and in what it is laid out.

use hrstat::intake::Reading;
use hrstat::source::Severity;

use super::dice::Dice;
use super::facts::Facts;
use super::layout::{Form, LAYOUTS, lay_out};
use super::write_docx::to_docx;
use super::write_eml::to_eml;
use super::write_odt::to_odt;
use super::write_sheets::{to_ods, to_xlsx};
use super::write_toml::to_toml;
use super::write_xlsb::to_xlsb;
use super::{Desk, whole};

/// How many forms hrstat must read without a mistake.
const FORMS: usize = 500;

/// Every field that came out wrong, in words.
pub(crate) fn mistakes(facts: &Facts, form: &Form, reading: &Reading) -> Vec<String> {
    let Some(found) = &reading.application else {
        let problems: Vec<&str> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
        return vec![format!("no application: {problems:?}")];
    };
    let mut wrong = Vec::new();
    let mut same = |name: &str, found: &str, meant: &str| {
        if found != meant {
            wrong.push(format!("{name}: read {found:?}, meant {meant:?}"));
        }
    };
    same("agency", &found.agency, &facts.agency.meant);
    same("authority", found.authority.as_deref().unwrap_or_default(), facts.authority);
    same("applicant", &found.applicant, &facts.applicant);
    same("applied_on", &found.applied_on.to_string(), &facts.applied_on.meant.to_string());
    same("phone", &found.phone, &facts.phone.meant);
    same("email", &found.email, &facts.email.meant);
    same("reason", &found.reason, &facts.reason);
    same("description", &found.description, &form.description);
    same("personal_data", &format!("{:?}", found.personal_data), &format!("{:?}", facts.personal_data.meant));
    same("approval", found.authority_approval.as_deref().unwrap_or_default(), &facts.approval);
    // The words of the form stand beside what was made of them.
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let kept = words(&found.original.phone);
    if form.layout != "split" && kept != words(&facts.phone.written) {
        wrong.push(format!("original phone: {kept:?}, written {:?}", facts.phone.written));
    }
    let expected = usize::from(facts.personal_data.meant.is_none());
    let errors: Vec<&str> = reading
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.rule.as_str())
        .collect();
    if errors.len() != expected {
        wrong.push(format!("errors {errors:?}"));
    }
    let doubts = ["second-form", "repeated-label", "bad-phone"];
    wrong.extend(
        reading
            .problems
            .iter()
            .filter(|problem| doubts.contains(&problem.rule.as_str()))
            .map(|problem| problem.message.clone()),
    );
    wrong
}

/// The form of one seed: facts, layout, file name and bytes.
pub(crate) fn roll(seed: u64) -> (Facts, Form, String, Vec<u8>) {
    let mut dice = Dice::new(seed);
    let mut facts = Facts::roll(&mut dice);
    let layout = *dice.pick(&LAYOUTS);
    let form = lay_out(&mut dice, &mut facts, layout);
    let (extension, bytes) = match dice.below(10) {
        9 => ("xlsb", to_xlsb(&form.pages)),
        0 | 1 => ("xlsx", to_xlsx(&form.pages)),
        2 | 3 => ("ods", to_ods(&form.pages)),
        4 | 5 => ("docx", to_docx(&mut dice, &form.pages)),
        6 | 7 => ("odt", to_odt(&mut dice, &form.pages)),
        _ => ("toml", to_toml(&facts)),
    };
    let name = format!("申請.{extension}");
    if dice.chance(10) {
        let mail = to_eml(&mut dice, &name, &bytes);
        return (facts, form, "來信.eml".to_owned(), mail);
    }
    (facts, form, name, bytes)
}

#[test]
fn every_field_of_every_form_is_right() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    let (first, count) = match std::env::var("HRSTAT_FORM_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => (seed, 1),
        None => (0, if whole() { 10 * FORMS as u64 } else { FORMS as u64 }),
    };
    for seed in first..first + count {
        let (facts, form, name, bytes) = roll(seed);
        let reading = desk.read(&name, &bytes);
        let found = mistakes(&facts, &form, &reading);
        if !found.is_empty() {
            wrong.push(format!("seed {seed}, {}, {name}:\n  {}", form.layout, found.join("\n  ")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} forms are wrong\n{}",
        wrong.len(),
        wrong.iter().take(25).cloned().collect::<Vec<_>>().join("\n")
    );
}
