//! Which record may follow which.

use super::{AssessmentNumber, filter::INSTRUMENTS};

/// A stored record that stands next to another one in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    pub number: AssessmentNumber,
    pub reasons: String,
}

/// The current records of a patient around one: those of the last day before its own, those of its day for other reasons, and those of the
/// next day after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    pub before: Vec<Neighbour>,
    pub beside: Vec<Neighbour>,
    pub after: Vec<Neighbour>,
}

/// Which record may follow which, by what of its reasons says where it stands in a stay: M0100 of OASIS, A0310F of MDS. A reason
/// without a line says nothing. What breaks the order is a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence(Vec<Line>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    instrument: String,
    reason: String,
    next: Vec<String>,
}

/// Why a text is no table of what may follow what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASequence {
    #[error("it has no line")]
    Empty,
    #[error(
        "line {line}: a line is OASIS or MDS, the reason of a record, and the reasons that may follow it, each of two digits"
    )]
    Line { line: usize },
    #[error("line {line}: the reason has a line before")]
    Twice { line: usize },
    #[error("{instrument} {reason} may follow something, and has no line of its own")]
    NoLine { instrument: String, reason: String },
}

/// Recalled [R] from the manuals of both instruments.
const RECALLED: [(&str, &str, &[&str]); 13] = [
    // Start and resumption of care, recertification, other follow-up.
    ("OASIS", "01", &["04", "05", "06", "07", "08", "09"]),
    ("OASIS", "03", &["04", "05", "06", "07", "08", "09"]),
    ("OASIS", "04", &["04", "05", "06", "07", "08", "09"]),
    ("OASIS", "05", &["04", "05", "06", "07", "08", "09"]),
    // Transfer: the patient is still the agency's.
    ("OASIS", "06", &["03", "07", "08", "09"]),
    // Transfer with discharge, discharge; nothing follows death.
    ("OASIS", "07", &["01"]),
    ("OASIS", "08", &[]),
    ("OASIS", "09", &["01"]),
    // Entry, and assessments in between.
    ("MDS", "01", &["10", "11", "12", "99"]),
    ("MDS", "99", &["10", "11", "12", "99"]),
    // Discharge, whether or not a return is anticipated; nothing follows death.
    ("MDS", "10", &["01"]),
    ("MDS", "11", &["01"]),
    ("MDS", "12", &[]),
];

impl Default for Sequence {
    fn default() -> Self {
        let line = |(instrument, reason, next): (&str, &str, &[&str])| Line {
            instrument: instrument.to_owned(),
            reason: reason.to_owned(),
            next: next.iter().map(|&code| code.to_owned()).collect(),
        };
        Self(RECALLED.into_iter().map(line).collect())
    }
}

impl Sequence {
    /// Reads a table such as `docs/sequence.txt`: in each line the instrument, a reason, and those that may follow it. What comes after
    /// `#` is a comment.
    ///
    /// # Errors
    /// [`NotASequence`].
    pub fn parse(text: &str) -> Result<Self, NotASequence> {
        let mut lines: Vec<Line> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split_once('#').map_or(line, |(before, _)| before);
            if line.trim().is_empty() {
                continue;
            }
            let read = Line::parse(line).ok_or(NotASequence::Line { line: number })?;
            if find(&lines, &read.instrument, &read.reason).is_some() {
                return Err(NotASequence::Twice { line: number });
            }
            lines.push(read);
        }
        if lines.is_empty() {
            return Err(NotASequence::Empty);
        }
        for Line {
            instrument, next, ..
        } in &lines
        {
            if let Some(reason) = next
                .iter()
                .find(|reason| find(&lines, instrument, reason).is_none())
            {
                return Err(NotASequence::NoLine {
                    instrument: instrument.clone(),
                    reason: reason.clone(),
                });
            }
        }
        Ok(Self(lines))
    }

    /// The record after which this one is not expected. Of one day nobody knows what came first: one of that day that fits is enough.
    #[must_use]
    pub fn unexpected_after<'n>(
        &self,
        (instrument, reasons): (&str, &str),
        around: &'n Neighbours,
    ) -> Option<&'n Neighbour> {
        let mut before = around.before.iter().chain(&around.beside);
        let fits = before.any(|one| self.may_follow(instrument, &one.reasons, reasons));
        let last = around.before.last().or(around.beside.last());
        last.filter(|_| !fits)
    }

    /// The record that is not expected after this one: of what came in late, one that was sent before it.
    #[must_use]
    pub fn unexpected_before<'n>(
        &self,
        (instrument, reasons): (&str, &str),
        around: &'n Neighbours,
    ) -> Option<&'n Neighbour> {
        let mut after = around.after.iter().chain(&around.beside);
        let fits = after.any(|one| self.may_follow(instrument, reasons, &one.reasons));
        around.after.first().filter(|_| !fits)
    }

    /// Whether a record may follow the one before it, by their reasons for assessment.
    #[must_use]
    pub fn may_follow(&self, instrument: &str, before: &str, reasons: &str) -> bool {
        let line = |reasons| find(&self.0, instrument, place(instrument, reasons)?);
        match (line(before), line(reasons)) {
            (Some(before), Some(next)) => before.next.contains(&next.reason),
            _ => true,
        }
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let instrument = words.next()?;
        let reason = words.next()?;
        let next: Vec<String> = words.collect();
        let is_code = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit());
        (INSTRUMENTS.contains(&instrument.as_str()) && is_code(&reason) && next.iter().all(is_code))
            .then_some(Self {
                instrument,
                reason,
                next,
            })
    }
}

fn find<'a>(lines: &'a [Line], instrument: &str, reason: &str) -> Option<&'a Line> {
    lines
        .iter()
        .find(|line| line.instrument == instrument && line.reason == reason)
}

/// What of a record's reasons says where it stands in a stay; MDS has four of them, A0310A, A0310B, A0310F and A0310H.
fn place<'a>(instrument: &str, reasons: &'a str) -> Option<&'a str> {
    if instrument == "MDS" {
        reasons.split('-').nth(2)
    } else {
        Some(reasons)
    }
}

#[cfg(test)]
mod tests {
    use super::{Neighbour, Neighbours, NotASequence, Sequence};
    use crate::assessments::AssessmentNumber;

    #[test]
    fn a_home_health_episode_has_an_order() {
        let usual = Sequence::default();
        let oasis = |before, next| usual.may_follow("OASIS", before, next);
        for (before, next) in [
            ("01", "04"),
            ("04", "09"),
            ("06", "03"),
            ("03", "06"),
            ("09", "01"),
            ("06", "08"),
        ] {
            assert!(oasis(before, next), "{before} {next}");
        }
        for (before, next) in [
            ("01", "01"),
            ("01", "03"),
            ("09", "04"),
            ("06", "04"),
            ("08", "01"),
        ] {
            assert!(!oasis(before, next), "{before} {next}");
        }
    }

    #[test]
    fn a_stay_in_a_facility_has_an_order() {
        let usual = Sequence::default();
        let mds = |before, next| usual.may_follow("MDS", before, next);
        assert!(mds("99-99-01-0", "01-01-99-0"));
        assert!(mds("01-01-99-0", "99-99-10-0"));
        assert!(mds("99-99-11-0", "99-99-01-0"));
        assert!(!mds("99-99-11-0", "02-99-99-0"));
        assert!(!mds("99-99-12-0", "99-99-01-0"));
        assert!(!mds("02-99-99-0", "99-99-01-0"));
    }

    fn stored(reasons: &[&str]) -> Vec<Neighbour> {
        let all = reasons.iter().zip(1..);
        all.map(|(reasons, number)| Neighbour {
            number: AssessmentNumber(number),
            reasons: (*reasons).to_owned(),
        })
        .collect()
    }

    /// The reasons of the records after and before which one for `reasons` is not expected.
    fn unexpected(
        [before, beside, after]: [&[&str]; 3],
        (instrument, reasons): (&str, &str),
    ) -> [Option<String>; 2] {
        let around = Neighbours {
            before: stored(before),
            beside: stored(beside),
            after: stored(after),
        };
        let usual = Sequence::default();
        let record = (instrument, reasons);
        [
            usual.unexpected_after(record, &around),
            usual.unexpected_before(record, &around),
        ]
        .map(|one| one.map(|one| one.reasons.clone()))
    }

    #[test]
    fn of_two_records_of_one_day_either_may_have_come_first() {
        const ENTRY: &str = "99-99-01-0";
        const LEFT: &str = "99-99-10-0";
        const QUARTERLY: &str = "02-99-99-0";
        let back = unexpected([&[QUARTERLY], &[LEFT], &[]], ("MDS", ENTRY));
        assert_eq!(back, [None, None]);
        let left = unexpected([&[QUARTERLY], &[ENTRY], &[]], ("MDS", LEFT));
        assert_eq!(left, [None, None]);
        let alone = unexpected([&[QUARTERLY], &[], &[]], ("MDS", ENTRY));
        assert_eq!(alone, [Some(QUARTERLY.to_owned()), None]);
        let two_days = unexpected([&[LEFT, ENTRY], &[], &[]], ("MDS", QUARTERLY));
        assert_eq!(two_days, [None, None]);
    }

    #[test]
    fn what_comes_late_is_held_against_what_follows_it() {
        const QUARTERLY: &str = "02-99-99-0";
        let left = ("MDS", "99-99-10-0");
        let late = unexpected([&[QUARTERLY], &[], &[QUARTERLY]], left);
        assert_eq!(late, [None, Some(QUARTERLY.to_owned())]);
        let back = unexpected([&[QUARTERLY], &[], &["99-99-01-0"]], left);
        assert_eq!(back, [None, None]);
        let first = unexpected([&[], &[], &["01"]], ("OASIS", "01"));
        assert_eq!(first, [None, Some("01".to_owned())]);
        assert_eq!(unexpected([&[], &[], &[]], ("OASIS", "01")), [None, None]);
    }

    #[test]
    fn an_installation_may_have_another_order_and_the_documents_show_the_usual_one() {
        let shown = include_str!("../../../../docs/sequence.txt");
        assert_eq!(Sequence::parse(shown), Ok(Sequence::default()));
        let own = shown.replace("OASIS 06", "OASIS 06 01");
        let own = Sequence::parse(&own).unwrap();
        assert!(own.may_follow("OASIS", "06", "01"));
        assert!(!Sequence::default().may_follow("OASIS", "06", "01"));
        let oasis_alone = Sequence::parse("OASIS 01 # nothing may follow").unwrap();
        assert!(!oasis_alone.may_follow("OASIS", "01", "01"));
        assert!(oasis_alone.may_follow("OASIS", "01", "04"), "not named");
        assert!(oasis_alone.may_follow("MDS", "99-99-12-0", "99-99-01-0"));
    }

    #[test]
    fn a_table_that_makes_no_sense_is_refused() {
        for (text, expected) in [
            ("# nothing", NotASequence::Empty),
            ("IRF 01 02", NotASequence::Line { line: 1 }),
            ("\nOASIS", NotASequence::Line { line: 2 }),
            ("OASIS 1 04", NotASequence::Line { line: 1 }),
            ("OASIS 01\nOASIS 01", NotASequence::Twice { line: 2 }),
            (
                "OASIS 01 09",
                NotASequence::NoLine {
                    instrument: "OASIS".to_owned(),
                    reason: "09".to_owned(),
                },
            ),
        ] {
            assert_eq!(Sequence::parse(text), Err(expected), "{text}");
        }
    }
}
