//! Walks the chain, and names the first row that is not as it was written.

use std::collections::{BTreeMap, BTreeSet};

use domain::time::Instant;
use store::{Tx, fetch};
use uuid::Uuid;

use super::{
    chain::{self, Row, ZERO, hash_of},
    checkpoint::Checkpoint,
    export::Range,
};
use crate::{ServiceError, Services};

store::sql! {
    /// The first row of which providers are listed although it was written with none. Reads the table.
    STRAY = "select min(ep.seq) from audit_event_provider ep
        where not exists (select 1 from audit_event e where e.seq = ep.seq and e.providers_hash is not null)";
    /// The first row that is found by a patient although it names none. Reads the table.
    STRAY_PATIENT = "select min(ep.seq) from audit_event_patient ep
        where not exists (select 1 from audit_event e
                          where e.seq = ep.seq and (e.object_type = 'patient' or e.detail like '%\"patients\":%'))";
    /// Served by the primary key.
    HASH = "select hash from audit_event where seq = $1";
    /// Served by the primary key.
    LAST = "select max(seq) from audit_event";
}

/// Where the chain is broken, in words for whoever looks into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    #[error(
        "row {seq} was changed or put in: its hash is not the one that this installation's key gives"
    )]
    Changed { seq: i64 },
    #[error("row {seq} is missing")]
    Missing { seq: i64 },
    #[error("row {seq} does not follow the row before it")]
    Unchained { seq: i64 },
    #[error("the providers of row {seq} are not those that it was written with")]
    Providers { seq: i64 },
    #[error("the patients by whom row {seq} is found are not those that it names")]
    Patients { seq: i64 },
    #[error("the last row is {last}, and the end of the chain names row {head}")]
    Head { last: i64, head: i64 },
    #[error(
        "the end is cut off: the last row is {last}, and the checkpoint of {time} names row {seq}",
        time = .at.iso()
    )]
    Cut { seq: i64, last: i64, at: Instant },
    #[error(
        "row {seq} is not the one that the checkpoint of {time} names: the chain was written anew",
        time = .at.iso()
    )]
    Rewritten { seq: i64, at: Instant },
}

impl Break {
    /// The first row that is not as it was written.
    pub(super) fn row(&self) -> i64 {
        match self {
            Self::Changed { seq }
            | Self::Missing { seq }
            | Self::Unchained { seq }
            | Self::Providers { seq }
            | Self::Patients { seq }
            | Self::Rewritten { seq, .. } => *seq,
            Self::Head { last, head } => *last.min(head) + 1,
            Self::Cut { last, .. } => last + 1,
        }
    }
}

/// What the walk has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailVerdict {
    /// Rows that are as they were written.
    pub rows: u64,
    /// Checkpoints that name one of them.
    pub checkpoints: usize,
    pub broken: Option<Break>,
}

/// The last row that there is, or was: in the table, at the end of the chain, or named by one of these checkpoints. 0 while
/// there is none. A row that was cut off is one to look for; a later one was never written.
///
/// # Errors
/// The database's.
pub async fn last_row(
    services: &Services,
    checkpoints: &[Checkpoint],
) -> Result<i64, ServiceError> {
    let mut tx = services.db.read().await?;
    let (head, _) = chain::end(&mut tx).await?;
    let (stored,) = fetch!(fetch_one, (Option<i64>,), tx, LAST)?;
    let named = checkpoints.iter().map(|checkpoint| checkpoint.seq);
    Ok(named.chain(stored).fold(head, i64::max))
}

/// Walks the chain over a range of rows, and compares with checkpoints. Without an end, the range must end where the chain
/// does, and no checkpoint may name a later row.
///
/// # Errors
/// The database's.
pub async fn verify(
    services: &Services,
    range: Range,
    checkpoints: &[Checkpoint],
) -> Result<TrailVerdict, ServiceError> {
    let mut tx = services.db.read().await?;
    let mut walk = Walk {
        services,
        by_seq: BTreeMap::new(),
        verdict: TrailVerdict {
            rows: 0,
            checkpoints: 0,
            broken: None,
        },
    };
    for checkpoint in checkpoints.iter().filter(|one| one.seq > 0) {
        walk.by_seq
            .entry(checkpoint.seq)
            .or_default()
            .push(checkpoint);
    }
    walk.verdict.broken = walk.first_break(&mut tx, range).await?;
    Ok(walk.verdict)
}

struct Walk<'a> {
    services: &'a Services,
    /// By the row that they name.
    by_seq: BTreeMap<i64, Vec<&'a Checkpoint>>,
    verdict: TrailVerdict,
}

/// What is stored beside a row.
struct Beside {
    /// Listed for it, in the order of their ids.
    providers: Vec<Uuid>,
    /// It is found by these.
    patients: BTreeSet<i64>,
}

impl Walk<'_> {
    async fn first_break(
        &mut self,
        tx: &mut Tx,
        range: Range,
    ) -> Result<Option<Break>, ServiceError> {
        let (first, end) = (range.first(), range.last());
        let mut before = match first {
            1 => ZERO.to_vec(),
            _ => match fetch!(fetch_optional, (Vec<u8>,), tx, HASH, first - 1)? {
                Some((hash,)) => hash,
                None => return Ok(Some(Break::Missing { seq: first - 1 })),
            },
        };
        let mut seq = first;
        loop {
            let rows = chain::rows(tx, seq, end).await?;
            if rows.is_empty() {
                break;
            }
            let mut providers = chain::providers_of(tx, &rows).await?;
            let mut patients = chain::patients_of(tx, &rows).await?;
            for row in rows {
                let beside = Beside {
                    providers: providers.remove(&row.seq).unwrap_or_default(),
                    patients: patients.remove(&row.seq).unwrap_or_default(),
                };
                if let Some(broken) = self.broken(&row, beside, seq, &before) {
                    return Ok(Some(broken));
                }
                self.verdict.rows += 1;
                before = row.hash;
                seq += 1;
            }
        }
        if range.to.is_some_and(|to| seq <= to) {
            return Ok(Some(Break::Missing { seq }));
        }
        if range.to.is_some() {
            return Ok(None);
        }
        self.end(tx, seq - 1, &before).await
    }

    /// What is wrong with a row, where the row of this number is due.
    fn broken(&mut self, row: &Row, beside: Beside, due: i64, before: &[u8]) -> Option<Break> {
        let seq = row.seq;
        if seq != due {
            return Some(Break::Missing { seq: due });
        }
        if row.hash != row.reckon(&self.services.keys) {
            return Some(Break::Changed { seq });
        }
        if row.prev_hash != before {
            return Some(Break::Unchained { seq });
        }
        if let Some(expected) = &row.providers_hash
            && hash_of(beside.providers.into_iter()) != *expected
        {
            return Some(Break::Providers { seq });
        }
        let named = row.named();
        if !named.is_empty() && beside.patients != named {
            return Some(Break::Patients { seq });
        }
        for checkpoint in self.by_seq.get(&seq).into_iter().flatten() {
            if checkpoint.hash != hex::encode(&row.hash) {
                let at = checkpoint.at;
                return Some(Break::Rewritten { seq, at });
            }
            self.verdict.checkpoints += 1;
        }
        None
    }

    /// What is wrong with the end of the chain.
    async fn end(
        &self,
        tx: &mut Tx,
        last: i64,
        hash: &[u8],
    ) -> Result<Option<Break>, ServiceError> {
        if let Some((seq, of_row)) = self.by_seq.last_key_value()
            && *seq > last
            && let Some(checkpoint) = of_row.first()
        {
            let (seq, at) = (*seq, checkpoint.at);
            return Ok(Some(Break::Cut { seq, last, at }));
        }
        let (head, of_head) = chain::end(tx).await?;
        if head != last || of_head != hash {
            return Ok(Some(Break::Head { last, head }));
        }
        let (stray,) = fetch!(fetch_one, (Option<i64>,), tx, STRAY)?;
        if let Some(seq) = stray {
            return Ok(Some(Break::Providers { seq }));
        }
        let (stray,) = fetch!(fetch_one, (Option<i64>,), tx, STRAY_PATIENT)?;
        Ok(stray.map(|seq| Break::Patients { seq }))
    }
}
