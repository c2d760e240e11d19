//! What comes from another catalogue becomes a part of the city's own.

use std::collections::BTreeSet;

use kolophon_authoring::Defaults;
use kolophon_dcat::vocab::{dcat, dcatde, dcterms, hydra, rdf};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};

use super::Remark;

/// What the city takes over.
#[derive(Debug)]
pub struct Settled {
    /// The triples.
    pub graph: Graph,
    /// How many datasets there are.
    pub datasets: usize,
    /// Datasets that people have to look at.
    pub doubts: Vec<Remark>,
    /// What was not taken over.
    pub left: Vec<Remark>,
}

/// Takes datasets, series, services and all they lead to out of a foreign catalogue and into that of the city.
///
/// The foreign catalogue's description of itself is left behind, and so are the marks of its pages (`hydra:`). A dataset
/// without `dcatde:contributorID` gets the city's: it says who delivers, which from now on is the city.
#[must_use]
pub fn settle(graph: &Graph, defaults: &Defaults) -> Settled {
    let own = defaults.catalogue_iri();
    let catalogues: BTreeSet<TermId> = of_type(graph, &[dcat::CATALOG])
        .into_iter()
        .filter(|id| graph.term(*id).value() != own)
        .collect();
    let datasets = of_type(graph, &[dcat::DATASET_CLASS]);
    let resources = of_type(
        graph,
        &[
            dcat::DATASET_CLASS,
            dcat::DATASET_SERIES,
            dcat::DATA_SERVICE,
            dcat::CATALOG_RECORD,
        ],
    );
    let kept = reach(graph, &resources, &catalogues);
    let dropped: BTreeSet<TermId> = reach(graph, &catalogues, &resources)
        .difference(&kept)
        .copied()
        .collect();
    let mut builder = GraphBuilder::new();
    let own = builder.iri(&own);
    for triple in graph.triples() {
        if is_of_paging(graph, *triple) {
            continue;
        }
        let subject = if !dropped.contains(&triple.subject) {
            builder.term(graph.term(triple.subject))
        } else if catalogues.contains(&triple.subject) && is_membership(graph, triple.predicate) {
            own
        } else {
            continue;
        };
        if catalogues.contains(&triple.object) {
            continue;
        }
        let [predicate, object] = [triple.predicate, triple.object].map(|id| builder.term(graph.term(id)));
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }
    let mut doubts = Vec::new();
    for dataset in &datasets {
        let node = builder.term(graph.term(*dataset));
        let member = builder.iri(dcat::DATASET);
        builder.push(Triple::new(own, member, node), Position::UNKNOWN);
        add_contributor(graph, *dataset, defaults, &mut builder);
        doubts.extend(doubt(graph, *dataset));
    }
    let left = catalogues.iter().map(|id| {
        Remark::new(
            &name(graph, *id),
            "Die Beschreibung des Katalogs selbst; Ihre Datensätze gehören jetzt zum Katalog der Kommune.",
            "The description of the catalogue itself; your datasets now belong to the catalogue of the city.",
        )
    });
    Settled {
        left: left.collect(),
        graph: builder.finish(),
        datasets: datasets.len(),
        doubts,
    }
}

fn of_type(graph: &Graph, classes: &[&str]) -> BTreeSet<TermId> {
    let Some(rdf_type) = graph.iri(rdf::TYPE) else {
        return BTreeSet::new();
    };
    let classes = classes.iter().filter_map(|class| graph.iri(class));
    classes
        .flat_map(|class| graph.subjects(rdf_type, class))
        .collect()
}

/// Everything that is reached from some nodes without passing through others.
fn reach(graph: &Graph, from: &BTreeSet<TermId>, barred: &BTreeSet<TermId>) -> BTreeSet<TermId> {
    let mut open: Vec<TermId> = from.iter().copied().filter(|id| !barred.contains(id)).collect();
    let mut seen: BTreeSet<TermId> = open.iter().copied().collect();
    while let Some(node) = open.pop() {
        for index in graph.outgoing(node) {
            let object = graph.triple(index).object;
            if !object.is_literal() && !barred.contains(&object) && seen.insert(object) {
                open.push(object);
            }
        }
    }
    seen
}

fn is_membership(graph: &Graph, predicate: TermId) -> bool {
    [dcat::DATASET, dcat::SERVICE, dcat::RECORD].contains(&graph.term(predicate).value())
}

fn is_of_paging(graph: &Graph, triple: Triple) -> bool {
    let is_hydra = |id: TermId| {
        let term = graph.term(id);
        matches!(term, Term::Iri(_)) && term.value().starts_with(hydra::NAMESPACE)
    };
    is_hydra(triple.predicate) || is_hydra(triple.object)
}

fn add_contributor(graph: &Graph, dataset: TermId, defaults: &Defaults, builder: &mut GraphBuilder) {
    let has_one = graph
        .iri(dcatde::CONTRIBUTOR_ID)
        .is_some_and(|property| graph.objects(dataset, property).next().is_some());
    let (Some(contributor), false) = (&defaults.contributor_id, has_one) else {
        return;
    };
    let subject = builder.term(graph.term(dataset));
    let [property, contributor] = [dcatde::CONTRIBUTOR_ID, contributor].map(|iri| builder.iri(iri));
    builder.push(Triple::new(subject, property, contributor), Position::UNKNOWN);
}

/// What no officer's file can put right by itself.
fn doubt(graph: &Graph, dataset: TermId) -> Vec<Remark> {
    let name = name(graph, dataset);
    let mut doubts = Vec::new();
    if !dataset.is_iri() {
        doubts.push(Remark::new(
            &name,
            "Der Datensatz hat keine dauerhafte Adresse. Tragen Sie einen Kurznamen ein, dann bekommt er eine.",
            "The dataset has no permanent address. Enter a short name, and it gets one.",
        ));
    }
    if title(graph, dataset).is_none() {
        doubts.push(Remark::new(&name, "Der Titel fehlt.", "The title is missing."));
    }
    doubts
}

fn title(graph: &Graph, node: TermId) -> Option<String> {
    let property = graph.iri(dcterms::TITLE)?;
    let mut titles = graph
        .objects(node, property)
        .map(|id| graph.term(id).value().trim());
    titles.find(|title| !title.is_empty()).map(str::to_owned)
}

fn name(graph: &Graph, node: TermId) -> String {
    title(graph, node).unwrap_or_else(|| graph.term(node).value().to_owned())
}

#[cfg(test)]
mod tests {
    use kolophon_dcat::{Document, read};

    use super::*;

    const FOREIGN: &str = r#"
        @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
        @prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
        <https://alt.example/> a dcat:Catalog ; dct:title "Altes Portal" ; dct:publisher <https://alt.example/#land> ;
            dct:creator <https://alt.example/#stadt> ; dcat:dataset <https://alt.example/a> .
        <https://alt.example/#land> a foaf:Agent ; foaf:name "Land" .
        <https://alt.example/#stadt> a foaf:Agent ; foaf:name "Stadt" .
        <https://alt.example/?page=1> a hydra:PagedCollection ; hydra:totalItems 2 .
        <https://alt.example/a> a dcat:Dataset ; dct:title "A" ; dct:publisher <https://alt.example/#stadt> ;
            dct:identifier "a-1" .
        <https://alt.example/b> a dcat:Dataset ; dcatde:contributorID <urn:andere> ; dct:isPartOf <https://alt.example/> .
        [] a dcat:Dataset ; dct:title "Ohne Adresse" .
    "#;

    fn settled() -> Settled {
        let mut builder = GraphBuilder::new();
        read(&Document::new("alt.ttl", FOREIGN.into()), &mut builder).unwrap();
        let defaults = Defaults {
            base: "https://daten.example".to_owned(),
            city: "stadt".to_owned(),
            contributor_id: Some("urn:eigene".to_owned()),
            catalogue: Some("https://daten.example/stadt/catalog".to_owned()),
            ..Defaults::default()
        };
        settle(&builder.finish(), &defaults)
    }

    #[test]
    fn datasets_move_into_the_catalogue_of_the_city_and_the_rest_of_the_old_one_stays_behind() {
        let settled = settled();
        let graph = &settled.graph;
        let lines: Vec<String> = graph
            .triples()
            .iter()
            .map(|triple| {
                [triple.subject, triple.predicate, triple.object]
                    .map(|id| graph.term(id).value().to_owned())
                    .join(" ")
            })
            .collect();
        let text = lines.join("\n");
        for line in [
            "https://daten.example/stadt/catalog http://www.w3.org/ns/dcat#dataset https://alt.example/a",
            "https://daten.example/stadt/catalog http://www.w3.org/ns/dcat#dataset https://alt.example/b",
            "https://alt.example/a http://purl.org/dc/terms/identifier a-1",
            "https://alt.example/a http://dcat-ap.de/def/dcatde/contributorID urn:eigene",
            "https://alt.example/b http://dcat-ap.de/def/dcatde/contributorID urn:andere",
            "https://alt.example/#stadt http://xmlns.com/foaf/0.1/name Stadt",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line}\nin\n{text}");
        }
        for gone in [
            "Altes Portal",
            "#land",
            "hydra",
            "https://alt.example/b http://dcat-ap.de/def/dcatde/contributorID urn:eigene",
            "isPartOf",
        ] {
            assert!(!text.contains(gone), "{gone}\nin\n{text}");
        }
    }

    #[test]
    fn what_people_have_to_look_at_is_named() {
        let settled = settled();
        let named = |remarks: &[Remark]| -> Vec<String> {
            remarks.iter().map(|remark| remark.dataset.clone()).collect()
        };
        assert_eq!(settled.datasets, 3);
        assert_eq!(named(&settled.left), ["Altes Portal"]);
        let mut doubts = named(&settled.doubts);
        doubts.sort();
        assert_eq!(doubts, ["Ohne Adresse", "https://alt.example/b"]);
    }
}
