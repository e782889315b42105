//! Writes a form as TOML, as it is typed in from paper.

use super::facts::Facts;

pub(crate) fn to_toml(facts: &Facts) -> Vec<u8> {
    let mut text = String::from("# 紙本繕打\n");
    let pairs = [
        ("agency", facts.agency.written.clone()),
        ("applicant", facts.applicant.clone()),
        ("applied_on", facts.applied_on.written.clone()),
        ("phone", facts.phone.written.clone()),
        ("email", facts.email.written.clone()),
        ("reason", facts.reason.clone()),
        ("description", facts.description.join("\n")),
        ("authority_approval", facts.approval.clone()),
    ];
    for (key, value) in pairs {
        text.push_str(&format!("{key} = {}\n", toml::Value::String(value)));
    }
    if let Some(flag) = facts.personal_data.meant {
        text.push_str(&format!("personal_data = {flag}\n"));
    }
    text.into_bytes()
}
