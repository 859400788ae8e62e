//! Who is there, and what they have asked for.

use domain::{access::Role, identity::Registration};

use super::{DemoAccount, DemoPerson, DemoRequest, Place, RequestPlace};
use crate::demo::providers::{DAVIS, SAMPLE_AGENCY, SAMPLE_HOME, SECOND_HOME, VENDOR_CLIENTS};

/// The security official of CMS among [`PEOPLE`].
pub const CMS_OFFICIAL: &str = "AMOS.PELL";

/// The people whom the log-in page of each demonstration offers.
pub const PEOPLE: [DemoPerson; 32] = [
    DemoPerson {
        user_name: "DANA.WHITLOCK",
        full_name: "Dana Whitlock",
        good_for: "Administrator of DAVIS COUNTY HOSPITAL (16E724) and of a second home in Iowa: checks and sends payroll files, reads the reports, follows the deadline.",
        roles: &[
            Role::PbjSubmitter,
            Role::ProviderAdministrator,
            Role::ProviderSecurityOfficial,
            Role::AssessmentSubmitter,
        ],
        place: Place::Providers(&[DAVIS, SECOND_HOME]),
    },
    DemoPerson {
        user_name: "OWEN.SANDOVAL",
        full_name: "Owen Sandoval",
        good_for: "PBJ Submitter of one home in Ohio, Facility ID SRDEMO01: sends files that name this Facility ID.",
        roles: &[Role::PbjSubmitter],
        place: Place::Providers(&[SAMPLE_HOME]),
    },
    DemoPerson {
        user_name: "NADIA.BRANDT",
        full_name: "Nadia Brandt",
        good_for: "PBJ Viewer of DAVIS COUNTY HOSPITAL: reads what others sent, and sends nothing.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[DAVIS]),
    },
    DemoPerson {
        user_name: "LARKSPUR.DATA",
        full_name: "Iris Holm (Larkspur Data Services)",
        good_for: "A vendor that sends for six homes and agencies in Florida, Georgia and North Carolina, and sees only what it sent.",
        roles: &[Role::VendorPbjSubmitter, Role::VendorAssessmentSubmitter],
        place: Place::Providers(&VENDOR_CLIENTS),
    },
    DemoPerson {
        user_name: "TOMAS.BERG",
        full_name: "Tomas Berg",
        good_for: "State Agency S&C General User of Iowa: the state's providers, their changes, and who has not submitted; reads about providers of other states.",
        roles: &[Role::StateAgencyGeneralUser],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "RUTH.ELLERY",
        full_name: "Ruth Ellery",
        good_for: "CMS View Only User: the same nationwide, by state and region, with every report.",
        roles: &[Role::CmsViewOnlyUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "SAM.OKAFOR",
        full_name: "Sam Okafor",
        good_for: "iQIES Help Desk: answers tickets, views as a role to see what the asker sees, helps people with their accounts, and looks after background jobs that failed.",
        roles: &[Role::HelpDesk],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "GRACE.NOVAK",
        full_name: "Grace Novak",
        good_for: "The only Provider Security Official of the home in Ohio: decides who works with its data, confirms who still needs their role, and should name a second one.",
        roles: &[Role::ProviderSecurityOfficial],
        place: Place::Providers(&[SAMPLE_HOME]),
    },
    DemoPerson {
        user_name: "VERA.STOLL",
        full_name: "Vera Stoll",
        good_for: "State Agency Security Official of Iowa: decides on the requests of the agency's people, has a surveyor ID to verify, and roles to confirm.",
        roles: &[Role::StateAgencySecurityOfficial],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: CMS_OFFICIAL,
        full_name: "Amos Pell",
        good_for: "CMS Security Official: decides on the roles of CMS, confirms them, and finds the organizations without a security official.",
        roles: &[Role::CmsSecurityOfficial],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "JUNE.ARCHER",
        full_name: "June Archer",
        good_for: "iQIES Help Desk Production Control: every request nationwide, organizations without a security official, and removing a last one.",
        roles: &[Role::HelpDeskProductionControl],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "LEO.FINCH",
        full_name: "Leo Finch",
        good_for: "Has no role yet: waits for Grace Novak to decide, and may remind her.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "IDA.MARSH",
        full_name: "Ida Marsh",
        good_for: "Has no role yet: a surveyor whose federal surveyor ID Vera Stoll is to verify.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "PAUL.WEBER",
        full_name: "Paul Weber",
        good_for: "Has no role: reads why his request was rejected, and asks again.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: "NORA.VANCE",
        full_name: "Nora Vance",
        good_for: "Office of Financial Management: cases of civil money penalties nationwide, what is due, and recording what came in.",
        roles: &[Role::FinancialManagementUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "ELI.MERCER",
        full_name: "Eli Mercer",
        good_for: "Office of Financial Management as well: reverses what Nora Vance recorded by mistake, and she what he did.",
        roles: &[Role::FinancialManagementUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "MIRA.LANGE",
        full_name: "Mira Lange",
        good_for: "AO View Only User of The Joint Commission: sees the providers that it has accredited, and no others.",
        roles: &[Role::AoViewOnlyUser],
        place: Place::Jurisdiction("ao-tjc"),
    },
    DemoPerson {
        user_name: "NILS.ABEL",
        full_name: "Nils Abel",
        good_for: "QIO/QIN User of CMS Region 4 (Atlanta): sees the providers of its states.",
        roles: &[Role::QioUser],
        place: Place::Jurisdiction("region-4"),
    },
    DemoPerson {
        user_name: "NORA.LINDE",
        full_name: "Nora Linde",
        good_for: "Auditor: reads who did what and who looked at what, and saves the record with its proof; decides nothing.",
        roles: &[Role::Auditor],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "NINA.CALDER",
        full_name: "Nina Calder",
        good_for: "Works for two: State Agency S&C General User of Iowa, and CMS View Only User. Goes from one category to the other in the user menu.",
        roles: &[Role::StateAgencyGeneralUser, Role::CmsViewOnlyUser],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "OLIVE.TARN",
        full_name: "Olive Tarn",
        good_for: "Has no role and has asked for none: the Welcome page, and Request User Role.",
        roles: &[],
        place: Place::Nowhere,
    },
    DemoPerson {
        user_name: FORGOTTEN,
        full_name: "Hugo Lande",
        good_for: "Nobody used his account for 60 days, so his role has ended: reads so, and asks for it again.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[SECOND_HOME]),
    },
    DemoPerson {
        user_name: NEARLY_FORGOTTEN,
        full_name: "Alma Reyes",
        good_for: "PBJ Viewer of a second home in Iowa whose role would have ended in 3 days: was warned by mail, and keeps it by logging in.",
        roles: &[Role::PbjViewer],
        place: Place::Providers(&[SECOND_HOME]),
    },
    DemoPerson {
        user_name: "HOLLY.BRECHT",
        full_name: "Holly Brecht",
        good_for: "Assessment Coordinator, Assessment Viewer and ePOC Administrator of DAVIS COUNTY HOSPITAL: reads and enters the home's assessments, and sees to those that came back.",
        roles: &[
            Role::ProviderAssessmentCoordinator,
            Role::ProviderAssessmentViewer,
            Role::ProviderEpocAdministrator,
        ],
        place: Place::Providers(&[DAVIS]),
    },
    DemoPerson {
        user_name: "LENA.HARTWIG",
        full_name: "Lena Hartwig",
        good_for: "Assessment Coordinator and Provider Administrator of a home health agency in Georgia: enters, modifies and inactivates OASIS records, and sees to those that came back.",
        roles: &[
            Role::ProviderAssessmentCoordinator,
            Role::ProviderAdministrator,
        ],
        place: Place::Providers(&[SAMPLE_AGENCY]),
    },
    DemoPerson {
        user_name: "CARL.OSTER",
        full_name: "Carl Oster",
        good_for: "State Agency Assessment Coordinator of Iowa: reads and corrects the assessments of the state's providers, and has reports made of them.",
        roles: &[Role::StateAgencyAssessmentCoordinator],
        place: Place::State("IA"),
    },
    DemoPerson {
        user_name: "BETH.ARDEN",
        full_name: "Beth Arden",
        good_for: "CMS General User: reads nationwide what the CMS View Only User reads, and will work on surveys and enforcement.",
        roles: &[Role::CmsGeneralUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "JOAN.TRASK",
        full_name: "Joan Trask",
        good_for: "AO Security Official and AO General User of The Joint Commission: decides who works for it.",
        roles: &[Role::AoSecurityOfficial, Role::AoGeneralUser],
        place: Place::Jurisdiction("ao-tjc"),
    },
    DemoPerson {
        user_name: "OTTO.KLEIN",
        full_name: "Otto Klein",
        good_for: "Contract Surveyor for CMS Region 7 (Kansas City): sees the providers of its states.",
        roles: &[Role::ContractSurveyor],
        place: Place::Jurisdiction("survey-7"),
    },
    DemoPerson {
        user_name: "RHEA.COLLINS",
        full_name: "Rhea Collins",
        good_for: "Security Official and User of the Medicare Administrative Contractor J5: decides who works for it, and sees the providers of its states.",
        roles: &[Role::MacSecurityOfficial, Role::MacUser],
        place: Place::Jurisdiction("mac-j5"),
    },
    DemoPerson {
        user_name: "FELIX.MOOR",
        full_name: "Felix Moor",
        good_for: "Federal Agency User: sees providers nationwide.",
        roles: &[Role::FederalAgencyUser],
        place: Place::Nation,
    },
    DemoPerson {
        user_name: "INGA.SOMMER",
        full_name: "Inga Sommer",
        good_for: "QIO/QIN Security Official of CMS Region 4 (Atlanta): decides who works for it.",
        roles: &[Role::QioSecurityOfficial],
        place: Place::Jurisdiction("region-4"),
    },
];

/// Whose role is of the training environment alone (ADR 21).
pub(super) const TRAINEE: DemoPerson = DemoPerson {
    user_name: "ODA.LINDGREN",
    full_name: "Oda Lindgren",
    good_for: "ADO Developer or Tester: sees the training environment's providers.",
    roles: &[Role::AdoDeveloper],
    place: Place::Nation,
};

/// Whose role ended because nobody logged in for 60 days, and whose ends in 3 days.
pub(super) const FORGOTTEN: &str = "HUGO.LANDE";

pub(super) const NEARLY_FORGOTTEN: &str = "ALMA.REYES";

pub(super) const REQUESTS: [DemoRequest; 3] = [
    DemoRequest {
        user_name: "LEO.FINCH",
        role: Role::PbjSubmitter,
        place: RequestPlace::Provider(SAMPLE_HOME),
        days_ago: 4,
        surveyor_id: None,
        rejected: None,
    },
    DemoRequest {
        user_name: "IDA.MARSH",
        role: Role::StateAgencyGeneralUser,
        place: RequestPlace::State("IA"),
        days_ago: 1,
        surveyor_id: Some("30417"),
        rejected: None,
    },
    DemoRequest {
        user_name: "PAUL.WEBER",
        role: Role::PbjViewer,
        place: RequestPlace::Provider(SAMPLE_HOME),
        days_ago: 6,
        surveyor_id: None,
        rejected: Some((
            "GRACE.NOVAK",
            "You are not on our staff list yet. Ask again once your first day has come.",
        )),
    },
];

/// The accounts whose registration is not complete, which have no second factor, and one that is locked. None has roles.
pub const UNFINISHED: [DemoAccount; 5] = [
    DemoAccount {
        user_name: "GRETA.LINDQVIST",
        first_name: "Greta",
        last_name: "Lindqvist",
        good_for: "An older account, from EIDM: log in with its password, set up a second factor, and log in a second time.",
        registration: Registration::Device,
        legacy: true,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "MILO.ASHFORD",
        first_name: "Milo",
        last_name: "Ashford",
        good_for: "A registration that was left after its second step: log in to go on with the terms and the identity proofing.",
        registration: Registration::Terms,
        legacy: false,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "ROBIN.ASHCROFT",
        first_name: "Robin",
        last_name: "Ashcroft",
        good_for: "A registration that waits at the identity proofing: log in to answer its questions.",
        registration: Registration::Proofing,
        legacy: false,
        waits: false,
        locked: false,
    },
    DemoAccount {
        user_name: "MIRA.LINDGREN",
        first_name: "Mira",
        last_name: "Lindgren",
        good_for: "Sent documents for manual proofing: the Help Desk decides.",
        registration: Registration::Proofing,
        legacy: false,
        waits: true,
        locked: false,
    },
    DemoAccount {
        user_name: "TESS.QUILL",
        first_name: "Tess",
        last_name: "Quill",
        good_for: "Locked after five failed log-ins: the Help Desk unlocks her, or sends her a link for a new password.",
        registration: Registration::Complete,
        legacy: false,
        waits: false,
        locked: true,
    },
];

#[cfg(test)]
mod tests {
    use super::PEOPLE;

    #[test]
    fn nobody_holds_roles_that_forbid_each_other() {
        for person in &PEOPLE {
            for role in person.roles {
                let mut others = person.roles.iter();
                let forbidden = others.any(|other| role.forbidden_beside(*other).is_some());
                assert!(!forbidden, "{}: {role:?}", person.user_name);
            }
        }
    }
}
