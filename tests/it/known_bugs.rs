//! The known bugs of the official artefacts: the `govdata` profile has them, the default profile does not.

use kolophon_dcat::Document;
use kolophon_diagnostic::Language;
use kolophon_validate::{Profile, check};

const PREFIXES: &str =
    "@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
    @prefix dcatap: <http://data.europa.eu/r5r/> . @prefix dcterms: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix spdx: <http://spdx.org/rdf/terms#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix e: <https://daten.example.org/> .\n";

/// The rules that fire, those of recommended properties left out.
fn rules(profile: &Profile, turtle: &str) -> Vec<String> {
    let document = Document::new("x.ttl", format!("{PREFIXES}{turtle}").into_bytes());
    let findings = check(&[document], profile).report.findings;
    let names = findings.iter().map(|finding| finding.rule.as_str().to_owned());
    names.filter(|name| !name.ends_with("-recommended")).collect()
}

/// Whether a rule fires in the `govdata` profile, and in the default one.
fn fires(rule: &str, turtle: &str) -> (bool, bool) {
    let by = |profile| rules(profile, turtle).iter().any(|name| name == rule);
    (by(Profile::govdata()), by(Profile::dcat_ap_de()))
}

const GOVDATA_ONLY: (bool, bool) = (true, false);
const DEFAULT_ONLY: (bool, bool) = (false, true);
const BOTH: (bool, bool) = (true, true);

#[test]
fn b1_the_availability_is_checked_where_it_stands() {
    let right = "e:d a dcat:Dataset ; dcatap:availability 'bald', 'spaeter' .";
    assert_eq!(fires("dataset-availability-not-listed", right), DEFAULT_ONLY);
    assert_eq!(fires("dataset-availability-repeated", right), DEFAULT_ONLY);
    let wrong = "e:d a dcat:Dataset ; <http://data.europa.eu/r5r#availability> 'bald', 'spaeter' .";
    assert_eq!(
        fires("govdata-dataset-availability-not-listed", wrong),
        GOVDATA_ONLY
    );
    assert_eq!(
        fires("govdata-dataset-availability-repeated", wrong),
        GOVDATA_ONLY
    );
}

#[test]
fn b2_a_series_needs_a_publisher() {
    let series = "e:s a dcat:DatasetSeries ; dcterms:title 'S' ; dcterms:description 'S' .";
    assert_eq!(fires("dataset-series-publisher-missing", series), DEFAULT_ONLY);
}

#[test]
fn b3_a_dataset_is_a_resource_and_a_catalogue_may_list_a_series() {
    let record = "e:r a dcat:CatalogRecord ; foaf:primaryTopic e:d . e:d a dcat:Dataset .";
    let rule = "govdata-catalog-record-primary-topic-not-a-resource";
    assert_eq!(fires(rule, record), GOVDATA_ONLY);
    assert_eq!(
        fires("catalog-record-primary-topic-not-described", record),
        (false, false)
    );
    let series = "e:k a dcat:Catalog ; dcat:dataset e:s . e:s a dcat:DatasetSeries .";
    assert_eq!(
        fires("govdata-catalog-dataset-not-a-dataset", series),
        GOVDATA_ONLY
    );
    assert_eq!(fires("catalog-dataset-not-described", series), (false, false));
}

#[test]
fn b4_a_missing_publisher_is_called_that_of_the_dataset() {
    assert_eq!(fires("dataset-publisher-missing", "e:d a dcat:Dataset ."), BOTH);
    let rules = Profile::govdata().rules();
    let rule = rules
        .iter()
        .find(|rule| rule.id.as_str() == "dataset-publisher-missing")
        .unwrap();
    assert_eq!(
        rule.message.in_language(Language::German),
        "Dem Datensatz fehlt ein Herausgeber."
    );
}

#[test]
fn b5_a_word_in_an_address_is_no_code_list() {
    let purl = "e:r a dcat:CatalogRecord ; adms:status <https://daten.example.org/purl/x> .";
    assert_eq!(fires("govdata-status-contains-purl", purl), GOVDATA_ONLY);
    let dcat = "e:c a spdx:Checksum ; spdx:algorithm <https://daten.example.org/dcat/x> .";
    assert_eq!(
        fires("govdata-checksum-algorithm-contains-dcat", dcat),
        GOVDATA_ONLY
    );
    assert_eq!(fires("checksum-algorithm-old-list", dcat), (false, false));
    let old = "e:c a spdx:Checksum ; spdx:algorithm <http://dcat-ap.de/def/hashAlgorithms/md/5> .";
    assert_eq!(fires("checksum-algorithm-old-list", old), DEFAULT_ONLY);
    let old = "e:d a dcat:Distribution ; adms:status <http://purl.org/adms/status/Completed> .";
    assert_eq!(fires("distribution-status-old-list", old), DEFAULT_ONLY);
}

#[test]
fn b6_the_conventions_have_their_own_numbers() {
    let rules = Profile::by_name("konventionen").unwrap().rules();
    let convention = |id: &str| {
        let rule = rules.iter().find(|rule| rule.id.as_str() == id).unwrap();
        rule.reference.clone().unwrap_or_default()
    };
    assert!(convention("distribution-format-not-listed").ends_with("#konvention-31"));
    assert!(convention("distribution-license-missing").ends_with("#konvention-32"));
}

#[test]
fn b11_dates_are_dates_and_places_are_places() {
    let date = "e:d a dcat:Dataset ; dcterms:issued 'irgendwann' ; dcterms:title 'A'@de, 'B'@de .";
    assert_eq!(fires("dataset-issued-not-a-date", date), DEFAULT_ONLY);
    assert_eq!(fires("dataset-title-repeated-in-language", date), DEFAULT_ONLY);
    let place = "e:o a dcterms:Location ; dcat:bbox 'Mainz' .";
    assert_eq!(fires("location-bbox-not-wkt", place), DEFAULT_ONLY);
    let notation = "e:i a adms:Identifier ; skos:notation '10.5072/x' .";
    assert_eq!(
        fires("identifier-notation-without-scheme", notation),
        DEFAULT_ONLY
    );
}

#[test]
fn b12_a_catalogue_may_have_several_creators_and_a_dataset_one_resolution() {
    let creators = "e:k a dcat:Catalog ; dcterms:creator e:a, e:b . e:a a foaf:Agent . e:b a foaf:Agent .";
    assert_eq!(fires("govdata-catalog-creator-repeated", creators), GOVDATA_ONLY);
    let resolutions =
        "e:d a dcat:Dataset ; dcat:temporalResolution 'P1D'^^xsd:duration, 'P1M'^^xsd:duration .";
    assert_eq!(fires("dataset-temporal-resolution-repeated", resolutions), BOTH);
}
