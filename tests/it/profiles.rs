//! Every profile is whole: each of its rules is described once, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kolophon_dcat::{Document, read};
use kolophon_diagnostic::Language;
use kolophon_graph::{Graph, GraphBuilder, Term};
use kolophon_tests::corpus;
use kolophon_validate::{Profile, check};

const RULES: &str = "https://kolophon.dev/regel/";

/// Every file of shapes, with its path below `schemas`.
fn files() -> Vec<(String, Graph)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let files = corpus::files(&folder).unwrap();
    let shapes = files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "ttl"));
    shapes
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap().display().to_string();
            let mut builder = GraphBuilder::new();
            let reading = read(&Document::new(&*name, std::fs::read(path).unwrap()), &mut builder).unwrap();
            assert_eq!(reading.issues, [], "{name}");
            (name, builder.finish())
        })
        .collect()
}

/// The rules that stand anywhere in a graph.
fn named(graph: &Graph) -> BTreeSet<String> {
    let terms = graph
        .triples()
        .iter()
        .flat_map(|triple| [triple.subject, triple.object]);
    terms
        .filter_map(|term| Some(graph.term(term).as_iri()?.strip_prefix(RULES)?.to_owned()))
        .collect()
}

#[test]
fn every_profile_is_built_and_without_warning() {
    for name in Profile::NAMES {
        let profile = Profile::by_name(name).unwrap();
        assert_eq!(profile.name(), name);
        assert_eq!(profile.shapes().warnings(), [], "{name}");
        assert!(!profile.rules().is_empty(), "{name}");
    }
}

#[test]
fn every_rule_that_is_named_is_a_rule_of_a_profile() {
    let all: BTreeSet<&str> = Profile::NAMES
        .iter()
        .flat_map(|name| Profile::by_name(name).unwrap().rules())
        .map(|rule| rule.id.as_str())
        .collect();
    for (file, graph) in files() {
        for rule in named(&graph) {
            assert!(all.contains(rule.as_str()), "{file} names {rule}");
        }
    }
}

#[test]
fn every_rule_says_what_why_and_how_to_mend_it_in_both_languages() {
    for name in Profile::NAMES {
        for rule in Profile::by_name(name).unwrap().rules() {
            let (why, mend) = (rule.why(), rule.mend());
            let texts = [Some(&rule.message), why.as_ref(), mend.as_ref()];
            for text in texts {
                let text = text.unwrap_or_else(|| panic!("{}: a text is missing", rule.id));
                let (german, english) = (
                    text.in_language(Language::German),
                    text.in_language(Language::English),
                );
                assert!(german.ends_with(['.', '!', '?', ')']), "{}: {german}", rule.id);
                assert_ne!(german, english, "{}", rule.id);
            }
        }
    }
}

/// A text that is written twice would be changed once.
#[test]
fn no_rule_is_described_twice() {
    let mut described: BTreeMap<String, String> = BTreeMap::new();
    for (file, graph) in files() {
        let Some(message) = graph.iri("http://www.w3.org/ns/shacl#message") else {
            continue;
        };
        let rules: BTreeSet<&str> = graph
            .column(message)
            .iter()
            .filter(|triple| matches!(graph.term(triple.subject), Term::Iri(_)))
            .map(|triple| graph.term(triple.subject).value())
            .collect();
        for rule in rules {
            let before = described.insert(rule.to_owned(), file.clone());
            assert_eq!(before, None, "{rule} is described in {file} too");
        }
    }
}

#[test]
fn every_profile_refuses_what_no_harvester_survives() {
    for name in Profile::NAMES {
        let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .
            [] a dcat:Dataset ; <http://purl.org/dc/terms/identifier> 'x' .
            <http://e/d> a dcat:Dataset ; <http://purl.org/dc/terms/identifier> 'x' .";
        let document = Document::new("x.ttl", text.as_bytes().to_vec());
        let findings = check(&[document], Profile::by_name(name).unwrap())
            .report
            .findings;
        let blocking = findings
            .iter()
            .filter(|finding| finding.blocking && finding.mend.is_some());
        let found: BTreeSet<&str> = blocking.map(|finding| finding.rule.as_str()).collect();
        assert!(found.contains("dataset-address-missing"), "{name}: {found:?}");
        assert!(
            found.contains("dataset-identifier-not-unique"),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn what_only_govdata_asks_for_is_marked() {
    for rule in Profile::govdata().rules() {
        let marked = rule.id.as_str().starts_with("govdata-");
        assert_eq!(marked, rule.quirk.is_some(), "{}", rule.id);
    }
}
