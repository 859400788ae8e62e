//! Who is told what, when, and once.

use domain::{
    access::{Actor, Role, Scope},
    messages::Words,
    notices::NoticeChoices,
    providers::ProviderId,
};
use store::{Db, db_test, exec};

use super::{choices, choose};
use crate::{messages::tests::sent_to, submissions::tests::world::World};

mod staffing_deadline;
mod staffing_file;
mod unused_account;

/// Someone with a role at these homes, whose mails come to `NAME@example.org`.
async fn person(world: &World, name: &'static str, role: Role, homes: &[ProviderId]) -> Actor {
    let scope = match role.category() {
        domain::access::Category::Cms => Scope::Nation,
        _ => Scope::Providers(homes.to_vec()),
    };
    let actor = world.add_person(name, role, scope).await;
    let mut tx = world.services.db.write().await.unwrap();
    exec!(
        tx,
        "update user_account set email = $2 where id = $1",
        actor.user.0,
        address(name)
    )
    .unwrap();
    tx.commit().await.unwrap();
    actor
}

fn address(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase())
}

/// The mails of someone, the newest first.
async fn mails(world: &World, name: &str) -> Vec<Words> {
    sent_to(&world.services, &address(name)).await
}

async fn subjects(world: &World, name: &str) -> Vec<String> {
    let mails = mails(world, name).await.into_iter();
    mails.map(|words| words.subject).collect()
}

#[db_test]
async fn everything_is_wanted_until_somebody_says_otherwise(db: Db) {
    let world = World::new(db).await;
    let actor = &world.submitter;
    let found = choices(&world.services, actor).await.unwrap();
    assert_eq!(found, NoticeChoices::default());
    for chosen in [
        NoticeChoices {
            staffing_file: false,
            staffing_deadline: true,
        },
        NoticeChoices {
            staffing_file: true,
            staffing_deadline: false,
        },
    ] {
        choose(&world.services, actor, chosen).await.unwrap();
        assert_eq!(choices(&world.services, actor).await.unwrap(), chosen);
    }
    let other = person(&world, "ANOTHER", Role::PbjViewer, &[world.home]).await;
    let found = choices(&world.services, &other).await.unwrap();
    assert_eq!(found, NoticeChoices::default());
}
