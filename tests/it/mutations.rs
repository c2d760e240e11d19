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

/// What tables are made of.
const TABLE_PIECES: &[&str] = &[
    "\"",
    "\"\"",
    ";",
    ",",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\\\"",
    "sep=;\n",
    "'=1",
    "=1+1",
    "0,5",
    "\u{feff}",
    "ü",
    "Ã¼",
    "\0",
    "<row/>",
    "<row r=\"9\">",
    "</row>",
    "<c r=\"B2\"/>",
    "<c>",
    "</c>",
    "<v>1</v>",
    "<v>0.5</v>",
    " t=\"s\"",
    " t=\"str\"",
    " s=\"1\"",
    " r=\"A1\"",
    "<f>A1</f>",
    "<f t=\"shared\" si=\"0\" ref=\"A1:A2\">A1</f>",
    "<is><t>x</t></is>",
    "<si/>",
    "<t>y</t>",
    "<extLst/>",
    "<legacyDrawing id=\"r9\"/>",
    "&amp;",
    "_x000D_",
    "<!-- -->",
    "<![CDATA[z]]>",
    "<table-row>",
    "<table-cell value-type=\"float\" value=\"1\"/>",
    " number-columns-repeated=\"3\"",
    " number-rows-repeated=\"4\"",
    "<p>a</p>",
];

/// Small files of tables, each behind the byte that says what it is.
const TABLE_SEEDS: &[&[u8]] = &[
    b"\0Titel;Lizenz;Stand\r\nB\xc3\xa4ume;\"dl-de/by-2-0\";31.12.2025\r\nKitas;\"a \"\"b\"\"; c\";\r\n",
    b"\0Stra\xdfe,Wert\n\"Gro\xdfe Bleiche\",\"0,5\"\n\nQuelle: Amt\n",
    b"\0sep=|\na|b\n'=1|2\n",
    b"\x03<document-content><body><spreadsheet><table name=\"A\"><table-row number-rows-repeated=\"2\"><table-cell value-type=\"string\"><p>Titel</p></table-cell><table-cell number-columns-repeated=\"3\"/><table-cell formula=\"of:=1+1\" value-type=\"float\" value=\"2\"/></table-row></table></spreadsheet></body></document-content>",
    b"\x04<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45658</v></c></row><row r=\"3\"><c r=\"C3\" t=\"inlineStr\"><is><r><t>rich</t></r></is></c><c r=\"D3\"><f>A1</f><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>",
    b"\x05<sst uniqueCount=\"2\"><si><t>a_x000D_</t></si><si><r><t>b</t></r></si></sst>",
    b"\x06<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"A &amp; B\" state=\"hidden\" sheetId=\"1\" id=\"r1\"/></sheets></workbook>",
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

fn mutated(seed: &[u8], pieces: &[&str], numbers: &mut Numbers) -> Vec<u8> {
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
                let piece = pieces[numbers.below(pieces.len())];
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
        let bytes = mutated(seed, PIECES, &mut numbers);
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

#[test]
fn tables_are_read_within_limits_and_changed_only_where_they_should() {
    let mut numbers = Numbers(0x7461_6265_6c6c_6521);
    for seed in TABLE_SEEDS {
        assert_holds("tables", relation::tables, seed.to_vec());
    }
    for _ in 0..2 * ROUNDS {
        let (kind, seed) = TABLE_SEEDS[numbers.below(TABLE_SEEDS.len())]
            .split_first()
            .unwrap();
        let mut bytes = mutated(seed, TABLE_PIECES, &mut numbers);
        bytes.insert(0, *kind);
        assert_holds("tables", relation::tables, bytes);
    }
}
