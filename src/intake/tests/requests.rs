//! The fifteen applications of the design data, typed as TOML and as spreadsheets with their raw cells.

use rust_xlsxwriter::Workbook;

use super::read;
use crate::domain::{Application, Original, parse_date, parse_phone};
use crate::intake::{FormFormat, Reading, blank_form, filled_form};
use crate::source::Severity;

#[derive(serde::Deserialize)]
struct Requests {
    request: Vec<Request>,
}

#[derive(serde::Deserialize)]
struct Request {
    id: String,
    agency: String,
    authority: String,
    applicant: String,
    applied: String,
    phone: String,
    email: String,
    reason: String,
    description: String,
    personal_data_box: String,
    personal_data: bool,
    authority_approved: String,
    rules: Vec<String>,
    notes: Vec<String>,
}

fn requests() -> Vec<Request> {
    toml::from_str::<Requests>(include_str!("../testdata/requests.toml")).unwrap().request
}

fn check(request: &Request, reading: &Reading) {
    let told = |wanted: &dyn Fn(Severity) -> bool| {
        let found = reading.problems.iter().filter(|problem| wanted(problem.severity));
        let mut rules: Vec<&str> = found.map(|problem| problem.rule.as_str()).collect();
        rules.retain(|rule| !["sources-unchecked", "sample-missing"].contains(rule));
        rules.sort_unstable();
        rules
    };
    assert_eq!(told(&|severity| severity != Severity::Note), request.rules, "{}: {:#?}", request.id, reading.problems);
    assert_eq!(told(&|severity| severity == Severity::Note), request.notes, "{}: {:#?}", request.id, reading.problems);
    let found = reading.application.as_ref().unwrap();
    assert_eq!(found.agency, request.agency, "{}", request.id);
    assert_eq!(found.authority.as_ref(), Some(&request.authority), "{}", request.id);
    assert_eq!(found.applicant, request.applicant, "{}", request.id);
    assert_eq!(Ok(found.applied_on), parse_date(&request.applied), "{}", request.id);
    assert_eq!(found.email, request.email, "{}", request.id);
    assert_eq!(found.phone, parse_phone(&request.phone).unwrap().to_string(), "{}", request.id);
    let written = (&found.original.phone, &found.original.agency, &found.original.applied_on);
    assert_eq!(written, (&request.phone, &request.agency, &request.applied), "{}", request.id);
    assert_eq!((&found.reason, &found.description), (&request.reason, &request.description), "{}", request.id);
    assert_eq!(found.personal_data, Some(request.personal_data), "{}", request.id);
    assert_eq!(found.authority_approval.as_ref(), Some(&request.authority_approved), "{}", request.id);
}

#[test]
fn all_fifteen_are_read_as_toml() {
    for request in requests() {
        let pairs = [
            ("agency", &request.agency),
            ("applicant", &request.applicant),
            ("applied_on", &request.applied),
            ("phone", &request.phone),
            ("email", &request.email),
            ("reason", &request.reason),
            ("description", &request.description),
            ("authority_approval", &request.authority_approved),
        ];
        let lines: Vec<String> = pairs.iter().map(|(key, text)| format!("{key} = {text:?}")).collect();
        let text = format!("{}\npersonal_data = {}\n", lines.join("\n"), request.personal_data);
        check(&request, &read("申請案.toml", text.as_bytes()));
    }
}

#[test]
fn all_fifteen_are_read_as_spreadsheets() {
    for request in requests() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [
            ("申請人事機構", &request.agency),
            ("申請人姓名", &request.applicant),
            ("申請日期", &request.applied),
            ("聯絡電話", &request.phone),
            ("電子郵件", &request.email),
            ("申請理由", &request.reason),
            ("需求描述及說明", &request.description),
            ("是否含個資", &request.personal_data_box),
            ("主管機關人事機構審核", &request.authority_approved),
        ];
        for (row, (label, text)) in (1..).zip(rows) {
            sheet.write_string(row, 1, label).unwrap();
            sheet.write_string(row, 3, text).unwrap();
        }
        check(&request, &read("申請表.xlsx", &book.save_to_buffer().unwrap()));
    }
}

#[test]
fn what_is_written_reads_back_equal() {
    for request in requests() {
        let text = format!(
            "agency = {:?}\nauthority = {:?}\napplicant = \"林○○\"\napplied_on = {:?}\nphone = \"02-85900000\"\nreason = \"-1\"\n\
             description = {:?}\nauthority_approval = \"@核准\\n第二行\"\nchecked_sources = [\"銓敘部統計年報\", \"WebHR\"]\n\
             sample = \"範例.xlsx\"\n\n[query]\ntitle = \"甲\"  # 註\n\n[[query.table]]\nrows = [\"主管機關\"]\n",
            request.agency,
            request.authority,
            request.applied,
            format!("{}\n\n第二段  空格", request.description)
        );
        let first = read("a.toml", text.as_bytes()).application.unwrap();
        for personal_data in [None, Some(true), Some(false)] {
            let application = Application { personal_data, original: Original::default(), ..first.clone() };
            for format in FormFormat::ALL {
                let bytes = filled_form(&application, format).unwrap();
                let reading = read(&format!("申請表.{}", format.extension()), &bytes);
                let found = reading.application.map(|found| Application { original: Original::default(), ..found });
                assert_eq!(found.as_ref(), Some(&application), "{format:?} {:#?}", reading.problems);
            }
        }
    }
}

#[test]
fn a_blank_form_is_a_form_with_everything_missing() {
    for format in FormFormat::ALL {
        let reading = read(&format!("空白.{}", format.extension()), &blank_form(format).unwrap());
        assert_eq!(reading.application, None);
        let rules: Vec<String> = reading.problems.iter().map(|problem| problem.rule.clone()).collect();
        let mut expected = vec!["missing-field"; 5];
        expected.extend(["missing-contact", "box-missing", "approval-missing"]);
        let mut sorted = rules.clone();
        sorted.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        expected.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        assert_eq!(sorted, expected, "{format:?} {:#?}", reading.problems);
    }
}
