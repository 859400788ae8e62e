//! Marked values go through everything that can happen to a message, and are looked for wherever anybody reads.

use std::{
    io,
    sync::{Arc, Mutex},
};

use domain::{messages::Words, support::JobState};
use store::{Db, db_test, fetch};
use tracing_subscriber::fmt::MakeWriter;

use super::{
    delivery::{Scripted, agency, attempt},
    post_mail,
};
use crate::messages::GatewayFault;

const CODE: &str = "97531864";
const TOKEN: &str = "marked-token-2468";

/// All that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// A row of any table, as text.
async fn texts(db: &Db, sql: &'static str) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let rows = fetch!(fetch_all, (String,), tx, sql).unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

#[db_test]
async fn no_code_and_no_link_is_in_a_subject_a_job_or_the_log(db: Db) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // The test's own thread: everything below runs on it.
    let _logging = tracing::subscriber::set_default(subscriber);
    tracing::info!("the log works");

    let server = Scripted::refusing([
        GatewayFault::NotNow { code: 451 },
        GatewayFault::NoAnswer {
            why: "connection refused".to_owned(),
        },
        GatewayFault::Refused { code: 550 },
    ]);
    let services = agency(db.clone(), &server);
    let words = Words::new("Choose a new password")
        .say("Somebody asked for it.")
        .code(CODE)
        .link("Choose it", format!("/recover/password?token={TOKEN}"));
    post_mail(&services, &words).await;
    for seconds in [0, 2, 10] {
        assert!(attempt(&services, seconds).await.is_err());
    }

    let jobs = "select kind || ' ' || cast(payload as text) || ' ' || coalesce(last_error, '') || ' ' || coalesce(dedupe_key, '') from job";
    let mut seen = texts(&db, jobs).await;
    assert!(
        seen[0].contains("refused for good, with code 550"),
        "{seen:?}"
    );
    seen.extend(texts(&db, "select subject from message").await);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log works"));
    seen.push(log);
    for text in &seen {
        for secret in [CODE, TOKEN, "anne@example.org"] {
            assert!(!text.contains(secret), "{secret} in: {text}");
        }
    }
    assert_eq!(
        texts(&db, "select state from job").await,
        [JobState::Dead.as_str()]
    );
}
