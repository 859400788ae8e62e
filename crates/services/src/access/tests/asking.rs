//! Asking for a role: what is refused with which words, and what is written down.

use std::sync::Arc;

use domain::{
    access::{
        Approval, Jurisdiction, OrganizationLine, RequestFilter, RequestState, Role, RoleRequest,
        SearchBy, SurveyorAnswer, SurveyorId, Withheld,
    },
    site::Site,
};
use futures::future::join_all;
use store::{Db, db_test, exec, fetch};

use super::{
    CLOSED, DAVIS, OHIO, OTHER, World, as_surveyor, at, at_homes, in_state, nationwide, refusal,
};
use crate::{
    ServiceError,
    access::{
        approve, find_organization, find_request, offered_roles, organizations, own_requests,
        suspend,
    },
    identity::Session,
};

async fn found(
    world: &World,
    person: &Session,
    role: Role,
    number: (SearchBy, &str),
) -> Result<OrganizationLine, ServiceError> {
    find_organization(&world.services, &person.actor, role, number).await
}

#[db_test]
async fn a_provider_is_found_by_its_ccn_and_by_its_facility_id(db: Db) {
    let world = World::empty(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for (by, text) in [
        (SearchBy::Ccn, DAVIS),
        (SearchBy::Ccn, " 16-e724 "),
        (SearchBy::Ccn, " 16 E 724 "),
        (SearchBy::FacilityId, "ia1077"),
    ] {
        let found = found(&world, &anna, Role::ProviderSecurityOfficial, (by, text))
            .await
            .unwrap();
        assert_eq!((found.id, found.slug.as_str()), (world.davis, DAVIS));
        assert_eq!(found.address, "1 Main Street");
        assert_eq!(found.place, "Ashfield, IA 50001");
    }
}

#[db_test]
async fn a_number_that_leads_to_no_provider_says_why(db: Db) {
    let world = World::empty(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for (by, text, why) in [
        (SearchBy::Ccn, " ", "Enter a CCN."),
        (SearchBy::FacilityId, "", "Enter a Facility ID."),
        (SearchBy::Ccn, "1234567", "6 characters"),
        (SearchBy::Ccn, "16O724", "whether O stands for 0"),
        (SearchBy::Ccn, "14Q7942001", "the CCN of its agency"),
        (SearchBy::FacilityId, "IA 1077", "letters and digits"),
        (SearchBy::Ccn, "165999", "No provider has this CCN."),
        (
            SearchBy::FacilityId,
            "ZZ9",
            "No provider has this Facility ID.",
        ),
        (SearchBy::FacilityId, "IA1078", "Search by CCN."),
        (SearchBy::Ccn, CLOSED, "is terminated"),
    ] {
        let role = Role::ProviderSecurityOfficial;
        let refused = found(&world, &anna, role, (by, text)).await;
        let (field, message) = refusal(refused);
        assert_eq!(field, "search_for");
        assert!(message.contains(why), "{text}: {message}");
    }
}

#[db_test]
async fn what_stands_in_the_way_of_asking_at_a_provider_is_said_when_it_is_added(db: Db) {
    let world = World::new(db).await;
    let viewer = (Role::PbjViewer, at(&[world.davis]));
    let anna = world.add("ANNA.OTT", &[viewer]).await;
    for (role, ccn, why) in [
        (Role::PbjSubmitter, OHIO, "has no security official yet"),
        (Role::PbjViewer, DAVIS, "you hold this role already"),
    ] {
        let refused = found(&world, &anna, role, (SearchBy::Ccn, ccn)).await;
        let (field, message) = refusal(refused);
        assert_eq!(field, "search_for");
        assert!(message.contains(why), "{message}");
    }
    let number = (SearchBy::Ccn, DAVIS);
    assert!(
        found(&world, &anna, Role::PbjSubmitter, number)
            .await
            .is_ok()
    );
    let refused = found(&world, &anna, Role::AdoDeveloper, number).await;
    assert_eq!(refusal(refused).0, "role");
}

#[db_test]
async fn where_the_last_official_is_suspended_it_is_said_who_helps(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let mut tx = world.services.db.write().await.unwrap();
    let sql = "update role_grant set ended_at = 1, ended_why = 'suspended'
        where role in ('provider_security_official', 'state_agency_security_official')";
    exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
    let refused = [
        world.ask(&anna, &at_homes(Role::PbjViewer, &[DAVIS])).await,
        world
            .ask(&anna, &in_state(Role::StateAgencyGeneralUser, "IA"))
            .await,
    ];
    let phone = &world.services.site.service_center_phone;
    for refused in refused {
        let (_, message) = refusal(refused);
        for words in ["has no security official at present", phone.as_str()] {
            assert!(message.contains(words), "{message}");
        }
        assert!(message.contains("Production Control"), "{message}");
    }
    // Where there never was one, nobody is suspended.
    let refused = world.ask(&anna, &at_homes(Role::PbjViewer, &[OHIO])).await;
    let (_, message) = refusal(refused);
    assert!(message.contains("security official yet"), "{message}");
}

#[db_test]
async fn the_providers_of_an_address_come_in_its_order_without_the_unknown(db: Db) {
    let world = World::empty(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let slugs = [OHIO, "shoe", DAVIS, OHIO].map(str::to_owned);
    let found = organizations(&world.services, &anna.actor, &slugs)
        .await
        .unwrap();
    let ids: Vec<_> = found.into_iter().map(|line| line.id).collect();
    assert_eq!(ids, [world.ohio, world.davis]);
}

#[db_test]
async fn a_request_is_a_row_for_each_organization_and_both_sides_hear_of_it(db: Db) {
    let world = World::new(db).await;
    let homes = at(&[world.davis, world.other]);
    world
        .add("PSO.SECOND", &[(Role::ProviderSecurityOfficial, homes)])
        .await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS, OTHER, DAVIS]);
    assert_eq!(world.ask(&anna, &wanted).await.unwrap().len(), 2);

    let cms = world.session("SO.OF.CMS").await;
    let seen = world.seen_by(&cms, &RequestFilter::default()).await;
    let expected = ("ANNA.OTT".to_owned(), Role::PbjViewer);
    assert_eq!(seen, [expected.clone(), expected]);
    assert_eq!(
        world.subjects("ANNA.OTT").await,
        ["Your role request was submitted"]
    );
    for (official, both) in [("PSO.DAVIS", false), ("PSO.SECOND", true)] {
        assert_eq!(
            world.subjects(official).await,
            ["A role request waits for a decision"]
        );
        let mail = world.newest_mail(official).await;
        assert!(mail.contains("ANNA.OTT") && mail.contains(DAVIS), "{mail}");
        assert_eq!(mail.contains(OTHER), both, "{mail}");
    }
    // They do not decide on it.
    for other in ["SO.OF.CMS", "SASO.IOWA", "PRODUCTION"] {
        assert!(world.subjects(other).await.is_empty(), "{other}");
    }
}

#[db_test]
async fn a_request_names_its_organizations(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for (wanted, field, why) in [
        (
            at_homes(Role::PbjViewer, &[]),
            "search_for",
            "Add at least one provider.",
        ),
        (
            at_homes(Role::PbjViewer, &["165999"]),
            "search_for",
            "not known here",
        ),
        (
            at_homes(Role::ProviderSecurityOfficial, &[CLOSED]),
            "provider-366402",
            "is terminated",
        ),
        (
            nationwide(Role::StateAgencyGeneralUser),
            "state",
            "Choose a state.",
        ),
    ] {
        let (at, message) = refusal(world.ask(&anna, &wanted).await);
        assert_eq!(at, field);
        assert!(message.contains(why), "{message}");
    }
    let many = ["16E724"; 101];
    let (at, message) = refusal(world.ask(&anna, &at_homes(Role::PbjViewer, &many)).await);
    assert_eq!(at, "search_for");
    assert!(message.contains("at most 100"), "{message}");
}

#[db_test]
async fn without_a_security_official_only_that_role_can_be_asked_for(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS, OHIO]);
    let (field, message) = refusal(world.ask(&anna, &wanted).await);
    assert_eq!(field, "provider-366401");
    assert!(message.contains("Home 366401") && message.contains("Provider Security Official"));
    assert!(!message.contains(DAVIS), "{message}");
    let wanted = in_state(Role::StateAgencyGeneralUser, "OH");
    let (field, message) = refusal(world.ask(&anna, &wanted).await);
    assert_eq!(field, "state");
    assert!(message.contains("State Agency Security Official"));

    // Nothing was asked for, not even where somebody would decide.
    let cms = world.session("SO.OF.CMS").await;
    let seen = world.seen_by(&cms, &RequestFilter::default()).await;
    assert!(seen.is_empty(), "{seen:?}");
    let first = at_homes(Role::ProviderSecurityOfficial, &[OHIO]);
    world.asked(&anna, &first).await;
    let first = in_state(Role::StateAgencySecurityOfficial, "OH");
    world.asked(&anna, &first).await;
}

#[db_test]
async fn an_official_whose_account_is_disabled_decides_nothing(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let mut tx = world.services.db.write().await.unwrap();
    let sql = "update user_account set state = 'disabled' where user_name = 'PSO.DAVIS'";
    store::exec!(tx, sql).unwrap();
    tx.commit().await.unwrap();
    let (_, message) = refusal(world.ask(&anna, &at_homes(Role::PbjViewer, &[DAVIS])).await);
    assert!(message.contains("no security official"), "{message}");
}

#[db_test]
async fn what_is_held_pending_or_suspended_is_not_asked_for_again(db: Db) {
    let world = World::new(db).await;
    let viewer = (Role::PbjViewer, at(&[world.davis]));
    let anna = world.add("ANNA.OTT", &[viewer]).await;
    let (_, message) = refusal(world.ask(&anna, &at_homes(Role::PbjViewer, &[DAVIS])).await);
    assert!(message.contains("you hold this role already"), "{message}");

    let official = world.session("PSO.DAVIS").await;
    let line = world.grant_of(&official, "ANNA.OTT", Role::PbjViewer).await;
    suspend(&world.services, &official, line.id, line.provider, "Away.")
        .await
        .unwrap();
    let (_, message) = refusal(world.ask(&anna, &at_homes(Role::PbjViewer, &[DAVIS])).await);
    assert!(message.contains("is suspended"), "{message}");

    let others = [
        (at_homes(Role::PbjSubmitter, &[DAVIS]), "provider-16E724"),
        (in_state(Role::StateAgencyGeneralUser, "IA"), "state"),
        (nationwide(Role::HelpDesk), "role"),
    ];
    for (wanted, field) in others {
        world.asked(&anna, &wanted).await;
        let (at, message) = refusal(world.ask(&anna, &wanted).await);
        assert_eq!(at, field);
        assert!(message.contains("waits for a decision"), "{message}");
    }
}

#[db_test]
async fn two_equal_requests_at_once_become_one(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for wanted in [
        at_homes(Role::PbjViewer, &[DAVIS]),
        in_state(Role::StateAgencyGeneralUser, "IA"),
        nationwide(Role::HelpDesk),
    ] {
        let asked = join_all([world.ask(&anna, &wanted), world.ask(&anna, &wanted)]).await;
        let counted = asked.iter().filter(|asked| asked.is_ok()).count();
        assert_eq!(counted, 1, "{asked:?}");
    }
}

#[db_test]
async fn a_vendor_is_no_security_official_of_a_provider(db: Db) {
    let world = World::new(db).await;
    let vendor = (Role::VendorPbjSubmitter, at(&[world.davis]));
    let holds = world.add("VENDOR.ONE", &[vendor]).await;
    let asks = world.add("VENDOR.TWO", &[]).await;
    let wanted = at_homes(Role::VendorAssessmentSubmitter, &[DAVIS]);
    world.asked(&asks, &wanted).await;
    for vendor in [holds, asks] {
        let wanted = at_homes(Role::ProviderSecurityOfficial, &[DAVIS]);
        let (field, message) = refusal(world.ask(&vendor, &wanted).await);
        assert_eq!(field, "role");
        assert!(message.contains("vendor"), "{message}");
    }
}

#[db_test]
async fn who_imposes_penalties_does_not_collect_them(db: Db) {
    let world = World::new(db).await;
    let (general, finance) = (Role::CmsGeneralUser, Role::FinancialManagementUser);
    for (number, (held, asked)) in [(general, finance), (finance, general)]
        .into_iter()
        .enumerate()
    {
        let scope = domain::access::Scope::Nation;
        let holds = world
            .add(&format!("HOLDER.{number}"), &[(held, scope)])
            .await;
        let (field, message) = refusal(world.ask(&holds, &nationwide(asked)).await);
        assert_eq!(field, "role");
        assert!(message.contains("penalties"), "{message}");
        let asks = world.add(&format!("ASKER.{number}"), &[]).await;
        world.asked(&asks, &nationwide(held)).await;
        refusal(world.ask(&asks, &nationwide(asked)).await);
    }
}

#[db_test]
async fn the_surveyor_question_counts_for_its_two_roles_and_may_be_skipped(db: Db) {
    let world = World::new(db).await;
    let cms = world.session("SO.OF.CMS").await;
    let id = SurveyorId::parse("12345").unwrap();
    let answered = |role, surveyor| RoleRequest {
        surveyor,
        surveyor_id: Some(id.clone()),
        ..nationwide(role)
    };
    let (yes, no) = (Some(SurveyorAnswer::Yes), Some(SurveyorAnswer::No));
    for (number, (wanted, answer, kept)) in [
        (answered(Role::CmsGeneralUser, yes), yes, true),
        (answered(Role::CmsGeneralUser, no), no, false),
        (
            answered(Role::CmsGeneralUser, None),
            Some(SurveyorAnswer::Skip),
            false,
        ),
        (answered(Role::HelpDesk, yes), None, false),
        (as_surveyor(), yes, false),
    ]
    .into_iter()
    .enumerate()
    {
        let someone = world.add(&format!("SOMEONE.{number}"), &[]).await;
        let asked = world.asked(&someone, &wanted).await;
        let found = find_request(&world.services, &cms.actor, asked)
            .await
            .unwrap();
        assert_eq!(found.surveyor, answer);
        assert_eq!(found.surveyor_id, Some(id.clone()).filter(|_| kept));
        assert!(!found.surveyor_verified);
        assert_eq!(found.line.state, RequestState::Pending);
        // Whoever decides is told that there is an ID to verify.
        let decider = wanted.state.map_or("SO.OF.CMS", |_| "SASO.IOWA");
        let mail = world.newest_mail(decider).await;
        assert!(mail.contains(&format!("SOMEONE.{number}")), "{mail}");
        assert_eq!(
            mail.contains("federal surveyor ID"),
            answer == yes,
            "{mail}"
        );
    }
}

#[db_test]
async fn nobody_asks_more_often_than_the_limit_says_nor_mails_the_officials(db: Db) {
    let mut world = World::new(db).await;
    world.services.rules.limits.role_request.requests = 2;
    let anna = world.add("ANNA.OTT", &[]).await;
    let roles = [
        Role::PbjViewer,
        Role::PbjSubmitter,
        Role::AssessmentSubmitter,
    ];
    let mut asked = Vec::new();
    for role in roles {
        asked.push(world.ask(&anna, &at_homes(role, &[DAVIS])).await);
    }
    assert!(asked[0].is_ok() && asked[1].is_ok(), "{asked:?}");
    assert!(
        matches!(asked[2], Err(ServiceError::TooMany { .. })),
        "{asked:?}"
    );
    assert_eq!(world.subjects("PSO.DAVIS").await.len(), 2);
    // Each person counts by themselves.
    let berta = world.add("BERTA.OTT", &[]).await;
    let wanted = at_homes(Role::PbjViewer, &[DAVIS]);
    world.asked(&berta, &wanted).await;
}

fn at_jurisdiction(role: Role, key: &str) -> RoleRequest {
    RoleRequest {
        jurisdiction: Some(Jurisdiction::parse(key).unwrap()),
        ..nationwide(role)
    }
}

#[db_test]
async fn a_role_of_a_region_is_asked_for_with_a_region_and_nothing_else(db: Db) {
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    for wanted in [
        nationwide(Role::QioUser),
        in_state(Role::QioUser, "IA"),
        at_jurisdiction(Role::QioUser, "ao-tjc"),
        at_jurisdiction(Role::MacUser, "survey-7"),
    ] {
        let (field, _) = refusal(world.ask(&anna, &wanted).await);
        assert_eq!(field, "jurisdiction", "{wanted:?}");
    }
    let wanted = at_jurisdiction(Role::QioUser, "region-7");
    world.asked(&anna, &wanted).await;
    let (field, message) = refusal(world.ask(&anna, &wanted).await);
    assert_eq!(field, "jurisdiction");
    assert!(message.contains("Region 7"), "{message}");
    // Another region is another request.
    world
        .asked(&anna, &at_jurisdiction(Role::QioUser, "region-5"))
        .await;
    let asked = |region| {
        let detail = format!(r#"{{"role":"qio_user","jurisdiction":"{region}"}}"#);
        ("authz_role_asked".to_owned(), "person".to_owned(), detail)
    };
    assert_eq!(
        recorded(&world, &anna).await,
        [asked("region-7"), asked("region-5")]
    );
}

/// Act, kind of actor and facts of what is recorded about an account.
async fn recorded(world: &World, person: &Session) -> Vec<(String, String, String)> {
    let mut tx = world.services.db.read().await.unwrap();
    let user = person.actor.user.0;
    fetch!(
        fetch_all,
        (String, String, String),
        tx,
        "select act, actor_kind, detail from audit_event where account_id = $1 order by seq",
        user
    )
    .unwrap()
}

#[db_test]
async fn the_first_official_of_an_accrediting_organization_is_decided_on_by_cms_and_decides_for_it_alone(
    db: Db,
) {
    let world = World::new(db).await;
    let cms = world.session("SO.OF.CMS").await;
    let wanted = at_jurisdiction(Role::AoSecurityOfficial, "ao-tjc");
    let olga = world.add("OLGA.BECK", &[]).await;
    let id = world.asked(&olga, &wanted).await;
    approve(&world.services, &cms, id, Approval::default())
        .await
        .unwrap();
    let olga = world.session("OLGA.BECK").await;

    let anna = world.add("ANNA.OTT", &[]).await;
    let theirs = world
        .asked(&anna, &at_jurisdiction(Role::AoGeneralUser, "ao-tjc"))
        .await;
    let others = world
        .asked(&anna, &at_jurisdiction(Role::AoGeneralUser, "ao-chap"))
        .await;
    // Nothing of a provider is theirs to decide, whoever accredited it.
    world
        .change(
            "update provider set accredited_by = 'ao-tjc' where ccn = $1",
            DAVIS,
        )
        .await;
    let at_davis = world
        .asked(&anna, &at_homes(Role::PbjViewer, &[DAVIS]))
        .await;
    let seen = world.seen_by(&olga, &RequestFilter::default()).await;
    assert_eq!(seen, [("ANNA.OTT".to_owned(), Role::AoGeneralUser)]);
    for id in [others, at_davis] {
        let refused = approve(&world.services, &olga, id, Approval::default()).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }
    approve(&world.services, &olga, theirs, Approval::default())
        .await
        .unwrap();
    assert_eq!(
        world.held_by("ANNA.OTT").await,
        [(Role::AoGeneralUser, "The Joint Commission".to_owned())]
    );
}

#[db_test]
async fn a_role_is_granted_at_once_in_the_training_environment_alone(db: Db) {
    let mut world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = in_state(Role::StateAgencyGeneralUser, "OH");
    // Ohio has no security official: nobody could decide.
    let (field, _) = refusal(world.ask(&anna, &wanted).await);
    assert_eq!(field, "state");
    let (field, _) = refusal(world.ask(&anna, &nationwide(Role::AdoDeveloper)).await);
    assert_eq!(field, "role");
    world.services.site = Arc::new(Site {
        is_training: true,
        ..Site::default()
    });
    world.asked(&anna, &wanted).await;
    assert_eq!(
        world.held_by("ANNA.OTT").await,
        [(Role::StateAgencyGeneralUser, "Ohio".to_owned())]
    );
    let own = own_requests(&world.services, &anna).await.unwrap();
    let [listed] = own.as_slice() else {
        panic!("not one request: {own:?}");
    };
    assert!(listed.granted_at_once && listed.deciders.is_empty());
    assert_eq!(
        world.subjects("ANNA.OTT").await,
        ["Your role is available in the training environment"]
    );
    let event = |act: &str, who: &str| {
        let detail = r#"{"role":"state_agency_general_user"}"#;
        (act.to_owned(), who.to_owned(), detail.to_owned())
    };
    assert_eq!(
        recorded(&world, &anna).await,
        [
            event("authz_role_asked", "person"),
            event("privilege_role_granted", "program")
        ]
    );
    world.asked(&anna, &nationwide(Role::AdoDeveloper)).await;
}

#[db_test]
async fn a_role_that_is_being_given_stands_in_the_way_of_one_that_it_forbids(db: Db) {
    const GIVE: &str = "insert into role_grant (id, user_id, role, granted_at)
        select u.id, u.id, 'vendor_pbj_submitter', 0 from user_account u where u.user_name = $1";
    let world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    let wanted = at_homes(Role::ProviderSecurityOfficial, &[OTHER]);
    let asking = world.ask(&anna, &wanted);
    let (field, _) = refusal(world.during((GIVE, "ANNA.OTT"), asking).await);
    assert_eq!(field, "role");
}

#[db_test]
async fn what_an_installation_withholds_cannot_be_asked_for(db: Db) {
    let mut world = World::new(db).await;
    let anna = world.add("ANNA.OTT", &[]).await;
    world.services.rules.withheld = Arc::new(Withheld::new([Role::QioUser]));
    let wanted = at_jurisdiction(Role::QioUser, "region-7");
    let (field, _) = refusal(world.ask(&anna, &wanted).await);
    assert_eq!(field, "role");
    assert!(!offered_roles(&world.services, &anna.actor).contains(&Role::QioUser));
}
