//! Who sees which file, and in which state it is, as SQL over a submission `s`, its file `f`, that file's
//! provider `p` (both may be missing) and its job `j`.

use domain::{
    access::Actor,
    providers::{Ccn, ProviderId},
    staffing::FiscalQuarter,
    submissions::{Facility, SubmissionKind, SubmissionNumber, SubmissionState},
};
use store::{Tx, fetch};
use uuid::Uuid;

use crate::{ServiceError, scope::ScopeBinds};

/// The tables, joined.
macro_rules! files_joined {
    () => {
        " from submission s left join submission_file f on f.submission_id = s.id \
          left join provider p on p.id = f.provider_id left join job j on j.id = s.job_id "
    };
}

/// The condition that the file lies within the scope bound as `$1` to `$5`: files of the facilities in
/// it; of some only what the person sent; and what the person sent while no facility is known of it.
macro_rules! file_in_scope {
    () => {
        concat!(
            "(",
            crate::scope::provider_in_scope!(),
            " or s.user_id = $3 and (f.provider_id is null or p.id in (",
            crate::submissions::scope::own_providers!(),
            ")))"
        )
    };
}

/// The providers of which somebody sees only what they sent.
macro_rules! own_providers {
    () => {
        "select gp.provider_id from role_grant g join role_grant_provider gp on gp.grant_id = g.id \
         where g.user_id = $3 and g.ended_at is null and $5 like '%,' || g.role || ',%'"
    };
}

/// [`file_in_scope!`] of files that have a provider, with the list of these providers, from which a database can begin.
macro_rules! file_among {
    () => {
        concat!(
            "p.id in (",
            crate::scope::providers_in_scope!(),
            " union all ",
            crate::submissions::scope::own_providers!(),
            ") and ",
            crate::submissions::scope::file_in_scope!()
        )
    };
}

/// How far the submission is. Until it is decided, its job knows.
macro_rules! submission_state {
    () => {
        "case when s.state <> 'received' then s.state \
              when j.state in ('dead', 'given_up') then 'failed_needs_staff' \
              when j.state = 'queued' and j.attempts > 0 then 'failed_retrying' \
              when s.checking_at is not null then 'checking' \
              else 'received' end"
    };
}

/// How far the file is: as far as its submission until it is decided itself.
macro_rules! file_state {
    () => {
        concat!(
            "case when f.state <> 'received' then f.state else ",
            crate::submissions::scope::submission_state!(),
            " end"
        )
    };
}

/// Says whether the file is a record of an assessment: of one that could not be read as such nobody knows the instrument.
macro_rules! is_record {
    () => {
        "exists (select 1 from sent_record r where r.file_id = f.id and r.instrument is not null)"
    };
}

pub(crate) use {
    file_among, file_in_scope, file_state, files_joined, is_record, own_providers, submission_state,
};

store::sql! {
    /// Served by the unique `submission.number`.
    KIND = "select kind from submission where number = $1";
}

/// The scope of reading submissions of a kind.
pub(crate) fn binds(actor: &Actor, kind: SubmissionKind) -> Result<ScopeBinds, ServiceError> {
    let action = kind.seen_by();
    Ok(ScopeBinds::new(actor, action, &actor.coverage(action)?))
}

/// The scope in which this person may look for the submission of a number, with its kind. Where they see none of that kind, there is none for them.
pub(crate) async fn scope_of(
    tx: &mut Tx,
    actor: &Actor,
    number: SubmissionNumber,
) -> Result<(SubmissionKind, ScopeBinds), ServiceError> {
    let seen = SubmissionKind::ALL.map(|kind| binds(actor, kind));
    if let [Err(denied), Err(_)] = seen {
        return Err(denied);
    }
    let row = fetch!(fetch_optional, (String,), tx, KIND, number.0)?;
    let (kind,) = row.ok_or(ServiceError::NotFound)?;
    let kind = SubmissionKind::from_key(&kind).ok_or(ServiceError::Corrupt {
        what: "submission kind",
    })?;
    match binds(actor, kind) {
        Ok(scope) => Ok((kind, scope)),
        Err(_) => Err(ServiceError::NotFound),
    }
}

pub(crate) fn state_of(word: &str) -> Result<SubmissionState, ServiceError> {
    SubmissionState::parse(word).map_err(|_| ServiceError::Corrupt {
        what: "submission state",
    })
}

pub(crate) fn quarter_of(year: Option<i32>, quarter: Option<i32>) -> Option<FiscalQuarter> {
    FiscalQuarter::new(i16::try_from(year?).ok()?, u8::try_from(quarter?).ok()?).ok()
}

pub(crate) fn facility_of(
    id: Option<Uuid>,
    name: Option<String>,
    ccn: Option<String>,
) -> Option<Facility> {
    Some(Facility {
        id: ProviderId(id?),
        name: name?,
        ccn: ccn.and_then(|ccn| Ccn::parse(&ccn).ok()),
    })
}
