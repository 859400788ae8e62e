use domain::listing::Query;

use super::moment;

#[test]
fn since_is_a_moment_of_any_offset_or_a_day_in_eastern_time() {
    for (since, meant) in [
        ("2026-11-22T02:00:00Z", "2026-11-22T02:00:00Z"),
        ("2026-11-22T02:00:00%2B00:00", "2026-11-22T02:00:00Z"),
        ("2026-11-21T21:00:00-05:00", "2026-11-22T02:00:00Z"),
        ("2026-11-22", "2026-11-22T05:00:00Z"),
        ("11/22/2026", "2026-11-22T05:00:00Z"),
    ] {
        let found = moment(&Query::parse(&format!("since={since}"))).unwrap();
        assert_eq!(found.unwrap().iso(), meant, "{since}");
    }
    // A moment without its offset could be one of many, and a plus sign that is not escaped is a space.
    for wrong in ["2026-11-22T02:00:00", "2026-11-22T02:00:00+00:00"] {
        let refused = moment(&Query::parse(&format!("since={wrong}")));
        assert!(refused.is_err(), "{wrong}");
    }
    assert_eq!(moment(&Query::default()).unwrap(), None);
}
