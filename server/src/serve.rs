//! From the start of the program to its end: database, worker, sockets, and stopping without losing
//! a request or a job.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use app::Build;
use axum::Router;
use domain::access::{RoleWords, call_roles};
use domain::site::{Environment, Site, SiteMode};
use futures::future::join_all;
use jiff::civil::Date;
use leptos_axum::AxumRouteListing;
use services::assessments::drafts::DraftRules;
use services::demo::Reset;
use services::{Clock, Partners, Rules, Services, audit, daily, demo, installation};
use store::jobs::{Worker, WorkerSettings};
use store::{Db, private};
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
/// How long closing the database's connections may take.
const CLOSING: Duration = Duration::from_secs(5);

/// Serves an installation until it is told to stop.
///
/// # Errors
/// When its settings are unsafe or something it needs is not there.
pub async fn serve(serve: &Serve) -> anyhow::Result<()> {
    serve.check()?;
    let (config, environment) = (&serve.config, serve.environment.into());
    let clock = clock::clock(None);
    let (ground, listeners) = Ground::lay(config, serve.mode.into(), environment, clock).await?;
    let mut services = open_or_begin(&config.storage).await?;
    config.storage.warn_of_others();
    ensure!(
        !demo::is_demo(&services).await?,
        "this database holds a demonstration, whose people log in without a password: use another one"
    );
    installation::mark(&services.db, environment).await?;
    ground.furnish(&mut services);
    let wanted = Duration::from_millis(config.password_milliseconds);
    services.passwords = installation::calibrate(&services.db, &services.keys, wanted).await?;
    run(services, ground, listeners, None).await
}

/// Serves the demonstration of a seed and a day until it is told to stop.
///
/// # Errors
/// When something it needs is not there, or the database holds something else.
pub async fn demo(demo: &Demo) -> anyhow::Result<()> {
    let (environment, clock) = (demo.environment(), clock::clock(demo.today));
    let (ground, listeners) = Ground::lay(&demo.config, SiteMode::Demo, environment, clock).await?;
    let storage = demo.storage();
    let own = Demonstration::latest(&storage.data, demo.seed, ground.today())?;
    let mut services = laid_out(demo, own, &ground).await?;
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
    run(services, ground, listeners, renewal).await
}

/// The services of a demonstration, which is laid out where it is not yet.
///
/// # Errors
/// When something it needs is not there, or the database holds something else.
pub async fn laid_out(
    demo: &Demo,
    own: Demonstration,
    ground: &Ground<'_>,
) -> anyhow::Result<Services> {
    let mut services = open(&demo.storage(), &own.names()).await?;
    installation::mark(&services.db, demo.environment()).await?;
    // Its assessments are checked like those of today.
    ground.furnish(&mut services);
    if !demo::is_demo(&services).await? {
        println!("Laying out {own}. This takes about half a minute, once a day.");
    }
    // Before any way out of here is told: what was mailed in its past stays in its mailbox.
    demo::seed_demo(&services, demo.seed, (ground.clock)()).await?;
    Ok(services)
}

/// The services over the database and the files, migrated. What is not there yet is made.
///
/// # Errors
/// When a folder cannot be made or the database cannot be opened.
pub async fn open(storage: &Storage, names: &Names) -> anyhow::Result<Services> {
    private::make_folder(&storage.data)
        .with_context(|| format!("making the folder {}", storage.data.display()))?;
    let files = storage.open_files(names)?;
    let url = storage.database_url(names);
    let db = Db::open(&url).await.context("opening the database")?;
    db.quick_check().await?;
    db.migrate().await?;
    let keys = storage.open_keys(&db).await?;
    let mut services = Services::new(db, files, keys);
    let checkpoints = storage.data.join(&names.checkpoints);
    services.checkpoints = Some(Arc::from(checkpoints));
    Ok(services)
}

/// The same for what begins an installation where there is none, which is said: its name may be a mistyped one.
///
/// # Errors
/// As [`open`].
pub async fn open_or_begin(storage: &Storage) -> anyhow::Result<Services> {
    let names = Names::default();
    let begins = storage.check_begun(&names).is_err();
    let services = open(storage, &names).await?;
    if begins {
        println!("A new installation was made in {}.", storage.data.display());
    }
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

/// What an operator decides, read.
fn rules_of(config: &Config) -> anyhow::Result<Rules> {
    let offer = config.offer()?;
    call_roles(RoleWords::write(&offer.words));
    Ok(Rules {
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
    })
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

/// What a program has but once, whichever database it serves: each [`House`] is built on it. It is there before a database is
/// opened, and so brought up to date, from which there is no way back.
pub struct Ground<'a> {
    config: &'a Config,
    clock: Clock,
    site: Arc<Site>,
    rules: Rules,
    partners: Partners,
    packs: Arc<ReadPacks>,
    build: Build,
    /// Listed once, before the first page is made.
    pages: LazyLock<Vec<AxumRouteListing>>,
    network: Arc<Network>,
    stopping: Arc<AtomicBool>,
}

impl<'a> Ground<'a> {
    /// Reads whatever is read once, takes the addresses to listen on, and prepares the ways out of here.
    ///
    /// # Errors
    /// When something of the configuration is not there or makes no sense, and when an address is taken.
    async fn lay(
        config: &'a Config,
        mode: SiteMode,
        environment: Environment,
        clock: Clock,
    ) -> anyhow::Result<(Self, Vec<TcpListener>)> {
        let (site, rules) = (config.site(mode, environment), rules_of(config)?);
        let packs = packs::read(&config.assessment_rules)?;
        let build = assets::current_build(&config.site)?;
        let (listeners, port) = listen(&config.network).await?;
        let network = Network::new(&config.network, port)?;
        let origin = &network.public_origin;
        let partners = Partners {
            outbox: config.outbox.outbox(&site, origin)?,
            proofing: config.proofing.open(mode, origin)?,
            openid: config.openid.open(origin)?,
        };
        let ground = Self {
            config,
            clock,
            site: Arc::new(site),
            rules,
            partners,
            packs: Arc::new(packs),
            build,
            pages: LazyLock::new(router::page_list),
            network: Arc::new(network),
            stopping: Arc::default(),
        };
        Ok((ground, listeners))
    }
}

impl Ground<'_> {
    pub fn today(&self) -> Date {
        (self.clock)().today()
    }

    /// Gives services what an operator has decided.
    fn furnish(&self, services: &mut Services) {
        services.site = Arc::clone(&self.site);
        services.rules = self.rules.clone();
        services.packs = self.packs.opened.clone();
    }

    /// Opens the ways out of here, and begins to work.
    ///
    /// # Errors
    /// The database's.
    pub async fn build(&self, mut services: Services) -> anyhow::Result<House> {
        services.public_origin = self.network.public_origin.as_str().into();
        services.partners = self.partners.clone();
        let state = AppState {
            services: services.clone(),
            clock: Arc::clone(&self.clock),
            packs: Arc::clone(&self.packs),
            build: self.build.clone(),
            network: Arc::clone(&self.network),
            page_time: Duration::from_secs(self.config.page_seconds),
            document_readers: Arc::new(Semaphore::new(proofing::READERS)),
            checkers: Arc::new(Semaphore::new(vut::CHECKERS)),
            stopping: Arc::clone(&self.stopping),
        };
        let router = router::router(state, self.pages.to_vec())?;
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
    ground: Ground<'_>,
    listeners: Vec<TcpListener>,
    renewal: Option<Renewal<'_>>,
) -> anyhow::Result<()> {
    let config = ground.config;
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

/// Lets requests and jobs end, for so long at most, or until the program is told once more. To cut off what did not end in time
/// is no fault: the program was told to.
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
    let outcome = tokio::select! {
        outcome = tokio::time::timeout(longest, ended) => outcome.unwrap_or_else(|_| {
            tracing::warn!("some requests did not end in time: stopping without them");
            Ok(())
        }),
        _ = second => {
            tracing::warn!("told twice to stop: stopping at once");
            Ok(())
        }
    };
    // What was cut off may still hold a connection.
    let closed = tokio::time::timeout(CLOSING, services.db.close()).await;
    if closed.is_err() {
        tracing::warn!("the database was left before all of its connections were closed");
    }
    outcome
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
