//! `dcat-ap` and `hvd` find what the official shapes of DCAT-AP 3.0 and DCAT-AP HVD 3.0 find, run by our engine over the
//! same graphs; where they do not, a table says why.

use std::collections::BTreeSet;
use std::path::Path;

use kolophon_dcat::Document;
use kolophon_diagnostic::{Finding, Severity};
use kolophon_graph::{Graph, GraphBuilder};
use kolophon_shacl::{Shapes, Terms, ValidationResult, validate};
use kolophon_tests::expected::{BASE, Expected};
use kolophon_tests::rdf::Reader;
use kolophon_tests::report::difference;
use kolophon_tests::{corpus, every_constraint};
use kolophon_validate::{Profile, check};

const SH: &str = "http://www.w3.org/ns/shacl#";

/// Official constraints that ours leave out, as of 2026-11-26.
enum Exception {
    /// Values need not be of the class.
    Class(&'static str),
    /// The values of the property need not be of the class.
    ClassOf(&'static str, &'static str),
    /// The property is checked by a rule of our own instead.
    Instead(&'static str, &'static str, &'static [&'static str]),
}

/// What the classes have in common: their members are documents, laws, standards, or entries of lists, described by
/// whoever made them. DCAT-AP 3.0, 6.1: an application may rely on background knowledge for them.
const DESCRIBED_ELSEWHERE: [Exception; 11] = [
    Exception::Class("http://www.w3.org/2000/01/rdf-schema#Resource"),
    Exception::Class("http://www.w3.org/2004/02/skos/core#Concept"),
    Exception::Class("http://www.w3.org/2004/02/skos/core#ConceptScheme"),
    Exception::Class("http://purl.org/dc/terms/LicenseDocument"),
    Exception::Class("http://purl.org/dc/terms/LinguisticSystem"),
    Exception::Class("http://purl.org/dc/terms/MediaType"),
    Exception::Class("http://purl.org/dc/terms/MediaTypeOrExtent"),
    Exception::Class("http://purl.org/dc/terms/Frequency"),
    Exception::Class("http://purl.org/dc/terms/Standard"),
    Exception::Class("http://xmlns.com/foaf/0.1/Document"),
    Exception::Class("http://data.europa.eu/eli/ontology#LegalResource"),
];

const EXCEPTIONS: [Exception; 5] = [
    // Access rights come from a list of the EU.
    Exception::ClassOf(
        "http://purl.org/dc/terms/accessRights",
        "http://purl.org/dc/terms/RightsStatement",
    ),
    // DCAT 3, 6.12: a series is a dataset, even where only the one type is stated.
    Exception::Instead(
        "http://www.w3.org/ns/dcat#dataset",
        "ClassConstraintComponent",
        &["catalog-dataset-not-described"],
    ),
    // DCAT 3, 6.5: a dataset is a resource, even where only the one type is stated.
    Exception::Instead(
        "http://xmlns.com/foaf/0.1/primaryTopic",
        "ClassConstraintComponent",
        &["catalog-record-primary-topic-not-described"],
    ),
    // DCAT-AP HVD 3.0, 4.1: the legislation is the implementing regulation, not just any.
    Exception::Instead(
        "http://data.europa.eu/r5r/applicableLegislation",
        "MinCountConstraintComponent",
        &[
            "data-service-hvd-regulation-missing",
            "dataset-hvd-regulation-missing",
            "dataset-series-hvd-regulation-missing",
            "distribution-hvd-regulation-missing",
        ],
    ),
    // DCAT-AP HVD 3.0, 4.2: the category comes from the list of the implementing regulation.
    Exception::Instead(
        "http://data.europa.eu/r5r/hvdCategory",
        "NodeKindConstraintComponent",
        &[
            "data-service-hvd-category-not-listed",
            "dataset-hvd-category-not-listed",
            "dataset-series-hvd-category-not-listed",
        ],
    ),
];

/// Rules of `hvd` that no official shape has.
const HVD_ONLY: &[&str] = &[
    // Implementing regulation (EU) 2023/138, article 4: an API, unless the annex exempts the dataset.
    "dataset-hvd-api-missing",
    // Without a title harvesters break off, whatever the profile.
    "dataset-title-missing",
];

struct Official {
    graph: Graph,
    shapes: Shapes,
}

impl Official {
    fn read(corpus: &Path, file: &str) -> Self {
        let mut builder = GraphBuilder::new();
        let path = corpus.join("shapes").join(file);
        Reader::Strict.read(&mut builder, &path, BASE).unwrap();
        let graph = builder.finish();
        let shapes = Shapes::from_graph(&graph).unwrap();
        Self { graph, shapes }
    }

    fn lines(&self, data: &Graph) -> Vec<String> {
        let report = validate(&self.shapes, data).unwrap();
        let terms = report.terms(&self.shapes, data);
        let results = report.results.iter();
        let kept = results.filter(|result| !self.is_left_out(terms, result));
        kept.map(|result| self.line(terms, result)).collect()
    }

    fn component(&self, result: &ValidationResult) -> &str {
        self.shapes.component_name(result.component)
    }

    fn is_left_out(&self, terms: Terms<'_>, result: &ValidationResult) -> bool {
        let path = path(terms, result);
        let class = self.class(result);
        let mut exceptions = DESCRIBED_ELSEWHERE.iter().chain(&EXCEPTIONS);
        exceptions.any(|exception| match exception {
            Exception::Class(left_out) => class == Some(left_out),
            Exception::ClassOf(property, left_out) => path == *property && class == Some(left_out),
            Exception::Instead(property, component, _) => {
                path == *property && self.component(result) == *component
            }
        })
    }

    /// The class that a shape asks for.
    fn class(&self, result: &ValidationResult) -> Option<&str> {
        if self.component(result) != "ClassConstraintComponent" {
            return None;
        }
        let shape = self.graph.iri(self.shapes.shape(result.source_shape).value())?;
        let class = self.graph.iri(&format!("{SH}class"))?;
        let mut classes = self.graph.objects(shape, class);
        classes.next().map(|class| self.graph.term(class).value())
    }

    fn line(&self, terms: Terms<'_>, result: &ValidationResult) -> String {
        let severity = self.shapes.severity(result.severity);
        let value = result.value.map(|value| terms.node(value).to_string());
        [
            severity.rsplit('#').next().unwrap_or_default().to_owned(),
            terms.node(result.focus_node).to_string(),
            path(terms, result),
            self.component(result).to_owned(),
            value.unwrap_or_default(),
        ]
        .join(" | ")
    }
}

fn path(terms: Terms<'_>, result: &ValidationResult) -> String {
    let path = result.path.map(|path| terms.path(path));
    path.unwrap_or_default().trim_matches(['<', '>']).to_owned()
}

/// Our finding in the same form; `None` for what is ours alone.
fn line(finding: &Finding, ours: &[&str]) -> Option<String> {
    let result = finding.result.as_ref()?;
    let rule = finding.rule.as_str();
    let instead = EXCEPTIONS.iter().any(|exception| match exception {
        Exception::Instead(_, _, rules) => rules.contains(&rule),
        _ => false,
    });
    let severity = match finding.severity {
        Severity::Error => "Violation",
        Severity::Warning => "Warning",
        Severity::Info => "Info",
    };
    let component = result.component.rsplit('#').next().unwrap_or_default();
    let line = [
        severity,
        &result.focus_node,
        result.result_path.as_deref().unwrap_or_default(),
        component,
        result.value.as_deref().unwrap_or_default(),
    ];
    (!instead && !ours.contains(&rule)).then(|| line.join(" | "))
}

const HVD_CATEGORIES: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix r: <http://data.europa.eu/r5r/> .
<http://e/1> a dcat:Dataset ; r:hvdCategory 'Verkehr', <http://e/x>, <http://data.europa.eu/bna/c_ac64a52d> .
<http://e/2> a dcat:DatasetSeries ; r:hvdCategory 'Verkehr', <http://e/x>, <http://data.europa.eu/bna/c_ac64a52d> .
<http://e/3> a dcat:DataService ; r:hvdCategory 'Verkehr', <http://e/x>, <http://data.europa.eu/bna/c_ac64a52d> .";

/// Documents of the corpus, and one that breaks every constraint there is.
fn documents(corpus: &Path) -> Vec<Document> {
    let read = |file: String| {
        let bytes = std::fs::read(corpus.join(&file)).unwrap();
        Document::new(file, bytes).with_base(BASE)
    };
    let mut documents: Vec<Document> = Expected::new(corpus)
        .files()
        .unwrap()
        .into_iter()
        .map(read)
        .collect();
    let all = every_constraint::document(corpus).unwrap();
    documents.push(Document::new("every-constraint.ttl", all.into_bytes()));
    documents.push(Document::new(
        "hvd-categories.ttl",
        HVD_CATEGORIES.as_bytes().to_vec(),
    ));
    documents
}

fn assert_agreement(name: &str, official: &str, ours: &[&str]) {
    let Some(corpus) = corpus::folder() else { return };
    let official = Official::read(&corpus, official);
    let profile = Profile::by_name(name).unwrap();
    let (mut results, mut problems, mut rules) = (0, Vec::new(), BTreeSet::new());
    for document in documents(&corpus) {
        let file = document.name.clone();
        let checked = check(&[document], profile);
        let expected = official.lines(&checked.graph);
        let findings = &checked.report.findings;
        rules.extend(findings.iter().map(|finding| finding.rule.clone()));
        let found: Vec<String> = findings
            .iter()
            .filter_map(|finding| line(finding, ours))
            .collect();
        let (missing, surplus) = difference(&expected, &found);
        if missing.is_empty() && surplus.is_empty() {
            results += found.len();
        } else {
            problems.push(format!(
                "{file}: {} results missing, {} not expected\n  - {}\n  + {}",
                missing.len(),
                surplus.len(),
                missing[..missing.len().min(4)].join("\n  - "),
                surplus[..surplus.len().min(4)].join("\n  + ")
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(results > 5_000, "{results}");
    let silent: Vec<&str> = profile
        .rules()
        .into_iter()
        // Every document is checked alone here.
        .filter(|rule| rule.id.as_str() != "dataset-described-twice")
        .filter(|rule| !rules.contains(&rule.id))
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(silent, Vec::<&str>::new(), "rules that never fire");
}

#[test]
fn dcat_ap_agrees_with_the_official_shapes() {
    assert_agreement("dcat-ap", "dcat-ap-3.0.0/dcat-ap-SHACL.ttl", &[]);
}

#[test]
fn hvd_agrees_with_the_official_shapes() {
    assert_agreement("hvd", "dcat-ap-hvd-3.0.0/hvd-SHACL.ttl", HVD_ONLY);
}
