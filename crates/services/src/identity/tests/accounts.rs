use domain::{identity::Registration, objection::Objection};
use jiff::civil::date;
use store::row::Day;

use super::{
    super::{
        GrantFault, NewGrant, accept_terms, accounts, create_account, disable, enable,
        first_password, grant_role, import_accounts,
        proofing::{Manual, standing},
        recover, recover_password, use_link, vouch,
    },
    registration::{NEW_PASSWORD, account, link_to, registered, underway, work},
    *,
};

/// An installation with Anne, and a home of each of two states.
async fn with_homes(db: Db) -> Services {
    let (services, _) = installation(db, &[]).await;
    let mut tx = services.db.write().await.unwrap();
    for (number, ccn, state, name) in [
        (1_u128, "165123", "IA", "Maple Ridge Care Center"),
        (2, "365123", "OH", "Faraway Hills Care Center"),
    ] {
        exec!(
            tx,
            "insert into provider (id, ccn, state_code, kind, name, search_key, address, city, zip, created_at, updated_at)
             values ($1, $2, $3, 'nursing_home', $4, '', '', '', '', 0, 0)",
            Uuid::from_u128(number),
            ccn,
            state,
            name
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    services
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

async fn grant(
    services: &Services,
    role: &str,
    facilities: &[&str],
    states: &[&str],
) -> Result<Vec<String>, GrantFault> {
    let (facilities, states) = (texts(facilities), texts(states));
    let new = NewGrant {
        user_name: "anne.example",
        role,
        facilities: &facilities,
        states: &states,
        since: None,
        by: "the operator",
    };
    grant_role(services, new, NOON)
        .await
        .map(|(_, places)| places)
}

#[db_test]
async fn an_operator_grants_a_role_where_roles_of_its_category_hold(db: Db) {
    let services = with_homes(db).await;
    for (role, facilities, states, places) in [
        ("help-desk", &[][..], &[][..], &["Nationwide"][..]),
        (
            "State Agency S&C General User",
            &[],
            &["ia", "OH"],
            &["Iowa", "Ohio"],
        ),
        (
            "pbj_submitter",
            &["165123", "365123"],
            &[],
            &[
                "Maple Ridge Care Center (165123)",
                "Faraway Hills Care Center (365123)",
            ],
        ),
    ] {
        let granted = grant(&services, role, facilities, states).await.unwrap();
        assert_eq!(granted, texts(places), "{role}");
        // Twice is once.
        let again = grant(&services, role, facilities, states).await.unwrap();
        assert_eq!(again, texts(&[]), "{role}");
    }
    let line = accounts(&services, "a test", NOON).await.unwrap().remove(0);
    assert_eq!(line.user_name, "ANNE.EXAMPLE");
    assert_eq!(line.roles.len(), 4, "{:?}", line.roles);
    assert_eq!(sent_to(&services, "anne@example.org").await.len(), 3);
    let mut tx = services.db.read().await.unwrap();
    let sql = "select granted_at, granted_by from role_grant";
    for (at, by) in fetch!(fetch_all, (i64, String), tx, sql).unwrap() {
        assert_eq!((at, by.as_str()), (NOON.0, "the operator"));
    }
}

#[db_test]
async fn a_role_that_comes_over_has_been_held_since_its_day_and_none_begins_tomorrow(db: Db) {
    let services = with_homes(db).await;
    let long_ago = date(2026, 9, 30);
    for (role, since, begins) in [
        ("help_desk", long_ago, Instant::start_of(long_ago)),
        ("cms_view_only_user", date(2027, 1, 1), NOON),
    ] {
        let new = NewGrant {
            user_name: "anne.example",
            role,
            facilities: &[],
            states: &[],
            since: Some(since),
            by: "the operator",
        };
        grant_role(&services, new, NOON).await.unwrap();
        let mut tx = services.db.read().await.unwrap();
        let sql = "select granted_at from role_grant where role = $1";
        let (granted_at,) = fetch!(fetch_one, (i64,), tx, sql, role).unwrap();
        assert_eq!(granted_at, begins.0, "{role}");
    }
}

#[db_test]
async fn a_granted_role_is_there_at_the_next_request(db: Db) {
    let services = with_homes(db).await;
    grant(&services, "help_desk", &[], &[]).await.unwrap();
    let token = logged_in(&services).await;
    let Presented::Open(session) = session(&services, &token, AskedBy::Person, at(0))
        .await
        .unwrap()
    else {
        panic!("the session is not open");
    };
    assert!(session.actor.coverage(Action::DecideProofing).is_ok());
}

#[db_test]
async fn what_cannot_be_granted_is_refused_with_the_reason_and_changes_nothing(db: Db) {
    let services = with_homes(db).await;
    for (role, facilities, states, words) in [
        (
            "king",
            &[][..],
            &[][..],
            "the roles are assessment_submitter, ",
        ),
        ("help_desk", &[], &["IA"], "nationwide"),
        ("state_agency_general_user", &[], &[], "--state"),
        (
            "state_agency_general_user",
            &[],
            &["IA", "XX"],
            "\"XX\" is not a state",
        ),
        ("pbj_submitter", &[], &["IA"], "--facility"),
        (
            "pbj_submitter",
            &["165123", "12"],
            &[],
            "\"12\" is not a CCN",
        ),
        (
            "pbj_submitter",
            &["165999"],
            &[],
            "no provider has the CCN 165999",
        ),
    ] {
        let refusal = grant(&services, role, facilities, states)
            .await
            .unwrap_err();
        assert!(refusal.to_string().contains(words), "{refusal}");
    }
    let nobody = NewGrant {
        user_name: "no.such.person",
        role: "help_desk",
        facilities: &[],
        states: &[],
        since: None,
        by: "the operator",
    };
    let refusal = grant_role(&services, nobody, NOON).await.unwrap_err();
    assert!(refusal.to_string().contains("no.such.person"), "{refusal}");
    let of_nobody = NewGrant {
        user_name: "anne.example",
        by: " ",
        ..nobody
    };
    let refusal = grant_role(&services, of_nobody, NOON).await;
    assert!(matches!(refusal, Err(GrantFault::Nobody)), "{refusal:?}");
    assert_eq!(
        accounts(&services, "a test", NOON).await.unwrap()[0].roles,
        []
    );
    assert!(sent_to(&services, "anne@example.org").await.is_empty());
}

#[db_test]
async fn what_forbids_a_role_to_those_who_decide_forbids_it_to_the_operator(db: Db) {
    let services = with_homes(db).await;
    let mut tx = services.db.write().await.unwrap();
    let sql = "update provider set terminated_on = $1 where ccn = '365123'";
    exec!(tx, sql, Day::from(date(2026, 1, 1))).unwrap();
    tx.commit().await.unwrap();
    for (held, wanted, facility, objection) in [
        (
            Role::Auditor,
            "cms_security_official",
            None,
            Objection::AuditsAndAdministers,
        ),
        (
            Role::HelpDesk,
            "auditor",
            None,
            Objection::AuditsAndAdministers,
        ),
        (
            Role::FinancialManagementUser,
            "cms_general_user",
            None,
            Objection::ImposesAndCollects,
        ),
        (
            Role::VendorPbjSubmitter,
            "provider_security_official",
            Some("165123"),
            Objection::WorksForProvider,
        ),
        (
            Role::CmsViewOnlyUser,
            "pbj_viewer",
            Some("365123"),
            Objection::ProviderTerminated,
        ),
    ] {
        let mut tx = services.db.write().await.unwrap();
        exec!(tx, "delete from role_grant").unwrap();
        let sql = "insert into role_grant (id, user_id, role, granted_at) values ($1, $2, $3, 0)";
        let (id, anne) = (Uuid::from_u128(900), Uuid::from_u128(7));
        exec!(tx, sql, id, anne, held.key()).unwrap();
        tx.commit().await.unwrap();
        let facilities: Vec<&str> = facility.into_iter().collect();
        let refused = grant(&services, wanted, &facilities, &[])
            .await
            .unwrap_err();
        assert_eq!(refused.to_string(), objection.words(), "{wanted}");
    }
}

#[db_test]
async fn the_operator_vouches_for_the_first_person_where_people_decide(db: Db) {
    let (mut services, _) = installation(db, &[]).await;
    services.partners.proofing = std::sync::Arc::new(Manual);
    let vouched = async |services: &Services| {
        vouch(
            services,
            "first.person",
            "Passport, in person",
            "the operator",
            NOON,
        )
        .await
    };
    let link = registered(&services, "first@example.org").await;
    let token = create_account(&services, &account(&link, "first.person"), NOON)
        .await
        .unwrap();
    let first = underway(&services, &token).await.holder;
    // The terms come before.
    assert!(vouched(&services).await.is_err());
    accept_terms(&services, &first, true, NOON).await.unwrap();
    let reference = vouched(&services).await.unwrap();
    let then = underway(&services, &token).await;
    assert_eq!(then.registration, Registration::Device);
    let view = standing(&services, &first, NOON).await.unwrap();
    let standing = format!("{:?}", view.standing);
    assert!(
        standing.contains("Passed") && standing.contains(reference.as_str()),
        "{standing}"
    );
    let mut tx = services.db.read().await.unwrap();
    let sql = "select reason from proofing_attempt";
    let (record,) = fetch!(fetch_one, (String,), tx, sql).unwrap();
    assert_eq!(
        record,
        "Passport, in person\nthe operator, at the command line"
    );
    drop(tx);
    // Once is enough.
    assert!(vouched(&services).await.is_err());
}

const FILE: &str = "\
User ID,First Name,Last Name,E-Mail,Legacy,Last Log-in
bela.eidm,Bela,Somogyi,bela@example.org,yes,2026-09-30
cleo.new,Cleo,O'Neill-M\u{fc}ller,Cleo@EXAMPLE.org,,
no,Short,Name,short@example.org,no,
dora.none,,Nameless,dora@example.org,no,
emil.mail,Emil,Mailless,emil,no,
fred.flag,Fred,Flag,fred@example.org,perhaps,
hans.late,Hans,Late,hans@example.org,no,yesterday
anne.example,Anne,Other,other@example.org,no,
ANNE.EXAMPLE,Anne,Example,anne@example.org,no,
\"gina
line\",Gina,Line,gina@example.org,no,
gwen.link,=1+1,Link,gwen@example.org,no,
";

#[db_test]
async fn accounts_from_elsewhere_come_line_by_line_and_twice_is_once(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let report = import_accounts(&services, FILE.as_bytes(), NOON)
        .await
        .unwrap();
    insta::allow_duplicates! {
        insta::assert_snapshot!(report, @r#"
        line 4, "no": A user ID has 6 to 30 letters, digits, periods, hyphens or underscores.
        line 5, "dora.none": A first and a last name have 1 to 60 characters: letters, digits, spaces and - ' . , alone, and a space after a period.
        line 6, "emil.mail": Enter an e-mail address, such as name@example.org.
        line 7, "fred.flag": The column Legacy says yes or no.
        line 8, "hans.late": A last log-in is a date, such as 2026-11-22.
        line 9, "anne.example": This user ID belongs to an account with another e-mail address.
        line 11, "gina\nline": A user ID has 6 to 30 letters, digits, periods, hyphens or underscores.
        line 13, "gwen.link": A first and a last name have 1 to 60 characters: letters, digits, spaces and - ' . , alone, and a space after a period.
        11 lines read: 2 added, 1 unchanged, 8 refused
        "#);
    }
    let again = import_accounts(&services, FILE.as_bytes(), NOON)
        .await
        .unwrap();
    assert_eq!(
        (again.added, again.unchanged, again.refused.len()),
        (0, 3, 8)
    );
    let imported = accounts(&services, "a test", NOON).await.unwrap();
    let [_, bela, cleo] = &imported[..] else {
        panic!("not three accounts: {imported:?}");
    };
    let mut tx = services.db.read().await.unwrap();
    let sql = "select last_log_in_at from user_account where user_name = 'BELA.EIDM'";
    let (at,) = fetch!(fetch_one, (i64,), tx, sql).unwrap();
    assert_eq!(Instant(at).display(), "09/30/2026 12:00 AM ET");
    assert_eq!(
        (bela.registration, cleo.registration),
        (Registration::Device, Registration::Terms)
    );
    assert_eq!(
        (cleo.full_name.as_str(), cleo.email.as_str()),
        ("Cleo O'Neill-M\u{fc}ller", "Cleo@example.org")
    );
}

#[db_test]
async fn a_file_without_a_column_says_which(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let file = "User ID,First Name,Last Name\nbela.eidm,Bela,Somogyi\n";
    let refusal = import_accounts(&services, file.as_bytes(), NOON)
        .await
        .unwrap_err();
    assert!(refusal.to_string().contains("named E-mail"), "{refusal}");
}

#[db_test]
async fn whoever_was_imported_chooses_a_password_by_mail_and_goes_on_with_the_terms(db: Db) {
    let (services, _) = installation(db, &[]).await;
    import_accounts(&services, FILE.as_bytes(), NOON)
        .await
        .unwrap();
    recover(&services, "cleo.new", "192.0.2.1", NOON)
        .await
        .unwrap();
    work(&services, NOON).await;
    let link = link_to(&services, "Cleo@example.org").await;
    let recovering = use_link(&services, &link, visitor("192.0.2.1"), NOON)
        .await
        .unwrap();
    let holder = holder(&services, &recovering.token, NOON).await;
    recover_password(&services, &holder, NEW_PASSWORD, NOON)
        .await
        .unwrap();
    let form = form("cleo.new", NEW_PASSWORD);
    let entered = log_in(&services, form, NOON).await.unwrap();
    assert_eq!(entered.registration, Registration::Terms);
}

#[db_test]
async fn whoever_came_from_eidm_is_told_a_first_password_and_goes_on_with_the_second_factor(
    db: Db,
) {
    let (services, _) = installation(db, &[]).await;
    import_accounts(&services, FILE.as_bytes(), NOON)
        .await
        .unwrap();
    let password = first_password(&services, "bela.eidm", "the operator", NOON)
        .await
        .unwrap();
    let form = LogIn {
        user_name: "bela.eidm",
        password: &password,
        consent: true,
        visitor: visitor("192.0.2.1"),
    };
    let entered = log_in(&services, form, NOON).await.unwrap();
    assert_eq!(
        (entered.stage, entered.registration),
        (SessionStage::Registering, Registration::Device)
    );
    let [mail] = sent_to(&services, "bela@example.org")
        .await
        .try_into()
        .unwrap();
    assert!(!mail.paragraphs.join(" ").contains(&password));
    // Nobody's own password is taken from them.
    for user_name in ["bela.eidm", "anne.example", "cleo.new"] {
        let refused = first_password(&services, user_name, "the operator", NOON).await;
        assert!(
            matches!(refused, Err(GrantFault::HasPassword(_))),
            "{refused:?}"
        );
    }
}

#[db_test]
async fn an_account_is_switched_off_with_its_sessions_and_on_again_and_each_is_recorded(db: Db) {
    let (services, _) = installation(db, &[]).await;
    let token = logged_in(&services).await;
    let off = async |name: &str, by: &str| disable(&services, name, by, NOON).await;
    assert!(matches!(
        off("anne.example", " ").await,
        Err(GrantFault::Nobody)
    ));
    assert!(matches!(
        off("NOBODY.HERE", "a test").await,
        Err(GrantFault::NoAccount(_))
    ));
    off("anne.example", "a test").await.unwrap();
    assert!(matches!(
        off("anne.example", "a test").await,
        Err(GrantFault::NoAccount(_))
    ));
    let found = session(&services, &token, AskedBy::Person, at(0)).await;
    assert_eq!(found.unwrap(), Presented::Unknown);
    field_errors(log_in(&services, form("ANNE.EXAMPLE", PASSWORD), NOON).await);
    assert!(!accounts(&services, "a test", NOON).await.unwrap()[0].is_active);

    enable(&services, "ANNE.EXAMPLE", "a test", NOON)
        .await
        .unwrap();
    let again = enable(&services, "ANNE.EXAMPLE", "a test", NOON).await;
    assert!(matches!(again, Err(GrantFault::NotDisabled(_))));
    logged_in(&services).await;
    let mut tx = services.db.read().await.unwrap();
    let sql =
        "select act, operator, object_id from audit_event where operator is not null order by seq";
    let rows = fetch!(fetch_all, (String, String, Option<String>), tx, sql).unwrap();
    let row = |act: &str, object: Option<&str>| {
        (
            act.to_owned(),
            "a test".to_owned(),
            object.map(str::to_owned),
        )
    };
    assert_eq!(
        rows,
        [
            row("user_disabled", None),
            row("sensitive_read", Some("accounts")),
            row("user_enabled", None),
        ]
    );
}
