//! The relations of the fuzzers over mutated documents: the same mutations on every run.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use kolophon_dcat::{Charset, Document, Format, PREFIXES, WriteOptions, read, write};
use kolophon_graph::GraphBuilder;
use kolophon_tests::corpus;
use kolophon_tests::relation::{self, Relation};

/// Mutated documents of each relation.
const ROUNDS: usize = 3_000;

/// Larger documents take time and show no more.
const LARGEST_SEED: usize = 6_000;

/// What the syntaxes are made of.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "<",
    ">",
    "<a b>",
    "@de",
    "@de_DE",
    "^^",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ".",
    ";",
    ",",
    ":",
    "\\",
    "\\u00e4",
    "\\uD800",
    "#",
    "a ",
    "_:b",
    "@prefix : <x> .\n",
    "@base <y> .\n",
    "true",
    "-1.5e3",
    "\u{feff}",
    "ä",
    "🙂",
    "\u{a0}",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "&amp;",
    "&#0;",
    "&",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x?>",
    "rdf:ID=\"i\"",
    "rdf:parseType=\"Collection\"",
    "rdf:parseType=\"Literal\"",
    "rdf:parseType=\"Resource\"",
    "rdf:li",
    "xml:lang=\"de\"",
    "xml:base=\"z/\"",
    "xmlns=\"u:\"",
    "null",
    "\"@id\":",
    "\"@type\":",
    "\"@value\":",
    "\"@list\":",
    "\"@set\":",
    "\"@graph\":",
    "\"@context\":",
    "\"@vocab\":",
    "\"@language\":",
    "\"@reverse\":",
    "\"@container\":",
    "\"@json\"",
    "\"@none\"",
    "\"@index\":",
    "\"@included\":",
    "\"@nest\":",
    "1e400",
    "0.1",
    "sh:path ",
    "sh:property ",
    "sh:node ",
    "sh:or ",
    "sh:not ",
    "sh:in ",
    "sh:pattern ",
    "sh:minCount ",
    "sh:inversePath ",
    "sh:qualifiedValueShape ",
    "sh:closed ",
    "sh:uniqueLang ",
    "sh:languageIn ",
];

/// Numbers that look random and are the same on every machine (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit.max(1)
    }
}

fn mutated(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(40)).min(bytes.len());
        match numbers.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let part = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            2 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            3 => bytes.truncate(at),
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

/// The documents to start from: the right officers' file in every format, and small files of the corpus.
fn seeds(formats: &[Format]) -> Vec<Vec<u8>> {
    let right = Path::new(env!("CARGO_MANIFEST_DIR")).join("officers/00-richtig.ttl");
    let document = Document::new("00-richtig.ttl", fs::read(right).unwrap());
    let mut builder = GraphBuilder::new();
    read(&document, &mut builder).unwrap();
    let graph = builder.finish();
    let mut seeds = Vec::new();
    for format in formats {
        let options = WriteOptions {
            format: *format,
            prefixes: PREFIXES,
            charset: Charset::Utf8,
        };
        seeds.push(write(&graph, &options).unwrap().into_bytes());
    }
    let Some(corpus) = corpus::folder() else {
        return seeds;
    };
    for folder in ["testcases", "shacl-probes", "w3c/shacl", "shapes", "catalogs"] {
        let folder = corpus.join(folder);
        if !folder.is_dir() {
            continue;
        }
        for path in corpus::files(&folder).unwrap() {
            let format = Format::of_file_name(&path.to_string_lossy());
            if format.is_some_and(|format| formats.contains(&format)) {
                let bytes = fs::read(&path).unwrap();
                if bytes.len() <= LARGEST_SEED {
                    seeds.push(bytes);
                }
            }
        }
    }
    seeds
}

fn check(name: &str, formats: &[Format]) {
    let (_, relation): &Relation = relation::ALL.iter().find(|(known, _)| *known == name).unwrap();
    let seeds = seeds(formats);
    let mut numbers = Numbers(0x6b6f_6c6f_7068_6f6e);
    for seed in &seeds {
        assert_holds(name, *relation, seed.clone());
    }
    for _ in 0..ROUNDS {
        let seed = &seeds[numbers.below(seeds.len())];
        let bytes = mutated(seed, &mut numbers);
        assert_holds(name, *relation, bytes);
    }
}

fn assert_holds(name: &str, relation: fn(&[u8]), mut bytes: Vec<u8>) {
    if name == "read_any" {
        // The first byte chooses the format: none, so that the content does.
        bytes.insert(0, 6);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| relation(&bytes)));
    assert!(
        outcome.is_ok(),
        "{name} is broken by:\n{}",
        String::from_utf8_lossy(&bytes)
    );
}

#[test]
fn any_text_is_read_with_places_inside_it() {
    check("read_any", &Format::ALL);
}

#[test]
fn turtle_is_read_like_oxttl_reads_it() {
    check("turtle_against_oxttl", &[Format::Turtle, Format::NTriples]);
}

#[test]
fn rdf_xml_is_read_like_oxrdfxml_reads_it() {
    check("rdf_xml_against_oxrdfxml", &[Format::RdfXml]);
}

#[test]
fn json_ld_is_read_like_oxjsonld_reads_it() {
    check("json_ld_against_oxjsonld", &[Format::JsonLd]);
}

#[test]
fn what_is_written_is_read_again() {
    check("write_read", &[Format::Turtle]);
}

#[test]
fn any_graph_may_serve_as_shapes() {
    check("shapes", &[Format::Turtle]);
}
