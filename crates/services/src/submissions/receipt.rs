use std::collections::HashMap;

use domain::{
    access::{Actor, Role},
    audit::{Act, Event, Object},
    count::as_count,
    reports::ReportKind,
    staffing::FileChange,
    submissions::{
        LiveState, ProviderCounts, Receipt, ReceiptFile, SentFile, SentLine, SubmissionKind,
        SubmissionNumber,
    },
    time::Instant,
};
use store::{Tx, fetch, files::ContentHash};
use uuid::Uuid;

use super::scope::{
    facility_of, file_in_scope, file_state, files_joined, is_record, quarter_of, scope_of,
    state_of, submission_state,
};
use crate::{
    ServiceError, Services, audit, csv_table::CsvTable, scope::ScopeBinds,
    staffing::change::changes_of,
};

macro_rules! of_number {
    () => {
        concat!(
            files_joined!(),
            "join user_account u on u.id = s.user_id where s.number = $6 and ",
            file_in_scope!()
        )
    };
}

/// The columns of [`FileRow`].
macro_rules! file_columns {
    () => {
        concat!(
            "f.id, f.ordinal, f.name, p.id as provider_id, p.name as provider_name, p.ccn, f.fiscal_year, f.quarter, \
             f.on_time, ", file_state!(), " as state, f.fatal_count, f.warning_count"
        )
    };
}
pub(super) use {file_columns, of_number};

store::sql! {
    /// Served by the unique `submission.number`.
    RECEIPT = concat!(
        "select s.file_name, s.byte_count, s.file_hash, s.user_id, u.user_name, u.full_name, s.role, s.started_at, s.received_at, \
                s.checking_at, s.finished_at, ", submission_state!(), " as state",
        of_number!(), " limit 1"
    );
    /// Served by the unique index `submission_file(submission_id, ordinal)`.
    FILES = concat!("select ", file_columns!(), of_number!(), " and f.id is not null order by f.ordinal limit $7");
    /// Files that are no records have a line in the list of files alone. Served by the unique index
    /// `submission_file(submission_id, ordinal)`.
    PROVIDERS = concat!(
        "select p.id, p.name, p.ccn, count(*) as processed, \
                count(case when f.state = 'accepted_with_warnings' then 1 end) as with_warnings, \
                count(case when f.state = 'rejected' then 1 end) as rejected, \
                cast(sum(f.fatal_count) as bigint) as fatal, cast(sum(f.warning_count) as bigint) as warnings",
        of_number!(),
        " and f.state <> 'received' and ", is_record!(), " group by p.id, p.name, p.ccn, p.search_key \
         order by p.id is null, p.search_key, p.id limit $7"
    );
}

#[derive(store::FromRow)]
struct ReceiptRow {
    file_name: String,
    byte_count: i64,
    file_hash: Vec<u8>,
    user_id: Uuid,
    user_name: String,
    full_name: String,
    role: String,
    started_at: i64,
    received_at: i64,
    checking_at: Option<i64>,
    finished_at: Option<i64>,
    state: String,
}

#[derive(store::FromRow)]
pub(super) struct FileRow {
    pub id: Uuid,
    pub ordinal: i32,
    name: String,
    provider_id: Option<Uuid>,
    provider_name: Option<String>,
    ccn: Option<String>,
    fiscal_year: Option<i32>,
    quarter: Option<i32>,
    on_time: Option<bool>,
    state: String,
    fatal_count: i64,
    warning_count: i64,
}

impl FileRow {
    /// With what it made of its quarter.
    pub fn read(self, change: Option<FileChange>) -> Result<ReceiptFile, ServiceError> {
        Ok(ReceiptFile {
            ordinal: self.ordinal,
            name: self.name,
            facility: facility_of(self.provider_id, self.provider_name, self.ccn),
            quarter: quarter_of(self.fiscal_year, self.quarter),
            on_time: self.on_time,
            state: state_of(&self.state)?,
            fatal: self.fatal_count,
            warnings: self.warning_count,
            change,
        })
    }
}

#[derive(store::FromRow)]
struct ProviderRow {
    id: Option<Uuid>,
    name: Option<String>,
    ccn: Option<String>,
    processed: i64,
    with_warnings: i64,
    rejected: i64,
    fatal: i64,
    warnings: i64,
}

impl ProviderRow {
    fn read(self) -> ProviderCounts {
        ProviderCounts {
            facility: facility_of(self.id, self.name, self.ccn),
            processed: self.processed,
            accepted: self.processed - self.rejected,
            with_warnings: self.with_warnings,
            rejected: self.rejected,
            fatal: self.fatal,
            warnings: self.warnings,
        }
    }
}

impl ReceiptRow {
    fn progress(&self) -> Result<LiveState, ServiceError> {
        Ok(LiveState {
            state: state_of(&self.state)?,
            received_at: Instant(self.received_at),
            checking_at: self.checking_at.map(Instant),
            finished_at: self.finished_at.map(Instant),
        })
    }
}

/// Finds of which kind a submission is.
///
/// # Errors
/// As [`receipt`].
pub async fn kind_of(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
) -> Result<SubmissionKind, ServiceError> {
    let mut tx = services.db.read().await?;
    let (kind, scope) = scope_of(&mut tx, actor, number).await?;
    find(&mut tx, &scope, number).await?;
    Ok(kind)
}

/// The receipt of a submission, with those of its files that the person may see.
///
/// # Errors
/// [`ServiceError::Denied`] when no role of the person shows submissions; [`ServiceError::NotFound`] when there
/// is none of this number, or none of its files may be seen.
pub async fn receipt(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
) -> Result<Receipt, ServiceError> {
    let mut tx = services.db.read().await?;
    let (kind, scope) = scope_of(&mut tx, actor, number).await?;
    let row = find(&mut tx, &scope, number).await?;
    let files = fetch!(
        fetch_all,
        FileRow,
        tx,
        FILES,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        number.0,
        as_count(Receipt::FILES),
    )?;
    let (providers, mut changes) = match kind {
        SubmissionKind::Staffing => {
            let today = actor.now.today();
            (Vec::new(), changes_of(&mut tx, number, None, today).await?)
        }
        SubmissionKind::Assessments => {
            let most = as_count(Receipt::FILES);
            let providers = providers(&mut tx, &scope, number, most).await?;
            (providers, HashMap::new())
        }
    };
    let has_own_report = kind == SubmissionKind::Assessments
        && row.user_id == actor.user.0
        && ReportKind::SubmitterValidation.is_offered(actor);
    let progress = row.progress()?;
    let hash = ContentHash::try_from(row.file_hash)
        .map_err(|_| ServiceError::Corrupt { what: "file hash" })?;
    Ok(Receipt {
        number,
        kind,
        file_name: row.file_name,
        size: row.byte_count,
        hash: hash.to_string(),
        sender: row.user_name,
        sender_name: row.full_name,
        role: Role::from_key(&row.role).map_err(|_| ServiceError::Corrupt { what: "role" })?,
        started_at: Instant(row.started_at),
        received_at: Instant(row.received_at),
        progress,
        files: files
            .into_iter()
            .map(|row| {
                let change = changes.remove(&row.ordinal);
                row.read(change)
            })
            .collect::<Result<_, _>>()?,
        providers,
        has_own_report,
    })
}

/// What became of the files of each provider in a submission, as far as somebody may see them.
async fn providers(
    tx: &mut Tx,
    scope: &ScopeBinds,
    number: SubmissionNumber,
    most: i64,
) -> Result<Vec<ProviderCounts>, ServiceError> {
    let found = fetch!(
        fetch_all,
        ProviderRow,
        tx,
        PROVIDERS,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        number.0,
        most,
    )?;
    Ok(found.into_iter().map(ProviderRow::read).collect())
}

/// The same as a CSV file: all of them.
///
/// # Errors
/// As [`receipt`].
pub async fn providers_csv(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
) -> Result<Vec<u8>, ServiceError> {
    let mut tx = services.db.read().await?;
    let (kind, scope) = scope_of(&mut tx, actor, number).await?;
    find(&mut tx, &scope, number).await?;
    let found = providers(&mut tx, &scope, number, i64::MAX).await?;
    drop(tx);
    let of = |counts: &ProviderCounts| counts.facility.as_ref().map(|facility| facility.id);
    let event = Event::by(Act::Exported, actor, kind.seen_by())
        .about(Object::Submission(number))
        .at(found.iter().filter_map(of))
        .count("rows", found.len());
    audit::read(services, event).await?;
    let mut table = CsvTable::new(&[
        "Submission ID",
        "Provider",
        "CCN",
        "Processed",
        "Accepted",
        "Accepted with Warnings",
        "Rejected",
        "Fatal",
        "Warnings",
    ]);
    for counts in found {
        let (name, ccn) = match counts.facility {
            Some(facility) => (facility.name, facility.ccn.map(String::from)),
            None => (ProviderCounts::UNKNOWN.to_owned(), None),
        };
        table.row(&[
            number.to_string(),
            name,
            ccn.unwrap_or_default(),
            counts.processed.to_string(),
            counts.accepted.to_string(),
            counts.with_warnings.to_string(),
            counts.rejected.to_string(),
            counts.fatal.to_string(),
            counts.warnings.to_string(),
        ]);
    }
    Ok(super::honest(services, table))
}

/// How far a submission is.
///
/// # Errors
/// As [`receipt`].
pub async fn live_state(
    services: &Services,
    actor: &Actor,
    number: SubmissionNumber,
) -> Result<LiveState, ServiceError> {
    let mut tx = services.db.read().await?;
    let (_, scope) = scope_of(&mut tx, actor, number).await?;
    find(&mut tx, &scope, number).await?.progress()
}

/// What became of files that were sent together, as whoever may see their submissions is told.
///
/// # Errors
/// As [`receipt`], of any of them.
pub async fn sent(
    services: &Services,
    actor: &Actor,
    files: &[SentFile],
) -> Result<Vec<SentLine>, ServiceError> {
    let mut tx = services.db.read().await?;
    let mut lines = Vec::new();
    for file in files {
        let name = match file.number() {
            Some(number) => {
                let (_, scope) = scope_of(&mut tx, actor, number).await?;
                Some(find(&mut tx, &scope, number).await?.file_name)
            }
            None => None,
        };
        lines.push(SentLine { file: *file, name });
    }
    Ok(lines)
}

async fn find(
    tx: &mut Tx,
    scope: &ScopeBinds,
    number: SubmissionNumber,
) -> Result<ReceiptRow, ServiceError> {
    fetch!(
        fetch_optional,
        ReceiptRow,
        tx,
        RECEIPT,
        scope.nation,
        &scope.states,
        scope.user,
        &scope.roles,
        &scope.own_roles,
        number.0,
    )?
    .ok_or(ServiceError::NotFound)
}
