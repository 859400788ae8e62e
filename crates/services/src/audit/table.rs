//! The lists of events as tables (CSV), as they are filtered. They prove nothing: that is what the whole trail is saved for
//! ([`export`](super::export())).

use domain::{
    access::{Action, Actor},
    audit::{Act, AuditFilter, Event, EventLine, Object, Record},
    count::as_count,
    listing::{Listed as _, Total},
};

use super::{
    pages::{Found, in_access_record, in_trail, showing},
    words::LineRow,
};
use crate::{ServiceError, Services, csv_table::CsvTable};

/// As the pages call them.
const HEADINGS: [&str; 6] = ["When", "What", "To What", "Who", "Where", "Outcome"];

const MOST: i64 = AuditFilter::EXPORT_ROWS;

/// One row more than a file has: it tells whether there are others.
const ONE_MORE: i64 = MOST + 1;

/// The filtered list of the audit trail, from its newest event on, up to [`AuditFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list_events`](super::list_events).
pub async fn export_events(
    services: &Services,
    actor: &Actor,
    filter: &AuditFilter,
) -> Result<Vec<u8>, ServiceError> {
    let filter = filter.at_first_page();
    let mut tx = services.db.read().await?;
    let found = in_trail(services, &mut tx, actor, &filter, ONE_MORE).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewAudit);
    let event = event.about(Object::List(Record::AuditTrail));
    saved(services, event, &filter, found).await
}

/// The same of who saw and changed what at the organizations whose security official one is.
///
/// # Errors
/// As [`list_access_record`](super::list_access_record).
pub async fn export_access_record(
    services: &Services,
    actor: &Actor,
    filter: &AuditFilter,
) -> Result<Vec<u8>, ServiceError> {
    let filter = filter.at_first_page();
    let mut tx = services.db.read().await?;
    let found = in_access_record(services, &mut tx, actor, &filter, ONE_MORE).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewAccessRecord)
        .about(Object::List(Record::AccessRecord))
        .at(found.provider);
    saved(services, event, &filter, found).await
}

/// Writes down that the file is saved, and makes it.
async fn saved(
    services: &Services,
    event: Event,
    filter: &AuditFilter,
    found: Found,
) -> Result<Vec<u8>, ServiceError> {
    let mut events: Vec<EventLine> = found.rows.into_iter().map(LineRow::line).collect();
    let counted = as_count(events.len());
    events.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    super::read(services, showing(event, filter, &events)).await?;
    Ok(table(events, Total::of(counted, MOST)))
}

fn table(events: Vec<EventLine>, total: Total) -> Vec<u8> {
    let mut table = CsvTable::new(&HEADINGS);
    for event in events {
        table.row(&[
            event.at.display(),
            event.act,
            event.object,
            event.who,
            event.place,
            event.outcome.title().to_owned(),
        ]);
    }
    table.tell_cut(MOST, total, "events");
    table.finish()
}

#[cfg(test)]
mod tests {
    use domain::{audit::Outcome, time::Instant};

    use super::*;

    #[test]
    fn a_file_that_leaves_events_out_says_so_and_a_spreadsheet_runs_none_of_its_cells() {
        let event = EventLine {
            seq: 7,
            at: Instant(0),
            act: "Logged in".to_owned(),
            outcome: Outcome::Done,
            who: "=SOMEONE".to_owned(),
            object: String::new(),
            place: "Iowa".to_owned(),
        };
        let text = |total| String::from_utf8(table(vec![event.clone()], total)).unwrap();
        let whole = text(Total::Exactly(1));
        assert_eq!(whole.lines().count(), 2, "{whole}");
        let row = "12/31/1969 7:00 PM ET,Logged in,,'=SOMEONE,Iowa,";
        assert!(whole.contains(row), "{whole}");
        let cut = text(Total::MoreThan(MOST));
        assert!(
            cut.contains("Only the first 50000 of more than 50000 events"),
            "{cut}"
        );
    }
}
