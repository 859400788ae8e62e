//! Who counts as the same patient.

use super::{Ground, Identity, ground};

const RUTH: Identity<'_> = Identity {
    first_name: Some("RUTH"),
    last_name: Some("ABLE"),
    birth: Some("19310412"),
    sex: Some("2"),
    ssn: Some("900110001"),
    medicare: Some("1AA1AA1AA11"),
};

/// Each row: what is said of somebody, and why she is Ruth Able, if she is.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_patient_is_known_by_the_keys_of_adr_29() {
    let nobody = Identity::default();
    let without_numbers = Identity {
        ssn: None,
        medicare: None,
        ..RUTH
    };
    let table = [
        (RUTH, Some(Ground::SocialSecurity), "all of it"),
        (
            Identity {
                first_name: Some("RUTHIE"),
                last_name: Some("BAKER"),
                sex: Some("1"),
                medicare: None,
                ..RUTH
            },
            Some(Ground::SocialSecurity),
            "number and birth alone",
        ),
        (
            Identity {
                medicare: Some("9ZZ9ZZ9ZZ99"),
                ..RUTH
            },
            Some(Ground::SocialSecurity),
            "a Medicare number that has changed",
        ),
        (
            Identity {
                birth: Some("19310421"),
                ..RUTH
            },
            Some(Ground::Medicare),
            "a birth date that has changed",
        ),
        (
            Identity {
                last_name: Some("ABLE"),
                medicare: RUTH.medicare,
                ..nobody
            },
            Some(Ground::Medicare),
            "Medicare number and last name alone",
        ),
        (
            Identity {
                last_name: Some("BAKER"),
                medicare: RUTH.medicare,
                ..nobody
            },
            None,
            "a Medicare number with another name",
        ),
        (
            Identity {
                birth: Some("19310421"),
                medicare: None,
                ..RUTH
            },
            None,
            "a Social Security number with another birth date",
        ),
        (
            without_numbers,
            Some(Ground::NameAndBirth),
            "names, birth and sex alone",
        ),
        (
            Identity {
                medicare: Some("9ZZ9ZZ9ZZ99"),
                ..without_numbers
            },
            None,
            "the same names with another Medicare number",
        ),
        (
            Identity {
                ssn: Some("900110002"),
                ..RUTH
            },
            None,
            "everything but the Social Security number",
        ),
        (
            Identity {
                sex: None,
                ..without_numbers
            },
            None,
            "names and birth without the sex",
        ),
        (
            Identity {
                first_name: None,
                ..without_numbers
            },
            None,
            "no first name",
        ),
        (
            Identity {
                birth: Some("1931"),
                ..without_numbers
            },
            None,
            "only the year of birth",
        ),
        (nobody, None, "nothing"),
    ];
    for (said, expected, case) in table {
        assert_eq!(ground(&RUTH, &said), expected, "{case}");
        assert_eq!(ground(&said, &RUTH), expected, "{case}, the other way");
    }
    assert_eq!(ground(&nobody, &nobody), None, "nothing is not equal");
}

#[test]
fn a_number_says_more_than_a_name() {
    assert!(Ground::SocialSecurity < Ground::Medicare && Ground::Medicare < Ground::NameAndBirth);
}
