//! Whom a provider has as patients, and whom a search finds.

use domain::{
    access::{Action, Actor},
    assessments::PatientNumber,
    audit::{Act, Event, Object, Record},
    listing::Page,
    patients::{
        Birth, Identifier as _, Medicare, PatientFilter, PatientLine, PatientList, PatientSort,
        SocialSecurity,
    },
    providers::{Ccn, ProviderId},
    time::display_date,
};
use jiff::civil::Date;
use store::{Tx, fetch};

use super::{LineRow, edit::makes_patients, line_columns, patients_in_scope, scope, sight};
use crate::{
    ServiceError, Services, audit, csv_table::CsvTable, providers::list::containing,
    scope::ScopeBinds, search,
};

/// After the four words of the scope: whether a number is searched for; Patient ID, Social Security number, its last four
/// digits; Medicare number; two parts of the name; CCN; the beginning of a date of birth. A patient who was merged into another is found by their number
/// alone.
macro_rules! matching {
    () => {
        concat!(
            patients_in_scope!(),
            r" and (t.merged_into is null or t.number = $6)
               and (not $5 or t.number = $6 or t.ssn = $7 or substr(t.ssn, 6) = $8)
               and (cast($9 as text) is null or t.medicare = $9)
               and (cast($10 as text) is null or (t.search_key like $10 escape '\' and t.search_key like $11 escape '\'))
               and (cast($12 as text) is null or p.ccn = $12)
               and (cast($13 as text) is null or t.birth like $13)"
        )
    };
}

/// What has no value in the column comes last whichever way it is sorted, and the number settles what is equal.
macro_rules! page_by {
    ($order:expr) => {
        concat!(
            "select ",
            line_columns!(),
            matching!(),
            " order by ",
            $order,
            ", t.number limit $14 offset $15"
        )
    };
}

store::sql! {
    /// Served by patient_search, or by patient_ssn and patient_medicare where a number is searched for.
    COUNT = concat!("select count(*)", matching!());
}

store::sorted! { page_by! of PatientSort
    Name = "t.search_key", "t.search_key desc";
    Number = "t.number", "t.number desc";
    Birth = "t.birth is null, t.birth, t.search_key", "t.birth is null, t.birth desc, t.search_key";
    Provider = "p.search_key, t.search_key", "p.search_key desc, t.search_key";
    LastAssessment = "last_on nulls last, t.search_key", "last_on desc nulls last, t.search_key";
}

/// What somebody searches by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sought {
    /// Digits alone: a Patient ID, a Social Security number or its end.
    is_number: bool,
    number: Option<i64>,
    ssn: Option<String>,
    last_four: Option<String>,
    medicare: Option<String>,
    /// Patterns of two words of the name, or of one twice.
    name: Option<(String, String)>,
    /// A pattern: who is known to be born on that day, in that month.
    birth: Option<String>,
}

impl Sought {
    /// A date of birth may stand beside what else is known.
    fn of(text: &str, today: Date) -> Self {
        let birth = |word: &&str| {
            let is_date = word.contains('/');
            is_date.then(|| Birth::parse(word, today).ok()).flatten()
        };
        let words = || text.split([' ', ',']).filter(|word| !word.is_empty());
        let Some(born) = words().find_map(|word| birth(&word)) else {
            return Self::without_birth(text);
        };
        let rest: Vec<&str> = words().filter(|word| birth(word).is_none()).collect();
        Self {
            birth: Some(format!("{}%", born.as_str())),
            ..Self::without_birth(&rest.join(" "))
        }
    }

    fn without_birth(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        if let Ok(medicare) = Medicare::parse(text) {
            return Self {
                medicare: Some(medicare.into_string()),
                ..Self::default()
            };
        }
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self {
                is_number: true,
                number: digits.parse().ok(),
                ssn: SocialSecurity::parse(&digits)
                    .ok()
                    .map(SocialSecurity::into_string),
                last_four: Some(digits).filter(|digits| digits.len() == 4),
                ..Self::default()
            };
        }
        let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
        let first = words.next().unwrap_or(text);
        let last = words.next_back().unwrap_or(first);
        Self {
            name: Some((containing(first), containing(last))),
            ..Self::default()
        }
    }

    fn name(&self) -> (Option<&str>, Option<&str>) {
        let name = self.name.as_ref();
        (
            name.map(|(first, _)| first.as_str()),
            name.map(|(_, last)| last.as_str()),
        )
    }
}

/// A filter in the words that its statements bind.
struct Search {
    scope: ScopeBinds,
    filter: PatientFilter,
    text: String,
    sought: Sought,
}

impl Search {
    fn new(
        services: &Services,
        actor: &Actor,
        filter: &PatientFilter,
    ) -> Result<Self, ServiceError> {
        let scope = scope(actor, Action::ViewPatients)?;
        let filter = PatientFilter::from_query(&filter.to_query());
        let text = search::open(services, actor, filter.search.as_ref());
        Ok(Self {
            scope,
            sought: Sought::of(&text, actor.now.today()),
            text,
            filter,
        })
    }

    async fn count(&self, tx: &mut Tx) -> Result<i64, ServiceError> {
        let (first, last) = self.sought.name();
        let (count,) = fetch!(
            fetch_one,
            (i64,),
            tx,
            COUNT,
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            self.sought.is_number,
            self.sought.number,
            &self.sought.ssn,
            &self.sought.last_four,
            &self.sought.medicare,
            first,
            last,
            self.filter.provider.as_ref().map(Ccn::as_str),
            &self.sought.birth,
        )?;
        Ok(count)
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<LineRow>, ServiceError> {
        let (first, last) = self.sought.name();
        Ok(fetch!(
            fetch_all,
            LineRow,
            tx,
            statement(self.filter.sort, self.filter.direction),
            self.scope.nation,
            &self.scope.states,
            self.scope.user,
            &self.scope.roles,
            self.sought.is_number,
            self.sought.number,
            &self.sought.ssn,
            &self.sought.last_four,
            &self.sought.medicare,
            first,
            last,
            self.filter.provider.as_ref().map(Ccn::as_str),
            &self.sought.birth,
            limit,
            offset,
        )?)
    }
}

/// A look at rows of the list.
fn looked(act: Act, actor: &Actor, rows: &[LineRow]) -> Event {
    Event::by(act, actor, Action::ViewPatients)
        .about(Object::List(Record::Patients))
        .at(rows.iter().map(|row| ProviderId(row.provider_id)))
        .count("rows", rows.len())
        .patients(rows.iter().map(|row| PatientNumber(row.number)))
}

/// The patients that the filter lets through.
///
/// # Errors
/// [`ServiceError::Denied`] without [`Action::ViewPatients`]; [`ServiceError::Unrecorded`]; the database's.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &PatientFilter,
) -> Result<PatientList, ServiceError> {
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let request = search.filter.page.within(total);
    let rows = search
        .rows(&mut tx, i64::from(request.size), request.offset())
        .await?;
    drop(tx);
    if !rows.is_empty() {
        audit::read(services, looked(Act::Read, actor, &rows)).await?;
    }
    let sight = sight(actor);
    let lines = rows.into_iter().map(|row| row.line(sight));
    Ok(PatientList {
        lines: Page {
            rows: lines.collect::<Result<Vec<PatientLine>, _>>()?,
            total,
            request,
        },
        search: search.text,
        may_make: makes_patients(actor),
        manages_exclusions: actor.sees_form(Action::ManageExclusions),
        read_only: actor.viewing.is_some(),
    })
}

/// One patient of a provider, as the list has them. None for one of another provider, and for one who was merged.
///
/// # Errors
/// As [`list`].
pub async fn of_provider(
    services: &Services,
    actor: &Actor,
    provider: &Ccn,
    number: PatientNumber,
) -> Result<Option<PatientLine>, ServiceError> {
    let filter = PatientFilter {
        provider: Some(provider.clone()),
        ..PatientFilter::default()
    };
    let search = Search {
        sought: Sought {
            is_number: true,
            number: Some(number.0),
            ..Sought::default()
        },
        ..Search::new(services, actor, &filter)?
    };
    let mut tx = services.db.read().await?;
    let rows = search.rows(&mut tx, 1, 0).await?;
    drop(tx);
    let rows: Vec<LineRow> = rows
        .into_iter()
        .filter(|row| row.merged_into.is_none())
        .collect();
    if !rows.is_empty() {
        audit::read(services, looked(Act::Read, actor, &rows)).await?;
    }
    let mut lines = rows.into_iter().map(|row| row.line(sight(actor)));
    lines.next().transpose()
}

/// The whole filtered list as a CSV file, in its order, up to [`PatientFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list`].
pub async fn export(
    services: &Services,
    actor: &Actor,
    filter: &PatientFilter,
) -> Result<Vec<u8>, ServiceError> {
    const MOST: i64 = PatientFilter::EXPORT_ROWS;
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let rows = search.rows(&mut tx, MOST, 0).await?;
    drop(tx);
    audit::read(services, looked(Act::Exported, actor, &rows)).await?;
    let sight = sight(actor);
    let mut table = CsvTable::new(&HEADINGS);
    for row in rows {
        table.row(&cells(row.line(sight)?));
    }
    table.tell_cut(MOST, total, "rows");
    Ok(table.finish())
}

const HEADINGS: [&str; 10] = [
    "Patient ID",
    "Last name",
    "First name",
    "Date of birth",
    "Sex",
    "Provider",
    "CCN",
    "State",
    "Last assessment",
    "Merged into",
];

fn cells(line: PatientLine) -> [String; HEADINGS.len()] {
    let day = line.last_assessment.map(display_date);
    let kept = line.merged_into.map(|number| number.to_string());
    [
        line.number.to_string(),
        line.last_name,
        line.first_name,
        line.birth,
        line.sex,
        line.provider,
        line.ccn.map(String::from).unwrap_or_default(),
        line.place.as_str().to_owned(),
        day.unwrap_or_default(),
        kept.unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Sought;

    fn of(text: &str) -> Sought {
        Sought::of(text, date(2026, 10, 20))
    }

    #[test]
    fn what_is_typed_says_what_is_searched_for() {
        let digits = |text| {
            let sought = of(text);
            assert!(sought.is_number && sought.name.is_none(), "{text}");
            (sought.number, sought.ssn, sought.last_four)
        };
        assert_eq!(digits("500001"), (Some(500_001), None, None));
        assert_eq!(digits("0001"), (Some(1), None, Some("0001".to_owned())));
        let whole = (Some(900_110_001), Some("900110001".to_owned()), None);
        assert_eq!(digits("900-11-0001"), whole);
        let medicare = of("1eg4-te5-mk73").medicare;
        assert_eq!(medicare.as_deref(), Some("1EG4TE5MK73"));
        let name = |text| of(text).name.expect("a name");
        let (able, ruth) = ("%able%".to_owned(), "%ruth%".to_owned());
        assert_eq!(name("Able, Ruth"), (able.clone(), ruth.clone()));
        assert_eq!(name("ruth able"), (ruth, able.clone()));
        assert_eq!(name(" able"), (able.clone(), able));
        assert_eq!(of(""), Sought::default());
        let birth = |text| of(text).birth;
        assert_eq!(birth("04/12/1931").as_deref(), Some("19310412%"));
        assert_eq!(birth("4/1931").as_deref(), Some("193104%"));
        assert!(of("04/12/1931").name.is_none() && !of("04/12/1931").is_number);
        assert_eq!(birth("04/12/2031"), None, "nobody is born yet");
        let both = of("able, 04/12/1931");
        assert_eq!(both.birth.as_deref(), Some("19310412%"));
        assert_eq!(both.name, of("able").name);
    }
}
