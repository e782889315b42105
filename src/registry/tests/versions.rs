//! The same application again: in another file, with what was missing, corrected, or only similar.

use super::super::schema::migrations;
use super::*;
use crate::domain::Event;

const FIRST: &str = "請提供本局及所屬辦事處現職職員英語檢定達B2級以上人數及其占現職職員之比率，按官等、年齡分。";

/// A form of one office; `file` makes it another file.
fn form(file: &str, description: &str, approval: Option<&str>) -> NewRequest {
    let mut new = new_request(file, if approval.is_some() { Stage::Queued } else { Stage::AwaitingApproval });
    new.application.description = description.to_owned();
    new.application.authority_approval = approval.map(ToOwned::to_owned);
    new.problems.clear();
    new
}

fn registered(registry: &mut Registry, minutes: i64, new: &NewRequest) -> Registration {
    registry.register(&actor(minutes), new).unwrap()
}

fn first(registry: &mut Registry, approval: Option<&str>) -> RequestId {
    registered(registry, 0, &form("一", FIRST, approval)).request()
}

fn rule(registration: &Registration) -> &str {
    match registration {
        Registration::New(_) | Registration::Duplicate(_) => "",
        Registration::Resent { remark, .. }
        | Registration::Replaced { remark, .. }
        | Registration::Related { remark, .. } => &remark.rule,
    }
}

/// Typed anew, the same words are the same request; the file is kept, and known when it comes once more.
#[test]
fn the_same_words_in_another_file_are_no_second_request() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, Some("勞動部人事處 核准"));
    let typed = FIRST.replace('，', ",  ").replace("B2", "Ｂ２");
    let mut again = form("二", &typed, Some("勞動部人事處　115.10.6 核准"));
    again.application.phone = "02 85900000 轉 1234".to_owned();
    again.application.agency = "勞動部勞工保險局 人事室".to_owned();
    let registration = registered(&mut registry, 5, &again);
    assert!(
        matches!(registration, Registration::Resent { request: known, .. } if known == request),
        "{registration:?}"
    );
    assert_eq!(registered(&mut registry, 6, &again), Registration::Duplicate(request));
    assert_eq!(registry.requests(&[]).unwrap().len(), 1);
    assert_eq!(registry.summary(request).unwrap().file_name, "一.xlsx");
    let [version] = &registry.versions(request).unwrap()[..] else { panic!("one version") };
    assert_eq!(
        (version.kind, version.file_name.as_str(), &version.digest),
        (VersionKind::Resent, "二.xlsx", &again.digest)
    );
    assert_eq!(actions(&registry), ["register", "resend"]);
}

/// The approval that was missing comes later: one number, the place of the first receipt, both versions.
#[test]
fn what_was_missing_completes_the_request() {
    let office = Office::new();
    let mut registry = office.open();
    let mut bare = form("一", FIRST, None);
    bare.application.sample = Some("樣張.xlsx".to_owned());
    let request = registered(&mut registry, 0, &bare).request();
    let mut whole = form("二", FIRST, Some("勞動部人事處 115.10.8 核准"));
    whole.application.applied_on = date(2026, 10, 8);
    whole.application.checked_sources.clear();
    let registration = registered(&mut registry, 60, &whole);
    let Registration::Replaced { stage, corrected: false, remark, .. } = &registration else {
        panic!("{registration:?}")
    };
    assert_eq!(*stage, Stage::Queued);
    assert!(remark.message.contains("主管機關核准") && remark.message.contains("要點五(三)"), "{}", remark.message);
    let record = registry.request(request).unwrap();
    assert_eq!(record.summary.received_at, actor(0).at, "the place of the first receipt");
    assert_eq!((record.summary.applied_on, record.version_received_at), (date(2026, 10, 5), actor(60).at));
    assert_eq!((record.summary.stage, record.summary.digest), (Stage::Queued, whole.digest.clone()));
    assert_eq!(record.application.authority_approval, whole.application.authority_approval);
    assert_eq!(record.application.sample.as_deref(), Some("樣張.xlsx"), "what only the first said stays");
    assert_eq!(record.application.checked_sources, bare.application.checked_sources);
    assert!(record.problems.iter().any(|problem| problem.rule == "supersedes"));
    let [version] = &registry.versions(request).unwrap()[..] else { panic!("one version") };
    assert_eq!((version.kind, version.stage), (VersionKind::Earlier, Stage::AwaitingApproval));
    assert_eq!((&version.application, version.received_at), (&bare.application, actor(0).at));
    // The first file comes again, and then a third without the approval: nothing is taken back.
    assert_eq!(registered(&mut registry, 61, &bare), Registration::Duplicate(request));
    assert_eq!(rule(&registered(&mut registry, 62, &form("三", FIRST, None))), "resent");
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Queued);
    assert_eq!(actions(&registry), ["register", "supersede", "resend"]);
    assert!(registry.verify_audit(None).unwrap().is_whole());
}

/// A correction that says so takes the place of what waits; what a reviewer let pass was another question.
#[test]
fn a_correction_takes_the_place_of_what_waits() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, None);
    registry.decide(&actor(1), request, Event::Accept, "電話確認", &["approval-missing".to_owned()]).unwrap();
    let text = format!("{}（更正版，請以本次為準）", FIRST.replace("B2", "B1"));
    let registration = registered(&mut registry, 9, &form("二", &text, None));
    let Registration::Replaced { stage, corrected: true, .. } = registration else { panic!("{registration:?}") };
    assert_eq!(stage, Stage::AwaitingApproval, "the old approval was of the old question");
    assert_eq!(registry.overruled(request).unwrap(), Vec::<String>::new());
    assert_eq!(registry.request(request).unwrap().application.description, text);
    assert_eq!(registry.requests(&[]).unwrap().len(), 1);
    registry.decide(&actor(10), request, Event::Accept, "再次確認", &["deadline".to_owned()]).unwrap();
    assert_eq!(registry.overruled(request).unwrap(), ["deadline"]);
}

#[test]
fn what_is_answered_is_not_replaced() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, Some("核准"));
    registry.start(&actor(1), request).unwrap();
    let text = format!("{}（更正版）", FIRST.replace("B2", "B1"));
    let registration = registered(&mut registry, 9, &form("二", &text, Some("核准")));
    let Registration::Related { request: own, supersedes: Some(earlier), .. } = registration else {
        panic!("{registration:?}")
    };
    assert_eq!(earlier, request);
    assert_eq!(registry.summary(own).unwrap().supersedes, Some(request));
    assert_eq!(registry.request(request).unwrap().superseded_by, Some(own));
}

/// What was sent back and comes corrected needs no word for it; a reviewer sees it before it is in the queue.
#[test]
fn what_was_sent_back_comes_to_the_reviewer() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, Some("核准"));
    registry.decide(&actor(1), request, Event::Return, "請寫明年齡級距", &[]).unwrap();
    assert_eq!(
        rule(&registered(&mut registry, 2, &form("二", FIRST, Some("核准")))),
        "resent",
        "nothing was corrected"
    );
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Returned);
    let text = FIRST.replace("年齡分", "年齡(40歲以下、41歲以上)分");
    let registration = registered(&mut registry, 3, &form("三", &text, Some("核准")));
    let Registration::Replaced { stage, .. } = registration else { panic!("{registration:?}") };
    assert_eq!(stage, Stage::Received);
}

/// The same table for another year, or for another rank, may be a request of its own: both stay, and somebody is told.
#[test]
fn what_is_only_similar_keeps_its_own_number() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, Some("核准"));
    let registration = registered(&mut registry, 9, &form("二", &FIRST.replace("B2", "B1"), Some("核准")));
    let Registration::Related { request: own, supersedes: None, remark } = registration else {
        panic!("{registration:?}")
    };
    assert_ne!(own, request);
    assert_eq!(remark.rule, "similar-request");
    assert!(remark.message.contains("request-1"), "{}", remark.message);
    let mut elsewhere = form("三", FIRST, Some("核准"));
    elsewhere.application.agency = "勞動部職業安全衛生署人事室".to_owned();
    assert!(matches!(registered(&mut registry, 10, &elsewhere), Registration::New(_)), "another office");
    let other = form("四", "請提供本局近三年考績甲等人數及比率，按主管與非主管及性別分。", Some("核准"));
    assert!(matches!(registered(&mut registry, 11, &other), Registration::New(_)), "another question");
}

/// The same need once more after the answer: the same form is known, one of a later day is a request of its own.
#[test]
fn after_the_answer_a_later_form_is_a_new_need() {
    let office = Office::new();
    let mut registry = office.open();
    let request = first(&mut registry, Some("核准"));
    registry.decide(&actor(1), request, Event::Decline, "已有公布之統計", &[]).unwrap();
    assert_eq!(rule(&registered(&mut registry, 2, &form("二", FIRST, Some("核准")))), "resent");
    let mut later = form("三", FIRST, Some("核准"));
    later.application.applied_on = date(2026, 11, 20);
    assert_eq!(rule(&registered(&mut registry, 3, &later)), "similar-request");
    registry.decide(&actor(4), RequestId::new(2).unwrap(), Event::Decline, "已有公布之統計", &[]).unwrap();
    later.application.applied_on = date(2027, 10, 5);
    later.digest = Digest::of("四".as_bytes());
    assert!(matches!(registered(&mut registry, 5, &later), Registration::New(_)), "a year later nobody asks");
}

/// A registry of the version before knows its requests by their meaning too.
#[test]
fn an_old_registry_is_upgraded() {
    let office = Office::new();
    let new = form("一", FIRST, None);
    let mut raw = office.raw();
    migrations().to_version(&mut raw, 2).unwrap();
    raw.execute(
        "INSERT INTO requests (sha256, file_name, received_at, agency, authority, applied_on, stage, stage_since,
                               stage_operator, application, problems)
         VALUES (?1, '一.xlsx', '2026-10-05T01:00:00.000000000Z', ?2, '勞動部', '2026-10-05', 'awaiting-approval',
                 '2026-10-05T01:00:00.000000000Z', '王小明', ?3, '[]')",
        (new.digest.as_str(), &new.application.agency, serde_json::to_string(&new.application).unwrap()),
    )
    .unwrap();
    drop(raw);
    let mut registry = office.open();
    let request = RequestId::new(1).unwrap();
    assert_eq!(registry.request(request).unwrap().application, new.application);
    let whole = form("二", FIRST, Some("勞動部人事處 核准"));
    assert!(
        matches!(registered(&mut registry, 5, &whole), Registration::Replaced { request: known, .. } if known == request)
    );
}

/// What came is kept as it came.
#[test]
fn versions_are_never_changed() {
    let office = Office::new();
    let mut registry = office.open();
    first(&mut registry, None);
    registered(&mut registry, 5, &form("二", FIRST, Some("核准")));
    for sql in ["DELETE FROM versions", "UPDATE versions SET file_name = '別的.xlsx'"] {
        assert!(office.raw().execute(sql, []).is_err(), "{sql}");
    }
}
