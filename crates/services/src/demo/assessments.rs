//! Assessments of invented patients, sent through the same hands as those of today.

pub(crate) mod form;

use std::convert::Infallible;

use bytes::Bytes;
use domain::{
    access::Actor,
    assessments::{InboxFilter, InboxPart},
    providers::ProviderType,
    submissions::SubmissionKind,
    time::{Instant, Now},
};
use jiff::{
    Span, ToSpan as _,
    civil::{Date, Time},
};
use rulebook::{Book, Sources};
use submission::{assessments::Key, generate::zip};

use super::{
    dice::Dice,
    history::{back_then, sender, work},
    providers::{DAVIS, DemoProvider, SECOND_HOME, VENDOR_CLIENTS},
};
use crate::{
    ServiceError, Services,
    assessments::inbox,
    submissions::{Incoming, receive},
};

/// Who sees to the records that came back.
const COORDINATORS: [&str; 2] = ["HOLLY.BRECHT", "LENA.HARTWIG"];

const FIRST_NAMES: [&str; 12] = [
    "ADA", "BRUNO", "CLARA", "DORIS", "EDGAR", "FLORA", "GUSTAV", "HENRIK", "IDA", "JONAS",
    "KARIN", "LOTTE",
];
const LAST_NAMES: [&str; 12] = [
    "ALDERWICK",
    "BRAMBLE",
    "CORNFIELD",
    "DUNMORE",
    "ELMHURST",
    "FENWICK",
    "GREENLOW",
    "HARROWBY",
    "INGLETON",
    "KESTREL",
    "LARKIN",
    "MOSSWELL",
];

/// What is sent about a patient, in its order: the subset, days after the first, and how it differs.
type Course = &'static [(&'static str, i32, &'static [(&'static str, &'static str)])];

/// Entry, admission assessment, quarterly, and discharge.
const STAYS: [Course; 3] = [
    &[("NT", 0, &[]), ("NC", 10, &[]), ("ND", 60, &[])],
    &[("NT", 0, &[]), ("NC", 11, &[]), ("NQ", 95, &[])],
    &[("NT", 0, &[]), ("NC", 10, &[("A0600A", "21909999")])],
];
/// Start of care, one of them modified; discharge, and recertification in its window, both of the care that began then; and one that is
/// rejected.
const EPISODES: [Course; 3] = [
    &[
        ("01", 0, &[]),
        (
            "01",
            0,
            &[
                ("TRANS_TYPE_CD", "2"),
                ("CORRECTION_NUM", "01"),
                ("ACY_DOC_CD", "CHANGED"),
            ],
        ),
        ("09", 42, &[]),
    ],
    &[("01", 0, &[]), ("04", 55, &[])],
    &[("01", 0, &[("M0064_SSN", "219-09-99")])],
];
/// Patients of one provider.
const PATIENTS: i32 = 6;
/// Days before today on which the first of them came.
const BACK: i32 = 150;

/// Sends the assessments of the last months. Where no rules are held, none is sent.
pub async fn happen(
    services: &Services,
    seed: u32,
    today: Date,
    providers: &[DemoProvider],
    now: Now,
) -> Result<(), ServiceError> {
    if services.packs.library.is_empty() {
        return Ok(());
    }
    let mut dice = Dice::new(seed, "assessments");
    let books = [("MDS", "mds-3.10.0"), ("OASIS", "oasis-3.02.0")];
    let sources = Sources::built_in();
    let mut sendings = Vec::new();
    for (instrument, pack) in books {
        let corrupt = |_| ServiceError::Corrupt { what: "pack" };
        let book = sources.book(pack).map_err(corrupt)?;
        let of_instrument = |provider: &&DemoProvider| {
            sender_of(provider.ccn()).is_some()
                && provider.record.kind.instrument() == Some(instrument)
        };
        for provider in providers.iter().filter(of_instrument) {
            sendings.extend(of_provider(&mut dice, &book, provider, today));
        }
    }
    sendings.sort_by_key(|sending| sending.on);
    send(services, sendings, now).await?;
    for coordinator in COORDINATORS {
        take_one(services, coordinator, now).await?;
    }
    Ok(())
}

/// Takes one of the records that came back in hand; once is enough.
async fn take_one(services: &Services, coordinator: &str, now: Now) -> Result<(), ServiceError> {
    let actor = sender(services, coordinator, now).await?;
    let filter = InboxFilter::of(InboxPart::Nobodys);
    let inbox = inbox::list(services, &actor, &filter).await?;
    match inbox.lines.rows.first() {
        Some(line) if inbox.counts.mine == 0 => {
            inbox::take(services, &actor, line.submission, line.ordinal).await
        }
        _ => Ok(()),
    }
}

fn sender_of(ccn: &str) -> Option<&'static str> {
    match ccn {
        DAVIS | SECOND_HOME => Some("DANA.WHITLOCK"),
        ccn if VENDOR_CLIENTS.contains(&ccn) => Some("LARKSPUR.DATA"),
        _ => None,
    }
}

/// A file of one day.
struct Sending {
    on: Date,
    sender: &'static str,
    name: String,
    file: String,
}

fn of_provider(dice: &mut Dice, book: &Book, provider: &DemoProvider, today: Date) -> Vec<Sending> {
    let courses = match provider.record.kind {
        ProviderType::HomeHealthAgency => EPISODES,
        _ => STAYS,
    };
    let mut sendings = Vec::new();
    for (patient, course) in (0..PATIENTS).zip(courses.iter().cycle()) {
        let person = Person::invent(dice);
        let begin = today.saturating_sub(Span::new().days(BACK - dice.number(0..=40)));
        for (place, (subset, after, changes)) in course.iter().enumerate() {
            let day = begin.saturating_add(Span::new().days(*after));
            let Ok(span) = book.today().until(day) else {
                continue;
            };
            let on = day.saturating_add(1.day());
            let later = span.get_days();
            if day < first_day(book) || on >= today {
                continue;
            }
            let mut all = person.items(book, provider);
            all.extend(
                changes
                    .iter()
                    .map(|(id, value)| ((*id).to_owned(), (*value).to_owned())),
            );
            let all: Vec<_> = all
                .iter()
                .map(|(id, value)| (id.as_str(), value.as_str()))
                .collect();
            if let (Some(file), Some(sender)) =
                (book.file(subset, later, &all), sender_of(provider.ccn()))
            {
                let facility = provider.ccn().to_lowercase();
                sendings.push(Sending {
                    on,
                    sender,
                    name: format!("{facility}-{patient}-{place}.xml"),
                    file,
                });
            }
        }
    }
    sendings
}

/// No record of the pack is completed before.
fn first_day(book: &Book) -> Date {
    book.pack.in_force.from.saturating_add(60.days())
}

/// A patient whom nobody knows.
struct Person {
    first: String,
    last: String,
    ssn: String,
    birth: String,
}

impl Person {
    fn invent(dice: &mut Dice) -> Self {
        Self {
            first: (*dice.pick(&FIRST_NAMES)).to_owned(),
            last: (*dice.pick(&LAST_NAMES)).to_owned(),
            // Numbers that begin so are not given to anybody.
            ssn: format!("219{:06}", dice.number(0..=999_999)),
            birth: format!("19{:02}0{}15", dice.number(30..=49), dice.number(1..=9)),
        }
    }

    /// What the record says of the patient and the provider, as far as its subset has it.
    fn items(&self, book: &Book, provider: &DemoProvider) -> Vec<(String, String)> {
        let record = &provider.record;
        let facility = record.facility_id.as_ref().map(ToString::to_string);
        let said = [
            (Key::FirstName, Some(self.first.clone())),
            (Key::LastName, Some(self.last.clone())),
            (Key::SocialSecurityNumber, Some(self.ssn.clone())),
            (Key::Birth, Some(self.birth.clone())),
            (Key::State, Some(record.state.as_str().to_owned())),
            (Key::Facility, facility),
            (Key::Ccn, Some(provider.ccn().to_owned())),
        ];
        let items = said.into_iter().filter_map(|(key, value)| {
            let item = book.pack.keyed(key).next()?;
            Some((book.pack.items[usize::from(item)].id.clone(), value?))
        });
        items.collect()
    }
}

async fn send(services: &Services, sendings: Vec<Sending>, now: Now) -> Result<(), ServiceError> {
    let mut day: Vec<Sending> = Vec::new();
    let mut sendings = sendings.into_iter().peekable();
    while let Some(sending) = sendings.next() {
        day.push(sending);
        let goes_on = sendings.peek().is_some_and(|next| {
            (next.on, next.sender) == (day[0].on, day[0].sender) && next.name != day[0].name
        });
        if !goes_on {
            send_day(services, &day, now).await?;
            day.clear();
        }
    }
    Ok(())
}

/// All files of one sender and day, as one ZIP.
async fn send_day(services: &Services, day: &[Sending], now: Now) -> Result<(), ServiceError> {
    let Some(first) = day.first() else {
        return Ok(());
    };
    let at = Instant::from_eastern(first.on.to_datetime(Time::constant(14, 10, 0, 0)));
    let received = back_then(now, at);
    let actor: Actor = Actor {
        now: received,
        ..sender(services, first.sender, now).await?
    };
    let members: Vec<_> = day
        .iter()
        .map(|sending| (sending.name.as_str(), sending.file.as_bytes()))
        .collect();
    let bytes = match day {
        [only] => only.file.clone().into_bytes(),
        _ => zip(&members).map_err(|_| ServiceError::Corrupt {
            what: "sample file",
        })?,
    };
    let kind = SubmissionKind::Assessments;
    let incoming = Incoming {
        kind,
        right: kind.sent_by(),
        key: format!("demo-assessments-{}-{}", first.on, first.name),
        file_name: match day {
            [only] => only.name.clone(),
            _ => format!("assessments-{}.zip", first.on),
        },
        again: true,
        started_at: at.plus_seconds(-3),
    };
    let bytes = futures::stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
    receive(services, &actor, incoming, bytes, || received).await?;
    work(services, back_then(now, at.plus_seconds(25))).await
}
