use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::identity::{DeviceId, DeviceKind, Registration};
use futures::future::join_all;
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::{
    Added, NewDevice, begin_device, confirm_device, device_set_up, kinds, remove_device, waiting,
};
use super::device_set_up::without_devices;
use super::*;

const PASSKEY: NewDevice<'static> = NewDevice {
    kind: "passkey",
    name: "My key",
    target: "",
};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// An authenticator with one key, and the browser before it (Web Authentication, sections 5.8.1 and 6.1).
#[derive(Clone)]
struct Authenticator {
    key: SigningKey,
    id: [u8; 32],
    count: u32,
    /// What each signature adds to it.
    step: u32,
    /// The site that the browser shows.
    origin: &'static str,
    /// The host that the key is for.
    site: &'static str,
    flags: u8,
}

fn authenticator(number: u8) -> Authenticator {
    Authenticator {
        key: SigningKey::from_slice(&[number; 32]).unwrap(),
        id: [number; 32],
        count: 0,
        step: 1,
        origin: "http://localhost:3000",
        site: "localhost",
        flags: PRESENT | VERIFIED,
    }
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Authenticator {
    fn client_data(&self, kind: &str, options: &str) -> Vec<u8> {
        let options: Value = serde_json::from_str(options).unwrap();
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.site).to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    /// The answer to `create`, without an attestation (section 8.7).
    fn make(&self, options: &str) -> String {
        let mut data = self.data(self.flags | WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(self.id);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client_data = self.client_data("webauthn.create", options);
        self.answer(&json!({
            "clientDataJSON": text(client_data),
            "attestationObject": text(object),
            "transports": ["internal"],
        }))
    }

    /// {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} (RFC 9053, section 7.1.1).
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        [
            b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(),
            x,
            b"\x22\x58\x20",
            y,
        ]
        .concat()
    }

    /// The answer to `get`.
    fn sign(&mut self, options: &str) -> String {
        self.count += self.step;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(self.flags);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": text(client_data),
            "authenticatorData": text(data),
            "signature": text(signature.to_der().as_bytes()),
            "userHandle": null,
        }))
    }

    fn answer(&self, response: &Value) -> String {
        let answer = json!({
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": {},
        });
        answer.to_string()
    }
}

/// Anne, logged in; no delay stands between one wrong answer and the next.
async fn anne(db: Db) -> (Services, Holder) {
    let (mut services, _) = installation(db, &[]).await;
    services.rules.lock_out.delay_micros = 0;
    let token = logged_in(&services).await;
    let me = holder(&services, &token, NOON).await;
    (services, me)
}

/// Begins a passkey; what the browser is to ask for it.
async fn begin(services: &Services, holder: &Holder) -> (DeviceId, String) {
    let device = begin_device(services, holder, &PASSKEY, NOON)
        .await
        .unwrap();
    let set_up = device_set_up(services, holder, device, NOON).await.unwrap();
    (device, set_up.passkey.unwrap())
}

async fn add(services: &Services, holder: &Holder, key: &Authenticator) -> (DeviceId, Token) {
    let (device, options) = begin(services, holder).await;
    let made = key.make(&options);
    match confirm_device(services, holder, device, &made, NOON).await {
        Ok(Added::Opens(token)) => (device, token),
        other => panic!("not added: {other:?}"),
    }
}

/// Types the password, and chooses the passkey; what the browser is to ask.
async fn asked(services: &Services, device: DeviceId, now: Instant) -> (Holder, String) {
    let entered = log_in(services, form("ANNE.EXAMPLE", PASSWORD), now)
        .await
        .unwrap();
    let half_way = holder(services, &entered.token, now).await;
    choose(services, &half_way, device, now).await.unwrap();
    let options = options(services, &half_way).await;
    (half_way, options)
}

async fn options(services: &Services, holder: &Holder) -> String {
    asked_for(services, holder, NOON).await.unwrap()
}

/// What the browser is to ask a passkey for that the session waits for; none once it waits no more.
async fn asked_for(services: &Services, holder: &Holder, now: Instant) -> Option<String> {
    let waiting = waiting(services, holder, now).await.unwrap().unwrap();
    assert_eq!(waiting.kind, DeviceKind::Passkey);
    waiting.passkey
}

/// Answers that were counted as guesses.
async fn guesses(services: &Services) -> i64 {
    let mut tx = services.db.read().await.unwrap();
    let (guesses,) = fetch!(fetch_one, (i64,), tx, "select count(*) from log_in_failure").unwrap();
    guesses
}

async fn is_refused(services: &Services, holder: &Holder, answer: &str, now: Instant) {
    let errors = field_errors(prove(services, holder, answer, now).await);
    assert_eq!(errors[0].0, "code");
}

#[db_test]
async fn a_passkey_that_was_made_opens_a_session(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, token) = add(&services, &me, &key).await;
    let me = holder(&services, &token, NOON).await;
    let listed = devices(&services, &me).await.unwrap();
    assert_eq!(listed[1].name, "My key");
    assert_eq!(listed[1].kind, DeviceKind::Passkey);
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(mail.subject, "A device was added to your account");

    for seconds in [1, 2] {
        let now = NOON.plus_seconds(seconds);
        let (half_way, options) = asked(&services, device, now).await;
        let token = prove(&services, &half_way, &key.sign(&options), now)
            .await
            .unwrap();
        let opened = open(&services, &token, at(seconds)).await;
        assert_eq!(opened.holder.confirmed_at, Some(now));
    }
    let listed = devices(&services, &me).await.unwrap();
    assert_eq!(listed[1].last_used_at, Some(NOON.plus_seconds(2)));
}

#[db_test]
async fn a_passkey_confirms_a_session_that_is_open(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, token) = add(&services, &me, &key).await;
    let later = NOON.plus_seconds(600);
    let me = holder(&services, &token, later).await;
    choose(&services, &me, device, later).await.unwrap();
    let signed = key.sign(&options(&services, &me).await);
    let token = prove(&services, &me, &signed, later).await.unwrap();
    let opened = open(&services, &token, at(601)).await;
    assert_eq!(opened.holder.confirmed_at, Some(later));
}

#[db_test]
async fn a_passkey_can_be_the_first_device_of_a_registration(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let me = without_devices(&services, false, Registration::Device).await;
    let (_, token) = add(&services, &me, &authenticator(1)).await;
    open(&services, &token, at(1)).await;
}

#[db_test]
async fn the_browser_asks_for_whoever_is_there_and_for_no_key_twice(db: Db) {
    let (services, me) = anne(db).await;
    let (_, token) = add(&services, &me, &authenticator(1)).await;
    let me = holder(&services, &token, NOON).await;
    let (_, options) = begin(&services, &me).await;
    let options: Value = serde_json::from_str(&options).unwrap();
    assert_eq!(
        options["rp"],
        json!({"name": "OpenQIES", "id": "localhost"})
    );
    assert_eq!(options["user"]["name"], "ANNE.EXAMPLE");
    assert_eq!(options["attestation"], "none");
    let selection = &options["authenticatorSelection"];
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], text([1; 32]));
}

#[db_test]
async fn what_a_passkey_signed_works_once(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let (half_way, options) = asked(&services, device, NOON).await;
    let signed = key.sign(&options);
    prove(&services, &half_way, &signed, NOON).await.unwrap();
    is_refused(&services, &half_way, &signed, NOON).await;
    // Nor is it an answer to what another log-in asks.
    let (another, _) = asked(&services, device, NOON).await;
    is_refused(&services, &another, &signed, NOON).await;
}

#[db_test]
async fn of_two_uses_of_one_answer_at_the_same_time_one_wins(db: Db) {
    let (services, me) = anne(db).await;
    // Counts nothing, as synchronised passkeys do: that the challenge is used decides.
    let mut key = Authenticator {
        step: 0,
        ..authenticator(1)
    };
    let (device, _) = add(&services, &me, &key).await;
    let (half_way, options) = asked(&services, device, NOON).await;
    let signed = key.sign(&options);
    let answers = join_all((0..2).map(|_| prove(&services, &half_way, &signed, NOON))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
}

#[db_test]
async fn of_a_passkey_and_its_copy_at_the_same_time_one_wins(db: Db) {
    let (services, me) = anne(db).await;
    let key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let mut answers = Vec::new();
    for mut copy in [key.clone(), key] {
        let (half_way, options) = asked(&services, device, NOON).await;
        let signed = copy.sign(&options);
        answers.push((half_way, signed));
    }
    let both = answers
        .iter()
        .map(|(holder, signed)| prove(&services, holder, signed, NOON));
    let answers = join_all(both).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{answers:?}"
    );
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert!(mail.subject.contains("copied"), "{mail:?}");
}

#[db_test]
async fn a_passkey_that_counts_nothing_works_again_and_again(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = Authenticator {
        step: 0,
        ..authenticator(1)
    };
    let (device, _) = add(&services, &me, &key).await;
    for seconds in [1, 2] {
        let now = NOON.plus_seconds(seconds);
        let (half_way, options) = asked(&services, device, now).await;
        let signed = key.sign(&options);
        prove(&services, &half_way, &signed, now).await.unwrap();
    }
}

#[db_test]
async fn an_answer_of_elsewhere_or_of_another_key_proves_nothing(db: Db) {
    let (mut services, me) = anne(db).await;
    services.rules.lock_out.failures = 100;
    let mut right = authenticator(1);
    let (device, _) = add(&services, &me, &right).await;
    let (half_way, _) = asked(&services, device, NOON).await;
    let elsewhere = Authenticator {
        origin: "https://localhost.example",
        ..right.clone()
    };
    let other_port = Authenticator {
        origin: "http://localhost:3001",
        ..right.clone()
    };
    let for_elsewhere = Authenticator {
        site: "localhost.example",
        ..right.clone()
    };
    // Without anybody's finger, face or PIN.
    let unguarded = Authenticator {
        flags: PRESENT,
        ..right.clone()
    };
    let under_its_name = Authenticator {
        key: authenticator(2).key,
        ..right.clone()
    };
    let wrong = [
        elsewhere,
        other_port,
        for_elsewhere,
        unguarded,
        under_its_name,
        authenticator(2),
    ];
    for (number, mut wrong) in wrong.into_iter().enumerate() {
        let signed = wrong.sign(&asked_again(&services, &half_way, device).await);
        let errors = field_errors(prove(&services, &half_way, &signed, NOON).await);
        assert!(errors[0].1.contains("passkey"), "{number}: {errors:?}");
    }
    let made = right.make(&asked_again(&services, &half_way, device).await);
    for answer in ["{}", "null", "12345678", &made] {
        is_refused(&services, &half_way, answer, NOON).await;
    }
    let signed = right.sign(&asked_again(&services, &half_way, device).await);
    prove(&services, &half_way, &signed, NOON).await.unwrap();
}

/// Chooses the passkey anew in the same log-in.
async fn asked_again(services: &Services, half_way: &Holder, device: DeviceId) -> String {
    choose(services, half_way, device, NOON).await.unwrap();
    options(services, half_way).await
}

#[db_test]
async fn no_passkey_is_made_elsewhere_or_without_its_owner(db: Db) {
    let (mut services, me) = anne(db).await;
    services.rules.lock_out.failures = 100;
    let (device, options) = begin(&services, &me).await;
    let right = authenticator(1);
    let wrong = [
        Authenticator {
            origin: "https://localhost.example",
            ..right.clone()
        },
        Authenticator {
            site: "localhost.example",
            ..right.clone()
        },
        Authenticator {
            flags: PRESENT,
            ..right.clone()
        },
    ];
    for wrong in wrong {
        let made = wrong.make(&options);
        field_errors(confirm_device(&services, &me, device, &made, NOON).await);
    }
    assert_eq!(devices(&services, &me).await.unwrap().len(), 1);
    let made = right.make(&options);
    confirm_device(&services, &me, device, &made, NOON)
        .await
        .unwrap();
}

#[db_test]
async fn a_passkey_answers_within_ten_minutes(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let (half_way, options) = asked(&services, device, NOON).await;
    let signed = key.sign(&options);
    let late = NOON.plus_seconds(600);
    is_refused(&services, &half_way, &signed, late).await;
    let (half_way, options) = asked(&services, device, late).await;
    let in_time = late.plus_seconds(599);
    prove(&services, &half_way, &key.sign(&options), in_time)
        .await
        .unwrap();
}

#[db_test]
async fn a_passkey_is_made_within_ten_minutes(db: Db) {
    let (services, me) = anne(db).await;
    let (device, options) = begin(&services, &me).await;
    let made = authenticator(1).make(&options);
    let late = NOON.plus_seconds(600);
    // As if it had proven another device meanwhile: that the challenge is old decides.
    let confirmed = Holder {
        confirmed_at: Some(late),
        ..me
    };
    let errors = field_errors(confirm_device(&services, &confirmed, device, &made, late).await);
    assert_eq!(errors[0].0, "code");
}

#[db_test]
async fn a_challenge_that_is_over_is_not_offered_and_its_answer_is_no_guess(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let late = NOON.plus_seconds(600);
    let before = guesses(&services).await;
    let (half_way, options) = asked(&services, device, NOON).await;
    assert!(
        asked_for(&services, &half_way, late.plus_seconds(-1))
            .await
            .is_some()
    );
    assert_eq!(asked_for(&services, &half_way, late).await, None);
    let signed = key.sign(&options);
    let errors = field_errors(prove(&services, &half_way, &signed, late).await);
    assert!(
        errors[0].1.contains("Choose the device again"),
        "{errors:?}"
    );
    assert_eq!(guesses(&services).await, before);
}

#[db_test]
async fn a_challenge_that_is_out_of_tries_is_not_offered_and_its_answer_is_no_guess(db: Db) {
    let (mut services, me) = anne(db).await;
    services.rules.lock_out.failures = 100;
    let mut key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let (half_way, options) = asked(&services, device, NOON).await;
    let before = guesses(&services).await;
    for _ in 0..5 {
        assert!(asked_for(&services, &half_way, NOON).await.is_some());
        is_refused(&services, &half_way, "{}", NOON).await;
    }
    assert_eq!(asked_for(&services, &half_way, NOON).await, None);
    is_refused(&services, &half_way, &key.sign(&options), NOON).await;
    assert_eq!(guesses(&services).await, before + 5);
    // Chosen again, it works.
    let signed = key.sign(&asked_again(&services, &half_way, device).await);
    prove(&services, &half_way, &signed, NOON).await.unwrap();
}

#[db_test]
async fn a_new_passkey_that_is_over_is_not_offered_and_is_begun_again(db: Db) {
    let (services, me) = anne(db).await;
    let (device, options) = begin(&services, &me).await;
    let late = NOON.plus_seconds(600);
    // As if it had proven another device meanwhile.
    let me = Holder {
        confirmed_at: Some(late),
        ..me
    };
    let set_up = device_set_up(&services, &me, device, late).await.unwrap();
    assert_eq!(set_up.passkey, None);
    let before = guesses(&services).await;
    let made = authenticator(1).make(&options);
    let errors = field_errors(confirm_device(&services, &me, device, &made, late).await);
    assert!(errors[0].1.contains("Begin again"), "{errors:?}");
    assert_eq!(guesses(&services).await, before);
}

#[db_test]
async fn an_answer_that_is_missing_is_no_guess_and_is_named_after_the_device(db: Db) {
    let (services, me) = anne(db).await;
    let (device, _) = add(&services, &me, &authenticator(1)).await;
    let (half_way, _) = asked(&services, device, NOON).await;
    let before = guesses(&services).await;
    let errors = field_errors(prove(&services, &half_way, " ", NOON).await);
    assert!(
        errors[0].1.contains("passkey has not answered"),
        "{errors:?}"
    );
    code_for(&services, &half_way, NOON).await;
    let errors = field_errors(prove(&services, &half_way, " ", NOON).await);
    assert_eq!(errors[0].1, "Enter the security code.");
    assert_eq!(guesses(&services).await, before);
}

#[db_test]
async fn a_new_passkey_is_no_answer_where_one_is_to_sign(db: Db) {
    let (services, me) = anne(db).await;
    let (device, options) = begin(&services, &me).await;
    // The page of a log-in has nothing to ask for.
    assert_eq!(asked_for(&services, &me, NOON).await, None);
    is_refused(&services, &me, &authenticator(1).make(&options), NOON).await;
    let mut tx = services.db.read().await.unwrap();
    let (id,) = fetch!(
        fetch_one,
        (Option<Vec<u8>>,),
        tx,
        "select credential_id from device where id = $1",
        device.0
    )
    .unwrap();
    assert_eq!(id, None);
}

#[db_test]
async fn of_a_passkey_that_was_copied_its_owner_is_told(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (device, _) = add(&services, &me, &key).await;
    let mut copy = key.clone();
    let (half_way, options) = asked(&services, device, NOON).await;
    prove(&services, &half_way, &key.sign(&options), NOON)
        .await
        .unwrap();
    let (half_way, options) = asked(&services, device, NOON).await;
    is_refused(&services, &half_way, &copy.sign(&options), NOON).await;
    let mail = sent_to(&services, "anne@example.org").await.remove(0);
    assert_eq!(
        mail.subject,
        "A passkey of your account may have been copied"
    );
    let words = mail.paragraphs.join(" ");
    for expected in ["\"My key\"", "Remove this device"] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    assert_eq!(mail.code, None);
}

#[db_test]
async fn a_passkey_belongs_to_one_account(db: Db) {
    let (services, me) = anne(db).await;
    let key = authenticator(1);
    let mut tx = services.db.write().await.unwrap();
    let other = Uuid::from_u128(8);
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'RITA.EXAMPLE', 'Rita Example', 'rita@example.org', 'active', 0)",
        other
    )
    .unwrap();
    exec!(
        tx,
        "insert into device (id, user_id, kind, name, credential_id, confirmed_at, created_at)
         values ($1, $2, 'passkey', 'Hers', $3, 0, 0)",
        Uuid::from_u128(80),
        other,
        key.id.as_slice()
    )
    .unwrap();
    tx.commit().await.unwrap();
    let (device, options) = begin(&services, &me).await;
    let made = key.make(&options);
    field_errors(confirm_device(&services, &me, device, &made, NOON).await);
    assert_eq!(devices(&services, &me).await.unwrap().len(), 1);
}

#[db_test]
async fn a_new_passkey_is_made_with_the_answer_of_no_other_device(db: Db) {
    let (services, me) = anne(db).await;
    let mut key = authenticator(1);
    let (first, token) = add(&services, &me, &key).await;
    let me = holder(&services, &token, NOON).await;
    let (begun, _) = begin(&services, &me).await;
    // A passkey that counts already was chosen in another tab.
    choose(&services, &me, first, NOON).await.unwrap();
    let set_up = device_set_up(&services, &me, begun, NOON).await.unwrap();
    assert_eq!(set_up.passkey, None);
    let signed = key.sign(&options(&services, &me).await);
    field_errors(confirm_device(&services, &me, begun, &signed, NOON).await);
    assert_eq!(devices(&services, &me).await.unwrap().len(), 2);
}

#[db_test]
async fn a_passkey_that_is_the_last_device_stays(db: Db) {
    let (services, me) = anne(db).await;
    let (device, token) = add(&services, &me, &authenticator(1)).await;
    let me = holder(&services, &token, NOON).await;
    let mailbox = devices(&services, &me).await.unwrap().remove(0).id;
    remove_device(&services, &me, mailbox, NOON).await.unwrap();
    let errors = field_errors(remove_device(&services, &me, device, NOON).await);
    assert_eq!(errors[0].0, "device");
}

#[db_test]
async fn passkeys_are_offered_where_browsers_have_them(db: Db) {
    let (mut services, me) = anne(db).await;
    for (origin, offered) in [
        ("http://localhost:3000", true),
        ("https://qies.example.org", true),
        ("https://qies.example.org:8443", true),
        ("http://qies.example.org", false),
        ("https://192.0.2.1", false),
        ("https://[2001:db8::1]", false),
    ] {
        services.public_origin = origin.into();
        let kinds = kinds(&services);
        assert_eq!(kinds.contains(&DeviceKind::Passkey), offered, "{origin}");
        let begun = begin_device(&services, &me, &PASSKEY, NOON).await;
        assert_eq!(begun.is_ok(), offered, "{origin}");
    }
}

#[db_test]
async fn the_database_holds_no_passkey_that_can_be_read(db: Db) {
    let (services, me) = anne(db).await;
    let (device, _) = add(&services, &me, &authenticator(1)).await;
    asked(&services, device, NOON).await;
    let mut tx = services.db.read().await.unwrap();
    let (sealed,) = fetch!(
        fetch_one,
        (Vec<u8>,),
        tx,
        "select sealed from device where id = $1",
        device.0
    )
    .unwrap();
    let (challenge,) = fetch!(
        fetch_one,
        (Vec<u8>,),
        tx,
        "select sealed from security_code where sealed is not null"
    )
    .unwrap();
    for stored in [sealed, challenge] {
        assert!(!String::from_utf8_lossy(&stored).contains("cred"));
    }
}
