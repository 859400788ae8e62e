//! From the start of the program to its end: database, worker, sockets, and stopping without losing
//! a request or a job.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use axum::Router;
use domain::access::{RoleWords, call_roles};
use domain::site::{Environment, SiteMode};
use futures::future::join_all;
use jiff::civil::Date;
use leptos_axum::AxumRouteListing;
use services::assessments::drafts::DraftRules;
use services::demo::Reset;
use services::{Clock, Rules, Services, audit, daily, demo, installation};
use store::Db;
use store::jobs::{Worker, WorkerSettings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::config::{Config, Demo, Names, Network, NetworkArgs, Serve, Storage};
use crate::demonstrations::{Demonstration, remove_unused};
use crate::packs::{self, ReadPacks};
use crate::renewal::{Doors, Renewal, leave, next_house};
use crate::state::AppState;
use crate::{assets, clock, proofing, router, vut};

/// How long a proxy is given to notice that no new visitors are wanted.
const NOTICE: Duration = Duration::from_secs(5);

/// Serves an installation until it is told to stop.
///
/// # Errors
/// When its settings are unsafe or something it needs is not there.
pub async fn serve(serve: &Serve) -> anyhow::Result<()> {
    serve.check()?;
    let config = &serve.config;
    let mut services = open(&config.storage, &Names::default()).await?;
    ensure!(
        !demo::is_demo(&services).await?,
        "this database holds a demonstration, whose people log in without a password: use another one"
    );
    let environment = serve.environment.into();
    installation::mark(&services.db, environment).await?;
    configure(&mut services, config, serve.mode.into(), environment)?;
    let wanted = Duration::from_millis(config.password_milliseconds);
    services.passwords = installation::calibrate(&services.db, &services.keys, wanted).await?;
    let packs = packs::read(&config.assessment_rules)?;
    run(services, clock::clock(None), config, packs, None).await
}

/// Serves the demonstration of a seed and a day until it is told to stop.
///
/// # Errors
/// When something it needs is not there, or the database holds something else.
pub async fn demo(demo: &Demo) -> anyhow::Result<()> {
    let clock = clock::clock(demo.today);
    let storage = demo.storage();
    let own = Demonstration::latest(&storage.data, demo.seed, clock().today())?;
    let packs = packs::read(&demo.config.assessment_rules)?;
    let mut services = laid_out(demo, own, &clock, &packs).await?;
    match remove_unused(&storage.data, own, SystemTime::now()) {
        Ok(removed) => removed
            .iter()
            .for_each(|old| println!("Removed {old}, which nobody has used for a week.")),
        Err(error) => tracing::warn!(%error, "old demonstrations could not be removed"),
    }
    // Another database beside it has a name only where this one's comes from the demonstration.
    let is_named = storage.database.is_none() && storage.files.is_none();
    services.reset = is_named.then(Reset::default);
    let renewal = services.reset.clone().map(|reset| Renewal {
        demo,
        own,
        folder: storage.data,
        reset,
    });
    run(services, clock, &demo.config, packs, renewal).await
}

/// The services of a demonstration, which is laid out where it is not yet.
///
/// # Errors
/// When something it needs is not there, or the database holds something else.
pub async fn laid_out(
    demo: &Demo,
    own: Demonstration,
    clock: &Clock,
    packs: &ReadPacks,
) -> anyhow::Result<Services> {
    let (config, environment) = (&demo.config, demo.environment());
    let mut services = open(&demo.storage(), &own.names()).await?;
    installation::mark(&services.db, environment).await?;
    configure(&mut services, config, SiteMode::Demo, environment)?;
    if !demo::is_demo(&services).await? {
        println!("Laying out {own}. This takes about half a minute, once a day.");
    }
    // Its assessments are checked like those of today.
    services.packs = packs.opened.clone();
    // Before any way out of here is told: what was mailed in its past stays in its mailbox.
    demo::seed_demo(&services, demo.seed, clock()).await?;
    Ok(services)
}

/// The services over the database and the files, migrated. What is not there yet is made.
///
/// # Errors
/// When a folder cannot be made or the database cannot be opened.
pub async fn open(storage: &Storage, names: &Names) -> anyhow::Result<Services> {
    std::fs::create_dir_all(&storage.data)
        .with_context(|| format!("making the folder {}", storage.data.display()))?;
    let url = storage.database_url(names);
    let db = Db::open(&url).await.context("opening the database")?;
    db.quick_check().await?;
    db.migrate().await?;
    let files = storage.open_files(names)?;
    let keys = storage.open_keys(&db).await?;
    let mut services = Services::new(db, files, keys);
    let checkpoints = storage.data.join(&names.checkpoints);
    services.checkpoints = Some(Arc::from(checkpoints));
    Ok(services)
}

/// The same for what acts on an installation that has begun: where there is none, nothing is made. A mistyped name would
/// otherwise be answered about a new database.
///
/// # Errors
/// As [`open`], and when there is none.
pub async fn open_begun(storage: &Storage) -> anyhow::Result<Services> {
    let names = Names::default();
    storage.check_begun(&names)?;
    open(storage, &names).await
}

fn configure(
    services: &mut Services,
    config: &Config,
    mode: SiteMode,
    environment: Environment,
) -> anyhow::Result<()> {
    services.site = Arc::new(config.site(mode, environment));
    let offer = config.offer()?;
    call_roles(RoleWords::write(&offer.words));
    services.rules = Rules {
        limits: config.limits(),
        file_limits: (&config.file_limits).into(),
        lock_out: config.log_in.lock_out().raised(config.raise_limits),
        sessions: config.log_in.sessions(),
        registration: Arc::new(config.registration()?),
        withheld: Arc::new(offer.withheld),
        recertification: config.recertification.rules()?,
        drafts: DraftRules {
            kept_days: config.draft_days,
        },
        due: config.recalled.due()?,
        sequence: Arc::new(config.recalled.sequence()?),
        match_keys: Arc::new(config.recalled.patient_keys.clone()),
    };
    Ok(())
}

/// Everything that answers and works over one database. A program has one at a time: a demonstration that is laid out anew
/// gets another ([`Renewal`]), which takes the place of the first.
pub struct House {
    pub services: Services,
    /// What answers its requests.
    pub router: Router,
    /// Once it says so, the workers take no further job.
    pub stop: watch::Sender<bool>,
    /// Ends when they have ended the jobs that they had.
    pub workers: JoinHandle<()>,
}

/// What answers at one address.
type Server = JoinHandle<std::io::Result<()>>;

/// What a program has but once, whichever database it serves: each [`House`] is built on it.
pub struct Ground<'a> {
    config: &'a Config,
    pub clock: Clock,
    pages: Vec<AxumRouteListing>,
    network: Arc<Network>,
    pub packs: Arc<ReadPacks>,
    stopping: Arc<AtomicBool>,
}

impl Ground<'_> {
    pub fn today(&self) -> Date {
        (self.clock)().today()
    }

    /// Opens the ways out of here, and begins to work.
    ///
    /// # Errors
    /// When something of the configuration is not there, and the database's.
    pub async fn build(&self, mut services: Services) -> anyhow::Result<House> {
        let (config, public_origin) = (self.config, &self.network.public_origin);
        services.public_origin = public_origin.as_str().into();
        services.packs = self.packs.opened.clone();
        services.partners.outbox = config.outbox.outbox(&services.site, public_origin)?;
        services.partners.proofing = config.proofing.open(services.site.mode, public_origin)?;
        services.partners.openid = config.openid.open(public_origin)?;
        let state = AppState {
            services: services.clone(),
            clock: Arc::clone(&self.clock),
            packs: Arc::clone(&self.packs),
            build: assets::current_build(Path::new(&config.site))?,
            network: Arc::clone(&self.network),
            page_time: Duration::from_secs(config.page_seconds),
            document_readers: Arc::new(Semaphore::new(proofing::READERS)),
            checkers: Arc::new(Semaphore::new(vut::CHECKERS)),
            stopping: Arc::clone(&self.stopping),
        };
        let router = router::router(state, self.pages.clone())?;
        daily::begin(&services, (self.clock)()).await?;
        audit::checkpoint::begin(&services, (self.clock)().system).await?;
        let (stop, stopped) = watch::channel(false);
        let workers = tokio::spawn(work(services.clone(), Arc::clone(&self.clock), stopped));
        Ok(House {
            services,
            router,
            stop,
            workers,
        })
    }
}

async fn run(
    services: Services,
    clock: Clock,
    config: &Config,
    packs: ReadPacks,
    renewal: Option<Renewal<'_>>,
) -> anyhow::Result<()> {
    let pages = router::page_list();
    let (listeners, port) = listen(&config.network).await?;
    let ground = Ground {
        config,
        clock,
        pages,
        network: Arc::new(Network::new(&config.network, port)?),
        packs: Arc::new(packs),
        stopping: Arc::default(),
    };
    let house = ground.build(services).await?;
    let doors = Doors::to(house.router.clone());
    let router = match &renewal {
        Some(_) => doors.router(),
        None => house.router.clone(),
    };
    let (stop, stopped) = watch::channel(false);
    let servers = begin_listening(listeners, &router, &stopped);
    let (name, origin) = (&house.services.site.name, &ground.network.public_origin);
    println!("{name} is at {origin}");
    let house = until_told(house, &ground, &doors, renewal).await?;
    tracing::info!("stopping");
    ground.stopping.store(true, Ordering::Relaxed);
    // On one's own machine nobody asks whether it is ready.
    if config.network.listen.is_some() {
        tokio::time::sleep(NOTICE).await;
    }
    stop.send_replace(true);
    let longest = Duration::from_secs(config.stop_seconds);
    end(house, servers, longest).await
}

/// A server for each listener.
fn begin_listening(
    listeners: Vec<TcpListener>,
    router: &Router,
    stopped: &watch::Receiver<bool>,
) -> Vec<Server> {
    let listeners = listeners.into_iter();
    listeners
        .map(|listener| tokio::spawn(answer(listener, router.clone(), stopped.clone())))
        .collect()
}

/// Waits until the program is told to stop, and has one house follow the other meanwhile. Gives the last.
async fn until_told(
    mut house: House,
    ground: &Ground<'_>,
    doors: &Doors,
    mut renewal: Option<Renewal<'_>>,
) -> anyhow::Result<House> {
    let told = told_to_stop();
    tokio::pin!(told);
    loop {
        tokio::select! {
            told = &mut told => break told?,
            (next, of) = next_house(renewal.as_ref(), ground) => {
                doors.lead_to(next.router.clone());
                let before = std::mem::replace(&mut house, next);
                if let Some(renewal) = &mut renewal {
                    renewal.reset.done((ground.clock)().system);
                    let own = std::mem::replace(&mut renewal.own, of);
                    let patience = Duration::from_secs(ground.config.page_seconds);
                    tokio::spawn(leave(before, own, renewal.folder.clone(), patience));
                }
            }
        }
    }
    Ok(house)
}

/// Lets requests and jobs end, for so long at most, or until the program is told once more.
async fn end(house: House, servers: Vec<Server>, longest: Duration) -> anyhow::Result<()> {
    house.stop.send_replace(true);
    let House {
        services, workers, ..
    } = house;
    let ended = async {
        for server in servers {
            server.await??;
        }
        workers.await?;
        anyhow::Ok(())
    };
    let second = told_to_stop();
    tokio::select! {
        outcome = tokio::time::timeout(longest, ended) => {
            outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("some requests did not end in time")))?;
        }
        _ = second => tracing::warn!("told twice to stop: stopping at once"),
    }
    services.db.close().await;
    Ok(())
}

/// Both loopback addresses (`localhost` is `::1` for some programs, and a machine without IPv6 does
/// without), or the address that was told.
async fn listen(args: &NetworkArgs) -> anyhow::Result<(Vec<TcpListener>, u16)> {
    let address = args
        .listen
        .unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)));
    let first = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}"))?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    if args.listen.is_none() {
        listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok());
    }
    Ok((listeners, port))
}

async fn answer(
    listener: TcpListener,
    router: Router,
    stopped: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(until(stopped))
        .await
}

async fn work(services: Services, clock: Clock, stopped: watch::Receiver<bool>) {
    let system: store::jobs::Clock = {
        let clock = Arc::clone(&clock);
        Arc::new(move || clock().system)
    };
    let worker = || {
        let system = Arc::clone(&system);
        Worker::new(services.db.clone(), system, WorkerSettings::default())
    };
    let workers = services::workers(worker, &services, &clock);
    join_all(workers.map(|worker| worker.run(until(stopped.clone())))).await;
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone means the program ends, too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
