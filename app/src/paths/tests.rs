use super::*;
use domain::{
    access::{
        Decision, GrantAt, GrantId, RecertificationFilter, RequestFilter, RequestId, RequestState,
        Role, SearchBy, UnattendedFilter, UserFilter,
    },
    audit::{Act, AuditFilter},
    identity::UserId,
    listing::PageRequest,
    providers::{Ccn, ProviderId, StateCode},
    staffing::{FiscalQuarter, StatusFilter, SubmissionStatus},
    submissions::{Progress, SubmissionFilter, SubmissionNumber},
    support::{JobFilter, JobState},
};
use uuid::Uuid;

/// People bookmark addresses and mail them to each other: one that changes here breaks there.
#[test]
fn addresses_stay_what_they_are() {
    let ccn = Ccn::parse("16E724").unwrap();
    let quarter = FiscalQuarter::new(2026, 4).unwrap();
    let iowa = StateCode::parse("IA").unwrap();
    let number = SubmissionNumber(1_000_001);
    let providers_of_iowa = ProviderFilter {
        search: Some("oak hill".into()),
        state: Some(iowa),
        changed_recently: true,
        page: PageRequest::new(2, 50),
        ..ProviderFilter::default()
    };
    let accepted = SubmissionFilter {
        progress: Some(Progress::Accepted),
        quarter: Some(quarter),
        facility: Some(ccn.clone()),
        ..SubmissionFilter::default()
    };
    let missing = StatusFilter {
        quarter: Some(quarter),
        state: Some(iowa),
        status: Some(SubmissionStatus::Missing),
        ..StatusFilter::default()
    };
    let event = AuditFilter {
        act: Some(Act::Exported),
        before: Some(7),
        ..AuditFilter::default()
    };
    let addresses = [
        dashboard(&DashboardFilter {
            facility: Some(ccn.clone()),
            state: None,
        }),
        dashboard(&DashboardFilter {
            facility: None,
            state: Some(iowa),
        }),
        providers(&ProviderFilter::default()),
        providers(&providers_of_iowa),
        providers_csv(&providers_of_iowa),
        provider("16E724"),
        submissions(&accepted),
        submissions_csv(&accepted),
        submission(number),
        report(number, 1),
        report_csv(number, 1),
        report_json(number, 1),
        staffing(&ccn, quarter),
        staffing_status(&missing),
        staffing_status_csv(&missing),
        jobs(JobFilter {
            state: Some(JobState::Dead),
            ..JobFilter::default()
        }),
        job(Uuid::nil()),
        job_done(Uuid::nil(), JobState::Queued),
        sample("clean.xml"),
        audit_csv(&event),
        access_record_csv(&event),
        mailbox(&MailboxFilter {
            to: "anne@example.org".into(),
        }),
        notifications_saved(),
    ];
    insta::assert_snapshot!(addresses.join("\n"), @"
    /dashboard?facility=16E724
    /dashboard?state=IA
    /providers
    /providers?q=oak+hill&state=IA&changed=recently&page=2&size=50
    /providers.csv?q=oak+hill&state=IA&changed=recently&page=2&size=50
    /providers/16E724
    /submissions?facility=16E724&quarter=2026Q4&state=accepted
    /submissions.csv?facility=16E724&quarter=2026Q4&state=accepted
    /submissions/1000001
    /submissions/1000001/files/1
    /submissions/1000001/files/1/report.csv
    /submissions/1000001/files/1/report.json
    /staffing?facility=16E724&quarter=2026Q4
    /staffing/status?quarter=2026Q4&state=IA&status=missing
    /staffing/status.csv?quarter=2026Q4&state=IA&status=missing
    /support/jobs?state=dead
    /support/jobs/00000000-0000-0000-0000-000000000000
    /support/jobs/00000000-0000-0000-0000-000000000000?done=queued
    /demo/samples/clean.xml
    /audit.csv?act=sensitive_export
    /audit/organization.csv?act=sensitive_export
    /demo/mailbox?to=anne%40example.org
    /profile/notifications?done=saved
    ");
}

#[test]
fn addresses_of_role_requests_stay_what_they_are() {
    let addresses = [
        request_role(
            Category::Provider,
            &Before {
                slugs: vec!["16E724".into()],
                flash: None,
            },
        ),
        select_role(Category::Provider, None, &Before::default()),
        select_role(
            Category::Cms,
            Some(Role::CmsViewOnlyUser),
            &Before {
                slugs: vec!["16E724".into(), "165123".into()],
                flash: Some("0f3a".into()),
            },
        ),
        add_organizations(Role::PbjViewer, &[], SearchBy::Ccn),
        add_organizations(
            Role::PbjViewer,
            &["16E724".into(), "165123".into()],
            SearchBy::FacilityId,
        ),
        organizations_changed(Role::PbjViewer, &["16E724".into()], SearchBy::Ccn, "added"),
        role_requests(&RequestFilter::default()),
        role_request(RequestId(Uuid::nil())),
        role_request_done(RequestId(Uuid::nil()), RequestState::Approved),
        role_request_late(RequestId(Uuid::nil())),
        users_done(&UserFilter::default(), "removed"),
        users_csv(&UserFilter {
            alone: true,
            ..UserFilter::default()
        }),
        user_grant(
            &UserFilter::default(),
            UserId(Uuid::nil()),
            GrantAt {
                id: GrantId(Uuid::nil()),
                provider: None,
            },
        ),
        several_requests(Decision::Reject, &[RequestId(Uuid::nil())]),
        several_requests_done(Decision::Approve, &[RequestId(Uuid::nil())], &[]),
        recertification_done(&RecertificationFilter::default(), "kept", (2, 1)),
        remove_roles(&[GrantAt {
            id: GrantId(Uuid::nil()),
            provider: Some(ProviderId(Uuid::nil())),
        }]),
        unattended_csv(&UnattendedFilter {
            waiting: true,
            ..UnattendedFilter::default()
        }),
    ];
    insta::assert_snapshot!(addresses.join("\n"), @"
    /request-role?category=provider&ccn=16E724
    /request-role/role?category=provider
    /request-role/role?category=cms&role=cms_view_only_user&ccn=16E724%2C165123&flash=0f3a
    /request-role/organizations?role=pbj_viewer
    /request-role/organizations?role=pbj_viewer&ccn=16E724%2C165123&by=facility_id
    /request-role/organizations?role=pbj_viewer&ccn=16E724&change=added#added
    /access/requests
    /access/requests/00000000-0000-0000-0000-000000000000
    /access/requests/00000000-0000-0000-0000-000000000000?done=approved
    /access/requests/00000000-0000-0000-0000-000000000000?late=true
    /access/users?done=removed
    /access/users.csv?alone=true
    /access/users/00000000-0000-0000-0000-000000000000?grant=00000000-0000-0000-0000-000000000000
    /access/requests/several?decision=reject&requests=00000000-0000-0000-0000-000000000000
    /access/requests/several?decision=approve&done=00000000-0000-0000-0000-000000000000
    /access/recertification?kept=2&missed=1
    /access/recertification/remove?rows=00000000-0000-0000-0000-000000000000.00000000-0000-0000-0000-000000000000
    /access/organizations.csv?waiting=true
    ");
}

#[test]
fn the_page_of_a_form_whose_files_were_not_received_says_so_once() {
    assert_eq!(unsent(UPLOAD), "/pbj/upload?unsent=true");
    let again = unsent("/pbj/upload?unsent=true&flash=x");
    assert_eq!(again, "/pbj/upload?flash=x&unsent=true");
    assert!(is_unsent(&Query::parse("flash=x&unsent=true")) && !is_unsent(&Query::default()));
}

#[test]
fn a_page_of_this_site_is_a_plain_path_and_whatever_query() {
    for page in [
        "/",
        "/dashboard",
        "/providers/16E724",
        "/patients/",
        "/providers.csv",
        "/penalties/2026-07-LTC-0001",
        "/providers?q=oak%2Fhill&next=//evil.example&x=../..#page",
        "/help?back=\\\\evil.example",
        "/help#/..//evil.example",
        "/.well-known/x...y/..z",
    ] {
        assert!(is_of_this_site(page), "{page}");
    }
    for page in [
        "",
        "evil.example",
        "https://evil.example",
        "?/dashboard",
        "//evil.example",
        "/x//evil.example",
        "/help//",
        "/\\evil.example",
        "/x\\..\\\\evil.example",
        "/.//evil.example",
        "/.",
        "/..",
        "/x/..//evil.example",
        "/x/../devices",
        "/./devices?x",
        "/devices/.#x",
        "/.\\\\evil.example",
        "/%2e//evil.example",
        "/%2E%2e/devices",
        "/.%2e/devices",
        "/%2f/evil.example",
        "/%5C/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%64evices",
        "/\t/evil.example",
        "/ help",
        "/\u{fc}",
    ] {
        assert!(!is_of_this_site(page), "{page}");
    }
}
