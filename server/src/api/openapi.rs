//! The interface's own description, `OpenAPI` 3.1, made from the types and the routes. It needs no token.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderValue, header::CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::programs::ProblemKind;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{HttpMethod, Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::problem::{ProblemBody, says_when};
use super::{ROOT, checks, submissions};
use crate::routes::Routes;
use crate::vut;

/// As it is named where it comes over TLS.
const COOKIE: &str = "__Host-openqies";

/// Where the description is.
pub const PATH: &str = "/api/openapi.json";

pub fn routes() -> Routes {
    Routes::default().get(PATH, show)
}

async fn show() -> impl IntoResponse {
    let kind = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, kind)], DESCRIPTION.as_str())
}

/// Made when it is first asked for.
static DESCRIPTION: LazyLock<String> = LazyLock::new(|| {
    let written = Interface::openapi().to_pretty_json();
    written.expect("a description of strings and numbers can be written")
});

#[derive(OpenApi)]
#[openapi(
    info(
        title = "OpenQIES for programs",
        version = "1",
        description = "Check files, send them, follow them, and read their Final Validation Reports, with an access token that \
                       its owner makes under My Profile. What is not the last answer says with Retry-After when to ask again. \
                       Every error is application/problem+json of a fixed list of types. Unless CMS itself runs the installation, \
                       files sent here do not go to CMS and do not meet a duty to report to CMS."
    ),
    paths(
        checks::check,
        vut::check,
        submissions::submit,
        submissions::list,
        submissions::show,
        submissions::files,
        submissions::report_json,
        submissions::report_csv,
        submissions::all_reports,
    ),
    components(schemas(ProblemBody)),
    security(("token" = [])),
    modifiers(&Credentials, &Problems),
)]
struct Interface;

/// How a program says who it is, and how a browser does.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("oqt_ and 43 characters")
            .description(Some("An access token: Authorization: Bearer oqt_…"));
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme.build()));
        let cookie = ApiKeyValue::with_description(COOKIE, "The session of whoever is logged in.");
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.add_security_scheme("session", cookie);
    }
}

/// What each operation may answer instead.
struct Problems;

impl Modify for Problems {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut description.paths.paths {
            for (method, operation) in operations(item) {
                add_problems(operation, &problems_of(&method, path));
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let get = item.get.as_mut().map(|get| (HttpMethod::Get, get));
    let post = item.post.as_mut().map(|post| (HttpMethod::Post, post));
    get.into_iter().chain(post)
}

/// The problems that a route has beside those that every route has.
fn problems_of(method: &HttpMethod, path: &str) -> Vec<ProblemKind> {
    use ProblemKind::{
        BadRequest, CrossSite, Forbidden, Internal, Invalid, KeyMissing, KeyReused,
        MethodNotAllowed, NoRoom, NotDecided, NotFound, RateLimited, SentBefore, TokenRight,
        TooLarge, Unauthenticated, Unavailable,
    };
    let mut kinds = vec![
        BadRequest,
        Unauthenticated,
        Forbidden,
        MethodNotAllowed,
        RateLimited,
        Internal,
        Unavailable,
        // How often somebody asks is written down, too.
        NoRoom,
    ];
    if path.starts_with(ROOT) {
        kinds.push(TokenRight);
    }
    match (method, path) {
        (HttpMethod::Post, "/api/v1/submissions") => {
            kinds.extend([
                CrossSite, KeyMissing, KeyReused, SentBefore, Invalid, TooLarge,
            ]);
        }
        (HttpMethod::Post, _) => kinds.extend([CrossSite, Invalid, TooLarge]),
        (_, path) if path.contains("report.") => kinds.extend([NotFound, NotDecided]),
        (_, path) if path.contains("{number}") => kinds.push(NotFound),
        _ => kinds.push(Invalid),
    }
    kinds
}

fn add_problems(operation: &mut Operation, kinds: &[ProblemKind]) {
    let mut by_status = BTreeMap::<u16, Vec<ProblemKind>>::new();
    for kind in kinds {
        by_status.entry(kind.status()).or_default().push(*kind);
    }
    for (status, kinds) in by_status {
        let words: Vec<_> = kinds
            .iter()
            .map(|kind| format!("`{}{}`: {}", ProblemKind::PREFIX, kind.name(), kind.title()))
            .collect();
        let problem = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(problem)).build();
        let mut response = ResponseBuilder::new()
            .description(words.join("; "))
            .content("application/problem+json", content);
        if kinds.iter().copied().any(says_when) {
            let seconds = header(Type::Integer, "Seconds after which to ask again");
            response = response.header("Retry-After", seconds);
        }
        if kinds.contains(&ProblemKind::MethodNotAllowed) {
            response = response.header("Allow", header(Type::String, "Those that it takes"));
        }
        let responses = &mut operation.responses.responses;
        responses.insert(status.to_string(), response.build().into());
    }
}

fn header(of: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(of);
    Header::new(schema.description(Some(description)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use super::*;
    use crate::api::view::{CheckAnswer, CheckedFile, Files, Received, Submission, Submissions};

    fn description() -> Value {
        serde_json::from_str(&DESCRIPTION).unwrap()
    }

    #[test]
    fn every_route_for_programs_is_described_and_no_other() {
        let description = description();
        assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
        let described: BTreeSet<_> = description["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .collect();
        let routes: BTreeSet<_> = crate::api::routes()
            .and(vut::routes())
            .list
            .into_iter()
            .filter(|(_, path)| *path != PATH)
            .map(|(method, path)| format!("{method} {path}"))
            .collect();
        assert_eq!(described, routes);
    }

    #[test]
    fn every_reference_of_the_description_leads_somewhere() {
        fn references(value: &Value, found: &mut BTreeSet<String>) {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(reference)) = map.get("$ref") {
                        found.insert(reference.clone());
                    }
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(values) => values.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let description = description();
        let mut found = BTreeSet::new();
        references(&description, &mut found);
        assert!(found.contains("#/components/schemas/Problem"), "{found:?}");
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(description.pointer(pointer).is_some(), "{reference}");
        }
    }

    /// The names of a type's fields in the description, and those of its example, which the type itself reads.
    fn agrees<T: DeserializeOwned + serde::Serialize>(name: &str) {
        let description = description();
        let schema = &description["components"]["schemas"][name];
        let example = &schema["example"];
        let read: T = serde_json::from_value(example.clone())
            .unwrap_or_else(|error| panic!("the example of {name}: {error}: {example}"));
        assert_eq!(&serde_json::to_value(&read).unwrap(), example, "{name}");
        let fields: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().collect();
        let said: BTreeSet<_> = example.as_object().unwrap().keys().collect();
        assert!(fields.is_superset(&said), "{name}: {fields:?} {said:?}");
        for required in schema["required"].as_array().unwrap() {
            assert!(
                said.contains(&required.as_str().unwrap().to_owned()),
                "{name} {required}"
            );
        }
    }

    #[test]
    fn every_example_is_what_its_type_writes() {
        agrees::<Received>("Received");
        agrees::<Submission>("Submission");
        agrees::<Files>("Files");
        agrees::<Submissions>("Submissions");
        agrees::<CheckAnswer>("CheckAnswer");
        agrees::<CheckedFile>("CheckedFile");
        agrees::<ProblemBody>("Problem");
    }

    #[test]
    fn every_operation_says_what_goes_wrong() {
        let description = description();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let responses = operation["responses"].as_object().unwrap();
                for status in ["400", "401", "403", "405", "429", "500", "503", "507"] {
                    assert!(responses.contains_key(status), "{method} {path} {status}");
                }
                assert!(operation["operationId"].is_string(), "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path}");
            }
        }
    }
}
