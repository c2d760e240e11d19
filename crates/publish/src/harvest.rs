//! Who harvested what: the log of the walks through the feeds, and the count of what portals were given last.
//!
//! Both lie in the data directory, outside the RDF store, so that they can be read while a server holds it. No
//! address of a computer is kept: a harvester is known by the name the operator gave it, or by the product it calls
//! itself.

mod answer;
mod ledger;
mod log;

use serde::{Deserialize, Serialize};

pub use self::answer::{Answer, when};
pub use self::ledger::{Ledger, LedgerError, Shrink};
pub use self::log::{HarvestLog, HarvestLogError, Outcome, Walk};

/// A portal that the operator has given a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harvester {
    /// The key in `kolophon.toml`, and the value of the parameter `harvester` in the address the portal was given.
    pub key: String,
    /// The name for people.
    pub name: String,
    /// What its header `User-Agent` contains, whatever the case.
    pub user_agent: Option<String>,
}

impl Harvester {
    /// The harvester that a request comes from, by the parameter of its address, else by what it calls itself.
    #[must_use]
    pub fn of<'h>(known: &'h [Self], key: Option<&str>, user_agent: &str) -> Option<&'h Self> {
        let agent = user_agent.to_lowercase();
        let by_key = key.and_then(|key| known.iter().find(|harvester| harvester.key == key));
        by_key.or_else(|| {
            known.iter().find(|harvester| {
                let wanted = harvester.user_agent.as_deref().map(str::to_lowercase);
                wanted.is_some_and(|wanted| !wanted.is_empty() && agent.contains(&wanted))
            })
        })
    }
}

/// The product at the beginning of a `User-Agent`, such as `python-requests/2.32`: what remains says nothing about a
/// person. All browsers are one.
#[must_use]
pub fn product(user_agent: &str) -> String {
    let first = user_agent.split_whitespace().next().unwrap_or_default();
    if first.is_empty() {
        return "unbekannt".to_owned();
    }
    if first.starts_with("Mozilla/") {
        return "Browser".to_owned();
    }
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_./+".contains(*c);
    first.chars().filter(is_plain).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_say_nothing_about_persons() {
        for (agent, expected) in [
            ("python-requests/2.32.3", "python-requests/2.32.3"),
            ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Browser"),
            ("", "unbekannt"),
            ("Apache-Jena/5 (anna@example.org)", "Apache-Jena/5"),
            ("a\u{1b}[31m<b>", "a31mb"),
        ] {
            assert_eq!(product(agent), expected);
        }
    }

    #[test]
    fn the_address_tells_more_than_the_product() {
        let harvester = |key: &str, agent: Option<&str>| Harvester {
            key: key.to_owned(),
            name: key.to_uppercase(),
            user_agent: agent.map(str::to_owned),
        };
        let known = [
            harvester("rlp", None),
            harvester("eu", Some("Piveau")),
            harvester("leer", Some("")),
        ];
        let of = |key, agent| Harvester::of(&known, key, agent).map(|found| found.key.as_str());
        assert_eq!(of(Some("rlp"), "python-requests/2"), Some("rlp"));
        assert_eq!(of(None, "piveau-importing-rdf/4"), Some("eu"));
        assert_eq!(of(Some("nein"), "python-requests/2"), None);
    }
}
