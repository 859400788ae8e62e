//! Whoever comes with a token: its owner, as far as the token lets them.

use domain::{
    access::{Actor, Grant, Scope},
    audit::{Act, Event, Object},
    identity::{AccessTokenId, TokenRight, UserId},
    providers::ProviderId,
    time::{Instant, Now},
};
use store::{Tx, exec, fetch};
use uuid::Uuid;

use super::{category_of, rights_of};
use crate::{ServiceError, Services, audit, identity::grants, token::Token};

/// The last use is written at most this often: requests must not queue for the one writer.
const TOUCH_SECONDS: i64 = 60;

store::sql! {
    /// Served by the unique `access_token.token_hash` and the primary key.
    FIND = "select t.id, t.user_id, t.category, t.rights, t.is_limited, t.last_used_at, u.user_name
        from access_token t join user_account u on u.id = t.user_id
        where t.token_hash = $1 and t.revoked_at is null and t.ends_at > $2
          and u.state = 'active' and u.registration = 'complete'";
    /// Served by the primary key.
    LIMIT = "select provider_id from access_token_provider where token_id = $1";
    USED = "update access_token set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)";
    /// Served by the primary keys.
    OUT_OF_REACH = "select count(*) from submission s join access_token t on t.id = s.access_token_id
        where s.id = $1 and t.is_limited
          and not exists (select 1 from access_token_provider l where l.token_id = t.id and l.provider_id = $2)";
}

/// Somebody who acts through a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub token: AccessTokenId,
    pub token_hash: [u8; 32],
    /// Its owner in the token's category, with the grants that hold at this moment; those of a limited token end at its
    /// facilities.
    pub actor: Actor,
    pub rights: Vec<TokenRight>,
    /// The facilities that it is for alone.
    pub limit: Option<Vec<ProviderId>>,
}

impl Bearer {
    #[must_use]
    pub fn may(&self, right: TokenRight) -> bool {
        self.rights.contains(&right)
    }

    /// Whether the token is for this facility.
    #[must_use]
    pub fn reaches(&self, provider: ProviderId) -> bool {
        self.limit
            .as_ref()
            .is_none_or(|limit| limit.contains(&provider))
    }
}

#[derive(store::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    category: String,
    rights: String,
    is_limited: bool,
    last_used_at: Option<i64>,
    user_name: String,
}

/// Whoever comes with this token; nobody with none of ours, or one that has ended, was revoked, or whose account was
/// switched off. The roles are read now: one that was removed is gone at once. A lock on the owner's log-in is about
/// guesses at the password, and none of the token's.
///
/// # Errors
/// The database's, [`ServiceError::Unrecorded`] where the first use of a day could not be written down, and
/// [`ServiceError::Corrupt`].
pub async fn present_token(
    services: &Services,
    text: &str,
    now: Now,
) -> Result<Option<Bearer>, ServiceError> {
    let token_hash = Token::sent(text).hash();
    let mut tx = services.db.read().await?;
    let row = fetch!(
        fetch_optional,
        Row,
        tx,
        FIND,
        token_hash.as_slice(),
        now.system.0
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    let last_used = row.last_used_at.map(Instant);
    let bearer = row.bearer(&mut tx, token_hash, now).await?;
    drop(tx);
    used(services, &bearer, last_used, now.system).await?;
    Ok(Some(bearer))
}

impl Row {
    async fn bearer(
        self,
        tx: &mut Tx,
        token_hash: [u8; 32],
        now: Now,
    ) -> Result<Bearer, ServiceError> {
        let user = UserId(self.user_id);
        let category = category_of(&self.category)?;
        let held = grants::of(tx, user).await?;
        let (grants, _) = grants::of_category(held, category);
        let limit = if self.is_limited {
            let rows = fetch!(fetch_all, (Uuid,), tx, LIMIT, self.id)?;
            Some(rows.into_iter().map(|(id,)| ProviderId(id)).collect())
        } else {
            None
        };
        Ok(Bearer {
            token: AccessTokenId(self.id),
            token_hash,
            actor: Actor {
                user,
                user_name: self.user_name,
                category,
                grants: within(grants, limit.as_deref()),
                now,
                viewing: None,
            },
            rights: rights_of(&self.rights),
            limit,
        })
    }
}

/// Grants as far as a limited token carries them: those of a state or the nation are not for its facilities alone.
fn within(grants: Vec<Grant>, limit: Option<&[ProviderId]>) -> Vec<Grant> {
    let Some(limit) = limit else {
        return grants;
    };
    let at_facilities = |Grant { role, scope }| match scope {
        Scope::Providers(ids) => {
            let ids: Vec<_> = ids.into_iter().filter(|id| limit.contains(id)).collect();
            let scope = Scope::Providers(ids);
            (scope != Scope::Providers(Vec::new())).then_some(Grant { role, scope })
        }
        _ => None,
    };
    grants.into_iter().filter_map(at_facilities).collect()
}

/// Writes down the use: the first of a day (Eastern Time) into the audit trail as well.
async fn used(
    services: &Services,
    bearer: &Bearer,
    last: Option<Instant>,
    now: Instant,
) -> Result<(), ServiceError> {
    let day = now.eastern().date();
    let is_first = last.is_none_or(|last| last.eastern().date() < day);
    if is_first {
        let midnight = Instant::start_of(day);
        return first_use(services, bearer, midnight, now).await;
    }
    let before = now.plus_seconds(-TOUCH_SECONDS);
    if last.is_some_and(|last| last < before)
        && let Err(error) = touch(services, bearer, before, now).await
    {
        tracing::warn!(%error, "the last use of a token was not written");
    }
    Ok(())
}

async fn first_use(
    services: &Services,
    bearer: &Bearer,
    midnight: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    // Of two at once, one is the first.
    let first = exec!(tx, USED, bearer.token.0, now.0, midnight.0)? > 0;
    let event = first.then(|| {
        Event::own(Act::TokenUsed, bearer.actor.user, now)
            .about(Object::AccessToken(bearer.token))
            .in_session(&bearer.token_hash)
    });
    audit::commit_all(tx, services, event)
        .await
        .map_err(ServiceError::Unrecorded)
}

async fn touch(
    services: &Services,
    bearer: &Bearer,
    before: Instant,
    now: Instant,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    exec!(tx, USED, bearer.token.0, now.0, before.0)?;
    Ok(tx.commit().await?)
}

/// Whether a submission came with a token that is not for this facility: to its files that is none of the sender's.
pub(crate) async fn is_out_of_reach(
    tx: &mut Tx,
    submission: Uuid,
    provider: Uuid,
) -> Result<bool, store::DbError> {
    let (out,) = fetch!(fetch_one, (i64,), tx, OUT_OF_REACH, submission, provider)?;
    Ok(out > 0)
}
