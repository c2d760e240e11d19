//! The account of a repair: what went, what came, and which repair says so. The graphs come from parsers of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use kolophon_graph::{Graph, GraphBuilder, Term, TermId, Triple};
use kolophon_tests::rdf::read_text;
use kolophon_validate::codelist;
use kolophon_validate::repair::{Repaired, Safety};

const BASE: &str = "https://daten.example/";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The graph of a text as the ox parsers read it.
pub(super) fn strict(name: &str, text: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let read = read_text(&mut builder, text, Path::new(name), BASE);
    assert_eq!(read, Ok(()), "{text}");
    builder.finish()
}

/// A term as repairs name it.
fn text(graph: &Graph, term: TermId) -> String {
    match graph.term(term) {
        Term::Iri(value) => value.to_owned(),
        Term::BlankNode(_) => "_:".to_owned(),
        Term::Literal { value, language, .. } => match language {
            Some(language) => format!("{value}@{language}"),
            None => value.to_owned(),
        },
    }
}

/// All triples; blank nodes have no names, and every literal its datatype.
fn counted(graph: &Graph) -> BTreeMap<(String, String, String), i32> {
    let mut counts = BTreeMap::new();
    for Triple {
        subject,
        predicate,
        object,
    } in graph.triples()
    {
        let datatype = match graph.term(*object) {
            Term::Literal { datatype, .. } => datatype.to_owned(),
            _ => String::new(),
        };
        let statement = format!("{} {}", text(graph, *predicate), text(graph, *object));
        *counts
            .entry((text(graph, *subject), statement, datatype))
            .or_default() += 1;
    }
    counts
}

/// Repairs name blank nodes by their labels, which differ from parser to parser.
fn without_label(statement: &str) -> String {
    match statement.split_once(" _:") {
        Some((property, _)) => format!("{property} _:"),
        None => statement.to_owned(),
    }
}

/// Checks that a file's triples are the old ones, but for those that the repairs name.
pub(super) fn check(name: &str, repaired: &Repaired) {
    let file = &repaired.files[0];
    let (before, after) = (strict(name, &file.before), strict(name, &file.after));
    let (old, new) = (counted(&before), counted(&after));
    let named: BTreeSet<String> = repaired
        .done
        .iter()
        .map(|done| without_label(&done.old))
        .collect();
    let made: BTreeSet<String> = repaired
        .done
        .iter()
        .map(|done| without_label(&done.new))
        .collect();
    let mut gone = 0;
    for ((subject, statement, datatype), count) in &old {
        let left = new
            .get(&(subject.clone(), statement.clone(), datatype.clone()))
            .copied()
            .unwrap_or_default();
        if left < *count {
            assert!(
                named.contains(statement),
                "{name}: nobody says why this is gone: {subject} {statement}"
            );
            gone += count - left;
        }
    }
    assert!(
        gone <= i32::try_from(repaired.done.len()).unwrap(),
        "{name}: {gone} triples are gone"
    );
    let values: BTreeSet<String> = made
        .iter()
        .filter_map(|made| Some(made.split_once(' ')?.1.to_owned()))
        .collect();
    for ((subject, statement, datatype), count) in &new {
        let earlier = old
            .get(&(subject.clone(), statement.clone(), datatype.clone()))
            .copied()
            .unwrap_or_default();
        if *count <= earlier {
            continue;
        }
        let (property, value) = statement.split_once(' ').unwrap();
        // A node without an address takes up the value.
        let of_node = subject == "_:" && (values.contains(value) || property == RDF_TYPE);
        let to_node = value == "_:" && made.iter().any(|made| made.starts_with(&format!("{property} ")));
        assert!(
            made.contains(statement) || of_node || to_node,
            "{name}: nobody says where this comes from: {subject} {statement}"
        );
    }
    check_origin(name, &before, &after);
    check_identity(name, &before, &after);
}

/// Every new address or text comes from the file or from a list or table.
fn check_origin(name: &str, before: &Graph, after: &Graph) {
    let words = |graph: &Graph| -> BTreeSet<String> {
        let triples = graph.triples().iter();
        let terms = triples.flat_map(|triple| [triple.subject, triple.predicate, triple.object]);
        terms
            .filter(|term| !term.is_blank_node())
            .map(|term| graph.term(term).value().to_owned())
            .collect()
    };
    let known = words(before);
    let listed: BTreeSet<&str> = codelist::all()
        .iter()
        .flat_map(|list| list.values().map(|value| value.iri))
        .collect();
    for word in words(after).difference(&known) {
        let of_input = || {
            // Dates, sizes and encoded addresses keep the characters they had.
            let letters = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let address = word
                .strip_prefix("mailto:")
                .or_else(|| word.strip_prefix("tel:"))
                .unwrap_or(word);
            known.contains(address)
                || known
                    .iter()
                    .any(|known| known.trim() == address || nfc(known) == *word || encoded(known) == *word)
                || (!letters(word).is_empty()
                    && known
                        .iter()
                        .any(|known| same_digits(&letters(known), &letters(word))))
        };
        assert!(
            listed.contains(word.as_str()) || is_of_a_table(word) || of_input(),
            "{name}: invented: {word}"
        );
    }
}

/// An address with the characters encoded that none may have.
fn encoded(address: &str) -> String {
    let mut encoded = String::new();
    for character in address.chars() {
        if " {}<>\"|^`\\".contains(character) {
            write!(encoded, "%{:02X}", u32::from(character)).unwrap();
        } else {
            encoded.push(character);
        }
    }
    encoded
}

fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc().collect()
}

/// The same digits in any order: a German date turned round.
fn same_digits(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut digits: Vec<u8> = text.bytes().filter(|digit| *digit != b'0').collect();
        digits.sort_unstable();
        digits
    };
    sorted(a) == sorted(b)
}

/// Whether one of the mapping tables, the list of media types, or the vocabulary of new nodes has the word.
fn is_of_a_table(word: &str) -> bool {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let holds = |file: &str, word: &str| {
        let table = std::fs::read_to_string(schemas.join(file)).unwrap();
        table
            .lines()
            .any(|line| line.split('\t').any(|cell| cell == word))
    };
    let vocabulary = [
        RDF_TYPE,
        "http://www.w3.org/ns/adms#Identifier",
        "http://www.w3.org/2004/02/skos/core#notation",
        "http://www.w3.org/ns/dcat#bbox",
        "http://www.w3.org/ns/dcat#centroid",
        "http://www.w3.org/ns/locn#Geometry",
        "http://www.opengis.net/ont/geosparql#asWKT",
    ];
    let media_type = word.strip_prefix("https://www.iana.org/assignments/media-types/");
    vocabulary.contains(&word)
        || holds("mappings/properties.tsv", word)
        || media_type.is_some_and(|name| holds("codelists/media-types.tsv", name))
}

/// Addresses of datasets and files, and all identifiers, are the same.
fn check_identity(name: &str, before: &Graph, after: &Graph) {
    let of_class = |graph: &Graph, class: &str| -> BTreeSet<String> {
        let Some((rdf_type, class)) = graph
            .iri(RDF_TYPE)
            .zip(graph.iri(&format!("http://www.w3.org/ns/dcat#{class}")))
        else {
            return BTreeSet::new();
        };
        graph
            .subjects(rdf_type, class)
            .map(|subject| text(graph, subject))
            .collect()
    };
    for class in ["Dataset", "Distribution", "Catalog", "DataService"] {
        assert_eq!(of_class(before, class), of_class(after, class), "{name}");
    }
    let identifiers = |graph: &Graph| -> BTreeSet<(String, String)> {
        let property = graph.iri("http://purl.org/dc/terms/identifier");
        let triples = property
            .map(|property| graph.column(property))
            .unwrap_or_default();
        triples
            .iter()
            .map(|triple| (text(graph, triple.subject), text(graph, triple.object)))
            .collect()
    };
    assert_eq!(identifiers(before), identifiers(after), "{name}");
}

/// Repairing again changes nothing.
pub(super) fn check_idempotent(repaired: &Repaired) {
    use kolophon_validate::repair::{Scope, repair};
    let again = repair(&repaired.documents, Scope::All, Safety::Safe);
    assert_eq!(again.done, [], "{}", repaired.files[0].after);
    assert_eq!(again.files[0].after, repaired.files[0].after);
}
