use std::time::{SystemTime, UNIX_EPOCH};

use domain::count::as_count;
use domain::time::Instant;

/// What the machine's clock says.
pub fn system() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.unwrap_or_default().as_micros();
    Instant(as_count(micros))
}
