//! An identity provider on this machine, which says what a test tells it to.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use openidconnect::{
    JsonWebKeyId, PrivateSigningKey as _,
    core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::{Issuer, NOON, Provider, Settings};

pub const SUBJECT: &str = "anne-over-there";
pub const SECRET: &str = "hush";
/// Noon, as tokens tell time.
pub const NOON_SECONDS: i64 = NOON.0 / 1_000_000;
/// January 1, 2100.
pub const LONG_FROM_NOW: i64 = 4_102_444_800;

/// What signs the provider's tokens.
#[derive(Clone, Copy, Default)]
pub enum Signer {
    #[default]
    FirstKey,
    SecondKey,
    /// The secret that the client knows, too.
    Secret,
    Nobody,
}

/// What the provider answers, and what it was asked.
#[derive(Default)]
pub struct Script {
    /// What it tells about itself besides the usual.
    pub metadata: Value,
    /// The claims of the next token; null stands for none.
    pub claims: Value,
    /// What its further endpoint tells.
    pub told: Value,
    pub signer: Signer,
    /// Which of its keys those who ask are given.
    pub key: u8,
    /// Whether it sends whoever wants a token elsewhere.
    pub redirects: bool,
    /// Authorization and form of each request for a token.
    pub redeemed: Vec<(String, String)>,
    /// How many came to where it sends them.
    pub strayed: u32,
}

#[derive(Clone)]
pub struct Idp {
    pub script: Arc<Mutex<Script>>,
    pub issuer: String,
}

impl Idp {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let idp = Self {
            script: Arc::default(),
            issuer: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(me))
            .route("/elsewhere", any(elsewhere))
            .with_state(idp.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        idp
    }

    pub fn settings(&self) -> Settings {
        Settings {
            issuer: Issuer::parse(&self.issuer).unwrap(),
            client_id: "openqies".to_owned(),
            client_secret: Some(SECRET.to_owned()),
            name: "Oak Agency".to_owned(),
            trusts_second_factor: false,
        }
    }

    pub fn provider(&self) -> Provider {
        provider(self.settings())
    }

    /// A token for the log-in that leads to `address`, as it should be.
    pub fn claims(&self, address: &str) -> Value {
        json!({
            "iss": self.issuer, "aud": "openqies", "sub": SUBJECT, "nonce": in_query(address, "nonce"),
            "iat": 1_700_000_000, "exp": LONG_FROM_NOW, "auth_time": NOON_SECONDS, "email": "Anne@Example.org",
            "email_verified": true,
        })
    }
}

pub fn provider(settings: Settings) -> Provider {
    let return_to = "https://qies.example.org/openid/return".to_owned();
    Provider::new(settings, return_to).unwrap()
}

pub fn in_query(address: &str, name: &str) -> String {
    let address = Url::parse(address).unwrap();
    let found = address.query_pairs().find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

async fn metadata(State(idp): State<Idp>) -> Json<Value> {
    let at = |path| format!("{}{path}", idp.issuer);
    let mut metadata = json!({
        "issuer": idp.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/me"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["EdDSA", "none", "HS256"],
    });
    if let Value::Object(besides) = idp.script.lock().unwrap().metadata.clone() {
        metadata.as_object_mut().unwrap().extend(besides);
    }
    Json(metadata)
}

async fn keys(State(idp): State<Idp>) -> Json<Value> {
    let number = idp.script.lock().unwrap().key;
    Json(json!({ "keys": [key(number).as_verification_key()] }))
}

async fn token(State(idp): State<Idp>, headers: HeaderMap, form: String) -> Response {
    let mut script = idp.script.lock().unwrap();
    if script.redirects {
        return Redirect::temporary("/elsewhere").into_response();
    }
    let authorization = headers.get("authorization");
    let authorization = authorization.map_or("", |value| value.to_str().unwrap());
    let is_good = form.contains("code=good");
    script.redeemed.push((authorization.to_owned(), form));
    if !is_good {
        let error = json!({ "error": "invalid_grant", "error_description": "a-marked-text" });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    }
    let id_token = id_token(&script);
    let answer = json!({ "access_token": "access", "token_type": "Bearer", "id_token": id_token });
    Json(answer).into_response()
}

async fn elsewhere(State(idp): State<Idp>) {
    idp.script.lock().unwrap().strayed += 1;
}

/// A token in JWS compact serialization (RFC 7515, section 7.1).
fn id_token(script: &Script) -> String {
    let name = match script.signer {
        Signer::FirstKey | Signer::SecondKey => "EdDSA",
        Signer::Secret => "HS256",
        Signer::Nobody => "none",
    };
    let mut claims = script.claims.clone();
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    let head = json!({ "alg": name, "kid": "the-key" });
    let signed = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = signed.join(".");
    let by_key = |number| {
        let alg = CoreJwsSigningAlgorithm::EdDsa;
        key(number).sign(&alg, signed.as_bytes()).unwrap()
    };
    let signature = match script.signer {
        Signer::FirstKey => by_key(0),
        Signer::SecondKey => by_key(1),
        Signer::Secret => {
            let alg = CoreJwsSigningAlgorithm::HmacSha256;
            let secret = CoreHmacKey::new(SECRET);
            secret.sign(&alg, signed.as_bytes()).unwrap()
        }
        Signer::Nobody => Vec::new(),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn me(State(idp): State<Idp>, headers: HeaderMap) -> impl IntoResponse {
    assert_eq!(headers.get("authorization").unwrap(), "Bearer access");
    Json(idp.script.lock().unwrap().told.clone())
}

/// One of the provider's keys (RFC 8410), all under one name.
fn key(number: u8) -> CoreEdDsaPrivateSigningKey {
    const HEAD: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    let encoded = STANDARD.encode([HEAD.as_slice(), &[number + 1; 32]].concat());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{encoded}\n-----END PRIVATE KEY-----\n");
    let id = JsonWebKeyId::new("the-key".to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id)).unwrap()
}
