//! The rules that only some profiles have: each fires where it should and is silent where all is well.

use std::collections::BTreeSet;

use kolophon_dcat::Document;
use kolophon_validate::{Profile, check};

const PREFIXES: &str =
    "@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix dcatde: <http://dcat-ap.de/def/dcatde/> . @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://dcat-ap.de/def/contributors/> .
    @prefix r5r: <http://data.europa.eu/r5r/> . @prefix licence: <http://dcat-ap.de/def/licenses/> .
    @prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix schema: <http://schema.org/> . @prefix type: <http://publications.europa.eu/resource/authority/file-type/> . @prefix e: <https://daten.example.org/> .\n";

/// Profile, rule, what breaks it, and the same without fault.
const EXAMPLES: &[(&str, &str, &str, &str)] = &[
    (
        "harvest",
        "dataset-identifier-missing",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcterms:identifier 'https://daten.example.org/d' .",
    ),
    (
        "harvest",
        "dataset-identifier-repeated",
        "e:d a dcat:Dataset ; dcterms:identifier 'e:a', 'e:b' .",
        "e:d a dcat:Dataset ; dcterms:identifier 'e:a' .",
    ),
    (
        "harvest",
        "dataset-identifier-not-global",
        "e:d a dcat:Dataset ; dcterms:identifier 'baeume-4711' .",
        "e:d a dcat:Dataset ; dcterms:identifier '01d90f3c-9c8e-4a2e-b7f1-6f7a8c9d0e1f' .",
    ),
    (
        "harvest",
        "dataset-contributor-id-missing",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcatde:contributorID org:openDataBayern .",
    ),
    (
        "harvest",
        "dataset-contributor-id-repeated",
        "e:d a dcat:Dataset ; dcatde:contributorID org:openDataBayern, org:landBrandenburg .",
        "e:d a dcat:Dataset ; dcatde:contributorID org:openDataBayern, e:eigene .",
    ),
    (
        "harvest",
        "dataset-modified-missing",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcterms:modified '2026-03-01'^^xsd:date .",
    ),
    (
        "harvest",
        "dataset-modified-without-time-zone",
        "e:d a dcat:Dataset ; dcterms:modified '2026-03-01T10:00:00'^^xsd:dateTime .",
        "e:d a dcat:Dataset ; dcterms:modified '2026-03-01T10:00:00+01:00'^^xsd:dateTime .",
    ),
    (
        "harvest",
        "dataset-issued-without-time-zone",
        "e:d a dcat:Dataset ; dcterms:issued '2026-03-01T10:00:00'^^xsd:dateTime .",
        "e:d a dcat:Dataset ; dcterms:issued '2026-03-01'^^xsd:date .",
    ),
    (
        "harvest",
        "distribution-modified-without-time-zone",
        "e:f a dcat:Distribution ; dcterms:modified '2026-03-01T10:00:00'^^xsd:dateTime .",
        "e:f a dcat:Distribution ; dcterms:modified '2026-03-01T10:00:00Z'^^xsd:dateTime .",
    ),
    (
        "harvest",
        "distribution-issued-without-time-zone",
        "e:f a dcat:Distribution ; dcterms:issued '2026-03-01T10:00:00'^^xsd:dateTime .",
        "e:f a dcat:Distribution ; dcterms:issued '2026'^^xsd:gYear .",
    ),
    (
        "harvest",
        "distribution-media-type-recommended",
        "e:f a dcat:Distribution .",
        "e:f a dcat:Distribution ; dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> .",
    ),
    (
        "harvest",
        "distribution-address-missing",
        "e:d a dcat:Dataset ; dcat:distribution [ a dcat:Distribution ] .",
        "e:d a dcat:Dataset ; dcat:distribution e:f . e:f a dcat:Distribution .",
    ),
    (
        "harvest",
        "node-address-missing",
        "e:d a dcat:Dataset ; dcat:contactPoint [ a vcard:Organization, vcard:Kind ; vcard:fn 'Amt' ] .",
        "e:d a dcat:Dataset ; dcat:contactPoint e:k . e:k a vcard:Kind ; vcard:fn 'Amt' .",
    ),
    (
        "harvest",
        "contact-shared",
        "e:a a dcat:Dataset ; dcat:contactPoint e:k . e:b a dcat:Dataset ; dcat:contactPoint e:k . e:k a vcard:Kind .",
        "e:a a dcat:Dataset ; dcat:contactPoint e:k . e:s a dcat:DataService ; dcat:contactPoint e:k . e:k a vcard:Kind .",
    ),
    (
        "harvest",
        "period-of-time-shared",
        "e:a a dcat:Dataset ; dcterms:temporal e:z . e:b a dcat:Dataset ; dcterms:temporal e:z . e:z a dcterms:PeriodOfTime .",
        "e:a a dcat:Dataset ; dcterms:temporal e:z . e:z a dcterms:PeriodOfTime .",
    ),
    (
        "harvest",
        "location-shared",
        "e:a a dcat:Dataset ; dcterms:spatial e:o . e:b a dcat:Dataset ; dcterms:spatial e:o . e:o a dcterms:Location .",
        "e:a a dcat:Dataset ; dcterms:spatial <https://sws.geonames.org/1/> . e:b a dcat:Dataset ; dcterms:spatial <https://sws.geonames.org/1/> .",
    ),
    (
        "harvest",
        "distribution-shared",
        "e:a a dcat:Dataset ; dcat:distribution e:f . e:b a dcat:Dataset ; dcat:distribution e:f . e:f a dcat:Distribution .",
        "e:a a dcat:Dataset ; dcat:distribution e:f . e:f a dcat:Distribution .",
    ),
    (
        "harvest",
        "dataset-series-is-a-dataset",
        "e:s a dcat:DatasetSeries, dcat:Dataset .",
        "e:s a dcat:DatasetSeries .",
    ),
    (
        "harvest",
        "dataset-series-lists-members",
        "e:s a dcat:DatasetSeries ; dcat:seriesMember e:d .",
        "e:s a dcat:DatasetSeries . e:d dcat:inSeries e:s .",
    ),
    (
        "harvest",
        "catalog-linked-from-below",
        "e:d a dcat:Dataset ; dcterms:isPartOf e:k . e:k a dcat:Catalog ; dcat:dataset e:d .",
        "e:d a dcat:Dataset . e:k a dcat:Catalog ; dcat:dataset e:d ; dcterms:isPartOf e:l . e:l a dcat:Catalog .",
    ),
    (
        "harvest",
        "address-of-this-computer",
        "<baeume> a dcat:Dataset ; dcterms:title 'Bäume' .",
        "e:d a dcat:Dataset . e:f a dcat:Distribution ; dcat:downloadURL <file:///daten/baeume.csv> .",
    ),
    (
        "harvest",
        "address-not-encoded",
        "e:bäume a dcat:Dataset ; dcterms:title 'Bäume' .",
        "<https://daten.example.org/b%C3%A4ume> a dcat:Dataset .",
    ),
    (
        "harvest",
        "text-with-control-character",
        "e:d a dcat:Dataset ; dcterms:title 'a\\u0008b' .",
        "e:d a dcat:Dataset ; dcterms:title 'a\\tb' .",
    ),
    (
        "harvest",
        "text-not-composed",
        "e:d a dcat:Dataset ; dcterms:title 'Ba\\u0308ume' .",
        "e:d a dcat:Dataset ; dcterms:title 'B\\u00E4ume' .",
    ),
    (
        "konventionen",
        "contact-email-or-page-missing",
        "e:k a vcard:Kind ; vcard:hasTelephone <tel:+496131> .",
        "e:k a vcard:Kind ; vcard:hasTelephone <tel:+496131> ; vcard:hasURL e:kontakt .",
    ),
    (
        "konventionen",
        "data-service-license-missing",
        "e:s a dcat:DataService ; dcat:servesDataset e:d . e:d dcat:distribution e:f . e:f dcterms:license licence:cc-zero .",
        "e:s a dcat:DataService ; dcterms:license licence:cc-zero ; dcat:servesDataset e:d . e:d dcat:distribution e:f . e:f dcterms:license licence:cc-zero .",
    ),
    (
        "konventionen",
        "publisher-type-not-an-authority",
        "e:d a dcat:Dataset ; dcterms:publisher e:p . e:p a foaf:Agent ; dcterms:type <http://purl.org/adms/publishertype/Company> .",
        "e:d a dcat:Dataset ; dcterms:publisher e:p . e:p a foaf:Agent ; dcterms:type <http://purl.org/adms/publishertype/LocalAuthority> .",
    ),
    (
        "konventionen",
        "distribution-license-attribution-by-text-missing",
        "e:f a dcat:Distribution ; dcterms:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> .",
        "e:f a dcat:Distribution ; dcterms:license <http://dcat-ap.de/def/licenses/dl-zero-de/2.0> .",
    ),
    (
        "konventionen",
        "distribution-download-url-not-in-access-url",
        "e:f a dcat:Distribution ; dcat:accessURL e:x ; dcat:downloadURL e:x.csv .",
        "e:f a dcat:Distribution ; dcat:accessURL e:x.csv ; dcat:downloadURL e:x.csv .",
    ),
    (
        "konventionen",
        "distribution-download-url-beside-service",
        "e:f a dcat:Distribution ; dcat:accessService e:s ; dcat:downloadURL e:x.csv .",
        "e:f a dcat:Distribution ; dcat:accessService e:s .",
    ),
    (
        "konventionen",
        "distribution-access-url-not-the-endpoint",
        "e:f a dcat:Distribution ; dcat:accessURL e:x ; dcat:accessService e:s . e:s dcat:endpointURL e:y .",
        "e:f a dcat:Distribution ; dcat:accessURL e:y ; dcat:accessService e:s . e:s dcat:endpointURL e:y .",
    ),
    (
        "govdata-mqa",
        "dataset-keyword-missing",
        "e:d a dcat:Dataset ; dcat:keyword e:stichwort .",
        "e:d a dcat:Dataset ; dcat:keyword 'Bäume' .",
    ),
    (
        "govdata-mqa",
        "dataset-publisher-without-name",
        "e:d a dcat:Dataset ; dcterms:publisher e:p .",
        "e:d a dcat:Dataset ; dcterms:publisher e:p . e:p foaf:name 'Stadt' .",
    ),
    (
        "govdata-mqa",
        "distribution-license-not-open",
        "e:f a dcat:Distribution ; dcterms:license licence:cc-by-nc .",
        "e:f a dcat:Distribution ; dcterms:license licence:cc-by .",
    ),
    (
        "dcat-ap-de-2.0",
        "catalog-dataset-missing",
        "e:k a dcat:Catalog .",
        "e:k a dcat:Catalog ; dcat:dataset e:d .",
    ),
    (
        "dcat-ap-de-2.0",
        "catalog-record-conforms-to-repeated",
        "e:r a dcat:CatalogRecord ; dcterms:conformsTo e:a, e:b .",
        "e:r a dcat:CatalogRecord ; dcterms:conformsTo e:a .",
    ),
    (
        "dcat-ap-de-2.0",
        "catalog-record-status-deprecated",
        "e:r a dcat:CatalogRecord ; adms:status e:a .",
        "e:r a dcat:CatalogRecord .",
    ),
    (
        "dcat-ap-de-2.0",
        "contact-email-and-page-missing",
        "e:d a dcat:Dataset ; dcat:contactPoint e:k . e:k a vcard:Kind ; vcard:hasTelephone <tel:+49> .",
        "e:d a dcat:Dataset ; dcat:contactPoint e:k . e:k a vcard:Kind ; vcard:hasEmail <mailto:a@b.example> .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-issued-recommended",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcterms:issued '2026'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-landing-page-recommended",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcat:landingPage e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-political-geocoding-uri-not-an-address",
        "e:d a dcat:Dataset ; dcatde:politicalGeocodingURI 'Mainz' .",
        "e:d a dcat:Dataset ; dcatde:politicalGeocodingURI <http://dcat-ap.de/def/politicalGeocoding/stateKey/07> .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-political-geocoding-uri-not-listed",
        "e:d a dcat:Dataset ; dcatde:politicalGeocodingURI <http://dcat-ap.de/def/politicalGeocoding/stateKey/17> .",
        "e:d a dcat:Dataset ; dcatde:politicalGeocodingURI <http://dcat-ap.de/def/politicalGeocoding/regionalKey/073150000000> .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-geocoding-description-not-text",
        "e:d a dcat:Dataset ; dcatde:geocodingDescription e:x .",
        "e:d a dcat:Dataset ; dcatde:geocodingDescription 'Altstadt' .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-legal-basis-not-text",
        "e:d a dcat:Dataset ; dcatde:legalBasis e:x .",
        "e:d a dcat:Dataset ; dcatde:legalBasis 'Satzung' .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-version-info-not-text",
        "e:d a dcat:Dataset ; <http://www.w3.org/2002/07/owl#versionInfo> e:x .",
        "e:d a dcat:Dataset ; <http://www.w3.org/2002/07/owl#versionInfo> '1' .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-version-info-repeated",
        "e:d a dcat:Dataset ; <http://www.w3.org/2002/07/owl#versionInfo> '1', '2' .",
        "e:d a dcat:Dataset ; <http://www.w3.org/2002/07/owl#versionInfo> '1' .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-quality-process-uri-repeated",
        "e:d a dcat:Dataset ; dcatde:qualityProcessURI e:x, e:y .",
        "e:d a dcat:Dataset ; dcatde:qualityProcessURI e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-quality-process-uri-not-an-address",
        "e:d a dcat:Dataset ; dcatde:qualityProcessURI 'x' .",
        "e:d a dcat:Dataset ; dcatde:qualityProcessURI e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-type-repeated",
        "e:d a dcat:Dataset ; dcterms:type e:x, e:y .",
        "e:d a dcat:Dataset ; dcterms:type e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-type-not-an-address",
        "e:d a dcat:Dataset ; dcterms:type 'x' .",
        "e:d a dcat:Dataset ; dcterms:type e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-type-deprecated",
        "e:d a dcat:Dataset ; dcterms:type e:x .",
        "e:d a dcat:Dataset ; a dcat:Dataset .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-granularity-repeated",
        "e:d a dcat:Dataset ; dcat:granularity e:x, e:y .",
        "e:d a dcat:Dataset ; dcat:granularity e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-granularity-not-an-address",
        "e:d a dcat:Dataset ; dcat:granularity 'x' .",
        "e:d a dcat:Dataset ; dcat:granularity e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-granularity-deprecated",
        "e:d a dcat:Dataset ; dcat:granularity e:x .",
        "e:d a dcat:Dataset ; a dcat:Dataset .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-dcterms-has-version-not-described",
        "e:d a dcat:Dataset ; dcterms:hasVersion e:x .",
        "e:d a dcat:Dataset ; dcterms:hasVersion e:d .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-is-version-of-not-described",
        "e:d a dcat:Dataset ; dcterms:isVersionOf e:x .",
        "e:d a dcat:Dataset ; dcterms:isVersionOf e:d .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-dcatde-originator-not-described",
        "e:d a dcat:Dataset ; dcatde:originator e:x .",
        "e:d a dcat:Dataset ; dcatde:originator e:p . e:p a foaf:Agent .",
    ),
    (
        "dcat-ap-de-2.0",
        "dataset-maintainer-not-described",
        "e:d a dcat:Dataset ; dcatde:maintainer e:x .",
        "e:d a dcat:Dataset ; dcatde:maintainer e:p . e:p a foaf:Agent .",
    ),
    (
        "dcat-ap-de-2.0",
        "distribution-byte-size-not-a-number",
        "e:f a dcat:Distribution ; dcat:byteSize 'viele' .",
        "e:f a dcat:Distribution ; dcat:byteSize 1722.0 .",
    ),
    (
        "dcat-ap-de-2.0",
        "distribution-planned-availability-deprecated",
        "e:f a dcat:Distribution ; dcat:plannedAvailability e:x .",
        "e:f a dcat:Distribution ; a dcat:Distribution .",
    ),
    (
        "dcat-ap-de-2.0",
        "distribution-dcatde-planned-availability-repeated",
        "e:f a dcat:Distribution ; dcatde:plannedAvailability e:x, e:y .",
        "e:f a dcat:Distribution ; dcatde:plannedAvailability e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "distribution-dcatde-planned-availability-not-an-address",
        "e:f a dcat:Distribution ; dcatde:plannedAvailability 'x' .",
        "e:f a dcat:Distribution ; dcatde:plannedAvailability e:x .",
    ),
    (
        "dcat-ap-de-2.0",
        "location-geometry-not-text",
        "e:o a dcterms:Location ; <http://www.w3.org/ns/locn#geometry> e:g .",
        "e:o a dcterms:Location ; <http://www.w3.org/ns/locn#geometry> 'POINT(8 50)' .",
    ),
    (
        "dcat-ap-de-2.0",
        "location-place-recommended",
        "e:o a dcterms:Location .",
        "e:o a dcterms:Location ; dcat:centroid 'POINT(8 50)' .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-start-date-repeated",
        "e:z a dcterms:PeriodOfTime ; schema:startDate '2025'^^xsd:gYear, '2026'^^xsd:gYear .",
        "e:z a dcterms:PeriodOfTime ; schema:startDate '2025'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-start-date-not-a-date",
        "e:z a dcterms:PeriodOfTime ; schema:startDate 'bald' .",
        "e:z a dcterms:PeriodOfTime ; schema:startDate '2025'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-start-date-deprecated",
        "e:z a dcterms:PeriodOfTime ; schema:startDate '2025'^^xsd:gYear .",
        "e:z a dcterms:PeriodOfTime ; dcat:startDate '2025'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-end-date-repeated",
        "e:z a dcterms:PeriodOfTime ; schema:endDate '2025'^^xsd:gYear, '2026'^^xsd:gYear .",
        "e:z a dcterms:PeriodOfTime ; schema:endDate '2025'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-end-date-not-a-date",
        "e:z a dcterms:PeriodOfTime ; schema:endDate 'bald' .",
        "e:z a dcterms:PeriodOfTime ; schema:endDate '2025'^^xsd:gYear .",
    ),
    (
        "dcat-ap-de-2.0",
        "period-of-time-schema-end-date-deprecated",
        "e:z a dcterms:PeriodOfTime ; schema:endDate '2025'^^xsd:gYear .",
        "e:z a dcterms:PeriodOfTime ; dcat:endDate '2025'^^xsd:gYear .",
    ),
    (
        "mqa",
        "dataset-temporal-missing",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcterms:temporal e:z .",
    ),
    (
        "mqa",
        "dataset-access-rights-missing",
        "e:d a dcat:Dataset .",
        "e:d a dcat:Dataset ; dcterms:accessRights e:r .",
    ),
    (
        "mqa",
        "distribution-download-url-missing",
        "e:d dcat:distribution e:f .",
        "e:d dcat:distribution e:f . e:f dcat:downloadURL e:x .",
    ),
    (
        "mqa",
        "distribution-format-proprietary",
        "e:f a dcat:Distribution ; dcterms:format type:XLSX .",
        "e:f a dcat:Distribution ; dcterms:format type:XLSX, type:CSV .",
    ),
    (
        "mqa",
        "distribution-format-not-machine-readable",
        "e:f a dcat:Distribution ; dcterms:format type:PDF .",
        "e:f a dcat:Distribution ; dcterms:format type:XLSX .",
    ),
    (
        "mqa",
        "distribution-license-not-known",
        "e:f a dcat:Distribution ; dcterms:license <http://dcat-ap.de/def/licenses/other-closed> .",
        "e:f a dcat:Distribution ; dcterms:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> .",
    ),
    (
        "mqa",
        "distribution-rights-missing",
        "e:f a dcat:Distribution .",
        "e:f a dcat:Distribution ; dcterms:rights e:r .",
    ),
    (
        "mqa",
        "distribution-byte-size-missing",
        "e:f a dcat:Distribution .",
        "e:f a dcat:Distribution ; dcat:byteSize 1 .",
    ),
];

fn rules(profile: &Profile, turtle: &str) -> Vec<String> {
    let document = Document::new("x.ttl", format!("{PREFIXES}{turtle}").into_bytes());
    let checked = check(&[document], profile);
    assert!(checked.unreadable.is_empty(), "{turtle}");
    let findings = checked.report.findings.iter();
    findings.map(|finding| finding.rule.as_str().to_owned()).collect()
}

#[test]
fn each_rule_fires_where_it_should_and_only_there() {
    for (profile, rule, wrong, right) in EXAMPLES {
        let profile = Profile::by_name(profile).unwrap();
        let fires = |turtle| rules(profile, turtle).iter().filter(|name| name == rule).count();
        assert_eq!(fires(wrong), 1, "{rule} in {}: {wrong}", profile.name());
        assert_eq!(fires(right), 0, "{rule} in {}: {right}", profile.name());
    }
}

/// The rules of the default profile, of `govdata`, `dcat-ap` and `hvd` have tests of their own.
#[test]
fn every_rule_has_its_example() {
    let of = |names: &[&str]| -> BTreeSet<&str> {
        let rules = names
            .iter()
            .flat_map(|name| Profile::by_name(name).unwrap().rules());
        rules.map(|rule| rule.id.as_str()).collect()
    };
    let tested_elsewhere = of(&["dcat-ap-de", "govdata", "dcat-ap", "hvd"]);
    let all = of(&Profile::NAMES);
    // What only the network can tell is tested with the score, in `quality.rs`.
    let own = all.difference(&tested_elsewhere).copied();
    let own: BTreeSet<&str> = own.filter(|rule| !rule.ends_with("-not-reachable")).collect();
    let examples: BTreeSet<&str> = EXAMPLES.iter().map(|(_, rule, ..)| *rule).collect();
    assert_eq!(own, examples);
}
