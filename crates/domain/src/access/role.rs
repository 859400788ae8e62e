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

    // Keys, names and categories are tables of their own: what every page loads first has no use for the names.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AssessmentSubmitter => "assessment_submitter",
            Self::ProviderAdministrator => "provider_administrator",
            Self::ProviderAssessmentCoordinator => "provider_assessment_coordinator",
            Self::ProviderAssessmentViewer => "provider_assessment_viewer",
            Self::ProviderSecurityOfficial => "provider_security_official",
            Self::ProviderEpocAdministrator => "provider_epoc_administrator",
            Self::PbjSubmitter => "pbj_submitter",
            Self::PbjViewer => "pbj_viewer",
            Self::StateAgencyAssessmentCoordinator => "state_agency_assessment_coordinator",
            Self::StateAgencySecurityOfficial => "state_agency_security_official",
            Self::StateAgencyGeneralUser => "state_agency_general_user",
            Self::CmsViewOnlyUser => "cms_view_only_user",
            Self::CmsGeneralUser => "cms_general_user",
            Self::HelpDesk => "help_desk",
            Self::HelpDeskProductionControl => "help_desk_production_control",
            Self::CmsSecurityOfficial => "cms_security_official",
            Self::FinancialManagementUser => "financial_management_user",
            Self::VendorAssessmentSubmitter => "vendor_assessment_submitter",
            Self::VendorPbjSubmitter => "vendor_pbj_submitter",
            Self::Auditor => "auditor",
            Self::AoSecurityOfficial => "ao_security_official",
            Self::AoGeneralUser => "ao_general_user",
            Self::AoViewOnlyUser => "ao_view_only_user",
            Self::ContractSurveyor => "contract_surveyor",
            Self::MacUser => "mac_user",
            Self::MacSecurityOfficial => "mac_security_official",
            Self::FederalAgencyUser => "federal_agency_user",
            Self::QioUser => "qio_user",
            Self::QioSecurityOfficial => "qio_security_official",
            Self::AdoDeveloper => "ado_developer",
        }
    }

    /// The name that the screens show: the installation's own, or [`Self::usual_name`].
    #[must_use]
    pub fn name(self) -> &'static str {
        offer::name_of(self).unwrap_or(self.usual_name())
    }

    /// The name of seeds 002 and 003; of rows 18 to 24 of the catalogue of roles, a recalled one.
    #[must_use]
    pub const fn usual_name(self) -> &'static str {
        match self {
            Self::AssessmentSubmitter => "Assessment Submitter",
            Self::ProviderAdministrator => "Provider Administrator",
            Self::ProviderAssessmentCoordinator => "Provider Assessment Coordinator",
            Self::ProviderAssessmentViewer => "Provider Assessment Viewer",
            Self::ProviderSecurityOfficial => "Provider Security Official",
            Self::ProviderEpocAdministrator => "Provider ePOC Administrator",
            Self::PbjSubmitter => "PBJ Submitter",
            Self::PbjViewer => "PBJ Viewer",
            Self::StateAgencyAssessmentCoordinator => "State Agency Assessment Coordinator",
            Self::StateAgencySecurityOfficial => "State Agency Security Official for S&C",
            Self::StateAgencyGeneralUser => "State Agency S&C General User",
            Self::CmsViewOnlyUser => "CMS View Only User",
            Self::CmsGeneralUser => "CMS General User",
            Self::HelpDesk => "iQIES Help Desk",
            Self::HelpDeskProductionControl => "iQIES Help Desk Production Control",
            Self::CmsSecurityOfficial => "CMS Security Official",
            Self::FinancialManagementUser => "Office of Financial Management User",
            Self::VendorAssessmentSubmitter => "Assessment Submitter (Vendor)",
            Self::VendorPbjSubmitter => "PBJ Submitter (Vendor)",
            Self::Auditor => "Auditor",
            Self::AoSecurityOfficial => "AO Security Official",
            Self::AoGeneralUser => "AO General User",
            Self::AoViewOnlyUser => "AO View Only User",
            Self::ContractSurveyor => "Contract Surveyor",
            Self::MacUser => "Medicare Administrative Contractor User",
            Self::MacSecurityOfficial => "Medicare Administrative Contractor Security Official",
            Self::FederalAgencyUser => "Federal Agency User",
            Self::QioUser => "QIO/QIN User",
            Self::QioSecurityOfficial => "QIO/QIN Security Official",
            Self::AdoDeveloper => "ADO Developer or Tester",
        }
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
        match self {
            Self::AoSecurityOfficial | Self::AoGeneralUser | Self::AoViewOnlyUser => {
                Category::AccreditingOrganization
            }
            Self::AdoDeveloper => Category::Ado,
            Self::CmsViewOnlyUser
            | Self::CmsGeneralUser
            | Self::HelpDesk
            | Self::HelpDeskProductionControl
            | Self::CmsSecurityOfficial
            | Self::FinancialManagementUser
            | Self::Auditor => Category::Cms,
            Self::ContractSurveyor | Self::MacUser | Self::MacSecurityOfficial => {
                Category::Contractor
            }
            Self::FederalAgencyUser => Category::FederalAgency,
            Self::AssessmentSubmitter
            | Self::ProviderAdministrator
            | Self::ProviderAssessmentCoordinator
            | Self::ProviderAssessmentViewer
            | Self::ProviderSecurityOfficial
            | Self::ProviderEpocAdministrator
            | Self::PbjSubmitter
            | Self::PbjViewer => Category::Provider,
            Self::QioUser | Self::QioSecurityOfficial => Category::Qio,
            Self::StateAgencyAssessmentCoordinator
            | Self::StateAgencySecurityOfficial
            | Self::StateAgencyGeneralUser => Category::StateAgency,
            Self::VendorAssessmentSubmitter | Self::VendorPbjSubmitter => Category::Vendor,
        }
    }

    /// # Errors
    /// [`NotARole`] when no role has this key.
    pub fn from_key(key: &str) -> Result<Self, NotARole> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == key)
            .ok_or(NotARole)
    }
}
