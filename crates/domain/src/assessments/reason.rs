//! The reasons for an assessment, in words. OASIS has one (M0100); MDS has four items that say so together (A0310A, B, F, H),
//! stored with dashes between them: `01-01-99-0`.

use serde::{Deserialize, Serialize};

/// One reason that a record may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    pub instrument: &'static str,
    /// Where it stands among those of a record, from 0.
    place: usize,
    code: &'static str,
    pub title: &'static str,
}

/// A reason, as addresses and forms name it: `oasis-01`, `mds-a-01`, `mds-h-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReasonKey(usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no reason for an assessment.")]
pub struct NotAReason;

const OASIS: &str = "OASIS";
const MDS: &str = "MDS";
/// Item A0310's parts that are stored, in their order, with the characters of each.
const PARTS: [(char, usize); 4] = [('a', 2), ('b', 2), ('f', 2), ('h', 1)];

const fn reason(
    instrument: &'static str,
    place: usize,
    code: &'static str,
    title: &'static str,
) -> Reason {
    Reason {
        instrument,
        place,
        code,
        title,
    }
}

const REASONS: [Reason; 21] = [
    reason(OASIS, 0, "01", "Start of care"),
    reason(OASIS, 0, "03", "Resumption of care"),
    reason(OASIS, 0, "04", "Recertification"),
    reason(OASIS, 0, "05", "Other follow-up"),
    reason(OASIS, 0, "06", "Transfer, patient not discharged"),
    reason(OASIS, 0, "07", "Transfer, patient discharged"),
    reason(OASIS, 0, "08", "Death at home"),
    reason(OASIS, 0, "09", "Discharge from agency"),
    reason(MDS, 0, "01", "Admission"),
    reason(MDS, 0, "02", "Quarterly"),
    reason(MDS, 0, "03", "Annual"),
    reason(MDS, 0, "04", "Significant change in status"),
    reason(
        MDS,
        0,
        "05",
        "Significant correction to prior comprehensive",
    ),
    reason(MDS, 0, "06", "Significant correction to prior quarterly"),
    reason(MDS, 1, "01", "PPS 5-day"),
    reason(MDS, 1, "08", "Interim payment assessment"),
    reason(MDS, 2, "01", "Entry tracking"),
    reason(MDS, 2, "10", "Discharge, return not anticipated"),
    reason(MDS, 2, "11", "Discharge, return anticipated"),
    reason(MDS, 2, "12", "Death in facility"),
    reason(MDS, 3, "1", "End of PPS Part A stay"),
];

impl ReasonKey {
    /// Every one, those of OASIS first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..REASONS.len()).map(Self)
    }

    const fn reason(self) -> Reason {
        REASONS[self.0]
    }

    /// As in addresses.
    #[must_use]
    pub fn key(self) -> String {
        let Reason {
            instrument,
            place,
            code,
            ..
        } = self.reason();
        let instrument = instrument.to_ascii_lowercase();
        if instrument == "mds" {
            format!("{instrument}-{}-{code}", PARTS[place].0)
        } else {
            format!("{instrument}-{code}")
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|reason| reason.key() == key)
    }

    /// `MDS: Quarterly`.
    #[must_use]
    pub fn title(self) -> String {
        let Reason {
            instrument, title, ..
        } = self.reason();
        format!("{instrument}: {title}")
    }

    #[must_use]
    pub const fn instrument(self) -> &'static str {
        self.reason().instrument
    }

    /// What the stored reasons are `like`, in SQL: `__-__-10-_`.
    #[must_use]
    pub fn pattern(self) -> String {
        let Reason {
            instrument,
            place: own,
            code,
            ..
        } = self.reason();
        if instrument == OASIS {
            return code.to_owned();
        }
        let part = |(place, (_, length)): (usize, (char, usize))| {
            if place == own {
                code.to_owned()
            } else {
                "_".repeat(length)
            }
        };
        let parts: Vec<String> = PARTS.into_iter().enumerate().map(part).collect();
        parts.join("-")
    }
}

impl TryFrom<String> for ReasonKey {
    type Error = NotAReason;

    fn try_from(key: String) -> Result<Self, NotAReason> {
        Self::from_key(&key).ok_or(NotAReason)
    }
}

impl From<ReasonKey> for String {
    fn from(key: ReasonKey) -> Self {
        key.key()
    }
}

/// The reasons of a record in words: `Admission; PPS 5-day`. Codes that stand for none (99) are left out; where nothing is known,
/// the codes stand for themselves, and a record that says nothing but no (0) where it is asked has none.
#[must_use]
pub fn reasons_in_words(instrument: &str, reasons: &str) -> String {
    let titles: Vec<&str> = reasons
        .split('-')
        .enumerate()
        .filter_map(|(place, code)| {
            let known = REASONS.iter().find(|reason| {
                reason.instrument == instrument && reason.place == place && reason.code == code
            });
            known.map(|reason| reason.title)
        })
        .collect();
    let says_nothing = || reasons.split('-').all(|code| ["^", "0"].contains(&code));
    if !titles.is_empty() {
        titles.join("; ")
    } else if says_nothing() {
        "None given".to_owned()
    } else {
        reasons.replace('^', "blank")
    }
}

#[cfg(test)]
mod tests {
    use super::{ReasonKey, reasons_in_words};

    #[test]
    fn keys_read_back_and_each_has_a_pattern_of_its_own() {
        let mut patterns = Vec::new();
        for reason in ReasonKey::all() {
            assert_eq!(ReasonKey::from_key(&reason.key()), Some(reason));
            patterns.push((reason.instrument(), reason.pattern()));
        }
        patterns.sort();
        let all = patterns.len();
        patterns.dedup();
        assert_eq!(patterns.len(), all);
        assert_eq!(ReasonKey::from_key("mds-a-99"), None);
        let discharge = ReasonKey::from_key("mds-f-10").unwrap();
        assert_eq!(discharge.pattern(), "__-__-10-_");
    }

    #[test]
    fn reasons_are_said_in_words_without_those_that_say_nothing() {
        assert_eq!(reasons_in_words("OASIS", "04"), "Recertification");
        assert_eq!(
            reasons_in_words("MDS", "01-01-99-0"),
            "Admission; PPS 5-day"
        );
        assert_eq!(
            reasons_in_words("MDS", "99-99-10-1"),
            "Discharge, return not anticipated; End of PPS Part A stay"
        );
        assert_eq!(reasons_in_words("MDS", "99-99-99-0"), "99-99-99-0");
        assert_eq!(reasons_in_words("IRF", "7"), "7");
        assert_eq!(reasons_in_words("MDS", ""), "");
    }

    #[test]
    fn reasons_that_were_left_blank_are_said_in_words() {
        for blank in ["^-^-^-^", "^-^-^-0"] {
            assert_eq!(reasons_in_words("MDS", blank), "None given");
        }
        assert_eq!(reasons_in_words("OASIS", "^"), "None given");
        assert_eq!(reasons_in_words("MDS", "^-99-99-0"), "blank-99-99-0");
        assert_eq!(reasons_in_words("MDS", "01-^-^-^"), "Admission");
    }
}
