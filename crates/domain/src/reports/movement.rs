use jiff::civil::Date;

/// What a record says of where a patient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// A stay began.
    In(&'static str),
    /// The patient, who was the agency's all the while, is back.
    Back(&'static str),
    /// The patient is away, and still the agency's.
    Away(&'static str),
    /// The patient left.
    Out(&'static str),
}

impl Movement {
    /// Of a record of this instrument with these reasons; none where it says of no move. The codes are those of M0100 and A0310F.
    #[must_use]
    pub fn of(instrument: &str, reasons: &str) -> Option<Self> {
        let code = match instrument {
            "OASIS" => reasons,
            "MDS" => reasons.split('-').nth(2)?,
            _ => return None,
        };
        Some(match (instrument, code) {
            ("OASIS", "01") => Self::In("Start of care"),
            ("OASIS", "03") => Self::Back("Resumption of care"),
            ("OASIS", "06") => Self::Away("Transfer, patient not discharged"),
            ("OASIS", "07") => Self::Out("Transfer, patient discharged"),
            ("OASIS", "08") => Self::Out("Death at home"),
            ("OASIS", "09") => Self::Out("Discharge from agency"),
            ("MDS", "01") => Self::In("Entry"),
            ("MDS", "10") => Self::Out("Discharge, return not anticipated"),
            ("MDS", "11") => Self::Out("Discharge, return anticipated"),
            ("MDS", "12") => Self::Out("Death in facility"),
            _ => return None,
        })
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::In(words) | Self::Back(words) | Self::Away(words) | Self::Out(words) => words,
        }
    }

    /// Whether the patient is there after it.
    #[must_use]
    pub const fn comes(self) -> bool {
        matches!(self, Self::In(_) | Self::Back(_))
    }
}

/// Puts a patient's records of one instrument, which stand in the order of their days, in their order within each day, whichever was sent
/// first: who comes on a day comes first and leaves last, and who was there before it and comes back left first.
pub fn in_order<T>(
    records: &mut [T],
    day: impl Fn(&T) -> Date,
    movement: impl Fn(&T) -> Option<Movement>,
) {
    let mut is_here = false;
    for of_day in records.chunk_by_mut(|one, next| day(one) == day(next)) {
        let comes = of_day.iter().filter_map(&movement).any(Movement::comes);
        let leaves_first = is_here && comes;
        of_day.sort_by_key(|one| match movement(one) {
            Some(one) if one.comes() => 1,
            Some(_) if leaves_first => 0,
            None => 2,
            Some(_) => 3,
        });
        // Who is assessed is there.
        let last = of_day.iter().rev().find_map(&movement);
        is_here = last.is_none_or(Movement::comes);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Movement, in_order};

    #[test]
    fn a_record_says_whether_the_patient_came_or_left() {
        assert_eq!(
            Movement::of("OASIS", "01"),
            Some(Movement::In("Start of care"))
        );
        assert_eq!(Movement::of("OASIS", "04"), None);
        assert_eq!(
            Movement::of("MDS", "99-99-01-0"),
            Some(Movement::In("Entry"))
        );
        let left = Movement::of("MDS", "01-01-11-1");
        assert_eq!(left, Some(Movement::Out("Discharge, return anticipated")));
        assert_eq!(Movement::of("MDS", "01-01-99-0"), None);
    }

    /// The reasons of MDS records of these days, in their order.
    fn ordered(mut records: Vec<(Date, &'static str)>) -> Vec<&'static str> {
        in_order(
            &mut records,
            |(day, _)| *day,
            |(_, reasons)| Movement::of("MDS", reasons),
        );
        records.into_iter().map(|(_, reasons)| reasons).collect()
    }

    #[test]
    fn of_two_moves_on_one_day_what_was_before_says_which_came_first() {
        const ENTRY: &str = "99-99-01-0";
        const LEFT: &str = "99-99-10-0";
        const QUARTERLY: &str = "02-99-99-0";
        let (before, day) = (date(2026, 10, 1), date(2026, 10, 25));
        for of_day in [[(day, ENTRY), (day, LEFT)], [(day, LEFT), (day, ENTRY)]] {
            let here = [&[(before, QUARTERLY)][..], &of_day].concat();
            assert_eq!(
                ordered(here),
                [QUARTERLY, LEFT, ENTRY],
                "back on the same day"
            );
            let gone = [&[(before, LEFT)][..], &of_day].concat();
            assert_eq!(ordered(gone), [LEFT, ENTRY, LEFT], "there for one day");
            assert_eq!(ordered(of_day.to_vec()), [ENTRY, LEFT], "there for one day");
        }
        let assessed = vec![(before, ENTRY), (day, LEFT), (day, QUARTERLY)];
        assert_eq!(ordered(assessed), [ENTRY, QUARTERLY, LEFT]);
    }

    #[test]
    fn who_is_back_from_hospital_began_no_other_stay() {
        let back = Movement::of("OASIS", "03");
        assert_eq!(back, Some(Movement::Back("Resumption of care")));
        assert!(back.is_some_and(Movement::comes));
        assert!(!Movement::of("OASIS", "06").is_some_and(Movement::comes));
    }
}
