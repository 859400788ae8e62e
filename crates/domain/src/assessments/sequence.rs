//! Which record may follow which.

/// What a record means for the patient's stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Start of care, entry.
    Begin,
    /// Resumption of care.
    Resume,
    /// Assessments in between.
    Within,
    /// Transfer to a hospital; the patient is still the agency's.
    Away,
    /// Discharge, transfer with discharge, death.
    End,
    /// Death in the facility: nothing follows.
    Death,
}

fn step(instrument: &str, reasons: &str) -> Option<Step> {
    let mut parts = reasons.split('-');
    match instrument {
        "OASIS" => Some(match reasons {
            "01" => Step::Begin,
            "03" => Step::Resume,
            "04" | "05" => Step::Within,
            "06" => Step::Away,
            "07" | "09" => Step::End,
            "08" => Step::Death,
            _ => return None,
        }),
        // A0310A, A0310B, A0310F, A0310H.
        "MDS" => Some(match parts.nth(2)? {
            "01" => Step::Begin,
            "10" | "11" => Step::End,
            "12" => Step::Death,
            _ => Step::Within,
        }),
        _ => None,
    }
}

/// Whether a record may follow the one before it, by their reasons for assessment; a patient's first has none before. [R] The order
/// is recalled from the manuals of both instruments, so that what breaks it is a warning.
#[must_use]
pub fn may_follow(instrument: &str, before: Option<&str>, reasons: &str) -> bool {
    use Step::{Away, Begin, Death, End, Resume, Within};
    let Some(next) = step(instrument, reasons) else {
        return true;
    };
    let Some(before) = before.and_then(|before| step(instrument, before)) else {
        // What came before may lie in another system.
        return true;
    };
    let may_be: &[Step] = match before {
        Begin | Resume | Within => &[Within, Away, End, Death],
        Away => &[Resume, End, Death],
        End => &[Begin],
        Death => &[],
    };
    may_be.contains(&next)
}

#[cfg(test)]
mod tests {
    use super::may_follow;

    #[test]
    fn a_home_health_episode_has_an_order() {
        let oasis = |before, next| may_follow("OASIS", before, next);
        for (before, next) in [
            (None, "01"),
            (None, "04"),
            (Some("01"), "04"),
            (Some("04"), "09"),
            (Some("06"), "03"),
            (Some("03"), "06"),
            (Some("09"), "01"),
            (Some("06"), "08"),
        ] {
            assert!(oasis(before, next), "{before:?} {next}");
        }
        for (before, next) in [
            ("01", "01"),
            ("01", "03"),
            ("09", "04"),
            ("06", "04"),
            ("08", "01"),
        ] {
            assert!(!oasis(Some(before), next), "{before} {next}");
        }
    }

    #[test]
    fn a_stay_in_a_facility_has_an_order() {
        let mds = |before, next| may_follow("MDS", Some(before), next);
        assert!(mds("99-99-01-0", "01-01-99-0"));
        assert!(mds("01-01-99-0", "99-99-10-0"));
        assert!(mds("99-99-11-0", "99-99-01-0"));
        assert!(!mds("99-99-11-0", "02-99-99-0"));
        assert!(!mds("99-99-12-0", "99-99-01-0"));
        assert!(!mds("02-99-99-0", "99-99-01-0"));
    }
}
