//! What is written about a record: its row, and what was found in it.

use domain::{
    assessments::{Transaction, days_to_send},
    forms::single_spaced,
    submissions::{FileState, Severity},
};
use jiff::{ToSpan as _, civil::Date};
use store::bulk::{Target, Value};
use submission::{
    CodeCount, Finding,
    assessments::{Checked, Key},
};
use uuid::Uuid;

use super::{
    super::{inbox::Answer, locate, read::ReadRecord},
    case::RecordVerdict,
};
use crate::submissions::settle::report::{count_of, counts_with};

pub const SENT_RECORD: Target<18> = Target {
    table: "sent_record",
    columns: [
        "file_id",
        "instrument",
        "specification",
        "subset",
        "reasons",
        "transaction_code",
        "correction",
        "target_date",
        "first_name",
        "last_name",
        "birth",
        "document",
        "is_test",
        "patient_id",
        "assessment_id",
        "rules",
        "rules_edits",
        "due_on",
    ],
};

/// What is written about a record.
pub struct Report<'a> {
    pub id: Uuid,
    record: &'a ReadRecord,
    pub verdict: RecordVerdict,
    /// What the record alone shows, and what the server found: in the order of the file, what is about the record as a whole first.
    pub found: Vec<Finding>,
    pub counts: Vec<CodeCount>,
    facts: Facts,
}

/// What the record says of itself, in the form of its row.
#[derive(Default)]
struct Facts {
    reasons: Option<String>,
    correction: Option<String>,
    /// With single spaces, as what is known of patients: the inbox compares them.
    first_name: Option<String>,
    last_name: Option<String>,
    birth: Option<String>,
    document: Option<String>,
    target: Option<Date>,
    /// From when the days to send it count.
    clock: Option<Date>,
}

impl<'a> Report<'a> {
    pub fn new(id: Uuid, record: &'a ReadRecord, mut verdict: RecordVerdict) -> Self {
        let mut found = std::mem::take(&mut verdict.found);
        let of_record = verdict.of_record(record);
        let counts = counts_with(of_record, &found);
        found.extend(of_record.iter());
        found.sort_by_key(|finding| (finding.place.line, finding.place.column));
        Self {
            id,
            record,
            verdict,
            found,
            counts,
            facts: record
                .checked
                .as_ref()
                .map_or_else(Facts::default, Facts::of),
        }
    }

    pub fn count(&self, severity: Severity) -> u64 {
        count_of(&self.counts, severity)
    }

    pub fn state(&self) -> FileState {
        FileState::decided(self.count(Severity::Fatal), self.count(Severity::Warning))
    }

    /// What the stored version answers of the inbox; none where nothing was stored.
    pub fn answer(&self) -> Option<Answer<'_>> {
        let (summary, verdict, facts) = (&self.record.summary, &self.verdict, &self.facts);
        Some(Answer {
            assessment: verdict.assessment?,
            file: self.id,
            patient: verdict.patient?.0,
            transaction: Transaction::parse(&summary.transaction).ok()?,
            instrument: &summary.instrument,
            reasons: facts.reasons.as_deref()?,
            target: facts.target?,
        })
    }

    pub fn row(&self, today: Date) -> [Value<'_>; 18] {
        let (summary, verdict, facts) = (&self.record.summary, &self.verdict, &self.facts);
        let day = |day: Option<Date>| day.map_or(Value::Null, Value::Day);
        let id = |id: Option<Uuid>| id.map_or(Value::Null, Value::Uuid);
        [
            Value::Uuid(self.id),
            unless_empty(&summary.instrument),
            unless_empty(&summary.specification),
            unless_empty(&summary.subset),
            optional(facts.reasons.as_deref()),
            unless_empty(&summary.transaction),
            optional(facts.correction.as_deref()),
            day(facts.target),
            optional(facts.first_name.as_deref()),
            optional(facts.last_name.as_deref()),
            optional(facts.birth.as_deref()),
            optional(facts.document.as_deref()),
            Value::Bool(verdict.is_test),
            id(verdict.said_of.map(|patient| patient.0)),
            id(verdict.assessment),
            summary
                .rules
                .as_ref()
                .map_or(Value::Null, |rules| Value::Text(&rules.name)),
            summary.rules.as_ref().map_or(Value::Null, |rules| {
                Value::Integer(i32::try_from(rules.edits).unwrap_or(i32::MAX))
            }),
            day(self.due_on(today)),
        ]
    }

    /// By when a record that was rejected or warned about is to be sent again: within the instrument's days, which count as the record
    /// says; from its target date or from today, where it does not.
    fn due_on(&self, today: Date) -> Option<Date> {
        let is_clean = self.count(Severity::Fatal) + self.count(Severity::Warning) == 0;
        let answers = self.verdict.provider.is_some() && !is_clean && !self.verdict.is_test;
        let days = days_to_send(&self.record.summary.instrument);
        answers.then(|| {
            let from = self.facts.clock.or(self.facts.target).unwrap_or(today);
            from.saturating_add(days.days())
        })
    }
}

fn unless_empty(words: &str) -> Value<'_> {
    if words.is_empty() {
        Value::Null
    } else {
        Value::Text(brief(words))
    }
}

/// What a record says of itself is shown in lists and reports, also where it was rejected for its length. No name or code that an item can
/// hold is longer.
fn brief(words: &str) -> &str {
    const MOST: usize = 40;
    let end = words.char_indices().nth(MOST).map(|(at, _)| at);
    end.map_or(words, |end| &words[..end])
}

/// The same, which says that more was sent.
fn shortened(words: &str) -> String {
    let brief = brief(words);
    let more = if brief.len() < words.len() { "…" } else { "" };
    format!("{brief}{more}")
}

fn optional(words: Option<&str>) -> Value<'_> {
    words.map_or(Value::Null, Value::Text)
}

impl Facts {
    fn of(checked: &Checked) -> Self {
        let Checked { pack, record, .. } = checked;
        let said = |key| record.said(pack, key).map(shortened);
        let name = |key| {
            record
                .said(pack, key)
                .map(|name| shortened(&single_spaced(name)))
        };
        Self {
            reasons: Some(shortened(&record.reasons(pack))),
            correction: said(Key::Correction),
            first_name: name(Key::FirstName),
            last_name: name(Key::LastName),
            // The dash of MDS says that nothing is known.
            birth: said(Key::Birth).filter(|birth| birth != "-"),
            document: said(Key::Document),
            target: record.target(pack).or_else(|| locate::said_target(checked)),
            clock: record.day(pack, Key::Clock),
        }
    }
}
