//! Filling in a draft, and throwing it away.

use domain::{
    access::Actor,
    assessments::{ChangedAnswer, Clash, DraftId, Saved},
    audit::Act,
    objection::Objection,
};
use store::exec;
use submission::assessments::entry::Entry;

use super::{changeable, discarded};
use crate::{ServiceError, Services, audit};

store::sql! {
    /// Whoever comes second finds another version.
    SAVE = "update draft set answers = $2, version = version + 1, touched_by = $3, touched_at = $4, expires_on = null where id = $1 and version = $5";
    DISCARD = "delete from draft where id = $1";
}

/// Somebody who goes on filling in a form is written down once in this time.
const ONE_SITTING: i64 = 15 * 60;

/// Saves answers, all or none: where others stand in the place of what they were changed from, those are told.
///
/// # Errors
/// [`ServiceError::FormEnded`] for a draft that was sent or thrown away; [`ServiceError::Conflict`] where somebody saves at the same
/// moment; [`ServiceError::NotFound`]; [`ServiceError::Denied`]; the database's.
pub async fn save(
    services: &Services,
    actor: &Actor,
    id: DraftId,
    changes: &[ChangedAnswer],
) -> Result<Saved, ServiceError> {
    let mut tx = services.db.write().await?;
    let row = changeable(&mut tx, actor, id).await?;
    let mut entry = row.entry(services, actor)?;
    let mut clashes = Vec::new();
    for change in changes {
        match put(&mut entry, change) {
            Ok(()) => {}
            Err(clash) => clashes.push(clash),
        }
    }
    if !clashes.is_empty() {
        return Ok(Saved::Clashed {
            version: row.version,
            clashes,
        });
    }
    let answers = entry.lines();
    if answers == row.answers {
        return Ok(Saved::At(row.version));
    }
    let at = actor.now.system;
    if exec!(tx, SAVE, id.0, answers, actor.user.0, at.0, row.version)? != 1 {
        return Err(Objection::FormSavedMeanwhile.into());
    }
    let is_sitting = row.touched_by == actor.user.0
        && row.version > 1
        && at.0 - row.touched_at < ONE_SITTING * 1_000_000;
    let event = (!is_sitting).then(|| row.event(Act::DraftFilledIn, actor));
    audit::commit_all(tx, services, event.transpose()?).await?;
    Ok(Saved::At(row.version + 1))
}

/// Puts an answer in, unless another one stands there than it was changed from. What the program says of a record is nobody's to change.
fn put(entry: &mut Entry<'_>, change: &ChangedAnswer) -> Result<(), Clash> {
    let Some(item) = entry.form().pack.item(&change.item) else {
        return Ok(());
    };
    if entry.is_fixed(item) {
        return Ok(());
    }
    let stored = entry.answered(item).unwrap_or_default();
    if stored == change.after {
        return Ok(());
    }
    if stored != change.before {
        return Err(Clash {
            item: change.item.clone(),
            stored: stored.to_owned(),
            yours: change.after.clone(),
        });
    }
    entry.answer(item, &change.after);
    Ok(())
}

/// Throws a draft away. A record that was made of it stays.
///
/// # Errors
/// [`ServiceError::FormEnded`] for one that was sent and is not rejected, and for one that was thrown away;
/// [`ServiceError::NotFound`]; [`ServiceError::Denied`]; the database's.
pub async fn discard(services: &Services, actor: &Actor, id: DraftId) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    let row = changeable(&mut tx, actor, id).await?;
    exec!(tx, DISCARD, id.0)?;
    let discarded = (id.0, row.provider_id, row.transaction_code.clone());
    discarded::tell(&mut tx, &discarded, Some(actor.user.0), actor.now.system).await?;
    Ok(audit::commit(tx, services, row.event(Act::DraftDiscarded, actor)?).await?)
}
