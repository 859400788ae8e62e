//! What people choose to be told.

use domain::{
    access::Actor,
    audit::{Act, Event},
    notices::{Notice, NoticeChoices},
};
use store::{exec, fetch};

use crate::{ServiceError, Services, audit};

store::sql! {
    /// Served by the primary key.
    CHOICES = "select notice, wanted from notification_choice where user_id = $1";
    CHOOSE = "insert into notification_choice (user_id, notice, wanted) values ($1, $2, $3)
        on conflict (user_id, notice) do update set wanted = $3";
}

/// What a person wants to be told, of what they may do without.
///
/// # Errors
/// The database's.
pub async fn choices(services: &Services, actor: &Actor) -> Result<NoticeChoices, ServiceError> {
    let mut tx = services.db.read().await?;
    let rows = fetch!(fetch_all, (String, bool), tx, CHOICES, actor.user.0)?;
    let wanted = |notice: Notice| {
        let row = rows.iter().find(|(key, _)| key == notice.key());
        row.is_none_or(|(_, wanted)| *wanted)
    };
    Ok(NoticeChoices {
        staffing_file: wanted(Notice::StaffingFile),
        staffing_deadline: wanted(Notice::StaffingDeadline),
    })
}

/// Writes down what a person wants to be told.
///
/// # Errors
/// The database's.
pub async fn choose(
    services: &Services,
    actor: &Actor,
    choices: NoticeChoices,
) -> Result<(), ServiceError> {
    let mut tx = services.db.write().await?;
    for (notice, wanted) in [
        (Notice::StaffingFile, choices.staffing_file),
        (Notice::StaffingDeadline, choices.staffing_deadline),
    ] {
        exec!(tx, CHOOSE, actor.user.0, notice.key(), wanted)?;
    }
    let event = Event::by_oneself(Act::NoticesChosen, actor);
    Ok(audit::commit(tx, services, event).await?)
}
