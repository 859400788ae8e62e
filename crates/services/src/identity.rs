//! People: logging in and out, second factors, and who a session belongs to.

pub(crate) mod access_tokens;
pub(crate) mod accounts;
mod codes;
pub(crate) mod devices;
pub(crate) mod grants;
pub(crate) mod lock_out;
pub(crate) mod log_in;
pub(crate) mod mail_links;
pub(crate) mod new_password;
pub mod openid;
pub(crate) mod own_profile;
pub(crate) mod own_sessions;
pub(crate) mod passkeys;
mod passwords;
pub mod proofing;
pub(crate) mod recovery;
pub(crate) mod registration;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod switch;

use domain::{
    access::{Actor, Category},
    identity::{Person, Registration, SessionStage, UserId, UserName},
    time::Instant,
};
use store::jobs::Worker;

pub use access_tokens::{
    bearer::{Bearer, present_token},
    list_tokens, make_token, revoke_token, token_rights,
};
pub use accounts::{
    AccountLine, AccountReport, AccountsUnreadable, GrantFault, NewGrant, accounts, disable,
    enable, first_password, grant_role, import_accounts, vouch,
};
pub use devices::{
    Added, NewDevice, begin_device, confirm_device, device_set_up, devices_to_change,
    devices_to_list, kinds, make_backup_codes, may_add_device, remove_device, rename_device,
};
pub use lock_out::LockOut;
pub use log_in::{Entered, LogIn, Visitor, demo_log_in, log_in};
pub use new_password::{
    ChangePassword, change_password, needs_longer_password, password_rules, recover_password,
};
pub use own_profile::{
    ask_for_email, email_of_link, profile, save_contact, time_zone, use_email_link,
};
pub use own_sessions::{end_other_sessions, end_own_session, own_sessions};
pub use passwords::{PasswordFault, Passwords};
pub use recovery::{Recovering, recover, use_link};
pub use registration::{
    AccountForm, PERSONAL_DOMAINS, RegistrationRules, accept_terms, create_account,
    profile_of_link, register,
};
pub use second_factor::{choose, devices, prove, waiting};
pub(crate) use sessions::step;
pub use sessions::{AskedBy, Presented, SessionTimes, log_out, session, used};
pub use switch::{go_on, switch_category};

use crate::{Clock, ServiceError, Services, on, support::viewing::Running};

/// Whoever holds a session, at whatever stage it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub user: UserId,
    pub user_name: UserName,
    pub stage: SessionStage,
    /// SHA-256 of the cookie's token: the session's name inside.
    pub token_hash: [u8; 32],
    /// When a second factor was last proven in this session.
    pub confirmed_at: Option<Instant>,
}

/// Who is logged in: as rules see them and as screens show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub actor: Actor,
    pub person: Person,
    pub holder: Holder,
    /// When it ends unless something is asked before.
    pub ends_at: Instant,
    /// The category that it was in until the person's last role there ended, while nobody has told them.
    pub moved_from: Option<Category>,
    /// As which role it looks at pages, if it does: `actor` is that role then.
    pub viewing: Option<Running>,
}

/// A session that is not open yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Underway {
    pub holder: Holder,
    /// The step of registration that comes next.
    pub registration: Registration,
    pub ends_at: Instant,
}

/// Whether this session's second factor was proven a moment ago (ARS IA-11).
///
/// # Errors
/// [`ServiceError::Unconfirmed`] when it was not: to be proven again first.
pub fn confirmed(services: &Services, holder: &Holder, now: Instant) -> Result<(), ServiceError> {
    match holder.confirmed_at {
        Some(at) if now.seconds_since(at) < services.rules.sessions.confirmed_seconds => Ok(()),
        _ => Err(ServiceError::Unconfirmed),
    }
}

/// Adds the handlers of this area's jobs.
#[must_use]
pub fn handlers(worker: Worker, services: &Services, clock: &Clock) -> Worker {
    let kind = mail_links::MAIL;
    on(worker, kind, services, clock, |services, job, clock| {
        Box::pin(mail_links::mail(services, job, clock))
    })
}

#[cfg(test)]
mod tests;
