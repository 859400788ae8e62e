//! What the program logs, on the finest level that an operator can ask for.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::fmt::MakeWriter;

use crate::logging;

/// What is kept while somebody listens.
#[derive(Default)]
struct Heard {
    listeners: usize,
    bytes: Vec<u8>,
}

/// Where all tests of the process log to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Heard>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut heard = self.0.lock().unwrap();
        if heard.listeners > 0 {
            heard.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything is logged while this lives: by the test that holds it, and by those that run at the same time.
pub struct Listening(Log);

/// Begins to listen, with everything on.
pub fn listen() -> Listening {
    static LOG: OnceLock<Log> = OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Log::default();
        let lines = tracing_subscriber::fmt()
            .with_env_filter(logging::quiet("trace".parse().unwrap()))
            .with_writer(log.clone());
        lines.with_ansi(false).init();
        log
    });
    log.0.lock().unwrap().listeners += 1;
    Listening(log.clone())
}

impl Listening {
    /// What was logged so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.0.lock().unwrap().bytes).into_owned()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut heard = self.0.0.lock().unwrap();
        heard.listeners -= 1;
        if heard.listeners == 0 {
            heard.bytes = Vec::new();
        }
    }
}
