//! Why: people look a word up before they ask for a figure. What they find must answer the word, say what nobody has
//! confirmed, and follow the workspace's own code files.

use crate::office::Office;

/// One line of the output, by its beginning.
fn line<'a>(text: &'a str, beginning: &str) -> &'a str {
    text.lines().find(|line| line.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning}: {text}"))
}

#[test]
fn a_word_is_found_by_name_alias_value_old_name_and_definition() {
    let office = Office::new();
    let first = |word: &str| {
        let found = office.json(["fields", word]);
        let first = &found[0];
        let name = first["name"].as_str().or(first["label"].as_str()).unwrap().to_owned();
        (first["kind"].as_str().unwrap().to_owned(), name)
    };
    for (word, kind, name) in [
        ("職等", "field", "職等"),
        ("生日", "field", "出生日期"),
        ("A101", "value", "綜合行政"),
        ("台北縣", "value", "新北市"),
        ("農委會", "value", "農業部"),
        ("345000000G", "value", "農業部"),
        ("職系新舊", "mapping", "職系新舊對照"),
        ("查對考試名稱", "code-list", "特種考試"),
        ("實足年齡", "field", "年齡"),
        ("不等於退休年資", "field", "年資"),
    ] {
        assert_eq!(first(word), (kind.to_owned(), name.to_owned()), "{word}");
    }
}

#[test]
fn an_old_series_says_until_when_it_was_and_what_became_of_it() {
    let office = Office::new();
    let known = office.hrstat(["fields", "一般行政"]).expect(0).stdout;
    assert!(line(&known, "使用期間").ends_with("至 109.1.15"), "{known}");
    assert!(line(&known, "改為").ends_with("綜合行政（未查證）"), "{known}");
    assert!(line(&known, "用於").contains("經歷.職系"), "{known}");
    assert!(line(&known, "查證").contains("未查證"), "{known}");
    let unknown = office.hrstat(["fields", "審檢"]).expect(0).stdout;
    assert!(line(&unknown, "改為").ends_with("對照未查得"), "{unknown}");
    let new = office.json(["fields", "會計審計"]);
    assert_eq!(new[0]["changes"][0]["label"], "會計");
    assert_eq!((&new[0]["valid_from"], &new[0]["verified"]), (&"2020-01-16".into(), &true.into()));
}

/// A field, a list and each value have verdicts of their own; a list that is confirmed in part says which part is not.
#[test]
fn what_is_unverified_is_shown_so() {
    let office = Office::new();
    let degrees = office.hrstat(["fields", "教育程度"]).expect(0).stdout;
    assert!(degrees.contains("50 大學、40 專科（未查證）"), "{degrees}");
    assert!(line(&degrees, "查證").contains("未查證"), "{degrees}");
    let kinds = office.hrstat(["fields", "--codes", "人員區分"]).expect(0).stdout;
    assert!(line(&kinds, "查證").contains("未查證"), "{kinds}");
    assert!(line(&kinds, "        警察人員").contains("未查證"), "{kinds}");
    let sex = office.hrstat(["fields", "--codes", "性別"]).expect(0).stdout;
    assert!(!sex.contains("未查證"), "{sex}");
    let all = office.hrstat(["fields"]).expect(0).stdout;
    let field = all.lines().position(|line| line.contains("公教貸款註記")).unwrap();
    assert!(all.lines().skip(field).take(3).any(|line| line.contains("未查證")), "{all}");
    let json = office.json(["fields", "外國國籍"]);
    assert_eq!((&json[0]["sparse"], &json[0]["required"]), (&true.into(), &false.into()));
    assert_eq!(office.json(["fields", "家屬身分證號"])[0]["format"], "identity");
}

#[test]
fn a_long_list_is_shown_in_part_and_whole_on_request() {
    let office = Office::new();
    let part = office.hrstat(["fields", "職系"]).expect(0).stdout;
    assert!(part.contains("hrstat fields --codes 職系\n") && !part.contains("技藝"), "{part}");
    let whole = office.json(["fields", "--codes", "職系"]);
    assert_eq!(whole["values"].as_array().unwrap().len(), usize::try_from(whole["count"].as_u64().unwrap()).unwrap());
    assert!(office.hrstat(["fields", "--codes", "職系"]).expect(0).stdout.contains("技藝"));
    let none = office.hrstat(["fields", "--codes", "職係"]).expect(1);
    assert!(none.stderr.contains("您是不是要找「職系」"), "{}", none.stderr);
}

/// What is printed as a file can be changed and laid into the workspace; its mistakes are shown where they are.
#[test]
fn a_workspace_has_code_files_of_its_own() {
    let office = Office::new();
    let file = office.hrstat(["fields", "--codes", "主管級別", "--csv"]).expect(0).stdout;
    std::fs::create_dir(office.path("codes")).unwrap();
    office.write("codes/主管級別.csv", file.replace("\n,機關首長,", "\n01,機關首長,首長"));
    assert_eq!(office.json(["fields", "01"])[0]["label"], "機關首長");
    let values = office.json(["fields", "--codes", "主管級別"]);
    assert_eq!((&values["values"][0]["code"], &values["values"][0]["aliases"][0]), (&"01".into(), &"首長".into()));

    office.write("codes/主管級別.csv", "code,label,valid_from\n01,機關首長,昨天\n");
    let broken = office.hrstat(["fields", "主管級別"]).expect(78);
    assert!(broken.stderr.contains("codes/主管級別.csv:2:9"), "{}", broken.stderr);
    assert!(broken.stderr.contains("讀不懂日期「昨天」"), "{}", broken.stderr);
    office.write("codes/主管級別.csv", b"label\n\xa4\xa4\n");
    let encoding = office.hrstat(["fields", "主管級別"]).expect(65);
    assert!(encoding.stderr.contains("codes/主管級別.csv 不是 UTF-8"), "{}", encoding.stderr);
}
