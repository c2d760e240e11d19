//! The addresses that two metrics ask, and what they answered. Who asks is no concern of this crate.

use std::collections::BTreeMap;

use kolophon_dcat::vocab::dcat;
use kolophon_graph::Graph;

/// What an address answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With this status code.
    Status(u16),
    /// Nothing.
    Nothing,
}

impl Answer {
    /// Whether the portal counts it as reachable: a status of 200 to 399.
    #[must_use]
    pub fn is_reachable(self) -> bool {
        matches!(self, Self::Status(200..=399))
    }
}

/// What addresses answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(Option<BTreeMap<String, Answer>>);

impl Answers {
    /// Nobody asked: the metrics are not measured.
    #[must_use]
    pub fn unasked() -> Self {
        Self(None)
    }

    /// Whether anybody asked.
    #[must_use]
    pub fn were_asked(&self) -> bool {
        self.0.is_some()
    }

    /// What the address answered; `None` when it was not asked.
    #[must_use]
    pub fn of(&self, address: &str) -> Option<Answer> {
        self.0.as_ref()?.get(address).copied()
    }

    /// The address and its answer, sorted by address.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Answer)> {
        let answers = self.0.iter().flatten();
        answers.map(|(address, answer)| (address.as_str(), *answer))
    }
}

impl FromIterator<(String, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(answers: I) -> Self {
        Self(Some(answers.into_iter().collect()))
    }
}

/// Every access and download URL once, sorted.
pub(super) fn all(graph: &Graph) -> Vec<&str> {
    let properties = [dcat::ACCESS_URL, dcat::DOWNLOAD_URL];
    let properties = properties.iter().filter_map(|property| graph.iri(property));
    let objects = properties.flat_map(|property| graph.column(property));
    let addresses = objects.filter_map(|triple| graph.term(triple.object).as_iri());
    let mut addresses: Vec<&str> = addresses.filter(|address| address.starts_with("http")).collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}
