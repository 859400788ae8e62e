//! An installation as whoever operates it sees it: its first start, its stop, and how its commands end.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program or read what it says has failed"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

fn program(place: &Path, words: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_openqies"));
    program
        // Settings of whoever runs the tests are not theirs.
        .env_clear()
        .args(words)
        .arg("--data")
        .arg(place.join("data"));
    program
}

fn ended(place: &Path, words: &[&str]) -> Output {
    program(place, words).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Starts an installation without any files of a site, and gives it with its port once it is ready.
fn serve(place: &Path, words: &[&str]) -> (Child, u16) {
    let pkg = place.join("site/pkg");
    fs::create_dir_all(&pkg).unwrap();
    fs::write(pkg.join("builds"), "none\n").unwrap();
    let mut child = program(place, &["serve", "--port", "0"])
        .args(words)
        .arg("--site")
        .arg(place.join("site"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    let port = loop {
        line.clear();
        assert!(stdout.read_line(&mut line).unwrap() > 0, "it did not start");
        if let Some((_, port)) = line.trim_end().split_once("is at http://localhost:") {
            break port.parse().unwrap();
        }
    };
    let mut asking = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let ask = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    asking.write_all(ask).unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("ready"), "{answer}");
    (child, port)
}

fn stop(child: Child) -> Output {
    let kill = format!("kill {}", child.id());
    assert!(
        Command::new("sh")
            .args(["-c", kill.as_str()])
            .status()
            .unwrap()
            .success()
    );
    child.wait_with_output().unwrap()
}

#[test]
fn a_stop_is_no_failure_also_where_it_cuts_a_request_off() {
    let place = TempDir::new().unwrap();
    let (child, port) = serve(place.path(), &["--stop-seconds", "1"]);
    let mut sender = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST /login HTTP/1.1\r\nhost: localhost:{port}\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n"
    );
    sender.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    sender.read_exact(&mut answer).unwrap();
    // From now on the program waits for what never comes.
    assert_eq!(&answer, b"HTTP/1.1 100");
    let stopped = stop(child);
    let log = String::from_utf8_lossy(&stopped.stderr);
    assert_eq!(stopped.status.code(), Some(0), "{log}");
    assert!(log.contains("some requests did not end in time"), "{log}");

    let (child, _) = serve(place.path(), &[]);
    assert_eq!(stop(child).status.code(), Some(0));
}

#[test]
fn a_new_installation_is_said_to_be_one_and_is_nobody_elses() {
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    let made = ended(place.path(), &["migrate"]);
    assert!(made.status.success(), "{made:?}");
    let note = format!("A new installation was made in {}.\n", data.display());
    assert!(said(&made).starts_with(&note), "{made:?}");
    let rights = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(&data), 0o700);
    assert_eq!(rights(&data.join("openqies.db")), 0o600);
    let again = ended(place.path(), &["migrate"]);
    assert_eq!(said(&again), "The database is up to date.\n");
}

#[test]
fn a_server_warns_of_a_folder_that_others_may_look_into() {
    let place = TempDir::new().unwrap();
    let data = place.path().join("data");
    fs::create_dir(&data).unwrap();
    for (mode, is_open) in [(0o755, true), (0o700, false)] {
        fs::set_permissions(&data, fs::Permissions::from_mode(mode)).unwrap();
        let (child, _) = serve(place.path(), &[]);
        let stopped = stop(child);
        let log = String::from_utf8_lossy(&stopped.stderr);
        let warns = log.contains("other users of this machine may look into this folder");
        assert_eq!(warns, is_open, "{log}");
    }
}

#[test]
fn an_import_whose_lines_are_refused_does_not_end_like_one_that_is_whole() {
    let place = TempDir::new().unwrap();
    let table = place.path().join("providers.csv");
    let import = |lines: &str| {
        fs::write(&table, format!("CCN,name\n{lines}")).unwrap();
        let output = ended(
            place.path(),
            &[
                "import",
                "providers",
                "--by",
                "a test",
                table.to_str().unwrap(),
            ],
        );
        (output.status.code(), said(&output))
    };
    let (code, said) = import("165001,Oak\n");
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = import("165001,Oak\nx,Nowhere\n");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("1 unchanged, 1 refused"), "{said}");
}
