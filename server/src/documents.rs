//! Pages end where a document ends: Leptos writes a page's data behind `</html>`, where browsers forgive
//! it; it belongs to the end of the body, which is where they put it anyway.

use app::error::ApiError;
use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::problems::Problem;

/// The end of a document, in the order in which it stands.
const END: [&str; 2] = ["</body>", "</html>"];

/// Moves the document's end to the end.
pub async fn close(response: Response) -> Response {
    let content = response.headers().get(header::CONTENT_TYPE);
    if !content.is_some_and(|content| content.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // Every page is one piece already (SsrMode::Async).
    match to_bytes(body, usize::MAX).await {
        Ok(page) => Response::from_parts(
            parts,
            Body::from(closed(String::from_utf8_lossy(&page).into_owned())),
        ),
        Err(_) => Problem(ApiError::Internal { incident: None }).into_response(),
    }
}

fn closed(mut page: String) -> String {
    for tag in END {
        if let Some(place) = page.rfind(tag) {
            page.replace_range(place..place + tag.len(), "");
            page.push_str(tag);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn what_stands_behind_a_document_goes_to_the_end_of_its_body() {
        let page = "<html><body><p>1</p></body><!></html><script>2</script>".to_owned();
        assert_eq!(
            closed(page),
            "<html><body><p>1</p><!><script>2</script></body></html>"
        );
        assert_eq!(closed("<p>a part</p>".to_owned()), "<p>a part</p>");
    }
}
