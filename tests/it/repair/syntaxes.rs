//! Repairs to the letter, in each syntax: layout and comments stay, and only what is named changes.

use std::io::Read as _;

use flate2::Compression;
use flate2::read::GzEncoder;
use kolophon_dcat::Document;
use kolophon_validate::repair::{Kind, Repaired, Safety, Scope, repair};

use super::account;

fn mend(name: &str, text: &str, level: Safety) -> Repaired {
    let document = Document::new(name, text.as_bytes().to_vec()).with_base("https://daten.example/");
    repair(&[document], Scope::All, level)
}

/// Mends a text safely and compares it to the letter.
fn check(name: &str, before: &str, after: &str) {
    let repaired = mend(name, before, Safety::Safe);
    assert_eq!(repaired.files[0].after, after, "{:#?}", repaired.open);
    if before != after {
        account::check(name, &repaired);
    }
    account::check_idempotent(&repaired);
}

const PREFIXES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
                        @prefix dcatde: <http://dcat-ap.de/def/dcatde/> .\n@prefix locn: <http://www.w3.org/ns/locn#> .\n\
                        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix schema: <http://schema.org/> .\n\
                        @prefix adms: <http://www.w3.org/ns/adms#> .\n@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n";

fn check_turtle(before: &str, after: &str) {
    check(
        "t.ttl",
        &format!("{PREFIXES}{before}"),
        &format!("{PREFIXES}{after}"),
    );
}

#[test]
fn turtle_keeps_its_layout_and_comments() {
    check_turtle(
        "<a>  a dcat:Dataset ;   # ein Datensatz\n\
         \tdct:language 'de' , \"en\"@de;\n\n\
         \tdct:issued \"31.12.2024\" ; dct:modified \"\"\"2024-12-31\"\"\" ; # Datum\n\
         \tdct:identifier <https://daten.example/a>;\n\
         \tadms:identifier \"A \\\"1\\\"\" ;\n\
         \tdcatde:originator [ a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> \"Amt\" ] ;\n\
         \tdcatde:politicalGeocodingURI <https://www.dcat-ap.de/def/politicalGeocoding/stateKey/07> .\n",
        "<a>  a dcat:Dataset ;   # ein Datensatz\n\
         \tdct:language <http://publications.europa.eu/resource/authority/language/DEU> , \
         <http://publications.europa.eu/resource/authority/language/ENG>;\n\n\
         \tdct:issued \"2024-12-31\"^^xsd:date ; dct:modified \"\"\"2024-12-31\"\"\"^^xsd:date ; # Datum\n\
         \tdct:identifier \"https://daten.example/a\";\n\
         \tadms:identifier [ a adms:Identifier ; <http://www.w3.org/2004/02/skos/core#notation> \"A \\\"1\\\"\" ] ;\n\
         \t<http://data.europa.eu/930/originator> [ a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> \"Amt\" ] ;\n\
         \tdct:spatial <http://dcat-ap.de/def/politicalGeocoding/stateKey/07> .\n",
    );
}

#[test]
fn values_of_one_verb_may_need_two() {
    check_turtle(
        "<ort> a dct:Location ; locn:geometry \"POLYGON((8 50, 9 50, 9 51, 8 51, 8 50))\" , \"POINT(8 50)\" .\n",
        "<ort> a dct:Location ; dcat:bbox \"POLYGON((8 50, 9 50, 9 51, 8 51, 8 50))\"^^\
         <http://www.opengis.net/ont/geosparql#wktLiteral> ; dcat:centroid \"POINT(8 50)\"^^\
         <http://www.opengis.net/ont/geosparql#wktLiteral> .\n",
    );
}

#[test]
fn periods_sizes_and_texts() {
    check_turtle(
        "<z> a dct:PeriodOfTime ; schema:startDate \"1.1.2024\" ; schema:endDate \"2024-12-31\"^^xsd:date .\n\
         <f> a dcat:Distribution ; dcat:byteSize 1024.0 ; dct:title \"Liste der Ba\u{308}ume\" .\n",
        "<z> a dct:PeriodOfTime ; dcat:startDate \"2024-01-01\"^^xsd:date ; dcat:endDate \"2024-12-31\"^^xsd:date .\n\
         <f> a dcat:Distribution ; dcat:byteSize \"1024\"^^xsd:nonNegativeInteger ; dct:title \"Liste der Bäume\"@de .\n",
    );
}

#[test]
fn what_no_table_knows_stays() {
    let unchanged = "<a> a dcat:Dataset ; dct:language \"Deutsch, Englisch\" ; dcat:theme <https://a.de/thema/umwelt> ;\n\
                     dct:publisher \"Amt 12\" ; dct:issued \"irgendwann\" ; dct:title \"Bäume\", \"Trees\" .\n\
                     <f> a dcat:Distribution ; dct:license \"CC BY\" ; dcat:byteSize \"2 MB\" ; dct:format \"diverse\" .\n\
                     <https://a.de/ontologie> dct:language \"de\" ; dct:issued \"2024-01-01\" .\n\
                     <z> a dct:PeriodOfTime ; schema:startDate \"2024-01-01\"^^xsd:date ; dcat:startDate \"2023-01-01\"^^xsd:date .\n";
    check_turtle(unchanged, unchanged);
}

#[test]
fn unsafe_repairs_name_their_candidates() {
    let text = format!("{PREFIXES}<f> a dcat:Distribution ; dct:license \"CC BY\" .\n");
    let safe = mend("t.ttl", &text, Safety::Safe);
    assert!(!safe.files[0].is_changed());
    assert_eq!(safe.open[0].kind, Kind::Licence);
    assert_eq!(safe.open[0].candidates.len(), 3, "{:#?}", safe.open);
    let guessed = mend("t.ttl", &text, Safety::Unsafe);
    assert!(
        guessed.files[0]
            .after
            .contains("dct:license <http://dcat-ap.de/def/licenses/cc-by> .")
    );
    assert!(
        mend("t.ttl", &guessed.files[0].after, Safety::Unsafe)
            .done
            .is_empty()
    );
}

const XML: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF [ <!ENTITY dcat \"http://www.w3.org/ns/dcat#\"> ]>\n\
                   <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"\n    xmlns:dcat=\"&dcat;\"\n    \
                   xmlns:dct=\"http://purl.org/dc/terms/\" xmlns:old=\"http://dcat-ap.de/def/dcatde/1.0/\"";

fn check_xml(before: &str, (declarations, after): (&str, &str)) {
    let after_root = XML.replacen(
        "<rdf:RDF xmlns:rdf",
        &format!("<rdf:RDF{declarations} xmlns:rdf"),
        1,
    );
    check(
        "t.rdf",
        &format!("{XML}>\n{before}</rdf:RDF>\n"),
        &format!("{after_root}>\n{after}</rdf:RDF>\n"),
    );
}

#[test]
fn rdf_xml_keeps_its_layout_and_comments() {
    check_xml(
        "  <dcat:Dataset rdf:about=\"a\" xml:lang=\"de\"> <!-- ein Datensatz -->\n    \
         <dct:language><![CDATA[de]]></dct:language>\n    \
         <dct:issued rdf:datatype='http://www.w3.org/2001/XMLSchema#dateTime'>2024-12-31</dct:issued>\n    \
         <dct:identifier rdf:resource=\"https://daten.example/a?x=1&amp;y=2\"/>\n    \
         <old:maintainer><rdf:Description rdf:about=\"b\"/></old:maintainer>\n    \
         <dcat:theme rdf:resource=\"https://publications.europa.eu/resource/authority/data-theme/ENVI/\"></dcat:theme>\n  \
         </dcat:Dataset>\n",
        (
            " xmlns:geodcatap=\"http://data.europa.eu/930/\"",
            "  <dcat:Dataset rdf:about=\"a\" xml:lang=\"de\"> <!-- ein Datensatz -->\n    \
             <dct:language rdf:resource=\"http://publications.europa.eu/resource/authority/language/DEU\"/>\n    \
             <dct:issued rdf:datatype=\"http://www.w3.org/2001/XMLSchema#date\">2024-12-31</dct:issued>\n    \
             <dct:identifier rdf:datatype=\"http://www.w3.org/2001/XMLSchema#string\">https://daten.example/a?x=1&amp;y=2</dct:identifier>\n    \
             <geodcatap:custodian><rdf:Description rdf:about=\"b\"/></geodcatap:custodian>\n    \
             <dcat:theme rdf:resource=\"http://publications.europa.eu/resource/authority/data-theme/ENVI\"></dcat:theme>\n  \
             </dcat:Dataset>\n",
        ),
    );
}

#[test]
fn xml_attributes_that_state_something_become_elements() {
    check_xml(
        "  <dcat:Distribution rdf:about=\"f\" dct:format=\"CSV\" dcat:accessURL=\"https://a.de/f.csv\"/>\n",
        (
            "",
            "  <dcat:Distribution rdf:about=\"f\"><dcat:accessURL rdf:resource=\"https://a.de/f.csv\"/>\
             <dct:format rdf:resource=\"http://publications.europa.eu/resource/authority/file-type/CSV\"/></dcat:Distribution>\n",
        ),
    );
}

#[test]
fn a_place_without_a_form_is_left_and_said() {
    let text = format!(
        "{XML}>\n  <dcat:Distribution rdf:about=\"f\">\n    <dct:format rdf:ID=\"s\">CSV</dct:format>\n    \
         <dcat:mediaType>CSV<!-- so sagt es das Amt --></dcat:mediaType>\n    <dct:title>Liste der Autos</dct:title>\n  \
         </dcat:Distribution>\n</rdf:RDF>\n"
    );
    let repaired = mend("t.rdf", &text, Safety::Safe);
    assert_eq!(repaired.done.len(), 1);
    assert_eq!(
        repaired.open.iter().filter(|open| open.reason.is_some()).count(),
        2,
        "{:#?}",
        repaired.open
    );
    assert!(
        repaired.files[0]
            .after
            .contains("<dct:title xml:lang=\"de\">Liste der Autos<")
    );
    assert!(repaired.files[0].after.contains("so sagt es das Amt"));
}

#[test]
fn n_triples_get_new_nodes_on_lines_of_their_own() {
    let (a, dct, adms) = (
        "<https://daten.example/a>",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/ns/adms#",
    );
    let rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    let before = format!(
        "{a} {rdf_type} <http://www.w3.org/ns/dcat#Dataset> .\n{a} <{adms}identifier> \"17\" .\n{a} <{dct}language> \"de\" .\n"
    );
    let repaired = mend("t.nt", &before, Safety::Safe);
    account::check("t.nt", &repaired);
    account::check_idempotent(&repaired);
    let after = &repaired.files[0].after;
    assert_eq!(after.lines().count(), 5, "{after}");
    assert!(after.contains(&format!(
        "<{dct}language> <http://publications.europa.eu/resource/authority/language/DEU> ."
    )));
}

#[test]
fn json_ld_is_changed_value_by_value() {
    let before = r#"{
  "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
    "originator": {"@id": "http://dcat-ap.de/def/dcatde/originator", "@type": "@id"}},
  "@id": "https://daten.example/a", "@type": "dcat:Dataset",
  "dct:language": ["de", {"@value": "en"}],
  "originator": "https://daten.example/amt",
  "dct:issued": "2024-12-31"
}
"#;
    let repaired = mend("t.jsonld", before, Safety::Safe);
    account::check("t.jsonld", &repaired);
    account::check_idempotent(&repaired);
    assert_eq!(
        repaired.files[0].after,
        r#"{
  "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
    "originator": {"@id": "http://dcat-ap.de/def/dcatde/originator", "@type": "@id"}},
  "@id": "https://daten.example/a", "@type": "dcat:Dataset",
  "dct:language": [{"@id": "http://publications.europa.eu/resource/authority/language/DEU"}, {"@id": "http://publications.europa.eu/resource/authority/language/ENG"}],
  "http://data.europa.eu/930/originator": {"@id": "https://daten.example/amt"},
  "dct:issued": {"@value": "2024-12-31", "@type": "http://www.w3.org/2001/XMLSchema#date"}
}
"#
    );
}

#[test]
fn a_triple_that_stands_twice_is_mended_twice() {
    check_turtle(
        "<f> a dcat:Distribution ; dct:format \"CSV\" .\n<f> dct:format \"CSV\" .\n",
        "<f> a dcat:Distribution ; dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .\n\
         <f> dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .\n",
    );
}

#[test]
fn what_a_thing_is_may_stand_in_another_file() {
    let types = Document::new(
        "a.ttl",
        format!("{PREFIXES}<https://a.de/f> a dcat:Distribution .\n").into_bytes(),
    );
    let values = Document::new(
        "b.ttl",
        format!("{PREFIXES}<https://a.de/f> dct:format \"CSV\" .\n").into_bytes(),
    );
    let repaired = repair(&[types, values], Scope::All, Safety::Safe);
    assert!(!repaired.files[0].is_changed());
    assert!(repaired.files[1].after.contains("file-type/CSV>"));
}

#[test]
fn encodings_stay() {
    let text = format!(
        "{}>\n  <dcat:Dataset rdf:about=\"a\"><dct:title>Für die Bäume – €</dct:title></dcat:Dataset>\n</rdf:RDF>\n",
        XML.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"ISO-8859-1\"")
    );
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '–' => 0x96,
            '€' => 0x80,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    let repaired = repair(&[Document::new("t.rdf", bytes.clone())], Scope::All, Safety::Safe);
    assert_eq!(repaired.done.len(), 1);
    assert_eq!(
        repaired.files[0].bytes.len(),
        bytes.len() + " xml:lang=\"de\"".len()
    );
    assert!(
        repaired.files[0]
            .bytes
            .windows(3)
            .any(|window| window == b"F\xfcr")
    );

    let wide = |text: &str| {
        [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect::<Vec<u8>>()
    };
    let turtle = format!("{PREFIXES}<f> a dcat:Distribution ; dct:format \"CSV\" . # ä\n");
    let repaired = repair(&[Document::new("t.ttl", wide(&turtle))], Scope::All, Safety::Safe);
    assert_eq!(repaired.files[0].bytes, wide(&repaired.files[0].after));
    assert_eq!(repaired.done.len(), 1);
}

#[test]
fn an_upgrade_leaves_the_rest_to_fix() {
    let text = format!(
        "{PREFIXES}<f> a dcat:Distribution ; dct:format \"CSV\" ; dct:license \"http://dcat-ap.de/def/licenses/cc-by/4_0\" ; dcat:byteSize 10.0 .\n"
    );
    let document = Document::new("t.ttl", text.into_bytes());
    let repaired = repair(&[document], Scope::Upgrade, Safety::Safe);
    let kinds: Vec<Kind> = repaired.done.iter().map(|done| done.kind).collect();
    assert_eq!(kinds, [Kind::Licence, Kind::ByteSize]);
    assert!(repaired.files[0].after.contains("dct:format \"CSV\""));
}

#[test]
fn a_packed_file_is_left_and_said() {
    let text = format!("{PREFIXES}<f> a dcat:Distribution ; dct:format \"CSV\" .\n");
    let mut packed = Vec::new();
    let mut reader = GzEncoder::new(text.as_bytes(), Compression::default());
    reader.read_to_end(&mut packed).unwrap();
    let repaired = repair(
        &[Document::new("t.ttl.gz", packed.clone())],
        Scope::All,
        Safety::Safe,
    );
    assert_eq!((repaired.done.len(), repaired.open.len()), (0, 1));
    assert!(repaired.open[0].reason.as_ref().unwrap().de.contains("gepackt"));
    assert_eq!(repaired.files[0].bytes, packed);
}
