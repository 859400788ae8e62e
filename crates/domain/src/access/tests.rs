use uuid::Uuid;

use super::{
    Action, Actor, Category, Grant, Jurisdiction, Reach, Role, Scope, policy, roles_that_may,
};
use crate::{
    identity::UserId,
    providers::{ProviderId, StateCode},
    time::{Instant, Now},
};

fn actor(category: Category, grants: Vec<Grant>) -> Actor {
    let now = Instant(0);
    Actor {
        user: UserId(Uuid::nil()),
        user_name: "SOMEONE".into(),
        category,
        grants,
        now: Now {
            system: now,
            rules: now,
        },
        viewing: None,
    }
}

fn provider(n: u128) -> ProviderId {
    ProviderId(Uuid::from_u128(n))
}

#[test]
fn a_grant_reaches_only_the_providers_that_it_lists() {
    let iowa = StateCode::parse("IA").unwrap();
    let someone = actor(
        Category::Provider,
        vec![
            Grant {
                role: Role::PbjSubmitter,
                scope: Scope::Providers(vec![provider(1)]),
            },
            Grant {
                role: Role::PbjViewer,
                scope: Scope::Providers(vec![provider(2)]),
            },
        ],
    );
    let sends = someone.coverage(Action::SubmitStaffing).unwrap();
    assert!(sends.covers(provider(1), iowa) && !sends.covers(provider(2), iowa));
    let views = someone.coverage(Action::ViewStaffing).unwrap();
    assert!(views.covers(provider(1), iowa) && views.covers(provider(2), iowa));
    assert!(!views.covers(provider(3), iowa));
}

#[test]
fn a_vendor_sees_of_submissions_only_what_it_sent() {
    let iowa = StateCode::parse("IA").unwrap();
    let vendor = actor(
        Category::Vendor,
        vec![Grant {
            role: Role::VendorPbjSubmitter,
            scope: Scope::Providers(vec![provider(1)]),
        }],
    );
    let views = vendor.coverage(Action::ViewStaffingSubmissions).unwrap();
    assert!(!views.covers(provider(1), iowa) && views.touches(provider(1), iowa));
    assert!(!vendor.may(Action::ViewStaffing));
}

#[test]
fn a_state_general_user_sees_providers_everywhere_but_staffing_status_in_the_own_state() {
    let (iowa, ohio) = (
        StateCode::parse("IA").unwrap(),
        StateCode::parse("OH").unwrap(),
    );
    let sagu = actor(
        Category::StateAgency,
        vec![Grant {
            role: Role::StateAgencyGeneralUser,
            scope: Scope::State(iowa),
        }],
    );
    assert!(
        sagu.coverage(Action::ViewProviders)
            .unwrap()
            .covers(provider(9), ohio)
    );
    let status = sagu.coverage(Action::ViewStaffingStatus).unwrap();
    assert!(status.covers(provider(9), iowa) && !status.covers(provider(9), ohio));
    assert!(!sagu.may(Action::ViewStaffing) && !sagu.may(Action::ViewStaffingSubmissions));
}

/// But through viewing as a role (ADR 26). Production Control corrects assessments, and sees the forms of that.
#[test]
fn the_help_desk_sees_no_payroll_data_no_drafts_no_cases_and_no_payments() {
    let both = [Role::HelpDesk, Role::HelpDeskProductionControl];
    for action in [
        Action::ViewStaffing,
        Action::ViewStaffingStatus,
        Action::ViewStaffingSubmissions,
        Action::SubmitStaffing,
        Action::EnterAssessments,
        Action::ViewPenaltyCases,
        Action::RecordPayments,
    ] {
        for role in both {
            assert_eq!(policy(role, action), None, "{role:?} {action:?}");
        }
    }
    assert_eq!(policy(Role::HelpDesk, Action::CorrectAssessments), None);
}

#[test]
fn the_office_of_financial_management_alone_sees_no_more_of_a_provider_than_who_it_is() {
    for role in Role::ALL {
        let whole = policy(role, Action::ViewWholeProviders);
        if role == Role::FinancialManagementUser {
            assert_eq!(whole, None);
        } else {
            assert_eq!(whole, policy(role, Action::ViewProviders), "{role:?}");
        }
    }
}

#[test]
fn every_action_can_be_done_by_someone() {
    for action in Action::ALL {
        assert!(roles_that_may(action).next().is_some(), "{action:?}");
    }
}

#[test]
fn role_keys_are_unique_and_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::from_key(role.key()), Ok(role));
    }
}

#[test]
fn seven_roles_decide_on_requests_each_as_far_as_it_reaches() {
    let decide: Vec<_> = roles_that_may(Action::DecideRequests)
        .map(|role| (role, policy(role, Action::DecideRequests)))
        .collect();
    assert_eq!(
        decide,
        [
            (Role::ProviderSecurityOfficial, Some(Reach::Granted)),
            (Role::StateAgencySecurityOfficial, Some(Reach::State)),
            (Role::HelpDeskProductionControl, Some(Reach::Nation)),
            (Role::CmsSecurityOfficial, Some(Reach::Nation)),
            (Role::AoSecurityOfficial, Some(Reach::Accreditation)),
            (Role::MacSecurityOfficial, Some(Reach::Region)),
            (Role::QioSecurityOfficial, Some(Reach::Region)),
        ]
    );
}

#[test]
fn a_region_reaches_its_states_and_an_accreditation_no_state_whole() {
    let (iowa, ohio) = (
        StateCode::parse("IA").unwrap(),
        StateCode::parse("OH").unwrap(),
    );
    let in_region = |key: &str, role| {
        let scope = Scope::Jurisdiction(Jurisdiction::parse(key).unwrap());
        actor(Role::category(role), vec![Grant { role, scope }])
            .coverage(Action::ViewProviders)
            .unwrap()
    };
    let region = in_region("region-7", Role::QioUser);
    assert!(region.reaches(iowa) && !region.reaches(ohio));
    let contract = in_region("mac-j5", Role::MacUser);
    assert!(contract.reaches(iowa) && !contract.reaches(ohio));
    let accreditation = in_region("ao-tjc", Role::AoGeneralUser);
    assert!(!accreditation.reaches(iowa) && !accreditation.nation);
    assert!(!accreditation.covers(provider(1), iowa));
}

#[test]
fn the_matrix_is_as_the_issue_corrects_it() {
    // A state's general user reads providers everywhere, and of payroll data the status of the own state alone.
    let sagu = |action| policy(Role::StateAgencyGeneralUser, action);
    assert_eq!(sagu(Action::ViewProviders), Some(Reach::Nation));
    assert_eq!(sagu(Action::ViewStaffingStatus), Some(Reach::State));
    assert_eq!(sagu(Action::ViewStaffingSubmissions), None);
    // A vendor sees its clients, and of submissions its own.
    let vendor = |action| policy(Role::VendorPbjSubmitter, action);
    assert_eq!(vendor(Action::ViewProviders), Some(Reach::Granted));
    assert_eq!(
        vendor(Action::ViewStaffingSubmissions),
        Some(Reach::GrantedOwn)
    );
    assert_eq!(vendor(Action::ViewStaffing), None);
    // Security officials of CMS see no provider's data.
    assert_eq!(
        policy(Role::CmsSecurityOfficial, Action::ViewProviders),
        None
    );
    for role in Role::ALL {
        if role.is_configurable() && role.category() != Category::Vendor {
            for action in [
                Action::ViewStaffing,
                Action::ViewStaffingSubmissions,
                Action::SubmitStaffing,
            ] {
                assert_eq!(policy(role, action), None, "{role:?} {action:?}");
            }
        }
    }
}

#[test]
fn the_first_official_of_an_organization_is_decided_on_by_production_control_too() {
    for role in Role::ALL {
        let names_it = role.granted_by().contains("Production Control");
        let has_colleagues = role.is_security_official() && role != Role::CmsSecurityOfficial;
        assert_eq!(names_it, has_colleagues, "{role:?}");
    }
}

#[test]
fn the_roles_of_a_scope_are_those_for_its_kind_of_place() {
    let held = |role: Role, scope: Scope| {
        let someone = actor(role.category(), vec![Grant { role, scope }]);
        someone.coverage(Action::DecideRequests).unwrap().roles()
    };
    let of = |categories: &[Category]| -> Vec<Role> {
        let all = Role::ALL.into_iter();
        all.filter(|role| categories.contains(&role.category()))
            .collect()
    };
    let homes = Scope::Providers(vec![provider(1)]);
    let at_homes = held(Role::ProviderSecurityOfficial, homes);
    assert_eq!(at_homes, of(&[Category::Provider, Category::Vendor]));
    let iowa = Scope::State(StateCode::parse("IA").unwrap());
    let in_iowa = held(Role::StateAgencySecurityOfficial, iowa);
    assert_eq!(in_iowa, of(&[Category::StateAgency]));
    for (role, category) in [
        (Role::AoSecurityOfficial, Category::AccreditingOrganization),
        (Role::QioSecurityOfficial, Category::Qio),
    ] {
        let one = Scope::Jurisdiction(role.jurisdictions()[0]);
        assert_eq!(held(role, one), of(&[category]));
    }
    // Survey contracts are no Medicare contractor's.
    let mac = Role::MacSecurityOfficial;
    let one = Scope::Jurisdiction(mac.jurisdictions()[0]);
    assert_eq!(held(mac, one), [Role::MacUser, mac]);
    assert_eq!(held(Role::CmsSecurityOfficial, Scope::Nation), Role::ALL);
}
