/// What a record says of where a patient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// The patient came, or came back.
    In(&'static str),
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
            ("OASIS", "03") => Self::In("Resumption of care"),
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
            Self::In(words) | Self::Away(words) | Self::Out(words) => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Movement;

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
}
