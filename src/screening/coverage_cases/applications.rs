//! Why: the fifteen applications of a real year are what the catalogue is for. Each that is a query is screened as on the day
//! on which they were all open, for its own applicant, and gets the verdict that a statistician wrote down beforehand; where
//! it does not, it stands here why.

use super::*;

macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../../examples/queries/", $name, ".toml"))
    };
}

/// What the statistician expected.
#[derive(Clone, Copy, PartialEq)]
enum Expected {
    Published,
    PartlyPublished,
    Webhr,
    Nothing,
}

struct Application {
    number: &'static str,
    query: &'static str,
    authority: &'static str,
    expected: Expected,
    /// Where the verdict is another: which, and why it is right.
    instead: Option<(Verdict, &'static str)>,
}

#[rustfmt::skip]
fn applications() -> Vec<Application> {
    use Expected::{Nothing, PartlyPublished, Published, Webhr};
    let cohorts = "MOCS-18 counts who resigned in a calendar year, whatever the examination, by age and central or local. The \
                   application follows those who passed one examination, for three years from their first day. No cell of the \
                   one is a cell or a sum of cells of the other, and the table does not count passes of examinations at all.";
    let appraisals = "MOCS-23 has the appraisals of all agencies together: neither those of the local governments nor the \
                      appraisals of a whole year (beside those of a part of it) can be picked from it, so that the share that it \
                      gives is that of other people, not a part of the table.";
    let of = |number, query, authority, expected| Application { number, query, authority, expected, instead: None };
    vec![
        Application {
            instead: Some((Verdict::NotCovered, cohorts)),
            ..of("R01", example!("R01-高考三級分發人員離職"), "勞動部", PartlyPublished)
        },
        of("R03", example!("R03-原住民族公務人員"), "原住民族委員會", PartlyPublished),
        of("R05", example!("R05-公務人員總人數與平均年齡年資"), "財政部", Published),
        of("R07", example!("R07-身心障礙特考留任"), "衛生福利部", Nothing),
        of("R09", example!("R09-資訊處理職系現職人員"), "國家發展委員會", PartlyPublished),
        of("R11", example!("R11-聘用及約僱人員"), "行政院主計總處", PartlyPublished),
        of("R13", example!("R13-離島三縣戶籍地與服務地"), "連江縣政府", Nothing),
        of("R17", example!("R17-任公職滿二十年三十年名冊"), "雲林縣政府", Webhr),
        of("R19", example!("R19-六都人事人員配置"), "臺北市政府", PartlyPublished),
        of("R21", example!("R21-各縣市公務人員教育程度"), "苗栗縣政府", Published),
        of("R23", example!("R23-彰化縣公所初任人員任職月數"), "彰化縣政府", Nothing),
        of("R25", example!("R25-六都衛生所護理人員辭職"), "高雄市政府", Nothing),
        of("R27", example!("R27-具外國國籍人員名冊"), "法務部", Nothing),
        Application {
            instead: Some((Verdict::NotCovered, appraisals)),
            ..of("R29", example!("R29-各縣市政府考績甲等比率"), "嘉義市政府", PartlyPublished)
        },
    ]
}

fn screened(application: &Application, dictionary: &Dictionary, catalogue: &Catalogue) -> Coverage {
    let (source, problems) = (SourceText::new(application.number, application.query), Problems::new());
    let asked = parse_query(&source, &problems)
        .and_then(|spec| check_query(&spec, dictionary, &source, &Arguments::none(), &problems))
        .unwrap_or_else(|| panic!("{}\n{:#?}", application.number, problems.into_sorted()));
    let context = CoverageContext {
        today: date(2026, 11, 23),
        applicant_authority: Some(application.authority.to_owned()),
        latest_snapshot: Some(AsOf::new(date(2026, 9, 30))),
    };
    check_coverage(&asked, catalogue, dictionary, &context)
}

#[test]
fn each_application_gets_the_verdict_that_was_expected_or_the_reason_stands_here() {
    let dictionary = dictionary();
    let catalogue = embedded(&dictionary);
    let mut wrong = Vec::new();
    for application in applications() {
        let coverage = screened(&application, &dictionary, &catalogue);
        let expected = match application.expected {
            Expected::Published | Expected::Webhr => Verdict::Covered,
            Expected::PartlyPublished => Verdict::Partial,
            Expected::Nothing => Verdict::NotCovered,
        };
        let by_webhr = |table: &TableCoverage| {
            let source = table.source.as_deref().and_then(|id| catalogue.find(id));
            source.is_some_and(|entry| entry.channel == Channel::Webhr)
        };
        let channel = match application.expected {
            Expected::Webhr => coverage.tables.iter().all(by_webhr),
            Expected::Published | Expected::PartlyPublished => !coverage.tables.iter().any(by_webhr),
            Expected::Nothing => true,
        };
        let wanted = application.instead.map_or(expected, |(verdict, _)| verdict);
        println!("{} {}", application.number, verdict(&coverage));
        // An exception that is none any longer is to be struck out.
        if coverage.verdict != wanted || !channel || application.instead.is_some_and(|(verdict, _)| verdict == expected)
        {
            wrong.push(format!("{}: {}\n{coverage:#?}", application.number, verdict(&coverage)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
