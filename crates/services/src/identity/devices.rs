//! Setting up, naming and removing second factors. One device at least stays, and its owner is told by mail of each
//! change (ASVS 6.3.7).

use std::fmt::Write as _;

use domain::{
    audit::{Act, Event, Object},
    forms::FieldError,
    identity::{
        DeviceId, DeviceKind, DeviceLine, DeviceSetUp, EmailAddress, QrDrawing, Registration,
        SessionEnd, SessionStage, Telephone, mask,
    },
    messages::{Channel, Words},
    time::Instant,
};
use qrcode::{Color, QrCode};
use store::{Tx, exec, fetch};
use totp_rs::Secret;
use uuid::Uuid;

use super::{
    Holder, codes, confirmed,
    lock_out::{self, Counted},
    passkeys::{self, Wanted},
    second_factor::{self, Awaited, Route},
    sessions,
};
use crate::{ServiceError, Services, audit, keys::Purpose, messages, token::Token};

/// Enough for everybody, and a list that can be read.
const MOST_DEVICES: i64 = 10;
const LONGEST_NAME: usize = 40;
const BACKUP_CODES: usize = 10;
/// Light squares around the dark ones, so that cameras find them (ISO 18004).
const QUIET: usize = 4;

store::sql! {
    ADD = "insert into device (id, user_id, kind, name, target, sealed, created_at, confirmed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Served by device_user.
    COUNT = "select count(*) from device where user_id = $1 and confirmed_at is not null";
    /// Those that were begun and left.
    DROP_UNFINISHED = "delete from device where user_id = $1 and confirmed_at is null";
    /// Served by the primary key.
    BEGUN = "select kind, name, target, sealed from device where id = $1 and user_id = $2 and confirmed_at is null";
    CONFIRM = "update device set confirmed_at = $3, last_used_at = $3
        where id = $1 and user_id = $2 and confirmed_at is null";
    NAME = "update device set name = $3 where id = $1 and user_id = $2 and confirmed_at is not null";
    REMOVE = "delete from device where id = $1 and user_id = $2";
    /// Locked, so that of two changes at the same time the second sees what the first has left.
    LOCK_OWNER = "update user_account set user_name = user_name where id = $1";
    /// What logs in by itself: backup codes are for when nothing else is at hand. Served by device_user.
    FACTORS = "select count(*) from device
        where user_id = $1 and confirmed_at is not null and kind <> 'backup_codes'";
    OTHERS = "select count(*) from device
        where user_id = $1 and id <> $2 and confirmed_at is not null and kind <> 'backup_codes'";
    DROP_BACKUP = "delete from device where user_id = $1 and kind = 'backup_codes'";
    ADD_BACKUP = "insert into backup_code (device_id, code_hash) values ($1, $2)";
    COMPLETE = "update user_account set registration = 'complete', legacy = $2 where id = $1";
    LEGACY = "select legacy, registration from user_account where id = $1";
}

/// The form that adds a device.
#[derive(Debug, Clone)]
pub struct NewDevice<'a> {
    pub kind: &'a str,
    pub name: &'a str,
    /// An e-mail address or a telephone number, where codes are to go.
    pub target: &'a str,
}

/// Begins to set a device up; where it receives codes, the first one goes out.
///
/// # Errors
/// [`ServiceError::Refused`] at the fields, [`ServiceError::Unconfirmed`], or the database's.
pub async fn begin_device(
    services: &Services,
    holder: &Holder,
    form: &NewDevice<'_>,
    now: Instant,
) -> Result<DeviceId, ServiceError> {
    may_set_up(services, holder, now)?;
    let kind = kind_of(services, form.kind)?;
    let name = name_of(form.name, kind)?;
    let target = target_of(kind, form.target)?;
    let id = DeviceId(Uuid::now_v7());
    let sealed = match kind {
        DeviceKind::Authenticator => {
            let key = codes::new_key()?;
            Some(services.keys.seal(Purpose::Device, id.0.as_bytes(), &key)?)
        }
        _ => None,
    };
    if let Some(target) = &target {
        second_factor::count(services, holder, target, now).await?;
    }
    let mut tx = services.db.write().await?;
    lock_owner(&mut tx, holder).await?;
    is_legacy(&mut tx, holder).await?;
    has_room(&mut tx, holder).await?;
    exec!(tx, DROP_UNFINISHED, holder.user.0)?;
    exec!(
        tx,
        ADD,
        id.0,
        holder.user.0,
        kind.key(),
        name.as_str(),
        target.as_deref(),
        sealed,
        now.0,
        None::<i64>
    )?;
    match &target {
        Some(target) => {
            let route = Route {
                device: id,
                kind,
                target,
            };
            second_factor::send(services, &mut tx, holder, route, now).await?;
        }
        None if kind == DeviceKind::Passkey => {
            let challenge = passkeys::ask_for_new(services, &mut tx, holder).await?;
            let awaited = Awaited::Signed(&challenge);
            second_factor::ask(&mut tx, holder, id, awaited, now).await?;
        }
        None => {
            second_factor::ask(&mut tx, holder, id, Awaited::Shown, now).await?;
        }
    }
    tx.commit().await?;
    Ok(id)
}

/// Whether the account may have one more device.
async fn has_room(tx: &mut Tx, holder: &Holder) -> Result<(), ServiceError> {
    let (devices,) = fetch!(fetch_one, (i64,), tx, COUNT, holder.user.0)?;
    if devices < MOST_DEVICES {
        return Ok(());
    }
    let message = format!("You have {MOST_DEVICES} devices. Remove one before you add another.");
    Err(ServiceError::field("kind", message))
}

/// The devices, for their list: in an open session, and at the end of a registration. Whoever has proven no more than a
/// password chooses among them to prove the second factor (`second_factor::devices`).
///
/// # Errors
/// [`ServiceError::Unconfirmed`] before the second factor is proven; the database's.
pub async fn devices_to_list(
    services: &Services,
    holder: &Holder,
) -> Result<Vec<DeviceLine>, ServiceError> {
    match holder.stage {
        SessionStage::Open | SessionStage::Registering => {
            second_factor::devices(services, holder).await
        }
        SessionStage::SecondFactor | SessionStage::Recovering => Err(ServiceError::Unconfirmed),
    }
}

/// The devices, for a page on which one of them is changed.
///
/// # Errors
/// [`ServiceError::Unconfirmed`], or the database's.
pub async fn devices_to_change(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<Vec<DeviceLine>, ServiceError> {
    may_change(services, holder, now)?;
    second_factor::devices(services, holder).await
}

/// Whether the holder may add a device: the first one at the end of a registration, any in a session whose second factor
/// was proven a moment ago.
///
/// # Errors
/// [`ServiceError::NotFound`] once a registration has its device; [`ServiceError::Unconfirmed`]; the database's.
pub async fn may_add_device(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<(), ServiceError> {
    may_set_up(services, holder, now)?;
    let mut tx = services.db.read().await?;
    is_first_or_open(&mut tx, holder).await
}

/// The kinds of device that can be added here: text messages and calls need a way to the telephone, passkeys an address
/// that browsers have them for.
#[must_use]
pub fn kinds(services: &Services) -> Vec<DeviceKind> {
    let reachable = |kind: &DeviceKind| match kind {
        DeviceKind::Text => services.partners.outbox.reaches(Channel::Text),
        DeviceKind::Voice => services.partners.outbox.reaches(Channel::Voice),
        DeviceKind::Email => services.partners.outbox.reaches(Channel::Mail),
        DeviceKind::Authenticator | DeviceKind::BackupCodes => true,
        DeviceKind::Passkey => passkeys::work_here(services),
    };
    DeviceKind::ALL.into_iter().filter(reachable).collect()
}

/// What the owner of a device that is being set up must see.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none; [`ServiceError::Unconfirmed`].
pub async fn device_set_up(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    now: Instant,
) -> Result<DeviceSetUp, ServiceError> {
    may_set_up(services, holder, now)?;
    let mut tx = services.db.read().await?;
    is_first_or_open(&mut tx, holder).await?;
    let row = fetch!(
        fetch_optional,
        (String, String, Option<String>, Option<Vec<u8>>),
        tx,
        BEGUN,
        device.0,
        holder.user.0
    )?;
    let (kind, name, target, sealed) = row.ok_or(ServiceError::NotFound)?;
    let kind = DeviceKind::from_key(&kind).ok_or(ServiceError::Corrupt { what: "device" })?;
    let mut set_up = DeviceSetUp {
        id: device,
        kind,
        name,
        target: target.map(|target| mask(kind, &target)),
        key: None,
        qr: None,
        passkey: None,
    };
    if kind == DeviceKind::Passkey {
        set_up.passkey = passkeys::options_of_new(services, &mut tx, holder, device, now).await?;
    } else if let Some(sealed) = sealed {
        let key = services
            .keys
            .open(Purpose::Device, device.0.as_bytes(), &sealed)?;
        let totp = codes::authenticator(&key, &services.site.name, holder.user_name.as_str())?;
        let url = totp.to_url().map_err(|_| ServiceError::Corrupt {
            what: "authenticator",
        })?;
        set_up.key = Some(in_fours(&Secret::from(key).to_base32()));
        set_up.qr = Some(draw(&url)?);
    }
    Ok(set_up)
}

/// The device's first code, or a new passkey: from here on it counts. Ends a registration whose last step this was.
///
/// # Errors
/// [`ServiceError::Refused`] when it is not the right one; [`ServiceError::NotFound`], [`ServiceError::Unconfirmed`].
pub async fn confirm_device(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    answer: &str,
    now: Instant,
) -> Result<Added, ServiceError> {
    may_set_up(services, holder, now)?;
    second_factor::is_given(services, holder, answer, now).await?;
    let counted = Counted::security_code(&services.keys, &holder.user_name);
    let attempt = lock_out::attempt(services, counted, "code", now).await?;
    let mut tx = services.db.write().await?;
    lock_owner(&mut tx, holder).await?;
    let wanted = Wanted::New;
    let used = second_factor::use_up(services, &mut tx, holder, answer, wanted, now).await?;
    if used.is_none_or(|used| used.device != device) {
        return Err(second_factor::wrong(services, tx, holder, counted, now).await?);
    }
    if exec!(tx, CONFIRM, device.0, holder.user.0, now.0)? == 0 {
        return Err(ServiceError::NotFound);
    }
    // A code of a device of one's own choice proves nothing about who guessed before.
    lock_out::take_back(&mut tx, attempt).await?;
    tell(
        services,
        &mut tx,
        holder,
        "A device was added to your account",
        now,
    )
    .await?;
    let added = match holder.stage {
        SessionStage::Registering => complete(services, &mut tx, holder, now).await?,
        stage => {
            let stepped = sessions::step(services, &mut tx, holder, stage, Some(now), now);
            Added::Opens(stepped.await?)
        }
    };
    let added_device = Event::own(Act::DeviceAdded, holder.user, now).about(Object::Device(device));
    let opened = match (&added, holder.stage) {
        (Added::Opens(token), SessionStage::Registering) => {
            Some(Event::own(Act::LogIn, holder.user, now).in_session(&token.hash()))
        }
        _ => None,
    };
    let events = [Some(added_device), opened].into_iter().flatten();
    audit::commit_all(tx, services, events).await?;
    Ok(added)
}

/// What follows a device that was set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// The session goes on under this token.
    Opens(Token),
    /// The account came from EIDM and logs in a second time now (seed 001, step 2).
    LogsInAgain,
}

/// The last step of a registration. Whoever knew the password alone until now has no more from it: other sessions end,
/// and backup codes from before are none.
async fn complete(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    now: Instant,
) -> Result<Added, ServiceError> {
    let legacy = is_legacy(tx, holder).await?;
    exec!(tx, COMPLETE, holder.user.0, false)?;
    exec!(tx, DROP_BACKUP, holder.user.0)?;
    let why = SessionEnd::Elsewhere;
    sessions::end_others(tx, holder.user, &holder.token_hash, why, now).await?;
    if legacy {
        sessions::end(tx, &holder.token_hash).await?;
        return Ok(Added::LogsInAgain);
    }
    super::log_in::logged_in(tx, holder.user, now).await?;
    let token = sessions::step(services, tx, holder, SessionStage::Open, Some(now), now).await?;
    Ok(Added::Opens(token))
}

/// Whether the account came from EIDM. A device is the last step of a registration: whoever must still read the terms
/// or prove who they are does so first.
async fn is_legacy(tx: &mut Tx, holder: &Holder) -> Result<bool, ServiceError> {
    let (legacy, step) = fetch!(fetch_one, (bool, String), tx, LEGACY, holder.user.0)?;
    match Registration::from_key(&step) {
        Some(Registration::Device | Registration::Complete) => Ok(legacy),
        Some(Registration::Terms | Registration::Proofing) => Err(ServiceError::NotFound),
        None => Err(ServiceError::Corrupt {
            what: "registration",
        }),
    }
}

/// Gives a device another name.
///
/// # Errors
/// [`ServiceError::Refused`] for a name that is none; [`ServiceError::NotFound`], [`ServiceError::Unconfirmed`].
pub async fn rename_device(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    name: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    may_change(services, holder, now)?;
    let name = name.trim();
    if name.is_empty() || !is_name(name) {
        return Err(ServiceError::field("name", NAME_RULE));
    }
    let mut tx = services.db.write().await?;
    if exec!(tx, NAME, device.0, holder.user.0, name)? == 0 {
        return Err(ServiceError::NotFound);
    }
    let event = Event::own(Act::DeviceRenamed, holder.user, now).about(Object::Device(device));
    Ok(audit::commit(tx, services, event).await?)
}

/// Removes a device; one that logs in stays.
///
/// # Errors
/// [`ServiceError::Refused`] for the last one; [`ServiceError::NotFound`], [`ServiceError::Unconfirmed`].
pub async fn remove_device(
    services: &Services,
    holder: &Holder,
    device: DeviceId,
    now: Instant,
) -> Result<(), ServiceError> {
    may_change(services, holder, now)?;
    let mut tx = services.db.write().await?;
    exec!(tx, LOCK_OWNER, holder.user.0)?;
    let found = second_factor::find(&mut tx, holder, device)
        .await
        .map_err(|_| ServiceError::NotFound)?;
    let (others,) = fetch!(fetch_one, (i64,), tx, OTHERS, holder.user.0, device.0)?;
    if others == 0 && found.kind != DeviceKind::BackupCodes {
        let message =
            "This is your last device. Add another one first, or you could not log in any more.";
        return Err(ServiceError::field("device", message));
    }
    exec!(tx, REMOVE, device.0, holder.user.0)?;
    tell(
        services,
        &mut tx,
        holder,
        "A device was removed from your account",
        now,
    )
    .await?;
    let event = Event::own(Act::DeviceRemoved, holder.user, now).about(Object::Device(device));
    Ok(audit::commit(tx, services, event).await?)
}

/// Makes ten new backup codes, in place of those that there were. They are shown this once.
///
/// # Errors
/// [`ServiceError::NotFound`] before the log-in is complete; [`ServiceError::Unconfirmed`], or the database's.
pub async fn make_backup_codes(
    services: &Services,
    holder: &Holder,
    now: Instant,
) -> Result<Vec<String>, ServiceError> {
    may_change(services, holder, now)?;
    let printed = (0..BACKUP_CODES)
        .map(|_| codes::backup())
        .collect::<Result<Vec<_>, _>>()?;
    let id = Uuid::now_v7();
    let mut tx = services.db.write().await?;
    exec!(tx, LOCK_OWNER, holder.user.0)?;
    exec!(tx, DROP_BACKUP, holder.user.0)?;
    exec!(
        tx,
        ADD,
        id,
        holder.user.0,
        DeviceKind::BackupCodes.key(),
        DeviceKind::BackupCodes.name(),
        None::<String>,
        None::<Vec<u8>>,
        now.0,
        Some(now.0)
    )?;
    for code in &printed {
        let hash = codes::hash(&services.keys, id.as_bytes(), code);
        exec!(tx, ADD_BACKUP, id, hash.as_slice())?;
    }
    tell(
        services,
        &mut tx,
        holder,
        "Backup codes were made for your account",
        now,
    )
    .await?;
    let event =
        Event::own(Act::BackupCodesMade, holder.user, now).about(Object::Device(DeviceId(id)));
    audit::commit(tx, services, event).await?;
    Ok(printed.iter().map(|code| codes::grouped(code)).collect())
}

/// Devices change in an open session that has proven its second factor a moment ago.
fn may_change(services: &Services, holder: &Holder, now: Instant) -> Result<(), ServiceError> {
    match holder.stage {
        SessionStage::Open => confirmed(services, holder, now),
        _ => Err(ServiceError::NotFound),
    }
}

/// The same for a new device; a registration is about its first ([`is_first_or_open`]).
fn may_set_up(services: &Services, holder: &Holder, now: Instant) -> Result<(), ServiceError> {
    match holder.stage {
        SessionStage::Registering => Ok(()),
        _ => may_change(services, holder, now),
    }
}

/// Locks the owner's row, for what follows to stay true until the transaction ends.
async fn lock_owner(tx: &mut Tx, holder: &Holder) -> Result<(), ServiceError> {
    exec!(tx, LOCK_OWNER, holder.user.0)?;
    is_first_or_open(tx, holder).await
}

/// A session that registers has proven a password and no more. Once the account has a second factor, it sets up none.
async fn is_first_or_open(tx: &mut Tx, holder: &Holder) -> Result<(), ServiceError> {
    if holder.stage != SessionStage::Registering {
        return Ok(());
    }
    match fetch!(fetch_one, (i64,), tx, FACTORS, holder.user.0)? {
        (0,) => Ok(()),
        _ => Err(ServiceError::NotFound),
    }
}

const NAME_RULE: &str = "Enter a name of at most 40 characters.";

fn is_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}

/// A kind that is set up by the form.
fn kind_of(services: &Services, typed: &str) -> Result<DeviceKind, ServiceError> {
    DeviceKind::from_key(typed)
        .filter(|kind| *kind != DeviceKind::BackupCodes && kinds(services).contains(kind))
        .ok_or_else(|| ServiceError::field("kind", "Select the kind of device."))
}

fn name_of(typed: &str, kind: DeviceKind) -> Result<String, ServiceError> {
    let name = typed.trim();
    if !is_name(name) {
        return Err(ServiceError::field("name", NAME_RULE));
    }
    Ok(if name.is_empty() { kind.name() } else { name }.to_owned())
}

fn target_of(kind: DeviceKind, typed: &str) -> Result<Option<String>, ServiceError> {
    let refused = |message: String| ServiceError::Refused(vec![FieldError::new("target", message)]);
    match kind {
        DeviceKind::Email => EmailAddress::parse(typed)
            .map(|address| Some(address.as_str().to_owned()))
            .map_err(|error| refused(error.to_string())),
        DeviceKind::Text | DeviceKind::Voice => Telephone::parse(typed)
            .map(|number| Some(number.as_str().to_owned()))
            .map_err(|error| refused(error.to_string())),
        _ => Ok(None),
    }
}

/// Mails the owner what was changed, so that a thief does not go unseen.
async fn tell(
    services: &Services,
    tx: &mut Tx,
    holder: &Holder,
    subject: &str,
    now: Instant,
) -> Result<(), ServiceError> {
    let words = Words::new(subject)
        .say(format!("{subject}, on {}.", now.display()))
        .say("If that was not you, choose a new password at once and tell the Service Center.");
    messages::mail_owner(tx, services, holder.user, &words, now).await
}

fn in_fours(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

fn draw(url: &str) -> Result<QrDrawing, ServiceError> {
    let code = QrCode::new(url).map_err(|_| ServiceError::Corrupt { what: "QR code" })?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + QUIET, place / width + QUIET);
            write!(path, "M{x} {y}h1v1h-1z")
                .map_err(|_| ServiceError::Corrupt { what: "QR code" })?;
        }
    }
    let size =
        u32::try_from(width + 2 * QUIET).map_err(|_| ServiceError::Corrupt { what: "QR code" })?;
    Ok(QrDrawing { size, path })
}
