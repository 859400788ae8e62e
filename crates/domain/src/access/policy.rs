//! The policy table. Server and page read the same rows: one to refuse, one to say why not.

use serde::{Deserialize, Serialize};

use super::Role;

/// What a person may want to do. A new service function begins with a row here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Provider lists and profiles.
    ViewProviders,
    /// More of them than name, CCN and address.
    ViewWholeProviders,
    /// PBJ submissions whole: files, findings, Final Validation Reports.
    ViewStaffingSubmissions,
    /// Send PBJ files.
    SubmitStaffing,
    /// The stored quarter with its employees' hours.
    ViewStaffing,
    /// Who has submitted and a facility's totals; no file, no employee.
    ViewStaffingStatus,
    /// Send OASIS and MDS files.
    SubmitAssessments,
    /// Assessment submissions: files, findings, Final Validation Reports.
    ViewAssessmentSubmissions,
    /// The stored assessments of patients.
    ViewAssessments,
    /// Enter assessments in the browser.
    EnterAssessments,
    /// Modify and inactivate stored assessments.
    CorrectAssessments,
    /// Patient profiles.
    ViewPatients,
    /// Make, change and merge patient profiles.
    EditPatients,
    /// ICD-10 codes that a state forbids to transmit (OASIS information edit -9110).
    ManageExclusions,
    /// Background jobs that failed, and trying them again.
    ManageJobs,
    /// Identity proofing by people: the queue, and beginning somebody's proofing anew.
    DecideProofing,
    /// Tickets of the Help Desk: the queue, and its answers.
    AnswerTickets,
    /// Viewing pages as a role at an organization, from a ticket.
    ViewAs,
    /// Requests for roles, and the roles that came of them.
    DecideRequests,
    /// User Management: people with the roles that they hold and ask for.
    ViewUsers,
    /// Finding people's accounts nationwide, and helping with them.
    HelpPeople,
    /// Cases of civil money penalties (CMPTS); payments and balances for those who see them nationwide.
    ViewPenaltyCases,
    /// Write to the ledgers of these cases.
    RecordPayments,
    /// The whole audit trail.
    ViewAudit,
    /// Who saw and changed what at one's organizations; of the nation, what was done to roles and nothing else.
    ViewAccessRecord,
    /// When the Help Desk viewed pages as a role of one's organizations, and what it looked at.
    ViewViewings,
    /// Why, in the words of whoever viewed: they may be about a patient, so no official of the organization reads them.
    ReadViewingWords,
}

impl Action {
    pub const ALL: [Self; 27] = [
        Self::ViewProviders,
        Self::ViewWholeProviders,
        Self::ViewStaffingSubmissions,
        Self::SubmitStaffing,
        Self::ViewStaffing,
        Self::ViewStaffingStatus,
        Self::SubmitAssessments,
        Self::ViewAssessmentSubmissions,
        Self::ViewAssessments,
        Self::EnterAssessments,
        Self::CorrectAssessments,
        Self::ViewPatients,
        Self::EditPatients,
        Self::ManageExclusions,
        Self::ManageJobs,
        Self::DecideProofing,
        Self::AnswerTickets,
        Self::ViewAs,
        Self::DecideRequests,
        Self::ViewUsers,
        Self::HelpPeople,
        Self::ViewPenaltyCases,
        Self::RecordPayments,
        Self::ViewAudit,
        Self::ViewAccessRecord,
        Self::ViewViewings,
        Self::ReadViewingWords,
    ];

    /// As addresses and golden files say it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ViewProviders => "view_providers",
            Self::ViewWholeProviders => "view_whole_providers",
            Self::ViewStaffingSubmissions => "view_staffing_submissions",
            Self::SubmitStaffing => "submit_staffing",
            Self::ViewStaffing => "view_staffing",
            Self::ViewStaffingStatus => "view_staffing_status",
            Self::SubmitAssessments => "submit_assessments",
            Self::ViewAssessmentSubmissions => "view_assessment_submissions",
            Self::ViewAssessments => "view_assessments",
            Self::EnterAssessments => "enter_assessments",
            Self::CorrectAssessments => "correct_assessments",
            Self::ViewPatients => "view_patients",
            Self::EditPatients => "edit_patients",
            Self::ManageExclusions => "manage_exclusions",
            Self::ManageJobs => "manage_jobs",
            Self::DecideProofing => "decide_proofing",
            Self::AnswerTickets => "answer_tickets",
            Self::ViewAs => "view_as",
            Self::DecideRequests => "decide_requests",
            Self::ViewUsers => "view_users",
            Self::HelpPeople => "help_people",
            Self::ViewPenaltyCases => "view_penalty_cases",
            Self::RecordPayments => "record_payments",
            Self::ViewAudit => "view_audit",
            Self::ViewAccessRecord => "view_access_record",
            Self::ViewViewings => "view_viewings",
            Self::ReadViewingWords => "read_viewing_words",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }

    /// The words of a refusal: "Your roles do not let you …".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ViewProviders => "see provider profiles",
            Self::ViewWholeProviders => "see more of providers than name, CCN and address",
            Self::ViewStaffingSubmissions => "see payroll-based journal submissions",
            Self::SubmitStaffing => "send payroll-based journal files",
            Self::ViewStaffing => "see staffing hours",
            Self::ViewStaffingStatus => "see who has submitted staffing data",
            Self::SubmitAssessments => "send assessment files",
            Self::ViewAssessmentSubmissions => "see assessment submissions and their reports",
            Self::ViewAssessments => "see patient assessments",
            Self::EnterAssessments => "enter new assessments",
            Self::CorrectAssessments => "modify or inactivate assessments",
            Self::ViewPatients => "see patient profiles",
            Self::EditPatients => "change patient profiles",
            Self::ManageExclusions => "decide which diagnosis codes a state excludes",
            Self::ManageJobs => "manage background jobs",
            Self::DecideProofing => "decide whether people are who they say",
            Self::AnswerTickets => "answer tickets of the Help Desk",
            Self::ViewAs => "view pages as another role",
            Self::DecideRequests => "decide on role requests",
            Self::ViewUsers => "see people and the roles that they hold",
            Self::HelpPeople => "help people with their accounts",
            Self::ViewPenaltyCases => "see cases of civil money penalties",
            Self::RecordPayments => {
                "record payments of civil money penalties and move their cases on"
            }
            Self::ViewAudit => "see the audit trail",
            Self::ViewAccessRecord => "see who saw and changed what at an organization",
            Self::ViewViewings => "see when pages were viewed as a role of an organization",
            Self::ReadViewingWords => "read why pages were viewed as a role, in the viewer's words",
        }
    }
}

impl Action {
    /// Whether it changes something, or begins what does: nothing for whoever views as a role.
    #[must_use]
    pub const fn changes(self) -> bool {
        match self {
            Self::SubmitStaffing
            | Self::SubmitAssessments
            | Self::EnterAssessments
            | Self::CorrectAssessments
            | Self::EditPatients
            | Self::ManageExclusions
            | Self::ManageJobs
            | Self::DecideProofing
            | Self::AnswerTickets
            | Self::ViewAs
            | Self::DecideRequests
            | Self::HelpPeople
            | Self::RecordPayments => true,
            Self::ViewProviders
            | Self::ViewWholeProviders
            | Self::ViewStaffingSubmissions
            | Self::ViewStaffing
            | Self::ViewStaffingStatus
            | Self::ViewAssessmentSubmissions
            | Self::ViewAssessments
            | Self::ViewPatients
            | Self::ViewUsers
            | Self::ViewPenaltyCases
            | Self::ViewAudit
            | Self::ViewAccessRecord
            | Self::ViewViewings
            | Self::ReadViewingWords => false,
        }
    }
}

/// How far a right of a role goes from the place its grant names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The providers that the grant lists.
    Granted,
    /// For submissions: the providers that the grant lists, but only what this person sent.
    GrantedOwn,
    /// The state of the grant.
    State,
    /// The states of the grant's CMS region, or of its contract.
    Region,
    /// The providers that the grant's organization has accredited.
    Accreditation,
    /// Everywhere.
    Nation,
}

/// How far `role` may do `action`; none when it may not at all.
///
/// Provider texts: seed 003; state and CMS texts: seeds 000 and 002; the vendor's, SAGU's and
/// Help Desk's PBJ rows are decisions of ADR 0004, who decides on identity proofing is one of ADR 0017, who decides on
/// role requests is in ADR 0020, what the catalogue's other roles may do in ADR 0021, who sees penalties and their payments
/// in ADR 0023, who reads the audit trail in ADR 0024, who answers tickets, views as a role and reads the record of it in ADR 0026, who sees people in ADR 0027.
/// Assessments and patients have a table of their own ([`assessments`]).
#[must_use]
pub const fn policy(role: Role, action: Action) -> Option<Reach> {
    use Action::{
        AnswerTickets, DecideProofing, DecideRequests, HelpPeople, ManageJobs, ReadViewingWords,
        RecordPayments, SubmitStaffing, ViewAccessRecord, ViewAs, ViewAudit, ViewPenaltyCases,
        ViewProviders, ViewStaffing, ViewStaffingStatus, ViewStaffingSubmissions, ViewUsers,
        ViewViewings, ViewWholeProviders,
    };
    use Reach::{Accreditation, Granted, GrantedOwn, Nation, Region, State};
    // Each role names what it may do; an action that nobody named is nobody's.
    match (role, action) {
        (Role::PbjSubmitter | Role::VendorPbjSubmitter, SubmitStaffing)
        | (
            Role::PbjSubmitter | Role::PbjViewer,
            ViewStaffingSubmissions | ViewStaffing | ViewStaffingStatus,
        )
        | (
            Role::ProviderSecurityOfficial,
            DecideRequests | ViewUsers | ViewAccessRecord | ViewViewings,
        ) => Some(Granted),
        (Role::VendorPbjSubmitter, ViewStaffingSubmissions) => Some(GrantedOwn),
        (Role::StateAgencyGeneralUser, ViewStaffingStatus | ViewPenaltyCases)
        | (
            Role::StateAgencySecurityOfficial,
            DecideRequests | ViewUsers | ViewAccessRecord | ViewViewings,
        ) => Some(State),
        (
            Role::AoSecurityOfficial,
            DecideRequests | ViewUsers | ViewAccessRecord | ViewViewings,
        ) => Some(Accreditation),
        (
            Role::MacSecurityOfficial | Role::QioSecurityOfficial,
            DecideRequests | ViewUsers | ViewAccessRecord | ViewViewings,
        ) => Some(Region),
        (
            Role::CmsViewOnlyUser | Role::CmsGeneralUser,
            ViewStaffingSubmissions | ViewStaffing | ViewStaffingStatus | ViewPenaltyCases,
        )
        | (Role::FinancialManagementUser, ViewPenaltyCases | RecordPayments)
        | (
            Role::HelpDesk | Role::HelpDeskProductionControl,
            ManageJobs | DecideProofing | AnswerTickets | ViewAs | ViewUsers | HelpPeople,
        )
        | (
            Role::CmsSecurityOfficial | Role::HelpDeskProductionControl,
            DecideRequests | ViewAccessRecord,
        )
        | (Role::CmsSecurityOfficial, ViewUsers | ViewViewings)
        | (Role::Auditor, ViewAudit)
        | (Role::Auditor | Role::HelpDeskProductionControl, ViewViewings | ReadViewingWords) => {
            Some(Nation)
        }
        // What finds a case's provider is enough (survey-and-certification 5.5, "Provider profile").
        (Role::FinancialManagementUser, ViewWholeProviders) => None,
        (role, ViewProviders | ViewWholeProviders) => providers_seen_by(role),
        (role, action) => assessments(role, action),
    }
}

/// Assessments, patients and the codes that a state excludes, by the texts of seeds 001 and 003: who uploads does not view, who
/// coordinates neither uploads nor corrects (ADR 29); a state's coordinator and Production Control correct and enter nothing new (ADR 21).
const fn assessments(role: Role, action: Action) -> Option<Reach> {
    use Action::{
        CorrectAssessments, EditPatients, EnterAssessments, ManageExclusions, SubmitAssessments,
        ViewAssessmentSubmissions, ViewAssessments, ViewPatients,
    };
    match (role, action) {
        (
            Role::AssessmentSubmitter
            | Role::ProviderSecurityOfficial
            | Role::VendorAssessmentSubmitter,
            SubmitAssessments,
        )
        | (Role::AssessmentSubmitter, ViewAssessmentSubmissions)
        | (
            Role::ProviderAdministrator
            | Role::ProviderAssessmentCoordinator
            | Role::ProviderAssessmentViewer
            | Role::ProviderSecurityOfficial,
            ViewAssessmentSubmissions | ViewAssessments | ViewPatients,
        )
        | (
            Role::ProviderAdministrator
            | Role::ProviderAssessmentCoordinator
            | Role::ProviderSecurityOfficial,
            EnterAssessments | EditPatients,
        )
        | (Role::ProviderAdministrator | Role::ProviderSecurityOfficial, CorrectAssessments) => {
            Some(Reach::Granted)
        }
        (Role::VendorAssessmentSubmitter, ViewAssessmentSubmissions) => Some(Reach::GrantedOwn),
        (
            Role::StateAgencyAssessmentCoordinator,
            ViewAssessmentSubmissions
            | ViewAssessments
            | CorrectAssessments
            | ViewPatients
            | EditPatients
            | ManageExclusions,
        ) => Some(Reach::State),
        (
            Role::CmsViewOnlyUser | Role::CmsGeneralUser,
            ViewAssessmentSubmissions | ViewAssessments | ViewPatients,
        )
        | (
            Role::HelpDeskProductionControl,
            ViewAssessmentSubmissions
            | ViewAssessments
            | CorrectAssessments
            | ViewPatients
            | ManageExclusions,
        ) => Some(Reach::Nation),
        _ => None,
    }
}

const fn providers_seen_by(role: Role) -> Option<Reach> {
    match role {
        Role::AssessmentSubmitter
        | Role::ProviderAdministrator
        | Role::ProviderAssessmentCoordinator
        | Role::ProviderAssessmentViewer
        | Role::ProviderSecurityOfficial
        | Role::ProviderEpocAdministrator
        | Role::PbjSubmitter
        | Role::PbjViewer
        | Role::VendorAssessmentSubmitter
        | Role::VendorPbjSubmitter => Some(Reach::Granted),
        Role::StateAgencyAssessmentCoordinator | Role::StateAgencySecurityOfficial => {
            Some(Reach::State)
        }
        Role::StateAgencyGeneralUser
        | Role::CmsViewOnlyUser
        | Role::CmsGeneralUser
        | Role::HelpDesk
        | Role::HelpDeskProductionControl
        | Role::FinancialManagementUser
        | Role::FederalAgencyUser
        | Role::AdoDeveloper => Some(Reach::Nation),
        Role::AoSecurityOfficial | Role::AoGeneralUser | Role::AoViewOnlyUser => {
            Some(Reach::Accreditation)
        }
        Role::ContractSurveyor
        | Role::MacUser
        | Role::MacSecurityOfficial
        | Role::QioUser
        | Role::QioSecurityOfficial => Some(Reach::Region),
        Role::CmsSecurityOfficial | Role::Auditor => None,
    }
}

/// The roles whose grants let someone do `action`, for refusals and the roles matrix.
pub fn roles_that_may(action: Action) -> impl Iterator<Item = Role> {
    Role::ALL
        .into_iter()
        .filter(move |role| policy(*role, action).is_some())
}
