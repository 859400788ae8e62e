//! The job that takes a message to where it goes.

use serde::Deserialize;
use store::{
    exec,
    jobs::{self, Finished, Job, JobError},
};
use uuid::Uuid;

use crate::{Clock, Services};

pub const DELIVER: &str = "deliver_message";

store::sql! {
    KEEP = "update message set state = 'kept', sent_at = $2 where id = $1 and state = 'queued'";
}

#[derive(Deserialize)]
struct Payload {
    message: Uuid,
}

/// Delivers one message to its end.
pub async fn deliver(services: &Services, job: &Job, clock: &Clock) -> Result<Finished, JobError> {
    let Payload { message } = job.payload()?;
    let now = clock().system;
    let mut tx = services.db.write().await?;
    exec!(tx, KEEP, message, now.0)?;
    let finished = jobs::finish(&mut tx, job, now).await?;
    tx.commit().await?;
    Ok(finished)
}
