//! The telephone gateway, played by the test.

use domain::{
    messages::{Channel, Words},
    site::Site,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use uuid::Uuid;

use crate::messages::{
    Gateway as _, GatewayFault, Outcome, Outgoing, SettingFault, Webhook, compose::Letterhead,
};

/// Answers one request with this status, and gives back what it was asked.
async fn listen(status: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        // The body is JSON, and ends as it does.
        while !heard.ends_with(b"}") {
            let mut some = [0; 1024];
            let read = stream.read(&mut some).await.unwrap();
            assert!(read > 0, "the request broke off");
            heard.extend_from_slice(&some[..read]);
        }
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(heard).unwrap()
    });
    (port, heard)
}

async fn send(port: u16, channel: Channel) -> Result<Outcome, GatewayFault> {
    let webhook = Webhook::new(&format!("http://127.0.0.1:{port}/send"), "hush").unwrap();
    let site = Site::default();
    let words = Words::new("Your security code").code("12345678");
    let outgoing = Outgoing {
        id: Uuid::from_u128(9),
        channel,
        recipient: "515-555-0100",
        words: &words,
        letterhead: Letterhead {
            site: &site,
            origin: "https://qies.example.org",
        },
    };
    webhook.carry(outgoing).await
}

#[tokio::test]
async fn the_gateway_is_told_number_channel_and_text_and_by_whom() {
    for (channel, word) in [(Channel::Text, "text"), (Channel::Voice, "voice")] {
        let (port, heard) = listen("202 Accepted").await;
        assert_eq!(send(port, channel).await, Ok(Outcome::Sent));
        let request = heard.await.unwrap();
        let (headers, body) = request.split_once("\r\n\r\n").unwrap();
        let headers = headers.to_ascii_lowercase();
        assert!(headers.starts_with("post /send http/1.1"), "{headers}");
        assert!(headers.contains("authorization: bearer hush"), "{headers}");
        assert!(
            headers.contains("content-type: application/json"),
            "{headers}"
        );
        assert!(
            headers.contains("idempotency-key: 00000000-0000-0000-0000-000000000009"),
            "{headers}"
        );
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["to"], "+15155550100");
        assert_eq!(body["channel"], word);
        assert!(body["text"].as_str().unwrap().contains("OpenQIES"));
        assert_eq!(body.as_object().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_number_that_the_gateway_cannot_read_is_final_and_everything_else_is_tried_again() {
    for (status, fault) in [
        (
            "422 Unprocessable Content",
            GatewayFault::Refused { code: 422 },
        ),
        ("400 Bad Request", GatewayFault::Refused { code: 400 }),
        ("401 Unauthorized", GatewayFault::NotNow { code: 401 }),
        (
            "503 Service Unavailable",
            GatewayFault::NotNow { code: 503 },
        ),
        // It was sent nowhere else.
        ("307 Temporary Redirect", GatewayFault::NotNow { code: 307 }),
    ] {
        let (port, _heard) = listen(status).await;
        assert_eq!(send(port, Channel::Text).await, Err(fault));
    }
}

#[test]
fn another_machine_is_spoken_to_over_tls_alone() {
    assert!(Webhook::new("https://telephone.example.org/send", "hush").is_ok());
    assert!(Webhook::new("http://localhost:8080/send", "hush").is_ok());
    for address in [
        "http://telephone.example.org/hush",
        "http://localhost@telephone.example.org/hush",
        "telephone.example.org/hush",
    ] {
        let fault = Webhook::new(address, "hush").unwrap_err();
        assert_eq!(fault, SettingFault::Webhook);
        assert!(!fault.to_string().contains("hush"));
    }
}
