//! What files of one submission do to each other.

use domain::{staffing::FiscalQuarter, submissions::Severity};

use crate::finding::{Finding, Place};

/// A file replaces the quarter that another file of its own submission, `earlier`, has just brought: a quarter that was split into
/// files, each of which takes the place of the one before it.
#[must_use]
pub fn replaces_sibling(earlier: &str, quarter: FiscalQuarter) -> Finding {
    Finding {
        code: "note:replaces-sibling".to_owned(),
        severity: Severity::Information,
        message: format!(
            "This file takes the place of what {earlier}, which comes before it in the same submission, brings for {quarter}."
        ),
        fix:
            r#"If both are parts of one quarter, send all but the first with processType="merge"."#
                .to_owned(),
        item: "processType".to_owned(),
        value: Some("replace".to_owned()),
        allowed: None,
        place: Place {
            path: "/nursingHomeData/staffingHours/@processType".to_owned(),
            ..Place::default()
        },
    }
}
