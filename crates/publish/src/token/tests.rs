//! What tokens allow, and what they do not.

use std::thread;

use super::*;

fn wish(city: &str, scope: Scope) -> NewToken {
    NewToken {
        city: city.to_owned(),
        scope,
        name: "Fachverfahren".to_owned(),
        expires: None,
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    time("2026-11-27T10:00:00Z")
}

#[test]
fn a_secret_opens_its_own_token_until_it_is_revoked() {
    let directory = tempfile::tempdir().unwrap();
    let tokens = Tokens::in_directory(directory.path());
    assert_eq!(tokens.list().unwrap(), []);
    let (mainz, secret) = tokens.create(wish("mainz", Scope::Write), now()).unwrap();
    let (halle, other) = tokens.create(wish("halle", Scope::Plan), now()).unwrap();
    assert_eq!(secret.reveal().len(), "klp_".len() + 64);
    assert!(secret.reveal().starts_with("klp_"));
    assert_ne!(secret.reveal(), other.reveal());
    assert_eq!(tokens.of_secret(secret.reveal(), now()).unwrap(), mainz);
    assert_eq!(tokens.of_secret(other.reveal(), now()).unwrap(), halle);
    for wrong in ["", "klp_", &secret.reveal()[1..], &mainz.sha256, &mainz.id] {
        assert!(
            matches!(tokens.of_secret(wrong, now()), Err(Denied::Unknown)),
            "{wrong}"
        );
    }
    assert_eq!(tokens.revoke(&mainz.id).unwrap(), mainz);
    assert!(matches!(
        tokens.of_secret(secret.reveal(), now()),
        Err(Denied::Unknown)
    ));
    assert!(matches!(
        tokens.revoke(&mainz.id),
        Err(TokenError::Unknown { .. })
    ));
    assert_eq!(tokens.list().unwrap(), [halle]);
}

#[test]
fn the_secret_is_kept_nowhere_and_the_file_is_its_owners() {
    let directory = tempfile::tempdir().unwrap();
    let tokens = Tokens::in_directory(directory.path());
    let (_, secret) = tokens.create(wish("mainz", Scope::Write), now()).unwrap();
    for entry in fs::read_dir(directory.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&secret.reveal()[4..]), "{}", path.display());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
    }
    assert!(!format!("{secret:?}").contains(&secret.reveal()[4..]));
}

#[test]
fn a_token_ends_at_its_time_and_one_without_a_readable_time_has_ended() {
    let directory = tempfile::tempdir().unwrap();
    let tokens = Tokens::in_directory(directory.path());
    let end = time("2026-11-28T10:00:00Z");
    let ending = NewToken {
        expires: Some(end),
        ..wish("mainz", Scope::Plan)
    };
    let (token, secret) = tokens.create(ending, now()).unwrap();
    let just_before = time("2026-11-28T09:59:59Z");
    assert!(tokens.of_secret(secret.reveal(), just_before).is_ok());
    assert!(matches!(
        tokens.of_secret(secret.reveal(), end),
        Err(Denied::Expired { .. })
    ));
    let strange = Token {
        expires: Some("morgen".to_owned()),
        ..token
    };
    assert!(strange.is_expired(now()));
}

#[test]
fn who_may_write_may_look_and_not_the_other_way_round() {
    assert!(Scope::Write.allows(Scope::Plan) && Scope::Write.allows(Scope::Write));
    assert!(Scope::Plan.allows(Scope::Plan) && !Scope::Plan.allows(Scope::Write));
    for scope in Scope::ALL {
        assert_eq!(scope.name().parse(), Ok(scope));
    }
    assert_eq!("admin".parse::<Scope>(), Err(UnknownScope));
}

#[test]
fn a_damaged_file_opens_nothing_and_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let tokens = Tokens::in_directory(directory.path());
    let (_, secret) = tokens.create(wish("mainz", Scope::Write), now()).unwrap();
    let path = directory.path().join("tokens");
    let whole = fs::read_to_string(&path).unwrap();
    for text in [
        "",
        "{}",
        "[]",
        &whole[..whole.len() / 2],
        &whole.replace("\"version\": 1", "\"version\": 2"),
    ] {
        fs::write(&path, text).unwrap();
        assert!(
            matches!(
                tokens.of_secret(secret.reveal(), now()),
                Err(Denied::Unreadable(_))
            ),
            "{text}"
        );
        assert!(tokens.create(wish("mainz", Scope::Write), now()).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn tokens_made_at_the_same_time_are_all_kept() {
    let directory = tempfile::tempdir().unwrap();
    let tokens = Tokens::in_directory(directory.path());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| tokens.create(wish("mainz", Scope::Plan), now()).unwrap());
        }
    });
    assert_eq!(tokens.list().unwrap().len(), 8);
}

#[test]
fn a_directory_that_is_not_there_is_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("fehlt");
    let result = Tokens::in_directory(&missing).create(wish("mainz", Scope::Plan), now());
    assert!(matches!(result, Err(TokenError::NoDirectory { .. })));
    assert!(!missing.exists());
}
