//! Those whom the program hands secrets to: an identity provider and a proofing service on this machine, which take
//! nothing and throw back what they were sent.

use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use services::identity::openid::{Issuer, Provider, Settings};
use services::identity::proofing::{ProofingService, ServiceAddress};
use tokio::net::TcpListener;

pub const CLIENT_SECRET: &str = "hush-marked-client-secret";
pub const BUREAU_TOKEN: &str = "a-marked-token-of-the-bureau";

/// Listens on this machine; `router` is told at which address.
async fn serve(router: impl FnOnce(&str) -> Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = router(&address);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn throw_back(headers: HeaderMap, body: String) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, format!("{headers:?} {body}"))
}

/// One that takes no code.
pub async fn identity_provider() -> Provider {
    let issuer = serve(|address| {
        let at = |path| format!("{address}{path}");
        let metadata = json!({
            "issuer": address, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        });
        Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(move || async move { Json(metadata) }),
            )
            .route("/keys", get(|| async { Json(json!({ "keys": [] })) }))
            .route("/token", post(throw_back))
    })
    .await;
    let settings = Settings {
        issuer: Issuer::parse(&issuer).unwrap(),
        client_id: "openqies".to_owned(),
        client_secret: Some(CLIENT_SECRET.to_owned()),
        name: "Oak Agency".to_owned(),
        trusts_second_factor: false,
    };
    Provider::new(settings, "http://localhost:3000/openid/return".to_owned()).unwrap()
}

/// One that asks for a social security number, and fails.
pub async fn bureau() -> ProofingService {
    let address = serve(|_| Router::new().route("/sessions", post(throw_back))).await;
    ProofingService::new(
        ServiceAddress::parse(&address).unwrap(),
        Some(BUREAU_TOKEN),
        true,
        "http://localhost:3000/register/proofing".to_owned(),
    )
}
