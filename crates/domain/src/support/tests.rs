use uuid::Uuid;

use super::{JobFacilities, JobFilter, JobState};
use crate::{
    listing::Query,
    providers::{Ccn, ProviderId},
    submissions::{Facility, SubmissionNumber},
};

#[test]
fn the_address_of_jobs_says_state_and_submission() {
    let filter = JobFilter {
        state: Some(JobState::Dead),
        submission: Some(SubmissionNumber(1_000_909)),
        ..JobFilter::default()
    };
    assert_eq!(JobFilter::from_query(&filter.to_query()), filter);
    let typed = JobFilter::from_query(&Query::parse("?submission=+1000909+"));
    assert_eq!(typed.submission, Some(SubmissionNumber(1_000_909)));
    let unread = JobFilter::from_query(&Query::parse("?submission=HD-7"));
    assert_eq!(unread, JobFilter::default());
}

#[test]
fn three_facilities_are_named_and_more_are_said_to_be_there() {
    let facility = |name: &str, ccn: &str| Facility {
        id: ProviderId(Uuid::nil()),
        name: name.to_owned(),
        ccn: Ccn::parse(ccn).ok(),
    };
    let mut all = vec![facility("Oak Hill", "165123"), facility("Elm Court", "")];
    let names = JobFacilities::OfFiles(all.clone()).names();
    assert_eq!(names, "Oak Hill (165123), Elm Court");
    all.extend([facility("Ash", "165125"), facility("Fir", "165126")]);
    assert_eq!(
        JobFacilities::OfSender(all).names(),
        "Oak Hill (165123), Elm Court, Ash (165125) and others"
    );
    assert_eq!(
        JobFacilities::OfSender(Vec::new()).names(),
        "Nobody who is known"
    );
}
