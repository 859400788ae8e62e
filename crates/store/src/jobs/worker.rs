//! The worker: claims jobs, runs their handlers, and minds their leases.

use std::{collections::BTreeMap, pin::pin, sync::Arc, time::Duration};

use domain::count::as_count;
use futures::future::BoxFuture;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, error, info, info_span, warn};

use super::{Clock, Finished, Job, JobError, claim, fail, put_off, reap, release, renew};
use crate::{Db, DbError};

type Outcome = Result<Finished, JobError>;
type Handler = Arc<dyn Fn(Job) -> BoxFuture<'static, Outcome> + Send + Sync>;

#[derive(Debug, Clone, Copy)]
pub struct WorkerSettings {
    /// Jobs that run at the same time.
    pub concurrency: usize,
    /// How long a job stays with a process that has died. Heartbeats come three times as often.
    pub lease: Duration,
    /// How often to look for jobs whose time has come, or that another process has added. Those of
    /// this process start at once.
    pub poll: Duration,
    /// How long a stopping worker waits for running jobs before it hands them back.
    pub grace: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            concurrency: 2,
            lease: Duration::from_mins(1),
            poll: Duration::from_secs(1),
            grace: Duration::from_secs(20),
        }
    }
}

/// Runs jobs of the kinds it has handlers for; several may share one database.
pub struct Worker {
    db: Db,
    clock: Clock,
    settings: WorkerSettings,
    handlers: BTreeMap<&'static str, Handler>,
}

impl Worker {
    #[must_use]
    pub fn new(db: Db, clock: Clock, settings: WorkerSettings) -> Self {
        Self {
            db,
            clock,
            settings,
            handlers: BTreeMap::new(),
        }
    }

    /// Registers the handler of a kind. It calls [`finish`](super::finish) in its last transaction,
    /// commits, and returns what that gave. It is aborted when its lease is lost or the worker must
    /// stop; a transaction it had open is rolled back. Long computing belongs into `spawn_blocking`.
    #[must_use]
    pub fn on<F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Job) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        self.handlers
            .insert(kind, Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Works until `stop` resolves, then lets running jobs end, and hands back those that do not.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let worker = Arc::new(self);
        let kinds: Vec<_> = worker.handlers.keys().copied().collect();
        let abandon = CancellationToken::new();
        let mut running = JoinSet::new();
        let mut reaping = interval(worker.settings.lease / 3);
        reaping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut job_added = worker.db.job_added.subscribe();
        let mut stop = pin!(stop);
        loop {
            while running.len() < worker.settings.concurrency
                && let Some(job) = worker.claim(&kinds).await
            {
                let span =
                    info_span!("job", kind = job.kind, id = %job.id.0, attempt = job.attempt);
                let work = Arc::clone(&worker).work(job, abandon.clone());
                running.spawn(work.instrument(span));
            }
            tokio::select! {
                () = &mut stop => break,
                Some(_) = running.join_next() => {}
                _ = job_added.changed() => {}
                _ = reaping.tick() => worker.reap().await,
                () = sleep(worker.settings.poll) => {}
            }
        }
        let ended = timeout(worker.settings.grace, async {
            while running.join_next().await.is_some() {}
        });
        if ended.await.is_err() {
            abandon.cancel();
            while running.join_next().await.is_some() {}
        }
    }

    async fn claim(&self, kinds: &[&str]) -> Option<Job> {
        let claimed = async {
            let mut tx = self.db.write().await?;
            let job = claim(&mut tx, kinds, (self.clock)(), self.lease_end()).await?;
            tx.commit().await?;
            Ok::<_, DbError>(job)
        };
        claimed.await.unwrap_or_else(|error| {
            warn!(%error, "no job could be claimed");
            None
        })
    }

    async fn reap(&self) {
        let reaped = async {
            let mut tx = self.db.write().await?;
            let reaped = reap(&mut tx, (self.clock)()).await?;
            tx.commit().await?;
            Ok::<_, DbError>(reaped)
        };
        match reaped.await {
            Ok(0) => {}
            Ok(jobs) => warn!(jobs, "took back jobs whose process has ended"),
            Err(error) => warn!(%error, "no lease could be looked at"),
        }
    }

    /// Runs one job to its end, or until its lease is lost or the worker abandons it.
    async fn work(self: Arc<Self>, job: Job, abandon: CancellationToken) {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return;
        };
        // A task of its own: it may panic, and the heartbeat goes on while it is busy. Dropping
        // the set aborts it.
        let mut handling = JoinSet::new();
        handling.spawn(handler(job.clone()).in_current_span());
        let mut heartbeat = interval(self.settings.lease / 3);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        let outcome = loop {
            tokio::select! {
                Some(ended) = handling.join_next() => {
                    break ended.unwrap_or(Err(JobError::Panicked));
                }
                _ = heartbeat.tick() => match self.renew(&job).await {
                    Ok(()) => {}
                    Err(JobError::LeaseLost) => break Err(JobError::LeaseLost),
                    // The lease still has two thirds of its time; the next beat may succeed.
                    Err(error) => warn!(%error, "no heartbeat"),
                },
                () = abandon.cancelled() => {
                    handling.shutdown().await;
                    if let Err(error) = self.release(&job).await {
                        warn!(%error, "the job could not be handed back; its lease will run out");
                    }
                    return;
                }
            }
        };
        handling.shutdown().await;
        match outcome {
            Ok(Finished(())) => info!("done"),
            Err(JobError::LeaseLost) => warn!("the lease went to another worker"),
            Err(JobError::NotYet) => {
                if let Err(error) = self.put_off(&job).await {
                    warn!(%error, "the job could not be put off; its lease will run out");
                }
            }
            Err(error) => self.fail(&job, &error).await,
        }
    }

    async fn renew(&self, job: &Job) -> Result<(), JobError> {
        let mut tx = self.db.write().await?;
        renew(&mut tx, job, (self.clock)()).await?;
        Ok(tx.commit().await?)
    }

    async fn release(&self, job: &Job) -> Result<(), DbError> {
        let mut tx = self.db.write().await?;
        release(&mut tx, job).await?;
        tx.commit().await
    }

    async fn put_off(&self, job: &Job) -> Result<(), DbError> {
        let mut tx = self.db.write().await?;
        put_off(&mut tx, job, (self.clock)()).await?;
        tx.commit().await
    }

    async fn fail(&self, job: &Job, error: &JobError) {
        let failed = async {
            let mut tx = self.db.write().await?;
            let jitter = getrandom::u64().unwrap_or_default();
            let state = fail(&mut tx, job, error, (self.clock)(), jitter).await?;
            tx.commit().await?;
            Ok::<_, DbError>(state)
        };
        let cause = super::chain(error);
        match failed.await {
            Ok(state) => warn!(cause, state = state.as_str(), "failed"),
            Err(error) => error!(cause, %error, "failed, and its lease must run out"),
        }
    }

    fn lease_end(&self) -> domain::time::Instant {
        let lease = as_count(self.settings.lease.as_micros());
        (self.clock)().plus_micros(lease)
    }
}
