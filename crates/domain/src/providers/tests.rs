use proptest::prelude::*;

use super::{
    Ccn, FacilityId, NotACcn, ProviderFilter, ProviderSort, ProviderStatus, ProviderType, Region,
    StateCode,
};
use crate::listing::{Direction, PAGE_SIZES, PageRequest, Query, searched};

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
    assert_eq!(why("14Q7942001"), NotACcn::Branch);
    assert_eq!(why("14Q794200A"), NotACcn::Shape);
}

#[test]
fn a_ccn_tells_the_kind_of_provider() {
    use ProviderType::{HomeHealthAgency, Hospice, Hospital, NursingHome, SwingBed};
    for (text, kind) in [
        ("16E724", Some(NursingHome)),
        ("145678", Some(NursingHome)),
        ("05A123", Some(NursingHome)),
        ("337294", Some(HomeHealthAgency)),
        ("001500", Some(Hospice)),
        ("01014F", Some(Hospital)),
        ("010779", Some(Hospital)),
        ("161321", Some(Hospital)),
        ("45T032", Some(Hospital)),
        ("16Z380", Some(SwingBed)),
        ("14G045", None),
        ("262501", None),
        ("11C0001234", None),
    ] {
        assert_eq!(Ccn::parse(text).unwrap().provider_type(), kind, "{text}");
    }
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

#[test]
fn states_are_chosen_by_name() {
    let names: Vec<_> = StateCode::by_name(StateCode::all())
        .into_iter()
        .map(StateCode::name)
        .collect();
    assert_eq!(names.len(), StateCode::all().count());
    assert!(names.is_sorted());
    assert_eq!(names[..3], ["Alabama", "Alaska", "American Samoa"]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,12}") {
        if let Ok(ccn) = Ccn::parse(&text) {
            prop_assert_eq!(Ccn::parse(ccn.as_str()), Ok(ccn));
        }
    }
}

fn filters() -> impl Strategy<Value = ProviderFilter> {
    let words = (
        proptest::option::of("[ -~é%_&=+#]{0,20}[a-z%_]"),
        proptest::option::of(proptest::sample::select(
            StateCode::all().collect::<Vec<_>>(),
        )),
        proptest::option::of(proptest::sample::select(ProviderType::ALL.to_vec())),
        proptest::option::of(proptest::sample::select(ProviderStatus::ALL.to_vec())),
        any::<bool>(),
        proptest::option::of(proptest::sample::select(Region::all().collect::<Vec<_>>())),
    );
    let order = (
        proptest::sample::select(ProviderSort::ALL.to_vec()),
        any::<bool>(),
        1..=u32::MAX,
        proptest::sample::select(PAGE_SIZES.to_vec()),
    );
    (words, order).prop_map(
        |((search, state, kind, status, changed_recently, region), (sort, down, page, size))| {
            ProviderFilter {
                search: search.as_deref().and_then(searched),
                state,
                kind,
                status,
                changed_recently,
                region,
                sort,
                direction: if down {
                    Direction::Desc
                } else {
                    Direction::Asc
                },
                page: PageRequest::new(page, size),
            }
        },
    )
}

proptest! {
    #[test]
    fn the_address_of_a_provider_list_reads_back_as_the_same_filter(filter in filters()) {
        let address = filter.to_query().to_string();
        prop_assert_eq!(ProviderFilter::from_query(&Query::parse(&address)), filter);
    }

    #[test]
    fn any_address_is_read_as_some_filter_that_is_stable(address in ".{0,60}") {
        let filter = ProviderFilter::from_query(&Query::parse(&address));
        prop_assert_eq!(ProviderFilter::from_query(&filter.to_query()), filter);
    }
}

#[test]
fn a_provider_filter_leaves_out_of_the_address_what_stands_for_itself() {
    assert_eq!(
        ProviderFilter::default().to_query().after("/providers"),
        "/providers"
    );
    let filter = ProviderFilter::from_query(&Query::parse(
        "?q=+Oak%20Hill%00+&state=ia&type=nursing_home&sort=shoe&page=0&size=7&utm=x",
    ));
    assert_eq!(
        filter.to_query().after("/providers"),
        "/providers?q=Oak+Hill&state=IA&type=nursing_home"
    );
}
