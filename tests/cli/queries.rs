//! Why: an office asks the same question every year with another year in it, and wants to know beforehand what will be read
//! and whether a certificate will be needed. What a parameter was set to is part of the release; a look leaves no trace.

use std::fs;

use serde_json::{Value, json};

use crate::office::Office;

const SERIES: &str = "queries/單一職系人力.toml";

/// A released request, queued once more.
fn queued_again(office: &Office) {
    office.hrstat(["accept", "request-1", "--reason", "換一個職系再算一次"]).expect(0);
}

/// Two values of one parameter give two figures; each stands on the record, so that the release can be made again.
#[test]
fn parameters_are_part_of_the_release() {
    let office = Office::demo();
    let mut figures = Vec::new();
    for series in ["資訊處理", "人事行政"] {
        queued_again(&office);
        let set = format!("職系={series}");
        let told = office.json(["run", "request-1", "--query", SERIES, "--set", &set, "--dry-run"]);
        let run = office.json(["run", "request-1", "--query", SERIES, "--set", &set, "--yes"]);
        assert_eq!(run["parameters"], json!({ "職系": series }), "{run:#}");
        assert!(run["outputs"][0]["tables"][0]["title"].as_str().unwrap().contains(series), "{run:#}");
        assert_eq!(told["query_sha256"], run["query_sha256"]);
        stays_within(&told["tables"], &run["outputs"][0]["tables"]);
        figures.push(run["outputs"][0]["tables"].clone());
        let release = office.json(["release", "list"]).as_array().unwrap().last().unwrap().clone();
        assert_eq!((&release["release"], &release["parameters"]), (&run["release"], &run["parameters"]));
        let log = office.json(["audit", "log"]);
        let prepared = log.as_array().unwrap().iter().rfind(|row| row["action"] == "prepare-release").unwrap();
        assert_eq!(prepared["detail"]["parameters"], run["parameters"]);
    }
    assert_ne!(figures[0], figures[1]);
    office.hrstat(["audit", "verify"]).expect(0);
}

/// The registry and its chain can never be erased: a name that a query was set to does not get into them.
#[test]
fn a_name_that_is_asked_for_stays_out_of_the_registry() {
    let office = Office::demo();
    let query = "title = \"{誰}的資料\"\nwhere = \"姓名 LIKE :誰\"\n[[parameter]]\nname = \"誰\"\ntype = \"text\"\n\
                 [[list]]\ntitle = \"{誰}名冊\"\ncolumns = [\"姓名\", \"職稱\"]\n";
    let query = office.write("who.toml", query);
    office.hrstat(["accept", "request-3", "--reason", "測試姓名不留存"]).expect(0);
    let run = [
        "run",
        "request-3",
        "--query",
        query.to_str().unwrap(),
        "--set",
        "誰=張虛構甲乙%",
        "--yes",
        "--format",
        "json",
    ];
    office.hrstat(run).expect(0);
    let registry = office.read("registry.sqlite");
    let log = office.json(["audit", "log"]).to_string();
    let name = "張虛構甲乙";
    assert!(!registry.windows(name.len()).any(|window| window == name.as_bytes()) && !log.contains(name), "{log}");
    assert!(log.contains("{誰}名冊") && log.contains("sha256:"), "{log}");
}

/// `query check queries/*` meets whatever lies there: what is no query is said in a line, and hides nothing of the others.
#[test]
fn one_file_that_cannot_be_checked_hides_no_other() {
    let office = Office::demo();
    let broken = office
        .write("broken.toml", "title = \"t\"\nwhere = \"職等級 > 1\"\n[[list]]\ntitle = \"l\"\ncolumns = [\"性別\"]\n");
    let files = ["query", "check", SERIES, "queries/README.md", "nowhere.toml", broken.to_str().unwrap()];
    let ended = office.hrstat(files).expect(65);
    for words in ["README.md 不是查詢檔", "nowhere.toml", "職等級", "4 個查詢檔中有 3 個有錯"] {
        assert!(ended.stderr.contains(words), "{words}: {}", ended.stderr);
    }
    assert!(ended.stderr.lines().count() < 30, "{}", ended.stderr);
}

/// Years that belong together are made together: where one is there already, none is written.
#[test]
fn years_are_made_all_or_none() {
    let office = Office::demo();
    let before = office.state();
    let refused = office.hrstat(["data", "synth", "--persons", "300", "--as-of", "2026-12-31", "--years", "2"]);
    assert_ne!(refused.code, 0);
    let refused =
        office.hrstat(["data", "synth", "--persons", "300", "--as-of", "2025-12-31", "--years", "3"]).expect(1);
    assert!(refused.stderr.contains("2025-12-31 已經存在"), "{}", refused.stderr);
    assert_eq!(office.state(), before);
}

/// No table is larger than a dry run says.
fn stays_within(told: &Value, made: &Value) {
    let (told, made) = (told.as_array().unwrap(), made.as_array().unwrap());
    assert_eq!(told.len(), made.len());
    for (told, made) in told.iter().zip(made) {
        assert_eq!(told["title"], made["title"]);
        let size = |value: &Value| value.as_u64().unwrap();
        let keys = told["rows"].as_array().unwrap().len() as u64;
        let cells = size(&made["rows"]) * (size(&made["columns"]) - keys);
        assert!(cells <= size(&told["cells_at_most"]), "{told:#}\n{made:#}");
    }
}

/// What is set wrongly is told before anything is computed, with the way to set it.
#[test]
fn parameters_set_wrongly_change_nothing() {
    let office = Office::demo();
    office.write(
        "queries/年資.toml",
        "title = \"年資\"\nwhere = \"在職 AND 年資 >= :年數\"\n[[parameter]]\nname = \"年數\"\ntype = \"integer\"\nmaximum = 60\n[[table]]\ntitle = \"表1\"\nrows = [\"性別\"]\n",
    );
    let before = office.state();
    for (set, code, rule, words) in [
        (&[][..], 65, "missing-parameter", "--set 年數="),
        (&["--set", "年限=10"], 65, "unknown-parameter", "您是不是要找「年數」"),
        (&["--set", "年數=十"], 65, "bad-parameter", "應為整數"),
        (&["--set", "年數=100"], 65, "bad-parameter", "至多 60"),
        (&["--set", "年數=10", "--set", "年數=20"], 2, "", "設定了兩次"),
        (&["--set", "年數"], 2, "", "名稱=值"),
    ] {
        let run = ["run", "request-6", "--query", "queries/年資.toml"].iter().chain(set);
        let ended = office.hrstat(run.clone()).expect(code);
        assert!(ended.stderr.contains(words) && ended.stderr.contains("提示："), "{set:?}: {}", ended.stderr);
        let error = &office.json(run)["error"];
        let rules: Vec<&Value> = error["problems"].as_array().unwrap().iter().map(|problem| &problem["rule"]).collect();
        assert!(rule.is_empty() || rules.contains(&&json!(rule)), "{error:#}");
    }
    assert_eq!(office.state(), before);
    // A look at what is published needs the value too, and says so instead of failing.
    let check = office.json(["check", "request-6", "--query", "queries/年資.toml"]);
    assert_eq!(check["verdict"], "undetermined");
    assert!(check["suggestions"][0].as_str().unwrap().contains("--set"), "{check:#}");
    let set = ["check", "request-6", "--query", "queries/年資.toml", "--set", "年數=10"];
    assert_ne!(office.json(set)["verdict"], "undetermined");
}

/// A query that comes with an application and leaves a parameter open is no mistake of the applicant.
#[test]
fn an_application_may_leave_a_parameter_open() {
    let office = Office::demo();
    let text = String::from_utf8(office.read("applications/01-chief-ratio.toml")).unwrap();
    let (head, _) = text.split_once("[query]").unwrap();
    let query = "[query]\ntitle = \"年資\"\nwhere = \"在職 AND 年資 >= :年數\"\n[[query.parameter]]\nname = \"年數\"\ntype = \"integer\"\n[[query.table]]\ntitle = \"表1\"\nrows = [\"性別\"]\n";
    office.write("open.toml", format!("{}{query}", head.replace("林○○", "陳○○")));
    let registered = &office.json(["intake", "open.toml"])[0];
    assert_eq!(registered["stage"], "queued", "{registered:#}");
    let problems = registered["problems"].as_array().unwrap();
    let note = problems.iter().find(|problem| problem["rule"] == "missing-parameter").unwrap();
    assert_eq!(note["severity"], "note");
    let request = registered["request"].as_str().unwrap();
    assert_eq!(office.json(["run", request, "--set", "年數=20", "--yes"])["parameters"], json!({ "年數": "20" }));
}

/// A look says what a run would do, whatever the stage of the request, and leaves everything as it was.
#[test]
fn a_dry_run_tells_and_leaves_no_trace() {
    let office = Office::demo();
    let before = office.state();
    let set = ["run", "request-1", "--query", "queries/離職率.toml", "--set", "年度=113", "--dry-run"];
    let told = office.json(set);
    assert_eq!((&told["title"], &told["dry_run"]), (&json!("113年公務人員離職率"), &json!(true)));
    assert_eq!((&told["parameters"], &told["snapshots"]), (&json!({ "年度": "113" }), &json!(["2025-12-31"])));
    let tables: Vec<&str> =
        told["reads"].as_array().unwrap().iter().map(|read| read["table"].as_str().unwrap()).collect();
    assert_eq!(tables, ["經歷", "人員"]);
    assert!(told["tables"][0]["cells_at_most"].as_u64().unwrap() > 0, "{told:#}");
    assert_eq!(told["encryption"]["needed"], "depends");
    assert!(told["obstacles"][0].as_str().unwrap().contains("已釋出"), "{told:#}");

    // A list of persons is encrypted whatever is in it, and this office has no certificate: a run would be refused.
    let list = office.json(["run", "request-6", "--dry-run"]);
    let encryption = &list["encryption"];
    assert_eq!((&encryption["needed"], &encryption["usable_certificates"]), (&json!("yes"), &json!(0)));
    assert_eq!(list["lists"][0]["columns"].as_array().unwrap().len(), 5);
    let personal = list["personal_fields"].as_array().unwrap();
    assert!(personal.contains(&json!({ "field": "職稱", "class": "indirect" })), "{personal:?}");
    let words = office.hrstat(["run", "request-6", "--dry-run"]).expect(0).stdout;
    for part in ["沒有計算", "統計範圍", "讀取", "（清冊）", "一定要", "沒有可用的憑證", "還不能產製"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    // What is broken is told as in a run, and nobody is asked.
    office.hrstat(["run", "request-6", "--dry-run", "--yes"]).expect(2);
    office
        .hrstat(["run", "request-6", "--query", "queries/離職率.toml", "--set", "年度=一一三", "--dry-run"])
        .expect(65);
    assert_eq!(office.state(), before);
}

/// The plan is that of the very query, parameters in place; no workspace is needed.
#[test]
fn a_query_can_be_read_without_a_workspace() {
    let office = Office::new();
    let queries = concat!(env!("CARGO_MANIFEST_DIR"), "/queries");
    let outside = |arguments: &[&str]| office.run_in(office.around(), arguments);
    let file = format!("{queries}/離職率.toml");
    let told = outside(&["query", "explain", &file, "--set", "年度=109", "--format", "json"]).expect(0).json();
    assert_eq!((&told["title"], &told["parameters"]), (&json!("109年公務人員離職率"), &json!({ "年度": "109" })));
    assert!(told["plan"].as_str().unwrap().contains("109"), "{told:#}");
    assert!(told["reads"].as_array().unwrap().iter().any(|read| read["table"] == "經歷"), "{told:#}");
    let words = outside(&["query", "explain", &file]).expect(0).stdout;
    assert!(words.contains("讀取") && words.contains("AGGREGATE"), "{words}");

    let listed = outside(&["query", "list", "--format", "json"]).expect(0).json();
    let listed = listed.as_array().unwrap();
    let standard = hrstat::settings::STANDARD_QUERIES.len() + hrstat::settings::STANDARD_SQL_QUERIES.len();
    assert_eq!(listed.len(), standard);
    for query in listed {
        assert!(query["valid"] == true && query["question"].is_string(), "{query:#}");
    }
    let rate = listed.iter().find(|query| query["file"] == "queries/離職率.toml").unwrap();
    assert_eq!(rate["parameters"][0]["name"], "年度");

    // In a workspace its own files are listed, also those that nobody can run.
    office.write("queries/request-1.toml", "title = \"壞的\"\n");
    let words = office.hrstat(["query", "list"]).expect(0).stdout;
    assert!(words.contains("queries/request-1.toml\n    （有錯"), "{words}");
    assert!(words.contains("--set 年度=114"), "{words}");
}

/// A SELECT that only counts is a table like any other: held against the catalogue, its cells judged. Any other is persons
/// row by row, and leaves encrypted.
#[test]
fn a_select_is_run_like_a_query() {
    let office = Office::demo();
    queued_again(&office);
    let list = "queries/轉任前後職務.sql";
    let told = office.json(["run", "request-1", "--query", list, "--dry-run"]);
    assert_eq!((&told["encryption"]["needed"], &told["coverage"]), (&json!("yes"), &json!("not-covered")), "{told:#}");
    assert!(told["population"].as_str().unwrap().starts_with("WITH 相鄰 AS"), "{told:#}");
    assert!(told["reads"].as_array().unwrap().iter().any(|read| read["table"] == "經歷"), "{told:#}");
    let run = office.json(["run", "request-1", "--query", list, "--yes"]);
    assert_eq!((&run["outputs"][0]["encrypted"], &run["parameters"]), (&json!(true), &json!({})), "{run:#}");
    assert_eq!(run["outputs"][0]["personal"]["verdict"], "direct");

    queued_again(&office);
    let counts = "-- title: 各官等人數\nSELECT 官等, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 官等\n";
    office.write("queries/request-1.sql", counts);
    fs::remove_file(office.path("queries/request-1.toml")).unwrap();
    let told = office.json(["query", "explain", "queries/request-1.sql"]);
    assert!(told["equivalent"].as_str().unwrap().contains("[[table]]"), "{told:#}");
    assert!(told["plan"].as_str().unwrap().contains("AGGREGATE"), "{told:#}");
    // The request's own SELECT is found without being named, and held against the catalogue.
    let check = office.json(["check", "request-1"]);
    assert_eq!((&check["verdict"], &check["tables"][0]["source"]), (&json!("partial"), &json!("MOCS-16")), "{check:#}");
    // Why not is shown only where it is asked for: two sets of persons that the publications cannot tell apart.
    assert_eq!(check.get("witnesses"), None, "{check:#}");
    let witness = &office.json(["check", "request-1", "--witness"])["witnesses"][0]["witness"];
    assert_ne!(witness["left"], witness["right"], "{witness:#}");
    assert_eq!(witness["against"], json!(null), "{witness:#}");
    let told = office.hrstat(["check", "request-1", "--witness"]).expect(0);
    assert!(told.stdout.contains("甲組") && told.stdout.contains("都相同"), "{}", told.stdout);
    let run = office.json(["run", "request-1", "--yes"]);
    assert_eq!(run["outputs"][0]["personal"]["verdict"], "none", "{run:#}");
    // There is nothing to set in a SELECT.
    let set = office.json(["run", "request-6", "--query", list, "--set", "年度=114"]);
    assert_eq!(set["error"]["problems"][0]["rule"], "unknown-parameter", "{set:#}");
}
