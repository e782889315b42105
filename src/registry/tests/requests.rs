//! Registration, decisions, reading back.

use std::time::Instant;

use super::*;
use crate::domain::Event;
use crate::queue::Difficulty;

#[test]
fn what_is_registered_reads_back_whole() {
    let office = Office::new();
    let new = NewRequest { coverage: Some(json!({ "verdict": "not-covered" })), ..new_request("甲", Stage::Received) };
    let registration = office.open().register(&actor(3), &new).unwrap();
    let record = office.open().request(registration.request()).unwrap();
    assert_eq!(record.application, new.application);
    assert_eq!(record.problems, new.problems);
    assert_eq!(record.coverage, new.coverage);
    let RequestSummary { stage, received_at, digest, agency, applied_on, .. } = record.summary;
    assert_eq!((stage, received_at, digest), (Stage::Received, actor(3).at, new.digest));
    assert_eq!((agency, applied_on), (new.application.agency, new.application.applied_on));
}

#[test]
fn the_same_file_is_registered_once() {
    let office = Office::new();
    let mut registry = office.open();
    let first = register(&mut registry, "甲", Stage::Queued);
    let again = NewRequest { file_name: "改名.xlsx".to_owned(), ..new_request("甲", Stage::Received) };
    assert_eq!(registry.register(&actor(9), &again).unwrap(), Registration::Duplicate(first));
    assert_eq!(registry.summary(first).unwrap().file_name, "甲.xlsx");
    assert_eq!(actions(&registry), ["register"]);
    assert_eq!(register(&mut registry, "乙", Stage::Queued).number(), 2, "a duplicate takes no number");
}

/// A request that is in the queue has its estimate: there is no moment between the two.
#[test]
fn an_estimate_is_registered_with_its_request() {
    let office = Office::new();
    let mut registry = office.open();
    let estimate = Some((Difficulty::new(4).unwrap(), "三個資料表".to_owned()));
    let new = NewRequest { estimate: estimate.clone(), ..new_request("甲", Stage::Queued) };
    let request = registry.register(&actor(0), &new).unwrap().request();
    assert_eq!(registry.summary(request).unwrap().difficulty.estimate, estimate);
    assert_eq!(actions(&registry), ["register", "estimate-difficulty"]);
}

#[test]
fn decisions_follow_the_stages_and_nothing_else() {
    let office = Office::new();
    let mut registry = office.open();
    let request = register(&mut registry, "甲", Stage::AwaitingApproval);
    let decide = |registry: &mut Registry, event, reason| {
        registry.decide(&actor(1), request, event, reason, &["coverage".to_owned()])
    };
    assert!(matches!(registry.start(&actor(1), request), Err(RegistryError::IllegalStep { .. })));
    assert!(matches!(decide(&mut registry, Event::Return, " "), Err(RegistryError::MissingReason)));
    assert!(matches!(decide(&mut registry, Event::Release, "釋出"), Err(RegistryError::NotADecision(_))));
    assert_eq!(actions(&registry), ["register"], "what is refused leaves no trace");
    assert_eq!(decide(&mut registry, Event::Return, "缺核章").unwrap(), Stage::Returned);
    assert_eq!(decide(&mut registry, Event::Accept, "已補正").unwrap(), Stage::Queued);
    assert_eq!(registry.overruled(request).unwrap(), ["coverage"]);
    registry.start(&actor(2), request).unwrap();
    assert!(matches!(decide(&mut registry, Event::Withdraw, "不需要了"), Err(RegistryError::IllegalStep { .. })));
    registry.abort(&actor(3), request, "資料有誤").unwrap();
    assert_eq!(decide(&mut registry, Event::Withdraw, "不需要了").unwrap(), Stage::Withdrawn);
    let history = registry.history(request).unwrap();
    let steps: Vec<_> = history.iter().map(|entry| (entry.action.as_str(), entry.detail["to"].as_str())).collect();
    assert_eq!(
        steps,
        [
            ("register", None),
            ("return", Some("returned")),
            ("accept", Some("queued")),
            ("start", Some("running")),
            ("abort", Some("queued")),
            ("withdraw", Some("withdrawn")),
        ]
    );
    let nobody = RequestId::new(99).unwrap();
    assert!(matches!(registry.request(nobody), Err(RegistryError::UnknownRequest(_))));
    assert!(matches!(registry.history(nobody), Err(RegistryError::UnknownRequest(_))));
    assert!(matches!(
        registry.register(&actor(1), &new_request("乙", Stage::Released)),
        Err(RegistryError::InitialStage(Stage::Released))
    ));
}

#[test]
fn usage_counts_what_was_computed_and_only_in_the_window() {
    let office = Office::new();
    let mut registry = office.open();
    for (minutes, name) in [(0, "早"), (60, "中"), (120, "等候")] {
        registry.register(&actor(minutes), &new_request(name, Stage::Queued)).unwrap();
    }
    let [early, middle] = [1, 2].map(|number| RequestId::new(number).unwrap());
    for request in [early, middle] {
        registry.start(&actor(130), request).unwrap();
    }
    registry.estimate_difficulty(&actor(131), middle, Difficulty::MEDIUM, "1 張統計表").unwrap();
    registry.override_difficulty(&actor(132), middle, Difficulty::new(5).unwrap(), "需人工比對").unwrap();
    let of = |since| {
        let usage = registry.usage(actor(since).at).unwrap();
        usage.into_iter().map(|u| (u.request, u.account().to_owned(), u.difficulty.map(u8::from))).collect::<Vec<_>>()
    };
    assert_eq!(of(0), [(early, "勞動部".to_owned(), None), (middle, "勞動部".to_owned(), Some(5))]);
    assert_eq!(of(1), [(middle, "勞動部".to_owned(), Some(5))]);
    let recorded = registry.summary(middle).unwrap().difficulty;
    assert_eq!(recorded.in_force(), Some(&(Difficulty::new(5).unwrap(), "需人工比對".to_owned())));
    registry.set_coverage(&actor(140), early, &json!({ "verdict": "covered" })).unwrap();
    assert_eq!(registry.request(early).unwrap().coverage, Some(json!({ "verdict": "covered" })));
    assert!(registry.set_coverage(&actor(140), RequestId::new(9).unwrap(), &json!({})).is_err());
}

#[test]
fn a_thousand_requests_are_listed_at_once() {
    let office = Office::new();
    let mut registry = office.open();
    // Only this test does without the disk's word: it measures reading.
    registry.connection().pragma_update(None, "synchronous", "OFF").unwrap();
    for number in 0..1_000 {
        let stage = if number % 4 == 0 { Stage::Received } else { Stage::Queued };
        register(&mut registry, &number.to_string(), stage);
    }
    let begin = Instant::now();
    let queued = registry.requests(&[Stage::Queued]).unwrap();
    let took = begin.elapsed();
    println!("750 of 1,000 requests in {took:?}");
    assert_eq!(queued.len(), 750);
    assert_eq!(registry.requests(&[]).unwrap().len(), 1_000);
    // A few milliseconds; the limit leaves room for a loaded machine and still catches a reading per request.
    assert!(took.as_millis() < 100, "{took:?}");
}
