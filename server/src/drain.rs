//! What is left of a request when its answer is known already. A browser reads no answer before it has sent its
//! whole form: one that is cut off says that the connection broke, and not why the file was refused.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::stream::poll_fn;
use futures::{Stream, TryStreamExt as _};

/// Bytes that are read on and thrown away: as many as the most files of the largest size that a form takes.
const MOST: usize = 1024 * 1024 * 1024;
/// For how long bytes are read on and thrown away, on a slow connection.
const LONGEST: Duration = Duration::from_mins(5);

/// Holds an answer back until the request has been read to its end, within bounds.
pub async fn read_on(request: Request, next: Next) -> Response {
    // A program that says so waits for the answer before it sends anything.
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let unread = Unread(Arc::new(Mutex::new(body.into_data_stream())));
    let handed_on = Body::from_stream(unread.clone().stream());
    let answer = next.run(Request::from_parts(parts, handed_on)).await;
    // A sender that has gone hears no answer; one that goes on and on does not either.
    let _ = tokio::time::timeout(LONGEST, discard(unread.stream(), MOST)).await;
    answer
}

/// Reads a request to its end, within bounds, that is refused before it comes to its route.
pub async fn read_whole(request: Request) {
    if !request.headers().contains_key(header::EXPECT) {
        let body = request.into_body().into_data_stream();
        let _ = tokio::time::timeout(LONGEST, discard(body, MOST)).await;
    }
}

/// A body that one reads after the other.
#[derive(Clone)]
struct Unread(Arc<Mutex<BodyDataStream>>);

impl Unread {
    fn stream(self) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send + Unpin {
        poll_fn(move |context| self.poll(context))
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_next(context)
    }
}

/// Reads to the end, or until this many bytes have come.
async fn discard(
    mut bytes: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin,
    most: usize,
) -> Result<(), axum::Error> {
    let mut read = 0;
    while read < most
        && let Some(piece) = bytes.try_next().await?
    {
        read += piece.len();
    }
    Ok(())
}

#[cfg(test)]
mod tests;
