use serde::{Deserialize, Serialize};

/// The category of an organization (seeds 002 and 003; the texts are the screens' own).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    AccreditingOrganization,
    Ado,
    Cms,
    Contractor,
    FederalAgency,
    Provider,
    Qio,
    StateAgency,
    Vendor,
}

impl Category {
    /// As stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AccreditingOrganization => "accrediting_organization",
            Self::Ado => "ado",
            Self::Cms => "cms",
            Self::Contractor => "contractor",
            Self::FederalAgency => "federal_agency",
            Self::Provider => "provider",
            Self::Qio => "qio",
            Self::StateAgency => "state_agency",
            Self::Vendor => "vendor",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.key() == key)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccreditingOrganization => "Accrediting Organization",
            Self::Ado => "ADO",
            Self::Cms => "CMS",
            Self::Contractor => "Contractor",
            Self::FederalAgency => "Federal Agency",
            Self::Provider => "Provider",
            Self::Qio => "QIO/QIN",
            Self::StateAgency => "State Agency",
            Self::Vendor => "Vendor",
        }
    }
}

/// A role that a person may hold. Its key is what the database and the golden files say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    AssessmentSubmitter,
    ProviderAdministrator,
    ProviderAssessmentCoordinator,
    ProviderAssessmentViewer,
    ProviderSecurityOfficial,
    ProviderEpocAdministrator,
    PbjSubmitter,
    PbjViewer,
    StateAgencyAssessmentCoordinator,
    StateAgencySecurityOfficial,
    StateAgencyGeneralUser,
    CmsViewOnlyUser,
    CmsGeneralUser,
    HelpDesk,
    HelpDeskProductionControl,
    CmsSecurityOfficial,
    FinancialManagementUser,
    VendorAssessmentSubmitter,
    VendorPbjSubmitter,
    /// Reads the audit trail (ADR 0024); a role of ours.
    Auditor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role has this key")]
pub struct NotARole;

impl Role {
    pub const ALL: [Self; 20] = [
        Self::AssessmentSubmitter,
        Self::ProviderAdministrator,
        Self::ProviderAssessmentCoordinator,
        Self::ProviderAssessmentViewer,
        Self::ProviderSecurityOfficial,
        Self::ProviderEpocAdministrator,
        Self::PbjSubmitter,
        Self::PbjViewer,
        Self::StateAgencyAssessmentCoordinator,
        Self::StateAgencySecurityOfficial,
        Self::StateAgencyGeneralUser,
        Self::CmsViewOnlyUser,
        Self::CmsGeneralUser,
        Self::HelpDesk,
        Self::HelpDeskProductionControl,
        Self::CmsSecurityOfficial,
        Self::FinancialManagementUser,
        Self::VendorAssessmentSubmitter,
        Self::VendorPbjSubmitter,
        Self::Auditor,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().0
    }

    /// The name that the screens show (seeds 002 and 003).
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().1
    }

    #[must_use]
    pub const fn category(self) -> Category {
        self.row().2
    }

    /// # Errors
    /// [`NotARole`] when no role has this key.
    pub fn from_key(key: &str) -> Result<Self, NotARole> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == key)
            .ok_or(NotARole)
    }

    const fn row(self) -> (&'static str, &'static str, Category) {
        use Category::{Cms, Provider, StateAgency, Vendor};
        match self {
            Self::AssessmentSubmitter => ("assessment_submitter", "Assessment Submitter", Provider),
            Self::ProviderAdministrator => {
                ("provider_administrator", "Provider Administrator", Provider)
            }
            Self::ProviderAssessmentCoordinator => (
                "provider_assessment_coordinator",
                "Provider Assessment Coordinator",
                Provider,
            ),
            Self::ProviderAssessmentViewer => (
                "provider_assessment_viewer",
                "Provider Assessment Viewer",
                Provider,
            ),
            Self::ProviderSecurityOfficial => (
                "provider_security_official",
                "Provider Security Official",
                Provider,
            ),
            Self::ProviderEpocAdministrator => (
                "provider_epoc_administrator",
                "Provider ePOC Administrator",
                Provider,
            ),
            Self::PbjSubmitter => ("pbj_submitter", "PBJ Submitter", Provider),
            Self::PbjViewer => ("pbj_viewer", "PBJ Viewer", Provider),
            Self::StateAgencyAssessmentCoordinator => (
                "state_agency_assessment_coordinator",
                "State Agency Assessment Coordinator",
                StateAgency,
            ),
            Self::StateAgencySecurityOfficial => (
                "state_agency_security_official",
                "State Agency Security Official for S&C",
                StateAgency,
            ),
            Self::StateAgencyGeneralUser => (
                "state_agency_general_user",
                "State Agency S&C General User",
                StateAgency,
            ),
            Self::CmsViewOnlyUser => ("cms_view_only_user", "CMS View Only User", Cms),
            Self::CmsGeneralUser => ("cms_general_user", "CMS General User", Cms),
            Self::HelpDesk => ("help_desk", "iQIES Help Desk", Cms),
            Self::HelpDeskProductionControl => (
                "help_desk_production_control",
                "iQIES Help Desk Production Control",
                Cms,
            ),
            Self::CmsSecurityOfficial => ("cms_security_official", "CMS Security Official", Cms),
            Self::FinancialManagementUser => (
                "financial_management_user",
                "Office of Financial Management User",
                Cms,
            ),
            Self::VendorAssessmentSubmitter => (
                "vendor_assessment_submitter",
                "Assessment Submitter (Vendor)",
                Vendor,
            ),
            Self::VendorPbjSubmitter => ("vendor_pbj_submitter", "PBJ Submitter (Vendor)", Vendor),
            Self::Auditor => ("auditor", "Auditor", Cms),
        }
    }
}
