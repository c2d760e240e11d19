//! What a record is: its metadata, when it changes, and what is left when it is gone.

use kolophon_dcat::vocab::{dcat, rdf};
use kolophon_store::{CityChange, ResourceKind};
use oxrdf::NamedNodeRef;

use super::{BAEUME, DAY, KITAS, ask, identifiers, iri, publish, refusal, server, time, walk, withdraw};
use crate::tests::{TestServer, parse, sample};

#[test]
fn rdf_stands_in_a_record_as_in_the_feed() {
    let server = TestServer::new();
    for (prefix, profile) in [("dcat_ap_de", "dcat-ap-de"), ("dcat_ap", "dcat-ap")] {
        let reply = server.get(&format!(
            "/oai?verb=GetRecord&metadataPrefix={prefix}&identifier={KITAS}"
        ));
        let text = reply.text();
        let from = text.find("<rdf:RDF").unwrap();
        let to = text.find("</rdf:RDF>").unwrap() + "</rdf:RDF>".len();
        let record = parse(&text.as_bytes()[from..to], "application/rdf+xml");
        let feed = server
            .get(&format!("/mainz/catalog.rdf?profiles={profile}"))
            .rdf();
        assert!(record.len() > 30);
        let missing = record.iter().find(|triple| !feed.contains(*triple));
        assert_eq!(missing, None, "not in the feed");
        let dataset = NamedNodeRef::new_unchecked(KITAS);
        let of = |graph: &oxrdf::Graph| graph.triples_for_subject(dataset).count();
        assert_eq!(of(&record), of(&feed));
        let datasets = record.subjects_for_predicate_object(
            NamedNodeRef::new_unchecked(rdf::TYPE),
            NamedNodeRef::new_unchecked(dcat::DATASET_CLASS),
        );
        assert_eq!(datasets.count(), 1, "one dataset in a record");
        // What XML cannot hold is not there: the description of the trees holds such a character.
        let trees = ask(
            &server,
            &format!("verb=GetRecord&metadataPrefix={prefix}&identifier={BAEUME}"),
        );
        assert_eq!(trees.one("GetRecord").children.len(), 1);
    }
}

#[test]
fn dublin_core_says_what_everybody_understands() {
    let server = TestServer::new();
    let root = ask(
        &server,
        &format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={KITAS}"),
    );
    let record = root.one("GetRecord").one("record");
    assert_eq!(record.order(), ["header", "metadata"]);
    let dc = record.one("metadata").one("oai_dc:dc");
    assert_eq!(dc.attribute("xmlns:dc"), Some("http://purl.org/dc/elements/1.1/"));
    assert_eq!(
        dc.attribute("xsi:schemaLocation"),
        Some("http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    );
    let values = |name: &str| -> Vec<String> { dc.all(name).map(|element| element.text.clone()).collect() };
    assert_eq!(
        values("dc:title"),
        ["Day-care places by district", "Kita-Plätze nach Stadtteil"]
    );
    let languages: Vec<_> = dc
        .all("dc:title")
        .map(|title| title.attribute("xml:lang").unwrap())
        .collect();
    assert_eq!(languages, ["en", "de"]);
    assert_eq!(values("dc:publisher"), ["Stadt Mainz"]);
    assert_eq!(values("dc:type"), ["Dataset"]);
    assert_eq!(values("dc:date"), ["2026-03-01T08:00:00+01:00"]);
    assert_eq!(values("dc:identifier"), [KITAS]);
    assert!(values("dc:subject").contains(&"Kita".to_owned()));
    assert!(
        values("dc:format").contains(&"text/csv".to_owned()),
        "{:?}",
        values("dc:format")
    );
    assert_eq!(
        values("dc:rights"),
        ["http://dcat-ap.de/def/licenses/dl-by-de/2.0"],
        "once"
    );
    let mut coverage = values("dc:coverage");
    coverage.sort();
    assert_eq!(coverage, ["2024-01-01/2024-12-31", "2025-01-01/.."]);
    // The fifteen elements, and nothing else.
    let known = [
        "title",
        "creator",
        "subject",
        "description",
        "publisher",
        "contributor",
        "date",
        "type",
        "format",
        "identifier",
        "source",
        "language",
        "relation",
        "coverage",
        "rights",
    ];
    for element in &dc.children {
        let name = element.name.strip_prefix("dc:").unwrap();
        assert!(known.contains(&name) && element.children.is_empty(), "{name}");
    }
}

#[test]
fn a_record_changes_when_it_is_published_here() {
    let server = server(2);
    let all = walk(&server, "ListIdentifiers", "metadataPrefix=oai_dc");
    let stamps: Vec<(&str, &str)> = all
        .iter()
        .map(|((_, _, stamp, set), _)| (set.as_str(), stamp.as_str()))
        .collect();
    let halle = ("halle", "2026-11-25T08:00:00Z");
    assert_eq!(
        stamps,
        [halle, halle, ("mainz", DAY), ("mainz", DAY), ("mainz", DAY)]
    );
    publish(&server.store, "mainz", &["d1"], "2026-11-26T08:00:00Z");
    let d1 = [iri("mainz", "d1")];
    assert_eq!(identifiers(&server, "from=2026-11-26"), d1);
    assert_eq!(identifiers(&server, "from=2026-11-25T08:00:01Z"), d1);
    assert_eq!(
        identifiers(&server, "from=2026-11-25T08:00:00Z").len(),
        3,
        "both ends are included"
    );
    assert_eq!(identifiers(&server, "until=2026-11-24").len(), 2);
    assert_eq!(identifiers(&server, "until=2026-11-24T08:00:00Z").len(), 2);
    assert_eq!(identifiers(&server, "from=2026-11-25&until=2026-11-25").len(), 2);
    assert_eq!(
        identifiers(&server, "set=mainz&from=2026-11-24&until=2026-11-25").len(),
        2
    );
    assert_eq!(identifiers(&server, "set=halle").len(), 2);
    // Publishing the same again changes nothing.
    publish(&server.store, "halle", &["d0"], "2026-11-25T08:00:00.7Z");
    assert_eq!(identifiers(&server, "from=2026-11-26"), d1);
}

#[test]
fn what_was_withdrawn_stays_known_as_deleted() {
    let server = server(1);
    let d1 = iri("mainz", "d1");
    withdraw(&server.store, &d1, "2026-11-27T10:00:00Z");
    for prefix in ["oai_dc", "dcat_ap", "dcat_ap_de"] {
        let changed = walk(
            &server,
            "ListRecords",
            &format!("metadataPrefix={prefix}&from=2026-11-27"),
        );
        let [((identifier, is_deleted, stamp, set), None)] = &changed[..] else {
            panic!("{changed:?}");
        };
        assert_eq!((identifier, *is_deleted), (&d1, true));
        assert_eq!((stamp.as_str(), set.as_str()), ("2026-11-27T10:00:00Z", "mainz"));
        let record = ask(
            &server,
            &format!("verb=GetRecord&metadataPrefix={prefix}&identifier={d1}"),
        );
        assert_eq!(record.one("GetRecord").one("record").order(), ["header"]);
    }
    assert_eq!(
        walk(&server, "ListRecords", "metadataPrefix=oai_dc").len(),
        5,
        "it is in the whole list, too"
    );
    let formats = format!("verb=ListMetadataFormats&identifier={d1}");
    assert_eq!(refusal(&server, &formats).0, ["noMetadataFormats"]);
    // Once it is back it is no longer deleted.
    publish(&server.store, "mainz", &["d1"], "2026-11-28T08:00:00Z");
    let back = walk(&server, "ListRecords", "metadataPrefix=oai_dc&from=2026-11-27");
    assert_eq!(back.len(), 1);
    assert!(!back[0].0.1 && back[0].1.is_some());
}

#[test]
fn only_datasets_are_deleted_as_datasets() {
    let store = sample::store();
    let state = store.state();
    let service = state
        .resources
        .values()
        .find(|one| one.kind == ResourceKind::DataService)
        .unwrap();
    withdraw(&store, &service.iri, "2026-11-27T10:00:00Z");
    let change = CityChange {
        put: vec![sample::change_of(
            "kinder",
            ResourceKind::Dataset,
            &sample::KITAS.replace(KITAS, &iri("mainz", "kinder")),
        )],
        remove: vec![KITAS.to_owned()],
        aliases: vec![(KITAS.to_owned(), iri("mainz", "kinder"))],
        note: time("2026-11-28T10:00:00Z"),
        ..CityChange::new(state.cities["mainz"].clone())
    };
    store.apply_blocking(change).unwrap();
    let server = TestServer::with(store, |_| {});
    let all = walk(&server, "ListIdentifiers", "metadataPrefix=oai_dc");
    let deleted: Vec<_> = all
        .iter()
        .filter(|((_, is_deleted, ..), _)| *is_deleted)
        .collect();
    assert_eq!(deleted.len(), 1, "not the service: {deleted:?}");
    let ((identifier, _, stamp, _), _) = deleted[0];
    assert_eq!(
        (identifier.as_str(), stamp.as_str()),
        (KITAS, "2026-11-28T10:00:00Z"),
        "it has another address"
    );
}

#[test]
fn a_service_that_changes_changes_the_records_it_is_in() {
    let store = sample::store();
    let change = CityChange {
        put: vec![sample::change_of(
            "karten",
            ResourceKind::DataService,
            &format!(
                "{}\n<https://daten.example/mainz/service/karten> <http://purl.org/dc/terms/title> \"Neu\" .\n",
                sample::KARTEN
            ),
        )],
        note: time("2026-12-01T10:00:00Z"),
        ..CityChange::new(sample::city("mainz", "Mainz"))
    };
    store.apply_blocking(change).unwrap();
    let server = TestServer::with(store, |_| {});
    assert_eq!(identifiers(&server, "from=2026-12-01"), [BAEUME, KITAS]);
}
