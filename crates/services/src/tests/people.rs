//! Accounts, and the roles that they hold, as tests lay them down.

use domain::{
    access::{Actor, Grant, Role, Scope},
    identity::{Person, SessionStage, UserId, UserName},
    time::Now,
};
use store::{Tx, exec};
use uuid::Uuid;

use crate::identity::{Holder, Session};

/// An account that holds no role.
pub async fn account(tx: &mut Tx, user_name: &str, email: &str) -> UserId {
    let user = Uuid::now_v7();
    exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, $2, $2, $3, 'active', 0)",
        user,
        user_name,
        email
    )
    .unwrap();
    UserId(user)
}

/// A role that an account holds, with the rows that the scope's SQL reads.
pub async fn hold(tx: &mut Tx, user: UserId, role: Role, scope: &Scope) {
    let grant = Uuid::now_v7();
    let state = match scope {
        Scope::State(state) => Some(state.as_str()),
        _ => None,
    };
    let jurisdiction = match scope {
        Scope::Jurisdiction(one) => Some(one.key()),
        _ => None,
    };
    exec!(
        tx,
        "insert into role_grant (id, user_id, role, state_code, jurisdiction, granted_at)
         values ($1, $2, $3, $4, $5, 0)",
        grant,
        user.0,
        role.key(),
        state,
        jurisdiction
    )
    .unwrap();
    if let Scope::Providers(providers) = scope {
        for provider in providers {
            exec!(
                tx,
                "insert into role_grant_provider (grant_id, provider_id) values ($1, $2)",
                grant,
                provider.0
            )
            .unwrap();
        }
    }
}

/// Somebody with an account and one role, who asks at this moment.
pub async fn person(tx: &mut Tx, user_name: &str, role: Role, scope: Scope, now: Now) -> Actor {
    let user = account(tx, user_name, "a@example.org").await;
    hold(tx, user, role, &scope).await;
    Actor {
        user,
        user_name: user_name.to_owned(),
        category: role.category(),
        grants: vec![Grant { role, scope }],
        now,
        viewing: None,
    }
}

/// Somebody's session, whose second factor was proven a moment ago.
pub fn session(actor: Actor) -> Session {
    let (name, now) = (UserName::parse(&actor.user_name).unwrap(), actor.now.system);
    Session {
        person: Person {
            user_name: name.clone(),
            full_name: actor.user_name.clone(),
            category: actor.category,
            roles: Vec::new(),
            others: Vec::new(),
        },
        holder: Holder {
            user: actor.user,
            user_name: name,
            stage: SessionStage::Open,
            token_hash: [2; 32],
            confirmed_at: Some(now),
        },
        ends_at: now.plus_seconds(900),
        moved_from: None,
        viewing: None,
        actor,
    }
}
