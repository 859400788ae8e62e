use proptest::prelude::*;

use super::{Ccn, FacilityId, NotACcn, Region, StateCode};

#[test]
fn ccns_of_every_shape_are_read() {
    for text in [
        "16E724",
        "145678",
        "337294",
        "015009",
        "01014F",
        "010779",
        "001500",
        "05A123",
        "A01501",
        "14G045",
        "45T032",
        "11C0001234",
        "99D1234567",
    ] {
        assert_eq!(
            Ccn::parse(text).map(|ccn| ccn.as_str().to_owned()),
            Ok(text.to_owned())
        );
    }
}

#[test]
fn ccns_are_normalised_to_upper_case_without_hyphen_and_with_their_leading_zero() {
    assert_eq!(Ccn::parse(" 16-e724 ").unwrap().as_str(), "16E724");
    assert_eq!(Ccn::parse("15009").unwrap().as_str(), "015009");
}

#[test]
fn wrong_ccns_are_refused_for_the_rule_that_they_break() {
    let why = |text| Ccn::parse(text).unwrap_err();
    assert_eq!(why(""), NotACcn::Length);
    assert_eq!(why("1234567"), NotACcn::Length);
    assert_eq!(why("245381B"), NotACcn::Length);
    assert_eq!(why("335506001"), NotACcn::Shape);
    assert_eq!(why("625001"), NotACcn::StateCode);
    assert_eq!(why("010000"), NotACcn::Sequence);
    assert_eq!(why("16O724"), NotACcn::Shape);
    assert_eq!(why("16E72X"), NotACcn::Shape);
    assert_eq!(why("16-E-724"), NotACcn::Shape);
    assert_eq!(why("14Q7942001"), NotACcn::Shape);
}

#[test]
fn a_ccn_belongs_to_the_state_of_its_first_two_characters() {
    assert_eq!(
        Ccn::parse("A01501").unwrap().state(),
        StateCode::parse("ca").ok()
    );
    assert_eq!(
        Ccn::parse("16E724").unwrap().state(),
        StateCode::parse("IA").ok()
    );
}

#[test]
fn the_atlanta_region_is_the_eight_pilot_states() {
    let atlanta = StateCode::parse("GA").unwrap().region();
    assert_eq!((atlanta.number(), atlanta.name()), (4, "Atlanta"));
    let states: Vec<_> = atlanta.states().map(StateCode::as_str).collect();
    assert_eq!(states, ["AL", "FL", "GA", "KY", "MS", "NC", "SC", "TN"]);
    assert_eq!(
        Region::all()
            .map(|region| region.states().count())
            .sum::<usize>(),
        59
    );
}

#[test]
fn a_facility_id_is_letters_and_digits_in_upper_case() {
    assert_eq!(FacilityId::parse("ia1077").unwrap().as_str(), "IA1077");
    for wrong in ["", "IA 1077", "IA1077'", "12345678901234567"] {
        assert!(FacilityId::parse(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,12}") {
        if let Ok(ccn) = Ccn::parse(&text) {
            prop_assert_eq!(Ccn::parse(ccn.as_str()), Ok(ccn));
        }
    }
}
