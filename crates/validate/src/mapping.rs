//! What a wrong value means: the tables in `schemas/mappings/`, and the code lists themselves.
//!
//! A table has the columns from, to and certainty. A spelling that stands in several rows, or in one that says
//! `unsure`, leaves open what is meant: the first row is a proposal, all rows are its candidates.

use std::borrow::Cow;
use std::sync::LazyLock;

use kolophon_dcat::vocab::{adms, dcat, dcatap, dcatde, dcterms, spdx};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::codelist::{self, CodeList};

/// What a value means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The address of the entry meant.
    pub(crate) iri: String,
    /// Whether anything else could be meant.
    pub(crate) certainty: Certainty,
    /// All entries that could be meant, when it is not certain.
    pub(crate) candidates: Vec<String>,
}

/// How sure it is what a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// An exact known name or address of one entry.
    Sure,
    /// A guess that a person has to look at.
    Unsure,
}

impl Meaning {
    fn sure(iri: impl Into<String>) -> Self {
        Self {
            iri: iri.into(),
            certainty: Certainty::Sure,
            candidates: Vec::new(),
        }
    }

    fn guessed(self) -> Self {
        let candidates = if self.candidates.is_empty() {
            vec![self.iri.clone()]
        } else {
            self.candidates
        };
        Self {
            certainty: Certainty::Unsure,
            candidates,
            ..self
        }
    }
}

/// What the value of a property means; `None` when no table knows it, or when it is right as it is.
#[must_use]
pub(crate) fn meaning(property: &str, value: &str) -> Option<Meaning> {
    let value = value.trim();
    let found = match property {
        dcat::MEDIA_TYPE | dcat::COMPRESS_FORMAT | dcat::PACKAGE_FORMAT => media_type(value),
        _ => table(property)?.meaning(value),
    }?;
    (found.iri != value).then_some(found)
}

/// Whether a code list knows the address.
#[must_use]
pub(crate) fn is_listed(property: &str, iri: &str) -> bool {
    table(property).is_some_and(|table| table.listed.contains(iri))
}

/// The property of DCAT-AP.de 3.0 that takes the place of one of an earlier version.
#[must_use]
pub(crate) fn successor(property: &str) -> Option<&'static str> {
    static SUCCESSORS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let rows = rows(include_str!("../../../schemas/mappings/properties.tsv"));
        rows.map(|row| (row.from, row.to)).collect()
    });
    SUCCESSORS.get(property).copied()
}

fn table(property: &str) -> Option<&'static Table> {
    Some(match property {
        dcterms::LANGUAGE => &LANGUAGES,
        dcterms::LICENSE => &LICENCES,
        dcterms::FORMAT => &FORMATS,
        dcterms::ACCESS_RIGHTS => &ACCESS_RIGHTS,
        dcat::THEME => &THEMES,
        adms::STATUS => &STATUSES,
        spdx::ALGORITHM => &HASH_ALGORITHMS,
        dcterms::ACCRUAL_PERIODICITY => &FREQUENCIES,
        dcatap::AVAILABILITY => &AVAILABILITIES,
        dcatap::HVD_CATEGORY => &HVD_CATEGORIES,
        dcatde::CONTRIBUTOR_ID => &CONTRIBUTORS,
        dcatde::POLITICAL_GEOCODING_LEVEL_URI => &GEOCODING_LEVELS,
        dcterms::TYPE => &PUBLISHER_TYPES,
        _ => return None,
    })
}

/// Names and addresses, and what each means.
struct Table {
    listed: FxHashSet<&'static str>,
    /// The scheme's address as a key, to tell its own addresses from others.
    namespace: String,
    name_key: fn(&str) -> String,
    entries: FxHashMap<Key, Vec<&'static str>>,
    unsure: FxHashSet<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(String),
}

impl Table {
    fn new(list: &str, mapping: &'static str, name_key: fn(&str) -> String, labels: Labels) -> Self {
        let list = codelist::list(list);
        let mut table = Self {
            listed: FxHashSet::default(),
            namespace: list
                .map(|list| address_key(list.scheme).into_owned())
                .unwrap_or_default(),
            name_key,
            entries: FxHashMap::default(),
            unsure: FxHashSet::default(),
        };
        for row in rows(mapping) {
            let key = table.key(row.from);
            if row.certainty == "unsure" {
                table.unsure.insert(key.clone());
            }
            let targets = table.entries.entry(key).or_default();
            if !targets.contains(&row.to) {
                targets.push(row.to);
            }
        }
        if let Some(list) = list {
            table.add_list(list, labels);
        }
        table
    }

    /// The entries of the list by their own addresses and codes; by their labels where those say which is meant.
    fn add_list(&mut self, list: &'static CodeList, labels: Labels) {
        let mut by_name: FxHashMap<Key, Vec<&'static str>> = FxHashMap::default();
        for value in list.values() {
            self.listed.insert(value.iri);
            let own = Key::Address(address_key(value.iri).into_owned());
            self.entries.insert(own, vec![value.iri]);
            if labels == Labels::Ignored {
                continue;
            }
            for name in [value.de, value.en, last_segment(value.iri)] {
                let key = Key::Name((self.name_key)(name));
                let iris = by_name.entry(key).or_default();
                if !name.is_empty() && !iris.contains(&value.iri) {
                    iris.push(value.iri);
                }
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each name goes to its own place")]
        for (name, iris) in by_name {
            if iris.len() == 1 {
                self.entries.entry(name).or_insert(iris);
            }
        }
    }

    fn key(&self, text: &str) -> Key {
        if is_address(text) {
            Key::Address(address_key(text).into_owned())
        } else {
            Key::Name((self.name_key)(text))
        }
    }

    fn meaning(&self, value: &str) -> Option<Meaning> {
        if let Some(found) = self.get(&self.key(value)) {
            return Some(found);
        }
        if !is_address(value) {
            return None;
        }
        // An address that ends in the name of what is meant: `…/thema/umwelt`. Only below the list's own address is
        // that more than a guess.
        let name = percent_decoded(last_segment(value.trim_end_matches(['/', '#'])));
        let found = self.get(&Key::Name((self.name_key)(&name)))?;
        let own = !self.namespace.is_empty()
            && address_key(value)
                .strip_prefix(self.namespace.as_str())
                .is_some_and(|rest| rest.starts_with(['/', '#']));
        Some(if own { found } else { found.guessed() })
    }

    fn get(&self, key: &Key) -> Option<Meaning> {
        let targets = self.entries.get(key)?;
        let meaning = Meaning::sure(*targets.first()?);
        if targets.len() == 1 && !self.unsure.contains(key) {
            return Some(meaning);
        }
        let candidates = targets.iter().map(|iri| (*iri).to_owned()).collect();
        Some(
            Meaning {
                candidates,
                ..meaning
            }
            .guessed(),
        )
    }
}

/// Whether labels and codes of a list count as names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labels {
    Known,
    /// The mapping names what is exact enough.
    Ignored,
}

macro_rules! tables {
    ($($table:ident = ($list:literal, $file:literal, $key:ident, $labels:ident)),* $(,)?) => {
        $(static $table: LazyLock<Table> = LazyLock::new(|| {
            let mapping = include_str!(concat!("../../../schemas/mappings/", $file, ".tsv"));
            Table::new($list, mapping, $key, Labels::$labels)
        });)*
    };
}

tables! {
    ACCESS_RIGHTS = ("access-right", "access-rights", name_key, Known),
    AVAILABILITIES = ("availability", "availabilities", name_key, Known),
    FORMATS = ("file-type", "formats", format_key, Known),
    FREQUENCIES = ("frequency", "frequencies", name_key, Known),
    HASH_ALGORITHMS = ("hash-algorithms", "hash-algorithms", name_key, Known),
    LANGUAGES = ("language", "languages", name_key, Known),
    LICENCES = ("licenses", "licences", licence_key, Ignored),
    STATUSES = ("distribution-status", "statuses", name_key, Known),
    THEMES = ("data-theme", "themes", name_key, Known),
    MEDIA_TYPES = ("", "media-types", format_key, Ignored),
    CONTRIBUTORS = ("contributors", "none", name_key, Ignored),
    GEOCODING_LEVELS = ("political-geocoding-level", "none", name_key, Ignored),
    PUBLISHER_TYPES = ("publisher-type", "none", name_key, Ignored),
    HVD_CATEGORIES = ("hvd-category", "none", name_key, Ignored),
}

/// Where IANA's media types have their addresses.
const MEDIA_TYPE_ADDRESS: &str = "https://www.iana.org/assignments/media-types/";

/// The address of a media type that IANA has registered, by name or by another spelling of its address.
fn media_type(value: &str) -> Option<Meaning> {
    static REGISTERED: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
        let names = include_str!("../../../schemas/codelists/media-types.tsv").lines();
        let names = names.filter(|line| line.contains('/') && !line.starts_with('#'));
        names.map(|name| (name.to_ascii_lowercase(), name)).collect()
    });
    let address = "iana.org/assignments/media-types/";
    let key = address_key(value);
    let name = match key.strip_prefix(address).filter(|_| is_address(value)) {
        // Both forms of IANA's own address are right.
        Some(_) if value.starts_with(MEDIA_TYPE_ADDRESS) || value.starts_with("http://www.") => return None,
        Some(name) => name,
        None if is_address(value) => {
            let (_, name) = value.rsplit_once("/media-types/")?;
            return media_type(name).map(Meaning::guessed);
        }
        None => value,
    };
    let name = format_key(name);
    if let Some(found) = MEDIA_TYPES.get(&Key::Name(name.clone())) {
        return Some(found);
    }
    let registered = REGISTERED.get(name.as_str())?;
    Some(Meaning::sure(format!("{MEDIA_TYPE_ADDRESS}{registered}")))
}

struct Row {
    from: &'static str,
    to: &'static str,
    certainty: &'static str,
}

fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).filter_map(|line| {
        let mut cells = line.split('\t').map(str::trim);
        Some(Row {
            from: cells.next()?,
            to: cells.next()?,
            certainty: cells.next().unwrap_or_default(),
        })
    })
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// An address as tables compare it: `http` and `https`, `www.` and none, a slash at the end and none, and the case of
/// letters are the same. The pages of a Creative Commons licence are the licence.
fn address_key(address: &str) -> Cow<'_, str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    let mut key = rest.to_lowercase();
    if key.starts_with("creativecommons.org/")
        && let Some((licence, page)) = key.rsplit_once('/')
        && (page.starts_with("deed") || page.starts_with("legalcode"))
    {
        key = licence.to_owned();
    }
    if let Some(rest) = key.strip_prefix("publications.europa.eu/mdr/authority/") {
        key = format!("publications.europa.eu/resource/authority/{rest}");
    }
    Cow::Owned(key)
}

/// Names are compared without case and superfluous blanks.
fn name_key(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The same without the dot of a file's ending and without parameters: `.csv`, `text/csv; charset=utf-8`.
fn format_key(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default().trim();
    name_key(text.strip_prefix('.').unwrap_or(text))
}

/// The same without punctuation and the word "version": `dl-de/by-2-0`, `DL-DE BY 2.0`.
fn licence_key(text: &str) -> String {
    let words = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
    let words = words
        .split(' ')
        .filter(|word| !["", "version", "v"].contains(word));
    words.collect::<Vec<_>>().join(" ")
}

fn last_segment(address: &str) -> &str {
    address.rsplit(['/', '#']).next().unwrap_or_default()
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(code) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            decoded.push(code);
            at += 3;
        } else {
            decoded.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests;
