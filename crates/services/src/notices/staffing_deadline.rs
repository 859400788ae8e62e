//! A payroll deadline comes near, and a facility has no accepted file for the quarter: 14, 7, 3 and 1 days before,
//! its PBJ people are reminded. One job for each facility; its key names quarter, days and facility, so twice is once.

use domain::{
    messages::Words,
    notices::Notice,
    providers::ProviderId,
    staffing::FiscalQuarter,
    time::{Now, display_date},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    fetch,
    jobs::{self, Finished, Job, JobError, NewJob},
    row::Day,
};
use uuid::Uuid;

use super::{Audience, WHY_YOU, failed, mail, pages, readers};
use crate::{Clock, ServiceError, Services};

pub(super) const REMIND: &str = "remind_of_deadline";

const DAYS_BEFORE: [i32; 4] = [14, 7, 3, 1];
/// Jobs written in one transaction; far under 100 ms.
const AT_A_TIME: i64 = 500;

/// `p` was a nursing home on some day from $2 to $3, and has no accepted file for quarter $5 of year $4.
macro_rules! has_none {
    () => {
        "p.kind = 'nursing_home' and p.ccn is not null
            and (p.terminated_on is null or p.terminated_on >= $2) and (p.certified_on is null or p.certified_on <= $3)
            and not exists (select 1 from staffing_quarter q where q.provider_id = p.id
                and q.fiscal_year = $4 and q.quarter = $5)"
    };
}

store::sql! {
    /// Lists the facilities after $1 that have no accepted file and for which somebody could be reminded. Served by the primary keys.
    MISSING = concat!(
        "select p.id from provider p where p.id > $1 and ", has_none!(), "
            and exists (select 1 from role_grant_provider gp join role_grant g on g.id = gp.grant_id
                where gp.provider_id = p.id and g.ended_at is null)
            order by p.id limit $6"
    );
    /// Served by the primary key.
    STILL_MISSING = concat!("select p.name, p.ccn from provider p where p.id = $1 and ", has_none!());
}

#[derive(Serialize, Deserialize)]
struct Payload {
    facility: Uuid,
    /// `2026Q4`.
    quarter: String,
}

/// Enqueues a reminder for each facility that has no accepted file, when a day for it has come since `day`, on which
/// this was to be done: an earlier one when no server ran on it.
///
/// # Errors
/// The database's.
pub(super) async fn begin(services: &Services, day: Date, now: Now) -> Result<(), ServiceError> {
    let Some((quarter, days)) = due(day, now) else {
        return Ok(());
    };
    let mut last = Uuid::nil();
    loop {
        let mut tx = services.db.write().await?;
        let facilities = fetch!(
            fetch_all,
            (Uuid,),
            tx,
            MISSING,
            last,
            Day::from(quarter.first_day()),
            Day::from(quarter.last_day()),
            i32::from(quarter.fiscal_year()),
            i32::from(quarter.quarter()),
            AT_A_TIME
        )?;
        let Some((end,)) = facilities.last() else {
            return Ok(());
        };
        last = *end;
        for (facility,) in facilities {
            let key = format!("{REMIND} {} {days} {facility}", quarter.key());
            let payload = json!(Payload {
                facility,
                quarter: quarter.key(),
            });
            jobs::enqueue(&mut tx, NewJob::new(REMIND, payload).once(&key), now.system).await?;
        }
        tx.commit().await?;
    }
}

/// The quarter whose deadline comes, and the last of the days for a reminder from `day` to today: of several that were
/// missed, one is made up for.
fn due(day: Date, now: Now) -> Option<(FiscalQuarter, i32)> {
    let quarter = FiscalQuarter::due(now.today())?;
    let missed = days_left(quarter, now.today())..=days_left(quarter, day);
    let mut latest_first = DAYS_BEFORE.into_iter().rev();
    let days = latest_first.find(|days| missed.contains(days))?;
    Some((quarter, days))
}

fn days_left(quarter: FiscalQuarter, day: Date) -> i32 {
    (quarter.deadline() - day).get_days()
}

/// Reminds the people of one facility, unless a file has been accepted or the deadline has passed meanwhile.
pub(super) async fn remind(
    services: &Services,
    job: &Job,
    clock: &Clock,
) -> Result<Finished, JobError> {
    let payload: Payload = job.payload()?;
    let quarter = FiscalQuarter::from_key(&payload.quarter)
        .map_err(|error| JobError::Hopeless(error.into()))?;
    let now = clock();
    let mut tx = services.db.write().await?;
    let missing = fetch!(
        fetch_optional,
        (String, String),
        tx,
        STILL_MISSING,
        payload.facility,
        Day::from(quarter.first_day()),
        Day::from(quarter.last_day()),
        i32::from(quarter.fiscal_year()),
        i32::from(quarter.quarter())
    )?;
    if let Some((name, ccn)) = missing.filter(|_| days_left(quarter, now.today()) >= 0) {
        let audience = Audience {
            facility: ProviderId(payload.facility),
            notice: Notice::StaffingDeadline,
            sender: None,
        };
        let readers = readers(&mut tx, audience).await.map_err(failed)?;
        let words = words(&name, &ccn, quarter, now);
        mail(&mut tx, services, &readers, &words, now.system)
            .await
            .map_err(failed)?;
    }
    let finished = jobs::finish(&mut tx, job, now.system).await?;
    tx.commit().await?;
    Ok(finished)
}

fn words(name: &str, ccn: &str, quarter: FiscalQuarter, now: Now) -> Words {
    let left = match days_left(quarter, now.today()) {
        0 => "today is the last day".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    };
    Words::new(format!("Payroll file missing, {left}: CCN {ccn}, {quarter}"))
        .say(format!(
            "No payroll-based journal file for {name} (CCN {ccn}), {quarter}, has been accepted yet."
        ))
        .say(format!(
            "Files for the quarter are taken until {}, 11:59 PM Eastern Time. A file that is rejected on the last day may \
             leave no time to send another.",
            display_date(quarter.deadline())
        ))
        .say(WHY_YOU)
        .link("Upload PBJ Files", pages::UPLOAD)
}
