use std::{io::ErrorKind, net::TcpListener};

use super::*;

#[test]
fn what_is_asked_for_one_page_is_over_at_the_same_time() {
    // It takes every connection, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", silent.local_addr().unwrap());
    let agent = agent();
    let calls = Calls {
        agent: &agent,
        until: Clock::now() + Duration::from_millis(300),
    };
    for _ in 0..2 {
        let request = Request::get(&address).body(Vec::new()).unwrap();
        assert_eq!(calls.send(request).unwrap_err(), ProviderFault::Unreachable);
        assert!(Clock::now() >= calls.until);
    }
    // The first request used the time up, and the second was not made.
    silent.set_nonblocking(true).unwrap();
    silent.accept().unwrap();
    let second = silent.accept().unwrap_err();
    assert_eq!(second.kind(), ErrorKind::WouldBlock);
}
