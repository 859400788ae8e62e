//! The list of people as a file.

use domain::{
    access::{Action, Actor, Holding, Surveying, SurveyorId, UserFilter, UserLine},
    audit::{Act, Event, Object, Record},
    time::{Instant, display_date},
};

use super::Search;
use crate::{ServiceError, Services, audit, csv_table::CsvTable, identity::own_profile::zone_of};

const HEADINGS: [&str; 13] = [
    "Name",
    "User ID",
    "User Role",
    "Organization",
    "State of the role",
    "Since",
    "Days pending",
    "Last log-in",
    "Last confirmed",
    "To be confirmed by",
    "Federal surveyor ID",
    "State of the surveyor ID",
    "Last security official",
];

/// The whole filtered list as a CSV file, in its order, up to [`UserFilter::EXPORT_ROWS`].
///
/// # Errors
/// As [`list_users`](super::list_users).
pub async fn export_users(
    services: &Services,
    actor: &Actor,
    filter: &UserFilter,
) -> Result<Vec<u8>, ServiceError> {
    const MOST: i64 = UserFilter::EXPORT_ROWS;
    let search = Search::new(services, actor, filter)?;
    let mut tx = services.db.read().await?;
    let total = search.count(&mut tx).await?;
    let rows = search.rows(&mut tx, MOST, 0).await?;
    let zone = zone_of(&mut tx, actor.user).await?;
    drop(tx);
    let event = Event::by(Act::Exported, actor, Action::ViewUsers)
        .about(Object::List(Record::PeopleAndRoles))
        .count("rows", rows.len());
    audit::read(services, event).await?;
    let mut table = CsvTable::new(&HEADINGS);
    for row in rows {
        table.row(&cells(row.line(actor, zone)?));
    }
    table.tell_cut(MOST, total, "rows");
    Ok(table.finish())
}

fn cells(line: UserLine) -> [String; HEADINGS.len()] {
    let moment = |at: Option<Instant>| at.map(Instant::display).unwrap_or_default();
    let due = line.due_at.map(|at| display_date(at.eastern().date()));
    let days = line.pending_days.map(|days| days.to_string());
    let surveyor = line.surveyor_id.as_ref().map_or("", SurveyorId::as_str);
    let last = if line.is_last_official { "Yes" } else { "" };
    [
        line.person,
        line.user_name.as_str().to_owned(),
        line.role.name().to_owned(),
        line.place,
        Holding::title(line.holding).to_owned(),
        line.since.display(),
        days.unwrap_or_default(),
        moment(line.last_log_in),
        moment(line.confirmed_at),
        due.unwrap_or_default(),
        surveyor.to_owned(),
        line.surveying.map_or("", Surveying::title).to_owned(),
        last.to_owned(),
    ]
}
