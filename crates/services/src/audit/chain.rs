//! Rows and their chain. A row's hash is an HMAC over everything in it and over the hash of the row before it; the key
//! lies outside of the database ([`Purpose::Audit`]). Whoever has the database alone can neither change a row, nor put
//! one in, nor take one out, without the chain showing it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    access::{Category, Role},
    audit::{Event, Who},
    providers::ProviderId,
};
use sha2::{Digest as _, Sha256};
use store::{
    DbError, Tx,
    bulk::{Target, Value},
    exec, fetch,
    jobs::{self, NewJob},
};
use uuid::Uuid;

use super::checkpoint;
use crate::{
    Services,
    keys::{Keys, Purpose},
};

/// Where a chain begins.
pub(super) const ZERO: [u8; 32] = [0; 32];

/// Said before everything that is hashed, so that a row of another make is no row of this one.
const MAKE: &[u8] = b"openqies audit 1";

/// Every column, in the order of [`Row`].
macro_rules! columns {
    () => {
        "seq, happened_at, act, outcome, actor_kind, actor_id, category, roles, operator, on_behalf_of, viewed_role, \
         session_mark, address, account_id, object_type, object_id, provider_id, providers_hash, state_code, detail, \
         prev_hash, hash"
    };
}
pub(super) use columns;

macro_rules! places {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22"
    };
}

store::sql! {
    /// Reads the end of the chain and locks it: who writes after this waits until this transaction ends. (`for update`
    /// would lock as well, on PostgreSQL alone.)
    HEAD = "update audit_head set seq = seq where id = 1 returning seq, hash";
    /// Served by the primary key.
    END = "select seq, hash from audit_head where id = 1";
    /// Served by the primary key.
    ROWS = concat!("select ", columns!(), " from audit_event where seq >= $1 and seq <= $2 order by seq limit $3");
    /// Served by audit_event_provider_seq.
    PROVIDERS = "select seq, provider_id from audit_event_provider where seq between $1 and $2 order by seq, provider_id";
    /// Served by audit_event_patient_seq.
    PATIENTS = "select seq, patient from audit_event_patient where seq between $1 and $2";
    /// Triggers move the end of the chain, and list the patients that the row names.
    ADD = concat!("insert into audit_event (", columns!(), ") values (", places!(), ")");
}

store::sql! { in sqlite
    /// The same after the row of this number and hash alone: nothing is added when the chain does not end there.
    /// Served by the primary key.
    ADD_AFTER = concat!(
        "insert into audit_event (", columns!(), ") select ", places!(),
        " from audit_head where id = 1 and seq = $1 - 1 and hash = $21"
    );
}

/// Rows read at a time.
const AT_A_TIME: i64 = 1_000;

const PROVIDER: Target<2> = Target {
    table: "audit_event_provider",
    columns: ["provider_id", "seq"],
};

/// A row as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, store::FromRow)]
pub(crate) struct Row {
    pub seq: i64,
    pub happened_at: i64,
    pub act: String,
    pub outcome: String,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub category: Option<String>,
    pub roles: Option<String>,
    pub operator: Option<String>,
    pub on_behalf_of: Option<Uuid>,
    pub viewed_role: Option<String>,
    pub session_mark: Option<Vec<u8>>,
    pub address: Option<String>,
    pub account_id: Option<Uuid>,
    pub object_type: Option<String>,
    pub object_id: Option<String>,
    pub provider_id: Option<Uuid>,
    pub providers_hash: Option<Vec<u8>>,
    pub state_code: Option<String>,
    pub detail: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Where the chain ends: the number and the hash of its last row.
type End = (i64, Vec<u8>);

/// The end of the chain as this program wrote it last, on SQLite. Whether it still ends there the database says, in the
/// statement that adds the next row; so that statement is the only one while nobody else writes.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastEnd(Arc<Mutex<Option<End>>>);

impl LastEnd {
    fn get(&self) -> Option<End> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// To be called when what was added is committed.
    pub fn set(&self, end: Option<End>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}

/// Adds rows to the chain, and says where it ends then. The lock on its end is held from here to the end of the transaction,
/// so this comes last.
pub(super) async fn append(
    mut tx: Tx,
    services: &Services,
    events: &[Event],
) -> Result<(Tx, Option<End>), DbError> {
    // On PostgreSQL the end is locked before anything is added after it.
    let is_postgres = services.db.is_postgres();
    let mut end = if is_postgres {
        None
    } else {
        services.last_end.get()
    };
    for event in events {
        let row = add(&mut tx, services, event, end).await?;
        let seq = row.seq;
        end = Some((seq, row.hash));
        if event.providers.len() > 1 {
            let ids = event.providers.iter();
            let rows: Vec<_> = ids
                .map(|id| [Value::Uuid(id.0), Value::Bigint(seq)])
                .collect();
            tx = PROVIDER.insert(tx, &rows).await?;
        }
        if seq % checkpoint::EACH_ROWS == 0 {
            let key = format!("{} {seq}", checkpoint::CHECKPOINT);
            let job = NewJob::new(checkpoint::CHECKPOINT, checkpoint::payload(false)).once(&key);
            jobs::enqueue(&mut tx, job, event.at).await?;
        }
    }
    Ok((tx, end.filter(|_| !is_postgres)))
}

/// Adds a row after the end that is known, if the chain ends there, or else after the end that it has.
async fn add(
    tx: &mut Tx,
    services: &Services,
    event: &Event,
    known: Option<End>,
) -> Result<Row, DbError> {
    let statement = if services.db.is_postgres() {
        ADD
    } else {
        ADD_AFTER
    };
    if let Some(end) = known {
        let row = Row::new(end, event, services);
        if insert(tx, statement, &row).await? == 1 {
            return Ok(row);
        }
    }
    let end = fetch!(fetch_one, End, tx, HEAD)?;
    let row = Row::new(end, event, services);
    insert(tx, ADD, &row).await?;
    Ok(row)
}

/// How many rows were added.
async fn insert(tx: &mut Tx, statement: &'static str, row: &Row) -> Result<u64, DbError> {
    exec!(
        tx,
        statement,
        row.seq,
        row.happened_at,
        &row.act,
        &row.outcome,
        &row.actor_kind,
        row.actor_id,
        &row.category,
        &row.roles,
        &row.operator,
        row.on_behalf_of,
        &row.viewed_role,
        &row.session_mark,
        &row.address,
        row.account_id,
        &row.object_type,
        &row.object_id,
        row.provider_id,
        &row.providers_hash,
        &row.state_code,
        &row.detail,
        &row.prev_hash,
        &row.hash
    )
}

/// The number and the hash of the last row; 0 and [`ZERO`] while there is none.
pub(super) async fn end(tx: &mut Tx) -> Result<(i64, Vec<u8>), DbError> {
    fetch!(fetch_one, (i64, Vec<u8>), tx, END)
}

/// The next rows of a range, both ends among them; none after its end.
pub(super) async fn rows(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<Row>, DbError> {
    fetch!(fetch_all, Row, tx, ROWS, from, to, AT_A_TIME)
}

/// The providers that are listed for these rows, by the row's number, in the order of their ids.
pub(super) async fn providers_of(
    tx: &mut Tx,
    rows: &[Row],
) -> Result<BTreeMap<i64, Vec<Uuid>>, DbError> {
    let (first, last) = ends(rows);
    let listed = fetch!(fetch_all, (i64, Uuid), tx, PROVIDERS, first, last)?;
    Ok(by_row(listed))
}

/// The patients by whom these rows are found, by the row's number.
pub(super) async fn patients_of(
    tx: &mut Tx,
    rows: &[Row],
) -> Result<BTreeMap<i64, BTreeSet<i64>>, DbError> {
    let (first, last) = ends(rows);
    let found = fetch!(fetch_all, (i64, i64), tx, PATIENTS, first, last)?;
    Ok(by_row(found))
}

/// The numbers of the first and the last of these rows; of none, two that no row has.
fn ends(rows: &[Row]) -> (i64, i64) {
    let number = |row: Option<&Row>| row.map_or(0, |row| row.seq);
    (number(rows.first()), number(rows.last()))
}

fn by_row<T, C: Default + Extend<T>>(pairs: Vec<(i64, T)>) -> BTreeMap<i64, C> {
    let mut grouped = BTreeMap::<i64, C>::new();
    for (seq, one) in pairs {
        grouped.entry(seq).or_default().extend([one]);
    }
    grouped
}

impl Row {
    /// By which patients the row is to be found: those that it names, 0 where it shows more than it names.
    pub fn named(&self) -> BTreeSet<i64> {
        let of_object = (self.object_type.as_deref() == Some("patient"))
            .then(|| self.object_id.as_deref()?.parse().ok())
            .flatten();
        let named = match said(&self.detail).remove("patients") {
            Some(serde_json::Value::Array(numbers)) => numbers
                .iter()
                .filter_map(serde_json::Value::as_i64)
                .collect(),
            Some(_) => vec![0],
            None => Vec::new(),
        };
        named.into_iter().chain(of_object).collect()
    }

    /// The row of an event after the end of the chain.
    fn new((last, prev_hash): End, event: &Event, services: &Services) -> Self {
        let none: &[Role] = &[];
        let (actor_id, category, roles, operator) = match &event.who {
            Who::Person {
                user,
                category,
                roles,
            } => (Some(user.0), Some(*category), roles.as_slice(), None),
            Who::Owner(user) => (Some(user.0), None, none, None),
            Who::Operator(name) => (None, None, none, Some(name.clone())),
            Who::Program | Who::Unknown => (None, None, none, None),
        };
        let origin = &services.origin;
        let mark = event.session.or(origin.session);
        let (provider_id, providers_hash) = match event.providers.as_slice() {
            [] => (None, None),
            [one] => (Some(one.0), None),
            several => (
                None,
                Some(hash_of(several.iter().map(|ProviderId(id)| *id))),
            ),
        };
        // Whoever views as a role is behind whoever they look as, who is nobody.
        let viewer = origin.viewer;
        let actor_id = viewer.map_or(actor_id, |viewer| Some(viewer.user.0));
        let roles: Vec<&str> = roles.iter().copied().map(Role::key).collect();
        let mut row = Self {
            seq: last + 1,
            happened_at: event.at.0,
            act: event.act.key().to_owned(),
            outcome: event.outcome.key().to_owned(),
            actor_kind: event.who.key().to_owned(),
            actor_id,
            category: category.map(Category::key).map(str::to_owned),
            roles: (!roles.is_empty()).then(|| roles.join(",")),
            operator,
            on_behalf_of: viewer.map(|viewer| viewer.on_behalf_of.0),
            viewed_role: viewer.map(|viewer| viewer.role.key().to_owned()),
            session_mark: mark.map(|mark| mark.0.to_vec()),
            address: origin.address.as_deref().map(str::to_owned),
            account_id: event.account.map(|user| user.0),
            object_type: event.object.as_ref().map(|object| object.key().to_owned()),
            object_id: event.object.as_ref().map(domain::audit::Object::id),
            provider_id,
            providers_hash,
            state_code: event.state.map(|state| state.as_str().to_owned()),
            detail: serde_json::to_string(&event.detail).expect("words, numbers and ids are JSON"),
            prev_hash,
            hash: Vec::new(),
        };
        row.hash = row.reckon(&services.keys).to_vec();
        row
    }

    /// The hash that a row of this content has.
    pub fn reckon(&self, keys: &Keys) -> [u8; 32] {
        let mut text = Encoding(MAKE.to_vec());
        text.bytes(Some(&self.seq.to_be_bytes()));
        text.bytes(Some(&self.happened_at.to_be_bytes()));
        text.text(Some(&self.act));
        text.text(Some(&self.outcome));
        text.text(Some(&self.actor_kind));
        text.id(self.actor_id);
        text.text(self.category.as_deref());
        text.text(self.roles.as_deref());
        text.text(self.operator.as_deref());
        text.id(self.on_behalf_of);
        text.text(self.viewed_role.as_deref());
        text.bytes(self.session_mark.as_deref());
        text.text(self.address.as_deref());
        text.id(self.account_id);
        text.text(self.object_type.as_deref());
        text.text(self.object_id.as_deref());
        text.id(self.provider_id);
        text.bytes(self.providers_hash.as_deref());
        text.text(self.state_code.as_deref());
        text.text(Some(&self.detail));
        text.bytes(Some(&self.prev_hash));
        keys.hash(Purpose::Audit, &text.0)
    }
}

/// One way to write a row: each column with its length, and one that is null unlike one that is empty.
struct Encoding(Vec<u8>);

impl Encoding {
    fn bytes(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            None => self.0.push(0),
            Some(bytes) => {
                self.0.push(1);
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.0.extend(length.to_be_bytes());
                self.0.extend(bytes);
            }
        }
    }

    fn text(&mut self, text: Option<&str>) {
        self.bytes(text.map(str::as_bytes));
    }

    fn id(&mut self, id: Option<Uuid>) {
        self.bytes(id.as_ref().map(|id| id.as_bytes().as_slice()));
    }
}

/// The facts of an event, as its row has them; none of what cannot be read.
pub(super) fn said(detail: &str) -> BTreeMap<String, serde_json::Value> {
    serde_json::from_str(detail).unwrap_or_default()
}

/// The hash of several providers' ids, in their order.
pub(super) fn hash_of(ids: impl Iterator<Item = Uuid>) -> Vec<u8> {
    let mut digest = Sha256::new();
    ids.for_each(|id| digest.update(id.as_bytes()));
    digest.finalize().to_vec()
}
