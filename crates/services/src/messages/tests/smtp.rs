//! What is said to a mail server, and what becomes of its answers. A real one takes part in end2end/tests/mail.spec.ts.

use domain::{
    messages::{Channel, Words},
    site::Site,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
    task::JoinHandle,
};
use uuid::Uuid;

use crate::messages::{
    Gateway as _, GatewayFault, Outcome, Outgoing, SettingFault, Smtp, compose::Letterhead,
    smtp::with_tls,
};

const FROM: &str = "OpenQIES <no-reply@qies.example.org>";

/// A mail server for one mail: answers each command as the test wants, and gives back all that it was told.
async fn listen(answer: fn(&str) -> &'static str) -> (u16, JoinHandle<String>) {
    listen_at("127.0.0.1", answer).await
}

async fn listen_at(host: &str, answer: fn(&str) -> &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = String::new();
        let mut in_mail = false;
        writer.write_all(b"220 ready\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            heard.push_str(&line);
            heard.push('\n');
            if in_mail && line != "." {
                continue;
            }
            in_mail = line == "DATA";
            let reply = answer(&line);
            writer.write_all(reply.as_bytes()).await.unwrap();
            writer.write_all(b"\r\n").await.unwrap();
            if line == "QUIT" || line == "." || reply.starts_with('5') {
                break;
            }
        }
        heard
    });
    (port, heard)
}

fn willing(line: &str) -> &'static str {
    match line {
        "DATA" => "354 go on",
        _ => "250 ok",
    }
}

async fn send(port: u16, recipient: &str, words: &Words) -> Result<Outcome, GatewayFault> {
    send_to(&format!("smtp://127.0.0.1:{port}"), recipient, words).await
}

async fn send_to(address: &str, recipient: &str, words: &Words) -> Result<Outcome, GatewayFault> {
    let smtp = Smtp::new(address, FROM).unwrap();
    let site = Site::default();
    let outgoing = Outgoing {
        id: Uuid::from_u128(9),
        channel: Channel::Mail,
        recipient,
        words,
        letterhead: Letterhead {
            site: &site,
            origin: "https://qies.example.org",
        },
    };
    smtp.carry(outgoing).await
}

fn words() -> Words {
    Words::new("Your security code")
        .say("Here it is.")
        .code("12345678")
}

#[tokio::test]
async fn a_mail_has_two_alternatives_and_says_that_a_machine_sent_it() {
    let (port, heard) = listen(willing).await;
    let outcome = send(port, "anne@example.org", &words()).await;
    assert_eq!(outcome, Ok(Outcome::Sent));
    let heard = heard.await.unwrap();
    for line in [
        "MAIL FROM:<no-reply@qies.example.org>",
        "RCPT TO:<anne@example.org>",
        "From: OpenQIES <no-reply@qies.example.org>",
        "To: anne@example.org",
        "Subject: Your security code",
        "Auto-Submitted: auto-generated",
        // The same at each attempt.
        "Message-ID: <00000000-0000-0000-0000-000000000009@qies.example.org>",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "12345678",
        "<p><strong><code>12345678</code></strong></p>",
    ] {
        assert!(
            heard.lines().any(|said| said.starts_with(line)),
            "{line} is not in:\n{heard}"
        );
    }
    assert!(heard.contains("multipart/alternative"));
}

#[tokio::test]
async fn a_line_break_in_a_subject_makes_no_header() {
    let (port, heard) = listen(willing).await;
    let words = Words::new("Oak\r\nBcc: everybody@example.org");
    send(port, "anne@example.org", &words).await.unwrap();
    let heard = heard.await.unwrap();
    assert!(
        !heard.lines().any(|line| line.starts_with("Bcc:")),
        "{heard}"
    );
    for recipient in [
        "anne@example.org\r\nBcc: b@example.org",
        "anne@example.org, b@example.org",
        "",
        "anne",
    ] {
        assert_eq!(
            send(port, recipient, &words).await,
            Err(GatewayFault::Recipient)
        );
    }
}

#[tokio::test]
async fn what_the_server_says_is_not_repeated_for_it_may_name_the_recipient() {
    for (answer, fault) in [
        (
            (|line: &str| {
                if line.starts_with("RCPT") {
                    "550 5.1.1 <anne@example.org> is unknown here"
                } else {
                    willing(line)
                }
            }) as fn(&str) -> &'static str,
            GatewayFault::Refused { code: 550 },
        ),
        (
            |line| {
                if line.starts_with("RCPT") {
                    "450 4.2.1 <anne@example.org> is full"
                } else {
                    willing(line)
                }
            },
            GatewayFault::NotNow { code: 450 },
        ),
        (
            |line| {
                if line.starts_with("EHLO") {
                    "530 log in first, openqies"
                } else {
                    willing(line)
                }
            },
            GatewayFault::NotNow { code: 530 },
        ),
    ] {
        let (port, _heard) = listen(answer).await;
        let found = send(port, "anne@example.org", &words()).await.unwrap_err();
        assert_eq!(found, fault);
        assert!(!found.to_string().contains("anne"));
    }
}

#[tokio::test]
async fn where_nobody_listens_the_mail_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let found = send(port, "anne@example.org", &words()).await.unwrap_err();
    assert!(!found.is_final());
    assert_eq!(found.to_string(), "no answer: connection refused");
}

#[tokio::test]
async fn nothing_is_said_without_tls_to_another_machine() {
    // By its address another machine, and it knows no STARTTLS.
    let (port, heard) = listen_at("127.0.0.2", willing).await;
    let address = format!("smtp://user:hush@127.0.0.2:{port}");
    assert!(
        send_to(&address, "anne@example.org", &words())
            .await
            .is_err()
    );
    let heard = heard.await.unwrap();
    assert!(heard.starts_with("EHLO"), "{heard}");
    assert!(
        !heard.contains("AUTH") && !heard.contains("MAIL"),
        "{heard}"
    );
}

#[test]
fn tls_is_asked_for_where_nothing_else_is_said() {
    let with_tls = |address: &str| with_tls(address).unwrap().to_string();
    for (told, meant) in [
        (
            "smtp://user:hush@mail.example.org:25",
            "smtp://user:hush@mail.example.org:25?tls=required",
        ),
        (
            "SMTP://mail.example.org",
            "smtp://mail.example.org?tls=required",
        ),
        // A password says nothing about TLS, and a user is no host.
        (
            "smtp://user:tls=none@mail.example.org",
            "smtp://user:tls=none@mail.example.org?tls=required",
        ),
        (
            "smtp://localhost:25@mail.example.org",
            "smtp://localhost:25@mail.example.org?tls=required",
        ),
        (
            "smtp://mail.example.org?TLS=no",
            "smtp://mail.example.org?TLS=no&tls=required",
        ),
    ] {
        // `=` stands for itself in a password, however the address writes it.
        assert_eq!(with_tls(told).replace("%3D", "="), meant);
    }
    for as_it_is in [
        "smtp://localhost:25",
        "smtp://user:hush@127.0.0.1",
        "smtp://[::1]:25",
        "smtp://mail.example.org?tls=opportunistic",
        "smtps://mail.example.org",
    ] {
        assert_eq!(with_tls(as_it_is), as_it_is);
    }
}

#[test]
fn what_is_no_setting_is_refused_without_being_repeated() {
    for (address, from, fault) in [
        ("mail.example.org:25", FROM, SettingFault::MailServer),
        (
            "http://u:hush@mail.example.org",
            FROM,
            SettingFault::MailServer,
        ),
        ("smtp://localhost", "hush", SettingFault::MailFrom),
    ] {
        let found = Smtp::new(address, from).unwrap_err();
        assert_eq!(found, fault);
        assert!(!found.to_string().contains("hush"));
    }
}
