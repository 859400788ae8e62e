//! What programs ask about submissions, through an access token: the services of the pages, held to the token's
//! facilities, and a list that goes on where the last look ended.

use bytes::Bytes;
use domain::{
    submissions::{Facility, Receipt, SubmissionKind, SubmissionNumber, SubmissionState},
    time::Instant,
};
use futures::Stream;
use store::fetch;

use super::{
    receipt::receipt,
    report_file::{report_json, report_table},
    scope::{binds, file_in_scope, state_of, submission_state},
};
use crate::{ServiceError, Services, identity::Bearer};

store::sql! {
    /// Says whether a token reaches a file. While the files of a submission are not known yet, any may be there. Served by
    /// the unique `submission.number` and the primary keys.
    REACHED = "select count(*) from submission s left join submission_file f on f.submission_id = s.id
        where s.number = $1 and ($2 = 0 or f.ordinal = $2 or f.id is null)
          and (s.access_token_id = $3
            or f.provider_id in (select l.provider_id from access_token_provider l where l.token_id = $3))";
    /// Whether it was sent with this token. Served by the unique `submission.number`.
    OF_TOKEN = "select count(*) from submission where number = $1 and access_token_id = $2";
    /// After the five words of the scope: kind, since, the number after which it goes on, whether the token has no limit,
    /// the token, and how many. Served by the unique `submission.number`.
    SINCE = concat!(
        "select s.number, s.file_name, s.byte_count, s.received_at, s.finished_at, ", submission_state!(), " as state \
         from submission s left join job j on j.id = s.job_id \
         where s.kind = $6 and s.received_at >= $7 and s.number > $8 and exists \
            (select 1 from (select 1 as one) o left join submission_file f on f.submission_id = s.id \
                left join provider p on p.id = f.provider_id where ", file_in_scope!(),
        " and ($9 or s.access_token_id = $10 \
               or p.id in (select l.provider_id from access_token_provider l where l.token_id = $10))) \
         order by s.number limit $11"
    );
}

/// Submissions in one answer, at most.
pub const MOST_LISTED: i64 = 200;

/// A submission in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionHead {
    pub number: SubmissionNumber,
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    pub received_at: Instant,
    pub finished_at: Option<Instant>,
    pub state: SubmissionState,
}

#[derive(store::FromRow)]
struct Row {
    number: i64,
    file_name: String,
    byte_count: i64,
    received_at: i64,
    finished_at: Option<i64>,
    state: String,
}

/// What is asked of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    pub kind: SubmissionKind,
    /// Received then or later, by the rules' clock.
    pub since: Instant,
    /// The last number of the page before; 0 for the first page.
    pub after: SubmissionNumber,
    /// At most [`MOST_LISTED`].
    pub limit: i64,
}

/// The submissions that a token's owner may see, in the order of their numbers.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the owner shows submissions of this kind.
pub async fn list_since(
    services: &Services,
    bearer: &Bearer,
    asked: Since,
) -> Result<Vec<SubmissionHead>, ServiceError> {
    let scope = binds(&bearer.actor, asked.kind)?;
    let mut tx = services.db.read().await?;
    let rows = fetch!(
        fetch_all,
        Row,
        tx,
        SINCE,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        asked.kind.key(),
        asked.since.0,
        asked.after.0,
        bearer.limit.is_none(),
        bearer.token.0,
        asked.limit.clamp(1, MOST_LISTED),
    )?;
    let head = |row: Row| {
        Ok(SubmissionHead {
            number: SubmissionNumber(row.number),
            file_name: row.file_name,
            size: row.byte_count,
            received_at: Instant(row.received_at),
            finished_at: row.finished_at.map(Instant),
            state: state_of(&row.state)?,
        })
    };
    rows.into_iter().map(head).collect()
}

/// The receipt of a submission, with those of its files that the token is for.
///
/// # Errors
/// As [`receipt`](super::receipt()).
pub async fn receipt_for(
    services: &Services,
    bearer: &Bearer,
    number: SubmissionNumber,
) -> Result<Receipt, ServiceError> {
    reached(services, bearer, number, None).await?;
    let mut receipt = receipt(services, &bearer.actor, number).await?;
    if bearer.limit.is_some() {
        let is_own = is_of_token(services, bearer, number).await?;
        let is_for = |facility: &Option<Facility>| match facility {
            Some(facility) => bearer.reaches(facility.id),
            None => is_own,
        };
        receipt.providers.retain(|counts| is_for(&counts.facility));
        receipt.files.retain(|file| is_for(&file.facility));
    }
    Ok(receipt)
}

/// The report of a file as CSV.
///
/// # Errors
/// As [`report_table`].
pub async fn report_csv_for(
    services: &Services,
    bearer: &Bearer,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    reached(services, bearer, number, Some(ordinal)).await?;
    report_table(services, &bearer.actor, number, ordinal).await
}

/// The report of a file as JSON.
///
/// # Errors
/// As [`report_json`](super::report_json()).
pub async fn report_json_for(
    services: &Services,
    bearer: &Bearer,
    number: SubmissionNumber,
    ordinal: i32,
) -> Result<impl Stream<Item = Result<Bytes, ServiceError>> + Send + use<>, ServiceError> {
    reached(services, bearer, number, Some(ordinal)).await?;
    report_json(services, &bearer.actor, number, ordinal).await
}

/// A limited token reaches the files of its facilities, and what was sent with it. Everything else is not there.
async fn reached(
    services: &Services,
    bearer: &Bearer,
    number: SubmissionNumber,
    ordinal: Option<i32>,
) -> Result<(), ServiceError> {
    if bearer.limit.is_none() {
        return Ok(());
    }
    let mut tx = services.db.read().await?;
    // Files are counted from 1.
    let ordinal = ordinal.unwrap_or(0);
    let (reached,) = fetch!(
        fetch_one,
        (i64,),
        tx,
        REACHED,
        number.0,
        ordinal,
        bearer.token.0
    )?;
    if reached == 0 {
        return Err(ServiceError::NotFound);
    }
    Ok(())
}

async fn is_of_token(
    services: &Services,
    bearer: &Bearer,
    number: SubmissionNumber,
) -> Result<bool, ServiceError> {
    let mut tx = services.db.read().await?;
    let (own,) = fetch!(fetch_one, (i64,), tx, OF_TOKEN, number.0, bearer.token.0)?;
    Ok(own > 0)
}
