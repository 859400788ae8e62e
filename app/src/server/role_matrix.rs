//! The User Roles Matrix. The rows of what works are read from the policy table; those of what is planned stand here, by
//! survey-and-certification 5.5 with the corrections of ADR 0021, as words and not as rights: nothing asks them.

use domain::access::{Action, Category, Organizations, Reach, Role, policy};

use crate::view::help::{MatrixRole, MatrixRow, RoleMatrix};

/// What no role of the row has.
const NONE: &str = "\u{2013}";

/// The matrix of one category, or of each that has roles.
#[must_use]
pub fn parts(category: Option<Category>) -> Vec<RoleMatrix> {
    Category::ALL
        .into_iter()
        .filter(|one| category.is_none_or(|wanted| wanted == *one))
        .map(part)
        .collect()
}

fn part(category: Category) -> RoleMatrix {
    let services = super::services();
    let roles: Vec<Role> = category.roles().collect();
    let built = Action::ALL.into_iter().map(|action| MatrixRow {
        key: action.key().to_owned(),
        name: sentence(action.words()),
        is_planned: false,
        cells: roles
            .iter()
            .map(|role| cell(policy(*role, action)).to_owned())
            .collect(),
    });
    let planned = PLANNED.iter().enumerate().map(|(number, row)| MatrixRow {
        key: format!("planned-{number}"),
        name: row.0.to_owned(),
        is_planned: true,
        cells: roles.iter().map(|role| code(row.1, *role)).collect(),
    });
    // A row in which none of the category's roles has anything only lengthens the page.
    let rows = built
        .chain(planned.filter(|row| row.cells.iter().any(|cell| cell != NONE)))
        .collect();
    let is_training = services.site.is_training;
    let about = |role: &Role| {
        let (text, warning) = text_and_warning(role.description());
        MatrixRole {
            role: *role,
            is_offered: services.rules.withheld.offers(*role, is_training),
            text,
            warning,
            asks: asks(*role).to_owned(),
            granted_by: sentence(role.granted_by()),
        }
    };
    RoleMatrix {
        category,
        roles: roles.iter().map(about).collect(),
        rows,
    }
}

/// How far a right goes, in words.
#[must_use]
pub fn cell(reach: Option<Reach>) -> &'static str {
    match reach {
        None => NONE,
        Some(Reach::Granted) => "Its providers",
        Some(Reach::GrantedOwn) => "Its clients: what this person sent",
        Some(Reach::State) => "Its state",
        Some(Reach::Region) => "Its region or contract",
        Some(Reach::Accreditation) => "Its accreditation",
        Some(Reach::Nation) => "Nationwide",
    }
}

fn asks(role: Role) -> &'static str {
    match role.organizations() {
        Organizations::Providers => "One provider or more, by CCN or Facility ID",
        Organizations::State if role.asks_surveyor() => "One state, and whether one is a surveyor",
        Organizations::State => "One state",
        Organizations::Region => "One CMS region",
        Organizations::Accreditation => "One accrediting organization",
        Organizations::Contract => "One contract",
        Organizations::Nothing if role.asks_surveyor() => "None; whether one is a surveyor",
        Organizations::Nothing => "None",
    }
}

/// `View. (Warning: Cannot upload)` as `View.` and `Cannot upload`.
fn text_and_warning(description: &str) -> (String, Option<String>) {
    match description.split_once("(Warning: ") {
        Some((text, warning)) => (
            text.trim_end().to_owned(),
            Some(warning.trim_end_matches(')').to_owned()),
        ),
        None => (description.to_owned(), None),
    }
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}

fn code(cells: &[(&[Role], &str)], role: Role) -> String {
    let found = cells.iter().find(|(roles, _)| roles.contains(&role));
    found.map_or(NONE, |(_, code)| *code).to_owned()
}

/// A resource, and the letters of 5.5 for the roles that have any.
type Planned = (&'static str, &'static [(&'static [Role], &'static str)]);

use Role::{
    AoGeneralUser as AoGu, AoSecurityOfficial as AoSo, AoViewOnlyUser as AoVo,
    CmsGeneralUser as Cmsgu, CmsSecurityOfficial as CmsSo, CmsViewOnlyUser as Cmsvo,
    ContractSurveyor, FinancialManagementUser as Ofm, HelpDesk,
    HelpDeskProductionControl as Production, MacUser, ProviderEpocAdministrator as Epoc,
    ProviderSecurityOfficial as Pso, QioUser, StateAgencyGeneralUser as Sagu,
    StateAgencySecurityOfficial as Saso,
};

const PLANNED: &[Planned] = &[
    (
        "Provider profile: edit",
        &[(&[Sagu], "E s"), (&[Cmsgu], "E n")],
    ),
    (
        "Provider: create, terminate, assign a CCN",
        &[(&[Sagu], "C s (initial packet)"), (&[Cmsgu], "CE n")],
    ),
    (
        "Accreditation and deemed status",
        &[
            (&[Sagu], "V n, E s (record)"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "VCE + A n"),
            (&[AoGu], "VC a"),
            (&[AoVo], "V a"),
        ],
    ),
    (
        "Surveys",
        &[
            (&[Epoc], "V posted o"),
            (&[Sagu], "VCE s; V n"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "VCE n"),
            (&[AoGu], "VC a"),
            (&[AoVo], "V a"),
            (&[ContractSurveyor], "VCE assigned"),
        ],
    ),
    (
        "Surveys: delete",
        &[
            (&[Saso], "with SAGU of the same state: D s"),
            (&[Sagu], "with SASO of the same state: D s"),
        ],
    ),
    (
        "Citations and Statement of Deficiencies, draft",
        &[
            (&[Sagu], "VCED s"),
            (&[Cmsvo], "V n"),
            (&[Cmsgu], "VCED n"),
            (&[ContractSurveyor], "VCED assigned"),
        ],
    ),
    (
        "Statement of Deficiencies, issued",
        &[
            (&[Pso, Epoc], "V o"),
            (&[Sagu], "V n; C s (post, recall)"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "VC n"),
            (&[AoGu, AoVo], "V a"),
        ],
    ),
    (
        "Plan of correction",
        &[
            (&[Epoc], "VCES o"),
            (&[Sagu], "V n; accept or return s"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "accept or return n"),
            (&[AoGu, AoVo], "V a"),
        ],
    ),
    (
        "Informal dispute resolution",
        &[
            (&[Epoc], "C request o"),
            (&[Sagu], "V n; CE s"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "VCE n"),
        ],
    ),
    (
        "Intakes, with who complained",
        &[
            (&[Sagu], "VCE s (not of other states)"),
            (&[Cmsvo], "V n"),
            (&[HelpDesk, Production], "V (masked)"),
            (&[Cmsgu], "VCE n"),
            (&[AoGu], "referred only"),
        ],
    ),
    (
        "Enforcement cases, remedies, letters",
        &[
            (&[Epoc], "V posted letters o"),
            (&[Sagu], "VCE s; V n"),
            (&[Cmsvo], "V n"),
            (&[Cmsgu], "VCE n"),
        ],
    ),
    (
        "Civil money penalties",
        &[
            (&[Epoc], "V own letters"),
            (&[Sagu], "V n; recommend s"),
            (&[Cmsvo], "V n"),
            (&[Cmsgu], "impose and adjust n"),
            (&[Ofm], "V in a CMPTS case only"),
        ],
    ),
    (
        "CMPTS cases: create, and change what was imposed",
        &[(&[Cmsgu], "CE n")],
    ),
    (
        "Certification (CMS-1539, CMS-670)",
        &[
            (&[Sagu], "VCE s"),
            (&[Cmsvo, HelpDesk, Production], "V n"),
            (&[Cmsgu], "VCE n + Part II"),
            (&[MacUser], "V r"),
        ],
    ),
    (
        "Reports of surveys, access and use",
        &[
            (&[Epoc], "ePOC status o"),
            (&[Saso], "access reports s"),
            (&[Sagu], "S&C s"),
            (&[Cmsvo, Cmsgu], "n"),
            (&[HelpDesk], "usage"),
            (&[CmsSo], "access n"),
            (&[AoSo, AoGu, AoVo], "a"),
            (&[QioUser], "r"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_stands_apart_from_the_text() {
        let (text, warning) = text_and_warning(Role::ProviderAssessmentViewer.usual_description());
        assert!(text.ends_with("reports."), "{text}");
        assert_eq!(
            warning.as_deref(),
            Some("Cannot upload patient assessments")
        );
        assert_eq!(text_and_warning("Plain.").1, None);
    }

    #[test]
    fn no_row_names_a_role_twice() {
        for (resource, cells) in PLANNED {
            let roles: Vec<Role> = cells
                .iter()
                .flat_map(|(roles, _)| roles.iter().copied())
                .collect();
            let mut once = roles.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), roles.len(), "{resource}");
        }
    }

    #[test]
    fn the_corrections_of_the_matrix_hold() {
        let of = |resource: &str, role| {
            let row = PLANNED.iter().find(|(name, _)| *name == resource).unwrap();
            code(row.1, role)
        };
        assert_eq!(
            policy(Role::AssessmentSubmitter, Action::ViewPatients),
            None
        );
        assert_eq!(of("Civil money penalties", Ofm), "V in a CMPTS case only");
        for resource in [
            "Enforcement cases, remedies, letters",
            "Citations and Statement of Deficiencies, draft",
            "CMPTS cases: create, and change what was imposed",
        ] {
            assert_eq!(of(resource, HelpDesk), NONE, "{resource}");
        }
        assert!(of("Statement of Deficiencies, issued", Sagu).starts_with("V n"));
        assert!(of("Surveys: delete", Saso).contains("SAGU"));
        assert!(of("Surveys: delete", Sagu).contains("SASO"));
        assert_eq!(of("Surveys: delete", Cmsgu), NONE);
    }
}
