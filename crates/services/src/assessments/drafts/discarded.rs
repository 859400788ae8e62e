//! Forms that were thrown away: what another tab that still shows one is told, and nothing of what was entered in them.

use domain::{
    access::Actor,
    assessments::{DraftEnd, DraftId},
    time::Instant,
};
use store::{DbError, Tx, exec};
use uuid::Uuid;

use super::in_scope;
use crate::{ServiceError, scope::provider_in_scope};

store::sql! {
    /// Within the scope bound as `$1` to `$4`, and `$6` whether what the reader threw away alone is theirs to know. Served by the primary key.
    FIND = concat!(
        "select b.full_name, d.discarded_at
         from discarded_draft d
         join provider p on p.id = d.provider_id
         left join user_account b on b.id = d.discarded_by
         where ",
        provider_in_scope!(),
        " and (d.transaction_code = '1') = $5 and (not $6 or d.discarded_by = $3) and d.id = $7"
    );
    TELL = "insert into discarded_draft (id, provider_id, transaction_code, discarded_by, discarded_at) values ($1, $2, $3, $4, $5)";
    /// Served by discarded_draft_at.
    FORGET = "delete from discarded_draft where discarded_at <= $1";
}

/// A draft that is thrown away: itself, its provider, and the code of its transaction.
pub(super) type Discarded = (Uuid, Uuid, String);

/// Writes down that a draft was thrown away, by somebody or by the program.
pub(super) async fn tell(
    tx: &mut Tx,
    (id, provider, transaction): &Discarded,
    by: Option<Uuid>,
    at: Instant,
) -> Result<(), DbError> {
    exec!(tx, TELL, *id, *provider, transaction, by, at.0)?;
    Ok(())
}

/// Who threw a draft away, and when.
pub(super) async fn find(
    tx: &mut Tx,
    actor: &Actor,
    id: DraftId,
) -> Result<Option<DraftEnd>, ServiceError> {
    let found: Option<(Option<String>, i64)> = in_scope(tx, actor, FIND, id).await?;
    Ok(found.map(|(by, at)| DraftEnd::Discarded {
        by,
        at: Instant(at),
    }))
}

/// No tab stays open for as long as a form is kept.
pub(super) async fn forget(tx: &mut Tx, until: Instant) -> Result<(), DbError> {
    exec!(tx, FORGET, until.0)?;
    Ok(())
}
