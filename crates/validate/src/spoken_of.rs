//! Which node a place in a file speaks of.

use kolophon_graph::{Graph, SourceId, Span, TermId};
use rustc_hash::FxHashSet;

/// The nodes of all written triples by the tokens that spell them.
pub(crate) struct SpokenOf(Vec<Token>);

/// A token, and the subject of its triple. Of several that begin at one place the last counts: a nested node's own before that
/// of the value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Token {
    source: SourceId,
    start: u32,
    role: Role,
    subject: TermId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Object,
    Predicate,
    Subject,
}

impl SpokenOf {
    /// By every token of some files: for mistakes anywhere in a syntax.
    pub(crate) fn tokens(graph: &Graph, sources: &FxHashSet<SourceId>) -> Self {
        Self::new(graph, sources, &[Role::Object, Role::Predicate, Role::Subject])
    }

    /// By the values in some files: for notes on the cells of a list, whose rows have one subject.
    pub(crate) fn values(graph: &Graph, sources: &FxHashSet<SourceId>) -> Self {
        Self::new(graph, sources, &[Role::Object])
    }

    fn new(graph: &Graph, sources: &FxHashSet<SourceId>, roles: &[Role]) -> Self {
        if sources.is_empty() {
            return Self(Vec::new());
        }
        let written = graph.triples_with_positions();
        let written =
            written.filter(|(_, position)| position.is_known() && sources.contains(&position.source));
        let mut tokens: Vec<Token> = written
            .flat_map(|(triple, position)| {
                roles.iter().filter_map(move |role| {
                    let span: Span = match role {
                        Role::Object => position.object,
                        Role::Predicate => position.predicate,
                        Role::Subject => position.subject,
                    };
                    (*role == Role::Object || !span.is_empty()).then_some(Token {
                        source: position.source,
                        start: span.start,
                        role: *role,
                        subject: triple.subject,
                    })
                })
            })
            .collect();
        tokens.sort_unstable();
        tokens.dedup();
        Self(tokens)
    }

    /// The subject of the triple that has a token at, or next before, an offset.
    pub(crate) fn at(&self, source: SourceId, offset: u32) -> Option<TermId> {
        let behind = self
            .0
            .partition_point(|token| (token.source, token.start) <= (source, offset));
        let found = self.0.get(behind.checked_sub(1)?)?;
        (found.source == source).then_some(found.subject)
    }
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::Document;

    use crate::{Profile, check};

    /// The datasets that the unreadable addresses of a file are told of.
    fn told_of(name: &str, text: &str) -> Vec<Option<String>> {
        let document = Document::new(name, text.as_bytes().to_vec());
        let report = check(&[document], Profile::dcat_ap_de()).report;
        let unreadable = report.findings.into_iter();
        let unreadable = unreadable.filter(|finding| finding.rule.as_str() == "address-unreadable");
        unreadable.map(|finding| finding.dataset).collect()
    }

    const PREFIXES: &str =
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n";

    #[test]
    fn an_unreadable_subject_is_its_own_and_not_the_dataset_above() {
        let above = "<https://a.example/oben> a dcat:Dataset ; dct:title \"Oben\"@de .\n";
        let text =
            format!("{PREFIXES}{above}<https://a.example/b c> a dcat:Dataset ; dct:title \"Unten\"@de .\n");
        assert_eq!(
            told_of("a.ttl", &text),
            [Some("https://a.example/b c".to_owned())]
        );
        // A distribution is its dataset's, wherever it is described.
        let text = format!(
            "{PREFIXES}<https://a.example/ds> a dcat:Dataset ; dcat:distribution <https://a.example/d|1> .\n{above}\
             <https://a.example/d|1> a dcat:Distribution ; dct:title \"CSV\"@de .\n"
        );
        let own = Some("https://a.example/ds".to_owned());
        assert_eq!(told_of("a.ttl", &text), [own.clone(), own]);
    }

    #[test]
    fn an_unreadable_property_or_value_is_its_subjects() {
        let text = format!(
            "{PREFIXES}<https://a.example/oben> a dcat:Dataset .\n\
             <https://a.example/unten> <https://a.example/p q> \"x\" ; dcat:landingPage <https://a.example/x y> ; a dcat:Dataset .\n"
        );
        let own = Some("https://a.example/unten".to_owned());
        assert_eq!(told_of("a.ttl", &text), [own.clone(), own]);
    }

    #[test]
    fn it_is_the_same_in_every_syntax() {
        let rdf_xml = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dcat=\"http://www.w3.org/ns/dcat#\" xmlns:dct=\"http://purl.org/dc/terms/\">\n\
             <dcat:Dataset rdf:about=\"https://a.example/oben\"><dct:title>Oben</dct:title></dcat:Dataset>\n\
             <rdf:Description rdf:about=\"https://a.example/b c\"><rdf:type rdf:resource=\"http://www.w3.org/ns/dcat#Dataset\"/></rdf:Description>\n\
             <dcat:Catalog rdf:about=\"https://a.example/katalog\"><dcat:dataset><dcat:Dataset rdf:about=\"https://a.example/d e\"><dct:title>Innen</dct:title></dcat:Dataset></dcat:dataset></dcat:Catalog>\n\
             </rdf:RDF>\n";
        let json_ld = r#"{"@context": {"dcat": "http://www.w3.org/ns/dcat#"}, "@graph": [
            {"@id": "https://a.example/oben", "@type": "dcat:Dataset"},
            {"@id": "https://a.example/b c", "@type": "dcat:Dataset"},
            {"@id": "https://a.example/katalog", "@type": "dcat:Catalog", "dcat:dataset": {"@id": "https://a.example/d e", "@type": "dcat:Dataset"}}]}"#;
        let n_triples = "<https://a.example/oben> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n\
             <https://a.example/b c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n\
             <https://a.example/d e> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n";
        for (name, text) in [("a.rdf", rdf_xml), ("a.jsonld", json_ld), ("a.nt", n_triples)] {
            let mut told = told_of(name, text);
            told.sort();
            told.dedup();
            let own = ["https://a.example/b c", "https://a.example/d e"].map(|iri| Some(iri.to_owned()));
            assert_eq!(told, own, "{name}");
        }
    }
}
