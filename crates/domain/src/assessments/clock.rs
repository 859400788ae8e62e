/// Days from the completion of an assessment until it must have been sent: 14 for MDS (42 CFR 483.20(f)(3)), 30 for OASIS (42 CFR
/// 484.45(a)).
#[must_use]
pub fn days_to_send(instrument: &str) -> i64 {
    if instrument == "MDS" { 14 } else { 30 }
}
