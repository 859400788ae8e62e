use domain::{
    staffing::FiscalQuarter,
    time::{Instant, Now},
};
use jiff::{ToSpan as _, civil::date};
use submission::generate::{Mistakes, Plan};

use super::{QUARTERS, tell};
use crate::demo::providers;

fn noon(year: i16, month: i8, day: i8) -> Now {
    let noon = Instant::from_eastern(date(year, month, day).at(12, 0, 0, 0));
    Now {
        system: noon,
        rules: noon,
    }
}

/// The cards count the files of the last 90 days.
#[test]
fn on_every_day_of_a_year_those_who_send_have_files_of_each_kind() {
    let invented = providers::invent(1, noon(2026, 11, 10));
    let facility_of = |ccn: &str| {
        let home = invented.iter().find(|home| home.ccn() == ccn).unwrap();
        home.record.facility_id.as_ref().unwrap().to_string()
    };
    let told = [
        providers::DAVIS,
        providers::SECOND_HOME,
        providers::SAMPLE_HOME,
        providers::VENDOR_CLIENTS[0],
    ]
    .map(facility_of);
    for day in 0..366 {
        let today = date(2026, 1, 1) + day.days();
        let story = tell(1, today, &invented, 3);
        let recent = story
            .iter()
            .filter(|sending| sending.at.eastern().date() >= today - 90.days());
        let files: Vec<_> = recent.flat_map(|sending| &sending.files).collect();
        for facility in &told {
            for kind in [
                Mistakes::None,
                Mistakes::DayOutside,
                Mistakes::UnknownEmployee,
            ] {
                let of_kind =
                    |file: &&&Plan| file.facility_id == *facility && file.mistakes == kind;
                let found = files.iter().filter(of_kind).count();
                assert!(found > 0, "{today} {facility} {kind:?}");
            }
        }
    }
}

/// The cards of a state and of CMS count the homes of the quarter that is due by what became of it.
#[test]
fn on_every_day_of_a_year_the_due_quarter_has_a_home_that_was_only_rejected() {
    let invented = providers::invent(1, noon(2026, 11, 10));
    let rejected = invented
        .iter()
        .find(|home| home.ccn() == providers::REJECTED_HOME)
        .and_then(|home| home.record.facility_id.clone())
        .unwrap();
    for day in 0..366 {
        let today = date(2026, 1, 1) + day.days();
        let due = FiscalQuarter::due(today).unwrap();
        let story = tell(1, today, &invented, 3);
        let files = story.iter().flat_map(|sending| &sending.files);
        let of_home: Vec<_> = files
            .filter(|file| file.quarter == due && file.facility_id == rejected.as_str())
            .map(|file| file.mistakes)
            .collect();
        assert_eq!(of_home, [Mistakes::Twelve], "{today}");
    }
}

#[test]
fn on_every_day_of_a_year_files_hold_days_of_their_quarter_that_had_passed() {
    let now = noon(2026, 11, 10);
    let invented = providers::invent(1, now);
    for day in 0..366 {
        let today = date(2026, 1, 1) + day.days();
        let story = tell(1, today, &invented, QUARTERS);
        assert!(story.is_sorted_by_key(|sending| sending.at), "{today}");
        for sending in &story {
            let sent = sending.at.eastern().date();
            assert!(sent < today);
            for file in &sending.files {
                assert!(
                    (file.quarter.first_day()..sent).contains(&file.through),
                    "{today} {file:?}"
                );
                assert!(file.through <= file.quarter.last_day());
            }
        }
    }
}

#[test]
fn the_quarter_that_is_due_has_nothing_yet_for_the_sample_home() {
    let today = date(2026, 11, 10);
    let invented = providers::invent(1, noon(2026, 11, 10));
    let due = FiscalQuarter::new(2026, 4).unwrap();
    assert!(due.is_open(today));
    let story = tell(1, today, &invented, QUARTERS);
    let files = story.iter().flat_map(|sending| &sending.files);
    assert_eq!(
        files
            .filter(|file| file.facility_id == "SRDEMO01" && file.quarter == due)
            .count(),
        0
    );
}
