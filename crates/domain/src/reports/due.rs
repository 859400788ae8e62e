//! Which assessments a patient's records make due, and when.
//!
//! MDS: 42 CFR 483.20(b)(2) (admission within 14 days, comprehensive at least every 12 months) and 483.20(c) (quarterly at least every
//! 3 months). OASIS: recertification on days 56 to 60 of each 60-day episode (42 CFR 484.55(d)(1) and information edit -9080). How the days
//! of MDS are counted, and what stands for what, is recalled [R]: [`DueRules`].

use jiff::{ToSpan as _, civil::Date};

/// A stored record that counts, as far as days go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit<'a> {
    /// As records have it: `OASIS`, `MDS`.
    pub instrument: &'a str,
    /// With dashes between several.
    pub reasons: &'a str,
    pub target: Date,
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
}

impl DueKind {
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Admission => "Admission assessment",
            Self::Quarterly => "Quarterly assessment",
            Self::Comprehensive => "Comprehensive assessment",
            Self::Recertification => "Recertification",
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
    /// It is of a later day.
    Late(Date),
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
                        entered: Some(visit.target),
                        ..Stay::new(self)
                    };
                }
                is_here = true;
            }
            let is_comprehensive = matches!(kind, Some("01" | "03" | "04" | "05"));
            if is_comprehensive || matches!(kind, Some("02" | "06")) {
                stay.assessed(visit.target, is_comprehensive, &mut due);
                is_here = true;
            }
            if let Some("10" | "11" | "12") = tracking {
                if is_here {
                    stay.until(visit.target, &mut due);
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

    /// The episodes of a home health patient.
    fn home_health<'a>(
        &self,
        visits: impl Iterator<Item = &'a Visit<'a>>,
        today: Date,
    ) -> Vec<Due> {
        let mut due = Vec::new();
        let mut care: Option<Vec<&Visit<'_>>> = None;
        for visit in visits {
            if visit.reasons == "01"
                && let Some(ended) = care.replace(Vec::new())
            {
                self.episodes(&ended, visit.target, &mut due);
            } else if visit.reasons == "01" {
                care = Some(Vec::new());
            }
            if let Some(visits) = &mut care {
                visits.push(visit);
            }
        }
        if let Some(visits) = care {
            self.episodes(&visits, today, &mut due);
        }
        due
    }

    /// The windows of one start of care, in which the patient was the agency's.
    fn episodes(&self, visits: &[&Visit<'_>], until: Date, due: &mut Vec<Due>) {
        let Some(start) = visits.first().map(|visit| visit.target) else {
            return;
        };
        let ends = |visit: &&&Visit<'_>| matches!(visit.reasons, "07" | "08" | "09");
        let end = visits.iter().find(ends).map(|visit| visit.target);
        let end = end.map_or(until, |end| end.min(until));
        let mut begins = start;
        loop {
            let next = begins.saturating_add(EPISODE.days());
            let (first, last) = (
                next.saturating_sub(WINDOW.days()),
                next.saturating_sub(1.days()),
            );
            if last >= end || next <= begins {
                return;
            }
            let recertifies = |visit: &Visit<'_>| match visit.reasons {
                "03" => self.resumption_recertifies,
                reasons => reasons == "04",
            };
            let within = |from: Date, to: Date| {
                visits
                    .iter()
                    .find(|visit| recertifies(visit) && visit.target >= from && visit.target <= to)
            };
            let was_away = visits
                .iter()
                .rfind(|visit| visit.target <= last)
                .is_some_and(|visit| visit.reasons == "06");
            if within(first, last).is_none() && !was_away {
                let following = next.saturating_add((EPISODE - WINDOW - 1).days());
                due.push(Due {
                    kind: DueKind::Recertification,
                    by: last,
                    lateness: within(next, following)
                        .map_or(Lateness::Missing, |visit| Lateness::Late(visit.target)),
                });
            }
            begins = next;
        }
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
        let admission = if self.last.is_none() {
            after(self.entered, rules.admission_day - 1)
        } else {
            None
        };
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

    fn assessed(&mut self, day: Date, is_comprehensive: bool, due: &mut Vec<Due>) {
        for (kind, by) in self.awaited() {
            if day > by && kind.is_answered(is_comprehensive) {
                due.push(Due {
                    kind,
                    by,
                    lateness: Lateness::Late(day),
                });
            }
        }
        self.last = Some(day);
        if is_comprehensive {
            self.comprehensive = Some(day);
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
