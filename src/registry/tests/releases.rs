//! The two halves of a release, and what a kill between them leaves.

use super::*;

fn running(office: &Office) -> RequestId {
    let mut registry = office.open();
    let request = register(&mut registry, "甲", Stage::Queued);
    registry.start(&actor(1), request).unwrap();
    request
}

#[test]
fn a_release_is_recorded_before_and_after() {
    let office = Office::new();
    let request = running(&office);
    let mut registry = office.open();
    let release = registry.prepare_release(&actor(2), request, &plan()).unwrap();
    assert!(matches!(
        registry.prepare_release(&actor(2), request, &plan()),
        Err(RegistryError::AlreadyPrepared { release: known, .. }) if known == release
    ));
    let outputs = json!([{ "path": "outbox/request-1/reply.pgp", "sha256": "ab" }]);
    let head = registry.confirm_release(&actor(3), release, &outputs).unwrap();
    assert_eq!(head, registry.audit_head().unwrap());
    assert!(registry.verify_audit(Some(&head)).unwrap().is_whole());
    assert_eq!(actions(&registry), ["register", "start", "prepare-release", "release"]);
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Released);
    let record = registry.release(release).unwrap();
    assert_eq!((record.state, record.released_at), (ReleaseState::Released, Some(actor(3).at)));
    assert_eq!((record.snapshots, record.policy), (plan().snapshots, plan().policy));
    assert_eq!(registry.release_outputs(release).unwrap(), outputs);
    assert!(registry.unfinished().unwrap().is_empty());
    for attempt in [registry.abandon_release(&actor(4), release, "太晚"), registry.abort(&actor(4), request, "太晚")]
    {
        assert!(attempt.is_err(), "what is released stays released");
    }
    assert!(registry.confirm_release(&actor(4), release, &outputs).is_err());
    registry.record_destruction(&actor(5), release, Destruction::ReportedByApplicant, "來函").unwrap();
    assert_eq!(registry.release(release).unwrap().destruction_reported_at, Some(actor(5).at));
    assert!(matches!(registry.release(ReleaseId::new(7).unwrap()), Err(RegistryError::UnknownRelease(_))));
}

/// The path is known only with the number of the release, and is in the log before there is a file.
#[test]
fn the_number_of_a_release_can_stand_in_its_outputs() {
    let office = Office::new();
    let request = running(&office);
    let mut registry = office.open();
    let release = registry
        .prepare_release_as(&actor(2), request, &plan(), |id, outputs| {
            outputs[0]["path"] = json!(format!("outbox/request-1/request-1-r{id}.xlsx"));
        })
        .unwrap();
    let expected = json!(format!("outbox/request-1/request-1-r{release}.xlsx"));
    assert_eq!(registry.release_outputs(release).unwrap()[0]["path"], expected);
    let entry = registry.history(request).unwrap().pop().unwrap();
    assert_eq!((entry.action.as_str(), &entry.detail["outputs"][0]["path"]), ("prepare-release", &expected));
}

#[test]
fn nothing_is_prepared_for_a_request_that_does_not_run() {
    let office = Office::new();
    let mut registry = office.open();
    let request = register(&mut registry, "甲", Stage::Queued);
    assert!(matches!(registry.prepare_release(&actor(1), request, &plan()), Err(RegistryError::IllegalStep { .. })));
    assert!(registry.releases(ReleaseFilter::default()).unwrap().is_empty());
}

/// The connection is dropped between the halves, as by a kill; the next start says so and puts it back.
#[test]
fn a_kill_between_the_halves_is_named_and_recovered() {
    let office = Office::new();
    let request = running(&office);
    let release = office.open().prepare_release(&actor(2), request, &plan()).unwrap();
    let mut registry = office.open();
    let found = registry.unfinished().unwrap();
    assert_eq!(
        found,
        [Unfinished {
            request,
            kind: UnfinishedKind::Prepared(release),
            operator: "王小明".to_owned(),
            since: actor(2).at
        }]
    );
    registry.recover(&actor(9), &found).unwrap();
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Queued);
    assert_eq!(registry.release(release).unwrap().state, ReleaseState::Abandoned);
    assert!(registry.unfinished().unwrap().is_empty());
    assert_eq!(actions(&registry)[3..], ["recover", "abort", "abandon-release"]);
    // The dead run turns out to be alive after all: it cannot confirm what was taken back.
    assert!(matches!(
        registry.confirm_release(&actor(10), release, &json!([])),
        Err(RegistryError::ReleaseState { state: ReleaseState::Abandoned, .. })
    ));
    assert!(registry.verify_audit(None).unwrap().is_whole());
}

#[test]
fn a_kill_while_computing_is_named_and_recovered() {
    let office = Office::new();
    let request = running(&office);
    let mut registry = office.open();
    let found = registry.unfinished().unwrap();
    assert_eq!(found[0].kind, UnfinishedKind::Running);
    registry.recover(&actor(9), &found).unwrap();
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Queued);
    // Found once, begun again by somebody else: the old finding must not stop the new run.
    registry.start(&actor(10), request).unwrap();
    assert!(matches!(registry.recover(&actor(11), &found), Err(RegistryError::RunWentOn(_))));
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Running);
}

#[test]
fn a_run_that_went_on_is_not_dead() {
    let office = Office::new();
    let request = running(&office);
    let mut registry = office.open();
    let found = registry.unfinished().unwrap();
    let release = registry.prepare_release(&actor(2), request, &plan()).unwrap();
    assert!(matches!(registry.recover(&actor(3), &found), Err(RegistryError::RunWentOn(_))));
    registry.abandon_release(&actor(4), release, "承辦人取消").unwrap();
    assert_eq!(registry.summary(request).unwrap().stage, Stage::Queued);
    let filter = ReleaseFilter { request: Some(request), state: Some(ReleaseState::Abandoned) };
    assert_eq!(registry.releases(filter).unwrap().len(), 1);
    assert!(registry.releases(ReleaseFilter { state: Some(ReleaseState::Released), ..filter }).unwrap().is_empty());
}
