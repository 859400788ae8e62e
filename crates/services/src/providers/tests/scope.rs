//! Who sees which providers, and how much of them.

use std::collections::BTreeSet;

use domain::{
    access::{AccreditingOrganization, Grant, Jurisdiction, Role, Scope},
    providers::{
        FacilityId, ProviderFilter, ProviderSort, ProviderStatus, ProviderType, StateCode,
    },
};
use jiff::civil::date;
use store::{Db, db_test, exec, fetch};

use super::super::{count_by_state, export, list, profile};
use super::{home, insert, names, person, state};
use crate::{ServiceError, scope::every_state};

#[db_test]
async fn a_provider_user_sees_only_the_providers_of_the_grants(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let other = insert(&mut tx, &home("166402", "Other", "Ashfield", "IA")).await;
    let user = person(&mut tx, Role::PbjViewer, Scope::Providers(vec![own])).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &user, &ProviderFilter::default()).await,
        ["Own"]
    );
    assert_eq!(
        profile(&services, &user, "166401").await.unwrap().line.id,
        own
    );
    assert_eq!(
        profile(&services, &user, &own.0.to_string())
            .await
            .unwrap()
            .line
            .id,
        own
    );
    for slug in ["166402", &other.0.to_string(), "166499", "nothing", ""] {
        assert!(
            matches!(
                profile(&services, &user, slug).await,
                Err(ServiceError::NotFound)
            ),
            "{slug}"
        );
    }
}

#[db_test]
async fn a_grant_that_ended_shows_nothing_at_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let user = person(&mut tx, Role::PbjSubmitter, Scope::Providers(vec![own])).await;
    exec!(
        tx,
        "update role_grant set ended_at = 1 where user_id = $1",
        user.user.0
    )
    .unwrap();
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &user, &ProviderFilter::default()).await,
        [""; 0]
    );
}

#[db_test]
async fn a_state_general_user_reads_nationwide_and_other_roles_only_their_state(db: Db) {
    let mut tx = db.write().await.unwrap();
    insert(&mut tx, &home("166401", "Iowa Home", "Ashfield", "IA")).await;
    insert(&mut tx, &home("366401", "Ohio Home", "Ashfield", "OH")).await;
    let general = person(
        &mut tx,
        Role::StateAgencyGeneralUser,
        Scope::State(state("IA")),
    )
    .await;
    let coordinator = person(
        &mut tx,
        Role::StateAgencyAssessmentCoordinator,
        Scope::State(state("IA")),
    )
    .await;
    let security = person(&mut tx, Role::CmsSecurityOfficial, Scope::Nation).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    assert_eq!(
        names(&services, &general, &ProviderFilter::default()).await,
        ["Iowa Home", "Ohio Home"]
    );
    assert_eq!(
        names(&services, &coordinator, &ProviderFilter::default()).await,
        ["Iowa Home"]
    );
    let counts = count_by_state(&services, &coordinator, &ProviderFilter::default()).await;
    assert_eq!(
        counts.unwrap(),
        [(state("IA"), ProviderType::NursingHome, 1)]
    );
    assert!(
        profile(&services, &general, "366401")
            .await
            .unwrap()
            .of_another_state
    );
    assert!(
        !profile(&services, &general, "166401")
            .await
            .unwrap()
            .of_another_state
    );
    assert!(matches!(
        list(&services, &security, &ProviderFilter::default()).await,
        Err(ServiceError::Denied(_))
    ));
}

fn at(key: &str) -> Scope {
    Scope::Jurisdiction(Jurisdiction::parse(key).unwrap())
}

#[db_test]
async fn a_region_role_sees_its_states_and_an_accrediting_organization_its_deemed_providers(
    db: Db,
) {
    let mut tx = db.write().await.unwrap();
    let mut deemed = home("168401", "Deemed Agency", "Ashfield", "IA");
    deemed.accredited_by = AccreditingOrganization::from_key("tjc");
    let mut of_others = home("368401", "Agency Of Others", "Ashfield", "OH");
    of_others.accredited_by = AccreditingOrganization::from_key("chap");
    insert(&mut tx, &deemed).await;
    insert(&mut tx, &of_others).await;
    insert(&mut tx, &home("166401", "Iowa Home", "Ashfield", "IA")).await;
    insert(&mut tx, &home("366401", "Ohio Home", "Ashfield", "OH")).await;
    let region = person(&mut tx, Role::QioUser, at("region-7")).await;
    let contractor = person(&mut tx, Role::MacUser, at("mac-j15")).await;
    let accreditor = person(&mut tx, Role::AoViewOnlyUser, at("ao-tjc")).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    let all = ProviderFilter::default();
    assert_eq!(
        names(&services, &region, &all).await,
        ["Deemed Agency", "Iowa Home"]
    );
    assert_eq!(
        names(&services, &contractor, &all).await,
        ["Agency Of Others", "Ohio Home"]
    );
    assert_eq!(names(&services, &accreditor, &all).await, ["Deemed Agency"]);
    for (user, seen, hidden) in [
        (&region, "166401", "366401"),
        (&contractor, "366401", "166401"),
        (&accreditor, "168401", "166401"),
        (&accreditor, "168401", "368401"),
    ] {
        assert!(profile(&services, user, seen).await.is_ok(), "{seen}");
        let found = profile(&services, user, hidden).await;
        assert!(matches!(found, Err(ServiceError::NotFound)), "{hidden}");
    }
}

#[db_test]
async fn a_profile_links_to_staffing_only_what_the_viewer_may_see(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Own", "Ashfield", "IA")).await;
    let submitter = person(&mut tx, Role::PbjSubmitter, Scope::Providers(vec![own])).await;
    let vendor = person(
        &mut tx,
        Role::VendorPbjSubmitter,
        Scope::Providers(vec![own]),
    )
    .await;
    let general = person(
        &mut tx,
        Role::StateAgencyGeneralUser,
        Scope::State(state("IA")),
    )
    .await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    for (actor, status, submissions) in [
        (&submitter, true, true),
        (&vendor, false, true),
        (&general, true, false),
    ] {
        let found = profile(&services, actor, "166401").await.unwrap();
        assert_eq!(
            (found.staffing_status, found.submissions),
            (status, submissions)
        );
    }
}

#[db_test]
async fn the_office_of_financial_management_sees_who_a_provider_is_and_no_more(db: Db) {
    let mut tx = db.write().await.unwrap();
    let mut whole = home("166401", "Own", "Ashfield", "IA");
    whole.facility_id = Some(FacilityId::parse("IA1077").unwrap());
    whole.phone = Some("(641) 555-0142".to_owned());
    whole.ownership = Some("Non profit".to_owned());
    whole.certified_on = Some(date(2001, 5, 1));
    insert(&mut tx, &whole).await;
    let role = Role::FinancialManagementUser;
    let finance = person(&mut tx, role, Scope::Nation).await;
    tx.commit().await.unwrap();
    let services = crate::tests::services(db.clone());
    let seen = profile(&services, &finance, "166401").await.unwrap();
    assert!(seen.identity_only && !seen.staffing_status && !seen.submissions);
    assert_eq!(
        (seen.line.name.as_str(), seen.address.as_str()),
        ("Own", "1 Main Street")
    );
    assert_eq!(
        (seen.phone, seen.ownership, seen.certified_beds),
        (None, None, None)
    );
    assert_eq!(
        (
            seen.line.facility_id,
            seen.line.certified_on,
            seen.line.status
        ),
        (None, None, None)
    );
    assert!(seen.certifications.is_empty() && seen.changes.is_empty());
    // Nothing else filters or sorts the list.
    let filter = ProviderFilter {
        status: Some(ProviderStatus::Terminated),
        changed_recently: true,
        sort: ProviderSort::Certified,
        ..ProviderFilter::default()
    };
    let page = list(&services, &finance, &filter).await.unwrap();
    let line = &page.rows[0];
    assert_eq!(
        (&line.facility_id, line.certified_on, line.status),
        (&None, None, None)
    );
    let file = export(&services, &finance, &filter).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(
        file.contains("Own") && !file.contains("IA1077") && !file.contains("Active"),
        "{file}"
    );
    // Whoever sees providers by another role as well sees the whole.
    let mut both = finance.clone();
    both.grants.push(Grant {
        role: Role::CmsViewOnlyUser,
        scope: Scope::Nation,
    });
    assert!(
        !profile(&services, &both, "166401")
            .await
            .unwrap()
            .identity_only
    );
}

#[db_test]
async fn the_states_that_a_scope_is_made_of_are_all_there_are(db: Db) {
    let mut tx = db.read().await.unwrap();
    let rows = fetch!(fetch_all, (String,), tx, every_state!()).unwrap();
    let known: BTreeSet<_> = StateCode::all()
        .map(|state| state.as_str().to_owned())
        .collect();
    assert_eq!(rows.len(), known.len());
    assert_eq!(
        rows.into_iter()
            .map(|(code,)| code)
            .collect::<BTreeSet<_>>(),
        known
    );
}

#[db_test]
async fn whoever_has_a_state_and_a_provider_elsewhere_sees_each_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    let own = insert(&mut tx, &home("166401", "Iowa Home", "Ashfield", "IA")).await;
    let elsewhere = insert(&mut tx, &home("366401", "Ohio Home", "Ashfield", "OH")).await;
    insert(&mut tx, &home("366402", "Other Home", "Ashfield", "OH")).await;
    let mut both = person(
        &mut tx,
        Role::PbjViewer,
        Scope::Providers(vec![own, elsewhere]),
    )
    .await;
    tx.commit().await.unwrap();
    both.grants.push(Grant {
        role: Role::StateAgencyAssessmentCoordinator,
        scope: Scope::State(state("IA")),
    });
    let services = crate::tests::services(db.clone());
    let all = ProviderFilter::default();
    assert_eq!(
        names(&services, &both, &all).await,
        ["Iowa Home", "Ohio Home"]
    );
}
