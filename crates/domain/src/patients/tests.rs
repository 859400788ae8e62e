//! Who counts as the same patient, and what is read of what people type.

use jiff::civil::{Date, date};

use super::{
    Birth, EditForm, ExclusionCode, ExclusionForm, Field, Identifier, Identity, MatchKeys,
    Medicaid, Medicare, NotABirthDate, NotAnExclusionCode, NotMatchKeys, PatientFilter,
    PatientForm, PatientSort, SocialSecurity,
};
use crate::{
    forms::FieldError,
    listing::{Direction, PageRequest, Query, SealedSearch, Sorted as _},
    providers::Ccn,
};

const RUTH: Identity<'_> = Identity {
    first_name: Some("RUTH"),
    last_name: Some("ABLE"),
    birth: Some("19310412"),
    sex: Some("2"),
    ssn: Some("900110001"),
    medicare: Some("1AA1AA1AA11"),
};

/// The places of the usual keys.
const SSN: Option<usize> = Some(0);
const MEDICARE: Option<usize> = Some(1);
const NAME: Option<usize> = Some(2);

/// Each row: what is said of somebody, and why she is Ruth Able, if she is.
#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn a_patient_is_known_by_the_keys_of_adr_34() {
    let nobody = Identity::default();
    let without_numbers = Identity {
        ssn: None,
        medicare: None,
        ..RUTH
    };
    let table = [
        (RUTH, SSN, "all of it"),
        (
            Identity {
                first_name: Some("RUTHIE"),
                last_name: Some("BAKER"),
                sex: Some("1"),
                medicare: None,
                ..RUTH
            },
            SSN,
            "number and birth alone",
        ),
        (
            Identity {
                medicare: Some("9ZZ9ZZ9ZZ99"),
                ..RUTH
            },
            SSN,
            "a Medicare number that has changed",
        ),
        (
            Identity {
                birth: Some("19310421"),
                ..RUTH
            },
            MEDICARE,
            "a birth date that has changed",
        ),
        (
            Identity {
                last_name: Some("ABLE"),
                medicare: RUTH.medicare,
                ..nobody
            },
            MEDICARE,
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
        (without_numbers, NAME, "names, birth and sex alone"),
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
    let usual = MatchKeys::default();
    for (said, expected, case) in table {
        assert_eq!(usual.strongest(&RUTH, &said), expected, "{case}");
        assert_eq!(
            usual.strongest(&said, &RUTH),
            expected,
            "{case}, the other way"
        );
    }
    assert_eq!(
        usual.strongest(&nobody, &nobody),
        None,
        "nothing is not equal"
    );
}

#[test]
fn an_installation_may_match_by_other_keys() {
    let words = "medicare+birth,last_name+first_name+birth";
    let own: MatchKeys = words.parse().unwrap();
    assert_eq!(own.to_string(), words);
    let without_sex = Identity {
        sex: None,
        ssn: None,
        medicare: None,
        ..RUTH
    };
    let usual = MatchKeys::default();
    assert_eq!(usual.strongest(&RUTH, &without_sex), None);
    assert_eq!(own.strongest(&RUTH, &without_sex), Some(1));
    assert_eq!(own.strongest(&RUTH, &RUTH), Some(0));
    let other_birth = Identity {
        birth: Some("19310421"),
        ..RUTH
    };
    assert_eq!(usual.strongest(&RUTH, &other_birth), MEDICARE);
    assert_eq!(own.strongest(&RUTH, &other_birth), None);
    // No key lets two numbers be one person.
    let other_number = Identity {
        ssn: Some("900110002"),
        ..RUTH
    };
    assert_eq!(own.strongest(&RUTH, &other_number), None);
    assert_eq!(usual.to_string().parse(), Ok(usual));
}

#[test]
fn keys_that_would_take_two_people_for_one_or_never_match_are_refused() {
    let refused = |words: &str| words.parse::<MatchKeys>().unwrap_err();
    for words in ["ssn", "birth+sex", "last_name+birth"] {
        let why = refused(words);
        assert!(matches!(why, NotMatchKeys::TooLittle(_)), "{words}: {why}");
    }
    for words in ["", "ssn+birth,", "ssn+birthday", "medicaid+last_name"] {
        let why = refused(words);
        assert!(matches!(why, NotMatchKeys::Field(_)), "{words}: {why}");
    }
    for words in ["ssn+ssn", "ssn+birth,birth+ssn"] {
        let why = refused(words);
        assert!(matches!(why, NotMatchKeys::Twice(_)), "{words}: {why}");
    }
}

const TODAY: Date = date(2026, 11, 10);

#[test]
fn a_date_of_birth_may_be_known_in_part() {
    for (typed, stored, shown) in [
        ("04/12/1931", "19310412", "04/12/1931"),
        ("4/12/1931", "19310412", "04/12/1931"),
        ("1931-04-12", "19310412", "04/12/1931"),
        ("04/1931", "193104", "04/1931"),
        ("4/1931", "193104", "04/1931"),
        (" 1931 ", "1931", "1931"),
        ("11/10/2026", "20261110", "11/10/2026"),
        ("2026", "2026", "2026"),
    ] {
        let birth = Birth::parse(typed, TODAY).unwrap();
        assert_eq!(birth.as_str(), stored, "{typed}");
        assert_eq!(Birth::stored(stored), shown, "{typed}");
    }
    for (typed, wrong) in [
        ("", NotABirthDate::Unreadable),
        ("13/1931", NotABirthDate::Unreadable),
        ("02/30/1931", NotABirthDate::Unreadable),
        ("31", NotABirthDate::Unreadable),
        ("19310412", NotABirthDate::Unreadable),
        ("1931/04", NotABirthDate::Unreadable),
        ("11/11/2026", NotABirthDate::Impossible),
        ("12/2026", NotABirthDate::Impossible),
        ("2027", NotABirthDate::Impossible),
        ("1885", NotABirthDate::Impossible),
    ] {
        assert_eq!(Birth::parse(typed, TODAY), Err(wrong), "{typed}");
    }
    // What a record says, whatever it is.
    for odd in ["19310230", "-", "", "193"] {
        assert_eq!(Birth::stored(odd), odd);
    }
}

#[test]
fn numbers_are_read_as_people_write_them_and_refused_when_they_cannot_be() {
    let ssn = |text| SocialSecurity::parse(text).map(Identifier::into_string);
    assert_eq!(ssn(" 900-11-0001 ").unwrap(), "900110001");
    // What a file may say may be typed.
    assert_eq!(ssn("219-00-0001").unwrap(), "219000001");
    for (wrong, why) in [
        ("", "as nine digits"),
        ("90011000", "as nine digits"),
        ("9001100011", "as nine digits"),
        ("90011000A", "as nine digits"),
        ("000-11-0001", "begins with 000"),
        ("123-45-6789", "stands for none"),
        ("999999999", "stands for none"),
    ] {
        let said = ssn(wrong).unwrap_err().to_string();
        assert!(said.contains(why), "{wrong}: {said}");
    }
    let medicare = |text| Medicare::parse(text).map(Identifier::into_string);
    assert_eq!(medicare("1eg4-te5-mk73").unwrap(), "1EG4TE5MK73");
    // A zero first, a letter that looks like a digit, a letter for a digit, one too few.
    for wrong in [
        "0EG4TE5MK73",
        "1SG4TE5MK73",
        "1EGATE5MK73",
        "1EG4TE5MK7",
        "",
    ] {
        assert!(medicare(wrong).is_err(), "{wrong}");
    }
    let medicaid = |text| Medicaid::parse(text).map(Identifier::into_string);
    assert_eq!(medicaid("m77-1").unwrap(), "M771");
    for none in ["123456789012345", "M+", "+", "N", "n"] {
        assert!(medicaid(none).is_err(), "{none}");
    }
}

fn ruth() -> PatientForm {
    PatientForm {
        first_name: " Ruth ".to_owned(),
        last_name: "O'Able".to_owned(),
        birth: "04/12/1931".to_owned(),
        sex: "2".to_owned(),
        ssn: "900-11-0001".to_owned(),
        ..PatientForm::default()
    }
}

fn fields(errors: &[FieldError]) -> Vec<&str> {
    errors.iter().map(|error| error.field.as_str()).collect()
}

#[test]
fn a_name_that_no_record_could_have_is_refused() {
    for name in ["Zoë", "ÑANDÚ", "I <I>", "R\nA"] {
        let form = PatientForm {
            first_name: name.to_owned(),
            ..ruth()
        };
        assert_eq!(
            fields(&form.read(TODAY).unwrap_err()),
            ["first_name"],
            "{name}"
        );
    }
    let spaced = PatientForm {
        first_name: "  Mary   Ann ".to_owned(),
        // One more than records have, were all spaces counted.
        last_name: "De  La  Fontaine Sr ".to_owned(),
        ..ruth()
    };
    let read = spaced.read(TODAY).unwrap();
    assert_eq!(
        (read.first_name, read.last_name),
        ("MARY ANN".to_owned(), "DE LA FONTAINE SR".to_owned())
    );
    for name in ["Mary-Ann", "J.R. 2", "O'Able"] {
        let form = PatientForm {
            first_name: name.to_owned(),
            ..ruth()
        };
        assert!(form.read(TODAY).is_ok(), "{name}");
    }
}

#[test]
fn a_form_is_read_into_what_records_have() {
    let details = ruth().read(TODAY).unwrap();
    assert_eq!(
        (details.first_name.as_str(), details.last_name.as_str()),
        ("RUTH", "O'ABLE")
    );
    assert_eq!(details.ssn.as_deref(), Some("900110001"));
    assert_eq!((details.medicare, details.medicaid), (None, None));
    let empty = PatientForm::default().read(TODAY).unwrap_err();
    assert_eq!(fields(&empty), ["last_name", "first_name", "birth", "sex"]);
    let wrong = PatientForm {
        first_name: "R\nA".to_owned(),
        // In upper case, a letter more than records have.
        last_name: format!("{}ß", "a".repeat(17)),
        sex: "3".to_owned(),
        medicare: "x".to_owned(),
        ..ruth()
    };
    let wrong = wrong.read(TODAY).unwrap_err();
    assert_eq!(
        fields(&wrong),
        ["last_name", "first_name", "sex", "medicare"]
    );
}

#[test]
fn a_number_is_replaced_or_removed_and_not_both() {
    let form = EditForm {
        patient: ruth(),
        remove_medicare: "true".to_owned(),
        ..EditForm::default()
    };
    let change = form.read(TODAY).unwrap();
    assert!(change.removes_medicare && !change.removes_ssn);
    let both = EditForm {
        remove_ssn: "true".to_owned(),
        ..form
    };
    assert_eq!(fields(&both.read(TODAY).unwrap_err()), ["ssn"]);
}

#[test]
fn a_code_is_excluded_by_its_beginning_of_at_least_a_category() {
    for (typed, stored, words) in [
        ("b20", "B20", "B20"),
        ("A51.3", "A513", "A51.3"),
        ("a513", "A513", "A51.3"),
        (" M1A.0X1A ", "M1A0X1A", "M1A.0X1A"),
        ("c7b", "C7B", "C7B"),
    ] {
        let code = ExclusionCode::parse(typed).unwrap();
        assert_eq!((code.as_str(), code.words().as_str()), (stored, words));
    }
    for wrong in [
        "",
        "B2",
        "20B",
        "BB0",
        "B2O",
        "b2o.1",
        "M8C.0X1A",
        "B20.1234X",
        "B2.0",
        "B20.1.2",
        "B20%",
    ] {
        assert_eq!(
            ExclusionCode::parse(wrong),
            Err(NotAnExclusionCode),
            "{wrong}"
        );
    }
    // What was added before is read as it is.
    assert_eq!(ExclusionCode::stored("B2O").unwrap().words(), "B2O");
    assert!(ExclusionCode::stored("20B").is_err());
}

#[test]
fn an_exclusion_does_not_end_before_it_begins() {
    let form = ExclusionForm {
        state: "OH".to_owned(),
        code: "B20".to_owned(),
        from: "11/10/2026".to_owned(),
        until: String::new(),
    };
    assert_eq!(form.read().unwrap().until, None);
    let same_day = ExclusionForm {
        until: "11/10/2026".to_owned(),
        ..form.clone()
    };
    assert_eq!(same_day.read().unwrap().until, Some(TODAY));
    let before = ExclusionForm {
        until: "11/09/2026".to_owned(),
        ..form
    };
    assert_eq!(fields(&before.read().unwrap_err()), ["until"]);
    let empty = ExclusionForm::default().read().unwrap_err();
    assert_eq!(fields(&empty), ["state", "excluded", "from"]);
}

#[test]
fn the_address_of_the_list_says_all_of_it_and_reads_back() {
    let filter = PatientFilter {
        search: SealedSearch::parse("abc"),
        provider: Ccn::parse("367001").ok(),
        sort: PatientSort::LastAssessment,
        direction: Direction::Desc,
        page: PageRequest::new(2, 50),
    };
    let query = filter.to_query();
    assert_eq!(PatientFilter::from_query(&query), filter);
    let usual = PatientFilter::default();
    assert_eq!(usual.to_query().to_string(), "");
    for column in PatientSort::ALL {
        let (sorted, by) = usual.sorted_by(column);
        assert_eq!(sorted.is_some(), column == PatientSort::Name);
        assert_eq!(PatientFilter::from_query(&by.to_query()), by, "{column:?}");
    }
    let odd = Query::parse("provider=x&sort=shoes&search=a%20b");
    assert_eq!(PatientFilter::from_query(&odd), usual);
}

#[test]
fn keys_of_fields_read_back() {
    for field in Field::ALL {
        assert_eq!(Field::from_key(field.key()), Some(field));
    }
    assert_eq!(Field::Sex.words("1"), "Male");
    assert_eq!(Field::Sex.words("9"), "9");
}
