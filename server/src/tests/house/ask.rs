//! A request in the making, and its answer.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use tower::ServiceExt as _;

use super::House;

/// A request in the making.
pub struct Ask<'a> {
    pub(super) house: &'a House,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Ask<'_> {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        self.header("cookie", cookie)
    }

    /// As a program, or the page's own script, asks.
    pub fn for_json(self) -> Self {
        self.header("accept", "application/json")
    }

    pub fn form(mut self, form: &str) -> Self {
        self.body = Body::from(form.to_owned());
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub fn json(mut self, value: &str) -> Self {
        self.body = Body::from(value.to_owned());
        self.for_json().header("content-type", "application/json")
    }

    pub fn body(mut self, kind: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    pub async fn send(self) -> Answer {
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.path)
            .body(self.body)
            .unwrap();
        *request.headers_mut() = self.headers;
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(HeaderValue::to_str)
            .map(Result::unwrap)
            .collect()
    }

    /// The session's cookie, as the browser sends it back.
    pub fn cookie(&self) -> String {
        self.cookies()[0].split(';').next().unwrap().to_owned()
    }

    pub fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html") && self.body.contains("</html>")
    }
}
