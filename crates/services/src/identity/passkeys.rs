//! Passkeys (W3C Web Authentication, level 3): a browser has the device sign what it is asked, with a key that never
//! leaves it and that answers this site alone. What it is asked waits, encrypted, where other devices' codes wait
//! (`second_factor`): for one session, ten minutes, until it is answered.

use domain::{identity::DeviceId, messages::Words, time::Instant};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Tx, exec, fetch};
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
        RegisterPublicKeyCredential, WebauthnError, WebauthnResult,
    },
};

use super::{Holder, second_factor};
use crate::{
    ServiceError, Services,
    keys::Purpose,
    messages::{self, To},
};

/// Where a device is removed.
const DEVICES_PAGE: &str = "/devices";
const NOT_HERE: &str = "Passkeys do not work at this site's address. Select another device.";

store::sql! {
    /// Served by device_user.
    OWN = "select credential_id from device
        where user_id = $1 and credential_id is not null and confirmed_at is not null";
    /// Served by the unique credential_id.
    TAKEN = "select count(*) from device where credential_id = $1 and id <> $2";
    MADE = "update device set sealed = $2, credential_id = $3 where id = $1 and confirmed_at is null";
    /// `last_step` is how often the passkey has signed: whoever copied it is behind sooner or later. Synchronised passkeys
    /// do not count, and say 0 (Web Authentication, sections 6.1.1 and 7.2).
    SIGNED = "update device set sealed = $2, last_step = $3
        where id = $1 and (coalesce(last_step, 0) < $3 or coalesce(last_step, $3) = 0)";
    /// Served by the primary keys.
    OWNER = "select u.email, d.name from device d join user_account u on u.id = d.user_id where d.id = $1";
}

/// What a device is asked, while its answer is awaited.
#[derive(Serialize, Deserialize)]
struct Challenge {
    /// What the browser reads: JSON.
    options: String,
    expected: Expected,
}

#[derive(Serialize, Deserialize)]
enum Expected {
    New(PasskeyRegistration),
    Signature(PasskeyAuthentication),
}

/// Whether browsers have passkeys for this site.
pub(super) fn work_here(services: &Services) -> bool {
    relying_party(services).is_some()
}

/// Whom passkeys are made for: the name of the host, by which browsers keep other sites away from them. An IP address
/// is no name, and where others may read along browsers have no passkeys; one's own machine is an exception.
fn relying_party(services: &Services) -> Option<Webauthn> {
    let origin = Url::parse(&services.public_origin).ok()?;
    let host = origin.domain()?;
    if origin.scheme() != "https" && host != "localhost" {
        return None;
    }
    let builder = WebauthnBuilder::new(host, &origin).ok()?;
    builder.rp_name(&services.site.name).build().ok()
}

/// Asks for a new passkey of whoever holds the session; none that they have already.
///
/// # Errors
/// [`ServiceError::Refused`] where there are no passkeys; the database's.
pub(super) async fn ask_for_new(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
) -> Result<Vec<u8>, ServiceError> {
    let site = relying_party(services).ok_or_else(|| ServiceError::field("kind", NOT_HERE))?;
    let own = fetch!(fetch_all, (Vec<u8>,), tx, OWN, holder.user.0)?;
    let own = own.into_iter().map(|(id,)| id).collect();
    let name = holder.user_name.as_str();
    let (options, state) = site
        .start_passkey_registration(holder.user.0, name, name, Some(own))
        .map_err(|_| unreadable())?;
    keep(services, holder, &options.public_key, Expected::New(state))
}

/// Asks one passkey to sign; `sealed` is as its row has it.
///
/// # Errors
/// [`ServiceError::Refused`] where there are no passkeys; [`ServiceError::Corrupt`].
pub(super) fn ask(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    sealed: Option<&[u8]>,
) -> Result<Vec<u8>, ServiceError> {
    let site = relying_party(services).ok_or_else(|| ServiceError::field("device", NOT_HERE))?;
    let passkey = stored(services, device, sealed)?;
    let (options, state) = site
        .start_passkey_authentication(&[passkey])
        .map_err(|_| unreadable())?;
    keep(
        services,
        holder,
        &options.public_key,
        Expected::Signature(state),
    )
}

/// What a page wants of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    New,
    Signature,
}

impl Expected {
    fn is(&self, wanted: Wanted) -> bool {
        match self {
            Self::New(_) => wanted == Wanted::New,
            Self::Signature(_) => wanted == Wanted::Signature,
        }
    }
}

/// What the browser is to ask, as JSON; none when the challenge is not what the page wants.
///
/// # Errors
/// [`ServiceError::Corrupt`].
pub(super) fn options(
    services: &Services,
    holder: &Holder,
    challenge: &[u8],
    wanted: Wanted,
) -> Result<Option<String>, ServiceError> {
    let Challenge { options, expected } = open(services, holder, challenge)?;
    Ok(expected.is(wanted).then_some(options))
}

/// The same for a passkey that is to be made; none once the session waits for something else, or no more.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(super) async fn options_of_new(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    device: DeviceId,
    now: Instant,
) -> Result<Option<String>, ServiceError> {
    let sent = second_factor::sent(tx, holder).await?;
    let sent = sent.filter(|sent| sent.device_id == device.0 && !sent.is_over(now));
    match sent.and_then(|sent| sent.sealed) {
        Some(challenge) => options(services, holder, &challenge, Wanted::New),
        None => Ok(None),
    }
}

/// What was asked of a device, and what its row has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub wanted: Wanted,
    pub device: DeviceId,
    pub sealed: Option<&'a [u8]>,
    pub challenge: Option<&'a [u8]>,
}

/// Whether this is the right answer to what the page wanted. The device's row keeps what it tells of the passkey; of one
/// that was copied, its owner is told.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub(super) async fn is_right(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    question: Question<'_>,
    answer: &str,
    now: Instant,
) -> Result<bool, ServiceError> {
    let (Some(site), Some(challenge)) = (relying_party(services), question.challenge) else {
        return Ok(false);
    };
    let expected = open(services, holder, challenge)?.expected;
    if !expected.is(question.wanted) {
        return Ok(false);
    }
    match expected {
        Expected::New(state) => {
            let made = read(answer).and_then(|made: RegisterPublicKeyCredential| {
                accepted(site.finish_passkey_registration(&made, &state))
            });
            match made {
                Some(passkey) => add(services, tx, question.device, &passkey).await,
                None => Ok(false),
            }
        }
        Expected::Signature(state) => {
            let Some(signed) = read::<PublicKeyCredential>(answer) else {
                return Ok(false);
            };
            let device = question.device;
            let checked = site.finish_passkey_authentication(&signed, &state);
            let is_copied = matches!(checked, Err(WebauthnError::CredentialPossibleCompromise));
            let signed = accepted(checked);
            if is_copied {
                tell_of_copy(services, tx, holder, device, now).await?;
            }
            let Some(signed) = signed else {
                return Ok(false);
            };
            let mut passkey = stored(services, device, question.sealed)?;
            if passkey.update_credential(&signed).is_none() {
                return Ok(false);
            }
            let sealed = seal(services, device, &passkey)?;
            let count = i64::from(signed.counter());
            let is_ahead = exec!(tx, SIGNED, device.0, sealed, count)? == 1;
            if !is_ahead {
                tell_of_copy(services, tx, holder, device, now).await?;
            }
            Ok(is_ahead)
        }
    }
}

/// A passkey has signed less often than it has already: there are two of it (Web Authentication, section 6.1.1). Which of
/// them its owner has, nobody knows.
async fn tell_of_copy(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    device: DeviceId,
    now: Instant,
) -> Result<(), ServiceError> {
    tracing::warn!(device = %device.0, "a passkey may have been copied: it has signed less often than before");
    let Some((email, name)) = fetch!(fetch_optional, (String, String), tx, OWNER, device.0)? else {
        return Ok(());
    };
    let words = Words::new("A passkey of your account may have been copied")
        .say(format!(
            "The passkey \"{name}\" was used on {} in a way that is only possible when there is a copy of it. It was not \
             accepted.",
            now.display()
        ))
        .say(
            "Remove this device from your two-factor devices, and make a new passkey. If it was not you who tried to log in, \
             choose a new password at once and tell the Service Center.",
        )
        .link("Two-factor devices", DEVICES_PAGE);
    let to = To::mail(Some(holder.user), &email);
    messages::post(tx, &services.keys, to, &words, now).await
}

/// A passkey belongs to one device of one account (Web Authentication, section 7.1).
async fn add(
    services: &Services,
    tx: &mut Tx,
    device: DeviceId,
    passkey: &Passkey,
) -> Result<bool, ServiceError> {
    let id = passkey.cred_id().as_slice();
    let (taken,) = fetch!(fetch_one, (i64,), tx, TAKEN, id, device.0)?;
    if taken > 0 {
        return Ok(false);
    }
    let sealed = seal(services, device, passkey)?;
    Ok(exec!(tx, MADE, device.0, sealed, id)? == 1)
}

/// What a browser sends; none when it is something else.
fn read<T: DeserializeOwned>(answer: &str) -> Option<T> {
    serde_json::from_str(answer).ok()
}

/// Why an answer is refused is for the log alone. The reason repeats nothing of the answer.
fn accepted<T>(checked: WebauthnResult<T>) -> Option<T> {
    checked
        .inspect_err(|error| tracing::info!(%error, "the answer of a passkey was refused"))
        .ok()
}

fn stored(
    services: &Services,
    device: DeviceId,
    sealed: Option<&[u8]>,
) -> Result<Passkey, ServiceError> {
    let sealed = sealed.ok_or_else(unreadable)?;
    let about = device.0.as_bytes();
    let plain = services.keys.open(Purpose::Device, about, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| unreadable())
}

fn seal(services: &Services, device: DeviceId, passkey: &Passkey) -> Result<Vec<u8>, ServiceError> {
    let plain = serde_json::to_vec(passkey).map_err(|_| unreadable())?;
    let about = device.0.as_bytes();
    services.keys.seal(Purpose::Device, about, &plain)
}

/// Encrypts a challenge, for one session.
fn keep(
    services: &Services,
    holder: &Holder,
    options: &impl Serialize,
    expected: Expected,
) -> Result<Vec<u8>, ServiceError> {
    let options = serde_json::to_string(options).map_err(|_| unreadable())?;
    let challenge = Challenge { options, expected };
    let plain = serde_json::to_vec(&challenge).map_err(|_| unreadable())?;
    let about = holder.token_hash.as_slice();
    services.keys.seal(Purpose::Challenge, about, &plain)
}

fn open(services: &Services, holder: &Holder, challenge: &[u8]) -> Result<Challenge, ServiceError> {
    let about = holder.token_hash.as_slice();
    let plain = services.keys.open(Purpose::Challenge, about, challenge)?;
    serde_json::from_slice(&plain).map_err(|_| unreadable())
}

fn unreadable() -> ServiceError {
    ServiceError::Corrupt { what: "passkey" }
}
