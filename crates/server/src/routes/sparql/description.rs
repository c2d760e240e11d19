//! What the endpoint can do, as a [SPARQL 1.1 service description](https://www.w3.org/TR/sparql11-service-description/).

use kolophon_dcat::vocab::rdf;
use kolophon_graph::{Graph, GraphBuilder, Position, TermId, Triple};
use kolophon_store::ResultsFormat;

/// The vocabulary of service descriptions.
const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
/// The file formats that have an IRI.
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// The description of the endpoint at that address: a service with the union of its named graphs as default graph.
pub(super) fn describe(endpoint: &str) -> Graph {
    let mut out = GraphBuilder::new();
    let service = out.iri(&format!("{endpoint}#service"));
    let address = out.iri(endpoint);
    let class = out.iri(&format!("{SD}Service"));
    push(&mut out, service, rdf::TYPE, class);
    push(&mut out, service, &format!("{SD}endpoint"), address);
    let language = out.iri(&format!("{SD}SPARQL11Query"));
    push(&mut out, service, &format!("{SD}supportedLanguage"), language);
    let union = out.iri(&format!("{SD}UnionDefaultGraph"));
    push(&mut out, service, &format!("{SD}feature"), union);
    for format in ResultsFormat::ALL {
        let format = out.iri(&format!("{FORMATS}{}", name(format)));
        push(&mut out, service, &format!("{SD}resultFormat"), format);
    }
    let (dataset, default) = (out.fresh_blank_node(), out.fresh_blank_node());
    push(&mut out, service, &format!("{SD}defaultDataset"), dataset);
    let class = out.iri(&format!("{SD}Dataset"));
    push(&mut out, dataset, rdf::TYPE, class);
    push(&mut out, dataset, &format!("{SD}defaultGraph"), default);
    let class = out.iri(&format!("{SD}Graph"));
    push(&mut out, default, rdf::TYPE, class);
    out.finish()
}

/// The [name of a format](https://www.w3.org/ns/formats/) there.
fn name(format: ResultsFormat) -> &'static str {
    match format {
        ResultsFormat::Json => "SPARQL_Results_JSON",
        ResultsFormat::Xml => "SPARQL_Results_XML",
        ResultsFormat::Csv => "SPARQL_Results_CSV",
        ResultsFormat::Tsv => "SPARQL_Results_TSV",
        ResultsFormat::Turtle => "Turtle",
        ResultsFormat::NTriples => "N-Triples",
        ResultsFormat::RdfXml => "RDF_XML",
        ResultsFormat::JsonLd => "JSON-LD",
    }
}

fn push(out: &mut GraphBuilder, subject: TermId, predicate: &str, object: TermId) {
    let predicate = out.iri(predicate);
    out.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
}
