//! A payroll file was rejected, or entries of it were left out: told to the facility's PBJ people in the transaction
//! that decided it.

use domain::{
    identity::UserId,
    messages::Words,
    notices::Notice,
    providers::ProviderId,
    staffing::FiscalQuarter,
    submissions::FileState,
    time::{Instant, Now, display_date},
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::{Audience, WHY_YOU, mail, pages, readers};
use crate::{ServiceError, Services};

store::sql! {
    /// A decided file of a known facility. Served by the primary keys.
    DECIDED = "select s.number, s.user_id, s.received_at, f.ordinal, f.state, f.fiscal_year, f.quarter, f.entries,
            f.entries_left_out, p.id as provider_id, p.name, p.ccn
        from submission_file f
        join submission s on s.id = f.submission_id
        join provider p on p.id = f.provider_id
        where f.id = $1 and (f.state = 'rejected' or f.entries_left_out > 0)";
}

#[derive(store::FromRow)]
struct DecidedRow {
    number: i64,
    user_id: Uuid,
    received_at: i64,
    ordinal: i32,
    state: String,
    fiscal_year: Option<i32>,
    quarter: Option<i32>,
    entries: i64,
    entries_left_out: i64,
    provider_id: Uuid,
    name: String,
    ccn: Option<String>,
}

/// Mails what became of a file, unless all of it was taken. A file whose facility is not known, or not its sender's,
/// is nobody's news.
///
/// # Errors
/// The database's.
pub(crate) async fn tell(
    tx: &mut Tx,
    services: &Services,
    file: Uuid,
    now: Now,
) -> Result<(), ServiceError> {
    let Some(row) = fetch!(fetch_optional, DecidedRow, tx, DECIDED, file)? else {
        return Ok(());
    };
    let audience = Audience {
        facility: ProviderId(row.provider_id),
        notice: Notice::StaffingFile,
        sender: Some(UserId(row.user_id)),
    };
    let readers = readers(tx, audience).await?;
    if readers.is_empty() {
        return Ok(());
    }
    mail(tx, services, &readers, &words(&row, now), now.system).await
}

fn words(row: &DecidedRow, now: Now) -> Words {
    let ccn = row.ccn.as_deref().unwrap_or("none yet");
    let quarter = quarter(row);
    let (about, of_quarter) = match quarter {
        Some(quarter) => (format!("CCN {ccn}, {quarter}"), format!(", {quarter},")),
        None => (format!("CCN {ccn}"), String::new()),
    };
    let file = format!(
        "The payroll-based journal file for {} (CCN {ccn}){of_quarter}",
        row.name
    );
    let (subject, outcome) = if row.state == FileState::Rejected.as_str() {
        (
            format!("Payroll file rejected: {about}"),
            format!(
                "{file} was rejected. None of it was stored, and what was stored before stays."
            ),
        )
    } else {
        let (left_out, all) = (row.entries_left_out, row.entries + row.entries_left_out);
        (
            format!("Payroll file with entries left out: {about}"),
            format!("{file} was accepted without {left_out} of its {all} hour entries."),
        )
    };
    let received = format!(
        "It is file {} of submission {}, received {}.",
        row.ordinal,
        row.number,
        Instant(row.received_at).display()
    );
    let words = Words::new(subject).say(outcome).say(received);
    let words = match quarter.filter(|quarter| quarter.is_open(now.today())) {
        Some(quarter) => words.say(format!(
            "The report says what to change. A new file for the quarter is taken until {}, 11:59 PM Eastern Time.",
            display_date(quarter.deadline())
        )),
        None => words,
    };
    words.say(WHY_YOU).link(
        "Final Validation Report",
        pages::report(row.number, row.ordinal),
    )
}

fn quarter(row: &DecidedRow) -> Option<FiscalQuarter> {
    let year = i16::try_from(row.fiscal_year?).ok()?;
    let quarter = u8::try_from(row.quarter?).ok()?;
    FiscalQuarter::new(year, quarter).ok()
}
