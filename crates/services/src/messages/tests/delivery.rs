//! From the job to the end of a message, with a mail server that does as the test wants.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use domain::{
    messages::{Channel, Words},
    site::SiteMode,
    support::JobState,
};
use futures::future::BoxFuture;
use store::{
    Db, db_test, exec, fetch,
    jobs::{self, JobError, NewJob, Worker, WorkerSettings},
};
use uuid::Uuid;

use super::{NOON, clock, code, post_mail, post_to, site};
use crate::{
    Services,
    messages::{
        self, Gateway, GatewayFault, Outbox, Outcome, Outgoing,
        deliver::{self, deliver},
    },
};

/// Answers as it was told, then takes everything.
#[derive(Debug, Clone, Default)]
pub struct Scripted {
    faults: Arc<Mutex<VecDeque<GatewayFault>>>,
    taken: Arc<Mutex<Vec<(Uuid, String)>>>,
}

impl Scripted {
    pub fn refusing(faults: impl IntoIterator<Item = GatewayFault>) -> Self {
        Self {
            faults: Arc::new(Mutex::new(faults.into_iter().collect())),
            ..Self::default()
        }
    }

    /// The subjects of what it took.
    pub fn taken(&self) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|(_, subject)| subject.clone()).collect()
    }
}

impl Gateway for Scripted {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        Box::pin(async move {
            if let Some(fault) = self.faults.lock().unwrap().pop_front() {
                return Err(fault);
            }
            let subject = message.words.subject.clone();
            self.taken.lock().unwrap().push((message.id, subject));
            Ok(Outcome::Sent)
        })
    }
}

fn not_now() -> GatewayFault {
    GatewayFault::NotNow { code: 451 }
}

/// An agency whose mails this server takes.
pub fn agency(db: Db, server: &Scripted) -> Services {
    let mut services = crate::tests::services(db);
    services.site = site(SiteMode::Agency);
    services.partners.outbox = Outbox::default().mail(server.clone());
    services
}

/// Tries the delivery that is due so many seconds after noon, as the worker does.
pub async fn attempt(services: &Services, seconds: i64) -> Result<(), JobError> {
    let now = NOON.plus_seconds(seconds);
    let kinds = [deliver::kind(Channel::Mail), deliver::kind(Channel::Text)];
    let mut tx = services.db.write().await.unwrap();
    let job = jobs::claim(&mut tx, &kinds, now, now.plus_seconds(60))
        .await
        .unwrap()
        .expect("a delivery is due");
    tx.commit().await.unwrap();
    let done = deliver(services, &job, &clock(seconds)).await;
    if let Err(error) = &done {
        let mut tx = services.db.write().await.unwrap();
        jobs::fail(&mut tx, &job, error, now, 0).await.unwrap();
        tx.commit().await.unwrap();
    }
    done.map(drop)
}

/// The state of the message, whether its words are still there, and the state of its job.
async fn outcome(services: &Services) -> (String, bool, Option<JobState>) {
    let mut tx = services.db.read().await.unwrap();
    let (state, sealed) = fetch!(
        fetch_one,
        (String, Option<Vec<u8>>),
        tx,
        "select state, sealed from message"
    )
    .unwrap();
    let (job,) = fetch!(fetch_one, (String,), tx, "select state from job").unwrap();
    (state, sealed.is_some(), JobState::of(&job))
}

#[db_test]
async fn a_mail_that_was_sent_is_forgotten(db: Db) {
    let server = Scripted::default();
    let services = agency(db, &server);
    post_mail(&services, &code()).await;
    attempt(&services, 1).await.unwrap();
    assert_eq!(server.taken(), ["Your security code"]);
    let sent = ("sent".to_owned(), false, Some(JobState::Done));
    assert_eq!(outcome(&services).await, sent);
}

#[db_test]
async fn the_demonstration_keeps_what_it_says_for_its_mailbox(db: Db) {
    let services = crate::tests::services(db);
    post_mail(&services, &code()).await;
    attempt(&services, 1).await.unwrap();
    let kept = ("kept".to_owned(), true, Some(JobState::Done));
    assert_eq!(outcome(&services).await, kept);
}

#[db_test]
async fn a_demonstration_with_a_mail_server_sends_and_keeps(db: Db) {
    let server = Scripted::default();
    let mut services = crate::tests::services(db);
    services.partners.outbox = Outbox::mailbox().mail(server.clone());
    post_mail(&services, &code()).await;
    attempt(&services, 1).await.unwrap();
    assert_eq!(server.taken().len(), 1);
    let sent = ("sent".to_owned(), true, Some(JobState::Done));
    assert_eq!(outcome(&services).await, sent);
}

#[db_test]
async fn a_server_that_refuses_twice_and_then_takes_is_sent_the_mail_once(db: Db) {
    let server = Scripted::refusing([not_now(), not_now()]);
    let services = agency(db, &server);
    post_mail(&services, &code()).await;
    for seconds in [0, 2] {
        assert!(matches!(
            attempt(&services, seconds).await,
            Err(JobError::Failed(_))
        ));
        let waits = ("queued".to_owned(), true, Some(JobState::Queued));
        assert_eq!(outcome(&services).await, waits);
    }
    attempt(&services, 6).await.unwrap();
    assert_eq!(server.taken().len(), 1);
    assert_eq!(outcome(&services).await.0, "sent");
}

#[db_test]
async fn a_recipient_who_is_refused_for_good_is_not_tried_again_until_staff_want_it(db: Db) {
    let server = Scripted::refusing([GatewayFault::Refused { code: 550 }]);
    let services = agency(db, &server);
    post_mail(&services, &code()).await;
    assert!(matches!(
        attempt(&services, 0).await,
        Err(JobError::Hopeless(_))
    ));
    let failed = ("failed".to_owned(), true, Some(JobState::Dead));
    assert_eq!(outcome(&services).await, failed);

    let mut tx = services.db.write().await.unwrap();
    let (job,) = fetch!(fetch_one, (Uuid,), tx, "select id from job").unwrap();
    let later = NOON.plus_seconds(60);
    assert!(jobs::retry(&mut tx, jobs::JobId(job), later).await.unwrap());
    tx.commit().await.unwrap();
    attempt(&services, 60).await.unwrap();
    assert_eq!(server.taken().len(), 1);
    assert_eq!(outcome(&services).await.0, "sent");
}

#[db_test]
async fn after_its_last_attempt_a_mail_has_failed(db: Db) {
    let server = Scripted::refusing(std::iter::repeat_with(not_now).take(20));
    let services = agency(db, &server);
    post_mail(&services, &Words::new("Nothing secret")).await;
    let mut seconds = 0;
    for attempt_number in 1..=crate::messages::ATTEMPTS {
        assert!(attempt(&services, seconds).await.is_err());
        seconds += 2_i64.pow(attempt_number.unsigned_abs().min(12));
    }
    let failed = ("failed".to_owned(), true, Some(JobState::Dead));
    assert_eq!(outcome(&services).await, failed);
}

/// A fault of ours.
#[derive(Debug)]
struct Panicking;

impl Gateway for Panicking {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        Box::pin(async move {
            assert_eq!(
                message.words.subject, "",
                "a message that no gateway can carry"
            );
            Ok(Outcome::Sent)
        })
    }
}

#[db_test]
async fn a_mail_whose_delivery_panics_has_failed_after_its_last_attempt(db: Db) {
    let mut services = agency(db, &Scripted::default());
    services.partners.outbox = Outbox::default().mail(Panicking);
    post_mail(&services, &Words::new("Nothing secret")).await;
    let mut tx = services.db.write().await.unwrap();
    exec!(tx, "update job set max_attempts = 2").unwrap();
    tx.commit().await.unwrap();
    let panics = attempt(&services, 0).await;
    assert!(matches!(panics, Err(JobError::Panicked)), "{panics:?}");
    let waits = ("queued".to_owned(), true, Some(JobState::Queued));
    assert_eq!(outcome(&services).await, waits);
    let panics = attempt(&services, 2).await;
    assert!(matches!(panics, Err(JobError::Panicked)), "{panics:?}");
    let failed = ("failed".to_owned(), true, Some(JobState::Dead));
    assert_eq!(outcome(&services).await, failed);
}

#[db_test]
async fn a_code_that_is_of_no_use_any_more_is_not_sent(db: Db) {
    let server = Scripted::default();
    let services = agency(db, &server);
    post_mail(&services, &code()).await;
    attempt(&services, 601).await.unwrap();
    assert!(server.taken().is_empty());
    let failed = ("failed".to_owned(), false, Some(JobState::Done));
    assert_eq!(outcome(&services).await, failed);
}

#[db_test]
async fn a_mail_without_a_code_may_wait_three_days(db: Db) {
    let server = Scripted::default();
    let services = agency(db, &server);
    let day = 86_400;
    for (waited, taken) in [(3 * day, 1), (3 * day + 1, 1)] {
        post_mail(&services, &Words::new("Your roles end")).await;
        attempt(&services, waited).await.unwrap();
        assert_eq!(server.taken().len(), taken, "after {waited} seconds");
    }
}

#[db_test]
async fn without_a_telephone_gateway_a_text_message_waits_for_one(db: Db) {
    let mut services = agency(db, &Scripted::default());
    assert!(services.partners.outbox.reaches(Channel::Mail));
    assert!(
        !services.partners.outbox.reaches(Channel::Text)
            && !services.partners.outbox.reaches(Channel::Voice)
    );
    post_to(&services, Channel::Text, "515-555-0100", &code()).await;
    assert!(matches!(
        attempt(&services, 0).await,
        Err(JobError::Failed(_))
    ));
    let telephone = Scripted::default();
    services.partners.outbox = services.partners.outbox.telephone(telephone.clone());
    attempt(&services, 2).await.unwrap();
    assert_eq!(telephone.taken().len(), 1);
}

#[db_test]
async fn a_server_without_a_mail_server_leaves_mails_to_one_that_has(db: Db) {
    let mut services = agency(db.clone(), &Scripted::default());
    services.partners.outbox = Outbox::default();
    post_mail(&services, &code()).await;
    // A job that comes after: once it is done, the mail's was passed over.
    let mut tx = db.write().await.unwrap();
    let later = NewJob::new("errand", serde_json::json!({})).at(NOON.plus_seconds(1));
    jobs::enqueue(&mut tx, later, NOON).await.unwrap();
    tx.commit().await.unwrap();
    let (done, mut told) = tokio::sync::mpsc::unbounded_channel();
    let clock = clock(10);
    let system = clock.clone();
    let worker = Worker::new(
        db.clone(),
        Arc::new(move || system().system),
        WorkerSettings::default(),
    );
    let own = db.clone();
    messages::handlers(worker, &services, &clock)
        .on("errand", move |job| {
            let (db, done) = (own.clone(), done.clone());
            async move {
                let mut tx = db.write().await?;
                let finished = jobs::finish(&mut tx, &job, NOON).await?;
                tx.commit().await?;
                done.send(()).unwrap();
                Ok(finished)
            }
        })
        .run(async move {
            told.recv().await;
        })
        .await;
    let mut tx = db.read().await.unwrap();
    let sql = "select attempts from job where kind = 'deliver_mail' and state = 'queued'";
    assert_eq!(fetch!(fetch_one, (i32,), tx, sql).unwrap(), (0,));
}

/// Never answers about what bears a certain word.
#[derive(Debug, Clone, Default)]
struct Hanging(Scripted);

impl Gateway for Hanging {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        if message.words.subject.contains("hangs") {
            return Box::pin(std::future::pending());
        }
        self.0.carry(message)
    }
}

#[db_test]
async fn no_code_waits_for_reminders_and_no_file_for_mails(db: Db) {
    let server = Hanging::default();
    let mut services = agency(db.clone(), &server.0);
    services.partners.outbox = Outbox::default().mail(server.clone());
    let mut tx = db.write().await.unwrap();
    let user = domain::identity::UserId(Uuid::from_u128(7));
    store::exec!(
        tx,
        "insert into user_account (id, user_name, full_name, email, state, created_at)
         values ($1, 'ANNE.EXAMPLE', 'Anne Example', 'anne@example.org', 'active', 0)",
        user.0
    )
    .unwrap();
    let words = Words::new("A reminder that hangs");
    for _ in 0..4 {
        messages::post_notice(
            &mut tx,
            &services.keys,
            user,
            "anne@example.org",
            &words,
            NOON,
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    post_mail(&services, &code()).await;

    let clock = clock(10);
    let worker = || {
        let (db, system) = (db.clone(), clock.clone());
        let settings = WorkerSettings {
            grace: std::time::Duration::ZERO,
            ..WorkerSettings::default()
        };
        Worker::new(db, Arc::new(move || system().system), settings)
    };
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let workers = crate::workers(worker, &services, &clock).map(|worker| {
        let mut stopped = stopped.clone();
        tokio::spawn(worker.run(async move {
            let _ = stopped.wait_for(|stop| *stop).await;
        }))
    });
    while server.0.taken().is_empty() {
        tokio::task::yield_now().await;
    }
    // Now codes hang, too.
    for _ in 0..4 {
        post_mail(&services, &Words::new("A link that hangs")).await;
    }
    let check = NewJob::new("housekeeping", serde_json::json!({ "day": "2026-11-22" }));
    let mut tx = db.write().await.unwrap();
    let check = jobs::enqueue(&mut tx, check, NOON).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let is_done = async || {
        let mut tx = db.read().await.unwrap();
        let job = jobs::find(&mut tx, check).await.unwrap();
        job.is_some_and(|job| job.state == JobState::Done)
    };
    while !is_done().await {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.0.taken(), ["Your security code"]);
    stop.send_replace(true);
    for worker in workers {
        worker.await.unwrap();
    }
}
