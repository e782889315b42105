//! Why: an office that is told "it is published already" must be told where and how, in a letter that can be sent.

use crate::office::Office;

const COVERED: &str = "title = \"年齡\"\nwhere = \"在職 AND 人員類別 = '公務人員'\"\n[[table]]\ntitle = \"年齡表\"\nrows = [\"性別\", \"機關類別\", \"年齡組\"]\n";

#[test]
fn what_is_published_already_is_returned_with_a_drafted_reply() {
    let office = Office::demo();
    let waits = |request: &String| office.json(["show", request])["stage"] == "awaiting-approval";
    let request = (1..8).map(|number| format!("request-{number}")).find(waits).unwrap();

    // Nobody publishes it: the reviewer must say why, and there is no letter.
    office.write(&format!("queries/{request}.toml"), COVERED.replace("年齡組", "畢業學校"));
    assert_eq!(office.json(["check", &request])["verdict"], "not-covered");
    let refused = office.hrstat(["return", &request]).expect(2).stderr;
    assert!(refused.contains("--reason"), "{refused}");
    assert!(!office.path("drafts").exists());

    office.write(&format!("queries/{request}.toml"), COVERED);
    assert_eq!(office.json(["check", &request])["verdict"], "covered");
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
