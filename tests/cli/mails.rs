//! Why: a mail is the unit that arrives, an application the unit that is answered. What lies between must lose nothing,
//! register nothing twice, and leave the workspace as it was where nothing can be registered.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hrstat::domain::Digest;

use crate::office::Office;

pub(crate) fn form(agency: &str, reason: &str) -> String {
    format!(
        "申請人事機構：{agency}\n申請人姓名：林○○\n申請日期：115.10.5\n聯絡電話：(02)0000-0000\n電子郵件：hr01@example.gov.tw\n\
         申請理由：{reason}\n需求描述及說明：請提供各主管機關人數，檢附格式範例。經查WebHR無法產製。\n是否含個資：□是 ■否\n\
         主管機關人事機構審核：{agency} 115.10.6 核准\n"
    )
}

fn toml(agency: &str, reason: &str) -> String {
    format!(
        "agency = \"{agency}\"\napplicant = \"林○○\"\napplied_on = \"115.10.5\"\nphone = \"(02)0000-0000\"\nreason = \"{reason}\"\n\
         description = \"請提供各主管機關人數。經查WebHR無法產製。\"\npersonal_data = false\nauthority_approval = \"{agency} 115.10.6 核准\"\n"
    )
}

fn mail(text: &str, attached: &[(&str, &str)]) -> String {
    let mut mail = format!(
        "From: hr01@example.gov.tw\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    );
    for (name, bytes) in attached {
        mail += "--m\r\nContent-Disposition: attachment; filename=\"";
        mail.extend([name, "\"\r\n\r\n", bytes, "\r\n"]);
    }
    mail.push_str("--m--\r\n");
    mail
}

#[test]
fn each_application_of_a_mail_has_a_number_and_everything_is_kept() {
    let office = Office::new();
    let (first, second) = (toml("勞動部人事處", "研議"), toml("財政部人事處", "修法"));
    let text = mail(
        "檢送兩案。",
        &[("一.toml", &first), ("壞.toml", "agency = "), ("二.toml", &second), ("名單.pdf", "%PDF")],
    );
    office.write("來信.eml", &text);
    let ended = office.hrstat(["intake", "來信.eml", "--format=json"]).expect(65);
    let json = ended.json();
    let told: Vec<_> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|intake| (intake["file"].as_str().unwrap().to_owned(), intake["request"].as_str().map(str::to_owned)))
        .collect();
    let wanted = [("一.toml", Some("request-1")), ("二.toml", Some("request-2")), ("壞.toml", None)];
    assert_eq!(told, wanted.map(|(name, request)| (format!("來信.eml › {name}"), request.map(str::to_owned))));
    assert_eq!(json[0]["attachments"], serde_json::json!(["名單.pdf"]));
    for kept in [&text, &first, &second] {
        let digest = Digest::of(kept.as_bytes());
        assert_eq!(office.read(&format!("inbox/{}", digest.as_str())), kept.as_bytes());
    }
    assert_eq!(fs::read_dir(office.path("inbox")).unwrap().count(), 3);
    // The log says which mail they came in.
    let log = office.json(["audit", "log"]).to_string();
    assert!(log.contains("arrival") && log.contains(Digest::of(text.as_bytes()).as_str()));
    // The same mail, and one of its forms by itself.
    office.write("二.toml", &second);
    let again = office.hrstat(["intake", "來信.eml", "二.toml", "--format=json"]).json();
    let known: Vec<_> = again.as_array().unwrap().iter().map(|intake| intake["duplicate_of"].as_str()).collect();
    assert_eq!(known, [Some("request-1"), Some("request-2"), None, Some("request-2")]);
    office.hrstat(["audit", "verify"]).expect(0);
}

#[test]
fn what_cannot_be_registered_leaves_nothing() {
    let office = Office::new();
    let before = office.state();
    office.write("../a.eml", mail("請問如何申請？", &[("申請表.pdf", "%PDF")]));
    // 200 MB that are not there: the size alone decides, and nothing is read.
    fs::File::create(office.around().join("大.xlsx")).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let begun = Instant::now();
    let json = office.hrstat(["intake", "../a.eml", "../大.xlsx", "--format=json"]).expect(65).json();
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(
        (&json[0]["problems"][0]["rule"], &json[1]["problems"][0]["rule"]),
        (&"no-form".into(), &"too-large".into())
    );
    assert_eq!(office.state(), before);
}

#[test]
fn a_folder_is_taken_once_whatever_happens() {
    let office = Office::new();
    let folder = office.around().join("收件");
    fs::create_dir(&folder).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    put("一.eml", &mail(&form("勞動部人事處", "研議"), &[]));
    put("壞.toml", "agency = ");
    put("~$一.xlsx", "lock");
    put("二.eml.part", "half");
    put(".hidden.toml", "agency = ");
    let taken = || {
        let ended = office.hrstat(["intake", "--watch", "../收件", "--once", "--format=json"]);
        let json = ended.json();
        let files: Vec<String> =
            json.as_array().unwrap().iter().map(|intake| intake["file"].as_str().unwrap().to_owned()).collect();
        (ended.code, files)
    };
    assert_eq!(taken(), (65, vec!["一.eml › 郵件內文".to_owned(), "壞.toml".to_owned()]));
    // A restart, another name, another date: the bytes are the same.
    fs::rename(folder.join("一.eml"), folder.join("轉來.eml")).unwrap();
    assert_eq!(taken(), (0, Vec::new()));
    put("三.eml", &mail(&form("財政部人事處", "修法"), &[]));
    assert_eq!(taken(), (0, vec!["三.eml › 郵件內文".to_owned()]));
    // Nothing was moved.
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 6);
    office.hrstat(["audit", "verify"]).expect(0);
    for arguments in [&["intake", "--watch", "../收件/三.eml"][..], &["intake", "--watch", "."], &["intake", "--once"]]
    {
        office.hrstat(arguments).expect(2);
    }
}

#[cfg(unix)]
#[test]
fn a_watch_takes_what_arrives_and_ends_when_asked() {
    let office = Office::new();
    let folder = office.around().join("收件");
    fs::create_dir(&folder).unwrap();
    let mut watch = Command::new(env!("CARGO_BIN_EXE_hrstat"))
        .args(["intake", "--watch", "../收件", "--interval", "1", "--format=json"])
        .current_dir(office.path(""))
        .env_remove("HRSTAT_WORKSPACE")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    fs::write(folder.join("一.eml"), mail(&form("勞動部人事處", "研議"), &[])).unwrap();
    let begun = Instant::now();
    while office.json(["queue"]).as_array().unwrap().is_empty() {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing was taken");
        std::thread::sleep(Duration::from_millis(200));
    }
    let ended = Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}
