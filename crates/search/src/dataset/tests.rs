//! Dates, areas, and documents from graphs.

use kolophon_dcat::json::JsonContext;
use kolophon_dcat::{Document, read};
use kolophon_graph::GraphBuilder;

use super::*;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

#[test]
fn dates_of_every_form_are_read() {
    let year = |text| {
        (
            Moment::first_of(text).unwrap().0,
            Moment::last_of(text).unwrap().0,
        )
    };
    assert_eq!(year("1970"), (0, 365 * DAY - 1));
    assert_eq!(year("1970-02"), (31 * DAY, 59 * DAY - 1));
    assert_eq!(year("1970-01-02"), (DAY, 2 * DAY - 1));
    assert_eq!(year("1970-01-02Z"), (DAY, 2 * DAY - 1));
    assert_eq!(year("1970-01-02+01:00"), (DAY, 2 * DAY - 1));
    assert_eq!(year("1970-01-02T03:00:00"), (DAY + 3 * HOUR, DAY + 3 * HOUR));
    assert_eq!(year("1970-01-02T03:00:00.5Z").0, DAY + 3 * HOUR);
    assert_eq!(year("1970-01-02T03:00:00+02:00").0, DAY + HOUR);
    for none in [
        "",
        "gestern",
        "2025-13",
        "2025-02-30",
        "25",
        "-0044",
        "2025-1-1",
        "2025-W01",
        "２０２５",
        "2025-é1-01",
    ] {
        assert_eq!(Moment::first_of(none), None, "{none}");
    }
    assert_eq!(Moment::first_of("2024-02-29").unwrap().year(), Some(2024));
    assert_eq!(Moment(i64::MAX).year(), None);
}

#[test]
fn open_times_reach_for_ever() {
    let period = |start, end| Period {
        start: Moment::first_of(start),
        end: Moment::last_of(end),
    };
    assert!(period("2020", "").meets(Period::of_year(2025)));
    assert!(!period("2020", "2022").meets(Period::of_year(2025)));
    assert!(
        period("2020", "2025-01-01").meets(Period::of_year(2025)),
        "the last day belongs to it"
    );
    assert!(Period::default().meets(Period::of_year(2025)) && Period::default().is_open());
    assert_eq!(Period::of_year(2025), period("2025", "2025"));
}

#[test]
fn rectangles_surround_every_form_of_geometry() {
    let mainz = BoundingBox::new(8.1, 49.9, 8.4, 50.1);
    for geometry in [
        "POLYGON((8.1 49.9, 8.4 49.9, 8.4 50.1, 8.1 50.1, 8.1 49.9))",
        "MULTIPOLYGON(((8.1 49.9,8.4 50.1,8.2 50,8.1 49.9)))",
        "<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((49.9 8.1, 50.1 8.4, 49.9 8.1))",
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> LINESTRING(8.1 49.9, 8.4 50.1)",
        "SRID=4326;POLYGON((8.1 49.9, 8.4 50.1, 8.1 49.9))",
        "ENVELOPE(8.1, 8.4, 50.1, 49.9)",
        r#"{"type":"Polygon","coordinates":[[[8.1,49.9],[8.4,49.9],[8.4,50.1],[8.1,49.9]]]}"#,
        r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[[8.1,49.9,100],[8.4,50.1,7]]}}"#,
    ] {
        assert_eq!(BoundingBox::around(geometry), mainz, "{geometry}");
    }
    for none in [
        "",
        "Mainz",
        "POINT EMPTY",
        "POINT(x y)",
        "POINT(500 50)",
        "{",
        "{}",
        "ENVELOPE(1,2)",
    ] {
        assert_eq!(BoundingBox::around(none), None, "{none}");
    }
}

#[test]
fn rectangles_meet_at_their_edges() {
    let one = BoundingBox::new(0.0, 0.0, 1.0, 1.0).unwrap();
    let beside = BoundingBox::new(1.0, 0.0, 2.0, 1.0).unwrap();
    let apart = BoundingBox::new(1.1, 0.0, 2.0, 1.0).unwrap();
    assert!(one.meets(beside) && beside.meets(one) && one.meets(one));
    assert!(!one.meets(apart) && !apart.meets(one));
}

#[test]
fn a_dataset_is_read_from_its_graph() {
    const BASE: &str = "https://daten.example/mainz/dataset/kita";
    let text = format!(
        r#"
        @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        @prefix dcatap: <http://data.europa.eu/r5r/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix locn: <http://www.w3.org/ns/locn#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <{BASE}> a dcat:Dataset ;
            dct:title "Kita-Plätze"@de , "Day-care places"@en ;
            dct:description "Plätze"@de ; dcat:keyword "Kita"@de , "Familie"@de ;
            dct:publisher [ foaf:name "Stadt Mainz" ] ;
            dcat:theme <http://publications.europa.eu/resource/authority/data-theme/EDUC> ;
            dct:issued "2024-01-01"^^xsd:date ; dct:modified "2025-06-01"^^xsd:date ;
            dcatap:applicableLegislation <http://data.europa.eu/eli/reg_impl/2023/138/oj> ;
            dct:temporal [ dcat:startDate "2025-01-01"^^xsd:date ; dcat:endDate "2025-12-31"^^xsd:date ] , [] ;
            dct:spatial [ locn:geographicName "Gonsenheim" ; dcat:bbox "POLYGON((8.1 49.9, 8.4 50.1, 8.1 49.9))" ;
                dcat:centroid "POINT(8.2 50.0)" ] ;
            dcat:distribution <{BASE}/distribution/csv> , <{BASE}/distribution/json> .
        <{BASE}/distribution/csv> dct:title "Tabelle"@de ;
            dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ;
            dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> .
        <{BASE}/distribution/json> dct:license <http://dcat-ap.de/def/licenses/cc-zero> ;
            dct:format <http://publications.europa.eu/resource/authority/file-type/JSON> .
        "#
    );
    let mut builder = GraphBuilder::new();
    let reading = read(&Document::new("kita.ttl", text.into_bytes()), &mut builder).unwrap();
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    let labels = |iri: &str| iri.ends_with("EDUC").then(|| "Bildung".to_owned());
    let context = JsonContext {
        id: "kita",
        city: "mainz",
        language: "de",
        labels: &labels,
    };
    let dataset = Dataset::from_graph(&builder.finish(), BASE, "Landeshauptstadt Mainz", &context);
    assert_eq!(dataset.title, "Kita-Plätze");
    assert_eq!(dataset.city, Concept::new("mainz", "Landeshauptstadt Mainz"));
    assert_eq!(dataset.publisher.as_deref(), Some("Stadt Mainz"));
    assert_eq!(dataset.themes[0].label, "Bildung");
    assert_eq!(dataset.formats, ["CSV", "JSON"]);
    assert_eq!(dataset.licences.len(), 2, "each distribution has its own");
    assert!(dataset.high_value);
    assert_eq!(dataset.modified, Moment::first_of("2025-06-01"));
    assert_eq!(dataset.periods, [Period::of_year(2025)]);
    assert_eq!(dataset.places, ["Gonsenheim"]);
    assert_eq!(
        dataset.boxes,
        [BoundingBox::new(8.1, 49.9, 8.4, 50.1).unwrap()],
        "not the centre"
    );
    assert!(
        dataset.others.contains(&"Day-care places".to_owned())
            && dataset.others.contains(&"Tabelle".to_owned())
    );

    let nothing = Dataset::from_graph(&GraphBuilder::new().finish(), BASE, "Mainz", &context);
    assert_eq!((nothing.title.as_str(), nothing.iri.as_str()), ("kita", BASE));
}
