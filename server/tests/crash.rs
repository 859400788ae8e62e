//! What a receipt promises when the program is killed (`kill -9`) at any moment: clients try again with the
//! same key until they have their receipt, and in the end no receipt is without its file, nothing is there
//! twice, and every submission has reached an end (reference: crash tests).
//!
//! The moments follow from a seed, which is printed; `OPENQIES_CRASH_SEED` repeats one.

mod support;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use domain::providers::StateCode;
use domain::staffing::{FiscalQuarter, ProcessType};
use fastrand::Rng;
use sha2::{Digest, Sha256};
use store::{Db, exec, fetch};
use submission::generate::{Mistakes, Plan};
use support::{Client, Place};

const ROUNDS: u32 = 12;
/// Checking it takes long enough to be killed in.
const FILE_BYTES: u64 = 1_200_000;
/// From the last start to the last decision.
const LONGEST_END: Duration = Duration::from_mins(2);

/// Two people, each of whom sends for a facility of their own: user ID, Facility ID, state.
const SENDERS: [(&str, &str, &str); 2] = [
    ("OWEN.SANDOVAL", "SRDEMO01", "OH"),
    ("DANA.WHITLOCK", "IA1077", "IA"),
];

#[test]
fn a_killed_server_keeps_its_receipts_on_sqlite() {
    keeps_its_receipts(&Place::new(None));
}

#[test]
fn a_killed_server_keeps_its_receipts_on_postgres() {
    store::testing::at_postgres(|url| keeps_its_receipts(&Place::new(Some(url.to_owned()))));
}

/// How far the sending of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Begun,
    HalfSent,
    Sent,
    Answered,
}

/// When to kill: after the first upload is this far, within so many milliseconds.
const MOMENTS: [(Moment, u64); 4] = [
    (Moment::HalfSent, 5),
    (Moment::Sent, 60),
    (Moment::Answered, 1_500),
    (Moment::Begun, 2_500),
];

fn keeps_its_receipts(place: &Place) {
    let seed = env::var("OPENQIES_CRASH_SEED").map_or_else(
        |_| fastrand::u64(..),
        |seed| seed.parse().expect("a number"),
    );
    println!(
        "OPENQIES_CRASH_SEED={seed} on {}",
        if place.database().starts_with("sqlite") {
            "SQLite"
        } else {
            "PostgreSQL"
        }
    );
    let mut random = Rng::with_seed(seed);
    // The demonstration has a job that failed, and a file that waits for it, for the Help Desk to look after.
    place.start().kill();
    let before = in_database(place, faults);
    let mut program = place.start();
    let clients = SENDERS.map(|(user, ..)| Client::log_in(place, user));
    let mut receipts = BTreeMap::new();
    for round in 0..ROUNDS {
        let (moment, within) = MOMENTS[round as usize % MOMENTS.len()];
        let files = SENDERS.map(|(_, facility, state)| file(round, facility, state, &mut random));
        let (tell, told) = mpsc::channel();
        let sent = thread::scope(|scope| {
            let tell = &tell;
            let sending: Vec<_> = (clients.iter().zip(&files).zip(SENDERS))
                .map(|((client, file), (user, ..))| {
                    scope.spawn(move || {
                        send_until_received(client, &format!("{user}-{round}"), file, tell)
                    })
                })
                .collect();
            while told.recv_timeout(LONGEST_END).expect("somebody is sending") != moment {}
            let delay = Duration::from_micros(random.u64(..within * 1_000));
            thread::sleep(delay);
            println!(
                "round {round}: process {} is killed {delay:?} after {moment:?}",
                program.id()
            );
            program.kill();
            // In every second round the minute that a job stays with a process that has died is over when the
            // next one starts; in the others it still runs.
            if !round.is_multiple_of(2) {
                let_leases_run_out(place);
            }
            program = place.start();
            sending
                .into_iter()
                .map(|sending| sending.join().expect("a client is served in the end"))
                .collect::<Vec<_>>()
        });
        receipts.extend(sent.into_iter().zip(files));
    }
    program.kill();
    let_leases_run_out(place);
    program = place.start();
    wait_for_the_end(place, &clients, &receipts);
    program.kill();
    place.assert_whole_audit_trail();
    in_database(place, async |db| {
        assert_receipts(db, &place.files().join("files"), &receipts).await;
        assert_housekeeping(db).await;
    });
    assert_eq!(
        in_database(place, faults),
        before,
        "faults, and those that were there before"
    );
}

/// A clean file for most rounds, and one with mistakes, so that findings are written while it is killed, too.
fn file(round: u32, facility: &str, state: &str, random: &mut Rng) -> Vec<u8> {
    let quarter = FiscalQuarter::from_key("2026Q4").expect("a quarter");
    let plan = Plan {
        process_type: if round.is_multiple_of(2) {
            ProcessType::Replace
        } else {
            ProcessType::Merge
        },
        seed: random.u64(..),
        bytes: FILE_BYTES,
        mistakes: if round % 4 == 3 {
            Mistakes::Twelve
        } else {
            Mistakes::None
        },
        ..Plan::new(facility, StateCode::parse(state).expect("a state"), quarter)
    };
    plan.to_vec()
}

/// Sends a file as a browser does that does not give up, and gives the number of its receipt.
fn send_until_received(client: &Client, key: &str, file: &[u8], tell: &Sender<Moment>) -> i64 {
    let begin = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n--edge\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"{key}.xml\"\r\ncontent-type: text/xml\r\n\r\n"
    );
    let length = begin.len() + file.len() + "\r\n--edge--\r\n".len();
    let say = |moment| tell.send(moment).expect("the round waits");
    loop {
        say(Moment::Begun);
        let (first, second) = file.split_at(file.len() / 2);
        let mut body = Cursor::new(begin.as_bytes())
            .chain(first)
            .chain(Telling(Moment::HalfSent, tell))
            .chain(second)
            .chain(Telling(Moment::Sent, tell))
            .chain(&b"\r\n--edge--\r\n"[..]);
        let answer = client.post_slowly(
            "/pbj/submissions",
            "multipart/form-data; boundary=edge",
            length,
            &mut body,
        );
        // No answer, or half of one: the server was killed. The key makes a second try harmless.
        if let Ok(mut answer) = answer
            && let Ok(text) = answer.body_mut().read_to_string()
        {
            assert_eq!(answer.status(), 201, "{key} was not received: {text}");
            let number = text
                .strip_prefix("{\"received\":")
                .and_then(|rest| rest.strip_suffix('}'));
            say(Moment::Answered);
            return number
                .and_then(|number| number.parse().ok())
                .expect("a receipt has a number");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// The end of a part of a body: nothing to read, but it tells that everything before was read.
struct Telling<'a>(Moment, &'a Sender<Moment>);

impl Read for Telling<'_> {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.1.send(self.0).expect("the round waits");
        Ok(0)
    }
}

fn let_leases_run_out(place: &Place) {
    in_database(place, async |db| {
        let mut tx = db.write().await.expect("a transaction begins");
        exec!(tx, "update job set lease_until = 0 where state = 'running'")
            .expect("a lease can be ended");
        tx.commit().await.expect("the end of a lease is kept");
    });
}

/// While no program runs on it.
fn in_database<T>(place: &Place, look: impl AsyncFnOnce(&Db) -> T) -> T {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let db = Db::open(&place.database())
            .await
            .expect("the database opens");
        let seen = look(&db).await;
        db.close().await;
        seen
    })
}

/// As the people see it: each receipt's page says what became of the file.
fn wait_for_the_end(place: &Place, clients: &[Client], receipts: &BTreeMap<i64, Vec<u8>>) {
    let begun = Instant::now();
    let undecided = |number: &i64| {
        let mut refused = Vec::new();
        let page = clients.iter().find_map(|client| {
            let mut answer = client
                .get(&format!("/submissions/{number}"))
                .expect("the program answers");
            if answer.status() == 200 {
                return Some(answer.body_mut().read_to_string().expect("a page is text"));
            }
            refused.push(answer.status());
            None
        });
        let page = page.unwrap_or_else(|| {
            panic!(
                "whoever sent {number} reads its receipt: {refused:?}\n{}",
                place.said()
            )
        });
        !page.contains("Accepted") && !page.contains("Rejected")
    };
    let mut waiting: Vec<_> = receipts.keys().copied().collect();
    while !waiting.is_empty() {
        waiting.retain(undecided);
        assert!(
            begun.elapsed() < LONGEST_END,
            "without an end: {waiting:?}\n{}",
            place.said()
        );
        thread::sleep(Duration::from_millis(200));
    }
}

async fn assert_receipts(db: &Db, files: &Path, receipts: &BTreeMap<i64, Vec<u8>>) {
    let mut tx = db.read().await.expect("a transaction begins");
    let sent = "select number, file_hash from submission where idempotency_key like '%-%' and file_name = idempotency_key || '.xml'";
    let stored = fetch!(fetch_all, (i64, Vec<u8>), tx, sent).expect("submissions can be read");
    let stored: BTreeMap<i64, Vec<u8>> = stored.into_iter().collect();
    let given = receipts
        .iter()
        .map(|(number, bytes)| (*number, Sha256::digest(bytes).to_vec()))
        .collect();
    assert_eq!(
        stored, given,
        "the receipts that were given, and those that are stored"
    );

    let every = fetch!(
        fetch_all,
        (Vec<u8>,),
        tx,
        "select distinct file_hash from submission"
    )
    .expect("hashes can be read");
    for (hash,) in every {
        let name = hash
            .iter()
            .fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
        let bytes =
            fs::read(files.join(&name[..2]).join(&name)).expect("a receipt's file is there");
        assert_eq!(
            Sha256::digest(&bytes).to_vec(),
            hash,
            "the bytes of file {name}"
        );
    }
}

/// However often the program started: a job for each of its days.
async fn assert_housekeeping(db: &Db) {
    let mut tx = db.read().await.expect("a transaction begins");
    let sql = "select count(*), count(distinct dedupe_key) from job where kind = 'housekeeping'";
    let (jobs, days) = fetch!(fetch_one, (i64, i64), tx, sql).expect("jobs can be counted");
    assert!(jobs >= 1 && jobs == days, "{jobs} jobs for {days} days");
}

/// Each names what must not be; the number is how many there are.
const FAULTS: [(&str, &str); 11] = [
    (
        "submissions without an end",
        "select count(*) from submission where state = 'received'",
    ),
    (
        "files without an end",
        "select count(*) from submission_file where state = 'received'",
    ),
    (
        "jobs without an end, but for mails and those of each day and hour",
        "select count(*) from job where state <> 'done' and kind not in ('housekeeping', 'verify_audit', 'recertification', 'daily_notices', 'remind_of_deadline', \
         'audit.checkpoint') and kind not like 'deliver_%'",
    ),
    (
        "keys with two submissions",
        "select count(*) from (select 1 from submission group by user_id, idempotency_key having count(*) > 1) twice",
    ),
    (
        "submissions of one XML file with another number of files",
        "select count(*) from submission s where s.file_name like '%.xml' \
         and (select count(*) from submission_file f where f.submission_id = s.id) <> 1",
    ),
    (
        "generations begun and left",
        "select count(*) from staffing_generation where state in ('building', 'abandoned')",
    ),
    (
        "accepted files without their one generation, and others with one",
        "select count(*) from submission_file f where (f.state in ('accepted', 'accepted_with_warnings')) <> \
         (1 = (select count(*) from staffing_generation g where g.file_id = f.id and g.state in ('current', 'superseded')))",
    ),
    (
        "quarters whose one current generation is not the one they point at",
        "select count(*) from staffing_quarter q where q.generation_id <> (select max(g.id) from staffing_generation g \
         where g.provider_id = q.provider_id and g.fiscal_year = q.fiscal_year and g.quarter = q.quarter and g.state = 'current') \
         or 1 <> (select count(*) from staffing_generation g where g.provider_id = q.provider_id \
         and g.fiscal_year = q.fiscal_year and g.quarter = q.quarter and g.state = 'current')",
    ),
    (
        "generations whose rows or hours are not as many as they say",
        "select count(*) from staffing_generation g where (g.entries, g.hours) <> \
         (select count(*), cast(coalesce(sum(h.hours), 0) as bigint) from staffing_hour h where h.generation_id = g.id)",
    ),
    (
        "files whose findings are not as many as were counted",
        "select count(*) from submission_file f where (select count(*) from finding p where p.file_id = f.id) <> \
         (select coalesce(sum(c.occurrences), 0) from finding_count c where c.file_id = f.id)",
    ),
    (
        "files whose employees are not as many as were read",
        "select count(*) from submission_file f where f.state in ('accepted', 'accepted_with_warnings') \
         and f.employees <> (select count(*) from employee e where e.file_id = f.id)",
    ),
];

async fn faults(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.expect("a transaction begins");
    let mut found = Vec::new();
    for (fault, sql) in FAULTS {
        let (number,) = fetch!(fetch_one, (i64,), tx, sql).expect("faults can be counted");
        found.extend((number > 0).then(|| format!("{number} {fault}")));
    }
    found
}
