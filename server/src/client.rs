//! Who is at the other end: the address that rate limits count.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{Extensions, HeaderMap, request::Parts};

use crate::state::AppState;

/// The client's address. Behind proxies of one's own, the one that the outermost of them saw;
/// of IPv6 the network (the first 64 bits), for one household has billions.
pub struct ClientAddress(pub String);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let proxies = state.network.trusted_proxies;
        let address = address(&parts.headers, &parts.extensions, proxies);
        Ok(Self(address.unwrap_or_else(|| "unknown".to_owned())))
    }
}

/// The same, where it is known.
#[must_use]
pub fn address(headers: &HeaderMap, extensions: &Extensions, proxies: usize) -> Option<String> {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    forwarded_for(headers, proxies).or(peer).map(counted_as)
}

/// The address that the outermost of `proxies` proxies added. What stands to its left, the client
/// may have written itself.
fn forwarded_for(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all("x-forwarded-for");
    let lines: Vec<&str> = lines.iter().filter_map(|line| line.to_str().ok()).collect();
    let entries: Vec<&str> = lines
        .iter()
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let place = entries.len().checked_sub(proxies)?;
    entries.get(place)?.parse().ok()
}

fn counted_as(address: IpAddr) -> String {
    // A socket for both kinds of address shows those of version 4 as `::ffff:198.51.100.7`.
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(network).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(header: &str, proxies: usize) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", header.parse().unwrap());
        forwarded_for(&headers, proxies).map(counted_as)
    }

    #[test]
    fn without_proxies_of_our_own_nobody_tells_us_an_address() {
        assert_eq!(seen("198.51.100.7", 0), None);
    }

    #[test]
    fn only_what_our_own_proxies_added_counts() {
        assert_eq!(
            seen("10.0.0.1, 198.51.100.7", 1).as_deref(),
            Some("198.51.100.7")
        );
        assert_eq!(
            seen("6.6.6.6, 198.51.100.7, 10.0.0.2", 2).as_deref(),
            Some("198.51.100.7")
        );
        assert_eq!(seen("198.51.100.7", 3), None);
        assert_eq!(seen("nonsense", 1), None);
    }

    #[test]
    fn an_address_of_ipv4_counts_by_itself_however_it_is_written() {
        assert_eq!(
            counted_as("::ffff:198.51.100.7".parse().unwrap()),
            "198.51.100.7"
        );
        assert_eq!(
            seen("::ffff:198.51.100.8", 1).as_deref(),
            Some("198.51.100.8")
        );
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        assert_eq!(
            counted_as("2001:db8:1:2:3:4:5:6".parse().unwrap()),
            "2001:db8:1:2::"
        );
    }
}
