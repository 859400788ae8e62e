//! What the screens say of categories and roles, in the seeds' own words (002 figures 2, 3 and 8;
//! 003 figures 7 and 8), and who decides on a role.

use super::{Category, Role, offer};

impl Category {
    /// In the order of the seeds' first step.
    pub const ALL: [Self; 9] = [
        Self::AccreditingOrganization,
        Self::Ado,
        Self::Cms,
        Self::Contractor,
        Self::FederalAgency,
        Self::Provider,
        Self::Qio,
        Self::StateAgency,
        Self::Vendor,
    ];

    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::AccreditingOrganization => {
                "Administration and survey of deemed healthcare providers."
            }
            Self::Ado => "Application Development Organization",
            Self::Cms => {
                "IQIES Administration for User Security Support for Patient Assessments and or \
                 Survey and Certification."
            }
            Self::Contractor => {
                "CMS Contractors, Contract Surveyors, Medicare Administrative Contractors, \
                 Medicare Administrative Contractor Security Official"
            }
            Self::FederalAgency => "Federal Agency roles",
            Self::Provider => "Healthcare organizations, agencies, and services.",
            Self::Qio => {
                "QIO/QIN-level administration for provider Quality Measure support activities"
            }
            Self::StateAgency => {
                "State-level administration for Survey and Certification activities and Patient \
                 Assessments Management activities."
            }
            Self::Vendor => "Data and assessment submitters on behalf of providers.",
        }
    }

    /// The roles of this category, in the order of the seeds' second step.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .into_iter()
            .filter(move |role| role.category() == self)
    }
}

impl Role {
    /// What the screens say of it: the installation's own words, or [`Self::usual_description`].
    #[must_use]
    pub fn description(self) -> &'static str {
        offer::text_of(self).unwrap_or(self.usual_description())
    }

    #[must_use]
    pub const fn usual_description(self) -> &'static str {
        match self {
            Self::AssessmentSubmitter => "Upload patient assessments; generate and view reports.",
            Self::ProviderAdministrator => {
                "Create and manage patient profiles; create, manage, submit, modify, and \
                 inactivate patient assessments; generate and view reports. (Warning: Cannot \
                 upload patient assessments)"
            }
            Self::ProviderAssessmentCoordinator => {
                "Create and manage patient profiles and assessments within iQIES; create, \
                 manage, and submit patient assessments; generate and view reports"
            }
            Self::ProviderAssessmentViewer => {
                "View patient profiles and their assessments; generate and view reports. \
                 (Warning: Cannot upload patient assessments)"
            }
            Self::ProviderSecurityOfficial => {
                "Approve iQIES user accounts; upload, create, manage, submit, modify, and \
                 inactivate patient assessments; create and manage patient profiles; generate \
                 and view reports."
            }
            Self::ProviderEpocAdministrator => {
                "View posted Statement of Deficiencies and provide the Plan of Correction as \
                 well as Completion dates for citations posted to the provider."
            }
            Self::PbjSubmitter => {
                "Upload, edit and view PBJ submissions; generate and view reports."
            }
            Self::PbjViewer => "View PBJ submissions; generate and view reports.",
            Self::StateAgencyAssessmentCoordinator => {
                "Manage ICD-10 exclusions and patient assessment information, view and manage \
                 patient profiles and assessments, run provider reports."
            }
            Self::StateAgencySecurityOfficial => "IQIES user access approvals and user profiles",
            Self::StateAgencyGeneralUser => {
                "Access and manage provider information, events, and reports within your state. \
                 Read-only access to all provider profiles and details in all other states."
            }
            Self::CmsViewOnlyUser => {
                "View patient profiles, view assessments, generate and view reports."
            }
            Self::CmsGeneralUser => {
                "Manage all providers; manage and approve deemed providers; read-only access to \
                 patient profiles and assessments; run provider reports."
            }
            Self::HelpDesk => "iQIES system support.",
            Self::HelpDeskProductionControl => {
                "Approve, Reject, and Remove User Requests; Manage ICD-10 exclusions and patient \
                 assessment information, view patient profile and assessments, manage patient \
                 assessments, run provider reports."
            }
            Self::CmsSecurityOfficial => "iQIES user account approvals.",
            Self::FinancialManagementUser => "Track CMPTS cases; record CMPTS payments",
            // The seeds name the category and not its roles.
            Self::VendorAssessmentSubmitter => "Upload patient assessments on behalf of providers.",
            Self::VendorPbjSubmitter => "Upload PBJ submissions on behalf of providers.",
            // Ours (ADR 0024).
            Self::Auditor => "View and export the audit trail: who saw and changed what.",
            // Recalled (ADR 0021).
            Self::AoSecurityOfficial => "Approve users of the accrediting organization.",
            Self::AoGeneralUser => "Enter survey data of the deemed providers that it accredits.",
            Self::AoViewOnlyUser => "View the deemed providers that it accredits.",
            Self::ContractSurveyor => "Survey providers under a contract with CMS.",
            Self::MacUser => "View certification data of the contractor's jurisdiction.",
            Self::MacSecurityOfficial => "Approve users of the Medicare Administrative Contractor.",
            Self::FederalAgencyUser => "View provider information; read-only.",
            Self::QioUser => "View providers and quality measures of the region.",
            Self::QioSecurityOfficial => "Approve users of the QIO/QIN.",
            Self::AdoDeveloper => "Try the training environment out.",
        }
    }

    /// Whose decision a grant of this role is (seeds 000, 001 and 004; ADR 20 of security officials, and of the first one of
    /// an organization, who has no colleague there).
    #[must_use]
    pub const fn granted_by(self) -> &'static str {
        match self {
            Self::ProviderSecurityOfficial => {
                "the Provider Security Officials of your organization; on its first one, Production Control or a CMS Security Official"
            }
            Self::StateAgencySecurityOfficial => {
                "the State Agency Security Officials of your state and the CMS Security Officials; on its first one, Production Control as well"
            }
            Self::AoSecurityOfficial | Self::MacSecurityOfficial | Self::QioSecurityOfficial => {
                "the Security Officials of your organization and those of CMS; on its first one, Production Control as well"
            }
            Self::AoGeneralUser | Self::AoViewOnlyUser | Self::MacUser | Self::QioUser => {
                "the Security Official of your organization; a CMS Security Official while it has none"
            }
            _ => match self.category() {
                Category::Provider => "the Provider Security Official of your organization",
                Category::Vendor => "the Provider Security Official of each provider you send for",
                Category::StateAgency => "the State Agency Security Official of your state",
                Category::Ado => "nobody: the training environment grants it at once",
                _ => "a CMS Security Official",
            },
        }
    }
}
