//! What harvesters get of one record, made once and kept small.
//!
//! A page is put together from fragments, whatever its format. Kept packed, those of a hundred thousand datasets take
//! about as much memory as a browser tab.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use crate::feed::{FeedError, Profile};

/// The triples that harvesters get of one dataset, or of one city's catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The IRI of the record.
    pub(super) iri: Arc<str>,
    /// The short name of its city.
    pub(super) city: Arc<str>,
    /// When it last changed; `None` when nobody knows.
    pub(super) changed: Option<Timestamp>,
    /// When what harvesters get of it last changed here; `None` when nobody said.
    pub(super) published: Option<Timestamp>,
    /// The short name in local addresses.
    pub(super) slug: Arc<str>,
    /// The data services it gives access through, published or not.
    pub(super) services: Box<[String]>,
    packed: Box<[u8]>,
}

const IRI: u8 = 0;
const PLAIN: u8 = 1;
const TYPED: u8 = 2;
const TAGGED: u8 = 3;

impl Fragment {
    /// Packs a graph without blank nodes.
    pub(super) fn new(iri: &str, city: &str, graph: &Graph) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        let dictionary = graph.dictionary();
        let mut numbers = rustc_hash::FxHashMap::default();
        push_number(dictionary.len(), &mut bytes);
        for (number, id) in dictionary.ids().enumerate() {
            numbers.insert(id, number);
            push_term(graph.term(id), &mut bytes);
        }
        push_number(graph.len(), &mut bytes);
        for triple in graph.triples() {
            for id in [triple.subject, triple.predicate, triple.object] {
                push_number(numbers.get(&id).copied().unwrap_or_default(), &mut bytes);
            }
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(4));
        encoder.write_all(&bytes)?;
        Ok(Self {
            iri: iri.into(),
            city: city.into(),
            changed: None,
            published: None,
            slug: "".into(),
            services: Box::default(),
            packed: encoder.finish()?.into(),
        })
    }

    /// The IRI of the record.
    #[must_use]
    pub fn iri(&self) -> &str {
        &self.iri
    }

    /// The short name of its city.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.city
    }

    /// When the record last changed; `None` when nobody knows.
    #[must_use]
    pub fn changed(&self) -> Option<Timestamp> {
        self.changed
    }

    /// The short name in local addresses.
    #[must_use]
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The triples in a profile.
    ///
    /// # Errors
    /// When the fragment is damaged, which only a fault of the machine can bring about.
    pub fn graph(&self, profile: Profile) -> Result<Graph, FeedError> {
        let mut own = GraphBuilder::without_positions();
        self.push_to(&mut own)?;
        let own = own.finish();
        if profile == Profile::DcatApDe {
            return Ok(own);
        }
        let mut out = GraphBuilder::without_positions();
        profile.push(&own, &mut out);
        Ok(out.finish())
    }

    /// Whether it says the same as another one.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.packed == other.packed
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.packed.len()
    }

    /// Adds the triples to a graph.
    ///
    /// # Errors
    /// When the fragment is damaged, which only a fault of the machine can bring about.
    pub fn push_to(&self, out: &mut GraphBuilder) -> Result<(), FeedError> {
        let damaged = || FeedError::Damaged {
            iri: self.iri.to_string(),
        };
        let mut bytes = Vec::new();
        DeflateDecoder::new(&*self.packed)
            .read_to_end(&mut bytes)
            .ok()
            .ok_or_else(damaged)?;
        unpack(&bytes, out).ok_or_else(damaged)
    }
}

fn push_term(term: Term<'_>, bytes: &mut Vec<u8>) {
    match term {
        Term::Iri(iri) | Term::BlankNode(iri) => {
            bytes.push(IRI);
            push_text(iri, bytes);
        }
        Term::Literal {
            value,
            language: Some(language),
            ..
        } => {
            bytes.push(TAGGED);
            push_text(value, bytes);
            push_text(language, bytes);
        }
        Term::Literal { value, datatype, .. } if datatype == kolophon_graph::XSD_STRING => {
            bytes.push(PLAIN);
            push_text(value, bytes);
        }
        Term::Literal { value, datatype, .. } => {
            bytes.push(TYPED);
            push_text(value, bytes);
            push_text(datatype, bytes);
        }
    }
}

fn push_text(text: &str, bytes: &mut Vec<u8>) {
    push_number(text.len(), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Seven bits in a byte, the lowest first.
fn push_number(mut number: usize, bytes: &mut Vec<u8>) {
    loop {
        #[expect(clippy::cast_possible_truncation, reason = "seven bits fit")]
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn unpack(mut bytes: &[u8], out: &mut GraphBuilder) -> Option<()> {
    let bytes = &mut bytes;
    let count = take_number(bytes)?;
    let mut terms: Vec<TermId> = Vec::new();
    for _ in 0..count {
        let kind = take_byte(bytes)?;
        let text = take_text(bytes)?;
        terms.push(match kind {
            IRI => out.iri(text),
            PLAIN => out.string_literal(text),
            TYPED => out.typed_literal(text, take_text(bytes)?),
            TAGGED => out.language_literal(text, take_text(bytes)?),
            _ => return None,
        });
    }
    for _ in 0..take_number(bytes)? {
        let mut term = || terms.get(take_number(bytes)?).copied();
        let triple = Triple::new(term()?, term()?, term()?);
        out.push(triple, Position::UNKNOWN);
    }
    Some(())
}

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let byte = take_byte(bytes)?;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take_text<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    let length = take_number(bytes)?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use kolophon_graph::{RDF_LANG_STRING, XSD_STRING};
    use proptest::prelude::*;

    use super::*;

    fn sorted(graph: &Graph) -> Vec<String> {
        let mut lines: Vec<String> = graph.to_oxrdf().iter().map(|triple| triple.to_string()).collect();
        lines.sort();
        lines
    }

    #[test]
    fn what_is_packed_comes_back() {
        let mut builder = GraphBuilder::new();
        let (subject, predicate) = (builder.iri("https://a.example/ä"), builder.iri("urn:p"));
        for object in [
            Term::Literal {
                value: "",
                datatype: XSD_STRING,
                language: None,
            },
            Term::Literal {
                value: "B\u{e4}ume",
                datatype: RDF_LANG_STRING,
                language: Some("de"),
            },
            Term::Literal {
                value: "1",
                datatype: "http://www.w3.org/2001/XMLSchema#integer",
                language: None,
            },
            Term::Iri("urn:o"),
        ] {
            let object = builder.term(object);
            builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        }
        let graph = builder.finish();
        let fragment = Fragment::new("https://a.example/ä", "mainz", &graph).unwrap();
        let mut out = GraphBuilder::new();
        fragment.push_to(&mut out).unwrap();
        assert_eq!(sorted(&out.finish()), sorted(&graph));
    }

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<usize>()) {
            let mut bytes = Vec::new();
            push_number(number, &mut bytes);
            prop_assert_eq!(take_number(&mut bytes.as_slice()), Some(number));
        }

        #[test]
        fn garbage_is_told(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            // Whatever comes out, nothing panics.
            unpack(&bytes, &mut GraphBuilder::new());
        }
    }
}
