use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Parameter, ReportKind};
use crate::{
    assessments::INSTRUMENTS,
    listing::Query,
    providers::{Ccn, StateCode},
};

/// What somebody asks a report for. It stands in the report's address, so that there is no name in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportParameters {
    pub facility: Option<Ccn>,
    pub state: Option<StateCode>,
    /// One of [`INSTRUMENTS`], in its place there.
    pub instrument: Option<usize>,
    #[serde(with = "crate::time::wire")]
    pub from: Option<Date>,
    #[serde(with = "crate::time::wire")]
    pub to: Option<Date>,
    /// The number of an edit: `-3810`.
    pub edit: Option<String>,
}

impl ReportParameters {
    /// Longer than any edit's number.
    const LONGEST_EDIT: usize = 10;

    /// Reads what an address says that this report asks for.
    #[must_use]
    pub fn from_query(kind: ReportKind, query: &Query) -> Self {
        let word = |parameter, name| {
            let asked = kind.asks_for(parameter);
            let typed = query.get(name).map(str::trim);
            typed.filter(|text| asked && !text.is_empty())
        };
        let day = |name| {
            kind.asks_for(Parameter::Days)
                .then(|| query.day(name))
                .flatten()
        };
        let is_edit = |text: &&str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            text.len() <= Self::LONGEST_EDIT
                && !digits.is_empty()
                && digits.bytes().all(|sign| sign.is_ascii_alphanumeric())
        };
        Self {
            facility: word(Parameter::Facility, "facility").and_then(|text| Ccn::parse(text).ok()),
            state: word(Parameter::State, "state").and_then(|code| StateCode::parse(code).ok()),
            instrument: word(Parameter::Instrument, "instrument")
                .and_then(|name| INSTRUMENTS.iter().position(|known| *known == name)),
            from: day("from"),
            to: day("to"),
            edit: word(Parameter::Edit, "edit")
                .filter(is_edit)
                .map(str::to_owned),
        }
    }

    /// Writes the address that [`Self::from_query`] reads.
    #[must_use]
    pub fn to_query(&self) -> Query {
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        Query::default()
            .with("facility", self.facility.as_ref().map(Ccn::as_str))
            .with("state", self.state.map(StateCode::as_str))
            .with("instrument", self.instrument())
            .with("from", day(self.from).as_deref())
            .with("to", day(self.to).as_deref())
            .with("edit", self.edit.as_deref())
    }

    /// The instrument, as records name it.
    #[must_use]
    pub fn instrument(&self) -> Option<&'static str> {
        INSTRUMENTS.get(self.instrument?).copied()
    }

    /// First and last day; where nothing is said, those of the report's usual span until today.
    #[must_use]
    pub fn days(&self, kind: ReportKind, today: Date) -> (Date, Date) {
        let to = self.to.unwrap_or(today);
        let usual = to.saturating_sub(kind.usual_days().days());
        (self.from.unwrap_or(usual), to)
    }

    /// In words, for the head of a table: `CCN 165123; OASIS`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let words = [
            self.facility
                .as_ref()
                .map(|ccn| format!("CCN {ccn}", ccn = ccn.as_str())),
            self.state.map(|state| state.name().to_owned()),
            self.instrument().map(str::to_owned),
            self.edit.as_ref().map(|edit| format!("edit {edit}")),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        words.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_address_reads_back_as_far_as_the_report_asks_for_it() {
        let text =
            "facility=165123&state=IA&instrument=MDS&from=2026-10-01&to=2026-10-31&edit=-3810";
        let query = Query::parse(text);
        let all = ReportParameters::from_query(ReportKind::ErrorDetail, &query);
        assert_eq!(all.to_query().to_string(), text);
        let roster = ReportParameters::from_query(ReportKind::Roster, &query);
        assert_eq!(
            roster.to_query().to_string(),
            "facility=165123&state=IA&instrument=MDS"
        );
        let wrong = Query::parse("facility=x&state=XX&instrument=1&from=soon&edit=%3Cb%3E");
        let none = ReportParameters::from_query(ReportKind::ErrorDetail, &wrong);
        assert_eq!(none, ReportParameters::default());
    }

    #[test]
    fn where_no_days_are_said_they_end_today() {
        let kind = ReportKind::Movements;
        let days = ReportParameters::default().days(kind, date(2026, 10, 31));
        assert_eq!(days, (date(2026, 10, 1), date(2026, 10, 31)));
    }
}
