//! Who is walking through which feed, and how far; what has ended goes into the log.
//!
//! Harvesters are told apart by their address while they walk. It stays in memory and is forgotten with the walk.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use kolophon_publish::harvest::{HarvestLog, HarvestLogError, Harvester, Outcome, Walk, product};

/// A harvester that has not asked for a page for so long will not go on.
const IDLE: Duration = Duration::from_mins(30);

/// Walks that are watched at once; the one that was idle longest is given up for a new one.
const WATCHED: usize = 1000;

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Visitor {
    address: Option<IpAddr>,
    agent: String,
    /// The key of the harvester in the installation's file.
    pub(crate) key: Option<String>,
    name: Option<String>,
}

/// A page that was handed over.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) city: String,
    pub(crate) format: String,
    pub(crate) profile: &'static str,
    pub(crate) since: Option<String>,
    pub(crate) edition: String,
    pub(crate) number: usize,
    pub(crate) of: usize,
    pub(crate) datasets: usize,
}

type Key = (Visitor, String, String, &'static str, Option<String>, String);

#[derive(Debug)]
struct Open {
    walk: Walk,
    pages: BTreeSet<usize>,
    last: Instant,
}

/// The walks that go on, and the log of those that have ended.
#[derive(Debug)]
pub(crate) struct Walks {
    log: HarvestLog,
    harvesters: Vec<Harvester>,
    open: Mutex<Opened>,
}

#[derive(Debug, Default)]
struct Opened {
    walks: BTreeMap<Key, Open>,
    count: u64,
}

impl Walks {
    pub(crate) fn new(log: HarvestLog, harvesters: Vec<Harvester>) -> Self {
        Self {
            log,
            harvesters,
            open: Mutex::default(),
        }
    }

    /// The portals that have a name.
    pub(crate) fn harvesters(&self) -> &[Harvester] {
        &self.harvesters
    }

    /// Who sends a request with these headers; `key` is what its address says.
    pub(crate) fn visitor(&self, headers: &HeaderMap, address: Option<IpAddr>, key: Option<&str>) -> Visitor {
        let agent = headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let known = Harvester::of(&self.harvesters, key, agent);
        Visitor {
            address,
            agent: product(agent),
            key: known
                .map(|known| known.key.clone())
                .filter(|known| Some(known.as_str()) == key),
            name: known.map(|known| known.name.clone()),
        }
    }

    /// Notes a page. What cannot be noted is told to the operator, and to no harvester.
    pub(crate) fn delivered(&self, visitor: Visitor, page: Delivered) {
        let now = Instant::now();
        let time = Timestamp::now();
        let mut opened = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines = opened.give_up(now);
        let key = (
            visitor.clone(),
            page.city.clone(),
            page.format.clone(),
            page.profile,
            page.since.clone(),
            page.edition.clone(),
        );
        // The first page again is a new walk.
        let starts_again = opened
            .walks
            .get(&key)
            .is_some_and(|open| page.number == 1 && open.pages.contains(&1));
        if starts_again && let Some(old) = opened.walks.remove(&key) {
            lines.push(old.aborted());
        }
        opened.count += 1;
        let id = format!("{}-{}", time.as_millisecond(), opened.count);
        let is_new = !opened.walks.contains_key(&key);
        let open = opened.walks.entry(key.clone()).or_insert_with(|| Open {
            walk: Walk {
                id,
                city: page.city,
                harvester: visitor.name,
                agent: visitor.agent,
                format: page.format,
                profile: page.profile.to_owned(),
                since: page.since,
                generation: page.edition,
                begun: time.to_string(),
                last: time.to_string(),
                pages: 0,
                of: page.of,
                datasets: page.datasets,
                outcome: Outcome::Begun,
            },
            pages: BTreeSet::new(),
            last: now,
        });
        open.pages.insert(page.number);
        open.last = now;
        open.walk.last = time.to_string();
        open.walk.pages = open.pages.len();
        if open.walk.pages >= open.walk.of {
            let mut walk = open.walk.clone();
            walk.outcome = Outcome::Complete;
            lines.push(walk);
            opened.walks.remove(&key);
        } else if is_new {
            lines.push(open.walk.clone());
        }
        drop(opened);
        self.note(&lines);
    }

    /// The feeds that programs have fetched, by city and format.
    pub(crate) fn fetched(&self) -> BTreeSet<(String, String)> {
        let walks = self.log.walks().unwrap_or_default();
        let programs = walks.into_iter().filter(|walk| walk.agent != "Browser");
        programs.map(|walk| (walk.city, walk.format)).collect()
    }

    /// All walks, the latest first; those that go on with what they have got so far.
    pub(crate) fn all(&self) -> Result<Vec<Walk>, HarvestLogError> {
        let mut opened = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let given_up = opened.give_up(Instant::now());
        let open: BTreeMap<String, Walk> = opened
            .walks
            .values()
            .map(|open| (open.walk.id.clone(), open.walk.clone()))
            .collect();
        drop(opened);
        self.note(&given_up);
        let mut walks = self.log.walks()?;
        for walk in &mut walks {
            if let Some(open) = open.get(&walk.id) {
                *walk = open.clone();
            }
        }
        Ok(walks)
    }

    fn note(&self, lines: &[Walk]) {
        for walk in lines {
            if let Err(error) = self.log.note(walk) {
                tracing::warn!(%error, cause = %error.source, "a harvest could not be noted");
            }
        }
    }
}

/// What goes on when the server ends is over.
impl Drop for Walks {
    fn drop(&mut self) {
        let opened = std::mem::take(self.open.get_mut().unwrap_or_else(PoisonError::into_inner));
        let lines: Vec<Walk> = opened.walks.into_values().map(Open::aborted).collect();
        self.note(&lines);
    }
}

impl Opened {
    /// Takes out the walks that nobody goes on with.
    fn give_up(&mut self, now: Instant) -> Vec<Walk> {
        let mut given_up = Vec::new();
        loop {
            let idlest = self.walks.iter().min_by_key(|(_, open)| open.last);
            let Some((key, open)) = idlest.map(|(key, open)| (key.clone(), open.last)) else {
                break;
            };
            if now.duration_since(open) < IDLE && self.walks.len() < WATCHED {
                break;
            }
            given_up.extend(self.walks.remove(&key).map(Open::aborted));
        }
        given_up
    }
}

impl Open {
    fn aborted(self) -> Walk {
        Walk {
            outcome: Outcome::Aborted,
            ..self.walk
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn page(number: usize, of: usize) -> Delivered {
        Delivered {
            city: "mainz".to_owned(),
            format: "rdf".to_owned(),
            profile: "dcat-ap-de",
            since: None,
            edition: "3".to_owned(),
            number,
            of,
            datasets: of * 100,
        }
    }

    fn walks() -> Walks {
        let harvester = Harvester {
            key: "rlp".to_owned(),
            name: "Landesportal".to_owned(),
            user_agent: None,
        };
        Walks::new(HarvestLog::in_memory(), vec![harvester])
    }

    fn visitor(walks: &Walks, agent: &'static str, key: Option<&str>) -> Visitor {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
        walks.visitor(&headers, "192.0.2.7".parse().ok(), key)
    }

    #[test]
    fn a_walk_is_complete_when_every_page_was_handed_over() {
        let walks = walks();
        let portal = visitor(&walks, "python-requests/2.32", Some("rlp"));
        for number in [1, 2, 2, 3] {
            walks.delivered(portal.clone(), page(number, 3));
        }
        let all = walks.all().unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].pages, all[0].outcome), (3, Outcome::Complete));
        assert_eq!(all[0].harvester.as_deref(), Some("Landesportal"));
        let line = serde_json::to_string(&all[0]).unwrap();
        assert!(!line.contains("192.0.2"), "no address of a computer: {line}");
    }

    #[test]
    fn who_begins_again_has_broken_off_before() {
        let walks = walks();
        let portal = visitor(&walks, "python-requests/2.32", None);
        let other = visitor(&walks, "Jena/5", None);
        for number in [1, 2, 1] {
            walks.delivered(portal.clone(), page(number, 3));
        }
        walks.delivered(other, page(1, 1));
        let outcomes: Vec<(String, usize, Outcome)> = walks
            .all()
            .unwrap()
            .into_iter()
            .map(|walk| (walk.agent, walk.pages, walk.outcome))
            .collect();
        assert_eq!(outcomes.len(), 3);
        let requests = "python-requests/2.32".to_owned();
        assert!(outcomes.contains(&(requests.clone(), 2, Outcome::Aborted)));
        assert!(outcomes.contains(&(requests, 1, Outcome::Begun)));
        assert!(outcomes.contains(&("Jena/5".to_owned(), 1, Outcome::Complete)));
    }
}
