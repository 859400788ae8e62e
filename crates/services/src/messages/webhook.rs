//! Text messages and voice calls through a gateway that is asked over HTTP.

use std::{fmt, sync::Arc, time::Duration};

use domain::identity::Telephone;
use futures::future::BoxFuture;
use serde_json::json;
use ureq::Agent;

use super::{
    compose,
    outbox::{Gateway, GatewayFault, Outcome, Outgoing, SettingFault, is_this_machine},
};

/// For the whole answer; far under a job's lease.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the gateway finds wrong with the message itself.
const NOT_ITS_WORDS: [u16; 2] = [400, 422];

/// A telephone gateway. It is sent `POST` with `{"to": "+15155550100", "channel": "text" or "voice", "text": "…"}` (the
/// number as E.164 has it), `Authorization: Bearer SECRET`, and an `Idempotency-Key` that is the same at every attempt; any answer of 2xx means
/// that it has the message.
#[derive(Clone)]
pub struct Webhook {
    agent: Agent,
    address: Arc<str>,
    authorization: Arc<str>,
}

impl Webhook {
    /// # Errors
    /// [`SettingFault::Webhook`] when the address would be spoken to without TLS, unless it is on this machine.
    pub fn new(address: &str, secret: &str) -> Result<Self, SettingFault> {
        let this_machine = address.strip_prefix("http://").is_some_and(is_this_machine);
        if !this_machine && !address.starts_with("https://") {
            return Err(SettingFault::Webhook);
        }
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0);
        Ok(Self {
            agent: config.build().into(),
            address: address.into(),
            authorization: format!("Bearer {secret}").into(),
        })
    }
}

impl Gateway for Webhook {
    fn carry<'a>(&'a self, message: Outgoing<'a>) -> BoxFuture<'a, Result<Outcome, GatewayFault>> {
        let Ok(number) = Telephone::parse(message.recipient) else {
            return Box::pin(async { Err(GatewayFault::Recipient) });
        };
        let text = compose::telephone(message.letterhead, message.channel, message.words);
        let body = json!({ "to": number.e164(), "channel": message.channel.key(), "text": text });
        let (webhook, id) = (self.clone(), message.id.to_string());
        Box::pin(async move {
            let asking = tokio::task::spawn_blocking(move || webhook.ask(&id, &body.to_string()));
            asking.await.unwrap_or_else(|_| {
                Err(GatewayFault::NoAnswer {
                    why: "the call broke off".to_owned(),
                })
            })
        })
    }
}

impl Webhook {
    fn ask(&self, id: &str, body: &str) -> Result<Outcome, GatewayFault> {
        let request = self
            .agent
            .post(&*self.address)
            .header("authorization", &*self.authorization)
            .header("idempotency-key", id)
            .content_type("application/json");
        match request.send(body) {
            Ok(answer) if answer.status().is_success() => Ok(Outcome::Sent),
            Ok(answer) => Err(refusal(answer.status().as_u16())),
            Err(ureq::Error::StatusCode(code)) => Err(refusal(code)),
            Err(ureq::Error::Io(error)) => Err(GatewayFault::NoAnswer {
                why: error.kind().to_string(),
            }),
            Err(ureq::Error::Timeout(_)) => Err(GatewayFault::NoAnswer {
                why: "timed out".to_owned(),
            }),
            Err(_) => Err(GatewayFault::NoAnswer {
                why: "the connection failed".to_owned(),
            }),
        }
    }
}

fn refusal(code: u16) -> GatewayFault {
    if NOT_ITS_WORDS.contains(&code) {
        GatewayFault::Refused { code }
    } else {
        GatewayFault::NotNow { code }
    }
}

/// Without its address, which may bear a secret as well.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}
