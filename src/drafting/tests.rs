//! Why: whatever an office writes, the draft is a query that can be run, and no word of the text is lost on the way.

use jiff::civil::date;
use proptest::prelude::*;

use super::fixture::{dictionary, lexicon};
use super::{Brief, Draft, draft};
use crate::domain::AsOf;
use crate::query::{Arguments, check_query, parse_query};
use crate::source::{Problems, SourceText};

fn drafted(text: &str, authority: Option<&str>) -> Draft {
    let days = [date(2026, 9, 30), date(2025, 12, 31)].map(AsOf::new);
    let brief = Brief {
        today: date(2026, 11, 23),
        agency: "雲林縣斗六市公所人事室",
        authority,
        snapshots: &days,
        deadlines: &[],
        sample_columns: &[],
    };
    draft(text, &brief, lexicon(), dictionary())
}

/// What the query language finds wrong with a draft.
fn mistakes(draft: &Draft) -> Vec<String> {
    let problems = Problems::new();
    let source = SourceText::new("擬案", draft.query.clone());
    if let Some(spec) = parse_query(&source, &problems) {
        check_query(&spec, dictionary(), &source, &Arguments::none(), &problems);
    }
    problems.into_sorted().into_iter().filter(crate::source::Problem::is_error).map(|problem| problem.message).collect()
}

/// Understood and not understood, side by side, are the text.
fn assert_covers(text: &str, draft: &Draft) {
    let mut spans: Vec<(usize, usize, &str)> = draft
        .understood
        .iter()
        .map(|span| (span.start, span.end, span.text.as_str()))
        .chain(draft.not_understood.iter().map(|span| (span.start, span.end, span.text.as_str())))
        .collect();
    spans.sort_unstable();
    let mut at = 0;
    let chars: Vec<char> = text.chars().collect();
    for (start, end, words) in spans {
        assert_eq!(start, at, "a gap or an overlap in {text:?}");
        assert_eq!(words, chars[start..end].iter().collect::<String>());
        at = end;
    }
    assert_eq!(at, chars.len(), "the end of {text:?} is lost");
}

const NUMBERS: &[&str] = &[
    "第九職等以上",
    "30歲以下、31-40、41以上",
    "近5年",
    "114年底",
    "110年至114年",
    "1年內",
    "滿20年",
    "5歲一組",
    "超過75%",
];
const MARKS: &[&str] = &["、", "，", "。", "(", ")", "；", "：", "\n", "及", "按", "分", "？", "一、", "2.", " "];

fn texts() -> impl Strategy<Value = String> {
    let words = lexicon().words();
    let piece = prop_oneof![
        6 => proptest::sample::select(words),
        2 => proptest::sample::select(NUMBERS).prop_map(str::to_owned),
        3 => proptest::sample::select(MARKS).prop_map(str::to_owned),
        1 => "[丁-甲a-z0-9\"\\\\{}#'%\u{3000}\u{202e}\r\t]{1,4}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn every_draft_can_be_run_and_covers_its_text(text in texts(), known in any::<bool>()) {
        let draft = drafted(&text, known.then_some("雲林縣政府"));
        prop_assert_eq!(mistakes(&draft), Vec::<String>::new(), "{}", draft.query);
        assert_covers(&text, &draft);
        // The same text gives the same draft: no order of a hash table gets into it.
        prop_assert_eq!(&drafted(&text, known.then_some("雲林縣政府")), &draft);
    }

    #[test]
    fn any_text_at_all_is_covered(text in "\\PC{0,60}") {
        let draft = drafted(&text, None);
        prop_assert_eq!(mistakes(&draft), Vec::<String>::new());
        assert_covers(&text, &draft);
    }
}

#[test]
fn what_the_resume_lacks_is_asked_about_and_not_drafted() {
    let draft = drafted("請提供本府聘用人員平均薪點及請病假日數，按星座分。", Some("雲林縣政府"));
    let lost: Vec<&str> = draft.not_understood.iter().map(|span| span.text.as_str()).collect();
    assert!(
        lost.iter().any(|words| words.contains("薪點")) && lost.iter().any(|words| words.contains("星座")),
        "{lost:?}"
    );
    assert!(draft.questions.iter().any(|question| question.contains("俸點")), "{:?}", draft.questions);
    assert!(draft.questions.iter().any(|question| question.contains("星座")), "{:?}", draft.questions);
    assert!(!draft.query.lines().any(|line| !line.trim_start().starts_with('#') && line.contains("薪點")));
}

/// A rate that everybody computes in another way is never computed in silence.
#[test]
fn a_rate_comes_with_its_definition() {
    let draft = drafted("本府及所屬機關近3年離職率，按官等及性別分。", Some("雲林縣政府"));
    assert!(draft.questions.iter().any(|question| question.contains("是否含退休")), "{:?}", draft.questions);
    assert!(draft.questions.iter().any(|question| question.contains("分母")), "{:?}", draft.questions);
    assert!(draft.query.contains("主管機關 = '雲林縣政府'") && draft.query.contains("114年離職率"), "{}", draft.query);
}

/// The header row of the sample says which columns a list has, where the words do not.
#[test]
fn the_sample_gives_the_columns() {
    let columns = ["姓名", "現職職稱", "最高學歷", "年資"].map(str::to_owned);
    let brief = Brief {
        today: date(2026, 11, 23),
        agency: "勞動部人事處",
        authority: Some("勞動部"),
        snapshots: &[],
        deadlines: &[],
        sample_columns: &columns,
    };
    let draft = draft("請提供本部簡任人員名冊，如附範例。", &brief, lexicon(), dictionary());
    assert!(draft.query.contains(r#"columns = ["姓名", "教育程度", "年資"]"#), "{}", draft.query);
    assert!(draft.query.contains("官等 = '簡任'"), "{}", draft.query);
}

/// Why: what was read and is not in the query must be asked about; else the office believes that it gets it.
#[test]
fn what_the_query_leaves_out_is_not_understood_and_asked_about() {
    for (text, left_out) in [
        ("近5年離職人員人數及離職率，並另附名冊(姓名、職稱)", "離職率"),
        ("本機關人數按年度、性別分", "按年度"),
        ("科長以上名冊(姓名、職稱)", "以上"),
    ] {
        let draft = drafted(text, Some("雲林縣政府"));
        let missed: Vec<&str> = draft.not_understood.iter().map(|span| span.text.as_str()).collect();
        assert!(missed.iter().any(|words| words.contains(left_out)), "{text}: {missed:?}");
        assert!(draft.questions.iter().any(|question| question.contains(left_out)), "{text}: {:?}", draft.questions);
    }
}

/// Why: each of these was once a query that looked right and answered something else.
#[test]
fn what_was_misread_once_is_read() {
    let of = |text: &str| drafted(text, Some("雲林縣政府")).query;
    let staying = of("110年至113年初等考試及格人員目前仍在職比率，按類科別統計。");
    assert!(staying.contains("count = \"在職\"") && !staying.contains("where = \"在職"), "{staying}");
    let chiefs = of("113年度考列乙等人數占比，依官等、主管非主管交叉分析。");
    assert!(!chiefs.contains("<> '非主管' AND"), "{chiefs}");
    let others = of("本府公務人員(醫事人員、警察人員除外)人數，按官等分。");
    assert!(others.contains("人員區分 NOT IN") || others.contains("人員區分 <> "), "{others}");
    let how_many = of("本縣各機關學校土木工程職系現職人員共有若干？");
    assert!(how_many.contains("土木工程") && !how_many.contains("公立學校"), "{how_many}");
    let tribes = of("具原住民身分且為簡任之人數，依族別分列。");
    assert!(tribes.contains("原住民身分 IN (") && tribes.contains("rows = [\"族別\"]"), "{tribes}");
}
