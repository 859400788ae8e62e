//! People as the Help Desk sees them: whom a search finds, and one of them.

use serde::{Deserialize, Serialize};

use crate::{
    access::{Decider, RequestId, Role, UserLine},
    identity::{DeviceKind, ProofingOutcome, Registration, UserId, UserName},
    messages::Channel,
    time::Instant,
};

/// Somebody whom a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub user: UserId,
    pub person: String,
    pub user_name: UserName,
    pub email: String,
    /// Whether the account can be used.
    pub is_usable: bool,
    pub last_log_in: Option<Instant>,
}

/// Whom a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleFound {
    /// What was searched for; empty where nothing was.
    pub search: String,
    pub people: Vec<PersonLine>,
    /// Whether there are others.
    pub has_more: bool,
}

impl PeopleFound {
    /// As many as a search shows.
    pub const MOST: usize = 50;
    /// A shorter text finds everybody.
    pub const SHORTEST: usize = 3;
}

/// How far guesses at a password, or at security codes, are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub failures: i64,
    pub last_at: Option<Instant>,
    /// Until when it is locked, while it is.
    pub locked_until: Option<Instant>,
}

/// A second factor; where codes go is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    pub kind: DeviceKind,
    pub target: Option<String>,
    /// None while it is being set up.
    pub confirmed_at: Option<Instant>,
    pub last_used_at: Option<Instant>,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    Queued,
    Sent,
    /// In the demonstration's mailbox.
    Kept,
    Failed,
}

impl MessageState {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Kept, Self::Failed];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Queued => "Waits to be sent",
            Self::Sent => "Sent",
            Self::Kept => "In the demonstration's mailbox",
            Self::Failed => "Failed",
        }
    }
}

/// A message to somebody: what it was about and what became of it, and none of its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLine {
    pub channel: Channel,
    /// Masked.
    pub recipient: String,
    pub subject: String,
    pub state: MessageState,
    pub created_at: Instant,
    pub sent_at: Option<Instant>,
}

/// A role that somebody asks for, with those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingLine {
    pub id: RequestId,
    pub role: Role,
    pub place: String,
    pub since: Instant,
    /// Days since then, by the calendar in the reader's zone.
    pub days: i64,
    pub deciders: Vec<Decider>,
}

/// What the Help Desk did for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpAct {
    Reset,
    Unlock,
    Reproof,
}

impl HelpAct {
    pub const ALL: [Self; 3] = [Self::Reset, Self::Unlock, Self::Reproof];

    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Unlock => "unlock",
            Self::Reproof => "reproof",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Reset => "Mailed a link for a new password",
            Self::Unlock => "Unlocked the log-in",
            Self::Reproof => "Began the identity proofing anew",
        }
    }
}

/// What was done for somebody, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpLine {
    pub act: HelpAct,
    /// The user ID of whoever did.
    pub by: String,
    pub reason: String,
    pub at: Instant,
}

/// Somebody's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub user: UserId,
    pub person: String,
    pub user_name: UserName,
    pub email: String,
    /// Whether it can be used.
    pub is_usable: bool,
    /// The step of registration that comes next.
    pub registration: Registration,
    pub created_at: Instant,
    pub last_log_in: Option<Instant>,
    pub password_changed_at: Option<Instant>,
    /// When roles ended because nobody logged in.
    pub roles_ended_at: Option<Instant>,
    /// Sessions that are open.
    pub sessions: i64,
    /// Access tokens that are good.
    pub tokens: i64,
    /// Since when an identity provider stands for the password.
    pub linked_at: Option<Instant>,
}

/// Somebody, as the Help Desk sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetail {
    pub account: Account,
    /// Of the password.
    pub password_lock: Lock,
    /// Of security codes and passkeys.
    pub code_lock: Lock,
    pub factors: Vec<Factor>,
    /// The last attempt at identity proofing, and when it began.
    pub proofing: Option<(ProofingOutcome, Instant)>,
    /// The newest first.
    pub messages: Vec<MessageLine>,
    /// What is held, or was until it was suspended.
    pub roles: Vec<UserLine>,
    pub pending: Vec<PendingLine>,
    /// What failed of late, in words, the newest first.
    pub failures: Vec<(String, Instant)>,
    /// The newest first.
    pub help: Vec<HelpLine>,
    /// Whether the reader looks at themselves: nobody helps themselves.
    pub is_own: bool,
    /// Whether the person's identity proofing begins anew by Production Control alone, which the reader is not.
    pub only_production_control: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        for state in MessageState::ALL {
            assert_eq!(MessageState::from_key(state.key()), Some(state));
        }
        for act in HelpAct::ALL {
            assert_eq!(HelpAct::from_key(act.key()), Some(act));
        }
    }
}
