//! Programs with access tokens: how one is made by plain forms, what each route asks for, and how it answers.

mod described;
mod lists;
mod making;
mod rights;
mod sending;

use std::fmt::Write as _;

use axum::http::Method;
use domain::programs::ProblemKind;
use services::token::Token;
use store::exec;
use uuid::Uuid;

use super::house::{Answer, Ask, House, OWN};
use crate::api::problem::ProblemBody;

pub const EDGE: &str = "multipart/form-data; boundary=edge";

/// A token of this person for the roles of a category, made past its form.
async fn token_of(house: &House, user: &str, category: &str, rights: &str) -> String {
    let token = Token::prefixed("oqt_").unwrap();
    let mut tx = house.services.db.write().await.unwrap();
    exec!(
        tx,
        "insert into access_token (id, user_id, category, name, token_hash, tail, rights, is_limited, created_at, ends_at)
         select $1, id, $2, 'x', $3, 'x', $4, 0, 0, $5 from user_account where user_name = $6",
        Uuid::now_v7(),
        category,
        token.hash().as_slice(),
        rights,
        house.now().system.plus_seconds(100_000).0,
        user
    )
    .unwrap();
    tx.commit().await.unwrap();
    token.as_str().to_owned()
}

const EVERYTHING: &str = ",check,submit,read_reports,";

pub async fn senders_token(house: &House) -> String {
    token_of(house, OWN.sender, "provider", EVERYTHING).await
}

/// As a program asks.
fn ask<'a>(house: &'a House, method: Method, path: &str, token: &str) -> Ask<'a> {
    house
        .ask(method, path)
        .header("accept", "*/*")
        .header("authorization", &format!("Bearer {token}"))
}

async fn get(house: &House, path: &str, token: &str) -> Answer {
    ask(house, Method::GET, path, token).send().await
}

fn form(fields: &[(&str, &str)], file: &[u8]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in fields {
        write!(
            text,
            "--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
        .unwrap();
    }
    text +=
        "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"hours.xml\"\r\n\r\n";
    [text.as_bytes(), file, b"\r\n--edge--\r\n"].concat()
}

async fn submit(house: &House, token: &str, key: &str, file: &[u8]) -> Answer {
    ask(house, Method::POST, "/api/v1/submissions", token)
        .header("idempotency-key", key)
        .body(EDGE, form(&[("kind", "pbj")], file))
        .send()
        .await
}

pub fn is_problem(answer: &Answer, kind: ProblemKind) -> ProblemBody {
    let (name, status) = (kind.name(), kind.status());
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body: ProblemBody = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body.kind, format!("urn:openqies:problem:{name}"));
    assert_eq!(body.status, status);
    body
}
