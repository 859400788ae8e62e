//! What the address of a list says in vain, its page tells.

use domain::access::Role;

use super::house::{House, OWN, user_of};

const SAID: &str = "Not understood, and so left out:";

/// Who sees a list, its address with words that nothing is called by, and what is said of them.
const MISSPELT: [(Role, &str, &str); 20] = [
    (
        Role::FinancialManagementUser,
        "/penalties?state=XX&status=zzz&standing=zzz&sort=foo&dir=up&size=7",
        "State “XX”, Status “zzz”, What is owed “zzz”, Sorted by “foo”, Direction “up”, Rows per page “7”.",
    ),
    (
        Role::FinancialManagementUser,
        "/penalties/receipts?page=last",
        "Page “last”.",
    ),
    (
        Role::CmsGeneralUser,
        "/providers?state=XX&region=99&type=zzz&status=zzz&sort=foo",
        "State “XX”, CMS region “99”, Provider type “zzz”, Status “zzz”, Sorted by “foo”.",
    ),
    (
        Role::CmsGeneralUser,
        "/staffing/status?quarter=2026Q9&state=XX&region=99&status=zzz&sort=foo",
        "Quarter “2026Q9”, State “XX”, CMS region “99”, Status “zzz”, Sorted by “foo”.",
    ),
    (
        Role::PbjSubmitter,
        "/staffing?quarter=2026Q9",
        "Quarter “2026Q9”.",
    ),
    (
        Role::PbjSubmitter,
        "/submissions?kind=zzz&state=zzz&quarter=2026Q9&sort=foo",
        "Quarter “2026Q9”, State “zzz”, Kind “zzz”, Sorted by “foo”.",
    ),
    (
        Role::ProviderAdministrator,
        "/assessments?instrument=zzz&reason=zzz&state=zzz&sort=foo",
        "Instrument “zzz”, Reason “zzz”, Versions “zzz”, Sorted by “foo”.",
    ),
    (
        Role::ProviderAdministrator,
        "/assessments/inbox?show=zzz",
        "Records “zzz”.",
    ),
    (
        Role::ProviderAdministrator,
        "/patients?sort=foo",
        "Sorted by “foo”.",
    ),
    (
        Role::ProviderAdministrator,
        "/reports/roster?state=XX&instrument=zzz",
        "State “XX”, Instrument “zzz”.",
    ),
    (
        Role::HelpDeskProductionControl,
        "/patients/exclusions?place=XX",
        "Show the codes of “XX”.",
    ),
    (
        Role::ProviderSecurityOfficial,
        "/access/requests?state=zzz&role=zzz&jurisdiction=zzz",
        "User Role “zzz”, Region or contract “zzz”, State “zzz”.",
    ),
    (
        Role::ProviderSecurityOfficial,
        "/access/users?role=zzz&last_log_in=zzz&surveyor=zzz&show=zzz&sort=foo",
        "User Role “zzz”, Last log-in “zzz”, Federal surveyor ID “zzz”, Roles “zzz”, Sorted by “foo”.",
    ),
    (
        Role::ProviderSecurityOfficial,
        "/access/recertification?role=zzz",
        "User Role “zzz”.",
    ),
    (
        Role::HelpDeskProductionControl,
        "/access/organizations?state=XX&why=zzz",
        "State “XX”, Why “zzz”.",
    ),
    (Role::HelpDesk, "/support/jobs?state=zzz", "State “zzz”."),
    (Role::HelpDesk, "/support/tickets?state=zzz", "State “zzz”."),
    (
        Role::HelpDeskProductionControl,
        "/support/proofing?outcome=zzz",
        "State “zzz”.",
    ),
    (
        Role::Auditor,
        "/audit?from=soon&act=zzz&organization=zzz&jurisdiction=zzz&outcome=zzz",
        "From “soon”, What “zzz”, Region, accrediting organization or contract “zzz”, Outcome “zzz”.",
    ),
    (
        Role::ProviderSecurityOfficial,
        "/audit/viewings?to=soon",
        "Until “soon”.",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_choice_of_a_list_is_told_by_its_page() {
    let house = House::new().await;
    for (role, address, words) in MISSPELT {
        let cookie = house.session_of(&user_of(role)).await;
        let list = house.get(address).cookie(&cookie).send().await;
        assert_eq!(list.status, 200, "{address}");
        let said = list.body.split(SAID).nth(1);
        let said = said.and_then(|said| said.split('<').next());
        assert_eq!(said.map(str::trim), Some(words), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_organization_that_is_none_stays_in_its_field_with_an_error_and_lists_nothing() {
    let house = House::new().await;
    for (role, list, nothing) in [
        (
            Role::CmsSecurityOfficial,
            "/access/users",
            "No roles match.",
        ),
        (
            Role::CmsSecurityOfficial,
            "/access/requests",
            "No requests match.",
        ),
        (Role::Auditor, "/audit", "No events match."),
        (
            Role::ProviderSecurityOfficial,
            "/audit/organization",
            "No events match.",
        ),
    ] {
        let cookie = house.session_of(&user_of(role)).await;
        for typed in ["IOWA", "ZZ9"] {
            let address = format!("{list}?organization={typed}");
            let page = house.get(&address).cookie(&cookie).send().await;
            assert_eq!(page.status, 200, "{address}");
            for words in [
                nothing,
                "Enter a CCN, or the two letters of a state.",
                &format!("value=\"{typed}\""),
            ] {
                assert!(page.body.contains(words), "{address}: {words}");
            }
            assert!(!page.body.contains(SAID), "{address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_choice_that_an_address_could_leave_out_is_not_told() {
    let house = House::new().await;
    let ccn = OWN.ccn;
    for (role, address) in [
        (
            Role::FinancialManagementUser,
            "/penalties?sort=notice&dir=desc&page=1&size=25".to_owned(),
        ),
        (
            Role::CmsGeneralUser,
            "/providers?sort=name&dir=asc&state=&type=".to_owned(),
        ),
        (
            Role::PbjSubmitter,
            "/submissions?kind=pbj&sort=received&dir=desc".to_owned(),
        ),
        (
            Role::ProviderAdministrator,
            format!("/assessments/inbox?show=open&facility={ccn}"),
        ),
        (
            Role::ProviderSecurityOfficial,
            "/access/requests?state=pending".to_owned(),
        ),
        (
            Role::ProviderSecurityOfficial,
            "/access/users?show=all".to_owned(),
        ),
    ] {
        let cookie = house.session_of(&user_of(role)).await;
        let list = house.get(&address).cookie(&cookie).send().await;
        assert_eq!(list.status, 200, "{address}");
        assert!(!list.body.contains(SAID), "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_of_an_address_that_is_not_understood_is_refused() {
    let house = House::new().await;
    let cookie = house
        .session_of(&user_of(Role::ProviderAdministrator))
        .await;
    for (address, status) in [
        ("/reports/roster/table.csv?instrument=OASIS", 200),
        ("/reports/roster/table.csv?instrument=oasis", 422),
        ("/reports/roster/table.csv?state=XX", 422),
        ("/reports/error-detail/table.csv?facility=abc", 422),
        ("/reports/error-detail/table.csv?from=2026-02-30", 422),
    ] {
        let file = house.get(address).cookie(&cookie).send().await;
        assert_eq!(file.status, status, "{address}");
        let says_what = file.body.contains("Not understood: ");
        assert_eq!(says_what, status == 422, "{address}: {}", file.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn behind_its_last_page_a_list_shows_that_one() {
    let house = House::new().await;
    let cookie = house.session_of(&user_of(Role::CmsGeneralUser)).await;
    let said = async |address: &str| {
        let list = house.get(address).cookie(&cookie).send().await;
        assert_eq!(list.status, 200, "{address}");
        let (_, count) = list.body.split_once("q-result-count").unwrap();
        let (_, count) = count.split_once('>').unwrap();
        let has_own = list.body.contains(OWN.ccn);
        (count.split('<').next().unwrap().to_owned(), has_own)
    };
    let only = said("/providers").await;
    assert!(only.1, "{only:?}");
    assert_eq!(said("/providers?page=999").await, only);
}
