//! How much one client may ask: a bucket of tokens for each address, which fills again with time.
//!
//! Who the client is, a proxy tells in `X-Forwarded-For`. Anybody can write that header, so it counts only as far as it was
//! written by proxies that `trusted_proxies` in `kolophon.toml` names.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use axum::http::HeaderMap;

/// Requests that may come at once.
const BURST: f64 = 1000.0;

/// Requests per second in the long run. A harvest of a large catalogue stays below it.
const PER_SECOND: f64 = 100.0;

/// So many clients are told apart. The table never grows beyond; those for whom there is no room share one bucket.
const MOST_CLIENTS: usize = 20_000;

/// So many addresses of a header are looked at.
const MOST_HOPS: usize = 16;

/// A network, such as `10.0.0.0/8`, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// The network that a text names: an address, or an address and the number of bits that count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse::<IpAddr>().ok()?.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(prefix) => prefix.trim().parse().ok().filter(|prefix| *prefix <= most)?,
        };
        Some(Self { address, prefix })
    }

    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let bits = u32::from(network) ^ u32::from(address);
                bits.checked_shr(32 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let bits = u128::from(network) ^ u128::from(address);
                bits.checked_shr(128 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The address of the client: that of the connection, or, behind trusted proxies, the last one in `X-Forwarded-For` that is not
/// one of theirs.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let hops = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|hop| hop.trim().parse::<IpAddr>());
    let hops: Vec<_> = hops.collect();
    for hop in hops.into_iter().rev().take(MOST_HOPS) {
        if !is_trusted(client) {
            break;
        }
        // What cannot be read was not written by a proxy of ours.
        let Ok(hop) = hop else { break };
        client = hop.to_canonical();
    }
    client
}

/// How much was asked lately, by client.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    trusted: Vec<Network>,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Limits {
    pub(crate) fn new(trusted: Vec<Network>) -> Self {
        Self {
            trusted,
            buckets: Mutex::default(),
        }
    }

    /// The address of the client.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        client(peer, headers, &self.trusted)
    }

    /// Takes a request of a client into account.
    ///
    /// # Errors
    /// The seconds after which the client may ask again, when it has asked too much.
    pub(crate) fn take(&self, client: IpAddr, now: Instant) -> Result<(), u32> {
        // A proxy on this computer that nobody named hides everybody behind one address: that is no client.
        if client.is_loopback() {
            return Ok(());
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = network_of(client);
        if !buckets.contains_key(&key) && buckets.len() >= MOST_CLIENTS {
            buckets.retain(|_, bucket| bucket.filled_up(now) < BURST);
            if buckets.len() >= MOST_CLIENTS {
                key = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: BURST,
            filled: now,
        });
        bucket.tokens = bucket.filled_up(now);
        bucket.filled = now;
        if bucket.tokens < 1.0 {
            return Err(seconds_until_half(bucket.tokens));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

impl Bucket {
    fn filled_up(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.filled).as_secs_f64();
        (self.tokens + seconds * PER_SECOND).min(BURST)
    }
}

/// After so long there is room for a good number of requests again, and not for a single one.
fn seconds_until_half(tokens: f64) -> u32 {
    let mut seconds = 1;
    while tokens + f64::from(seconds) * PER_SECOND < BURST / 2.0 {
        seconds += 1;
    }
    seconds
}

/// One household has 2⁶⁴ addresses of IPv6.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn forwarded(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_trusted_proxies_say_who_is_asking() {
        let trusted = ["10.0.0.0/8", "2001:db8::1"].map(|text| Network::parse(text).unwrap());
        for (peer, header, expected) in [
            ("192.0.2.7", vec!["203.0.113.9"], "192.0.2.7"),
            ("10.1.2.3", vec!["203.0.113.9"], "203.0.113.9"),
            ("10.1.2.3", vec!["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("10.1.2.3", vec!["1.1.1.1, 203.0.113.9, 10.9.9.9"], "203.0.113.9"),
            ("10.1.2.3", vec!["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
            ("::ffff:10.1.2.3", vec!["203.0.113.9"], "203.0.113.9"),
            ("2001:db8::1", vec!["2001:db8:5::9"], "2001:db8:5::9"),
            ("10.1.2.3", vec!["unbekannt"], "10.1.2.3"),
            ("10.1.2.3", vec![], "10.1.2.3"),
        ] {
            assert_eq!(
                client(address(peer), &forwarded(&header), &trusted),
                address(expected),
                "{peer} {header:?}"
            );
        }
    }

    #[test]
    fn networks_are_what_they_say() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("192.0.2.4", "192.0.2.4", "192.0.2.5"),
            ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ] {
            let network = Network::parse(network).unwrap();
            assert!(network.contains(address(inside)));
            assert!(!network.contains(address(outside)));
        }
        for text in ["", "10.0.0.0/33", "::/129", "proxy.example", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_bucket_runs_empty_and_fills_again() {
        let limits = Limits::default();
        let now = Instant::now();
        let greedy = address("203.0.113.9");
        let granted = (0..2000).filter(|_| limits.take(greedy, now).is_ok()).count();
        assert_eq!(granted, 1000);
        assert_eq!(limits.take(greedy, now), Err(5));
        assert_eq!(
            limits.take(address("203.0.113.10"), now),
            Ok(()),
            "others are not affected"
        );
        let later = now + Duration::from_secs(5);
        assert_eq!(
            (0..2000).filter(|_| limits.take(greedy, later).is_ok()).count(),
            500
        );
    }

    #[test]
    fn neighbours_within_one_ipv6_network_share() {
        let limits = Limits::default();
        let now = Instant::now();
        for number in 0..1000_u16 {
            let address = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, number));
            assert_eq!(limits.take(address, now), Ok(()));
        }
        assert!(limits.take(address("2001:db8::ffff"), now).is_err());
    }

    #[test]
    fn the_table_is_bounded() {
        let limits = Limits::default();
        let now = Instant::now();
        for number in 0..30_000_u32 {
            let address = IpAddr::from((0x0b00_0000 + number).to_be_bytes());
            limits.take(address, now).unwrap_or_default();
        }
        assert!(limits.buckets.lock().unwrap().len() <= MOST_CLIENTS + 1);
        // Who asks no longer makes room.
        let later = now + Duration::from_mins(1);
        assert_eq!(limits.take(address("203.0.113.9"), later), Ok(()));
        assert!(limits.buckets.lock().unwrap().len() <= 2);
    }

    #[test]
    fn an_unnamed_proxy_on_this_computer_is_no_client() {
        let limits = Limits::default();
        let now = Instant::now();
        for _ in 0..3000 {
            assert_eq!(limits.take(address("127.0.0.1"), now), Ok(()));
        }
    }
}
