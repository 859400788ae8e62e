//! What the log-in and profile pages show, and what is left of a session.

use domain::{
    forms::{HeldForm, ReturnedForm},
    identity::{DeviceLine, Profile, SessionEnd, SessionStage, Waiting},
};
use serde::{Deserialize, Serialize};

/// What the log-in page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInData {
    pub form: ReturnedForm,
    pub notice: NoticeData,
    /// The identity provider that one may log in through; none where none is configured.
    pub provider: Option<String>,
    /// In the demonstration only.
    pub demo: Option<DemoData>,
}

/// What people consent to at log-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeData {
    /// The installation's own words; without any, the page has some.
    pub paragraphs: Vec<String>,
    /// Seconds without use after which a session ends.
    pub idle_seconds: i64,
    /// Seconds after which every session ends.
    pub lasting_seconds: i64,
}

/// Whom one can log in as with one click, and the password of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoData {
    pub people: Vec<DemoChoice>,
    /// Accounts to try a log-in step by step with.
    pub unfinished: Vec<DemoChoice>,
    pub password: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoChoice {
    pub user_name: String,
    pub full_name: String,
    pub good_for: String,
}

/// What My Profile shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// Why the account could not be linked to the identity provider, if it could not.
    pub form: ReturnedForm,
    pub profile: Profile,
}

/// The page on which a device is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceData {
    pub form: ReturnedForm,
    pub devices: Vec<DeviceLine>,
    /// What the second factor is proven for.
    pub stage: SessionStage,
}

/// The page on which a code is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeData {
    pub form: ReturnedForm,
    /// None until a device was chosen.
    pub waiting: Option<Waiting>,
    pub is_demo: bool,
}

/// A form that was kept, and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    pub form: HeldForm,
    /// What the person typed: the fields in words, and their values.
    pub typed: Vec<(String, String)>,
    pub standing: HeldStanding,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldStanding {
    /// It goes on with one press.
    Ready,
    /// Its page was drawn for another category than the one that is active now, in words.
    Elsewhere {
        then: String,
        now: String,
        /// The key of the other category, while the person still holds a role there.
        back: Option<String>,
    },
    /// Its page was drawn for somebody else than the one who is logged in now.
    OfAnother { now: String },
}

/// What is left of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionLeft {
    /// Until it ends unless something is asked before.
    Seconds(u32),
    /// It has ended, and why; nobody knows that of a session that was never one.
    Ended(Option<SessionEnd>),
}
