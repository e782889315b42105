//! The same application in every spelling, and what is not the same.

use jiff::civil::date;

use super::*;

fn application(agency: &str, description: &str) -> Application {
    Application {
        agency: agency.to_owned(),
        authority: None,
        applicant: "林○○".to_owned(),
        applied_on: date(2026, 10, 5),
        phone: String::new(),
        email: "hr@example.gov.tw".to_owned(),
        reason: "服務獎章請頒".to_owned(),
        description: description.to_owned(),
        personal_data: Some(false),
        authority_approval: None,
        checked_sources: Vec::new(),
        sample: None,
        sample_columns: Vec::new(),
        query: None,
        original: Original::default(),
    }
}

fn alike(one: &str, two: &str) -> bool {
    let agency = "臺北市政府人事處";
    Likeness::of(&application(agency, one)).meaning() == Likeness::of(&application("台北市政府　人事處", two)).meaning()
}

const MEDALS: &str = "本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。";

#[test]
fn the_way_it_is_written_changes_nothing() {
    for again in [
        "本所現職人員年資滿 １０ 年、２０ 年名冊（姓名、職稱、年資），\n截至115年6月30日",
        "敬請惠予提供本所現職人員年資滿10年、20年名冊（姓名、職稱、年資），截至115年6月30日，謝謝！",
        "本所現職人員年資滿十年、二十年名冊（姓名、職稱、年資），截至一百一十五年六月三十日。",
        "本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。（屏東縣政府人事處轉）",
        "(本案前於10月12日寄送，因未獲系統回復，再次寄送，請查收)\n本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。",
        "本案前已寄送，未獲回復，再寄一次。本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。",
    ] {
        assert!(alike(MEDALS, again), "{again}");
    }
}

#[test]
fn one_character_may_be_the_difference() {
    for other in [
        "本所現職人員年資滿10年、30年名冊(姓名、職稱、年資)，截至115年6月30日。",
        "本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至114年6月30日。",
        "本所現職人員年資未滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。",
        "本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。另請提供轉任人數。",
        "本所現職人員年資滿10年、20年名冊(姓名、職稱、年資)，截至115年6月30日。轉出者亦同。",
    ] {
        assert!(!alike(MEDALS, other), "{other}");
    }
    assert!(!alike("調任(含轉任)人數", "調任人數"));
}

#[test]
fn similarity_is_of_the_descriptions() {
    let similarity =
        |one: &str, two: &str| Likeness::of(&application("甲", one)).similarity(&Likeness::of(&application("甲", two)));
    assert_eq!(similarity(MEDALS, MEDALS), 1000);
    assert!(similarity(MEDALS, &MEDALS.replace("115", "114")) > 800);
    assert!(similarity(MEDALS, "請提供本部及所屬現職人員人數，按官等及性別分。") < 300);
    assert_eq!(similarity("各職等人數", "各官等人數"), 0, "too short to say");
}

#[test]
fn offices_are_one_under_two_spellings() {
    let office = |agency: &str| Likeness::of(&application(agency, MEDALS)).office().to_owned();
    assert_eq!(office("屏東縣恒春鎮公所人事室"), office("屏東縣恆春鎮公所 人事室"));
    assert_eq!(office("行政院主計總處人事處"), office("主計總處人事處"));
    assert_eq!(office("行政院人事處"), "行政院人事處");
}

#[test]
fn a_correction_is_announced() {
    let text = |description: &str, file: &str| announces_correction(&application("甲", description), file);
    assert!(text("(更正版，請以本次為準，前送10月5日申請表作廢)", "a.xlsx"));
    assert!(text("人數", "申請表（更正）.xlsx"));
    assert!(!text("作為修正獎懲標準表之參據", "申請表.xlsx"));
}

#[derive(serde::Deserialize)]
struct Requests {
    request: Vec<Request>,
}

#[derive(serde::Deserialize)]
struct Request {
    id: String,
    description: String,
}

fn fifteen() -> Vec<Request> {
    toml::from_str::<Requests>(include_str!("../intake/testdata/requests.toml")).unwrap().request
}

/// 114 → 一百一十四, as a typist may have it.
fn in_characters(text: &str) -> String {
    let digit = |n: usize| "零一二三四五六七八九".chars().nth(n).unwrap();
    let number = |n: usize| match n {
        0..10 => digit(n).to_string(),
        10..100 => {
            let tens = if n < 20 { String::new() } else { digit(n / 10).to_string() };
            let ones = if n.is_multiple_of(10) { String::new() } else { digit(n % 10).to_string() };
            format!("{tens}十{ones}")
        }
        _ => {
            let (tens, ones) = (n / 10 % 10, n % 10);
            let tens_text = if tens == 0 { String::new() } else { format!("{}十", digit(tens)) };
            let zero = if tens == 0 && ones > 0 { "零" } else { "" };
            let ones_text = if ones == 0 { String::new() } else { digit(ones).to_string() };
            format!("{}百{tens_text}{zero}{ones_text}", digit(n / 100))
        }
    };
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            out.push_str(&run.parse().ok().filter(|n| *n < 1000).map_or_else(|| run.clone(), number));
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// The fifteen applications, typed anew in every way that says nothing: each is known, and none is taken for another.
#[test]
fn the_fifteen_are_known_however_they_are_typed() {
    let wide = |text: &str| {
        text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
            .collect::<String>()
    };
    let spaced = |text: &str| text.chars().flat_map(|c| [c, ' ']).collect::<String>();
    let broken = |text: &str| {
        let lines: Vec<String> =
            text.chars().collect::<Vec<_>>().chunks(11).map(|line| line.iter().collect()).collect();
        lines.join("\n")
    };
    let all = fifteen();
    for request in &all {
        let text = &request.description;
        for (how, again) in [
            ("wide", wide(text)),
            ("spaced", spaced(text)),
            ("broken", broken(text)),
            ("characters", in_characters(text)),
            ("variants", text.replace('臺', "台").replace('占', "佔")),
            ("marks", text.replace('，', ",").replace('。', ".").replace('；', ";").replace('、', " , ")),
            ("courtesies", format!("您好，敬請惠予提供{text}謝謝！")),
            ("forwarded", format!("{text}（主管機關人事處核轉）")),
            ("sent again", format!("本件前已寄送，未獲回復，再次寄送。{text}")),
        ] {
            assert!(alike(text, &again), "{} {how}: {again}", request.id);
        }
        for other in all.iter().filter(|other| other.id != request.id) {
            let of = |text: &str| Likeness::of(&application("甲", text));
            let similarity = of(text).similarity(&of(&other.description));
            assert!(similarity < 400, "{} and {}: {similarity}", request.id, other.id);
        }
    }
}

/// Every digit may be the difference, and every word: what is not the same is never taken for it.
#[test]
fn every_character_that_says_something_counts() {
    for request in fifteen() {
        // A courtesy says nothing.
        let description = request.description.replace("貴總處", "");
        let text: Vec<char> = description.chars().collect();
        for (at, c) in text.iter().enumerate() {
            if !c.is_alphanumeric() || "請提供擬".contains(*c) {
                continue;
            }
            let other = if c.is_ascii_digit() && *c != '7' { '7' } else { '某' };
            let changed: String = text[..at].iter().chain([&other]).chain(&text[at + 1..]).collect();
            assert!(!alike(&description, &changed), "{}: {changed}", request.id);
            let shorter: String = text[..at].iter().chain(&text[at + 1..]).collect();
            assert!(!alike(&description, &shorter), "{}: {shorter}", request.id);
        }
    }
}
