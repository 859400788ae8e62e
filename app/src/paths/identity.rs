//! Logging in, registering, and one's own profile.

use domain::{
    access::Category,
    identity::{DeviceId, Registration},
    listing::Query,
};

use super::DASHBOARD;

pub const LOG_IN: &str = "/login";
/// Choose a device for the second factor.
pub const LOG_IN_DEVICE: &str = "/login/device";
/// Type its security code.
pub const LOG_IN_CODE: &str = "/login/code";
/// One's second factors: the list, and each step with what it is about behind it.
pub const DEVICES: &str = "/devices";
pub const DEVICE_CONFIRM: &str = "/devices/confirm";
pub const DEVICE_RENAME: &str = "/devices/rename";
pub const DEVICE_REMOVE: &str = "/devices/remove";
pub const BACKUP_CODES: &str = "/devices/show/backup-codes";
pub const MAKE_BACKUP_CODES: &str = "/devices/backup-codes";
/// Throws a kept form away.
pub const HELD_DROP: &str = "/held/drop";
pub const REGISTER: &str = "/register";
/// The profile was sent off: a mail is on its way.
pub const REGISTER_SENT: &str = "/register/sent";
/// User ID and password; the mail's link leads here.
pub const REGISTER_ACCOUNT: &str = "/register/account";
/// Its form; the steps share one route of the app, which no route beside it may hide.
pub const CREATE_ACCOUNT: &str = "/register/account/create";
pub const ACCEPT_TERMS: &str = "/register/terms/accept";
/// Forgotten user ID or password.
pub const RECOVER: &str = "/recover";
/// A mail is on its way, if there is such an account.
pub const RECOVER_SENT: &str = "/recover/sent";
/// The mail's link leads to a page whose button uses it up.
pub const USE_LINK: &str = "/recover/link/use";
/// Choose a new password after a recovery.
pub const NEW_PASSWORD: &str = "/recover/password";
pub const RECOVER_PASSWORD: &str = "/recover/password/change";
/// Back from the identity provider: log in, or link an account.
pub const OPENID: &str = "/openid";
/// Leads to the provider.
pub const OPENID_START: &str = "/openid/start";
/// Where the provider sends people back to, with a code; leads on at once.
pub const OPENID_RETURN: &str = "/openid/return";
pub const OPENID_ENTER: &str = "/openid/enter";
pub const OPENID_LINK: &str = "/openid/link";
pub const LOG_OUT: &str = "/logout";
/// Goes on in another category of one's roles.
pub const SWITCH_CATEGORY: &str = "/switch-category";
pub const PROFILE: &str = "/profile";
pub const NOTIFICATIONS: &str = "/profile/notifications";
/// Where one is logged in.
pub const SESSIONS: &str = "/profile/sessions";
/// One's access tokens: the list, the form that makes one, where it goes, a new one, and taking one back.
pub const TOKENS: &str = "/profile/tokens";
pub const NEW_TOKEN: &str = "/profile/tokens/new";
pub const MAKE_TOKEN: &str = "/profile/tokens/make";
pub const TOKEN_MADE: &str = "/profile/tokens/made";
pub const REVOKE_TOKEN: &str = "/profile/tokens/revoke";
pub const CHANGE_PASSWORD: &str = "/profile/password";
/// Telephone, address, time zone.
pub const CONTACT: &str = "/profile/contact";
/// Another e-mail address; the mailed link leads to a page below it.
pub const EMAIL: &str = "/profile/email";
/// A mail is on its way to the new address.
pub const EMAIL_SENT: &str = "/profile/email/sent";
/// Its form, for whoever has the link.
pub const USE_EMAIL_LINK: &str = "/api/identity/use_email_link";
pub const EMAIL_DONE: &str = "/profile/email/done";
/// Where the forms of the proofing page go.
pub const PROOFING_START: &str = "/register/proofing/start";
pub const PROOFING_ANSWERS: &str = "/register/proofing/answers";
pub const PROOFING_DOCUMENTS: &str = "/register/proofing/documents";
pub const PROOFING_VIDEO_CALL: &str = "/register/proofing/video-call";

/// The page of a step of registration.
#[must_use]
pub const fn registration(step: Registration) -> &'static str {
    match step {
        Registration::Terms => "/register/terms",
        Registration::Proofing => "/register/proofing",
        Registration::Device => DEVICES,
        Registration::Complete => DASHBOARD,
    }
}

/// A form that was kept while its sender logged in again, or proved a second factor.
#[must_use]
pub fn held(id: &str) -> String {
    format!("/held/{id}")
}

/// The log-in page, and then a page of ours.
#[must_use]
pub fn log_in(next: &str) -> String {
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after(LOG_IN)
}

/// The page that asks for the second factor again, and then a page of ours.
#[must_use]
pub fn confirm(next: &str) -> String {
    let next = Some(next).filter(|next| *next != "/");
    Query::default().with("next", next).after(LOG_IN_DEVICE)
}

/// To the identity provider, and then to a page of ours.
#[must_use]
pub fn openid_start(next: &str) -> String {
    let next = Some(next).filter(|next| !next.is_empty());
    Query::default().with("next", next).after(OPENID_START)
}

/// The form that adds a device of a kind (its key).
#[must_use]
pub fn device_add(kind: &str) -> String {
    format!("{DEVICES}/add/{kind}")
}

/// A step about one device.
#[must_use]
pub fn device_step(step: &str, device: DeviceId) -> String {
    format!("{step}/{}", device.0)
}

/// The list, which says what was just done.
#[must_use]
pub fn devices_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(DEVICES)
}

/// My Profile, which says what was just done.
#[must_use]
pub fn profile_done(done: &str) -> String {
    Query::default().with("done", Some(done)).after(PROFILE)
}

/// My Profile, which says that the last role in a category ended.
#[must_use]
pub fn profile_moved(from: Category) -> String {
    Query::default()
        .with("moved", Some(from.key()))
        .after(PROFILE)
}

/// Notifications, which says that what was chosen is saved.
#[must_use]
pub fn notifications_saved() -> String {
    Query::default()
        .with("done", Some("saved"))
        .after(NOTIFICATIONS)
}
