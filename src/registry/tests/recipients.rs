//! Certificates and their agencies.

use super::*;

fn recipient(fingerprint: &str, agency: &str) -> Recipient {
    Recipient {
        fingerprint: fingerprint.to_owned(),
        agency: agency.to_owned(),
        authority: None,
        file: "a.asc".to_owned(),
        confirmed: "115.10.5 電話核對指紋".to_owned(),
    }
}

#[test]
fn a_certificate_belongs_to_one_agency() {
    let office = Office::new();
    let mut registry = office.open();
    let full = "0123456789ABCDEF0123456789ABCDEF01234567";
    let spaced = "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567";
    assert_eq!(registry.add_recipient(&actor(0), &recipient(spaced, "臺北市政府人事處")).unwrap(), Binding::New);
    assert_eq!(registry.add_recipient(&actor(5), &recipient(full, "台北市政府人事處")).unwrap(), Binding::Renewed);
    assert!(matches!(
        registry.add_recipient(&actor(6), &recipient(full, "勞動部人事處")),
        Err(RegistryError::BoundElsewhere { fingerprint, .. }) if fingerprint == full
    ));
    for short in ["", "01234567", "0123456789ABCDEF", &full.replace('0', "G")] {
        let attempt = registry.add_recipient(&actor(6), &recipient(short, "勞動部人事處"));
        assert!(matches!(attempt, Err(RegistryError::BadFingerprint(_))), "{short}");
    }
    let unconfirmed = Recipient { confirmed: " ".to_owned(), ..recipient(full, "臺北市政府人事處") };
    assert!(matches!(registry.add_recipient(&actor(6), &unconfirmed), Err(RegistryError::MissingReason)));
    let of = |agency| registry.recipients_of(agency).unwrap();
    assert_eq!(of("臺北市政府 人事處")[0].recipient.fingerprint, full);
    assert_eq!(of("臺北市政府人事處")[0].added_at, actor(5).at);
    assert!(of("勞動部人事處").is_empty());
    assert_eq!(registry.recipients().unwrap().len(), 1);
    assert_eq!(actions(&registry), ["add-recipient", "renew-recipient"]);
}
