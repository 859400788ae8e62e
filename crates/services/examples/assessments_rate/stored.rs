//! Stored records by the million: rows as the check of a submission leaves them, with items of one line only. What only grows at its
//! end and is not asked for on the way in is left out: findings, and the history of patients.

use std::{fs::File, io, ops::Range};

use domain::{
    access::Role,
    assessments::{AssessmentState, Transaction, days_to_send},
    providers::ProviderId,
    submissions::{FileState, SubmissionKind, SubmissionState},
    time::Instant,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use sha2::{Digest as _, Sha256};
use store::{
    Connection, Db, Tx,
    bulk::{Target, Value},
    exec, fetch,
    sqlx::{self, AssertSqlSafe, Connection as _, PgConnection},
};
use uuid::Uuid;

use super::{
    Answer,
    sending::{letters, medicare, ssn},
};

const PROVIDERS: u32 = 10_000;
const VISITS: u32 = 4;
/// Of the records of a patient, one after the other.
const REASONS: [&str; VISITS as usize] = ["01", "04", "03", "09"];
const FIRST_DAY: Date = date(2021, 5, 1);
const DAYS: u32 = 1_800;
const RECORDS_A_SUBMISSION: u32 = 10;
/// One of so many had a warning, and nobody has done with it.
const RECORDS_FOR_ONE_OPEN: u32 = 20;
/// Rows for each table at a time; divisible by the records of a submission.
const AT_ONCE: u32 = 40_000;
/// Numbers that people see begin beyond those of the records that were sent.
const FIRST_NUMBER: i64 = 10_000_000;
const OTHER_SENDER: Uuid = Uuid::from_u128(1);
/// All of them came in it.
const THE_FILE: [u8; 32] = [1; 32];
const INSTRUMENT: &str = "OASIS";

const TABLES: [&str; 6] = [
    "submission",
    "submission_file",
    "patient",
    "assessment",
    "assessment_items",
    "sent_record",
];

const SUBMISSION: Target<16> = Target {
    table: "submission",
    columns: [
        "id",
        "number",
        "kind",
        "sent_right",
        "file_hash",
        "file_name",
        "byte_count",
        "idempotency_key",
        "user_id",
        "role",
        "started_at",
        "received_at",
        "stored_at",
        "job_id",
        "state",
        "finished_at",
    ],
};
const FILE: Target<15> = Target {
    table: "submission_file",
    columns: [
        "id",
        "submission_id",
        "ordinal",
        "name",
        "provider_id",
        "facility_id",
        "state_code",
        "state",
        "employees",
        "entries",
        "entries_left_out",
        "hours",
        "fatal_count",
        "warning_count",
        "finished_at",
    ],
};
const PATIENT: Target<13> = Target {
    table: "patient",
    columns: [
        "id",
        "number",
        "provider_id",
        "first_name",
        "last_name",
        "birth",
        "sex",
        "ssn",
        "medicare",
        "search_key",
        "created_at",
        "updated_at",
        "version",
    ],
};
const ASSESSMENT: Target<19> = Target {
    table: "assessment",
    columns: [
        "id",
        "number",
        "record_id",
        "correction",
        "provider_id",
        "patient_id",
        "instrument",
        "specification",
        "subset",
        "reasons",
        "target_date",
        "locator",
        "transaction_code",
        "state",
        "completed_on",
        "clock_from",
        "file_id",
        "accepted_at",
        "warning_count",
    ],
};
const ITEMS: Target<2> = Target {
    table: "assessment_items",
    columns: ["assessment_id", "items"],
};
const SENT_RECORD: Target<16> = Target {
    table: "sent_record",
    columns: [
        "file_id",
        "instrument",
        "specification",
        "subset",
        "reasons",
        "transaction_code",
        "correction",
        "target_date",
        "first_name",
        "last_name",
        "is_test",
        "patient_id",
        "assessment_id",
        "rules",
        "rules_edits",
        "due_on",
    ],
};

/// So many records, four for each patient, whose days follow one another.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    first: u32,
    pub count: u32,
}

/// One of them.
pub struct Record {
    number: u32,
    pub patient: Patient,
    pub reasons: &'static str,
    pub target: Date,
    pub locator: [u8; 32],
    is_open: bool,
}

/// Whose record it is. Nobody else has the same name or numbers.
pub struct Patient {
    number: u32,
    pub last_name: String,
    pub birth: String,
    pub ssn: String,
    pub medicare: String,
}

impl Record {
    fn id(&self) -> Uuid {
        id(Kind::Record, self.number)
    }

    fn file(&self) -> Uuid {
        id(Kind::File, self.number)
    }

    fn accepted_at(&self) -> Instant {
        Instant::from_eastern(self.target.at(12, 0, 0, 0))
    }
}

impl Patient {
    pub const FIRST_NAME: &str = "ADA";
    pub const SEX: &str = "2";

    fn new(number: u32) -> Self {
        // Beyond those whose records are sent.
        let person = number + 1_000_000;
        Self {
            number,
            last_name: letters(person),
            birth: format!("19{:02}{:02}15", 20 + number % 50, 1 + number % 12),
            ssn: ssn(person),
            medicare: medicare(person),
        }
    }

    fn search_key(&self) -> String {
        format!("{}, {}", self.last_name, Self::FIRST_NAME).to_lowercase()
    }

    pub fn id(&self) -> Uuid {
        id(Kind::Patient, self.number)
    }

    pub fn provider(&self, providers: &[Uuid]) -> Uuid {
        providers[self.number as usize % providers.len()]
    }

    pub fn next_provider(&self, providers: &[Uuid]) -> Uuid {
        providers[(self.number as usize + 1) % providers.len()]
    }
}

impl Stored {
    pub const fn new(first: u32, count: u32) -> Self {
        Self { first, count }
    }

    /// The record at a place from 0. Those of a patient lie far apart, and patients follow one another in no order of theirs.
    pub fn record(self, place: u32) -> Record {
        let patients = self.count / VISITS;
        let patient = u64::from(place) * 7_919 % u64::from(patients);
        let day = place / (self.count / DAYS + 1);
        let number = self.first + place;
        Record {
            number,
            patient: Patient::new(self.first / VISITS + u32::try_from(patient).unwrap_or_default()),
            reasons: REASONS[(place / patients) as usize],
            target: FIRST_DAY.saturating_add(i64::from(day).days()),
            locator: Sha256::digest(number.to_be_bytes()).into(),
            is_open: number.is_multiple_of(RECORDS_FOR_ONE_OPEN),
        }
    }

    /// Stores them, without the indexes, which are made once everything is there.
    pub async fn store(self, db: &Db, providers: &[Uuid]) -> Answer<()> {
        let indexes = drop_indexes(db).await?;
        for part in parts(self.first / VISITS, self.count / VISITS) {
            let patients: Vec<_> = part.map(Patient::new).collect();
            let tx = add_patients(unchecked(db).await?, providers, &patients).await?;
            tx.commit().await?;
        }
        let submissions = |records| records / RECORDS_A_SUBMISSION;
        for part in parts(submissions(self.first), submissions(self.count)) {
            let tx = add_submissions(unchecked(db).await?, part).await?;
            tx.commit().await?;
        }
        for part in parts(0, self.count) {
            let records: Vec<_> = part.map(|place| self.record(place)).collect();
            let tx = add_records(unchecked(db).await?, providers, &records).await?;
            tx.commit().await?;
        }
        for index in indexes {
            let mut tx = unchecked(db).await?;
            exec!(tx, AssertSqlSafe(index))?;
            tx.commit().await?;
        }
        count_on(db, self.first + self.count).await
    }
}

/// Whose the stored records are: the agency that sends, and others, with as many each.
pub async fn providers(db: &Db, agency: ProviderId) -> Answer<Vec<Uuid>> {
    let mut tx = db.write().await?;
    let mut providers = vec![agency.0];
    for number in 1..PROVIDERS {
        let provider = id(Kind::Provider, number);
        exec!(
            tx,
            "insert into provider (id, ccn, facility_id, state_code, kind, name, search_key, address, city, zip, created_at, \
             updated_at) values ($1, $2, $3, 'CT', 'home_health_agency', $3, $3, '', '', '', 0, 0)",
            provider,
            format!("17{number:04}"),
            format!("STORED{number:04}"),
        )?;
        providers.push(provider);
    }
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at) \
         values ($1, 'OTHER', 'Other', 'a@example.org', 'active', 0)",
        OTHER_SENDER
    )?;
    exec!(
        tx,
        "insert into stored_file (hash, bytes, created_at) values ($1, 1, 0)",
        THE_FILE.as_slice()
    )?;
    tx.commit().await?;
    Ok(providers)
}

/// What an id is of.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Provider,
    Patient,
    Submission,
    File,
    Record,
}

/// In the order of the numbers and before every id of today, as those of rows that were made one after the other years ago.
fn id(kind: Kind, number: u32) -> Uuid {
    let time = 0x0180_0000_0000_u128 + u128::from(number);
    Uuid::from_u128(time << 80 | 7 << 76 | 8 << 60 | kind as u128)
}

/// As `first..first + count`, cut in parts.
fn parts(first: u32, count: u32) -> impl Iterator<Item = Range<u32>> {
    let end = first + count;
    let part = move |start| start..end.min(start + AT_ONCE);
    (first..end).step_by(AT_ONCE as usize).map(part)
}

/// PostgreSQL takes in the rows, and makes an index of all of them, without looking up what they refer to and without hurry.
async fn unchecked(db: &Db) -> Answer<Tx> {
    let mut tx = db.write().await?;
    if matches!(tx.connection, Connection::Postgres(_)) {
        exec!(tx, "set local session_replication_role = replica")?;
        exec!(tx, "set local statement_timeout = 0")?;
        exec!(tx, "set local maintenance_work_mem = '1GB'")?;
    }
    Ok(tx)
}

/// Drops the indexes but those of keys, whose rows come in their order. Gives the statements that make them anew.
async fn drop_indexes(db: &Db) -> Answer<Vec<String>> {
    let mut tx = db.write().await?;
    let sql = match tx.connection {
        Connection::Sqlite(_) => {
            "select '\"' || name || '\"', sql from sqlite_master where type = 'index' and sql is not null \
             and $1 like '%,' || tbl_name || ',%'"
        }
        Connection::Postgres(_) => {
            "select cast(cast(i.indexrelid as regclass) as text), pg_get_indexdef(i.indexrelid) from pg_index i \
             join pg_class t on t.oid = i.indrelid where $1 like '%,' || t.relname || ',%' \
             and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)"
        }
    };
    let tables = format!(",{},", TABLES.join(","));
    let indexes = fetch!(fetch_all, (String, String), tx, sql, &tables)?;
    let mut made = Vec::new();
    for (name, sql) in indexes {
        exec!(tx, AssertSqlSafe(format!("drop index {name}")))?;
        made.push(sql);
    }
    tx.commit().await?;
    Ok(made)
}

/// Counts on from the rows that are there.
async fn count_on(db: &Db, records: u32) -> Answer<()> {
    let mut tx = db.write().await?;
    let last = FIRST_NUMBER + i64::from(records);
    exec!(tx, "update submission_number set last = $1", last)?;
    exec!(tx, "update patient_number set last = $1", last)?;
    exec!(tx, "update assessment_number set last = $1", last)?;
    tx.commit().await?;
    Ok(())
}

/// As a server is that has run for a while: what is looked up is in memory as far as it fits there, and PostgreSQL has tidied up and taken
/// stock. SQLite knows nothing of how its rows are spread, here as in the program.
pub async fn run_in(url: &str) -> Answer<()> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        io::copy(&mut File::open(path)?, &mut io::sink())?;
        return Ok(());
    }
    let mut server = PgConnection::connect(url).await?;
    for statement in [
        "vacuum analyze",
        "create extension if not exists pg_prewarm",
        "select pg_prewarm(c.oid) from pg_class c left join pg_index i on i.indexrelid = c.oid \
         where coalesce(i.indrelid, c.oid) in (cast('patient' as regclass), cast('assessment' as regclass))",
    ] {
        sqlx::query(statement).execute(&mut server).await?;
    }
    Ok(())
}

async fn add_patients(tx: Tx, providers: &[Uuid], patients: &[Patient]) -> Answer<Tx> {
    let keys: Vec<_> = patients.iter().map(Patient::search_key).collect();
    let rows: Vec<_> = patients
        .iter()
        .zip(&keys)
        .map(|(patient, key)| {
            [
                Value::Uuid(patient.id()),
                Value::Bigint(FIRST_NUMBER + i64::from(patient.number)),
                Value::Uuid(patient.provider(providers)),
                Value::Text(Patient::FIRST_NAME),
                Value::Text(&patient.last_name),
                Value::Text(&patient.birth),
                Value::Text(Patient::SEX),
                Value::Text(&patient.ssn),
                Value::Text(&patient.medicare),
                Value::Text(key),
                Value::Bigint(0),
                Value::Bigint(0),
                Value::Integer(1),
            ]
        })
        .collect();
    Ok(PATIENT.insert(tx, &rows).await?)
}

async fn add_submissions(tx: Tx, numbers: Range<u32>) -> Answer<Tx> {
    let kind = SubmissionKind::Assessments;
    let keys: Vec<_> = numbers
        .map(|number| (number, format!("stored {number}")))
        .collect();
    let rows: Vec<_> = keys
        .iter()
        .map(|(number, key)| {
            let number = *number;
            [
                Value::Uuid(id(Kind::Submission, number)),
                Value::Bigint(FIRST_NUMBER + i64::from(number)),
                Value::Text(kind.key()),
                Value::Text(kind.sent_by().key()),
                Value::Bytes(&THE_FILE),
                Value::Text("stored.zip"),
                Value::Bigint(50_000),
                Value::Text(key),
                Value::Uuid(OTHER_SENDER),
                Value::Text(Role::AssessmentSubmitter.key()),
                Value::Bigint(i64::from(number)),
                Value::Bigint(i64::from(number)),
                Value::Bigint(i64::from(number)),
                Value::Uuid(id(Kind::Submission, number)),
                Value::Text(SubmissionState::Accepted.as_str()),
                Value::Bigint(i64::from(number)),
            ]
        })
        .collect();
    Ok(SUBMISSION.insert(tx, &rows).await?)
}

async fn add_records(tx: Tx, providers: &[Uuid], records: &[Record]) -> Answer<Tx> {
    let rows: Vec<_> = records.iter().map(|one| one.file_row(providers)).collect();
    let tx = FILE.insert(tx, &rows).await?;
    let rows: Vec<_> = records
        .iter()
        .map(|one| one.assessment_row(providers))
        .collect();
    let tx = ASSESSMENT.insert(tx, &rows).await?;
    let rows: Vec<_> = records
        .iter()
        .map(|one| [Value::Uuid(one.id()), Value::Text("ASMT_SYS_CD=OASIS\n")])
        .collect();
    let tx = ITEMS.insert(tx, &rows).await?;
    let rows: Vec<_> = records.iter().map(Record::sent_row).collect();
    Ok(SENT_RECORD.insert(tx, &rows).await?)
}

impl Record {
    fn file_row(&self, providers: &[Uuid]) -> [Value<'_>; 15] {
        let state = if self.is_open {
            FileState::AcceptedWithWarnings
        } else {
            FileState::Accepted
        };
        let ordinal = self.number % RECORDS_A_SUBMISSION;
        [
            Value::Uuid(self.file()),
            Value::Uuid(id(Kind::Submission, self.number / RECORDS_A_SUBMISSION)),
            Value::Integer(i32::try_from(ordinal + 1).unwrap_or(1)),
            Value::Text("stored.xml"),
            Value::Uuid(self.patient.provider(providers)),
            Value::Text("STORED"),
            Value::Text("CT"),
            Value::Text(state.as_str()),
            Value::Bigint(0),
            Value::Bigint(0),
            Value::Bigint(0),
            Value::Bigint(0),
            Value::Bigint(0),
            Value::Bigint(i64::from(self.is_open)),
            Value::Bigint(self.accepted_at().0),
        ]
    }

    fn assessment_row(&self, providers: &[Uuid]) -> [Value<'_>; 19] {
        [
            Value::Uuid(self.id()),
            Value::Bigint(FIRST_NUMBER + i64::from(self.number)),
            Value::Uuid(self.id()),
            Value::Integer(0),
            Value::Uuid(self.patient.provider(providers)),
            Value::Uuid(self.patient.id()),
            Value::Text(INSTRUMENT),
            Value::Text("3.02.0"),
            Value::Text(self.reasons),
            Value::Text(self.reasons),
            Value::Day(self.target),
            Value::Bytes(&self.locator),
            Value::Text(Transaction::New.code()),
            Value::Text(AssessmentState::Current.as_str()),
            Value::Day(self.target),
            Value::Day(self.target),
            Value::Uuid(self.file()),
            Value::Bigint(self.accepted_at().0),
            Value::Bigint(i64::from(self.is_open)),
        ]
    }

    fn sent_row(&self) -> [Value<'_>; 16] {
        let due_on = self.target.saturating_add(days_to_send(INSTRUMENT).days());
        [
            Value::Uuid(self.file()),
            Value::Text(INSTRUMENT),
            Value::Text("3.02"),
            Value::Text(self.reasons),
            Value::Text(self.reasons),
            Value::Text(Transaction::New.code()),
            Value::Text("00"),
            Value::Day(self.target),
            Value::Text(Patient::FIRST_NAME),
            Value::Text(&self.patient.last_name),
            Value::Bool(false),
            Value::Uuid(self.patient.id()),
            Value::Uuid(self.id()),
            Value::Text("OASIS 3.02.0"),
            Value::Integer(195),
            if self.is_open {
                Value::Day(due_on)
            } else {
                Value::Null
            },
        ]
    }
}
