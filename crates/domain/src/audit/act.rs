use serde::{Deserialize, Serialize};

/// What was done. The keys are in the manner of OWASP's vocabulary for security logs, and its own where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    FirstFactorProven,
    LogIn,
    LogInFailed,
    LockedOut,
    SecondFactorProven,
    SecondFactorFailed,
    LogOut,
    SessionEnded,
    RecoveryBegun,
    PasswordChanged,
    PasswordChangeFailed,
    FirstPasswordMade,
    DeviceAdded,
    DeviceRenamed,
    DeviceRemoved,
    BackupCodesMade,
    ProviderLinked,
    ProviderUnlinked,
    AccountCreated,
    AccountsImported,
    TermsAccepted,
    ProfileChanged,
    EmailAsked,
    EmailChanged,
    NoticesChosen,
    ProofingBegun,
    ProofingEnded,
    ProofingSentToPeople,
    ProofingDecided,
    ProofingRestarted,
    IdentityConfirmed,
    CategorySwitched,
    RoleAsked,
    RequestWithdrawn,
    RequestReminded,
    RequestApproved,
    RequestRejected,
    SurveyorVerified,
    RoleGranted,
    RoleRemoved,
    RoleSuspended,
    RoleResumed,
    RoleLapsed,
    RecertificationOpened,
    RoleKept,
    RecertificationClosed,
    FileReceived,
    FileSettled,
    ProvidersImported,
    PenaltiesImported,
    InterestRatesImported,
    PaymentRecorded,
    InterestCharged,
    EntryReversed,
    JobRetried,
    JobGivenUp,
    TicketOpened,
    TicketWrittenTo,
    TicketClosed,
    ViewingStarted,
    ViewingStopped,
    IdentifiersRevealed,
    Read,
    Exported,
}

impl Act {
    pub const ALL: [Self; 64] = [
        Self::FirstFactorProven,
        Self::LogIn,
        Self::LogInFailed,
        Self::LockedOut,
        Self::SecondFactorProven,
        Self::SecondFactorFailed,
        Self::LogOut,
        Self::SessionEnded,
        Self::RecoveryBegun,
        Self::PasswordChanged,
        Self::PasswordChangeFailed,
        Self::FirstPasswordMade,
        Self::DeviceAdded,
        Self::DeviceRenamed,
        Self::DeviceRemoved,
        Self::BackupCodesMade,
        Self::ProviderLinked,
        Self::ProviderUnlinked,
        Self::AccountCreated,
        Self::AccountsImported,
        Self::TermsAccepted,
        Self::ProfileChanged,
        Self::EmailAsked,
        Self::EmailChanged,
        Self::NoticesChosen,
        Self::ProofingBegun,
        Self::ProofingEnded,
        Self::ProofingSentToPeople,
        Self::ProofingDecided,
        Self::ProofingRestarted,
        Self::IdentityConfirmed,
        Self::CategorySwitched,
        Self::RoleAsked,
        Self::RequestWithdrawn,
        Self::RequestReminded,
        Self::RequestApproved,
        Self::RequestRejected,
        Self::SurveyorVerified,
        Self::RoleGranted,
        Self::RoleRemoved,
        Self::RoleSuspended,
        Self::RoleResumed,
        Self::RoleLapsed,
        Self::RecertificationOpened,
        Self::RoleKept,
        Self::RecertificationClosed,
        Self::FileReceived,
        Self::FileSettled,
        Self::ProvidersImported,
        Self::PenaltiesImported,
        Self::InterestRatesImported,
        Self::PaymentRecorded,
        Self::InterestCharged,
        Self::EntryReversed,
        Self::JobRetried,
        Self::JobGivenUp,
        Self::TicketOpened,
        Self::TicketWrittenTo,
        Self::TicketClosed,
        Self::ViewingStarted,
        Self::ViewingStopped,
        Self::IdentifiersRevealed,
        Self::Read,
        Self::Exported,
    ];

    /// As stored and in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().0
    }

    /// As people read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        self.row().1
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.key() == key)
    }

    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::FirstFactorProven => (
                "authn_first_factor_success",
                "Passed the first step of a log-in",
            ),
            Self::LogIn => ("authn_login_success", "Logged in"),
            Self::LogInFailed => ("authn_login_fail", "Log-in failed"),
            Self::LockedOut => ("authn_login_lock", "Log-in was locked"),
            Self::SecondFactorProven => (
                "authn_second_factor_success",
                "Proved the second factor again",
            ),
            Self::SecondFactorFailed => {
                ("authn_second_factor_fail", "A wrong second factor was used")
            }
            Self::LogOut => ("session_log_out", "Logged out"),
            Self::SessionEnded => ("session_ended", "Ended a session"),
            Self::RecoveryBegun => ("authn_recovery_begun", "Began to choose a new password"),
            Self::PasswordChanged => ("authn_password_change", "Changed the password"),
            Self::PasswordChangeFailed => {
                ("authn_password_change_fail", "Changing the password failed")
            }
            Self::FirstPasswordMade => ("authn_first_password", "Made a first password"),
            Self::DeviceAdded => ("authn_device_added", "Added a device"),
            Self::DeviceRenamed => ("authn_device_renamed", "Renamed a device"),
            Self::DeviceRemoved => ("authn_device_removed", "Removed a device"),
            Self::BackupCodesMade => ("authn_backup_codes_made", "Made backup codes"),
            Self::ProviderLinked => (
                "authn_provider_linked",
                "Linked the account to the identity provider",
            ),
            Self::ProviderUnlinked => (
                "authn_provider_unlinked",
                "Removed the link to the identity provider",
            ),
            Self::AccountCreated => ("user_created", "Made an account"),
            Self::AccountsImported => ("user_imported", "Imported accounts"),
            Self::TermsAccepted => ("user_terms_accepted", "Accepted the terms"),
            Self::ProfileChanged => ("user_updated", "Changed contact details"),
            Self::EmailAsked => ("user_email_asked", "Asked for another e-mail address"),
            Self::EmailChanged => ("user_email_changed", "Changed the e-mail address"),
            Self::NoticesChosen => ("user_notices_chosen", "Chose notifications"),
            Self::ProofingBegun => ("proofing_begun", "Began identity proofing"),
            Self::ProofingEnded => ("proofing_ended", "Identity proofing ended"),
            Self::ProofingSentToPeople => (
                "proofing_sent_to_people",
                "Asked people to decide on the identity",
            ),
            Self::ProofingDecided => ("proofing_decided", "Decided on an identity"),
            Self::ProofingRestarted => ("proofing_restarted", "Began identity proofing anew"),
            Self::IdentityConfirmed => ("proofing_confirmed", "Confirmed an identity"),
            Self::CategorySwitched => ("privilege_category_switched", "Switched the category"),
            Self::RoleAsked => ("authz_role_asked", "Asked for a role"),
            Self::RequestWithdrawn => ("authz_request_withdrawn", "Withdrew a role request"),
            Self::RequestReminded => ("authz_request_reminded", "Reminded of a role request"),
            Self::RequestApproved => ("authz_request_approved", "Approved a role request"),
            Self::RequestRejected => ("authz_request_rejected", "Rejected a role request"),
            Self::SurveyorVerified => (
                "authz_surveyor_verified",
                "Wrote down a federal surveyor ID",
            ),
            Self::RoleGranted => ("privilege_role_granted", "Granted a role"),
            Self::RoleRemoved => ("privilege_role_removed", "Removed a role"),
            Self::RoleSuspended => ("privilege_role_suspended", "Suspended a role"),
            Self::RoleResumed => ("privilege_role_resumed", "Gave a role back"),
            Self::RoleLapsed => ("privilege_role_lapsed", "Roles ended that nobody used"),
            Self::RecertificationOpened => (
                "authz_recertification_opened",
                "Asked for roles to be confirmed",
            ),
            Self::RoleKept => ("authz_role_kept", "Confirmed a role"),
            Self::RecertificationClosed => (
                "authz_recertification_closed",
                "Ended the confirming of roles",
            ),
            Self::FileReceived => ("upload_complete", "Sent a file"),
            Self::FileSettled => ("upload_validation", "Checked a file"),
            Self::ProvidersImported => ("data_providers_imported", "Imported providers"),
            Self::PenaltiesImported => ("data_penalties_imported", "Imported penalties"),
            Self::InterestRatesImported => {
                ("data_interest_rates_imported", "Imported interest rates")
            }
            Self::PaymentRecorded => ("ledger_payment_recorded", "Recorded a payment"),
            Self::InterestCharged => ("ledger_interest_charged", "Charged interest"),
            Self::EntryReversed => ("ledger_entry_reversed", "Reversed an entry of a ledger"),
            Self::JobRetried => ("sys_job_retried", "Tried a background job again"),
            Self::JobGivenUp => ("sys_job_given_up", "Gave a background job up"),
            Self::TicketOpened => ("support_ticket_opened", "Opened a ticket"),
            Self::TicketWrittenTo => ("support_ticket_written_to", "Wrote to a ticket"),
            Self::TicketClosed => ("support_ticket_closed", "Closed a ticket"),
            Self::ViewingStarted => ("privilege_viewing_started", "Began to view as a role"),
            Self::ViewingStopped => ("privilege_viewing_stopped", "Stopped viewing as a role"),
            Self::IdentifiersRevealed => (
                "sensitive_identifiers_revealed",
                "Had identifiers shown while viewing as a role",
            ),
            Self::Read => ("sensitive_read", "Looked at"),
            Self::Exported => ("sensitive_export", "Saved as a file"),
        }
    }
}
