//! One person, as the Help Desk sees them.

use domain::{
    access::{Action, Actor},
    audit::{Act, Event},
    identity::{AccountState, DeviceKind, ProofingOutcome, Registration, UserId, UserName, mask},
    messages::Channel,
    support::{Account, Factor, HelpAct, HelpLine, MessageLine, MessageState, PersonDetail},
    time::Instant,
};
use store::{Tx, fetch};
use uuid::Uuid;

use super::CORRUPT;
use crate::{ServiceError, Services, access, audit, identity::lock_out};

/// As many messages, failures and acts as the page lists of each.
const SHOWN: i64 = 20;

store::sql! {
    /// Served by the primary key, session_by_user, access_token_user and openid_link_user.
    ACCOUNT = "select u.id, u.full_name, u.user_name, u.email, u.state, u.registration, u.created_at, u.last_log_in_at,
            u.password_changed_at, u.roles_ended_at,
            (select count(*) from session s
                where s.user_id = u.id and s.stage = 'open' and s.ended is null and s.ends_at > $2) as sessions,
            (select count(*) from access_token a
                where a.user_id = u.id and a.revoked_at is null and a.ends_at > $2) as tokens,
            (select max(l.linked_at) from openid_link l where l.user_id = u.id) as linked_at
        from user_account u where u.id = $1";
    /// Served by device_user.
    FACTORS = "select kind, target, confirmed_at, last_used_at from device where user_id = $1 order by created_at, id";
    /// Served by message_user.
    MESSAGES = "select channel, recipient, subject, state, created_at, sent_at from message
        where user_id = $1 order by created_at desc, id desc limit $2";
    /// Served by proofing_attempt_user.
    PROOFING = "select outcome, started_at from proofing_attempt where user_id = $1
        order by started_at desc, id desc limit 1";
    /// Served by help_act_user and proofing_restart_user.
    HELP = "select h.act, h.reason, h.happened_at, b.user_name as by_name from (
                select act, reason, happened_at, helper_id from help_act where user_id = $1
                union all
                select 'reproof', record, restarted_at, restarted_by from proofing_restart where user_id = $1) h
            join user_account b on b.id = h.helper_id
            order by h.happened_at desc limit $2";
}

#[derive(store::FromRow)]
struct AccountRow {
    id: Uuid,
    full_name: String,
    user_name: String,
    email: String,
    #[row(try_from = String)]
    state: AccountState,
    registration: String,
    created_at: i64,
    last_log_in_at: Option<i64>,
    password_changed_at: Option<i64>,
    roles_ended_at: Option<i64>,
    sessions: i64,
    tokens: i64,
    linked_at: Option<i64>,
}

impl AccountRow {
    fn read(self) -> Result<Account, ServiceError> {
        Ok(Account {
            user: UserId(self.id),
            person: self.full_name,
            user_name: UserName::parse(&self.user_name).map_err(|_| CORRUPT)?,
            email: self.email,
            is_usable: self.state.is_usable(),
            registration: Registration::from_key(&self.registration).ok_or(CORRUPT)?,
            created_at: Instant(self.created_at),
            last_log_in: self.last_log_in_at.map(Instant),
            password_changed_at: self.password_changed_at.map(Instant),
            roles_ended_at: self.roles_ended_at.map(Instant),
            sessions: self.sessions,
            tokens: self.tokens,
            linked_at: self.linked_at.map(Instant),
        })
    }
}

#[derive(store::FromRow)]
struct FactorRow {
    kind: String,
    target: Option<String>,
    confirmed_at: Option<i64>,
    last_used_at: Option<i64>,
}

#[derive(store::FromRow)]
struct MessageRow {
    channel: String,
    recipient: String,
    subject: String,
    state: String,
    created_at: i64,
    sent_at: Option<i64>,
}

#[derive(store::FromRow)]
struct HelpRow {
    act: String,
    reason: String,
    happened_at: i64,
    by_name: String,
}

/// An account with what helps to help: locks, second factors, what was mailed, roles, requests with who decides, what
/// failed of late, and what was done about it.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Denied`] without [`Action::HelpPeople`]; [`ServiceError::Unrecorded`]; the
/// database's.
pub async fn find_person(
    services: &Services,
    actor: &Actor,
    user: UserId,
) -> Result<PersonDetail, ServiceError> {
    actor.coverage(Action::HelpPeople)?;
    let now = actor.now.system;
    let mut tx = services.db.read().await?;
    let row = fetch!(fetch_optional, AccountRow, tx, ACCOUNT, user.0, now.0)?;
    let account = row.ok_or(ServiceError::NotFound)?.read()?;
    let name = &account.user_name;
    let [password_lock, code_lock] = lock_out::standings(&mut tx, services, name, now).await?;
    let (roles, pending) = access::held_and_asked(&mut tx, actor, user).await?;
    let detail = PersonDetail {
        password_lock,
        code_lock,
        factors: factors(&mut tx, user).await?,
        proofing: proofing(&mut tx, user).await?,
        messages: messages(&mut tx, user).await?,
        roles,
        pending,
        failures: audit::failures_of(&mut tx, user, SHOWN).await?,
        help: help(&mut tx, user).await?,
        is_own: user == actor.user,
        only_production_control: access::guarded::is_guarded(&mut tx, user).await?
            && !access::is_production_control(actor),
        account,
    };
    drop(tx);
    let event = Event::by(Act::Read, actor, Action::HelpPeople).of(user);
    audit::read(services, event).await?;
    Ok(detail)
}

async fn factors(tx: &mut Tx, user: UserId) -> Result<Vec<Factor>, ServiceError> {
    let rows = fetch!(fetch_all, FactorRow, tx, FACTORS, user.0)?;
    let factor = |row: FactorRow| {
        let kind = DeviceKind::from_key(&row.kind).ok_or(CORRUPT)?;
        Ok(Factor {
            kind,
            target: row.target.map(|target| mask(kind, &target)),
            confirmed_at: row.confirmed_at.map(Instant),
            last_used_at: row.last_used_at.map(Instant),
        })
    };
    rows.into_iter().map(factor).collect()
}

async fn messages(tx: &mut Tx, user: UserId) -> Result<Vec<MessageLine>, ServiceError> {
    let rows = fetch!(fetch_all, MessageRow, tx, MESSAGES, user.0, SHOWN)?;
    let line = |row: MessageRow| {
        let channel = Channel::from_key(&row.channel).ok_or(CORRUPT)?;
        let kind = match channel {
            Channel::Mail => DeviceKind::Email,
            Channel::Text => DeviceKind::Text,
            Channel::Voice => DeviceKind::Voice,
        };
        Ok(MessageLine {
            channel,
            recipient: mask(kind, &row.recipient),
            subject: row.subject,
            state: MessageState::from_key(&row.state).ok_or(CORRUPT)?,
            created_at: Instant(row.created_at),
            sent_at: row.sent_at.map(Instant),
        })
    };
    rows.into_iter().map(line).collect()
}

async fn proofing(
    tx: &mut Tx,
    user: UserId,
) -> Result<Option<(ProofingOutcome, Instant)>, ServiceError> {
    let row = fetch!(fetch_optional, (String, i64), tx, PROOFING, user.0)?;
    let read = |(outcome, at): (String, i64)| {
        let outcome = ProofingOutcome::from_key(&outcome).ok_or(CORRUPT)?;
        Ok((outcome, Instant(at)))
    };
    row.map(read).transpose()
}

async fn help(tx: &mut Tx, user: UserId) -> Result<Vec<HelpLine>, ServiceError> {
    let rows = fetch!(fetch_all, HelpRow, tx, HELP, user.0, SHOWN)?;
    let line = |row: HelpRow| {
        Ok(HelpLine {
            act: HelpAct::from_key(&row.act).ok_or(CORRUPT)?,
            by: row.by_name,
            reason: row.reason,
            at: Instant(row.happened_at),
        })
    };
    rows.into_iter().map(line).collect()
}
