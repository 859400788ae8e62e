use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Parameter, ReportKind};
use crate::{
    assessments::INSTRUMENTS,
    forms::FieldError,
    listing::{PageRequest, Query},
    providers::{Ccn, StateCode},
    submissions::edit_named,
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
    /// An edit, as findings name it: `-3810`, `server:duplicate`.
    pub edit: Option<String>,
    /// Of its table.
    pub page: PageRequest,
}

impl ReportParameters {
    /// What an address may ask for, each with what its form calls it.
    pub const FIELDS: [(&str, &str); 6] = [
        ("facility", "CCN"),
        ("state", "State"),
        ("instrument", "Instrument"),
        ("from", "First day"),
        ("to", "Last day"),
        ("edit", "Edit"),
    ];

    /// What of an address any report understands: Error Detail asks for everything that one can be asked for.
    #[must_use]
    pub fn understood(query: &Query) -> Query {
        Self::from_query(ReportKind::ErrorDetail, query).to_query()
    }

    /// Refuses an address of which no report understands some: who takes a file from it is told of nothing that was left out.
    ///
    /// # Errors
    /// What was not understood.
    pub fn check(query: &Query) -> Result<(), FieldError> {
        let read = Self::understood(query);
        let of = |(name, label): (&'static str, &str)| {
            let (_, typed) = query.left_out(&read, [name]).next()?;
            Some((name, format!("{label} \u{201c}{typed}\u{201d}")))
        };
        let (names, said): (Vec<_>, Vec<_>) = Self::FIELDS.into_iter().filter_map(of).unzip();
        let Some(first) = names.first() else {
            return Ok(());
        };
        let message = format!(
            "Not understood: {}. Correct it in the address, or take the file from the page of the report.",
            said.join(", ")
        );
        Err(FieldError::new(first, message))
    }

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
        Self {
            facility: word(Parameter::Facility, "facility").and_then(|text| Ccn::parse(text).ok()),
            state: word(Parameter::State, "state").and_then(|code| StateCode::parse(code).ok()),
            instrument: word(Parameter::Instrument, "instrument")
                .and_then(|name| INSTRUMENTS.iter().position(|known| *known == name)),
            from: day("from"),
            to: day("to"),
            edit: word(Parameter::Edit, "edit").and_then(edit_named),
            page: query.page(),
        }
    }

    /// The same of all rows, for files.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self {
            page: PageRequest::default(),
            ..self.clone()
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
            .with_page(self.page)
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

    /// The same two days, of a report that asks for days.
    #[must_use]
    pub fn days_shown(&self, kind: ReportKind, today: Date) -> Vec<Date> {
        let (first, last) = self.days(kind, today);
        if kind.asks_for(Parameter::Days) {
            vec![first, last]
        } else {
            Vec::new()
        }
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
        let text = "facility=165123&state=IA&instrument=MDS&from=2026-10-01&to=2026-10-31&edit=-3810&page=2&size=50";
        let query = Query::parse(text);
        let all = ReportParameters::from_query(ReportKind::ErrorDetail, &query);
        assert_eq!(all.to_query().to_string(), text);
        let roster = ReportParameters::from_query(ReportKind::Roster, &query);
        assert_eq!(
            roster.to_query().to_string(),
            "facility=165123&state=IA&instrument=MDS&page=2&size=50"
        );
        assert_eq!(
            roster.whole().to_query().to_string(),
            "facility=165123&state=IA&instrument=MDS"
        );
        let wrong = Query::parse("facility=x&state=XX&instrument=1&from=soon&edit=%3Cb%3E");
        let none = ReportParameters::from_query(ReportKind::ErrorDetail, &wrong);
        assert_eq!(none, ReportParameters::default());
    }

    #[test]
    fn an_address_that_no_report_understands_is_refused() {
        let good = "facility=165123&state=IA&instrument=OASIS&from=2026-02-28&to=&page=7";
        assert_eq!(ReportParameters::check(&Query::parse(good)), Ok(()));
        let wrong = "facility=abc&state=XX&instrument=oasis&from=2026-02-30&edit=%3Cb%3E";
        let refused = ReportParameters::check(&Query::parse(wrong)).unwrap_err();
        assert_eq!(refused.field, "facility");
        assert!(
            refused.message.starts_with(
                "Not understood: CCN “abc”, State “XX”, Instrument “oasis”, First day “2026-02-30”, Edit “<b>”."
            ),
            "{}",
            refused.message
        );
    }

    #[test]
    fn where_no_days_are_said_they_end_today() {
        let kind = ReportKind::Movements;
        let days = ReportParameters::default().days(kind, date(2026, 10, 31));
        assert_eq!(days, (date(2026, 10, 1), date(2026, 10, 31)));
    }
}
