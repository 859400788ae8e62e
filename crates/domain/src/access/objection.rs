//! Why something about roles is not done, although whoever asks may do such things. The error page of a browser without
//! script is told which one by its key: no text of an address is shown.

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    OwnRequest,
    OwnRole,
    OwnSurveyorId,
    /// Somebody was first, or it was withdrawn.
    NotPending,
    RemindedLately,
    RoleChanged,
    SuspendedByCms,
    AccountUnusable,
    ProviderTerminated,
    WarningUnread,
    NoSurveyor,
}

impl Objection {
    pub const ALL: [Self; 11] = [
        Self::OwnRequest,
        Self::OwnRole,
        Self::OwnSurveyorId,
        Self::NotPending,
        Self::RemindedLately,
        Self::RoleChanged,
        Self::SuspendedByCms,
        Self::AccountUnusable,
        Self::ProviderTerminated,
        Self::WarningUnread,
        Self::NoSurveyor,
    ];

    /// As in the error page's address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::OwnRequest => "own_request",
            Self::OwnRole => "own_role",
            Self::OwnSurveyorId => "own_surveyor_id",
            Self::NotPending => "not_pending",
            Self::RemindedLately => "reminded_lately",
            Self::RoleChanged => "role_changed",
            Self::SuspendedByCms => "suspended_by_cms",
            Self::AccountUnusable => "account_unusable",
            Self::ProviderTerminated => "provider_terminated",
            Self::WarningUnread => "warning_unread",
            Self::NoSurveyor => "no_surveyor",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OwnRequest => "Nobody decides on their own request: a colleague has to.",
            Self::OwnRole => "Nobody decides on their own roles: a colleague has to.",
            Self::OwnSurveyorId => "Nobody verifies their own surveyor ID: a colleague has to.",
            Self::NotPending => {
                "This request does not wait for a decision any more. Look at it again."
            }
            Self::RemindedLately => {
                "Those who decide can be reminded three days after the request or the last reminder, while the request is \
                 pending."
            }
            Self::RoleChanged => "This role was changed in the meantime. Look at the list again.",
            Self::SuspendedByCms => {
                "CMS suspended this role: only Production Control or a CMS Security Official can change it."
            }
            Self::AccountUnusable => {
                "The account of this person cannot be used. Nobody gives it a role."
            }
            Self::ProviderTerminated => {
                "This provider is terminated. Nobody gets a role there any more."
            }
            Self::WarningUnread => {
                "A warning speaks against this request, and nobody has confirmed it."
            }
            Self::NoSurveyor => "This person neither asks for a role as a surveyor nor holds one.",
        }
    }

    /// Whether it was possible until a moment ago.
    #[must_use]
    pub const fn came_late(self) -> bool {
        matches!(self, Self::NotPending | Self::RoleChanged)
    }

    /// The one that these words are of.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.words() == words)
    }
}
