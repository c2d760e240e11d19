//! The score of data.europa.eu, against numbers that were computed by hand from the methodology.

use std::fs;

use kolophon_dcat::Document;
use kolophon_diagnostic::{Language, Severity};
use kolophon_graph::{Graph, Term};
use kolophon_tests::corpus;
use kolophon_validate::quality::{
    Answer, Answers, DatasetQuality, Dimension, METRICS, MOST_POINTS, MOST_POINTS_OFFLINE, Quality, Rating,
    Subject, Value, assess, graphs, json_schema, write_csv, write_json,
};
use kolophon_validate::{Profile, check};

use crate::catalog::{CITIES, documents};

/// A dataset with all points.
const FULL: &str = r#"@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix type: <http://publications.europa.eu/resource/authority/file-type/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <https://daten.example/> .
e:d a dcat:Dataset ;
    dct:title "Bäume"@de ;
    dct:description "Alle Bäume."@de ;
    dcat:keyword "Baum"@de ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
    dct:spatial e:ort ;
    dct:temporal e:zeit ;
    dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dcat:contactPoint e:kontakt ;
    dct:publisher e:stadt ;
    dct:issued "2026-01-01"^^xsd:date ;
    dct:modified "2026-01-02"^^xsd:date ;
    dcat:distribution e:f .
e:f a dcat:Distribution ;
    dcat:accessURL <https://daten.example/seite> ;
    dcat:downloadURL <https://daten.example/baum.csv> ;
    dct:format type:CSV ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
    dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ;
    dct:rights e:rechte ;
    dcat:byteSize "12"^^xsd:nonNegativeInteger .
e:ort a dct:Location .
e:zeit a dct:PeriodOfTime .
e:kontakt a vcard:Kind ; vcard:fn "Stadt"@de .
e:stadt a foaf:Agent ; foaf:name "Stadt"@de .
e:rechte a dct:RightsStatement .
"#;

const PAGE: &str = "https://daten.example/seite";
const FILE: &str = "https://daten.example/baum.csv";

/// What takes points away.
enum Fault {
    /// A part of [`FULL`] is replaced.
    Replaced(&'static str, &'static str),
    /// An address answers with this.
    Answered(&'static str, Answer),
}

use Fault::{Answered, Replaced};

/// For every metric a fault, and the points that the dataset has less: those of the metric, and of the metrics that
/// depend on the same property.
const FAULTS: [(&str, Fault, i32); 23] = [
    ("keywordAvailability", Replaced("dcat:keyword", "e:x"), 30),
    ("categoryAvailability", Replaced("dcat:theme", "e:x"), 30),
    ("spatialAvailability", Replaced("dct:spatial", "e:x"), 20),
    ("temporalAvailability", Replaced("dct:temporal", "e:x"), 20),
    ("accessUrlStatusCode", Answered(PAGE, Answer::Status(404)), 50),
    // Without the address nothing can answer: 20 + 30.
    ("downloadUrlAvailability", Replaced("dcat:downloadURL", "e:x"), 50),
    ("downloadUrlStatusCode", Answered(FILE, Answer::Nothing), 30),
    // 20 and 5 more, and 10 + 20 + 20 for what a format says.
    ("formatAvailability", Replaced("dct:format", "e:x"), 75),
    // 10 and 5 more, and 10 for the lists.
    ("mediaTypeAvailability", Replaced("dcat:mediaType", "e:x"), 25),
    (
        "formatMediaTypeVocabularyAlignment",
        Replaced(
            "https://www.iana.org/assignments/media-types/text/csv",
            "https://daten.example/csv",
        ),
        10,
    ),
    (
        "formatMediaTypeNonProprietary",
        Replaced("type:CSV", "type:XLSX"),
        20,
    ),
    (
        "formatMediaTypeMachineInterpretable",
        Replaced("type:CSV", "type:HTML"),
        20,
    ),
    ("dcatApCompliance", Replaced("dct:description", "e:x"), 30),
    // 20, and 10 for a licence that is known.
    ("licenceAvailability", Replaced("dct:license", "e:x"), 30),
    (
        "knownLicence",
        Replaced("licenses/dl-by-de/2.0", "licenses/other-closed"),
        10,
    ),
    // 10, and 5 for the list.
    (
        "accessRightsAvailability",
        Replaced("dct:accessRights", "e:x"),
        15,
    ),
    (
        "accessRightsVocabularyAlignment",
        Replaced("access-right/PUBLIC", "access-right/OFFEN"),
        5,
    ),
    (
        "contactPointAvailability",
        Replaced("dcat:contactPoint", "e:x"),
        20,
    ),
    ("publisherAvailability", Replaced("dct:publisher", "e:x"), 10),
    ("rightsAvailability", Replaced("dct:rights", "e:x"), 5),
    ("byteSizeAvailability", Replaced("dcat:byteSize", "e:x"), 5),
    ("dateIssuedAvailability", Replaced("dct:issued", "e:x"), 5),
    ("dateModifiedAvailability", Replaced("dct:modified", "e:x"), 5),
];

fn document(text: &str) -> Document {
    Document::new("a.ttl", text.as_bytes().to_vec())
}

/// Everything answers, but for one address.
fn answers(addresses: &[&str], but: Option<(&str, Answer)>) -> Answers {
    let answer = |address: &&str| {
        let other = but.filter(|(other, _)| other == address);
        (
            (*address).to_owned(),
            other.map_or(Answer::Status(200), |(_, answer)| answer),
        )
    };
    addresses.iter().map(answer).collect()
}

fn asked(text: &str) -> Quality {
    assess(&[document(text)], |addresses| answers(addresses, None))
}

fn offline(text: &str) -> Quality {
    assess(&[document(text)], |_| Answers::unasked())
}

fn points(quality: &Quality) -> i32 {
    quality.catalogues[0].datasets[0].points()
}

fn unmet(quality: &Quality) -> Vec<&'static str> {
    let counted = quality.catalogues[0].datasets[0].counted();
    let unmet = counted.filter(|counted| counted.value == Value::Unmet);
    unmet.map(|counted| counted.metric.id).collect()
}

#[test]
fn a_full_dataset_has_all_points() {
    let quality = asked(FULL);
    assert_eq!(unmet(&quality), Vec::<&str>::new());
    assert_eq!(points(&quality), MOST_POINTS);
    assert!(quality.gains.is_empty());
}

#[test]
fn without_the_network_the_most_is_325_and_the_rest_may_come() {
    let quality = offline(FULL);
    let dataset = &quality.catalogues[0].datasets[0];
    assert_eq!(
        (dataset.points(), dataset.points_at_best()),
        (MOST_POINTS_OFFLINE, MOST_POINTS)
    );
    let unmeasured: Vec<&str> = dataset
        .counted()
        .filter(|counted| counted.value == Value::Unmeasured)
        .map(|counted| counted.metric.id)
        .collect();
    assert_eq!(unmeasured, ["accessUrlStatusCode", "downloadUrlStatusCode"]);
    // Where no address is stated, none can answer.
    let quality = offline(&FULL.replace("dcat:downloadURL", "e:x"));
    assert_eq!(
        quality.catalogues[0].datasets[0].points_at_best(),
        MOST_POINTS - 50
    );
}

#[test]
fn every_metric_takes_its_points_away_and_gives_them_back() {
    assert_eq!(
        FAULTS.iter().map(|(id, ..)| *id).collect::<Vec<_>>(),
        METRICS.iter().map(|metric| metric.id).collect::<Vec<_>>()
    );
    for (id, fault, lost) in &FAULTS {
        let quality = match fault {
            Replaced(from, to) => {
                assert_eq!(FULL.matches(from).count(), 1, "{id}");
                let less = FULL.replace(from, to);
                assert_eq!(
                    points(&asked(&less.replacen(to, from, 1))),
                    MOST_POINTS,
                    "{id}: given back"
                );
                asked(&less)
            }
            Answered(address, answer) => assess(&[document(FULL)], |addresses| {
                answers(addresses, Some((address, *answer)))
            }),
        };
        assert_eq!(
            points(&quality),
            MOST_POINTS - lost,
            "{id}: {:?}",
            unmet(&quality)
        );
        assert!(unmet(&quality).contains(id), "{id}: {:?}", unmet(&quality));
        let dataset = &quality.catalogues[0].datasets[0];
        for counted in dataset.counted().filter(|counted| counted.value == Value::Unmet) {
            let explained = counted.losses.iter().all(|loss| loss.place.is_some());
            assert!(explained && !counted.losses.is_empty(), "{id}: {counted:?}");
        }
        let gain = quality.gains.iter().find(|gain| gain.mending.id() == *id);
        assert!(
            gain.is_some_and(|gain| gain.points > 0 && gain.datasets == 1),
            "{id}"
        );
    }
}

#[test]
fn the_best_distribution_counts() {
    let poor =
        "e:d dcat:distribution e:a . e:a a dcat:Distribution ; dcat:accessURL <https://daten.example/a> .";
    assert_eq!(points(&asked(&format!("{FULL}{poor}"))), MOST_POINTS);
    // Of two poor ones one has a format: 20 + 20 + 20, no media type: −5.
    let base = FULL.replace("dcat:distribution e:f", "dcat:distribution e:a, e:b");
    let two = format!(
        "{base} e:a a dcat:Distribution ; dcat:accessURL <https://daten.example/a> .
         e:b a dcat:Distribution ; dcat:accessURL <https://daten.example/b> ; dct:format type:CSV ."
    );
    let quality = offline(&two);
    let dataset = &quality.catalogues[0].datasets[0];
    assert_eq!(
        dataset.best().map(|best| best.node.as_str()),
        Some("https://daten.example/b")
    );
    // The dataset's own 185 points and 55 of the distribution.
    assert_eq!(dataset.points(), 185 + 55);
}

#[test]
fn a_date_of_the_distribution_counts_too() {
    let text = FULL.replace("dct:issued", "e:x") + "e:f dct:issued '2026-01-01'^^xsd:date .";
    assert_eq!(points(&asked(&text)), MOST_POINTS);
}

#[test]
fn without_a_distribution_its_points_are_lost_but_none_taken_off() {
    let quality = offline(&FULL.replace("dcat:distribution", "e:x"));
    assert_eq!(points(&quality), 185);
    let dataset = &quality.catalogues[0].datasets[0];
    let format = dataset
        .counted()
        .find(|counted| counted.metric.id == "formatAvailability")
        .unwrap();
    assert_eq!(
        (format.points, format.losses[0].rule.as_str()),
        (0, "dataset-distribution-recommended")
    );
    let gain = &quality.gains[0];
    assert_eq!((gain.mending.id(), gain.points), ("distribution", 140));
}

#[test]
fn a_mistake_in_what_belongs_to_a_dataset_is_its_own_and_no_other_ones() {
    let second = FULL
        .replace("e:d ", "e:d2 ")
        .replace("e:f", "e:f2")
        .replace("e:stadt", "e:amt")
        .replace("foaf:name", "e:x");
    let text = format!("{FULL}{second} e:d dct:relation e:d2 .");
    let quality = asked(&text);
    let compliant: Vec<Value> = quality.catalogues[0]
        .datasets
        .iter()
        .map(|dataset| {
            dataset
                .counted()
                .find(|counted| counted.metric.id == "dcatApCompliance")
                .unwrap()
                .value
        })
        .collect();
    assert_eq!(compliant, [Value::Met, Value::Unmet]);
}

#[test]
fn a_catalogue_has_the_mean_of_its_datasets() {
    let second = FULL.replace("e:d ", "e:d2 ").replace("dcat:keyword", "e:x");
    let text = format!(
        "{FULL}{second} e:k a dcat:Catalog ; dct:title 'Katalog'@de ; dct:description 'K'@de ;
         dct:publisher e:stadt ; dcat:dataset e:d, e:d2 . e:lose a dcat:Dataset ."
    );
    let quality = asked(&text);
    let [city, rest] = quality.catalogues.as_slice() else {
        panic!("{} catalogues", quality.catalogues.len())
    };
    assert_eq!(
        (city.node.as_deref(), city.title.as_deref()),
        (Some("https://daten.example/k"), Some("Katalog"))
    );
    assert!((city.points() - 390.0).abs() < 1e-9, "{}", city.points());
    assert!((city.points_in(Dimension::Findability) - 85.0).abs() < 1e-9);
    assert_eq!(Rating::of(city.points()), Rating::Excellent);
    assert_eq!((rest.node.as_deref(), rest.datasets.len()), (None, 1));
}

#[test]
fn the_gain_says_how_much_repairs_win_that_need_no_decision() {
    // The licence is known by another spelling, and the format is a name.
    let text = FULL.replace("type:CSV", "\"CSV\"");
    let quality = offline(&text);
    // 10 for the lists, 20, 20, and 30 since DCAT-AP wants an address.
    assert_eq!(points(&quality), MOST_POINTS_OFFLINE - 80);
    assert_eq!(quality.gained_safely, 80);
    assert!(
        quality.gains.iter().all(|gain| gain.safe_places == 1),
        "{:?}",
        quality.gains
    );
    let without = offline(&FULL.replace("dcat:keyword", "e:x"));
    assert_eq!((without.gained_safely, without.gains[0].safe_places), (0, 0));
}

#[test]
fn govdata_counts_what_its_dashboard_counts() {
    let text = FULL.replace("dcat:keyword", "e:x")
        + "e:d dcat:distribution e:g . e:g a dcat:Distribution ;
           dct:license <http://dcat-ap.de/def/licenses/other-closed> .
           e:d dcat:distribution e:h . e:h a dcat:Distribution ; dct:license e:eigene .";
    let quality = offline(&text);
    let counts: Vec<(&str, usize, usize)> = quality.catalogues[0]
        .dashboard
        .iter()
        .map(|measurement| (measurement.metric.id, measurement.met, measurement.of))
        .collect();
    assert_eq!(
        counts,
        [
            ("keyword", 0, 1),
            ("contributorID", 0, 1),
            ("publisher", 1, 1),
            ("license", 3, 3),
            ("licenseFromList", 2, 3),
            ("openLicense", 1, 3),
        ]
    );
}

#[test]
fn the_sample_has_every_point_that_can_be_had() {
    for city in CITIES {
        let quality = assess(&documents(city), |_| Answers::unasked());
        assert!(quality.gains.is_empty(), "{city}: {:?}", quality.gains);
        for dataset in &quality.catalogues[0].datasets {
            assert_eq!(dataset.points(), MOST_POINTS_OFFLINE, "{}", dataset.node);
            assert_eq!(dataset.points_at_best(), MOST_POINTS, "{}", dataset.node);
        }
        for measurement in &quality.catalogues[0].dashboard {
            assert_eq!(
                measurement.met, measurement.of,
                "{city}: {}",
                measurement.metric.id
            );
        }
    }
}

fn has(graph: &Graph, subject: &str, property: &str, value: Term<'_>) -> bool {
    let (subject, property) = (graph.iri(subject).unwrap(), graph.iri(property).unwrap());
    graph
        .objects(subject, property)
        .any(|object| graph.term(object) == value)
}

#[test]
fn measurements_are_dqv_in_a_graph_per_dataset() {
    let second = FULL.replace("e:d ", "e:d2 ").replace("dcat:keyword", "e:x");
    let quality = offline(&format!("{FULL}{second}"));
    let graphs: Vec<_> = graphs(&quality).collect();
    let names: Vec<&str> = graphs.iter().map(|graph| graph.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "https://daten.example/d#qualitaet",
            "https://daten.example/d2#qualitaet"
        ]
    );
    let boolean = |value| Term::Literal {
        value,
        datatype: "http://www.w3.org/2001/XMLSchema#boolean",
        language: None,
    };
    for (graph, keyword) in graphs.iter().zip(["true", "false"]) {
        let dataset = graph.name.strip_suffix("#qualitaet").unwrap();
        let graph = &graph.graph;
        let measurement = format!("{dataset}#qualitaet-keywordAvailability");
        let dqv = |name: &str| format!("http://www.w3.org/ns/dqv#{name}");
        assert!(has(graph, &measurement, &dqv("computedOn"), Term::Iri(dataset)));
        assert!(has(graph, &measurement, &dqv("value"), boolean(keyword)));
        let metric = Term::Iri("https://piveau.eu/ns/voc#keywordAvailability");
        assert!(has(graph, &measurement, &dqv("isMeasurementOf"), metric));
        // 21 metrics without the network, and the sum; five triples each.
        assert_eq!(graph.len(), (METRICS.len() - 2 + 1) * 5);
    }
}

#[test]
fn every_output_is_the_same_every_time_whatever_the_order_of_the_files() {
    let mut files: Vec<Document> = CITIES.iter().flat_map(|city| documents(city)).collect();
    let written = |files: &[Document]| {
        let quality = assess(files, |_| Answers::unasked());
        let (mut json, mut csv) = (Vec::new(), Vec::new());
        write_json(&quality, &mut json).unwrap();
        write_csv(&quality, Language::German, &mut csv).unwrap();
        (String::from_utf8(json).unwrap(), String::from_utf8(csv).unwrap())
    };
    let first = written(&files);
    assert_eq!(first, written(&files));
    files.reverse();
    assert_eq!(first, written(&files));
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema = serde_json::from_str(&json_schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let poor = FULL.replace("dct:format", "e:x") + "e:lose a dcat:Dataset .";
    for quality in [asked(&poor), offline(&poor), offline("das ist kein Turtle")] {
        let mut json = Vec::new();
        write_json(&quality, &mut json).unwrap();
        let json = serde_json::from_slice(&json).unwrap();
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

/// Every file of real catalogues: plausible numbers, and compliance as the profile `dcat-ap` sees it.
#[test]
#[expect(clippy::print_stdout, reason = "the numbers are to be looked at")]
fn real_catalogues_have_plausible_numbers() {
    let Some(corpus) = corpus::folder() else { return };
    let mut seen = 0;
    for name in [
        "brandenburg-catalog-original-input.rdf",
        "bremen-catalog-original-input.rdf",
    ] {
        let path = corpus.join("catalogs").join(name);
        let document = Document::new(name, fs::read(path).unwrap());
        let quality = assess(std::slice::from_ref(&document), |_| Answers::unasked());
        for catalogue in &quality.catalogues {
            seen += catalogue.datasets.len();
            let points = catalogue.points();
            println!(
                "{name}: {:?}: {points:.1} points, {} datasets, {:?}",
                catalogue.title,
                catalogue.datasets.len(),
                Rating::of(points)
            );
            assert!((50.0..=325.0).contains(&points), "{points}");
            let sum: f64 = Dimension::ALL
                .iter()
                .map(|dimension| catalogue.points_in(*dimension))
                .sum();
            assert!((sum - points).abs() < 1e-6, "{sum} {points}");
            for dataset in &catalogue.datasets {
                for counted in dataset.counted().filter(|counted| counted.value == Value::Unmet) {
                    assert!(
                        !counted.losses.is_empty(),
                        "{}: {} unexplained",
                        dataset.node,
                        counted.metric.id
                    );
                }
            }
        }
        let strict = check(&[document], Profile::dcat_ap()).report.findings;
        let is_wrong = strict
            .iter()
            .any(|finding| finding.severity == Severity::Error && finding.result.is_some());
        let datasets = quality
            .catalogues
            .iter()
            .flat_map(|catalogue| &catalogue.datasets);
        let compliance = datasets
            .flat_map(DatasetQuality::counted)
            .filter(|counted| counted.metric.id == "dcatApCompliance" && counted.value == Value::Unmet);
        assert_eq!(is_wrong, compliance.count() > 0, "{name}");
    }
    assert!(seen > 200, "only {seen} datasets");
}

/// The profile `mqa` finds against DCAT-AP what the profile `dcat-ap` finds.
#[test]
fn compliance_is_that_of_the_european_profile() {
    let Some(corpus) = corpus::folder() else { return };
    let european = Profile::dcat_ap();
    let errors: Vec<&str> = european
        .rules()
        .iter()
        .filter(|rule| rule.severity == Severity::Error)
        .map(|rule| rule.id.as_str())
        .collect();
    let mut compared = 0;
    for folder in [
        "catalogs",
        "testcases/dcat-ap-de-examples",
        "testcases/semiceu-examples",
    ] {
        for path in corpus::files(&corpus.join(folder)).unwrap() {
            let document = Document::new(path.to_str().unwrap(), fs::read(&path).unwrap());
            let found = |profile: &Profile| -> Vec<(String, Option<String>)> {
                let findings = check(std::slice::from_ref(&document), profile).report.findings;
                let of_it = findings
                    .into_iter()
                    .filter(|finding| finding.result.is_some() && errors.contains(&finding.rule.as_str()));
                let mut found: Vec<_> = of_it
                    .map(|finding| (finding.rule.to_string(), finding.focus))
                    .collect();
                found.sort();
                found.dedup();
                found
            };
            let strict = found(european);
            compared += strict.len();
            // The portal goes by the reference, DCAT-AP by the type; what has none is a fault of its dataset either way.
            let mut ours = found(Profile::mqa());
            if strict
                .iter()
                .any(|(rule, _)| rule == "dataset-distribution-not-described")
            {
                ours.retain(|finding| {
                    finding.0 != "distribution-access-url-missing" || strict.contains(finding)
                });
            }
            assert_eq!(ours, strict, "{}", path.display());
        }
    }
    assert!(compared > 100, "only {compared} findings");
}

#[test]
fn subjects_are_as_the_methodology_says() {
    let datasets = METRICS.iter().filter(|metric| metric.subject == Subject::Dataset);
    assert_eq!(datasets.map(|metric| metric.points).sum::<i32>(), 185);
}
