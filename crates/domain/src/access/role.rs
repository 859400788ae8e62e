use serde::{Deserialize, Serialize};

use super::offer;

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
    // Recalled, as no stored source describes them: an installation offers, renames or withholds them.
    AoSecurityOfficial,
    AoGeneralUser,
    AoViewOnlyUser,
    ContractSurveyor,
    MacUser,
    MacSecurityOfficial,
    FederalAgencyUser,
    QioUser,
    QioSecurityOfficial,
    AdoDeveloper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role has this key")]
pub struct NotARole;

impl Role {
    pub const ALL: [Self; 30] = [
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
        Self::AoSecurityOfficial,
        Self::AoGeneralUser,
        Self::AoViewOnlyUser,
        Self::ContractSurveyor,
        Self::MacUser,
        Self::MacSecurityOfficial,
        Self::FederalAgencyUser,
        Self::QioUser,
        Self::QioSecurityOfficial,
        Self::AdoDeveloper,
    ];

    #[must_use]
    pub const fn key(self) -> &'static str {
        self.row().0
    }

    /// The name that the screens show: the installation's own, or [`Self::usual_name`].
    #[must_use]
    pub fn name(self) -> &'static str {
        offer::name_of(self).unwrap_or(self.usual_name())
    }

    /// The name of seeds 002 and 003; of rows 18 to 24 of the catalogue of roles, a recalled one.
    #[must_use]
    pub const fn usual_name(self) -> &'static str {
        self.row().1
    }

    /// Whether an installation may rename it or withhold it: no stored source describes it.
    #[must_use]
    pub const fn is_configurable(self) -> bool {
        use Category::{AccreditingOrganization, Ado, Contractor, FederalAgency, Qio, Vendor};
        matches!(
            self.category(),
            AccreditingOrganization | Ado | Contractor | FederalAgency | Qio | Vendor
        )
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

    #[expect(clippy::too_many_lines, reason = "a table")]
    const fn row(self) -> (&'static str, &'static str, Category) {
        use Category::{
            AccreditingOrganization, Ado, Cms, Contractor, FederalAgency, Provider, Qio,
            StateAgency, Vendor,
        };
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
            Self::AoSecurityOfficial => (
                "ao_security_official",
                "AO Security Official",
                AccreditingOrganization,
            ),
            Self::AoGeneralUser => (
                "ao_general_user",
                "AO General User",
                AccreditingOrganization,
            ),
            Self::AoViewOnlyUser => (
                "ao_view_only_user",
                "AO View Only User",
                AccreditingOrganization,
            ),
            Self::ContractSurveyor => ("contract_surveyor", "Contract Surveyor", Contractor),
            Self::MacUser => (
                "mac_user",
                "Medicare Administrative Contractor User",
                Contractor,
            ),
            Self::MacSecurityOfficial => (
                "mac_security_official",
                "Medicare Administrative Contractor Security Official",
                Contractor,
            ),
            Self::FederalAgencyUser => {
                ("federal_agency_user", "Federal Agency User", FederalAgency)
            }
            Self::QioUser => ("qio_user", "QIO/QIN User", Qio),
            Self::QioSecurityOfficial => {
                ("qio_security_official", "QIO/QIN Security Official", Qio)
            }
            Self::AdoDeveloper => ("ado_developer", "ADO Developer or Tester", Ado),
        }
    }
}
