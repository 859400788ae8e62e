//! Incident numbers: what a person tells the Service Center, and what the log says beside the cause.

use std::error::Error;

use domain::support::Incident;

/// Logs a fault with its causes under a new incident number, and gives the number: `7F3A-01BC`.
/// The cause stays in the log.
#[must_use]
pub fn report(fault: &(dyn Error + 'static)) -> Incident {
    let incident = number();
    tracing::error!(%incident, fault = with_causes(fault), "a request failed");
    incident
}

fn with_causes(fault: &(dyn Error + 'static)) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(error) = cause {
        text = text + ": " + &error.to_string();
        cause = error.source();
    }
    text
}

/// A new incident number. Random: two that meet by chance are a day of log lines apart.
#[must_use]
pub fn number() -> Incident {
    let mut bytes = [0; 4];
    // Without randomness the number says less, but the fault must still be reported.
    if getrandom::fill(&mut bytes).is_err() {
        tracing::error!("the system gives no random bytes");
    }
    Incident(u32::from_be_bytes(bytes))
}
