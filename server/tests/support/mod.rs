//! The program itself, started on a folder of its own, and as much of a browser as these tests need.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tempfile::TempDir;
use ureq::{Agent, Body, SendBody, http::Response};

/// Quarter 4 of 2026 is open on this day.
const TODAY: &str = "2026-11-10";
/// A bound for a machine that is busy; laying out the demonstration takes most of it.
const LONGEST_START: Duration = Duration::from_mins(10);

/// Where a demonstration keeps what outlasts it. Its address stays the same, as a real one's does.
pub struct Place {
    folder: TempDir,
    database: Option<String>,
    port: u16,
}

impl Place {
    /// On this database, or on an SQLite file of its own.
    pub fn new(database: Option<String>) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        // Pages are all that is asked for: a build without files will do.
        let builds = folder.path().join("site/pkg");
        fs::create_dir_all(&builds).expect("the folder takes a folder");
        fs::write(builds.join("builds"), "none\n").expect("the folder takes a file");
        Self {
            folder,
            database,
            port: free_port(),
        }
    }

    pub fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.data().join("demo.db").display());
        self.database.clone().unwrap_or_else(file)
    }

    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Starts the demonstration, and waits until it is ready.
    pub fn start(&self) -> Program {
        fs::create_dir_all(self.data()).expect("the folder takes a folder");
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("the folder takes a file");
        let child = Command::new(env!("CARGO_BIN_EXE_openqies"))
            .args(["demo", "--today", TODAY, "--raise-limits", "1000"])
            .args([
                "--port",
                &self.port.to_string(),
                "--database",
                &self.database(),
            ])
            .arg("--data")
            .arg(self.data())
            .arg("--files")
            .arg(self.files())
            .arg("--site")
            .arg(self.folder.path().join("site"))
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut program = Program { child };
        let (started, agent) = (Instant::now(), agent());
        while !agent
            .get(format!("{}/readyz", self.origin()))
            .call()
            .is_ok_and(|answer| answer.status() == 200)
        {
            let ended = program.child.try_wait().expect("a child can be asked");
            assert!(
                ended.is_none() && started.elapsed() < LONGEST_START,
                "it did not start:\n{}",
                self.said()
            );
            thread::sleep(Duration::from_millis(20));
        }
        program
    }

    /// Whether the audit trail is whole, as `openqies audit verify` finds.
    pub fn assert_whole_audit_trail(&self) {
        let output = Command::new(env!("CARGO_BIN_EXE_openqies"))
            .args(["audit", "verify", "--database", &self.database()])
            .arg("--data")
            .arg(self.data())
            .arg("--files")
            .arg(self.files())
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{output:?}");
    }

    /// All that the program has said.
    pub fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The folder of the database file.
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of the files that people sent.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

/// Below the ports that connections take for themselves: a client that tries again while nobody listens
/// could otherwise be given the very port, and speak with itself.
fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let mut ports = std::iter::repeat_with(|| fastrand::u16(20_000..32_000));
    ports.find(free).expect("an endless row of ports")
}

/// The running program. Dropped, it is killed.
pub struct Program {
    child: Child,
}

impl Program {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As by `kill -9`: it has no moment to end anything.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a child that was killed ends");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Somebody with a browser.
pub struct Client {
    agent: Agent,
    origin: String,
    cookie: String,
}

impl Client {
    /// Nobody yet.
    pub fn new(place: &Place) -> Self {
        Self {
            agent: agent(),
            origin: place.origin(),
            cookie: String::new(),
        }
    }

    pub fn log_in(place: &Place, user_name: &str) -> Self {
        let mut client = Self::new(place);
        let form = "application/x-www-form-urlencoded";
        let sent = client.post(
            "/demo/log-in",
            form,
            format!("user_name={user_name}").as_bytes(),
        );
        let answer = sent.expect("the program answers");
        let cookie = answer
            .headers()
            .get("set-cookie")
            .expect("who logs in is given a cookie");
        let cookie = cookie.to_str().expect("a cookie is text");
        cookie
            .split(';')
            .next()
            .unwrap_or_default()
            .clone_into(&mut client.cookie);
        client
    }

    pub fn get(&self, address: &str) -> Result<Response<Body>, ureq::Error> {
        self.agent
            .get(self.origin.clone() + address)
            .header("cookie", &self.cookie)
            .header("accept", "text/html")
            .call()
    }

    pub fn post(
        &self,
        address: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Response<Body>, ureq::Error> {
        self.post_slowly(address, kind, body.len(), &mut std::io::Cursor::new(body))
    }

    /// Sends a body that is read while it is sent.
    pub fn post_slowly(
        &self,
        address: &str,
        kind: &str,
        length: usize,
        body: &mut dyn std::io::Read,
    ) -> Result<Response<Body>, ureq::Error> {
        let request = self
            .agent
            .post(self.origin.clone() + address)
            .header("cookie", &self.cookie);
        let request = request
            .header("origin", &self.origin)
            .header("accept", "application/json");
        request
            .header("content-length", length.to_string())
            .content_type(kind)
            .send(SendBody::from_reader(body))
    }
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None);
    config
        .timeout_global(Some(Duration::from_mins(1)))
        .build()
        .into()
}
