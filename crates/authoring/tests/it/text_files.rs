//! YAML, JSON and TOML as officers write them.

use kolophon_authoring::{Defaults, Form, Issue, Reading, is_authored, read};
use kolophon_dcat::Document;
use kolophon_graph::{Graph, GraphBuilder};

use crate::lists::TABLES;
use crate::round_trip::assert_same;
use crate::sample::defaults;

pub(crate) fn read_text(name: &str, text: &str, settings: &Defaults) -> (Graph, Reading) {
    let mut builder = GraphBuilder::new();
    let document = Document::new(name, text.as_bytes().to_vec());
    let reading =
        read(&document, settings, &*TABLES, &mut builder).unwrap_or_else(|error| panic!("{error}\n{text}"));
    (builder.finish(), reading)
}

pub(crate) fn rules(reading: &Reading) -> Vec<&'static str> {
    reading.issues.iter().map(Issue::rule).collect()
}

fn turtle(text: &str) -> Graph {
    let prefixes = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix dcatde: <http://dcat-ap.de/def/dcatde/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @base <https://daten.kolophon.dev/mainz/> .\n";
    let mut builder = GraphBuilder::new();
    let document = Document::new("t.ttl", format!("{prefixes}{text}").into_bytes());
    let reading = kolophon_dcat::read(&document, &mut builder).unwrap();
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    builder.finish()
}

const KITA: &str = "
title: Kita-Plätze nach Einrichtung
description: {de: Plätze, en: Places}
theme: [Bevölkerung und Gesellschaft, EDUC]
keyword: [Kita, Betreuungsplätze]
license: Datenlizenz Deutschland Namensnennung 2.0
rights: Frei nutzbar.
temporal: {start: 01.08.2025, end: 2026-01-31}
modified: 10.02.2026
protected: true
alias: [kitas, kindergaerten]
distribution:
  - slug: csv
    title: Kita-Plätze als Tabelle
    download_url: daten/kita-plaetze.csv
    format: CSV
";

const EXPECTED: &str = "
<dataset/kita> a dcat:Dataset ; dct:title 'Kita-Plätze nach Einrichtung'@de ; dct:description 'Plätze'@de, 'Places'@en ;
  dct:identifier 'https://daten.kolophon.dev/mainz/dataset/kita' ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/SOCI>,
    <http://publications.europa.eu/resource/authority/data-theme/EDUC> ;
  dcat:keyword 'Kita'@de, 'Betreuungsplätze'@de ; dct:modified '2026-02-10'^^xsd:date ;
  dct:temporal <dataset/kita#zeitraum> ; dct:publisher <../mainz#herausgeber> ; dcat:contactPoint <dataset/kita#kontakt> ;
  dct:spatial <dataset/kita#ort> ;
  dcatde:contributorID <http://dcat-ap.de/def/contributors/openGovernmentDataPortalRheinlandPfalz> ;
  dcat:distribution <dataset/kita/distribution/csv> .
<dataset/kita#zeitraum> a dct:PeriodOfTime ; dcat:startDate '2025-08-01'^^xsd:date ; dcat:endDate '2026-01-31'^^xsd:date .
<dataset/kita#kontakt> a vcard:Kind, vcard:Organization ; vcard:hasEmail <mailto:opendata@mainz.example> .
<dataset/kita#ort> a dct:Location ;
  owl:sameAs <http://dcat-ap.de/def/politicalGeocoding/regionalKey/073150000000> .
<../mainz#herausgeber> a foaf:Agent, foaf:Organization ; foaf:name 'Landeshauptstadt Mainz'@de ;
  dct:type <http://purl.org/adms/publishertype/LocalAuthority> .
<catalog> dcat:dataset <dataset/kita> .
<dataset/kita/distribution/csv> a dcat:Distribution ; dct:title 'Kita-Plätze als Tabelle'@de ;
  dcat:downloadURL <dataset/kita/datei/kita-plaetze.csv> ; dcat:accessURL <dataset/kita> ;
  dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ; dct:rights <dataset/kita#rechte> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .
<dataset/kita#rechte> a dct:RightsStatement ; rdfs:label 'Frei nutzbar.'@de .
";

#[test]
fn a_dataset_file_means_what_it_says_and_what_the_settings_add() {
    let (graph, reading) = read_text("catalog/mainz/kita.yaml", KITA, &defaults("mainz"));
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    assert_same(&turtle(EXPECTED), &graph, "YAML");
    assert_eq!(reading.form, Form::Yaml);
    let iri = "https://daten.kolophon.dev/mainz/dataset/kita";
    assert_eq!(reading.protected, [iri]);
    assert_eq!(
        reading.aliases,
        [
            ("kitas".to_owned(), iri.to_owned()),
            ("kindergaerten".to_owned(), iri.to_owned())
        ]
    );
    assert_eq!(reading.datasets.len(), 1);
    assert_eq!(reading.datasets[0].0, iri);
    assert_eq!(is_authored("kita.yaml", KITA.as_bytes()), Some(Form::Yaml));
}

#[test]
fn german_keys_json_and_toml_say_the_same() {
    let german = "
Titel: Kita-Plätze nach Einrichtung
Beschreibung: {deutsch: Plätze, englisch: Places}
Kategorien: [Bevölkerung und Gesellschaft, EDUC]
SCHLAGWÖRTER: [Kita, Betreuungsplätze]
Nutzungsbedingungen: Datenlizenz Deutschland Namensnennung 2.0
Rechte: Frei nutzbar.
Zeitraum: 01.08.2025 – 31.01.2026
Stand: 10.02.2026
Geschützt: ja
Dateien:
  - Kürzel: csv
    Titel: Kita-Plätze als Tabelle
    Download-Link: kita-plaetze.csv
    Dateiformat: csv
";
    let json = r#"{"title": "Kita-Plätze nach Einrichtung", "title (en)": null, "description": {"de": "Plätze", "en": "Places"},
  "theme": ["Bevölkerung und Gesellschaft", "EDUC"], "keyword": ["Kita", "Betreuungsplätze"],
  "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0", "rights": {"label": "Frei nutzbar."},
  "temporal": {"start": "2025-08-01", "end": "2026-01-31"}, "modified": "2026-02-10",
  "distribution": {"slug": "csv", "title": "Kita-Plätze als Tabelle", "download_url": "daten\\kita-plaetze.csv", "format": "CSV"}}"#;
    let toml = "
titel = 'Kita-Plätze nach Einrichtung'
beschreibung = { de = 'Plätze', en = 'Places' }
kategorie = ['Bevölkerung und Gesellschaft', 'EDUC']
schlagwort = ['Kita', 'Betreuungsplätze']
lizenz = 'Datenlizenz Deutschland Namensnennung 2.0'
rechte = 'Frei nutzbar.'
von = 2025-08-01
bis = 2026-01-31
stand = 2026-02-10

[[datei]]
slug = 'csv'
titel = 'Kita-Plätze als Tabelle'
download_url = 'daten/kita-plaetze.csv'
format = 'CSV'
";
    for (name, text) in [("kita.yaml", german), ("kita.json", json), ("kita.toml", toml)] {
        let (graph, reading) = read_text(name, text, &defaults("mainz"));
        assert!(reading.issues.is_empty(), "{name}: {:?}", reading.issues);
        assert_same(&turtle(EXPECTED), &graph, name);
        assert!(is_authored(name, text.as_bytes()).is_some(), "{name}");
    }
}

#[test]
fn an_empty_list_says_that_there_is_none_and_an_empty_value_says_nothing() {
    let settings = defaults("mainz");
    let predicates = |text: &str| {
        let (graph, _) = read_text("a.yaml", text, &settings);
        let names = graph.predicates().map(|id| graph.term(id).value().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert!(predicates("title: a\npublisher:\n").contains("terms/publisher"));
    assert!(predicates("title: a\npublisher: ''\n").contains("terms/publisher"));
    assert!(!predicates("title: a\npublisher: []\n").contains("terms/publisher"));
    assert!(!predicates("title: a\nin_catalog: []\n").contains("dcat#dataset"));
}

#[test]
fn one_file_may_describe_a_catalogue_agents_and_series() {
    let text = "
Katalog: {Titel: Offene Daten, Herausgeber: Grünamt}
Stellen:
  - {Name: Grünamt, Homepage: https://www.mainz.example/gruen}
Datensatzserien:
  - {Kurzname: haushalt, Titel: Haushalte}
Weitere Angaben:
  - {Wovon: <urn:a>, Eigenschaft: dcterms:title, Wert: ['\"x\"@de', '\"1\"^^xsd:integer', _:b]}
";
    let (graph, reading) = read_text(
        "katalog.yaml",
        text,
        &Defaults {
            publisher: None,
            contact: None,
            ..defaults("mainz")
        },
    );
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    assert!(reading.datasets.is_empty());
    let expected = turtle(
        "<catalog> a dcat:Catalog ; dct:title 'Offene Daten'@de ; dct:publisher <../mainz#gruenamt> .
         <../mainz#gruenamt> a foaf:Agent, foaf:Organization ; foaf:name 'Grünamt'@de ; foaf:homepage <https://www.mainz.example/gruen> .
         <series/haushalt> a dcat:DatasetSeries ; dct:title 'Haushalte'@de .
         <urn:a> dct:title 'x'@de, 1, [] .",
    );
    assert_same(&expected, &graph, "katalog.yaml");
}

#[test]
fn several_contacts_are_told_apart_by_number() {
    let text = "title: a\ncontact_point: [a@b.example, {name: Zweite, email: c@d.example}, https://www.e.example/kontakt]\n";
    let (graph, reading) = read_text("a.yaml", text, &defaults("mainz"));
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    for name in ["kontakt", "kontakt-2", "kontakt-3"] {
        assert!(
            graph
                .iri(&format!("https://daten.kolophon.dev/mainz/dataset/a#{name}"))
                .is_some(),
            "{name}"
        );
    }
}

#[test]
fn a_service_inherits_from_its_dataset_and_distribution() {
    let text = "
title: a
distribution:
  - slug: wfs
    license: Creative Commons Zero (CC0)
    access_service: {title: Dienst, endpoint_url: https://geo.example/wfs}
";
    let (graph, reading) = read_text("a.yaml", text, &defaults("mainz"));
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    let expected = "
        <dataset/a#dienst-wfs> a dcat:DataService ; dct:title 'Dienst'@de ; dcat:endpointURL <https://geo.example/wfs> ;
          dct:license <http://dcat-ap.de/def/licenses/cc-zero> ; dct:publisher <../mainz#herausgeber> ;
          dcat:contactPoint <dataset/a#kontakt> ; dcat:servesDataset <dataset/a> .
        <dataset/a/distribution/wfs> a dcat:Distribution ; dcat:accessURL <https://geo.example/wfs> ;
          dcat:accessService <dataset/a#dienst-wfs> ; dct:license <http://dcat-ap.de/def/licenses/cc-zero> .
        <catalog> dcat:service <dataset/a#dienst-wfs> .";
    let expected = turtle(expected);
    let all = graph.to_oxrdf();
    for triple in &expected.to_oxrdf() {
        assert!(all.contains(triple), "{triple}");
    }
}

#[test]
fn several_documents_of_one_file_are_all_read() {
    let (graph, reading) = read_text(
        "a.yaml",
        "title: A\n---\ntitle: B\nslug: b\n",
        &Defaults::default(),
    );
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    assert_eq!(reading.datasets.len(), 2);
    assert!(graph.len() > 4);
}
