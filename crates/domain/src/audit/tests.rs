use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{
    access::{
        Action, Actor, Category, Grant, Jurisdiction, Role, Scope, SurveyorId, SurveyorOrigin,
    },
    assessments::PatientNumber,
    identity::UserId,
    listing::{Query, SealedSearch},
    providers::ProviderId,
    submissions::SubmissionNumber,
    time::{Instant, Now},
};

#[test]
fn keys_of_acts_are_unique_and_read_back() {
    let keys: BTreeSet<_> = Act::ALL.map(Act::key).into();
    assert_eq!(keys.len(), Act::ALL.len());
    for act in Act::ALL {
        assert_eq!(Act::from_key(act.key()), Some(act));
    }
}

#[test]
fn an_address_reads_back_what_it_was_written_from() {
    let filter = AuditFilter {
        from: Some(date(2026, 11, 1)),
        to: Some(date(2026, 11, 30)),
        search: SealedSearch::parse("c2VhbGVk"),
        act: Some(Act::Read),
        organization: Organization::parse("16E724"),
        jurisdiction: Jurisdiction::parse("ao-tjc").ok(),
        patient: Some(PatientNumber(500_001)),
        outcome: Some(Outcome::Failed),
        before: Some(77),
    };
    assert_eq!(AuditFilter::from_query(&filter.to_query()), filter);
    let state = Organization::parse("IA");
    assert!(matches!(state, Some(Organization::State(_))));
    assert_eq!(
        Organization::parse(" ZZ9 "),
        Some(Organization::Unknown("ZZ9".to_owned()))
    );
    let nonsense = Query::parse(
        "from=yesterday&user=ANNE.EXAMPLE&search=anne+example&act=fly&organization=&jurisdiction=iowa&patient=ruth&before=first",
    );
    assert_eq!(AuditFilter::from_query(&nonsense), AuditFilter::default());
}

#[test]
fn what_a_list_shows_is_named_up_to_a_bound() {
    let listed = |many: i64| {
        let numbers = (1..=many).rev().chain([many]).map(PatientNumber);
        let event = Event::new(Act::Read, Who::Program, Instant(0)).patients(numbers);
        serde_json::to_value(&event.detail).unwrap()
    };
    assert_eq!(listed(3), json!({ "patients": [1, 2, 3] }));
    let most = i64::try_from(Event::NAMED).unwrap();
    assert_eq!(listed(most)["patients"].as_array().unwrap().len(), 1_000);
    assert_eq!(
        listed(most + 1),
        json!({ "patients": { "different": 1_001, "lowest_and_highest": [1, 1_001] } })
    );
    let file = FileMark(SubmissionNumber(1_000_001), 2);
    let event = Event::new(Act::Read, Who::Program, Instant(0)).files([file]);
    let detail = serde_json::to_value(&event.detail).unwrap();
    assert_eq!(detail, json!({ "files": ["1000001/2"] }));
}

#[test]
fn whoever_acts_is_recorded_with_the_roles_that_allow_it_and_no_others() {
    let moment = Instant(0);
    let held = |role| Grant {
        role,
        scope: Scope::Providers(Vec::new()),
    };
    let actor = Actor {
        user: UserId(Uuid::nil()),
        user_name: "SOMEONE".into(),
        category: Category::Provider,
        grants: [Role::PbjViewer, Role::PbjSubmitter, Role::PbjViewer]
            .map(held)
            .into(),
        now: Now {
            system: moment,
            rules: moment,
        },
        viewing: None,
    };
    let roles = |who| match who {
        Who::Person { roles, .. } => roles,
        other => panic!("{other:?}"),
    };
    let sends = roles(Who::may(&actor, Action::SubmitStaffing));
    assert_eq!(sends, [Role::PbjSubmitter]);
    let views = roles(Who::may(&actor, Action::ViewStaffing));
    assert_eq!(views, [Role::PbjSubmitter, Role::PbjViewer]);
}

#[test]
fn an_event_names_each_provider_once_in_one_order() {
    let provider = |number| ProviderId(Uuid::from_u128(number));
    let event = Event::new(Act::Read, Who::Program, Instant(0)).at([3, 1, 3, 2].map(provider));
    assert_eq!(event.providers, [1, 2, 3].map(provider));
}

#[test]
fn the_facts_of_an_event_are_written_in_their_order() {
    let event = Event::new(Act::Read, Who::Program, Instant(0))
        .count("rows", 7_usize)
        .word("change", "removed")
        .with("fields", Fact::Words(vec!["phone", "address"]))
        .surveyor(SurveyorId::parse("30417").unwrap(), SurveyorOrigin::Created);
    assert_eq!(
        serde_json::to_string(&event.detail).unwrap(),
        r#"{"rows":7,"change":"removed","fields":["phone","address"],"origin":"created","surveyor_id":"30417"}"#
    );
}
