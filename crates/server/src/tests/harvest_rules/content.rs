//! What a page says of its datasets: H08 to H15, H21, H30.

use std::collections::{BTreeMap, BTreeSet};

use kolophon_dcat::vocab::{dcat, dcatde, dcterms, foaf, hydra, rdf, spdx, xsd};
use oxrdf::{TermRef, TripleRef};
use unicode_normalization::UnicodeNormalization as _;

use super::super::sample;
use super::{difficult, members, named, server, value, values, whole};
use crate::tests::TestServer;

/// Everything that can be reached from a node.
fn closure<'g>(graph: &'g oxrdf::Graph, start: &str) -> Vec<TripleRef<'g>> {
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut waiting = vec![start.to_owned()];
    let mut triples = Vec::new();
    while let Some(node) = waiting.pop() {
        for triple in graph.triples_for_subject(named(&node)) {
            triples.push(triple);
            if let TermRef::NamedNode(object) = triple.object
                && seen.insert(object.as_str().to_owned())
            {
                waiting.push(object.as_str().to_owned());
            }
        }
    }
    triples
}

/// H08. Each page is read alone: what its datasets lead to is on the same page.
#[test]
fn h08_a_page_is_complete_in_itself() {
    let described: BTreeMap<String, BTreeSet<String>> = {
        let all = whole(&server(100));
        let datasets = members(&all, dcat::DATASET_CLASS);
        let lines = |iri: &String| closure(&all, iri).iter().map(ToString::to_string).collect();
        datasets.iter().map(|iri| (iri.clone(), lines(iri))).collect()
    };
    for size in [1, 7] {
        for page in super::super::feed::walk(&server(size), "/catalog.nt") {
            for iri in members(&page, dcat::DATASET_CLASS) {
                let here: BTreeSet<String> = closure(&page, &iri).iter().map(ToString::to_string).collect();
                assert_eq!(Some(&here), described.get(&iri), "{iri} on a page of {size}");
                for class in [dcat::DISTRIBUTION] {
                    for distribution in values(&page, &iri, class) {
                        assert!(!values(&page, &distribution, rdf::TYPE).is_empty());
                    }
                }
            }
            let catalogs = members(&page, dcat::CATALOG);
            for catalog in catalogs {
                for property in [dcterms::TITLE, dcterms::PUBLISHER] {
                    assert!(
                        !values(&page, &catalog, property).is_empty(),
                        "{catalog} {property}"
                    );
                }
            }
        }
    }
}

/// H09. A dataset whose description leads to a catalogue vanishes in piveau; one that is only named voids CKAN's run,
/// because it has no title. So nothing leads to a catalogue, and every node with the class of a record is described.
#[test]
fn h09_nothing_leads_from_a_dataset_to_a_catalogue_or_to_a_stub() {
    for server in [server(7), difficult(1)] {
        for page in super::super::feed::walk(&server, "/catalog.nt") {
            let catalogs = members(&page, dcat::CATALOG);
            for dataset in members(&page, dcat::DATASET_CLASS) {
                assert!(
                    !values(&page, &dataset, dcterms::TITLE).is_empty(),
                    "a stub: {dataset}"
                );
                for triple in closure(&page, &dataset) {
                    if let TermRef::NamedNode(object) = triple.object {
                        assert!(!catalogs.contains(object.as_str()), "{triple}");
                    }
                }
            }
            for property in [
                dcat::SERIES_MEMBER,
                dcterms::HAS_PART,
                dcat::IN_CATALOG,
                foaf::IS_PRIMARY_TOPIC_OF,
            ] {
                assert_eq!(
                    page.triples_for_predicate(named(property)).count(),
                    0,
                    "{property}"
                );
            }
        }
    }
}

/// H10, corrected: a dataset without errors has a title, a description, a modification date, the publisher's name and
/// the supplier's key, and exactly one identifier. It is the dataset's address, or the globally unique one it came with.
#[test]
fn h10_each_dataset_has_what_portals_ask_for_and_one_identifier() {
    let graph = whole(&server(100));
    let datasets = members(&graph, dcat::DATASET_CLASS);
    assert!(datasets.len() >= 20);
    for iri in &datasets {
        for property in [dcterms::TITLE, dcterms::DESCRIPTION, dcatde::CONTRIBUTOR_ID] {
            assert!(!values(&graph, iri, property).is_empty(), "{iri} {property}");
        }
        let identifier = value(&graph, iri, dcterms::IDENTIFIER);
        assert!(
            identifier == *iri || identifier.contains(':') || identifier.len() == 36,
            "{identifier}"
        );
        value(&graph, iri, dcterms::MODIFIED);
        for publisher in values(&graph, iri, dcterms::PUBLISHER) {
            assert!(!values(&graph, &publisher, foaf::NAME).is_empty(), "{publisher}");
        }
    }
}

/// H11. piveau keys datasets by their identifier with everything but letters and digits made a hyphen: identifiers of
/// all cities stay apart after that.
#[test]
fn h11_identifiers_stay_apart_as_piveau_writes_them() {
    let graph = whole(&server(100));
    let mut keys = BTreeMap::new();
    for iri in members(&graph, dcat::DATASET_CLASS) {
        let identifier = value(&graph, &iri, dcterms::IDENTIFIER);
        let plain: String = identifier
            .replace('%', "")
            .nfkd()
            .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
            .collect();
        let key: String = plain
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' })
            .collect();
        let other = keys.insert(key.clone(), iri.clone());
        assert_eq!(other, None, "{key}");
    }
}

/// H12. A distribution without licence becomes "closed" at GovData, one without IRI a new one every night. (Promised for
/// datasets without errors.)
#[test]
fn h12_distributions_have_address_licence_and_formats_of_the_lists() {
    let graph = whole(&server(100));
    let mut count = 0;
    for iri in members(&graph, dcat::DATASET_CLASS) {
        for distribution in values(&graph, &iri, dcat::DISTRIBUTION) {
            assert!(distribution.starts_with("http"), "{distribution}");
            assert!(
                !values(&graph, &distribution, dcat::ACCESS_URL).is_empty(),
                "{distribution}"
            );
            let licence = value(&graph, &distribution, dcterms::LICENSE);
            assert!(
                licence.starts_with("http://dcat-ap.de/def/licenses/"),
                "{licence}"
            );
            for format in values(&graph, &distribution, dcterms::FORMAT) {
                assert!(format.starts_with("http://publications.europa.eu/resource/authority/file-type/"));
            }
            for media_type in values(&graph, &distribution, dcat::MEDIA_TYPE) {
                assert!(
                    media_type.contains("iana.org/assignments/media-types/"),
                    "{media_type}"
                );
            }
            count += 1;
        }
    }
    assert!(count > 20);
}

/// H13, corrected: no blank nodes; contacts, periods, places and checksums are fragments of their own dataset, so that
/// GovData, which deletes what a dataset leads to, takes nothing from another one. Publisher and creator are shared. (Links
/// between datasets are left out, so that their order does not matter.)
#[test]
fn h13_only_publishers_and_creators_are_shared_between_datasets() {
    let store = sample::store();
    let shared = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
        @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
        <https://daten.example/mainz/dataset/NAME> a dcat:Dataset ; dct:title \"T\"@de ;\n\
        dct:identifier \"https://daten.example/mainz/dataset/NAME\" ;\n\
        dcat:contactPoint <https://daten.example/mainz/amt> ; dct:publisher <https://daten.example/mainz/stadt> ;\n\
        dct:temporal <https://daten.example/jahr> ; dct:spatial <https://daten.example/ort>,\n\
        <http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000> .\n\
        <https://daten.example/mainz/amt> a vcard:Kind ; vcard:fn \"Amt\" .\n\
        <https://daten.example/mainz/stadt> a foaf:Agent ; foaf:name \"Mainz\" .\n\
        <https://daten.example/jahr> a dct:PeriodOfTime . <https://daten.example/ort> a dct:Location .\n\
        <http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000> a dct:Location .\n";
    let put = ["s1", "s2"].map(|name| {
        let text = shared.replace("NAME", name);
        sample::change_of(name, kolophon_store::ResourceKind::Dataset, &text)
    });
    sample::publish(&store, sample::city("mainz", "Mainz"), put.into());
    let shared = TestServer::with(store, |options| options.page_size = 100);
    let own = "https://daten.example/mainz/dataset/s1";
    let graph = whole(&shared);
    assert_eq!(
        value(&graph, own, dcat::CONTACT_POINT),
        format!("{own}#contactPoint")
    );
    assert_eq!(
        value(&graph, own, dcterms::PUBLISHER),
        "https://daten.example/mainz/stadt"
    );

    for graph in [graph, whole(&server(7)), whole(&difficult(1))] {
        let mut reached: BTreeMap<String, String> = BTreeMap::new();
        for iri in members(&graph, dcat::DATASET_CLASS) {
            let agents: BTreeSet<String> = [dcterms::PUBLISHER, dcterms::CREATOR]
                .iter()
                .flat_map(|property| values(&graph, &iri, property))
                .collect();
            for property in [dcat::CONTACT_POINT, dcterms::TEMPORAL, dcterms::SPATIAL] {
                for node in values(&graph, &iri, property) {
                    let is_described = graph.triples_for_subject(named(&node)).next().is_some();
                    let is_list = node.starts_with("http://dcat-ap.de/")
                        || node.starts_with("http://publications.europa.eu/");
                    if is_described && !is_list && !agents.contains(&node) {
                        assert!(node.starts_with(&iri), "{iri} {property} {node}");
                        assert_eq!(reached.insert(node, iri.clone()), None);
                    }
                }
            }
            for triple in closure(&graph, &iri) {
                assert!(
                    !triple.subject.is_blank_node() && !triple.object.is_blank_node(),
                    "{triple}"
                );
                if triple.predicate.as_str() == spdx::CHECKSUM {
                    assert!(
                        triple.object.to_string().starts_with(&format!("<{iri}")),
                        "{triple}"
                    );
                }
            }
        }
    }
}

/// H14. Jena refuses a page for one IRI that is none.
#[test]
fn h14_all_iris_are_absolute_and_escaped() {
    for server in [server(7), difficult(1)] {
        for page in super::super::feed::walk(&server, "/catalog.rdf") {
            for triple in &page {
                let subject = triple.subject.to_string();
                let mut iris = vec![subject.trim_matches(['<', '>']).to_owned()];
                if let TermRef::NamedNode(object) = triple.object {
                    iris.push(object.as_str().to_owned());
                }
                for iri in iris {
                    assert!(iri.is_ascii(), "{iri}");
                    oxrdf::NamedNode::new(&iri).expect("a strict reader takes it");
                    assert!(!iri.contains(['{', '}', '|', '\\', '^', '`']), "{iri}");
                }
            }
        }
    }
}

/// H15. One control character stopped the harvest of fifteen thousand datasets; a wrong language tag that of a country.
#[test]
fn h15_texts_are_legal_in_xml_composed_and_tagged_rightly() {
    let store = sample::store();
    let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
        <https://daten.example/mainz/dataset/zeichen> a dcat:Dataset ;\n\
        dct:title \"Ba\\u0308ume \\u0001und \\uFFFF Parks\"@de-DE-x-a ; dct:description \"Te\\u000Bxt\" ;\n\
        dct:identifier \"https://daten.example/mainz/dataset/zeichen\" .\n";
    let change = sample::change_of("zeichen", kolophon_store::ResourceKind::Dataset, text);
    sample::publish(&store, sample::city("mainz", "Mainz"), vec![change]);
    let strange = TestServer::with(store, |_| {});
    let page = strange.get("/mainz/catalog.rdf").rdf();
    let title = value(
        &page,
        "https://daten.example/mainz/dataset/zeichen",
        dcterms::TITLE,
    );
    assert_eq!(title, "B\u{e4}ume und  Parks");
    for server in [strange, server(7)] {
        for triple in &whole(&server) {
            let TermRef::Literal(literal) = triple.object else {
                continue;
            };
            let text = literal.value();
            let legal = |c: char| c >= ' ' || matches!(c, '\t' | '\n' | '\r');
            assert!(
                text.chars()
                    .all(|c| legal(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')),
                "{text:?}"
            );
            assert_eq!(text.nfc().collect::<String>(), text);
            if let Some(tag) = literal.language() {
                assert!(
                    tag.split('-')
                        .all(|part| (1..=8).contains(&part.len()) && part.is_ascii()),
                    "{tag}"
                );
            }
        }
    }
}

/// H21. GovData takes a series in a feed for a dataset that is described badly, so a series is never one, and a feed
/// counts datasets alone.
#[test]
fn h21_a_series_is_a_series_and_nothing_else() {
    let server = difficult(100);
    let series = "https://daten.example/mainz/series/kitas";
    let record = server.get("/mainz/series/kitas.nt").rdf();
    assert_eq!(values(&record, series, rdf::TYPE), [dcat::DATASET_SERIES]);
    let graph = whole(&server);
    assert!(members(&graph, dcat::DATASET_SERIES).is_empty());
    let page = server.get("/catalog.nt").rdf();
    let node = members(&page, hydra::PAGED_COLLECTION).pop_first().unwrap();
    let total = values(&page, &node, hydra::TOTAL_ITEMS);
    assert_eq!(total, [members(&graph, dcat::DATASET_CLASS).len().to_string()]);
}

/// H30. A time without zone is UTC at GovData and local in piveau, and of two dates a harvester takes either: times carry
/// their zone, and there is one of each.
#[test]
fn h30_dates_carry_their_zone_and_stand_once() {
    let store = sample::store();
    let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n\
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
        <https://daten.example/mainz/dataset/zeit> a dcat:Dataset ; dct:title \"Zeit\"@de ;\n\
        dct:identifier \"https://daten.example/mainz/dataset/zeit\" ;\n\
        dct:issued \"2024-01-01\"^^xsd:date, \"2023-05-01\"^^xsd:date ;\n\
        dct:modified \"2026-07-01T08:00:00\"^^xsd:dateTime, \"2026-06-30T23:00:00Z\"^^xsd:dateTime .\n";
    let change = sample::change_of("zeit", kolophon_store::ResourceKind::Dataset, text);
    sample::publish(&store, sample::city("mainz", "Mainz"), vec![change]);
    let odd = TestServer::with(store, |_| {});
    let page = odd.get("/mainz/catalog.rdf").rdf();
    let iri = "https://daten.example/mainz/dataset/zeit";
    assert_eq!(value(&page, iri, dcterms::ISSUED), "2023-05-01");
    assert_eq!(value(&page, iri, dcterms::MODIFIED), "2026-07-01T08:00:00+02:00");
    for server in [odd, server(7)] {
        let graph = whole(&server);
        for triple in &graph {
            if let TermRef::Literal(literal) = triple.object
                && literal.datatype().as_str() == xsd::DATE_TIME
            {
                let time = literal.value().split_once('T').map_or("", |(_, time)| time);
                assert!(time.ends_with('Z') || time.contains(['+', '-']), "{triple}");
            }
        }
        for iri in members(&graph, dcat::DATASET_CLASS) {
            for property in [dcterms::IDENTIFIER, dcterms::ISSUED, dcterms::MODIFIED] {
                assert!(values(&graph, &iri, property).len() <= 1, "{iri} {property}");
            }
        }
    }
}
