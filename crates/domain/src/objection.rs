//! Why something is not done, although whoever asks may do such things: it has changed, or stands against a rule.

use serde::{Deserialize, Serialize};

/// Each with its key in the error page's address, whose text is never shown, and with its words.
macro_rules! objections {
    ($($(#[$doc:meta])* $name:ident, $key:literal, $words:literal;)+) => {
        /// What stands in the way.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error("{}", self.words())]
        pub enum Objection {
            $($(#[$doc])* $name,)+
        }

        impl Objection {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)+
                }
            }

            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)+
                }
            }
        }
    };
}

objections! {
    /// The reason did not come along.
    Changed, "changed", "It was changed in the meantime, or is no longer in the state that this needs. Load the page again.";

    // Of roles.
    OwnRequest, "own_request", "Nobody decides on their own request: a colleague has to.";
    OwnRole, "own_role", "Nobody decides on their own roles: a colleague has to.";
    OwnSurveyorId, "own_surveyor_id", "Nobody verifies their own surveyor ID: a colleague has to.";
    /// Somebody was first, or it was withdrawn.
    NotPending, "not_pending", "This request does not wait for a decision any more. Look at it again.";
    RemindedLately, "reminded_lately", "Those who decide can be reminded three days after the request or the last reminder, while the request is pending.";
    RoleChanged, "role_changed", "This role was changed in the meantime. Look at the list again.";
    SuspendedByCms, "suspended_by_cms", "CMS suspended this role: only Production Control or a CMS Security Official can change it.";
    AccountUnusable, "account_unusable", "The account of this person cannot be used. Nobody gives it a role.";
    ProviderTerminated, "provider_terminated", "This provider is terminated. Nobody gets a role there any more.";
    NoSurveyor, "no_surveyor", "This person neither asks for a role as a surveyor nor holds one.";
    AuditsAndAdministers, "audits_and_administers", "Nobody is Auditor and decides on roles or works at the Help Desk at once: who administers access does not audit it.";
    ImposesAndCollects, "imposes_and_collects", "Nobody is CMS General User and Office of Financial Management User at once: who imposes penalties does not collect them.";
    WorksForProvider, "works_for_provider", "A Provider Security Official works for the provider itself, and this account holds, or has asked for, a role of a vendor.";

    // Of accounts.
    AddressHasAccount, "address_has_account", "This e-mail address has got an account since the mail was sent. Log in with it.";
    /// Of an account's own change.
    AddressIsAnothers, "address_is_anothers", "This e-mail address has got an account of its own since the mail was sent.";
    LinkIsNotEnough, "link_is_not_enough", "This account cannot be used or has no second factor: a link alone may not change its password. Begin the identity proofing anew instead.";
    AnotherStepFirst, "another_step_first", "Another step of your registration comes first. Log in to go on where you stopped.";
    TermsFirst, "terms_first", "Accept the terms and conditions first.";
    NotProofingNow, "not_proofing_now", "Identity proofing is not the next step of your registration.";
    ProofingBegun, "proofing_begun", "Your identity proofing has begun already.";
    QuestionsOver, "questions_over", "These questions are not asked any more.";
    PersonDecides, "person_decides", "A person decides now: send documents, or ask for a video call.";
    CaseWaits, "case_waits", "Your case waits for a decision already.";
    OwnCase, "own_case", "Nobody decides about themselves: a colleague has to.";
    BeganProofing, "began_proofing", "You began this identity proofing anew: a colleague has to decide it.";
    CaseDecided, "case_decided", "This case was decided in the meantime. Look at it again.";
    SessionWentOn, "session_went_on", "Your session went on in another tab. Load the page again.";

    // Of support.
    OwnAccount, "own_account", "Nobody does this for themselves: a colleague has to.";
    /// Of identity proofing that is to begin anew.
    OnlyProductionControl, "only_production_control", "This person decides on others, helps, audits or records payments: only Production Control begins their identity proofing anew.";
    NothingLocked, "nothing_locked", "Nothing of this account is locked any more.";
    NoProofingAnew, "no_proofing_anew", "This account cannot be used, or has not come as far as identity proofing, or is your own.";
    TicketClosed, "ticket_closed", "This ticket is closed already.";
    ViewsAlready, "views_already", "You view as another role already. Stop that first.";
    JobGoesOn, "job_goes_on", "This job does not wait for staff any more. Look at its state again.";

    // Of patients.
    PatientMerged, "patient_merged", "This patient was merged into another. Look at that one.";
    SameAssessments, "same_assessments", "Both have a current assessment of the same kind and date: inactivate one of each pair first.";
    MergeUndone, "merge_undone", "This was undone already.";
    ShownByRedBar, "shown_by_red_bar", "Identifiers are shown by the form of the red bar while you view as a role.";
    ExclusionEnded, "exclusion_ended", "This exclusion has ended already.";
    ExclusionApplied, "exclusion_applied", "This exclusion has taken codes out of records. It is not deleted; it can be ended.";

    // Of assessments and files.
    NotCurrent, "not_current", "Only the current version of a record is corrected.";
    CorrectionUnderway, "correction_underway", "Somebody else has begun a correction of this record, and it is theirs to end. Ask the facility.";
    RecordsRulesMissing, "records_rules_missing", "The rules of this record's version are not held here: it cannot be corrected in a form.";
    FormsRulesMissing, "forms_rules_missing", "The rules of this form's version are not held here any more.";
    FormSavedMeanwhile, "form_saved_meanwhile", "Somebody else saved this form at the same moment. Save it once more.";
    FormChanged, "form_changed", "Somebody has changed this form since it was looked at. Look at it once more before it is sent.";
    RecordDone, "record_done", "This record is done already.";
    RecordOpen, "record_open", "This record is open already.";
    FileUndecided, "file_undecided", "This file is not decided yet, so there is no report. Ask again when its state has changed.";

    // Of reports.
    ReportTakesLong, "report_takes_long", "This report takes long. It is made in the background and kept in My Reports.";
    ReportIsSmall, "report_is_small", "This report is small: its page answers it at once.";
    ReportsUnderway, "reports_underway", "Five of your reports are being made. Wait until one of them is ready.";
    RolesSinceReport, "roles_since_report", "Your roles are others than when you asked for this report. Ask for it again.";
    /// Of a report that a job makes.
    AskersRoles, "askers_roles", "The roles of who asked have changed.";

    // Of penalties.
    LedgerClosed, "ledger_closed", "The ledger of this case is closed.";
    TakesNoPayments, "takes_no_payments", "This case takes no payments.";
    NothingToRefund, "nothing_to_refund", "Nothing of this case is to go back.";
    NoInterest, "no_interest", "There is no interest to be charged until today.";
    FormOfAnotherCase, "form_of_another_case", "This form has been recorded for another case already. Begin a new one.";
    /// By the key of the form, with other values.
    FormRecordedOtherwise, "form_recorded_otherwise", "This form was recorded before with other values. Look at the case, and begin a new form for anything else.";
    NotPayable, "not_payable", "Nothing has made this penalty payable yet.";
    EntryReversed, "entry_reversed", "This entry is reversed already.";
    EntryReverses, "entry_reverses", "A reversal is not reversed: record the entry anew.";
    OwnEntry, "own_entry", "You recorded this entry, so a colleague has to reverse it.";
    AdjustmentTakenBack, "adjustment_taken_back", "This adjustment is taken back already.";
    AdjustmentTakesBack, "adjustment_takes_back", "What takes an adjustment back is not taken back itself: adjust the penalty anew.";
    OwnAdjustment, "own_adjustment", "You recorded this adjustment, so a colleague has to take it back.";

    // Of the demonstration.
    AnotherDemonstration, "another_demonstration", "This database holds the demonstration of another seed or day. Use another database.";
    OwnProviders, "own_providers", "This database holds providers of its own. Use an empty one for the demonstration.";
    ResetUnderway, "reset_underway", "The demonstration is being laid out anew already.";
}

impl Objection {
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.key() == key)
    }

    /// Whether it was possible until a moment ago.
    #[must_use]
    pub const fn came_late(self) -> bool {
        matches!(
            self,
            Self::Changed
                | Self::NotPending
                | Self::RoleChanged
                | Self::CaseDecided
                | Self::SessionWentOn
                | Self::JobGoesOn
                | Self::PatientMerged
                | Self::FormSavedMeanwhile
                | Self::FormChanged
                | Self::RolesSinceReport
        )
    }
}

/// An objection as a page is told of it. The words come along: the page's program, which everybody loads, knows none of
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{words}")]
pub struct Told {
    /// [`Objection::key`].
    pub key: String,
    words: String,
    /// [`Objection::came_late`].
    pub came_late: bool,
}

impl From<Objection> for Told {
    fn from(objection: Objection) -> Self {
        Self {
            key: objection.key().to_owned(),
            words: objection.words().to_owned(),
            came_late: objection.came_late(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Objection;

    #[test]
    fn each_is_known_by_its_key() {
        for one in Objection::ALL {
            assert_eq!(Objection::from_key(one.key()), Some(*one));
        }
        assert_eq!(Objection::from_key("made up"), None);
    }
}
