//! What the files say of each resource, as it would be stored.
//!
//! Drafts depend on nothing but the files and on what is published, and making them is most of the work: they are made
//! side by side, and judged one after the other.

use std::collections::BTreeSet;

use kolophon_dcat::vocab::dcat;
use kolophon_graph::{Graph, TripleIndex};
use kolophon_store::{City, FileEntry, Resource, State, Store};
use kolophon_validate::{DataFiles, LocalFile};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::LoadOptions;
use crate::partition::Part;
use crate::prepared::LoadError;
use crate::record::{self, Known, Record, ServedFile};
use crate::refusal::Reason;

/// One resource, as it would be stored.
pub(super) struct Draft {
    pub(super) record: Record,
    /// The data files that its distributions serve.
    pub(super) served: Vec<ServedFile>,
    /// Why it is refused if it names files that must not be opened.
    pub(super) out_of_reach: Option<Reason>,
}

/// What drafts are made from.
pub(super) struct Drafting<'a> {
    store: &'a Store,
    state: &'a State,
    graph: &'a Graph,
    options: &'a LoadOptions<'a>,
    city: &'a City,
    files: FxHashMap<TripleIndex, &'a LocalFile>,
    /// The resources that had another address before.
    moved_here: BTreeSet<&'a str>,
}

impl<'a> Drafting<'a> {
    pub(super) fn new(
        store: &'a Store,
        state: &'a State,
        graph: &'a Graph,
        options: &'a LoadOptions<'a>,
        city: &'a City,
        files: &'a [LocalFile],
    ) -> Self {
        Self {
            store,
            state,
            graph,
            options,
            city,
            files: files.iter().map(|file| (file.triple, file)).collect(),
            moved_here: state.aliases.values().map(|alias| alias.to.as_str()).collect(),
        }
    }

    /// The drafts of some parts, in their order.
    pub(super) fn drafts(&self, parts: &[&Part]) -> Vec<Result<Draft, LoadError>> {
        parts.par_iter().map(|part| self.draft(part)).collect()
    }

    /// The record of a part that had that identifier.
    pub(super) fn record(&self, part: &Part, served: &[ServedFile], known: Known<'_>) -> Record {
        record::record(self.graph, part, self.city, served, known)
    }

    fn draft(&self, part: &Part) -> Result<Draft, LoadError> {
        let published = self.state.resources.get(self.graph.term(part.node).value());
        let (served, out_of_reach) = match self.options.data_files {
            DataFiles::Beside => (self.measured_files(part)?, None),
            DataFiles::OutOfReach => self.published_files(part, published),
        };
        Ok(Draft {
            record: self.record(part, &served, self.known_identifier(published)),
            served,
            out_of_reach,
        })
    }

    fn known_identifier<'b>(&self, published: Option<&'b Resource>) -> Known<'b> {
        let Some((resource, identifier)) =
            published.and_then(|resource| Some((resource, resource.identifier.as_deref()?)))
        else {
            return Known::Nothing;
        };
        if self.moved_here.contains(resource.iri.as_str()) {
            Known::OfOldAddress(identifier)
        } else {
            Known::Identifier(identifier)
        }
    }

    /// The data files that a part names, in the order of its triples.
    fn files_of<'b>(&'b self, part: &'b Part) -> impl Iterator<Item = &'a LocalFile> + 'b {
        part.triples
            .iter()
            .filter_map(|triple| self.files.get(triple).copied())
    }

    /// The data files beside the metadata, with what they hold.
    fn measured_files(&self, part: &Part) -> Result<Vec<ServedFile>, LoadError> {
        let own = self.files_of(part).filter(|file| file.path.is_file());
        own.map(|file| {
            let mut entry = kolophon_store::measure(&file.path).map_err(|source| LoadError::File {
                path: file.path.display().to_string(),
                source,
            })?;
            entry.name.clone_from(&file.name);
            entry.media_type = media_type(self.graph, file).unwrap_or(entry.media_type);
            Ok(ServedFile {
                distribution: file.distribution,
                download_url: self.graph.triple(file.triple).object,
                path: file.path.clone(),
                entry,
            })
        })
        .collect()
    }

    /// The data files that came along, those that stay as they were published, and why the part is refused if it names
    /// others: they cannot be opened, and must not be, for whoever wrote the path does not own this machine.
    fn published_files(
        &self,
        part: &Part,
        published: Option<&Resource>,
    ) -> (Vec<ServedFile>, Option<Reason>) {
        let known = published.map_or(&[][..], |published| &published.files);
        let own_address = format!("{}/datei/", self.graph.term(part.node).value());
        let (mut served, mut refused) = (Vec::new(), None);
        for file in self.files_of(part) {
            let download_url = self.graph.triple(file.triple).object;
            let address = self.graph.term(download_url).value();
            let mut sent = self.options.sent.iter();
            if let Some(sent) = sent.find(|sent| sent.is_meant_by(address, &file.name)) {
                served.push(ServedFile {
                    distribution: file.distribution,
                    download_url,
                    path: sent.path.clone(),
                    entry: FileEntry {
                        name: file.name.clone(),
                        sha256: sent.sha256.clone(),
                        byte_size: sent.byte_size,
                        media_type: media_type(self.graph, file).unwrap_or_default(),
                    },
                });
                continue;
            }
            let is_own = address.starts_with(&own_address);
            match known.iter().find(|known| is_own && known.name == file.name) {
                Some(entry) => served.push(ServedFile {
                    distribution: file.distribution,
                    download_url,
                    path: self.store.file(&entry.sha256),
                    entry: FileEntry {
                        media_type: media_type(self.graph, file).unwrap_or_else(|| entry.media_type.clone()),
                        ..entry.clone()
                    },
                }),
                None if is_own || address.starts_with("file:") => {
                    refused = Some(Reason::FileMissing {
                        name: file.name.clone(),
                    });
                }
                // An address of somebody else's that only looks like one of ours.
                None => {}
            }
        }
        (served, refused)
    }
}

/// The media type the distribution states, which the file is served with.
fn media_type(graph: &Graph, file: &LocalFile) -> Option<String> {
    let property = graph.iri(dcat::MEDIA_TYPE)?;
    let stated = graph
        .objects(file.distribution, property)
        .find_map(|object| graph.term(object).as_iri())?;
    let (_, name) = stated.split_once("/media-types/")?;
    Some(name.to_owned())
}
