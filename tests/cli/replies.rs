//! Why: an office that is told "it is published already" must be told where and how, in a letter that can be sent.

use crate::office::Office;

const COVERED: &str = "title = \"年齡\"\nwhere = \"在職 AND 人員類別 = '公務人員'\"\n[[table]]\ntitle = \"年齡表\"\nrows = [\"性別\", \"機關類別\", \"年齡組\"]\n";

#[test]
fn what_is_published_already_is_returned_with_a_drafted_reply() {
    let office = Office::demo();
    let waits = |request: &String| office.json(["show", request])["stage"] == "awaiting-approval";
    let request = (1..8).map(|number| format!("request-{number}")).find(waits).unwrap();

    // Nobody publishes it: the reviewer must say why, and there is no letter.
    office.write(
        &format!("queries/{request}.toml"),
        COVERED.replace("\"性別\", \"機關類別\", \"年齡組\"", "\"畢業學校\""),
    );
    assert_eq!(office.json(["check", &request])["verdict"], "not-covered");
    let refused = office.hrstat(["return", &request]).expect(2).stderr;
    assert!(refused.contains("--reason"), "{refused}");
    assert!(!office.path("drafts").exists());

    office.write(&format!("queries/{request}.toml"), COVERED);
    assert_eq!(office.json(["check", &request])["verdict"], "covered");
    // What the letter is going to say has been tried on the snapshot; nothing but counts is told of it.
    let derived = &office.json(["check", &request, "--derive"])["derivations"][0];
    assert_eq!((&derived["source"], &derived["differences"]), (&"MOCS-03".into(), &0.into()), "{derived}");
    assert!(derived["compared"].as_u64().unwrap() > 50, "{derived}");
    assert!(office.hrstat(["audit", "log"]).expect(0).stdout.contains("照取得方式推算"));
    let returned = office.json(["return", &request]);
    let draft = format!("drafts/{request}-回復.txt");
    assert_eq!((&returned["stage"], &returned["draft"]), (&"returned".into(), &draft.as_str().into()), "{returned:#}");
    let letter = String::from_utf8(office.read(&draft)).unwrap();
    for said in ["要點", "MOCS-03", "年齡表", "取得方式", "第五點"] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(office.path(&draft)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A reviewer who lets one covered question through has not let every other through.
#[test]
fn an_acceptance_of_what_is_covered_holds_for_the_question_that_was_seen() {
    let office = Office::demo();
    let own = String::from_utf8(office.read("queries/request-4.toml")).unwrap();
    let covered = |text: &str| {
        office.write("queries/request-4.toml", text);
        office.json(["check", "request-4"])["verdict"] == "covered"
    };
    assert!(covered(COVERED) && covered(&own));
    let accepted = office.json(["accept", "request-4", "--reason", "欄位定義與公布統計不同"]);
    assert_eq!(accepted["overruled"], serde_json::json!(["purpose", "coverage"]), "{accepted:#}");

    office.write("queries/request-4.toml", COVERED);
    let refused = office.hrstat(["run", "request-4"]).expect(1).stderr;
    assert!(refused.contains("hrstat accept request-4") && refused.contains("hrstat return request-4"), "{refused}");
    let obstacles = &office.json(["run", "request-4", "--dry-run"])["obstacles"];
    assert_eq!(obstacles.as_array().map(Vec::len), Some(1), "{obstacles}");

    // A comment above the query asks nothing else.
    office.write("queries/request-4.toml", format!("# 已與申請人確認\n{own}"));
    office.hrstat(["run", "request-4"]).expect(0);
}

/// Nothing half done: where the letter cannot be written, the request stays where it was.
#[test]
fn without_a_place_for_the_letter_nothing_is_decided() {
    let office = Office::demo();
    office.write("drafts", "not a folder");
    let before = office.json(["show", "request-4"])["stage"].clone();
    let failed = office.hrstat(["return", "request-4"]).expect(74).stderr;
    assert!(failed.contains("drafts"), "{failed}");
    assert_eq!(office.json(["show", "request-4"])["stage"], before);
}
