//! `DESCRIBE`, asked as two other queries.
//!
//! What a description is, [SPARQL leaves to the engine](https://www.w3.org/TR/sparql11-query/#describe), and Virtuoso's
//! is empty unless its own syntax says more. So the resources are asked for first, then what is said of them, through
//! their blank nodes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use oxigraph::model::Term;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, QueryDataset};

const DESCRIBE: &str = include_str!("sparql/describe.rq");

/// Of how many resources one query asks: engines compile a query before they run it.
const AT_ONCE: usize = 100;

/// The query for the resources that are to be described.
pub(super) fn resources(pattern: &GraphPattern, dataset: Option<&QueryDataset>) -> String {
    Query::Select {
        dataset: dataset.cloned(),
        pattern: pattern.clone(),
        base_iri: None,
    }
    .to_string()
}

/// The queries for what is said of resources; of what is no IRI nothing can be asked.
pub(super) fn descriptions<'a>(
    found: impl IntoIterator<Item = &'a Term>,
    dataset: Option<&QueryDataset>,
) -> Vec<String> {
    let iris: BTreeSet<String> = found
        .into_iter()
        .filter(|term| term.is_named_node())
        .map(ToString::to_string)
        .collect();
    let iris: Vec<String> = iris.into_iter().collect();
    let dataset = clauses(dataset);
    iris.chunks(AT_ONCE)
        .map(|some| {
            DESCRIBE
                .replace("{dataset}", &dataset)
                .replace("{resources}", &some.join(" "))
        })
        .collect()
}

/// `FROM` and `FROM NAMED`, a line each.
fn clauses(dataset: Option<&QueryDataset>) -> String {
    let mut lines = String::new();
    let Some(dataset) = dataset else { return lines };
    for graph in &dataset.default {
        let _ = writeln!(lines, "FROM {graph}");
    }
    for graph in dataset.named.iter().flatten() {
        let _ = writeln!(lines, "FROM NAMED {graph}");
    }
    lines
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{BlankNode, Literal, NamedNode};
    use spargebra::SparqlParser;

    use super::*;

    fn parts(query: &str) -> (GraphPattern, Option<QueryDataset>) {
        match SparqlParser::new().parse_query(query).unwrap() {
            Query::Describe { pattern, dataset, .. } => (pattern, dataset),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn resources_are_asked_for_in_sparql() {
        let (pattern, dataset) =
            parts("DESCRIBE <https://d.example/a> ?s FROM <https://d.example/g> { ?s ?p 1 }");
        let query = resources(&pattern, dataset.as_ref());
        assert!(SparqlParser::new().parse_query(&query).is_ok(), "{query}");
        assert!(query.contains("<https://d.example/a>"), "{query}");
        assert!(query.contains("FROM <https://d.example/g>"), "{query}");
    }

    #[test]
    fn each_resource_is_described_once_in_the_same_dataset() {
        let (_, dataset) =
            parts("DESCRIBE ?s FROM <https://d.example/g> FROM NAMED <https://d.example/n> { ?s ?p ?o }");
        let node =
            |number: usize| Term::from(NamedNode::new_unchecked(format!("https://d.example/{number}")));
        let mut found: Vec<Term> = (0..150).chain(0..150).map(node).collect();
        found.extend([Term::from(BlankNode::default()), Literal::from(1).into()]);
        let queries = descriptions(&found, dataset.as_ref());
        assert_eq!(queries.len(), 2);
        for query in &queries {
            assert!(SparqlParser::new().parse_query(query).is_ok(), "{query}");
            assert!(query.contains("FROM <https://d.example/g>"), "{query}");
            assert!(query.contains("FROM NAMED <https://d.example/n>"), "{query}");
        }
        let all = queries.concat();
        assert_eq!(all.matches("<https://d.example/7>").count(), 1);
        assert!(descriptions(&[], None).is_empty());
    }
}
