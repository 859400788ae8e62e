use super::Transaction;

/// Days from the completion of an assessment until it must have been sent: 14 for MDS (42 CFR 483.20(f)(3)), 30 for OASIS (42 CFR
/// 484.45(a)).
#[must_use]
pub fn days_to_send(instrument: &str) -> i64 {
    if instrument == "MDS" { 14 } else { 30 }
}

/// Days in which a version of a record is to be sent: a correction of MDS has as many as a new record, from its attestation (edit
/// -3810), and one of OASIS may come at any time.
#[must_use]
pub fn days_to_accept(instrument: &str, transaction: Transaction) -> Option<i64> {
    let is_asked = transaction == Transaction::New || instrument == "MDS";
    is_asked.then(|| days_to_send(instrument))
}
