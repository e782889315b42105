//! Why: one need has one place in the queue, however often and in whatever form it arrives, and nothing that arrived is lost;
//! and what the words of an application show decides where it waits.

use crate::office::Office;
use serde_json::Value;

const DESCRIPTION: &str =
    "請提供本部及所屬現職人員通過英語檢定B2級以上人數及比率，按官等、年齡(30歲以下、31-40歲)及性別分。";

/// One application as TOML.
fn toml(description: &str, approval: &str, more: &str) -> String {
    format!(
        "agency = \"勞動部人事處\"\napplicant = \"林○○\"\napplied_on = \"115.10.5\"\nphone = \"02-0000-0000\"\n\
         reason = \"規劃語文訓練\"\ndescription = \"{description}\"\npersonal_data = false\n\
         authority_approval = \"{approval}\"\n{more}"
    )
}

fn intake(office: &Office, name: &str, text: &str) -> Value {
    office.write(name, text);
    office.json(["intake", name])[0].clone()
}

fn rules(value: &Value) -> Vec<String> {
    let problems = value["problems"].as_array().unwrap().iter();
    problems.map(|problem| problem["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_approval_that_comes_later_completes_the_request() {
    let office = Office::new();
    let first = intake(&office, "一.toml", &toml(DESCRIPTION, "", "sample = \"樣張.xlsx\"\n"));
    assert_eq!((&first["request"], &first["stage"]), (&"request-1".into(), &"awaiting-approval".into()));
    assert_eq!(first["supersedes"], Value::Null);

    let typed = DESCRIPTION.replace('(', "（").replace("30", "３０");
    let whole = intake(&office, "二.toml", &toml(&typed, "勞動部人事處 115.10.7 核准", ""));
    assert_eq!((&whole["request"], &whole["supersedes"]), (&"request-1".into(), &"request-1".into()));
    assert_eq!((&whole["duplicate_of"], &whole["stage"]), (&Value::Null, &"queued".into()));
    assert!(rules(&whole).contains(&"supersedes".to_owned()), "{whole:#}");

    let again = intake(&office, "三.toml", &toml(DESCRIPTION, "勞動部人事處 115.10.7 核准", ""));
    assert_eq!((&again["request"], &again["duplicate_of"]), (&Value::Null, &"request-1".into()));
    let queue = office.json(["queue"]);
    assert_eq!(queue.as_array().unwrap().len(), 1, "one place: {queue:#}");

    let shown = office.json(["show", "request-1"]);
    let versions = shown["versions"].as_array().unwrap();
    let kinds: Vec<&str> = versions.iter().map(|version| version["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["earlier", "resent"]);
    assert_eq!(versions[0]["file"], "一.toml");
    assert_eq!(shown["application"]["sample"], "樣張.xlsx", "what only the first said is not lost");
    for (version, name) in versions.iter().zip(["一.toml", "三.toml"]) {
        let kept = office.read(&format!("inbox/{}", version["sha256"].as_str().unwrap()));
        assert_eq!(kept, office.read(name), "the file as it came");
    }
    let page = office.hrstat(["show", "request-1"]).expect(0).stdout;
    assert!(page.contains("其他版本") && page.contains("前一版") && page.contains("以新版取代"), "{page}");
    office.hrstat(["audit", "verify"]).expect(0);
}

#[test]
fn a_correction_keeps_the_number_while_it_waits_and_follows_afterwards() {
    let office = Office::new();
    let approval = "勞動部人事處 115.10.7 核准";
    intake(&office, "一.toml", &toml(DESCRIPTION, approval, ""));
    office.write("queries/request-1.toml", "title = \"草稿\"\n");
    let corrected = format!("{}（更正版，前送申請表作廢）", DESCRIPTION.replace("B2", "B1"));
    let second = intake(&office, "二.toml", &toml(&corrected, approval, ""));
    assert_eq!((&second["request"], &second["supersedes"]), (&"request-1".into(), &"request-1".into()));
    assert!(rules(&second).contains(&"query-outdated".to_owned()), "{second:#}");
    let page = office.hrstat(["show", "request-1"]).expect(0).stdout;
    assert!(page.contains("B2") && page.contains("B1"), "both versions are told: {page}");

    office.hrstat(["decline", "request-1", "--reason", "已有公布之統計"]).expect(0);
    let third = intake(&office, "三.toml", &toml(&corrected.replace("性別", "主管別"), approval, ""));
    assert_eq!((&third["request"], &third["supersedes"]), (&"request-2".into(), &"request-1".into()));
    assert_eq!(office.json(["show", "request-1"])["superseded_by"], "request-2");
    assert_eq!(office.json(["queue"])[0]["supersedes"], "request-1");
}

#[test]
fn what_is_only_similar_is_told_and_stays() {
    let office = Office::new();
    let approval = "勞動部人事處 115.10.7 核准";
    intake(&office, "一.toml", &toml(DESCRIPTION, approval, ""));
    let other = intake(&office, "二.toml", &toml(&DESCRIPTION.replace("B2", "C1"), approval, ""));
    assert_eq!((&other["request"], &other["supersedes"]), (&"request-2".into(), &Value::Null));
    let told = other["problems"].as_array().unwrap().iter().find(|problem| problem["rule"] == "similar-request");
    assert!(told.unwrap()["message"].as_str().unwrap().contains("request-1"), "{other:#}");
}

#[test]
fn what_the_words_show_decides_where_it_waits() {
    let office = Office::new();
    let approval = "勞動部人事處 115.10.7 核准";
    let sick = intake(&office, "一.toml", &toml("請提供本部請病假超過30日之人數及病名。", approval, ""));
    assert_eq!(sick["stage"], "received");
    assert!(
        rules(&sick).contains(&"outside-resume".to_owned()) && rules(&sick).contains(&"special-category".to_owned())
    );
    let wrong = intake(&office, "二.toml", &toml("請提供本部及所屬人數，按官等分。", "臺北市政府人事處 核准", ""));
    assert_eq!(wrong["stage"], "received");
    assert!(rules(&wrong).contains(&"approval-authority".to_owned()), "{wrong:#}");
}

/// An office may have words of its own; a mistake in them is told with its place.
#[test]
fn a_workspace_may_have_its_own_words() {
    let office = Office::new();
    office.write(
        "intake.toml",
        "[[finding]]\nrule = \"outside-resume\"\nseverity = \"warning\"\nin = [\"description\"]\nwords = [\"茶水\"]\n\
         message = \"「{words}」不在履歷表內（要點二）\"\n",
    );
    let approval = "勞動部人事處 115.10.7 核准";
    let found = intake(&office, "一.toml", &toml("請提供本部茶水費及請假人數。", approval, ""));
    let told =
        found["problems"].as_array().unwrap().iter().find(|problem| problem["rule"] == "outside-resume").unwrap();
    assert_eq!((&told["severity"], &told["message"]), (&"warning".into(), &"「茶水」不在履歷表內（要點二）".into()));
    office.write("intake.toml", "[[finding]]\nrule = \"x\"\nseverity = \"fatal\"\n");
    let refused = intake(&office, "二.toml", &toml("請提供本部人數。", approval, ""));
    assert_eq!(refused["request"], Value::Null, "{refused:#}");
}
