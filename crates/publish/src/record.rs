//! One resource made ready for publication: identifier, own data files, dates.

use std::fmt::Write as _;
use std::path::PathBuf;

use kolophon_dcat::vocab::{adms, dcat, dcterms, rdf, skos, spdx, xsd};
use kolophon_graph::{Graph, GraphBuilder, Position, Term, TermId, Triple};
use kolophon_store::{City, FileEntry, Resource, ResourceKind, content_hash};

use crate::identity;
use crate::partition::Part;

/// A resource as it will be stored, before dates are set.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) resource: Resource,
    pub(crate) builder: GraphBuilder,
}

/// A data file that one of the resource's distributions serves.
#[derive(Clone, Debug)]
pub(crate) struct ServedFile {
    pub(crate) distribution: TermId,
    /// The object of `dcat:downloadURL` as the files wrote it.
    pub(crate) download_url: TermId,
    pub(crate) path: PathBuf,
    pub(crate) entry: FileEntry,
}

/// The identifier that a dataset was published with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// None: it is published for the first time.
    Nothing,
    /// This one, under the same address.
    Identifier(&'a str),
    /// This one, under an address that it had before. That its new address is its identifier, as files written from a
    /// pattern say, is no other identifier.
    OfOldAddress(&'a str),
}

/// Makes the record of a part of `graph`. Its triples are the files' own, except that
/// - a dataset has exactly one `dct:identifier`, unique in all the world; any other moves to `adms:identifier`. Where the
///   files give none, it keeps the one it was published with, else its address becomes it,
/// - a served file's address, size and checksum are Kolophon's.
pub(crate) fn record(
    graph: &Graph,
    part: &Part,
    city: &City,
    files: &[ServedFile],
    known: Known<'_>,
) -> Record {
    let iri = graph.term(part.node).value().to_owned();
    let slug = identity::slug(&iri, &city.base, &city.slug);
    let mut copy = Copy {
        graph,
        builder: GraphBuilder::new(),
    };
    let identifier_property = graph.iri(dcterms::IDENTIFIER);
    let is_dataset = part.kind == ResourceKind::Dataset;
    let mut identifiers = Vec::new();
    for index in &part.triples {
        let triple = graph.triple(*index);
        if is_dataset && triple.subject == part.node && Some(triple.predicate) == identifier_property {
            identifiers.push(triple.object);
        } else if !is_replaced_by_file(graph, triple, files) {
            copy.triple(triple);
        }
    }
    let identifier = is_dataset.then(|| copy.identifiers(&iri, &identifiers, known));
    let directory = format!("{}/{}/dataset/{slug}/datei", city.base, city.slug);
    for file in files {
        copy.file(&iri, &directory, file);
    }
    let Copy { builder, .. } = copy;
    let content_hash = content_hash(&builder.clone().finish());
    let mut entries: Vec<FileEntry> = files.iter().map(|file| file.entry.clone()).collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries.dedup_by(|a, b| a.name == b.name);
    let resource = Resource {
        city: city.slug.clone(),
        kind: part.kind,
        title: title(graph, part.node).unwrap_or_else(|| iri.clone()),
        slug,
        content_hash,
        identifier,
        issued: None,
        modified: None,
        generation: 0,
        errors: 0,
        protected: false,
        files: entries,
        iri,
    };
    Record { resource, builder }
}

impl Record {
    /// The triples, without the dates that are still to be set.
    pub(crate) fn graph(&self) -> Graph {
        self.builder.clone().finish()
    }

    /// Sets `dct:issued` and `dct:modified` where the files give none: issued stays what it was at first publication,
    /// modified is `now` because the content is new.
    pub(crate) fn dated(mut self, before: Option<&Resource>, now: &str) -> (Resource, Graph) {
        if self.resource.kind == ResourceKind::Dataset {
            let issued = before
                .and_then(|before| before.issued.clone())
                .unwrap_or_else(|| now.to_owned());
            self.resource.issued = self.set_missing_date(dcterms::ISSUED, &issued);
            self.resource.modified = self.set_missing_date(dcterms::MODIFIED, now);
        }
        (self.resource, self.builder.finish())
    }

    fn set_missing_date(&mut self, property: &str, date: &str) -> Option<String> {
        let graph = self.builder.clone().finish();
        let subject = graph.iri(&self.resource.iri)?;
        if graph
            .iri(property)
            .is_some_and(|property| graph.objects(subject, property).len() > 0)
        {
            return None;
        }
        let (subject, property) = (self.builder.iri(&self.resource.iri), self.builder.iri(property));
        let date_term = self.builder.typed_literal(date, xsd::DATE_TIME);
        self.builder
            .push(Triple::new(subject, property, date_term), Position::UNKNOWN);
        Some(date.to_owned())
    }
}

/// The title in German, else in any language.
pub(crate) fn title(graph: &Graph, node: TermId) -> Option<String> {
    let property = graph.iri(dcterms::TITLE)?;
    let rank = |term: &Term<'_>| match term {
        Term::Literal {
            language: Some(language),
            ..
        } if language.starts_with("de") => 0,
        Term::Literal { language: None, .. } => 1,
        _ => 2,
    };
    let titles = graph.objects(node, property).map(|title| graph.term(title));
    let best = titles.min_by_key(|title| (rank(title), title.value()))?;
    Some(best.value().trim().to_owned()).filter(|title| !title.is_empty())
}

/// What Kolophon measures itself is not copied from the files.
fn is_replaced_by_file(graph: &Graph, triple: Triple, files: &[ServedFile]) -> bool {
    let property = graph.term(triple.predicate).value();
    files.iter().any(|file| {
        let of_distribution = file.distribution == triple.subject;
        let names_file =
            triple.object == file.download_url && [dcat::DOWNLOAD_URL, dcat::ACCESS_URL].contains(&property);
        let of_checksum = checksum_node(graph, file.distribution) == Some(triple.subject)
            && [spdx::ALGORITHM, spdx::CHECKSUM_VALUE].contains(&property);
        (of_distribution && (property == dcat::BYTE_SIZE || names_file)) || of_checksum
    })
}

fn checksum_node(graph: &Graph, distribution: TermId) -> Option<TermId> {
    graph
        .objects(distribution, graph.iri(spdx::CHECKSUM)?)
        .find(|node| !node.is_literal())
}

/// Copies terms and triples of a checked graph into the graph of one resource.
struct Copy<'a> {
    graph: &'a Graph,
    builder: GraphBuilder,
}

impl Copy<'_> {
    fn term(&mut self, id: TermId) -> TermId {
        self.builder.term(self.graph.term(id))
    }

    fn triple(&mut self, triple: Triple) {
        let triple = Triple::new(
            self.term(triple.subject),
            self.term(triple.predicate),
            self.term(triple.object),
        );
        self.builder.push(triple, Position::UNKNOWN);
    }

    fn push(&mut self, subject: TermId, predicate: &str, object: TermId) {
        let predicate = self.builder.iri(predicate);
        self.builder
            .push(Triple::new(subject, predicate, object), Position::UNKNOWN);
    }

    /// Keeps the one identifier that is unique in all the world, else the published one, else the dataset's own address
    /// becomes it.
    fn identifiers(&mut self, iri: &str, found: &[TermId], known: Known<'_>) -> String {
        let mut found = found.to_vec();
        let minted = match known {
            Known::Nothing => iri,
            Known::Identifier(identifier) => identifier,
            Known::OfOldAddress(identifier) => {
                found.retain(|id| self.graph.term(*id).value() != iri);
                identifier
            }
        };
        let dataset = self.builder.iri(iri);
        let kept = kept_identifier(self.graph, iri, &found);
        let kept_term = match kept {
            Some(id) => self.term(id),
            None => self.builder.string_literal(minted),
        };
        self.push(dataset, dcterms::IDENTIFIER, kept_term);
        for (number, id) in found.iter().filter(|id| Some(**id) != kept).enumerate() {
            let node = self.fragment(iri, &format!("kennung-{}", number + 1));
            let (class, notation) = (self.builder.iri(adms::IDENTIFIER_CLASS), self.term(*id));
            self.push(dataset, adms::IDENTIFIER, node);
            self.push(node, rdf::TYPE, class);
            self.push(node, skos::NOTATION, notation);
        }
        kept.map_or(minted, |id| self.graph.term(id).value()).to_owned()
    }

    /// States address, size and checksum of a served file as they were measured.
    fn file(&mut self, dataset: &str, directory: &str, file: &ServedFile) {
        let distribution = self.term(file.distribution);
        let address = self
            .builder
            .iri(&format!("{directory}/{}", file_segment(&file.entry.name)));
        for property in [dcat::DOWNLOAD_URL, dcat::ACCESS_URL] {
            let Some(id) = self.graph.iri(property) else {
                continue;
            };
            if self.graph.contains(file.distribution, id, file.download_url) {
                self.push(distribution, property, address);
            }
        }
        let size = self
            .builder
            .typed_literal(&file.entry.byte_size.to_string(), xsd::NON_NEGATIVE_INTEGER);
        self.push(distribution, dcat::BYTE_SIZE, size);
        let node = match checksum_node(self.graph, file.distribution) {
            Some(node) => self.term(node),
            None => self.fragment(dataset, &format!("pruefsumme-{}", &file.entry.sha256[..8])),
        };
        let (class, algorithm) = (self.builder.iri(spdx::CHECKSUM_CLASS), self.builder.iri(SHA_256));
        let value = self.builder.typed_literal(&file.entry.sha256, xsd::HEX_BINARY);
        self.push(distribution, spdx::CHECKSUM, node);
        self.push(node, rdf::TYPE, class);
        self.push(node, spdx::ALGORITHM, algorithm);
        self.push(node, spdx::CHECKSUM_VALUE, value);
    }

    /// A node of the dataset: a fragment of its address, or without an address when that has a fragment itself.
    fn fragment(&mut self, iri: &str, name: &str) -> TermId {
        if iri.contains('#') {
            self.builder.fresh_blank_node()
        } else {
            self.builder.iri(&format!("{iri}#{name}"))
        }
    }
}

const SHA_256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";

fn kept_identifier(graph: &Graph, iri: &str, found: &[TermId]) -> Option<TermId> {
    let value = |id: &TermId| graph.term(*id).value();
    let mut unique: Vec<TermId> = found
        .iter()
        .copied()
        .filter(|id| identity::is_globally_unique(value(id)))
        .collect();
    unique.sort_by_key(|id| (value(id) != iri, value(id)));
    unique.first().copied()
}

/// A file's name as one segment of an address.
pub(crate) fn file_segment(name: &str) -> String {
    let mut segment = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(segment, "%{byte:02X}").ok();
        }
    }
    segment
}
