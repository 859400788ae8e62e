//! Proving a second factor: a device is chosen, a code goes out where it needs one, and the right code takes the
//! session a step on (seed 003, steps 1.5 to 1.8; ARS IA-2).
//!
//! The same steps serve a log-in, a recovery, and an open session that must confirm before something dangerous.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    audit::{Act, Event},
    count::as_count,
    identity::{DeviceId, DeviceKind, DeviceLine, SessionStage, Waiting, mask},
    messages::{Channel, Words},
    time::Instant,
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{
    Holder, codes,
    lock_out::{self, Counted, Guess},
    log_in,
    passkeys::{self, Wanted},
    sessions,
};
use crate::{
    ServiceError, Services, audit,
    keys::Purpose,
    limits,
    messages::{self, To},
    token::Token,
};

/// How long a code may be used.
const CODE_SECONDS: i64 = 10 * 60;
/// Codes that one session may have sent.
const MOST_SENDS: i32 = 3;
/// Between one code and the next.
const RESEND_SECONDS: i64 = 30;
/// Tries that one code allows.
const MOST_TRIES: i32 = 5;

const NOT_IT: &str =
    "This is not the code, or it is no longer valid. Check it, or ask for a new one.";
const NO_CODE: &str = "Enter the security code.";
const NOT_THE_PASSKEY: &str =
    "This is not the passkey's answer, or it came too late. Choose the device again.";
const NOT_THE_NEW_PASSKEY: &str = "The passkey was not made: its answer is not the one that was awaited, or came too late. Begin again.";
const NO_PASSKEY: &str =
    "The passkey has not answered. Press the button again, or choose another device.";
const NO_DEVICE: &str = "Select a device from the list.";

store::sql! {
    /// Served by device_user.
    DEVICES = "select d.id, d.kind, d.name, d.target, d.created_at, d.last_used_at,
            (select count(*) from backup_code b where b.device_id = d.id and b.used_at is null) as codes_left
        from device d where d.user_id = $1 and d.confirmed_at is not null order by d.created_at, d.id";
    /// Served by the primary key.
    DEVICE = "select kind, target, sealed, confirmed_at from device where id = $1 and user_id = $2";
    /// Served by the primary key.
    SENT = "select s.device_id, d.kind, d.target, d.confirmed_at, s.sealed, s.sends, s.tries, s.sent_at, s.expires_at
        from security_code s join device d on d.id = s.device_id where s.session_hash = $1";
    /// A new code takes the old one's place; how many were sent stays.
    ASK = "insert into security_code (session_hash, device_id, code_hash, sealed, sends, tries, sent_at, expires_at)
        values ($1, $2, $3, $4, $5, 0, $6, $7)
        on conflict (session_hash) do update set device_id = $2, code_hash = $3, sealed = $4,
            sends = security_code.sends + $5, tries = 0, sent_at = $6, expires_at = $7
        returning sends";
    /// Counted before it is compared, so that tries at the same time are no more than tries one after the other.
    TRY = "update security_code set tries = tries + 1
        where session_hash = $1 and tries < $2 and expires_at > $3 returning device_id, code_hash, sealed";
    /// Each time step once (RFC 6238, section 5.2).
    TAKE_STEP = "update device set last_step = $2 where id = $1 and (last_step is null or last_step < $2)";
    TAKE_BACKUP = "update backup_code set used_at = $3 where device_id = $1 and code_hash = $2 and used_at is null";
    USED = "update device set last_used_at = $2 where id = $1";
}

#[derive(store::FromRow)]
pub(super) struct DeviceRow {
    id: Uuid,
    kind: String,
    name: String,
    target: Option<String>,
    created_at: i64,
    last_used_at: Option<i64>,
    codes_left: i64,
}

/// The devices of whoever holds a session, in the order in which they were added.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn devices(
    services: &Services,
    holder: &Holder,
) -> Result<Vec<DeviceLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, DeviceRow, tx, DEVICES, holder.user.0)?;
    rows.into_iter().map(line).collect()
}

/// Chooses a device, and sends it a code where it needs one.
///
/// # Errors
/// [`ServiceError::Refused`] for another's device, too soon, or too often; the database's.
pub async fn choose(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    now: Instant,
) -> Result<DeviceKind, ServiceError> {
    let mut tx = services.db.read().await?;
    let found = find(&mut tx, holder, device).await?;
    drop(tx);
    if found.confirmed_at.is_none() {
        return Err(ServiceError::field("device", NO_DEVICE));
    }
    let (kind, target) = (found.kind, found.target);
    if !kind.is_sent_to() {
        let challenge = match kind {
            DeviceKind::Passkey => {
                let sealed = found.sealed.as_deref();
                Some(passkeys::ask(services, holder, device, sealed)?)
            }
            _ => None,
        };
        let awaited = challenge.as_deref().map_or(Awaited::Shown, Awaited::Signed);
        let mut tx = services.db.write().await?;
        ask(&mut tx, holder, device, awaited, now).await?;
        tx.commit().await?;
        return Ok(kind);
    }
    let target = target.ok_or(ServiceError::Corrupt { what: "device" })?;
    count(services, holder, &target, now).await?;
    let mut tx = services.db.write().await?;
    send(
        services,
        &mut tx,
        holder,
        Route {
            device,
            kind,
            target: &target,
        },
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(kind)
}

/// Which device a code goes to, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route<'a> {
    pub device: DeviceId,
    pub kind: DeviceKind,
    pub target: &'a str,
}

/// Counts a code that is to be sent, by who asks and by where it goes: a session and a device are soon had anew.
///
/// # Errors
/// [`ServiceError::TooMany`], or the database's.
pub(super) async fn count(
    services: &Services,
    holder: &Holder,
    target: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let limit = services.rules.limits.security_code;
    limits::count(services, limit, &format!("user:{}", holder.user.0), now).await?;
    let target = services
        .keys
        .hash(Purpose::Code, target.to_lowercase().as_bytes());
    let target = URL_SAFE_NO_PAD.encode(target);
    limits::count(services, limit, &format!("to:{target}"), now).await
}

/// Sends a device a new code, which is the session's from here on.
///
/// # Errors
/// [`ServiceError::Refused`] too soon, or too often; the database's.
pub(super) async fn send(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    route: Route<'_>,
    now: Instant,
) -> Result<(), ServiceError> {
    if let Some(sent) = sent(tx, holder).await? {
        may_send(sent.sends, Instant(sent.sent_at), now)?;
    }
    let code = codes::digits(route.kind)?;
    let hash = codes::hash(&services.keys, &holder.token_hash, &code);
    let sends = ask(tx, holder, route.device, Awaited::Sent(&hash), now).await?;
    let reference = codes::reference(&services.keys, &holder.token_hash, sends);
    let words = Words::new("Your security code")
        .say(format!(
            "Type this code where you log in; the page shows the reference {reference}. It works once, for ten minutes."
        ))
        .code(code)
        .say("Nobody will ask you for it by mail or telephone. If you are not logging in, choose a new password.");
    let channel = match route.kind {
        DeviceKind::Text => Channel::Text,
        DeviceKind::Voice => Channel::Voice,
        _ => Channel::Mail,
    };
    let to = To {
        user: Some(holder.user),
        channel,
        recipient: route.target,
    };
    messages::post(tx, &services.keys, to, &words, now).await
}

fn may_send(sends: i32, sent_at: Instant, now: Instant) -> Result<(), ServiceError> {
    if sends >= MOST_SENDS {
        let message = "Three codes were sent for this log-in. Use the last of them, choose another device, or log in again.";
        return Err(ServiceError::field("device", message));
    }
    let left = RESEND_SECONDS - now.seconds_since(sent_at);
    if sends > 0 && left > 0 {
        let message = format!("A code was sent a moment ago. Ask for another in {left} seconds.");
        return Err(ServiceError::field("device", message));
    }
    Ok(())
}

/// What a session waits for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Awaited<'a> {
    /// A code that was sent: its hash.
    Sent(&'a [u8; 32]),
    /// A code that the device shows, or that is on paper.
    Shown,
    /// A passkey's answer to this challenge, which is encrypted.
    Signed(&'a [u8]),
}

/// Makes the session wait for a device; gives how many codes it was sent by now.
pub(super) async fn ask(
    tx: &mut Tx,
    holder: &Holder,
    device: DeviceId,
    awaited: Awaited<'_>,
    now: Instant,
) -> Result<i32, ServiceError> {
    let (code_hash, challenge) = match awaited {
        Awaited::Sent(hash) => (Some(hash.as_slice()), None),
        Awaited::Shown => (None, None),
        Awaited::Signed(challenge) => (None, Some(challenge)),
    };
    let sends = i32::from(code_hash.is_some());
    let (sends,) = fetch!(
        fetch_one,
        (i32,),
        tx,
        ASK,
        holder.token_hash.as_slice(),
        device.0,
        code_hash,
        challenge,
        sends,
        now.0,
        now.plus_seconds(CODE_SECONDS).0
    )?;
    Ok(sends)
}

/// What a session waits for, as its row has it.
#[derive(store::FromRow)]
pub(super) struct Asked {
    pub device_id: Uuid,
    kind: String,
    target: Option<String>,
    confirmed_at: Option<i64>,
    /// A passkey's challenge.
    pub sealed: Option<Vec<u8>>,
    sends: i32,
    tries: i32,
    sent_at: i64,
    expires_at: i64,
}

impl Asked {
    /// Whether no answer is taken any more.
    pub fn is_over(&self, now: Instant) -> bool {
        self.expires_at <= now.0 || self.tries >= MOST_TRIES
    }

    fn is_passkey(&self) -> bool {
        self.sealed.is_some()
    }

    /// What is said of a wrong answer.
    fn refusal(&self) -> &'static str {
        match (self.is_passkey(), self.confirmed_at) {
            (true, Some(_)) => NOT_THE_PASSKEY,
            (true, None) => NOT_THE_NEW_PASSKEY,
            (false, _) => NOT_IT,
        }
    }
}

pub(super) async fn sent(tx: &mut Tx, holder: &Holder) -> Result<Option<Asked>, ServiceError> {
    let session = holder.token_hash.as_slice();
    Ok(fetch!(fetch_optional, Asked, tx, SENT, session)?)
}

/// The device that was chosen, while its code is awaited; a passkey's challenge is there while it can be answered.
///
/// # Errors
/// The database's, and [`ServiceError::Corrupt`].
pub async fn waiting(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<Option<Waiting>, ServiceError> {
    let mut tx = services.db.read().await?;
    let Some(sent) = sent(&mut tx, holder).await? else {
        return Ok(None);
    };
    let kind = kind_of(&sent.kind)?;
    let challenge = sent.sealed.as_deref().filter(|_| !sent.is_over(now));
    let passkey = match challenge {
        Some(challenge) => passkeys::options(services, holder, challenge, Wanted::Signature)?,
        None => None,
    };
    Ok(Some(Waiting {
        device: DeviceId(sent.device_id),
        kind,
        target: sent.target.map(|target| mask(kind, &target)),
        reference: codes::reference(&services.keys, &holder.token_hash, sent.sends),
        sends_left: MOST_SENDS - sent.sends,
        passkey,
    }))
}

/// Compares what the chosen device answers: a typed code, or what a passkey signed. The right answer takes the session
/// to its next stage, under a new token: a log-in is open then, and an open session or a recovery is confirmed.
///
/// # Errors
/// [`ServiceError::Refused`] when it is not the right one; the database's.
pub async fn prove(
    services: &Services,
    holder: &Holder,
    answer: &str,
    now: Instant,
) -> Result<Token, ServiceError> {
    is_given(services, holder, answer, now).await?;
    let counted = Counted::security_code(&services.keys, &holder.user_name);
    let _stays_when_wrong = lock_out::attempt(services, counted, "code", now).await?;
    let mut tx = services.db.write().await?;
    let used = use_up(services, &mut tx, holder, answer, Wanted::Signature, now).await?;
    if used.is_none_or(|used| !used.is_confirmed) {
        return Err(wrong(services, tx, holder, counted, now).await?);
    }
    let token = proven(services, &mut tx, holder, now).await?;
    forgive(services, &mut tx, holder).await?;
    let act = match holder.stage {
        SessionStage::SecondFactor => Act::LogIn,
        _ => Act::SecondFactorProven,
    };
    let event = Event::own(act, holder.user, now).in_session(&token.hash());
    audit::commit(tx, services, event).await?;
    Ok(token)
}

/// Refuses answers that are no guess, and so are not to be counted as one.
///
/// # Errors
/// [`ServiceError::Refused`] for an empty field, and for what answers a passkey's challenge that is over; the database's.
pub(super) async fn is_given(
    services: &Services,
    holder: &Holder,
    answer: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.read().await?;
    let passkey = sent(&mut tx, holder).await?.filter(Asked::is_passkey);
    let refusal = match passkey {
        Some(passkey) if passkey.is_over(now) => Some(passkey.refusal()),
        passkey if codes::typed(answer).is_empty() => Some(passkey.map_or(NO_CODE, |_| NO_PASSKEY)),
        _ => None,
    };
    refusal.map_or(Ok(()), |refusal| Err(ServiceError::field("code", refusal)))
}

/// Whoever has proven a second factor is no guesser, neither at codes nor at the password.
pub(super) async fn forgive(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
) -> Result<(), ServiceError> {
    let name = &holder.user_name;
    lock_out::forgive(tx, Counted::security_code(&services.keys, name)).await?;
    lock_out::forgive(tx, Counted::password(&services.keys, name.as_str())).await
}

/// The session's next step once its holder has proven a second factor.
async fn proven(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    now: Instant,
) -> Result<Token, ServiceError> {
    let stage = match holder.stage {
        SessionStage::SecondFactor => SessionStage::Open,
        stage => stage,
    };
    if holder.stage == SessionStage::SecondFactor {
        log_in::logged_in(tx, holder.user, now).await?;
    }
    sessions::step(services, tx, holder, stage, Some(now), now).await
}

/// The device that has answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub device: DeviceId,
    /// Whether it counts already.
    pub is_confirmed: bool,
}

/// Uses the answer up if it is the right one, of the device that the session waits for. What a passkey signed is used up
/// with the session's token, which every right answer ends.
pub(super) async fn use_up(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    answer: &str,
    wanted: Wanted,
    now: Instant,
) -> Result<Option<Used>, ServiceError> {
    let tried = fetch!(
        fetch_optional,
        (Uuid, Option<Vec<u8>>, Option<Vec<u8>>),
        tx,
        TRY,
        holder.token_hash.as_slice(),
        MOST_TRIES,
        now.0
    )?;
    let Some((device, code_hash, challenge)) = tried else {
        return Ok(None);
    };
    let device = DeviceId(device);
    let found = find(tx, holder, device).await?;
    let code = codes::typed(answer);
    let right = match (found.kind, code_hash, found.sealed) {
        (DeviceKind::Authenticator, _, Some(sealed)) => {
            take_step(services, tx, holder, device, &sealed, &code, now).await?
        }
        (DeviceKind::BackupCodes, _, _) => {
            let hash = codes::hash(&services.keys, device.0.as_bytes(), &code);
            exec!(tx, TAKE_BACKUP, device.0, hash.as_slice(), now.0)? == 1
        }
        (DeviceKind::Passkey, _, sealed) => {
            let question = passkeys::Question {
                wanted,
                device,
                sealed: sealed.as_deref(),
                challenge: challenge.as_deref(),
            };
            passkeys::is_right(services, tx, holder, question, answer, now).await?
        }
        (_, Some(expected), _) => {
            expected == codes::hash(&services.keys, &holder.token_hash, &code)
        }
        _ => false,
    };
    if !right {
        return Ok(None);
    }
    exec!(tx, USED, device.0, now.0)?;
    Ok(Some(Used {
        device,
        is_confirmed: found.confirmed_at.is_some(),
    }))
}

async fn take_step(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    device: DeviceId,
    sealed: &[u8],
    code: &str,
    now: Instant,
) -> Result<bool, ServiceError> {
    let key = services
        .keys
        .open(Purpose::Device, device.0.as_bytes(), sealed)?;
    let totp = codes::authenticator(&key, &services.site.name, holder.user_name.as_str())?;
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    let Some(step) = totp.check(code, seconds) else {
        return Ok(false);
    };
    let step = as_count(step);
    Ok(exec!(tx, TAKE_STEP, device.0, step)? == 1)
}

/// Writes down that the answer was not the one; whoever it locks out is told by mail.
pub(super) async fn wrong(
    services: &Services,
    mut tx: Tx,
    holder: &Holder,
    counted: Counted,
    now: Instant,
) -> Result<ServiceError, ServiceError> {
    let locked = lock_out::failed(&mut tx, services.rules.lock_out, counted, now).await?;
    if locked {
        let user_name = holder.user_name.as_str();
        log_in::tell_locked(services, &mut tx, Guess::SecurityCode, user_name, now).await?;
    }
    let asked = sent(&mut tx, holder).await?;
    let message = asked.map_or(NOT_IT, |asked| asked.refusal());
    let answer = Event::own(Act::SecondFactorFailed, holder.user, now);
    audit::commit_all(tx, services, log_in::failures(answer, locked)).await?;
    Ok(ServiceError::field("code", message))
}

/// A device as its row has it.
#[derive(Debug)]
pub(super) struct Found {
    pub kind: DeviceKind,
    pub target: Option<String>,
    pub sealed: Option<Vec<u8>>,
    pub confirmed_at: Option<i64>,
}

/// A device of whoever holds the session.
///
/// # Errors
/// [`ServiceError::Refused`] for another's device or none.
pub(super) async fn find(
    tx: &mut Tx,
    holder: &Holder,
    device: DeviceId,
) -> Result<Found, ServiceError> {
    let row = fetch!(
        fetch_optional,
        (String, Option<String>, Option<Vec<u8>>, Option<i64>),
        tx,
        DEVICE,
        device.0,
        holder.user.0
    )?;
    let (kind, target, sealed, confirmed_at) =
        row.ok_or_else(|| ServiceError::field("device", NO_DEVICE))?;
    Ok(Found {
        kind: kind_of(&kind)?,
        target,
        sealed,
        confirmed_at,
    })
}

fn kind_of(key: &str) -> Result<DeviceKind, ServiceError> {
    DeviceKind::from_key(key).ok_or(ServiceError::Corrupt { what: "device" })
}

fn line(row: DeviceRow) -> Result<DeviceLine, ServiceError> {
    let kind = kind_of(&row.kind)?;
    Ok(DeviceLine {
        id: DeviceId(row.id),
        kind,
        name: row.name,
        target: row.target.map(|target| mask(kind, &target)),
        created_at: Instant(row.created_at),
        last_used_at: row.last_used_at.map(Instant),
        codes_left: (kind == DeviceKind::BackupCodes).then_some(row.codes_left),
    })
}
