//! Which assessments a patient's records make due, and when.
//!
//! MDS: 42 CFR 483.20(b)(2) (admission within 14 days, comprehensive at least every 12 months) and 483.20(c) (quarterly at least every
//! 3 months). OASIS: recertification on days 56 to 60 of each 60-day episode (42 CFR 484.55(d)(1) and information edit -9080). How the days
//! of MDS are counted, and what stands for what, is recalled [R]: [`DueRules`].

use jiff::{ToSpan as _, civil::Date};

use crate::assessments::AssessmentNumber;

/// A stored record that counts, as far as days go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit<'a> {
    /// As records have it: `OASIS`, `MDS`.
    pub instrument: &'a str,
    /// With dashes between several.
    pub reasons: &'a str,
    pub number: AssessmentNumber,
    /// Of the event that it tells of (OASIS information edit -9060), or its target date.
    pub day: Date,
    /// When the stay began of which it is, as it says.
    pub started: Option<Date>,
}

/// An assessment that was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub kind: DueKind,
    pub by: Date,
    pub lateness: Lateness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    Admission,
    Quarterly,
    Comprehensive,
    Recertification,
    /// One of them is missing where nothing more has come.
    RecertificationOrDischarge,
}

impl DueKind {
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Admission => "Admission assessment",
            Self::Quarterly => "Quarterly assessment",
            Self::Comprehensive => "Comprehensive assessment",
            Self::Recertification => "Recertification",
            Self::RecertificationOrDischarge => "Recertification or discharge",
        }
    }

    /// Whether an assessment answers this one: a comprehensive one answers each, any other the quarterly alone.
    const fn is_answered(self, is_comprehensive: bool) -> bool {
        is_comprehensive || matches!(self, Self::Quarterly)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// It is not there, and its day has passed.
    Missing,
    /// The same, and so is whatever came after it: the patient's last record is of this day.
    Silent(Date),
    /// It is of a later day.
    Late { of: Date, record: AssessmentNumber },
}

impl Lateness {
    #[must_use]
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::Missing | Self::Silent(_))
    }
}

/// Days of a home health episode (42 CFR 484.55(d)(1)).
const EPISODE: i64 = 60;
/// The last days of an episode, in which it is recertified.
const WINDOW: i64 = 5;

/// What the regulation leaves to manuals that we do not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRules {
    /// The day of the stay by which the admission assessment is due; that of the entry is day 1.
    pub admission_day: i64,
    /// Most days from an assessment to the next one.
    pub quarterly_days: i64,
    /// Most days from a comprehensive assessment to the next one; more than [`Self::quarterly_days`].
    pub comprehensive_days: i64,
    /// Whether an entry after an anticipated return needs an admission assessment of its own.
    pub return_is_admission: bool,
    /// Whether a resumption of care in the last days of an episode stands for its recertification.
    pub resumption_recertifies: bool,
}

/// Recalled [R] from the manuals of both instruments.
impl Default for DueRules {
    fn default() -> Self {
        Self {
            admission_day: 14,
            quarterly_days: 92,
            comprehensive_days: 366,
            return_is_admission: false,
            resumption_recertifies: true,
        }
    }
}

impl DueRules {
    /// What a patient's records, in the order of their dates, have late or missing as of a day. Of each instrument by itself.
    #[must_use]
    pub fn due_assessments(&self, visits: &[Visit<'_>], today: Date) -> Vec<Due> {
        let of = |instrument| {
            visits
                .iter()
                .filter(move |one| one.instrument == instrument)
        };
        let mut due = self.home_health(of("OASIS"), today);
        due.extend(self.nursing_home(of("MDS"), today));
        due
    }

    fn nursing_home<'a>(
        &self,
        visits: impl Iterator<Item = &'a Visit<'a>>,
        today: Date,
    ) -> Vec<Due> {
        let mut due = Vec::new();
        let mut stay = Stay::new(self);
        let mut is_here = false;
        for visit in visits {
            let mut parts = visit.reasons.split('-');
            let (kind, _, tracking) = (parts.next(), parts.next(), parts.next());
            if tracking == Some("01") {
                let returns = stay.may_return && stay.last.is_some() && !self.return_is_admission;
                if !returns {
                    stay = Stay {
                        entered: Some(visit.day),
                        ..Stay::new(self)
                    };
                }
                is_here = true;
            } else if stay.is_unheard_of() {
                // The entry was not sent here. What was due before the first record may have been sent elsewhere.
                stay.entered = visit
                    .started
                    .filter(|day| visit.day <= self.admission_by(*day));
                is_here = stay.entered.is_some();
            }
            let is_comprehensive = matches!(kind, Some("01" | "03" | "04" | "05"));
            if is_comprehensive || matches!(kind, Some("02" | "06")) {
                stay.assessed(visit, is_comprehensive, &mut due);
                is_here = true;
            }
            if let Some("10" | "11" | "12") = tracking {
                if is_here {
                    stay.until(visit.day, &mut due);
                }
                stay.may_return = tracking == Some("11");
                is_here = false;
            }
        }
        if is_here {
            stay.until(today, &mut due);
        }
        due
    }

    /// The last day for the admission assessment of whoever entered on a day.
    fn admission_by(&self, entered: Date) -> Date {
        entered.saturating_add((self.admission_day - 1).days())
    }

    /// The episodes of a home health patient.
    fn home_health<'a>(
        &self,
        visits: impl Iterator<Item = &'a Visit<'a>>,
        today: Date,
    ) -> Vec<Due> {
        let mut due = Vec::new();
        let mut care: Option<Care<'_>> = None;
        for visit in visits {
            if let Some(start) = Care::begins(care.as_ref(), visit) {
                let begun = Care {
                    start,
                    visits: Vec::new(),
                };
                if let Some(before) = care.replace(begun) {
                    self.episodes(&before, visit.day, &mut due);
                }
            }
            if let Some(care) = &mut care {
                care.visits.push(visit);
            }
        }
        if let Some(care) = care {
            self.episodes(&care, today, &mut due);
        }
        due
    }

    /// The windows of one start of care (information edit -9080), in which the patient was the agency's. What was due before its first record
    /// may have been sent elsewhere.
    fn episodes(&self, care: &Care<'_>, until: Date, due: &mut Vec<Due>) {
        let end = care.end().map_or(until, |end| end.min(until));
        let heard_of = care.visits.first().map_or(until, |visit| visit.day);
        let mut begins = care.start;
        loop {
            let next = begins.saturating_add(EPISODE.days());
            let (first, last) = (
                next.saturating_sub(WINDOW.days()),
                next.saturating_sub(1.days()),
            );
            if last >= end || next <= begins {
                return;
            }
            begins = next;
            let is_asked = last >= heard_of && !care.was_away(last);
            if !is_asked || self.recertified(care, first, last).is_some() {
                continue;
            }
            if let Some(day) = care.last_before_silence(last) {
                due.push(Due {
                    kind: DueKind::RecertificationOrDischarge,
                    by: last,
                    lateness: Lateness::Silent(day),
                });
                return;
            }
            let following = next.saturating_add((EPISODE - WINDOW - 1).days());
            due.push(Due {
                kind: DueKind::Recertification,
                by: last,
                lateness: self
                    .recertified(care, next, following)
                    .map_or(Lateness::Missing, Visit::late),
            });
        }
    }

    /// The recertification of these days, or what stands for it.
    fn recertified<'a>(&self, care: &Care<'a>, from: Date, to: Date) -> Option<&'a Visit<'a>> {
        let recertifies = |visit: &Visit<'_>| match visit.reasons {
            "03" => self.resumption_recertifies,
            reasons => reasons == "04",
        };
        let mut visits = care.visits.iter().copied();
        visits.find(|visit| recertifies(visit) && visit.day >= from && visit.day <= to)
    }
}

impl Visit<'_> {
    const fn late(&self) -> Lateness {
        Lateness::Late {
            of: self.day,
            record: self.number,
        }
    }
}

/// What is stored from one start of care to the next.
struct Care<'a> {
    /// The start of care (M0030).
    start: Date,
    visits: Vec<&'a Visit<'a>>,
}

impl Care<'_> {
    /// When care began, where a record tells of other care than what is stored before it: a start of care, or a record of one that was not
    /// sent here.
    fn begins(before: Option<&Self>, visit: &Visit<'_>) -> Option<Date> {
        if visit.reasons == "01" {
            return Some(visit.day);
        }
        let is_other = |start: &Date| match before {
            None => true,
            Some(care) => care.end().is_some_and(|end| *start >= end),
        };
        visit.started.filter(is_other)
    }

    /// When the patient was discharged or died.
    fn end(&self) -> Option<Date> {
        let mut visits = self.visits.iter();
        let end = visits.find(|visit| matches!(visit.reasons, "07" | "08" | "09"));
        end.map(|visit| visit.day)
    }

    /// Whether the patient was in hospital on a day.
    fn was_away(&self, day: Date) -> bool {
        let before = self.visits.iter().rfind(|visit| visit.day <= day);
        before.is_some_and(|visit| visit.reasons == "06")
    }

    /// The day of the last record, where none is of a later day than this one.
    fn last_before_silence(&self, day: Date) -> Option<Date> {
        let last = self.visits.iter().map(|visit| visit.day).max();
        last.filter(|last| *last <= day)
    }
}

/// Whether a record came later than its instrument lets: the last day by which it was to be accepted, where it came after that.
#[must_use]
pub fn sent_late(completed: Date, days: i64, accepted: Date) -> Option<Date> {
    let last = completed.saturating_add(days.days());
    (accepted > last).then_some(last)
}

/// The stay of a nursing home's resident.
struct Stay<'a> {
    rules: &'a DueRules,
    /// Of an entry that asks for an admission assessment.
    entered: Option<Date>,
    /// The last assessment of any kind that the regulation asks for, and the last comprehensive one.
    last: Option<Date>,
    comprehensive: Option<Date>,
    /// Whether a return was anticipated when the resident left.
    may_return: bool,
}

impl<'a> Stay<'a> {
    const fn new(rules: &'a DueRules) -> Self {
        Self {
            rules,
            entered: None,
            last: None,
            comprehensive: None,
            may_return: false,
        }
    }

    /// What is due in the stay, and by when.
    fn awaited(&self) -> impl Iterator<Item = (DueKind, Date)> + use<> {
        let rules = self.rules;
        let after = |day: Option<Date>, days: i64| day.map(|day| day.saturating_add(days.days()));
        let admission = self.entered.filter(|_| self.last.is_none());
        let admission = admission.map(|entered| rules.admission_by(entered));
        [
            (DueKind::Admission, admission),
            (DueKind::Quarterly, after(self.last, rules.quarterly_days)),
            (
                DueKind::Comprehensive,
                after(self.comprehensive, rules.comprehensive_days),
            ),
        ]
        .into_iter()
        .filter_map(|(kind, by)| Some((kind, by?)))
    }

    /// Nothing is known of it yet.
    const fn is_unheard_of(&self) -> bool {
        self.entered.is_none() && self.last.is_none()
    }

    fn assessed(&mut self, visit: &Visit<'_>, is_comprehensive: bool, due: &mut Vec<Due>) {
        for (kind, by) in self.awaited() {
            if visit.day > by && kind.is_answered(is_comprehensive) {
                due.push(Due {
                    kind,
                    by,
                    lateness: visit.late(),
                });
            }
        }
        self.last = Some(visit.day);
        if is_comprehensive {
            self.comprehensive = Some(visit.day);
        }
    }

    /// The resident was there until this day.
    fn until(&self, day: Date, due: &mut Vec<Due>) {
        let missing = self.awaited().filter(|(_, by)| day > *by);
        due.extend(missing.map(|(kind, by)| Due {
            kind,
            by,
            lateness: Lateness::Missing,
        }));
    }
}

#[cfg(test)]
mod tests;
