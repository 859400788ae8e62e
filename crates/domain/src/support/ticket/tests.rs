use super::*;

#[test]
fn a_number_is_read_as_it_is_shown() {
    let number = TicketNumber(1001);
    assert_eq!(number.to_string(), "HD-1001");
    for text in ["HD-1001", " hd-1001 "] {
        assert_eq!(TicketNumber::parse(text), Ok(number));
    }
    for text in [
        "",
        "1001",
        "HD-",
        "HD--1",
        "HD-+1",
        "HD-1O",
        "HD-99999999999999999999",
    ] {
        assert_eq!(TicketNumber::parse(text), Err(NotATicketNumber), "{text}");
    }
}

#[test]
fn an_address_reads_back_what_it_was_written_from() {
    let filter = TicketFilter {
        state: Some(TicketState::Answered),
        page: PageRequest::new(2, 50),
    };
    assert_eq!(TicketFilter::from_query(&filter.to_query()), filter);
    let nonsense = Query::parse("state=lost");
    assert_eq!(TicketFilter::from_query(&nonsense), TicketFilter::default());
    for state in TicketState::ALL {
        assert_eq!(TicketState::from_key(state.key()), Some(state));
    }
}
